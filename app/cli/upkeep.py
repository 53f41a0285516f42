"""`tollgate verify`, `reconcile`, `vacuum` and `purge`: proof and upkeep of the ledger."""

import argparse
from typing import Any

from app.cli.frame import DONE, FOUND, Command, Context, whole_number
from app.cli.progress import watched
from app.cli.running import operate, operating
from app.core.money import decimal_usd
from app.ledger import is_there, verify


def run_verify(context: Context) -> int:
    """Looks at the file itself: also where no program could open it, and beside one that runs."""
    if not is_there(context.home.ledger):
        context.out.document({"sound": True, "findings": [], "calls": 0}, "There is no ledger yet.")
        return DONE
    with watched(context.out) as progress:
        found = verify(context.home.ledger, progress)
    context.out.document(found.as_record())
    if not context.out.as_json:
        for finding in found.findings:
            context.out.line(f"BAD  {finding}")
        word = "sound" if found.sound else "NOT sound: restore a backup, or salvage what is left"
        seen = (
            f"{found.calls} calls on {found.days} days: " if found.sound or found.calls else "The ledger is "
        )
        context.out.line(f"{seen}{word} ({found.took_us / 1e6:.1f} s).")
        if found.older_calls:
            context.out.line(
                f"{found.older_calls} of them were written before Tollgate kept a digest of each day: of "
                "these, pages and sums were proven, and not each value."
            )
    return DONE if found.sound else FOUND


def run_reconcile(context: Context) -> int:
    if not is_there(context.home.ledger):
        context.out.document({"agrees": True, "findings": []}, "There is no ledger yet.")
        return DONE
    with watched(context.out) as progress:
        found: dict[str, Any] = operate(context.home, "reconcile", {"repair": context.args.repair}, progress)
    found["difference_usd"] = decimal_usd(found["difference_nusd"])
    context.out.document(found)
    if not context.out.as_json:
        for finding in found["findings"]:
            context.out.line(f"{'mended' if found['repaired'] else 'BAD'}  {finding}")
        context.out.line(
            f"{found['buckets']} quarters of an hour: "
            + ("calls and sums agree, difference $0." if found["agrees"] else "calls and sums differ.")
        )
    return DONE if found["agrees"] else FOUND


def run_vacuum(context: Context) -> int:
    if not is_there(context.home.ledger):
        context.out.document({"bytes_before": 0, "bytes_after": 0}, "There is no ledger yet.")
        return DONE
    with watched(context.out) as progress:
        done = operate(context.home, "vacuum", {}, progress)
    before, after = done["bytes_before"] / 1e6, done["bytes_after"] / 1e6
    context.out.document(done, f"{before:.1f} MB before, {after:.1f} MB now.")
    return DONE


def run_purge(context: Context) -> int:
    a = context.args
    if not is_there(context.home.ledger):
        context.out.document({"purged": 0, "archives": []}, "There is no ledger yet.")
        return DONE
    if a.dry_run:
        planned = operate(context.home, "purge", {"days": a.days, "dry_run": True})
        months = "".join(
            f"\n  {m['since'][:10]} to {m['until'][:10]}: {m['calls']} calls"
            for m in planned.get("months", ())
        )
        told = f"{planned.get('would_purge', 0)} calls would be archived and purged.{months}"
        context.out.document(planned, told)
        return DONE
    done = _purged(context)
    told = f"{done['purged']} calls purged. Their sums stay."
    told += "".join(f"\n  {path}" for path in done["archives"])
    if done["backup"]:
        told += (
            f"\nTo take it back: `tollgate restore {done['backup']} --forward`, or `tollgate import` of "
            "what of the above you want back."
        )
    context.out.document(done, told)
    return DONE


def _purged(context: Context) -> dict[str, Any]:
    """Month by month. Stopped in between, what was purged is archived and the rest is there."""
    purged = 0
    archives: list[str] = []
    backup: str | None = None
    left = 1
    with operating(context.home, "purge") as perform, watched(context.out) as progress:
        while left:
            arguments = {"days": context.args.days, "piece": True, "backed_up": backup is not None}
            try:
                done: dict[str, Any] = perform("purge", arguments)
            except KeyboardInterrupt:
                context.out.note("Stopped. The rest is purged the next time.")
                break
            purged, left = purged + done["purged"], done["left"]
            archives += done["archives"]
            backup = backup or done["backup"]
            progress(purged / max(1, purged + left))
    return {"purged": purged, "archives": archives, "backup": backup}


def _reconcile(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--repair", action="store_true", help="make the sums anew where they differ")


def _purge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="say what would be purged")
    parser.add_argument(
        "--days",
        type=whole_number(1, 36_500),
        metavar="N",
        help="keep so many days; else the setting storage.keep_calls_days",
    )


VERIFY = Command("verify", "prove the ledger: pages, rows, sums; exit 3 where it is not sound", run_verify)
RECONCILE = Command(
    "reconcile", "hold sums against calls; exit 3 where they differ", run_reconcile, _reconcile
)
VACUUM = Command("vacuum", "give free space in the ledger back to the disk", run_vacuum)
PURGE = Command("purge", "archive old calls; their sums stay", run_purge, _purge)
