"""What was done with alerts and their rules, taken back: as if it had not been."""

from collections.abc import Iterable
from concurrent.futures import Future
from typing import Any

from peewee import SqliteDatabase

from app.core.news import Scope
from app.ledger.ledger import Ledger
from app.ledger.tables import AlertRow, AlertRuleRow


def unacknowledge(ledger: Ledger, alerts: Iterable[int]) -> Future[Any]:
    wanted = list(alerts)

    def task(db: SqliteDatabase) -> None:
        for seq in wanted:
            AlertRow.update(acknowledged_us=None).where(AlertRow.seq == seq).execute(db)

    return ledger.write(task, Scope.ALERTS)


def restore_rule(ledger: Ledger, name: str) -> Future[bool]:
    """The one of that name that was removed last, with what it told; False where there is none."""

    def task(db: SqliteDatabase) -> bool:
        removed = AlertRuleRow.select(AlertRuleRow.id, AlertRuleRow.removed_us).where(
            (AlertRuleRow.name == name) & AlertRuleRow.removed_us.is_null(False)
        )
        for row in removed.order_by(AlertRuleRow.removed_us.desc()).limit(1).execute(db):
            ended = (AlertRow.rule == row.id) & (AlertRow.recovered_us == row.removed_us)
            AlertRow.update(recovered_us=None).where(ended).execute(db)
            AlertRuleRow.update(removed_us=None).where(AlertRuleRow.id == row.id).execute(db)
            return True
        return False

    return ledger.write(task, Scope.ALERTS)
