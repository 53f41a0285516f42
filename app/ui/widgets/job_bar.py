"""How far a piece of work is, and a way to call it off."""

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.ui import formats
from app.ui.jobs import Job
from app.ui.widgets.labels import text_label

_STEPS = 1000


class JobBar(QWidget):
    """Hidden while nothing runs. Until the first share is known it only says that something does."""

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self._what = ""
        self._words = text_label("", "soft", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setAccessibleName(self._cancel.text())
        self._cancel.clicked.connect(self._on_cancelled)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(self._words)
        column.addWidget(self._bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(column, 1)
        row.addWidget(self._cancel)
        self.hide()

    @property
    def busy(self) -> bool:
        return self._job is not None

    def follow(self, job: Job, what: str, *, stoppable: bool = True) -> None:
        self._job, self._what = job, what
        self._words.setText(what)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(what)
        self._cancel.setAccessibleName(self.tr("Cancel: {what}").format(what=what))
        self._cancel.setEnabled(True)
        self._cancel.setVisible(stoppable)
        job.progressed.connect(self._on_progressed)
        job.ended.connect(self._on_ended)
        self.show()

    def _on_progressed(self, share: float) -> None:
        if self.sender() is not self._job:
            return
        self._bar.setRange(0, _STEPS)
        self._bar.setValue(round(share * _STEPS))
        self._words.setText(f"{self._what}  {formats.percent(share, 0)}")

    def _on_cancelled(self) -> None:
        if self._job is not None:
            self._job.call_off()
            self._cancel.setEnabled(False)
            self._words.setText(self.tr("Stopping…"))

    def _on_ended(self) -> None:
        if self.sender() is self._job:  # one that was dropped ends after its successor began
            self._job = None
            self.hide()
