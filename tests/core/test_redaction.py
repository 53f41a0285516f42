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


BARE = [
    "k7x2m9q4w8e5r1t6",
    "4f2a9c81bd7e6f3a",
    "Zk3Qp8Wn5Ty1Rb6Vc2Xd",
    "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1x",
    "abcdef0123456789",
    "live_a8Kd92mXq0PzL4",
]
PHRASES = [
    "Invalid API key '{}'",
    'API key "{}" is invalid',
    "Unauthorized token: {}",
    "key: {}",
    "The key {} was refused",
    "Incorrect API key provided: {}.",
    "Your API key ({}) has expired",
    "The API key `{}` is not active",
    "Invalid token {}, please log in",
    "Authentication failed with token={}",
]


@pytest.mark.parametrize("phrase", PHRASES)
@pytest.mark.parametrize("secret", BARE)
def test_a_short_key_of_no_known_kind_is_hidden_where_a_sentence_speaks_of_it(
    phrase: str, secret: str
) -> None:
    found = redact(phrase.format(secret))
    assert secret[4:] not in found
    assert redact(found) == found


@pytest.mark.parametrize("secret", ["k7x2m9q4w8e5r1t6", "4f2a9c81bd7e6f3a", "Zk3Qp8Wn5Ty1Rb6Vc2Xd"])
def test_a_short_key_is_hidden_anywhere_in_a_message_about_keys(secret: str) -> None:
    for phrase in ("{} is not a valid API key", "Unauthorized ({})", "Authentication failed for {}"):
        assert secret[4:] not in redact(phrase.format(secret))


@pytest.mark.parametrize("secret", ["correcthorsebattery", "QwErTyUiOpAsDfGh"])
def test_in_quotes_after_api_key_stands_the_key(secret: str) -> None:
    assert secret not in redact(f"Invalid API key '{secret}'")


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
        "Your API key cannot use the model claude-sonnet-4-5-20250929",
        "This key has no access to gpt-4o-mini-2024-07-18 or gemini-2.5-flash-preview-09-2025",
        "Unknown key: max_completion_tokens",
        "Unrecognized key(s) in object: 'additionalProperties'",
        "Invalid key 'response_format'; the key is unsupported",
        "Unexpected token 'undefined' in JSON at position 1234567890123456",
        "Invalid token: InvalidRequestErrorType",
        "The API key is invalid. The token was revoked on 2026-11-21T12:00:00Z",
        "Authentication failed: see https://platform.openai.com/account/api-keys for your key",
        "You are out of tokens; the key belongs to org-AbCd12EfGh34IjKl56MnOp78",
        "API key not valid. Please pass a valid API key.",
        "Missing bearer authentication in header",
        "The token expired: basic authentication required",
        "The password is required, the secret was deleted",
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
