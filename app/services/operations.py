"""What changes an installation, by name: the window calls these, and the command line asks the running
program for them, so that there is one writer and one way to do each thing."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from app.core import settings as settings_table
from app.core.audit import Actor
from app.core.errors import AppError
from app.core.providers import Provider, check_leads_away
from app.ledger.auditing import Note
from app.platform.clock import now_us
from app.services import alert_acts, budget_acts, care, key_acts, price_acts, register_acts
from app.services.importing import import_calls
from app.services.office import Office
from app.services.past import following_the_past
from app.services.providers import as_row
from app.services.retention import Progress, unseen

Arguments = Mapping[str, Any]
Look = Callable[[Office, Arguments], Mapping[str, Any]]


def _always(_: Arguments) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    run: Callable[..., Any]  # (Office, Arguments); where it `tells` how far it is, also whom
    subject: str | None = None  # of the audit, from the words of the act; None: it is not noted there
    told: tuple[str, ...] = ()  # the words that the audit repeats; never a secret
    look: Look | None = None  # at what it changes outside of the ledger
    noted: Callable[[Arguments], bool] = _always
    in_ledger: bool = False  # what it does not write there, it did not do
    tells: bool = False


def perform(
    office: Office,
    name: str,
    arguments: Arguments,
    actor: Actor = "command line",
    progress: Progress = unseen,
) -> Any:
    """The result, as JSON can carry it. `made_by` is told to the act, whatever its words say."""
    operation = _BY_NAME.get(name)
    if operation is None:
        raise AppError(f"There is no operation {name!r}.")
    arguments = {**arguments, "made_by": actor}
    run = partial(operation.run, office, arguments, *([progress] if operation.tells else []))
    with following_the_past(office):
        if operation.subject is None or arguments.get("dry_run") or not operation.noted(arguments):
            return run()
        with office.ledger.noting(_note_of(office, operation, arguments), elsewhere=not operation.in_ledger):
            return run()


def _note_of(office: Office, operation: Operation, arguments: Arguments) -> Note:
    told = {word: arguments[word] for word in operation.told if word in arguments}
    renamed = arguments.get("to") if operation.name.endswith((".rename", ".merge", ".set")) else None
    subject = (operation.subject or "").format_map(arguments)
    look = partial(operation.look, office, arguments) if operation.look else dict[str, Any]
    return Note(now_us(), arguments["made_by"], operation.name, subject, told, renamed, look(), look)


def _provider_add(office: Office, a: Arguments) -> Any:
    if a["id"] not in office.providers.all:
        key_acts.check_no_key(office, a["id"])  # of another one, which had this name before
    local = bool(a.get("local"))
    check_leads_away(Provider(a["id"], a["id"], a["api"], a["base_url"], local), office.own_ports)
    return as_row(office.providers.add(a["id"], a["api"], a["base_url"], a.get("name") or "", local=local))


def _provider_set(office: Office, a: Arguments) -> Any:
    if a["changes"].get("base_url") is not None:
        check_leads_away(office.providers.changed(a["id"], a["changes"]), office.own_ports)
    return as_row(office.providers.set(a["id"], a["changes"]))


def _provider_remove(office: Office, a: Arguments) -> Any:
    if office.providers.goes_elsewhere_without(a["id"]):
        key_acts.check_no_key(office, a["id"])
    office.providers.remove(a["id"])
    return {"removed": a["id"]}


def _settings_set(office: Office, a: Arguments) -> Any:
    setting = settings_table.find(a["key"])
    office.change_setting(setting.key, setting.parse(a["value"]))
    return {"key": setting.key, "value": office.settings[setting.key], "restart": setting.restart}


def _setting(office: Office, a: Arguments) -> Any:
    return {"value": office.settings[settings_table.find(a["key"]).key]}


def _settings_unset(office: Office, a: Arguments) -> Any:
    setting = settings_table.find(a["key"])
    office.change_setting(setting.key, None)
    return {"key": setting.key, "value": setting.default, "restart": setting.restart}


def _tool_pointed(_: Office, a: Arguments) -> Any:
    """Done where the tool is, by whoever did it; this is for the audit."""
    return {"tool": a["tool"]}


def _backup(office: Office, a: Arguments, progress: Progress) -> Any:
    to = a.get("to")
    return care.back_up(office, Path(to) if to else None, progress=progress)


def _verify(office: Office, _: Arguments, progress: Progress) -> Any:
    return care.verify(office, progress)


def _reconcile(office: Office, a: Arguments, progress: Progress) -> Any:
    return care.reconcile(office, repair=bool(a.get("repair")), progress=progress)


def _vacuum(office: Office, _: Arguments, progress: Progress) -> Any:
    return care.vacuum(office, progress)


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


def _import(office: Office, a: Arguments, progress: Progress) -> Any:
    return asdict(import_calls(office.ledger, Path(a["path"]), progress))


OPERATIONS: tuple[Operation, ...] = (
    Operation("provider.add", _provider_add, "{id}"),
    Operation("provider.set", _provider_set, "{id}"),
    Operation("provider.remove", _provider_remove, "{id}"),
    Operation("key.set", key_acts.set_key, "{provider}/{account}", look=key_acts.kept_key),
    Operation("key.noted", key_acts.note_key, "{provider}/{account}", look=key_acts.kept_key),
    Operation("key.remove", key_acts.remove_key, "{provider}/{account}", look=key_acts.kept_key),
    Operation("key.struck", key_acts.strike_key, "{provider}/{account}", look=key_acts.kept_key),
    Operation("key.lock", key_acts.lock_keys),
    Operation("key.unlock", key_acts.unlock_keys),
    Operation("settings.set", _settings_set, "{key}", look=_setting),
    Operation("settings.unset", _settings_unset, "{key}", look=_setting),
    Operation("tool.connected", _tool_pointed, "{tool}", ("url", "files")),
    Operation("tool.disconnected", _tool_pointed, "{tool}", ("files",)),
    Operation("backup", _backup, tells=True),
    Operation("verify", _verify, tells=True),
    Operation("reconcile", _reconcile, tells=True),
    Operation("vacuum", _vacuum, tells=True),
    Operation("purge", _purge, "calls", ("days",)),
    Operation("import", _import, "calls", ("path",), tells=True),
    Operation("client.add", register_acts.add_client, "{name}"),
    Operation("client.rotate", register_acts.rotate_client, "{name}"),
    Operation("client.revoke", register_acts.revoke_client, "{name}"),
    Operation("client.set", register_acts.change_client, "{name}"),
    Operation("client.rename", register_acts.rename_client, "{name}", ("to",)),
    Operation("client.merge", register_acts.merge_clients, "{name}", ("to",)),
    Operation("project.add", register_acts.add_project, "{name}"),
    Operation("project.rename", register_acts.rename_project, "{name}", ("to",)),
    Operation("project.set", register_acts.change_project, "{name}"),
    Operation("project.archive", register_acts.archive_project, "{name}"),
    Operation("project.rule.add", register_acts.add_rule, "{project}"),
    Operation("project.rule.remove", register_acts.remove_rule, "rule {id}"),
    Operation("project.rule.order", register_acts.order_rules, "rules", ("ids",)),
    Operation("project.rule.apply", register_acts.apply_rules, "calls", ("filter",), in_ledger=True),
    Operation("calls.retag", register_acts.retag_calls, "calls", ("project", "filter"), in_ledger=True),
    Operation("calls.untag", register_acts.undo_retag, "calls"),
    Operation("account.set", register_acts.set_account, "{provider}/{account}"),
    Operation(
        "account.order",
        register_acts.order_accounts,
        "{provider}",
        ("ranks",),
        look=register_acts.ranks_of_accounts,
        in_ledger=True,
    ),
    Operation("account.remove", register_acts.remove_account, "{provider}/{account}"),
    Operation(
        "account.enter", register_acts.enter_balance, "{provider}/{account}", ("kind", "usd", "reason")
    ),
    Operation("provider.route", register_acts.route_provider, "{id}"),
    Operation("alias.add", register_acts.add_alias, "{name}"),
    Operation("alias.remove", register_acts.remove_alias, "{name}"),
    Operation("budget.add", budget_acts.add_budget, "{name}"),
    Operation("budget.set", budget_acts.change_budget, "{name}"),
    Operation("budget.raise", budget_acts.raise_budget, "{name}"),
    Operation("budget.unraise", budget_acts.take_back_raises, "{name}"),
    Operation("budget.allow", budget_acts.allow_calls, "{name}"),
    Operation("budget.pause", budget_acts.pause_budget, "{name}"),
    Operation("budget.remove", budget_acts.remove_budget, "{name}"),
    Operation("budget.restore", budget_acts.restore_budget, "{name}"),
    Operation("alert.add", alert_acts.add_rule, "{kind}"),
    Operation("alert.set", alert_acts.change_rule, "{name}"),
    Operation("alert.remove", alert_acts.remove_rule, "{name}"),
    Operation("alert.restore", alert_acts.restore_rule, "{name}"),
    Operation("alert.mute", alert_acts.mute_rule, "{name}"),
    Operation("alert.ack", alert_acts.acknowledge),
    Operation("alert.unack", alert_acts.unacknowledge),
    Operation("alert.test", alert_acts.test_channel),
    Operation("alert.channel.add", alert_acts.add_channel, "{name}"),
    Operation("alert.channel.set", alert_acts.change_channel, "{name}"),
    Operation("alert.channel.remove", alert_acts.remove_channel, "{name}"),
    Operation("client.pause", alert_acts.pause_client, "{name}"),
    Operation("client.resume", alert_acts.resume_client, "{name}"),
    Operation("price.set", price_acts.set_price, "{provider}/{model}"),
    Operation("price.unset", price_acts.unset_price, "{provider}/{model}"),
    Operation("price.map", price_acts.map_prices, "{of}", ("as",)),
    Operation("price.update", price_acts.update_prices, "catalogue", look=price_acts.price_list),
    Operation("price.update.undo", price_acts.undo_update, "catalogue", look=price_acts.price_list),
    Operation("price.reprice", price_acts.reprice, "calls", ("filter", "unpriced_only"), in_ledger=True),
    Operation(
        "price.reprice.some",
        price_acts.reprice_some,
        "calls",
        ("filter", "unpriced_only"),
        noted=price_acts.begins,
        in_ledger=True,
    ),
    Operation("price.undo", price_acts.undo_reprice, "calls"),
)
_BY_NAME = {operation.name: operation for operation in OPERATIONS}
