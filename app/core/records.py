"""A call under the names that other programs rely on: the command line's and the exports'."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, get_args

from app.core import ulid
from app.core.calls import TOKEN_BUCKETS, UNIT_BUCKETS, Call, CostBasis, Usage, UsageBasis, is_covered
from app.core.money import decimal_usd, nusd_from_usd
from app.core.periods import to_us

_PLAIN = (
    "id", "provider", "wire", "account", "client", "project", "session", "method", "path",
    "model", "model_sent", "model_answered", "stream", "status", "ok", "error_type", "error_message",
    "finish_reason", "usage_basis", "cost_basis", "price_ref", "attempts", "response_id",
    "upstream_request_id", "service_tier", "message_count", "tools_count", "tool_calls", "max_tokens",
    "temperature", "top_p", "request_bytes", "response_bytes", "clock_jumped", "problem",
)  # fmt: skip
_TYPES = {field.name: str(getattr(field.type, "__name__", field.type)) for field in fields(Call)}
_CHOICES = {"usage_basis": get_args(UsageBasis), "cost_basis": get_args(CostBasis)}


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
        "covered_by": "subscription" if call.covered else None,
        "equivalent_usd": None if call.equivalent_nusd is None else decimal_usd(call.equivalent_nusd),
        "latency_ms": _ms(call.latency_us),
        "first_byte_ms": _ms(call.first_byte_us),
        "ttft_ms": _ms(call.ttft_us),
        "first_token_ms": _ms(call.first_token_us),
        "last_token_ms": _ms(call.last_token_us),
        "output_tokens_per_second": None if speed is None else round(speed, 2),
    }
    return record


def from_record(record: Mapping[str, Any]) -> Call:
    """The call of a record, exactly. ValueError, TypeError or KeyError for what is none."""
    call = Call(
        **{name: record[name] for name in ("provider", "wire", "method", "path")},
        id=ulid.text(ulid.raw(record["id"])),
        started_us=to_us(datetime.fromisoformat(record["started_at"])),
    )
    for name in _PLAIN:
        if name in record:
            setattr(call, name, _checked(name, record[name]))
    call.tags = tuple(str(tag) for tag in record.get("tags") or ())
    counts = {name: _count(name, record.get(name)) for name in (*TOKEN_BUCKETS, *UNIT_BUCKETS)}
    call.usage = Usage(**counts)
    call.cost_nusd, call.equivalent_nusd = _nusd(record.get("cost_usd")), _nusd(record.get("equivalent_usd"))
    if call.equivalent_nusd is not None and call.cost_nusd != 0:
        raise ValueError("what is covered costs nothing")
    call.covered = is_covered(call.cost_nusd, call.cost_basis, call.equivalent_nusd)
    if call.covered and not record.get("covered_by"):
        call.charge(0, "free", None)
    call.latency_us = _us(record.get("latency_ms")) or 0
    call.first_byte_us = _us(record.get("first_byte_ms"))
    call.first_token_us = _us(record.get("first_token_ms", record.get("ttft_ms")))
    call.last_token_us = _us(record.get("last_token_ms"))
    return call


def _checked(name: str, value: Any) -> Any:
    """A value of the type that the field has; what is only missing may be None."""
    wanted = _TYPES[name]
    if isinstance(value, bool) != (wanted == "bool") and value is not None:
        raise ValueError(f"{name} is {value!r}")
    if value is None and "None" not in wanted:
        raise ValueError(f"{name} is missing")
    if isinstance(value, int) and not isinstance(value, bool):
        return _count(name, value)
    if value is not None and wanted.startswith("int"):
        raise ValueError(f"{name} is {value!r}")
    if isinstance(value, str) and name in _CHOICES and value not in _CHOICES[name]:
        raise ValueError(f"{name} is {value!r}")
    if not isinstance(value, (str, bool, type(None))):
        raise TypeError(f"{name} is {value!r}")
    return value


def _count(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if type(value) is not int or not 0 <= value < 1 << 63:
        raise ValueError(f"{name} is {value!r}")
    return value


def _nusd(usd: Any) -> int | None:
    return None if usd is None else nusd_from_usd(str(usd))


def _us(duration_ms: Any) -> int | None:
    if duration_ms is None:
        return None
    if not isinstance(duration_ms, (int, float)) or not 0 <= duration_ms < 1e12:
        raise ValueError(f"a duration is {duration_ms!r}")
    return round(duration_ms * 1000)


def iso_utc(time_us: int) -> str:
    moment = datetime.fromtimestamp(time_us // 1_000_000, UTC).replace(microsecond=time_us % 1_000_000)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _ms(duration_us: int | None) -> float | None:
    return None if duration_us is None else duration_us / 1000
