"""A dialog that does something and closes when it is done: until then it can only be called off."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.services.operations import perform
from app.ui.context import Context
from app.ui.doing import Step
from app.ui.jobs import CalledOff, Job
from app.ui.widgets.sheet import Sheet


class ActingSheet(Sheet):
    """`acted` comes when all was done: what to say, the way back, and what each step came to."""

    acted = Signal(str, list, list)

    def __init__(self, context: Context, parent: QWidget, *, width_px: int = 560) -> None:
        super().__init__(context.theme, parent, width_px=width_px, height_px=0)
        self._context = context
        self._job: Job | None = None
        self._button: QPushButton | None = None
        self._asked = ""

    def _act_button(self, text: str, act: Callable[[], None]) -> QPushButton:
        self._button = button = self.add_button(text, primary=True)
        button.clicked.connect(act)
        return button

    def act(
        self,
        steps: Sequence[Step],
        said: str,
        *,
        back: Sequence[Step] = (),
        then: Callable[[], object] | None = None,
        waiting: str = "",
    ) -> None:
        engine = self._context.engine

        def work(_: Job) -> list[Any]:
            results = [perform(engine, step.operation, step.words, "window") for step in steps]
            if then is not None:
                then()
            return results

        def succeed(results: list[Any]) -> None:
            self._job = None
            self.acted.emit(said, list(back), results)
            self.accept()

        self.say(waiting, tone="warn")
        self._set_busy(busy=True)
        self._job = self._context.jobs.start(work, succeed, self._on_failed)

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

    def _set_busy(self, *, busy: bool) -> None:
        if self._button is not None:
            self._button.setEnabled(not busy)

    def done(self, result: int) -> None:
        """What runs goes on to its end; nobody waits for it here."""
        if self._job is not None:
            self._job.drop()
            self._job = None
        super().done(result)
