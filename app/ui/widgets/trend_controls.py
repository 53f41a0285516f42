"""What the trends show: measure, group, form, bucket."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from app.core.periods import Unit
from app.ui.pages.trends_measures import BY_ID, FORMS, GROUPS, MEASURES, Wish
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.segments import Segments


class TrendControls(QWidget):
    changed = Signal(object)  # Wish

    def __init__(self) -> None:
        super().__init__()
        self._wish = Wish()
        self._filling = False
        self._grains: list[Unit] = []
        self.setAccessibleName(self.tr("What is shown"))
        self._measure, self._group, self._grain = QComboBox(), QComboBox(), QComboBox()
        tr = QCoreApplication.translate
        for measure in MEASURES:
            self._measure.addItem(tr("trends", measure.name), measure.id)
        self._measure.setMaxVisibleItems(len(MEASURES))
        groups = self._group_names()
        for group in GROUPS:
            self._group.addItem(groups[group], group)
        for combo, name in (
            (self._measure, self.tr("Measure")),
            (self._group, self.tr("Group by")),
            (self._grain, self.tr("Bucket")),
        ):
            combo.setAccessibleName(name)
            combo.setToolTip(name)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.activated.connect(self._on_changed)
        names = {"bars": self.tr("Bars"), "line": self.tr("Lines"), "area": self.tr("Areas")}
        self._form = Segments(self.tr("Form"), [(form, names[form]) for form in FORMS])
        self._view = Segments(self.tr("View"), [("", self.tr("Over time")), ("heat", self.tr("Week"))])
        self._view.setToolTip(self.tr("Over time, or by weekday and hour"))
        self._cumulative = QCheckBox(self.tr("Cumulative"))
        self._compare = QCheckBox(self.tr("Period before"))
        for box in (self._cumulative, self._compare):
            box.setAccessibleName(box.text())
            box.clicked.connect(self._on_changed)
        self._form.picked.connect(self._on_form_picked)
        self._view.picked.connect(self._on_view_picked)
        flow = FlowLayout(self, gap=12)
        for part in (
            self._measure, self._group, self._view, self._form, self._grain, self._cumulative, self._compare
        ):  # fmt: skip
            flow.addWidget(part)

    def show_wish(self, wish: Wish, grains: Sequence[Unit], automatic: Unit) -> None:
        """`grains` are the buckets that the range can have; `automatic` is the one it has by itself."""
        self._wish = wish
        self._measure.setCurrentIndex(self._measure.findData(wish.measure))
        self._group.setCurrentIndex(self._group.findData(wish.group))
        names = self._grain_names()
        self._grain.clear()
        self._grain.addItem(self.tr("Automatic ({bucket})").format(bucket=names[automatic]), "")
        for grain in grains:
            self._grain.addItem(names[grain], grain)
        self._grain.setCurrentIndex(max(0, self._grain.findData(wish.grain)))
        self._form.mark(wish.form)
        self._view.mark("heat" if wish.heat else "")
        self._cumulative.setChecked(wish.cumulative)
        self._compare.setChecked(wish.compare)
        adds_up = BY_ID[wish.measure].adds_up
        why_not = self.tr("Rates and durations do not add up; they are drawn as lines.")
        self._form.allow("bars", "" if adds_up or not wish.group else why_not)
        self._cumulative.setEnabled(adds_up)
        self._cumulative.setToolTip("" if adds_up else why_not)
        for part in (self._form, self._grain, self._cumulative, self._compare, self._group):
            part.setVisible(not wish.heat)

    def _on_changed(self) -> None:
        self._tell(
            replace(
                self._wish,
                measure=self._measure.currentData(),
                group=self._group.currentData(),
                grain=self._grain.currentData(),
                cumulative=self._cumulative.isChecked(),
                compare=self._compare.isChecked(),
            )
        )

    def _on_form_picked(self, form: str) -> None:
        self._tell(replace(self._wish, form=form))

    def _on_view_picked(self, view: str) -> None:
        self._tell(replace(self._wish, heat=view == "heat"))

    def _tell(self, wish: Wish) -> None:
        if wish.group == "kind" and wish.measure != "total_tokens":
            # asked for kinds: of tokens; asked for another measure: without kinds
            wish = (
                replace(wish, group="model")
                if wish.measure != self._wish.measure
                else replace(wish, measure="total_tokens")
            )
        self.changed.emit(wish.sound())

    def _group_names(self) -> dict[str, str]:
        return {
            "": self.tr("All together"),
            "model": self.tr("By model"),
            "provider": self.tr("By provider"),
            "client": self.tr("By client"),
            "project": self.tr("By project"),
            "account": self.tr("By account"),
            "session": self.tr("By session"),
            "status": self.tr("By status"),
            "kind": self.tr("By kind of token"),
        }

    def _grain_names(self) -> dict[str, str]:
        return {
            "15min": self.tr("15 minutes"),
            "hour": self.tr("Hour"),
            "day": self.tr("Day"),
            "week": self.tr("Week"),
            "month": self.tr("Month"),
        }
