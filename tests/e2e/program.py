"""Tollgate as a user has it: a process with a home of its own, asked by its command line."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "app")
_PATIENCE_S = 40.0

Row = dict[str, Any]


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """Nothing of the developer's own: no keys, no proxies, no settings of other tools."""
    kept = ("PATH", "LANG", "SYSTEMROOT", "TEMP", "TMP")
    inherited = {name: os.environ[name] for name in kept if name in os.environ}
    return {
        **inherited,
        "HOME": str(home),
        "USERPROFILE": str(home),
        "NO_PROXY": "127.0.0.1,localhost",
        **more,
    }


class Tollgate:
    """Serves for as long as the `with` lasts; afterwards it must have stopped well, without a complaint."""

    url: str

    def __init__(self, home: Path, *before: tuple[str, ...]) -> None:
        """`before` are commands for the new home, before anything is served."""
        self.home = home
        self._log = home.with_suffix(".log")
        self._environment = clean_environment(home.parent)
        for words in before:
            self.tell(*words)

    def __enter__(self) -> "Tollgate":
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [*PROGRAM, "--home", str(self.home), "serve", "--json", "--port", "0"],
                stdout=subprocess.PIPE, stderr=log, text=True, cwd=ROOT, env=self._environment,
            )  # fmt: skip
        assert self._process.stdout is not None
        ready = self._process.stdout.readline()
        assert ready, self._log.read_text()
        self.url = json.loads(ready)["url"]
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(_PATIENCE_S)
        finally:
            self._process.kill()
            assert self._process.stdout is not None
            self._process.stdout.close()
        said = self._log.read_text()
        assert code == 0, said
        assert "Traceback" not in said, said

    def kill(self) -> None:
        """In the middle of whatever it does."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def tell(self, *words: str) -> str:
        """Run a command against the same home; what it printed."""
        done = subprocess.run(
            [*PROGRAM, "--home", str(self.home), *words],
            capture_output=True, text=True, cwd=ROOT, env=self._environment, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def base(self, provider: str, project: str | None = None) -> str:
        """The address of a provider, for a project that tells one test's calls from another's."""
        return f"{self.url}/@{project}/{provider}" if project else f"{self.url}/{provider}"

    def some_rows(self, **chosen: str) -> list[Row]:
        """The calls that fit, oldest first, where who calls decides how many there are; none is under way."""
        deadline = time.monotonic() + _PATIENCE_S
        words = [word for name, value in chosen.items() for word in (f"--{name}", value)]
        while True:
            under_way = json.loads(self.tell("status", "--json"))["health"]["in_flight"]
            found = [json.loads(line) for line in self.tell("calls", "--json", *words).splitlines()]
            if (found and not under_way) or time.monotonic() > deadline:
                break
            time.sleep(0.05)
        assert found
        return found[::-1]

    def rows(self, many: int, **chosen: str) -> list[Row]:
        """The calls that fit, oldest first, as soon as there are as many as expected."""
        words = [word for name, value in chosen.items() for word in (f"--{name}", value)]
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            found = [json.loads(line) for line in self.tell("calls", "--json", *words).splitlines()]
            if len(found) >= many or time.monotonic() > deadline:
                break
            time.sleep(0.05)
        assert len(found) == many, [(row["method"], row["path"], row["status"]) for row in found]
        return found[::-1]
