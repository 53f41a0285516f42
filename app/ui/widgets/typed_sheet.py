"""What cannot be undone is confirmed by typing its name."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.context import Context
from app.ui.doing import Step
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.labels import text_label


class TypedSheet(ActingSheet):
    def __init__(
        self,
        context: Context,
        parent: QWidget,
        *,
        title: str,
        more: str,
        typed: str,
        button: str,
        steps: Sequence[Step],
        said: str,
    ) -> None:
        super().__init__(context, parent, width_px=480)
        self.name(title, more)
        self._steps, self._told, self._wanted = steps, said, typed
        asked = self.tr("Type {name} to confirm").format(name=typed)
        self.body.addWidget(text_label(asked, "value", wrap=True))
        self._field = QLineEdit()
        self._field.setAccessibleName(asked)
        self._field.textChanged.connect(self._on_typed)
        self.body.addWidget(self._field)
        self.body.addStretch()
        self.add_close()
        self._act_button(button, self._on_confirmed).setEnabled(False)

    def _on_typed(self, text: str) -> None:
        if self._button is not None:
            self._button.setEnabled(text.strip() == self._wanted)

    def _on_confirmed(self) -> None:
        self.act(self._steps, self._told)
