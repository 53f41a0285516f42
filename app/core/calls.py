"""A call, from what its request says to the finished record."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Literal, cast

UsageBasis = Literal["measured", "estimated", "partial", "none"]
CostBasis = Literal["catalogue", "override", "provider", "free", "unpriced"]


@dataclass(slots=True)
class RequestFacts:
    """What a request says about itself. None means that it does not say."""

    wire: str
    model: str | None = None
    stream: bool = False
    message_count: int | None = None
    tools_count: int | None = None
    max_tokens: int | None = None
    temperature: str | None = None  # as it was written: a float would not come back the same
    top_p: str | None = None
    service_tier: str | None = None
    session: str | None = None
    input_estimate_tokens: int | None = None
    # counts the above; it holds the request's body, so whoever keeps facts for long lets go of it
    estimator: Callable[[], int | None] | None = field(default=None, repr=False, compare=False)
    model_sure: bool = True  # no provider could read another model in it
    model_check: Callable[[], bool] | None = field(
        default=None, repr=False, compare=False
    )  # holds the body too
    usage_injected: bool = False  # our own request for stream usage is in the amended body
    dialect: str = ""  # a vendor's own form of the wire, where it has one

    def is_model_sure(self) -> bool:
        """Whether the model is the only one that the request can mean: looked into when first asked for."""
        if self.model_check is not None:
            self.model_sure, self.model_check = self.model_sure and self.model_check(), None
        return self.model_sure

    def estimate_input(self) -> int | None:
        """About how many tokens the request is: counted when first asked for, since most providers tell."""
        if self.input_estimate_tokens is None and self.estimator is not None:
            self.input_estimate_tokens = self.estimator()
            self.estimator = None
        return self.input_estimate_tokens


@dataclass(slots=True)
class Usage:
    """Token counts in buckets that never overlap. None is "not reported", 0 is a reported zero."""

    input_tokens: int | None = None
    cache_read_tokens: int | None = None
    cache_write_5m_tokens: int | None = None
    cache_write_1h_tokens: int | None = None
    output_tokens: int | None = None
    reasoning_tokens: int | None = None
    audio_in_tokens: int | None = None
    audio_out_tokens: int | None = None
    image_in_tokens: int | None = None
    image_out_tokens: int | None = None
    # counted units that are billed beside tokens
    web_searches: int | None = None
    images: int | None = None
    audio_ms: int | None = None

    @property
    def reported(self) -> bool:
        return _counts_of(self) != _UNREPORTED

    @property
    def total_tokens(self) -> int | None:
        counts = [n for n in _tokens_of(self) if n is not None]
        return sum(counts) if counts else None


TOKEN_BUCKETS: tuple[str, ...] = tuple(f.name for f in fields(Usage) if f.name.endswith("_tokens"))
UNIT_BUCKETS: tuple[str, ...] = tuple(f.name for f in fields(Usage) if not f.name.endswith("_tokens"))
_tokens_of = cast("Callable[[Usage], tuple[int | None, ...]]", attrgetter(*TOKEN_BUCKETS))
_counts_of = cast("Callable[[Usage], tuple[int | None, ...]]", attrgetter(*TOKEN_BUCKETS, *UNIT_BUCKETS))
_UNREPORTED = _counts_of(Usage())


@dataclass(slots=True)
class Reading:
    """What a meter read from an answer."""

    usage: Usage = field(default_factory=Usage)
    basis: UsageBasis = "none"
    model: str | None = None
    response_id: str | None = None
    finish_reason: str | None = None
    tool_calls: int | None = None
    service_tier: str | None = None
    provider_cost_nusd: int | None = None
    error_type: str | None = None
    error_message: str | None = None
    problem: str | None = None  # why the meter could not read what it saw; never the user's trouble


def is_covered(cost_nusd: int | None, basis: CostBasis, equivalent_nusd: int | None) -> bool:
    """Whether a flat rate covers a call of which this is kept: nothing else is free and without a price."""
    return equivalent_nusd is not None or (cost_nusd == 0 and basis == "unpriced")


@dataclass(slots=True)
class Call:
    """One call through the proxy, as the ledger keeps it.

    Wall-clock time is when it started; everything else is a duration since then, from a monotonic clock.
    """

    id: str  # our own ULID
    started_us: int
    provider: str
    wire: str
    method: str
    path: str
    account: str | None = None
    client: str | None = None
    project: str | None = None
    session: str | None = None
    tags: tuple[str, ...] = ()
    model: str | None = None
    model_sent: str | None = None  # where an alias or a failover sent another one
    model_answered: str | None = None
    stream: bool = False
    status: int | None = None
    ok: bool = False
    error_type: str | None = None
    error_message: str | None = None
    finish_reason: str | None = None
    usage: Usage = field(default_factory=Usage)
    usage_basis: UsageBasis = "none"
    cost_nusd: int | None = None  # what is paid for it
    cost_basis: CostBasis = "unpriced"
    price_ref: str | None = None  # names the price that gave the cost
    covered: bool = False  # by a flat rate: nothing more is paid for it, whatever it would have cost
    equivalent_nusd: int | None = None  # what it would have cost by the API, where it is covered
    latency_us: int = 0
    first_byte_us: int | None = None
    first_token_us: int | None = None
    last_token_us: int | None = None
    attempts: int = 1  # 0: it never left this computer
    response_id: str | None = None
    upstream_request_id: str | None = None
    service_tier: str | None = None
    message_count: int | None = None
    tools_count: int | None = None
    tool_calls: int | None = None
    max_tokens: int | None = None
    temperature: str | None = None
    top_p: str | None = None
    request_bytes: int = 0
    response_bytes: int = 0
    clock_jumped: bool = False
    problem: str | None = None

    @property
    def cost_nothing(self) -> bool:
        """It is known to have been free, and no flat rate pays for it."""
        return self.cost_nusd == 0 and self.equivalent_nusd is None and self.cost_basis != "unpriced"

    @property
    def worth_nusd(self) -> int | None:
        """What it cost, or would have cost by the API where it is covered."""
        return self.equivalent_nusd if self.covered else self.cost_nusd

    def charge(self, nusd: int | None, basis: CostBasis, price_ref: str | None) -> None:
        """Say what it is worth. What is free without any price leaves a flat rate nothing to cover."""
        self.cost_basis, self.price_ref = basis, price_ref
        if basis == "free" and price_ref is None:
            self.covered = False
        self.cost_nusd, self.equivalent_nusd = (0, nusd) if self.covered else (nusd, None)

    @property
    def ttft_us(self) -> int | None:
        """Time to the first token; it has no meaning for an answer that comes in one piece."""
        return self.first_token_us if self.stream else None

    @property
    def output_tokens_per_second(self) -> float | None:
        """Speed between the first and the last token; None where too little was seen to tell."""
        if not self.stream or self.first_token_us is None or self.last_token_us is None:
            return None
        produced = (self.usage.output_tokens or 0) + (self.usage.reasoning_tokens or 0)
        spent_us = self.last_token_us - self.first_token_us
        if produced < 2 or spent_us < 1_000:
            return None
        return produced * 1_000_000 / spent_us
