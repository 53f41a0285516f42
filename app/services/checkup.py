"""Is everything as it should be, and what to do where it is not: what `doctor` and the window look at."""

import os
import platform
import shlex
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app import __version__
from app.core.errors import AppError
from app.core.records import iso_utc
from app.ledger import check_integrity, is_there, migration_status, reading, sqlite_version
from app.platform.bundle import MIGRATIONS
from app.platform.home import Home, open_to_others
from app.platform.instance import port_is_free, running, told
from app.platform.settings_file import load
from app.services import releases
from app.services.connecting import Connecting
from app.services.keys import Keys, how_many, kept_keys
from app.services.pointing import name_of
from app.services.price_lists import in_force

_LEAST_FREE_BYTES = 200_000_000
_MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    ok: bool
    detail: str
    advice: str = ""


def _versions(_: Home) -> Finding:
    python = platform.python_version()
    detail = f"Tollgate {__version__}, Python {python}, SQLite {sqlite_version()}, {platform.platform()}"
    return Finding("versions", True, detail)


def _newest(home: Home) -> Finding:
    """What was told when somebody was asked last; nobody is asked now."""
    try:
        settings = load(home.settings)
        if not settings.flag("updates.check"):
            return Finding("newer versions", True, "not looked for (updates.check is off)")
        if not settings.text("updates.url"):
            return Finding(
                "newer versions", False, "nobody is asked", "`tollgate settings set updates.url https://…`"
            )
        with reading(home.ledger) as reader:
            runs = reader.condition().runs if reader else {}
    except AppError as error:
        return Finding("newer versions", True, f"not known: {error.message}")
    run = runs.get(releases.KIND)
    if run is None:
        return Finding("newer versions", True, "not asked yet: it is while Tollgate runs")
    asked = f"asked {iso_utc(run.started_us)[:16]}"
    if found := releases.newer(runs):
        return Finding("newer versions", True, f"Tollgate {found} is there; this is {__version__} ({asked})")
    return Finding("newer versions", True, str(run.outcome.get("unknown", f"this is the newest ({asked})")))


def _home(home: Home) -> Finding:
    if not home.root.exists():
        return Finding("home", True, f"{home.root}, not made yet")
    for folder in (home.root, *home.folders):
        if folder.exists() and not folder.is_dir():
            return Finding("home", False, f"{folder} is no folder", "Move it away: Tollgate makes its own.")
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            return Finding(
                "home", False, f"{folder} cannot be written", f"chmod u+rwx {shlex.quote(str(folder))}"
            )
    return Finding("home", True, str(home.root))


def _permissions(home: Home) -> Finding:
    if not home.root.is_dir():
        return Finding("permissions", True, "nothing is kept yet")
    if not os.access(home.root, os.R_OK | os.X_OK):
        return Finding("permissions", False, f"{home.root} cannot be looked into", _tight([home.root]))
    kept = [home.root, *home.root.glob("*"), *(p for folder in home.folders for p in folder.glob("*"))]
    loose = [p for p in kept if _is_loose(p)]
    if loose:
        more = f" and {len(loose) - _MOST_TOLD} more" if len(loose) > _MOST_TOLD else ""
        names = ", ".join(str(p) for p in loose[:_MOST_TOLD])
        return Finding("permissions", False, f"others can read {names}{more}", _tight(loose))
    return Finding("permissions", True, "only you can read what Tollgate keeps")


def _is_loose(path: Path) -> bool:
    try:
        return open_to_others(path)
    except FileNotFoundError:  # a file of the moment, gone since it was listed
        return False


def _tight(paths: list[Path]) -> str:
    """Folders need their x to be entered, files must not have one."""
    words: list[str] = []
    for mode, chosen in (
        ("700", [p for p in paths if p.is_dir()]),
        ("600", [p for p in paths if not p.is_dir()]),
    ):
        if chosen:
            words.append(f"chmod {mode} {' '.join(shlex.quote(str(p)) for p in chosen)}")
    return " && ".join(words)


def _settings(home: Home) -> Finding:
    try:
        load(home.settings)
    except AppError as error:
        return Finding("settings", False, error.message, error.hint)
    return Finding("settings", True, str(home.settings) if home.settings.exists() else "all defaults")


def _prices(home: Home) -> Finding:
    used = in_force(home.root)
    detail = f"the {used.origin} list of {used.catalogue.head.stamp}"
    if used.trouble:
        advice = "`tollgate price update` takes it anew; `price update --builtin` puts it away."
        return Finding("prices", False, f"{used.trouble}; {detail} is", advice)
    return Finding("prices", True, detail)


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
    try:
        with reading(home.ledger) as reader:
            if reader is None:
                return Finding("care", True, "nothing to look after yet")
            found = reader.condition()
    except AppError as error:
        return Finding("care", False, error.message, error.hint)
    last = ", ".join(f"{kind} {iso_utc(run.started_us)[:16]}" for kind, run in found.runs.items())
    slow = f"; {len(found.slow_queries)} kinds of slow questions" if found.slow_queries else ""
    bad = found.troubles
    if bad:
        return Finding("care", False, "; ".join(bad), "`tollgate verify` looks again.")
    return Finding("care", True, (last or "not yet: it begins while Tollgate runs") + slow)


def _keys(home: Home) -> Finding:
    """Where keys are, without a prompt. Who has given us none needs no keyring."""
    try:
        kept, settings = kept_keys(home), load(home.settings)
    except AppError as error:
        return Finding("keys", False, error.message, error.hint)
    keys = Keys(home, lambda: settings)
    try:
        where = keys.where()
    except AppError as error:
        if kept:
            return Finding("keys", False, error.message, error.hint)
        said = f"none is stored, and none could be: {error.message} Keys that tools bring pass all the same"
        return Finding("keys", True, said, error.hint)
    finally:
        keys.stop()
    return Finding("keys", True, f"{how_many(kept)}; new ones go into the {where}")


def _port(home: Home) -> Finding:
    instance = running(home)
    if instance is not None and instance.url:
        return Finding("proxy", True, told(instance))
    try:
        port = load(home.settings).number("proxy.port")
    except AppError:
        return Finding("proxy", False, "its port is not known", "Mend the settings file first.")
    if not port_is_free(port):
        return Finding(
            "proxy", False, f"port {port} is taken by another program", "`tollgate settings set proxy.port N`"
        )
    return Finding("proxy", True, f"{told(instance)}; port {port} is free")


def _connections(home: Home) -> Finding:
    """Whether the tools that point here find somebody."""
    connecting = Connecting(home)
    try:
        found = [c for c in map(connecting.find, connecting.tools()) if c is not None and not c.parked]
        names = [f"{name_of(c)} ({c.url}, {connecting.state(c)})" for c in found]
    except AppError as error:
        return Finding("tools", False, error.message, error.hint)
    if not found:
        return Finding("tools", True, "none is connected")
    here = running(home)
    lost = [name_of(c) for c in found if here is None or c.url != here.url]
    if lost:
        advice = "Start it at that address, or `tollgate disconnect --all` puts the tools back."
        return Finding("tools", False, f"{', '.join(lost)}: nobody listens where they point", advice)
    return Finding("tools", True, ", ".join(names))


def _space(home: Home) -> Finding:
    root = home.root
    while not root.exists():
        root = root.parent
    free = shutil.disk_usage(root).free
    detail = f"{free / 1e9:.1f} GB free"
    return Finding(
        "space", free > _LEAST_FREE_BYTES, detail, "" if free > _LEAST_FREE_BYTES else "Make room."
    )


Check = Callable[[Home], Finding]
CHECKS: tuple[Check, ...] = (
    _versions,
    _newest,
    _home,
    _permissions,
    _settings,
    _prices,
    _schema,
    _integrity,
    _care,
    _keys,
    _port,
    _connections,
    _space,
)
# What is left to look at from within: the rest, the running program knows better.
QUICK: tuple[Check, ...] = (
    _versions,
    _newest,
    _home,
    _permissions,
    _settings,
    _prices,
    _schema,
    _connections,
    _space,
)
