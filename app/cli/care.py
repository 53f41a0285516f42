"""Care of the ledger: backups and the schema."""

import argparse
from pathlib import Path

from app.cli.frame import DONE, Command, Context, whole_number
from app.cli.progress import watched
from app.cli.running import operate
from app.core.errors import UsageError
from app.core.records import iso_utc
from app.ledger import is_there, migrate, migration_status, way
from app.platform.bundle import MIGRATIONS as STEPS
from app.platform.home import prepare
from app.platform.instance import hold
from app.platform.settings_file import load
from app.services.care import all_backups

_LOST = (
    "An older schema does not hold all that is known now, and going up again does not bring it back: calls "
    "that a subscription covered, for one, are paid ones when they are priced anew. `tollgate restore` with "
    "the backup that is made before this brings all of it back."
)


def run_backup(context: Context) -> int:
    to = context.args.to and str(Path(context.args.to).absolute())
    with watched(context.out) as progress:
        made = operate(context.home, "backup", {"to": to}, progress)
    context.out.document(made, f"Backed up to {made['path']} ({made['bytes'] / 1e6:.1f} MB, verified).")
    return DONE


def run_backups(context: Context) -> int:
    rows = [
        {
            "name": b.name,
            "made_at": iso_utc(b.made_us),
            "reason": b.reason,
            "bytes": b.size_bytes,
            "folder": str(b.path.parent),
        }
        for b in all_backups(load(context.home.settings), context.home)
    ]
    context.out.document(rows)
    if not context.out.as_json:
        columns = ("name", "made_at", "reason", "bytes")
        context.out.table(
            ("backup", "made at", "why", "bytes"),
            [tuple(row[column] for column in columns) for row in rows],
            right=("bytes",),
        )
    return DONE


def run_migrate(context: Context) -> int:
    home = context.home
    to: int | None = context.args.to
    steps = migration_status(home.ledger, STEPS)
    if to is not None and to > len(steps):
        raise UsageError(f"There is no step {to}.", f"Write a number from 1 to {len(steps)}.")
    if to is not None and to < sum(step.applied_us is not None for step in steps):
        context.out.note(_LOST)
    if context.args.dry_run:
        return _told(context, "pending", way(steps, to))
    if not is_there(home.ledger):
        return _told(context, "applied", [])
    prepare(home)
    with hold(home, "migrate"):
        applied = migrate(home.ledger, backups=home.backups, migrations=STEPS, to=to)
    return _told(context, "applied", applied)


def _told(context: Context, what: str, steps: list[str]) -> int:
    context.out.document({what: steps}, "\n".join(steps) or "Nothing to do: the schema is current.")
    return DONE


def run_migrations(context: Context) -> int:
    rows = [
        {"name": s.name, "applied_at": None if s.applied_us is None else iso_utc(s.applied_us)}
        for s in migration_status(context.home.ledger, STEPS)
    ]
    context.out.document(rows)
    if not context.out.as_json:
        context.out.table(("step", "applied"), [(r["name"], r["applied_at"]) for r in rows])
    return DONE


def _to(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", metavar="DIR", help="a folder; else the home's own")


def _migrate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to", type=whole_number(1, 9999), metavar="N", help="up or down to the first N steps"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")


BACKUP = Command("backup", "copy the ledger, verified", run_backup, _to)
BACKUPS = Command("backups", "the copies there are", run_backups)
MIGRATE = Command(
    "migrate", "bring the ledger's schema up to date, or to another step", run_migrate, _migrate
)
MIGRATIONS = Command("migrations", "the steps of the schema", run_migrations)
