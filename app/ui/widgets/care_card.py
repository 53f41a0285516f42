"""What is done for the ledger's good: when it was last done, what came of it, and a button to do it now."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ledger import CareRun
from app.platform.clock import now_us
from app.services import care
from app.ui import formats
from app.ui.context import Context
from app.ui.jobs import CalledOff, Job
from app.ui.models.health_found import KINDS, care_name, outcome_words
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.cards import Card
from app.ui.widgets.job_bar import JobBar
from app.ui.widgets.labels import set_style, text_label


class CareCard(Card):
    done = Signal()  # something was done: what is shown is old

    def __init__(self, context: Context) -> None:
        super().__init__("")
        self.heading.setText(self.tr("Care of the ledger"))
        self.setAccessibleName(self.heading.text())
        self._context = context
        engine = context.engine
        self._acts: dict[str, tuple[str, str, Callable[[Job], Any]]] = {
            "verify": (
                self.tr("Verify now"),
                self.tr("Proving the ledger…"),
                lambda job: care.verify(engine, job.progress),
            ),
            "backup": (
                self.tr("Back up now"),
                self.tr("Copying the ledger, then proving the copy…"),
                lambda job: care.back_up(engine, progress=job.progress),
            ),
            "reconcile": (
                self.tr("Compare now"),
                self.tr("Holding sums against calls…"),
                lambda job: care.reconcile(engine, progress=job.progress),
            ),
            "vacuum": (
                self.tr("Give back now"),
                self.tr("Giving free space back to the disk…"),
                lambda job: care.vacuum(engine, job.progress),
            ),
        }
        self._left: QWidget | None = None  # had the keyboard when the work began
        self._rows = {kind: _Row(context, kind) for kind in KINDS}
        self.body.setSpacing(0)
        for n, (kind, row) in enumerate(self._rows.items()):
            row.setProperty("first", "yes" if n == 0 else "no")
            if kind in self._acts:
                row.offer(self._acts[kind][0], partial(self.start, kind))
            self.body.addWidget(row)
        self._mend = IconButton(
            context.theme, "edit", self.tr("Make the sums anew from their calls"), act=self._on_mend
        )
        self._mend.hide()
        self.bar = JobBar()
        foot = QHBoxLayout()
        foot.addWidget(self._mend)
        foot.addStretch()
        self.body.addLayout(foot)
        self.body.addSpacing(6)
        self.body.addWidget(self.bar)
        self._said = text_label("", "small", wrap=True)
        self._said.hide()
        self.body.addWidget(self._said)

    def show_runs(self, runs: Mapping[str, CareRun]) -> None:
        for kind, row in self._rows.items():
            row.show_run(runs.get(kind))
        compared = runs.get("reconcile")
        self._mend.setVisible(compared is not None and not compared.ok and not self.bar.busy)

    def start(self, kind: str) -> None:
        if not self.bar.busy:
            _, what, work = self._acts[kind]
            self._run(work, what, care_name(kind))

    def _on_mend(self) -> None:
        engine = self._context.engine
        self._run(
            lambda job: care.reconcile(engine, repair=True, progress=job.progress),
            self.tr("Making the sums anew…"),
            care_name("reconcile"),
        )

    def _run(self, work: Callable[[Job], Any], what: str, name: str) -> None:
        self._say("")
        job = self._context.jobs.start(work, partial(self._on_done, name), partial(self._on_failed, name))
        self.bar.follow(job, what)
        self._set_busy(busy=True)

    def _on_done(self, name: str, outcome: dict[str, Any]) -> None:
        self._set_busy(busy=False)
        trouble = str(outcome.get("trouble", ""))
        self._say(trouble)
        if not trouble:
            self._context.frame.say(self.tr("{what}: done").format(what=name))
        self.done.emit()

    def _on_failed(self, name: str, error: BaseException) -> None:
        self._set_busy(busy=False)
        if isinstance(error, CalledOff):
            self._context.frame.say(self.tr("{what}: called off, nothing was changed").format(what=name))
        else:
            self._say(f"{name}: {error}")
        self.done.emit()

    def _say(self, trouble: str) -> None:
        self._said.setText(trouble)
        set_style(self._said, "tone", "bad" if trouble else "")
        self._said.setVisible(bool(trouble))

    def _set_busy(self, *, busy: bool) -> None:
        """The keyboard stays where it was: a button that is disabled loses it."""
        buttons = [*(row.button for row in self._rows.values()), self._mend]
        if busy:
            self._left = next((button for button in buttons if button.hasFocus()), None)
        for button in buttons:
            button.setEnabled(not busy)
        if not busy and self._left is not None:
            self._left.setFocus()
            self._left = None


class _Row(QFrame):
    def __init__(self, context: Context, kind: str) -> None:
        super().__init__()
        self._context, self._kind = context, kind
        self.setProperty("kind", "setting")
        self._mark = text_label("", "heading")
        self._mark.setFixedWidth(context.theme.tokens.px(18))
        self._name = text_label(care_name(kind), "value")
        self._words = text_label("", "small", wrap=True)
        self.button = IconButton(context.theme, "play", name=care_name(kind))
        self.button.hide()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 10, 0, 10)
        row.setSpacing(10)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)

    def offer(self, text: str, act: Callable[[], None]) -> None:
        self.button.setText(text)
        self.button.setAccessibleName(f"{text}: {care_name(self._kind)}")
        self.button.setMinimumWidth(0)
        self.button.setMaximumWidth(16_777_215)
        self.button.clicked.connect(act)
        self.button.show()

    def show_run(self, run: CareRun | None) -> None:
        mark, tone = ("○", "") if run is None else ("✓", "good") if run.ok else ("✕", "bad")
        self._mark.setText(mark)
        set_style(self._mark, "tone", tone)
        words = outcome_words(run)
        if run is not None:
            state = self.tr("done") if run.ok else self.tr("failed")
            when = formats.ago(now_us() - run.started_us)
            words = f"{state} {when}, {formats.duration(run.took_us)}  ·  {words}"
        self._words.setText(words)
        self.setAccessibleName(f"{self._name.text()}: {words}")
