"""What other prices would do to calls of the past: how many, what they cost, what they would."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.repricing import ModelSums, Outcome
from app.ui import formats
from app.ui.theme import Theme
from app.ui.widgets.labels import text_label
from app.ui.widgets.short_table import ShortRow, ShortTable

_MOST = 8


class PriceEffect(QWidget):
    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._words = text_label("", "value", wrap=True)
        self._more = text_label("", "soft", wrap=True)
        headers = (self.tr("Model"), self.tr("Calls"), self.tr("Now"), self.tr("Then"), self.tr("Difference"))
        self._table = ShortTable(theme, name, headers)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self._words, self._more, self._table):
            column.addWidget(part)
        self.say("")

    @property
    def words(self) -> str:
        return f"{self._words.text()} {self._more.text()}".strip()

    def say(self, words: str, more: str = "") -> None:
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self._table.hide()

    def show_outcome(self, found: Outcome, when: str) -> None:
        if not found.models:
            self.say(self.tr("No call {when} would cost anything else.").format(when=when))
            return
        whole = ModelSums("", "")
        for model in found.models:
            whole.calls += model.calls
            whole.old_nusd += model.old_nusd
            whole.new_nusd += model.new_nusd
            whole.unpriced_before += model.unpriced_before
            whole.unpriced_after += model.unpriced_after
            whole.old_equivalent_nusd += model.old_equivalent_nusd
            whole.new_equivalent_nusd += model.new_equivalent_nusd
        said: list[str] = []
        if whole.unpriced_before:
            said.append(self.tr("%Ln of them had no price until now.", "", whole.unpriced_before))
        if whole.unpriced_after:
            said.append(self.tr("%Ln of them would have no price any more.", "", whole.unpriced_after))
        if whole.old_equivalent_nusd != whole.new_equivalent_nusd:
            said.append(
                self.tr(
                    "What subscriptions cover would be worth {new} instead of {old}; it is not paid."
                ).format(
                    old=formats.usd(whole.old_equivalent_nusd), new=formats.usd(whole.new_equivalent_nusd)
                )
            )
        self.say(
            self.tr("{calls} {when}: {old} would become {new}, {change}.").format(
                calls=self.tr("%Ln call(s)", "", whole.calls),
                when=when,
                old=formats.usd(whole.old_nusd),
                new=formats.usd(whole.new_nusd),
                change=formats.usd_change(whole.new_nusd - whole.old_nusd),
            ),
            " ".join(said),
        )
        rows = [
            ShortRow(
                f"{m.provider}/{m.model}",
                (
                    m.model or self.tr("No model named"),
                    formats.count(m.calls),
                    formats.usd(m.old_nusd) if m.unpriced_before < m.calls else self.tr("unpriced"),
                    formats.usd(m.new_nusd) if m.unpriced_after < m.calls else self.tr("unpriced"),
                    formats.usd_change(m.new_nusd - m.old_nusd),
                ),
            )
            for m in found.models[:_MOST]
        ]
        if len(found.models) > _MOST:
            largest = self.tr("The largest changes of %Ln model(s):", "", len(found.models))
            self._more.setText(f"{self._more.text()} {largest}".strip())
            self._more.show()
        self._table.show_rows(rows)
        self._table.show()
