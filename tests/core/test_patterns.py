"""Only `*` and `?` stand for something else: names of models may have brackets in them."""

import pytest

from app.core.patterns import fits
from app.core.pricing import Override

LONG = "claude-sonnet-4-5[1m]"


@pytest.mark.parametrize(
    ("pattern", "name", "fitting"),
    [
        (LONG, LONG, True),
        ("*[1m]", LONG, True),
        ("claude-*[1M]", LONG, True),
        ("claude-sonnet-4-5[?m]", LONG, True),
        ("claude-*", LONG, True),
        (LONG, "claude-sonnet-4-5m", False),
        (LONG, "claude-sonnet-4-51", False),
        ("*[1m]", "claude-sonnet-4-51", False),
        ("*[[]1m]", LONG, False),
    ],
)
def test_brackets_in_a_pattern_stand_for_themselves(pattern: str, name: str, fitting: bool) -> None:
    assert fits(pattern, name) is fitting


def test_a_price_for_a_name_with_brackets_goes_before_one_for_a_longer_pattern() -> None:
    named = Override("a", "anthropic", LONG, {"input": 1})
    wide = Override("b", "anthropic", f"{LONG}*", {"input": 2})
    assert named.rank > wide.rank
