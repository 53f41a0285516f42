"""The languages of the window: what is translated says the same, and what is not stays English."""

import re
import shutil
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest

from tests.conventions.window_texts import I18N, untranslated, update

FILES = sorted(I18N.glob("*.ts"))
_HOLES = re.compile(r"\{[^{}]*\}|%L?n|%L?[0-9]")
_MOST_ENGLISH = 0.05


def messages(ts: Path) -> list[tuple[str, str, list[str]]]:
    """Context, text and its finished translations: several where it counts."""
    found: list[tuple[str, str, list[str]]] = []
    for context in ET.parse(ts).getroot().findall("context"):
        for message in context.findall("message"):
            translation = message.find("translation")
            assert translation is not None
            if translation.get("type") is None:
                forms = translation.findall("numerusform") or [translation]
                texts = [form.text or "" for form in forms]
                found.append((context.findtext("name", ""), message.findtext("source", ""), texts))
    return found


def holes(text: str) -> Counter[str]:
    return Counter(_HOLES.findall(text))


@pytest.mark.parametrize("ts", FILES, ids=lambda ts: ts.stem)
def test_each_translation_has_the_holes_of_its_text(ts: Path) -> None:
    """`Step {n} of {all}` would else raise in one language, or say nothing. Only one may go without its 1."""
    wrong = [
        (context, source, text)
        for context, source, texts in messages(ts)
        for one, text in enumerate(texts, 1)
        if (holes(text) != holes(source) and not (one < len(texts) and holes(f"%Ln {text}") == holes(source)))
        or not text.strip()
    ]
    assert wrong == []


@pytest.mark.parametrize("ts", FILES, ids=lambda ts: ts.stem)
def test_spaces_ellipses_and_ends_of_sentences_are_kept(ts: Path) -> None:
    """Texts are put together of parts, and an ellipsis says that more will be asked."""
    wrong = [
        (context, source, text)
        for context, source, texts in messages(ts)
        for text in texts
        if (source[:1] == " ") != (text[:1] == " ") or source.endswith("…") != text.endswith("…")
    ]
    assert wrong == []


def test_nearly_every_text_of_now_is_translated(tmp_path: Path) -> None:
    """`python3 dev.py translate` takes new texts up and says which they are."""
    for ts in FILES:
        shutil.copy(ts, tmp_path)
    update(tmp_path)
    for ts in sorted(tmp_path.glob("*.ts")):
        left = untranslated(ts)
        assert len(left) <= _MOST_ENGLISH * (len(left) + len(messages(ts))), left


@pytest.mark.parametrize("ts", FILES, ids=lambda ts: ts.stem)
def test_the_window_has_what_the_file_for_people_says(ts: Path) -> None:
    from PySide6.QtCore import QTranslator

    translator = QTranslator()
    assert translator.load(ts.stem, str(I18N))
    wrong = [
        (context, source)
        for context, source, texts in messages(ts)
        if len(texts) == 1 and translator.translate(context, source) != texts[0]
    ]
    assert wrong == [], "python3 dev.py translate"
