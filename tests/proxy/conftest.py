"""A proxy on a real socket, before a scripted upstream, with a desk that remembers."""

from collections.abc import Callable, Iterator

import pytest

from app.proxy import Limits, ProxyRunner
from tests.fakes.upstream import Script, Upstream, answer
from tests.proxy.kit import Stage, TestDesk

Start = Callable[..., Stage]


@pytest.fixture
def stage() -> Iterator[Start]:
    """Starts an upstream with a script and a proxy before it; both end with the test."""
    started: list[Stage] = []

    def start(script: Script | None = None, *, limits: Limits | None = None, **options: object) -> Stage:
        upstream = Upstream(script or answer(b'{"ok":true}'), **options)  # type: ignore[arg-type]
        desk = TestDesk(upstream.url)
        runner = ProxyRunner(desk, port=0, limits=limits or Limits(sweep_s=0.05))
        runner.start()
        made = Stage(upstream, desk, runner)
        started.append(made)
        return made

    yield start
    for made in started:
        made.close()
