"""Letting calls have their keys again; with the passphrase where the encrypted file takes one."""

from PySide6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.doing import Step, in_turn
from app.ui.jobs import Job
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.labels import text_label
from app.ui.widgets.secret_field import SecretField

_PATIENCE_S = 120.0


class UnlockSheet(ActingSheet):
    def __init__(self, context: Context, parent: QWidget, *, passphrase: bool) -> None:
        super().__init__(context, parent, width_px=480, height_px=270)
        self.name(
            self.tr("Unlock the keys"),
            self.tr("Calls get the keys that they need again. The keyring may ask for its own password."),
        )
        self._field = SecretField(context.theme, self.tr("passphrase"))
        self._field.setAccessibleName(self.tr("Passphrase of the encrypted file of keys"))
        if passphrase:
            self.body.addWidget(text_label(self._field.accessibleName(), "value", wrap=True))
            self.body.addWidget(self._field)
        self._needed = passphrase
        self.body.addStretch()
        self.add_close()
        self._go = self._act_button(self.tr("Unlock"), self._on_go)
        self._field.textChanged.connect(self._show_if_ready)
        self._show_if_ready()
        if passphrase:
            self._field.setFocus()

    def _show_if_ready(self) -> None:
        self._go.setEnabled(not self.busy and (not self._needed or bool(self._field.text())))

    def _on_go(self) -> None:
        words = {"passphrase": self._field.text()} if self._needed else {}
        engine = self._context.engine

        def work(_: Job) -> None:
            in_turn(engine, [Step("key.unlock", words)])
            first = next((kept for kept in engine.keys.all() if kept.store == "keyring"), None)
            if first is not None:  # its prompt comes up now, while the person is here
                engine.keys.fetch(first.provider, first.account, timeout_s=_PATIENCE_S).result()

        self.begin(work, self._on_unlocked)

    def _on_unlocked(self, _nothing: None) -> None:
        self.tell(self.tr("The keys are unlocked."))
        self.accept()

    def _on_failed(self, error: BaseException) -> None:
        super()._on_failed(error)
        self._field.setFocus()
        self._field.selectAll()
