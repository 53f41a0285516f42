"""What all pages look through: the range, its zone, and the filter."""

from collections.abc import Hashable
from dataclasses import fields, replace
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from app.core.filters import CallFilter
from app.core.periods import Span
from app.platform.clock import now_us
from app.ui.ranges import CUSTOM, Range, span_before, span_of

# The conditions that can be shown as chips.
CONDITIONS: tuple[str, ...] = tuple(
    f.name for f in fields(CallFilter) if f.name not in {"since_us", "until_us", "text"}
)


class Lens(QObject):
    """Set on one page, it holds on all of them."""

    changed = Signal()

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self.range = Range()
        self.zone = zone
        self.filter = CallFilter()

    @property
    def filtered(self) -> bool:
        return self.filter != CallFilter()

    @property
    def looks(self) -> Hashable:
        """What is looked at; two questions with the same are the same, however much time lies between."""
        return self.range, self.zone.key, self.filter

    def span(self) -> Span:
        return span_of(self.range, self.zone, now_us())

    def span_before(self) -> Span:
        return span_before(self.range, self.zone, now_us())

    def within(self, span: Span) -> CallFilter:
        """The conditions on another stretch of time."""
        return self.filter.within(span.since_us, span.until_us)

    def look_at(self, chosen: Range) -> None:
        if chosen != self.range:
            self.range = chosen
            self.changed.emit()

    def move_to(self, zone: ZoneInfo) -> None:
        if zone.key != self.zone.key:
            self.zone = zone
            self.changed.emit()

    def narrow(self, condition: str, value: str) -> None:
        """Only calls with this value; a condition has one value at a time when it is set by a click."""
        self._set(replace(self.filter, **{condition: (value,)}))

    def focus(self, span: Span, condition: str = "", value: str = "") -> None:
        """A stretch of time and perhaps one condition, as one change: what a click on a chart means."""
        self.range = Range(CUSTOM, span)
        if condition:
            self.filter = replace(self.filter, **{condition: (value,)})
        self.changed.emit()

    def look_through(self, chosen: Range, wanted: CallFilter) -> None:
        """Another range and another filter, as one change."""
        if (chosen, wanted) != (self.range, self.filter):
            self.range, self.filter = chosen, wanted
            self.changed.emit()

    def widen(self, condition: str) -> None:
        self._set(replace(self.filter, **{condition: ()}))

    def search(self, text: str) -> None:
        self._set(replace(self.filter, text=text.strip()))

    def clear(self) -> None:
        self._set(CallFilter())

    def conditions(self) -> list[tuple[str, tuple[str, ...]]]:
        found = [(name, getattr(self.filter, name)) for name in CONDITIONS]
        return [(name, values) for name, values in found if values]

    def _set(self, wanted: CallFilter) -> None:
        if wanted != self.filter:
            self.filter = wanted
            self.changed.emit()
