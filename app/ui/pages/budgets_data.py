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
from app.platform.clock import now_us
from app.services.outlook import PastPeriod, Preview, forecast_of, past_periods, past_stretches, preview_of
from app.ui.standings import Standing, standings

_FORECAST_HOLDS_US = 60_000_000
_LATELY_US = 30 * 24 * HOUR_US
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
    lately: int  # in the last 30 days
    runs_out_us: (
        int | None
    )  # at that pace; None where nothing is spent, nothing left, or nobody lives to see it


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
    """Of money only: its sums are at hand, and add up to what is spent."""
    if one.budget.period != "total" or one.budget.unit != "usd":
        return None
    reader, zone = engine.ledger.reader, ZoneInfo(one.budget.zone)
    whole = calls_of(engine, one.budget, Span(0, one.at_us + 1))
    months = reader.report(whole, ("month",), zone)
    models = [row for row in reader.report(whole, ("model",), zone) if row.totals.cost_nusd]
    if not models:
        return None
    lately = reader.summary(replace(whole, since_us=one.at_us - _LATELY_US)).cost_nusd
    lasts_us = one.left * _LATELY_US // lately if lately else 0
    return Course(
        months[0].keys["month"],
        [(row.keys["model"], row.totals.cost_nusd) for row in models],
        lately,
        one.at_us + lasts_us if 0 < lasts_us < _FAR_US else None,
    )


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
