"""Which commands there are. Each is imported when it is wanted, so that `status` answers a prompt at once."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module

from app.cli.frame import Command

# module:ATTRIBUTE, in the order of the help; a command is called as its attribute.
_PLACES = (
    "serve:SERVE", "status:STATUS", "calls:CALLS", "calls:REPORT", "tools:ENV", "connect:CONNECT",
    "connect:DISCONNECT", "providers:PROVIDER", "keys:KEY", "clients:CLIENT", "projects:PROJECT",
    "accounts:ACCOUNT", "aliases:ALIAS", "prices:PRICE", "budgets:BUDGET", "alerts:ALERT",
    "settings:SETTINGS", "audit:AUDIT",
    "care:BACKUP", "care:BACKUPS", "recovery:RESTORE", "recovery:SALVAGE", "upkeep:VERIFY",
    "upkeep:RECONCILE", "upkeep:VACUUM", "upkeep:PURGE", "transfer:EXPORT", "transfer:IMPORT", "care:MIGRATE",
    "care:MIGRATIONS", "doctor:DOCTOR", "demo:DEMO",
)  # fmt: skip
_PLACE_OF = {place.partition(":")[2].lower(): place for place in _PLACES}
_TAKES_A_VALUE, _OF_THE_WINDOW = "--home", ("--hidden", "--json", "--version")


@cache
def every() -> tuple[Command, ...]:
    return tuple(_at(place) for place in _PLACES)


def wanted(words: Sequence[str]) -> tuple[Command, ...]:
    """The command that these words begin with; none for the window alone, and all to tell what there is."""
    rest = iter(words)
    for word in rest:
        if word == _TAKES_A_VALUE:
            next(rest, None)
        elif word in _PLACE_OF:
            return (_at(_PLACE_OF[word]),)
        elif word not in _OF_THE_WINDOW and not word.startswith(f"{_TAKES_A_VALUE}="):
            return every()
    return ()


def _at(place: str) -> Command:
    module, _, attribute = place.partition(":")
    return getattr(import_module(f"app.cli.{module}"), attribute)
