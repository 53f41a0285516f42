"""Doing things in the Tollgate that runs, or in one opened for this command only."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any

from app.core.errors import InstanceError
from app.platform.control import ask
from app.platform.home import Home
from app.platform.instance import Instance, running, settled

_PATIENCE_S = 6 * 3600  # a large ledger takes its time; who waits can stop waiting


def operate(home: Home, name: str, arguments: Mapping[str, Any]) -> Any:
    """Perform an operation where the one writer is."""
    with operating(home, name) as perform:
        return perform(name, arguments)


@contextmanager
def operating(home: Home, command: str) -> Generator[Callable[[str, Mapping[str, Any]], Any]]:
    """For several operations: what it gives performs one by its name."""
    other = settled(home)
    if other is not None:
        url = _control(other)
        yield lambda name, arguments: ask(
            home, url, "POST", f"/-/operations/{name}", arguments, timeout_s=_PATIENCE_S
        )
        return
    from app.assembly import opened
    from app.services.operations import perform

    with opened(home, command) as office:
        yield lambda name, arguments: perform(office, name, arguments)


def health(home: Home) -> Any | None:
    """What the running Tollgate says of itself; None when none runs that could be asked."""
    other = running(home)
    return None if other is None or other.control is None else ask(home, other.control, "GET", "/-/status")


def _control(instance: Instance) -> str:
    if instance.control is None:
        raise InstanceError(
            f"Process {instance.pid} ({instance.kind}) is at work on this home.", "Try again when it is done."
        )
    return instance.control
