"""JSON as tools keep it: with comments, trailing commas, and whatever indentation somebody likes."""

import json
import re
from collections.abc import Mapping
from typing import Any

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
    line_start,
    newline_of,
    position,
    span_of,
    without_lines,
)

_BLANK = re.compile(r"(?:[ \t\r\n]|//[^\r\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_WORD = re.compile(r"-?[0-9][0-9.eE+-]*|true|false|null")
_REST_OF_LINE = re.compile(r"(?:[ \t]|/\*[^\r\n]*?\*/)*(?://[^\r\n]*)?(?=\r?\n)")


class JsonText:
    def data(self, text: str) -> Any:
        root = _read(text)
        return {} if root is None else root.plain()

    def span(self, text: str, path: Path) -> Span | None:
        return span_of(_read(text), path)

    def source(self, value: Value) -> str:
        return json.dumps(value if not isinstance(value, Mapping) else dict(value), ensure_ascii=False)

    def insert(self, text: str, path: Path, value: Value) -> str:
        root = _read(text)
        style = _Style(text, root)
        if root is None:
            if text and not text.endswith("\n"):
                text += style.newline
            return text + style.written(path, value, "") + style.newline
        nodes, missing = deepest(root, path)
        return _put(text, nodes[-1], style, missing, value)

    def remove(self, text: str, path: Path) -> str:
        root = _read(text)
        assert root is not None
        nodes, _ = deepest(root, path)
        return drop(text, nodes[-2], path[-1])


class _Style:
    """How the document is laid out."""

    def __init__(self, text: str, root: Node | None) -> None:
        self.newline = newline_of(text)
        first = None
        if root is not None and root.members:
            first = indentation(text, root.members[0].start)
        self.unit = first or ("\t" if "\n\t" in text else "  ")
        self.one_line = root is not None and "\n" not in text[root.start : root.end]
        self.colon = ": " if root is None or re.search(r'"\s*:\s', text) or '":' not in text else ":"

    def written(self, path: Path, value: Value, indent: str) -> str:
        """A value below a path of containers, as it stands after a colon."""
        if not path:
            return JsonText().source(value)
        member = f"{json.dumps(path[0])}{self.colon}"
        if self.one_line:
            return "{" + member + self.written(path[1:], value, "") + "}"
        inner = indent + self.unit
        below = self.written(path[1:], value, inner)
        return f"{{{self.newline}{inner}{member}{below}{self.newline}{indent}}}"


def _put(text: str, node: Node, style: _Style, path: Path, value: Value) -> str:
    if node.kind != "map":
        raise Unchangeable(f"{path[0]!r} should go into something that is not an object")
    end = node.end - 1
    member = f"{json.dumps(path[0])}{style.colon}"
    if not node.members:
        outer = text[line_start(text, node.start) : node.start]
        outer = outer[: len(outer) - len(outer.lstrip())]
        if style.one_line:
            return text[:end] + member + style.written(path[1:], value, "") + text[end:]
        inner = outer + style.unit
        line = inner + member + style.written(path[1:], value, inner) + style.newline
        closing = indentation(text, end)
        if closing is not None:
            start = line_start(text, end)
            return text[:start] + line + text[start:]
        return text[:end] + style.newline + line + outer + text[end:]
    last = node.members[-1].node.end
    comma = comma_after(text, last, end)
    indent = indentation(text, node.members[-1].start)
    if indent is None:
        written = member + style.written(path[1:], value, "")
        space = " " if style.colon == ": " else ""
        if comma is not None:
            return text[: comma + 1] + space + written + "," + text[comma + 1 :]
        return text[:last] + "," + space + written + text[last:]
    line = style.newline + indent + member + style.written(path[1:], value, indent)
    at = last if comma is None else comma + 1
    rest = _REST_OF_LINE.match(text, at, end)
    after = rest.end() if rest else at
    if comma is not None:
        return text[:after] + line + "," + text[after:]
    return text[:last] + "," + text[last:after] + line + text[after:]


def drop(text: str, node: Node, key: Any) -> str:
    """Without a member of a container in braces or brackets."""
    index = max(i for i, m in enumerate(node.members) if m.key == key)
    member, end = node.members[index], node.end - 1
    comma = comma_after(text, member.node.end, end)
    is_last = index == len(node.members) - 1
    if len(node.members) == 1:
        stop = member.node.end if comma is None else comma + 1
        before, after = text[node.start + 1 : member.start], text[stop:end]
        if not (before + after).strip():
            return text[: node.start + 1] + text[end:]
    stop = member.node.end if comma is None else comma + 1
    alone = indentation(text, member.start) is not None and not text[stop : _line_break(text, stop)].strip()
    if is_last and comma is None and index:
        previous = node.members[index - 1].node.end
        separator = comma_after(text, previous, member.start)
        assert separator is not None
        if alone:
            text = text[:separator] + text[separator + 1 :]
            return without_lines(text, member.start - 1, member.node.end - 1)
        return text[:separator] + text[member.node.end :]
    if alone:
        return without_lines(text, member.start, stop)
    if not is_last:
        return text[: member.start] + text[node.members[index + 1].start :]
    return text[: member.start].rstrip(" \t") + text[stop:]


def _line_break(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def comma_after(text: str, start: int, end: int) -> int | None:
    """Where the comma is that follows a value, outside of comments."""
    blank = _BLANK.match(text, start, end)
    at = blank.end() if blank else start
    return at if at < end and text[at] == "," else None


def _read(text: str) -> Node | None:
    """None when there is nothing but white space and comments."""
    try:
        return _Reader(text).document()
    except RecursionError:
        raise Unreadable("this is nested too deep", 1, 1) from None


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def document(self) -> Node | None:
        self._skip()
        if self._at == len(self._text):
            return None
        root = self._value()
        self._skip()
        if self._at < len(self._text):
            raise self._wrong("something follows the end of the document")
        return root

    def _value(self) -> Node:
        self._skip()
        start, sign = self._at, self._text[self._at : self._at + 1]
        if sign == "{":
            return self._container("map", "}")
        if sign == "[":
            return self._container("list", "]")
        if sign == '"':
            value = self._string()
            return Node("scalar", start, self._at, value)
        word = _WORD.match(self._text, start)
        if word is None:
            raise self._wrong("a value was expected")
        self._at = word.end()
        known = {"true": True, "false": False}
        return Node("scalar", start, self._at, known.get(word[0], Spelled("json", word[0])))

    def _container(self, kind: Any, closing: str) -> Node:
        node = Node(kind, self._at, self._at)
        self._at += 1
        while True:
            self._skip()
            if self._take(closing):
                break
            start = self._at
            key: Any = len(node.members)
            if kind == "map":
                if self._text[start : start + 1] != '"':
                    raise self._wrong('a name in double quotes or "}" was expected')
                key = self._string()
                self._skip()
                if not self._take(":"):
                    raise self._wrong('a ":" was expected')
            node.members.append(Member(key, start, self._value()))
            self._skip()
            if not self._take(",") and self._text[self._at : self._at + 1] != closing:
                raise self._wrong(f'"," or "{closing}" was expected')
        node.end = self._at
        return node

    def _string(self) -> str:
        found = _STRING.match(self._text, self._at)
        if found is None:
            raise self._wrong("a string does not end")
        try:
            value: str = json.loads(found[0])
        except ValueError:
            raise self._wrong("a string has an escape that JSON does not know") from None
        self._at = found.end()
        return value

    def _take(self, sign: str) -> bool:
        if not self._text.startswith(sign, self._at):
            return False
        self._at += 1
        return True

    def _skip(self) -> None:
        blank = _BLANK.match(self._text, self._at)
        assert blank is not None
        self._at = blank.end()

    def _wrong(self, reason: str) -> Unreadable:
        return Unreadable(reason, *position(self._text, self._at))
