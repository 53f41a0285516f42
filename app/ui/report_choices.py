"""What a report can be made of: periods to choose from, and what is remembered of the last one."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.core.filters import CallFilter
from app.core.periods import Span, local, start_of
from app.platform.clock import now_us
from app.services import reports
from app.services.report_notes import period_of
from app.services.report_words import Words
from app.services.reports import GROUPS
from app.ui.lens import Lens
from app.ui.ranges import CUSTOM, NAMES, Range, span_before, span_of

_MONTHS_BACK = 12
_MOST_KEPT = 200
ALL: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Period:
    id: Hashable
    text: str
    range: Range


def periods(lens: Lens, words: Words) -> list[Period]:
    """What is looked at first, then months, then the last days."""
    tr, zone, now = QCoreApplication.translate, lens.zone, now_us()
    names = {
        "this-month": tr("report", "This month"),
        "last-month": tr("report", "Last month"),
        "7d": tr("report", "The last 7 days"),
        "30d": tr("report", "The last 30 days"),
        "today": tr("report", "Today"),
    }

    def named(name: str) -> Period:
        span = span_of(Range(name), zone, now)
        months = name.endswith("month")
        text = period_of(Span(start_of("month", span.since_us, zone), _month_end(span, lens)), zone, words)
        return Period(name, f"{names[name]} ({text})" if months else names[name], Range(name))

    found = [named("this-month"), named("last-month")]
    span = span_of(Range("last-month"), zone, now)
    for _ in range(_MONTHS_BACK - 1):
        span = Span(start_of("month", span.since_us - 1, zone), span.since_us)
        moment = local(span.since_us, zone)
        found.append(Period((moment.year, moment.month), words.month(moment), Range(CUSTOM, span)))
    found += [named("7d"), named("30d"), named("today")]
    if lens.range.custom is not None:
        text = tr("report", "As shown: {period}").format(period=period_of(lens.range.custom, zone, words))
        found.insert(0, Period("shown", text, lens.range))
    return found


def _month_end(span: Span, lens: Lens) -> int:
    start = start_of("month", span.since_us, lens.zone)
    return start_of("month", start + 32 * 86_400_000_000, lens.zone)


def preset(lens: Lens) -> Hashable:
    return lens.range.name if lens.range.name in NAMES else "shown"


def scope_of(chosen: CallFilter) -> tuple[str, str]:
    """The one project or client that a filter is about."""
    for condition in ("project", "client"):
        values: tuple[str, ...] = getattr(chosen, condition)
        if len(values) == 1:
            return condition, values[0]
    return ALL


def without(chosen: CallFilter, condition: str) -> CallFilter:
    return replace(chosen, **{condition: ()}) if condition else chosen


def wish_of(range_: Range, lens: Lens, chosen: CallFilter, groups: tuple[str, ...]) -> reports.Wish:
    """With the period before as the rest of the window has it; days of one's own go by the calendar."""
    now = now_us()
    span = span_of(range_, lens.zone, now)
    if range_.custom is None:
        before = span_before(range_, lens.zone, now)
    else:
        before = reports.span_before(span, now, lens.zone)
    return reports.Wish(chosen.within(span.since_us, span.until_us), lens.zone, groups, before)


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen the last time. `whom` is kept for each project and client."""

    groups: tuple[str, ...] = GROUPS[:3]
    form: str = "pdf"
    letter: bool | None = None
    title: str = ""
    sender: str = ""
    whom: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, record: dict[str, Any]) -> "Choices":
        """What cannot be read is as for the first time."""
        groups, whom = record.get("groups"), record.get("whom")
        letter = record.get("letter")
        named = tuple(name for name in GROUPS if isinstance(groups, list) and name in groups)
        return cls(
            named if isinstance(groups, list) else cls().groups,
            "html" if record.get("form") == "html" else "pdf",
            letter if isinstance(letter, bool) else None,
            str(record.get("title") or ""),
            str(record.get("sender") or ""),
            tuple((str(k), str(v)) for k, v in whom.items()) if isinstance(whom, dict) else (),
        )

    def as_record(self) -> dict[str, Any]:
        return {
            "groups": list(self.groups),
            "form": self.form,
            "letter": self.letter,
            "title": self.title,
            "sender": self.sender,
            "whom": dict(self.whom[-_MOST_KEPT:]),
        }

    def whom_of(self, scope: tuple[str, str]) -> str:
        return dict(self.whom).get("/".join(scope), "")

    def with_whom(self, scope: tuple[str, str], whom: str) -> "Choices":
        kept = {key: value for key, value in self.whom if key != "/".join(scope)}
        return replace(self, whom=(*kept.items(), *([("/".join(scope), whom)] if whom else [])))
