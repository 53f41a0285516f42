"""Everything by which a ledger can be proven, in one go, without changing it and beside its traffic."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import LedgerCorrupt
from app.ledger import manifest, opening, proofs
from app.ledger.inspecting import check_integrity
from app.ledger.proving import Reconciliation
from app.ledger.reader import Reader

Progress = Callable[[float], None]
_PROVEN_SCHEMA = 2  # the first that keeps proofs
_START_CALLS = 3_000  # how many rows are read again at each start


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and what was found wrong with it."""

    calls: int
    older_calls: (
        int  # of these: written by a schema without digests, so only their pages and sums can be proven
    )
    days: int
    took_us: int
    findings: tuple[str, ...]
    sums: Reconciliation | None

    @property
    def sound(self) -> bool:
        return not self.findings

    def as_record(self) -> dict[str, Any]:
        return {
            "sound": self.sound,
            "findings": list(self.findings),
            "calls": self.calls,
            "older_calls": self.older_calls,
            "days": self.days,
            "took_ms": self.took_us // 1000,
            "difference_calls": self.sums.difference_calls if self.sums else None,
            "difference_nusd": self.sums.difference_nusd if self.sums else None,
        }


def verify(path: Path, progress: Progress = lambda _: None) -> Verification:
    """Pages, references, the manifest, the digest of each day's rows, and all sums."""
    started = time.perf_counter_ns()
    findings: list[str] = []
    sums: Reconciliation | None = None
    days: list[proofs.Proof] = []
    older: dict[int, int] = {}
    try:
        findings += check_integrity(path)
        reader = Reader(path)
        try:
            with reader.moment() as db:
                findings += manifest.differences(path, db)
                days = list(proofs.kept(db).values())
                older = proofs.undigested(db)
            for n, day in enumerate(days):
                with reader.moment() as db:
                    if proofs.differs(db, day.day):
                        findings.append(_changed(day))
                progress(n / len(days) / 2)
            sums = reader.reconcile(lambda share: progress(0.5 + share / 2))
            findings += told(sums)
        finally:
            reader.close()
    except LedgerCorrupt as error:
        findings.append(error.message)
    took_us = (time.perf_counter_ns() - started) // 1000
    older_calls = sum(older.values())
    calls = older_calls + sum(day.calls for day in days)
    all_days = older.keys() | {day.day for day in days if day.calls}
    return Verification(calls, older_calls, len(all_days), took_us, tuple(findings), sums)


def told(sums: Reconciliation) -> list[str]:
    """What is wrong with the sums, in words."""
    found: list[str] = []
    if sums.differing_buckets:
        found.append(
            f"the sums of {sums.differing_buckets} quarters of an hour differ from their calls, by "
            f"{sums.difference_calls} calls and {sums.difference_nusd} nano-dollars"
        )
    if sums.differing_histograms:
        found.append(
            f"the histograms of {sums.differing_histograms} quarters of an hour differ from their sums"
        )
    if sums.differing_days:
        found.append(f"the sums of {sums.differing_days} days differ from their quarters of an hour")
    if sums.differing_months:
        found.append(f"the sums of {sums.differing_months} months differ from their days")
    if sums.differing_balances:
        found.append(f"{sums.differing_balances} entries of balances do not follow from what was before them")
    return found


def check_at_start(path: Path) -> None:
    """The part that takes milliseconds, however large the ledger is. LedgerCorrupt for what it finds."""
    with opening.looking(path) as db:
        if db.pragma("user_version") < _PROVEN_SCHEMA:
            return
        found = manifest.differences(path, db)
        left = _START_CALLS
        for day in sorted(proofs.kept(db).values(), key=lambda proof: -proof.day):
            left -= day.calls
            if left < 0:
                break
            if proofs.differs(db, day.day):
                found.append(_changed(day))
    if found:
        raise LedgerCorrupt(
            f"The ledger {path} is not what it was: {'; '.join(found[:3])}.",
            "Nothing was changed. `tollgate restore` goes back to a backup, `tollgate salvage` keeps what is "
            f"left. If you put this file there yourself, remove {manifest.path_of(path).name}.",
        )


def _changed(day: proofs.Proof) -> str:
    return f"the calls of {proofs.day_name(day.day)} are not those that were written"
