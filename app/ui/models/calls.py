"""The calls of a filter, newest first, read page by page as they are scrolled to."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.core.calls import Call
from app.core.filters import CallFilter
from app.ui import formats
from app.ui.context import Context
from app.ui.lens import Lens

_Index = QModelIndex | QPersistentModelIndex
PAGE_CALLS = 200
KEPT_BELOW_CALLS = 2_000
CALL_ROLE = Qt.ItemDataRole.UserRole
_ANSWERED = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.ToolTipRole,
        CALL_ROLE,
    }
)


@dataclass(frozen=True, slots=True)
class Column:
    """`least_px` is at 100 % text; columns of low `rank` go first where there is little room."""

    id: str
    title: str
    text: Callable[[Call, Lens], str]
    least_px: int
    rank: int
    number: bool = False


def _output(call: Call) -> int | None:
    counts = [n for n in (call.usage.output_tokens, call.usage.reasoning_tokens) if n is not None]
    return sum(counts) if counts else None


COLUMNS: tuple[Column, ...] = (
    Column(
        "time",
        str(QT_TRANSLATE_NOOP("calls", "Time")),
        lambda c, lens: formats.moment_in_list(c.started_us, lens.zone),
        158,
        9,
    ),
    Column("model", str(QT_TRANSLATE_NOOP("calls", "Model")), lambda c, _: c.model or c.path, 140, 9),
    Column("provider", str(QT_TRANSLATE_NOOP("calls", "Provider")), lambda c, _: c.provider, 98, 3),
    Column("client", str(QT_TRANSLATE_NOOP("calls", "Client")), lambda c, _: c.client or "", 108, 7),
    Column("project", str(QT_TRANSLATE_NOOP("calls", "Project")), lambda c, _: c.project or "", 100, 1),
    Column(
        "input",
        str(QT_TRANSLATE_NOOP("calls", "Input")),
        lambda c, _: formats.count(c.usage.input_tokens),
        72,
        6,
        number=True,
    ),
    Column(
        "output",
        str(QT_TRANSLATE_NOOP("calls", "Output")),
        lambda c, _: formats.count(_output(c)),
        72,
        6,
        number=True,
    ),
    Column(
        "cache",
        str(QT_TRANSLATE_NOOP("calls", "Cached")),
        lambda c, _: formats.count(c.usage.cache_read_tokens),
        80,
        4,
        number=True,
    ),
    Column(
        "cost",
        str(QT_TRANSLATE_NOOP("calls", "Cost")),
        lambda c, _: formats.cost_of_call(c),
        104,
        9,
        number=True,
    ),
    Column(
        "latency",
        str(QT_TRANSLATE_NOOP("calls", "Latency")),
        lambda c, _: formats.duration(c.latency_us),
        84,
        5,
        number=True,
    ),
    Column(
        "ttft",
        str(QT_TRANSLATE_NOOP("calls", "TTFT")),
        lambda c, _: formats.duration(c.ttft_us),
        84,
        2,
        number=True,
    ),
    Column("status", str(QT_TRANSLATE_NOOP("calls", "Status")), lambda c, _: formats.status_of(c), 122, 8),
)


class CallsModel(QAbstractTableModel):
    """Rows arrive at the end by scrolling and at the top by living; those that are shown keep their place."""

    loaded = Signal()  # the first page of a filter is here
    failed = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._filter = CallFilter()
        self._calls: list[Call] = []
        self._ids: set[str] = set()
        self._complete = False
        self._asking = False
        self.loading = True

    # ---- what a view asks

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        return 0 if parent.isValid() else len(self._calls)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ANSWERED or not index.isValid():  # first: of each cell painted, most roles are not
            return None
        call, column = self._calls[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(call, self._context.lens)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.ToolTipRole and column.id == "cost":
            return formats.covered_words(call) or None
        if role == CALL_ROLE:
            return call
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return QCoreApplication.translate("calls", COLUMNS[section].title)
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _side(COLUMNS[section])
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and not self._complete and not self._asking and bool(self._calls)

    def fetchMore(self, parent: _Index) -> None:
        reader, chosen, last = self._context.engine.ledger.reader, self._filter, self._calls[-1].id
        self._asking = True
        self._context.queries.ask(
            "calls-next",
            lambda: reader.calls(chosen, PAGE_CALLS, last),
            self._on_next_read,
            self._on_failed,
            (chosen, last),
        )

    # ---- what the page tells

    def look_for(self, chosen: CallFilter) -> None:
        """Another question: start again from its newest call."""
        self._filter = chosen
        self._asking = False
        self.loading = True
        self._context.queries.drop("calls-next")
        self._ask_first()

    def look_again(self) -> None:
        """The ledger changed: take in what is new, leave the rest where it is."""
        if self.loading or not self._calls:
            self._ask_first()
            return
        reader, chosen = self._context.engine.ledger.reader, self._filter
        self._context.queries.ask(
            "calls-new", lambda: reader.calls(chosen, PAGE_CALLS), self._on_new_read, self._on_failed, chosen
        )

    def let_go_below(self, row: int) -> None:
        """Forget what lies far below this row, or it would collect without end; scrolling brings it again."""
        end = row + 1 + KEPT_BELOW_CALLS
        if len(self._calls) <= end:
            return
        self._context.queries.drop("calls-next")  # it goes on from a call that is let go
        self._asking = False
        self._complete = False
        self.beginRemoveRows(QModelIndex(), end, len(self._calls) - 1)
        self._ids.difference_update(call.id for call in self._calls[end:])
        del self._calls[end:]
        self.endRemoveRows()

    def call_at(self, row: int) -> Call:
        return self._calls[row]

    # ---- answers

    def _ask_first(self) -> None:
        reader, chosen = self._context.engine.ledger.reader, self._filter
        self._context.queries.drop("calls-new")
        self._context.queries.ask(
            "calls-first",
            lambda: reader.calls(chosen, PAGE_CALLS),
            self._on_first_read,
            self._on_failed,
            chosen,
        )

    def _on_first_read(self, calls: list[Call]) -> None:
        self.beginResetModel()
        self._calls = calls
        self._ids = {call.id for call in calls}
        self._complete = len(calls) < PAGE_CALLS
        self.loading = False
        self.endResetModel()
        self.loaded.emit()

    def _on_next_read(self, calls: list[Call]) -> None:
        self._asking = False
        self._complete = len(calls) < PAGE_CALLS
        fresh = [call for call in calls if call.id not in self._ids]
        if fresh:
            first = len(self._calls)
            self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
            self._calls += fresh
            self._ids.update(call.id for call in fresh)
            self.endInsertRows()

    def _on_new_read(self, calls: list[Call]) -> None:
        if not any(call.id in self._ids for call in calls):
            self._on_first_read(calls)  # so much has happened that nothing is known any more
            return
        fresh = [call for call in calls if call.id not in self._ids]
        newest = [call for call in fresh if _order(call) < _order(self._calls[0])]
        if newest:
            self._insert(0, newest)
        # a call comes into the ledger when it ends, so a long one may belong below shorter ones
        for call in fresh[len(newest) :]:
            self._insert(bisect_left(self._calls, _order(call), key=_order), [call])

    def _insert(self, row: int, calls: list[Call]) -> None:
        self.beginInsertRows(QModelIndex(), row, row + len(calls) - 1)
        self._calls[row:row] = calls
        self._ids.update(call.id for call in calls)
        self.endInsertRows()

    def _on_failed(self, error: Exception) -> None:
        self._asking = False
        self.loading = False
        self.failed.emit(error)


def _order(call: Call) -> tuple[int, str]:
    return -call.started_us, call.id


def _side(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
