"""Quitting while somebody counts on the proxy: said first."""

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.ui.context import Context

if TYPE_CHECKING:
    from app.services.connections import Connection
    from app.ui.window import Window

_log = logging.getLogger("tollgate")


class Quitting(QObject):
    """Calls in flight would be cut, and tools that point here would have nobody to call."""

    quit_wanted = Signal()

    def __init__(self, context: Context, window: "Window") -> None:
        super().__init__(window)
        self._context, self._window = context, window

    def ask(self) -> None:
        """`quit_wanted` comes at once where nobody would miss anything."""
        self._context.queries.ask("quit", self._who_points_here, self._on_known, self._on_doubt)

    def _who_points_here(self) -> "list[Connection]":
        from app.services.pointing import pointing_here

        return pointing_here(self._context.engine.home)

    def _on_known(self, pointing: "list[Connection]") -> None:
        from app.ui.widgets.quit_sheet import QuitSheet

        if self._window.findChild(QuitSheet) is not None:
            return
        calls = len(self._context.engine.proxy.in_flight())
        if not (calls or pointing):
            self.quit_wanted.emit()
            return
        self._window.show_up()
        sheet = QuitSheet(self._context, self._window, calls=calls, pointing=pointing)
        sheet.quit_wanted.connect(self.quit_wanted)
        sheet.open()

    def _on_doubt(self, error: Exception) -> None:
        _log.warning("It could not be seen which tools point here: %s", error)
        self._on_known([])
