"""What the engine tells whoever listens. News carries no business data: who hears it asks again."""

from dataclasses import dataclass
from enum import Flag, auto


class Scope(Flag):
    CALLS = auto()
    PROVIDERS = auto()
    SETTINGS = auto()
    HEALTH = auto()
    PRICES = auto()
    BUDGETS = auto()
    REGISTER = auto()  # clients, tokens, projects, rules, accounts, routings, aliases
    ALERTS = auto()
    PAST = auto()  # what was recorded is another by now: what calls cost, or whose they were


@dataclass(frozen=True, slots=True)
class LedgerChanged:
    scopes: Scope


@dataclass(frozen=True, slots=True)
class ProxyChanged:
    """The proxy started, stopped, or could not."""

    url: str | None
    trouble: str | None = None
    other_port: int | None = None  # may be free, where the trouble is that the port is not


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    keys: frozenset[str]


News = LedgerChanged | ProxyChanged | SettingsChanged
