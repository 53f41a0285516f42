"""Files that the window makes: how they are named, and how they are found again."""

import re
import sys
from datetime import date
from pathlib import Path

from PySide6.QtCore import QProcess, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices

from app.core.periods import Span, local
from app.ui.lens import Lens

_UNFIT = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_LONGEST_PART = 60


def name_of(*parts: str) -> str:
    """What was put together of names and dates, as every file system takes it."""
    fit = (_UNFIT.sub("-", part)[:_LONGEST_PART].strip(" .-") for part in parts)
    return " ".join(part for part in fit if part)


def days_of(span: Span, lens: Lens) -> str:
    """The days of a stretch, in the order in which files sort."""
    first, last = _day(span.since_us, lens), _day(span.until_us - 1, lens)
    return first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"


def _day(time_us: int, lens: Lens) -> date:
    return local(time_us, lens.zone).date()


def documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


def open_file(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def show_in_folder(path: Path) -> None:
    """With the file marked where the system can do that."""
    if sys.platform == "win32":
        QProcess.startDetached("explorer", [f"/select,{path}"])
    elif sys.platform == "darwin":
        QProcess.startDetached("open", ["-R", str(path)])
    else:
        open_file(path.parent)
