"""The ledger: every call, in one SQLite file. The only code that knows peewee or SQLite."""

from app.ledger.backup import Backup, list_backups
from app.ledger.inspecting import check_integrity, migration_status, sqlite_version
from app.ledger.ledger import Ledger, migrate
from app.ledger.reader import Reader
from app.ledger.results import ReportRow, Series
from app.ledger.writer import WriterHealth

__all__ = [
    "Backup",
    "Ledger",
    "Reader",
    "ReportRow",
    "Series",
    "WriterHealth",
    "check_integrity",
    "list_backups",
    "migrate",
    "migration_status",
    "sqlite_version",
]
