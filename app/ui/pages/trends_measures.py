"""What the trends can measure, and what of it is wished to be seen."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from operator import truediv
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.core.rollups import Totals

GROUPS = ("", "model", "provider", "client", "project", "account", "session", "status", "kind")
FORMS = ("bars", "line", "area")
KINDS: tuple[tuple[str, str], ...] = (
    ("input_tokens", str(QT_TRANSLATE_NOOP("trends", "Input"))),
    ("cache_read_tokens", str(QT_TRANSLATE_NOOP("trends", "Cache read"))),
    ("cache_write_tokens", str(QT_TRANSLATE_NOOP("trends", "Cache write"))),
    ("output_tokens", str(QT_TRANSLATE_NOOP("trends", "Output"))),
    ("reasoning_tokens", str(QT_TRANSLATE_NOOP("trends", "Reasoning"))),
    ("media_tokens", str(QT_TRANSLATE_NOOP("trends", "Audio and images"))),
)

Value = Callable[[Totals], float | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """`of` reads it from totals, or `quantile` names it among the quantiles.

    `parts` by `per` is what it is of an hour of the week; without `per` it is so much an hour. Of durations
    only the mean is known there, and `heat_name` says so. `budgeted` is the unit of budgets that limit it.
    """

    id: str
    name: str
    unit: str
    of: Value
    parts: tuple[str, ...]
    per: tuple[str, ...] = ()
    weight: str = "calls"  # which series are the greatest
    quantile: str = ""
    heat_name: str = ""
    rate: Callable[[int, int], float] = truediv  # of parts and per
    budgeted: str = ""

    @property
    def adds_up(self) -> bool:
        return not self.per


def _sum(name: str) -> Value:
    return lambda totals: getattr(totals, name)


_SENT = ("input_tokens", "cache_read_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens")
_ALL_TOKENS = (
    *_SENT, "output_tokens", "reasoning_tokens", "audio_in_tokens", "audio_out_tokens",
    "image_in_tokens", "image_out_tokens",
)  # fmt: skip
_LATENCY = str(QT_TRANSLATE_NOOP("trends", "Mean latency"))
_TTFT = str(QT_TRANSLATE_NOOP("trends", "Mean time to first token"))


def _tokens(id_: str, name: str, parts: tuple[str, ...], *, budgeted: str = "") -> Measure:
    return Measure(id_, name, "TOKENS", _sum(id_), parts, weight=id_, budgeted=budgeted)


def _latency(id_: str, name: str) -> Measure:
    quantile = f"{id_}_us"
    return Measure(
        id_, name, "DURATION", lambda t: t.mean_latency_us, ("latency_us",), ("calls",),
        quantile=quantile, heat_name=_LATENCY,
    )  # fmt: skip


def _ttft(id_: str, name: str) -> Measure:
    quantile = f"{id_}_us"
    return Measure(
        id_, name, "DURATION", lambda t: t.mean_ttft_us, ("ttft_us",), ("ttft_calls",),
        quantile=quantile, heat_name=_TTFT,
    )  # fmt: skip


MEASURES: tuple[Measure, ...] = (
    Measure(
        "cost_nusd", str(QT_TRANSLATE_NOOP("trends", "Cost")), "MONEY", _sum("cost_nusd"), ("cost_nusd",),
        weight="cost_nusd", budgeted="usd",
    ),
    Measure(
        "equivalent_nusd", str(QT_TRANSLATE_NOOP("trends", "Covered by subscriptions")), "MONEY",
        _sum("equivalent_nusd"), ("equivalent_nusd",), weight="equivalent_nusd",
    ),
    Measure("calls", str(QT_TRANSLATE_NOOP("trends", "Calls")), "CALLS", _sum("calls"), ("calls",)),
    _tokens("total_tokens", str(QT_TRANSLATE_NOOP("trends", "Tokens")), _ALL_TOKENS, budgeted="tokens"),
    _tokens("input_tokens", str(QT_TRANSLATE_NOOP("trends", "Input tokens")), ("input_tokens",)),
    _tokens(
        "cache_read_tokens", str(QT_TRANSLATE_NOOP("trends", "Tokens read from cache")),
        ("cache_read_tokens",),
    ),
    _tokens(
        "cache_write_tokens", str(QT_TRANSLATE_NOOP("trends", "Tokens written to cache")),
        ("cache_write_5m_tokens", "cache_write_1h_tokens"),
    ),
    _tokens("output_tokens", str(QT_TRANSLATE_NOOP("trends", "Output tokens")), ("output_tokens",)),
    _tokens("reasoning_tokens", str(QT_TRANSLATE_NOOP("trends", "Reasoning tokens")), ("reasoning_tokens",)),
    _latency("latency_p50", str(QT_TRANSLATE_NOOP("trends", "Latency, median"))),
    _latency("latency_p95", str(QT_TRANSLATE_NOOP("trends", "Latency, 95th percentile"))),
    _latency("latency_p99", str(QT_TRANSLATE_NOOP("trends", "Latency, 99th percentile"))),
    _ttft("ttft_p50", str(QT_TRANSLATE_NOOP("trends", "Time to first token, median"))),
    _ttft("ttft_p95", str(QT_TRANSLATE_NOOP("trends", "Time to first token, 95th percentile"))),
    _ttft("ttft_p99", str(QT_TRANSLATE_NOOP("trends", "Time to first token, 99th percentile"))),
    Measure(
        "speed", str(QT_TRANSLATE_NOOP("trends", "Output speed")), "SPEED",
        lambda t: t.output_tokens_per_second, ("speed_tokens",), ("speed_us",),
        rate=lambda tokens, us: tokens * 1_000_000 / us,
    ),
    Measure(
        "cache_hit_rate", str(QT_TRANSLATE_NOOP("trends", "Cache hit rate")), "SHARE",
        lambda t: t.cache_hit_rate, ("cache_read_tokens",), _SENT,
    ),
    Measure(
        "failure_rate", str(QT_TRANSLATE_NOOP("trends", "Error rate")), "SHARE",
        lambda t: t.failure_rate, ("ok",), ("calls",), rate=lambda ok, calls: (calls - ok) / calls,
    ),
)  # fmt: skip
BY_ID = {measure.id: measure for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be seen; `grain` is empty where the range decides."""

    measure: str = "cost_nusd"
    group: str = "model"
    form: str = "bars"
    cumulative: bool = False
    compare: bool = False
    grain: str = ""
    heat: bool = False

    def as_record(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, record: dict[str, Any]) -> "Wish":
        """What is not understood is left at its default."""
        wish = cls()
        for name in cls.__slots__:
            value, default = record.get(name), getattr(wish, name)
            if type(value) is type(default):
                wish = replace(wish, **{name: value})
        return wish.sound()

    def sound(self) -> "Wish":
        """Without what does not fit together."""
        wish = self
        if wish.measure not in BY_ID:
            wish = replace(wish, measure="cost_nusd")
        if wish.group not in GROUPS or (wish.group == "kind" and wish.measure != "total_tokens"):
            wish = replace(wish, group="model")
        return wish if wish.form in FORMS else replace(wish, form="bars")
