"""Who is told: each channel, how its last message went, a test of it; and the quiet hours."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.core.alert_channels import CHANNEL_KINDS, ChannelKind, channel_kind_named
from app.platform.clock import now_us
from app.ui import formats
from app.ui.alert_words import (
    CHANNEL_ICONS,
    channel_help,
    channel_title,
    channel_words,
    channels_summary,
    quiet_words,
)
from app.ui.context import Context
from app.ui.doing import Doing, Step, words_of
from app.ui.icons import line_pixmap
from app.ui.models.alerts import ChannelFacts, Found
from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.channel_form import ChannelForm, SigningKeySheet
from app.ui.widgets.entry_list import Entry
from app.ui.widgets.item_row import ItemRow
from app.ui.widgets.items_part import ItemsPart
from app.ui.widgets.kind_sheet import KindSheet
from app.ui.widgets.labels import ElidedLabel, set_style, text_label
from app.ui.widgets.pill import Pill
from app.ui.widgets.quiet_sheet import QuietSheet
from app.ui.widgets.typed_sheet import TypedSheet


class ChannelsPart(ItemsPart):
    changed = Signal()

    def __init__(self, context: Context, doing: Doing) -> None:
        super().__init__(context, doing)
        self._quiet = QuietRow(context.theme, self._change_quiet_hours)
        self._arrange(self.tr("Channels"), self.tr("New channel"), [self._quiet])
        self._testing: set[str] = set()

    def show_found(self, found: Found, typed: str, wanted: str = "") -> None:
        rows: dict[str, ItemRow] = {}
        for facts in found.channels:
            row = self.column.row_of(facts.channel.id)
            if not isinstance(row, ChannelRow):
                row = ChannelRow(self._context)
                row.asked.connect(self._on_asked)
                row.moved.connect(self.column.move_from)
            row.show_facts(facts, testing=facts.channel.name in self._testing)
            rows[facts.channel.name] = row
        self._quiet.say(quiet_words(found.quiet))
        if self._show_rows(rows, typed, channels_summary(found), wanted):
            return
        if found.channels:
            self._state.say("search", self.tr("No channel is called that"))
            return
        self._state.say(
            "bell",
            self.tr("Nobody is told"),
            self.tr(
                "Without a channel, what rules find is kept here and reaches nobody. Let them tell you "
                "on the desktop, by e-mail, in Slack, by PagerDuty or by a webhook."
            ),
            action=self.tr("Add a channel"),
            act=self.make_new,
        )

    # ---- acts

    def make_new(self) -> None:
        kinds = [
            Entry(k.name, channel_title(k), channel_help(k), mark=(CHANNEL_ICONS[k.name], "text_soft"))
            for k in CHANNEL_KINDS
        ]
        title = self.tr("How are you to be told?")
        sheet = KindSheet(self._context.theme, self, title, kinds, height_px=440)
        sheet.picked.connect(self._on_kind_picked)
        sheet.open()

    def _on_kind_picked(self, kind: str) -> None:
        self._open_form(channel_kind_named(kind), None)

    def _open_form(self, kind: ChannelKind, facts: ChannelFacts | None) -> None:
        found = self.found
        if found is None:
            return
        form = ChannelForm(self._context, self, kind, [f.channel.name for f in found.channels], facts)
        form.acted.connect(self._on_acted)
        form.key_made.connect(self._on_key_made)
        form.open()

    def _on_key_made(self, channel: str, key: str) -> None:
        SigningKeySheet(self._context, self, channel, key).open()

    def _change_quiet_hours(self) -> None:
        if self.found is not None:
            sheet = QuietSheet(self._context, self, self.found.quiet)
            sheet.acted.connect(self._on_acted)
            sheet.open()

    def _on_asked(self, act: str, name: str) -> None:
        facts = self.found.channel(name) if self.found is not None else None
        if facts is None:
            return
        if act == "test":
            self._test(name)
        elif act == "edit":
            self._open_form(facts.channel.kind, facts)
        elif act == "remove":
            self._remove(facts)

    def _test(self, name: str) -> None:
        if name in self._testing:
            return
        self._testing.add(name)
        self.changed.emit()

        def ended(said: str, *, bad: bool) -> None:
            self._testing.discard(name)
            if bad:
                self._doing.bar.say_trouble(said)
            else:
                self._doing.bar.offer(said)
            self.changed.emit()

        arrived = self.tr("A test went to {name}, and it was taken.").format(name=name)
        lost = self.tr("The test did not reach {name}. {why}")
        self._doing.do(
            [Step("alert.test", {"name": name}, long=True)],
            done=lambda _: ended(arrived, bad=False),
            failed=lambda error: ended(lost.format(name=name, why=words_of(error)), bad=True),
        )

    def _remove(self, facts: ChannelFacts) -> None:
        """What was kept as its secrets goes with it, and nobody can bring that back."""
        channel = facts.channel
        steps = [Step("alert.channel.remove", {"name": channel.name})]
        said = self.tr("Removed {name}").format(name=channel.name)
        if not facts.kept_in:
            options = dict(channel.options)
            back = {"name": channel.name, "kind": channel.kind.name, "options": options, "secrets": None}
            self._doing.do(steps, said, back=[Step("alert.channel.add", back)])
            return
        sheet = TypedSheet(
            self._context,
            self,
            title=self.tr("Remove {name}?").format(name=channel.name),
            more=self.tr(
                "Nothing is told there any more. Its secrets are taken out of the {where}, and cannot be "
                "brought back."
            ).format(where=facts.kept_in),
            typed=channel.name,
            button=self.tr("Remove"),
            steps=steps,
            said=said,
        )
        sheet.acted.connect(self._on_acted)
        sheet.open()


class ChannelRow(ItemRow):
    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._icon_name = "bell"
        theme = context.theme
        self._icon = QLabel()
        self._title = ElidedLabel("", "value")
        self._result = Pill(theme)
        self._where = text_label("", "soft", wrap=True)
        self._trouble = text_label("", "small", wrap=True)
        set_style(self._trouble, "tone", "bad")
        self._trouble.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._used = text_label("", "small", wrap=True)
        self._test = IconButton(theme, "send", self.tr("Send a test"), act=self._asker("test"))
        self._edit = IconButton(theme, "edit", name=self.tr("Edit"), kind="flat", act=self._asker("edit"))
        self._remove = IconButton(
            theme, "trash", name=self.tr("Remove"), kind="flat", act=self._asker("remove")
        )
        self._arrange()
        theme.changed.connect(self._tint)

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        for part in (self._title, self._where, self._result, self._trouble, self._used):
            words.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(12)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        for button in (self._test, self._edit, self._remove):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def controls(self) -> Sequence[QWidget]:
        return self._test, self._edit, self._remove

    def show_facts(self, facts: ChannelFacts, *, testing: bool) -> None:
        channel, last = facts.channel, facts.last
        self.name, self.id = channel.name, channel.id
        self._icon_name = CHANNEL_ICONS[channel.kind.name]
        kind = channel_title(channel.kind)
        same = channel.kind.title.casefold() == channel.name.casefold()
        self._title.setText(channel.name if same else f"{channel.name}  ·  {kind}")
        self._where.setText(channel_words(facts))
        self._where.setVisible(bool(self._where.text()))
        trouble = ""
        if testing:
            self._result.say("send", self.tr("Sending a test…"), "text_soft")
        elif last is None or last.ended_us is None:
            self._result.say("info", self.tr("Nothing sent yet"), "text_soft")
        else:
            ago = formats.ago(now_us() - last.ended_us)
            what = self.tr("A test") if last.act == "test" else self.tr("The last message")
            if last.state == "sent":
                self._result.say("check", self.tr("{what} arrived {ago}").format(what=what, ago=ago), "good")
            else:
                said = self.tr("{what} did not arrive, {ago}").format(what=what, ago=ago)
                self._result.say("alert", said, "bad")
                trouble = last.trouble or ""
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))
        used = self.tr("1 rule that is on tells it") if facts.rules == 1 else ""
        used = used or self.tr("{n} rules that are on tell it").format(n=facts.rules)
        self._used.setText(used if facts.rules else self.tr("No rule that is on tells it"))
        self._test.setEnabled(not testing)
        self.setAccessibleName(f"{channel.name}: {self._result.text}")
        self.setAccessibleDescription(
            f"{channel.name} {kind}. {self._where.text()}. {self._result.text}. {trouble}"
        )
        for button, form in (
            (self._test, self.tr("Send a test to {name}")),
            (self._edit, self.tr("Edit {name}")),
            (self._remove, self.tr("Remove {name}")),
        ):
            button.setAccessibleName(form.format(name=channel.name))
        self._tint()

    def ask(self, act: str) -> None:
        super().ask({"switch": "test", "menu": "edit"}.get(act, act))

    def _asker(self, act: str) -> Callable[[], None]:
        def ask() -> None:
            self.ask(act)

        return ask

    def _tint(self) -> None:
        tokens = self._context.theme.tokens
        picture = line_pixmap(
            self._icon_name, tokens.colours["text_soft"], tokens.px(20), self.devicePixelRatioF()
        )
        self._icon.setPixmap(picture)


class QuietRow(QFrame):
    """The hours in which messages wait."""

    def __init__(self, theme: Theme, change: Callable[[], object]) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("kind", "item")
        self._moon = QLabel()
        self._moon.setAccessibleName(self.tr("Quiet hours"))
        self._words = text_label("", "soft", wrap=True)
        name = self.tr("Change the quiet hours")
        button = IconButton(theme, "edit", self.tr("Change"), name=name, act=change)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(text_label(self.tr("Quiet hours"), "value"))
        words.addWidget(self._words)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(12)
        row.addWidget(self._moon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        theme.changed.connect(self._tint)
        self._tint()

    def say(self, words: str) -> None:
        self._words.setText(words)

    def _tint(self) -> None:
        tokens = self._theme.tokens
        picture = line_pixmap("moon", tokens.colours["text_soft"], tokens.px(20), self.devicePixelRatioF())
        self._moon.setPixmap(picture)
