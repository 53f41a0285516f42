"""What no provider sells costs nothing, and is not called unpriced."""

from pathlib import Path

import pytest

from app.core.calls import Call, Usage
from app.core.catalogue import Catalogue
from app.core.pricing import PriceBook
from app.services.providers import builtin_providers
from app.services.record import is_free_to_ask, price_of

CATALOGUE = Path(__file__).parents[2] / "resources" / "prices" / "catalogue.jsonl"
VERTEX = "/v1/projects/p-1/locations/europe-west1/publishers/google"


@pytest.fixture(scope="module")
def book() -> PriceBook:
    return PriceBook(Catalogue.load(CATALOGUE.read_bytes()))


def call(path: str, wire: str, *, usage: Usage | None = None) -> Call:
    made = Call(
        "01", 1_780_000_000_000_000, "openai", wire, "POST", path, model="gpt-4o", status=200, ok=True
    )
    made.usage = usage or Usage()
    return made


@pytest.mark.parametrize(
    ("path", "wire"),
    [
        ("/v1/responses/input_tokens", "openai-responses"),
        ("/v1/batches", "other"),
        ("/v1/batches/batch_1/cancel", "other"),
        ("/v1/files", "other"),
        ("/v1/messages/batches", "anthropic-messages"),
        ("/openai/v1/responses/resp_1/cancel", "other"),
        ("/upload/v1beta/files", "other"),
        ("/v1beta/models/gemini-2.5-pro:batchGenerateContent", "other"),
        ("/v1beta/models/gemini-2.5-pro:countTokens", "gemini-count-tokens"),
        (f"{VERTEX}/models/gemini-2.5-pro:countTokens", "gemini-count-tokens"),
        ("/anthropic/v1/messages/count_tokens", "anthropic-count-tokens"),
    ],
)
def test_what_is_only_counted_kept_or_handed_in_costs_nothing(path: str, wire: str, book: PriceBook) -> None:
    priced = price_of(call(path, wire), book, {})
    assert priced is not None
    assert (priced.nusd, priced.basis) == (0, "free")


@pytest.mark.parametrize(
    "path", ["/v1internal:listExperiments", "/v1internal:onboardUser", "/v1internal:countTokens"]
)
def test_what_a_login_asks_about_itself_is_free_where_such_logins_are_taken(
    path: str, book: PriceBook
) -> None:
    providers = builtin_providers()
    asked = call(path, "other")
    for provider, free in (("codeassist", True), ("gemini", False), ("chatgpt", False), ("gone", False)):
        asked.provider = provider
        assert (price_of(asked, book, providers) is not None) == free
        assert is_free_to_ask(asked, book, providers) == free


def test_what_was_used_is_paid_for_and_what_is_unknown_stays_unpriced(book: PriceBook) -> None:
    used = price_of(call("/v1/responses", "openai-responses", usage=Usage(input_tokens=1000)), book, {})
    assert used is not None
    assert used.nusd
    assert price_of(call("/v1/responses", "openai-responses"), book, {}) is None
    assert price_of(call("/v1/unknown", "other"), book, {}) is None


def test_what_a_crash_cut_off_is_never_said_to_have_been_free(book: PriceBook) -> None:
    cut = call("/v1/responses", "openai-responses")
    cut.status, cut.ok, cut.error_type = None, False, "interrupted"
    assert price_of(cut, book, {}) is None
    cut.usage, cut.usage_basis = Usage(input_tokens=1000), "estimated"  # its request, where a budget watched
    priced = price_of(cut, book, {})
    assert priced is not None
    assert priced.nusd
    cut.method, cut.usage, cut.usage_basis = "GET", Usage(), "none"
    asked = price_of(cut, book, {})
    assert asked is not None
    assert asked.basis == "free"
