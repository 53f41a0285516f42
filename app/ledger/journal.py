"""What makes a call outlast the death of the program at any moment.

A line is written before a call goes upstream, and another just after its last byte went to the client: each
is one write to a file, kept by the system from then on, whatever becomes of this process. When the calls of a
file are in the ledger, the file is removed. What is found at the next start was lost by the last one: calls
that ended become the rows that they were to be, the others rows that say they were interrupted, with what was
told of them last: a session that goes on is opened anew with each of its answers.
"""

import json
import logging
import os
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any

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
        self._number = 0
        self._file: int | None = None
        self._in_trouble = False

    def opened(self, calls: Iterable[Call]) -> None:
        """Their models too, where they are known by then: large prompts are read on their way.

        Those that are opened already go on, and have come to more.
        """
        lines = {call.id: _line_of_start(call) for call in calls}
        with self._lock:
            self._open |= lines
            self._write(b"".join(lines.values()))

    def ended(self, calls: Iterable[Call]) -> None:
        # what is offered again, because the queue was full, has its line
        lines = {call.id: _line_of_end(call) for call in calls if call.id not in self._place}
        if not lines:
            return
        with self._lock:
            for call_id in lines:
                self._open.pop(call_id, None)
            if self._write(b"".join(lines.values())):
                self._place |= dict.fromkeys(lines, self._number)
                self._left[self._number] += len(lines)

    def committed(self, calls: Iterable[Call]) -> None:
        """They are in the ledger; a segment without any other is not needed any more."""
        with self._lock:
            for call in calls:
                number = self._place.pop(call.id, None)
                if number is not None:
                    self._left[number] -= 1
            done = [number for number in self._sizes if number != self._number and not self._left[number]]
            for number in done:
                del self._left[number], self._sizes[number]
        for number in done:  # who opens calls does not wait for the disk
            self._path(number).unlink(missing_ok=True)

    def close(self) -> None:
        """Leave only what the next start has to take up."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None
            if self._open or self._place:
                return
            for number in self._sizes:
                self._path(number).unlink(missing_ok=True)
            _remove_folder(self._folder)

    def _write(self, line: bytes) -> bool:
        try:
            if self._file is None or self._sizes[self._number] > SEGMENT_BYTES:
                self._next_segment()
            assert self._file is not None
            if sum(self._sizes.values()) > JOURNAL_BYTES:
                return False
            os.write(self._file, line)
            self._sizes[self._number] += len(line)
        except OSError as error:
            if not self._in_trouble:
                _log.error("the journal cannot be written; a crash would now lose calls: %s", error)
            self._in_trouble = True
            return False
        self._in_trouble = False
        return True

    def _next_segment(self) -> None:
        """Start a file that knows all calls under way, so that older ones wait for ended calls only."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        opened = os.open(
            self._path(self._number + 1), os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600
        )
        before, self._file = self._file, opened
        self._number += 1
        carried = _COLUMNS_LINE + b"".join(self._open.values())
        self._sizes[self._number] = len(carried)
        os.write(opened, carried)
        if before is not None:
            os.close(before)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:08d}.jsonl"


def found_calls(ledger: Path) -> Iterator[Call]:
    """The calls that the last run of the program did not get into the ledger, ended or not."""
    under_way: dict[str, dict[str, Any]] = {}
    for path in sorted(folder_of(ledger).glob("*.jsonl")):
        columns, usage_columns = _NAMES, _USAGE_NAMES
        for line in path.read_bytes().splitlines():
            try:
                entry = json.loads(line)
                if isinstance(entry, list):
                    call = _call(columns, usage_columns, entry)
                    under_way.pop(call.id, None)
                    yield call
                elif "columns" in entry:
                    columns, usage_columns = tuple(entry["columns"]), tuple(entry["usage"])
                else:
                    under_way[entry["start"]["id"]] = entry["start"]
            except (ValueError, TypeError, KeyError):
                # A full disk may cut a line short. What it opened or ended is told by its other line.
                _log.warning("a line of the journal %s cannot be read", path)
    for start in under_way.values():
        yield _interrupted(start)


def forget_found(ledger: Path) -> None:
    for path in folder_of(ledger).glob("*.jsonl"):
        path.unlink()
    _remove_folder(folder_of(ledger))


def folder_of(ledger: Path) -> Path:
    return ledger.with_name(ledger.name + _FOLDER_SUFFIX)


def _remove_folder(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _line_of_start(call: Call) -> bytes:
    rest = _rest_of_start(*_start_of(call))
    if call.usage_basis == "estimated":  # a budget watches: what the request alone came to
        told = _known(call, _FORESEEN) | {"usage": _known(call.usage, ("input_tokens",))}
        rest = _encode(told).encode()[1:-1] + b"," + rest
    elif call.usage_basis == "measured":
        told = _known(call, (*_FORESEEN, *_SO_FAR)) | {"usage": _known(call.usage, _USAGE_NAMES)}
        rest = _encode(told | {"usage_basis": "partial"}).encode()[1:-1] + b"," + rest
    return b'{"start":{"id":"%s","started_us":%d,%s' % (call.id.encode(), call.started_us, rest)


def _known(of: Call | Usage, names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(of, name)) is not None}


@lru_cache(maxsize=1024)
def _rest_of_start(*values: str | bool | None) -> bytes:
    """Tools call the same again and again."""
    told = {name: value for name, value in zip(_START, values, strict=True) if value not in (None, False)}
    return b"%s}\n" % _encode(told).encode()[1:]


def _interrupted(start: dict[str, Any]) -> Call:
    usage = Usage(**start.pop("usage", {}))
    start.setdefault("usage_basis", "none")
    if start.get("covered"):
        start.setdefault("cost_nusd", 0)
    return Call(
        **start,
        usage=usage,
        error_type="interrupted",
        error_message="Tollgate was stopped before this call ended.",
    )


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
