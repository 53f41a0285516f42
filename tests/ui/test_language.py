"""The window in another language: the one that is set or the system's, whole on every page."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, QSize
from PySide6.QtWidgets import QApplication, QLabel

from app.core.alert_rules import RULE_KINDS, Rule, RuleKind
from app.platform.clock import now_us
from app.services.recipes import Tool, load_tools
from app.ui.alert_words import kind_help, kind_title, parameter_help, rule_name, rule_words
from app.ui.language import speak
from app.ui.pages import PAGES
from app.ui.ranges import Range
from app.ui.session import Session
from app.ui.tool_words import of_tool
from tests.ui.conftest import Opener, fill, make_call, show_page
from tests.ui.screenshots import settle
from tests.ui.test_screens import cut_off

_DAY_US = 86_400_000_000


@pytest.fixture
def german(open_window: Opener, qapp: QApplication) -> Iterator[Session]:
    speak(qapp, "german")
    session = open_window()
    fill(session, *(make_call(started_us=now_us() - i * _DAY_US // 2) for i in range(1, 40)))
    session.lens.look_at(Range("30d"))
    yield session
    open_window.close()
    speak(qapp, "english")


def test_german_is_whole_on_every_page_of_a_small_window(german: Session) -> None:
    german.window.resize(QSize(1024, 700))
    for spec in PAGES:
        show_page(german, spec.id)
        settle(german, 60)
        assert cut_off(german.window) == [], spec.id


def test_words_numbers_and_dates_are_of_one_language(german: Session) -> None:
    page = show_page(german, "overview")
    settle(german)
    words = {label.text() for label in page.findChildren(QLabel)}
    assert "Im Zeitraum ausgegeben" in words
    assert "$0,48" in words  # 39 calls of 0.0123 dollars
    assert german.window.windowTitle().startswith("Übersicht")


def test_what_is_set_goes_before_what_the_system_speaks(qapp: QApplication) -> None:
    speak(qapp, "german")
    assert QLocale().language() == QLocale.Language.German
    assert QApplication.translate("StateView", "Try again") == "Erneut versuchen"
    assert QApplication.translate("StateView", "What nobody translated yet") == "What nobody translated yet"
    speak(qapp, "english")
    assert QLocale().language() == QLocale.Language.English
    assert QApplication.translate("StateView", "Try again") == "Try again"
    assert QApplication.translate("UnpricedCard", "Show %Ln model(s)", "", 2) == "Show 2 models"


@pytest.mark.parametrize("kind", RULE_KINDS, ids=lambda kind: kind.name)
def test_what_is_named_without_qt_is_translated_too(kind: RuleKind, qapp: QApplication) -> None:
    """Kinds of rules live where no Qt may be: their texts reach the translation only by being gathered."""
    speak(qapp, "german")
    rule = Rule(kind.title, kind)
    assert kind_title(kind) != kind.title
    assert kind_help(kind) != kind.help
    assert rule_name(rule.name, kind.name) == kind_title(kind)
    assert not rule.in_words or rule_words(rule) != rule.in_words
    for parameter in kind.parameters:
        assert parameter.help not in parameter_help(parameter).lower()
    speak(qapp, "english")
    assert rule_name("My own", kind.name) == "My own"


@pytest.mark.parametrize("tool", load_tools().values(), ids=lambda tool: tool.id)
def test_what_recipes_say_is_translated_too(tool: Tool, qapp: QApplication) -> None:
    speak(qapp, "german")
    for text in (tool.try_it, *tool.recipe.get("effects", ())):
        assert of_tool(text) != text
    speak(qapp, "english")
    assert of_tool(tool.try_it) == tool.try_it
