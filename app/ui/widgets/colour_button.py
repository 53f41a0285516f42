"""The colour of a thing, chosen among a few that are told apart by eyes that see fewer colours, too."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QSize, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QPushButton

from app.core.projects import COLOURS
from app.ui.icons import line_icon
from app.ui.theme import Theme

_DOT = 16


class ColourButton(QPushButton):
    chosen = Signal(str)  # as #RRGGBB

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setText(self.tr("Colour"))
        self._menu = QMenu(self)
        self._actions: dict[str, QAction] = {c: self._menu.addAction(colour_name(c)) for c in COLOURS}
        for colour, action in self._actions.items():
            action.setIcon(_dot(colour))
            action.setCheckable(True)
            action.triggered.connect(self._chooser(colour))
        self.setMenu(self._menu)
        theme.changed.connect(self._fit)
        self._fit()
        self.show_colour("")

    def show_colour(self, colour: str) -> None:
        """Of a thing that has none, it is that of borders."""
        for other, action in self._actions.items():
            action.setChecked(other == colour)
            mark = "\t✓" if other == colour else ""  # Qt draws none beside a picture
            action.setText(colour_name(other) + mark)
        self.setIcon(_dot(colour or self._theme.tokens.colours["border_strong"]))
        named = colour_name(colour) if colour else self.tr("none")
        self.setAccessibleName(self.tr("Colour: {name}").format(name=named))

    def _fit(self) -> None:
        edge = self._theme.tokens.px(_DOT)
        self.setIconSize(QSize(edge, edge))

    def _chooser(self, colour: str) -> Callable[[], None]:
        def choose() -> None:
            self.chosen.emit(colour)

        return choose


def _dot(colour: str) -> QIcon:
    return line_icon("dot", colour, 2 * _DOT)  # sharp at twice the text, too


def colour_name(colour: str) -> str:
    """One that was chosen by other means is called as it is written."""
    tr = QCoreApplication.translate
    names: dict[str, str] = dict(
        zip(
            COLOURS,
            (
                tr("colours", "Blue"), tr("colours", "Red"), tr("colours", "Green"), tr("colours", "Yellow"),
                tr("colours", "Cyan"), tr("colours", "Purple"), tr("colours", "Orange"),
                tr("colours", "Grey"),
            ),
            strict=True,
        )
    )  # fmt: skip
    return names.get(colour, colour)
