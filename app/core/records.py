"""A call under the names that other programs rely on: the command line's and the exports'."""

from datetime import UTC, datetime
from typing import Any

from app.core.calls import TOKEN_BUCKETS, UNIT_BUCKETS, Call
from app.core.money import decimal_usd

_PLAIN = (
    "id", "provider", "wire", "account", "client", "project", "session", "method", "path",
    "model", "model_sent", "model_answered", "stream", "status", "ok", "error_type", "error_message",
    "finish_reason", "usage_basis", "cost_basis", "price_ref", "attempts", "response_id",
    "upstream_request_id", "service_tier", "message_count", "tools_count", "tool_calls", "max_tokens",
    "temperature", "top_p", "request_bytes", "response_bytes", "clock_jumped", "problem",
)  # fmt: skip


def as_record(call: Call) -> dict[str, Any]:
    """The call as JSON can carry it."""
    record: dict[str, Any] = {name: getattr(call, name) for name in _PLAIN}
    speed = call.output_tokens_per_second
    record |= {
        "started_at": iso_utc(call.started_us),
        "tags": list(call.tags),
        **{name: getattr(call.usage, name) for name in (*TOKEN_BUCKETS, *UNIT_BUCKETS)},
        "total_tokens": call.usage.total_tokens,
        "cost_usd": None if call.cost_nusd is None else decimal_usd(call.cost_nusd),
        "priced": call.cost_nusd is not None,
        "latency_ms": _ms(call.latency_us),
        "first_byte_ms": _ms(call.first_byte_us),
        "ttft_ms": _ms(call.ttft_us),
        "output_tokens_per_second": None if speed is None else round(speed, 2),
    }
    return record


def iso_utc(time_us: int) -> str:
    moment = datetime.fromtimestamp(time_us // 1_000_000, UTC).replace(microsecond=time_us % 1_000_000)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _ms(duration_us: int | None) -> float | None:
    return None if duration_us is None else duration_us / 1000
