"""Every call, found again, and looked into."""

import json
from collections.abc import Callable

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    QTimer,
)
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout

from app.core.calls import Call
from app.core.filters import CallFilter
from app.core.news import Scope
from app.core.records import as_record
from app.core.rollups import Totals
from app.ledger import Reader
from app.ui import formats
from app.ui.calls_export import CallsExport
from app.ui.context import Context
from app.ui.doing import Doing, Step
from app.ui.models.calls import CALL_ROLE, COLUMNS, CallsModel
from app.ui.pages.page import Page
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.calls_view import CallsView
from app.ui.widgets.filter_chips import FilterChips
from app.ui.widgets.inspector import Inspector
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.retag_sheets import RetagSheet
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.table_and_detail import TableAndDetail

_TYPING_MS = 250
_INSPECTOR_PX, _SEARCH_PX = 340, 380
_MOST_PICKED = 10_000


class CallsPage(Page):
    listens_to = Scope.CALLS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme = context.theme
        self._model = CallsModel(context)
        self._asked: CallFilter | None = None  # the filter that the model shows
        self._ever: bool | None = None  # whether there was any call at all; None: not known yet
        self._search = SearchField(
            theme, self.tr("Search calls"), self.tr("Search models, paths, errors, ids…")
        )
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.timeout.connect(self._on_typed)
        self._sums = ElidedLabel("", "soft")
        self._sums.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._newer = IconButton(
            theme, "up", self.tr("Newer calls"), kind="chip", act=self._to_top, colour="accent"
        )
        self._newer.hide()
        self._view = CallsView(theme, self._model)
        self._inspector = Inspector(context)
        self._split = TableAndDetail(theme, self.tr("Calls"), self._view, self._inspector, _INSPECTOR_PX)
        self._state = self._split.state
        self._doing = Doing(context, self)
        self._export = CallsExport(context, self, self._doing.bar)
        self._take = IconButton(
            theme, "download", name=self.tr("Export these calls (Ctrl+E)"), act=self._on_export_wanted
        )
        self._arrange()
        self._add_actions()
        self._connect()
        self._show_state()
        self._fit()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._search, 2)
        top.addWidget(self._newer)
        top.addWidget(self._sums, 3)
        top.addWidget(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(FilterChips(self.context.theme, self.context.lens))
        column.addWidget(self._export.bar)
        column.addWidget(self._doing.bar)
        column.addWidget(self._split, 1)

    def _add_actions(self) -> None:
        self._copies = [
            self._action(self.tr("Copy this cell"), "Ctrl+C", self._copy_cell),
            self._action(self.tr("Copy the row"), "Ctrl+Shift+C", self._copy_row),
            self._action(self.tr("Copy the call as JSON"), "Ctrl+Alt+C", self._copy_json),
        ]
        self._retag = self._action(self.tr("Give another project…"), "Ctrl+T", self._on_retag_wanted)
        self.addAction(self._retag)  # also while a call is looked into

    def _action(self, text: str, keys: str, act: Callable[[], None]) -> QAction:
        action = QAction(text, self._view)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(act)
        self._view.addAction(action)
        return action

    def _connect(self) -> None:
        self._search.textChanged.connect(self._on_text_changed)
        self._model.loaded.connect(self._on_loaded)
        self._model.failed.connect(self._on_failed)
        self._model.rowsInserted.connect(self._on_rows_inserted)
        self._view.opened.connect(self._on_opened)
        self._view.customContextMenuRequested.connect(self._on_menu_wanted)
        self._view.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._inspector.closed.connect(self._split.close_detail)
        self.context.theme.changed.connect(self._fit)

    # ---- reading

    def refresh(self) -> None:
        lens = self.context.lens
        chosen = lens.within(lens.span())
        if self._search.text().strip() != lens.filter.text and not self._typing.isActive():
            self._search.setText(lens.filter.text)
        if chosen != self._asked:
            self._asked = chosen
            self._model.look_for(chosen)
        else:
            self._view.let_go_far_below()
            self._model.look_again()
        reader = self.context.engine.ledger.reader
        self.context.queries.ask(
            "calls-sums", lambda: _read_sums(reader, chosen), self._on_sums_read, self._on_failed, lens.looks
        )

    def _on_sums_read(self, found: tuple[Totals, bool]) -> None:
        totals, ever = found
        if ever is not self._ever:
            self._ever = ever
            self._show_state()
        parts = [self.tr("%Ln call(s)", "", totals.calls), formats.spent(totals)]
        if totals.unpriced:
            parts.append(self.tr("%Ln unpriced", "", totals.unpriced))
        if totals.failed:
            parts.append(self.tr("%Ln failed", "", totals.failed))
        self._sums.setText("  ·  ".join(parts))

    def _on_loaded(self) -> None:
        self._newer.hide()
        self._view.scrollToTop()
        self._show_state()

    def _on_failed(self, error: Exception) -> None:
        self._state.say_error(error, self._retry)
        self._split.show_state()

    def _retry(self) -> None:
        self._asked = None
        self.refresh_soon()

    def _show_state(self) -> None:
        if self._model.rowCount():
            self._ever = True
            self._split.show_table()
            return
        lens = self.context.lens
        if self._model.loading or self._ever is None:
            self._state.say("clock", self.tr("Loading…"))
        elif not self._ever:
            self._state.say(
                "inbox",
                self.tr("No call has come through yet"),
                self.tr("The first one appears here by itself. The overview says how to point a tool here."),
                action=self.tr("Open the overview"),
                act=self._open_overview,
            )
        elif lens.filtered:
            self._state.say(
                "filter",
                self.tr("The filters hide every call of this range"),
                self.tr("Remove one of them, or all of them, to see more."),
                action=self.tr("Clear all filters"),
                act=lens.clear,
            )
        else:
            self._state.say(
                "inbox",
                self.tr("No calls in this range"),
                self.tr("New calls appear here by themselves; older ones are in a longer range."),
            )
        self._split.show_state()

    def _open_overview(self) -> None:
        self.context.frame.open_page("overview")

    # ---- living

    def _on_rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._show_state()
        if first == 0 and self._model.rowCount() > last + 1 and self._view.keep_place(last - first + 1):
            self._newer.show()

    def _on_scrolled(self, value: int) -> None:
        if value == 0:
            self._newer.hide()

    def _to_top(self) -> None:
        self._view.scrollToTop()

    def take_focus(self) -> None:
        self._view.setFocus()

    # ---- searching

    def search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def _on_text_changed(self, _text: str) -> None:
        self._typing.start(_TYPING_MS)

    def _on_typed(self) -> None:
        self.context.lens.search(self._search.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._split.take_key(event.key(), self._search):
            super().keyPressEvent(event)

    # ---- inspecting

    def inspect(self, call: Call) -> None:
        self._inspector.show_call(call)
        self._split.open_detail()

    def _on_opened(self, index: QModelIndex) -> None:
        self.inspect(index.data(CALL_ROLE))

    def inspect_row(self, row: int) -> None:
        self._view.setCurrentIndex(self._model.index(row, 0))
        self.inspect(self._model.call_at(row))

    def close_inspector(self) -> None:
        self._split.close_detail()

    def _on_selection_changed(self, _chosen: QItemSelection, _left: QItemSelection) -> None:
        call = self._current()
        if call is not None and self._split.opened:
            self._inspector.show_call(call)

    def _current(self) -> Call | None:
        index = self._view.currentIndex()
        return index.data(CALL_ROLE) if index.isValid() else None

    # ---- another project

    def _on_retag_wanted(self) -> None:
        rows = sorted(index.row() for index in self._view.selectionModel().selectedRows())
        picked = [self._model.call_at(row) for row in rows[:_MOST_PICKED]]
        projects = self.context.engine.projects.all.values()
        names = [project.name for project in projects if not project.archived]
        shown = self._asked or self.context.lens.within(self.context.lens.span())
        sheet = RetagSheet(self.context, self, picked, shown, names)
        sheet.acted.connect(self._on_retagged)
        sheet.open()

    def _on_retagged(self, said: str, back: list[Step], _results: list[object]) -> None:
        self._doing.offer(said, back, self._on_untagged)
        self._retry()

    def _on_untagged(self, _results: list[object]) -> None:
        self._retry()

    # ---- taking along

    def show_part(self, part: str) -> None:
        if part == "export":
            self._on_export_wanted()

    def _on_export_wanted(self) -> None:
        lens = self.context.lens
        self._export.ask(lens.within(lens.span()))

    # ---- copying

    def _on_menu_wanted(self, spot: QPoint) -> None:
        index = self._view.indexAt(spot)
        if not index.isValid():
            return
        choice, flag = self._view.selectionModel(), QItemSelectionModel.SelectionFlag
        if not choice.isSelected(index):
            choice.setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
        menu = QMenu(self)
        menu.addActions(self._copies)
        menu.addSeparator()
        menu.addAction(self._retag)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._view.viewport().mapToGlobal(spot))

    def _copy_cell(self) -> None:
        index = self._view.currentIndex()
        if index.isValid():
            self._copy(str(index.data()), self.tr("Copied the cell"))

    def _copy_row(self) -> None:
        call = self._current()
        if call is not None:
            cells = [column.text(call, self.context.lens) for column in COLUMNS]
            self._copy("\t".join(cells), self.tr("Copied the row"))

    def _copy_json(self) -> None:
        call = self._current()
        if call is not None:
            text = json.dumps(as_record(call), indent=2, ensure_ascii=False)
            self._copy(text, self.tr("Copied the call as JSON"))

    def _copy(self, text: str, said: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.context.frame.say(said)

    def _fit(self) -> None:
        self._search.setMaximumWidth(self.context.theme.tokens.px(_SEARCH_PX))


def _read_sums(reader: Reader, chosen: CallFilter) -> tuple[Totals, bool]:
    """And whether there was any call at all."""
    totals = reader.summary(chosen)
    return totals, bool(totals.calls or reader.calls(CallFilter(), 1))


PAGE = CallsPage
