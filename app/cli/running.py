"""Doing things in the Tollgate that runs, or in one opened for this command only."""

from collections.abc import Mapping
from typing import Any

from app.core.errors import InstanceError
from app.platform.control import ask
from app.platform.home import Home
from app.platform.instance import Instance, running

_PATIENCE_S = 6 * 3600  # a large ledger takes its time; who waits can stop waiting


def operate(home: Home, name: str, arguments: Mapping[str, Any]) -> Any:
    """Perform an operation where the one writer is."""
    other = running(home)
    if other is not None:
        return ask(home, _url(other), "POST", f"/-/operations/{name}", arguments, timeout_s=_PATIENCE_S)
    from app.assembly import opened
    from app.services.operations import perform

    with opened(home, name) as office:
        return perform(office, name, arguments)


def health(home: Home) -> Any | None:
    """What the running Tollgate says of itself; None when none runs."""
    other = running(home)
    return None if other is None or other.url is None else ask(home, other.url, "GET", "/-/status")


def _url(instance: Instance) -> str:
    if instance.url is None:
        raise InstanceError(
            f"Process {instance.pid} ({instance.kind}) holds the home and does not listen.",
            "Try again when it is done, or start its proxy.",
        )
    return instance.url
