"""A dialog that does something and closes when it is done. Until it has begun, it can be called off."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui.context import Context
from app.ui.doing import Step, in_turn
from app.ui.jobs import CalledOff, Job
from app.ui.widgets.sheet import Sheet


class ActingSheet(Sheet):
    """`acted` comes when all was done: what to say, the way back, and what each step came to.

    Closed before it began, nothing happens. What runs cannot be taken back: closed then, the sheet goes out
    of the way, `acted` comes all the same, and after a failure it is there again with all that was typed.
    """

    acted = Signal(str, list, list)

    def __init__(self, context: Context, parent: QWidget, *, width_px: int = 560) -> None:
        super().__init__(context.theme, parent, width_px=width_px, height_px=0)
        self._context = context
        self._job: Job | None = None
        self._button: QPushButton | None = None
        self._leave: QPushButton | None = None
        self._asked = ""

    def add_close(self, text: str = "") -> QPushButton:
        self._leave = super().add_close(text)
        return self._leave

    def _act_button(self, text: str, act: Callable[[], None]) -> QPushButton:
        self._button = button = self.add_button(text, primary=True)
        button.clicked.connect(act)
        return button

    def act(self, steps: Sequence[Step], said: str, *, back: Sequence[Step] = (), waiting: str = "") -> None:
        engine = self._context.engine

        def succeed(results: list[Any]) -> None:
            self._job = None
            if self.isHidden() and said:
                self._context.frame.say(said)  # the page that tells it, too, may not be there to be seen
            self.acted.emit(said, list(back), results)
            self.accept()
            self.deleteLater()  # one that is out of the way is not closed by Qt

        self.say(waiting, tone="warn")
        self._set_busy(busy=True)
        self._job = self._context.jobs.start(
            lambda _: in_turn(engine, steps), succeed, self._on_failed, long=any(step.long for step in steps)
        )

    def ask_first(self, question: str) -> bool:
        """Whether to go on: there is nothing to ask, or the button was pressed again after it was asked."""
        if not question or question == self._asked:
            return True
        self._asked = question
        self.say(question, tone="warn")
        return False

    def _on_failed(self, error: BaseException) -> None:
        self._job = None
        self._set_busy(busy=False)
        if not isinstance(error, CalledOff):
            self.say_error(error)
        if self.isHidden():
            self.open()

    def _set_busy(self, *, busy: bool) -> None:
        """What runs cannot be cancelled, so nothing says so."""
        if self._button is not None:
            self._button.setEnabled(not busy)
        if self._leave is not None:
            text = self.tr("Close") if busy else self.tr("Cancel")
            self._leave.setText(text)
            self._leave.setAccessibleName(text)

    # ---- leaving

    def reject(self) -> None:
        if self._job is None or self._job.call_off():
            super().reject()
        elif not self.isHidden():
            self._go_out_of_the_way()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if self._job is not None:
            event.ignore()  # Qt would take what is hidden for closed, and delete it

    def _go_out_of_the_way(self) -> None:
        """Of the dialog that it came from, too, which may be closed before this is done."""
        parent = self.parentWidget()
        if parent is not None and isinstance(parent.window(), Sheet):
            self.setParent(parent.window().parentWidget(), self.windowFlags())
        self.hide()
        self._context.frame.say(
            self.tr("It has begun, and cannot be taken back now. You will be told how it ended.")
        )

    def done(self, result: int) -> None:
        if self._job is not None:
            self._job.drop()
            self._job = None
        super().done(result)
