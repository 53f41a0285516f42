"""Who called, what for, and whether a token may: told from what a request shows."""

import base64

from hypothesis import given
from hypothesis import strategies as st

from app.core.aliases import Alias, Target, chain, read_target
from app.core.clients import (
    Token,
    credential_of,
    digest_of,
    fingerprint_of,
    identity_of,
    is_token,
)
from app.core.names import free_name
from app.core.projects import Rule, Traits, attribute
from app.core.providers import Provider

_TOKEN = Token(1, "codex", "tg_abcde", digest_of("tg_abcde"), ("openai", "my-*"), ("gpt-*",), expires_us=100)


def test_a_token_is_for_its_providers_and_models_until_it_ends() -> None:
    assert _TOKEN.refusal_for("openai", "GPT-5", 99) is None
    assert _TOKEN.refusal_for("my-vllm", "gpt-5", 99) is None
    for provider, model in (("anthropic", "gpt-5"), ("openai", "o3"), ("openai", None)):
        assert "is not for" in str(_TOKEN.forbids(provider, model)) or model is None
        assert _TOKEN.forbids(provider, model)
    assert _TOKEN.forbids("openai", None, reads_only=True) is None
    assert "expired" in str(_TOKEN.invalid(100))
    assert "revoked" in str(Token(1, "c", "p", b"", revoked_us=1).invalid(0))


def test_a_credential_is_found_wherever_tools_put_it() -> None:
    assert credential_of({"authorization": "Bearer  tg_x"}) == "tg_x"
    assert credential_of({"authorization": "bearer k"}) == "k"
    assert credential_of({"authorization": "Basic abc"}) == "Basic abc"
    for name in ("x-api-key", "api-key", "x-goog-api-key"):
        assert credential_of({name: " k "}) == "k"
    assert credential_of({}, {"key": "k"}) == "k"
    assert credential_of({}) is None
    assert is_token("tg_anything")
    assert not is_token("sk-tg_")


@given(st.binary(min_size=32, max_size=32), st.text(), st.text())
def test_two_logins_of_a_tool_are_two_and_a_fingerprint_tells_neither(key: bytes, one: str, two: str) -> None:
    prints = {fingerprint_of(key, "Claude Code", text) for text in (one, two)}
    assert len(prints) == len({one, two})
    assert fingerprint_of(key, "Codex", one) not in prints


def test_a_login_stays_the_same_client_when_its_token_is_renewed() -> None:
    def jwt(claims: str, signature: str) -> str:
        payload = base64.urlsafe_b64encode(claims.encode()).decode().rstrip("=")
        return f"eyJhbGciOiJub25lIn0.{payload}.{signature}"

    one, renewed = jwt('{"iss": "i", "sub": "me", "exp": 1}', "a"), jwt('{"iss":"i","sub":"me","exp":2}', "b")
    assert (
        identity_of(one, {})
        == identity_of(renewed, {})
        != identity_of(jwt('{"iss":"i","sub":"you"}', "c"), {})
    )
    assert identity_of("sk-ant-oat01-a", {}) == identity_of("sk-ant-oat01-b", {})
    assert identity_of("anything", {"chatgpt-account-id": "x"}) == "x"
    assert identity_of("eyJ.bad.jwt", {}) == "eyJ.bad.jwt"
    assert identity_of("sk-1", {}) != identity_of("sk-2", {})


def test_the_second_of_a_name_is_numbered() -> None:
    assert free_name("Codex", set()) == "Codex"
    assert free_name("Codex", {"Codex", "Codex (2)"}) == "Codex (3)"


def test_a_project_is_taken_from_the_most_explicit_word() -> None:
    rules = (Rule(1, "web", path="/v1/*", model="gpt-*"), Rule(2, "home", folder="/home/me/src"))
    traits = Traits("/v1/chat/completions", "GPT-5", "Codex", "/home/me/src/app")
    assert attribute("named", "token", rules, traits, "folder") == "named"
    assert attribute(None, "token", rules, traits, "folder") == "token"
    assert attribute(None, None, rules, traits, "folder") == "web"
    assert attribute(None, None, rules[1:], traits, "folder") == "home"
    assert attribute(None, None, (), traits, "folder") == "folder"
    assert attribute(None, None, (), traits) is None


def test_a_rule_fits_only_what_fits_all_of_it() -> None:
    rule = Rule(1, "p", client="claude*", folder="/src")
    assert rule.fits(Traits("/", None, "Claude Code", "/src"))
    assert rule.fits(Traits("/", None, "Claude Code", "/src/deep/er"))
    assert not rule.fits(Traits("/", None, "Claude Code", "/srcs"))
    assert not rule.fits(Traits("/", None, "Claude Code", None))
    assert not rule.fits(Traits("/", None, None, "/src"))


def test_an_alias_stays_within_the_api_of_the_call() -> None:
    openai = Provider("openai", "OpenAI", "openai", "https://o")
    known = {
        "openai": openai,
        "groq": Provider("groq", "Groq", "openai", "https://g"),
        "anthropic": Provider("anthropic", "Anthropic", "anthropic", "https://a"),
    }
    texts = ("gpt-5-mini", "groq/meta/llama", "anthropic/claude", "meta/llama")
    alias = Alias("fast", tuple(read_target(text, known) for text in texts))
    assert alias.targets[1] == Target("groq", "meta/llama")
    assert alias.targets[3] == Target(None, "meta/llama")
    assert [(p.id, m) for p, m in chain(alias, openai, known)] == [
        ("openai", "gpt-5-mini"), ("groq", "meta/llama"), ("openai", "meta/llama"),
    ]  # fmt: skip
