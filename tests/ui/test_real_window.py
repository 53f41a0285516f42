"""The program in a real window, under a window manager, by its keys alone; then what came of it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.ui.pages import PAGES

_MISSING = [name for name in ("Xvfb", "openbox", "xdotool") if shutil.which(name) is None]
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(300),
    pytest.mark.skipif(bool(_MISSING), reason=f"a real window needs {', '.join(_MISSING)}"),
]
ROOT = Path(__file__).parents[2]
_PATIENCE_S, _A_WHILE_S = 60, 8


class Desk:
    """A screen of its own, with a window manager, and a hand on its keyboard."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._log = home.with_suffix(".log")
        reading, writing = os.pipe()
        self._screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
            pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writing)
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        assert number, "the screen is there"
        self._environment = os.environ | {
            "DISPLAY": f":{number}",
            "TOLLGATE_HOME": str(home),
            "LC_ALL": "C.UTF-8",
        }
        self._environment.pop("QT_QPA_PLATFORM", None)
        self._manager = subprocess.Popen(
            ["openbox"], env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(lambda: self._hand("get_num_desktops").strip().isdigit(), "there is a window manager")

    def __enter__(self) -> "Desk":
        with self._log.open("w") as said:
            self.program = subprocess.Popen(
                [sys.executable, "-m", "app"], cwd=ROOT, env=self._environment, stdout=said, stderr=said
            )
        return self

    def __exit__(self, *_: object) -> None:
        for process in (self.program, self._manager, self._screen):
            process.terminate()
            try:
                process.wait(_PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        print(self._log.read_text())  # where a test failed, what the program said

    def _hand(self, *words: str) -> str:
        return subprocess.run(
            ["xdotool", *words], env=self._environment, capture_output=True, text=True, check=False
        ).stdout

    def press(self, *keys: str) -> None:
        self._hand("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        self._hand("type", "--clearmodifiers", text)

    def focused(self) -> str:
        """The name of the window that the keyboard is in."""
        return self._hand("getactivewindow", "getwindowname").strip()

    def await_window(self, name: str) -> None:
        wait_for(lambda: self._has_keyboard(name), lambda: f"{name!r} gets the keyboard; {self.seen()}")

    def _has_keyboard(self, name: str) -> bool:
        """Where the manager gave it to nobody, as it does once in a while, the window is clicked at."""
        focused = self.focused()
        if not focused:
            self._hand("search", "--onlyvisible", "--name", f"^{name}$", "windowactivate")
        return focused == name

    def seen(self) -> str:
        there = self._hand("search", "--onlyvisible", "--name", "Tollgate").split()
        names = [self._hand("getwindowname", window).strip() for window in there]
        return f"{self.focused()!r} has it, and there are {names}"

    def tell(self, *words: str) -> str:
        """The command line, at the same home."""
        return subprocess.run(
            [sys.executable, "-m", "app", *words],
            cwd=ROOT, env=self._environment, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    home.mkdir(mode=0o700)
    (home / "settings.toml").write_text(f"[proxy]\nport = {_free_port()}\n")
    with Desk(home) as desk:
        yield desk


def test_the_keyboard_is_enough_from_the_first_start_to_the_last(desk: Desk) -> None:
    desk.await_window("Set up Tollgate")
    desk.press("Escape")
    desk.await_window("Overview · Tollgate")
    for number, page in enumerate(PAGES[:9], 1):
        desk.press(f"ctrl+{number}")
        desk.await_window(f"{page.title} · Tollgate")
    desk.press("F1")
    desk.await_window("About Tollgate")
    desk.press("Escape")
    wait_for(lambda: desk.focused().endswith(" · Tollgate"), "back in the window")
    command(
        desk, "use the dark theme", lambda: "dark" in (desk.home / "settings.toml").read_text(), "it is kept"
    )
    desk.press("ctrl+2")
    desk.await_window("Trends · Tollgate")
    desk.press("ctrl+q")
    assert desk.program.wait(_PATIENCE_S) == 0
    state = (desk.home / "window.ini").read_text()
    assert "page=trends" in state  # where it opens the next time
    assert "welcome-step=0" in state  # and nobody is shown again how to begin


def test_a_budget_is_made_without_a_mouse(desk: Desk) -> None:
    desk.await_window("Set up Tollgate")
    desk.press("Escape")
    desk.await_window("Overview · Tollgate")
    command(desk, "budgets", lambda: desk.focused() == "Budgets · Tollgate", "the page")

    def asked() -> bool:
        desk.press("ctrl+n")
        return desk.focused() not in {"Budgets · Tollgate", ""}

    wait_for(asked, "the form")
    desk.type("25")
    desk.press("Return")
    wait_for(
        lambda: '"limit' in (told := desk.tell("budget", "list", "--json")) and "25" in told, "it is kept"
    )
    desk.await_window("Budgets · Tollgate")


def command(desk: Desk, words: str, done: Callable[[], bool], what: str) -> None:
    """By the palette, until it is done: what is told twice comes to the same."""

    def told() -> bool:
        desk.press("Escape")
        desk.press("ctrl+k")
        desk.type(words)
        desk.press("Return")
        deadline = time.monotonic() + _A_WHILE_S
        while not done() and time.monotonic() < deadline:
            time.sleep(0.05)
        return done()

    wait_for(told, what)


def wait_for(condition: Callable[[], object], what: str | Callable[[], str]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(what if isinstance(what, str) else what())
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
