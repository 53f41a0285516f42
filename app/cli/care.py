"""Care of the ledger: backups and the schema."""

import argparse

from app.cli.frame import DONE, Command, Context
from app.cli.running import operate
from app.core.records import iso_utc
from app.ledger import list_backups, migration_status
from app.platform.bundle import MIGRATIONS as STEPS


def run_backup(context: Context) -> int:
    result = operate(context.home, "backup", {"to": context.args.to})
    context.out.document(result, f"Backed up to {result['path']}: {result['calls']} calls, verified.")
    return DONE


def run_backups(context: Context) -> int:
    rows = [
        {"name": b.name, "made_at": iso_utc(b.made_us), "bytes": b.size_bytes, "pinned": b.pinned}
        for b in list_backups(context.home.backups)
    ]
    context.out.document(rows)
    if not context.out.as_json:
        context.out.table(
            ("backup", "made at", "bytes", ""),
            [(r["name"], r["made_at"], r["bytes"], "pinned" if r["pinned"] else "") for r in rows],
            right=("bytes",),
        )
    return DONE


def run_migrate(context: Context) -> int:
    steps = migration_status(context.home.ledger, STEPS)
    pending = [s.name for s in steps if s.applied_us is None]
    if context.args.dry_run:
        context.out.document(
            {"pending": pending}, "\n".join(pending) or "Nothing to do: the schema is current."
        )
        return DONE
    applied = operate(context.home, "migrate", {"to": context.args.to})
    context.out.document(applied, "\n".join(applied["applied"]) or "Nothing to do: the schema is current.")
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
    parser.add_argument("--to", metavar="N", type=int, help="only up, or down, to this step")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")


BACKUP = Command("backup", "copy the ledger, verified", run_backup, _to)
BACKUPS = Command("backups", "the copies there are", run_backups)
MIGRATE = Command("migrate", "bring the ledger's schema up to date", run_migrate, _migrate)
MIGRATIONS = Command("migrations", "the steps of the schema", run_migrations)
