"""What was begun in a dialog is done and told, or taken back on purpose, though it is closed meanwhile."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.budgets import Budget
from app.core.errors import AppError
from app.core.money import NUSD_PER_USD
from app.ledger import restoring
from app.ledger.prices import mappings
from app.services.connecting import Connecting
from app.services.recipes import Address, find_tool
from app.services.tool_states import tool_states
from app.ui.pages.budgets import BudgetsPage
from app.ui.pages.budgets_data import read_preview
from app.ui.session import Session
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.budget_form import BudgetForm
from app.ui.widgets.connect_sheet import ConnectSheet, DisconnectSheet
from app.ui.widgets.price_as_sheet import PriceAsSheet
from app.ui.widgets.price_form import PriceForm
from app.ui.widgets.price_update_sheet import PriceUpdateSheet
from app.ui.widgets.quit_sheet import QuitSheet
from app.ui.widgets.raise_form import RaiseForm
from app.ui.widgets.restore_sheet import RestoreSheet
from app.ui.widgets.unlock_sheet import UnlockSheet
from tests.ui.conftest import fill, make_call, show_page
from tests.ui.screenshots import wait_until
from tests.ui.test_prices_page import _newer_list

T = TypeVar("T", bound=QWidget)

_PATIENCE_S = 60
_PASSPHRASE = "correct horse battery staple"
_TROUBLE = "The world said no."


class Hold:
    """What a dialog began waits here before it does anything; then it goes on, or fails."""

    def __init__(self) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()
        self.fails = False

    def wrap(self, work: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def held(job: Any) -> Any:
            self.reached.set()
            assert self.opened.wait(_PATIENCE_S)
            if self.fails:
                raise AppError(_TROUBLE, "Ask it again.")
            return work(job)

        return held


@pytest.fixture
def hold(session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hold]:
    """After the session, so that it is open when that ends."""
    hold = Hold()
    begin = ActingSheet.begin

    def begin_held(sheet: ActingSheet, work: Callable[[Any], Any], *args: Any, **options: Any) -> Any:
        return begin(sheet, hold.wrap(work), *args, **options)

    monkeypatch.setattr(ActingSheet, "begin", begin_held)
    yield hold
    hold.opened.set()


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configuration of somebody's Claude Code."""
    home = tmp_path / "user"
    (home / ".claude").mkdir(parents=True)
    path = home / ".claude" / "settings.json"
    path.write_text('{\n  "model": "opus"\n}\n')
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.delenv("CLAUDE_CONFIG_DIR", raising=False)
    return path


@dataclass
class Scene:
    """A dialog ready to act: its button, what was typed in it, whether it is done, and how that is told."""

    sheet: ActingSheet
    button: str
    is_done: Callable[[], bool]
    told: str
    typed: Callable[[], str] = str


def _price(session: Session, _tmp: Path, _tool: Path) -> Scene:
    show_page(session, "prices")._ask_price("openai", "gpt-5")  # type: ignore[attr-defined]
    form = _shown(session, PriceForm)
    field = next(f for f in form.findChildren(QLineEdit) if f.accessibleName() == "Input")
    field.setText("2")
    own = lambda: bool(session.window.context.engine.prices.own)  # noqa: E731
    return Scene(form, "Set the price", own, "The price is set.", field.text)


def _price_as(session: Session, _tmp: Path, _tool: Path) -> Scene:
    fill(session, make_call(provider="azure", model="mine", cost_nusd=None, cost_basis="unpriced"))
    page = show_page(session, "prices")
    wait_until(lambda: bool(page._found and page._found.unpriced), "it has no price")  # type: ignore[attr-defined]
    page._on_map_wanted(page._found.unpriced[0])  # type: ignore[attr-defined]
    sheet = _shown(session, PriceAsSheet)
    sheet._model.setText("gpt-4o")
    reader = session.window.context.engine.ledger.reader
    mapped = lambda: bool(mappings(reader))  # noqa: E731
    return Scene(sheet, "Price it so", mapped, "The price is set.", sheet._model.text)


def _update(session: Session, tmp: Path, _tool: Path) -> Scene:
    show_page(session, "prices")._on_update_wanted()  # type: ignore[attr-defined]
    sheet = _shown(session, PriceUpdateSheet)
    sheet._source.setText(str(_newer_list(tmp)))
    sheet._on_look()
    prices = session.window.context.engine.prices
    taken = lambda: prices.list.origin == "update"  # noqa: E731
    return Scene(sheet, "Take this list", taken, "is in force", sheet._source.text)


def _unlock(session: Session, _tmp: Path, _tool: Path) -> Scene:
    engine = session.window.context.engine
    engine.change_setting("keys.store", "file")
    engine.keys.unlock(_PASSPHRASE)
    engine.keys.lock()
    page = show_page(session, "health")
    wait_until(page._unlock.isVisible, "they are locked")  # type: ignore[attr-defined]
    page._on_unlock()  # type: ignore[attr-defined]
    sheet = _shown(session, UnlockSheet)
    sheet._field.setText(_PASSPHRASE)
    unlocked = lambda: not engine.keys.standing()["locked"]  # noqa: E731
    return Scene(sheet, "Unlock", unlocked, "The keys are unlocked.", sheet._field.text)


def _restore(session: Session, _tmp: Path, _tool: Path) -> Scene:
    fill(session, make_call())
    engine = session.window.context.engine
    backup = engine.ledger.backup()
    page = show_page(session, "health")
    wait_until(lambda: bool(page._found and page._found.backups), "the backup")  # type: ignore[attr-defined]
    page._on_backup_chosen(backup.name)  # type: ignore[attr-defined]
    sheet = _shown(session, RestoreSheet)
    sheet._typed.setText("restore")
    decided = lambda: restoring.is_decided(engine.ledger.path)  # noqa: E731
    return Scene(sheet, "Restore at the next start", decided, "takes the ledger's place", sheet._typed.text)


def _connect(session: Session, _tmp: Path, tool: Path) -> Scene:
    url = _listening(session)
    _tool_wanted(session, "connect")
    sheet = _shown(session, ConnectSheet)
    return Scene(sheet, "Connect", lambda: url in tool.read_text(), "Claude Code is connected.")


def _disconnect(session: Session, _tmp: Path, tool: Path) -> Scene:
    url = _pointed(session)
    _tool_wanted(session, "disconnect")
    sheet = _shown(session, DisconnectSheet)
    return Scene(sheet, "Put it back", lambda: url not in tool.read_text(), "is as it was before")


def _budget(session: Session, _tmp: Path, _tool: Path) -> Scene:
    page, budgets = _with_budget(session), session.window.context.engine.budgets
    page._on_asked("edit", "b")
    form = _shown(session, BudgetForm)
    form._limit.setText("7")
    changed = lambda: budgets.get("b").limit == 7 * NUSD_PER_USD  # noqa: E731
    return Scene(form, "Save", changed, "Changed b", form._limit.text)


def _raise(session: Session, _tmp: Path, _tool: Path) -> Scene:
    page, budgets = _with_budget(session), session.window.context.engine.budgets
    page._on_asked("raise", "b")
    form = _shown(session, RaiseForm)
    form._by.setText("3")
    return Scene(form, "Raise", lambda: bool(budgets.get("b").raises), "Raised b by", form._by.text)


def _with_budget(session: Session) -> BudgetsPage:
    session.window.context.engine.budgets.add(Budget("b", 5 * NUSD_PER_USD))
    page = show_page(session, "budgets")
    assert isinstance(page, BudgetsPage)
    wait_until(lambda: "b" in page._cards, "its card")
    return page


SCENES = {
    scene.__name__.strip("_"): scene
    for scene in (_price, _price_as, _update, _unlock, _restore, _connect, _disconnect, _budget, _raise)
}


@pytest.mark.parametrize("name", SCENES)
def test_what_runs_when_its_dialog_is_closed_is_finished_and_told(
    session: Session, qtbot: QtBot, hold: Hold, tmp_path: Path, tool: Path, name: str
) -> None:
    scene = _begun(session, hold, SCENES[name](session, tmp_path, tool))
    qtbot.keyClick(scene.sheet, Qt.Key.Key_Escape)
    assert scene.sheet.isHidden(), "it is in nobody's way"
    assert not scene.is_done()
    hold.opened.set()
    wait_until(scene.is_done, "it is done")
    wait_until(lambda: _says(session.window, scene.told), "it is told")
    kind = type(scene.sheet)
    wait_until(lambda: not session.window.findChildren(kind), "the dialog is not kept")


@pytest.mark.parametrize("name", SCENES)
def test_what_fails_after_its_dialog_was_closed_brings_it_back_with_what_was_typed_and_can_be_tried_again(
    session: Session, qtbot: QtBot, hold: Hold, tmp_path: Path, tool: Path, name: str
) -> None:
    scene = SCENES[name](session, tmp_path, tool)
    typed = scene.typed()
    sheet = _begun(session, hold, scene).sheet
    assert not sheet._canvas.isEnabled(), "what is being done is not what would be typed now"
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    hold.fails = True
    hold.opened.set()
    wait_until(sheet.isVisible, "it is there again")
    assert _says(sheet._banner, _TROUBLE), "where it is looked for"
    assert scene.typed() == typed
    assert not scene.is_done()
    hold.fails = False
    button = _button(sheet, scene.button)
    wait_until(button.isEnabled, "it can be tried again")
    button.click()
    wait_until(scene.is_done, "it is done")
    wait_until(lambda: not session.jobs.working, "nothing is left")
    for open_one in session.window.findChildren(ActingSheet):
        open_one.reject()


def test_what_was_looked_at_before_answers_without_taking_the_place_of_a_failure(
    session: Session, hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, late = _with_budget(session), threading.Event()

    def names_late(_: Any) -> Any:
        assert late.wait(_PATIENCE_S)
        raise AppError("The names are not to be had.", "")

    def preview_late(engine: Any, budget: Budget) -> Any:
        assert late.wait(_PATIENCE_S)
        return read_preview(engine, budget)

    monkeypatch.setattr("app.ui.widgets.budget_form.read_names", names_late)
    monkeypatch.setattr("app.ui.widgets.budget_form.read_preview", preview_late)
    try:
        page._on_asked("edit", "b")
        form = _shown(session, BudgetForm)
        hold.fails = True
        hold.opened.set()
        _button(form, "Save").click()
        wait_until(lambda: _says(form._banner, _TROUBLE), "it is told")
    finally:
        late.set()
    wait_until(lambda: bool(form._preview.text()), "the preview came late")
    wait_until(lambda: not session.queries.working, "and so did the names")
    assert _says(form._banner, _TROUBLE), "what became of the act is still to be read"
    assert _TROUBLE not in form._preview.text()
    form._limit.setText("9")
    assert not form.trouble, "what is typed anew was not refused"
    form.reject()


@pytest.mark.parametrize("name", SCENES)
def test_what_waits_for_its_turn_is_called_off_by_escape(
    session: Session, qtbot: QtBot, hold: Hold, tmp_path: Path, tool: Path, name: str
) -> None:
    scene = SCENES[name](session, tmp_path, tool)
    wait_until(_button(scene.sheet, scene.button).isEnabled, "what it would do is known")
    go = threading.Event()
    try:
        for long in (False, True):
            for _ in range(12):  # more than any lane takes at once
                session.jobs.start(lambda _: go.wait(_PATIENCE_S), _ignore, _ignore, long=long)
        _button(scene.sheet, scene.button).click()
        assert scene.sheet.busy
        kind = type(scene.sheet)
        qtbot.keyClick(scene.sheet, Qt.Key.Key_Escape)
        wait_until(lambda: not session.window.findChildren(kind), "it is gone")
    finally:
        go.set()
        hold.opened.set()
    wait_until(lambda: not session.jobs.working, "all that was before it")
    assert not hold.reached.is_set()
    assert not scene.is_done()


def test_who_wants_it_to_run_after_all_while_it_gives_tools_back_has_them_pointing_here_again(
    session: Session, qtbot: QtBot, hold: Hold, tool: Path
) -> None:
    url = _pointed(session)
    session.window.ask_to_quit()
    sheet = _shown(session, QuitSheet)
    _begun(session, hold, Scene(sheet, "Quit", bool, ""))
    assert _button(sheet, "Keep running").isEnabled(), "that is what it does"
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isHidden()
    hold.opened.set()
    wait_until(lambda: _says(session.window, "Tollgate keeps running."), "it is told")
    wait_until(lambda: not session.jobs.working, "nothing is left")
    assert json.loads(tool.read_text())["env"]["ANTHROPIC_BASE_URL"] == f"{url}/anthropic"
    assert not any(c.parked for c in Connecting(session.window.context.engine.home).all())
    assert not session.has_ended
    wait_until(lambda: not session.window.findChildren(QuitSheet), "it can be asked again")
    session.window.ask_to_quit()
    _shown(session, QuitSheet).reject()


# ---- finding things -------------------------------------------------------------------------------------


def _ignore(_: object) -> None: ...


def _begun(session: Session, hold: Hold, scene: Scene) -> Scene:
    button = _button(scene.sheet, scene.button)
    wait_until(button.isEnabled, "what it would do is known")
    wait_until(lambda: not session.jobs.working, "and looked at")
    button.click()
    wait_until(hold.reached.is_set, "it runs")
    return scene


def _listening(session: Session) -> str:
    engine = session.window.context.engine
    wait_until(lambda: engine.proxy.url is not None, "the proxy")
    return str(engine.proxy.url)


def _pointed(session: Session) -> str:
    url = _listening(session)
    connecting = Connecting(session.window.context.engine.home)
    assert connecting.connect(connecting.plan(find_tool("claude-code"), Address(url))) is not None
    return url


def _tool_wanted(session: Session, act: str) -> None:
    page = show_page(session, "clients")
    page.show_part("connections")
    assert any(s.tool.id == "claude-code" for s in tool_states(session.window.context.engine.home))
    wait_until(lambda: page._found is not None, "the tools")  # type: ignore[attr-defined]
    page._connections.wanted.emit(act, "claude-code")  # type: ignore[attr-defined]


def _shown(session: Session, kind: type[T]) -> T:
    wait_until(lambda: any(d.isVisible() for d in session.window.findChildren(kind)), kind.__name__)
    return next(d for d in session.window.findChildren(kind) if d.isVisible())


def _button(root: QWidget, text: str) -> QPushButton:
    return next(b for b in root.findChildren(QPushButton) if b.text() == text)


def _says(root: QWidget, text: str) -> bool:
    return any(text in label.text() for label in root.findChildren(QLabel) if label.isVisible())
