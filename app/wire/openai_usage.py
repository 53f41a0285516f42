"""Usage in the forms that OpenAI and those who speak its APIs report, in disjoint buckets."""

from decimal import Decimal

from app.core.calls import Usage
from app.core.money import NUSD_PER_USD
from app.wire.jsontext import Doc, count, first_count, is_object, mapping
from app.wire.usage_sums import less, within

_TICKS_PER_NUSD = 10  # xAI: 10^10 ticks make a dollar


# What few tell: looked for where any of it is there.
_SELDOM_USED = frozenset(
    {"num_search_queries", "num_sources_used", "prompt_audio_seconds", "reasoning_tokens"}
    | {"prompt_cache_hit_tokens", "prompt_cache_miss_tokens", "cached_tokens", "num_cached_tokens"}
)
_COSTS = frozenset({"cost", "cost_in_usd_ticks"})
_NOTHING: Doc = {}


def token_usage(doc: Doc) -> Usage:
    """Chat completions, completions, embeddings, responses, images: input and output with their details."""
    get = doc.get
    given = mapping(
        get("prompt_tokens_details")
        or get("input_tokens_details")
        or get("input_token_details")
        or get("prompt_token_details")
    )
    made = mapping(
        get("completion_tokens_details") or get("output_tokens_details") or get("output_token_details")
    )
    seldom = _NOTHING if _SELDOM_USED.isdisjoint(doc) else doc
    prompt = first_count(doc, "prompt_tokens", "input_tokens")
    usage = Usage()
    _read_output(usage, doc, made, prompt, count(seldom.get("reasoning_tokens")))
    _read_input(usage, doc, given, prompt, seldom)
    if seldom:
        usage.web_searches = first_count(doc, "num_search_queries", "num_sources_used")
        usage.audio_ms = milliseconds(doc.get("prompt_audio_seconds"))
    return usage


def _read_input(usage: Usage, doc: Doc, given: Doc, prompt: int | None, seldom: Doc) -> None:
    cached = first_count(given, "cached_tokens", "cache_read_tokens") if given else None
    if cached is None and seldom:
        cached = first_count(seldom, "prompt_cache_hit_tokens", "cached_tokens", "num_cached_tokens")
    if prompt is None:
        if "completion_tokens" not in doc and "output_tokens" not in doc:
            prompt = count(doc.get("total_tokens"))  # embeddings of some vendors report nothing else
        missed = count(seldom.get("prompt_cache_miss_tokens"))
        if prompt is None and missed is not None:
            prompt = missed + (cached or 0)
    usage.cache_read_tokens = cached
    if given:
        cached_kinds = mapping(given.get("cached_tokens_details"))
        usage.cache_write_5m_tokens = first_count(given, "cache_write_tokens", "cache_creation_tokens")
        usage.audio_in_tokens = less(
            count(given.get("audio_tokens")), count(cached_kinds.get("audio_tokens"))
        )
        usage.image_in_tokens = less(
            count(given.get("image_tokens")), count(cached_kinds.get("image_tokens"))
        )
        # without a split of what was cached, some of it may be what the media are counted as
        room = less(prompt, cached, usage.cache_write_5m_tokens)
        within(usage, room, "audio_in_tokens", "image_in_tokens")
    usage.input_tokens = less(
        prompt,
        cached,
        usage.cache_write_5m_tokens,
        usage.audio_in_tokens,
        usage.image_in_tokens,
    )


def _read_output(usage: Usage, doc: Doc, made: Doc, prompt: int | None, told: int | None) -> None:
    produced = first_count(doc, "completion_tokens", "output_tokens")
    reasoning = count(made.get("reasoning_tokens"))
    if reasoning is None:
        reasoning = told
    if produced is not None:
        total = count(doc.get("total_tokens"))
        # Some leave reasoning out of the completion and only count it in the total (xAI, Gemini's
        # compatible path): then the total tells what was produced.
        if total is not None and prompt is not None and total > prompt + produced:
            hidden = total - prompt - produced
            reasoning = hidden if reasoning is None else reasoning
            produced += hidden
        elif reasoning is not None and reasoning > produced:
            produced += reasoning
    usage.reasoning_tokens = reasoning
    if made:
        usage.audio_out_tokens = count(made.get("audio_tokens"))
        usage.image_out_tokens = count(made.get("image_tokens"))
        within(usage, less(produced, reasoning), "audio_out_tokens", "image_out_tokens")
    usage.output_tokens = less(produced, reasoning, usage.audio_out_tokens, usage.image_out_tokens)


def milliseconds(seconds: object) -> int | None:
    """Whole milliseconds from seconds, written as a number or as text (whisper does both)."""
    value = as_decimal(seconds)
    if value is None or value < 0 or value.adjusted() > 9:
        return None
    return int((value * 1000).to_integral_value(rounding="ROUND_HALF_EVEN"))


def as_decimal(value: object) -> Decimal | None:
    """A JSON number, or the text of one."""
    if isinstance(value, str) and 0 < len(value) < 40:
        try:
            value = Decimal(value)
        except ArithmeticError:
            return None
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    number = Decimal(value)
    return number if number.is_finite() else None


def provider_cost(doc: Doc) -> int | None:
    """Nano-dollars, where the provider says what the call cost."""
    if _COSTS.isdisjoint(doc):
        return None
    ticks = count(doc.get("cost_in_usd_ticks"))
    if ticks is not None:
        return nusd(Decimal(ticks) / (_TICKS_PER_NUSD * NUSD_PER_USD))
    cost = doc.get("cost")
    if is_object(cost):
        cost = mapping(cost).get("total_cost")
    charged = nusd(cost)
    if charged is not None and doc.get("is_byok") is True:
        # OpenRouter with a key of the user's own: it charges its fee, and the key's provider the rest
        upstream = nusd(mapping(doc.get("cost_details")).get("upstream_inference_cost"))
        return None if upstream is None else charged + upstream
    return charged


def nusd(value: object) -> int | None:
    """Dollars as a JSON number or its text, in nano-dollars."""
    dollars = as_decimal(value)
    if dollars is None or dollars < 0 or dollars.adjusted() > 8:
        return None
    return int((dollars * NUSD_PER_USD).to_integral_value(rounding="ROUND_HALF_EVEN"))
