"""What the alerts page asks of the engine: what was told and how it went, what is watched, who is told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from app.assembly import Engine
from app.core.alert_channels import Channel
from app.core.alert_rules import EVERYTHING, SCOPE, Rule
from app.core.alerts import SEVERITIES, Alert
from app.core.filters import CallFilter
from app.core.periods import HOUR_US, MINUTE_US, instant, local, start_of
from app.ledger import alerts as store
from app.ledger.alerts import Delivery, History
from app.services.channel_secrets import key_name
from app.services.watching import chosen
from app.ui import formats
from app.ui.pages.budgets_data import Names, read_names

_MOST_NEW = 50
_AFTER_US = MINUTE_US  # calls are written down a moment after they ended
_MORNING = 8


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the history is wanted."""

    which: History = "all"
    text: str = ""
    limit: int = 100

    @property
    def narrow(self) -> bool:
        return self.which != "all" or bool(self.text)


@dataclass(frozen=True, slots=True)
class Told:
    alert: Alert
    deliveries: Sequence[Delivery]

    @property
    def is_new(self) -> bool:
        return self.alert.acknowledged_us is None and not self.alert.muted

    @property
    def goes_on(self) -> bool:
        return self.alert.recovered_us is None

    @property
    def undelivered(self) -> bool:
        return any(delivery.state == "failed" for delivery in self.deliveries)


@dataclass(frozen=True, slots=True)
class RuleFacts:
    rule: Rule
    told_us: int | None  # for the last time
    lost: Sequence[tuple[str, str]] = ()  # what it is for and is not there: a budget, a client, …, by name


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """`kept_in` is where its secrets are; empty where it has none."""

    channel: Channel
    last: Delivery | None
    kept_in: str
    rules: int  # that tell it


@dataclass(frozen=True, slots=True)
class Found:
    at_us: int
    wish: Wish
    new: Sequence[Told]
    new_count: int
    history: Sequence[Told]
    more: bool
    rules: Sequence[RuleFacts]
    channels: Sequence[ChannelFacts]
    pauses: Mapping[str, tuple[int, str]]  # since when and why, by client
    quiet: tuple[str, str]

    def told(self, id_: int) -> Told | None:
        return next((one for one in (*self.new, *self.history) if one.alert.id == id_), None)

    def rule(self, name: str) -> RuleFacts | None:
        return next((one for one in self.rules if one.rule.name == name), None)

    def channel(self, name: str) -> ChannelFacts | None:
        return next((one for one in self.channels if one.channel.name == name), None)


def read_alerts(engine: Engine, wish: Wish, at_us: int) -> Found:
    alerts = engine.alerts
    new = alerts.history(limit=_MOST_NEW, which="new") if not wish.narrow else []
    history = alerts.history(limit=wish.limit + 1, which=wish.which, text=wish.text)
    deliveries = alerts.deliveries({alert.id for alert in (*new, *history)})
    last_told, last = alerts.last_told(), alerts.last_deliveries()
    reader = engine.ledger.reader  # what is in memory is read anew only after the news of a change
    rules, channels = store.kept_rules(reader), store.kept_channels(reader)
    kept = {key.name: formats.kept_in(key.where) for key in engine.keys.all()}
    text = engine.settings.text
    there = there_of(read_names(engine), [tally.budget.name for tally in engine.budgets.all()])

    def told(found: Sequence[Alert]) -> list[Told]:
        return [Told(alert, deliveries.get(alert.id, [])) for alert in found]

    def urgency(one: Told) -> tuple[bool, int]:
        return not one.goes_on, -SEVERITIES.index(one.alert.severity)

    return Found(
        at_us,
        wish,
        sorted(told(new), key=urgency),
        alerts.unacknowledged(),
        told(history[: wish.limit]),
        len(history) > wish.limit,
        [RuleFacts(rule, last_told.get(rule.id), lost(named_by(rule), there)) for rule in rules],
        [
            ChannelFacts(
                channel,
                last.get(channel.name),
                kept.get(key_name(channel.name), ""),
                sum(rule.enabled and _tells(rule, channel) for rule in rules),
            )
            for channel in channels
        ],
        dict(alerts.pauses.all),
        (text("alerts.quiet_from"), text("alerts.quiet_until")),
    )


def there_of(names: Names, budgets: Sequence[str]) -> dict[str, Sequence[str]]:
    """What a rule can be for, by name. Models may be patterns, and yet to come."""
    return {"budget": budgets} | {part: known for part, known in names.by_part.items() if part != "model"}


def named_by(rule: Rule) -> dict[str, str]:
    named = {part: getattr(rule.scope, part) for part in SCOPE}
    return {part: str(name) for part, name in {"budget": rule.chosen.get("budget"), **named}.items() if name}


def lost(named: Mapping[str, str], there: Mapping[str, Collection[str]]) -> list[tuple[str, str]]:
    """What is named, and is not there."""
    return [(part, name) for part, name in named.items() if name and name not in there.get(part, (name,))]


def _tells(rule: Rule, channel: Channel) -> bool:
    return rule.channels is None or channel.name in rule.channels


def tomorrow_morning(now_us: int, zone: ZoneInfo) -> int:
    now = local(now_us, zone)
    tomorrow = (now + timedelta(days=1)).replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    return instant(tomorrow.replace(tzinfo=None), zone)


# ---- the calls that an alert is about -----------------------------------------------------------------


def has_calls(alert: Alert) -> bool:
    """Whether it is about calls, and not about a budget, a key or the ledger."""
    return alert.kind in _BEFORE_US


_BEFORE_US: Mapping[str, int] = {  # how far back from the alert its calls are
    "daily-spend": 24 * HOUR_US, "hourly-tokens": HOUR_US, "call-cost": HOUR_US, "error-rate": HOUR_US,
    "latency": HOUR_US, "runaway": HOUR_US, "anomaly": HOUR_US, "unpriced-model": 24 * HOUR_US,
}  # fmt: skip


def calls_of(engine: Engine, told: Told, rule: Rule | None, zone: ZoneInfo) -> CallFilter:
    """Those that made it be told, as well as that is known."""
    alert, figures = told.alert, told.alert.figures
    before_us = _BEFORE_US[alert.kind]
    if rule is not None and any(parameter.name == "within" for parameter in rule.kind.parameters):
        before_us = rule.number("within")
    since_us, until_us = alert.at_us - before_us, alert.at_us + _AFTER_US
    if alert.kind == "daily-spend":
        since_us = start_of("day", alert.at_us, zone)
    scope = EVERYTHING if rule is None else rule.scope
    found = chosen(engine.ledger.reader, scope, since_us, until_us) or CallFilter(since_us, until_us)
    for part in ("provider", "client", "model", "session"):
        value = figures.get(part)
        if value:
            found = replace(found, **{part: (str(value),)})
    if alert.kind == "error-rate":
        found = replace(found, status=("failed",))
    return found
