"""What a report will say: its total, what that stands against, and what has to be known."""

from PySide6.QtCore import Qt

from app.services.report_notes import caveats, compared_with, period_of
from app.services.report_words import Words
from app.services.reports import Report
from app.ui import formats
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import set_style, text_label


class ReportPreview(Card):
    def __init__(self) -> None:
        super().__init__("")
        self.heading.setText(self.tr("What it will say"))
        self.setAccessibleName(self.heading.text())
        self.figure = text_label(formats.NOTHING, "figure")
        self.words = text_label("", "soft", wrap=True)
        self.caveats = text_label("", "small", wrap=True)
        self.body.setSpacing(4)
        for part in (self.figure, self.words, self.caveats):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.body.addWidget(part)

    def show_report(self, report: Report, words: Words) -> None:
        totals = report.totals
        parts = [period_of(report.span, report.wish.zone, words)]
        if totals.calls:
            parts += [formats.amount(totals.calls, "calls"), compared_with(report, words)]
        else:
            parts.append(self.tr("nothing was called; the report would be empty"))
        self.figure.setText(formats.usd(totals.cost_nusd))
        self.words.setText("  ·  ".join(part for part in parts if part))
        self.caveats.setText("\n".join(caveats(report, words)))
        self.caveats.setVisible(bool(self.caveats.text()))
        set_style(self.caveats, "tone", "warn" if totals.unpriced else "")

    def show_nothing(self) -> None:
        self.figure.setText(formats.NOTHING)
        self.words.setText("")
        self.caveats.hide()
