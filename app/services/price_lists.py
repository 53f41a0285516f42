"""Which price list is in force: the one that comes with the program, or an update that is newer."""

from dataclasses import dataclass
from pathlib import Path

from app.core.catalogue import LARGEST_BYTES, Catalogue
from app.core.errors import PriceError
from app.platform.bundle import RESOURCES
from app.platform.home import write_private

BUILT_IN = RESOURCES / "prices" / "catalogue.jsonl"


@dataclass(frozen=True, slots=True)
class PriceList:
    """`path` is None for the built-in one. `trouble` says why an update that is kept is not used."""

    catalogue: Catalogue
    path: Path | None = None
    trouble: str = ""

    @property
    def origin(self) -> str:
        return "built-in" if self.path is None else "update"


def kept_at(home: Path) -> Path:
    return home / "prices.jsonl"


def built_in() -> Catalogue:
    return Catalogue.load(BUILT_IN.read_bytes())


def in_force(home: Path) -> PriceList:
    """A kept list that is damaged or has become the older one is passed over, never an obstacle."""
    own = built_in()
    path = kept_at(home)
    try:
        kept = Catalogue.load(_read(path))
    except FileNotFoundError:
        return PriceList(own)
    except (OSError, PriceError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        return PriceList(own, trouble=f"The updated price list {path} is not used: {why}")
    if kept.head.stamp <= own.head.stamp:
        return PriceList(own)
    return PriceList(kept, path)


def keep(home: Path, data: bytes) -> None:
    """From now on this list; the one that was in force before can come back once."""
    path = kept_at(home)
    if in_force(home).path is None:
        _before(path).unlink(missing_ok=True)
    else:
        write_private(_before(path), _read(path).decode())
    write_private(path, data.decode())


def go_back(home: Path, *, to_built_in: bool = False) -> None:
    """To the list before the last update, or to the one that came with the program."""
    path = kept_at(home)
    before = _before(path)
    if not path.exists() and not before.exists():
        raise PriceError(
            "There is no update to take back: the price list is the one that came with Tollgate."
        )
    if before.exists() and not to_built_in:
        before.replace(path)
    else:
        path.unlink(missing_ok=True)
        before.unlink(missing_ok=True)


def has_earlier(home: Path) -> bool:
    """Whether going back leads to an update before the last one, and not to the built-in list."""
    return _before(kept_at(home)).exists()


def _before(path: Path) -> Path:
    return path.with_name("prices.previous.jsonl")


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        # where text files have other line ends, the checksum is of our own
        return file.read(LARGEST_BYTES + 1).replace(b"\r\n", b"\n")
