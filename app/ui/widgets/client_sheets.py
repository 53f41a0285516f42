"""A client is made, its token shown once, replaced, revoked; a client renamed, or merged with another."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.patterns import is_wild
from app.platform.clock import now_us
from app.services.recipes import Address, lines_for
from app.ui.context import Context
from app.ui.doing import Step
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.code_box import CodeBox
from app.ui.widgets.fields import FormGrid
from app.ui.widgets.labels import text_label
from app.ui.widgets.proxy_notice import ProxyNotice, proxy_address
from app.ui.widgets.sheet import Sheet

_DAY_US = 86_400_000_000
_EXPIRIES = (None, 7, 30, 90, 365)
_GRACES = (0, 1, 24)
_HOUR_US = 3_600_000_000


class NewClientSheet(ActingSheet):
    """A name, what its token may be used for, and until when."""

    def __init__(self, context: Context, parent: QWidget, projects: Sequence[str]) -> None:
        super().__init__(context, parent, width_px=560)
        self.name(
            self.tr("A client with a token"),
            self.tr(
                "The tool shows the token instead of a key, and Tollgate puts your stored key in its place. "
                "It can be revoked without touching the key."
            ),
        )
        form = FormGrid()
        self.body.addLayout(form)
        self._name = form.add_line(self.tr("Name"), hint=self.tr("such as support-bot"))
        self._project = form.add_choice(
            self.tr("Project"),
            [(None, self.tr("None")), *((name, name) for name in projects)],
            help_=self.tr("Of its calls that name none."),
        )
        self._providers = form.add_line(
            self.tr("Providers"), hint=self.tr("All"), help_=self.tr("Such as openai, anthropic.")
        )
        self._models = form.add_line(
            self.tr("Models"), hint=self.tr("All"), help_=self.tr("Patterns such as gpt-5*, claude-haiku-*.")
        )
        days = [(d, self.tr("Never") if d is None else self.tr("In {n} days").format(n=d)) for d in _EXPIRIES]
        self._expires = form.add_choice(self.tr("Expires"), days)
        self.body.addStretch()
        self.add_close()
        self._act_button(self.tr("Make the token"), self._on_make)

    def _on_make(self) -> None:
        days = self._expires.currentData()
        self.act(
            [
                Step(
                    "client.add",
                    {
                        "name": self._name.text().strip(),
                        "project": self._project.currentData(),
                        "providers": _words(self._providers),
                        "models": _words(self._models),
                        "expires_us": None if days is None else now_us() + days * _DAY_US,
                    },
                )
            ],
            "",
        )


class RotateSheet(ActingSheet):
    """Another token for the same."""

    def __init__(self, context: Context, parent: QWidget, client: str) -> None:
        super().__init__(context, parent, width_px=480)
        self._client = client
        self.name(
            self.tr("A new token for {client}").format(client=client),
            self.tr("It may be used for the same. The old one ends, and cannot be brought back."),
        )
        form = FormGrid()
        self.body.addLayout(form)
        named = {0: self.tr("At once"), 1: self.tr("In an hour"), 24: self.tr("In a day")}
        self._grace = form.add_choice(self.tr("The old one ends"), [(h, named[h]) for h in _GRACES], 1)
        self.body.addStretch()
        self.add_close()
        self._act_button(self.tr("Make the new token"), self._on_rotate)

    def _on_rotate(self) -> None:
        grace_us = self._grace.currentData() * _HOUR_US
        self.act([Step("client.rotate", {"name": self._client, "grace_us": grace_us})], "")


class TokenSheet(Sheet):
    """The token, this once, and what a tool is given with it."""

    def __init__(self, context: Context, parent: QWidget, made: dict[str, Any]) -> None:
        super().__init__(context.theme, parent, width_px=640, height_px=0)
        self.name(
            self.tr("The token of {client}").format(client=made["client"]),
            self.tr("It is shown this once: copy it now. Tollgate keeps only its fingerprint."),
        )
        say = context.frame.say
        self.token = CodeBox(context.theme, self.tr("The token"), say)
        self.token.show_lines(made["token"])
        self.body.addWidget(self.token)
        self._context, self._made = context, made
        self.body.addWidget(ProxyNotice(context))
        self._heading = text_label(self.tr("For programs with an OpenAI or Anthropic SDK"), "value")
        self._lines = CodeBox(context.theme, self.tr("Lines for the shell"), say)
        self._elsewhere = text_label("", "small", wrap=True)
        for part in (self._heading, self._lines, self._elsewhere):
            self.body.addWidget(part)
        context.bridge.proxy_changed.connect(self._show_address)
        self._show_address()
        self.body.addStretch()
        self.add_button(self.tr("I have copied it"), primary=True).clicked.connect(self.accept)
        self.token.copy.setFocus()

    def _show_address(self, _news: object = None) -> None:
        url = proxy_address(self._context)
        for part in (self._heading, self._lines, self._elsewhere):
            part.setVisible(url is not None)
        if url is None:
            return
        address, made = Address(url), self._made
        self._lines.show_lines("\n".join(lines_for("posix", environment(address, made))))
        more = self.tr("Any other tool takes the token where its API key goes, and {url} as its base URL.")
        provider = next((p for p in made["providers"] if not is_wild(p)), "openai")
        self._elsewhere.setText(more.format(url=f"{address.base}/{provider}"))


def environment(address: Address, made: dict[str, Any]) -> dict[str, str]:
    """As SDKs read it, for the providers that the token is for."""
    token, providers = made["token"], made["providers"]
    found: dict[str, str] = {}
    others = [p for p in providers if p != "anthropic" and not is_wild(p)]
    if not providers or others:
        found["OPENAI_BASE_URL"] = f"{address.base}/{others[0] if others else 'openai'}/v1"
        found["OPENAI_API_KEY"] = token
    if not providers or "anthropic" in providers:
        found["ANTHROPIC_BASE_URL"] = f"{address.base}/anthropic"
        found["ANTHROPIC_API_KEY"] = token
    return found


class NameSheet(ActingSheet):
    """One line: another name for a client or a project, or a new project's."""

    def __init__(
        self, context: Context, parent: QWidget, *, title: str, more: str, before: str, operation: str
    ) -> None:
        super().__init__(context, parent, width_px=460)
        self._before, self._operation = before, operation
        self.name(title, more)
        form = FormGrid()
        self.body.addLayout(form)
        self._name = form.add_line(self.tr("Name"), before)
        self._name.selectAll()
        self.body.addStretch()
        self.add_close()
        self._act_button(self.tr("Rename") if before else self.tr("Add"), self._on_named)

    def _on_named(self) -> None:
        name, before = self._name.text().strip(), self._before
        if name == before:
            self.reject()
        elif before:
            self.act(
                [Step(self._operation, {"name": before, "to": name})],
                self.tr("{before} is called {name} now, in everything that was recorded, too.").format(
                    before=before, name=name
                ),
                back=[Step(self._operation, {"name": name, "to": before})],
            )
        else:
            self.act([Step(self._operation, {"name": name})], self.tr("{name} is added.").format(name=name))


class MergeSheet(ActingSheet):
    """Two clients that are one. There is no way back, so it is asked for twice."""

    def __init__(self, context: Context, parent: QWidget, client: str, others: Sequence[str]) -> None:
        super().__init__(context, parent, width_px=520)
        self._client = client
        self.name(
            self.tr("Merge {client} into another client").format(client=client),
            self.tr("All its calls, tokens and budgets become the other's. This cannot be taken back."),
        )
        form = FormGrid()
        self.body.addLayout(form)
        self._into = form.add_choice(self.tr("Into"), [(name, name) for name in others])
        self._typed = form.add_line(self.tr("Type {name} to confirm").format(name=client))
        self._typed.textChanged.connect(self._on_typed)
        self.body.addStretch()
        self.add_close()
        self._act_button(self.tr("Merge them"), self._on_merge).setEnabled(False)

    def _on_typed(self, text: str) -> None:
        if self._button is not None:
            self._button.setEnabled(text.strip() == self._client and self._into.count() > 0)

    def _on_merge(self) -> None:
        into = self._into.currentData()
        self.act(
            [Step("client.merge", {"name": self._client, "to": into}, long=True)],
            self.tr("{client} is {into} now.").format(client=self._client, into=into),
            waiting=self.tr("Moving its calls…"),
        )


def _words(field: QLineEdit) -> list[str]:
    return [word for word in field.text().replace(",", " ").split() if word]
