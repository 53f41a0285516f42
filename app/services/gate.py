"""The gate: what is spent and held of each budget, which call may go, and which has to wait.

All of it is memory under one lock. What was spent is read from the ledger at the start and whenever the past
changes; from then on each call that ends adds itself. A hold lives as long as its call: one that a crash cut
off has its row, and that row is what is counted at the next start.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import replace
from typing import Any

from app.core.budgets import Demand, Tally
from app.core.calls import Call, RequestFacts
from app.core.errors import AppError, LedgerError
from app.core.filters import CallFilter
from app.core.news import Scope
from app.ledger import Ledger
from app.ledger.budgets import (
    BudgetEvent,
    EventKind,
    keep_events,
)
from app.ledger.spending import known
from app.platform.clock import now_us
from app.services.demands import Demands
from app.services.outlook import standing
from app.services.prices import Prices
from app.services.providers import Providers
from app.services.record import is_free_to_ask
from app.services.refusals import budget_exceeded, no_longer, price_unknown, uncounted
from app.services.waiting_line import Answer, Resume, Wait, WaitingLine
from app.wire.api import Refusal

_log = logging.getLogger("tollgate.budgets")

_SAMPLES = 1_000
_LATELY_CALLS = 1_000
_PATIENCE_S = 15.0
_AT_START_S = 120.0


class Gate:
    """Any thread may call it. `on_event` hears of thresholds and refusals, outside the lock."""

    def __init__(
        self,
        ledger: Ledger,
        providers: Providers,
        prices: Prices,
        on_event: Callable[[BudgetEvent], None] = lambda _: None,
        clock: Callable[[], int] = now_us,
    ) -> None:
        self._ledger = ledger
        self._providers = providers
        self._prices = prices
        self._on_event = on_event
        self._clock = clock
        self._lock = threading.Lock()
        self._tallies: dict[str, Tally] = {}
        self._demands = Demands(prices, self._past)
        self._waiting = WaitingLine()
        self._lately: dict[str, Call] = {}  # that ended, until the ledger has them
        self._read_anew(_AT_START_S)

    def recall(self) -> None:
        """Read what calls came to lately, if nobody had to know it yet: for who has time for it."""
        with self._lock:
            self._demands.recall()

    def _past(self) -> list[Call]:
        try:
            return self._ledger.reader.calls(CallFilter(), _SAMPLES)[::-1]
        except AppError as error:  # more is held of a call of which nothing is known, never less
            _log.warning("What calls came to lately could not be read: %s", error)
            return []

    # ---- calls, on the proxy's thread ---------------------------------------------------------------

    @property
    def watching(self) -> bool:
        """Whether there is any budget: then a call's model has to be known before it goes."""
        return bool(self._tallies)

    def may_stop(self, call: Call) -> bool:
        """Whether a budget could stop it, whichever model it turns out to ask for."""
        return any(
            tally.budget.action == "block"
            and not tally.budget.paused
            and replace(tally.budget, scope=replace(tally.budget.scope, model=None)).concerns(call)
            for tally in self._tallies.values()
        )

    def admit(self, call: Call, facts: RequestFacts | None) -> Refusal | Wait | None:
        """Hold what the call may cost on every budget that covers it, or say why it cannot go."""
        if not self._tallies or is_free_to_ask(call, self._prices.book, self._providers.all):
            return None
        events: list[BudgetEvent] = []
        with self._lock:
            answers = self._next_in_line(events)  # nobody passes those who wait
            verdict = self._hold(call, facts, events)
        self._tell(events)
        _answer(answers)
        return verdict

    def wait(self, call: Call, facts: RequestFacts | None, resume: Resume) -> None:
        """Ask again whenever something is given back; `resume` is called once, on any thread."""
        events: list[BudgetEvent] = []
        with self._lock:
            answers = self._next_in_line(events)
            verdict = self._hold(call, facts, events)  # there may be room by now
            if isinstance(verdict, Wait):
                self._waiting.join(call, facts, resume, verdict.short_of)
            else:
                answers.append((resume, verdict))
        self._tell(events)
        _answer(answers)

    def give_up(self, call: Call) -> Refusal | None:
        """It has waited for long enough, or its client has gone: why it cannot go, if that is still so."""
        self._serve()  # a new period may have begun while it waited
        at_us = self._clock()
        with self._lock:
            if not self._waiting.leave(call):
                return None
            full = [
                t
                for t in self._covering(call, at_us)
                if t.budget.action == "block" and t.room(at_us) <= 0 and not t.passes
            ]
            return budget_exceeded(full[0], at_us) if full else no_longer()

    def release(self, call: Call) -> None:
        """It will not go after all, or not on this way: nothing of it is held any more."""
        if not self._tallies:
            return
        events: list[BudgetEvent] = []
        with self._lock:
            for tally in self._tallies.values():
                tally.release(call.id)
            answers = self._next_in_line(events)
        self._tell(events)
        _answer(answers)

    def came_to(self, call: Call) -> None:
        """A session goes on, and has its cost so far: no less than that is held until it has `ended`."""
        if not self._tallies:
            return
        events: list[BudgetEvent] = []
        at_us = self._clock()
        with self._lock:
            if call.id in self._lately:
                return
            for tally in self._covering(call, at_us):
                if tally.budget.action == "block":
                    tally.grow(call)
            answers = self._next_in_line(events)
        self._tell(events)
        _answer(answers)

    def may_go_on(self, call: Call) -> Refusal | None:
        """Why a session that was let may not ask for more: a budget is used up, by itself or by others."""
        if not self._tallies or is_free_to_ask(call, self._prices.book, self._providers.all):
            return None
        events: list[BudgetEvent] = []
        at_us = self._clock()
        with self._lock:
            covering = [t for t in self._covering(call, at_us) if t.budget.action == "block"]
            over = [t for t in covering if t.stops(call.id, at_us)]
            stopping = [t for t in over if t.passes <= 0]
            refusal = self._blocked(stopping[0], call, at_us, events) if stopping else None
            for tally in over if refusal is None else ():
                tally.excuse(call.id)
                events.append(_event(tally, at_us, "let-through", None, call.id))
        self._tell(events)
        return refusal

    def ended(self, call: Call) -> None:
        """The call is over and has its cost: its holds become what it came to.

        To be told before the ledger is. Being told twice changes nothing.
        """
        events: list[BudgetEvent] = []
        at_us = self._clock()
        with self._lock:
            if call.id in self._lately:
                return
            self._lately[call.id] = call
            if len(self._lately) % _LATELY_CALLS == 0:
                self._ledger.follow(lambda _: self._forget_written())
            self._demands.learn(call)
            for tally in self._tallies.values():
                self._roll(tally, at_us)
                if not tally.budget.scope.covers(call):
                    tally.release(call.id)
                    continue
                passed = tally.settle(call)
                events += (_event(tally, at_us, "threshold", percent, call.id) for percent in passed)
            answers = self._next_in_line(events)
        self._tell(events)
        _answer(answers)

    def _hold(
        self, call: Call, facts: RequestFacts | None, events: list[BudgetEvent]
    ) -> Refusal | Wait | None:
        """All holds or none. The caller has the lock."""
        at_us = self._clock()
        covering = self._covering(call, at_us)
        blocking = [t for t in covering if t.budget.action == "block"]
        short = [t for t in blocking if t.room(at_us) <= 0 and not t.passes]
        over = [t for t in short if t.used_up(at_us)]
        if over:
            return self._blocked(over[0], call, at_us, events)
        if blocking and self._ledger.is_full:
            return uncounted(blocking[0])
        if short:
            return Wait(short[0].budget.name)
        demands: list[tuple[Tally, Demand]] = []
        for tally in covering:
            demand = self._demands.of(tally.budget, call, facts)
            if demand is None:
                refusal = self._unknown_price(tally, call, at_us, events)
                if refusal is not None:
                    return refusal
                demand = Demand(0, 0)
            if tally.budget.action == "block":
                demands.append((tally, demand))
        for tally, demand in demands:
            room = tally.room(at_us)
            if room > 0:
                tally.hold(call.id, demand.size(room))
            else:
                tally.let_through(call.id)
                events.append(_event(tally, at_us, "let-through", None, call.id))
        return None

    def _covering(self, call: Call, at_us: int) -> list[Tally]:
        found = [t for t in self._tallies.values() if not t.budget.paused and t.budget.concerns(call)]
        for tally in found:
            self._roll(tally, at_us)
        return found

    def _roll(self, tally: Tally, at_us: int) -> None:
        was_stale = tally.stale
        tally.roll(at_us)
        if tally.stale and not was_stale:  # the writer reads it anew; who asks meanwhile waits
            self._ledger.follow(lambda _: self._take_over(), Scope.BUDGETS)

    def _blocked(self, tally: Tally, call: Call, at_us: int, events: list[BudgetEvent]) -> Refusal:
        tally.refused += 1
        if tally.refused == 1:
            events.append(_event(tally, at_us, "blocked", None, call.id))
        return budget_exceeded(tally, at_us)

    def _unknown_price(
        self, tally: Tally, call: Call, at_us: int, events: list[BudgetEvent]
    ) -> Refusal | None:
        budget = tally.budget
        if budget.unpriced == "allow":
            return None
        if not tally.told_unpriced:
            tally.told_unpriced = True
            events.append(_event(tally, at_us, "unpriced", None, call.id))
        if budget.unpriced == "warn" or budget.action == "warn":
            return None
        return price_unknown(budget, call)

    def _serve(self) -> None:
        events: list[BudgetEvent] = []
        with self._lock:
            answers = self._next_in_line(events)
        self._tell(events)
        _answer(answers)

    def _next_in_line(self, events: list[BudgetEvent]) -> list[Answer]:
        """Those that wait, in their order, as far as there is room for them. The caller has the lock."""
        if not self._waiting:
            return []
        at_us = self._clock()
        for tally in self._tallies.values():
            self._roll(tally, at_us)
        return self._waiting.next(self._tallies, at_us, lambda call, facts: self._hold(call, facts, events))

    def _tell(self, events: Iterable[BudgetEvent]) -> None:
        told = list(events)
        if not told:
            return
        keep_events(self._ledger, told).add_done_callback(_log_failure)
        for event in told:
            self._on_event(event)

    # ---- the past, and who looks ----------------------------------------------------------------------

    def reload(self) -> None:
        """Read the budgets and what was spent of each anew: one was changed, or the past was."""
        self._read_anew(_PATIENCE_S)

    def _read_anew(self, patience_s: float) -> None:
        # on the writer's thread, when all that had ended is written: what is read is of one moment; and who
        # listens asks only now, when there is something new to be told
        taken = self._ledger.follow(lambda _: self._take_over(), Scope.BUDGETS)
        try:
            taken.result(patience_s)
        except FutureTimeout:
            trouble = self._ledger.health().trouble
            why = trouble.message if trouble else "The ledger does not answer."
            raise LedgerError(
                f"{why} What was changed is kept, but budgets do not know of it yet.",
                "They will as soon as the ledger can be read and written.",
            ) from None

    def _take_over(self) -> None:
        at_us = self._clock()
        reader = self._ledger.reader
        local = [provider.id for provider in self._providers.all.values() if provider.local]
        fresh = {tally.budget.name: tally for tally in standing(reader, local, at_us)}
        self._forget_written()
        events: list[BudgetEvent] = []
        with self._lock:
            purged_us = self._ledger.purged_until_us()  # what is gone is summed up, and known no more
            late = [call for call in self._lately.values() if call.started_us >= purged_us]
            known = {tally.budget.id: tally for tally in self._tallies.values()}
            for tally in fresh.values():
                before = known.get(tally.budget.id)
                if before is None:
                    tally.passed()  # what was behind it when it was made is no news
                else:
                    tally.take_over(before, at_us)
                for call in late:
                    if tally.budget.scope.covers(call):
                        passed = tally.settle(call)
                        events += (_event(tally, at_us, "threshold", percent, call.id) for percent in passed)
            self._tallies = fresh
            self._waiting.look_again()
        self._tell(events)
        self._serve()

    def _forget_written(self) -> None:
        """Of calls that ended, those that the ledger has. On its writer's thread, which writes none then."""
        with self._lock:
            ended = list(self._lately)
        written = known(self._ledger.reader, ended)
        with self._lock:
            for id_ in written:
                del self._lately[id_]

    def allow(self, name: str, calls: int) -> None:
        """The next calls may go whatever is left of it; fewer of them with a number below zero."""
        with self._lock:
            tally = self._tallies[name]
            tally.passes = max(0, tally.passes + calls)
        self._serve()

    def all(self) -> list[Tally]:
        """A copy of each, as of now."""
        at_us = self._clock()
        with self._lock:
            for tally in self._tallies.values():
                self._roll(tally, at_us)
            return [tally.copy() for tally in self._tallies.values()]


def _answer(answers: Iterable[Answer]) -> None:
    """Outside the lock."""
    for resume, verdict in answers:
        resume(verdict)


def _event(
    tally: Tally, at_us: int, kind: EventKind, percent: int | None, call_id: str | None
) -> BudgetEvent:
    budget = tally.budget
    return BudgetEvent(
        budget.name,
        at_us,
        tally.span.since_us,
        kind,
        tally.spent,
        budget.limit_at(at_us),
        percent,
        call_id,
        budget.id,
    )


def _log_failure(done: "Future[Any]") -> None:
    error = done.exception()
    if error is not None:
        _log.error("what happened to a budget could not be written down: %s", error)
