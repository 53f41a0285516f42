"""What makes a call outlast the death of the program at any moment.

A line is written before a call goes upstream, and another just after its last byte went to the client: each
is one write to a file, kept by the system from then on, whatever becomes of this process. When the calls of a
file are in the ledger, the file is removed. What is found at the next start was lost by the last one: calls
that ended become the rows that they were to be, the others rows that say they were interrupted, with what was
told of them last: a session that goes on is opened anew with each of its answers. Whatever a line says, and
whichever version wrote it, the program starts.
"""

import errno
import itertools
import json
import logging
import os
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from app.core import quickjson
from app.core.calls import Call, Usage
from app.ledger.recording import cleaned

SEGMENT_BYTES = 1 << 20
JOURNAL_BYTES = 256 << 20  # beyond this, what cannot be written to the ledger is not kept here either

_FOLDER_SUFFIX = ".journal"
# A call that ended is a list of values, in this order, which each segment tells for itself.
_NAMES = tuple(f.name for f in fields(Call) if f.name != "usage")
_USAGE_NAMES = tuple(f.name for f in fields(Usage))
_values_of = attrgetter(*_NAMES)
_usage_of = attrgetter(*_USAGE_NAMES)
# What is known of a call when it goes upstream, and what is foreseen of it.
_START = (
    "provider", "wire", "method", "path", "model", "model_sent", "account", "client", "project", "covered",
)  # fmt: skip
# What is known of one that goes on.
_SO_FAR = ("model_answered", "service_tier", "latency_us", "request_bytes", "response_bytes")
_FORESEEN = ("usage_basis", "cost_nusd", "cost_basis", "price_ref", "equivalent_nusd")
# What a line without its end may say, and of which kind it is then.
_TOLD = ("id", "started_us", *_START, *_SO_FAR, *_FORESEEN)
_KINDS: dict[str, Any] = {f.name: f.type for f in (*fields(Call), *fields(Usage))}
_UNTOLD = {"wire": "other", "method": "", "path": "", "usage_basis": "none"}
_start_of = attrgetter(*_START)
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_COLUMNS_LINE = b"%s\n" % _encode({"columns": _NAMES, "usage": _USAGE_NAMES}).encode()

_log = logging.getLogger("tollgate.ledger")


class Journal:
    """May be called from any thread. Never raises and never waits for anything but a write to a file."""

    def __init__(self, ledger: Path) -> None:
        self._folder = folder_of(ledger)
        self._lock = threading.Lock()
        self._open: dict[str, bytes] = {}  # calls under way, with the line that opened them
        self._place: dict[str, int] = {}  # ended calls that are not in the ledger yet, with their segment
        self._left: Counter[int] = Counter()  # how many of those there are in each segment
        self._sizes: dict[int, int] = {}  # the bytes of each segment that is on disk
        self._numbers = itertools.count(1)
        self._number = 0
        self._file: int | None = None
        self._unneeded: list[Path] = []
        self._held: list[Path] = []  # could not be removed just then: a virus scanner may be reading them
        self._in_trouble = False

    def opened(self, calls: Iterable[Call]) -> None:
        """Their models too, where they are known by then: large prompts are read on their way.

        Those that are opened already go on, and have come to more.
        """
        lines = {call.id: _line_of_start(call) for call in calls}
        with self._lock:
            self._open |= lines
            self._write(b"".join(lines.values()))
        self._remove_unneeded()

    def ended(self, calls: Iterable[Call]) -> None:
        # what is offered again, because the queue was full, has its line
        lines = {call.id: _line_of_end(call) for call in calls if call.id not in self._place}
        if not lines:
            return
        with self._lock:
            if self._write(b"".join(lines.values())):
                self._place |= dict.fromkeys(lines, self._number)
                self._left[self._number] += len(lines)
            for call_id in lines:
                self._open.pop(call_id, None)
        self._remove_unneeded()

    def committed(self, calls: Iterable[Call]) -> None:
        """They are in the ledger; a segment without any other is not needed any more."""
        with self._lock:
            for call in calls:
                number = self._place.pop(call.id, None)
                if number is not None:
                    self._left[number] -= 1
            self._let_go()
            self._try_held_again()
        self._remove_unneeded()

    def forget_found(self) -> None:
        """What earlier runs left is in the ledger."""
        with self._lock:
            self._unneeded += self._folder.glob("*.jsonl")
        self._remove_unneeded()
        _remove_folder(self._folder)

    def close(self) -> None:
        """Leave only what the next start has to take up."""
        with self._lock:
            if self._file is not None:
                with suppress(OSError):
                    os.close(self._file)
                self._file = None
            if not self._open and not self._place:
                self._number = 0  # the newest is needed no more than the others
                self._let_go()
            self._try_held_again()
        self._remove_unneeded()
        _remove_folder(self._folder)
        if self._held:
            _log.info("files of the journal that are not needed any more stay until the next start")

    def _write(self, line: bytes) -> bool:
        trouble: OSError | None = None
        written = False
        try:
            if self._file is None or self._sizes[self._number] > SEGMENT_BYTES:
                self._next_segment()
        except OSError as error:  # then the one before goes on
            trouble = error
        try:
            if self._file is not None and sum(self._sizes.values()) <= JOURNAL_BYTES:
                _append(self._file, line)
                self._sizes[self._number] += len(line)
                written = True
        except OSError as error:
            trouble = error
        if trouble is not None and not self._in_trouble:
            _log.error("the journal cannot be written; a crash would now lose calls: %s", trouble)
        self._in_trouble = trouble is not None
        return written

    def _next_segment(self) -> None:
        """Start a file that knows all calls under way, so that older ones wait for ended calls only."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        number = next(n for n in self._numbers if not self._path(n).exists())
        opened = os.open(self._path(number), os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
        carried = _COLUMNS_LINE + b"".join(self._open.values())
        try:
            _append(opened, carried)
        except OSError:
            os.close(opened)
            self._unneeded.append(self._path(number))
            raise
        before, self._file = self._file, opened
        self._number, self._sizes[number] = number, len(carried)
        self._let_go()
        if before is not None:
            os.close(before)

    def _let_go(self) -> None:
        """Of the segments of which all is in the ledger, but for what the newest one says too."""
        done = [number for number in self._sizes if number != self._number and not self._left[number]]
        for number in done:
            del self._left[number], self._sizes[number]
            self._unneeded.append(self._path(number))

    def _try_held_again(self) -> None:
        self._unneeded += self._held
        self._held.clear()

    def _remove_unneeded(self) -> None:
        """Without the lock: who opens calls does not wait for the disk."""
        if not self._unneeded:  # nearly always
            return
        with self._lock:
            unneeded, self._unneeded = self._unneeded, []
        for path in unneeded:
            try:
                path.unlink(missing_ok=True)
            except OSError:
                with self._lock:
                    self._held.append(path)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:08d}.jsonl"


def found_calls(ledger: Path, since_us: int = 0) -> Iterator[Call]:
    """The calls that the last run of the program did not get into the ledger, ended or not.

    Those from before `since_us` are left out.
    """
    under_way: dict[str, dict[str, Any]] = {}
    for path in sorted(folder_of(ledger).glob("*.jsonl")):
        columns, usage_columns = _NAMES, _USAGE_NAMES
        for line in path.read_bytes().splitlines():
            try:
                entry = json.loads(line)
                if isinstance(entry, list):
                    call = _call(columns, usage_columns, entry)
                    under_way.pop(call.id, None)
                    if call.started_us >= since_us:
                        yield call
                elif "columns" in entry:
                    columns, usage_columns = tuple(entry["columns"]), tuple(entry["usage"])
                else:
                    under_way[entry["start"]["id"]] = entry
            except (ValueError, TypeError, KeyError, RecursionError):
                # A full disk may cut a line short. What it opened or ended is told by its other line.
                _log.warning("a line of the journal %s cannot be read", path)
    for id_, entry in under_way.items():
        try:
            call = _interrupted(entry)
            if call.started_us >= since_us:
                yield call
        except TypeError:
            _log.warning("the journal does not say enough of the call %s that was under way", id_)


def folder_of(ledger: Path) -> Path:
    return ledger.with_name(ledger.name + _FOLDER_SUFFIX)


def _remove_folder(folder: Path) -> None:
    with suppress(OSError):  # not there, or not empty
        folder.rmdir()


def _append(file: int, lines: bytes) -> None:
    """All or nothing: the rest of a line that was cut short would spoil the next one."""
    written = os.write(file, lines)
    if written < len(lines):
        os.ftruncate(file, os.fstat(file).st_size - written)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _line_of_start(call: Call) -> bytes:
    """Under "start" is only what the first version knew: it takes nothing else there.

    Users go back to it, and then it finds what this one left.
    """
    beside, rest = b"", _rest_of_start(*_start_of(call))
    if call.usage_basis == "estimated":  # a budget watches: what the request alone came to
        told = _known(call, _FORESEEN) | _known(call.usage, ("input_tokens",))
        rest = _encode(told).encode()[1:-1] + b"," + rest
    elif call.usage_basis == "measured":
        told = _known(call, (*_FORESEEN, *_SO_FAR)) | _known(call.usage, ("input_tokens",))
        rest = _encode(told | {"usage_basis": "partial"}).encode()[1:-1] + b"," + rest
        beside = b'"usage":%s,' % _encode(_known(call.usage, _USAGE_NAMES)).encode()
    return b'{%s"start":{"id":"%s","started_us":%d,%s' % (beside, call.id.encode(), call.started_us, rest)


def _known(of: Call | Usage, names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(of, name)) is not None}


@lru_cache(maxsize=1024)
def _rest_of_start(*values: str | bool | None) -> bytes:
    """Tools call the same again and again."""
    told = {name: value for name, value in zip(_START, values, strict=True) if value not in (None, False)}
    return b"%s}\n" % _encode(told).encode()[1:]


def _interrupted(entry: dict[str, Any]) -> Call:
    start = entry["start"]
    told: dict[str, Any] = _UNTOLD | _fitting(_TOLD, start)
    if told.get("covered"):
        told.setdefault("cost_nusd", 0)
    return Call(
        **told,
        usage=Usage(**_fitting(_USAGE_NAMES, start) | _fitting(_USAGE_NAMES, entry.get("usage"))),
        error_type="interrupted",
        error_message="Tollgate was stopped before this call ended.",
    )


def _fitting(names: Iterable[str], told: Any) -> dict[str, Any]:
    """What can be kept of it."""
    if not isinstance(told, dict):
        return {}
    return {name: told[name] for name in names if name in told and _fits(told[name], _KINDS[name])}


def _fits(value: Any, kind: Any) -> bool:
    return value in get_args(kind) if get_origin(kind) is Literal else isinstance(value, kind)


def _line_of_end(call: Call) -> bytes:
    values = [*_values_of(call), *_usage_of(call.usage)]
    try:
        return quickjson.written(values) + b"\n"
    except quickjson.Refused:
        pass
    try:
        return _line_of(values)
    except ValueError:  # a number of thousands of digits
        call = cleaned(call)
        return _line_of([*_values_of(call), *_usage_of(call.usage)])


def _line_of(values: list[Any]) -> bytes:
    return b"%s\n" % _encode(values).encode()


def _call(columns: tuple[str, ...], usage_columns: tuple[str, ...], values: list[Any]) -> Call:
    """From the columns of whichever version wrote them; what this one does not know is left out."""
    named = dict(zip((*columns, *usage_columns), values, strict=True))
    usage = Usage(**{name: named[name] for name in _USAGE_NAMES if name in named})
    plain = {name: named[name] for name in _NAMES if name in named}
    plain["tags"] = tuple(plain["tags"])
    return Call(**plain, usage=usage)
