"""Refreshing often enough to look live, and no more often than that."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

PAUSE_MS = 250


class Throttle(QObject):
    """Runs an act at once when it has been quiet, else once at the end of the pause."""

    def __init__(self, act: Callable[[], None], parent: QObject, pause_ms: int = PAUSE_MS) -> None:
        super().__init__(parent)
        self._act = act
        self._pause_ms = pause_ms
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._run)

    def request(self) -> None:
        if self._timer.isActive():
            return
        spent_ms = self._since.elapsed() if self._since.isValid() else self._pause_ms
        if spent_ms >= self._pause_ms:
            self._run()
        else:
            self._timer.start(self._pause_ms - spent_ms)

    def stop(self) -> None:
        self._timer.stop()

    def _run(self) -> None:
        self._since.start()
        self._act()
