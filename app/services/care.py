"""Care of the ledger: each act once, whether a person, the command line or the caretaker asks for it.

What came of it is kept in the ledger, so that its health can be shown.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.core.errors import AppError, LedgerCorrupt
from app.core.records import iso_utc
from app.core.settings import Settings
from app.ledger import Backup, CareRun, list_backups, rotate, told
from app.ledger import verify as verify_ledger
from app.platform.clock import now_us, zone
from app.platform.home import Home
from app.services import retention
from app.services.office import Office
from app.services.past import following_the_past
from app.services.retention import Progress, unseen

Outcome = dict[str, Any]


def back_up(
    office: Office, to: Path | None = None, reason: str = "manual", progress: Progress = unseen
) -> Outcome:
    """A verified copy; where its folder cannot be written, one in the home's own; then the second folder."""
    if to is not None:  # whether that folder can be written is the asker's affair, not the home's health
        return _back_up(office, to, reason, progress)
    return _noted(office, "backup", lambda: _back_up(office, None, reason, progress))


def verify(office: Office, progress: Progress = unseen) -> Outcome:
    """Everything by which the ledger can be proven."""

    def work() -> Outcome:
        found = verify_ledger(office.ledger.path, progress)
        trouble = (
            {}
            if found.sound
            else {
                "trouble": f"The ledger is damaged: {'; '.join(found.findings[:3])}. Go back to a backup "
                "(`tollgate restore`), or take what can be read out of it (`tollgate salvage`)."
            }
        )
        return {**found.as_record(), **trouble}

    return _noted(office, "verify", work)


def reconcile(office: Office, *, repair: bool = False, progress: Progress = unseen) -> Outcome:
    """Sums against calls; with `repair` the sums are made anew where they differ."""

    def work() -> Outcome:
        with following_the_past(office):
            found = office.ledger.reconcile(repair=repair, progress=progress)
        left = office.ledger.reconcile() if repair and not found.agrees else found
        outcome: Outcome = {
            "agrees": left.agrees,
            "repaired": repair and not found.agrees and left.agrees,
            "buckets": found.buckets,
            "differing_buckets": found.differing_buckets,
            "differing_histograms": found.differing_histograms,
            "differing_days": found.differing_days,
            "differing_months": found.differing_months,
            "difference_calls": found.difference_calls,
            "difference_nusd": found.difference_nusd,
            "findings": told(found),
        }
        if not left.agrees:
            outcome["trouble"] = (
                f"Sums and calls differ: {'; '.join(told(left))}. `tollgate reconcile --repair` mends them."
            )
        return outcome

    return _noted(office, "reconcile", work)


def vacuum(office: Office, progress: Progress = unseen) -> Outcome:
    """Give free pages back to the disk, in small steps."""

    def work() -> Outcome:
        before = office.ledger.path.stat().st_size
        office.ledger.tidy(progress).result()
        after = office.ledger.path.stat().st_size
        return {"bytes_before": before, "bytes_after": after}

    return _noted(office, "vacuum", work)


def purge(
    office: Office,
    keep_days: int,
    *,
    dry_run: bool = False,
    progress: Progress = unseen,
    piece: bool = False,
    backed_up: bool = False,
) -> Outcome:
    """Archive and let go of the calls of months that are over for longer than `keep_days`; 0 keeps all."""
    if keep_days == 0:
        return {"purged": 0, "archives": [], "backup": None, "left": 0}
    local = zone(office.settings.text("general.time_zone"))
    until_us = retention.horizon_us(keep_days, local, now_us())
    if dry_run:
        months = retention.months_to_purge(office.ledger, until_us, local)
        return {
            "would_purge": sum(old.calls for old in months),
            "months": [
                {"since": iso_utc(old.span.since_us), "until": iso_utc(old.span.until_us), "calls": old.calls}
                for old in months
            ],
        }
    return _noted(
        office,
        "purge",
        lambda: retention.purge(
            office.ledger, office.home.archive, until_us, local, progress, piece=piece, backed_up=backed_up
        ),
    )


def keep_backups_few(office: Office) -> list[str]:
    """Remove the automatic backups that no rule keeps, but only beside one that was proven good."""
    runs = office.ledger.care_runs(good=True)
    if "verify" not in runs and "backup" not in runs:
        return []
    folders = backup_folders(office.settings, office.home)
    removed = [b for folder in folders for b in rotate(folder, daily=7)]
    return [b.name for b in removed]


def all_backups(settings: Settings, home: Home) -> list[Backup]:
    """Those of all folders, newest first, each name once."""
    found: dict[str, Backup] = {}
    for folder in backup_folders(settings, home):
        for b in list_backups(folder):
            found.setdefault(b.name, b)
    return sorted(found.values(), key=lambda b: b.made_us, reverse=True)


def backup_folders(settings: Settings, home: Home) -> list[Path]:
    """Where backups may lie: the chosen folder, the home's own, the second one."""
    chosen, second = settings.text("storage.backup_folder"), settings.text("storage.second_folder")
    folders = [Path(chosen).expanduser()] if chosen else []
    folders += [home.backups, *([Path(second).expanduser()] if second else [])]
    return [folder for folder in dict.fromkeys(folders) if folder.is_dir()]


def _back_up(office: Office, to: Path | None, reason: str, progress: Progress) -> Outcome:
    chosen = office.settings.text("storage.backup_folder")
    first = to or (Path(chosen).expanduser() if chosen else office.home.backups)
    outcome: Outcome = {}
    try:
        made = office.ledger.backup(first, reason, progress)
    except LedgerCorrupt:
        raise
    except AppError as error:
        if to is not None or first == office.home.backups:
            raise
        made = office.ledger.backup(office.home.backups, reason, progress)
        outcome["trouble"] = f"{error.message} It was put into {made.path.parent} instead."
    second = office.settings.text("storage.second_folder")
    if second and to is None:
        try:
            outcome["second"] = str(office.ledger.backup(Path(second).expanduser(), reason, progress).path)
        except AppError as error:
            outcome["trouble"] = f"The second backup folder cannot be used. {error.message}"
    return {"name": made.name, "path": str(made.path), "bytes": made.size_bytes, **outcome}


def _noted(office: Office, kind: str, work: Callable[[], Outcome]) -> Outcome:
    """Do it, and keep what came of it; a failure too."""
    started_us, started = now_us(), time.perf_counter_ns()

    def note(outcome: Outcome) -> None:
        took_us = (time.perf_counter_ns() - started) // 1000
        office.ledger.note(CareRun(kind, started_us, took_us, "trouble" not in outcome, outcome))

    try:
        outcome = work()
    except AppError as error:
        note({"trouble": str(error)})
        raise
    note(outcome)
    return outcome
