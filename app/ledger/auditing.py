"""The audit: each act with what was so before and after it, written in the transaction of the act."""

# ruff: noqa: S608, E501  only our own words are set into the questions, which are read best on one line

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from peewee import SqliteDatabase

from app.core.audit import AuditEntry
from app.ledger.reader import Reader
from app.ledger.tables import AuditRow
from app.ledger.writer import Task

_PROJECT = "(SELECT name FROM project WHERE id = row.project_id AND id <> 0) AS project"
_OF_CLIENT = "client_id = (SELECT id FROM client WHERE name = ?)"
_OF_PROJECT = "project_id = (SELECT id FROM project WHERE name = ?)"
_NAMED = "provider || '/' || name = ?"

# What is looked at of a subject, by the first word of the act: a name for it, and the question.
_LOOKS: dict[str, dict[str, str]] = {
    "client": {
        "client": f"SELECT origin, {_PROJECT}, archived FROM client_profile AS row WHERE {_OF_CLIENT}",
        "tokens": f"SELECT prefix, providers, models, {_PROJECT}, expires_us, revoked_us FROM client_token AS row WHERE {_OF_CLIENT} ORDER BY id",
        "pause": f"SELECT since_us, reason FROM client_pause WHERE {_OF_CLIENT}",
    },
    "project": {
        "project": f"SELECT colour, archived FROM project_profile WHERE {_OF_PROJECT}",
        "rules": f"SELECT id, path, model, client, folder, position FROM project_rule WHERE {_OF_PROJECT} ORDER BY id",
    },
    "account": {
        "account": f"SELECT base_url, kind, priority, weight, paused, low_balance_nusd FROM account_config WHERE {_NAMED} AND removed_us IS NULL",
        "balance": f"SELECT balance_nusd FROM balance_entry WHERE account_id = (SELECT id FROM account_config WHERE {_NAMED}) ORDER BY seq DESC LIMIT 1",
    },
    "provider": {
        "provider": "SELECT name, api, base_url, local, inject_usage, key_header FROM provider_config WHERE id = ?",
        "routing": "SELECT strategy, sticky_us FROM routing WHERE provider = ?",
    },
    "alias": {"alias": "SELECT targets FROM alias WHERE name = ?"},
    "price": {
        "prices": "SELECT prices, from_us, until_us, tier FROM price_override WHERE provider || '/' || model = ? AND removed_us IS NULL ORDER BY id",
    },
    "budget": {"budget": "SELECT * FROM budget WHERE name = ?"},
    "alert": {
        "rule": "SELECT kind, parameters, provider, account, model, channels, enabled, muted_until_us FROM alert_rule WHERE name = ? AND removed_us IS NULL",
        "channel": "SELECT kind, options FROM alert_channel WHERE name = ? AND removed_us IS NULL",
    },
}
_MANY = frozenset({"tokens", "rules", "prices"})


@dataclass(frozen=True, slots=True)
class Note:
    """An act that is about to be done. `told` is what its own words say, where nothing can be looked at.

    `was` and `now` are of what is kept elsewhere: in a file, or a keyring.
    """

    at_us: int
    actor: str
    act: str
    subject: str
    told: Mapping[str, Any] | None = None
    renamed: str | None = None
    was: Mapping[str, Any] | None = None
    now: Callable[[], Mapping[str, Any]] = dict

    def around(self, task: Task) -> Task:
        def noted(db: SqliteDatabase) -> Any:
            before = self._look(db, self.subject) | dict(self.was or {})
            result = task(db)
            after = self._look(db, self.renamed or self.subject) | dict(self.now())
            self._write(db, before, after)
            return result

        return noted

    def _look(self, db: SqliteDatabase, subject: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, sql in _LOOKS.get(self.act.partition(".")[0], {}).items():
            cursor = db.execute_sql(sql, (subject,))
            columns = [column[0] for column in cursor.description or ()]
            rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
            if rows:
                found[name] = rows if name in _MANY else rows[0]
        return found

    def _write(self, db: SqliteDatabase, before: dict[str, Any], after: dict[str, Any]) -> None:
        AuditRow.insert(
            at_us=self.at_us,
            actor=self.actor,
            act=self.act,
            subject=self.subject,
            before=json.dumps(before) if before else None,
            after=json.dumps(after | dict(self.told or {})) if after or self.told else None,
        ).execute(db)


def entries(reader: Reader, since_us: int | None = None, limit: int | None = None) -> list[AuditEntry]:
    """Newest first."""
    rows = AuditRow.select().order_by(AuditRow.seq.desc())
    if since_us is not None:
        rows = rows.where(AuditRow.at_us >= since_us)
    with reader.moment() as db:
        return [
            AuditEntry(r.at_us, r.actor, r.act, r.subject, _json(r.before), _json(r.after))
            for r in rows.limit(limit).execute(db)
        ]


def _json(text: str | None) -> Any:
    return None if text is None else json.loads(text)
