"""Calls to rows: what one transaction writes for a batch of calls.

The statements are generated from the models and run by executemany; the ids of names and slices are kept in
memory. Nothing here commits.
"""

# ruff: noqa: S608  only our own names of tables and columns are set into the text

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from itertools import chain, islice
from operator import attrgetter, getitem
from typing import Any

from peewee import SqliteDatabase

from app.core import ulid
from app.core.calls import Call, Usage
from app.core.histograms import counted, packed
from app.core.rollups import SUMMED, bucket_of, measures_of, slot_of
from app.ledger import balances, proofs
from app.ledger.days import DayOf, covered, month_number
from app.ledger.tables import (
    COST_BASES,
    LATENCY,
    NONE_ID,
    SLICE_KEY,
    TTFT,
    USAGE_BASES,
    USAGE_COLUMNS,
    AccountRow,
    CallRow,
    CallTagRow,
    ClientRow,
    DayHistogramRow,
    DayRollupRow,
    Dimension,
    HistogramRow,
    ModelRow,
    MonthHistogramRow,
    MonthRollupRow,
    ProjectRow,
    ProviderRow,
    RejectedCallRow,
    RollupRow,
    Row,
    SessionRow,
    SliceRow,
    TagRow,
    WordRow,
)

# How a Call becomes a row: columns that name a dimension with the attribute that they come from, …
LINKS: tuple[tuple[str, type[Dimension], str], ...] = (
    ("provider_id", ProviderRow, "provider"),
    ("account_id", AccountRow, "account"),
    ("client_id", ClientRow, "client"),
    ("project_id", ProjectRow, "project"),
    ("session_id", SessionRow, "session"),
    ("model_id", ModelRow, "model"),
    ("model_sent_id", ModelRow, "model_sent"),
    ("model_answered_id", ModelRow, "model_answered"),
    ("wire_id", WordRow, "wire"),
    ("method_id", WordRow, "method"),
    ("path_id", WordRow, "path"),
    ("error_type_id", WordRow, "error_type"),
    ("finish_reason_id", WordRow, "finish_reason"),
    ("service_tier_id", WordRow, "service_tier"),
    ("price_id", WordRow, "price_ref"),
)
# … and columns that are stored as they are.
PLAIN: tuple[str, ...] = (
    "started_us", "stream", "status", "ok", "cost_nusd", "latency_us", "first_byte_us", "first_token_us",
    "last_token_us", "attempts", "clock_jumped", "request_bytes", "response_bytes", "message_count",
    "tools_count", "tool_calls", "max_tokens", "temperature", "top_p", "response_id",
    "upstream_request_id", "error_message", "problem", "equivalent_nusd",
)  # fmt: skip

_names_of = attrgetter(*(attribute for _, _, attribute in LINKS))
_usage_of = attrgetter(*USAGE_COLUMNS)
_USAGE_CODE = {name: code for code, name in enumerate(USAGE_BASES)}
_COST_CODE = {name: code for code, name in enumerate(COST_BASES)}
_KEPT_NAMES = 5_000  # of a dimension: clients choose tags and sessions, and may never use one again
_KEPT_SLICES = 20_000
_ROWS_AT_ONCE = (32, 8, 2, 1)  # the few statements that there are of each kind
_INT64 = 1 << 63


def insert_sql(table: type[Row], columns: Sequence[str]) -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table._meta.table_name} ({', '.join(columns)}) VALUES ({marks})"


class Insertion:
    """Inserts many rows in a few statements, each of many rows.

    SQLite lets go of the interpreter's lock for each statement that it runs: with one for each row, a busy
    writer and a busy proxy would hand that lock to each other thousands of times a second. With hundreds of
    rows in one, the proxy would wait for milliseconds while they are put together.
    """

    def __init__(self, table: type[Row], columns: Sequence[str], conflict: str = "") -> None:
        into = f"INSERT INTO {table._meta.table_name} ({', '.join(columns)}) VALUES "
        row = f"({', '.join('?' * len(columns))})"
        self._statements = [(size, f"{into}{', '.join([row] * size)}{conflict}") for size in _ROWS_AT_ONCE]

    def run(self, connection: Any, rows: Sequence[tuple[Any, ...]]) -> None:
        done = 0
        for size, sql in self._statements:
            while len(rows) - done >= size:
                connection.execute(sql, list(chain.from_iterable(rows[done : done + size])))
                done += size


def adding(table: type[Row], key: Sequence[str], summed: Sequence[str]) -> Insertion:
    """Insert, or add to what is there."""
    name = table._meta.table_name
    added = ", ".join(f"{column} = {name}.{column} + excluded.{column}" for column in summed)
    return Insertion(table, (*key, *summed), f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {added}")


def adding_slots(table: type[Row], unit: str) -> Insertion:
    name = table._meta.table_name
    return Insertion(
        table,
        (unit, "slice_id", "kind", "slots"),
        f" ON CONFLICT ({unit}, slice_id, kind) DO UPDATE SET "
        f"slots = slots_added({name}.slots, excluded.slots)",
    )


_INSERT_CALL = Insertion(CallRow, proofs.COLUMNS)
_INSERT_TAG = Insertion(CallTagRow, ("tag_id", "call_seq"))
_ADD_ROLLUP = adding(RollupRow, ("bucket", "slice_id"), SUMMED)
_ADD_HISTOGRAM = adding(HistogramRow, ("bucket", "slice_id", "kind", "slot"), ("calls",))
_ADD_DAY_ROLLUP = adding(DayRollupRow, ("day", "slice_id"), SUMMED)
_ADD_DAY_HISTOGRAM = adding_slots(DayHistogramRow, "day")
_ADD_MONTH_ROLLUP = adding(MonthRollupRow, ("month", "slice_id"), SUMMED)
_ADD_MONTH_HISTOGRAM = adding_slots(MonthHistogramRow, "month")

_Measures = dict[tuple[int, int], list[Sequence[int]]]  # of each call, until they are summed up
_Sums = dict[tuple[int, int], Sequence[int]]
_Slots = Counter[tuple[int, int, int, int]]


def response_key(response_id: str) -> int:
    """48 bits that find a provider's id again; not unique, as little as the ids are."""
    return int.from_bytes(hashlib.blake2b(response_id.encode(), digest_size=6).digest(), "big")


class Recorder:
    """Writes calls over one connection, inside the transaction of its caller."""

    def __init__(self, db: SqliteDatabase) -> None:
        self._connection = db.connection()
        tables = {table for _, table, _ in LINKS} | {TagRow}
        self._names = {table: _Names(self._connection, table) for table in tables}
        self._linked = tuple(self._names[table] for _, table, _ in LINKS)
        self._tags = self._names[TagRow]
        self._slices = _Slices(self._connection)
        self._faithful = proofs.Faithful()
        self._day_of: DayOf | None = None

    def forget(self) -> None:
        """Ids given in a transaction that was rolled back are not there."""
        for names in self._names.values():
            names.forget()
        self._slices.clear()

    def record(self, calls: Iterable[Call], *, summed: bool = True) -> int:
        """Write those that are not there yet, with their sums; how many there were.

        Without sums where those are there already: a call that was purged comes back.
        """
        fresh = {ulid.raw(call.id): call for call in calls}
        for id_ in self._known(list(fresh)):
            del fresh[id_]
        if not fresh:
            return 0
        (last_seq,) = self._connection.execute("SELECT coalesce(max(seq), 0) FROM call").fetchone()
        tags: list[tuple[int, int]] = []
        measured: _Measures = {}
        slots: _Slots = Counter()
        waiting = enumerate(fresh.items(), last_seq + 1)
        while part := list(islice(waiting, _ROWS_AT_ONCE[0])):
            rows = [self._row(seq, id_, call) for seq, (id_, call) in part]
            _INSERT_CALL.run(self._connection, rows)
            proofs.add(self._connection, proofs.proofs_of(self._as_stored(rows)))
            for row, (seq, (_, call)) in zip(rows, part, strict=True):
                if call.tags:
                    tags += [(self._tags[tag], seq) for tag in dict.fromkeys(call.tags)]
                if summed:
                    self._measure(row, call, measured, slots)
        sums = {key: _summed(parts) for key, parts in measured.items()}
        _INSERT_TAG.run(self._connection, tags)
        _ADD_ROLLUP.run(self._connection, [(*key, *values) for key, values in sums.items()])
        _ADD_HISTOGRAM.run(self._connection, [(*key, count) for key, count in slots.items()])
        self._add_to_days(sums, slots)
        if summed:
            balances.spend(self._connection, fresh.values())
        return len(fresh)

    def _as_stored(self, rows: list[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
        """What is proven is what can be read; it is read where it may differ from what was written."""
        faithful = self._faithful
        if all(faithful[tuple(map(type, row))] for row in rows):
            return rows
        return self._connection.execute(f"{proofs.ROWS} WHERE seq >= ?", (rows[0][0],))

    def _add_to_days(self, sums: _Sums, slots: _Slots) -> None:
        """The same once more for those days of the home zone that are covered, and for their months."""
        days = covered(self._connection)
        if days is None:
            return
        if self._day_of is None or self._day_of.zone != days.zone:
            self._day_of = DayOf(days.zone)
        day_of, since = self._day_of, days.since_bucket
        measured: _Measures = {}
        counts: dict[tuple[int, int, int], dict[int, int]] = {}
        for (bucket, slice_id), values in sums.items():
            if bucket >= since:
                measured.setdefault((day_of[bucket], slice_id), []).append(values)
        for (bucket, slice_id, kind, slot), calls in slots.items():
            if bucket >= since:
                of_day = counts.setdefault((day_of[bucket], slice_id, kind), {})
                of_day[slot] = of_day.get(slot, 0) + calls
        day_sums = {key: _summed(parts) for key, parts in measured.items()}
        day_slots = {key: counted(of_day) for key, of_day in counts.items()}
        self._add(_ADD_DAY_ROLLUP, day_sums, _ADD_DAY_HISTOGRAM, day_slots)
        measured = {}
        month_slots: Counter[tuple[int, int, int]] = Counter()
        for (day, slice_id), values in day_sums.items():
            measured.setdefault((month_number(day), slice_id), []).append(values)
        for (day, slice_id, kind), of_day in day_slots.items():
            month_slots[(month_number(day), slice_id, kind)] += of_day
        month_sums = {key: _summed(parts) for key, parts in measured.items()}
        self._add(_ADD_MONTH_ROLLUP, month_sums, _ADD_MONTH_HISTOGRAM, month_slots)

    def _add(
        self,
        rollups: Insertion,
        sums: _Sums,
        histograms: Insertion,
        slots: Mapping[tuple[int, int, int], int],
    ) -> None:
        rollups.run(self._connection, [(*key, *values) for key, values in sums.items()])
        histograms.run(self._connection, [(*key, packed(counts)) for key, counts in slots.items()])

    def reject(self, call: Call, reason: str, now_us: int) -> None:
        """Keep a record that cannot be a row, as text."""
        body = json.dumps(asdict(call), default=str)
        self._connection.execute(
            insert_sql(RejectedCallRow, ("rejected_us", "reason", "body")), (now_us, reason, body)
        )

    def _row(self, seq: int, id_: bytes, call: Call) -> tuple[Any, ...]:
        """In the order of `proofs.COLUMNS`."""
        return (
            seq,
            id_,
            call.started_us,
            *map(getitem, self._linked, _names_of(call)),
            int(call.stream),
            call.status,
            int(call.ok),
            _USAGE_CODE[call.usage_basis],
            _COST_CODE[call.cost_basis],
            call.cost_nusd,
            call.latency_us,
            call.first_byte_us,
            call.first_token_us,
            call.last_token_us,
            call.attempts,
            int(call.clock_jumped),
            *_usage_of(call.usage),
            call.request_bytes,
            call.response_bytes,
            call.message_count,
            call.tools_count,
            call.tool_calls,
            call.max_tokens,
            call.temperature,
            call.top_p,
            None if call.response_id is None else response_key(call.response_id),
            call.response_id,
            call.upstream_request_id,
            call.error_message,
            call.problem,
            call.equivalent_nusd,
        )

    def _measure(self, row: tuple[Any, ...], call: Call, measured: _Measures, slots: _Slots) -> None:
        started_us, provider, account, client, project, _, model = row[2:9]
        slice_id = self._slices[(project, client, provider, account, model, call.status or 0, int(call.ok))]
        bucket, ttft_us = bucket_of(started_us), call.ttft_us
        measured.setdefault((bucket, slice_id), []).append(measures_of(call)[1:])
        slots[(bucket, slice_id, LATENCY, slot_of(call.latency_us))] += 1
        if ttft_us is not None:
            slots[(bucket, slice_id, TTFT, slot_of(ttft_us))] += 1

    def _known(self, ids: list[bytes]) -> list[bytes]:
        """Which of these calls are written down already."""
        # Lists are filled up to a power of two, so that SQLite meets the same few statements again.
        width = 1 << (len(ids) - 1).bit_length() if ids else 0
        marks = ", ".join("?" * width)
        filled = ids + ids[-1:] * (width - len(ids))
        found = self._connection.execute(f"SELECT id FROM call WHERE id IN ({marks})", filled)
        return [id_ for (id_,) in found]


def _summed(parts: list[Sequence[int]]) -> Sequence[int]:
    return parts[0] if len(parts) == 1 else list(map(sum, zip(*parts, strict=True)))


class _Names(dict[str | None, int]):
    """The ids of one dimension; a name that is new gets its row when it is first asked for."""

    def __init__(self, connection: Any, table: type[Dimension]) -> None:
        super().__init__()
        self._connection = connection
        name = table._meta.table_name
        self._insert = f"INSERT INTO {name} (name) VALUES (?) ON CONFLICT DO NOTHING"
        self._select = f"SELECT id FROM {name} WHERE name = ?"
        self.forget()

    def forget(self) -> None:
        self.clear()
        self[None] = self[""] = NONE_ID

    def __missing__(self, name: str) -> int:
        if len(self) >= _KEPT_NAMES:
            self.forget()
        found = self._connection.execute(self._select, (name,)).fetchone()
        if found is None:
            self._connection.execute(self._insert, (name,))
            found = self._connection.execute(self._select, (name,)).fetchone()
        self[name] = found[0]
        return found[0]


class _Slices(dict[tuple[int, ...], int]):
    """The ids of slices, made when they are first asked for."""

    def __init__(self, connection: Any) -> None:
        super().__init__()
        self._connection = connection
        self._insert = insert_sql(SliceRow, SLICE_KEY) + " ON CONFLICT DO NOTHING"
        conditions = " AND ".join(f"{column} = ?" for column in SLICE_KEY)
        self._select = f"SELECT id FROM slice WHERE {conditions}"

    def __missing__(self, key: tuple[int, ...]) -> int:
        if len(self) >= _KEPT_SLICES:
            self.clear()
        found = self._connection.execute(self._select, key).fetchone()
        if found is None:
            self._connection.execute(self._insert, key)
            found = self._connection.execute(self._select, key).fetchone()
        self[key] = found[0]
        return found[0]


def cleaned(call: Call) -> Call:
    """The call without what SQLite cannot hold: half characters, numbers beyond 64 bits, negative counts."""
    usage = Usage(**{f.name: _count(getattr(call.usage, f.name)) for f in fields(Usage)})
    changes: dict[str, Any] = {"usage": usage, "tags": tuple(_text(tag) for tag in call.tags)}
    for field in fields(Call):
        value = getattr(call, field.name)
        if isinstance(value, str):
            changes[field.name] = _text(value)
        elif isinstance(value, int) and not -_INT64 <= value < _INT64:
            changes[field.name] = None
    made = replace(call, **changes)
    note = "something in this record could not be stored and was left out"
    return replace(made, problem=f"{made.problem}; {note}" if made.problem else note)


def _text(value: str) -> str:
    return value.encode("utf-8", "replace").decode("utf-8")


def _count(value: int | None) -> int | None:
    return value if value is not None and 0 <= value < _INT64 else None
