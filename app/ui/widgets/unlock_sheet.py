"""Letting calls have their keys again; with the passphrase where the encrypted file takes one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.operations import perform
from app.ui.context import Context
from app.ui.jobs import Job
from app.ui.widgets.labels import text_label
from app.ui.widgets.secret_field import SecretField
from app.ui.widgets.sheet import Sheet

_PATIENCE_S = 120.0


class UnlockSheet(Sheet):
    unlocked = Signal()

    def __init__(self, context: Context, parent: QWidget, *, passphrase: bool) -> None:
        super().__init__(context.theme, parent, width_px=480, height_px=270)
        self.name(
            self.tr("Unlock the keys"),
            self.tr("Calls get the keys that they need again. The keyring may ask for its own password."),
        )
        self._context = context
        self._job: Job | None = None
        self._field = SecretField(context.theme, self.tr("passphrase"))
        self._field.setAccessibleName(self.tr("Passphrase of the encrypted file of keys"))
        if passphrase:
            self.body.addWidget(text_label(self._field.accessibleName(), "value", wrap=True))
            self.body.addWidget(self._field)
        self._needed = passphrase
        self.body.addStretch()
        self.add_close()
        self._go = self.add_button(self.tr("Unlock"), primary=True)
        self._go.clicked.connect(self._on_go)
        self._field.textChanged.connect(self._show_if_ready)
        self._show_if_ready()
        if passphrase:
            self._field.setFocus()

    def _show_if_ready(self) -> None:
        self._go.setEnabled(self._job is None and (not self._needed or bool(self._field.text())))

    def _on_go(self) -> None:
        words = {"passphrase": self._field.text()} if self._needed else {}
        self._field.clear()
        engine = self._context.engine

        def work(_: Job) -> None:
            perform(engine, "key.unlock", words, "window")
            first = next((kept for kept in engine.keys.all() if kept.store == "keyring"), None)
            if first is not None:  # its prompt comes up now, while the person is here
                engine.keys.fetch(first.provider, first.account, timeout_s=_PATIENCE_S).result()

        self._job = self._context.jobs.start(work, self._on_done, self._on_failed, long=False)
        self._show_if_ready()

    def _on_done(self, _nothing: object) -> None:
        self._job = None
        self.unlocked.emit()
        self.accept()

    def _on_failed(self, error: BaseException) -> None:
        self._job = None
        self.say_error(error)
        self._show_if_ready()
        self._field.setFocus()

    def done(self, result: int) -> None:
        if self._job is not None:
            self._job.drop()
        super().done(result)
