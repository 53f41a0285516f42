"""Alerts: what rules find, what of it is told, and in which words. Pure.

A rule finds something (`Finding`); the first finding of one thing in one period becomes an `Alert`, which is
kept, and told over channels by a `Notice`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from app.core.alert_rules import KINDS, RuleKind

Severity = Literal["info", "warning", "critical"]
Act = Literal["trigger", "resolve", "test"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: `what` of a rule is told once in a `period`."""

    what: str
    period: str
    title: str
    message: str
    severity: Severity = "warning"
    figures: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Alert:
    """A finding that was told, or kept only, where its rule was muted."""

    id: int
    rule: str
    kind: str
    what: str
    period: str
    at_us: int
    severity: Severity
    title: str
    message: str
    figures: Mapping[str, Any]
    muted: bool = False
    recovered_us: int | None = None
    acknowledged_us: int | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What one message says: of one alert, or of several that came together."""

    act: Act
    alerts: tuple[Alert, ...]

    @property
    def severity(self) -> Severity:
        worst = max((SEVERITIES.index(a.severity) for a in self.alerts), default=0)
        return SEVERITIES[worst]

    @property
    def title(self) -> str:
        if self.act == "test":
            return "A test from Tollgate"
        over = "Over: " if self.act == "resolve" else ""
        if len(self.alerts) == 1:
            return one_line(over + self.alerts[0].title)
        return one_line(f"{over}{len(self.alerts)} alerts: {self.alerts[0].title} …")

    @property
    def place(self) -> str:
        """Where a click on it leads: a page of the window, or a part of it."""
        places = {_place(alert) for alert in self.alerts}
        return places.pop() if len(places) == 1 else "alerts"

    @property
    def text(self) -> str:
        if self.act == "test":
            return "Alerts that go to this channel arrive."
        if len(self.alerts) == 1:
            return self.alerts[0].message
        return "\n".join(f"- {one_line(a.title)}: {a.message}" for a in self.alerts)


def _place(alert: Alert) -> str:
    page = KINDS[alert.kind].page if alert.kind in KINDS else "alerts"
    part = alert.figures.get(_PARTS.get(page, ""))
    return f"{page}/{part}" if part else page


_PARTS = {"budgets": "budget", "clients": "client", "providers": "provider"}  # of pages, by their figure


def one_line(text: str) -> str:
    """Names come from anywhere: nothing in them may break a line or a header."""
    return "".join(c if c.isprintable() else " " for c in text)


def changes(
    kind: RuleKind, open_alerts: Sequence[Alert], findings: Sequence[Finding], still: set[str] | None
) -> tuple[list[Finding], list[Alert]]:
    """What is to be told, if this period has not heard of it yet; and which alerts are over.

    `still` has what goes on; None where that cannot be said just now.
    """
    known = {(a.what, a.period if kind.again else "") for a in open_alerts if kind.lasts}
    fresh: dict[str, Finding] = {}
    for finding in findings:
        if (finding.what, finding.period if kind.again else "") not in known:
            fresh.setdefault(finding.what, finding)
    if not kind.lasts or still is None:
        return list(fresh.values()), []
    over = [a for a in open_alerts if a.what not in still or (kind.again and a.what in fresh)]
    return list(fresh.values()), over
