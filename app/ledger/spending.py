"""What was spent of a budget.

It is not stored a second time: it is the sum of the calls themselves, or of their rollups, which are written
in one transaction with them. So a budget never disagrees with the report on the same range.
"""

# ruff: noqa: S608  only our own names of tables and columns are set into the text

from collections.abc import Collection, Iterator
from zoneinfo import ZoneInfo

from app.core import ulid
from app.core.budgets import WENT_THROUGH, Budget, BudgetScope
from app.core.calls import TOKEN_BUCKETS
from app.core.filters import CallFilter
from app.core.periods import BUCKET_US, HOUR_US, Span
from app.core.periods import Unit as PeriodUnit
from app.core.rollups import Totals
from app.ledger import queries
from app.ledger.reader import Reader
from app.ledger.tables import COST_BASES, NONE_ID

_IDS_AT_ONCE = 500


def spent(reader: Reader, budget: Budget, span: Span, free: Collection[str]) -> list[tuple[int, int]]:
    """Moments and amounts, in order: one of all, or one for each 15 minutes of a budget that rolls.

    `free` has the providers whose tokens cost nothing.
    """
    chosen = _chosen(reader, budget.scope, span)
    if budget.period != "rolling":
        amount = sum(amount for _, amount in _sent(reader, budget, span, free))
        if chosen is not None:
            amount += _amount(reader, budget, chosen, free)
        return [(max(span.since_us, 0), amount)]
    found: dict[int, int] = {}
    for at_us, amount in _sent(reader, budget, span, free):
        bucket = at_us // BUCKET_US * BUCKET_US
        found[bucket] = found.get(bucket, 0) + amount
    if chosen is not None:
        for at_us, amount in _over_time(reader, budget, chosen, free, "15min"):
            found[at_us] = found.get(at_us, 0) + amount
    return sorted(found.items())


def spent_by_hour(reader: Reader, budget: Budget, span: Span, free: Collection[str]) -> dict[int, int]:
    """What was spent in each UTC hour, by its start, by the models that were asked for."""
    chosen = _chosen(reader, budget.scope, span)
    found: dict[int, int] = {}
    if chosen is not None:
        for at_us, amount in _over_time(reader, budget, chosen, free, "hour"):
            hour = at_us // HOUR_US * HOUR_US
            found[hour] = found.get(hour, 0) + amount
    return found


def _chosen(reader: Reader, scope: BudgetScope, span: Span) -> CallFilter | None:
    """The calls of a scope, by the model that was asked for; None where there can be none."""
    models: tuple[str, ...] = ()
    if scope.model is not None:
        models = tuple(name for name in reader.names("model") if scope.covers_model(name))
        if not models:
            return None
    return CallFilter(
        span.since_us, span.until_us,
        provider=_one(scope.provider), account=_one(scope.account), model=models,
        client=_one(scope.client), project=_one(scope.project),
    )  # fmt: skip


def _one(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


def _amount(reader: Reader, budget: Budget, chosen: CallFilter, free: Collection[str]) -> int:
    if budget.unit == "usd":
        return reader.summary(chosen).cost_nusd
    if budget.unit == "calls":
        return sum(count for _, count in _counted(reader, chosen))
    rows = reader.report(chosen, ("provider",), ZoneInfo("UTC"))
    return sum(row.totals.total_tokens for row in rows if row.keys["provider"] not in free)


def _over_time(
    reader: Reader, budget: Budget, chosen: CallFilter, free: Collection[str], unit: PeriodUnit
) -> list[tuple[int, int]]:
    if budget.unit == "calls":
        return _counted(reader, chosen)
    series = reader.series(chosen, unit, ZoneInfo("UTC"), "provider", top=1 << 20)

    def of(totals: Totals) -> int:
        return totals.cost_nusd if budget.unit == "usd" else totals.total_tokens

    lines = [line for line in series.lines if budget.unit == "usd" or line.key not in free]
    return [
        (start, amount)
        for n, start in enumerate(series.starts_us)
        if (amount := sum(of(line.totals[n]) for line in lines))
    ]


def _counted(reader: Reader, chosen: CallFilter) -> list[tuple[int, int]]:
    """Calls that went through, by 15 minutes. Only the calls themselves know: neither free nor failed."""
    conditions, params = queries.conditions(chosen, "call")
    through, names = _through()
    where = " AND ".join([*conditions, "call.started_us >= ?", "call.started_us < ?", through])
    sql = f"SELECT call.started_us / {BUCKET_US}, count(*) FROM call WHERE {where} GROUP BY 1 ORDER BY 1"
    with reader.moment() as db:
        rows = db.execute_sql(sql, [*params, chosen.since_us, chosen.until_us, *names]).fetchall()
    return [(bucket * BUCKET_US, count) for bucket, count in rows]


def _through() -> tuple[str, list[str]]:
    names = sorted(WENT_THROUGH)
    words = f"SELECT id FROM word WHERE name IN ({', '.join('?' * len(names))})"
    sent = f"call.attempts > 0 AND call.error_type_id IN ({words})"
    return f"(call.cost_basis <> {COST_BASES.index('free')} OR ({sent}))", names


def _sent(reader: Reader, budget: Budget, span: Span, free: Collection[str]) -> Iterator[tuple[int, int]]:
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
    tokens = " + ".join(f"coalesce(call.{name}, 0)" for name in TOKEN_BUCKETS)
    where = " AND ".join(
        [*conditions, "call.started_us >= ?", "call.started_us < ?", f"call.model_sent_id <> {NONE_ID}"]
    )
    sql = (
        "SELECT call.started_us, asked.name, sent.name, provider.name, coalesce(call.cost_nusd, 0), "
        f"{tokens}, {through} FROM call JOIN model asked ON asked.id = call.model_id "
        "JOIN model sent ON sent.id = call.model_sent_id JOIN provider ON provider.id = call.provider_id "
        f"WHERE {where}"
    )
    with reader.moment() as db:
        rows = db.execute_sql(sql, [*names, *params, span.since_us, span.until_us]).fetchall()
    for at_us, asked, sent, provider, cost_nusd, counted, went_through in rows:
        if scope.covers_model(asked) or not scope.covers_model(sent):
            continue
        if budget.unit == "usd":
            yield at_us, cost_nusd
        elif budget.unit == "tokens":
            yield at_us, 0 if provider in free else counted
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
