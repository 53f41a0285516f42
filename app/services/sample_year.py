"""A year of calls that could have been: for the demo, for screenshots and for benchmarks.

Deterministic for a given end, so that two pictures of the same day are alike.
"""

import hashlib
import math
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from app.core import ulid
from app.core.calls import Call, Usage, UsageBasis
from app.platform.bundle import RESOURCES

_DAY_US = 86_400_000_000
_HOUR_US = 3_600_000_000

# How likely each hour of the (UTC) day is.
_HOURS: dict[str, tuple[int, ...]] = {
    "office": (0, 0, 0, 0, 0, 1, 3, 8, 14, 16, 15, 9, 11, 15, 16, 14, 10, 6, 3, 2, 3, 2, 1, 0),
    "evening": (2, 1, 0, 0, 0, 0, 0, 1, 1, 1, 2, 3, 2, 1, 1, 2, 4, 8, 12, 14, 14, 12, 8, 4),
    "always": (1,) * 24,
}


@dataclass(frozen=True, slots=True)
class _Habit:
    """How one tool is used."""

    client: str
    projects: list[str]
    provider: str
    wire: str
    path: str
    models: list[tuple[str, str, int]]
    calls_a_day: float
    hours: str
    weekend: float
    input_tokens: int
    output_tokens: int
    cached_share: float = 0.0
    reasoning_share: float = 0.0
    stream: bool = True
    tokens_per_second: int = 70
    growth: float = 1.0
    from_day: int = 0
    account: str | None = None  # of those whose keys Tollgate has


_TROUBLE = (
    (429, "rate_limit_error", "Rate limit reached for requests"),
    (529, "overloaded_error", "Overloaded"),
    (500, "server_error", "The server had an error while processing your request"),
    (400, "invalid_request_error", "prompt is too long: 204817 tokens > 200000 maximum"),
    (504, "upstream_timeout", "The provider was silent for too long."),
)


def sample_calls(end_us: int, days: int = 365) -> Iterator[Call]:
    """Calls of the `days` before `end_us`, oldest first."""
    chance = random.Random(20_240_607)  # noqa: S311  a fixed sequence is the point
    with (RESOURCES / "sample_year.toml").open("rb") as file:
        habits = [_Habit(**row) for row in tomllib.load(file)["habit"]]
    first_day = end_us // _DAY_US - days + 1
    for day in range(days):
        plans = [
            (start_us, habit)
            for habit in habits
            for start_us in _starts(chance, habit, first_day + day, day, days)
        ]
        for start_us, habit in sorted(plans, key=lambda plan: plan[0]):
            call = _call(chance, habit, start_us)
            if call.started_us + call.latency_us <= end_us:
                yield call


def _starts(chance: random.Random, habit: _Habit, day_number: int, day: int, days: int) -> list[int]:
    if day < habit.from_day * days / 365:
        return []
    weekday = (day_number + 3) % 7  # day 0 of the epoch was a Thursday
    busy = habit.growth + (1 - habit.growth) * day / days
    busy *= habit.weekend if weekday >= 5 else 1
    busy *= 0.3 if 355 * days / 365 > day > 345 * days / 365 and weekday == 4 else 1
    count = round(habit.calls_a_day * busy * chance.lognormvariate(0, 0.35))
    hours = chance.choices(range(24), _HOURS[habit.hours], k=count)
    return [day_number * _DAY_US + hour * _HOUR_US + chance.randrange(_HOUR_US) for hour in hours]


def _call(chance: random.Random, habit: _Habit, start_us: int) -> Call:
    asked, answered, _ = chance.choices(habit.models, [weight for *_, weight in habit.models])[0]
    day_and_client = f"{start_us // (2 * _HOUR_US)}{habit.client}".encode()
    call = Call(
        id=ulid.make(start_us // 1000, chance.randbytes(10)),
        started_us=start_us,
        provider=habit.provider,
        account=habit.account,
        wire=habit.wire,
        method="POST",
        path=habit.path.format(model=asked),
        client=habit.client,
        project=chance.choice(habit.projects) or None,
        session=hashlib.sha256(day_and_client).hexdigest()[:16],
        model=asked,
        stream=habit.stream,
        message_count=chance.randint(2, 40),
        request_bytes=habit.input_tokens * 4,
    )
    if chance.random() < 0.018:
        return _failed(chance, call)
    call.model_answered = answered
    call.status, call.ok, call.finish_reason = 200, True, "stop"
    call.response_id = f"sample-{call.id[-12:].lower()}"
    call.usage, call.usage_basis = _usage(chance, habit)
    produced = (call.usage.output_tokens or 0) + (call.usage.reasoning_tokens or 0)
    first_us = int(chance.lognormvariate(math.log(520_000), 0.45)) + (call.usage.input_tokens or 0) * 12
    call.first_byte_us = first_us
    spent_us = int(produced / habit.tokens_per_second * chance.lognormvariate(0, 0.2) * 1_000_000)
    call.latency_us = first_us + spent_us
    if habit.stream:
        call.first_token_us, call.last_token_us = first_us, call.latency_us
    call.response_bytes = produced * (180 if habit.stream else 5) + 400
    return call


def _usage(chance: random.Random, habit: _Habit) -> tuple[Usage, UsageBasis]:
    whole = max(12, int(habit.input_tokens * chance.lognormvariate(-0.25, 0.7)))
    cached = (
        int(whole * min(0.97, habit.cached_share * chance.uniform(0.6, 1.12))) if habit.cached_share else 0
    )
    output = int(habit.output_tokens * chance.lognormvariate(-0.3, 0.8))
    reasoning = int(output * habit.reasoning_share)
    usage = Usage(input_tokens=whole - cached)
    if habit.output_tokens:
        usage.output_tokens = max(1, output - reasoning)
    if habit.cached_share:
        usage.cache_read_tokens = cached
    if habit.reasoning_share:
        usage.reasoning_tokens = reasoning
    if habit.provider == "anthropic":
        written = (whole - cached) * 2 // 3
        usage.input_tokens = whole - cached - written
        usage.cache_write_5m_tokens = written
    return usage, "measured" if chance.random() > 0.006 else "partial"


def _failed(chance: random.Random, call: Call) -> Call:
    call.status, call.error_type, call.error_message = chance.choice(_TROUBLE)
    call.latency_us = call.first_byte_us = int(chance.lognormvariate(math.log(300_000), 0.6))
    call.response_bytes = 180
    return call
