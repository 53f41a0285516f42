"""What a page does to the installation: operations away from Qt's thread, told of, with their way back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.assembly import Engine
from app.core.errors import AppError
from app.services.operations import perform
from app.ui.context import Context
from app.ui.jobs import CalledOff, Job
from app.ui.ways import in_window
from app.ui.widgets.undo_bar import UndoBar

Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One operation by its name, and its words."""

    operation: str
    words: Words
    long: bool = False  # it goes through many calls, or waits for somebody else's server


def in_turn(engine: Engine, steps: Sequence[Step]) -> list[Any]:
    """What each came to. Until one fails; away from Qt's thread."""
    return [perform(engine, step.operation, step.words, "window") for step in steps]


def _nothing() -> None:
    return None


class Doing:
    """`bar` shows how it went. Keys may wait for a person at a prompt, so nothing here is on Qt's thread."""

    def __init__(self, context: Context, page: QWidget) -> None:
        self._context = context
        self.bar = UndoBar(context.theme, page)

    def do(
        self,
        steps: Sequence[Step],
        said: str = "",
        *,
        back: Sequence[Step] = (),
        done: Callable[[list[Any]], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        ended: Callable[[], object] = _nothing,
    ) -> Job:
        """One after the other, until one fails. `done` gets what each came to; `said` is told with an Undo
        where `back` says how. `ended` is called after it went well, and after it failed."""

        def succeed(results: list[Any]) -> None:
            if said:
                self.offer(said, back)
            if done is not None:
                done(results)
            ended()

        def fail(error: BaseException) -> None:
            if isinstance(error, CalledOff):
                return
            if failed is not None:
                failed(error)
            else:
                self.bar.say_trouble(words_of(error), keep_back=True)
            ended()

        engine = self._context.engine
        return self._context.jobs.start(
            lambda _: in_turn(engine, steps), succeed, fail, long=any(step.long for step in steps)
        )

    def offer(
        self, said: str, back: Sequence[Step], undone: Callable[[list[Any]], object] | None = None
    ) -> None:
        """Tell of what was done, with an Undo where `back` says how. `undone` gets what its steps came to."""

        self.bar.offer(said, (lambda: self.take_back(back, undone)) if back else None)

    def take_back(
        self,
        back: Sequence[Step],
        undone: Callable[[list[Any]], object] | None = None,
        *,
        ended: Callable[[], object] = _nothing,
    ) -> None:
        def succeed(results: list[Any]) -> None:
            self._context.frame.say(QCoreApplication.translate("doing", "It is as it was."))
            if undone is not None:
                undone(results)

        self.do(back, done=succeed, ended=ended)


def words_of(error: BaseException) -> str:
    return in_window(str(error)) if isinstance(error, AppError) else f"{type(error).__name__}: {error}"
