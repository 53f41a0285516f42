"""Pricing past calls anew: previewed, as corrections that can be undone, never silently."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from itertools import islice
from typing import Any, NamedTuple

from app.core.calls import Call
from app.core.errors import PriceError
from app.core.filters import CallFilter
from app.core.money import decimal_usd
from app.core.pricing import PriceBook
from app.core.providers import Provider
from app.ledger import Ledger, Reader
from app.ledger import repricing as corrections
from app.ledger.repricing import Change, Priced
from app.platform.clock import now_us
from app.services.record import UNPRICED, price_of

_BATCH = 250  # in one transaction, between which recorded calls have their turn
_PIECE_CALLS = 2_000
_WATCHED_CALLS = 100


@dataclass(slots=True)
class ModelSums:
    """What a repricing does to the calls of one model; dollars only of calls that have a cost.

    What covered calls would have cost is told beside: nothing of it is paid.
    """

    provider: str
    model: str
    calls: int = 0
    old_nusd: int = 0
    new_nusd: int = 0
    unpriced_before: int = 0
    unpriced_after: int = 0
    old_equivalent_nusd: int = 0
    new_equivalent_nusd: int = 0

    def add(self, change: Change) -> None:
        self.calls += 1
        if change.covered:
            self.old_equivalent_nusd += change.old.nusd or 0
            self.new_equivalent_nusd += change.new.nusd or 0
        else:
            self.old_nusd += change.old.nusd or 0
            self.new_nusd += change.new.nusd or 0
        self.unpriced_before += change.old.nusd is None
        self.unpriced_after += change.new.nusd is None

    @property
    def moved_nusd(self) -> int:
        """What changes, be it paid or not."""
        return self.new_nusd - self.old_nusd + self.new_equivalent_nusd - self.old_equivalent_nusd


_ADDED = (
    "calls", "old_nusd", "new_nusd", "unpriced_before", "unpriced_after", "old_equivalent_nusd",
    "new_equivalent_nusd",
)  # fmt: skip


@dataclass(slots=True)
class Outcome:
    models: list[ModelSums]
    repricing: int | None = None  # None: nothing was written

    def with_more(self, other: "Outcome") -> "Outcome":
        """Both of them together."""
        sums = {(m.provider, m.model): m for m in map(replace, self.models)}
        for more in other.models:
            one = sums.setdefault((more.provider, more.model), ModelSums(more.provider, more.model))
            for name in _ADDED:
                setattr(one, name, getattr(one, name) + getattr(more, name))
        return replace(_outcome(sums), repricing=other.repricing or self.repricing)

    def as_record(self) -> dict[str, Any]:
        rows = [
            {
                "provider": m.provider,
                "model": m.model,
                "calls": m.calls,
                "old_usd": decimal_usd(m.old_nusd),
                "new_usd": decimal_usd(m.new_nusd),
                "difference_usd": decimal_usd(m.new_nusd - m.old_nusd),
                "unpriced_before": m.unpriced_before,
                "unpriced_after": m.unpriced_after,
                **_equivalents(m.old_equivalent_nusd, m.new_equivalent_nusd),
            }
            for m in self.models
        ]
        old, new = self._sum("old_nusd"), self._sum("new_nusd")
        return {
            "repricing": self.repricing,
            "calls": sum(m.calls for m in self.models),
            "old_usd": decimal_usd(old),
            "new_usd": decimal_usd(new),
            "difference_usd": decimal_usd(new - old),
            **_equivalents(self._sum("old_equivalent_nusd"), self._sum("new_equivalent_nusd")),
            "models": rows,
        }

    def _sum(self, name: str) -> int:
        return sum(getattr(model, name) for model in self.models)


def _equivalents(old_nusd: int, new_nusd: int) -> dict[str, str]:
    return {"old_equivalent_usd": decimal_usd(old_nusd), "new_equivalent_usd": decimal_usd(new_nusd)}


def preview(
    reader: Reader,
    book: PriceBook,
    providers: Mapping[str, Provider],
    chosen: CallFilter,
    *,
    unpriced_only: bool = False,
    by_ref: str | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> Outcome:
    """What `reprice` would do now; with `by_ref`, only where that price comes into it. Writes nothing."""
    sums: dict[tuple[str, str], ModelSums] = {}
    closed = _closed(chosen)
    calls = _watched(reader.each_call(closed), reader.summary(closed).calls, progress)
    for call, change in _changes(calls, book, providers, unpriced_only=unpriced_only):
        if by_ref is None or change.new.ref == by_ref:
            _sums_of(sums, call).add(change)
    return _outcome(sums)


def reprice(
    ledger: Ledger,
    book: PriceBook,
    providers: Mapping[str, Provider],
    chosen: CallFilter,
    made_by: str,
    *,
    unpriced_only: bool = False,
    progress: Callable[[float], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Give the chosen calls the cost that they have by the prices of now for the time when they ran.

    Where it is `stopped` between two pieces, what was done stays, and can be taken back like the rest.
    """
    total = ledger.reader.summary(_closed(chosen)).calls
    whole = Outcome([])
    looked_at = 0
    at = Place()
    while not at.done:
        if stopped():
            at = at._replace(stopping=True)
        piece, at = reprice_some(ledger, book, providers, chosen, made_by, at=at, unpriced_only=unpriced_only)
        whole = whole.with_more(piece)
        looked_at += at.looked_at
        progress(looked_at / total if total else 1.0)
    return whole


class Place(NamedTuple):
    """How far a repricing has got: it goes on with the calls before `before`."""

    repricing: int | None = None
    before: str | None = None
    stopping: bool = False
    done: bool = False
    looked_at: int = 0  # in the last piece


def reprice_some(
    ledger: Ledger,
    book: PriceBook,
    providers: Mapping[str, Provider],
    chosen: CallFilter,
    made_by: str,
    *,
    at: Place,
    unpriced_only: bool = False,
) -> tuple[Outcome, Place]:
    """A piece of `reprice`, short enough to wait for; go on until the place that it gives says done."""
    calls = [] if at.stopping else ledger.reader.calls(_closed(chosen), _PIECE_CALLS, at.before)
    found = _changes(calls, book, providers, unpriced_only=unpriced_only)
    sums: dict[tuple[str, str], ModelSums] = {}
    act = at.repricing
    while batch := list(islice(found, _BATCH)):
        if act is None:
            reason = "unpriced calls" if unpriced_only else "prices changed"
            act = corrections.begin(ledger, made_by, reason, now_us()).result()
        corrections.correct(ledger, act, [change for _, change in batch]).result()
        for call, change in batch:
            _sums_of(sums, call).add(change)
    done = len(calls) < _PIECE_CALLS
    if done and act is not None:
        corrections.finish(ledger, act, now_us())
    before = calls[-1].id if calls else at.before
    return replace(_outcome(sums), repricing=act), Place(act, before, at.stopping, done, len(calls))


def undo(ledger: Ledger) -> dict[str, Any]:
    """Take back the last repricing that was not taken back yet."""
    last = corrections.latest(ledger.reader)
    if last is None:
        raise PriceError("There is no repricing to take back.")
    seq = calls = difference_nusd = 0
    done = False
    while not done:
        seq, restored, moved_nusd, done = corrections.undo_step(ledger, last.id, seq).result()
        calls += restored
        difference_nusd += moved_nusd
    corrections.undone(ledger, last.id, now_us())
    return {
        "repricing": last.id,
        "calls": calls,
        "left": last.calls - calls,  # their cost is another one by now
        "difference_usd": decimal_usd(difference_nusd),
    }


def can_be_undone(reader: Reader) -> bool:
    """Whether there is a repricing to take back."""
    return corrections.latest(reader) is not None


def filter_row(chosen: CallFilter) -> dict[str, Any]:
    """A filter as JSON can carry it."""
    return asdict(chosen)


def filter_from(row: Mapping[str, Any]) -> CallFilter:
    values: dict[str, Any] = {}
    for field in fields(CallFilter):
        value: Any = row.get(field.name, field.default)
        values[field.name] = tuple(value) if isinstance(value, list) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return CallFilter(**values)


def _closed(chosen: CallFilter) -> CallFilter:
    """Calls that begin from now on have the prices of now anyway."""
    until_us = now_us() if chosen.until_us is None else chosen.until_us
    return chosen.within(chosen.since_us, until_us)


def _watched(calls: Iterable[Call], total: int, progress: Callable[[float], None]) -> Iterator[Call]:
    for n, call in enumerate(calls):
        if n % _WATCHED_CALLS == 0:
            progress(n / total if total else 1.0)
        yield call


def _changes(
    calls: Iterable[Call], book: PriceBook, providers: Mapping[str, Provider], *, unpriced_only: bool
) -> Iterator[tuple[Call, Change]]:
    for call in calls:
        old = Priced(call.worth_nusd, call.cost_basis, call.price_ref)
        if old.basis == "provider" or (unpriced_only and old.nusd is not None):
            continue
        new = price_of(call, book, providers)
        # Where no price is known any more the old one is still right, unless the user took it back.
        if new is None and old.basis == "override":
            new = UNPRICED
        if new is not None and (new.nusd, new.basis) != (old.nusd, old.basis):
            yield call, Change(call.id, old, new, call.covered)


def _sums_of(sums: dict[tuple[str, str], ModelSums], call: Call) -> ModelSums:
    return sums.setdefault((call.provider, call.model or ""), ModelSums(call.provider, call.model or ""))


def _outcome(sums: Mapping[tuple[str, str], ModelSums]) -> Outcome:
    return Outcome(sorted(sums.values(), key=lambda m: (-abs(m.moved_nusd), m.provider, m.model)))
