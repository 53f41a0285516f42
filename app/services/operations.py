"""What changes an installation, by name: the window calls these, and the command line asks the running
program for them, so that there is one writer and one way to do each thing."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.core import settings as settings_table
from app.core.errors import AppError
from app.services import budget_acts, care, key_acts, price_acts
from app.services.importing import import_calls
from app.services.office import Office
from app.services.providers import as_row

Arguments = Mapping[str, Any]


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
    return care.back_up(office, Path(to) if to else None)


def _verify(office: Office, _: Arguments) -> Any:
    return care.verify(office)


def _reconcile(office: Office, a: Arguments) -> Any:
    return care.reconcile(office, repair=bool(a.get("repair")))


def _vacuum(office: Office, _: Arguments) -> Any:
    return care.vacuum(office)


def _purge(office: Office, a: Arguments) -> Any:
    """With `days`, once for so many; else as the setting says. A `piece` at a time can be stopped."""
    days = a.get("days")
    keep_days = office.settings.number("storage.keep_calls_days") if days is None else int(days)
    return care.purge(
        office,
        keep_days,
        dry_run=bool(a.get("dry_run")),
        piece=bool(a.get("piece")),
        backed_up=bool(a.get("backed_up")),
    )


def _import(office: Office, a: Arguments) -> Any:
    return asdict(import_calls(office.ledger, Path(a["path"])))


OPERATIONS: tuple[Operation, ...] = (
    Operation("provider.add", _provider_add),
    Operation("provider.set", _provider_set),
    Operation("provider.remove", _provider_remove),
    Operation("key.set", key_acts.set_key),
    Operation("key.noted", key_acts.note_key),
    Operation("key.remove", key_acts.remove_key),
    Operation("key.struck", key_acts.strike_key),
    Operation("key.lock", key_acts.lock_keys),
    Operation("key.unlock", key_acts.unlock_keys),
    Operation("settings.set", _settings_set),
    Operation("settings.unset", _settings_unset),
    Operation("backup", _backup),
    Operation("verify", _verify),
    Operation("reconcile", _reconcile),
    Operation("vacuum", _vacuum),
    Operation("purge", _purge),
    Operation("import", _import),
    Operation("budget.add", budget_acts.add_budget),
    Operation("budget.set", budget_acts.change_budget),
    Operation("budget.raise", budget_acts.raise_budget),
    Operation("budget.unraise", budget_acts.take_back_raises),
    Operation("budget.allow", budget_acts.allow_calls),
    Operation("budget.pause", budget_acts.pause_budget),
    Operation("budget.remove", budget_acts.remove_budget),
    Operation("price.set", price_acts.set_price),
    Operation("price.unset", price_acts.unset_price),
    Operation("price.map", price_acts.map_prices),
    Operation("price.update", price_acts.update_prices),
    Operation("price.update.undo", price_acts.undo_update),
    Operation("price.reprice", price_acts.reprice),
    Operation("price.reprice.some", price_acts.reprice_some),
    Operation("price.undo", price_acts.undo_reprice),
)
_BY_NAME = {operation.name: operation for operation in OPERATIONS}
