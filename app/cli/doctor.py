"""`tollgate doctor`: is everything as it should be, and what to do where it is not."""

import os
import platform
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from app import __version__
from app.cli.frame import DONE, FOUND, Command, Context
from app.core.errors import AppError
from app.core.records import iso_utc
from app.ledger import Reader, check_integrity, is_there, migration_status, sqlite_version
from app.platform.bundle import MIGRATIONS
from app.platform.home import Home, open_to_others
from app.platform.instance import port_is_free, running
from app.platform.settings_file import load

_LEAST_FREE_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    ok: bool
    detail: str
    advice: str = ""


def run_doctor(context: Context) -> int:
    findings = [check(context.home) for check in CHECKS]
    context.out.document(
        [{"check": f.what, "ok": f.ok, "detail": f.detail, "advice": f.advice} for f in findings]
    )
    if not context.out.as_json:
        for finding in findings:
            context.out.line(f"{'ok ' if finding.ok else 'BAD'}  {finding.what}: {finding.detail}")
            if finding.advice:
                context.out.line(f"     → {finding.advice}")
    return DONE if all(f.ok for f in findings) else FOUND


def _versions(_: Home) -> Finding:
    python = platform.python_version()
    detail = f"Tollgate {__version__}, Python {python}, SQLite {sqlite_version()}, {platform.platform()}"
    return Finding("versions", True, detail)


def _home(home: Home) -> Finding:
    if not home.root.exists():
        return Finding("home", True, f"{home.root}, not made yet")
    if not os.access(home.root, os.W_OK):
        return Finding(
            "home", False, f"{home.root} cannot be written", "Give yourself write permission there."
        )
    return Finding("home", True, str(home.root))


def _permissions(home: Home) -> Finding:
    paths = [p for p in (home.root, home.ledger, home.settings, home.control_token) if p.exists()]
    paths += [p for p in home.backups.glob("*") if p.is_file()]
    loose = [str(p) for p in paths if open_to_others(p)]
    if loose:
        return Finding(
            "permissions", False, "others can read " + ", ".join(loose), f"chmod go= {' '.join(loose)}"
        )
    return Finding("permissions", True, "only you can read what Tollgate keeps")


def _settings(home: Home) -> Finding:
    try:
        load(home.settings)
    except AppError as error:
        return Finding("settings", False, error.message, error.hint)
    return Finding("settings", True, str(home.settings) if home.settings.exists() else "all defaults")


def _schema(home: Home) -> Finding:
    if not is_there(home.ledger):
        return Finding("schema", True, "no ledger yet")
    try:
        steps = migration_status(home.ledger, MIGRATIONS)
    except AppError as error:
        return Finding("schema", False, error.message, error.hint)
    pending = [s.name for s in steps if s.applied_us is None]
    if pending:
        return Finding("schema", False, f"{len(pending)} steps behind", "`tollgate migrate` applies them.")
    return Finding("schema", True, f"{len(steps)} of {len(steps)} steps applied")


def _integrity(home: Home) -> Finding:
    if not is_there(home.ledger):
        return Finding("ledger", True, "none yet")
    try:
        faults = check_integrity(home.ledger)
    except AppError as error:
        return Finding("ledger", False, error.message, error.hint)
    if faults:
        return Finding(
            "ledger", False, "; ".join(faults[:3]), "Restore a backup from the home's backups folder."
        )
    return Finding("ledger", True, f"sound, {home.ledger.stat().st_size / 1e6:.1f} MB")


def _care(home: Home) -> Finding:
    """What the last care of the ledger found, and how long ago it was."""
    if not is_there(home.ledger):
        return Finding("care", True, "nothing to look after yet")
    try:
        reader = Reader(home.ledger)
        try:
            found = reader.condition()
        finally:
            reader.close()
    except AppError as error:
        return Finding("care", False, error.message, error.hint)
    last = ", ".join(f"{kind} {iso_utc(run.started_us)[:16]}" for kind, run in found.runs.items())
    slow = f"; {len(found.slow_queries)} kinds of slow questions" if found.slow_queries else ""
    troubles = [run.trouble for run in found.runs.values() if run.trouble]
    if troubles:
        return Finding("care", False, "; ".join(troubles), "`tollgate verify` looks again.")
    return Finding("care", True, (last or "not yet: it begins while Tollgate runs") + slow)


def _port(home: Home) -> Finding:
    instance = running(home)
    if instance is not None:
        return Finding("proxy", True, f"runs at {instance.url} (process {instance.pid}, {instance.kind})")
    try:
        port = load(home.settings).number("proxy.port")
    except AppError:
        return Finding("proxy", False, "its port is not known", "Mend the settings file first.")
    if not port_is_free(port):
        return Finding(
            "proxy", False, f"port {port} is taken by another program", "`tollgate settings set proxy.port N`"
        )
    return Finding("proxy", True, f"not running; port {port} is free")


def _space(home: Home) -> Finding:
    root = home.root
    while not root.exists():
        root = root.parent
    free = shutil.disk_usage(root).free
    detail = f"{free / 1e9:.1f} GB free"
    return Finding(
        "space", free > _LEAST_FREE_BYTES, detail, "" if free > _LEAST_FREE_BYTES else "Make room."
    )


CHECKS: tuple[Callable[[Home], Finding], ...] = (
    _versions,
    _home,
    _permissions,
    _settings,
    _schema,
    _integrity,
    _care,
    _port,
    _space,
)
DOCTOR = Command("doctor", "is everything as it should be", run_doctor)
