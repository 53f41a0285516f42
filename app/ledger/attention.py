"""What waits for the user: alerts that nobody has seen to, and clients that one has stopped."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from peewee import SqliteDatabase

from app.core.news import Scope
from app.ledger.reader import Reader
from app.ledger.register import id_of
from app.ledger.tables import ClientPauseRow, ClientRow

if TYPE_CHECKING:
    from app.ledger.ledger import Ledger


def unacknowledged(reader: Reader) -> int:
    """How many nobody has seen to; muted ones ask for nothing."""
    with reader.moment() as db:
        return db.execute_sql(
            "SELECT count(*) FROM alert WHERE acknowledged_us IS NULL AND muted = 0"
        ).fetchone()[0]


def pauses(reader: Reader) -> dict[str, tuple[int, str]]:
    """Since when and why, by client."""
    with reader.moment() as db:
        rows = db.execute_sql(
            "SELECT c.name, p.since_us, p.reason FROM client_pause p JOIN client c ON c.id = p.client_id"
        )
        return {name: (since_us, reason) for name, since_us, reason in rows.fetchall()}


def keep_pause(ledger: Ledger, client: str, reason: str, now_us: int) -> Future[Any]:
    def task(db: SqliteDatabase) -> None:
        ClientPauseRow.replace(client=id_of(db, "client", client), since_us=now_us, reason=reason).execute(db)

    return ledger.write(task, Scope.ALERTS)


def end_pause(ledger: Ledger, client: str) -> Future[Any]:
    def task(db: SqliteDatabase) -> None:
        ids = ClientRow.select(ClientRow.id).where(ClientRow.name == client)
        ClientPauseRow.delete().where(ClientPauseRow.client.in_(ids)).execute(db)

    return ledger.write(task, Scope.ALERTS)
