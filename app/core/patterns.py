"""Names that stand for several: how a pattern of the user's is held against a name."""

from fnmatch import fnmatchcase

_WILD = frozenset("*?")


def fits(pattern: str, name: str) -> bool:
    """Whether the name is the pattern itself, or one that its `*` and `?` stand for; in any case.

    Brackets stand for themselves: some models have them in their names, such as `claude-sonnet-4-5[1m]`.
    """
    return fnmatchcase(name.lower(), pattern.lower().replace("[", "[[]"))


def is_wild(pattern: str) -> bool:
    """Whether it may stand for several names, rather than for itself."""
    return not _WILD.isdisjoint(pattern)
