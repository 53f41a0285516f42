"""Projects, and the rules by which calls are theirs, as the ledger keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from peewee import SqliteDatabase

from app.core.news import Scope
from app.core.projects import Project, Rule
from app.ledger.reader import Reader
from app.ledger.register import fetched, id_of, remove
from app.ledger.tables import ProjectProfileRow, ProjectRuleRow

if TYPE_CHECKING:
    from app.ledger.ledger import Ledger

_RULE = ("path", "model", "client", "folder")


def projects(reader: Reader) -> list[Project]:
    """Those that were made, and the names that calls came with."""
    with reader.moment() as db:
        rows = fetched(
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
            for row in fetched(
                db,
                "SELECT u.id, r.name, u.path, u.model, u.client, u.folder, u.position FROM project_rule AS u "
                "JOIN project AS r ON r.id = u.project_id ORDER BY u.position, u.id",
            )
        ]


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
    return remove(ledger, "project_rule", "id", id_)
