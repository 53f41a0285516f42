"""Mixed traffic for a long time: `python3 dev.py bench soak [MINUTES] [--rate N] [--no-window]`.

A real program, its window open on a display of its own where there can be one, between tools and providers
that behave as they do in life: plain answers, streams, tools, errors, aborts, budgets, providers that are
slow, hang up, say nonsense or want a pause. Each minute shows what the program holds, and whether every call
has its row and every sum its calls. It ends with 1 where one was lost, doubled or changed, or a sum differs.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.proxy import ROOT, free_port, say
from tests.fakes.traffic import Tally, Tool, exchanges, provider, providers
from tests.fakes.upstream import Upstream

_WORKERS = 12
_PATIENCE_S = 60.0
_LIMIT = "0.01usd"
_PAGE_S = 3.0

# ---- the program ----------------------------------------------------------------------------------


class Program:
    """Tollgate in a process of its own, and what it holds."""

    def __init__(self, home: Path, display: str | None) -> None:
        self.home = home
        self.has_window = display is not None
        environment = {**os.environ, **({"DISPLAY": display} if display else {})}
        environment.pop("QT_QPA_PLATFORM", None)
        words = [] if self.has_window else ["serve"]
        self._log = home.with_suffix(".log").open("w")
        self.process = subprocess.Popen(
            [*_PROGRAM, "--home", str(home), *words],
            cwd=ROOT,
            env=environment,
            stdout=self._log,
            stderr=self._log,
        )
        self.url = self._awaited()

    def _awaited(self) -> str:
        until = time.monotonic() + _PATIENCE_S
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError, ValueError, KeyError):
                if url := json.loads((self.home / "instance.json").read_text())["url"]:
                    return url
            time.sleep(0.05)
        raise SystemExit(f"Tollgate did not start: {self.said()}")

    def said(self) -> str:
        return Path(self._log.name).read_text()

    def held(self) -> dict[str, float]:
        """Memory, descriptors and threads; what the system does not tell is left out."""
        proc = Path(f"/proc/{self.process.pid}")
        if not proc.exists():
            return {}
        status = dict(line.split(":", 1) for line in (proc / "status").read_text().splitlines())
        return {
            "MB": int(status["VmRSS"].split()[0]) / 1024,
            "descriptors": len(list((proc / "fd").iterdir())),
            "threads": int(status["Threads"]),
        }

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(_PATIENCE_S)
        finally:
            self.process.kill()
            self._log.close()


_PROGRAM = (sys.executable, "-m", "app")


def tell(home: Path, *words: str) -> str:
    done = subprocess.run(
        [*_PROGRAM, "--home", str(home), *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode not in {0, 3}:
        raise SystemExit(f"tollgate {' '.join(words)}: {done.stderr}")
    return done.stdout


@contextlib.contextmanager
def display() -> Generator[str | None]:
    """A display of its own, for as long as the `with` lasts; None where there is no X server."""
    server = shutil.which("Xvfb")
    if server is None:
        yield None
        return
    read, write = os.pipe()
    words = [server, "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    process = subprocess.Popen(words, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
    finally:
        process.terminate()
        process.wait(10)


class Reader(threading.Thread):
    """Somebody who turns the pages of the window, where there is a tool to do so."""

    def __init__(self, display: str, done: threading.Event) -> None:
        super().__init__(name="reader")
        self._display, self._done = display, done

    def run(self) -> None:
        environment = {**os.environ, "DISPLAY": self._display}
        page = 0
        while not self._done.wait(_PAGE_S):
            page = page % 9 + 1
            words = f"search --onlyvisible --name Tollgate windowfocus key ctrl+{page}".split()
            subprocess.run(["xdotool", *words], env=environment, capture_output=True, check=False, timeout=20)


# ---- the soak -------------------------------------------------------------------------------------


@dataclass
class Found:
    """One line of what is shown, and at the end the result."""

    minute: float
    calls: int
    lost: int
    doubled: int
    wrong: int
    difference_nusd: int
    held: dict[str, float]

    @property
    def good(self) -> bool:
        return not (self.lost or self.doubled or self.wrong or self.difference_nusd)

    def line(self) -> str:
        held = [f"{self.held.get(name, 0):.0f}" for name in ("MB", "descriptors", "threads")]
        counts = (self.calls, self.lost, self.doubled, self.wrong, f"{self.difference_nusd / 1e9:g}")
        return "| " + " | ".join([f"{self.minute:.1f}", *held, *map(str, counts)]) + " |"


HEAD = """| minute | memory MB | descriptors | threads | calls | lost | doubled | changed | difference $ |
|--:|--:|--:|--:|--:|--:|--:|--:|--:|"""


class Soak:
    def __init__(self, home: Path) -> None:
        self._home = home
        self._tally = Tally()
        self._rows: Counter[str] = Counter()
        self._since = time.time()

    def run(self, minutes: float, rate: float, *, window: bool) -> list[Found]:
        upstream = provider({exchange.name: exchange for exchange in exchanges()})
        with contextlib.closing(upstream), display() if window else contextlib.nullcontext() as screen:
            self._prepare(upstream.url)
            program = Program(self._home, screen)
            say("the window is open" if program.has_window else "it serves without a window")
            try:
                found = self._through(program, upstream, minutes, rate, screen)
            finally:
                code = program.stop()
            last = self._look(program, minutes, stopped=True)
        said = program.said()
        if code or "Traceback" in said or " ERROR " in said:
            raise SystemExit(f"Tollgate ended with {code}: {said[-4000:]}")
        sound = json.loads(tell(self._home, "verify", "--json"))
        if not sound["sound"]:
            raise SystemExit(f"the ledger is not sound: {sound['findings']}")
        return [*found, last]

    def outcomes(self) -> dict[str, int]:
        return dict(self._tally.outcomes.most_common())

    def wrong(self) -> list[str]:
        return self._tally.wrong

    def _prepare(self, upstream: str) -> None:
        tell(self._home, "settings", "set", "proxy.port", str(free_port()))
        for name in providers():
            tell(self._home, "provider", "set", name, "--base-url", upstream)
        tell(
            self._home, "budget", "add", "capped", "--limit", _LIMIT, "--period", "day", "--project", "capped"
        )

    def _through(
        self, program: Program, upstream: Upstream, minutes: float, rate: float, screen: str | None
    ) -> list[Found]:
        done = threading.Event()
        tools = [Tool(n, program.url, _WORKERS / rate, self._tally, done) for n in range(_WORKERS)]
        others = [Reader(screen, done)] if screen and shutil.which("xdotool") else []
        found = [self._look(program, 0)]
        began = time.monotonic()
        for thread in (*tools, *others):
            thread.start()
        try:
            while (left_s := minutes * 60 - (time.monotonic() - began)) > 0:
                time.sleep(min(60.0, left_s))
                upstream.seen.clear()
                found.append(self._look(program, (time.monotonic() - began) / 60))
        finally:
            done.set()
            for thread in (*tools, *others):
                thread.join(_PATIENCE_S)
        return found

    def _look(self, program: Program, minute: float, *, stopped: bool = False) -> Found:
        """Every call that has ended for a tool has a row within seconds, and each row is one call's."""
        with self._tally.lock:
            ended = set(self._tally.unseen)
        until = time.monotonic() + 10
        while True:
            self._read_rows()
            lost = len(ended & self._tally.unseen)
            if not lost or stopped or time.monotonic() > until:
                break
            time.sleep(0.2)
        compared = json.loads(tell(self._home, "reconcile", "--json"))
        doubled = sum(count - 1 for count in self._rows.values())
        wrong = len(self._tally.wrong)
        held = {} if stopped else program.held()
        seen = Found(minute, len(self._rows), lost, doubled, wrong, compared["difference_nusd"], held)
        print(HEAD + "\n" + seen.line() if not minute else seen.line(), flush=True)
        return seen

    def _read_rows(self) -> None:
        """Those that came since the last look; a row that was read twice is one."""
        started = time.time()
        since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self._since - 120))
        rows: dict[str, Any] = {}
        for line in tell(self._home, "calls", "--json", "--since", since).splitlines():
            row = json.loads(line)
            rows[row["id"]] = row
        counted = Counter(tag for row in rows.values() for tag in row["tags"])
        with self._tally.lock:
            self._tally.unseen -= counted.keys()
        for tag, count in counted.items():
            self._rows[tag] = max(self._rows[tag], count)
        self._since = started


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench soak", description=__doc__)
    parser.add_argument("minutes", type=float, nargs="?", default=30)
    parser.add_argument("--rate", type=float, default=40, help="calls a second")
    parser.add_argument("--no-window", action="store_true")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="tollgate-soak-") as folder:
        soak = Soak(Path(folder) / "home")
        found = soak.run(options.minutes, options.rate, window=not options.no_window)
    print(", ".join(f"{count} {outcome}" for outcome, count in soak.outcomes().items()))
    for wrong in soak.wrong()[:20]:
        print(f"changed: {wrong}")
    return 0 if all(look.good for look in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
