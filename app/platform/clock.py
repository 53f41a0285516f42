"""The wall clock and where it hangs."""

import os
import time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.core.errors import SettingsError


def now_us() -> int:
    return time.time_ns() // 1000


def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name; this computer's for an empty one."""
    try:
        return ZoneInfo(name or local_zone_name())
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(
            f"There is no time zone {name!r}.", "Use an IANA name such as Europe/Berlin."
        ) from None


def local_zone_name() -> str:
    """This computer's IANA zone, UTC where it does not tell."""
    named = os.environ.get("TZ", "").removeprefix(":")
    candidates = [named]
    try:
        link = str(Path("/etc/localtime").resolve())
        candidates.append(link.partition("zoneinfo/")[2])
        candidates.append(Path("/etc/timezone").read_text(encoding="utf-8").strip())
    except OSError:
        pass
    for candidate in candidates:
        try:
            if candidate:
                return ZoneInfo(candidate).key
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return "UTC"
