"""Colours, fonts and icons."""

import inspect
import pkgutil
import re
from importlib import import_module

import numpy as np
import pytest
from PySide6.QtGui import QColor, QFontDatabase, QFontMetrics, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

import app.ui
from app.ui.icons import ICONS, line_pixmap
from app.ui.pages import PAGES
from app.ui.session import Session
from app.ui.theme import FONTS, MONO_FACE, TEXT_FACE, THEMES, Theme, load_tokens, style_sheet
from app.ui.widgets.sheet import Sheet
from tests.ui.conftest import fill, make_call, show_page
from tests.ui.screenshots import settle, wait_until

TEXTS = [
    ("text", "window"), ("text", "surface"), ("text", "side"), ("text", "raised"), ("text", "accent_soft"),
    ("text_soft", "window"), ("text_soft", "surface"), ("text_soft", "side"), ("text_soft", "hover"),
    ("text_faint", "surface"), ("text_faint", "window"), ("text_faint", "sunken"),
    ("accent", "surface"), ("on_accent", "accent"), ("on_accent", "accent_hover"),
    ("good", "surface"), ("good", "good_soft"), ("warn", "warn_soft"), ("bad", "bad_soft"),
    ("bad", "surface"),
]  # fmt: skip


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read(name: str, text: str, ground: str) -> None:
    tokens = load_tokens(name)
    assert _contrast(tokens.colour(text), tokens.colour(ground)) >= 4.5


def test_both_themes_have_the_same_names_and_the_style_sheet_uses_no_other() -> None:
    light, dark = load_tokens("light"), load_tokens("dark")
    assert set(light.colours) == set(dark.colours)
    assert len(light.series) == len(dark.series) == 6
    for tokens in (light, dark):
        sheet = style_sheet(tokens)
        assert "$" not in sheet
        for image in re.findall(r'url\("([^"]+)"\)', sheet):
            assert (THEMES / image).exists(), image


def test_the_charts_wear_the_colours_that_were_agreed() -> None:
    assert load_tokens("light").series == ("#548FFF", "#D17800", "#CD2736", "#9A3C8C", "#8F8F8F", "#7013D7")
    assert load_tokens("dark").series == ("#75A4FD", "#F89C20", "#CD2736", "#A9429A", "#A4A4A4", "#8F39EE")
    assert load_tokens("light").colours["surface"] == "#FFFFFF"
    assert load_tokens("dark").colours["surface"] == "#1E1E1E"


def test_the_fonts_are_our_own_and_figures_stand_in_columns(qapp: QApplication) -> None:
    theme = Theme(qapp, "light")
    assert {TEXT_FACE, MONO_FACE} <= set(QFontDatabase.families())
    metrics = QFontMetrics(theme.tokens.font())
    assert len({metrics.horizontalAdvance(digit * 8) for digit in "0123456789"}) == 1
    for face in ("Inter", "JetBrainsMono"):
        assert "SIL OPEN FONT LICENSE" in (FONTS / f"OFL-{face}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(path.stem for path in ICONS.glob("*.svg")))
def test_every_icon_is_drawn_in_the_colour_that_is_asked_for(qapp: QApplication, name: str) -> None:
    picture = line_pixmap(name, "#2A62E8", 24, 1).toImage()
    inked = [
        picture.pixelColor(x, y)
        for x in range(24)
        for y in range(24)
        if picture.pixelColor(x, y).alpha() > 200
    ]
    assert inked
    assert all(abs(colour.blue() - 0xE8) < 12 and abs(colour.red() - 0x2A) < 12 for colour in inked)


def test_after_a_switch_nothing_keeps_the_colours_of_before(session: Session) -> None:
    fill(session, *(make_call() for _ in range(5)))
    grounds = ("window", "surface", "side", "sunken", "raised")
    for name, before in (("dark", "light"), ("light", "dark")):
        session.theme.wear(before, 100)
        pages = [show_page(session, page.id) for page in PAGES]
        session.theme.wear(name, 100)
        old = {load_tokens(before).colours[ground] for ground in grounds}
        for page, spec in zip(pages, PAGES, strict=True):
            show_page(session, spec.id)
            settle(session, 30)
            assert session.window.page is page
            left = old & _large_areas(session.window.grab().toImage())
            assert not left, f"{spec.id} in {name} has {left}"


def test_the_first_frame_of_a_page_after_a_switch_is_in_the_new_colours(session: Session) -> None:
    """As it stands on the screen: a picture made for us would be painted once more."""
    window = session.window
    fill(session, *(make_call() for _ in range(5)))
    for spec in PAGES:
        show_page(session, spec.id)
    for name, before in (("dark", "light"), ("light", "dark")):
        old, new = load_tokens(before).colour("window"), load_tokens(name).colour("window")
        for spec in PAGES:
            session.theme.wear(before, 100)
            show_page(session, "settings" if spec.id != "settings" else "overview")
            session.theme.wear(name, 100)
            seen = _on_screen(session)
            window.open_page(spec.id)
            wait_until(lambda seen=seen: _on_screen(session) != seen, "something else is painted")
            frame = _on_screen(session)
            assert window.page is not None
            edge = window.page.mapTo(window, window.page.rect().topRight())
            grounds = [
                frame.pixelColor(edge.x() - 5, edge.y() + y) for y in range(1, window.page.height(), 5)
            ]
            assert old not in grounds, f"{spec.id} in {name}"
            assert new in grounds, f"{spec.id} in {name}"


def test_a_switch_of_the_theme_touches_what_is_seen_and_the_rest_when_it_is_shown(session: Session) -> None:
    session.theme.wear("light", 100)
    hidden, seen = show_page(session, "settings"), show_page(session, "overview")
    before = hidden.styleSheet()
    session.theme.wear("dark", 100)
    assert seen.styleSheet() == session.theme.sheet
    assert hidden.styleSheet() == before != session.theme.sheet
    show_page(session, "settings")
    assert hidden.styleSheet() == session.theme.sheet
    session.theme.wear("light", 150)
    assert hidden.styleSheet() == session.theme.sheet != seen.styleSheet()


def test_every_dialog_wears_the_theme() -> None:
    """A window of its own has no style sheet but what it is given."""
    for module in pkgutil.walk_packages(app.ui.__path__, "app.ui."):
        import_module(module.name)
    ours = [kind for kind in _below(QDialog) if kind.__module__.startswith("app.ui.")]
    assert len(ours) > 20
    bare = [
        kind.__name__
        for kind in ours
        if not issubclass(kind, (Sheet, QFileDialog)) and "theme.dress(self)" not in inspect.getsource(kind)
    ]
    assert bare == []


def _on_screen(session: Session) -> QImage:
    return QGuiApplication.primaryScreen().grabWindow(session.window.winId()).toImage()


def _below(kind: type[QDialog]) -> list[type[QDialog]]:
    return [found for one in kind.__subclasses__() for found in (one, *_below(one))]


def _large_areas(picture: QImage) -> set[str]:
    """The colours of more than a two-hundredth of a picture."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(picture.constBits(), dtype=np.uint32) & 0xFFFFFF
    colours, counts = np.unique(pixels, return_counts=True)
    return {f"#{colour:06X}" for colour in colours[counts > pixels.size / 200]}


def _contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
