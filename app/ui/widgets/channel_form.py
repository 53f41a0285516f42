"""A channel is made or changed. What is secret of it is typed once, and never shown again."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.core.alert_channels import Channel, ChannelKind, Option
from app.core.errors import AlertError, AppError
from app.core.names import free_name
from app.services.channel_secrets import completed
from app.ui.alert_words import channel_help, channel_title, option_help, option_label
from app.ui.context import Context
from app.ui.doing import Step
from app.ui.models.alerts import ChannelFacts
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.code_box import CodeBox
from app.ui.widgets.fields import FormGrid
from app.ui.widgets.secret_field import SecretField
from app.ui.widgets.sheet import Sheet


class ChannelForm(ActingSheet):
    """With `facts`, that channel is changed: its secrets that are left empty stay as they are."""

    key_made = Signal(str, str)  # a channel, and what it signs with: to be shown once

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        kind: ChannelKind,
        taken: Collection[str],
        facts: ChannelFacts | None = None,
    ) -> None:
        super().__init__(context, parent, width_px=560)
        self._kind, self._facts = kind, facts
        self._fresh_key: tuple[str, str] | None = None  # a channel, and what was thought up for it
        self.acted.connect(self._on_stored)
        title = (
            self.tr("New channel: {kind}").format(kind=channel_title(kind))
            if facts is None
            else facts.channel.name
        )
        self.name(title, channel_help(kind))
        form = FormGrid()
        self.body.addLayout(form)
        self._called = free_name(kind.name, taken, "{name}-{n}") if facts is None else facts.channel.name
        self._line = QLineEdit("" if facts is None else self._called)
        self._line.setPlaceholderText(self._called)
        form.add(self.tr("Name"), self._line, self.tr("Rules tell it by this name."))
        self._fields = {option.name: self._add_field(form, option) for option in kind.options}
        self.body.addStretch()
        self.add_close()
        self._act_button(self.tr("Add channel") if facts is None else self.tr("Save"), self._on_save)
        first = next(iter(self._fields.values()), None)
        (first or self._line).setFocus()

    def _add_field(self, form: FormGrid, option: Option) -> QWidget:
        label, help_ = option_label(option), option_help(option)
        if not option.needed:
            label = self.tr("{label} (optional)").format(label=label)
        if option.secret:
            return form.add(label, SecretField(self._context.theme, self._hint_for_secret()), help_)
        now = "" if self._facts is None else self._facts.channel.options.get(option.name, "")
        if option.choices:
            choices: list[tuple[object, str]] = [(choice, choice) for choice in option.choices]
            return form.add_choice(label, choices, now or option.default, help_)
        return form.add_line(label, now, option.default, help_)

    def _hint_for_secret(self) -> str:
        if self._facts is None:
            return self.tr("goes into the key store of this computer")
        if self._facts.kept_in:
            return self.tr("kept in the {where}; empty: as it is").format(where=self._facts.kept_in)
        return self.tr("not on this computer: give it anew")

    # ---- saving

    def _options(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for option in self._kind.options:
            field = self._fields[option.name]
            if isinstance(field, QComboBox):
                found[option.name] = field.currentData()
            elif isinstance(field, QLineEdit) and not option.secret:
                found[option.name] = field.text().strip()
        return found

    def _secrets(self) -> dict[str, str]:
        """A password may begin and end with blanks; nothing else that is secret does."""
        found: dict[str, str] = {}
        for option in self._kind.options:
            field = self._fields[option.name]
            if option.secret and isinstance(field, QLineEdit) and field.text():
                found[option.name] = field.text() if option.name == "password" else field.text().strip()
        return found

    def _on_save(self) -> None:
        facts, options = self._facts, self._options()
        name = self._line.text().strip() or self._called
        given = {option: value for option, value in options.items() if value}
        try:
            self._check_needed(given)
            Channel(name, self._kind, MappingProxyType(given))
            secrets = self._secrets() if facts else completed(self._kind, self._secrets())
        except AppError as error:
            self.say_error(error)
            return
        if facts is not None:
            self._change(facts, name, options, secrets)
            return
        fresh = "signing_key" in secrets and "signing_key" not in self._secrets()
        self._fresh_key = (name, secrets["signing_key"]) if fresh else None
        self.act(
            [
                Step(
                    "alert.channel.add",
                    {"name": name, "kind": self._kind.name, "options": given, "secrets": secrets},
                )
            ],
            self.tr("Added {name}. A test shows whether it arrives.").format(name=name),
            back=[Step("alert.channel.remove", {"name": name})],
            waiting=self._storing() if secrets else "",
        )

    def _change(
        self, facts: ChannelFacts, name: str, options: Mapping[str, str], secrets: Mapping[str, str]
    ) -> None:
        before = facts.channel.name
        said = self.tr("Changed {name}. A test shows whether it still arrives.").format(name=name)
        if name != before:
            said = self.tr("{before} is called {name} now, in the rules that tell it, too.").format(
                before=before, name=name
            )
        words = {"name": before, "to": name, "options": options, "secrets": secrets}
        back = {**_words_of(facts.channel), "name": name, "to": before}
        moved = name != before and bool(facts.kept_in)
        self.act(
            [Step("alert.channel.set", words)],
            said,
            back=[] if secrets else [Step("alert.channel.set", back)],
            waiting=self._storing() if secrets or moved else "",
        )

    def _storing(self) -> str:
        return self.tr("Storing it… Your keyring may ask you for its password.")

    def _on_stored(self) -> None:
        if self._fresh_key is not None:
            self.key_made.emit(*self._fresh_key)

    def _check_needed(self, given: Mapping[str, str]) -> None:
        """In the words of the form, and with the cursor where something is missing."""
        for option in self._kind.options:
            there = bool(given.get(option.name) or option.default)
            if option.secret:
                kept = self._facts is not None and bool(self._facts.kept_in)
                there = kept or bool(self._secrets().get(option.name))
            if option.needed and not there:
                self._fields[option.name].setFocus()
                raise AlertError(
                    self.tr("{label} is missing: {help}").format(
                        label=option_label(option), help=option_help(option)
                    )
                )


class SigningKeySheet(Sheet):
    """What a webhook signs with, this once."""

    def __init__(self, context: Context, parent: QWidget, channel: str, key: str) -> None:
        super().__init__(context.theme, parent, width_px=620, height_px=0)
        self.name(
            self.tr("The signing key of {channel}").format(channel=channel),
            self.tr(
                "Whoever receives checks X-Tollgate-Signature with it. It is shown this once: copy it now; "
                "Tollgate keeps it in the key store."
            ),
        )
        self.key = CodeBox(context.theme, self.tr("The signing key"), context.frame.say)
        self.key.show_lines(key)
        self.body.addWidget(self.key)
        self.body.addStretch()
        self.add_button(self.tr("I have copied it"), primary=True).clicked.connect(self.accept)
        self.key.copy.setFocus()


def _words_of(channel: Channel) -> dict[str, Any]:
    return {
        "options": {o.name: channel.options.get(o.name, "") for o in channel.kind.options if not o.secret}
    }
