"""How a ledger file is opened: what is refused untouched, and what each connection is set to."""

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import peewee
from peewee import SqliteDatabase

from app.core.errors import LedgerBusy, LedgerCorrupt, LedgerError, LedgerFull
from app.ledger import slots

APPLICATION_ID = 0x546F6C6C  # "Toll", in the file's header
PAGE_BYTES = 4096
_BUSY_TIMEOUT_S = 5


class Connection(SqliteDatabase):
    """peewee's database, for one connection."""

    def rollback(self) -> None:
        # A full disk or a damaged page ends the transaction by itself; that is no error on top of the first.
        if self.connection().in_transaction:
            super().rollback()


def connect(path: Path, *, writes: bool = False) -> SqliteDatabase:
    """A connection to a file that exists. It may be handed from thread to thread, not shared."""
    pragmas: dict[str, int | str] = {
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "temp_store": "MEMORY",
        "cache_size": -8_000 if writes else -2_000,  # more made neither a year of sums nor a filling faster
    }
    if writes:
        # A commit is a write to the log without a sync: it survives the program's death, and a power cut
        # costs the last moments but never the file.
        pragmas |= {
            "journal_mode": "wal",
            "synchronous": "NORMAL",
            "wal_autocheckpoint": 16_000,  # pages that many batches change are copied once, not often
            "journal_size_limit": 64 << 20,
        }
    else:
        pragmas["query_only"] = 1
    db = Connection(
        f"{path.absolute().as_uri()}?mode=rw",
        pragmas=pragmas,
        timeout=_BUSY_TIMEOUT_S,
        uri=True,
        thread_safe=False,
        check_same_thread=False,
        lock_type="IMMEDIATE" if writes else None,
    )
    with translated(path):
        db.connect()
        slots.teach(db.connection())
    return db


def check_file(path: Path) -> None:
    """Refuse what cannot be a ledger, by looking only. The path must exist."""
    # The file is never opened but by SQLite: closing it would drop every lock that this process has on it.
    if not path.is_file():
        raise LedgerError(
            f"{path} is not a file, so it cannot be the ledger.", "Name another home with --home."
        )
    if not os.access(path, os.R_OK | os.W_OK) or not os.access(path.parent, os.W_OK | os.X_OK):
        raise LedgerError(f"There is no permission to write the ledger {path}.", _PERMISSION)
    if path.stat().st_size == 0:
        raise LedgerCorrupt(f"The ledger {path} is empty (0 bytes).", _RESTORE)
    with looking(path) as db:
        if db.pragma("application_id") != APPLICATION_ID:
            raise LedgerCorrupt(f"{path} is a database of another program, not a Tollgate ledger.", _RESTORE)


@contextmanager
def looking(path: Path) -> Generator[SqliteDatabase]:
    """A connection that leaves no trace: neither in the file nor, where that is possible, beside it."""
    # A log, be it empty, may mean that another program is writing; without one nobody is.
    how = "mode=ro" if log_of(path).exists() else "mode=ro&immutable=1"
    db = SqliteDatabase(
        f"{path.absolute().as_uri()}?{how}",
        pragmas=[("trusted_schema", 0)],
        timeout=_BUSY_TIMEOUT_S,
        uri=True,
        thread_safe=False,
    )
    with translated(path):
        db.connect()
        try:
            yield db
        finally:
            db.close()


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def make_file(path: Path) -> SqliteDatabase:
    """A new, empty file of ours, 0600. Its layout on disk is settled before the first table."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise _no_access(path, error) from error
    db = Connection(
        f"{path.absolute().as_uri()}?mode=rw",
        pragmas=[
            ("page_size", PAGE_BYTES),
            ("auto_vacuum", "INCREMENTAL"),
            ("application_id", APPLICATION_ID),
            ("foreign_keys", 1),
            ("trusted_schema", 0),
        ],
        uri=True,
        thread_safe=False,
        lock_type="IMMEDIATE",
    )
    with translated(path):
        db.connect()
    return db


def put_in_place(made: Path, path: Path) -> None:
    """Give a finished file its name, unless somebody else was faster."""
    sync_file(made)
    if path.exists():
        raise LedgerBusy(f"{path} was made by another program just now.", "Start again.")
    made.rename(path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename outlast a power cut, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def translated(path: Path) -> Generator[None]:
    """What SQLite says of the world, as errors that a user understands. Our own bugs pass as they are."""
    try:
        yield
    except (peewee.PeeweeException, sqlite3.Error) as error:
        known = known_trouble(error, path)
        if known is None:
            raise
        raise known from error


def known_trouble(error: BaseException, path: Path) -> LedgerError | None:
    """The user's side of an error of SQLite; None where the trouble is a bug of ours."""
    cause = getattr(error, "orig", error)  # peewee keeps SQLite's own error there
    code = getattr(cause, "sqlite_errorcode", None)
    match code & 0xFF if isinstance(code, int) else None:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return LedgerBusy(f"Another program holds the ledger {path}.", "Close it, then try again.")
        case sqlite3.SQLITE_FULL:
            return LedgerFull(f"There is no room left on the disk for the ledger {path}.", "Make room there.")
        case sqlite3.SQLITE_NOTADB:
            return LedgerCorrupt(f"{path} is not a ledger: it is no SQLite database.", _RESTORE)
        case sqlite3.SQLITE_CORRUPT:
            return LedgerCorrupt(f"The ledger {path} is damaged ({cause}).", _RESTORE)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_IOERR:
            return LedgerError(f"The ledger {path} cannot be used ({cause}).", _PERMISSION)
        case _:
            return None


def _no_access(path: Path, error: OSError) -> LedgerError:
    if isinstance(error, FileExistsError):
        return LedgerBusy(f"Another program is making the ledger {path}.", "Start again.")
    return LedgerError(f"The ledger {path} cannot be used: {error.strerror or error}.", _PERMISSION)


_RESTORE = (
    "Nothing was changed. Restore a backup with `tollgate restore`, or move the file away to start a new one."
)
_PERMISSION = "Check the permissions of the file and its folder, or name another home with --home."
