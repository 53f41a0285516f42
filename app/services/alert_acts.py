"""What is done with alerts and stopped clients by who holds the home, in words that JSON can carry."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.core.alert_channels import Channel, channel_kind_named
from app.core.alert_rules import SCOPE, Rule, RuleKind, Value, kind_named, read_duration
from app.core.budgets import BudgetScope
from app.core.errors import AlertError, AppError, UsageError
from app.core.names import free_name
from app.core.periods import parse_end
from app.platform.clock import now_us, zone
from app.services.alert_rows import channel_row, rule_row
from app.services.channel_secrets import completed, key_name, packed
from app.services.office import Office

Arguments = Mapping[str, Any]


def add_rule(office: Office, a: Arguments) -> Any:
    kind = kind_named(a["kind"])
    channels = None if a.get("channels") is None else tuple(a["channels"])
    name = a.get("name") or free_name(kind.title, {rule.name for rule in office.alerts.rules()})
    rule = Rule(name, kind, _chosen(kind, a), _scope(office, a), channels)
    return rule_row(office.alerts.add_rule(rule))


def change_rule(office: Office, a: Arguments) -> Any:
    """What is named changes, its name by `to`; a part of its scope that is named empty is taken off."""
    rule = office.alerts.rule(a["name"])
    changes: dict[str, Any] = {"name": a["to"]} if a.get("to") else {}
    if a.get("parameters"):
        changes["chosen"] = MappingProxyType({**rule.chosen, **_chosen(rule.kind, a)})
    if any(part in a for part in SCOPE):
        kept = {part: getattr(rule.scope, part) or "" for part in SCOPE}
        changes["scope"] = _scope(office, {**kept, **a})
    if "channels" in a:
        changes["channels"] = None if a["channels"] is None else tuple(a["channels"])
    if "enabled" in a:
        changes["enabled"] = bool(a["enabled"])
    if not changes:
        raise UsageError("Say what is to change.", f"A rule of this kind has: {_names(rule.kind)}.")
    return rule_row(office.alerts.change_rule(rule.name, **changes))


def remove_rule(office: Office, a: Arguments) -> Any:
    return {"removed": office.alerts.remove_rule(a["name"]).name}


def restore_rule(office: Office, a: Arguments) -> Any:
    """Takes back a removal."""
    return rule_row(office.alerts.restore_rule(a["name"]))


def mute_rule(office: Office, a: Arguments) -> Any:
    """For a time, or until a moment; with neither it tells again."""
    at_us, until_us = now_us(), None
    if a.get("for"):
        until_us = at_us + read_duration(a["for"])
    elif a.get("until"):
        try:
            until_us = parse_end(a["until"], zone(office.settings.text("general.time_zone")), at_us)
        except ValueError as error:
            raise UsageError(f"{error}.") from None
    if until_us is not None and until_us <= at_us:
        raise UsageError("A rule is muted until a moment that lies ahead.")
    return rule_row(office.alerts.mute(a["name"], until_us))


def acknowledge(office: Office, a: Arguments) -> Any:
    """One alert by its id, or all."""
    id_ = a.get("id")
    if id_ is not None and not any(a.id == id_ for a in office.alerts.history(limit=1, before=id_ + 1)):
        raise AlertError(f"There is no alert {id_}.", "`tollgate alert history` shows them.")
    ids = office.alerts.acknowledge(id_)
    return {"acknowledged": len(ids), "left": office.alerts.unacknowledged(), "ids": ids}


def unacknowledge(office: Office, a: Arguments) -> Any:
    """Takes back the acknowledging of those `ids`."""
    office.alerts.unacknowledge(a["ids"])
    return {"left": office.alerts.unacknowledged()}


# ---- channels -----------------------------------------------------------------------------------------


def add_channel(office: Office, a: Arguments) -> Any:
    """With `secrets` they are put where keys are; without, they were put there before."""
    kind = channel_kind_named(a["kind"])
    channel = Channel(a["name"], kind, MappingProxyType(dict(a.get("options") or {})))
    office.alerts.check_new(channel.name)
    if a.get("secrets") is not None:
        secrets = completed(kind, a["secrets"])
        if secrets:
            name = key_name(channel.name)
            office.keys.set(name.provider, name.account, packed(secrets))
    return channel_row(office.alerts.add_channel(channel))


def change_channel(office: Office, a: Arguments) -> Any:
    """Its `options` and `secrets` that are named change, its name by `to`; an empty option goes back to its
    default."""
    channel = office.alerts.channel(a["name"])
    options: Mapping[str, str] = {**channel.options, **(a.get("options") or {})}
    changed = Channel(a.get("to") or channel.name, channel.kind, _without_empty(options))
    if changed.name != channel.name:
        office.alerts.check_new(changed.name)
    secrets = _without_empty(a.get("secrets") or {})
    _check_not_moved(office, channel, changed, secrets)
    _keep_secrets(office, channel, changed.name, secrets)
    try:
        kept = office.alerts.change_channel(channel.name, changed.options, to=changed.name)
    except AppError:
        if changed.name != channel.name:
            _forget_secrets(office, changed.name)
        raise
    note = _forget_secrets(office, channel.name) if changed.name != channel.name else ""
    return {**channel_row(kept), "note": note}


def _check_not_moved(office: Office, channel: Channel, changed: Channel, secrets: Mapping[str, str]) -> None:
    """What is secret goes to no other host than the one that it was given for."""
    moved = [
        o.name for o in channel.kind.options if o.host and changed.option(o.name) != channel.option(o.name)
    ]
    if moved and not secrets and _has_secrets(office, channel.name):
        wanted = sorted(option.name for option in channel.kind.options if option.secret)
        raise UsageError(
            f"Its {' and '.join(wanted)} was given for another {moved[0]}.",
            "Give it anew, or remove the channel and make it again.",
        )


def _keep_secrets(office: Office, channel: Channel, to: str, secrets: Mapping[str, str]) -> None:
    """Those that are new, and with another name those that it has."""
    if not secrets and (to == channel.name or not _has_secrets(office, channel.name)):
        return
    wanted = {option.name for option in channel.kind.options if option.secret}
    kept = {} if wanted <= set(secrets) else office.alerts.couriers.secrets(channel)
    name = key_name(to)
    office.keys.set(name.provider, name.account, packed(completed(channel.kind, {**kept, **secrets})))


def _has_secrets(office: Office, channel: str) -> bool:
    return any(kept.name == key_name(channel) for kept in office.keys.all())


def _forget_secrets(office: Office, channel: str) -> str:
    """Empty, or why they stay where they are."""
    if not _has_secrets(office, channel):
        return ""
    name = key_name(channel)
    try:
        office.keys.remove(name.provider, name.account)
    except AppError as error:
        return f"Its secrets stay where they are: {error}"
    return ""


def remove_channel(office: Office, a: Arguments) -> Any:
    """Its secrets go with it, where the key store lets them."""
    channel = office.alerts.remove_channel(a["name"])
    return {"removed": channel.name, "note": _forget_secrets(office, channel.name)}


def test_channel(office: Office, a: Arguments) -> Any:
    office.alerts.test(a["name"])
    return {"channel": a["name"], "arrived": True}


# ---- stopped clients ----------------------------------------------------------------------------------


def pause_client(office: Office, a: Arguments) -> Any:
    office.clients.get(a["name"])
    office.alerts.pause(a["name"], a.get("reason") or "somebody stopped it by hand.")
    return {"client": a["name"], "paused": True}


def resume_client(office: Office, a: Arguments) -> Any:
    office.alerts.resume(a["name"])
    return {"client": a["name"], "paused": False}


def _without_empty(given: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in given.items() if value}


def _chosen(kind: RuleKind, a: Arguments) -> Mapping[str, Value]:
    known = {p.name: p for p in kind.parameters}
    given: Mapping[str, str] = a.get("parameters") or {}
    for name in given:
        if name not in known:
            raise UsageError(
                f"A rule of the kind {kind.name} has no {name.replace('_', '-')}.", f"It has: {_names(kind)}."
            )
    return MappingProxyType({name: known[name].read(str(text)) for name, text in given.items()})


def _names(kind: RuleKind) -> str:
    return ", ".join(p.name.replace("_", "-") for p in kind.parameters) or "nothing to set"


def _scope(office: Office, a: Arguments) -> BudgetScope:
    scope = BudgetScope(**{part: a.get(part) or None for part in SCOPE})
    if scope.provider is not None:
        office.providers.get(scope.provider)
    if scope.account is not None and scope.provider is None:
        raise UsageError("An account is one of a provider: name the provider as well.")
    return scope
