"""The proxy on, off or at another port: all parts of the window ask here for that, and see how it goes."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from app.assembly import Engine
from app.core.errors import AppError
from app.core.news import ProxyChanged
from app.core.settings import Value
from app.ui import formats
from app.ui.acts import Acts
from app.ui.bridge import Bridge
from app.ui.lens import Lens

_log = logging.getLogger("tollgate")
Offer = tuple[str, Callable[[], object]]  # words, and what is done


class _Frame(Protocol):
    def change_setting(self, key: str, value: Value | None) -> None: ...


class ProxySwitch(QObject):
    """`turning` is which way it is being switched, None while it is not."""

    changed = Signal()  # the proxy, or what is done to it
    failed = Signal()  # `trouble` says why

    def __init__(self, engine: Engine, bridge: Bridge, acts: Acts, lens: Lens, frame: _Frame) -> None:
        super().__init__()
        self._engine, self._acts, self._lens, self._frame = engine, acts, lens, frame
        self._under_way = 0
        self._why = self._again = ""
        self._other_port: int | None = None
        self.turning: bool | None = None
        bridge.proxy_changed.connect(self._on_proxy_changed)

    @property
    def trouble(self) -> str:
        """Why it is off though it was switched on; and when it was tried again to no other end."""
        if not self._again:
            return self._why
        return self.tr("Tried again at {time}: {why}").format(time=self._again, why=self._why)

    @property
    def other_ports(self) -> list[Offer]:
        """The way out where the port is another program's."""
        if self._other_port is None:
            return []
        words = self.tr("Use port {port}").format(port=self._other_port)
        return [(words, partial(self._move, self._other_port))]

    def turn(self, *, on: bool) -> None:
        self._do(self._engine.start_proxy if on else self._engine.stop_proxy, on=on)

    def _move(self, port: int) -> None:
        self._frame.change_setting("proxy.port", port)
        self._do(lambda: self._engine.start_proxy(port), on=True)

    def _do(self, act: Callable[[], object], *, on: bool) -> None:
        self._under_way += 1
        self.turning = on
        self.changed.emit()
        self._acts.do(act, self._on_done, self._on_failed)

    def _on_proxy_changed(self, news: ProxyChanged) -> None:
        self._hear(news.trouble or "", news.other_port)
        self.changed.emit()

    def _hear(self, trouble: str, other_port: int | None) -> None:
        again = bool(trouble) and trouble == self._why
        self._again = formats.clock(datetime.now(self._lens.zone), seconds=True) if again else ""
        self._why, self._other_port = trouble, other_port

    def _on_done(self, _value: object) -> None:
        self._under_way -= 1
        if not self._under_way:
            self.turning = None
        self.changed.emit()

    def _on_failed(self, error: BaseException) -> None:
        """What an AppError says was heard before, as news."""
        if not isinstance(error, AppError):
            _log.error("The proxy could not be switched", exc_info=error)
            self._hear(f"{type(error).__name__}: {error}", None)
        self._on_done(None)
        self.failed.emit()
