"""What this is, which version, where its data is, and which keys it knows."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.ui.context import Context
from app.ui.icons import app_icon
from app.ui.widgets.labels import text_label


class AboutDialog(QDialog):
    def __init__(self, context: Context, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        context.theme.dress(self)
        self.setWindowTitle(self.tr("About Tollgate"))
        edge = context.theme.tokens.px(56)
        mark = QLabel()
        mark.setPixmap(app_icon().pixmap(QSize(edge, edge), self.devicePixelRatioF()))
        mark.setAccessibleName(self.tr("Tollgate's mark"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(text_label("Tollgate", "title"))
        words.addWidget(text_label(self.tr("Version {version}").format(version=__version__), "soft"))
        words.addWidget(text_label(self.tr("Sees what every LLM call on this computer costs."), "soft"))
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(mark)
        head.addLayout(words, 1)
        where = text_label(str(context.engine.home.root), "mono", wrap=True)
        where.setTextInteractionFlags(where.textInteractionFlags().TextSelectableByMouse)
        keys = QGridLayout()
        keys.setHorizontalSpacing(24)
        keys.setVerticalSpacing(5)
        named = [action for action in actions if not action.shortcut().isEmpty()]
        half = -(-len(named) // 2)
        for place, action in enumerate(named):
            column = 2 * (place // half)
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            keys.addWidget(text_label(key, "value"), place % half, column)
            keys.addWidget(text_label(action.text(), "soft"), place % half, column + 1)
        keys.setColumnStretch(1, 1)
        keys.setColumnStretch(3, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAccessibleName(self.tr("Close"))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 18)
        column.setSpacing(12)
        column.addLayout(head)
        column.addSpacing(4)
        column.addWidget(text_label(self.tr("Your data"), "overline"))
        column.addWidget(where)
        column.addSpacing(4)
        column.addWidget(text_label(self.tr("Keys"), "overline"))
        column.addLayout(keys)
        column.addSpacing(4)
        column.addWidget(
            text_label(
                self.tr("MIT licence. Set in Inter and JetBrains Mono (SIL OFL), drawn with Qt (LGPL)."),
                "small",
                wrap=True,
            )
        )
        column.addWidget(buttons)
