"""How full the windows of an account's allowance are, as its provider told with answers that came anyway."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QWidget

from app.platform.clock import now_us
from app.ui import formats
from app.ui.widgets.labels import set_style, text_label

_STEPS = 1000
_NEARLY, _FULL = 0.8, 0.999


class Allowance(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 2, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, QProgressBar, QLabel]] = []

    def show_quota(self, quota: Mapping[str, Any] | None) -> None:
        windows = [w for w in quota["windows"] if w["used_share"] is not None] if quota else []
        while len(self._rows) < len(windows):
            self._add()
        for number, (name, bar, words) in enumerate(self._rows):
            shown = number < len(windows)
            for part in (name, bar, words):
                part.setVisible(shown)
            if shown:
                self._fill(windows[number], name, bar, words)
        self.setVisible(bool(windows))

    def _add(self) -> None:
        name, bar, words = text_label("", "soft"), QProgressBar(), text_label("", "small")
        bar.setTextVisible(False)
        bar.setRange(0, _STEPS)
        words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = len(self._rows)
        for column, part in enumerate((name, bar, words)):
            self._grid.addWidget(part, row, column)
        self._grid.setAlignment(bar, Qt.AlignmentFlag.AlignVCenter)
        self._rows.append((name, bar, words))

    def _fill(self, window: Mapping[str, Any], name: QLabel, bar: QProgressBar, words: QLabel) -> None:
        share, resets_us = window["used_share"], _us(window["resets_at"])
        over = resets_us is not None and resets_us <= now_us()
        share = 0.0 if over else share
        name.setText(window_name(window["name"]))
        bar.setValue(round(min(1.0, share) * _STEPS))
        set_style(bar, "tone", "bad" if share >= _FULL else "warn" if share >= _NEARLY else "")
        said = self.tr("{share} used").format(share=formats.percent(share, 0))
        if resets_us is not None and not over:
            said += "  ·  " + self.tr("resets in {time}").format(time=formats.left(resets_us - now_us()))
        words.setText(said)
        set_style(words, "tone", "bad" if share >= _FULL else "warn" if share >= _NEARLY else "")
        bar.setAccessibleName(f"{name.text()}: {said}")


def window_name(name: str) -> str:
    tr = QCoreApplication.translate
    named = {
        "5h": tr("Allowance", "5 hours"),
        "7d": tr("Allowance", "7 days"),
        "requests": tr("Allowance", "Requests"),
        "tokens": tr("Allowance", "Tokens"),
        "input-tokens": tr("Allowance", "Input tokens"),
        "output-tokens": tr("Allowance", "Output tokens"),
    }
    return named.get(name, name.replace("-", " ").replace("_", " ").capitalize())


def _us(text: str | None) -> int | None:
    return None if text is None else round(datetime.fromisoformat(text).timestamp() * 1_000_000)
