"""Calls that wait for room in a budget. They go in their order; nobody is asked again for nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.core.budgets import Tally
from app.core.calls import Call, RequestFacts
from app.wire.api import Refusal

Resume = Callable[[Refusal | None], None]
Answer = tuple[Resume, Refusal | None]


@dataclass(frozen=True, slots=True)
class Wait:
    """There may be room soon: what is missing of the budget `short_of` is held for calls under way."""

    short_of: str


Ask = Callable[[Call, RequestFacts | None], Refusal | Wait | None]


@dataclass(slots=True)
class _Waiting:
    call: Call
    facts: RequestFacts | None
    resume: Resume
    short_of: str  # "" is no budget: it has to be asked


class WaitingLine:
    """Whoever uses it from several threads holds a lock around it.

    Who waits is short of one budget, and as long as that has no room there is no use in asking. So a line of
    thousands costs nothing while nothing is given back, and little more than who goes when something is.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, _Waiting] = {}
        self._short_of: set[str] = set()  # what they are short of, or were until they left
        self._over: set[str] = set()  # budgets that were used up when it was last looked

    def __len__(self) -> int:
        return len(self._waiting)

    def join(self, call: Call, facts: RequestFacts | None, resume: Resume, short_of: str) -> None:
        if not self._waiting:
            self._over.clear()
        self._waiting[call.id] = _Waiting(call, facts, resume, short_of)
        self._short_of.add(short_of)

    def leave(self, call: Call) -> bool:
        """Whether it was waiting."""
        return self._waiting.pop(call.id, None) is not None

    def look_again(self) -> None:
        """The budgets are others now: everybody is to be asked."""
        for one in self._waiting.values():
            one.short_of = ""
        self._short_of = {""}

    def next(self, tallies: Mapping[str, Tally], at_us: int, ask: Ask) -> list[Answer]:
        """Those for whom it is over, and they are in the line no more: they may go, or are refused."""
        answers: list[Answer] = []
        while more := self._pass(tallies, at_us, ask):
            answers += more
        return answers

    def _pass(self, tallies: Mapping[str, Tally], at_us: int, ask: Ask) -> list[Answer]:
        short = {name for name, tally in tallies.items() if _stops(tally, at_us)}
        over = {name for name in short if tallies[name].used_up(at_us)}
        short -= over
        used_up = [tallies[name].budget for name in over - self._over]  # whoever it concerns is refused
        self._over = over
        if not used_up and self._short_of <= short:
            return []
        answers: list[Answer] = []
        for one in list(self._waiting.values()):
            if one.short_of in short and not any(budget.concerns(one.call) for budget in used_up):
                continue
            verdict = ask(one.call, one.facts)
            if isinstance(verdict, Wait):
                one.short_of = verdict.short_of
                short.add(verdict.short_of)
            else:
                del self._waiting[one.call.id]
                answers.append((one.resume, verdict))
        self._short_of = {one.short_of for one in self._waiting.values()}
        return answers


def _stops(tally: Tally, at_us: int) -> bool:
    budget = tally.budget
    return budget.action == "block" and not budget.paused and tally.room(at_us) <= 0 and not tally.passes
