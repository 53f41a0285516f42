"""Doing things in the Tollgate that runs, or in one opened for this command only."""

import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from app.core.errors import AppError, InstanceError
from app.platform.control import ask
from app.platform.home import Home
from app.platform.instance import Instance, running, settled

_PATIENCE_S = 6 * 3600  # a large ledger takes its time; who waits can stop waiting
_LOOK_EVERY_S, _ANSWER_S = 0.5, 5.0


def operate(
    home: Home, name: str, arguments: Mapping[str, Any], progress: Callable[[float], None] | None = None
) -> Any:
    """Perform an operation where the one writer is. `progress` hears how much is done, where that is told."""
    with operating(home, name, progress) as perform:
        return perform(name, arguments)


@contextmanager
def operating(
    home: Home, command: str, progress: Callable[[float], None] | None = None
) -> Generator[Callable[[str, Mapping[str, Any]], Any]]:
    """For several operations: what it gives performs one by its name."""
    other = settled(home)
    if other is not None:
        url = _control(other)

        def asked(name: str, arguments: Mapping[str, Any]) -> Any:
            path = f"/-/operations/{name}"
            with _followed(home, url, path, progress):
                return ask(home, url, "POST", path, arguments, timeout_s=_PATIENCE_S)

        yield asked
        return
    from app.assembly import opened
    from app.services.operations import perform

    with opened(home, command) as office:
        tell = progress or _unseen
        yield lambda name, arguments: perform(office, name, arguments, progress=tell)


@contextmanager
def _followed(home: Home, url: str, path: str, progress: Callable[[float], None] | None) -> Generator[None]:
    """Ask every now and then how far it is."""
    done = threading.Event()

    def follow() -> None:
        while progress is not None and not done.wait(_LOOK_EVERY_S):
            with suppress(AppError):
                share = ask(home, url, "GET", path, timeout_s=_ANSWER_S)["share"]
                if share is not None:
                    progress(share)

    thread = threading.Thread(target=follow, name="progress")
    if progress is not None:
        thread.start()
    try:
        yield
    finally:
        done.set()
        if progress is not None:
            thread.join()


def _unseen(_: float) -> None:
    return None


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
