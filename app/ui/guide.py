"""What a new user is shown first: the set-up in steps, and a look at what it can become."""

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QWidget

from app.services.sample_window import open_sample
from app.ui.banner import Banner
from app.ui.context import Context
from app.ui.jobs import CalledOff, Job

_STEP = "welcome-step"  # where it was left, in what the window remembers; there once it was seen


class Guide(QObject):
    def __init__(self, context: Context, window: QWidget, state: QSettings, banner: Banner) -> None:
        super().__init__(window)
        self._context, self._window, self._state, self._banner = context, window, state, banner
        self._sample: Job | None = None

    def offer(self) -> None:
        """By itself once, and only where there is nothing yet that anybody has done."""
        if self._state.value(_STEP) is None:
            self._context.queries.ask("is-new", self._look, self._on_known, self._on_doubt)

    def open(self) -> None:
        """At the step where it was left."""
        from app.ui.widgets.welcome_sheet import WelcomeSheet

        if self._window.findChild(WelcomeSheet) is None:
            left = str(self._state.value(_STEP) or "")
            sheet = WelcomeSheet(self._context, self._window, int(left) if left.isdecimal() else 0)
            sheet.left.connect(self._on_left)
            sheet.open()

    def show_sample(self) -> None:
        say = self._context.frame.say
        say(self.tr("Making a year of sample calls; it opens in a window of its own…"))
        if self._sample is None:
            home = self._context.engine.home

            def work(job: Job) -> None:
                open_sample(home, lambda: job.called_off)

            self._sample = self._context.jobs.start(work, self._on_sample, self._on_no_sample)

    def _look(self) -> bool:
        from app.services.first_call import is_new  # brings every operation along, after the first paint

        return is_new(self._context.engine)

    def _on_known(self, new: bool) -> None:  # noqa: FBT001  what the question came to
        if new:
            self.open()

    def _on_doubt(self, error: Exception) -> None:
        """Nothing is offered; the page says what is wrong."""

    def _on_left(self, step: int) -> None:
        self._state.setValue(_STEP, str(step))

    def _on_sample(self, _nothing: object) -> None:
        self._sample = None
        self._context.frame.say(
            self.tr("The sample has a window of its own; all of it goes when that quits.")
        )

    def _on_no_sample(self, error: BaseException) -> None:
        self._sample = None
        if not isinstance(error, CalledOff):
            from app.ui.doing import words_of

            self._banner.say(words_of(error), [])
