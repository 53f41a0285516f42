"""What is said below a comparison of prices, in the window's language."""

import ast
import inspect
from collections import Counter
from collections.abc import Iterator
from types import ModuleType

import pytest
from PySide6.QtWidgets import QApplication

from app.core import pricing
from app.core.calls import Usage
from app.core.filters import CallFilter
from app.platform.clock import now_us
from app.services import what_if
from app.services.what_if import Comparison, Other, compare
from app.ui.language import speak
from app.ui.session import Session
from app.ui.what_if_notes import REASONS, WhatIfNotes, parts_of
from tests.ui.conftest import fill, make_call

_PARTS = {
    "model": "gpt-5", "provider": "openai", "tier": "flex", "component": "cache write 1h",
    "names": "openai, azure",
}  # fmt: skip
_ALL_REASONS = [form.format_map(_PARTS) for form in REASONS]
_ALL = Comparison(
    untold=Counter({told: 3000 + n for n, told in enumerate(_ALL_REASONS)}),
    other_words=4000,
    by_today=20,
    sums_only=7,
)


def test_in_english_it_says_what_the_command_line_says(qapp: QApplication) -> None:
    speak(qapp, "english")
    shown, told = WhatIfNotes().of(_ALL), _ALL.notes()
    own = {note for note in shown if note not in told}
    assert {note.partition(": ")[2] for note in own} == {
        "gpt-5 is sold by several providers: openai, azure.",
        "No price is known for “Written to cache, 1 h”.",
        "The count of “Written to cache, 1 h” makes no sense.",
    }
    assert len(shown) == len(told)


def test_no_note_says_one_calls(language: str) -> None:
    one = Comparison(untold=Counter([_ALL_REASONS[0]]), other_words=1, by_today=1, sums_only=1)
    wanted = "1 call " if language == "english" else "1 Aufruf "
    assert sum(wanted in note for note in WhatIfNotes().of(one)) == 3
    for note in WhatIfNotes().of(one):
        assert not {"calls", "call(s)", "are", "sind"} & set(note.split(":")[0].split()), note


def test_in_german_nothing_of_it_stays_english(qapp: QApplication) -> None:
    speak(qapp, "german")
    shown = WhatIfNotes().of(_ALL)
    speak(qapp, "english")
    assert len(shown) == len(_ALL.notes())
    for note in shown:
        assert not {"calls", "price", "is", "the", "no", "what", "covers", "cache", "its"} & set(
            note.lower().split()
        ), note
    assert any("gpt-5" in note for note in shown)


def test_a_reason_that_nobody_knows_is_told_as_it_is(qapp: QApplication) -> None:
    speak(qapp, "english")
    assert WhatIfNotes().of(Comparison(untold=Counter({"Because {of} it.": 1}))) == [
        "1 call is left out: Because {of} it."
    ]


def test_every_reason_that_there_is_has_its_words() -> None:
    """Read from where they are told: a reason that is added there and not here would stay English."""
    found = [told for module in (pricing, what_if) for told in _reasons_in(module)]
    assert len(found) >= 15
    for told in found:
        assert any(parts_of(form, told) is not None for form in REASONS), told


def _reasons_in(module: ModuleType) -> Iterator[str]:
    """The texts of what makes a reason; what is put into them is an x."""
    tree = ast.parse(inspect.getsource(module))
    for node in ast.walk(tree):
        told: ast.AST | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            told = node if node.func.id in {"Unpriced", "_Offer"} else None
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "reason":
            told = node.value
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith(".untold"):
            told = node.slice
        yield from _texts(told) if told is not None else ()


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        yield "".join(_piece(part) for part in node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        if node.value.endswith("."):
            yield node.value
    else:
        for part in ast.iter_child_nodes(node):
            yield from _texts(part)


def _piece(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    return "'x'" if isinstance(part, ast.FormattedValue) and part.conversion == ord("r") else "x"


def test_a_name_with_a_quote_in_it_is_found_too() -> None:
    name = "x'y"
    form = "No price is known for '{model}' at {provider}."
    assert parts_of(form, f"No price is known for {name!r} at z.") == {"model": name, "provider": "z"}


@pytest.mark.parametrize(
    ("other", "changes", "reason"),
    [
        ("gpt-5-mini", {"cost_basis": "free", "cost_nusd": 0, "equivalent_nusd": 5}, REASONS[3]),
        ("gpt-5-mini", {"cost_nusd": None, "cost_basis": "unpriced"}, "what they cost is not known either."),
        ("gpt-5-mini", {"wire": "openai-embeddings"}, "embeddings are nothing that {model} makes."),
        ("nobody-knows", {}, "No price is known for '{model}' at {provider}."),
        ("gpt-5-mini", {"usage": Usage()}, "The answer reported no usage."),
    ],
)
def test_the_reasons_are_those_of_real_calls(
    session: Session, other: str, changes: dict[str, object], reason: str
) -> None:
    fill(session, make_call(**changes))
    engine = session.window.context.engine
    found = compare(
        engine.ledger.reader, engine.prices.book, engine.providers.all, CallFilter(),
        other=Other(other, "openai"), now_us=now_us(),
    )  # fmt: skip
    parts = {"model": other, "provider": "openai"}
    assert list(found.untold) == [reason.format_map(parts)]
    assert reason in REASONS
