"""Promises about what is taken for a provider's key, and what is not."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import KeyStoreError
from app.core.keys import check_account, clean_key, doubt_about, looks_like_key

KEYS = st.text(string.ascii_letters + string.digits + "-_.~+/=:", min_size=1, max_size=300).filter(
    lambda key: not key.startswith("tg_")
)


@given(KEYS, st.sampled_from(["", "\n", "\r\n"]))
def test_a_key_is_kept_as_it_is_but_for_the_newline_of_echo(key: str, end: str) -> None:
    assert clean_key(key + end) == key


@given(
    KEYS,
    st.sampled_from([" ", "\n", "\t", "\0", "\x1b", "\x7f", "ä", "\u2028", "\ufeff", "\udcff"]),
    st.data(),
)
def test_what_no_header_can_carry_is_refused_without_being_repeated(
    key: str, bad: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(key) - 1))
    text = "CANARY" + key[:place] + bad + key[place:]
    with pytest.raises(KeyStoreError) as caught:
        clean_key(text)
    assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "\n", "\r\n", "\n\n", "x" * 9000, "tg_" + "a" * 43])
def test_what_no_provider_gives_out_is_refused(text: str) -> None:
    with pytest.raises(KeyStoreError):
        clean_key(text)


@pytest.mark.parametrize(
    ("provider", "key", "doubted"),
    [
        ("openai", "sk-ant-api03-abcdef", "anthropic"),
        ("openai", "sk-or-v1-abcdef", "openrouter"),
        ("openai", "AIzaSyAbcdef", "gemini"),
        ("anthropic", "sk-proj-abcdef", "openai"),
        ("anthropic", "sk-abcdef", "sk-ant-"),
        ("openai", "hello", "sk-"),
        ("openai", "sk-abcdef", None),
        ("openai", "sk-proj-abcdef", None),
        ("anthropic", "sk-ant-api03-abcdef", None),
        ("gemini", "AIzaSyAbcdef", None),
        ("deepseek", "sk-abcdef", None),
        ("my-own-gateway", "sk-ant-abcdef", None),
        ("mistral", "abcdef", None),
    ],
)
def test_a_key_of_somebody_else_is_doubted_and_no_other(provider: str, key: str, doubted: str | None) -> None:
    doubt = doubt_about(provider, key)
    assert (doubt is None) == (doubted is None)
    assert doubted is None or doubted in str(doubt)
    assert key not in str(doubt)


def test_a_key_where_a_name_belongs_is_seen_and_not_repeated() -> None:
    key = "sk-ant-api03-CANARY0123456789"
    assert looks_like_key(key)
    with pytest.raises(KeyStoreError) as caught:
        check_account(key)
    assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "default",
        "work",
        "hf_inference",
        "sk-team-berlin",
        "me@example.com",
        "a",
        "Team-2.eu_west+x",
        "o" * 40,
    ],
)
def test_accounts_have_plain_names(name: str) -> None:
    assert check_account(name) == name


@pytest.mark.parametrize("name", ["", " ", "a b", "a/b", "-x", "a\n", "o" * 41, "ä", "a\0"])
def test_what_could_be_mistaken_for_something_else_is_no_account(name: str) -> None:
    with pytest.raises(KeyStoreError):
        check_account(name)
