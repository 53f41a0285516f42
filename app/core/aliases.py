"""Names that stand for models: `fast` for a chain of them, the next where one is refused."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.core.errors import AliasError
from app.core.providers import Provider


class Target(NamedTuple):
    provider: str | None  # None: the one that the call is addressed to
    model: str

    def __str__(self) -> str:
        return f"{self.provider}/{self.model}" if self.provider else self.model


@dataclass(frozen=True, slots=True)
class Alias:
    name: str
    targets: tuple[Target, ...]


def read_target(text: str, providers: Container[str]) -> Target:
    """`gpt-5-mini`, or `openai/gpt-5-mini`. Some models have a slash of their own."""
    head, slash, rest = text.strip().partition("/")
    if slash and rest and head in providers:
        return Target(head, rest)
    if not text.strip():
        raise AliasError("A target of an alias has no name.", "Write a model, or PROVIDER/MODEL.")
    return Target(None, text.strip())


def chain(alias: Alias, addressed: Provider, providers: Mapping[str, Provider]) -> list[tuple[Provider, str]]:
    """Where a call to `addressed` can be sent, in order. Only to providers of its API: nothing translates."""
    found: list[tuple[Provider, str]] = []
    for provider_id, model in alias.targets:
        provider = addressed if provider_id is None else providers.get(provider_id)
        if provider is not None and provider.api == addressed.api:
            found.append((provider, model))
    return found
