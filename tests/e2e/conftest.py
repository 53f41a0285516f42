"""One Tollgate and one of each upstream for all of these tests; projects keep their calls apart."""

import json
import signal
import subprocess
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import matrix, upstreams
from tests.e2e.clients import HERE, Clients, NotInstalled, install
from tests.e2e.exchanges import Api
from tests.e2e.program import Tollgate, clean_environment
from tests.e2e.upstreams import Upstream

_NEEDS_NODE = "needs Node.js 20 or newer, with npm"
_installed: Clients | NotInstalled | None = None
_outcomes: dict[tuple[str, str], bool] = {}


# Who begins the tests in the background of a script has interrupts ignored, and all programs below would.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Clients are installed before the clock of any test runs: on a new machine that takes a minute."""
    global _installed
    if session.config.option.collectonly or not any(HERE in item.path.parents for item in session.items):
        return
    try:
        _installed = install()
    except NotInstalled as trouble:
        _installed = trouble


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    outcome = matrix.outcome_of(report)
    if outcome is not None:
        for tried in matrix.tried_by(item):
            _outcomes[tried] = _outcomes.get(tried, True) and outcome
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _outcomes:
        terminalreporter.section("clients")
        for line in matrix.summary(_outcomes):
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def clients() -> Clients:
    if isinstance(_installed, NotInstalled):
        pytest.fail(f"the clients could not be installed: {_installed}")
    assert _installed is not None
    return _installed


@pytest.fixture(scope="session")
def agents(clients: Clients) -> Clients:
    """The clients, where those that npm has are among them."""
    if clients.modules is None:
        pytest.skip(_NEEDS_NODE)
    return clients


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("e2e")


@pytest.fixture(scope="session")
def tollgate(workshop: Path) -> Iterator[Tollgate]:
    with Tollgate(workshop / "home") as tollgate:
        yield tollgate


@pytest.fixture(scope="session")
def sample(tollgate: Tollgate) -> Iterator[Upstream]:
    with upstreams.sample() as upstream:
        for vendor in ("mistral", "cohere"):
            tollgate.tell("provider", "set", vendor, "--base-url", upstream.url)
        yield _known(tollgate, upstream)


@pytest.fixture(scope="session")
def aimock(tollgate: Tollgate, agents: Clients, workshop: Path) -> Iterator[Upstream]:
    with upstreams.aimock(agents, workshop) as upstream:
        yield _known(tollgate, upstream)


@pytest.fixture(scope="session")
def llmock(tollgate: Tollgate, clients: Clients, workshop: Path) -> Iterator[Upstream]:
    with upstreams.llmock(clients, workshop) as upstream:
        yield _known(tollgate, upstream)


def _known(tollgate: Tollgate, upstream: Upstream) -> Upstream:
    """The upstream, once it is a provider of each API."""
    for api in upstreams.APIS:
        name, url = upstream.provider(api), upstream.root(api)
        words = ("set", name) if name == api else ("add", name, "--api", api)
        tollgate.tell("provider", *words, "--base-url", url)
    return upstream


class Sdks:
    """The SDKs, in a process of their own that does what it is told."""

    def __init__(self, clients: Clients, home: Path) -> None:
        self._log = home / "sdk.log"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [str(clients.python), str(HERE / "sdk.py")],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8",
                cwd=home, env=clean_environment(home, PYTHONUTF8="1"),
            )  # fmt: skip

    def do(self, sdk: str, call: str, way: str, arguments: dict[str, Any], **where: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        job = {"sdk": sdk, "call": call, "way": way, "arguments": arguments, **where}
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, self._log.read_text()
        return json.loads(answer)

    def speak(self, api: Api, way: str, url: str, **more: Any) -> dict[str, Any]:
        """An exchange of one of the major wires; its plain one where no other is named."""
        return self.do(api.sdk, api.call, way, {**api.plain, **more}, url=url)

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(40)
        self._process.stdout.close()


@pytest.fixture(scope="session")
def sdks(clients: Clients, workshop: Path) -> Iterator[Sdks]:
    sdks = Sdks(clients, workshop)
    yield sdks
    sdks.close()
