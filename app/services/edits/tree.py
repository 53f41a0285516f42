"""What all formats share: a document as plain data, and the words for what cannot be done with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Step = str | int
Path = tuple[Step, ...]
Value = str | bool | Mapping[str, str | bool]
Span = tuple[int, int]


class Unreadable(ValueError):
    """The text is not of its format; says where."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(f"{reason} (line {line}, column {column})")


class Unchangeable(ValueError):
    """The text can be read, and has a form in which the change has no place."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A scalar that is neither text nor a truth value: its kind and how it is written."""

    kind: str
    text: str


class Format(Protocol):
    """`path` may end in the length of a list, which is one item more. `text` has no byte order mark."""

    def data(self, text: str) -> Any:
        """Maps, lists and scalars. An empty document is an empty map."""
        ...

    def span(self, text: str, path: Path) -> Span | None:
        """Where the source of a value is."""
        ...

    def source(self, value: Value) -> str:
        """How a value is written in place of another."""
        ...

    def insert(self, text: str, path: Path, value: Value) -> str:
        """With a member that was not there, and the containers that it needs."""
        ...

    def remove(self, text: str, path: Path) -> str:
        """Without a member that is there."""
        ...


@dataclass(slots=True)
class Node:
    """A value and where it stands, in the formats of braces and of indentation."""

    kind: Literal["map", "list", "scalar"]
    start: int
    end: int
    value: Any = None
    members: list["Member"] = field(default_factory=list["Member"])
    flow: bool = True  # in braces

    def plain(self) -> Any:
        if self.kind == "map":
            return {str(m.key): m.node.plain() for m in self.members}
        if self.kind == "list":
            return [m.node.plain() for m in self.members]
        return self.value

    def member(self, key: Step) -> "Member | None":
        """The last one of this name counts, as it does for those who read the file."""
        return next((m for m in reversed(self.members) if m.key == key), None)


@dataclass(slots=True)
class Member:
    key: Step
    start: int  # of the key, or of the item
    node: Node


def deepest(root: Node, path: Path) -> tuple[list[Node], Path]:
    """The nodes along the path, the root first, and what of the path is not there."""
    nodes = [root]
    for depth, step in enumerate(path):
        found = nodes[-1].member(step)
        if found is None:
            return nodes, path[depth:]
        nodes.append(found.node)
    return nodes, ()


def span_of(root: Node | None, path: Path) -> Span | None:
    if root is None:
        return None
    nodes, missing = deepest(root, path)
    return None if missing else (nodes[-1].start, nodes[-1].end)


def value_at(data: Any, path: Path) -> Any:
    """None where there is nothing."""
    for step in path:
        if isinstance(data, Mapping):
            data = data.get(step)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):  # pyright: ignore[reportUnknownArgumentType]
            data = data[step]  # pyright: ignore[reportUnknownVariableType]
        else:
            return None
    return data  # pyright: ignore[reportUnknownVariableType]


def with_value(data: Any, path: Path, value: Any) -> Any:
    """The same data, with another value at the path."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(data, Spelled):  # nothing, spelled out
        data = None
    if isinstance(step, int):
        items: list[Any] = list(data or ())
        below: Any = items[step] if step < len(items) else None
        return [*items[:step], with_value(below, rest, value), *items[step + 1 :]]
    fields: dict[str, Any] = dict(data or {})
    return {**fields, step: with_value(fields.get(step), rest, value)}


def without(data: Any, path: Path) -> Any:
    step, rest = path[0], path[1:]
    if rest:
        return with_value(data, (step,), without(data[step], rest))
    if isinstance(step, int):
        return [item for index, item in enumerate(data) if index != step]
    return {key: item for key, item in data.items() if key != step}


def newline_of(text: str) -> str:
    """How its lines end, by majority; a text without a line gets a plain one."""
    return "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"


def position(text: str, index: int) -> tuple[int, int]:
    before = text[:index]
    return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1


def line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def indentation(text: str, index: int) -> str | None:
    """What stands before it on its line, where that is nothing but white space."""
    before = text[line_start(text, index) : index]
    return before if not before.strip() else None


def line_end(text: str, index: int) -> int:
    """Before its line break."""
    end = text.find("\n", index)
    if end < 0:
        return len(text)
    return end - 1 if end > index and text[end - 1] == "\r" else end


def without_lines(text: str, start: int, end: int) -> str:
    """Without the whole lines from that of `start` to that of `end`, and one line break with them."""
    first = line_start(text, start)
    last = text.find("\n", end)
    if last >= 0:
        return text[:first] + text[last + 1 :]
    return text[: max(0, first - len(newline_of(text)))] if first else ""
