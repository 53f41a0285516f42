"""One account at a provider: its key, how it fares, what is left on it, and what can be done with it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.platform.clock import now_us
from app.ui import formats
from app.ui.icons import line_pixmap
from app.ui.models.providers import AccountFacts
from app.ui.theme import Theme
from app.ui.widgets.allowance import Allowance
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import ElidedLabel, set_style, text_label
from app.ui.widgets.ordered_column import OrderedCard, OrderedColumn


class AccountCard(OrderedCard):
    """`wanted` names an act and the account. Alt+Up and Alt+Down move it, Enter changes it."""

    wanted = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setProperty("kind", "item")
        self._theme = theme
        self._facts: AccountFacts | None = None
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
        row.addWidget(self.grip)
        row.addLayout(column, 1)

    def show_account(self, facts: AccountFacts, *, place: str, movable: bool, keys_shut: bool) -> None:
        self._facts = facts
        self.let_move(movable=movable)
        account = facts.account
        self._name.setText(account.name)
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
        if self.movable:
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
            if id_ in {"up", "down"}:
                self.step(-1 if id_ == "up" else 1)
            else:
                self.wanted.emit(id_, self.name)

        return ask

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._pop(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit("edit", self.name)
        elif event.key() == Qt.Key.Key_Delete:
            self.wanted.emit("remove", self.name)
        else:
            super().keyPressEvent(event)


class AccountColumn(OrderedColumn):
    """The accounts of a provider, the first to be asked on top."""

    wanted = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._made: list[AccountCard] = []

    @property
    def cards(self) -> Sequence[AccountCard]:
        return self._made[: len(self.names)]

    def show_accounts(
        self, accounts: Sequence[AccountFacts], *, places: Sequence[str], keys_shut: bool
    ) -> None:
        while len(self._made) < len(accounts):
            self._made.append(card := AccountCard(self._theme))
            card.wanted.connect(self.wanted)
            self.add(card)
        with self.refilled([facts.account.name for facts in accounts]):
            for card, facts, place in zip(self._made, accounts, places, strict=False):
                card.show_account(facts, place=place, movable=len(accounts) > 1, keys_shut=keys_shut)
