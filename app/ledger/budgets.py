"""Budgets, what was added to them for a while, and what happened to them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from peewee import SqliteDatabase

from app.core import ulid
from app.core.budgets import Budget, BudgetScope, Raise
from app.core.news import Scope
from app.ledger.reader import Reader
from app.ledger.register import id_of
from app.ledger.tables import (
    NONE_ID,
    BudgetEventRow,
    BudgetRaiseRow,
    BudgetRow,
    ClientRow,
    Dimension,
    ProjectRow,
)

if TYPE_CHECKING:
    from app.ledger.ledger import Ledger

EventKind = Literal["threshold", "blocked", "let-through", "unpriced"]


@dataclass(frozen=True, slots=True)
class BudgetEvent:
    """Something that happened to a budget in the period that began at `since_us`."""

    budget: str
    at_us: int
    since_us: int
    kind: EventKind
    spent: int
    amount: int  # the limit at that time
    percent: int | None = None
    call_id: str | None = None
    budget_id: int = 0


def kept_budgets(reader: Reader) -> list[Budget]:
    with reader.moment() as db:
        raises: dict[int, list[Raise]] = {}
        for row in BudgetRaiseRow.select().order_by(BudgetRaiseRow.id).execute(db):
            raises.setdefault(row.budget_id, []).append(Raise(row.by_amount, row.from_us, row.until_us))
        rows = BudgetRow.select().where(BudgetRow.removed_us.is_null()).order_by(BudgetRow.name)
        names = {table: _names(db, table) for table in (ProjectRow, ClientRow)}
        return [
            Budget(
                row.name, row.amount, row.unit, row.period, row.hours, row.zone,
                BudgetScope(
                    names[ProjectRow].get(row.project_id), names[ClientRow].get(row.client_id),
                    row.provider, row.account, row.model,
                ),
                row.action, tuple(json.loads(row.thresholds)), row.unpriced, bool(row.paused), row.created_us,
                tuple(raises.get(row.id, ())), row.id,
            )
            for row in rows.execute(db)
        ]  # fmt: skip


def _names(db: SqliteDatabase, table: type[Dimension]) -> dict[int, str]:
    return {
        id_: name for id_, name in table.select(table.id, table.name).tuples().execute(db) if id_ != NONE_ID
    }


def keep_budget(ledger: Ledger, budget: Budget) -> Future[Any]:
    """Write a budget down: a new one, or an old one anew, perhaps by another name. Raises are kept apart."""
    from app.ledger import renaming  # it knows all of alerts, which who only looks at budgets need not

    def task(db: SqliteDatabase) -> None:
        scope = budget.scope
        values: dict[str, Any] = {
            "name": budget.name, "amount": budget.limit, "unit": budget.unit, "period": budget.period,
            "hours": budget.hours, "zone": budget.zone, "project": id_of(db, "project", scope.project),
            "client": id_of(db, "client", scope.client), "provider": scope.provider,
            "account": scope.account, "model": scope.model, "action": budget.action,
            "thresholds": json.dumps(budget.thresholds), "unpriced": budget.unpriced,
            "paused": int(budget.paused), "created_us": budget.created_us,
        }  # fmt: skip
        renaming.keep(db, BudgetRow, budget.id, values, renaming.budget_renamed)

    return ledger.write(task, Scope.BUDGETS | Scope.ALERTS)


def _living(name: str) -> Any:
    return (BudgetRow.name == name) & BudgetRow.removed_us.is_null()


def remove_budget(ledger: Ledger, name: str, now_us: int) -> Future[Any]:
    def task(db: SqliteDatabase) -> None:
        BudgetRow.update(removed_us=now_us).where(_living(name)).execute(db)

    return ledger.write(task, Scope.BUDGETS)


def bring_back_budget(ledger: Ledger, name: str) -> Future[bool]:
    """The one of this name that was removed last, with all that it was. False where there is none."""

    def task(db: SqliteDatabase) -> bool:
        newest = (
            BudgetRow.select(BudgetRow.id)
            .where((BudgetRow.name == name) & BudgetRow.removed_us.is_null(False))
            .order_by(BudgetRow.removed_us.desc(), BudgetRow.id.desc())
            .limit(1)
        )
        found = [row.id for row in newest.execute(db)]
        return bool(BudgetRow.update(removed_us=None).where(BudgetRow.id.in_(found)).execute(db))

    return ledger.write(task, Scope.BUDGETS)


def keep_raise(ledger: Ledger, name: str, more: Raise) -> Future[Any]:
    def task(db: SqliteDatabase) -> None:
        for row in BudgetRow.select(BudgetRow.id).where(_living(name)).execute(db):
            BudgetRaiseRow.insert(
                budget=row.id, by_amount=more.by, from_us=more.from_us, until_us=more.until_us
            ).execute(db)

    return ledger.write(task, Scope.BUDGETS)


def end_raises(ledger: Ledger, name: str, now_us: int, only: Raise | None = None) -> Future[Any]:
    """Take back what was added and has not run out; the raise stays known for the time that it held.

    `only` one of them, where there are several.
    """

    def task(db: SqliteDatabase) -> None:
        ids = BudgetRow.select(BudgetRow.id).where(_living(name))
        still = BudgetRaiseRow.budget.in_(ids) & (BudgetRaiseRow.until_us > now_us)
        if only is not None:
            still &= (BudgetRaiseRow.from_us == only.from_us) & (BudgetRaiseRow.until_us == only.until_us)
            still &= BudgetRaiseRow.by_amount == only.by
        BudgetRaiseRow.delete().where(still & (BudgetRaiseRow.from_us >= now_us)).execute(db)
        BudgetRaiseRow.update(until_us=now_us).where(still).execute(db)

    return ledger.write(task, Scope.BUDGETS)


def keep_events(ledger: Ledger, events: Iterable[BudgetEvent]) -> Future[Any]:
    kept = list(events)

    def task(db: SqliteDatabase) -> None:
        for event in kept:
            BudgetEventRow.insert(
                budget=event.budget_id, at_us=event.at_us, since_us=event.since_us, kind=event.kind,
                percent=event.percent, spent=event.spent, amount=event.amount,
                call_id=None if event.call_id is None else ulid.raw(event.call_id),
            ).execute(db)  # fmt: skip

    return ledger.write(task, Scope.BUDGETS)


def events_of(reader: Reader, name: str, *, limit: int = 100) -> list[BudgetEvent]:
    """The last ones, newest first."""
    with reader.moment() as db:
        rows = (
            BudgetEventRow.select()
            .where(BudgetEventRow.budget.in_(BudgetRow.select(BudgetRow.id).where(_living(name))))
            .order_by(BudgetEventRow.seq.desc())
            .limit(limit)
        )
        return [
            BudgetEvent(
                name, row.at_us, row.since_us, row.kind, row.spent, row.amount, row.percent,
                None if row.call_id is None else ulid.text(row.call_id), row.budget_id,
            )
            for row in rows.execute(db)
        ]  # fmt: skip
