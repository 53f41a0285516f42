"""Budgets and channels are written down by their number; by another name wherever alerts know it, too."""

import json
from collections.abc import Callable
from typing import Any

from peewee import SqliteDatabase, fn

from app.core.alert_rules import RULE_KINDS
from app.ledger.tables import AlertChannelRow, AlertRow, AlertRuleRow, BudgetRow

_OF_BUDGETS = [kind.name for kind in RULE_KINDS if any(p.name == "budget" for p in kind.parameters)]


def keep(
    db: SqliteDatabase,
    table: type[AlertChannelRow | BudgetRow],
    id_: int,
    values: dict[str, Any],
    renamed: Callable[[SqliteDatabase, str, str], None],
) -> int:
    """Write a new row, or an old one anew; its id. `renamed` hears of another name, and of the one before."""
    mine = table.id == id_
    known = [row.name for row in table.select(table.name).where(mine).execute(db)]
    if not known:
        return table.insert(values).execute(db)
    table.update(values).where(mine).execute(db)
    if known[0] != values["name"]:
        renamed(db, known[0], values["name"])
    return id_


def budget_renamed(db: SqliteDatabase, before: str, name: str) -> None:
    """Rules for it stay its own. What was told of it leads to it still, and is not told anew."""
    for rule in AlertRuleRow.select().where(AlertRuleRow.kind.in_(_OF_BUDGETS)).execute(db):
        chosen = json.loads(rule.parameters)
        if chosen.get("budget") == before:
            _change(db, rule, parameters=json.dumps({**chosen, "budget": name}))
    earlier = BudgetRow.select(fn.MAX(BudgetRow.removed_us)).where(BudgetRow.name == before)
    (since_us,) = next(iter(earlier.tuples().execute(db)))  # until then another one had this name
    told = AlertRow.select().join(AlertRuleRow)
    told = told.where(AlertRuleRow.kind.in_(_OF_BUDGETS) & (AlertRow.at_us > (since_us or 0)))
    for alert in list(told.execute(db)):
        figures = json.loads(alert.figures)
        if figures.get("budget") == before:
            _follow(db, alert, before, name, json.dumps({**figures, "budget": name}))


def _follow(db: SqliteDatabase, alert: Any, before: str, name: str, figures: str) -> None:
    what, title = (
        name + text.removeprefix(before) if text.startswith(before) else text
        for text in (alert.what, alert.title)
    )
    taken = (AlertRow.rule == alert.rule_id) & (AlertRow.what == what) & (AlertRow.period == alert.period)
    if AlertRow.select().where(taken).exists(db):  # of a budget that had the name before
        what = alert.what
    AlertRow.update(what=what, title=title, figures=figures).where(AlertRow.seq == alert.seq).execute(db)


def channel_renamed(db: SqliteDatabase, before: str, name: str) -> None:
    """Rules that tell it go on to."""
    for rule in AlertRuleRow.select().where(AlertRuleRow.channels.is_null(False)).execute(db):
        channels = json.loads(rule.channels)
        if before in channels:
            renamed = [name if channel == before else channel for channel in channels]
            _change(db, rule, channels=json.dumps(renamed))


def _change(db: SqliteDatabase, rule: Any, **values: str) -> None:
    AlertRuleRow.update(values).where(AlertRuleRow.id == rule.id).execute(db)
