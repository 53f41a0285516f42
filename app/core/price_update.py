"""A newer price list over an older one: what differs, and a list in which the past keeps its prices.

From the newer list's day on its prices count; before that the older one's do, but for a price that the newer
list adds with a day which the older one could not know. A source that overwrites a price without a date
therefore changes nothing of what is past, and each cost still finds the price it came from. What a newer
list no longer has keeps its last price: calls of the past need it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from app.core.catalogue import Catalogue, ModelPrices, seal
from app.core.money import half_even
from app.core.prices import in_dollars, per_what

FAR = 10  # a price this many times the one before is more often damage than a price
_MOST_GONE = 5  # one model in so many may be gone from a list

Row = Mapping[str, Any]
Tiers = Mapping[str, Sequence[Row]]
_NOTHING: Row = {}
Kind = Literal["added", "removed", "changed"]


class Difference(NamedTuple):
    """`tier` and what follows only where `kind` is changed. A price that is None is not in that list."""

    kind: Kind
    provider: str
    model: str
    tier: str = ""
    component: str = ""
    above_tokens: int = 0
    from_day: str = ""
    old_pico: int | None = None
    new_pico: int | None = None

    @property
    def far(self) -> bool:
        if self.old_pico is None or self.new_pico is None or self.old_pico == self.new_pico:
            return False
        return max(self.old_pico, self.new_pico) > FAR * min(self.old_pico, self.new_pico)

    @property
    def permille(self) -> int | None:
        """By how many thousandths it rose; None where it cannot be said."""
        if not self.old_pico or self.new_pico is None:
            return None
        return half_even((self.new_pico - self.old_pico) * 1000, self.old_pico)


class _Pair(NamedTuple):
    """What a set of names stood for in the older list, and what it stands for in the newer one."""

    old: ModelPrices | None
    new: ModelPrices | None


def merge(old: Catalogue, new: Catalogue) -> bytes:
    """The list that has the newer prices from its day on, and the older ones before."""
    models = {
        provider: sorted(
            (
                _merged(pair, names, old.head.stamp, new.head.stamp)
                for pair, names in _pairs(old.models(provider), new.models(provider)).items()
            ),
            key=lambda raw: raw["model"],
        )
        for provider in _providers(old, new)
    }
    head = replace(new.head, models={provider: len(lines) for provider, lines in models.items()})
    return seal(head, (line for lines in models.values() for line in lines))


def differences(old: Catalogue, new: Catalogue) -> list[Difference]:
    """What is another price from the newer list's day on."""
    found: list[Difference] = []
    day = new.head.stamp
    for provider in _providers(old, new):
        for (before, after), names in _pairs(old.models(provider), new.models(provider)).items():
            name = _name(_Pair(before, after), names)
            if before is None:
                found.append(Difference("added", provider, name))
            elif after is None:
                found.append(Difference("removed", provider, name))
            else:
                for tier in dict.fromkeys((*before.raw, *after.raw)):
                    then, now = before.raw.get(tier, ()), after.raw.get(tier, ())
                    found += (
                        Difference("changed", provider, name, tier, *changed)
                        for changed in _changes(counting_from(then, day), counting_from(now, day))
                    )
    return found


def doubts(old: Catalogue, new: Catalogue, found: Iterable[Difference]) -> list[str]:
    """Why the newer list should be looked at before it is taken."""
    told = [
        f"{d.component} of {d.provider}/{d.model} is ${in_dollars(d.component, d.new_pico or 0)} "
        f"instead of ${in_dollars(d.component, d.old_pico or 0)} per {per_what(d.component)}"
        for d in found
        if d.far
    ]
    for provider in old.providers:
        before, after = len(old.models(provider)), len(new.models(provider))
        if before > 1 and (before - after) * _MOST_GONE > before:
            told.append(f"{before - after} of {provider}'s {before} models are gone")
    return told


def counting_from(rows: Sequence[Row], day: str) -> list[Row]:
    """The rows that can count on that day or later, as if they began on that day at the earliest."""
    counting: list[Row] = []
    for row in rows:
        if row.get("from", "") > day:
            counting.append(row)
            continue
        if "utc" not in row:
            counting.clear()  # this one hides all that stand before it
        counting.append({**row, "from": day})
    return counting


def _providers(old: Catalogue, new: Catalogue) -> list[str]:
    return sorted({*old.providers, *new.providers})


def _pairs(old: Sequence[ModelPrices], new: Sequence[ModelPrices]) -> dict[_Pair, dict[str, str]]:
    """Names, with their endings, by what they stand for: a name may have moved from one model to another."""
    was = {name: model for model in old for name in model.names}
    is_ = {name: model for model in new for name in model.names}
    pairs: dict[_Pair, dict[str, str]] = {}
    for name in sorted({*was, *is_}):
        pair = _Pair(was.get(name), is_.get(name))
        endings = (pair.new or pair.old).names[name]  # type: ignore[union-attr]
        pairs.setdefault(pair, {})[name] = endings
    for pair in [pair for pair in pairs if pair.old is None]:
        # A new name of a known model has that model's past.
        known = [other for other in pairs if other.new is pair.new and other.old is not None]
        if known and pair.new is not None:
            own = pair.new.model.lower()
            to = next((other for other in known if own in pairs[other]), known[0])
            pairs[to] |= pairs.pop(pair)
    return pairs


def _name(pair: _Pair, names: Mapping[str, str]) -> str:
    models = [model.model for model in (pair.new, pair.old) if model is not None]
    return next((name for name in models if name.lower() in names), min(names))


def _merged(pair: _Pair, names: Mapping[str, str], known: str, day: str) -> dict[str, Any]:
    name = _name(pair, names)
    old: Tiers = pair.old.raw if pair.old else {}
    new: Tiers = pair.new.raw if pair.new else {}
    made: dict[str, Any] = {"model": name}
    others = {other: endings for other, endings in names.items() if other != name.lower() or endings}
    if others:
        made["names"] = others
    made["prices"] = {
        tier: _rows(old.get(tier, ()), new.get(tier, ()), known, day) for tier in dict.fromkeys((*old, *new))
    }
    return made


def _rows(old: Sequence[Row], new: Sequence[Row], known: str, day: str) -> list[Row]:
    if not old or not new:
        return list(old or new)
    more = new[len(old) :]
    if [*new[: len(old)]] == [*old] and all(row.get("from", "") >= known for row in more):
        return list(new)  # it says itself from when on
    later = counting_from(new, day)
    if _has(counting_from(old, day), later):
        return list(old)
    return [row for row in old if row.get("from", "") < day] + later


def _changes(
    old: Sequence[Row], new: Sequence[Row]
) -> Iterator[tuple[str, int, str, int | None, int | None]]:
    """(component, above, day, old, new) for each stretch of time in which a price is another one."""
    if _has(old, new):
        return
    for row in new:
        before = _in_place_of(row, old)
        for above in sorted({0, *map(int, row.get("above", {})), *map(int, before.get("above", {}))}):
            was, is_ = _prices(before, above), _prices(row, above)
            for component in sorted({*was, *is_}):
                if was.get(component) != is_.get(component):
                    yield component, above, row["from"], was.get(component), is_.get(component)


def _has(rows: Sequence[Row], later: Sequence[Row]) -> bool:
    """Whether these rows are the ones that count there, being the last."""
    return list(rows[len(rows) - len(later) :]) == list(later)


def _in_place_of(row: Row, old: Sequence[Row]) -> Row:
    """The row that would have counted at its beginning."""
    begun = [one for one in old if one["from"] <= row["from"]]
    same = [one for one in begun if one.get("utc") == row.get("utc")]
    plain = [one for one in begun if "utc" not in one]
    found = [*same[::-1], *plain[::-1]]
    return found[0] if found else _NOTHING


def _prices(row: Row, above: int) -> Mapping[str, int]:
    """The prices for prompts of more than `above` tokens; `above` rows of a list are complete in order."""
    prices: dict[str, int] = dict(row.get("prices", {}))
    reached = [start for start in row.get("above", {}) if int(start) <= above]
    if reached:
        prices |= row["above"][max(reached, key=int)]
    return prices
