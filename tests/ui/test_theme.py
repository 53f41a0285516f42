"""Colours, fonts and icons."""

import re

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QApplication

from app.ui.icons import ICONS, line_pixmap
from app.ui.theme import FONTS, MONO_FACE, TEXT_FACE, THEMES, Theme, load_tokens, style_sheet

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


def _contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
