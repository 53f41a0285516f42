"""Where output cannot go, that is told in one line, or not at all where nobody is left to hear it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.ledger import Ledger
from app.platform.bundle import MIGRATIONS
from app.services.sample_year import sample_calls
from tests.cli.test_serve import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="/dev/full and SIGPIPE are meant")
TOLLGATE = [sys.executable, "-m", "app"]


@pytest.fixture
def recorded(home: Path) -> Path:
    """A home with more calls in it than a pipe holds."""
    home.mkdir(mode=0o700)
    ledger = Ledger.open(
        home / "ledger.db", backups=home / "backups", migrations=MIGRATIONS, announce=lambda _: None
    )
    ledger.record_many(list(sample_calls(1_790_000_000_000_000, days=10)))
    ledger.close()
    return home


COMMANDS = (
    "calls",
    "calls --json",
    "report",
    "status --json",
    "doctor",
    "settings list",
    "--help",
    "--version",
)


@pytest.mark.parametrize("words", COMMANDS)
def test_a_full_disk_is_told_in_one_line(recorded: Path, words: str) -> None:
    assert recorded.exists()
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*TOLLGATE, *words.split()],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=30, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert "could not be written: No space left on device" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", COMMANDS)
def test_a_reader_that_has_gone_hears_nothing_more(recorded: Path, words: str) -> None:
    assert recorded.exists()
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [*TOLLGATE, *words.split()],
            cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=30, check=False,
        )  # fmt: skip
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
