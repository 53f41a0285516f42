"""What is left on prepaid accounts: an entry for every change, with the balance after it.

A call's entry is written with the call. What was really charged is always written down, into the red as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.core import ulid
from app.core.calls import Call


@dataclass(frozen=True, slots=True)
class BalanceEntry:
    at_us: int
    kind: str
    amount_nusd: int
    balance_nusd: int
    call_id: str | None
    made_by: str
    reason: str


def spend(connection: Any, calls: Iterable[Call]) -> None:
    """Take what these calls cost from the prepaid accounts that they went through.

    One whose cost is not known yet gets its entry too, for the correction that may follow.
    """
    charged = [call for call in calls if call.account and call.cost_nusd != 0]
    if not charged:
        return
    prepaid = _prepaid(connection)
    left: dict[int, int] = {}
    rows: list[tuple[Any, ...]] = []
    for call in charged:
        account_id = prepaid.get((call.provider, call.account))
        if account_id is None:
            continue
        if account_id not in left:
            left[account_id] = balance(connection, account_id)
        cost_nusd = call.cost_nusd or 0
        left[account_id] -= cost_nusd
        at_us = call.started_us + call.latency_us
        rows.append(
            (account_id, at_us, "spend", -cost_nusd, left[account_id], ulid.raw(call.id), "program", "")
        )
    connection.executemany(_INSERT, rows)


def enter(
    connection: Any, account_id: int, kind: str, amount_nusd: int, *, at_us: int, made_by: str, reason: str
) -> int:
    """The balance after it."""
    after = balance(connection, account_id) + amount_nusd
    connection.execute(_INSERT, (account_id, at_us, kind, amount_nusd, after, None, made_by, reason))
    return after


def balance(connection: Any, account_id: int) -> int:
    found = connection.execute(
        "SELECT balance_nusd FROM balance_entry WHERE account_id = ? ORDER BY seq DESC LIMIT 1", (account_id,)
    ).fetchone()
    return 0 if found is None else found[0]


def differing(db: Any) -> int:
    """How many entries do not follow from the one before, or take another sum than their call's."""
    (chained,) = db.execute_sql(
        "SELECT count(*) FROM (SELECT balance_nusd, amount_nusd + coalesce(lag(balance_nusd) OVER "
        "(PARTITION BY account_id ORDER BY seq), 0) AS due FROM balance_entry) WHERE balance_nusd <> due"
    ).fetchone()
    (charged,) = db.execute_sql(
        "SELECT count(*) FROM balance_entry AS e JOIN call ON call.id = e.call_id WHERE e.kind = 'spend' "
        "AND coalesce(CASE WHEN EXISTS (SELECT 1 FROM correction WHERE call_seq = call.seq) "
        "THEN (SELECT old_nusd FROM correction WHERE call_seq = call.seq ORDER BY repricing_id LIMIT 1) "
        "ELSE call.cost_nusd END, 0) <> -e.amount_nusd"
    ).fetchone()
    return chained + charged


def _prepaid(connection: Any) -> dict[tuple[str, str | None], int]:
    rows = connection.execute("SELECT provider, name, id FROM account_config WHERE kind = 'prepaid'")
    return {(provider, name): id_ for provider, name, id_ in rows.fetchall()}


_INSERT = (
    "INSERT INTO balance_entry (account_id, at_us, kind, amount_nusd, balance_nusd, call_id, made_by, "
    "reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
