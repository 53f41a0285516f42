"""A chart taken elsewhere: as a picture or as text, to the clipboard or into a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QPoint, QStandardPaths
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.core.errors import AppError
from app.ui.acts import Acts
from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton

_RATIO = 2  # pixels of a picture for each of the screen, so that it stays sharp in a document
_MARGIN_PX = 12


class Source(Protocol):
    """What can be taken."""

    @property
    def title(self) -> str: ...

    def picture(self) -> QImage: ...

    def text(self, delimiter: str) -> str: ...


class TakeButton(IconButton):
    """A menu with the ways to take what a `source` shows."""

    def __init__(
        self, theme: Theme, name: str, source: Source, acts: Acts, say: Callable[[str], None]
    ) -> None:
        super().__init__(theme, "save", name=name, kind="flat")
        self._source, self._acts, self._say = source, acts, say
        menu = QMenu(self)
        for text, act in (
            (self.tr("Copy as a picture"), self.copy_picture),
            (self.tr("Copy for a spreadsheet"), self.copy_table),
            (self.tr("Copy as CSV"), self.copy_csv),
            (self.tr("Save as a picture…"), self.save_picture),
            (self.tr("Save as CSV…"), self.save_csv),
        ):
            menu.addAction(text, act)
        self.setMenu(menu)

    def copy_picture(self) -> None:
        QGuiApplication.clipboard().setImage(self._source.picture())
        self._say(self.tr("Copied the picture"))

    def copy_table(self) -> None:
        self._copy("\t")

    def copy_csv(self) -> None:
        self._copy(",")

    def _copy(self, delimiter: str) -> None:
        QGuiApplication.clipboard().setText(self._source.text(delimiter))
        self._say(self.tr("Copied the numbers"))

    def save_picture(self) -> None:
        path = self._ask("png", self.tr("Pictures (*.png)"))
        if path is not None:
            picture = self._source.picture()
            self._write(path, lambda: _write_picture(picture, path))

    def save_csv(self) -> None:
        path = self._ask("csv", self.tr("Comma-separated values (*.csv)"))
        if path is not None:
            text = self._source.text(",")
            self._write(path, lambda: _write_text(text, path))

    def _ask(self, suffix: str, kinds: str) -> Path | None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"{self._source.title.replace('/', '-')}.{suffix}"
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save"), str(Path(folder) / name), kinds)
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix else path.with_suffix(f".{suffix}")

    def _write(self, path: Path, act: Callable[[], None]) -> None:
        self._acts.do(
            act,
            lambda _: self._say(self.tr("Saved {path}").format(path=path)),
            lambda error: self._say(str(error)),
        )


def _write_picture(picture: QImage, path: Path) -> None:
    if not picture.save(str(path)):
        raise AppError(f"{path} could not be written.", "Choose a folder that you may write to.")


def _write_text(text: str, path: Path) -> None:
    try:
        path.write_text(text, encoding="utf-8-sig", newline="")  # the mark is what spreadsheets look for
    except OSError as error:
        raise AppError(f"{path} could not be written: {error.strerror}.", "Choose another folder.") from error


def picture_of(theme: Theme, heading: str, parts: list[QWidget]) -> QImage:
    """Widgets under a heading, one below the other."""
    tokens = theme.tokens
    head_px = tokens.px(30)
    width = max(part.width() for part in parts) + 2 * _MARGIN_PX
    height = head_px + sum(part.height() for part in parts) + 3 * _MARGIN_PX
    image = QImage(width * _RATIO, height * _RATIO, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_RATIO)
    image.fill(tokens.colour("surface"))
    painter = QPainter(image)
    painter.setFont(tokens.font("heading"))
    painter.setPen(tokens.colour("text"))
    painter.drawText(QPoint(_MARGIN_PX, _MARGIN_PX + painter.fontMetrics().ascent()), heading)
    y = _MARGIN_PX + head_px
    for part in parts:
        QWidget.render(part, painter, QPoint(_MARGIN_PX, y))  # a graphics view has another of that name
        y += part.height() + _MARGIN_PX // 2
    painter.end()
    return image
