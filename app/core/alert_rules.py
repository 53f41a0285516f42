"""What can be watched, and how a rule is written: one table that draws the dialog and the command line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from app.core.amounts import read_amount, show_amount
from app.core.budgets import BudgetScope
from app.core.errors import AlertError
from app.core.money import decimal_usd
from app.core.periods import HOUR_US, MINUTE_US

Measure = Literal["usd", "tokens", "calls", "percent", "times", "duration", "switch", "name"]
Value = int | str | bool
SCOPE = ("project", "client", "provider", "account", "model")

_CENT = 10_000_000
_USD = 100 * _CENT
_DURATION = re.compile(r"([0-9]{1,7})\s*(ms|s|m|min|h|d)", re.IGNORECASE | re.ASCII)
_DURATION_US = {
    "ms": 1_000, "s": 1_000_000, "m": MINUTE_US, "min": MINUTE_US, "h": HOUR_US, "d": 24 * HOUR_US,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure of a rule. Amounts are in the smallest unit, durations in microseconds."""

    name: str
    measure: Measure
    default: Value
    help: str
    low: int = 1
    high: int = (1 << 62) - 1

    def check(self, value: object) -> Value:
        if type(value) is not type(self.default):
            raise AlertError(f"{self.name} takes {_MEASURE_WORDS[self.measure]}, not {value!r}.")
        if isinstance(value, int) and not isinstance(value, bool) and not self.low <= value <= self.high:
            raise AlertError(f"{self.name} lies between {self.show(self.low)} and {self.show(self.high)}.")
        assert isinstance(value, (int, str))
        return value

    def read(self, text: str) -> Value:
        """What a user typed."""
        if self.measure == "name":
            return self.check(text)
        if self.measure == "switch":
            word = text.strip().lower()
            if word not in {"on", "off", "yes", "no"}:
                raise AlertError(f"{self.name} is on or off, not {text!r}.")
            return word in {"on", "yes"}
        if self.measure == "duration":
            return self.check(read_duration(text))
        if self.measure in {"percent", "times"}:
            digits = text.strip().rstrip("%x").strip()
            if not re.fullmatch("[0-9]{1,6}", digits):
                raise AlertError(f"{self.name} takes {_MEASURE_WORDS[self.measure]}, not {text!r}.")
            return self.check(int(digits))
        amount, unit = read_amount(f"{text} calls" if self.measure == "calls" and text.isdigit() else text)
        if unit != self.measure:
            raise AlertError(f"{self.name} takes {_MEASURE_WORDS[self.measure]}, not {text!r}.")
        return self.check(amount)

    def show(self, value: Value) -> str:
        if isinstance(value, bool):
            return "on" if value else "off"
        if isinstance(value, str):
            return value
        if self.measure == "usd":
            return show_amount(value, "usd")
        if self.measure == "tokens":
            return show_amount(value, "tokens")
        if self.measure == "calls":
            return show_amount(value, "calls")
        if self.measure == "duration":
            return show_duration(value)
        return f"{value} %" if self.measure == "percent" else f"{value} times"

    def plain(self, value: Value) -> Value:
        """For JSON: dollars as decimal text, durations in milliseconds."""
        if self.measure == "usd":
            return decimal_usd(int(value))
        return int(value) // 1000 if self.measure == "duration" else value


_MEASURE_WORDS: dict[Measure, str] = {
    "usd": "dollars such as 5usd", "tokens": "tokens such as 500ktokens", "calls": "a number of calls",
    "percent": "per cent such as 90", "times": "a whole number", "duration": "a time such as 10m or 2h",
    "switch": "on or off", "name": "a name",
}  # fmt: skip


def read_duration(text: str) -> int:
    """Microseconds of `90s`, `10m`, `2h`, `1d`."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise AlertError(f"{text!r} is not a length of time.", "Write 90s, 10m, 2h or 1d.")
    return int(found[1]) * _DURATION_US[found[2].lower()]


def show_duration(us: int) -> str:
    for size, unit in ((24 * HOUR_US, "d"), (HOUR_US, "h"), (MINUTE_US, "min"), (1_000_000, "s")):
        if us >= size and us % size == 0:
            return f"{us // size} {unit}"
    if us >= 100_000_000:
        return f"{us // 1_000_000} s"
    return f"{us / 1_000_000:.3g} s" if us >= 1_000_000 else f"{us // 1000} ms"


@dataclass(frozen=True, slots=True)
class RuleKind:
    """`lasts`: it is over at some time, which can be told. `again`: each period tells anew of what lasts."""

    name: str
    title: str
    help: str
    page: str  # of the window: where a click on the alert leads
    parameters: tuple[Parameter, ...] = ()
    scope: tuple[str, ...] = ()
    urgent: bool = False  # told in quiet hours too
    lasts: bool = True
    again: bool = False
    says: str = ""  # a rule of it in words, with the parameters that it names


_MINUTES = (5 * MINUTE_US, 24 * HOUR_US)

RULE_KINDS: tuple[RuleKind, ...] = (
    RuleKind(
        "budget-threshold", "Budget thresholds", "A budget passes one of its thresholds.", "budgets",
        (
            Parameter("percent", "percent", 1, "thresholds below this are not told", 1, 1000),
            Parameter("budget", "name", "", "only this budget"),
        ),
        again=True,
        says="from {percent} on",
    ),
    RuleKind(
        "budget-blocked", "Budget used up", "A budget stops calls.", "budgets",
        (Parameter("budget", "name", "", "only this budget"),), urgent=True, again=True,
    ),
    RuleKind(
        "daily-spend", "Spending of a day", "More than an amount is spent on one day.", "trends",
        (Parameter("over", "usd", 10 * _USD, "told above this"),), SCOPE, again=True,
        says="more than {over} on one day",
    ),
    RuleKind(
        "hourly-tokens", "Tokens of an hour", "More than so many tokens within 60 minutes.", "trends",
        (Parameter("over", "tokens", 2_000_000, "told above this"),), SCOPE,
        says="more than {over} in an hour",
    ),
    RuleKind(
        "call-cost", "Cost of one call", "A single call costs more than an amount.", "calls",
        (Parameter("over", "usd", _USD, "told above this"),), SCOPE, lasts=False,
        says="more than {over}",
    ),
    RuleKind(
        "error-rate", "Error rate", "Too many calls of a provider fail.", "trends",
        (
            Parameter("percent", "percent", 25, "told at this share of failed calls", 1, 100),
            Parameter("calls", "calls", 20, "said only of so many calls or more", 1, 1_000_000),
            Parameter("within", "duration", 30 * MINUTE_US, "how far it looks back", *_MINUTES),
        ),
        SCOPE,
        says="{percent} of {calls} or more fail within {within}",
    ),
    RuleKind(
        "latency", "Slow answers", "Calls of a model take long (95th percentile).", "trends",
        (
            Parameter("over", "duration", MINUTE_US, "told above this", 1_000, 24 * HOUR_US),
            Parameter("calls", "calls", 20, "said only of so many calls or more", 1, 1_000_000),
            Parameter("within", "duration", 60 * MINUTE_US, "how far it looks back", *_MINUTES),
        ),
        SCOPE,
        says="above {over} over {calls} or more within {within}",
    ),
    RuleKind(
        "runaway", "Runaway loop", "A client repeats itself, or spends very fast.", "clients",
        (
            Parameter("calls", "calls", 20, "so many calls in a row that are alike", 5, 1000),
            Parameter("within", "duration", 10 * MINUTE_US, "within this time", 10_000_000, 24 * HOUR_US),
            Parameter("per_minute", "usd", 5 * _USD, "or so many dollars within a minute"),
            Parameter("pause", "switch", False, "refuse further calls of the client until it is resumed"),
        ),
        SCOPE, urgent=True,
        says="{calls} alike within {within}, or {per_minute} in a minute",
    ),
    RuleKind(
        "anomaly", "Unusual spending", "Far more is spent than in this hour of other weeks.", "trends",
        (
            Parameter("times", "times", 6, "so many times the usual deviation above the usual", 2, 100),
            Parameter("least", "usd", _USD, "never told below this"),
        ),
        SCOPE,
        says="{times} the usual deviation, from {least} on",
    ),
    RuleKind(
        "low-balance", "Low balance", "Little is left on a prepaid account.", "providers",
        (Parameter("under", "usd", 5 * _USD, "told below this, where the account has no bound of its own"),),
        ("provider", "account"),
        says="below {under}",
    ),
    RuleKind(
        "quota", "Quota nearly used", "A provider's allowance is nearly used up.", "providers",
        (Parameter("percent", "percent", 90, "told at this share", 1, 100),), ("provider", "account"),
        says="from {percent} on",
    ),
    RuleKind(
        "unpriced-model", "Model without a price", "Calls went to a model whose price nobody knows.",
        "prices", (), SCOPE,
    ),
    RuleKind("key-trouble", "Key trouble", "A stored key cannot be had, or is refused.", "providers"),
    RuleKind(
        "backup-failing", "Backup failing", "The ledger was not backed up for long, or not well.", "health",
        (Parameter("within", "duration", 48 * HOUR_US, "so long without a good one", HOUR_US, 1 << 52),),
        again=True,
        says="failed, or none for {within}",
    ),
)  # fmt: skip
KINDS: Mapping[str, RuleKind] = MappingProxyType({kind.name: kind for kind in RULE_KINDS})


EVERYTHING = BudgetScope()


@dataclass(frozen=True, slots=True)
class Rule:
    """`chosen` holds what differs from the defaults of its kind; without `channels` it tells all."""

    name: str
    kind: RuleKind
    chosen: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType(dict[str, Value]()))
    scope: BudgetScope = EVERYTHING
    channels: tuple[str, ...] | None = None
    enabled: bool = True
    since_us: int = 0
    muted_until_us: int | None = None
    id: int = 0

    def __post_init__(self) -> None:
        check_name("rule", self.name)
        known = {p.name: p for p in self.kind.parameters}
        for name, value in self.chosen.items():
            if name not in known:
                raise AlertError(
                    f"A rule of the kind {self.kind.name} has no {name!r}.",
                    f"It has: {', '.join(known) or 'nothing to set'}.",
                )
            known[name].check(value)
        for part in SCOPE:
            if getattr(self.scope, part) is not None and part not in self.kind.scope:
                raise AlertError(f"A rule of the kind {self.kind.name} cannot be limited to one {part}.")

    def __getitem__(self, name: str) -> Value:
        value = self.chosen.get(name)
        return next(p.default for p in self.kind.parameters if p.name == name) if value is None else value

    def number(self, name: str) -> int:
        value = self[name]
        assert isinstance(value, int)
        return value

    def muted(self, now_us: int) -> bool:
        return self.muted_until_us is not None and now_us < self.muted_until_us

    @property
    def in_words(self) -> str:
        """What differs between rules of one kind."""
        said = self.kind.says.format_map({p.name: p.show(self[p.name]) for p in self.kind.parameters})
        named = self.chosen.get("budget") or ""
        also = [f"budget {named}"] if named else []
        also += ["stops the client"] if self.chosen.get("pause") else []
        also += [] if str(self.scope) == "everything" else [str(self.scope)]
        return ", ".join([part for part in (said, *also) if part])


def kind_named(name: str) -> RuleKind:
    try:
        return KINDS[name]
    except KeyError:
        raise AlertError(f"There is no kind of alert {name!r}.", f"There are: {', '.join(KINDS)}.") from None


def check_name(of: str, name: str) -> str:
    if not name.strip() or name != name.strip() or len(name) > 80 or not name.isprintable():
        raise AlertError(f"A {of} needs a name of at most 80 printable characters.")
    return name
