"""What the user does with budgets, and how each stands."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.core.budgets import Budget, Raise, Tally
from app.core.errors import BudgetError
from app.core.periods import HOUR_US
from app.ledger import Ledger
from app.ledger.budgets import bring_back_budget, end_raises, keep_budget, keep_raise, remove_budget
from app.platform.clock import now_us
from app.services.gate import Gate

_LONGEST_RAISE_US = 366 * 24 * HOUR_US


class Budgets:
    """Any thread but the ledger's writer may call it; each act is over when it returns."""

    def __init__(self, ledger: Ledger, gate: Gate) -> None:
        self._ledger = ledger
        self._gate = gate
        self._changing = threading.RLock()  # two changes at once are one after the other

    def all(self) -> list[Tally]:
        """How each stands just now."""
        return self._gate.all()

    def get(self, name: str) -> Budget:
        found = {tally.budget.name: tally.budget for tally in self._gate.all()}
        if name not in found:
            known = ", ".join(found) or "none yet"
            raise BudgetError(f"There is no budget {name!r}.", f"There are: {known}.")
        return found[name]

    def reload(self) -> None:
        """The past has changed: names that budgets are for, or what calls cost."""
        self._gate.reload()

    def add(self, budget: Budget) -> Budget:
        with self._changing:
            self._check_free(budget.name)
            return self._keep(replace(budget, created_us=now_us()))

    def change(self, name: str, **changes: Any) -> Budget:
        return self.revise(name, lambda _: changes)

    def revise(self, name: str, changes: Callable[[Budget], dict[str, Any]]) -> Budget:
        """Change what `changes` says of the budget as it is; its name, too."""
        with self._changing:
            budget = self.get(name)
            changed = replace(budget, **changes(budget))
            if changed.name != name:
                self._check_free(changed.name)
            return self._keep(changed)

    def _check_free(self, name: str) -> None:
        if any(tally.budget.name == name for tally in self._gate.all()):
            raise BudgetError(
                f"There is already a budget {name!r}.", "Remove it first, or choose another name."
            )

    def _keep(self, budget: Budget) -> Budget:
        keep_budget(self._ledger, budget).result()
        self._gate.reload()
        return self.get(budget.name)

    def remove(self, name: str) -> Budget:
        with self._changing:
            budget = self.get(name)
            remove_budget(self._ledger, name, now_us()).result()
            self._gate.reload()
            return budget

    def bring_back(self, name: str) -> Budget:
        """Undo a removal: with its raises and what happened to it."""
        with self._changing:
            if any(tally.budget.name == name for tally in self._gate.all()):
                raise BudgetError(f"There is already another budget {name!r}.", "Remove that one first.")
            if not bring_back_budget(self._ledger, name).result():
                raise BudgetError(f"No budget {name!r} was removed.")
            self._gate.reload()
            return self.get(name)

    def raise_by(self, name: str, amount: int, until_us: int | None = None) -> Raise:
        """More until then, by default to the end of the period."""
        budget, at_us = self.get(name), now_us()
        if until_us is None:
            until_us = min(budget.span(at_us).until_us, at_us + _LONGEST_RAISE_US)
        if amount <= 0 or until_us <= at_us:
            raise BudgetError("A raise needs an amount above zero, and an end that lies ahead.")
        more = Raise(amount, at_us, until_us)
        keep_raise(self._ledger, name, more).result()
        self._gate.reload()
        return more

    def take_back_raises(self, name: str, only: Raise | None = None) -> None:
        self.get(name)
        end_raises(self._ledger, name, now_us(), only).result()
        self._gate.reload()

    def allow(self, name: str, calls: int = 1) -> None:
        """The next calls may go whatever is left."""
        self.get(name)
        self._gate.allow(name, calls)
