"""A rule is made or changed: its figures, the calls that it is for, and whom it tells."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.core.alert_rules import SCOPE, Rule, RuleKind, check_name
from app.core.errors import AppError
from app.core.names import free_name
from app.ui.alert_words import kind_help, kind_title, lost_words, rule_name
from app.ui.context import Context
from app.ui.doing import Step
from app.ui.models.alerts import lost, there_of
from app.ui.pages.budgets_data import Names, read_names
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.fields import choice, fill, named, open_choice, pair_grid
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.fold import Fold
from app.ui.widgets.labels import set_style, text_label
from app.ui.widgets.measure_field import MeasureField, words_for


class RuleForm(ActingSheet):
    """With `rule`, that one is changed."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        kind: RuleKind,
        rules: Sequence[Rule],
        *,
        channels: Sequence[str],
        rule: Rule | None = None,
    ) -> None:
        super().__init__(context, parent, width_px=560)
        self._kind, self._rule, self._taken = kind, rule, {other.name for other in rules}
        self._called = free_name(kind_title(kind), self._taken)
        title = self.tr("New rule: {kind}").format(kind=kind_title(kind))
        if rule is not None:
            title = self._called = rule_name(rule.name, kind.name)
        self.name(title, kind_help(kind))
        self._line = QLineEdit("" if rule is None else self._called)
        self._line.setPlaceholderText(self._called)
        known = rule or Rule(kind.title, kind)
        self._measures = [MeasureField(context.theme, kind, p, known[p.name]) for p in kind.parameters]
        self._scope = {part: open_choice(self.tr("Any")) for part in kind.scope}
        for part, box in self._scope.items():
            box.setCurrentText(getattr(known.scope, part) or "")
        self._whom = choice(
            [("all", self.tr("Every channel, new ones too")), ("some", self.tr("Only these channels"))]
        )
        self._channels = [QCheckBox(channel) for channel in channels]
        self._there: Mapping[str, Collection[str]] = {}
        self._lost = text_label("", "small", wrap=True)
        set_style(self._lost, "tone", "warn")
        self._arrange(known)
        self.add_close()
        self._act_button(self.tr("Add rule") if rule is None else self.tr("Save"), self._on_save)
        self._show_channels(known)
        engine = context.engine
        context.queries.ask("rule-names", lambda: read_names(engine), self._on_names, self._on_look_failed)
        self.finished.connect(self._on_finished)
        if self._measures:
            self._measures[0].take_focus()

    def _arrange(self, known: Rule) -> None:
        self.body.addWidget(named(self.tr("Name"), self._line))
        grid = pair_grid()
        for place, field in enumerate(self._measures):
            field.changed.connect(self._on_edited)
            grid.addWidget(field, place // 2, place % 2)
        if self._measures:
            self.body.addLayout(grid)
        if self._scope:
            texts = {
                "project": self.tr("Project"), "client": self.tr("Client"), "provider": self.tr("Provider"),
                "account": self.tr("Account of the provider"),
                "model": self.tr("Model, or a pattern such as gpt-*"),
            }  # fmt: skip
            scope = pair_grid()
            for place, (part, box) in enumerate(self._scope.items()):
                box.currentTextChanged.connect(self._show_lost)
                scope.addWidget(named(texts[part], box), place // 2, place % 2)
            fold = Fold(self._context.theme, self.tr("Only for some calls"), scope)
            fold.unfold(any(getattr(known.scope, part) for part in self._scope))
            self.body.addWidget(fold)
        self._lost.hide()
        self.body.addWidget(self._lost)
        self.body.addWidget(named(self.tr("Tells"), self._whom))
        self._boxes = QWidget()
        flow = FlowLayout(self._boxes, 14)
        for box in self._channels:
            box.setAccessibleName(self.tr("Tell {channel}").format(channel=box.text()))
            box.toggled.connect(self._on_edited)
            flow.addWidget(box)
        self._nobody = text_label(
            self.tr("Nobody is told: what it finds is only kept here."), "small", wrap=True
        )
        self.body.addWidget(self._boxes)
        self.body.addWidget(self._nobody)
        self.body.addStretch()
        self._whom.currentIndexChanged.connect(self._on_edited)

    def _show_channels(self, known: Rule) -> None:
        self._whom.setCurrentIndex(self._whom.findData("all" if known.channels is None else "some"))
        for box in self._channels:
            box.setChecked(known.channels is None or box.text() in known.channels)
        self._on_edited()

    def _on_names(self, names: Names) -> None:
        for part, box in self._scope.items():
            fill(box, names.by_part[part])
        budgets = [tally.budget.name for tally in self._context.engine.budgets.all()]
        for field in self._measures:
            if field.parameter.name == "budget":
                field.offer(budgets)
        self._there = there_of(names, budgets)
        self._show_lost()

    def _show_lost(self) -> None:
        """A name may be typed before there is such a thing, or be left of one that was removed."""
        named = {part: box.currentText().strip() for part, box in self._scope.items()}
        named |= {f.parameter.name: f.text() for f in self._measures if f.parameter.name == "budget"}
        said = lost_words(lost(named, self._there))
        self._lost.setText(said)
        self._lost.setVisible(bool(said))

    def _on_finished(self, _result: int) -> None:
        self._context.queries.drop("rule-names")

    def _on_edited(self) -> None:
        self.say("")
        self._show_lost()
        some = self._whom.currentData() == "some"
        self._boxes.setVisible(some and bool(self._channels))
        self._nobody.setVisible(some and not any(box.isChecked() for box in self._channels))

    # ---- saving

    def _words(self) -> dict[str, Any]:
        """As `alert.add` and `alert.set` take them."""
        some = self._whom.currentData() == "some"
        return {
            "parameters": {field.parameter.name: field.text() for field in self._measures},
            **{part: box.currentText().strip() for part, box in self._scope.items()},
            "channels": [box.text() for box in self._channels if box.isChecked()] if some else None,
        }

    def _on_save(self) -> None:
        wrong = next((field for field in self._measures if field.trouble()), None)
        if wrong is not None:
            wrong.take_focus()
            self.say(wrong.trouble())
            return
        name, rule = self._line.text().strip() or self._called, self._rule
        if rule is not None and name == self._called:
            name = rule.name  # as it is kept, whatever the language
        try:
            check_name("rule", name)
        except AppError as error:
            self.say_error(error)
            return
        if rule is not None:
            self._change(rule, name)
            return
        self.act(
            [Step("alert.add", {"kind": self._kind.name, "name": name, **self._words()})],
            self.tr("Added {name}").format(name=name),
            back=[Step("alert.remove", {"name": name})],
        )

    def _change(self, rule: Rule, name: str) -> None:
        said = self.tr("Changed {name}").format(name=self._called)
        if name != rule.name:
            said = self.tr("{before} is called {name} now. What it told stays with it.").format(
                before=self._called, name=name
            )
        self.act(
            [Step("alert.set", {**self._words(), "name": rule.name, "to": name})],
            said,
            back=[Step("alert.set", {**words_of(rule), "name": name, "to": rule.name})],
        )


def words_of(rule: Rule) -> Mapping[str, Any]:
    """All that a form can change of it, as `alert.set` takes it."""
    return {
        "parameters": {p.name: words_for(p, rule[p.name]) for p in rule.kind.parameters},
        **{part: getattr(rule.scope, part) or "" for part in SCOPE if part in rule.kind.scope},
        "channels": None if rule.channels is None else list(rule.channels),
    }
