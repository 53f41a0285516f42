"""The ledger as the rest of the program sees it: one file, one writer, a few readers."""

import logging
import os
import threading
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from peewee import SqliteDatabase

from app.core.calls import Call
from app.core.errors import LedgerError, LedgerFull
from app.core.news import News, Scope
from app.core.providers import Provider
from app.ledger import backup, care, days, facts, manifest, opening, proving, purging, restoring
from app.ledger.auditing import Note
from app.ledger.backup import Backup
from app.ledger.care import CareRun
from app.ledger.health import Condition, keep_slow_queries
from app.ledger.inspecting import is_there
from app.ledger.journal import Journal, found_calls
from app.ledger.migrating import Migrations
from app.ledger.names import Names
from app.ledger.proving import Reconciliation
from app.ledger.reader import Reader
from app.ledger.tables import ProviderConfigRow
from app.ledger.verifying import check_at_start
from app.ledger.writer import NO_NEWS, Task, Writer, WriterHealth

_CLOSE_DEADLINE_S = 5.0
_PATIENCE_S = 60.0

_log = logging.getLogger("tollgate.ledger")


class Ledger:
    """Made by `Ledger.open`. All of it may be called from any thread."""

    def __init__(self, path: Path, backups: Path, announce: Callable[[News], None]) -> None:
        self.path = path
        self.backups = backups
        self.reader = Reader(path)
        self._closed = False
        self._noting = threading.local()
        self._journal = Journal(path)
        self._writer = Writer(path, announce, self._journal.committed)
        try:
            # what is older was in it already: its sums still are
            self._writer.take_up(found_calls(path, since_us=self.purged_until_us()))
            self._journal.forget_found()
        except BaseException:
            self.reader.close()
            self._writer.close(0)
            raise
        self._writer.start()

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        backups: Path,
        migrations: Path,
        announce: Callable[[News], None],
    ) -> "Ledger":
        """Open the file, or make a new one; bring it to this program's schema, after a backup.

        What cannot be opened is refused by a LedgerError that names the file, which is then untouched.
        """
        restoring.finish(path)
        _sweep(path)
        backup.remove_partial(backups)
        if is_there(path):
            migrate(path, backups=backups, migrations=migrations)
        else:
            _make(path, migrations)
        return cls(path, backups, announce)

    def opened(self, calls: Iterable[Call]) -> None:
        """They are about to go upstream: from here on they have rows, whatever happens to this process."""
        self._journal.opened(calls)

    def record(self, call: Call) -> bool:
        """Take a finished call; False when there is no room just now."""
        return self.record_some([call]) == 1

    def record_some(self, calls: Sequence[Call]) -> int:
        """Take finished calls, from the first on; how many. Never waits for the database.

        Fewer when too many wait already: offer the others again, then they are taken as soon as there is
        room. One that is never taken is written at the next start.
        """
        self._journal.ended(calls)
        return self._writer.put(calls)

    def record_many(self, calls: Iterable[Call]) -> None:
        """Take many calls, waiting for room where needed."""
        self._writer.put_many(calls)

    def flush(self, timeout_s: float) -> bool:
        """Wait until everything taken before is committed; False when that takes too long."""
        try:
            self._writer.put_task(_nothing).result(timeout_s)
        except FutureTimeout:
            return False
        return True

    def bring_back(self, calls: list[Call]) -> Future[int]:
        """Write calls whose sums are there already; how many were not there themselves."""
        return self._writer.put_calls(calls, summed=False)

    def add(self, calls: list[Call]) -> Future[int]:
        """Write calls that come from elsewhere; how many were not there yet."""
        return self._writer.put_calls(calls, summed=True)

    @property
    def names(self) -> Names:
        """What renamed clients and projects are called now."""
        return self._writer.names

    def write(
        self,
        task: Task,
        scopes: Scope = NO_NEWS,
        *,
        in_order: bool = False,
        done: Callable[[], None] | None = None,
    ) -> Future[Any]:
        """Run `task(db)` on the writer's thread, in one transaction, ahead of the calls that wait there.

        Or `in_order`, when all is written that was taken before. `done` is called before the next is written.
        """
        note: Note | None = self._noting.__dict__.pop("note", None)
        if note is not None:
            task = note.around(task)
        return self._writer.put_task(task, scopes, urgent=not in_order, done=done)

    def follow(self, task: Task, scopes: Scope = NO_NEWS) -> Future[Any]:
        """Run `task(db)` on the writer's thread when all is written that was taken before."""
        return self._writer.put_task(task, scopes)

    @contextmanager
    def noting(self, note: Note, *, elsewhere: bool = True) -> Generator[None]:
        """An act: the first that it writes takes the note into its transaction; one that fails has none.

        `elsewhere`: it may do its work in a file or the keyring. Else one that writes nothing did nothing.
        """
        self._noting.note = note
        try:
            yield
            if elsewhere and "note" in self._noting.__dict__:
                self.write(_nothing).result(_PATIENCE_S)
        finally:
            self._noting.__dict__.pop("note", None)

    def in_steps(self, step: Callable[[SqliteDatabase], bool]) -> Future[None]:
        """Run `step(db)` again and again until it says False, each time in a transaction of its own.

        Other work takes its turn in between. A step should take milliseconds.
        """
        whole: Future[None] = Future()
        whole.set_running_or_notify_cancel()

        def next_step(done: Future[Any] | None = None) -> None:
            error = done.exception() if done else None
            if error is not None:
                whole.set_exception(error)
            elif done is not None and not done.result():
                whole.set_result(None)
            else:
                self._writer.put_task(step).add_done_callback(next_step)

        next_step()
        return whole

    def count_days_in(self, zone: ZoneInfo) -> Future[None]:
        """Keep sums of whole days of this zone: the one in which most questions are put."""
        return self.in_steps(lambda db: days.step(db, zone))

    def reconcile(
        self, *, repair: bool = False, progress: Callable[[float], None] = lambda _: None
    ) -> Reconciliation:
        """What the sums say beyond the calls; with `repair` they are then made anew where they differ.

        What `progress` raises ends it: nothing was changed by then.
        """
        found = self.reader.reconcile(progress)
        if repair and not found.agrees:
            scopes = Scope.CALLS | Scope.PAST
            for (first, end), part in list(self.reader.differences()):
                if not part.agrees:
                    self.write(partial(proving.rebuild, first=first, end=end), scopes).result()
                elif found.differing_days or found.differing_months:
                    self.write(partial(proving.rebuild_days, first=first, end=end), scopes).result()
        return found

    def keep_provider(self, provider: Provider) -> Future[Any]:
        def task(db: SqliteDatabase) -> None:
            ProviderConfigRow.replace(
                id=provider.id,
                name=provider.name,
                api=provider.api,
                base_url=provider.base_url,
                local=int(provider.local),
                inject_usage=int(provider.inject_usage),
                builtin=int(provider.builtin),
                key_header=provider.key_header,
            ).execute(db)

        return self.write(task, Scope.PROVIDERS)

    def remove_provider(self, id_: str) -> Future[Any]:
        def task(db: SqliteDatabase) -> None:
            ProviderConfigRow.delete().where(ProviderConfigRow.id == id_).execute(db)

        return self.write(task, Scope.PROVIDERS)

    def backup(
        self,
        to: Path | None = None,
        reason: str = "manual",
        progress: Callable[[float], None] = lambda _: None,
    ) -> Backup:
        """A verified copy of everything taken so far, beside the traffic."""
        self.flush(60)
        return backup.make_backup(self.path, to or self.backups, reason, time.time_ns() // 1000, progress)

    @property
    def id(self) -> str:
        """Stays the same in backups and after a restore."""
        with self.reader.moment() as db:
            return facts.fact(db, facts.LEDGER_ID)

    @property
    def past_changes(self) -> int:
        """How often what was recorded became another: whoever remembers any of it has to ask again then."""
        return self._writer.past_changes

    def purged_until_us(self) -> int:
        """Before this moment there are sums, and no calls."""
        with self.reader.moment() as db:
            return facts.number(db, facts.PURGED_UNTIL_US)

    def tidy(self, progress: Callable[[float], None] = lambda _: None) -> Future[None]:
        """Give free pages back to the disk, in small steps.

        Without ANALYZE: each query is made for one index, which a test holds it to; with figures about the
        rows SQLite was seen to leave the index of failed calls for a walk through all of them.
        """
        return self.in_steps(purging.GivingBack(progress).step)

    def note(self, run: CareRun) -> None:
        """Keep what was done for the ledger's good."""
        self.write(partial(care.note, run=run), Scope.HEALTH).result(_PATIENCE_S)

    def care_runs(self, *, good: bool = False) -> dict[str, CareRun]:
        """The last run of each kind of care, or the last that went well."""
        with self.reader.moment() as db:
            return care.last_good_runs(db) if good else care.last_runs(db)

    def condition(self) -> Condition:
        """Size, growth, slow questions and the last care: for whoever looks after it."""
        found = self.reader.take_slow_queries()
        if found:
            self.write(partial(keep_slow_queries, found=found))
        return self.reader.condition()

    def remember(self) -> None:
        """Write down beside the ledger what is in it now.

        The writer does it: beside a repricing it would remember what is about to change, rightly.
        """
        self.write(lambda db: manifest.write(self.path, db, time.time_ns() // 1000)).result(_PATIENCE_S)

    @property
    def is_full(self) -> bool:
        """There is no room on the disk: what is recorded waits in memory."""
        return isinstance(self._writer.trouble, LedgerFull)

    def health(self) -> WriterHealth:
        return self._writer.health()

    def close(self) -> None:
        """Write what waits and leave one file, without a log beside it."""
        if self._closed:
            return
        self._closed = True
        self.reader.close()
        self._writer.close(_CLOSE_DEADLINE_S)
        self._journal.close()
        try:
            with opening.looking(self.path) as db:
                manifest.write(self.path, db, time.time_ns() // 1000)
        except (OSError, LedgerError) as error:  # the one from before says less, but nothing wrong
            _log.warning("the manifest of the ledger could not be written: %s", error)


def migrate(path: Path, *, backups: Path, migrations: Path, to: int | None = None) -> list[str]:
    """Bring an existing file to this program's schema, or to another step; the steps that were taken.

    One that is not what it was is refused before it is changed.
    """
    opening.check_file(path)
    with opening.looking(path) as db:
        steps = Migrations(db, migrations, path)
        steps.check()
        way = steps.way(to)
        fresh = all(step.applied_us is None for step in steps.steps())
    check_at_start(path)
    if not way:
        return []
    if not fresh:
        backup.make_backup(path, backups, f"before-{way[0]}", time.time_ns() // 1000)
    db = opening.connect(path, writes=True)
    try:
        if to is not None:
            manifest.forget(path)  # an older schema may not have what it would be held against
        return Migrations(db, migrations, path).go(to)
    finally:
        db.close()


def _make(path: Path, migrations: Path) -> None:
    """A new ledger, finished under another name, so that a half-made one is never taken for a ledger."""
    made = path.with_name(f"{path.name}.new-{os.getpid()}")
    db = opening.make_file(made)
    try:
        steps = Migrations(db, migrations, path)
        steps.check()
        steps.up()
    except BaseException:
        db.close()
        made.unlink()
        raise
    db.close()
    opening.put_in_place(made, path)


def _sweep(path: Path) -> None:
    """Remove half-made files; put a log that has lost its file out of the way of the next one."""
    for pattern in ("new-*", "restoring.partial"):
        for left in path.parent.glob(f"{path.name}.{pattern}"):
            left.unlink(missing_ok=True)
    if not path.exists() and opening.log_of(path).exists():
        opening.log_of(path).rename(path.with_name(f"{path.name}-wal.stale-{time.time_ns()}"))


def _nothing(_: SqliteDatabase) -> None:
    return None
