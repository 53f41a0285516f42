"""Colours, sizes and fonts: tokens from resources/themes, worn by the whole application at once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Template

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from app.platform.bundle import RESOURCES

THEMES = RESOURCES / "themes"
FONTS = RESOURCES / "fonts"
TEXT_FACE = "Inter"
MONO_FACE = "JetBrains Mono"

# Logical pixels at 100 % text.
_SIZES = {
    "small": 12,
    "mono": 12,
    "body": 13,
    "heading": 15,
    "title": 20,
    "figure": 24,
    "row": 30,
    "control": 30,
    "segment": 24,
    "chip": 22,
    "pill": 13,
    "status": 20,
    "icon": 16,
    "arrow": 12,
    "tick": 18,
    "drop": 26,
}


@dataclass(frozen=True, slots=True)
class Tokens:
    """What one theme looks like at one text size."""

    name: str
    dark: bool
    colours: Mapping[str, str]
    series: tuple[str, ...]
    other: str
    text_percent: int = 100

    def colour(self, name: str) -> QColor:
        return QColor(self.colours[name])

    def px(self, size: float | str) -> int:
        """Pixels for a named size, or for a number that grows with the text."""
        wanted = _SIZES[size] if isinstance(size, str) else size
        return round(wanted * self.text_percent / 100)

    def font(self, size: float | str = "body", weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """For what is painted by hand; widgets get theirs from the style sheet."""
        font = _with_tabular_figures(QFont(TEXT_FACE))
        font.setPixelSize(self.px(size))
        font.setWeight(weight)
        return font


@cache
def load_tokens(name: str, text_percent: int = 100) -> Tokens:
    data = tomllib.loads((THEMES / f"{name}.toml").read_text(encoding="utf-8"))
    return Tokens(
        name=name,
        dark=data["dark"],
        colours=data["colours"],
        series=tuple(data["series"]["colours"]),
        other=data["series"]["other"],
        text_percent=text_percent,
    )


def style_sheet(tokens: Tokens) -> str:
    template = Template((THEMES / "window.qss").read_text(encoding="utf-8"))
    sizes = {f"px_{name}": str(tokens.px(name)) for name in _SIZES}
    # a url in a style sheet is relative to the working folder unless it is absolute
    images = (THEMES / tokens.name).as_posix()
    return template.substitute(tokens.colours, **sizes, images=images)


def load_fonts() -> None:
    for file in sorted(FONTS.iterdir()):
        if file.suffix in {".otf", ".ttf"}:
            QFontDatabase.addApplicationFont(str(file))


class Theme(QObject):
    """What the application wears now. `changed` comes after palette and style sheet are in place.

    The style sheet is not the application's: Qt would put a new one on every widget there is, and again for
    each widget around it, which took more than a second. The parts of a window are dressed one by one.
    """

    changed = Signal()
    renewed = Signal()  # for those whom it dresses

    def __init__(self, application: QApplication, wanted: str = "system", text_percent: int = 100) -> None:
        super().__init__(application)
        self._application = application
        self._wanted = wanted
        self._text_percent = text_percent
        load_fonts()
        fusion = QStyleFactory.create("Fusion")
        application.setStyle(fusion)
        hints = application.styleHints()
        # PySide loses the enum in the signal's queue unless it was seen before the connection
        _ = Qt.ColorScheme.Dark
        hints.colorSchemeChanged.connect(self._on_colour_scheme_changed)
        self.tokens = load_tokens(self._name(), text_percent)
        self.sheet = ""
        self._put_on()

    def dress(self, part: QWidget) -> None:
        """`part` and all that is in it wear the style sheet from now on; hidden, when it is shown again."""
        _Dresser(self, part)

    def wear(self, wanted: str, text_percent: int) -> None:
        """Switch live to system, light or dark and to a text size."""
        self._wanted = wanted
        self._text_percent = text_percent
        self._renew()

    def _on_colour_scheme_changed(self, _scheme: object) -> None:
        self._renew()

    def _renew(self) -> None:
        tokens = load_tokens(self._name(), self._text_percent)
        if tokens != self.tokens:
            self.tokens = tokens
            self._put_on()
            self.renewed.emit()
            self.changed.emit()

    def _name(self) -> str:
        if self._wanted in {"light", "dark"}:
            return self._wanted
        scheme = self._application.styleHints().colorScheme()
        return "dark" if scheme == Qt.ColorScheme.Dark else "light"

    def _put_on(self) -> None:
        self._application.setFont(self.tokens.font())
        self._application.setPalette(_palette(self.tokens))
        self.sheet = style_sheet(self.tokens)


class _Dresser(QObject):
    """Belongs to the part that it dresses."""

    def __init__(self, theme: Theme, part: QWidget) -> None:
        super().__init__(part)
        self._theme = theme
        self._worn: Tokens | None = None
        theme.renewed.connect(self._on_renewed)
        part.installEventFilter(self)
        # without a ground of its own it would show the one behind it, which keeps its colour for a frame
        part.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._dress(part)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self._worn is not self._theme.tokens:
            assert isinstance(watched, QWidget)
            if self._dress(watched):
                self._theme.changed.emit()  # who measured the part's texts did so in their old size
        return False

    def _on_renewed(self) -> None:
        part = self.parent()
        assert isinstance(part, QWidget)
        if part.isVisible():
            self._dress(part)

    def _dress(self, part: QWidget) -> bool:
        """Whether the size of the text is another than before."""
        before, self._worn = self._worn, self._theme.tokens
        part.setStyleSheet(self._theme.sheet)
        return before is not None and before.text_percent != self._worn.text_percent


def _with_tabular_figures(font: QFont) -> QFont:
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for where, name in (
        (role.Window, "window"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "sunken"),
        (role.Text, "text"),
        (role.PlaceholderText, "text_faint"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.BrightText, "bad"),
        (role.ToolTipBase, "raised"),
        (role.ToolTipText, "text"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.Accent, "accent"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.Light, "raised"),
        (role.Midlight, "hover"),
        (role.Mid, "border"),
        (role.Dark, "border_strong"),
        (role.Shadow, "text"),
    ):
        palette.setColor(where, tokens.colour(name))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, tokens.colour("text_faint"))
    return palette
