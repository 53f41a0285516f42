"""What changes an installation, by name: the window calls these, and the command line asks the running
program for them, so that there is one writer and one way to do each thing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from app.core import settings as settings_table
from app.core.errors import AppError
from app.core.settings import Settings, Value
from app.ledger import Ledger
from app.services.providers import Providers, as_row

Arguments = Mapping[str, Any]


class Office(Protocol):
    """What an operation may use: an engine that runs, or one opened for this operation only."""

    @property
    def ledger(self) -> Ledger: ...

    @property
    def providers(self) -> Providers: ...

    @property
    def settings(self) -> Settings: ...

    def change_setting(self, key: str, value: Value | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    run: Callable[[Office, Arguments], Any]


def perform(office: Office, name: str, arguments: Arguments) -> Any:
    """The result, as JSON can carry it."""
    operation = _BY_NAME.get(name)
    if operation is None:
        raise AppError(f"There is no operation {name!r}.")
    return operation.run(office, arguments)


def _provider_add(office: Office, a: Arguments) -> Any:
    return as_row(
        office.providers.add(
            a["id"], a["api"], a["base_url"], a.get("name") or "", local=bool(a.get("local"))
        )
    )


def _provider_set(office: Office, a: Arguments) -> Any:
    return as_row(office.providers.set(a["id"], a["changes"]))


def _provider_remove(office: Office, a: Arguments) -> Any:
    office.providers.remove(a["id"])
    return {"removed": a["id"]}


def _settings_set(office: Office, a: Arguments) -> Any:
    setting = settings_table.find(a["key"])
    office.change_setting(setting.key, setting.parse(a["value"]))
    return {"key": setting.key, "value": office.settings[setting.key], "restart": setting.restart}


def _settings_unset(office: Office, a: Arguments) -> Any:
    setting = settings_table.find(a["key"])
    office.change_setting(setting.key, None)
    return {"key": setting.key, "value": setting.default, "restart": setting.restart}


def _backup(office: Office, a: Arguments) -> Any:
    to = a.get("to")
    made = office.ledger.backup(Path(to) if to else None)
    return {"name": made.name, "path": str(made.path), "bytes": made.size_bytes}


OPERATIONS: tuple[Operation, ...] = (
    Operation("provider.add", _provider_add),
    Operation("provider.set", _provider_set),
    Operation("provider.remove", _provider_remove),
    Operation("settings.set", _settings_set),
    Operation("settings.unset", _settings_unset),
    Operation("backup", _backup),
)
_BY_NAME = {operation.name: operation for operation in OPERATIONS}
