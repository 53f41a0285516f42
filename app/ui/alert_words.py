"""Alerts, their rules and channels, in words and icons."""

import re
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.core.alert_channels import Channel, ChannelKind, Option
from app.core.alert_rules import EVERYTHING, KINDS, Parameter, Rule, RuleKind, Value
from app.core.alerts import Severity
from app.core.periods import local
from app.ledger.alerts import Delivery, History
from app.ui import formats
from app.ui.models.alerts import ChannelFacts, Found, Told
from app.ui.standings import scope_words

tr = QCoreApplication.translate

LOOKS: Mapping[Severity, tuple[str, str]] = {  # icon and tone
    "info": ("info", "text_soft"),
    "warning": ("alert", "warn"),
    "critical": ("critical", "bad"),
}
CHANNEL_ICONS: Mapping[str, str] = {
    "desktop": "screen", "email": "mail", "slack": "chat", "webhook": "plug", "pagerduty": "bell",
}  # fmt: skip
_CHANNEL_HELP: Mapping[str, str] = {
    "desktop": str(QT_TRANSLATE_NOOP("alerts", "A notification on this computer.")),
    "email": str(QT_TRANSLATE_NOOP("alerts", "A mail through your own mail server.")),
    "slack": str(QT_TRANSLATE_NOOP("alerts", "A message in a channel, by an incoming webhook.")),
    "webhook": str(QT_TRANSLATE_NOOP("alerts", "Signed JSON to an address of yours.")),
    "pagerduty": str(QT_TRANSLATE_NOOP("alerts", "An incident, resolved when it is over.")),
}
_PLACES: Mapping[str, str] = {
    "budgets": str(QT_TRANSLATE_NOOP("alerts", "Show the budget")),
    "clients": str(QT_TRANSLATE_NOOP("alerts", "Show the client")),
    "providers": str(QT_TRANSLATE_NOOP("alerts", "Show the provider")),
    "prices": str(QT_TRANSLATE_NOOP("alerts", "Show prices")),
    "health": str(QT_TRANSLATE_NOOP("alerts", "Show health")),
    "trends": str(QT_TRANSLATE_NOOP("alerts", "Show trends")),
}
_RUNAWAY = re.compile(r"the rule (['\"])(?P<name>.+)\1 took it for a runaway\.")
_LABELS: Mapping[str, str] = {  # of a rule's figures, by name or by kind and name
    "percent": str(QT_TRANSLATE_NOOP("alerts", "From this share on")),
    "budget": str(QT_TRANSLATE_NOOP("alerts", "Budget")),
    "over": str(QT_TRANSLATE_NOOP("alerts", "More than")),
    "under": str(QT_TRANSLATE_NOOP("alerts", "Less than")),
    "calls": str(QT_TRANSLATE_NOOP("alerts", "At least so many calls")),
    "runaway/calls": str(QT_TRANSLATE_NOOP("alerts", "Calls that are alike")),
    "within": str(QT_TRANSLATE_NOOP("alerts", "Looking back")),
    "backup-failing/within": str(QT_TRANSLATE_NOOP("alerts", "Longest without a backup")),
    "per_minute": str(QT_TRANSLATE_NOOP("alerts", "Or spent in a minute")),
    "pause": str(QT_TRANSLATE_NOOP("alerts", "Stop the client")),
    "times": str(QT_TRANSLATE_NOOP("alerts", "Beyond the usual")),
    "least": str(QT_TRANSLATE_NOOP("alerts", "Never below")),
}


# ---- what was told ------------------------------------------------------------------------------------


def severity_words(severity: Severity) -> str:
    named = {
        "info": tr("alerts", "Note"),
        "warning": tr("alerts", "Warning"),
        "critical": tr("alerts", "Critical"),
    }
    return named[severity]


def state_words(told: Told) -> tuple[str, str, str]:
    """Icon, words and tone of how it is now."""
    if told.alert.muted:
        return "mute", tr("alerts", "Muted"), "text_soft"
    if told.goes_on:
        return "clock", tr("alerts", "Goes on"), "warn"
    return "check", tr("alerts", "Over"), "good"


def which_words() -> list[tuple[History, str]]:
    return [
        ("all", tr("alerts", "Everything")),
        ("new", tr("alerts", "Not acknowledged")),
        ("open", tr("alerts", "Still going on")),
        ("undelivered", tr("alerts", "Not delivered")),
        ("muted", tr("alerts", "Muted")),
    ]


def place_words(place: str) -> str:
    """For the button that leads there; nothing where that is the calls, which have a button of their own."""
    found = _PLACES.get(place.partition("/")[0], "")
    return tr("alerts", found) if found else ""


def delivery_words(delivery: Delivery, zone: ZoneInfo) -> tuple[str, str, str, str]:
    """Icon, tone, how it went, and why it did not."""
    when = "" if delivery.ended_us is None else formats.moment_of(delivery.ended_us, zone)
    if delivery.state == "sent":
        return "check", "good", tr("alerts", "Arrived {when}").format(when=when), ""
    if delivery.state == "failed":
        said = tr("alerts", "Given up {when}").format(when=when)
        if delivery.tries > 1:
            said += " · " + tr("alerts", "{n} tries").format(n=delivery.tries)
        return "alert", "bad", said, delivery.trouble or ""
    due = formats.moment_of(delivery.due_us, zone)
    if delivery.tries:
        again = (
            tr("alerts", "Tried {n} times, again {when}")
            if delivery.tries > 1
            else tr("alerts", "Tried once, again {when}")
        )
        return "clock", "warn", again.format(n=delivery.tries, when=due), delivery.trouble or ""
    return "clock", "text_soft", tr("alerts", "Waits until {when}").format(when=due), ""


def when_short(at_us: int, now_us: int, zone: ZoneInfo) -> str:
    """The clock of today, the day of others."""
    then, now = local(at_us, zone), local(now_us, zone)
    return formats.clock(then) if then.date() == now.date() else formats.day_short(then)


def pause_words(reason: str) -> str:
    """Why a client is stopped. A reason of somebody's own stays as it was given."""
    if reason == "somebody stopped it by hand.":
        return tr("alerts", "Somebody stopped it by hand.")
    found = _RUNAWAY.fullmatch(reason)
    if found is None:
        return reason[:1].upper() + reason[1:]
    name = rule_name(found["name"], "runaway")
    return tr("alerts", "The rule '{name}' took it for a runaway.").format(name=name)


def day_heading(at_us: int, now_us: int, zone: ZoneInfo) -> str:
    then, now = local(at_us, zone).date(), local(now_us, zone).date()
    days = (now - then).days
    if days <= 0:
        return tr("alerts", "Today")
    if days == 1:
        return tr("alerts", "Yesterday")
    return tr("alerts", "Last 7 days") if days < 7 else formats.month(local(at_us, zone))


def facts_of(told: Told, zone: ZoneInfo) -> list[tuple[str, str]]:
    alert = told.alert
    facts = [(tr("alerts", "Told"), formats.moment_of(alert.at_us, zone))]
    if alert.recovered_us is not None and alert.recovered_us > alert.at_us:
        spent = formats.left(alert.recovered_us - alert.at_us)
        over = formats.moment_of(alert.recovered_us, zone)
        facts.append(
            (tr("alerts", "Over"), tr("alerts", "{when}, after {spent}").format(when=over, spent=spent))
        )
    if alert.acknowledged_us is not None:
        facts.append((tr("alerts", "Acknowledged"), formats.moment_of(alert.acknowledged_us, zone)))
    return facts


# ---- rules --------------------------------------------------------------------------------------------


def kind_title(kind: RuleKind) -> str:
    return tr("alerts", kind.title)


def kind_help(kind: RuleKind) -> str:
    return tr("alerts", kind.help)


def rule_name(name: str, kind: str) -> str:
    """Its own name, unless nobody gave it one: then what its kind is called."""
    return kind_title(KINDS[kind]) if kind in KINDS and name == KINDS[kind].title else name


def rule_words(rule: Rule) -> str:
    """What differs between rules of one kind."""
    shown = {p.name: value_words(p, rule[p.name]) for p in rule.kind.parameters}
    said = [tr("alerts", rule.kind.says).format_map(shown)] if rule.kind.says else []
    if named := rule.chosen.get("budget"):
        said.append(tr("alerts", "budget {name}").format(name=named))
    if rule.chosen.get("pause"):
        said.append(tr("alerts", "stops the client"))
    if rule.scope != EVERYTHING:
        said.append(scope_words(rule.scope))
    return ", ".join(said)


def lost_words(lost: Sequence[tuple[str, str]]) -> str:
    """That what a rule is for is not there, so that it finds nothing."""
    forms = {
        "budget": tr("alerts", "There is no budget {name}."),
        "project": tr("alerts", "There is no project {name}."),
        "client": tr("alerts", "There is no client {name}."),
        "provider": tr("alerts", "There is no provider {name}."),
        "account": tr("alerts", "There is no account {name}."),
    }
    return " ".join(forms[part].format(name=name) for part, name in lost)


def value_words(parameter: Parameter, value: Value) -> str:
    measure = parameter.measure
    if isinstance(value, (bool, str)):
        return parameter.show(value)
    if measure == "usd":
        return formats.usd(value)
    if measure == "calls":
        return formats.amount(value, measure)
    if measure == "tokens":
        return tr("alerts", "{n} tokens").format(n=formats.count(value))
    if measure == "duration":
        return formats.span(value)
    return tr("alerts", "{n} times").format(n=value) if measure == "times" else parameter.show(value)


def parameter_label(kind: RuleKind, parameter: Parameter) -> str:
    return tr("alerts", _LABELS.get(f"{kind.name}/{parameter.name}") or _LABELS[parameter.name])


def parameter_help(parameter: Parameter) -> str:
    said = tr("alerts", parameter.help)
    return said[:1].upper() + said[1:] + "."


def tells_words(rule: Rule) -> str:
    if rule.channels is None:
        return tr("alerts", "tells every channel")
    if not rule.channels:
        return tr("alerts", "tells nobody, keeps a note")
    return tr("alerts", "tells {names}").format(names=", ".join(rule.channels))


def muted_words(rule: Rule, now_us: int, zone: ZoneInfo) -> str:
    if rule.muted_until_us is None or not rule.muted(now_us):
        return ""
    until = local(rule.muted_until_us, zone)
    same = until.date() == local(now_us, zone).date()
    when = formats.clock(until) if same else formats.weekday_and_clock(until)
    return tr("alerts", "Muted until {when}").format(when=when)


def rules_summary(found: Found) -> str:
    on = sum(facts.rule.enabled for facts in found.rules)
    said = [tr("alerts", "{n} of {all} rules are on").format(n=on, all=len(found.rules))]
    muted = sum(facts.rule.enabled and facts.rule.muted(found.at_us) for facts in found.rules)
    if muted:
        said.append(tr("alerts", "{n} muted").format(n=muted))
    return " · ".join(said)


# ---- channels -----------------------------------------------------------------------------------------


def channel_title(kind: ChannelKind) -> str:
    return tr("alerts", kind.title)


def channel_help(kind: ChannelKind) -> str:
    return tr("alerts", _CHANNEL_HELP[kind.name])


def option_label(option: Option) -> str:
    return tr("alerts", option.label)


def option_help(option: Option) -> str:
    said = tr("alerts", option.help) + "."
    return said if option.choices else said[:1].upper() + said[1:]


def channel_words(facts: ChannelFacts) -> str:
    """Where it goes to, and where its secrets are."""
    said = [_goes_to(facts.channel)]
    if facts.kept_in:
        said.append(tr("alerts", "its secrets are kept in the {where}").format(where=facts.kept_in))
    elif any(option.secret and option.needed for option in facts.channel.kind.options):
        said.append(tr("alerts", "its secrets are not on this computer"))
    words = "  ·  ".join(part for part in said if part)
    return words[:1].upper() + words[1:]


def _goes_to(channel: Channel) -> str:
    if channel.kind.name == "email":
        return tr("alerts", "to {to}, through {host}").format(
            to=channel.option("to"), host=channel.option("host")
        )
    if channel.kind.name == "pagerduty":
        return channel.option("endpoint")
    return channel_help(channel.kind) if channel.kind.name == "desktop" else ""


def channels_summary(found: Found) -> str:
    lost = sum(one.last is not None and one.last.state == "failed" for one in found.channels)
    n = len(found.channels)
    said = [tr("alerts", "1 channel") if n == 1 else tr("alerts", "{n} channels").format(n=n)]
    if lost:
        said.append(tr("alerts", "the last message did not arrive at {n}").format(n=lost))
    return " · ".join(said)


def quiet_words(quiet: tuple[str, str]) -> str:
    since, until = quiet
    if not since or not until or since == until:
        return tr("alerts", "No quiet hours: messages go out at any time.")
    return tr(
        "alerts",
        "Quiet from {since} until {until}: messages wait, and come as one. Budgets that stop calls and "
        "runaway clients are told at once.",
    ).format(since=since, until=until)
