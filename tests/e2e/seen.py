"""What an SDK saw, made comparable; and projects that keep one test's calls apart from another's."""

import itertools
from typing import Any

# Drawn anew for each answer: that they are there is compared, what they are is not.
_DRAWN = frozenset(("id", "call_id", "item_id", "response_id", "created", "created_at", "request_id"))
_OF_THE_CONNECTION = frozenset(("sdk_http_response",))

_number = itertools.count(1)


def alike(value: Any) -> Any:
    """The same without what is another one each time."""
    if isinstance(value, dict):
        return {
            name: "…" if name in _DRAWN and inner is not None else alike(inner)
            for name, inner in value.items()
            if name not in _OF_THE_CONNECTION
        }
    return [alike(inner) for inner in value] if isinstance(value, list) else value


def new_project() -> str:
    return f"test-{next(_number)}"


def same_client(named: str, tool: str) -> bool:
    """A second login of one tool has a number behind its name, and which comes first is the tests' order."""
    return named == tool or named.startswith(f"{tool} (")
