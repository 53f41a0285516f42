"""The calls that are looked at, taken elsewhere: asked where to, written with progress, and told."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.core.filters import CallFilter
from app.services.exporting import export
from app.ui import formats
from app.ui.context import Context
from app.ui.doing import words_of
from app.ui.files import days_of, name_of, show_in_folder
from app.ui.jobs import CalledOff, Job
from app.ui.widgets.job_bar import JobBar
from app.ui.widgets.save_as import SaveAs
from app.ui.widgets.undo_bar import UndoBar


class CallsExport(QObject):
    """Exactly the calls of a filter. `bar` shows how far it is; `told` is where its end is told."""

    def __init__(self, context: Context, page: QWidget, told: UndoBar) -> None:
        super().__init__(page)
        self._context, self._page, self._told = context, page, told
        self.bar = JobBar()

    def ask(self, chosen: CallFilter) -> None:
        """`chosen` is what is looked at now: what is looked at while it runs changes nothing."""
        if self.bar.busy:
            self._told.say_trouble(self.tr("An export runs already. Wait for it, or cancel it."))
            return
        kinds = [
            (".csv", self.tr("Comma-separated values")),
            (".json", self.tr("JSON, one document")),
            (".ndjson", self.tr("JSON, a call a line")),
            (".parquet", self.tr("Parquet")),
        ]
        dialog = SaveAs(
            self._context,
            self._page,
            self.tr("Export these calls"),
            name=self._name(),
            kinds=kinds,
            memory="export",
        )

        def start(path: Path) -> None:
            self._start(chosen, path)

        dialog.path_chosen.connect(start)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _name(self) -> str:
        lens = self._context.lens
        only = [values[0] or "none" for _, values in lens.conditions() if len(values) == 1]
        return name_of("calls", *only[:2], days_of(lens.span(), lens))

    def _start(self, chosen: CallFilter, path: Path) -> None:
        reader = self._context.engine.ledger.reader

        def work(job: Job) -> tuple[int, int]:
            summed = reader.summary(chosen).calls
            return export(reader, chosen, path, job.progress), summed

        job = self._context.jobs.start(work, lambda found: self._on_done(path, *found), self._on_failed)
        self.bar.follow(job, self.tr("Exporting calls to {name}").format(name=path.name))

    def _on_done(self, path: Path, count: int, summed: int) -> None:
        said = self.tr("{calls} written to {path}").format(calls=formats.amount(count, "calls"), path=path)
        if count < summed:
            said += self.tr(". Of {calls} more only the sums are kept; they are in the archive").format(
                calls=formats.amount(summed - count, "calls")
            )
        self._told.offer(said, more=(self.tr("Show in folder"), lambda: show_in_folder(path)))

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, CalledOff):
            self._told.offer(self.tr("The export was cancelled. Nothing was written."))
        else:
            self._told.say_trouble(words_of(error))
