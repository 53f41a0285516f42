"""The settings, drawn from their table: searched, changed at once, and put back one by one."""

import re
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import AppError
from app.core.news import ProxyChanged, Scope
from app.core.settings import GROUPS, SETTINGS, Setting, Value
from app.platform import clock
from app.ui.context import Context
from app.ui.pages.page import Page
from app.ui.widgets.buttons import IconButton, Switch
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import set_style, text_label
from app.ui.widgets.scroll_canvas import ScrollCanvas
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.states import StateView

_QUOTED = re.compile("`(.+?)`")  # commands and values, as the command line's documents mark them
_FIELD_PX = 210
_PAGE_PX = 860
_BESIDE_PX = 480
_SEEN_GROUPS = 3  # at first; to make the others with them would be felt


class SettingsPage(Page):
    listens_to = Scope(0)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._search = SearchField(context.theme, self.tr("Search settings"), self.tr("Search settings…"))
        self._search.textChanged.connect(self._on_searched)
        self._rows: list[SettingRow] = []
        self._cards: list[tuple[Card, list[SettingRow]]] = []
        self._coming = list(GROUPS)
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._add_group)
        self._none = StateView(context.theme)
        self._none.say(
            "search", self.tr("No setting is called that"), action=self.tr("Show all"), act=self._search.clear
        )
        self._arrange()
        context.bridge.settings_changed.connect(self._on_settings_changed)
        context.bridge.proxy_changed.connect(self._on_proxy_changed)
        context.theme.changed.connect(self._fit)
        self._fit()

    def _arrange(self) -> None:
        scroll = ScrollCanvas(self.tr("All settings"), (20, 4, 20, 20))
        self._column = scroll.column
        self._column.addStretch()
        for _ in range(_SEEN_GROUPS):
            self._add_group()
        self._forms = QStackedWidget()
        self._forms.addWidget(scroll)
        self._forms.addWidget(self._none)
        top = QHBoxLayout()
        top.setContentsMargins(20, 16, 20, 8)
        top.addWidget(self._search)
        top.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(top)
        outer.addWidget(self._forms, 1)

    def _add_group(self) -> None:
        group = self._coming.pop(0)
        card = Card(QCoreApplication.translate("settings", GROUPS[group]))
        card.body.setSpacing(0)
        rows = [SettingRow(self.context, setting) for setting in SETTINGS if setting.group == group]
        rows[0].setProperty("first", "yes")
        for row in rows:
            card.body.addWidget(row)
        self._cards.append((card, rows))
        self._rows += rows
        self._fit_card(card, rows)
        self._column.insertWidget(self._column.count() - 1, card)
        if not self._coming:
            self._turn.stop()

    @property
    def complete(self) -> bool:
        return not self._coming

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.complete:
            self._turn.start(0)

    def _fit(self) -> None:
        self._search.setMaximumWidth(self.context.theme.tokens.px(380))
        for card, rows in self._cards:
            self._fit_card(card, rows)

    def _fit_card(self, card: Card, rows: list["SettingRow"]) -> None:
        card.setMaximumWidth(self.context.theme.tokens.px(_PAGE_PX))
        for row in rows:
            row.fit(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def refresh(self) -> None:
        for row in self._rows:
            row.show_value()

    def take_focus(self) -> None:
        self._search.setFocus()

    def search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def _on_settings_changed(self, _keys: frozenset[str]) -> None:
        self.refresh()

    def _on_proxy_changed(self, _news: ProxyChanged) -> None:
        self.refresh()

    def _on_searched(self, typed: str) -> None:
        while not self.complete:
            self._add_group()
        wanted = typed.casefold().split()
        any_shown = False
        for card, rows in self._cards:
            shown = [row for row in rows if all(word in row.words for word in wanted)]
            for row in rows:
                row.setVisible(row in shown)
            for place, row in enumerate(shown):
                set_style(row, "first", "" if place else "yes")  # no line above it
            card.setVisible(bool(shown))
            any_shown = any_shown or bool(shown)
        self._forms.setCurrentIndex(0 if any_shown else 1)


class SettingRow(QFrame):
    """What it is at the left, its value at the right, and a way back when it is not the default."""

    def __init__(self, context: Context, setting: Setting) -> None:
        super().__init__()
        self.setProperty("kind", "setting")
        self._context, self._setting = context, setting
        label = QCoreApplication.translate("settings", setting.label)
        help_ = _help_of(setting)
        if setting.restart:
            help_ += " " + self.tr("Takes effect when the proxy is switched off and on again.")
        self.words = " ".join((label, help_, setting.key, *setting.choices)).casefold()
        self._now = text_label("", "small", wrap=True)
        self._now.setProperty("tone", "warn")
        self._now.hide()
        self._trouble = text_label("", "small", wrap=True)
        self._trouble.setProperty("tone", "bad")
        self._trouble.hide()
        self._show: Callable[[Value], None]
        self._field = field = self._make_field()
        field.setAccessibleName(label)
        field.setAccessibleDescription(help_)
        self._back = IconButton(
            context.theme,
            "undo",
            name=self.tr("Put {name} back to its default").format(name=label),
            kind="flat",
            act=self._on_back,
        )
        keep = self._back.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._back.setSizePolicy(keep)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(text_label(label, "value", wrap=True))
        words.addWidget(text_label(help_, "small", wrap=True))
        words.addWidget(self._now)
        words.addWidget(self._trouble)
        value = QHBoxLayout()
        value.setSpacing(16)
        value.addWidget(field, 0, Qt.AlignmentFlag.AlignVCenter)
        value.addWidget(self._back, 0, Qt.AlignmentFlag.AlignVCenter)
        value.addStretch()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 12, 0, 12)
        self._row.setSpacing(16)
        self._row.addLayout(words, 1)
        self._row.addLayout(value)
        self.show_value()

    def fit(self, room_px: int) -> None:
        """The field beside its words where there is room, at large text below them."""
        tokens = self._context.theme.tokens
        if isinstance(self._field, Switch):
            return
        self._field.setFixedWidth(tokens.px(_FIELD_PX))
        beside = room_px >= tokens.px(_BESIDE_PX)
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def show_value(self) -> None:
        value = self._context.engine.settings[self._setting.key]
        self._show(value)
        self._back.setVisible(value != self._setting.default)
        if self._setting.key == "proxy.port":
            port = self._context.engine.proxy.port
            self._now.setText(self.tr("Just now the proxy listens on port {port}.").format(port=port))
            self._now.setVisible(port not in {0, value})

    def _make_field(self) -> QWidget:
        setting = self._setting
        if setting.kind is bool:
            switch = Switch(self._context.theme, QCoreApplication.translate("settings", setting.label))
            switch.clicked.connect(self._change)
            self._show = lambda value: switch.setChecked(bool(value))
            return switch
        if setting.choices:
            box = QComboBox()
            for value, words in _words_of(setting).items():
                box.addItem(words, value)
            box.activated.connect(lambda: self._change(box.currentData()))
            self._show = lambda value: box.setCurrentIndex(box.findData(value))
            return box
        if setting.kind is int:
            spin = QSpinBox()
            spin.setRange(
                setting.low if setting.low is not None else -(2**31),
                setting.high if setting.high is not None else 2**31 - 1,
            )
            unit = QCoreApplication.translate("settings", setting.unit) if setting.unit else ""
            spin.setSpecialValueText(_words_of(setting).get("0", ""))  # at the lowest, which it is
            spin.setSuffix(f" {unit}" if unit else "")
            spin.setKeyboardTracking(False)
            spin.lineEdit().setTextMargins(6, 0, 0, 0)  # a style sheet's padding does not reach it
            spin.setGroupSeparatorShown(setting.key != "proxy.port")
            spin.setSingleStep(10 if setting.unit == "%" else 1)
            spin.valueChanged.connect(self._change)
            self._show = lambda value: _set_quietly(spin, int(value))
            return spin
        line = QLineEdit()
        if setting.key == "general.time_zone":
            line.setPlaceholderText(clock.local_zone_name())
        line.editingFinished.connect(lambda: self._change(line.text().strip()))
        self._show = lambda value: None if line.hasFocus() else line.setText(str(value))
        return line

    def _change(self, value: Value) -> None:
        if value == self._context.engine.settings[self._setting.key]:
            self._say("")
            return
        try:
            self._setting.check(value)
            if self._setting.key == "general.time_zone":
                clock.zone(str(value))
        except AppError as error:
            self._say(str(error))
            return
        self._say("")
        self._context.frame.change_setting(self._setting.key, value)

    def _say(self, trouble: str) -> None:
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))

    def _on_back(self) -> None:
        self._say("")
        self._context.frame.change_setting(self._setting.key, None)


def _words_of(setting: Setting) -> dict[str, str]:
    """What some of its values are called here."""
    named = dict(zip(setting.choices, setting.words, strict=True)) | (
        {"0": setting.zero} if setting.zero else {}
    )
    return {value: QCoreApplication.translate("settings", words) for value, words in named.items()}


def _help_of(setting: Setting) -> str:
    """As the table has it, with its values by the words that the field has for them."""
    words = _words_of(setting)
    return _QUOTED.sub(
        lambda found: f"“{words.get(found[1], found[1])}”",
        QCoreApplication.translate("settings", setting.help),
    )


def _set_quietly(spin: QSpinBox, value: int) -> None:
    before = spin.blockSignals(True)
    spin.setValue(value)
    spin.blockSignals(before)


PAGE = SettingsPage
