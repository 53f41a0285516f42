"""What the budgets page asks of the engine: how each budget stands, how it will end, how it was."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from app.assembly import Engine
from app.core.budgets import Budget
from app.core.filters import CallFilter
from app.core.forecast import Forecast
from app.core.periods import HOUR_US, Span
from app.ledger import register
from app.ledger.budgets import BudgetEvent, events_of
from app.ledger.spending import spent_by_hour
from app.platform.clock import now_us
from app.services.outlook import PastPeriod, Preview, forecast_of, past_periods, past_stretches, preview_of
from app.ui.standings import Standing, standings

_FORECAST_HOLDS_US = 60_000_000
_DAY_US = 24 * HOUR_US
_LATELY_US = 30 * _DAY_US
_FAR_US = 50 * 365 * 24 * HOUR_US


class Forecasts:
    """Remembers each for a minute: what comes in a month does not change with every call.

    For one reader's thread at a time.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[str, tuple[object, int, Forecast | None]] = {}

    def of(self, one: Standing) -> Forecast | None:
        known, of = self._known.get(one.budget.name), _period(one)
        if known is not None and known[0] == of and one.at_us - known[1] < _FORECAST_HOLDS_US:
            return known[2]
        found = forecast_of(self._engine.ledger.reader, one.tally, local_ids(self._engine), one.at_us)
        self._known[one.budget.name] = of, one.at_us, found
        return found


def _period(one: Standing) -> object:
    """The budget in the period that a forecast is of; one that rolls has none."""
    return one.budget, 0 if one.even is None else one.tally.span.since_us


def read_standings(engine: Engine, forecasts: Forecasts, most: int | None = None) -> list[Standing]:
    """The tightest first, away from Qt's thread."""
    return [replace(one, forecast=forecasts.of(one)) for one in standings(engine.gate)[:most]]


@dataclass(frozen=True, slots=True)
class Course:
    """Of a budget that never starts anew: what it was spent on, and how fast it goes."""

    since: str  # the month of its first call: 2026-11
    by_model: list[tuple[str, int]]  # the dearest first
    days: int  # that its pace is taken from: the last ones, two or more
    lately: int  # spent in them
    runs_out_us: int | None  # at that pace; None where none is known, nothing left, or nobody lives to see it


@dataclass(frozen=True, slots=True)
class History:
    budget: Budget
    limit: int
    past: list[PastPeriod]
    events: list[BudgetEvent]
    course: Course | None = None


def read_history(engine: Engine, one: Standing) -> History:
    reader = engine.ledger.reader
    read = past_stretches if one.budget.period == "rolling" else past_periods
    past = read(reader, one.budget, local_ids(engine), one.at_us)
    events = events_of(reader, one.budget.name, limit=20)
    return History(one.budget, one.limit, past, events, _course(engine, one))


def _course(engine: Engine, one: Standing) -> Course | None:
    """Of money only: its sums are at hand, and add up to what is spent. It began in an hour that is known."""
    if one.budget.period != "total" or one.budget.unit != "usd":
        return None
    reader, zone = engine.ledger.reader, ZoneInfo(one.budget.zone)
    whole = calls_of(engine, one.budget, Span(0, one.at_us + 1))
    months = reader.report(whole, ("month",), zone)
    models = [row for row in reader.report(whole, ("model",), zone) if row.totals.cost_nusd]
    if not models:
        return None
    since_us = one.at_us - _LATELY_US
    lately = reader.summary(replace(whole, since_us=since_us)).cost_nusd
    by_model = [(row.keys["model"], row.totals.cost_nusd) for row in models]
    within_us = _LATELY_US
    if lately == sum(amount for _, amount in by_model):  # it began in them
        hours = spent_by_hour(reader, one.budget, Span(since_us, one.at_us + 1), local_ids(engine))
        within_us = min(_LATELY_US, one.at_us - min(hours, default=since_us))
    paced = within_us >= _DAY_US and not one.budget.paused
    return Course(
        months[0].keys["month"],
        by_model,
        max(2, -(-(within_us - HOUR_US) // _DAY_US)) if paced else _LATELY_US // _DAY_US,
        lately,
        _runs_out_us(one, lately, within_us) if paced else None,
    )


def _runs_out_us(one: Standing, lately: int, within_us: int) -> int | None:
    """Where a raise ends, so does its room."""
    if not lately or not one.left:
        return None
    used = one.limit - one.left
    turns = {at_us for more in one.budget.raises for at_us in (more.from_us, more.until_us)}
    for since_us in [one.at_us, *sorted(at_us for at_us in turns if at_us > one.at_us)]:
        room = one.budget.limit_at(since_us) - used
        reached_us = max(since_us, one.at_us + room * within_us // lately)
        after_us = min((at_us for at_us in turns if at_us > since_us), default=reached_us + 1)
        if reached_us < after_us:
            return reached_us if reached_us < one.at_us + _FAR_US else None
    return None


def read_preview(engine: Engine, budget: Budget) -> Preview:
    return preview_of(engine.ledger.reader, budget, local_ids(engine), now_us())


@dataclass(frozen=True, slots=True)
class Names:
    """What a budget or a rule can be for, as far as it is known."""

    projects: list[str]
    clients: list[str]
    providers: list[str]
    accounts: list[str]
    models: list[str]

    @property
    def by_part(self) -> dict[str, list[str]]:
        """As the parts of a scope are called."""
        return {
            "project": self.projects, "client": self.clients, "provider": self.providers,
            "account": self.accounts, "model": self.models,
        }  # fmt: skip


def read_names(engine: Engine) -> Names:
    reader = engine.ledger.reader

    def known(names: Iterable[str]) -> list[str]:
        return sorted({name for name in names if name}, key=str.casefold)

    return Names(
        known(register.called(reader, "project")),
        known(register.called(reader, "client")),
        sorted(engine.providers.all),
        known([*reader.names("account"), *(account.name for account in engine.accounts.all)]),
        known(reader.names("model")),
    )


def calls_of(engine: Engine, budget: Budget, span: Span) -> CallFilter:
    """Those that it counts, by the names that are on record."""
    scope = budget.scope
    models: tuple[str, ...] = ()
    if scope.model is not None:
        matching = [name for name in engine.ledger.reader.names("model") if scope.covers_model(name)]
        models = tuple(matching) or (scope.model,)

    def one(value: str | None) -> tuple[str, ...]:
        return () if value is None else (value,)

    return CallFilter(
        span.since_us, span.until_us, provider=one(scope.provider), account=one(scope.account),
        model=models, client=one(scope.client), project=one(scope.project),
    )  # fmt: skip


def local_ids(engine: Engine) -> list[str]:
    return [provider.id for provider in engine.providers.all.values() if provider.local]
