"""One provider: where it is, whether it answers, how its accounts take turns, and what they are."""

from typing import Any

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.core.accounts import STRATEGIES
from app.platform.http import probe
from app.ui import formats
from app.ui.context import Context
from app.ui.doing import words_of
from app.ui.jobs import Job
from app.ui.models.providers import ProviderFacts
from app.ui.widgets.account_card import AccountColumn
from app.ui.widgets.allowance import Allowance
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.cards import Card
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import ElidedLabel, set_style, text_label
from app.ui.widgets.provider_sheet import api_name

_HOUR_US = 3_600_000_000
_STAYS = (None, _HOUR_US // 2, _HOUR_US, 5 * _HOUR_US, 24 * _HOUR_US)


class ProviderView(QWidget):
    """`wanted` names an act: of the provider, or with an account's name of that one."""

    wanted = Signal(str, str)
    routed = Signal(str, object)  # strategy, how long a session stays (us, or None)
    ordered = Signal(list)
    levelled = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._facts: ProviderFacts | None = None
        self._job: Job | None = None
        theme = context.theme
        self._card = card = Card("")
        self._test = IconButton(theme, "refresh", self.tr("Test"), act=self._on_test)
        self._edit = IconButton(theme, "edit", self.tr("Change"), act=lambda: self.wanted.emit("edit", ""))
        self._more = IconButton(theme, "more", name=self.tr("More"), kind="flat", act=self._on_more)
        for button in (self._test, self._edit, self._more):
            card.top.addWidget(button)
        self._url = ElidedLabel("", "mono", Qt.TextElideMode.ElideMiddle)
        self._about = text_label("", "soft", wrap=True)
        self._result = text_label("", wrap=True)
        self._result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._result.hide()
        for part in (self._url, self._about, self._result):
            card.body.addWidget(part)
        self._accounts = Card(self.tr("Accounts"))
        self._add = IconButton(
            theme, "plus", self.tr("Add a key"), act=lambda: self.wanted.emit("add-account", "")
        )
        self._accounts.top.addWidget(self._add)
        self._none = text_label("", "soft", wrap=True)
        self._turns = self._make_turns()
        self._level = text_label("", "small", wrap=True)
        set_style(self._level, "tone", "warn")
        self._level_button = IconButton(
            theme, "check", self.tr("Let them take turns"), act=self.levelled.emit
        )
        level = QHBoxLayout()
        level.addWidget(self._level, 1)
        level.addWidget(self._level_button)
        self._column = AccountColumn(theme)
        self._column.wanted.connect(self.wanted)
        self._column.ordered.connect(self.ordered)
        for part in (self._none, self._turns):
            self._accounts.body.addWidget(part)
        self._accounts.body.addLayout(level)
        self._accounts.body.addWidget(self._column)
        self._passing = Card(self.tr("The tools' own credentials"))
        self._passing_words = text_label("", "soft", wrap=True)
        self._allowance = Allowance()
        self._passing.body.addWidget(self._passing_words)
        self._passing.body.addWidget(self._allowance)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for part in (card, self._accounts, self._passing):
            column.addWidget(part)
        column.addStretch()

    def _make_turns(self) -> QWidget:
        turns = QWidget()
        flow = FlowLayout(turns, gap=10)
        self._strategy, self._sticky = QComboBox(), QComboBox()
        for strategy in STRATEGIES:
            self._strategy.addItem(strategy_name(strategy), strategy)
        for stay in _STAYS:
            self._sticky.addItem(stay_name(stay), stay)
        self._strategy.setAccessibleName(self.tr("How the accounts take turns"))
        self._sticky.setAccessibleName(self.tr("How long a session stays with its account"))
        self._sticky.setToolTip(self.tr("A session that stays with its account finds its prompt cache there"))
        for box in (self._strategy, self._sticky):
            box.activated.connect(self._on_routed)
            flow.addWidget(box)
        return turns

    @property
    def provider_id(self) -> str:
        return self._facts.provider.id if self._facts else ""

    # ---- what is shown

    def show_provider(self, facts: ProviderFacts, *, keys_shut: bool) -> None:
        if self._facts is None or self._facts.provider != facts.provider:
            self._drop_test()
        self._facts = facts
        provider = facts.provider
        self._card.heading.setText(provider.name)
        self._card.setAccessibleName(provider.name)
        self._url.setText(provider.base_url or self.tr("no base URL yet"))
        set_style(self._url, "tone", "" if provider.base_url else "warn")
        about = [
            self.tr("Called as /{id}/…").format(id=provider.id),
            self.tr("{api} API").format(api=api_name(provider.api)),
        ]
        if provider.local:
            about.append(self.tr("local, free"))
        if not provider.builtin:
            about.append(self.tr("your own"))
        elif facts.changed:
            about.append(self.tr("changed by you"))
        if facts.totals.calls:
            about.append(
                self.tr("{calls} in this range, {cost}").format(
                    calls=formats.amount(facts.totals.calls, "calls"),
                    cost=formats.spent(facts.totals),
                )
            )
        self._about.setText("  ·  ".join(about))
        self._test.setEnabled(bool(provider.base_url) and self._job is None)
        self._more.setVisible(not provider.builtin or facts.changed)
        self._show_accounts(facts, keys_shut=keys_shut)
        self._show_passing(facts)

    def _show_accounts(self, facts: ProviderFacts, *, keys_shut: bool) -> None:
        accounts, several = facts.accounts, len(facts.accounts) > 1
        self._none.setVisible(not accounts)
        self._none.setText(
            self.tr(
                "No key is stored for {name}, and none is needed while tools bring their own: those pass "
                "through. Store one to give tools a token instead of the key."
            ).format(name=facts.provider.name)
        )
        self._turns.setVisible(several)
        strategy, stay = facts.routing.strategy, facts.routing.sticky_us
        self._strategy.setCurrentIndex(self._strategy.findData(strategy))
        at = next((n for n, known in enumerate(_STAYS) if known == stay), -1)
        if at < 0:
            self._sticky.addItem(stay_name(stay), stay)
            at = self._sticky.count() - 1
        self._sticky.setCurrentIndex(at)
        ranks = sorted({f.account.priority for f in accounts})
        uneven = several and strategy != "failover" and len(ranks) > 1
        self._level.setText(
            self.tr("Those with a lower rank only take calls when all above them rest.") if uneven else ""
        )
        self._level.setVisible(uneven)
        self._level_button.setVisible(uneven)
        places = [""] * len(accounts)
        if several and strategy == "failover":
            places = [_ordinal(n) for n in range(len(accounts))]
        elif uneven:
            places = [self.tr("Rank {n}").format(n=ranks.index(f.account.priority) + 1) for f in accounts]
        if several and strategy == "weighted":
            places = [
                "  ·  ".join(p for p in (place, self.tr("weight {n}").format(n=f.account.weight)) if p)
                for place, f in zip(places, accounts, strict=True)
            ]
        self._column.setVisible(bool(accounts))
        self._column.show_accounts(accounts, places=places, keys_shut=keys_shut)

    def _show_passing(self, facts: ProviderFacts) -> None:
        totals = facts.passing_totals
        self._passing.setVisible(bool(totals.calls or facts.passing))
        said = self.tr("{calls} with a key or login of the tool itself, {cost}").format(
            calls=formats.amount(totals.calls, "calls"), cost=formats.spent(totals)
        )
        plan = facts.passing["plan"] if facts.passing else None
        self._passing_words.setText(said if not plan else f"{said}  ·  {plan}")
        self._allowance.show_quota(facts.passing)

    # ---- is it there?

    def _on_test(self) -> None:
        if self._facts is None:
            return
        base_url = self._facts.provider.base_url
        self._test.setEnabled(False)
        self._say(self.tr("Calling {url}…").format(url=base_url), "")
        self._job = self._context.jobs.start(lambda _: probe(base_url), self._on_tested, self._on_test_failed)

    def _on_tested(self, found: dict[str, Any]) -> None:
        self._job = None
        self._test.setEnabled(True)
        if not found["reachable"]:
            reason = found["reason"]
            self._say(
                self.tr("No answer: {reason}. Check the address and the network.").format(reason=reason),
                "bad",
            )
            return
        self._say(self.tr("It answers, in {ms} ms.").format(ms=formats.count(found["latency_ms"])), "good")

    def _on_test_failed(self, error: BaseException) -> None:
        self._job = None
        self._test.setEnabled(True)
        self._say(words_of(error), "bad")

    def _say(self, text: str, tone: str) -> None:
        self._result.setText(text)
        self._result.setVisible(bool(text))
        set_style(self._result, "tone", tone)

    def _drop_test(self) -> None:
        self._say("", "")
        if self._job is not None:
            self._job.drop()
            self._job = None

    # ---- acts

    def _on_routed(self) -> None:
        self.routed.emit(self._strategy.currentData(), self._sticky.currentData())

    def _on_more(self) -> None:
        if self._facts is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        builtin = self._facts.provider.builtin
        action = menu.addAction(
            self.tr("Put back as it came") if builtin else self.tr("Remove this provider")
        )
        action.triggered.connect(lambda: self.wanted.emit("remove-provider", ""))
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))


def strategy_name(strategy: str) -> str:
    tr = QCoreApplication.translate
    named = {
        "failover": tr("accounts", "In order: the next one when one rests"),
        "round-robin": tr("accounts", "In turns, one call each"),
        "least-busy": tr("accounts", "The one with the fewest calls"),
        "weighted": tr("accounts", "By weight"),
    }
    return named[strategy]


def stay_name(stay_us: int | None) -> str:
    tr = QCoreApplication.translate
    if stay_us is None:
        return tr("accounts", "Sessions do not stay")
    hours = stay_us / _HOUR_US
    time = tr("accounts", "{n} h").format(n=round(hours)) if hours >= 1 else formats.left(stay_us)
    return tr("accounts", "A session stays for {time}").format(time=time)


def _ordinal(place: int) -> str:
    tr = QCoreApplication.translate
    return tr("accounts", "Asked first") if place == 0 else tr("accounts", "No. {n}").format(n=place + 1)
