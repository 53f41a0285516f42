"""`tollgate restore` and `salvage`: back to a ledger that is sound. The one that is there is always kept."""

import argparse
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from app.cli.frame import DONE, Command, Context
from app.cli.progress import watched
from app.core.errors import AppError, LedgerCorrupt
from app.core.records import iso_utc
from app.ledger import (
    Contents,
    Ledger,
    contents,
    is_there,
    migration_status,
    restore,
    roll_forward,
    salvage,
    verify,
)
from app.ledger.auditing import Note
from app.platform.bundle import MIGRATIONS
from app.platform.clock import now_us
from app.platform.home import Home, prepare
from app.platform.instance import hold
from app.platform.settings_file import load
from app.services.care import all_backups


def run_restore(context: Context) -> int:
    a, home = context.args, context.home
    chosen = find_backup(home, a.name)
    found = contents(chosen)
    document: dict[str, Any] = {"backup": str(chosen), **_as_record(found), "restored": False}
    told = _told(chosen, found)
    if a.dry_run:
        context.out.document(document, told)
        return DONE
    prepare(home)
    with hold(home, "restore"):
        kept = restore(home.ledger, chosen)
        forward = 0
        with closing(_open(home)) as ledger:
            note = Note(now_us(), "command line", "restore", chosen.name, {"kept": kept and kept.name})
            with ledger.noting(note):
                if a.forward and kept is not None:
                    forward = roll_forward(ledger, kept)
    document |= {"restored": True, "kept": str(kept) if kept else None, "brought_forward": forward}
    if kept is not None:
        told += f"\nIt is the ledger now. The one before is kept as {kept}."
    if a.forward:
        told += f"\n{forward} calls that came after the backup were taken from it."
    context.out.document(document, told)
    return DONE


def run_salvage(context: Context) -> int:
    home = context.home
    if not is_there(home.ledger):
        raise AppError(f"There is no ledger at {home.ledger}.")
    with suppress(LedgerCorrupt):
        migration_status(home.ledger, MIGRATIONS)  # what a newer version wrote is not damaged
    prepare(home)
    with hold(home, "salvage"):
        if not context.args.yes:
            _must_be_damaged(context)
        made = home.ledger.with_name(f"{home.ledger.name}.salvaged-{time.time_ns()}")
        with watched(context.out) as progress:
            found = salvage(home.ledger, made, MIGRATIONS, progress)
        kept = restore(home.ledger, made)
        for left in home.root.glob(f"{made.name}*"):
            left.unlink()
        told = {"calls": found.calls, "lost": found.lost, "kept": kept and kept.name}
        with (
            closing(_open(home)) as ledger,
            ledger.noting(Note(now_us(), "command line", "salvage", "ledger", told)),
        ):
            pass
    context.out.document(
        {
            "calls": found.calls,
            "lost": found.lost,
            "purged_sums": found.purged_sums,
            "others": found.others,
            "others_lost": found.others_lost,
            "kept": str(kept),
        },
        f"{found.calls} calls were read, {found.lost} could not be; of everything else {found.others} rows, "
        f"{found.others_lost} could not be. The ledger that was there is kept as {kept}.",
    )
    return DONE


def _must_be_damaged(context: Context) -> None:
    """Salvage is for what nothing else mends: a sound ledger would only be copied."""
    with watched(context.out) as progress:
        sound = verify(context.home.ledger, progress).sound
    if sound:
        raise AppError(
            "The ledger is sound, so there is nothing to salvage.",
            "`tollgate salvage --yes` reads it into a new file all the same; the old one is kept.",
        )


def find_backup(home: Home, name: str) -> Path:
    """A backup by its name in any of the folders where backups go, or by its path."""
    for b in all_backups(load(home.settings), home):
        if b.name == name:
            return b.path
    path = Path(name).expanduser().absolute()
    if path.is_file():
        return path
    raise AppError(f"There is no backup {name!r}.", "`tollgate backups` lists them.")


def _open(home: Home) -> Ledger:
    return Ledger.open(home.ledger, backups=home.backups, migrations=MIGRATIONS, announce=lambda _: None)


def _as_record(found: Contents) -> dict[str, Any]:
    return {
        "calls": found.calls,
        "first_call_at": None if found.first_us is None else iso_utc(found.first_us),
        "last_call_at": None if found.last_us is None else iso_utc(found.last_us),
        "steps": list(found.steps),
    }


def _told(chosen: Path, found: Contents) -> str:
    span = ""
    if found.first_us is not None and found.last_us is not None:
        span = f" from {iso_utc(found.first_us)[:16]} to {iso_utc(found.last_us)[:16]} UTC"
    return f"{chosen.name}: {found.calls} calls{span}, schema {len(found.steps)}."


def _restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="a name that `tollgate backups` lists, or a path")
    parser.add_argument("--dry-run", action="store_true", help="say what is in it")
    parser.add_argument(
        "--forward",
        action="store_true",
        help="then take the calls that came after the backup from the ledger that was there",
    )


RESTORE = Command("restore", "go back to a backup; the present ledger is kept", run_restore, _restore)


def _salvage(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="also where the ledger is sound")


SALVAGE = Command("salvage", "take what can be read out of a damaged ledger", run_salvage, _salvage)
