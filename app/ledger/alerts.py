"""Rules, channels, what was told and how that went, and stopped clients, as the ledger keeps them."""

from __future__ import annotations

# ruff: noqa: S608  only our own names of columns, and marks for values, are set into the text
import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from peewee import SqliteDatabase

from app.core.alert_channels import CHANNELS, Channel
from app.core.alert_rules import KINDS, SCOPE, Rule
from app.core.alerts import Act, Alert, Finding
from app.core.budgets import BudgetScope
from app.core.news import Scope
from app.ledger import renaming
from app.ledger.reader import Reader
from app.ledger.register import id_of
from app.ledger.tables import (
    AlertChannelRow,
    AlertDeliveryRow,
    AlertRow,
    AlertRuleRow,
    ClientRow,
    ProjectRow,
)

if TYPE_CHECKING:
    from app.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Delivery:
    """An alert on its way to a channel, or what became of that. Without an alert it is a test."""

    id: int
    channel: str
    alert: int | None
    act: Act
    state: str  # waiting, sent, failed
    made_us: int
    due_us: int
    tries: int
    ended_us: int | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """That an alert is to go to a channel, from a moment on."""

    channel_id: int
    due_us: int


# ---- what is there --------------------------------------------------------------------------------------


def kept_rules(reader: Reader) -> list[Rule]:
    """In the order in which they were made. One of a kind that this version does not know is left out."""
    with reader.moment() as db:
        rows = AlertRuleRow.select(AlertRuleRow, ProjectRow.name.alias("p"), ClientRow.name.alias("c"))
        rows = rows.join(ProjectRow).switch(AlertRuleRow).join(ClientRow)
        rows = rows.where(AlertRuleRow.removed_us.is_null()).order_by(AlertRuleRow.id)
        return [
            Rule(
                row["name"], KINDS[row["kind"]], MappingProxyType(json.loads(row["parameters"])),
                BudgetScope(
                    row["p"] or None, row["c"] or None, row["provider"], row["account"], row["model"]
                ),
                None if row["channels"] is None else tuple(json.loads(row["channels"])),
                bool(row["enabled"]), row["since_us"], row["muted_until_us"], row["id"],
            )
            for row in rows.dicts().execute(db)
            if row["kind"] in KINDS
        ]  # fmt: skip


def kept_channels(reader: Reader) -> list[Channel]:
    with reader.moment() as db:
        rows = AlertChannelRow.select().where(AlertChannelRow.removed_us.is_null())
        return [
            Channel(
                row.name,
                CHANNELS[row.kind],
                MappingProxyType(json.loads(row.options)),
                row.created_us,
                row.id,
            )
            for row in rows.order_by(AlertChannelRow.id).execute(db)
            if row.kind in CHANNELS
        ]  # fmt: skip


_COLUMNS = (
    "a.seq, r.name, r.kind, a.what, a.period, a.at_us, a.severity, a.title, a.message, a.figures, a.muted, "
    "a.recovered_us, a.acknowledged_us FROM alert a JOIN alert_rule r ON r.id = a.rule_id"
)


def _alerts(db: SqliteDatabase, where: str, params: Sequence[Any]) -> list[Alert]:
    rows = db.execute_sql(f"SELECT {_COLUMNS} {where}", params).fetchall()
    return [
        Alert(*told, figures=json.loads(figures), muted=bool(muted), recovered_us=over, acknowledged_us=seen)
        for *told, figures, muted, over, seen in rows
    ]


History = Literal["all", "new", "open", "undelivered", "muted"]
_HISTORIES: Mapping[History, str] = {
    "all": "",
    "new": " AND a.acknowledged_us IS NULL AND a.muted = 0",
    "open": " AND a.recovered_us IS NULL",
    "undelivered": " AND a.seq IN (SELECT alert_seq FROM alert_delivery WHERE state = 'failed')",
    "muted": " AND a.muted = 1",
}


def history(
    reader: Reader, *, limit: int = 100, before: int | None = None, which: History = "all", text: str = ""
) -> list[Alert]:
    """Newest first; `before` is the id of the last one of the page before, `text` what stands in it."""
    where = f"WHERE a.seq < ?{_HISTORIES[which]} AND instr(lower(r.name || ' ' || a.title || a.message), ?)"
    params = (1 << 62 if before is None else before, text.lower(), limit)
    with reader.moment() as db:
        return _alerts(db, f"{where} ORDER BY a.seq DESC LIMIT ?", params)


def last_told(reader: Reader) -> dict[int, int]:
    """When each rule, by its id, told something for the last time."""
    with reader.moment() as db:
        rows = db.execute_sql(
            "SELECT rule_id, at_us FROM alert WHERE seq IN (SELECT max(seq) FROM alert GROUP BY rule_id)"
        )
        return dict(rows.fetchall())


def alerts_by_id(reader: Reader, ids: Iterable[int]) -> dict[int, Alert]:
    wanted = list(ids)
    with reader.moment() as db:
        return {a.id: a for a in _alerts(db, f"WHERE a.seq IN ({', '.join('?' * len(wanted))})", wanted)}


def open_alerts(reader: Reader, rule_id: int) -> list[Alert]:
    """Those that are not over."""
    with reader.moment() as db:
        return _alerts(db, "WHERE a.rule_id = ? AND a.recovered_us IS NULL", (rule_id,))


_DELIVERY = (
    "SELECT d.id, c.name, d.alert_seq, d.act, d.state, d.made_us, d.due_us, d.tries, d.ended_us, d.trouble "
    "FROM alert_delivery d JOIN alert_channel c ON c.id = d.channel_id"
)


def deliveries_of(reader: Reader, alerts: Iterable[int]) -> dict[int, list[Delivery]]:
    wanted = list(alerts)
    found: dict[int, list[Delivery]] = {}
    with reader.moment() as db:
        rows = db.execute_sql(
            f"{_DELIVERY} WHERE d.alert_seq IN ({', '.join('?' * len(wanted))}) ORDER BY d.id", wanted
        )
        for row in rows.fetchall():
            found.setdefault(row[2], []).append(Delivery(*row))
    return found


def last_deliveries(reader: Reader) -> dict[str, Delivery]:
    """The last that ended, by channel."""
    with reader.moment() as db:
        rows = db.execute_sql(
            f"{_DELIVERY} WHERE d.id IN "
            "(SELECT max(id) FROM alert_delivery WHERE ended_us IS NOT NULL GROUP BY channel_id)"
        )
        return {row[1]: Delivery(*row) for row in rows.fetchall()}


def waiting(reader: Reader) -> list[Delivery]:
    """The first due comes first."""
    with reader.moment() as db:
        rows = db.execute_sql(f"{_DELIVERY} WHERE d.state = 'waiting' ORDER BY d.due_us, d.id LIMIT 10000")
        return [Delivery(*row) for row in rows.fetchall()]


# ---- what is changed ------------------------------------------------------------------------------------


def keep_rule(ledger: Ledger, rule: Rule) -> Future[int]:
    """Write a new rule, or an old one anew; its id."""

    def task(db: SqliteDatabase) -> int:
        scope = {part: getattr(rule.scope, part) for part in SCOPE[2:]}
        values: dict[str, Any] = {
            "name": rule.name, "kind": rule.kind.name, "parameters": json.dumps(dict(rule.chosen)),
            "project": id_of(db, "project", rule.scope.project),
            "client": id_of(db, "client", rule.scope.client), **scope,
            "channels": None if rule.channels is None else json.dumps(rule.channels),
            "enabled": int(rule.enabled), "since_us": rule.since_us, "muted_until_us": rule.muted_until_us,
        }  # fmt: skip
        if rule.id and AlertRuleRow.update(values).where(AlertRuleRow.id == rule.id).execute(db):
            return rule.id
        return AlertRuleRow.insert(values).execute(db)

    return ledger.write(task, Scope.ALERTS)


def remove_rule(ledger: Ledger, rule: Rule, now_us: int) -> Future[Any]:
    """What it told stays, and is over."""

    def task(db: SqliteDatabase) -> None:
        AlertRuleRow.update(removed_us=now_us).where(AlertRuleRow.id == rule.id).execute(db)
        mine = (AlertRow.rule == rule.id) & AlertRow.recovered_us.is_null()
        AlertRow.update(recovered_us=now_us).where(mine).execute(db)

    return ledger.write(task, Scope.ALERTS)


def keep_channel(ledger: Ledger, channel: Channel) -> Future[int]:
    """Write a new one, or an old one anew, perhaps by another name; its id."""
    values: dict[str, Any] = {
        "name": channel.name, "kind": channel.kind.name, "options": json.dumps(dict(channel.options)),
        "created_us": channel.created_us,
    }  # fmt: skip

    def task(db: SqliteDatabase) -> int:
        return renaming.keep(db, AlertChannelRow, channel.id, values, renaming.channel_renamed)

    return ledger.write(task, Scope.ALERTS)


def remove_channel(ledger: Ledger, channel: Channel, now_us: int) -> Future[Any]:
    """What waited for it has nowhere to go."""

    def task(db: SqliteDatabase) -> None:
        AlertChannelRow.update(removed_us=now_us).where(AlertChannelRow.id == channel.id).execute(db)
        mine = (AlertDeliveryRow.channel == channel.id) & (AlertDeliveryRow.state == "waiting")
        ended = {"state": "failed", "ended_us": now_us, "trouble": "The channel was removed."}
        AlertDeliveryRow.update(ended).where(mine).execute(db)

    return ledger.write(task, Scope.ALERTS)


def tell(
    ledger: Ledger, rule: Rule, findings: Sequence[Finding], sends: Sequence[Send], now_us: int
) -> Future[list[int]]:
    """Keep those that were not told in their period before, and what is to be sent of them; their ids."""

    def task(db: SqliteDatabase) -> list[int]:
        muted = rule.muted(now_us)
        told: list[int] = []
        for finding in findings:
            found = db.execute_sql(
                "INSERT INTO alert (rule_id, what, period, at_us, severity, title, message, figures, muted, "
                "recovered_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING seq",
                (
                    rule.id, finding.what, finding.period, now_us, finding.severity, finding.title,
                    finding.message, json.dumps(dict(finding.figures)), int(muted),
                    None if rule.kind.lasts else now_us,
                ),
            ).fetchone()  # fmt: skip
            if found is None:
                continue
            told.append(found[0])
            for send in () if muted else sends:
                _put(db, found[0], send, "trigger", now_us)
        return told

    return ledger.write(task, Scope.ALERTS)


def recover(ledger: Ledger, alerts: Sequence[Alert], channel_ids: Sequence[int], now_us: int) -> Future[Any]:
    """They are over. Those channels hear of it that heard, or will hear, of their beginning."""

    def task(db: SqliteDatabase) -> None:
        for alert in alerts:
            AlertRow.update(recovered_us=now_us).where(AlertRow.seq == alert.id).execute(db)
            told = AlertDeliveryRow.select(AlertDeliveryRow.channel, AlertDeliveryRow.due_us).where(
                (AlertDeliveryRow.alert == alert.id)
                & (AlertDeliveryRow.act == "trigger")
                & (AlertDeliveryRow.state != "failed")
            )
            for row in list(told.execute(db)):
                if row.channel_id in channel_ids:
                    send = Send(row.channel_id, max(now_us, row.due_us))
                    _put(db, alert.id, send, "resolve", now_us)

    return ledger.write(task, Scope.ALERTS)


def _put(db: SqliteDatabase, alert: int, send: Send, act: Act, now_us: int) -> None:
    AlertDeliveryRow.insert(
        alert=alert, channel=send.channel_id, act=act, state="waiting", made_us=now_us, due_us=send.due_us,
        tries=0,
    ).execute(db)  # fmt: skip


def acknowledge(ledger: Ledger, alert: int | None, now_us: int) -> Future[list[int]]:
    """One, or all; those that were not before."""

    def task(db: SqliteDatabase) -> list[int]:
        rows = db.execute_sql(
            "UPDATE alert SET acknowledged_us = ? WHERE acknowledged_us IS NULL AND (? IS NULL OR seq = ?) "
            "RETURNING seq",
            (now_us, alert, alert),
        )
        return [seq for (seq,) in rows.fetchall()]

    return ledger.write(task, Scope.ALERTS)


def end_deliveries(
    ledger: Ledger, ids: Sequence[int], now_us: int, trouble: str | None = None
) -> Future[Any]:
    """They were sent, or, with trouble, are given up."""
    values: dict[str, Any] = {
        "state": "sent" if trouble is None else "failed", "ended_us": now_us, "trouble": trouble,
        "tries": AlertDeliveryRow.tries + 1,
    }  # fmt: skip
    return _change(ledger, ids, values)


def put_off(ledger: Ledger, ids: Sequence[int], due_us: int, trouble: str) -> Future[Any]:
    """They could not be sent, and are tried again."""
    return _change(ledger, ids, {"due_us": due_us, "trouble": trouble, "tries": AlertDeliveryRow.tries + 1})


def _change(ledger: Ledger, ids: Sequence[int], values: Mapping[str, Any]) -> Future[Any]:
    def task(db: SqliteDatabase) -> None:
        for id_ in ids:
            AlertDeliveryRow.update(dict(values)).where(AlertDeliveryRow.id == id_).execute(db)

    return ledger.write(task, Scope.ALERTS)


def try_again(ledger: Ledger, since_us: int, tries: int, now_us: int) -> Future[int]:
    """Those that were given up after so many tries since then wait anew; how many."""

    def task(db: SqliteDatabase) -> int:
        which = (
            (AlertDeliveryRow.state == "failed")
            & (AlertDeliveryRow.act != "test")
            & (AlertDeliveryRow.made_us >= since_us)
            & (AlertDeliveryRow.tries >= tries)
        )
        anew: dict[str, Any] = {"state": "waiting", "ended_us": None, "due_us": now_us, "tries": 0}
        return AlertDeliveryRow.update(anew).where(which).execute(db)

    return ledger.write(task)


def note_test(ledger: Ledger, channel: Channel, trouble: str | None, now_us: int) -> Future[Any]:
    row = AlertDeliveryRow.insert(
        alert=None, channel=channel.id, act="test", state="sent" if trouble is None else "failed",
        made_us=now_us, due_us=now_us, tries=1, ended_us=now_us, trouble=trouble,
    )  # fmt: skip
    return ledger.write(row.execute, Scope.ALERTS)
