"""Killed at any moment under load, the program has a row for every call that the provider saw."""

import contextlib
import json
import random
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.e2e.program import Tollgate
from tests.fakes.upstream import Gone, Upstream, answer
from tests.proxy.kit import RawClient

_KILLS = 4
_CLIENTS = 8


def load(port: int, name: str) -> None:
    """Calls, one after the other, until nobody answers."""
    with contextlib.suppress(OSError, Gone, ValueError), RawClient(port) as client:
        for number in range(100_000):
            client.ask(f"/openai/v1/x/{name}-{number}")


@pytest.mark.slow
def test_every_call_that_the_provider_saw_has_a_row_after_the_program_was_killed(tmp_path: Path) -> None:
    upstream = Upstream(answer(b"{}"))
    home = tmp_path / "home"
    program = Tollgate(home, ("provider", "set", "openai", "--base-url", upstream.url))
    chance = random.Random(4)
    for kill in range(_KILLS):
        program.__enter__()
        port = urlsplit(program.url).port
        assert port is not None
        threads = [
            threading.Thread(target=load, args=(port, f"{kill}-{number}")) for number in range(_CLIENTS)
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.2 + chance.random() / 2)  # the moment is the point
        process = program._process  # pyright: ignore[reportPrivateUsage]
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
        for thread in threads:
            thread.join()
    with program:
        rows = [json.loads(line) for line in program.tell("calls", "--json").splitlines()]
    upstream.close()
    paths = [row["path"] for row in rows]
    assert len(paths) == len(set(paths))
    assert {request.target.decode() for request in upstream.seen} <= set(paths)
    assert len(upstream.seen) > _KILLS * _CLIENTS
    ended = [row for row in rows if row["error_type"] != "interrupted"]
    assert ended
    assert all(row["status"] == 200 for row in ended)
