"""Allowances and rate limits, read from the headers of an answer that came anyway."""

import re
from datetime import UTC, datetime

from app.core.quota import Quota, QuotaWindow
from app.wire.api import Headers

_UNIFIED = re.compile(r"anthropic-ratelimit-unified-([a-z0-9_]+)-(utilization|reset|status)$")
_ANTHROPIC = re.compile(r"anthropic-ratelimit-(?!unified)([a-z-]+)-(limit|remaining|reset)$")
_CLASSIC = re.compile(r"x-ratelimit-(limit|remaining|reset)(?:-([a-z0-9-]+))?$")
_CODEX = re.compile(
    r"x-codex-(primary|secondary)-(used-percent|window-minutes|reset-at|reset-after-seconds)$"
)
_SHAPES = (_UNIFIED, _ANTHROPIC, _CODEX)
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|us|d|h|m|s)")
_UNIT_US = {"d": 86_400_000_000, "h": 3_600_000_000, "m": 60_000_000, "s": 1_000_000, "ms": 1000, "us": 1}
_WINDOW_MINUTES = {"5h": 300, "7d": 10_080}
_LONGEST = 64
_LARGEST = 1e14  # a date in milliseconds is below it


def read_quota(headers: Headers, now_us: int) -> Quota | None:
    """What these headers (lower-case names) say; None where they say nothing."""
    fields: dict[str, dict[str, str]] = {}
    for name, value in headers.items():
        if "ratelimit" not in name and not name.startswith("x-codex-"):
            continue
        found = next((m for m in (shape.match(name) for shape in _SHAPES) if m), None)
        classic = _CLASSIC.match(name) if found is None else None
        if found is not None:
            fields.setdefault(found[1], {})[found[2]] = value.strip()[:_LONGEST]
        elif classic is not None:
            fields.setdefault(classic[2] or "requests", {})[classic[1]] = value.strip()[:_LONGEST]
    windows = (_window(name, said, now_us) for name, said in fields.items())
    told = tuple(window for window in windows if window is not None)
    status = headers.get("anthropic-ratelimit-unified-status")
    if not told and status is None:
        return None
    return Quota(told, status=status, plan=headers.get("x-codex-plan-type"))


def _window(name: str, said: dict[str, str], now_us: int) -> QuotaWindow | None:
    used = _number(said.get("used-percent"))
    if used is None:
        share = _number(said.get("utilization"))
        used = None if share is None else share * 100
    minutes = _whole(said.get("window-minutes"))
    if minutes is not None:
        name = next((label for label, length in _WINDOW_MINUTES.items() if length == minutes), name)
    window = QuotaWindow(
        name=name,
        used_percent=used,
        limit=_whole(said.get("limit")),
        remaining=_whole(said.get("remaining")),
        resets_us=_resets_us(said, now_us),
        window_minutes=minutes if minutes is not None else _WINDOW_MINUTES.get(name),
        status=said.get("status"),
    )
    told = (window.used_percent, window.limit, window.remaining, window.resets_us, window.status)
    return window if any(value is not None for value in told) else None


def _number(value: str | None) -> float | None:
    try:
        number = float(value) if value else None
    except ValueError:
        return None
    return number if number is not None and 0 <= number < _LARGEST else None


def _whole(value: str | None) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


def _resets_us(said: dict[str, str], now_us: int) -> int | None:
    value = said.get("reset-at") or said.get("reset")
    if value:
        return _moment_us(value, now_us)
    after = _number(said.get("reset-after-seconds"))
    return None if after is None or after > 1e9 else now_us + round(after * 1_000_000)


def _moment_us(value: str, now_us: int) -> int | None:
    """A moment as seconds or milliseconds since 1970, as ISO 8601, or as a time from now."""
    number = _number(value)
    if number is not None:
        if number > 1e11:
            return round(number * 1000)
        if number > 1e8:
            return round(number * 1_000_000)
        return now_us + round(number * 1_000_000)
    parts: list[tuple[str, str]] = _DURATION.findall(value)
    if parts and "".join(amount + unit for amount, unit in parts) == value:
        return now_us + round(sum(float(amount) * _UNIT_US[unit] for amount, unit in parts))
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000)
