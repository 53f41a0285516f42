"""The providers: those known from the start, those the user made, and where either is pointed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from app.core.errors import ProviderError
from app.core.providers import APIS, Api, Provider, read_base_url, same_host
from app.ledger import reading
from app.platform.bundle import RESOURCES

if TYPE_CHECKING:
    from app.ledger import Ledger

_LONGEST_NAME = 60
_RESERVED = frozenset({"-", "v1", "v1beta", "v1alpha", "v2", "api"})


def builtin_providers() -> dict[str, Provider]:
    with (RESOURCES / "providers.toml").open("rb") as file:
        rows = tomllib.load(file)
    return {id_: Provider(id=id_, builtin=True, **row) for id_, row in rows.items()}


def known_providers(ledger: Path) -> dict[str, Provider]:
    """All of them, for who only reads."""
    with reading(ledger) as reader:
        kept = reader.providers() if reader else []
    return _merged(builtin_providers(), kept)


def _merged(builtin: Mapping[str, Provider], kept: Iterable[Provider]) -> dict[str, Provider]:
    merged = dict(builtin)
    for provider in kept:
        own = builtin.get(provider.id)
        merged[provider.id] = replace(provider, builtin=own is not None, plan_of=own.plan_of if own else "")
    return dict(sorted(merged.items()))


class Providers:
    """All of them, as one immutable mapping that is swapped when something changes."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._builtin = builtin_providers()
        self.all: Mapping[str, Provider] = {}
        self.reload()

    def reload(self) -> None:
        """Take what the ledger keeps."""
        self.all = MappingProxyType(_merged(self._builtin, self._ledger.reader.providers()))

    def get(self, id_: str) -> Provider:
        try:
            return self.all[id_]
        except KeyError:
            raise ProviderError(
                f"There is no provider {id_!r}.",
                "`tollgate provider list` shows them; `provider add` makes one.",
            ) from None

    def default_for(self, api: Api) -> Provider:
        """Where a bare path of that API goes: the provider that has the API's name."""
        return self.all[api]

    def add(self, id_: str, api: str, base_url: str, name: str = "", *, local: bool = False) -> Provider:
        if id_ in self.all:
            raise ProviderError(
                f"There is already a provider {id_!r}.", "Change it with `tollgate provider set`."
            )
        _check_id(id_)
        if api not in APIS:
            raise ProviderError(f"{api!r} is not an API we know.", f"It is one of {', '.join(APIS)}.")
        return self._keep(Provider(id_, name or id_, api, base_url, local))

    def set(self, id_: str, changes: Mapping[str, Any]) -> Provider:
        """Change what is named in `changes`; a built-in one keeps the rest of its own."""
        return self._keep(self.changed(id_, changes))

    def changed(self, id_: str, changes: Mapping[str, Any]) -> Provider:
        """What it would be then."""
        return replace(self.get(id_), **{k: v for k, v in changes.items() if v is not None})

    def remove(self, id_: str) -> None:
        """Forget one the user made; a built-in one goes back to how it came."""
        provider = self.get(id_)
        if provider.builtin and provider == self._builtin.get(id_):
            raise ProviderError(f"{id_!r} is built in and unchanged, so there is nothing to remove.")
        self._ledger.remove_provider(id_).result()
        self.reload()

    def goes_elsewhere_without(self, id_: str) -> bool:
        """Whether its calls would have no address, or that of another host, were it removed."""
        default = self._builtin.get(id_)
        return default is None or not same_host(default, self.get(id_))

    def _keep(self, provider: Provider) -> Provider:
        provider = replace(provider, name=provider.name.strip(), base_url=provider.base_url.rstrip("/"))
        _check_name(provider.name)
        read_base_url(provider)
        self._ledger.keep_provider(provider).result()
        self.reload()
        return provider

    def stop_asking_for_usage(self, provider: Provider) -> None:
        """It refused. Called on the proxy's loop: memory at once, the ledger when it gets there."""
        refusing = replace(self.all.get(provider.id, provider), inject_usage=False)
        self.all = MappingProxyType({**self.all, provider.id: refusing})
        self._ledger.keep_provider(refusing)


def as_row(provider: Provider) -> dict[str, Any]:
    return asdict(provider)


def _check_name(name: str) -> None:
    """It is shown in windows, tables and terminals."""
    if not name or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise ProviderError(
            f"{name[:_LONGEST_NAME]!r} cannot be how a provider is shown.",
            f"Use 1 to {_LONGEST_NAME} characters that can be printed.",
        )


def _check_id(id_: str) -> None:
    plain = id_.replace("-", "").replace("_", "").replace(".", "")
    if not (plain.isascii() and plain.isalnum() and id_ == id_.lower()) or id_ in _RESERVED or len(id_) > 40:
        raise ProviderError(
            f"{id_[:_LONGEST_NAME]!r} cannot be a provider's name: it is a part of addresses.",
            "Use lower-case letters, digits, - and _, at most 40.",
        )
