"""What is done with budgets by who holds the home, in words that JSON can carry."""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any
from zoneinfo import ZoneInfo

from app.core.amounts import plain_amount, read_amount
from app.core.budgets import ACTIONS, UNPRICED, Budget, BudgetScope, Raise, read_period, read_thresholds
from app.core.errors import BudgetError, UsageError
from app.core.periods import parse_end
from app.core.records import iso_utc
from app.platform.clock import now_us, zone
from app.services.office import Office
from app.services.outlook import as_record

Arguments = Mapping[str, Any]
_SCOPE = ("project", "client", "provider", "account", "model")


def add_budget(office: Office, a: Arguments) -> Any:
    limit, unit = read_amount(a["limit"])
    period, hours = read_period(a.get("period") or "month")
    plain = {name: a[name] for name in ("action", "unpriced") if name in a}
    if "thresholds" in a:
        plain["thresholds"] = read_thresholds(a["thresholds"])
    budget = Budget(
        a["name"], limit, unit, period, hours, _zone(office, a).key, _scope(office, a), **_checked(plain)
    )
    office.budgets.add(budget)
    return stands(office, budget.name)


def change_budget(office: Office, a: Arguments) -> Any:
    """What is named changes, its name by `to`; a part of its scope that is named empty is taken off."""
    with office.alerts.while_renaming() if a.get("to") else nullcontext():
        budget = office.budgets.revise(a["name"], lambda before: _changes(office, before, a))
    return stands(office, budget.name)


def _changes(office: Office, before: Budget, a: Arguments) -> dict[str, Any]:
    changes: dict[str, Any] = {name: a[name] for name in ("action", "unpriced") if name in a}
    if a.get("to"):
        changes["name"] = a["to"]
    if "limit" in a:
        changes["limit"], changes["unit"] = read_amount(a["limit"])
    if "period" in a:
        changes["period"], changes["hours"] = read_period(a["period"])
    if "zone" in a:
        changes["zone"] = zone(a["zone"]).key
    if "thresholds" in a:
        changes["thresholds"] = read_thresholds(a["thresholds"])
    if any(name in a for name in _SCOPE):
        kept = {name: getattr(before.scope, name) or "" for name in _SCOPE}
        changes["scope"] = _scope(office, {**kept, **a})
    return _checked(changes)


def raise_budget(office: Office, a: Arguments) -> Any:
    budget = office.budgets.get(a["name"])
    amount, unit = read_amount(a["by"])
    if unit != budget.unit:
        raise BudgetError(f"The budget {budget.name!r} is in {budget.unit}, not in {unit}.")
    until = a.get("until")
    until_us = None if until is None else _end(until, ZoneInfo(budget.zone))
    more = office.budgets.raise_by(budget.name, amount, until_us)
    return {
        "name": budget.name,
        "unit": unit,
        "by": plain_amount(more.by, unit),
        "until": None if budget.period == "total" and until is None else iso_utc(more.until_us),
        "limit": stands(office, budget.name)["limit"],
    }


def take_back_raises(office: Office, a: Arguments) -> Any:
    """All of them, or `only` one: by how much, from when and until when."""
    only = a.get("only")
    office.budgets.take_back_raises(a["name"], None if only is None else Raise(*only))
    return stands(office, a["name"])


def allow_calls(office: Office, a: Arguments) -> Any:
    office.budgets.allow(a["name"], int(a.get("calls", 1)))
    return stands(office, a["name"])


def pause_budget(office: Office, a: Arguments) -> Any:
    office.budgets.change(a["name"], paused=bool(a["paused"]))
    return stands(office, a["name"])


def remove_budget(office: Office, a: Arguments) -> Any:
    return {"removed": office.budgets.remove(a["name"]).name}


def restore_budget(office: Office, a: Arguments) -> Any:
    """The one of this name that was removed last."""
    return stands(office, office.budgets.bring_back(a["name"]).name)


def words_of(budget: Budget) -> dict[str, Any]:
    """A budget as `budget.add` and `budget.set` are told of it."""
    return {
        "name": budget.name,
        "limit": f"{plain_amount(budget.limit, budget.unit)}{budget.unit}",
        "period": f"{budget.hours}h" if budget.period == "rolling" else budget.period,
        "zone": budget.zone,
        "action": budget.action,
        "thresholds": ",".join(str(percent) for percent in budget.thresholds),
        "unpriced": budget.unpriced,
        **{name: getattr(budget.scope, name) or "" for name in _SCOPE},
    }


def raise_words_of(budget: Budget, more: Raise) -> dict[str, Any]:
    """What was added, as `budget.raise` is told of it."""
    by = f"{plain_amount(more.by, budget.unit)}{budget.unit}"
    return {"name": budget.name, "by": by, "until": iso_utc(more.until_us)}


def stands(office: Office, name: str) -> dict[str, Any]:
    at_us = now_us()
    return next(as_record(t, at_us) for t in office.budgets.all() if t.budget.name == name)


def _scope(office: Office, a: Arguments) -> BudgetScope:
    scope = BudgetScope(**{name: a.get(name) or None for name in _SCOPE})
    if scope.provider is not None:
        office.providers.get(scope.provider)
    if scope.account is not None and scope.provider is None:
        raise UsageError("An account is one of a provider: name the provider as well.")
    return scope


def _zone(office: Office, a: Arguments) -> ZoneInfo:
    return zone(a.get("zone") or office.settings.text("general.time_zone"))


def _end(text: str, local: ZoneInfo) -> int:
    try:
        return parse_end(text, local, now_us())
    except ValueError as error:
        raise UsageError(f"{error}.") from None


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    for name, choices in (("action", ACTIONS), ("unpriced", UNPRICED)):
        if name in values and values[name] not in choices:
            raise UsageError(f"{name} is one of {', '.join(choices)}, not {values[name]!r}.")
    return values
