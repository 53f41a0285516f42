"""`python -m tests.proxy.alone URL`: a proxy in a process of its own, to see what it needs."""

import signal
import sys
from collections.abc import Sequence

from app.core.calls import Call
from app.proxy import ProxyRunner
from tests.proxy.kit import TestDesk


class Forgetful(TestDesk):
    """Counts the calls; keeps none."""

    count = 0

    def record(self, calls: Sequence[Call]) -> int:
        self.count += len(calls)
        return len(calls)


def main() -> None:
    runner = ProxyRunner(Forgetful(sys.argv[1]), port=0)
    runner.start()
    print(runner.port, flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    runner.stop(1)


if __name__ == "__main__":
    main()
