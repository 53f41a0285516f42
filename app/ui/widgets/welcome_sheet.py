"""The first run in five short steps, each of which can be left out; it ends with a real call seen."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.core.calls import Call
from app.core.errors import AppError
from app.core.filters import CallFilter
from app.core.news import ProxyChanged, Scope
from app.services.first_call import TESTABLE, Outcome, send_test_call
from app.services.keys import KeptKey
from app.services.tool_states import ToolState, tool_states
from app.ui import formats
from app.ui.context import Context
from app.ui.doing import words_of
from app.ui.jobs import Job
from app.ui.models.providers import VaultAsks, vault_asks
from app.ui.tool_words import of_tool
from app.ui.widgets.account_sheets import KeySheet
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.cards import Facts
from app.ui.widgets.connect_sheet import ConnectSheet, DisconnectSheet
from app.ui.widgets.connections_part import ToolRow
from app.ui.widgets.fields import ChoiceBox
from app.ui.widgets.labels import set_style, text_label
from app.ui.widgets.proxy_notice import proxy_address
from app.ui.widgets.sheet import Sheet

_STEPS = 5
_FIRST = ("openai", "anthropic", "gemini")


class WelcomeSheet(Sheet):
    """What was done in a step is seen in the installation itself, so it can be left and begun again."""

    left = Signal(int)  # the step to go on with another time

    def __init__(self, context: Context, parent: QWidget, step: int = 0) -> None:
        super().__init__(context.theme, parent, width_px=640, height_px=450)
        self._context = context
        self._job: Job | None = None
        self._step = 0
        self._kept: list[KeptKey] = []
        self._asks: VaultAsks = "nothing"
        self._tools: dict[str, ToolRow] = {}
        self._pages = QStackedWidget()
        self._place = text_label("", "overline")
        self.body.insertWidget(0, self._place)
        for page in (self._where(), self._key(), self._connect(), self._first(), self._budget()):
            self._pages.addWidget(page)
        self.body.addWidget(self._pages, 1)
        self._skip = self.add_close(self.tr("Not now"))
        self._back = self.add_button(self.tr("Back"))
        self._next = self.add_button(self.tr("Next"), primary=True)
        self._back.clicked.connect(lambda: self.show_step(self._step - 1))
        self._next.clicked.connect(self._on_next)
        context.bridge.ledger_changed.connect(self._on_ledger_changed)
        context.bridge.proxy_changed.connect(self._on_proxy_changed)
        self.show_step(step if step < _STEPS else 0)

    def show_step(self, step: int) -> None:
        titles = (
            (
                self.tr("Everything stays on this computer"),
                self.tr(
                    "Tollgate sits between your tools and their providers, and writes down what calls cost."
                ),
            ),
            (
                self.tr("Keys of providers"),
                self.tr(
                    "Your tools can go on with their own keys and logins: those pass through, nothing has "
                    "to be stored. With a key in your keyring, tools get a token that you can revoke instead."
                ),
            ),
            (
                self.tr("Connect your tools"),
                self.tr("Each shows what changes in its file before it changes."),
            ),
            (
                self.tr("A first call"),
                self.tr("Whichever comes first: from a tool of yours, or a test that costs next to nothing."),
            ),
            (
                self.tr("A first budget"),
                self.tr("Calls that would go beyond it are stopped before they cost."),
            ),
        )
        self._step = step
        self.name(*titles[step])
        self.setWindowTitle(self.tr("Set up Tollgate"))
        self._place.setText(self.tr("Step {n} of {all}").format(n=step + 1, all=_STEPS))
        self._pages.setCurrentIndex(step)
        for place in range(_STEPS):  # a step is as high as it is, not as the highest of them
            page = self._pages.widget(place)
            policy = QSizePolicy.Policy.Preferred if place == step else QSizePolicy.Policy.Ignored
            if page is not None:
                page.setSizePolicy(policy, policy)
        self._back.setVisible(step > 0)
        self._next.setText(self.tr("Done") if step == _STEPS - 1 else self.tr("Next"))
        self._skip.setVisible(step < _STEPS - 1)
        self.say("")
        self._read()
        self._next.setFocus()

    def _on_next(self) -> None:
        if self._step == _STEPS - 1:
            self.accept()
        else:
            self.show_step(self._step + 1)

    # ---- the steps

    def _page(self, *parts: QWidget) -> QWidget:
        page = QWidget()
        page.setProperty("kind", "canvas")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(12)
        for part in parts:
            column.addWidget(part)
        column.addStretch()
        return page

    def _row(self, *parts: QWidget) -> QWidget:
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(10)
        for part in parts:
            across.addWidget(part)
        across.addStretch()
        return row

    def _where(self) -> QWidget:
        self._facts = Facts()
        self._file = IconButton(
            self._context.theme, "lock", self.tr("Keep keys in an encrypted file"), act=self._on_file_wanted
        )
        self._file.hide()
        sample = IconButton(
            self._context.theme,
            "trends",
            self.tr("Explore with sample data"),
            act=self._context.frame.show_sample,
        )
        look = text_label(
            self.tr("Or look around first: a year of made-up calls, in a window and a ledger of their own."),
            "soft",
            wrap=True,
        )
        return self._page(self._facts, self._row(self._file), look, self._row(sample))

    def _key(self) -> QWidget:
        theme, providers = self._context.theme, self._context.engine.providers.all
        self._provider = ChoiceBox()
        self._provider.setAccessibleName(self.tr("Provider"))
        for id_ in (*_FIRST, *(id_ for id_ in providers if id_ not in _FIRST)):
            if not providers[id_].local:
                self._provider.addItem(providers[id_].name, id_)
        add = IconButton(theme, "key", self.tr("Store a key…"), act=self._on_key_wanted)
        self._stored = text_label("", "value", wrap=True)
        return self._page(self._row(self._provider, add), self._stored)

    def _connect(self) -> QWidget:
        self._none = text_label(
            self.tr("None of the tools that can be connected was found here."), "soft", wrap=True
        )
        self._tools_page = self._page(self._none)
        return self._tools_page

    def _first(self) -> QWidget:
        theme = self._context.theme
        self._test = IconButton(theme, "play", self.tr("Send a test call"), act=self._on_test)
        self._test.setEnabled(False)
        self._test_at = ChoiceBox()
        self._test_at.setAccessibleName(self.tr("Provider of the test call"))
        self._test_row = self._row(self._test_at, self._test)
        self._tested = text_label("", "soft", wrap=True)
        self._tested.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._call, self._how = text_label("", "value", wrap=True), text_label("", "soft", wrap=True)
        return self._page(self._call, self._how, self._test_row, self._tested)

    def _budget(self) -> QWidget:
        add = IconButton(
            self._context.theme, "budgets", self.tr("Make a budget…"), act=self._on_budget_wanted
        )
        self._budgets = text_label("", "value", wrap=True)
        return self._page(self._row(add), self._budgets)

    # ---- reading

    def _on_ledger_changed(self, scopes: Scope) -> None:
        if scopes & (Scope.CALLS | Scope.BUDGETS | Scope.REGISTER):
            self._read()

    def _on_proxy_changed(self, _news: ProxyChanged) -> None:
        self._read()

    def _read(self) -> None:
        engine = self._context.engine
        reads: tuple[tuple[Callable[[], object], Callable[[object], None]], ...] = (
            (lambda: _where_keys_are(engine.keys.where), self._show_where),
            (lambda: (engine.keys.all(), vault_asks(engine)), self._show_keys),
            (lambda: tool_states(engine.home), self._show_tools),
            (
                lambda: (
                    engine.ledger.reader.calls(CallFilter(), 1),
                    engine.keys.all(),
                    tool_states(engine.home),
                ),
                self._show_call,
            ),
            (lambda: [tally.budget.name for tally in engine.budgets.all()], self._show_budgets),
        )
        read, show = reads[self._step]
        self._context.queries.ask("welcome", read, show, self.say_error)

    def _show_where(self, found: object) -> None:
        assert isinstance(found, tuple)
        where, works = found
        self._file.setVisible(not works)
        trouble = self._context.bridge.proxy.trouble
        off = self.tr("No address yet: the proxy is off. {why}").format(why=trouble)
        self._facts.show_facts(
            [
                (self.tr("Calls and costs"), str(self._context.engine.home.root)),
                (self.tr("Keys"), where),
                (self.tr("Tools call"), proxy_address(self._context) or off),
            ]
        )

    def _show_keys(self, found: object) -> None:
        assert isinstance(found, tuple)
        self._kept, self._asks = found
        names = ", ".join(str(kept.name) for kept in self._kept if not kept.channel)
        self._stored.setText(self.tr("Stored: {names}").format(names=names) if names else "")
        set_style(self._stored, "tone", "good")

    def _show_tools(self, found: object) -> None:
        assert isinstance(found, list)
        shown: list[ToolState] = [
            state for state in found if state.connection is not None or state.state == "not connected"
        ]
        layout = self._tools_page.layout()
        assert isinstance(layout, QVBoxLayout)
        for state in shown:
            if state.tool.id not in self._tools:
                row = self._tools[state.tool.id] = ToolRow(self._context, lambda _: None)
                layout.insertWidget(layout.count() - 1, row)
            self._tools[state.tool.id].ask = self._opener(state)
            self._tools[state.tool.id].show_tool(state)
        self._none.setVisible(not shown)

    def _show_call(self, found: object) -> None:
        assert isinstance(found, tuple)
        calls, kept, states = found
        self._show_testable([key.provider for key in kept if key.provider in TESTABLE])
        tools = [state.tool for state in states if state.connection is not None]
        ways = [self.tr("{tool}: {how}").format(tool=tool.name, how=of_tool(tool.try_it)) for tool in tools]
        if not ways and not self._test_at.count():
            ways = [self.tr("Go back to store a key, or to connect a tool; or point one here by hand later.")]
        self._how.setText("\n".join(ways))
        self._how.setVisible(bool(ways) and not calls)
        if not calls:
            self._call.setText(self.tr("Waiting for the first call…"))
            set_style(self._call, "tone", "")
            return
        call: Call = calls[0]
        set_style(self._call, "tone", "good" if call.ok else "warn")
        self._call.setText(
            self.tr("Seen: {what}").format(
                what="  ·  ".join(
                    (
                        call.client or call.provider,
                        call.model or call.path,
                        formats.status_of(call),
                        formats.cost_of_call(call),
                    )
                )
            )
        )

    def _show_testable(self, providers: list[str]) -> None:
        """Those with a stored key; at others the names of models are not known."""
        known = self._context.engine.providers.all
        shown = [self._test_at.itemData(place) for place in range(self._test_at.count())]
        if shown != (wanted := list(dict.fromkeys(providers))):
            self._test_at.clear()
            for id_ in wanted:
                self._test_at.addItem(known[id_].name, id_)
        self._test_at.setVisible(len(wanted) > 1)
        self._test_row.setVisible(bool(wanted))
        self._test.setEnabled(bool(wanted) and self._job is None)
        if not shown and wanted:
            self._test.setFocus()

    def _show_budgets(self, found: object) -> None:
        assert isinstance(found, list)
        self._budgets.setText(self.tr("There is: {names}").format(names=", ".join(found)) if found else "")
        set_style(self._budgets, "tone", "good")

    # ---- acts

    def _on_key_wanted(self) -> None:
        engine = self._context.engine
        provider = engine.providers.get(self._provider.currentData())
        taken = [kept.account for kept in self._kept if kept.provider == provider.id]
        sheet = KeySheet(self._context, self, provider, taken=taken, asks=self._asks)
        sheet.acted.connect(self._on_acted)
        sheet.open()

    def _on_file_wanted(self) -> None:
        engine = self._context.engine
        self._context.acts.do(
            lambda: engine.change_setting("keys.store", "file"), self._on_acted, self.say_error
        )

    def _opener(self, state: ToolState) -> Callable[[str], None]:
        def show(act: str) -> None:
            context = self._context
            sheet = (
                DisconnectSheet(context, self, state)
                if act == "disconnect"
                else ConnectSheet(context, self, state, [])
            )
            sheet.acted.connect(self._on_acted)
            sheet.open()

        return show

    def _on_budget_wanted(self) -> None:
        from app.ui.widgets.budget_form import BudgetForm

        form = BudgetForm(self._context, self, None)
        form.acted.connect(self._on_acted)
        form.open()

    def _on_acted(self, *_: object) -> None:
        self._next.setFocus()
        self._read()

    def _on_test(self) -> None:
        engine, provider = self._context.engine, str(self._test_at.currentData())
        url = engine.proxy.url
        if url is None:
            self._context.switch.turn(on=True)
            self._tested.setText(self.tr("The proxy was off, and is being switched on. Try it once more."))
            return
        self._next.setFocus()
        self._test.setEnabled(False)
        set_style(self._tested, "tone", "")
        self._tested.setText(self.tr("Calling {provider}…").format(provider=self._test_at.currentText()))
        self._job = self._context.jobs.start(
            lambda _: send_test_call(engine, url, provider), self._on_tested, self._on_test_failed
        )

    def _on_tested(self, outcome: Outcome) -> None:
        self._job = None
        self._tested.setText(outcome.said)
        set_style(self._tested, "tone", "good" if outcome.ok else "bad")
        self._read()

    def _on_test_failed(self, error: BaseException) -> None:
        self._job = None
        self._tested.setText(words_of(error))
        set_style(self._tested, "tone", "bad")
        self._read()

    def done(self, result: int) -> None:
        if self._job is not None:
            self._job.drop()
            self._job = None
        self._context.queries.drop("welcome")
        self.left.emit(0 if result == Sheet.DialogCode.Accepted else self._step)
        super().done(result)


def _where_keys_are(where: Callable[[], str]) -> tuple[str, bool]:
    """What keeps keys, or why nothing can."""
    try:
        return where(), True
    except AppError as error:
        return words_of(error), False
