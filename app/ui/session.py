"""One run of the window, from the first paint to the last thread."""

import gc
import linecache
import logging
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType
from typing import cast
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QSettings, QSocketNotifier, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.assembly import Engine
from app.core.errors import AppError
from app.core.settings import Settings
from app.platform import clock, settings_file
from app.ui.acts import Acts
from app.ui.bridge import Bridge
from app.ui.charts.colours import Colours
from app.ui.context import Context
from app.ui.icons import app_icon
from app.ui.jobs import Jobs
from app.ui.keepsakes import Keepsakes
from app.ui.language import speak
from app.ui.lens import Lens
from app.ui.proxy_switch import ProxySwitch
from app.ui.queries import Queries
from app.ui.theme import Theme
from app.ui.tray import Tray
from app.ui.views import SavedViews
from app.ui.widgets.keyboard_focus import FocusFollower
from app.ui.window import Window

_log = logging.getLogger("tollgate")
_PYTHON_TURN_MS = 250
_CALM_MS = 3_000


def run(engine: Engine, argv: Sequence[str], *, hidden: bool = False) -> int:
    application = cast("QApplication | None", QApplication.instance()) or QApplication(["tollgate", *argv])
    application.setApplicationName("Tollgate")
    application.setDesktopFileName("tollgate")
    application.setWindowIcon(app_icon())
    application.setQuitOnLastWindowClosed(False)
    speak(application, _settings_before_start(engine).text("appearance.language"))
    session = Session(application, engine)
    endings = Endings(session.end)
    session.ended.connect(application.exit)
    session.show(hidden=hidden)
    session.start()
    QTimer.singleShot(_CALM_MS, _settle)
    try:
        return application.exec()
    finally:
        endings.close()
        gc.enable()


def _settle() -> None:
    """Once the start is over."""
    linecache.clearcache()  # PySide may have read the source of each module that was imported
    gc.enable()
    # what was made at the start lives to the end: looking it all through again and again would hold up
    # drawing, and the proxy, by some 40 ms each time
    gc.freeze()


class Session(QObject):
    """Everything that lives as long as the window; made in one place and ended in one place."""

    ended = Signal(int)  # the exit code

    _raised = Signal()

    def __init__(self, application: QApplication, engine: Engine) -> None:
        super().__init__()
        self._application = application
        self._engine = engine
        self._exit_code = 0
        self._ending = False
        self._started = False
        self.has_ended = False
        settings = _settings_before_start(engine)
        self.theme = Theme(
            application, settings.text("appearance.theme"), settings.number("appearance.text_percent")
        )
        self._state_file = engine.home.root / "window.ini"
        self._state = QSettings(str(self._state_file), QSettings.Format.IniFormat)
        self.bridge = Bridge(engine.subscribe)
        self.queries = Queries()
        self.acts = Acts()
        self.jobs = Jobs()
        self.lens = Lens(_zone(settings))
        self._keepsakes = Keepsakes()
        self._follower = FocusFollower(application)
        self.tray = Tray(self.theme)
        self.window = Window(self._make_context, self.tray, self._state)
        self.window.quit_wanted.connect(self.end)
        self.bridge.settings_changed.connect(self._on_settings_changed)
        self._raised.connect(self.window.show_up, Qt.ConnectionType.QueuedConnection)
        engine.on_raise = self._raised.emit
        engine.on_notify = self.bridge.notify
        application.commitDataRequest.connect(self._on_log_off)

    def show(self, *, hidden: bool) -> None:
        """Without a tray it is never out of reach."""
        self.window.guides = not hidden
        if not hidden:
            self.window.show()
        elif not self.tray.there:
            self.window.showMinimized()

    def start(self) -> None:
        """Once the window has been painted: open the ledger, then listen."""
        QTimer.singleShot(0, self._start_engine)

    def end(self) -> None:
        """Stop in order: no more news, no more reads, then the engine; `ended` comes when all is done."""
        if self._ending:
            return
        self._ending = True
        self._prepare_to_end()
        self.acts.do(self._stop_engine, self._on_stopped, self._on_stop_failed)

    def _make_context(self, window: Window) -> Context:
        return Context(
            self._engine,
            self.theme,
            self.bridge,
            self.queries,
            self.acts,
            self.jobs,
            self.lens,
            Colours(self._keepsakes),
            SavedViews(self._keepsakes, self.lens),
            ProxySwitch(self._engine, self.bridge, self.acts, self.lens, window),
            window,
        )

    def _start_engine(self) -> None:
        self.acts.do(self._open_engine, self._on_started, self._on_start_failed)

    def _open_engine(self) -> None:
        self._engine.start()
        self._own_state_file()  # before anything is worth remembering
        self._keepsakes.open(self._engine.ledger)

    def _on_started(self, _nothing: object) -> None:
        self._started = True
        if self._ending:
            return
        self.window.engine_started()
        self._on_settings_changed(frozenset({"appearance.theme", "general.time_zone"}))

    def _on_start_failed(self, error: BaseException) -> None:
        self._exit_code = 1
        _log.error(
            "Tollgate could not start: %s", error, exc_info=None if isinstance(error, AppError) else error
        )
        self.window.engine_failed(error)
        self.window.show_up()

    def _on_settings_changed(self, keys: frozenset[str]) -> None:
        settings = self._engine.settings
        if any(key.startswith("appearance.") for key in keys):
            self.theme.wear(settings.text("appearance.theme"), settings.number("appearance.text_percent"))
        if "general.time_zone" in keys:
            self.lens.move_to(_zone(settings))

    # ---- the end

    def _prepare_to_end(self) -> None:
        self._engine.on_raise = None
        self.jobs.call_off()
        self._engine.on_notify = None
        self.window.end()
        self.tray.close()
        self.bridge.close()
        if self._state_file.parent.is_dir():
            self._own_state_file()
            self._state.sync()

    def _own_state_file(self) -> None:
        """Qt makes what is not there so that others may read it; what is there keeps its mode."""
        with suppress(OSError):
            self._state_file.touch(0o600)
            self._state_file.chmod(0o600)

    def _stop_engine(self) -> None:
        if self._started:
            self._engine.stop_proxy()  # what is still read ends while calls get their time to end
            self._engine.keys.stop()  # a job that waits at the keyring's prompt ends now
        self.queries.close()
        self.jobs.close()
        self._engine.stop()

    def _on_stopped(self, _nothing: object) -> None:
        self._finish()

    def _on_stop_failed(self, error: BaseException) -> None:
        _log.error("Tollgate did not stop in order", exc_info=error)
        self._exit_code = 1
        self._finish()

    def _finish(self) -> None:
        self.acts.close()
        self.window.close()
        self.has_ended = True
        self.ended.emit(self._exit_code)

    def _on_log_off(self, _manager: object) -> None:
        """The system does not wait after this: everything must be written when it returns."""
        if not self._ending:
            self._ending = True
            self._prepare_to_end()
            self.acts.do_now(self._stop_engine)
            self._finish()


class Endings(QObject):
    """What asks a program to end, brought into Qt's loop, which otherwise would not let Python see it."""

    def __init__(self, end: Callable[[], None]) -> None:
        super().__init__()
        self._end = end
        asked = (
            getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGBREAK")
        )  # the last: Windows
        self._before = {name: signal.signal(name, self._on_signal) for name in asked if name is not None}
        self._pipe: tuple[int, int] | None = None
        if os.name == "posix":
            reading, writing = os.pipe()
            os.set_blocking(reading, False)
            os.set_blocking(writing, False)
            self._pipe = reading, writing
            self._wakeup_before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
            self._notifier = QSocketNotifier(reading, QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._on_woken)
        else:
            self._timer = QTimer(self)  # each turn lets Python look at its signals
            self._timer.timeout.connect(self._on_woken)
            self._timer.start(_PYTHON_TURN_MS)

    def close(self) -> None:
        for name, handler in self._before.items():
            signal.signal(name, handler)
        if self._pipe is not None:
            self._notifier.setEnabled(False)
            signal.set_wakeup_fd(self._wakeup_before)
            for end in self._pipe:
                os.close(end)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._end()

    def _on_woken(self) -> None:
        if self._pipe is not None:
            with suppress(OSError):
                os.read(self._pipe[0], 64)


def _settings_before_start(engine: Engine) -> Settings:
    """For the first paint to have the right theme. What is wrong with the file, the engine will say."""
    try:
        return settings_file.load(engine.home.settings)
    except AppError:
        return engine.settings


def _zone(settings: Settings) -> ZoneInfo:
    try:
        return clock.zone(settings.text("general.time_zone"))
    except AppError:
        return clock.zone("")
