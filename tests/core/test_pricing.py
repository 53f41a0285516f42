"""Which price a call gets, and what it says where there is none."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.core.calls import Usage
from app.core.catalogue import Catalogue
from app.core.errors import PriceError
from app.core.pricing import Cost, CostLine, Override, PriceBook, Unpriced

CATALOGUE = Path(__file__).parents[2] / "resources" / "prices" / "catalogue.jsonl"
PLAIN = Usage(input_tokens=1_000, output_tokens=500)


def us(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


NOW = us("2026-11-20T12:00")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(CATALOGUE.read_bytes())


@pytest.fixture(scope="module")
def book(catalogue: Catalogue) -> PriceBook:
    return PriceBook(catalogue)


def priced(answer: Cost | Unpriced) -> Cost:
    assert isinstance(answer, Cost), answer
    return answer


def refused(answer: Cost | Unpriced) -> str:
    assert isinstance(answer, Unpriced), answer
    return answer.reason


# Which price


def test_a_cost_says_how_it_came_about(book: PriceBook) -> None:
    usage = Usage(input_tokens=300, cache_read_tokens=40_000, cache_write_1h_tokens=10, reasoning_tokens=7)
    cost = priced(book.cost(usage, "anthropic", "claude-opus-5-5", NOW))
    assert cost.lines == (
        CostLine("input", 300, 4_000_000),
        CostLine("cache_read", 40_000, 200_000),
        CostLine("cache_write_1h", 10, 8_000_000),
        CostLine("reasoning", 7, 20_000_000, note="billed as output"),
    )
    assert [line.amount_pico for line in cost.lines] == [
        1_200_000_000,
        8_000_000_000,
        80_000_000,
        140_000_000,
    ]
    assert cost.nusd == 9_420_000
    assert cost.price_ref.startswith("genai:anthropic/claude-opus-5-5@start#")


def test_what_the_provider_reported_comes_first(book: PriceBook) -> None:
    cost = priced(book.cost(PLAIN, "openrouter", "openai/gpt-4o", NOW, reported_nusd=1_234))
    assert (cost.nusd, cost.basis, cost.price_ref) == (1_234, "provider", "provider")
    assert [line.amount_pico for line in cost.lines] == [1_234_000]


def test_a_call_is_priced_by_what_was_in_force_when_it_ran(book: PriceBook) -> None:
    before = priced(book.cost(PLAIN, "openai", "gpt-5.6-luna", us("2026-07-30") - 1))
    after = priced(book.cost(PLAIN, "openai", "gpt-5.6-luna", us("2026-07-30")))
    assert (before.nusd, after.nusd) == (4_000_000, 800_000)
    assert before.price_ref != after.price_ref
    assert "@2026-07-30#" in after.price_ref


def test_peak_hours_are_dearer_on_working_days_only(book: PriceBook) -> None:
    def nusd(text: str) -> int:
        return priced(book.cost(PLAIN, "deepseek", "deepseek-flash", us(text))).nusd

    assert nusd("2026-11-20T00:59:59") == 450_000
    assert nusd("2026-11-20T01:00") == 900_000  # a Friday
    assert nusd("2026-11-20T03:59:59") == 900_000
    assert nusd("2026-11-20T04:00") == 450_000
    assert nusd("2026-11-20T06:30") == 900_000
    assert nusd("2026-11-21T06:30") == 450_000  # a Saturday


def test_a_discount_by_night_goes_past_midnight(book: PriceBook) -> None:
    day, night, later = (
        priced(book.cost(PLAIN, "deepseek", "deepseek-chat", us(text))).nusd
        for text in ("2025-08-01T12:00", "2025-08-01T23:00", "2025-10-01T23:00")
    )
    assert (day, night, later) == (820_000, 410_000, 490_000)


@pytest.mark.parametrize(
    ("provider", "asked", "same"),
    [
        ("openai", "gpt-4o-2024-11-20", "gpt-4o"),
        ("openai", "GPT-4o", "gpt-4o"),
        ("openai", "gpt-6-sol-2026-09-01", "gpt-6-sol"),
        ("openai", "ft:gpt-4o-mini-2024-07-18:acme::9zX", "ft:gpt-4o-mini-2024-07-18"),
        ("anthropic", "claude-3-5-sonnet-20241022", "claude-3-5-sonnet"),
        ("anthropic", "claude-3-7-sonnet-latest", "claude-3-7-sonnet"),
        ("anthropic", "claude-sonnet-5-5@20260928", "claude-sonnet-5-5"),
        ("gemini", "models/gemini-2.5-pro", "gemini-2.5-pro"),
        ("gemini", "gemini-2.5-pro-preview-06-05", "gemini-2.5-pro"),
        ("gemini", "gemini-2.0-flash-001", "gemini-2.0-flash"),
        ("openrouter", "anthropic/claude-4.5-sonnet-20250929", "anthropic/claude-sonnet-4.5"),
        ("xai", "grok-4-latest", "grok-4-0709"),
    ],
)
def test_other_names_of_a_model_have_its_price(provider: str, asked: str, same: str, book: PriceBook) -> None:
    cost = priced(book.cost(PLAIN, provider, asked, NOW))
    assert cost == book.cost(PLAIN, provider, same, NOW)


@pytest.mark.parametrize(
    ("provider", "name"),
    [
        ("openai", "gpt-4o-2024-05-14"),  # snapshots of gpt-4o have prices of their own
        ("openai", "gpt-4o-large"),
        ("openai", "gpt"),
        ("openai", "my-gpt-4o"),
        ("anthropic", "claude-opus"),
        ("anthropic", "claude-sonnet-4-2025"),
        ("gemini", "gemini-2.5-pro-preview-tts2"),
        ("gemini", "claude-sonnet-4-5"),  # Vertex AI's
        ("mistral", "mistral-large-latest"),  # nobody knows for sure which one that is
        ("deepseek", "deepseek-v3.2"),
        ("openrouter", "gpt-4o"),
        ("somebody", "gpt-4o"),
    ],
)
def test_a_name_that_is_only_alike_has_no_price(provider: str, name: str, book: PriceBook) -> None:
    assert refused(book.cost(PLAIN, provider, name, NOW)) == f"No price is known for {name!r} at {provider}."


def test_the_model_that_answered_counts_before_the_one_that_was_asked(book: PriceBook) -> None:
    cost = book.cost(PLAIN, "openai", "gpt-4o", NOW, answered="gpt-4o-2024-05-13")
    assert priced(cost).nusd == 12_500_000
    unknown = book.cost(PLAIN, "openai", "gpt-4o", NOW, answered="gpt-4o-2031-01-01")
    assert unknown == book.cost(PLAIN, "openai", "gpt-4o", NOW)


def test_at_a_reseller_the_variant_that_was_asked_counts(book: PriceBook) -> None:
    cost = book.cost(PLAIN, "openrouter", "openai/gpt-4o:batch", NOW, answered="openai/gpt-4o")
    assert priced(cost).nusd == 3_750_000


def test_the_price_of_a_tier_is_its_own(book: PriceBook) -> None:
    def nusd(tier: str | None) -> int:
        return priced(book.cost(PLAIN, "openai", "gpt-6-sol", NOW, service_tier=tier)).nusd

    assert nusd("flex") * 2 == nusd(None) == nusd("default") == nusd("auto") == 7_000_000
    assert nusd("priority") == nusd("fast") == 14_000_000


def test_a_tier_without_a_published_price_is_unpriced(book: PriceBook) -> None:
    answer = book.cost(PLAIN, "openai", "gpt-6-sol", NOW, service_tier="ultrafast")
    assert refused(answer) == "No ultrafast price is known for 'gpt-6-sol' at openai."
    assert "priority" in refused(
        book.cost(PLAIN, "anthropic", "claude-opus-5-5", NOW, service_tier="priority")
    )


def test_inference_pinned_to_the_us_costs_a_tenth_more_and_only_where_that_is_sold(book: PriceBook) -> None:
    def cost(
        tier: str | None, provider: str = "anthropic", model: str = "claude-opus-5-5"
    ) -> Cost | Unpriced:
        return book.cost(Usage(input_tokens=1000, output_tokens=500), provider, model, NOW, service_tier=tier)

    plain, pinned = priced(cost(None)), priced(cost("standard+us"))
    assert pinned.nusd * 10 == plain.nusd * 11
    assert pinned.price_ref == plain.price_ref + "+us"
    assert isinstance(cost("priority+us"), Unpriced)
    assert isinstance(cost("standard+us", "openai", "gpt-4o"), Unpriced)


def test_a_tier_has_no_price_before_its_first_one(book: PriceBook) -> None:
    answer = book.cost(PLAIN, "openai", "o3", us("2025-06-09"), service_tier="flex")
    assert "for the time when it ran" in refused(answer)


def test_a_deployment_is_priced_only_when_it_is_known_what_it_is(
    catalogue: Catalogue, book: PriceBook
) -> None:
    assert "not mapped" in refused(book.cost(PLAIN, "azure", "gpt-4o", NOW))
    by_answer = book.cost(PLAIN, "azure", "chat-prod", NOW, answered="gpt-4o-2024-08-06")
    mapped = PriceBook(catalogue, deployments={("azure", "chat-prod"): ("azure", "gpt-4o")})
    assert priced(by_answer).nusd == 7_500_000
    assert mapped.cost(PLAIN, "azure", "chat-prod", NOW) == by_answer


def test_a_provider_of_ones_own_can_be_priced_by_anothers_list(catalogue: Catalogue) -> None:
    book = PriceBook(catalogue, sold_as={"azure-west": "azure", "work": "openai"})
    assert "not mapped" in refused(book.cost(PLAIN, "azure-west", "gpt-4o", NOW))
    fast = book.cost(PLAIN, "work", "gpt-6-sol", NOW, service_tier="fast")
    assert priced(fast).nusd == 14_000_000


def test_local_models_are_free_and_that_is_known(book: PriceBook) -> None:
    cost = priced(book.cost(Usage(), "ollama", "llama3.3", NOW, local=True))
    assert cost == Cost(0, (), "local", "free")


def test_what_a_provider_gives_away_is_free_and_not_unpriced(book: PriceBook) -> None:
    for provider, model in (("gemini", "gemma-3-27b-it"), ("openai", "omni-moderation-latest")):
        cost = priced(book.cost(PLAIN, provider, model, NOW))
        assert (cost.nusd, cost.basis) == (0, "free")
        assert f"genai:{provider}/" in cost.price_ref


# What stands in, and what does not


def test_tokens_without_a_price_of_their_own_are_billed_as_the_seller_bills_them(book: PriceBook) -> None:
    usage = Usage(input_tokens=1, cache_read_tokens=10, image_in_tokens=100)
    cost = priced(book.cost(usage, "openai", "o1-pro", NOW))
    assert [(line.component, line.unit_pico, line.note) for line in cost.lines] == [
        ("input", 150_000_000, ""),
        ("cache_read", 150_000_000, "billed as input"),
        ("image_in", 150_000_000, "billed as input"),
    ]


def test_a_component_without_a_price_leaves_the_call_unpriced(book: PriceBook) -> None:
    audio = Usage(input_tokens=10, audio_in_tokens=10, output_tokens=10)
    assert refused(book.cost(audio, "openai", "gpt-4o-audio-preview", NOW)) == (
        "No price is known for its audio in."
    )
    searches = Usage(input_tokens=10, output_tokens=10, web_searches=1)
    assert "web searches" in refused(book.cost(searches, "openai", "gpt-5.3", NOW))
    hour = Usage(cache_write_1h_tokens=10)
    assert "cache write 1h" in refused(book.cost(hour, "openai", "gpt-6-sol", NOW))


def test_audio_by_the_hour_bills_no_tokens(book: PriceBook) -> None:
    usage = Usage(input_tokens=50, output_tokens=20, audio_ms=3_600_000)
    assert priced(book.cost(usage, "openai", "whisper-1", NOW)).nusd == 360_000_000
    assert "input" in refused(book.cost(PLAIN, "openai", "whisper-1", NOW))


def test_images_that_are_sold_by_the_token_are_not_billed_twice(book: PriceBook) -> None:
    usage = Usage(input_tokens=50, image_out_tokens=1_000, images=1)
    cost = priced(book.cost(usage, "openai", "gpt-image-1.5", NOW))
    assert [line.component for line in cost.lines] == ["input", "image_out"]
    assert "images" in refused(book.cost(Usage(images=1), "openai", "gpt-image-1.5", NOW))


def test_a_fee_per_request_is_a_line(book: PriceBook) -> None:
    cost = priced(book.cost(PLAIN, "perplexity", "sonar-pro", NOW))
    assert cost.lines[-1] == CostLine("request", 1, 14_000_000_000)
    assert cost.nusd == 3_000_000 + 7_500_000 + 14_000_000


def test_nothing_reported_is_unpriced_and_a_reported_zero_costs_nothing(book: PriceBook) -> None:
    assert refused(book.cost(Usage(), "openai", "gpt-4o", NOW)) == "The answer reported no usage."
    zero = priced(book.cost(Usage(input_tokens=0, output_tokens=0), "openai", "gpt-4o", NOW))
    assert (zero.nusd, zero.lines, zero.basis) == (0, (), "catalogue")


@pytest.mark.parametrize("count", [-1, 10**30])
def test_counts_that_make_no_sense_give_no_cost(count: int, book: PriceBook) -> None:
    assert isinstance(book.cost(Usage(input_tokens=count), "openai", "gpt-4o", NOW), Unpriced)


def test_without_a_model_there_is_no_price(book: PriceBook) -> None:
    assert refused(book.cost(PLAIN, "openai", None, NOW)) == "The model is not known."


def test_names_that_clients_make_up_do_not_fill_the_memory(book: PriceBook) -> None:
    for n in range(10_000):
        book.cost(PLAIN, "openai", f"nonsense-{n}", NOW)
    assert len(book._offers) <= 4096


# Overrides


def override(prices: dict[str, int] | None = None, **given: object) -> Override:
    values: dict[str, object] = {"id": "a", "provider": "openai", "model": "gpt-4o"} | given
    return Override(prices=prices or {"input": 1_000_000, "output": 2_000_000}, **values)  # type: ignore[arg-type]


def test_the_users_price_comes_before_the_catalogue(catalogue: Catalogue) -> None:
    book = PriceBook(catalogue, [override(from_us=us("2026-03-01"))])
    cost = priced(book.cost(PLAIN, "openai", "gpt-4o", NOW))
    assert (cost.nusd, cost.basis, cost.price_ref) == (2_000_000, "override", "override:a@2026-03-01")
    assert book.cost(PLAIN, "openai", "gpt-4o", NOW, reported_nusd=5).nusd == 5  # type: ignore[union-attr]


def test_the_users_price_has_a_beginning_and_an_end(catalogue: Catalogue) -> None:
    book = PriceBook(catalogue, [override(from_us=us("2026-03-01"), until_us=us("2026-04-01"))])
    bases = [
        priced(book.cost(PLAIN, "openai", "gpt-4o", at)).basis
        for at in (us("2026-03-01") - 1, us("2026-03-01"), us("2026-04-01") - 1, us("2026-04-01"))
    ]
    assert bases == ["catalogue", "override", "override", "catalogue"]


def test_of_two_prices_the_more_exact_counts_then_the_later(catalogue: Catalogue) -> None:
    book = PriceBook(
        catalogue,
        [
            override({"input": 1, "output": 1}, id="any", provider="*", model="*"),
            override({"input": 2, "output": 2}, id="family", model="gpt-4*"),
            override({"input": 3, "output": 3}, id="exact"),
            override({"input": 4, "output": 4}, id="later", from_us=us("2026-06-01")),
            override({"input": 5, "output": 5}, id="flex", tier="flex"),
        ],
    )

    def winner(model: str, at_us: int, tier: str | None = None) -> str:
        return priced(book.cost(PLAIN, "openai", model, at_us, service_tier=tier)).price_ref.split("@")[0]

    assert winner("o3", NOW) == "override:any"
    assert winner("gpt-4o-mini", NOW) == "override:family"
    assert winner("gpt-4o", us("2026-05-31")) == "override:exact"
    assert winner("gpt-4o", NOW) == "override:later"
    assert winner("gpt-4o", NOW, "flex") == "override:flex"


def test_the_users_price_fits_the_name_that_was_asked_and_the_one_that_answered(catalogue: Catalogue) -> None:
    book = PriceBook(catalogue, [override(), override(id="mine", provider="azure", model="chat-prod")])
    for cost in (
        book.cost(PLAIN, "openai", "gpt-4o", NOW, answered="gpt-4o-2024-08-06"),
        book.cost(PLAIN, "openai", "best", NOW, answered="gpt-4o"),
        book.cost(PLAIN, "azure", "chat-prod", NOW),
    ):
        assert priced(cost).basis == "override"


def test_a_local_model_can_be_given_a_price(catalogue: Catalogue) -> None:
    book = PriceBook(catalogue, [override(provider="ollama", model="*")])
    assert priced(book.cost(PLAIN, "ollama", "llama3.3", NOW, local=True)).nusd == 2_000_000


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"prices": {"inputs": 1}}, "no component 'inputs'"),
        ({"prices": {"input": -1}}, "-1 is not a price"),
        ({"prices": {"input": True}}, "True is not a price"),
        ({"prices": {"input": 10**16}}, "is not a price"),
        ({"from_us": 5, "until_us": 5}, "ends before it begins"),
    ],
)
def test_a_price_that_makes_no_sense_is_refused(given: dict[str, object], says: str) -> None:
    with pytest.raises(PriceError, match=says):
        override(**given)  # type: ignore[arg-type]


# Estimates


def test_an_estimate_asks_each_provider_that_sells_the_model(book: PriceBook) -> None:
    usage = Usage(input_tokens=1_000_000, output_tokens=0)
    assert {
        seller: priced(cost).nusd for seller, cost in book.estimate(usage, "gpt-oss-120b", NOW).items()
    } == {
        "cerebras": 350_000_000,
        "ovhcloud": priced(book.cost(usage, "ovhcloud", "gpt-oss-120b", NOW)).nusd,
    }
    one = book.estimate(usage, "claude-opus-5-5", NOW, provider="anthropic", batch=True)
    assert priced(one["anthropic"]).nusd == 2_000_000_000
    assert book.estimate(usage, "nobody-sells-this", NOW) == {}
