"""Rows to calls: the reverse of how they are recorded."""

from typing import Any

from app.core import ulid
from app.core.calls import Call, Usage, is_covered
from app.ledger.recording import LINKS, PLAIN
from app.ledger.tables import COST_BASES, USAGE_BASES, USAGE_COLUMNS

_ALWAYS_TEXT = {"provider", "wire", "method", "path"}
_NAMES_END = 2 + len(LINKS)
_PLAIN_END = _NAMES_END + 2 + len(PLAIN)
_STARTED = _NAMES_END + 2 + PLAIN.index("started_us")
_FLAGS = ("stream", "ok", "clock_jumped")


def place_of(row: tuple[Any, ...]) -> tuple[int, int]:
    """Where a row stands in the order of the calls."""
    return row[_STARTED], row[0]


def call_of(row: tuple[Any, ...], tags: tuple[str, ...]) -> Call:
    """The call of a row as `queries.page` reads it, with names in place of their ids."""
    names = {
        attribute: name or (None if attribute not in _ALWAYS_TEXT else "")
        for (_, _, attribute), name in zip(LINKS, row[2:_NAMES_END], strict=True)
    }
    plain = dict(zip(PLAIN, row[_NAMES_END + 2 : _PLAIN_END], strict=True))
    for name in _FLAGS:
        plain[name] = bool(plain[name])
    cost_basis = COST_BASES[row[_NAMES_END + 1]]
    return Call(
        id=ulid.text(row[1]),
        **names,
        **plain,
        tags=tags,
        usage=Usage(**dict(zip(USAGE_COLUMNS, row[_PLAIN_END:], strict=True))),
        usage_basis=USAGE_BASES[row[_NAMES_END]],
        cost_basis=cost_basis,
        covered=is_covered(plain["cost_nusd"], cost_basis, plain["equivalent_nusd"]),
    )
