"""A provider of one's own, or where one that is known is pointed."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QWidget

from app.core.errors import AppError
from app.core.providers import APIS, Provider
from app.services.key_acts import keys_led_elsewhere
from app.ui.context import Context
from app.ui.doing import Step
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.fields import FormGrid

_APIS = {
    "openai": "OpenAI",
    "anthropic": "Anthropic",
    "gemini": "Gemini",
    "ollama": "Ollama",
    "azure": "Azure OpenAI",
}


class ProviderSheet(ActingSheet):
    def __init__(
        self, context: Context, parent: QWidget, provider: Provider | None = None, *, changed: bool = False
    ) -> None:
        super().__init__(context, parent, width_px=560)
        self._provider, self._changed = provider, changed
        if provider is None:
            self.name(
                self.tr("A provider of your own"),
                self.tr("Any host that speaks one of these APIs. Tools call it under its name here."),
            )
        else:
            self.name(provider.name, self.tr("Calls to /{id}/… go to its base URL.").format(id=provider.id))
        form = FormGrid()
        self.body.addLayout(form)
        if provider is None:
            self._id = form.add_line(
                self.tr("Id"),
                hint=self.tr("such as my-gateway"),
                help_=self.tr("A part of addresses: lower-case letters, digits, - and _."),
            )
        self._name = form.add_line(
            self.tr("Name"), provider.name if provider else "", self.tr("how it is shown")
        )
        self._api = form.add_choice(
            self.tr("API"), [(api, _APIS[api]) for api in APIS], provider.api if provider else "openai"
        )
        self._base_url = form.add_line(
            self.tr("Base URL"),
            provider.base_url if provider else "",
            self.tr("https://host, without a version"),
        )
        self._local = QCheckBox(self.tr("On this computer or the LAN: free, plain http allowed"))
        self._local.setChecked(bool(provider and provider.local))
        form.add(self.tr("Local"), self._local)
        self._usage = QCheckBox(self.tr("Ask its streams to report their usage"))
        self._usage.setChecked(provider is None or provider.inject_usage)
        form.add(self.tr("Usage"), self._usage)
        form.show_field(self._usage, shown=provider is not None)
        self.body.addStretch()
        self.add_close()
        self._act_button(self.tr("Add it") if provider is None else self.tr("Save"), self._on_save)

    def _on_save(self) -> None:
        values: dict[str, Any] = {
            "api": self._api.currentData(),
            "base_url": self._base_url.text().strip(),
            "name": self._name.text().strip(),
            "local": self._local.isChecked(),
        }
        provider = self._provider
        if provider is None:
            id_ = self._id.text().strip()
            self.act(
                [Step("provider.add", {"id": id_, **values})],
                self.tr("{name} is added.").format(name=values["name"] or id_),
                back=[Step("provider.remove", {"id": id_})],
            )
            return
        values["inject_usage"] = self._usage.isChecked()
        after = replace(provider, base_url=values["base_url"], local=values["local"])
        if not self.ask_first(question_of(self._context, provider, after)):
            return
        back = [Step("provider.set", {"id": provider.id, "changes": values_of(provider)})]
        if provider.builtin and not self._changed:
            back = [Step("provider.remove", {"id": provider.id})]
        self.act(
            [Step("provider.set", {"id": provider.id, "changes": values})],
            self.tr("{name} is changed.").format(name=values["name"]),
            back=back,
        )


def question_of(context: Context, before: Provider, after: Provider, account: str | None = None) -> str:
    """What has to be known before keys go to another host; empty where none does."""
    try:
        kept, accounts = context.engine.keys.all(), context.engine.accounts.all
        moved = keys_led_elsewhere(kept, before, after, accounts, account)
    except AppError:
        return ""  # an address that is none is refused when it is to be kept
    if not moved:
        return ""
    names = ", ".join(str(name) for name in moved)
    return QCoreApplication.translate(
        "ProviderSheet",
        "From now on {host} gets what is stored for {names}. If that key is for this host, press again; "
        "else remove the key first.",
    ).format(host=urlsplit(after.base_url).netloc, names=names)


def values_of(provider: Provider) -> dict[str, Any]:
    return {
        "api": provider.api,
        "base_url": provider.base_url,
        "name": provider.name,
        "local": provider.local,
        "inject_usage": provider.inject_usage,
    }


def api_name(api: str) -> str:
    return _APIS[api]
