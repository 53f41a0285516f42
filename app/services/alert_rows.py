"""Rules, channels and what was told, as JSON can carry them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from app.core.alert_channels import Channel
from app.core.alert_rules import Rule
from app.core.alerts import Alert
from app.core.records import iso_utc
from app.ledger.alerts import Delivery
from app.platform.clock import now_us


def rule_row(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "kind": rule.kind.name,
        "enabled": rule.enabled,
        "parameters": {p.name: p.plain(rule[p.name]) for p in rule.kind.parameters},
        **asdict(rule.scope),
        "channels": None if rule.channels is None else list(rule.channels),
        "muted_until": iso_utc(rule.muted_until_us) if rule.muted(now_us()) and rule.muted_until_us else None,
        "words": rule.in_words,
    }


def channel_row(channel: Channel, last: Delivery | None = None) -> dict[str, Any]:
    """Without a secret: those are not even here."""
    return {
        "name": channel.name,
        "kind": channel.kind.name,
        "options": {o.name: channel.option(o.name) for o in channel.kind.options if not o.secret},
        "last": None if last is None else delivery_row(last),
    }


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    ended = delivery.ended_us
    return {
        "channel": delivery.channel, "act": delivery.act, "state": delivery.state, "tries": delivery.tries,
        "due_at": iso_utc(delivery.due_us), "ended_at": None if ended is None else iso_utc(ended),
        "trouble": delivery.trouble,
    }  # fmt: skip


def history_row(alert: Alert, deliveries: Sequence[Delivery]) -> dict[str, Any]:
    return {**alert_record(alert), "deliveries": [delivery_row(delivery) for delivery in deliveries]}


def alert_record(alert: Alert) -> dict[str, Any]:
    """An alert as JSON can carry it."""

    def moment(us: int | None) -> str | None:
        return None if us is None else iso_utc(us)

    return {
        "id": alert.id, "rule": alert.rule, "kind": alert.kind, "what": alert.what, "period": alert.period,
        "at": iso_utc(alert.at_us), "severity": alert.severity, "title": alert.title,
        "message": alert.message, "figures": dict(alert.figures), "muted": alert.muted,
        "recovered_at": moment(alert.recovered_us), "acknowledged_at": moment(alert.acknowledged_us),
    }  # fmt: skip
