"""What is done with clients, projects, accounts and aliases by who holds the home, in words of JSON."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.core.accounts import Account, Routing
from app.core.aliases import Alias
from app.core.clients import Client, Token
from app.core.money import decimal_usd, nusd_from_usd
from app.core.projects import Project, Rule
from app.core.providers import check_leads_away
from app.core.records import iso_utc
from app.services import key_acts, projects
from app.services.clients import NewToken
from app.services.office import Office
from app.services.repricing import filter_from

Arguments = Mapping[str, Any]


def add_client(office: Office, a: Arguments) -> Any:
    new = NewToken(
        tuple(a.get("providers") or ()), tuple(a.get("models") or ()), a.get("project"), a.get("expires_us")
    )
    token, text = office.clients.add(a["name"], new)
    return {**token_row(token), "token": text}


def rotate_client(office: Office, a: Arguments) -> Any:
    changes: dict[str, Any] = {}
    if a.get("expires_us") is not None:
        changes["expires_us"] = a["expires_us"]
    if a.get("providers"):
        changes["providers"] = tuple(a["providers"])
    token, text = office.clients.rotate(a["name"], int(a.get("grace_us") or 0), **changes)
    return {**token_row(token), "token": text}


def revoke_client(office: Office, a: Arguments) -> Any:
    return {"client": a["name"], "revoked": office.clients.revoke(a["name"])}


def change_client(office: Office, a: Arguments) -> Any:
    changes: dict[str, Any] = {"project": a["project"] or None} if "project" in a else {}
    if "archived" in a:
        changes["archived"] = bool(a["archived"])
    office.clients.change(a["name"], **changes)
    return client_row(office.clients.get(a["name"]), [])


def rename_client(office: Office, a: Arguments) -> Any:
    office.clients.rename(a["name"], a["to"])
    office.alerts.reload()
    return {"client": a["to"], "was": a["name"]}


def merge_clients(office: Office, a: Arguments) -> Any:
    calls = office.clients.merge(a["name"], a["to"])
    office.alerts.reload()
    return {"client": a["to"], "was": a["name"], "calls": calls}


def add_project(office: Office, a: Arguments) -> Any:
    return project_row(office.projects.add(a["name"], a.get("colour")))


def rename_project(office: Office, a: Arguments) -> Any:
    office.projects.rename(a["name"], a["to"])
    office.clients.reload()  # some are of it
    office.alerts.reload()
    return {"name": a["to"], "was": a["name"]}


def change_project(office: Office, a: Arguments) -> Any:
    return project_row(office.projects.paint(a["name"], a["colour"]))


def archive_project(office: Office, a: Arguments) -> Any:
    return project_row(office.projects.archive(a["name"], archived=bool(a["archived"])))


def add_rule(office: Office, a: Arguments) -> Any:
    patterns: dict[str, Any] = {name: a.get(name) for name in ("path", "model", "client", "folder")}
    id_ = office.projects.add_rule(Rule(0, a["project"], **patterns, position=int(a.get("position") or 0)))
    return {"id": id_, "project": a["project"], **patterns}


def remove_rule(office: Office, a: Arguments) -> Any:
    return asdict(office.projects.remove_rule(int(a["id"])))


def order_rules(office: Office, a: Arguments) -> Any:
    """All of them, by their `ids`, the first to be asked first."""
    return {"ids": [rule.id for rule in office.projects.order_rules([int(id_) for id_ in a["ids"]])]}


def apply_rules(office: Office, a: Arguments) -> Any:
    choice = projects.by_rules(office.projects.rules)
    return projects.retag(
        office.ledger, filter_from(a["filter"]), choice, made_by=a["made_by"], reason="rules"
    )


def retag_calls(office: Office, a: Arguments) -> Any:
    """Those of a `filter`, or these by their `ids`."""
    if "ids" in a:
        return projects.retag_these(office.ledger, a["ids"], a["project"], made_by=a["made_by"])
    choice = projects.always(a["project"])
    return projects.retag(office.ledger, filter_from(a["filter"]), choice, made_by=a["made_by"], reason="")


def undo_retag(office: Office, _: Arguments) -> Any:
    return projects.undo_retag(office.ledger)


def set_account(office: Office, a: Arguments) -> Any:
    changes = dict(a["changes"])
    if "low_balance_usd" in changes:
        text = changes.pop("low_balance_usd")
        changes["low_balance_nusd"] = None if text is None else nusd_from_usd(text)
    if changes.get("base_url"):
        provider = office.providers.changed(a["provider"], {"base_url": changes["base_url"]})
        check_leads_away(provider, office.own_ports)
    return account_row(office.accounts.set(a["provider"], a["account"], changes), None)


def order_accounts(office: Office, a: Arguments) -> Any:
    """`ranks` of accounts, by their names."""
    office.accounts.order(a["provider"], a["ranks"])
    return ranks_of_accounts(office, a)


def ranks_of_accounts(office: Office, a: Arguments) -> Any:
    return {"ranks": {account.name: account.priority for account in office.accounts.of(a["provider"])}}


def remove_account(office: Office, a: Arguments) -> Any:
    """After its key: with one, it would go on to take calls, and the key may be for its own address."""
    key_acts.check_no_key(office, a["provider"], a["account"])
    office.accounts.remove(a["provider"], a["account"])
    return {"removed": f"{a['provider']}/{a['account']}"}


def enter_balance(office: Office, a: Arguments) -> Any:
    """`kind` is top-up, adjust or reconcile."""
    after = office.accounts.enter(
        a["provider"], a["account"], a["kind"], nusd_from_usd(a["usd"]),
        made_by=a["made_by"], reason=a.get("reason") or "",
    )  # fmt: skip
    return {"provider": a["provider"], "account": a["account"], "balance_usd": decimal_usd(after)}


def route_provider(office: Office, a: Arguments) -> Any:
    return routing_row(a["id"], office.accounts.route(a["id"], a["strategy"], a["sticky_us"]))


def add_alias(office: Office, a: Arguments) -> Any:
    return alias_row(office.accounts.add_alias(a["name"], a["targets"]))


def remove_alias(office: Office, a: Arguments) -> Any:
    office.accounts.remove_alias(a["name"])
    return {"removed": a["name"]}


# ---- as JSON carries them -------------------------------------------------------------------------------


def client_row(client: Client, tokens: list[Token], last_used_us: int | None = None) -> dict[str, Any]:
    return {
        "name": client.name,
        "origin": client.origin,
        "family": client.family,
        "project": client.project,
        "created_at": _at(client.created_us),
        "last_used_at": _at(last_used_us),
        "tokens": [token_row(token) for token in tokens],
    }


def token_row(token: Token) -> dict[str, Any]:
    return {
        "client": token.client,
        "prefix": token.prefix,
        "providers": list(token.providers),
        "models": list(token.models),
        "project": token.project,
        "expires_at": _at(token.expires_us),
        "revoked_at": _at(token.revoked_us),
        "last_used_at": _at(token.last_used_us),
        "created_at": _at(token.created_us),
    }


def project_row(project: Project) -> dict[str, Any]:
    return {"name": project.name, "colour": project.colour or None, "archived": project.archived}


def account_row(account: Account, balance_nusd: int | None) -> dict[str, Any]:
    low = account.low_balance_nusd
    return {
        "provider": account.provider,
        "account": account.name,
        "kind": account.kind,
        "base_url": account.base_url or None,
        "priority": account.priority,
        "weight": account.weight,
        "paused": account.paused,
        "low_balance_usd": None if low is None else decimal_usd(low),
        "balance_usd": None if balance_nusd is None else decimal_usd(balance_nusd),
    }


def routing_row(provider: str, routing: Routing) -> dict[str, Any]:
    sticky_us = routing.sticky_us
    return {
        "provider": provider,
        "strategy": routing.strategy,
        "sticky_s": None if sticky_us is None else sticky_us // 1_000_000,
    }


def alias_row(alias: Alias) -> dict[str, Any]:
    return {"name": alias.name, "targets": [str(target) for target in alias.targets]}


def _at(us: int | None) -> str | None:
    return iso_utc(us) if us else None
