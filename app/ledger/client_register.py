"""Clients and their tokens, as the ledger keeps them."""

from __future__ import annotations

# ruff: noqa: S608  only our own names of tables and columns are set into the text
import json
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from peewee import SqliteDatabase, fn

from app.core.clients import Client, Token
from app.core.errors import ClientError
from app.core.news import Scope
from app.ledger import manifest, proofs
from app.ledger.facts import PROVEN_FROM_SEQ, number
from app.ledger.reader import Reader
from app.ledger.register import fetched, id_of, move
from app.ledger.rollup_moves import move_sums
from app.ledger.tables import (
    TABLES,
    CallRow,
    ClientFingerprintRow,
    ClientProfileRow,
    ClientRow,
    ClientTokenRow,
    SliceRow,
)

if TYPE_CHECKING:
    from app.ledger.ledger import Ledger


def clients(reader: Reader) -> list[Client]:
    with reader.moment() as db:
        prints: dict[int, list[str]] = {}
        for client_id, fingerprint in fetched(db, "SELECT client_id, fingerprint FROM client_fingerprint"):
            prints.setdefault(client_id, []).append(fingerprint)
        rows = fetched(
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
        return {name: at_us for name, at_us in fetched(db, sql) if at_us is not None}


def tokens(reader: Reader) -> list[Token]:
    with reader.moment() as db:
        rows = fetched(
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


def merge_clients(ledger: Ledger, one: str, into: str) -> Future[int]:
    """All that `one` has and did is `into`'s; how many calls that were."""

    def task(db: SqliteDatabase) -> int:
        old_id, new_id = id_of(db, "client", one), id_of(db, "client", into)
        if old_id == new_id:
            raise ClientError("A client cannot be merged with itself.")
        manifest.forget(ledger.path)  # it remembers days that are about to change, rightly
        connection = db.connection()
        proven = f"{proofs.ROWS} WHERE client_id = ? AND seq >= {number(db, PROVEN_FROM_SEQ)} AND seq IN "
        seqs = [seq for (seq,) in fetched(db, "SELECT seq FROM call WHERE client_id = ?", old_id)]
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

    return move(ledger, task, "client", one, into)


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
