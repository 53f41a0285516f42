"""Quitting cuts calls and leaves tools with nobody to call: said first, with what can be done about it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from app.services.connecting import Connecting
from app.services.connections import Connection
from app.services.pointing import name_of
from app.ui.context import Context
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.labels import text_label


class QuitSheet(ActingSheet):
    quit_wanted = Signal()

    def __init__(
        self, context: Context, parent: QWidget, *, calls: int, pointing: Sequence[Connection]
    ) -> None:
        super().__init__(context, parent, width_px=480)
        self.name(self.tr("Quit Tollgate?"))
        if calls:
            self.body.addWidget(text_label(self.tr("%Ln call(s) still going on.", "", calls), "value"))
            self.body.addWidget(
                text_label(self.tr("They get a short time to finish, and are cut then."), "soft", wrap=True)
            )
        self._back = QCheckBox(self.tr("Give them their own addresses back"))
        self._back.setAccessibleName(self._back.text())
        self._back.hide()
        if pointing:
            names = ", ".join(name_of(connection) for connection in pointing)
            self.body.addWidget(
                text_label(self.tr("Pointing here: {names}").format(names=names), "value", wrap=True)
            )
            self._say_of_tools(context.engine.settings.text("connect.put_back"))
        self.body.addStretch()
        self.add_close(self.tr("Keep running"))
        self._quit = self._act_button(self.tr("Quit"), self._on_quit)

    def _say_of_tools(self, put_back: str) -> None:
        if put_back == "on_quit":
            said = self.tr(
                "They get their own addresses back now, and point here again when Tollgate starts."
            )
            self.body.addWidget(text_label(said, "soft", wrap=True))
            return
        self.body.addWidget(
            text_label(self.tr("Their calls fail while Tollgate does not run."), "soft", wrap=True)
        )
        self.body.addWidget(self._back)
        self._back.setChecked(True)
        self._back.show()
        self.body.addWidget(
            text_label(self.tr("They point here again when Tollgate starts."), "small", wrap=True)
        )

    def _on_quit(self) -> None:
        if self._back.isHidden() or not self._back.isChecked():
            self._go()
            return
        home = self._context.engine.home
        self.begin(lambda _: Connecting(home).park(), self._on_parked)

    def _on_parked(self, failed: list[str]) -> None:
        if self.isHidden():
            self._point_here_again()
        elif not failed:
            self._go()
        else:
            self.say("\n".join(failed))
            self._back.setChecked(False)
            self._quit.setText(self.tr("Quit anyway"))
            self._quit.setAccessibleName(self._quit.text())

    def _on_failed(self, error: BaseException) -> None:
        super()._on_failed(error)
        self._back.setChecked(False)

    def _go(self) -> None:
        self.accept()
        self.quit_wanted.emit()

    # ---- somebody wants it to run after all

    def _hold(self, *, busy: bool) -> None:
        super()._hold(busy=busy)
        self._name_leave(self._stay)  # for this can be taken back

    def _go_out_of_the_way(self) -> None:
        """Unlike what other sheets began: it is taken back as soon as it is done."""
        self.hide()

    def _point_here_again(self) -> None:
        engine = self._context.engine
        url = engine.proxy.url
        if url is None:
            self._tell_of_staying([])  # paused: they do when it goes on
        else:
            self.begin(lambda _: Connecting(engine.home).unpark(url), self._tell_of_staying)

    def _tell_of_staying(self, failed: list[str]) -> None:
        self.tell("  ·  ".join([self.tr("Tollgate keeps running."), *failed]))
