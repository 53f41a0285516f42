"""A newer price list, when the user asks for it: fetched, verified, shown, and only then taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.core.catalogue import LARGEST_BYTES, Catalogue
from app.core.errors import PriceError
from app.core.price_update import Difference, differences, doubts, merge
from app.core.prices import in_dollars, per_what
from app.platform.clock import now_us
from app.services import price_lists

_ASK = "If that is right, repeat it with --yes."


@dataclass(frozen=True, slots=True)
class Update:
    """A list that could be taken. `digest` names its bytes, so that what is taken is what was shown."""

    stamp: str
    stamp_before: str
    digest: str
    differences: tuple[Difference, ...]
    doubts: tuple[str, ...]
    merged: bytes

    @property
    def newer(self) -> bool:
        return self.stamp > self.stamp_before

    def as_record(self) -> dict[str, Any]:
        def named(kind: str) -> list[dict[str, str]]:
            found = (d for d in self.differences if d.kind == kind)
            return [{"provider": d.provider, "model": d.model} for d in found]

        return {
            "stamp": self.stamp,
            "stamp_before": self.stamp_before,
            "newer": self.newer,
            "digest": self.digest,
            "added": named("added"),
            "removed": named("removed"),
            "changed": [_changed(d) for d in self.differences if d.kind == "changed"],
            "doubts": list(self.doubts),
        }


def _changed(d: Difference) -> dict[str, Any]:
    return {
        "provider": d.provider,
        "model": d.model,
        "tier": d.tier,
        "component": d.component,
        "above_tokens": d.above_tokens,
        "from": d.from_day,
        "per": per_what(d.component),
        "old_usd": None if d.old_pico is None else in_dollars(d.component, d.old_pico),
        "new_usd": None if d.new_pico is None else in_dollars(d.component, d.new_pico),
        "percent": None if d.permille is None else _tenths(d.permille),
    }


def _tenths(permille: int) -> str:
    sign = "-" if permille < 0 else "+"
    return f"{sign}{abs(permille) // 10}.{abs(permille) % 10}"


def read_list(source: str) -> bytes:
    """What is at an address or in a file; not more of it than a list can have."""
    if "://" in source:
        from app.platform.http import fetch  # a tenth of a second, for each command that needs it not

        return fetch(source, LARGEST_BYTES)
    try:
        with Path(source).expanduser().open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except (OSError, RuntimeError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise PriceError(f"The price list {source} cannot be read: {why}.") from None


def examine(current: Catalogue, data: bytes) -> Update:
    """Verify a list from elsewhere, whole, and say what it would change. PriceError where it is not one."""
    new = Catalogue.load(data)
    new.check()
    stamp, before = new.head.stamp, current.head.stamp
    digest = sha256(data).hexdigest()
    if stamp <= before:
        return Update(stamp, before, digest, (), (), b"")
    tomorrow = datetime.fromtimestamp(now_us() // 1_000_000, UTC).date() + timedelta(days=1)
    if stamp > tomorrow.isoformat():
        raise PriceError(f"The price list says that it is of {stamp}, which is not yet.")
    found = differences(current, new)
    merged = merge(current, new)
    Catalogue.load(merged).check()
    return Update(stamp, before, digest, tuple(found), tuple(doubts(current, new, found)), merged)


def preview(home: Path, source: str) -> Update:
    """What taking the list would change. Changes nothing; may wait for the network."""
    return examine(price_lists.in_force(home).catalogue, read_list(source))


def take(home: Path, source: str, *, digest: str | None = None, sure: bool = False) -> Update:
    """Keep the list of `source`; with a `digest`, only if it is the one that was looked at."""
    update = preview(home, source)
    if digest is not None and update.digest != digest:
        raise PriceError(f"The price list at {source} is another one by now.", "Look at it again.")
    if not update.newer:
        raise PriceError(f"The price list of {update.stamp} is not newer than that of {update.stamp_before}.")
    if update.doubts and not sure:
        raise PriceError(f"{_told(update.doubts)}.", _ASK)
    price_lists.keep(home, update.merged)
    return update


def _told(all_doubts: Iterable[str]) -> str:
    first, *rest = all_doubts
    return first + (f", and {len(rest)} more of the kind" if rest else "")


def source_for(wanted: str | None, setting: str) -> str:
    """The address or the file to take a list from."""
    source = wanted or setting
    if not source:
        raise PriceError(
            "No address for price updates is set, and there is no server of ours that has them.",
            "`tollgate settings set prices.update_url https://…` sets one; `--from URL` or `--from FILE` "
            "takes one list without that. The list that came with Tollgate is used until then.",
        )
    return source
