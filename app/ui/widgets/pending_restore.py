"""A restore waits for the next start: said on top, with both ways to go on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from app.ui.context import Context
from app.ui.widgets.labels import text_label


class PendingRestore(QFrame):
    called_off = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("kind", "banner")
        words = text_label(
            self.tr(
                "A backup takes the ledger's place when Tollgate starts the next time. Quit and start it "
                "again to have it now; the ledger of now is kept beside it."
            ),
            wrap=True,
        )
        self.setAccessibleName(words.text())
        off, leave = QPushButton(self.tr("Call it off")), QPushButton(self.tr("Quit now"))
        for button in (off, leave):
            button.setAccessibleName(button.text())
        off.clicked.connect(self.called_off)
        leave.clicked.connect(context.frame.ask_to_quit)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 12, 10)
        row.setSpacing(8)
        row.addWidget(words, 1)
        row.addWidget(off)
        row.addWidget(leave)
        self.hide()
