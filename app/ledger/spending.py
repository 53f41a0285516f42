"""What was spent of a budget.

It is not stored a second time: it is the sum of the calls themselves, or of their rollups, which are written
in one transaction with them. So a budget never disagrees with the report on the same range.
"""

# ruff: noqa: S608  only our own names of tables and columns are set into the text

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from itertools import chain
from zoneinfo import ZoneInfo

from app.core import ulid
from app.core.budgets import WENT_THROUGH, Budget, BudgetScope
from app.core.calls import TOKEN_BUCKETS
from app.core.filters import CallFilter
from app.core.periods import BUCKET_US, HOUR_US, Span
from app.core.periods import Unit as PeriodUnit
from app.core.rollups import Totals
from app.ledger import facts, queries
from app.ledger.reader import Reader
from app.ledger.tables import COST_BASES, NONE_ID

_IDS_AT_ONCE = 500
_FREE = COST_BASES.index("free")
_UNPRICED = COST_BASES.index("unpriced")
# as `Call.cost_nothing`
_COST_NOTHING = f"(call.cost_nusd = 0 AND call.equivalent_nusd IS NULL AND call.cost_basis <> {_UNPRICED})"
_TOKENS = " + ".join(f"coalesce(call.{name}, 0)" for name in TOKEN_BUCKETS)


def spent(reader: Reader, budget: Budget, span: Span, local: Collection[str]) -> list[tuple[int, int]]:
    """Moments and amounts, in order: one of all, or one for each 15 minutes of a budget that rolls.

    `local` has the providers on this computer: of calls that were purged, theirs are taken to have been free.
    """
    rolls = budget.period == "rolling"
    found: dict[int, int] = {}
    parts = _by_model_sent(reader, budget, span)
    for chosen, purged in _chosen(reader, budget.scope, span):
        parts = chain(parts, _asked(reader, budget, chosen, local, "15min" if rolls else None, purged=purged))
    for at_us, amount in parts:
        start_us = at_us // BUCKET_US * BUCKET_US if rolls else max(span.since_us, 0)
        found[start_us] = found.get(start_us, 0) + amount
    return sorted(found.items()) if rolls else [(max(span.since_us, 0), sum(found.values()))]


def spent_by_hour(reader: Reader, budget: Budget, span: Span, local: Collection[str]) -> dict[int, int]:
    """What was spent in each UTC hour, by its start, by the models that were asked for."""
    found: dict[int, int] = {}
    for chosen, purged in _chosen(reader, budget.scope, span):
        for at_us, amount in _asked(reader, budget, chosen, local, "hour", purged=purged):
            hour = at_us // HOUR_US * HOUR_US
            found[hour] = found.get(hour, 0) + amount
    return found


def _chosen(reader: Reader, scope: BudgetScope, span: Span) -> list[tuple[CallFilter, bool]]:
    """The calls of a scope, by the model that was asked for: those that were purged, and the others."""
    models: tuple[str, ...] = ()
    if scope.model is not None:
        models = tuple(name for name in reader.names("model") if scope.covers_model(name))
        if not models:
            return []
    with reader.moment() as db:
        purged_us = min(max(facts.number(db, facts.PURGED_UNTIL_US), span.since_us), span.until_us)
    return [
        (
            CallFilter(
                since_us, until_us,
                provider=_one(scope.provider), account=_one(scope.account), model=models,
                client=_one(scope.client), project=_one(scope.project),
            ),
            purged,
        )
        for since_us, until_us, purged in (
            (span.since_us, purged_us, True), (purged_us, span.until_us, False),
        )
        if since_us < until_us
    ]  # fmt: skip


def _one(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


def _asked(
    reader: Reader, budget: Budget, chosen: CallFilter, local: Collection[str], unit: PeriodUnit | None,
    *, purged: bool,
) -> Iterator[tuple[int, int]]:  # fmt: skip
    """Moments and amounts; without a unit of time one of all."""
    if budget.unit == "usd" and unit == "15min":
        yield from reader.by_quarter(chosen, ("cost_nusd",))
    elif budget.unit == "usd":
        yield from _summed(reader, chosen, (), unit, lambda totals: totals.cost_nusd)
    elif not purged and budget.unit == "calls":
        yield from _counted(reader, chosen, *_through())
    elif not purged:
        yield from _summed(reader, chosen, (), unit, lambda totals: totals.total_tokens)
        yield from _free_tokens(reader, chosen, local, unit)
    elif budget.unit == "calls":  # which of them were free is not known any more
        yield from _summed(reader, chosen, local, unit, lambda totals: totals.ok)
    else:
        yield from _summed(reader, chosen, local, unit, lambda totals: totals.total_tokens)


def _summed(
    reader: Reader, chosen: CallFilter, but: Collection[str], unit: PeriodUnit | None,
    of: Callable[[Totals], int],
) -> Iterator[tuple[int, int]]:  # fmt: skip
    """By the sums that are kept for ever; `but` not of these providers."""
    if unit is None:
        for row in reader.report(chosen, ("provider",), ZoneInfo("UTC")):
            if row.keys["provider"] not in but:
                yield max(chosen.since_us or 0, 0), of(row.totals)
        return
    series = reader.series(chosen, unit, ZoneInfo("UTC"), "provider", top=1 << 20)
    lines = [line for line in series.lines if line.key not in but]
    for n, start_us in enumerate(series.starts_us):
        if amount := sum(of(line.totals[n]) for line in lines):
            yield start_us, amount


def _free_tokens(
    reader: Reader, chosen: CallFilter, local: Collection[str], unit: PeriodUnit | None
) -> Iterator[tuple[int, int]]:
    """What is to be taken off again: tokens that cost nothing. Calls are looked at where sums do not say it.

    A model elsewhere that was free for a part of the time is taken to have cost something.
    """
    free, mixed = dict[str, list[str]](), dict[str, list[str]]()
    for row in reader.report(chosen, ("provider", "model"), ZoneInfo("UTC")):
        provider, is_local, costs = row.keys["provider"], row.keys["provider"] in local, _costs(row.totals)
        if row.totals.total_tokens and (is_local or not costs):
            # elsewhere, it may be that a subscription covers what has no price
            where = free if is_local and not costs else mixed
            where.setdefault(provider, []).append(row.keys["model"])
    for provider, models in free.items():
        mine = replace(chosen, provider=(provider,), model=tuple(models))
        yield from _summed(reader, mine, (), unit, lambda totals: -totals.total_tokens)
    for provider, models in mixed.items():
        mine = replace(chosen, provider=(provider,), model=tuple(models))
        yield from _counted(reader, mine, _COST_NOTHING, [], f"-sum({_TOKENS})")


def _costs(totals: Totals) -> bool:
    return bool(totals.cost_nusd or totals.unpriced or totals.equivalent_nusd)


def _counted(
    reader: Reader, chosen: CallFilter, which: str, names: list[str], what: str = "count(*)"
) -> list[tuple[int, int]]:
    """By the calls themselves, which alone know what was free, by 15 minutes."""
    conditions, params = queries.conditions(chosen, "call")
    where = " AND ".join([*conditions, "call.started_us >= ?", "call.started_us < ?", which])
    sql = f"SELECT call.started_us / {BUCKET_US}, {what} FROM call WHERE {where} GROUP BY 1 ORDER BY 1"
    with reader.moment() as db:
        rows = db.execute_sql(sql, [*params, chosen.since_us, chosen.until_us, *names]).fetchall()
    return [(bucket * BUCKET_US, amount) for bucket, amount in rows]


def _through() -> tuple[str, list[str]]:
    names = sorted(WENT_THROUGH)
    words = f"SELECT id FROM word WHERE name IN ({', '.join('?' * len(names))})"
    sent = f"call.attempts > 0 AND call.error_type_id IN ({words})"
    return f"(call.cost_basis <> {_FREE} OR ({sent}))", names


def _by_model_sent(reader: Reader, budget: Budget, span: Span) -> Iterator[tuple[int, int]]:
    """Of a budget for a model: calls that were sent to it although another name was asked for."""
    scope = budget.scope
    if scope.model is None:
        return
    chosen = CallFilter(
        provider=_one(scope.provider), account=_one(scope.account),
        client=_one(scope.client), project=_one(scope.project),
    )  # fmt: skip
    conditions, params = queries.conditions(chosen, "call")
    through, names = _through()
    where = " AND ".join(
        [*conditions, "call.started_us >= ?", "call.started_us < ?", f"call.model_sent_id <> {NONE_ID}"]
    )
    sql = (
        "SELECT call.started_us, asked.name, sent.name, coalesce(call.cost_nusd, 0), "
        f"CASE WHEN {_COST_NOTHING} THEN 0 ELSE {_TOKENS} END, {through} "
        "FROM call JOIN model asked ON asked.id = call.model_id "
        f"JOIN model sent ON sent.id = call.model_sent_id WHERE {where}"
    )
    with reader.moment() as db:
        rows = db.execute_sql(sql, [*names, *params, span.since_us, span.until_us]).fetchall()
    for at_us, asked, sent, cost_nusd, tokens, went_through in rows:
        if scope.covers_model(asked) or not scope.covers_model(sent):
            continue
        if budget.unit == "usd":
            yield at_us, cost_nusd
        elif budget.unit == "tokens":
            yield at_us, tokens
        else:
            yield at_us, went_through


def known(reader: Reader, ids: list[str]) -> set[str]:
    """Which of these calls are written down."""
    found: set[str] = set()
    with reader.moment() as db:
        for at in range(0, len(ids), _IDS_AT_ONCE):
            part = [ulid.raw(id_) for id_ in ids[at : at + _IDS_AT_ONCE]]
            marks = ", ".join("?" * len(part))
            rows = db.execute_sql(f"SELECT id FROM call WHERE id IN ({marks})", part).fetchall()
            found |= {ulid.text(raw) for (raw,) in rows}
    return found
