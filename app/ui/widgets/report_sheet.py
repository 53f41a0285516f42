"""Making a report: of which days and calls, with which tables, for whom; with a look at its total before."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.core.filters import CallFilter
from app.core.periods import local
from app.platform.clock import now_us
from app.platform.new_files import written
from app.services import report_page
from app.services.report_chart import most_series
from app.services.report_composing import compose, conditions_of
from app.services.report_document import Given, shown
from app.services.reports import GROUPS, Prices, Report, Wish, dearest_models, read_report, read_sums
from app.ui import formats
from app.ui.context import Context
from app.ui.files import name_of
from app.ui.jobs import CalledOff, Job
from app.ui.ranges import CUSTOM, Range, days
from app.ui.report_choices import ALL, Choices, periods, preset, scope_of, wish_of, without
from app.ui.report_words import LocaleWords
from app.ui.widgets.fields import FormGrid
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.job_bar import JobBar
from app.ui.widgets.labels import text_label
from app.ui.widgets.report_preview import ReportPreview
from app.ui.widgets.save_as import SaveAs
from app.ui.widgets.segments import Segments
from app.ui.widgets.sheet import Sheet

_KEPT = "report"
_READ_SHARE = 0.6  # of the progress
_NOTE_LINES = 2
_LONGEST_FILTERS = 60


class ReportSheet(Sheet):
    """`made` comes with the file once it is there."""

    made = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context.theme, parent, width_px=660, height_px=0)
        self.name(
            self.tr("Make a report"),
            self.tr("A document with charts and tables that can go with an invoice."),
        )
        self._context = context
        self._words = LocaleWords()
        self._choices = Choices.of(context.views.last(_KEPT))
        self._shown: Report | None = None
        self._job: Job | None = None
        self._form = self._choices.form
        filter_ = context.lens.filter
        self._scope_now = scope_of(filter_)
        self._others = without(filter_, self._scope_now[0])
        self._add_fields()
        self._preview = ReportPreview()
        self.body.addWidget(self._preview)
        self._bar = JobBar()
        self.body.addWidget(self._bar)
        self.body.addStretch()
        self._sum = text_label("", "value")  # in view also where the form has to be scrolled
        self.foot.insertWidget(0, self._sum)
        self.add_close()
        self._save = self.add_button(self.tr("Save as…"), primary=True)
        self._save.clicked.connect(self._on_save_wanted)
        self._read_names()
        self._show_scope()
        self._ask()

    # ---- the form

    def _add_fields(self) -> None:
        grid = FormGrid()
        self._periods = periods(self._context.lens, self._words)
        choices: list[tuple[object, str]] = [(n, period.text) for n, period in enumerate(self._periods)]
        wanted = preset(self._context.lens)
        now = next(n for n, period in enumerate(self._periods) if period.id == wanted)
        self._period = grid.add_choice(self.tr("Period"), [*choices, (-1, self.tr("Other days…"))], now)
        self._days = grid.add(self.tr("Days"), self._make_days())
        grid.show_field(self._days, shown=False)
        self._grid = grid
        self._scope = grid.add_choice(self.tr("Calls"), [(_key(ALL), self.tr("All calls"))])
        filters = self._filters()
        self._narrowed = QCheckBox(
            self.tr("Only what the filters show: {filters}").format(filters=filters.replace("&", "&&"))
        )
        self._narrowed.setChecked(True)
        self._narrowed.setAccessibleName(
            self.tr("Only what the filters show: {filters}").format(filters=filters)
        )
        self._narrowed.setVisible(self._others != CallFilter())
        grid.add_wide(self._narrowed)
        self._groups = grid.add(self.tr("Tables by"), self._make_groups())
        self._title_line = grid.add_line(
            self.tr("Title"), self._choices.title, self._words.translate("report", "Use of language models")
        )
        self._whom = grid.add_line(self.tr("For"), "", self.tr("whom it goes to; may stay empty"))
        self._sender = grid.add_line(
            self.tr("From"), self._choices.sender, self.tr("you or your firm; may stay empty")
        )
        grid.add(self.tr("Note"), self._make_note())
        grid.add(self.tr("As"), self._make_form())
        self.body.addLayout(grid)
        self._period.currentIndexChanged.connect(self._on_period_changed)
        self._scope.currentIndexChanged.connect(self._on_scope_changed)
        self._narrowed.toggled.connect(self._ask)

    def _make_days(self) -> QWidget:
        lens = self._context.lens
        span = lens.span()
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        fields: list[QDateEdit] = []
        for name, time_us in (
            (self.tr("First day"), span.since_us),
            (self.tr("Last day"), span.until_us - 1),
        ):
            moment = local(time_us, lens.zone)
            field = QDateEdit(QDate(moment.year, moment.month, moment.day))
            field.setCalendarPopup(True)
            field.setDisplayFormat(formats.date_form())
            field.setAccessibleName(name)
            field.dateChanged.connect(self._ask)
            row.addWidget(field, 1)
            fields.append(field)
        self._first, self._last = fields
        return box

    def _make_note(self) -> QWidget:
        """In a box that holds its height: the style sheet has its own for the field."""
        self._note = QPlainTextEdit()
        self._note.setAccessibleName(self.tr("Note"))
        self._note.setPlaceholderText(self.tr("such as the number of the invoice; may stay empty"))
        self._note.setTabChangesFocus(True)
        box = QWidget()
        box.setFixedHeight(self._note.fontMetrics().lineSpacing() * _NOTE_LINES + 18)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._note)
        return box

    def _make_groups(self) -> QWidget:
        names = {
            "model": self.tr("Model"),
            "project": self.tr("Project"),
            "client": self.tr("Client"),
            "provider": self.tr("Provider"),
            "account": self.tr("Account"),
        }
        box = QWidget()
        flow = FlowLayout(box, 14)
        self._group_boxes: dict[str, QCheckBox] = {}
        for group in GROUPS:
            check = QCheckBox(names[group])
            check.setAccessibleName(self.tr("A table by {group}").format(group=names[group]))
            check.setChecked(group in self._choices.groups)
            self._group_boxes[group] = check
            flow.addWidget(check)
        return box

    def _make_form(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        forms = Segments(self.tr("Form"), [("pdf", self.tr("PDF")), ("html", self.tr("Web page"))])
        forms.mark(self._form)
        forms.picked.connect(self._on_form_picked)
        self._paper = QComboBox()
        self._paper.setAccessibleName(self.tr("Paper"))
        for text, letter in ((self.tr("A4"), False), (self.tr("US Letter"), True)):
            self._paper.addItem(text, letter)
        letter = self._words.letter if self._choices.letter is None else self._choices.letter
        self._paper.setCurrentIndex(self._paper.findData(letter))
        row.addWidget(forms)
        row.addSpacing(8)
        row.addWidget(self._paper)
        row.addStretch()
        return box

    def _filters(self) -> str:
        found = conditions_of(self._others, self._words)
        text = " · ".join(f"{name}: {value}" for name, value in found)
        return text if len(text) <= _LONGEST_FILTERS else text[:_LONGEST_FILTERS] + "…"

    # ---- whose calls

    def _read_names(self) -> None:
        reader = self._context.engine.ledger.reader
        self._context.queries.ask(
            "report-names",
            lambda: (reader.names("project"), reader.names("client")),
            self._on_names_read,
            self.say_error,
        )

    def _on_names_read(self, found: tuple[list[str], list[str]]) -> None:
        before = self._scope.blockSignals(True)
        known = {self._scope.itemData(n) for n in range(self._scope.count())}
        for condition, names in zip(("project", "client"), found, strict=True):
            for name in sorted(names, key=str.casefold):
                scope = (condition, name)
                if _key(scope) not in known:
                    self._scope.addItem(self._scope_text(scope), _key(scope))
        self._scope.blockSignals(before)

    def _show_scope(self) -> None:
        """What the filter is about is there at once; the other names come with the read."""
        if self._scope_now != ALL:
            self._scope.addItem(self._scope_text(self._scope_now), _key(self._scope_now))
            self._scope.setCurrentIndex(self._scope.count() - 1)
        self._whom.setText(self._choices.whom_of(self._scope_now))

    def _scope_text(self, scope: tuple[str, str]) -> str:
        condition, name = scope
        if condition == "project":
            return (
                self.tr("Project {name}").format(name=shown(name)) if name else self.tr("Without a project")
            )
        return self.tr("Client {name}").format(name=shown(name)) if name else self.tr("Unknown client")

    def scope(self) -> tuple[str, str]:
        condition, _, name = str(self._scope.currentData()).partition("/")
        return condition, name

    # ---- what is wished

    def wish(self) -> Wish:
        lens = self._context.lens
        number: int = self._period.currentData()
        if number < 0:
            first, last = (
                date(day.year(), day.month(), day.day()) for day in (self._first.date(), self._last.date())
            )
            range_ = Range(CUSTOM, days(first, max(first, last), lens.zone))
        else:
            range_ = self._periods[number].range
        base = self._others if self._narrowed.isChecked() else CallFilter()
        condition, name = self.scope()
        chosen = replace(base, **{condition: (name,)}) if condition else base
        return wish_of(range_, lens, chosen, self._picked_groups())

    def _picked_groups(self) -> tuple[str, ...]:
        return tuple(group for group, check in self._group_boxes.items() if check.isChecked())

    def given(self) -> Given:
        return Given(
            self._title_line.text().strip(),
            self._whom.text().strip(),
            self._sender.text().strip(),
            self._note.toPlainText().strip(),
        )

    def _on_period_changed(self) -> None:
        self._grid.show_field(self._days, shown=self._period.currentData() < 0)
        self._ask()

    def _on_scope_changed(self) -> None:
        self._whom.setText(self._choices.whom_of(self.scope()))
        self._ask()

    def _on_form_picked(self, form: str) -> None:
        self._form = form

    # ---- the look before

    def _ask(self) -> None:
        wish, reader = self.wish(), self._context.engine.ledger.reader
        self._context.queries.ask(
            "report", lambda: read_sums(reader, wish, now_us()), self._on_read, self._on_unread, wish
        )

    def _on_read(self, report: Report) -> None:
        self._shown = report
        self._preview.show_report(report, self._words)
        calls = formats.amount(report.totals.calls, "calls")
        self._sum.setText(f"{formats.usd(report.totals.cost_nusd)}  ·  {calls}")

    def _on_unread(self, error: Exception) -> None:
        self._preview.show_nothing()
        self._sum.setText("")
        self.say_error(error)

    # ---- making it

    def _on_save_wanted(self) -> None:
        self.say("")
        self._keep_choices()
        wish, lens = self.wish(), self._context.lens
        first, last = (
            local(us or 0, lens.zone).date() for us in (wish.chosen.since_us, (wish.chosen.until_us or 1) - 1)
        )
        whole = first.day == 1 and (last.year, last.month) == (first.year, first.month)
        when = f"{first:%Y-%m}" if whole else f"{first} to {last}"
        title = self.given().title or self.tr("Report")
        ending = f".{self._form}"
        kinds = [(ending, self.tr("PDF") if self._form == "pdf" else self.tr("Web page"))]
        dialog = SaveAs(
            self._context,
            self,
            self.tr("Save the report"),
            name=name_of(title, self.scope()[1], when),
            kinds=kinds,
            memory="report",
        )
        dialog.path_chosen.connect(self._start)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _keep_choices(self) -> None:
        given = self.given()
        self._choices = replace(
            self._choices,
            groups=self._picked_groups(),
            form=self._form,
            letter=bool(self._paper.currentData()),
            title=given.title,
            sender=given.sender,
        ).with_whom(self.scope(), given.whom)
        self._context.views.remember(_KEPT, self._choices.as_record())

    def _start(self, path: Path) -> None:
        from app.ui import report_pdf

        engine, wish, given = self._context.engine, self.wish(), self.given()
        reader = engine.ledger.reader
        own = sum(price.removed_us is None for price in engine.prices.own)
        prices = Prices.of(engine.prices.list.catalogue, own)
        words = LocaleWords(letter=bool(self._paper.currentData()))
        top = dearest_models(self._shown, most_series()) if self._shown else []
        colours = self._context.colours.of("model").places(top)  # as they are in the window
        as_pdf = path.suffix.lower() == ".pdf"

        def work(job: Job) -> Path:
            report = read_report(
                reader, wish, prices, now_us(), lambda share: job.progress(share * _READ_SHARE)
            )
            document = compose(report, words, given, colours)
            if as_pdf:
                data = report_pdf.render(
                    document, lambda share: job.progress(_READ_SHARE + share * (1 - _READ_SHARE))
                )
            else:
                data = report_page.render(document).encode()
            with written(path) as file:
                file.write(data)
                job.progress(1.0)
            return path

        self._save.setEnabled(False)
        self._job = self._context.jobs.start(work, self._on_made, self._on_failed)
        self._bar.follow(self._job, self.tr("Making the report"))

    def _on_made(self, path: Path) -> None:
        self._job = None
        self.made.emit(path)
        self.accept()

    def _on_failed(self, error: BaseException) -> None:
        self._job = None
        self._save.setEnabled(True)
        if not isinstance(error, CalledOff):
            self.say_error(error)

    def done(self, result: int) -> None:
        """What is being made is called off: there is no half report."""
        for key in ("report", "report-names"):
            self._context.queries.drop(key)
        if self._job is not None:
            self._job.drop()
            self._job = None
        super().done(result)


def _key(scope: tuple[str, str]) -> str:
    """Qt gives a tuple back as a list."""
    return "/".join(scope)
