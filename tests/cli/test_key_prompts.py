"""Promises about prompts, at a real terminal: what is typed there is not shown."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.settings import Settings
from app.platform.home import Home, prepare
from app.platform.settings_file import save
from app.platform.vault import Vault

pytestmark = pytest.mark.skipif(os.name == "nt", reason="terminals are another thing on Windows")
ROOT = Path(__file__).resolve().parents[2]
KEY = "sk-CANARY0123456789"
PASSPHRASE = "CANARY horse battery"

# Becomes the program, with the terminal as its own.
_ON_TERMINAL = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(int(sys.argv[1]), termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "app", *sys.argv[2:]])
"""


class Terminal:
    """A person at a terminal, who runs `tollgate` and answers what it asks."""

    def __init__(self, *words: str, piped: bytes | None = None) -> None:
        self._person, program = os.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _ON_TERMINAL, str(program), *words],
            stdin=program if piped is None else subprocess.PIPE, stdout=program, stderr=program,
            pass_fds=[program], cwd=ROOT,
        )  # fmt: skip
        os.close(program)
        if self.process.stdin is not None and piped is not None:
            self.process.stdin.write(piped)
            self.process.stdin.close()
        self.seen = ""

    def answer(self, prompt: str, words: str) -> None:
        while prompt not in self.seen:
            self._read()
        self.seen = self.seen.partition(prompt)[2]
        os.write(self._person, f"{words}\n".encode())

    def end(self) -> int:
        """The exit code; what was shown until then is in `seen`."""
        try:
            while True:
                self._read()
        except OSError:  # the other side has closed it
            os.close(self._person)
        return self.process.wait(10)

    def _read(self) -> None:
        shown = os.read(self._person, 4096).decode()
        if not shown:
            raise OSError
        assert "CANARY" not in shown
        self.seen += shown


def test_a_key_that_is_typed_is_not_shown() -> None:
    terminal = Terminal("key", "set", "openai")
    terminal.answer("not shown): ", KEY)
    assert terminal.end() == 0
    assert "The key of openai/default is in" in terminal.seen


def test_the_passphrase_is_asked_for_at_the_terminal_while_the_key_comes_by_a_pipe(home: Path) -> None:
    place = Home(home)
    prepare(place)
    save(place.settings, Settings().with_value("keys.store", "file"))
    terminal = Terminal("key", "set", "openai", piped=KEY.encode())
    terminal.answer("New passphrase", PASSPHRASE)
    terminal.answer("The same again: ", PASSPHRASE)
    assert terminal.end() == 0
    vault = Vault(place.vault)
    vault.unlock(PASSPHRASE)
    terminal = Terminal("key", "remove", "openai")
    terminal.answer("Passphrase of the encrypted file: ", "wrong horse battery")
    assert terminal.end() == 1
    assert "not the one of this file" in terminal.seen
    terminal = Terminal("key", "remove", "openai")
    terminal.answer("Passphrase of the encrypted file: ", PASSPHRASE)
    assert terminal.end() == 0


def test_ctrl_c_at_the_prompt_stores_nothing(home: Path) -> None:
    terminal = Terminal("key", "set", "openai")
    terminal.answer("not shown): ", "\x03")
    assert terminal.end() == 130
    assert not (home / "keys.json").exists()
