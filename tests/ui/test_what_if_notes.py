"""What is said below a comparison of prices, in the window's language."""

from collections import Counter

import pytest
from PySide6.QtWidgets import QApplication

from app.core.calls import Usage
from app.core.filters import CallFilter
from app.platform.clock import now_us
from app.services.what_if import Comparison, Other, compare
from app.ui.language import speak
from app.ui.session import Session
from app.ui.what_if_notes import REASONS, notes_of
from tests.ui.conftest import fill, make_call

_PARTS = {"model": "gpt-5", "provider": "openai", "tier": "flex", "component": "cache read"}
_ALL = Comparison(
    untold=Counter({form.format_map(_PARTS): 3000 + n for n, form in enumerate(REASONS)}),
    other_words=4000,
    by_today=20,
    sums_only=7,
)


def test_in_english_it_says_what_the_command_line_says(qapp: QApplication) -> None:
    speak(qapp, "english")
    assert notes_of(_ALL) == _ALL.notes()


def test_in_german_nothing_of_it_stays_english(qapp: QApplication) -> None:
    speak(qapp, "german")
    try:
        shown = notes_of(_ALL)
    finally:
        speak(qapp, "english")
    assert len(shown) == len(_ALL.notes())
    for note in shown:
        assert not {"calls", "price", "is", "the", "no", "what", "covers"} & set(note.lower().split()), note
    assert any("gpt-5" in note for note in shown)


def test_a_reason_that_nobody_knows_is_told_as_it_is(qapp: QApplication) -> None:
    speak(qapp, "english")
    assert notes_of(Comparison(untold=Counter({"Because {of} it.": 1}))) == [
        "1 calls are left out: Because {of} it."
    ]


@pytest.mark.parametrize(
    ("other", "changes", "reason"),
    [
        ("gpt-5-mini", {"cost_basis": "free", "cost_nusd": 0, "equivalent_nusd": 5}, 0),
        ("gpt-5-mini", {"cost_nusd": None, "cost_basis": "unpriced"}, 1),
        ("gpt-5-mini", {"wire": "openai-embeddings"}, 2),
        ("nobody-knows", {}, 3),
        ("gpt-5-mini", {"usage": Usage()}, 8),
    ],
)
def test_the_reasons_are_those_of_real_calls(
    session: Session, other: str, changes: dict[str, object], reason: int
) -> None:
    fill(session, make_call(**changes))
    engine = session.window.context.engine
    found = compare(
        engine.ledger.reader, engine.prices.book, engine.providers.all, CallFilter(),
        other=Other(other, "openai"), now_us=now_us(),
    )  # fmt: skip
    parts = {"model": other, "provider": "openai"}
    assert list(found.untold) == [REASONS[reason].format_map(parts)]
