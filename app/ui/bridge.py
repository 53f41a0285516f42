"""The one place where news crosses from the engine's threads into Qt's."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from app.core.news import LedgerChanged, News, ProxyChanged, Scope, SettingsChanged


class Bridge(QObject):
    """One signal a kind of news, always emitted on Qt's thread.

    What waits to be delivered is merged: however fast the ledger changes, one event is under way.
    """

    ledger_changed = Signal(object)  # Scope
    proxy_changed = Signal(object)  # ProxyChanged
    settings_changed = Signal(object)  # frozenset of keys
    notified = Signal(str, str, str)  # title, text, place

    _arrived = Signal()
    _told = Signal(str, str, str)

    def __init__(self, subscribe: Callable[[Callable[[News], None]], Callable[[], None]]) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._waiting = False
        self._scopes = Scope(0)
        self._keys: frozenset[str] = frozenset()
        self._proxy: ProxyChanged | None = None
        self.proxy = ProxyChanged(None)  # what was told last, for those who come later
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self.notified, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = subscribe(self._take)

    def notify(self, title: str, text: str, place: str) -> None:
        """To the desktop. On any thread; `place` is a page or `page/part`, where a click leads."""
        self._told.emit(title, text, place)

    def close(self) -> None:
        self._unsubscribe()

    def _take(self, news: News) -> None:
        """Called on any thread."""
        with self._lock:
            if isinstance(news, LedgerChanged):
                self._scopes |= news.scopes
            elif isinstance(news, SettingsChanged):
                self._keys |= news.keys
            else:
                self._proxy = news
            post = not self._waiting
            self._waiting = True
        if post:
            self._arrived.emit()

    def _on_arrived(self) -> None:
        with self._lock:
            scopes, keys, proxy = self._scopes, self._keys, self._proxy
            self._scopes, self._keys, self._proxy = Scope(0), frozenset(), None
            self._waiting = False
        if keys:
            self.settings_changed.emit(keys)
        if proxy is not None:
            self.proxy = proxy
            self.proxy_changed.emit(proxy)
        if scopes:
            self.ledger_changed.emit(scopes)
