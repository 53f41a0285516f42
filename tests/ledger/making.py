"""Calls to record, and ledgers to record them in."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from app.core import ulid
from app.core.calls import Call, Usage
from app.ledger import Ledger

ROOT = Path(__file__).resolve().parents[2]
MIGRATIONS = ROOT / "migrations"
T0_US = 1_772_000_000_000_000  # 2026-02-25, near midnight of no zone in particular
QUARTER_US = 900_000_000


def open_ledger(folder: Path, announce: Any = lambda _: None, migrations: Path = MIGRATIONS) -> Ledger:
    folder.mkdir(parents=True, exist_ok=True)
    return Ledger.open(
        folder / "ledger.db", backups=folder / "backups", migrations=migrations, announce=announce
    )


def make_call(started_us: int = T0_US, **changes: Any) -> Call:
    """A call as the proxy would hand it over, with all that a call can have."""
    call = Call(
        id=ulid.make(started_us // 1000, random.randbytes(10)),
        started_us=started_us,
        provider="openai",
        wire="openai-chat",
        method="POST",
        path="/v1/chat/completions",
        account="work",
        client="codex",
        project="tollgate",
        session="s-1",
        tags=("nightly", "a b"),
        model="gpt-5",
        model_sent="gpt-5-2025",
        model_answered="gpt-5-2025-08-07",
        stream=True,
        status=200,
        ok=True,
        finish_reason="stop",
        usage=Usage(input_tokens=100, cache_read_tokens=0, output_tokens=50, reasoning_tokens=20),
        usage_basis="measured",
        cost_nusd=1_234_567,
        cost_basis="catalogue",
        price_ref="openai/gpt-5@2025-08-07",
        latency_us=2_000_000,
        first_byte_us=300_000,
        first_token_us=400_000,
        last_token_us=1_900_000,
        response_id="chatcmpl-1",
        upstream_request_id="req_1",
        service_tier="default",
        message_count=3,
        tools_count=2,
        tool_calls=1,
        max_tokens=1000,
        temperature="0.70",
        top_p="1",
        request_bytes=1234,
        response_bytes=5678,
        clock_jumped=True,
        problem="a problem",
    )
    return replace(call, **changes)


def make_calls(count: int, step_us: int = 60_000_000, **changes: Any) -> Iterator[Call]:
    return (make_call(T0_US + i * step_us, **changes) for i in range(count))


def record(ledger: Ledger, calls: Iterable[Call]) -> None:
    ledger.record_many(calls)
    assert ledger.flush(30)


_counts = st.none() | st.integers(0, 10**7)
_names = st.none() | st.sampled_from(["a", "b", "ß"])


@st.composite
def any_call(draw: st.DrawFn) -> Call:
    """A call of a few names within a few hours, with anything missing."""
    started_us = T0_US + draw(st.integers(0, 12)) * QUARTER_US + draw(st.sampled_from([0, 1, QUARTER_US - 1]))
    worth_nusd = draw(st.none() | st.integers(0, 10**12))
    first_us = draw(st.none() | st.integers(0, 10**6))
    call = Call(
        id=ulid.make(started_us // 1000, draw(st.binary(min_size=10, max_size=10))),
        started_us=started_us,
        provider=draw(st.sampled_from(["openai", "anthropic"])),
        wire=draw(st.sampled_from(["openai-chat", "other"])),
        method="POST",
        path="/v1/x",
        account=draw(_names),
        client=draw(_names),
        project=draw(_names),
        session=draw(_names),
        tags=draw(st.sampled_from([(), ("x",), ("x", "y")])),
        model=draw(_names),
        stream=draw(st.booleans()),
        status=draw(st.none() | st.sampled_from([200, 404, 429, 500])),
        ok=draw(st.booleans()),
        usage=Usage(
            input_tokens=draw(_counts), cache_read_tokens=draw(_counts), output_tokens=draw(_counts),
            reasoning_tokens=draw(_counts), images=draw(_counts), audio_ms=draw(_counts),
        ),
        usage_basis=draw(st.sampled_from(["measured", "estimated", "partial", "none"])),
        covered=draw(st.booleans()),
        latency_us=draw(st.integers(0, 10**9)),
        first_token_us=first_us,
        last_token_us=None if first_us is None else first_us + draw(st.integers(0, 10**7)),
        response_id=draw(_names),
    )  # fmt: skip
    call.charge(worth_nusd, "unpriced" if worth_nusd is None else "catalogue", None)
    return call
