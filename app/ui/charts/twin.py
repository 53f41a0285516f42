"""The same numbers as a table, for those who read rather than look; and as text for other programs."""

import csv
import io
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.core.cells import safe_cell
from app.core.periods import local
from app.ui.charts.headings import bucket_heading
from app.ui.charts.series import Chart

_Index = QModelIndex | QPersistentModelIndex


class TwinModel(QAbstractTableModel):
    """A row for each bucket that has something, the latest first; a column for each series, and the total."""

    def __init__(self) -> None:
        super().__init__()
        self._chart: Chart | None = None
        self._buckets: list[int] = []
        self._sorted_by = (0, Qt.SortOrder.DescendingOrder)

    def show_chart(self, chart: Chart | None) -> None:
        self.beginResetModel()
        self._chart = chart
        self._buckets = [] if chart is None else filled_buckets(chart)
        self._sort()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By ourselves: a sorting proxy would ask Python for each of its comparisons."""
        self.layoutAboutToBeChanged.emit()
        before, held = self._buckets, self.persistentIndexList()
        self._sorted_by = (column, order)
        self._sort()
        rows = {bucket: row for row, bucket in enumerate(self._buckets)} if held else {}
        moved = [self.index(rows[before[index.row()]], index.column()) for index in held]
        self.changePersistentIndexList(held, moved)  # what was selected stays so
        self.layoutChanged.emit()

    def _sort(self) -> None:
        if self._chart is None:
            return
        column, order = self._sorted_by
        columns = _columns(self._chart)
        buckets = np.array(sorted(self._buckets), dtype=np.int64)
        if 0 < column <= len(columns):
            values = np.nan_to_num(columns[column - 1][1][buckets].astype(np.float64), nan=-np.inf)
            buckets = buckets[np.argsort(values, kind="stable")]
        if order == Qt.SortOrder.DescendingOrder:
            buckets = buckets[::-1]
        self._buckets = buckets.tolist()

    def bucket_at(self, row: int) -> int:
        return self._buckets[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        return 0 if parent.isValid() else len(self._buckets)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self._chart is None else 1 + len(_columns(self._chart))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        chart = self._chart
        if role != Qt.ItemDataRole.DisplayRole or chart is None:
            return None
        bucket = self._buckets[index.row()]
        if index.column() == 0:
            return bucket_heading(chart, bucket)
        return chart.unit.text(float(_columns(chart)[index.column() - 1][1][bucket]))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or self._chart is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == 0:
            return self.tr("When")
        name = _columns(self._chart)[section - 1][0]
        if name is None:
            return self.tr("Total") if self._chart.stack.adds_up else self.tr("All")
        return self.tr("Period before") if name is _BEFORE else name


_BEFORE = "\0before"


def filled_buckets(chart: Chart) -> list[int]:
    """Those that have something."""
    return np.flatnonzero((np.nan_to_num(chart.stack.values) != 0).any(axis=0)).tolist()


def _columns(chart: Chart) -> list[tuple[str | None, Any]]:
    """The names of the columns, None for all together, and their values."""
    stack = chart.stack
    found: list[tuple[str | None, Any]] = []
    if len(stack.keys) > 1 or not stack.keys:
        found.append((None, stack.totals))
    if stack.before is not None:
        found.append((_BEFORE, stack.before[-1]))
    found += zip(stack.names, stack.values, strict=True)
    return found


def text_of(chart: Chart, delimiter: str) -> str:
    """Every bucket, oldest first: moments with their offset, exact numbers, the unit in the head."""
    said = io.StringIO()
    writer = csv.writer(said, delimiter=delimiter, lineterminator="\r\n" if delimiter == "," else "\n")
    names = {None: "total", _BEFORE: "period before"}
    heads = [names.get(name, name) for name, _ in _columns(chart)]
    writer.writerow(["from", "until", *(safe_cell(f"{head} ({chart.unit.name})") for head in heads)])
    edges = chart.stack.edges_us.tolist()
    values = [column for _, column in _columns(chart)]
    for bucket in range(chart.stack.buckets):
        moments = (local(us, chart.zone).isoformat(timespec="minutes") for us in edges[bucket : bucket + 2])
        writer.writerow([*moments, *(chart.unit.plain(float(column[bucket])) for column in values)])
    return said.getvalue()
