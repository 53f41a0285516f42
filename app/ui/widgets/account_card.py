"""One account at a provider: its key, how it fares, what is left on it, and what can be done with it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from app.platform.clock import now_us
from app.ui import formats
from app.ui.icons import line_pixmap
from app.ui.models.providers import AccountFacts
from app.ui.theme import Theme
from app.ui.widgets.allowance import Allowance
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import ElidedLabel, set_style, text_label


class AccountCard(QFrame):
    """`wanted` names an act and the account. Alt+Up and Alt+Down move it, Enter changes it."""

    wanted = Signal(str, str)
    dragged = Signal(str, int)  # where on the screen the handle is now
    dropped = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("kind", "item")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self._facts: AccountFacts | None = None
        self._movable = False
        self._grip = _Grip(theme)
        self._grip.dragged.connect(self._on_dragged)
        self._grip.dropped.connect(self.dropped)
        self._name = ElidedLabel.of_a_name("value")
        self._badge, self._place = text_label("", "badge"), text_label("", "badge")
        self._spend = text_label("", "soft")
        self._key = text_label("", "soft", wrap=True)
        self._money = text_label("", "soft", wrap=True)
        self._trouble = text_label("", "small", wrap=True)
        set_style(self._trouble, "tone", "bad")
        self._allowance = Allowance()
        self._first = IconButton(theme, "key", self.tr("Add a key"), act=self._on_first)
        self._first_act = ""
        self._more = IconButton(theme, "more", name="…", kind="flat", act=self._on_more)
        self._arrange()

    @property
    def name(self) -> str:
        return self._facts.account.name if self._facts else ""

    def _arrange(self) -> None:
        badges = QWidget()
        flow = FlowLayout(badges)
        for badge in (self._badge, self._place):
            flow.addWidget(badge)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self._name)
        top.addWidget(badges, 1, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self._spend)
        top.addWidget(self._first)
        top.addWidget(self._more)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addLayout(top)
        for part in (self._key, self._money, self._trouble, self._allowance):
            column.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 10, 12)
        row.setSpacing(10)
        row.addWidget(self._grip)
        row.addLayout(column, 1)

    def show_account(self, facts: AccountFacts, *, place: str, movable: bool, keys_shut: bool) -> None:
        self._facts, self._movable = facts, movable
        account = facts.account
        self._name.setText(account.name)
        self._grip.setVisible(movable)
        self._place.setText(place)
        self._place.setVisible(bool(place))
        badge, tone = self._state(keys_shut=keys_shut)
        self._badge.setText(badge)
        set_style(self._badge, "tone", tone)
        self._spend.setText(self._spent())
        self._key.setText(self._key_words())
        self._money.setText(self._money_words())
        self._money.setVisible(bool(self._money.text()))
        set_style(self._money, "tone", "warn" if self._is_low() else "")
        self._trouble.setText(facts.standing.last_error)
        self._trouble.setVisible(bool(facts.standing.last_error))
        self._allowance.show_quota(facts.quota)
        self._offer()
        self._more.setAccessibleName(self.tr("What can be done with {name}").format(name=account.name))
        self._more.setToolTip(self._more.accessibleName())
        self.setAccessibleName(f"{account.name}: {badge}. {self._key.text()} {self._money.text()}".strip())
        self.setAccessibleDescription(self.tr("Enter changes it, Alt+Up and Alt+Down move it"))

    # ---- in words

    def _state(self, *, keys_shut: bool) -> tuple[str, str]:
        assert self._facts is not None
        facts, now = self._facts, now_us()
        resting_us = facts.standing.resting_until_us - now
        if facts.account.paused:
            return self.tr("Paused"), "warn"
        if facts.key is None:
            return self.tr("No key"), "bad"
        if resting_us > 0:
            return self.tr("Rests for {time}").format(time=formats.left(resting_us)), "warn"
        if facts.standing.refusals:
            return self.tr("Being tried again"), "warn"
        if keys_shut:
            return self.tr("Key locked"), "warn"
        if facts.standing.in_flight:
            return self.tr("In use"), "good"
        return self.tr("Ready"), "good"

    def _spent(self) -> str:
        assert self._facts is not None
        totals = self._facts.totals
        return "" if not totals.calls else formats.spent(totals)

    def _key_words(self) -> str:
        assert self._facts is not None
        key = self._facts.key
        if key is None:
            return self.tr("Calls cannot use it until it has a key.")
        ago = formats.ago(now_us() - key.set_us)
        said = self.tr("Key in the {where}, set {ago}").format(where=formats.kept_in(key.where), ago=ago)
        used_us = self._facts.standing.last_used_us
        if used_us:
            said += "  ·  " + self.tr("used {ago}").format(ago=formats.ago(now_us() - used_us))
        if self._facts.account.base_url:
            said += "  ·  " + self._facts.account.base_url
        return said

    def _money_words(self) -> str:
        assert self._facts is not None
        kind, left = self._facts.account.kind, self._facts.left_nusd
        if kind == "subscription":
            return self.tr("Subscription: its calls cost nothing more")
        if kind != "prepaid":
            return ""
        low = self._facts.account.low_balance_nusd
        if self._is_low():
            return self.tr("{left} left, less than {low}").format(
                left=formats.usd(left), low=formats.usd(low)
            )
        return self.tr("{left} left of what was paid").format(left=formats.usd(left))

    def _is_low(self) -> bool:
        assert self._facts is not None
        low, left = self._facts.account.low_balance_nusd, self._facts.left_nusd
        return left is not None and (left <= 0 or (low is not None and left < low))

    # ---- acts

    def _offer(self) -> None:
        """The one that is most likely wanted has a button."""
        assert self._facts is not None
        self._first_act = ""
        for wanted, act, icon, text in (
            (self._facts.key is None, "key", "key", self.tr("Add its key")),
            (self._facts.account.paused, "resume", "play", self.tr("Resume")),
            (self._is_low(), "top-up", "wallet", self.tr("Top up")),
        ):
            if wanted:
                self._first_act = act
                self._first.setText(text)
                self._first.setAccessibleName(f"{text}: {self._facts.account.name}")
                self._first.set_icon(icon)
                break
        self._first.setVisible(bool(self._first_act))

    def acts(self) -> Sequence[tuple[str, str, str]]:
        """All that can be done with it: id, words, icon. An empty id is a line between."""
        assert self._facts is not None
        facts = self._facts
        found = [("edit", self.tr("Change…"), "edit")]
        if facts.key is None:
            found.append(("key", self.tr("Add its key…"), "key"))
        else:
            found.append(("key", self.tr("Replace its key…"), "key"))
        paused = facts.account.paused
        found.append(
            ("resume", self.tr("Resume"), "play") if paused else ("pause", self.tr("Pause"), "pause")
        )
        if facts.account.kind == "prepaid":
            found += [
                ("", "", ""),
                ("top-up", self.tr("Top up…"), "wallet"),
                ("adjust", self.tr("Correct its balance…"), "edit"),
                ("entries", self.tr("What changed its balance…"), "table"),
            ]
        if self._movable:
            found += [
                ("", "", ""),
                ("up", self.tr("Move up") + "\tAlt+Up", "up"),
                ("down", self.tr("Move down") + "\tAlt+Down", "down"),
            ]
        found.append(("", "", ""))
        if facts.key is not None:
            found.append(("remove-key", self.tr("Remove its key…"), "trash"))
        found.append(("remove", self.tr("Remove the account…"), "trash"))
        return found

    def _on_first(self) -> None:
        self.wanted.emit(self._first_act, self.name)

    def _on_more(self) -> None:
        self._pop(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _pop(self, spot: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for id_, words, icon in self.acts():
            if not id_:
                menu.addSeparator()
                continue
            action = menu.addAction(words)
            action.setIcon(line_pixmap(icon, self._theme.tokens.colours["text_soft"], 16, 2))
            action.triggered.connect(self._asker(id_))
        menu.popup(spot)

    def _asker(self, id_: str) -> Callable[[], None]:
        def ask() -> None:
            self.wanted.emit(id_, self.name)

        return ask

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._pop(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and self._movable and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.wanted.emit("up" if event.key() == Qt.Key.Key_Up else "down", self.name)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit("edit", self.name)
        elif event.key() == Qt.Key.Key_Delete:
            self.wanted.emit("remove", self.name)
        else:
            super().keyPressEvent(event)

    def _on_dragged(self, y: int) -> None:
        self.dragged.emit(self.name, y)


class _Grip(QLabel):
    """What it is dragged by."""

    dragged = Signal(int)
    dropped = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(self.tr("Drag to order"))
        self.setToolTip(self.tr("Drag to order, or Alt+Up and Alt+Down"))
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        theme.changed.connect(self._tint)
        self._tint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.dragged.emit(round(event.globalPosition().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.dropped.emit()

    def _tint(self) -> None:
        tokens = self._theme.tokens
        self.setPixmap(
            line_pixmap("grip", tokens.colours["text_faint"], tokens.px(16), self.devicePixelRatioF())
        )


class AccountColumn(QWidget):
    """The cards of a provider in their order, which a drag changes."""

    wanted = Signal(str, str)
    ordered = Signal(list)  # names, the first to be asked first

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._cards: list[AccountCard] = []
        self._names: list[str] = []

    @property
    def cards(self) -> list[AccountCard]:
        return self._cards[: len(self._names)]

    def show_accounts(
        self, accounts: Sequence[AccountFacts], *, places: Sequence[str], keys_shut: bool
    ) -> None:
        while len(self._cards) < len(accounts):
            card = AccountCard(self._theme)
            card.wanted.connect(self.wanted)
            card.dragged.connect(self._on_dragged)
            card.dropped.connect(self._on_dropped)
            self._cards.append(card)
            self._column.addWidget(card)
        self._names = [facts.account.name for facts in accounts]
        focused = next((c.name for c in self._cards if c.hasFocus()), None)
        for number, card in enumerate(self._cards):
            self._column.removeWidget(card)
            self._column.addWidget(card)
            card.setVisible(number < len(accounts))
            if number < len(accounts):
                card.show_account(
                    accounts[number], place=places[number], movable=len(accounts) > 1, keys_shut=keys_shut
                )
        moved = next((c for c in self.cards if c.name == focused), None)
        if moved is not None and focused is not None:
            moved.setFocus()

    def moved(self, name: str, by: int) -> list[str] | None:
        """The order after a step; None where there is no further."""
        at = self._names.index(name)
        to = at + by
        if not 0 <= to < len(self._names):
            return None
        names = list(self._names)
        names.insert(to, names.pop(at))
        return names

    def _shown(self) -> list[AccountCard]:
        """In the order in which a drag left them."""
        items = (self._column.itemAt(n) for n in range(self._column.count()))
        cards = (item.widget() for item in items if item is not None)
        return [card for card in cards if isinstance(card, AccountCard) and card.isVisible()]

    def _on_dragged(self, name: str, y: int) -> None:
        shown = self._shown()
        card = next(card for card in shown if card.name == name)
        here = self.mapFromGlobal(QPoint(0, y)).y()
        rest = [other for other in shown if other is not card]
        to = sum(other.geometry().center().y() < here for other in rest)
        if shown.index(card) != to:
            self._column.removeWidget(card)
            self._column.insertWidget(to, card)

    def _on_dropped(self) -> None:
        names = [card.name for card in self._shown()]
        if names != self._names:
            self.ordered.emit(names)
