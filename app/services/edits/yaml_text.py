"""YAML: a parser says where things stand; what is changed is spliced into the text, never written anew."""

import copy
import json
import re
from collections.abc import Mapping
from typing import Any, cast

import yaml

from app.services.edits.json_text import comma_after, drop
from app.services.edits.tree import (
    Member,
    Node,
    Path,
    Span,
    Spelled,
    Unchangeable,
    Unreadable,
    Value,
    deepest,
    indentation,
    line_end,
    newline_of,
    position,
    without_lines,
)

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


class YamlText:
    def data(self, text: str) -> Any:
        root = _read(text)
        return {} if root is None else root.plain()

    def span(self, text: str, path: Path) -> Span | None:
        root = _read(text)
        if root is None:
            return None
        nodes, missing = deepest(root, path)
        return None if missing else (nodes[-1].start, _content_end(text, nodes[-1]))

    def source(self, value: Value) -> str:
        if isinstance(value, Mapping):
            return "{" + ", ".join(f"{_key(k)}: {json.dumps(v)}" for k, v in value.items()) + "}"
        return json.dumps(value)

    def insert(self, text: str, path: Path, value: Value) -> str:
        root, newline = _read(text), newline_of(text)
        if root is None:
            gap = newline if text and not text.endswith("\n") else ""
            return text + gap + newline.join(self._lines(path, value, "")) + newline
        nodes, missing = deepest(root, path)
        node = nodes[-1]
        if node.kind == "scalar":
            if node.value != Spelled("null", "") or len(nodes) == 1:
                raise Unchangeable(f"{missing[0]!r} should go into something that is neither map nor list")
            space = " " if text[node.start - 1] == ":" else ""
            return text[: node.start] + space + self._in_braces(missing, value) + text[node.end :]
        if node.flow:
            return self._into_braces(text, node, missing, value)
        column = " " * _column(text, node.start)
        lines = self._lines(missing, value, column)
        at = line_end(text, _content_end(text, node))
        return text[:at] + "".join(newline + line for line in lines) + text[at:]

    def remove(self, text: str, path: Path) -> str:
        root = _read(text)
        assert root is not None
        nodes, _ = deepest(root, path)
        parent = nodes[-2]
        if parent.flow:
            return drop(text, parent, path[-1])
        index = next(i for i, m in reversed(list(enumerate(parent.members))) if m.key == path[-1])
        member = parent.members[index]
        if len(parent.members) == 1:
            if len(nodes) > 2:
                empty = "{}" if parent.kind == "map" else "[]"
                start, end = parent.start, _content_end(text, parent)
                own_line = indentation(text, start) is not None
                before = text[:start].rstrip() + " " if own_line else text[:start]
                return before + empty + text[end:]
            return without_lines(text, member.start, _content_end(text, member.node))
        if indentation(text, member.start) is None:  # it shares its line with the dash of a list
            return text[: member.start] + text[parent.members[index + 1].start :]
        return without_lines(text, member.start, _content_end(text, member.node))

    def _lines(self, path: Path, value: Value, indent: str) -> list[str]:
        """A member and what is below it, as lines of a block."""
        step = path[0]
        head = f"{indent}-" if isinstance(step, int) else f"{indent}{_key(step)}:"
        if len(path) > 1:
            return [head, *self._lines(path[1:], value, indent + "  ")]
        if isinstance(value, Mapping):
            fields = [f"{_key(k)}: {json.dumps(v)}" for k, v in value.items()]
            if isinstance(step, int):
                return [f"{head} {fields[0]}", *(f"{indent}  {line}" for line in fields[1:])]
            return [head, *(f"{indent}  {line}" for line in fields)]
        return [f"{head} {self.source(value)}"]

    def _in_braces(self, path: Path, value: Value) -> str:
        if not path:
            return self.source(value)
        below = self._in_braces(path[1:], value)
        return f"[{below}]" if isinstance(path[0], int) else f"{{{_key(path[0])}: {below}}}"

    def _into_braces(self, text: str, node: Node, path: Path, value: Value) -> str:
        below = self._in_braces(path[1:], value)
        member = below if isinstance(path[0], int) else f"{_key(path[0])}: {below}"
        end = node.end - 1
        if not node.members:
            return text[:end] + member + text[end:]
        last = node.members[-1].node.end
        comma = comma_after(text, last, end)
        if comma is not None:
            return text[: comma + 1] + " " + member + "," + text[comma + 1 :]
        return text[:last] + ", " + member + text[last:]


def _key(step: object) -> str:
    text = str(step)
    return text if _PLAIN.fullmatch(text) else json.dumps(text)


def _column(text: str, at: int) -> int:
    return at - (text.rfind("\n", 0, at) + 1)


def _content_end(text: str, node: Node) -> int:
    """Where the last thing that is written of it ends; the parser's own mark is where the next one begins."""
    while not node.flow and node.kind != "scalar" and node.members:
        node = node.members[-1].node
    return node.start + len(text[node.start : node.end].rstrip())


def _read(text: str) -> Node | None:
    loader = None
    try:
        loader = _Loader(text)
        root: Any = loader.get_single_node()  # pyright: ignore[reportUnknownMemberType]
        if root is None or (
            isinstance(root, yaml.ScalarNode) and not root.value and root.tag.endswith(":null")
        ):
            return None
        return _node(root, text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise Unreadable(error.problem or "this is not YAML", *place) from None
    except yaml.reader.ReaderError as error:
        raise Unreadable("a character that YAML does not allow", *position(text, error.position)) from None
    except RecursionError:
        raise Unreadable("this is nested too deep", 1, 1) from None
    finally:
        if loader is not None:
            loader.dispose()


class _Loader(yaml.SafeLoader):
    """Composes nodes; an alias gets the marks of where it stands, not of what it stands for."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if not self.check_event(yaml.AliasEvent):  # pyright: ignore[reportUnknownMemberType]
            return super().compose_node(parent, index)  # pyright: ignore[reportUnknownMemberType]
        event = cast("Any", self.peek_event())  # pyright: ignore[reportUnknownMemberType]
        node: Any = copy.copy(cast("Any", super().compose_node(parent, index)))  # pyright: ignore[reportUnknownMemberType]
        node.start_mark, node.end_mark, node.flow_style = event.start_mark, event.end_mark, True
        return node


def _node(found: Any, text: str) -> Node:
    start, end = found.start_mark.index, found.end_mark.index
    node = Node("scalar", start, end)
    if isinstance(found, yaml.ScalarNode):
        node.value = _scalar(found.tag.rpartition(":")[2], found.value)
        return node
    node.flow = bool(found.flow_style)
    if isinstance(found, yaml.MappingNode):
        node.kind = "map"
        pairs = cast("list[tuple[Any, Any]]", found.value)
        node.members = [
            Member(str(key.value), key.start_mark.index, _node(value, text)) for key, value in pairs
        ]
    else:
        node.kind = "list"
        items = cast("list[Any]", found.value)
        node.members = [Member(i, item.start_mark.index, _node(item, text)) for i, item in enumerate(items)]
        if not node.flow:
            for member in node.members:
                member.start = text.rfind("-", 0, member.start)
    return node


def _scalar(kind: str, text: str) -> Any:
    if kind == "str":
        return text
    if kind == "bool":
        return text.lower() in {"true", "yes", "on"}
    return Spelled(kind, "" if kind == "null" else text)
