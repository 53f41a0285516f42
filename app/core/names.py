"""What is called by a name that nobody chose."""

from collections.abc import Container


def free_name(wanted: str, taken: Container[str], numbered: str = "{name} ({n})") -> str:
    """`Claude Code`, then `Claude Code (2)`, and so on."""
    name, n = wanted, 1
    while name in taken:
        n += 1
        name = numbered.format(name=wanted, n=n)
    return name
