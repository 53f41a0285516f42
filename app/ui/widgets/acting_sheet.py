"""A dialog that does something and closes when it is done. Until it has begun, it can be called off."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui.context import Context
from app.ui.doing import Step, in_turn
from app.ui.jobs import CalledOff, Job
from app.ui.widgets.sheet import Sheet

T = TypeVar("T")


class ActingSheet(Sheet):
    """`acted` comes when all was done: what to say, the way back, and what each step came to.

    Closed before it began, nothing happens. What runs cannot be taken back: closed then, the sheet goes out
    of the way, `acted` comes all the same, and after a failure it is there again with all that was typed.
    What is only looked at ends with the sheet.
    """

    acted = Signal(str, list, list)

    def __init__(self, context: Context, parent: QWidget, *, width_px: int = 560, height_px: int = 0) -> None:
        super().__init__(context.theme, parent, width_px=width_px, height_px=height_px)
        self._context = context
        self._job: Job | None = None
        self._looking: Job | None = None
        self._button: QPushButton | None = None
        self._leave: QPushButton | None = None
        self._stay = ""  # what the way out is called while nothing runs
        self._left: QWidget | None = None  # had the keyboard when the work began
        self._asked = ""
        self._over = False
        self._failed = False  # what is told is what became of an act

    def add_close(self, text: str = "") -> QPushButton:
        self._leave = super().add_close(text)
        self._stay = self._leave.text()
        return self._leave

    def leave_by(self, text: str) -> None:
        """The way out has another name from now on."""
        self._stay = text
        self._name_leave(text)

    def _name_leave(self, text: str) -> None:
        if self._leave is not None:
            self._leave.setText(text)
            self._leave.setAccessibleName(text)

    def _act_button(self, text: str, act: Callable[[], None]) -> QPushButton:
        self._button = button = self.add_button(text, primary=True)
        button.clicked.connect(act)
        return button

    # ---- looking

    def look(
        self,
        work: Callable[[Job], T],
        show: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
        *,
        long: bool = True,
    ) -> Job:
        """At what an act would do, in place of what was looked at before."""
        self.stop_looking()

        def looked(value: T) -> None:
            self._looking = None
            show(value)

        def fail(error: BaseException) -> None:
            self._looking = None
            (failed or self._on_look_failed)(error)

        self._looking = self._context.jobs.start(work, looked, fail, long=long)
        return self._looking

    def stop_looking(self) -> None:
        if self._looking is not None:
            self._looking.drop()
            self._looking = None

    def say(self, text: str, *, tone: str = "bad") -> None:
        self._failed = False
        super().say(text, tone=tone)

    def _on_look_failed(self, error: BaseException) -> None:
        """It may have been asked for before an act was: what became of that stays to be read."""
        if not isinstance(error, CalledOff) and not self.busy and not self._failed:
            self.say_error(error)

    # ---- acting

    def act(self, steps: Sequence[Step], said: str, *, back: Sequence[Step] = (), waiting: str = "") -> None:
        engine = self._context.engine

        def succeed(results: list[Any]) -> None:
            self.tell(said, back, results)
            self.accept()

        long = any(step.long for step in steps)
        self.begin(lambda _: in_turn(engine, steps), succeed, waiting=waiting, long=long)

    def begin(
        self, work: Callable[[Job], T], done: Callable[[T], None], *, waiting: str = "", long: bool = False
    ) -> Job:
        """`done` tells what it came to; a sheet that goes on after that is there to see it, or was closed."""
        self.stop_looking()
        self.say(waiting, tone="warn")
        self._hold(busy=True)
        self._job = self._context.jobs.start(work, partial(self._on_done, done), self._on_failed, long=long)
        return self._job

    def tell(self, said: str, back: Sequence[Step] = (), results: Sequence[Any] = ()) -> None:
        """That it is done. The page that tells it, too, may not be there to be seen."""
        if self.isHidden() and said:
            self._context.frame.say(said)
        self.acted.emit(said, list(back), list(results))

    def ask_first(self, question: str) -> bool:
        """Whether to go on: there is nothing to ask, or the button was pressed again after it was asked."""
        if not question or question == self._asked:
            return True
        self._asked = question
        self.say(question, tone="warn")
        return False

    @property
    def busy(self) -> bool:
        """What was typed is being done: until it is, nothing else is typed."""
        return self._job is not None

    def _on_done(self, done: Callable[[T], None], value: T) -> None:
        self._job = None
        self.say("")
        self._hold(busy=False)
        done(value)
        if self.isHidden() and not self.busy:
            if not self._over:
                self.accept()
            self.deleteLater()  # one that is out of the way is not closed by Qt

    def _on_failed(self, error: BaseException) -> None:
        self._job = None
        self._hold(busy=False)
        if not isinstance(error, CalledOff):
            self.say_error(error)
            self._failed = True
        if self.isHidden():
            self.open()

    def _hold(self, *, busy: bool) -> None:
        """What runs cannot be cancelled, so nothing says so. The keyboard comes back to where it was."""
        if busy:
            self._left = self.focusWidget()
        self._canvas.setEnabled(not busy)
        if self._button is not None:
            self._button.setEnabled(not busy)
        self._name_leave(self.tr("Close") if busy else self._stay)
        if not busy and self._left is not None:
            self._left.setFocus()
            self._left = None

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
        self._over = True
        self.stop_looking()
        if self._job is not None:
            self._job.drop()
            self._job = None
        super().done(result)
