"""What a report of trouble needs, in one text that may be sent to anybody: nothing secret, no call's content.

Everything is put together from what is known to be harmless, and goes through the redaction all the same.
"""

import json
import re
from collections import deque
from typing import Any, Protocol

from app import __version__
from app.core.records import iso_utc
from app.core.redaction import redact
from app.core.settings import SETTINGS
from app.platform.clock import now_us
from app.services.checkup import QUICK
from app.services.office import Office

_LOG_LINES = 400
_TOLD = frozenset(
    {
        "ok",
        "problems",
        "in_flight",
        "waiting_records",
        "written_records",
        "last_commit_us",
        "writer_restarts",
        "keys",
        "ledger",
    }
)
_PERSONAL = frozenset({"storage.backup_folder", "storage.second_folder"})
_ADDRESS = re.compile(r"(https?://[^/\s?#]+)[^\s\"']*")


class Running(Office, Protocol):
    def health(self) -> dict[str, Any]: ...


def gather(office: Running) -> str:
    """Reads the ledger, the log and the home; a few hundred milliseconds."""
    said = [
        f"Tollgate {__version__}, diagnostics of {iso_utc(now_us())}",
        "No key, header, prompt or answer is in here. Look through it before you send it.",
        _part("Checks", [f"{'ok ' if f.ok else 'BAD'} {f.what}: {f.detail}" for f in _checks(office)]),
        _part("Health", [json.dumps(_health(office), indent=1, ensure_ascii=False)]),
        _part("Settings that are not the default", _settings(office)),
        _part(
            "Faults",
            [f"{iso_utc(f.at_us)} {f.kind}: {f.reason}" for f in office.ledger.reader.faults(_LOG_LINES)],
        ),
        _part("Crash reports", sorted(path.name for path in office.home.crashes.glob("crash-*.txt"))[-20:]),
        _part(f"The last {_LOG_LINES} lines of the log", _log(office)),
    ]
    return _without_home("\n".join(redact(line) for line in "\n\n".join(said).splitlines()), office) + "\n"


def _part(heading: str, lines: list[str]) -> str:
    return "\n".join([f"== {heading}", *(lines or ["none"])])


def _checks(office: Running):
    return [check(office.home) for check in QUICK]


def _health(office: Running) -> dict[str, Any]:
    """Without what has names of the user's own making: budgets, accounts, clients."""
    found = office.health()
    return {name: value for name, value in found.items() if name in _TOLD}


def _settings(office: Running) -> list[str]:
    """A setting may hold a path, or an address with a key in it: of those only that they are set."""
    shown: list[str] = []
    for setting in SETTINGS:
        value = office.settings[setting.key]
        if value == setting.default:
            continue
        if setting.key in _PERSONAL:
            value = "(set)"
        elif isinstance(value, str):
            value = _ADDRESS.sub(r"\1/…", value)
        shown.append(f"{setting.key} = {value}")
    return shown


def _log(office: Running) -> list[str]:
    path = office.home.logs / "tollgate.log"
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return [line.rstrip("\n") for line in deque(file, _LOG_LINES)]
    except OSError as error:
        return [f"It cannot be read: {error.strerror}."]


def _without_home(text: str, office: Running) -> str:
    """The user's name is often in the path of the home."""
    return text.replace(str(office.home.root), "(home)").replace(str(office.home.root.parent), "(parent)")
