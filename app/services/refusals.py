"""What a call is told that its budgets do not let go."""

from shlex import quote

from app.core.budgets import Budget, Tally
from app.core.calls import Call
from app.wire.api import Refusal


def budget_exceeded(tally: Tally, at_us: int) -> Refusal:
    return Refusal(402, "budget_exceeded", tally.refusal(at_us))


def no_longer() -> Refusal:
    return Refusal(402, "budget_exceeded", "The budget had no room for this call in time; try again.")


def uncounted(tally: Tally) -> Refusal:
    return Refusal(
        503,
        "ledger_full",
        f"The disk is full, so this call could not be counted against the budget {tally.budget.name!r}. "
        "Make room, and it goes on by itself.",
    )


def price_unknown(budget: Budget, call: Call) -> Refusal:
    model = call.model_sent or call.model
    if model is None:
        why = (
            f"this request to {call.provider} names no model that has one. Let such calls through: "
            f"tollgate budget set {quote(budget.name)} --unpriced warn"
        )
    else:
        why = (
            f"nobody knows the price of {model} at {call.provider}. Set one: tollgate price set "
            f"{call.provider} {quote(model)} …"
        )
    start = f"The budget {budget.name!r} lets nothing through whose price is unknown, and"
    return Refusal(402, "price_unknown", f"{start} {why}")
