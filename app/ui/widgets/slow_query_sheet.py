"""A question to the ledger that took long, and the way SQLite went to answer it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ledger.health import SlowQuery
from app.ui import formats
from app.ui.context import Context
from app.ui.widgets.labels import text_label
from app.ui.widgets.sheet import Sheet


class SlowQuerySheet(Sheet):
    def __init__(self, context: Context, parent: QWidget, query: SlowQuery) -> None:
        super().__init__(context.theme, parent, width_px=760, height_px=520)
        index = (
            self.tr("An index served all of it.")
            if query.searches
            else self.tr("It walked through a whole table: no index served it.")
        )
        self.name(
            self.tr("A slow query"),
            self.tr("{times} times, at worst {worst}. {index} Calls never wait for it.").format(
                times=formats.count(query.times), worst=formats.duration(query.worst_us), index=index
            ),
        )
        for heading, text in ((self.tr("Its plan"), query.plan), (self.tr("What was asked"), query.sql)):
            self.body.addWidget(text_label(heading, "overline"))
            code = QFrame()
            code.setProperty("kind", "code")
            lines = text_label(text, "mono", wrap=True)
            lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            QVBoxLayout(code).addWidget(lines)
            self.body.addWidget(code)
        self.body.addStretch()
        self.add_close(self.tr("Close"))
