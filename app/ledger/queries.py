"""The SQL of every question, as text and parameters; nothing here runs it.

No indexed column stands inside a function, and nothing is bound in a GROUP BY, so that this is SQL for
PostgreSQL as well.
"""

# ruff: noqa: S608  only our own names of tables and columns, and numbers, are set into the text

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.core import ulid
from app.core.errors import AppError
from app.core.filters import CallFilter
from app.core.periods import BUCKET_US, Span
from app.core.rollups import SUMMED
from app.ledger.proofs import DAY_US
from app.ledger.recording import LINKS, PLAIN, response_key
from app.ledger.sources import CALLS, HISTOGRAMS, TTFT_US, Source
from app.ledger.tables import NONE_ID, SLICE_KEY, USAGE_COLUMNS

Params = list[Any]


@dataclass(frozen=True, slots=True)
class Query:
    sql: str
    params: Sequence[Any] = ()


_NAMED = {"provider", "account", "client", "project", "session", "model"}
_SPLIT_VALUES = 20
_NAMES_AT_ONCE = 1_000
_MAY_BE_200 = {"ok", "failed", "", "200", "2xx", "2XX"}


def in_rollups(chosen: CallFilter, by: Sequence[str]) -> bool:
    """Whether the rollups know enough for these conditions and groups."""
    return not (chosen.session or chosen.wire or chosen.tag or chosen.text or "session" in by)


def conditions(chosen: CallFilter, row: str, *, text_is_id: bool = False) -> tuple[list[str], Params]:
    """All but the range, on the columns of `call` or `slice`."""
    found: list[str] = []
    params: Params = []
    for name in ("provider", "account", "client", "project", "session", "model"):
        values: tuple[str, ...] = getattr(chosen, name)
        if values:
            found.append(_named(f"{row}.{name}_id", name, values))
            params += values
            if row == "call" and "" not in values:
                found.append(f"call.{name}_id <> {NONE_ID}")  # what the partial indexes are made for
    if chosen.wire:
        found.append(_named("call.wire_id", "word", chosen.wire))
        params += chosen.wire
    if chosen.status:
        found.append(_either([_status(word, row) for word in chosen.status]))
        if row == "call" and not _MAY_BE_200 & set(chosen.status):
            found.append("call.status <> 200")  # as above
    if chosen.tag:
        tags = _named("call_tag.tag_id", "tag", chosen.tag)
        found.append(f"EXISTS (SELECT 1 FROM call_tag WHERE call_tag.call_seq = call.seq AND {tags})")
        params += chosen.tag
    if chosen.text:
        text_sql, text_params = _id(chosen.text) if text_is_id else _text(chosen.text)
        found.append(text_sql)
        params += text_params
    return found, params


def split(chosen: CallFilter) -> list[CallFilter]:
    """The same question for one value at a time of a condition that has several.

    For each of them an index holds the calls in their order; for all at once every match would be sorted.
    """
    for name in ("session", "account", "project", "client", "model", "provider", "status"):
        values: tuple[str, ...] = getattr(chosen, name)
        if 1 < len(values) <= _SPLIT_VALUES:
            return [replace(chosen, **{name: (value,)}) for value in dict.fromkeys(values)]
    return [chosen]


def page(
    chosen: CallFilter, limit: int, before: tuple[int, int] | None, *, text_is_id: bool = False
) -> Query:
    """Calls, newest first, that come after the position (started_us, seq) in that order.

    With `text_is_id` the text is only looked up as an id that has an index.
    """
    where, params = conditions(chosen, "call", text_is_id=text_is_id)
    if chosen.since_us is not None:
        where.append("call.started_us >= ?")
        params.append(chosen.since_us)
    if before is not None:
        where.append("(call.started_us, call.seq) < (?, ?)")
        params += before
    if chosen.until_us is not None and (before is None or chosen.until_us <= before[0]):
        where.append("call.started_us < ?")
        params.append(chosen.until_us)
    return Query(
        f"SELECT {_CALL_COLUMNS} FROM call {_NAME_JOINS}{_where(where)} "
        "ORDER BY call.started_us DESC, call.seq DESC LIMIT ?",
        (*params, limit),
    )


def one(call_id: bytes) -> Query:
    return Query(f"SELECT {_CALL_COLUMNS} FROM call {_NAME_JOINS} WHERE call.id = ?", (call_id,))


def position(call_id: bytes) -> Query:
    return Query("SELECT call.started_us, call.seq FROM call WHERE call.id = ?", (call_id,))


def tags_of(seqs: Sequence[int]) -> Query:
    marks = ", ".join("?" * len(seqs))
    return Query(
        "SELECT call_tag.call_seq, tag.name FROM call_tag JOIN tag ON tag.id = call_tag.tag_id "
        f"WHERE call_tag.call_seq IN ({marks}) ORDER BY call_tag.call_seq, tag.id",
        tuple(seqs),
    )


def bounds() -> tuple[Query, Query]:
    """The first and the last bucket that have calls."""
    return Query("SELECT min(rollup.bucket) FROM rollup"), Query("SELECT max(rollup.bucket) FROM rollup")


def calls_by_day(chosen: CallFilter) -> Query:
    """The UTC days that a range touches with how many calls each has, newest first."""
    where: list[str] = []
    if chosen.since_us is not None:
        where.append(f"day_proof.day >= {chosen.since_us // DAY_US}")
    if chosen.until_us is not None:
        where.append(f"day_proof.day <= {(chosen.until_us - 1) // DAY_US}")
    return Query(f"SELECT day_proof.day, day_proof.calls FROM day_proof{_where(where)} ORDER BY 1 DESC")


def first_call() -> Query:
    return Query("SELECT min(call.started_us) FROM call")


def names(dimension: str) -> Query:
    if dimension not in _NAMED | {"tag"}:
        raise AppError(f"Calls have no {dimension!r}.")
    return Query(f"SELECT name FROM {dimension} WHERE id <> 0 ORDER BY name")


def sums(source: Source, chosen: CallFilter, by: Sequence[str]) -> Query:
    """One row a group of dimensions, over the filter's own range: the keys, then what the source measures."""
    where, params = conditions(chosen, source.row)
    if source.join:
        where.insert(0, source.join)
    if chosen.since_us is not None:
        where.append(f"{source.time} >= {chosen.since_us // source.time_us}")
    if chosen.until_us is not None:
        where.append(f"{source.time} < {chosen.until_us // source.time_us}")
    keys = [_key(group, source.row) for group in by]
    return _grouped(source, f"FROM {source.tables}{_where(where)}", keys, by, params)


def sums_over(
    source: Source, spans: Sequence[tuple[int, Span]], chosen: CallFilter, by: Sequence[str]
) -> Query:
    """The same for each of many numbered spans at once; the number is the first key.

    The spans stand on the left of the join, so that each is one search in the index on time.
    """
    where, params = conditions(chosen, source.row)
    within = [source.join] if source.join else []
    within += [f"{source.time} >= period.since", f"{source.time} < period.until", *where]
    keys = ["period.n", *(_key(group, source.row) for group in by)]
    query = _grouped(
        source, f"FROM period CROSS JOIN {source.tables}{_where(within)}", keys, ("", *by), params
    )
    return Query(f"WITH {_periods(source, spans)} {query.sql}", query.params)


def _periods(source: Source, spans: Sequence[tuple[int, Span]]) -> str:
    values = ", ".join(
        f"({n}, {span.since_us // source.time_us}, {span.until_us // source.time_us})" for n, span in spans
    )
    return f"period(n, since, until) AS (VALUES {values})"


def by_quarter(source: Source, chosen: CallFilter, measures: Sequence[str]) -> Query:
    """15 minutes and the sum of some measures, over the filter's own range; in order where they are kept."""
    where, params = conditions(chosen, source.row)
    of_calls = source is CALLS
    tables = source.tables if of_calls or where or "ok" in measures else "rollup"
    if source.join and tables == source.tables:
        where.insert(0, source.join)
    where.append(f"{source.time} >= {(chosen.since_us or 0) // source.time_us}")
    if chosen.until_us is not None:
        where.append(f"{source.time} < {chosen.until_us // source.time_us}")
    bucket = f"call.started_us / {BUCKET_US}" if of_calls else "rollup.bucket"
    summed = " + ".join(source.measures[name] for name in measures)
    return Query(f"SELECT {bucket} AS b, {summed} FROM {tables}{_where(where)} GROUP BY b", params)


def durations(spans: Sequence[tuple[int, Span]], chosen: CallFilter, by: Sequence[str]) -> Query:
    """Number of the span, keys as ids, latency and time to first token of each call in short ranges."""
    where, params = conditions(chosen, "call")
    within = ["call.started_us >= period.since", "call.started_us < period.until", *where]
    keys = ["period.n", *(_key(group, "call") for group in by)]
    return Query(
        f"WITH {_periods(CALLS, spans)} SELECT {', '.join(keys)}, call.latency_us, {TTFT_US} "
        f"FROM period CROSS JOIN call{_where(within)}",
        params,
    )


def names_of(dimension: str, ids: Sequence[int]) -> list[Query]:
    """Ids and names, in as few questions as there may be values in one."""
    parts = [ids[at : at + _NAMES_AT_ONCE] for at in range(0, len(ids), _NAMES_AT_ONCE)]
    return [
        Query(f"SELECT id, name FROM {dimension} WHERE id IN ({', '.join('?' * len(part))})", tuple(part))
        for part in parts
    ]


def slice_sums(first: int, end: int) -> tuple[Query, Query]:
    """The sums of each (bucket, slice) in a range of buckets: those of the calls, and those that are kept."""
    same = " AND ".join(f"slice.{name} = call.{name}" for name in SLICE_KEY if name != "status")
    measures = ", ".join(CALLS.measures[name] for name in SUMMED)
    kept = ", ".join(f"rollup.{name}" for name in SUMMED)
    of_calls = (
        f"SELECT call.started_us / {BUCKET_US} AS b, slice.id, {measures} FROM call CROSS JOIN slice "
        f"WHERE {same} AND slice.status = coalesce(call.status, 0) "
        f"AND call.started_us >= {first * BUCKET_US} AND call.started_us < {end * BUCKET_US} "
        "GROUP BY b, slice.id"
    )
    of_rollups = (
        f"SELECT rollup.bucket, rollup.slice_id, {kept} FROM rollup "
        f"WHERE rollup.bucket >= {first} AND rollup.bucket < {end}"
    )
    return Query(of_calls), Query(of_rollups)


def slice_durations(first: int, end: int) -> Query:
    """Bucket, slice, latency and time to first token of each call in a range of buckets."""
    same = " AND ".join(f"slice.{name} = call.{name}" for name in SLICE_KEY if name != "status")
    return Query(
        f"SELECT call.started_us / {BUCKET_US}, slice.id, call.latency_us, {TTFT_US} "
        f"FROM call CROSS JOIN slice WHERE {same} AND slice.status = coalesce(call.status, 0) "
        f"AND call.started_us >= {first * BUCKET_US} AND call.started_us < {end * BUCKET_US}"
    )


def _grouped(source: Source, rest: str, keys: list[str], by: Sequence[str], params: Params) -> Query:
    """Group by ids first, and only then look up the names of the groups that are left.

    Histograms keep the ids: there are many rows of each group.
    """
    if source.packed:
        return Query(f"SELECT {', '.join([*keys, *source.measures.values()])} {rest}", params)
    selected = [*(f"{key} AS k{i}" for i, key in enumerate(keys))]
    selected += [f"{sql} AS {name}" for name, sql in source.measures.items()]
    group_by = [*keys, *source.also_by]
    grouping = f" GROUP BY {', '.join(group_by)}" if group_by else ""
    named = source is not HISTOGRAMS
    shown = [_name_of(group, f"g.k{i}") if named else f"g.k{i}" for i, group in enumerate(by)]
    shown += [f"g.{name}" for name in source.measures]
    return Query(
        f"SELECT {', '.join(shown)} FROM (SELECT {', '.join(selected)} {rest}{grouping}) AS g", params
    )


def _name_of(group: str, id_sql: str) -> str:
    return f"(SELECT name FROM {group} WHERE id = {id_sql})" if group in _NAMED else id_sql


def _key(group: str, row: str) -> str:
    if group in _NAMED:
        return f"{row}.{group}_id"
    if group == "status":
        return "coalesce(call.status, 0)" if row == "call" else "slice.status"
    raise AppError(f"Calls cannot be grouped by {group!r}.")


def _named(column: str, table: str, values: Sequence[str]) -> str:
    if len(values) == 1:
        return f"{column} = (SELECT id FROM {table} WHERE name = ?)"
    marks = ", ".join("?" * len(values))
    return f"{column} IN (SELECT id FROM {table} WHERE name IN ({marks}))"


def _status(word: str, row: str) -> str:
    if word == "ok":
        return f"{row}.ok = 1"
    if word == "failed":
        return f"{row}.ok = 0"
    if word == "":
        return "call.status IS NULL" if row == "call" else "slice.status = 0"
    if len(word) == 3 and word[0].isdecimal() and word[1:].lower() == "xx":
        return f"{row}.status BETWEEN {word[0]}00 AND {word[0]}99"
    if len(word) == 3 and word.isascii() and word.isdecimal():
        return f"{row}.status = {word}"
    raise AppError(
        f"{word!r} is not a status.", "Write ok, failed, a code such as 429, or a class such as 4xx."
    )


def _text(text: str) -> tuple[str, Params]:
    """Anywhere in the names, paths and errors of a call; ids are found whole."""
    pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    like = "LIKE ? ESCAPE '\\'"
    found = [
        f"call.{column} IN (SELECT id FROM {table._meta.table_name} WHERE name {like})"
        for column, table, _ in LINKS
    ]
    found.append(f"call.error_message {like}")
    params: Params = [pattern] * len(found)
    found.append("call.upstream_request_id = ?")
    params.append(text)
    id_sql, id_params = _id(text)
    return _either([*found, id_sql]), [*params, *id_params]


def _id(text: str) -> tuple[str, Params]:
    """Our own id of a call, or the provider's of its answer."""
    try:
        return "(call.response_key = ? OR call.id = ?)", [response_key(text), ulid.raw(text)]
    except ValueError:
        return "call.response_key = ?", [response_key(text)]


def _either(options: list[str]) -> str:
    return options[0] if len(options) == 1 else f"({' OR '.join(options)})"


def _where(found: list[str]) -> str:
    return f" WHERE {' AND '.join(found)}" if found else ""


# LEFT JOINs are never taken before the table on their left, so the calls stay in the order of their index.
_NAME_JOINS = " ".join(
    f"LEFT JOIN {table._meta.table_name} AS n{i} ON n{i}.id = call.{column}"
    for i, (column, table, _) in enumerate(LINKS)
)
_CALL_COLUMNS = ", ".join(
    [
        "call.seq", "call.id", *(f"n{i}.name" for i in range(len(LINKS))),
        "call.usage_basis", "call.cost_basis", *(f"call.{name}" for name in (*PLAIN, *USAGE_COLUMNS)),
    ]
)  # fmt: skip
