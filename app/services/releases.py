"""Whether there is a newer Tollgate, for who wants to be told. It is a number; nothing is installed."""

import json
import logging
import re
import time
from collections.abc import Mapping
from typing import Any

from app import __version__
from app.core.errors import AppError
from app.ledger import CareRun
from app.platform.clock import now_us
from app.services.office import Office

KIND = "release"
_LARGEST_BYTES = 1_000_000
_VERSION = re.compile(r"v?([0-9]{1,6}(?:\.[0-9]{1,6}){1,3})", re.ASCII)
_log = logging.getLogger("tollgate.releases")


def look(office: Office) -> None:
    """Ask the address that the user has set, and keep what it says. Trouble is none: tomorrow is a day."""
    from app.platform.http import fetch  # a tenth of a second, for nobody who does not want this

    started_us, started = now_us(), time.perf_counter_ns()
    outcome: dict[str, str] = {}
    try:
        outcome["version"] = latest(fetch(office.settings.text("updates.url"), _LARGEST_BYTES))
    except AppError as error:
        _log.info("nobody says which version is the newest: %s", error)
        outcome["unknown"] = error.message
    took_us = (time.perf_counter_ns() - started) // 1000
    office.ledger.note(CareRun(KIND, started_us, took_us, True, outcome))


def latest(answer: bytes) -> str:
    """The version that an answer names: `version`, or the `tag_name` of a release as code hosts tell it."""
    try:
        said: Any = json.loads(answer)
        named: Any = said.get("version") or said.get("tag_name")
    except (ValueError, RecursionError, AttributeError):
        named = None
    found = _VERSION.fullmatch(named) if isinstance(named, str) else None
    if found is None:
        raise AppError("What is at updates.url names no version.")
    return found[1]


def newer(runs: Mapping[str, CareRun]) -> str | None:
    """The version that was told last, where it is above this one."""
    run = runs.get(KIND)
    told = str(run.outcome.get("version", "")) if run else ""
    return told if told and _parts(told) > _parts(__version__) else None


def _parts(version: str) -> list[int]:
    """Without zeros at the end: 1.0 is 1.0.0."""
    parts = [int(part) for part in re.findall("[0-9]+", version)]
    while parts and not parts[-1]:
        parts.pop()
    return parts
