"""How budgets stand, in the words and the order in which the window shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from app.core.budgets import Budget, BudgetScope, Tally
from app.core.forecast import Forecast
from app.core.periods import local
from app.platform.clock import now_us
from app.ui import formats

if TYPE_CHECKING:  # a window is painted before there are budgets
    from app.ledger.budgets import BudgetEvent
    from app.services.gate import Gate
    from app.services.outlook import Preview

State = Literal["over", "near", "heading", "fine", "paused"]
_NEAR = 0.8

translate = QCoreApplication.translate

# Each state has an icon of its own: colour only underlines it.
LOOKS: dict[State, tuple[str, str]] = {
    "over": ("stop", "bad"),
    "near": ("alert", "warn"),
    "heading": ("up", "warn"),
    "fine": ("check", "good"),
    "paused": ("pause", "text_soft"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One budget at one moment."""

    tally: Tally
    at_us: int
    forecast: Forecast | None = None

    @property
    def budget(self) -> Budget:
        return self.tally.budget

    @property
    def limit(self) -> int:
        return self.budget.limit_at(self.at_us)

    @property
    def share(self) -> float:
        return self.tally.spent / self.limit

    @property
    def left(self) -> int:
        return max(0, self.tally.room(self.at_us))

    @property
    def even(self) -> int | None:
        """What would be spent by now at an even pace; None where a period has no beginning or end."""
        if self.budget.period in ("rolling", "total"):
            return None
        span = self.tally.span
        return self.limit * (self.at_us - span.since_us) // (span.until_us - span.since_us)

    @property
    def likely(self) -> Forecast | None:
        """The forecast, unless what it was made of has been overtaken."""
        found = self.forecast
        return found if found is not None and found.high >= self.tally.spent else None

    @property
    def state(self) -> State:
        if self.budget.paused:
            return "paused"
        if self.tally.used_up(self.at_us):
            return "over"
        if self.share >= _NEAR:
            return "near"
        return "heading" if self.likely is not None and self.likely.likely > self.limit else "fine"


def standings(gate: "Gate") -> list[Standing]:
    """Of all budgets, the tightest first. Not on Qt's thread: the gate may be reading."""
    at_us = now_us()
    return in_order(Standing(tally, at_us) for tally in gate.all())


def in_order(found: Iterable[Standing]) -> list[Standing]:
    return sorted(found, key=lambda one: (one.budget.paused, -one.share, one.budget.name))


def tightest(found: Sequence[Standing]) -> Standing | None:
    """Of those that are at work."""
    return next((one for one in found if not one.budget.paused), None)


# ---- in words ---------------------------------------------------------------------------------------


def in_short(one: Standing) -> str:
    return f"{one.budget.name}: {share_words(one)}"


def share_words(one: Standing) -> str:
    return translate("budgets", "{share} of {limit}").format(
        share=formats.percent(one.share, 0), limit=formats.amount(one.limit, one.budget.unit)
    )


def state_words(one: Standing) -> str:
    if one.state == "over":
        return (
            translate("budgets", "Used up, calls are stopped")
            if one.budget.action == "block"
            else translate("budgets", "Over the limit")
        )
    return {
        "paused": translate("budgets", "Paused"),
        "near": translate("budgets", "Nearly used up"),
        "heading": translate("budgets", "Will not last"),
        "fine": translate("budgets", "On course"),
    }[one.state]


def length_words(budget: Budget) -> str:
    """How long a rolling one looks back."""
    return _hours_words(budget.hours)


def period_words(budget: Budget) -> str:
    if budget.period == "rolling":
        return translate("budgets", "in any {time}").format(time=_hours_words(budget.hours))
    return {
        "day": translate("budgets", "a day"),
        "week": translate("budgets", "a week"),
        "month": translate("budgets", "a month"),
        "total": translate("budgets", "in total"),
    }[budget.period]


def rhythm_words(budget: Budget) -> str:
    """Its period, as it stands in a name."""
    if budget.period == "rolling":
        whole = _whole_days(budget.hours)
        return (
            translate("budgets", "{n} d").format(n=whole)
            if whole
            else translate("budgets", "{n} h").format(n=budget.hours)
        )
    return {
        "day": translate("budgets", "daily"),
        "week": translate("budgets", "weekly"),
        "month": translate("budgets", "monthly"),
        "total": translate("budgets", "in total"),
    }[budget.period]


def _whole_days(hours: int | None) -> int:
    """Nobody thinks of a week as of 168 hours; 24 of them are not a day's from midnight to midnight."""
    return hours // 24 if hours and hours > 24 and hours % 24 == 0 else 0


def _hours_words(hours: int | None) -> str:
    whole = _whole_days(hours)
    if whole:
        return translate("budgets", "{n} days").format(n=whole)
    return translate("budgets", "{n} hours").format(n=hours)


def scope_words(scope: BudgetScope) -> str:
    parts = [
        form.format(name=value)
        for form, value in (
            (translate("budgets", "project {name}"), scope.project),
            (translate("budgets", "client {name}"), scope.client),
            (translate("budgets", "provider {name}"), scope.provider),
            (translate("budgets", "account {name}"), scope.account),
            (translate("budgets", "model {name}"), scope.model),
        )
        if value is not None
    ]
    return ", ".join(parts) or translate("budgets", "everything")


def rule_words(budget: Budget) -> str:
    """What it is about, in a line."""
    action = (
        translate("budgets", "stops calls at the limit")
        if budget.action == "block"
        else translate("budgets", "warns only")
    )
    said = translate("budgets", "{limit} {period} for {scope}").format(
        limit=formats.amount(budget.limit, budget.unit),
        period=period_words(budget),
        scope=scope_words(budget.scope),
    )
    return f"{said} · {action}"


def reset_words(one: Standing) -> str:
    """When there is room again, as a countdown."""
    if one.budget.period == "total":
        return translate("budgets", "Never starts anew")
    if one.budget.period == "rolling":
        if one.state != "over":
            return translate("budgets", "Rolls on every 15 minutes")
        until = one.tally.waits_until(one.at_us)
        return translate("budgets", "Room again in {left}").format(
            left=formats.left((until or one.at_us) - one.at_us)
        )
    return translate("budgets", "Starts anew in {left}").format(
        left=formats.left(one.tally.span.until_us - one.at_us)
    )


def forecast_words(one: Standing) -> str:
    """The projected end with its band, and how sure that is."""
    found = one.likely
    if found is None:
        return ""
    unit = one.budget.unit
    sure = {
        "low": translate("budgets", "a rough guess"),
        "fair": translate("budgets", "fairly sure"),
        "good": translate("budgets", "quite sure"),
    }
    return translate("budgets", "between {low} and {high}, {sure}").format(
        low=formats.amount(found.low, unit), high=formats.amount(found.high, unit), sure=sure[found.sureness]
    )


def runs_out_words(one: Standing) -> str:
    found = one.likely
    if found is None or found.runs_out_us is None or one.state in ("over", "paused"):
        return ""
    moment = local(found.runs_out_us, ZoneInfo(one.budget.zone))
    return translate("budgets", "Runs out {when}").format(when=formats.weekday_and_clock(moment))


def pace_words(one: Standing) -> str:
    """How far what is spent is from an even pace."""
    even = one.even
    if not even:
        return ""
    off = one.tally.spent / even - 1
    if abs(off) < 0.02:
        return translate("budgets", "just at it")
    form = (
        translate("budgets", "{share} ahead of it") if off > 0 else translate("budgets", "{share} below it")
    )
    return form.format(share=formats.percent(abs(off), 0))


def raise_words(one: Standing) -> str:
    """What was added, and until when."""
    at_work = [more for more in one.budget.raises if more.from_us <= one.at_us < more.until_us]
    if not at_work:
        return ""
    moment = local(min(more.until_us for more in at_work), ZoneInfo(one.budget.zone))
    return translate("budgets", "{amount} more until {when}").format(
        amount=formats.amount(sum(more.by for more in at_work), one.budget.unit),
        when=formats.weekday_and_clock(moment),
    )


def preview_words(budget: Budget, preview: "Preview") -> tuple[str, str]:
    """What a budget would have done so far, and whether that is a warning."""
    unit, limit = budget.unit, formats.amount(budget.limit, budget.unit)
    spent = formats.amount(preview.spent, unit)
    used_up = preview.spent >= budget.limit
    if budget.period == "total":
        said = translate("budgets", "So far {spent} are spent on these calls.").format(spent=spent)
    elif budget.period == "rolling":
        said = translate("budgets", "{spent} in the last {time}; the most in four weeks was {most}.").format(
            spent=spent, time=_hours_words(budget.hours), most=formats.amount(preview.busiest, unit)
        )
    else:
        said = _past_words(budget, preview)
    if used_up:
        said += " " + translate(
            "budgets", "It would be used up at once: {spent} of {limit} are spent already."
        ).format(spent=spent, limit=limit)
    return said, "warn" if used_up else ""


def _past_words(budget: Budget, preview: "Preview") -> str:
    if not preview.past:
        return translate("budgets", "No whole period is on record yet that it could be compared with.")
    last = preview.past[0]
    when = {
        "day": translate("budgets", "yesterday's use"),
        "week": translate("budgets", "last week's use"),
        "month": translate("budgets", "last month's use"),
    }[budget.period]
    if last.reached_us is None:
        said = translate("budgets", "With {when}, {spent}, it would not have been reached.")
        stopped = ""
    else:
        said = (
            translate("budgets", "With {when}, {spent}, this would have stopped on {moment}.")
            if budget.action == "block"
            else translate("budgets", "With {when}, {spent}, this would have been used up on {moment}.")
        )
        stopped = formats.weekday_and_clock(local(last.reached_us, ZoneInfo(budget.zone)))
    reached = sum(period.reached_us is not None for period in preview.past)
    counted = translate("budgets", "Reached in {n} of the last {of} periods.").format(
        n=reached, of=len(preview.past)
    )
    spent = formats.amount(last.spent, budget.unit)
    return f"{said.format(when=when, spent=spent, moment=stopped)} {counted}"


def event_words(event: "BudgetEvent") -> str:
    if event.kind == "threshold":
        return translate("budgets", "{percent} % reached").format(percent=event.percent)
    return {
        "blocked": translate("budgets", "Calls stopped"),
        "let-through": translate("budgets", "A call let through beyond it"),
        "unpriced": translate("budgets", "A call of unknown price"),
    }[event.kind]


def all_words(one: Standing) -> str:
    """Everything that the bar shows, for those who hear it."""
    unit = one.budget.unit
    said = [
        in_short(one),
        state_words(one),
        translate("budgets", "{amount} spent").format(amount=formats.amount(one.tally.spent, unit)),
    ]
    if one.tally.held:
        said.append(
            translate("budgets", "{amount} held for calls under way").format(
                amount=formats.amount(one.tally.held, unit)
            )
        )
    said.append(translate("budgets", "{amount} left").format(amount=formats.amount(one.left, unit)))
    if one.even is not None:
        said.append(
            translate("budgets", "an even pace would be at {amount}").format(
                amount=formats.amount(one.even, unit)
            )
        )
    if one.likely is not None:
        amount = formats.amount(one.likely.likely, unit)
        said.append(
            translate("budgets", "projected {amount}, {band}").format(amount=amount, band=forecast_words(one))
        )
    return "; ".join([*said, reset_words(one)])
