"""Clients, tokens, projects, rules, accounts, routings and aliases, as the ledger keeps them.

Names are rows of the dimensions that calls refer to: to rename one renames it in all that was recorded.
"""

from __future__ import annotations

# ruff: noqa: S608  only our own names of tables and columns are set into the text
import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any

from peewee import SqliteDatabase, fn

from app.core import ulid
from app.core.accounts import Account, Routing
from app.core.aliases import Alias, Target
from app.core.clients import Client, Token
from app.core.errors import AppError, ClientError
from app.core.news import Scope
from app.core.projects import Project, Rule
from app.ledger import balances, manifest, proofs
from app.ledger.facts import PROVEN_FROM_SEQ, number
from app.ledger.names import Renameable
from app.ledger.reader import Reader
from app.ledger.rollup_moves import move_sums
from app.ledger.tables import (
    TABLES,
    AccountConfigRow,
    AliasRow,
    CallRow,
    ClientFingerprintRow,
    ClientProfileRow,
    ClientRow,
    ClientTokenRow,
    ProjectProfileRow,
    ProjectRuleRow,
    RoutingRow,
    SliceRow,
)

if TYPE_CHECKING:
    from app.ledger.ledger import Ledger
    from app.ledger.writer import Task

_RULE = ("path", "model", "client", "folder")


# ---- what is there --------------------------------------------------------------------------------------


def clients(reader: Reader) -> list[Client]:
    with reader.moment() as db:
        prints: dict[int, list[str]] = {}
        for client_id, fingerprint in _rows(db, "SELECT client_id, fingerprint FROM client_fingerprint"):
            prints.setdefault(client_id, []).append(fingerprint)
        rows = _rows(
            db,
            "SELECT p.client_id, c.name, p.origin, p.family, r.name, p.archived, p.created_us "
            "FROM client_profile AS p JOIN client AS c ON c.id = p.client_id "
            "JOIN project AS r ON r.id = p.project_id ORDER BY p.created_us, c.name",
        )
    return [
        Client(name, origin, family, project or None, bool(archived), at, tuple(prints.get(id_, ())))
        for id_, name, origin, family, project, archived, at in rows
    ]


def last_calls(reader: Reader) -> dict[str, int]:
    """When each client called last; of those that only recorded calls name, too."""
    sql = (
        "SELECT name, (SELECT max(started_us) FROM call WHERE client_id = c.id AND client_id <> 0) "
        "FROM client AS c WHERE id <> 0"
    )
    with reader.moment() as db:
        return {name: at_us for name, at_us in _rows(db, sql) if at_us is not None}


def called(reader: Reader, dimension: str) -> list[str]:
    """The clients or projects that were made or that calls name, not those that only a rule names."""
    sql = (
        f"SELECT name FROM {dimension} WHERE id <> 0 AND (id IN (SELECT {dimension}_id FROM "
        f"{dimension}_profile) OR EXISTS (SELECT 1 FROM call WHERE {dimension}_id = {dimension}.id "
        f"AND {dimension}_id <> 0))"
    )
    with reader.moment() as db:
        return [name for (name,) in _rows(db, sql)]


def tokens(reader: Reader) -> list[Token]:
    with reader.moment() as db:
        rows = _rows(
            db,
            "SELECT t.id, c.name, t.prefix, t.digest, t.providers, t.models, r.name, t.expires_us, "
            "t.revoked_us, t.last_used_us, t.created_us FROM client_token AS t "
            "JOIN client AS c ON c.id = t.client_id JOIN project AS r ON r.id = t.project_id ORDER BY t.id",
        )
    return [
        Token(
            id_, client, prefix, bytes(digest), tuple(json.loads(providers)), tuple(json.loads(models)),
            project or None, *times,
        )
        for id_, client, prefix, digest, providers, models, project, *times in rows
    ]  # fmt: skip


def projects(reader: Reader) -> list[Project]:
    """Those that were made, and the names that calls came with."""
    with reader.moment() as db:
        rows = _rows(
            db,
            "SELECT r.name, coalesce(p.colour, ''), coalesce(p.archived, 0), coalesce(p.created_us, 0) "
            "FROM project AS r LEFT JOIN project_profile AS p ON p.project_id = r.id "
            "WHERE r.id <> 0 ORDER BY r.name",
        )
    return [Project(name, colour, bool(archived), at) for name, colour, archived, at in rows]


def rules(reader: Reader) -> list[Rule]:
    """In the order in which they are asked."""
    with reader.moment() as db:
        return [
            Rule(*row)
            for row in _rows(
                db,
                "SELECT u.id, r.name, u.path, u.model, u.client, u.folder, u.position FROM project_rule AS u "
                "JOIN project AS r ON r.id = u.project_id ORDER BY u.position, u.id",
            )
        ]


def accounts(reader: Reader) -> list[tuple[Account, int | None]]:
    """Each with what is left on it; None where it is not prepaid."""
    found: list[tuple[Account, int | None]] = []
    with reader.moment() as db:
        for row in (
            AccountConfigRow.select()
            .where(AccountConfigRow.removed_us.is_null())
            .order_by(AccountConfigRow.provider, AccountConfigRow.priority, AccountConfigRow.name)
            .execute(db)
        ):
            account = Account(
                row.provider, row.name, row.base_url, row.kind, row.priority, row.weight, bool(row.paused),
                row.low_balance_nusd,
            )  # fmt: skip
            left = balances.balance(db.connection(), row.id) if row.kind == "prepaid" else None
            found.append((account, left))
    return found


def routings(reader: Reader) -> dict[str, Routing]:
    with reader.moment() as db:
        return {r.provider: Routing(r.strategy, r.sticky_us) for r in RoutingRow.select().execute(db)}


def aliases(reader: Reader) -> list[Alias]:
    with reader.moment() as db:
        rows = AliasRow.select().order_by(AliasRow.name).execute(db)
        return [Alias(r.name, tuple(Target(*t) for t in json.loads(r.targets))) for r in rows]


def balance_entries(
    reader: Reader, provider: str, account: str, limit: int | None = None
) -> list[balances.BalanceEntry]:
    """Newest first."""
    with reader.moment() as db:
        rows = db.execute_sql(
            "SELECT at_us, kind, amount_nusd, balance_nusd, call_id, made_by, reason FROM balance_entry "
            "WHERE account_id = (SELECT id FROM account_config WHERE provider = ? AND name = ?) "
            "ORDER BY seq DESC LIMIT ?",
            (provider, account, -1 if limit is None else limit),
        ).fetchall()
    return [
        balances.BalanceEntry(at_us, kind, amount, after, call and ulid.text(call), made_by, reason)
        for at_us, kind, amount, after, call, made_by, reason in rows
    ]


# ---- what is changed ------------------------------------------------------------------------------------


def keep_client(ledger: Ledger, client: Client, token: Token | None = None) -> Future[Any]:
    """With its token, or with the fingerprints that it was found by."""
    ledger.names.taken("client", client.name)

    def task(db: SqliteDatabase) -> None:
        client_id = id_of(db, "client", client.name)
        changes = {"project": id_of(db, "project", client.project), "archived": int(client.archived)}
        ClientProfileRow.insert(
            client=client_id,
            origin=client.origin,
            family=client.family,
            created_us=client.created_us,
            **changes,
        ).on_conflict(conflict_target=[ClientProfileRow.client], update=changes).execute(db)
        for fingerprint in client.fingerprints:
            ClientFingerprintRow.replace(
                fingerprint=fingerprint, client=client_id, created_us=client.created_us
            ).execute(db)
        if token is not None:
            _keep_token(db, client_id, token)

    return ledger.write(task, Scope.REGISTER)


def replace_tokens(
    ledger: Ledger, client: str, token: Token | None, *, at_us: int, revoked: bool
) -> Future[Any]:
    """End the tokens of a client, at that time or when they do anyway, and give it another one."""

    def task(db: SqliteDatabase) -> None:
        client_id = id_of(db, "client", client)
        valid = (ClientTokenRow.client == client_id) & ClientTokenRow.revoked_us.is_null()
        end: Any = ClientTokenRow.expires_us
        ended = {"revoked_us": at_us} if revoked else {"expires_us": fn.MIN(fn.COALESCE(end, at_us), at_us)}
        ClientTokenRow.update(ended).where(valid).execute(db)
        if token is not None:
            _keep_token(db, client_id, token)

    return ledger.write(task, Scope.REGISTER)


def note_uses(ledger: Ledger, last_used_us: dict[int, int]) -> Future[Any]:
    def task(db: SqliteDatabase) -> None:
        db.connection().executemany(
            "UPDATE client_token SET last_used_us = ? WHERE id = ?",
            [(at_us, id_) for id_, at_us in last_used_us.items()],
        )

    return ledger.write(task)


def rename(ledger: Ledger, dimension: Renameable, old: str, new: str) -> Future[Any]:
    """In everything that was recorded, too; and in what is recorded later of calls that began before."""

    def task(db: SqliteDatabase) -> None:
        if db.execute_sql(f"SELECT 1 FROM {dimension} WHERE name = ?", (new,)).fetchone():
            raise AppError(f"The {dimension} {new!r} is there already.", "Merge them, or take another name.")
        db.execute_sql(f"UPDATE {dimension} SET name = ? WHERE name = ?", (new, old))

    return _move(ledger, task, dimension, old, new)


def merge_clients(ledger: Ledger, one: str, into: str) -> Future[int]:
    """All that `one` has and did is `into`'s; how many calls that were."""

    def task(db: SqliteDatabase) -> int:
        old_id, new_id = id_of(db, "client", one), id_of(db, "client", into)
        if old_id == new_id:
            raise ClientError("A client cannot be merged with itself.")
        manifest.forget(ledger.path)  # it remembers days that are about to change, rightly
        connection = db.connection()
        proven = f"{proofs.ROWS} WHERE client_id = ? AND seq >= {number(db, PROVEN_FROM_SEQ)} AND seq IN "
        seqs = [seq for (seq,) in _rows(db, "SELECT seq FROM call WHERE client_id = ?", old_id)]
        for start in range(0, len(seqs), 5_000):
            part = f"({', '.join(map(str, seqs[start : start + 5_000]))})"
            before = connection.execute(proven + part, (old_id,)).fetchall()
            proofs.take_out(connection, proofs.proofs_of(before))
            connection.execute(f"UPDATE call SET client_id = ? WHERE seq IN {part}", (new_id,))
            after = connection.execute(proven + part, (new_id,)).fetchall()
            proofs.add(connection, proofs.proofs_of(after))
        move_sums(db, "client_id", old_id, new_id)
        for table in TABLES:
            if table in {CallRow, SliceRow, ClientProfileRow}:
                continue
            for field, to in table._meta.refs.items():
                if to in {ClientRow, ClientProfileRow}:  # tokens, fingerprints, budgets, …
                    sql = f"UPDATE OR REPLACE {table._meta.table_name} SET {field.column_name} = ? "
                    db.execute_sql(f"{sql} WHERE {field.column_name} = ?", (new_id, old_id))
        db.execute_sql("DELETE FROM client_profile WHERE client_id = ?", (old_id,))
        db.execute_sql("DELETE FROM client WHERE id = ?", (old_id,))
        return len(seqs)

    return _move(ledger, task, "client", one, into)


def keep_project(ledger: Ledger, project: Project) -> Future[Any]:
    ledger.names.taken("project", project.name)

    def task(db: SqliteDatabase) -> None:
        ProjectProfileRow.replace(
            project=id_of(db, "project", project.name),
            colour=project.colour,
            archived=int(project.archived),
            created_us=project.created_us,
        ).execute(db)

    return ledger.write(task, Scope.REGISTER)


def keep_rule(ledger: Ledger, rule: Rule, now_us: int) -> Future[int]:
    """Its id. A position of 0 is after all others."""
    ledger.names.taken("project", rule.project)

    def task(db: SqliteDatabase) -> int:
        (last,) = db.execute_sql("SELECT coalesce(max(position), 0) FROM project_rule").fetchone()
        return ProjectRuleRow.insert(
            project=id_of(db, "project", rule.project),
            position=rule.position or last + 1,
            created_us=now_us,
            **{name: getattr(rule, name) for name in _RULE},
        ).execute(db)

    return ledger.write(task, Scope.REGISTER)


def order_rules(ledger: Ledger, ids: Sequence[int]) -> Future[Any]:
    def task(db: SqliteDatabase) -> None:
        for place, id_ in enumerate(ids, 1):
            ProjectRuleRow.update(position=place).where(ProjectRuleRow.id == id_).execute(db)

    return ledger.write(task, Scope.REGISTER)


def remove_rule(ledger: Ledger, id_: int) -> Future[int]:
    return _remove(ledger, "project_rule", "id", id_)


def keep_account(ledger: Ledger, account: Account, now_us: int) -> Future[Any]:
    values = {
        "base_url": account.base_url,
        "kind": account.kind,
        "priority": account.priority,
        "weight": account.weight,
        "paused": int(account.paused),
        "low_balance_nusd": account.low_balance_nusd,
        "removed_us": None,
    }

    def task(db: SqliteDatabase) -> None:
        id_ = _account_id(db, account.provider, account.name)
        if id_ is None:
            new = {"provider": account.provider, "name": account.name, "created_us": now_us}
            AccountConfigRow.insert(values | new).execute(db)
        else:
            AccountConfigRow.update(values).where(AccountConfigRow.id == id_).execute(db)

    return ledger.write(task, Scope.REGISTER)


def remove_account(ledger: Ledger, provider: str, name: str, now_us: int) -> Future[Any]:
    """Its entries stay, and are its again when it comes back."""

    def task(db: SqliteDatabase) -> None:
        same = AccountConfigRow.id == _account_id(db, provider, name)
        AccountConfigRow.update(removed_us=now_us).where(same).execute(db)

    return ledger.write(task, Scope.REGISTER)


def enter(
    ledger: Ledger,
    account: Account,
    kind: str,
    amount: Callable[[int], int],
    *,
    made_by: str,
    reason: str,
    now_us: int,
) -> Future[int]:
    """Change a balance by what `amount` makes of it, less what ended before; the balance after that."""

    def task(db: SqliteDatabase) -> int:
        id_ = _account_id(db, account.provider, account.name)
        assert id_ is not None
        before = balances.balance(db.connection(), id_)
        return balances.enter(
            db.connection(), id_, kind, amount(before), at_us=now_us, made_by=made_by, reason=reason
        )

    return ledger.write(task, Scope.REGISTER, in_order=True)


def keep_routing(ledger: Ledger, provider: str, routing: Routing) -> Future[Any]:
    row = RoutingRow.replace(provider=provider, strategy=routing.strategy, sticky_us=routing.sticky_us)
    return ledger.write(row.execute, Scope.REGISTER)


def keep_alias(ledger: Ledger, alias: Alias, now_us: int) -> Future[Any]:
    row = AliasRow.replace(name=alias.name, targets=json.dumps(alias.targets), created_us=now_us)
    return ledger.write(row.execute, Scope.REGISTER)


def remove_alias(ledger: Ledger, name: str) -> Future[int]:
    return _remove(ledger, "alias", "name", name)


def id_of(db: SqliteDatabase, dimension: str, name: str | None) -> int:
    """Of a name; a new one gets its row."""
    if not name:
        return 0
    db.execute_sql(f"INSERT INTO {dimension} (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
    return db.execute_sql(f"SELECT id FROM {dimension} WHERE name = ?", (name,)).fetchone()[0]


def _move(ledger: Ledger, task: Task, dimension: Renameable, old: str, new: str) -> Future[Any]:
    """After what was recorded under the old name; and nothing is recorded under it any more."""
    done = partial(ledger.names.moved, dimension, old, new)
    return ledger.write(task, Scope.REGISTER | Scope.CALLS | Scope.PAST, in_order=True, done=done)


def _keep_token(db: SqliteDatabase, client_id: int, token: Token) -> None:
    ClientTokenRow.insert(
        client=client_id,
        prefix=token.prefix,
        digest=token.digest,
        providers=json.dumps(token.providers),
        models=json.dumps(token.models),
        project=id_of(db, "project", token.project),
        expires_us=token.expires_us,
        created_us=token.created_us,
    ).execute(db)


def _account_id(db: SqliteDatabase, provider: str, name: str) -> int | None:
    sql = "SELECT id FROM account_config WHERE provider = ? AND name = ?"
    found = db.execute_sql(sql, (provider, name)).fetchone()
    return None if found is None else found[0]


def _remove(ledger: Ledger, table: str, column: str, value: Any) -> Future[int]:
    def task(db: SqliteDatabase) -> int:
        return db.execute_sql(f"DELETE FROM {table} WHERE {column} = ?", (value,)).rowcount

    return ledger.write(task, Scope.REGISTER)


def _rows(db: Any, sql: str, *params: Any) -> list[Any]:
    return db.execute_sql(sql, params).fetchall()
