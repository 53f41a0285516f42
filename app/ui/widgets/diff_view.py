"""What would change in a file, line by line: what goes, what comes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from app.ui.theme import MONO_FACE, Theme

_MOST_LINES = 24


class DiffView(QPlainTextEdit):
    """Signs at the beginning of lines tell it as well as the colours do."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme, self._diff = theme, ""
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        theme.changed.connect(self._fill)

    def show_diff(self, diff: str) -> None:
        self._diff = "\n".join(_shown(line) for line in diff.splitlines())
        self._fill()

    def _fill(self) -> None:
        tokens = self._theme.tokens
        font = QFont(MONO_FACE)
        font.setPixelSize(tokens.px("mono"))
        for joined in ("calt", "liga"):
            font.setFeature(QFont.Tag(joined), 0)
        self.setFont(font)
        self.clear()
        cursor = QTextCursor(self.document())
        lines = self._diff.splitlines()
        for number, line in enumerate(lines):
            cursor.insertText(line + ("\n" if number < len(lines) - 1 else ""), self._format(line))
        self.moveCursor(QTextCursor.MoveOperation.Start)
        metrics = QFontMetrics(font)
        shown = min(max(len(lines), 1), _MOST_LINES)
        self.setFixedHeight(shown * metrics.lineSpacing() + tokens.px(26))
        wide = max((metrics.horizontalAdvance(line) for line in lines), default=0)
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if wide else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(policy)

    def _format(self, line: str) -> QTextCharFormat:
        tokens, found = self._theme.tokens, QTextCharFormat()
        text, ground = "text_soft", ""
        if line.startswith(("+++", "---")):
            text = "text_faint"
        elif line.startswith("@@"):
            text = "accent"
        elif line.startswith("+"):
            text, ground = "good", "good_soft"
        elif line.startswith("-"):
            text, ground = "bad", "bad_soft"
        found.setForeground(QColor(tokens.colours[text]))
        if ground:
            found.setBackground(QColor(tokens.colours[ground]))
        return found


def _shown(line: str) -> str:
    """Nothing in a foreign file may look like what it is not."""
    return "".join(c if c.isprintable() or c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in line)
