"""The one door for people who work on it: what it decides before anything is set up."""

import importlib.util
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location("dev", Path(__file__).parents[2] / "dev.py")
assert _spec is not None
assert _spec.loader is not None
dev = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(dev)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("", False),
        ("--home X", False),
        ("--home=X", False),
        ("--json --home X", False),
        ("calls", True),
        ("--home X calls", True),
        ("--home X serve --port 0", True),
        ("--version", True),
        ("--help", True),
    ],
)
def test_run_makes_a_window_possible_only_where_one_would_open(words: str, named: bool) -> None:
    assert dev.names_command(words.split()) is named
