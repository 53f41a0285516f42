"""A small file beside the ledger that remembers what was in it, so that a file put in its place is noticed.

It is written on a clean end and now and then in between; the ledger may have more since, never less.
"""

import json
import os
from pathlib import Path
from typing import Any

from app.ledger import opening, proofs
from app.ledger.facts import LEDGER_ID, PURGED_UNTIL_US, fact, number
from app.ledger.proofs import DAY_US, Proof


def path_of(ledger: Path) -> Path:
    return ledger.with_name(f"{ledger.name}.manifest")


def write(ledger: Path, db: Any, now_us: int) -> None:
    (last_seq,) = db.execute_sql("SELECT coalesce(max(seq), 0) FROM call").fetchone()
    content = {
        "ledger_id": fact(db, LEDGER_ID),
        "written_us": now_us,
        "last_seq": last_seq,
        "days": [[proof.day, proof.calls, proof.digest] for proof in proofs.kept(db).values()],
    }
    path = path_of(ledger)
    partial = path.with_name(f"{path.name}.partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump(content, file)
    opening.sync_file(partial)
    partial.replace(path)


def forget(ledger: Path) -> None:
    """The ledger is about to hold less, rightly."""
    path_of(ledger).unlink(missing_ok=True)


def remembered(ledger: Path) -> dict[str, Any] | None:
    """What the manifest says; None where there is none that can be read."""
    try:
        found: Any = json.loads(path_of(ledger).read_text(encoding="ascii"))
        return {
            "ledger_id": str(found["ledger_id"]),
            "written_us": int(found["written_us"]),
            "last_seq": int(found["last_seq"]),
            "days": [Proof(*map(int, day)) for day in found["days"]],
        }
    except (OSError, ValueError, TypeError, KeyError):
        return None


def differences(ledger: Path, db: Any) -> list[str]:
    """What the ledger had when the manifest was written, and has no more."""
    known = remembered(ledger)
    if known is None:
        return []
    if known["ledger_id"] != fact(db, LEDGER_ID):
        return ["the file is another ledger than the one that was here"]
    found: list[str] = []
    (last_seq,) = db.execute_sql("SELECT coalesce(max(seq), 0) FROM call").fetchone()
    purged_us = number(db, PURGED_UNTIL_US)
    if last_seq < known["last_seq"] and not purged_us:
        found.append(
            f"its last call is number {last_seq}, but number {known['last_seq']} was written already"
        )
    here = proofs.kept(db)
    for proof in known["days"]:
        now = here.get(proof.day, Proof(proof.day, 0, 0))
        if proof.day * DAY_US < purged_us:
            continue
        if now.calls < proof.calls:
            found.append(f"{proof.calls - now.calls} calls of {proofs.day_name(proof.day)} are gone")
        elif now.calls == proof.calls and now.digest != proof.digest:
            found.append(f"calls of {proofs.day_name(proof.day)} were changed")
    return found
