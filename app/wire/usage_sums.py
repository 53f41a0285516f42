"""Arithmetic on usage that keeps unknown apart from zero."""

from app.core.calls import TOKEN_BUCKETS, UNIT_BUCKETS, Usage


def less(total: int | None, *parts: int | None) -> int | None:
    """What remains of a total when the parts that have buckets of their own are taken out."""
    if total is None:
        return None
    for part in parts:
        if part:
            total -= part
    return total if total > 0 else 0


def within(usage: Usage, room: int | None, *names: str) -> None:
    """Caps these counts, one after the other, so that together they are no more than the room they have."""
    if room is None:
        return
    for name in names:
        part = getattr(usage, name)
        if part is not None:
            setattr(usage, name, min(part, room))
            room = max(0, room - part)


def add(usage: Usage, extra: Usage) -> None:
    """Adds the counts of another answer; what neither of them tells stays untold."""
    for name in TOKEN_BUCKETS + UNIT_BUCKETS:
        more = getattr(extra, name)
        if more is not None:
            setattr(usage, name, (getattr(usage, name) or 0) + more)
