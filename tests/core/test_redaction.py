"""Secrets in text: nothing that opens anything stays."""

import pytest

from app.core.redaction import redact

TAIL = "Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z"
SECRETS = [
    f"sk-{TAIL}",
    f"sk-proj-{TAIL}_{TAIL}-{TAIL}",
    f"sk-ant-api03-{TAIL}-{TAIL}AA",
    f"sk-ant-oat01-{TAIL}",
    f"sk-or-v1-{TAIL.lower()}",
    "AIzaSy" + TAIL,
    f"gsk_{TAIL}",
    f"xai-{TAIL}",
    f"tg_{TAIL}",
    f"hf_{TAIL}",
    f"pplx-{TAIL}",
    f"ghp_{TAIL}",
    f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.{TAIL}",
]
PLACES = [
    "{}",
    "Incorrect API key provided: {}. See the docs.",
    "Authorization: Bearer {}",
    "authorization: bearer {}\r\nhost: x",
    "x-api-key: {}",
    "GET https://example.org/v1beta/models/m:generateContent?key={}&alt=sse",
    "https://example.org/a?alt=sse&key={}",
    '{{"api_key": "{}", "model": "m"}}',
    '{{\\"apiKey\\":\\"{}\\"}}',
    "OPENAI_API_KEY={} python main.py",
    "api-key='{}'",
    "https://user:{}@example.org/path",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("place", PLACES)
def test_a_key_is_hidden_wherever_it_stands(place: str, secret: str) -> None:
    found = redact(place.format(secret))
    for at in range(len(secret) - 12):
        assert secret[at : at + 12] not in found or secret[at : at + 12] in "sk-ant-api03-sk-ant-oat01-"
    assert TAIL[:8] not in found


@pytest.mark.parametrize(
    "text",
    [
        "api_key=hunter2hunter2",
        "password: correct-horse",
        "client_secret = s3cr3t-value",
        "access_token: 0f9e8d7c6b5a",
        "Authorization: Basic dXNlcjpwYXNz",
        "?key=0123456789abcdef",
        "X-Goog-Api-Key: 0123456789abcdef",
        "The key 4f2A9c81Bd7E6f3a5C0e8D9b2F7a1C3e was refused",
    ],
)
def test_what_is_named_a_secret_or_looks_like_one_is_hidden_too(text: str) -> None:
    found = redact(text)
    assert "…" in found
    secret = text.replace(" was refused", "").split(" ")[-1].split("=")[-1]
    assert secret not in found


@pytest.mark.parametrize(
    "text",
    [
        "Rate limit reached for gpt-4o-mini in organization org-abc on tokens per min.",
        "This model's maximum context length is 8192 tokens.",
        "The model `claude-sonnet-4-5-20250929` does not exist",
        "request id: req_011CSHoEeqs5C35K2UUqR7Fy",
        "POST /v1beta/models/gemini-2.5-flash:generateContent 200 in 1832 ms",
        "/home/someone/projects/lighthouse-keeper/src/components/NavigationBar.tsx",
        "session 0199a213-81ab-7800-8aa1-bbab2a035a53 ended",
        "max_tokens: 4096, key: value pairs, keyboard",
        "Traceback (most recent call last):",
        "Schiffsverkehrsbeobachtungsstationsvorsteher",
        "",
    ],
)
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert redact(text) == text


def test_it_is_done_quickly_and_twice_is_once() -> None:
    text = "word " * 40_000 + "a" * 100_000 + " api_key" * 20_000 + "://" * 20_000
    assert len(redact(text)) <= len(text) + 100_000
    for place in PLACES:
        once = redact(place.format(SECRETS[0]))
        assert redact(once) == once
