"""The ledger: every call, in one SQLite file. The only code that knows peewee or SQLite.

Who only reads does not wait for what writes, proves and restores: that is imported when it is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from app.ledger.reader import Reader
from app.ledger.reading import reading

if TYPE_CHECKING:
    from app.ledger.backup import Backup, list_backups, rotate
    from app.ledger.care import CareRun
    from app.ledger.health import Condition, SlowQuery
    from app.ledger.inspecting import check_integrity, is_there, migration_status, sqlite_version
    from app.ledger.ledger import Ledger, migrate
    from app.ledger.migrating import way
    from app.ledger.proving import Reconciliation
    from app.ledger.purging import Old
    from app.ledger.restoring import Contents, contents, restore
    from app.ledger.results import Found, Heat, QuantileLine, Quantiles, QuantileSeries, ReportRow, Series
    from app.ledger.salvaging import Salvaged, roll_forward, salvage
    from app.ledger.verifying import Verification, told, verify
    from app.ledger.writer import WriterHealth

__all__ = [
    "Backup",
    "CareRun",
    "Condition",
    "Contents",
    "Found",
    "Heat",
    "Ledger",
    "Old",
    "QuantileLine",
    "QuantileSeries",
    "Quantiles",
    "Reader",
    "Reconciliation",
    "ReportRow",
    "Salvaged",
    "Series",
    "SlowQuery",
    "Verification",
    "WriterHealth",
    "check_integrity",
    "contents",
    "is_there",
    "list_backups",
    "migrate",
    "migration_status",
    "reading",
    "restore",
    "roll_forward",
    "rotate",
    "salvage",
    "sqlite_version",
    "told",
    "verify",
    "way",
]

_WHERE = {
    "Backup": "backup",
    "list_backups": "backup",
    "rotate": "backup",
    "CareRun": "care",
    "Condition": "health",
    "SlowQuery": "health",
    "check_integrity": "inspecting",
    "is_there": "inspecting",
    "migration_status": "inspecting",
    "sqlite_version": "inspecting",
    "Ledger": "ledger",
    "migrate": "ledger",
    "way": "migrating",
    "Reconciliation": "proving",
    "Old": "purging",
    "Contents": "restoring",
    "contents": "restoring",
    "restore": "restoring",
    "Found": "results",
    "Heat": "results",
    "QuantileLine": "results",
    "Quantiles": "results",
    "QuantileSeries": "results",
    "ReportRow": "results",
    "Series": "results",
    "Salvaged": "salvaging",
    "roll_forward": "salvaging",
    "salvage": "salvaging",
    "Verification": "verifying",
    "told": "verifying",
    "verify": "verifying",
    "WriterHealth": "writer",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(name)
    found = getattr(import_module(f"app.ledger.{_WHERE[name]}"), name)
    globals()[name] = found
    return found
