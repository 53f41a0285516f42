"""Quitting cuts calls and leaves tools with nobody to call: said first, with what can be done about it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from app.services.connecting import Connecting
from app.services.connections import Connection
from app.services.pointing import name_of
from app.ui.context import Context
from app.ui.jobs import Job
from app.ui.widgets.labels import text_label
from app.ui.widgets.sheet import Sheet


class QuitSheet(Sheet):
    quit_wanted = Signal()

    def __init__(
        self, context: Context, parent: QWidget, *, calls: int, pointing: Sequence[Connection]
    ) -> None:
        super().__init__(context.theme, parent, width_px=480, height_px=0)
        self._context = context
        self._job: Job | None = None
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
        self._stay = self.add_close(self.tr("Keep running"))
        self._leave = self.add_button(self.tr("Quit"), primary=True)
        self._leave.clicked.connect(self._on_leave)

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

    def _on_leave(self) -> None:
        if self._back.isHidden() or not self._back.isChecked():
            self._go()
            return
        self._leave.setEnabled(False)
        home = self._context.engine.home
        self._job = self._context.jobs.start(
            lambda _: Connecting(home).park(), self._on_parked, self._on_failed, long=False
        )

    def _on_parked(self, failed: list[str]) -> None:
        self._job = None
        if not failed:
            self._go()
            return
        self.say("\n".join(failed))
        self._back.setChecked(False)
        self._leave.setEnabled(True)
        self._leave.setText(self.tr("Quit anyway"))

    def _on_failed(self, error: BaseException) -> None:
        self._job = None
        self.say_error(error)
        self._back.setChecked(False)
        self._leave.setEnabled(True)

    def _go(self) -> None:
        self.accept()
        self.quit_wanted.emit()

    def done(self, result: int) -> None:
        if self._job is not None:
            self._job.drop()
            self._job = None
        super().done(result)
