"""What is watched: each rule in words, on or off, muted, and when it told something for the last time."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.core.alert_rules import RULE_KINDS, Rule, RuleKind, kind_named
from app.core.records import iso_utc
from app.platform.clock import now_us
from app.ui import formats
from app.ui.alert_words import (
    kind_help,
    kind_title,
    lost_words,
    muted_words,
    rule_name,
    rule_words,
    rules_summary,
    tells_words,
)
from app.ui.context import Context
from app.ui.doing import Doing, Step
from app.ui.models.alerts import Found, RuleFacts
from app.ui.widgets.buttons import IconButton, Switch
from app.ui.widgets.entry_list import Entry
from app.ui.widgets.item_row import ItemRow
from app.ui.widgets.items_part import ItemsPart
from app.ui.widgets.kind_sheet import KindSheet
from app.ui.widgets.labels import ElidedLabel, set_style, text_label
from app.ui.widgets.mute_menu import fill_mute_menu
from app.ui.widgets.pill import Pill
from app.ui.widgets.rule_form import RuleForm


class RulesPart(ItemsPart):
    history_wanted = Signal(str)  # of the rule of that name

    def __init__(self, context: Context, doing: Doing) -> None:
        super().__init__(context, doing)
        self._arrange(self.tr("Rules"), self.tr("New rule"))

    def show_found(self, found: Found, typed: str, wanted: str = "") -> None:
        rows: dict[str, ItemRow] = {}
        for facts in found.rules:
            row = self.column.row_of(facts.rule.id)
            if not isinstance(row, RuleRow):
                row = RuleRow(self._context)
                row.asked.connect(self._on_asked)
                row.moved.connect(self.column.move_from)
                row.mute_wanted.connect(self.mute)
            row.show_facts(facts)
            rows[facts.rule.name] = row
        if self._show_rows(rows, typed, rules_summary(found), wanted):
            return
        if found.rules:
            self._state.say("search", self.tr("No rule is called that"))
            return
        self._state.say(
            "bell",
            self.tr("There is no rule"),
            self.tr("Without one nobody is told of anything: not of budgets, not of loops, not of keys."),
            action=self.tr("Add a rule"),
            act=self.make_new,
        )

    # ---- acts

    def make_new(self) -> None:
        there = {facts.rule.kind.name: facts.rule.enabled for facts in self.found.rules} if self.found else {}
        said = {True: self.tr("has a rule"), False: self.tr("has a rule that is off")}
        kinds = [
            Entry(
                k.name,
                kind_title(k),
                kind_help(k),
                said[there[k.name]] if k.name in there else "",
                mark=("bell", "text_soft"),
            )
            for k in RULE_KINDS
        ]
        title = self.tr("What is to be watched?")
        sheet = KindSheet(self._context.theme, self, title, kinds, height_px=620)
        sheet.picked.connect(self._on_kind_picked)
        sheet.open()

    def _on_kind_picked(self, kind: str) -> None:
        self._open_form(kind_named(kind), None)

    def _open_form(self, kind: RuleKind, rule: Rule | None) -> None:
        found = self.found
        if found is None:
            return
        rules = [facts.rule for facts in found.rules]
        channels = [facts.channel.name for facts in found.channels]
        form = RuleForm(self._context, self, kind, rules, channels=channels, rule=rule)
        form.acted.connect(self._on_acted)
        form.open()

    def _on_asked(self, act: str, name: str) -> None:
        facts = self.found.rule(name) if self.found is not None else None
        if facts is None:
            return
        if act == "switch":
            self._switch(facts.rule)
        elif act == "edit":
            self._open_form(facts.rule.kind, facts.rule)
        elif act == "remove":
            self._remove(name)
        elif act == "history":
            self.history_wanted.emit(name)

    def _switch(self, rule: Rule) -> None:
        on = not rule.enabled
        said = self.tr("{name} is on") if on else self.tr("{name} is off: nobody is told of it")
        self._doing.do(
            [Step("alert.set", {"name": rule.name, "enabled": on})],
            said.format(name=rule_name(rule.name, rule.kind.name)),
            back=[Step("alert.set", {"name": rule.name, "enabled": not on})],
        )

    def _remove(self, name: str) -> None:
        rows = self.column.rows
        focused = QApplication.focusWidget()
        if focused is not None and (focused is rows[name] or rows[name].isAncestorOf(focused)):
            self.column.move_from(rows[name], -1 if name == list(rows)[-1] else 1)
        self._doing.do(
            [Step("alert.remove", {"name": name})],
            self.tr("Removed {name}. What it told stays.").format(name=name),
            back=[Step("alert.restore", {"name": name})],
        )

    def mute(self, name: str, until_us: int | None) -> None:
        facts = self.found.rule(name) if self.found is not None else None
        if facts is None:
            return
        before_us = facts.rule.muted_until_us if facts.rule.muted(now_us()) else None
        said = self.tr("{name} tells again").format(name=name)
        if until_us is not None:
            muted = muted_words(
                replace(facts.rule, muted_until_us=until_us), now_us(), self._context.lens.zone
            )
            said = self.tr("{name}: {muted}. What happens is kept, and told to nobody.").format(
                name=name, muted=muted[:1].lower() + muted[1:]
            )
        self._doing.do(
            [Step("alert.mute", _mute_words(name, until_us))],
            said,
            back=[Step("alert.mute", _mute_words(name, before_us))],
        )


def _mute_words(name: str, until_us: int | None) -> dict[str, str]:
    return {"name": name} if until_us is None else {"name": name, "until": iso_utc(until_us)}


class RuleRow(ItemRow):
    mute_wanted = Signal(str, object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._facts: RuleFacts | None = None
        theme = context.theme
        self._switch = Switch(theme, "")
        self._switch.clicked.connect(lambda: self.ask("switch"))
        self._title = ElidedLabel("", "value")
        self._muted = Pill(theme)
        self._what = text_label("", "soft", wrap=True)
        self._facts_line = text_label("", "small", wrap=True)
        self._lost = text_label("", "small", wrap=True)
        set_style(self._lost, "tone", "warn")
        self._mute = IconButton(theme, "mute", name=self.tr("Mute"), kind="flat")
        self._mute_menu = QMenu(self._mute)
        self._mute_menu.aboutToShow.connect(self._fill_mute)
        self._mute.setMenu(self._mute_menu)
        self._edit = IconButton(
            theme, "edit", name=self.tr("Edit"), kind="flat", act=lambda: self.ask("edit")
        )
        self._more = IconButton(theme, "more", name=self.tr("More"), kind="flat")
        menu = QMenu(self._more)
        menu.addAction(self.tr("What it told"), self._asker("history"))
        menu.addAction(self.tr("Edit…\tF2"), self._asker("edit"))
        menu.addSeparator()
        menu.addAction(self.tr("Remove\tDel"), self._asker("remove"))
        self._more.setMenu(menu)
        self._arrange()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self._title, 1)
        top.addWidget(self._muted)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addLayout(top)
        words.addWidget(self._what)
        words.addWidget(self._lost)
        words.addWidget(self._facts_line)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 10, 10, 10)
        row.setSpacing(8)
        row.addWidget(self._switch, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        for button in (self._mute, self._edit, self._more):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def controls(self) -> Sequence[QWidget]:
        return self._switch, self._mute, self._edit, self._more

    def show_facts(self, facts: RuleFacts) -> None:
        self._facts, rule, now = facts, facts.rule, now_us()
        self.name, self.id = rule.name, rule.id
        zone = self._context.lens.zone
        self._switch.setChecked(rule.enabled)
        title, called = kind_title(rule.kind), rule_name(rule.name, rule.kind.name)
        self._title.setText(called)
        muted = muted_words(rule, now, zone)
        self._muted.say("mute", muted, "warn")
        self._muted.setVisible(bool(muted) and rule.enabled)
        said = kind_help(rule.kind).removesuffix(".")
        if differs := rule_words(rule):
            said += ": " + differs
        self._what.setText(said)
        lost = lost_words(facts.lost)
        self._lost.setText(lost)
        self._lost.setVisible(bool(lost))
        tells = tells_words(rule)
        last = self.tr("told nothing yet")
        if facts.told_us is not None:
            last = self.tr("last told {ago}").format(ago=formats.ago(now - facts.told_us))
        self._facts_line.setText(f"{tells[:1].upper()}{tells[1:]}  ·  {last}")
        state = self.tr("on") if rule.enabled else self.tr("off")
        self.setAccessibleName(f"{called}: {state}")
        self.setAccessibleDescription(f"{called} {title}. {said}. {lost} {tells}. {last}. {muted}")
        for button, form in (
            (self._switch, self.tr("{name} is watched")),
            (self._mute, self.tr("Mute {name}")),
            (self._edit, self.tr("Edit {name}")),
            (self._more, self.tr("More for {name}")),
        ):
            button.setAccessibleName(form.format(name=called))

    def _asker(self, act: str) -> Callable[[], None]:
        def ask() -> None:
            self.ask(act)

        return ask

    def ask(self, act: str) -> None:
        if act == "menu":
            self._more.showMenu()
        else:
            super().ask(act)

    def _fill_mute(self) -> None:
        if self._facts is not None:
            name = self.name
            fill_mute_menu(
                self._mute_menu,
                self._facts.rule,
                self._context.lens.zone,
                lambda until_us: self.mute_wanted.emit(name, until_us),
            )
