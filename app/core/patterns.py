"""Names that stand for several: how a pattern of the user's is held against a name."""

from fnmatch import fnmatchcase


def fits(pattern: str, name: str) -> bool:
    """Whether the name is the pattern itself, or one that its `*`, `?` and `[…]` stand for; in any case.

    Some models have brackets in their own names: `claude-sonnet-4-5[1m]`.
    """
    pattern, name = pattern.lower(), name.lower()
    return pattern == name or fnmatchcase(name, pattern)
