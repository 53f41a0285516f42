"""TOML: the standard library reads it; where things stand is found by a scan of what is known to be valid."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.services.edits.tree import (
    Path,
    Span,
    Unchangeable,
    Unreadable,
    Value,
    line_end,
    newline_of,
    without_lines,
)

_KEY = r"(?:[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*')"
_KEYS = re.compile(rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*")
_ONE_KEY = re.compile(_KEY)
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")|\'\'\'.*?\'{3,5}(?!\')|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL
)
_WORD = re.compile(r"[^\s,#\]}]+(?: [0-9:.+Z-]+)?")  # a date may have a space before its time
_HEADER = re.compile(rf"(\[\[?)[ \t]*({_KEYS.pattern})[ \t]*\]\]?")


@dataclass(slots=True)
class _Pair:
    path: Path
    start: int
    value: Span


@dataclass(slots=True)
class _Table:
    path: Path
    start: int  # of its header
    body: int  # after the line of its header
    pairs: list[_Pair] = field(default_factory=list[_Pair])


class TomlText:
    def data(self, text: str) -> Any:
        try:
            return tomllib.loads(text, parse_float=str)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"line (\d+), column (\d+)", str(error))
            reason = str(error).partition(" (at")[0]
            line, column = (int(place[1]), int(place[2])) if place else (text.count("\n") + 1, 1)
            raise Unreadable(reason, line, column) from None
        except RecursionError:
            raise Unreadable("this is nested too deep", 1, 1) from None

    def span(self, text: str, path: Path) -> Span | None:
        return next((pair.value for pair in _pairs(_scan(text)) if pair.path == path), None)

    def source(self, value: Value) -> str:
        if isinstance(value, Mapping):
            raise Unchangeable("a table cannot be written in place of a value")
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

    def insert(self, text: str, path: Path, value: Value) -> str:
        tables, newline = _scan(text), newline_of(text)
        line = f"{_key(path[-1])} = {self.source(value)}"
        home = next((t for t in reversed(tables) if t.path == path[:-1]), None)
        if home is None:
            return _without_a_table(text, tables, path, self.source(value))
        if home.pairs:
            at = line_end(text, max(pair.value[1] for pair in home.pairs))
            return text[:at] + newline + line + text[at:]
        if home.path:
            at = line_end(text, home.start)
            return text[:at] + newline + line + text[at:]
        if len(tables) == 1:  # nothing but comments
            gap = newline if text and not text.endswith("\n") else ""
            return text + gap + line + newline
        return line + newline + (newline if text[:1] not in "\r\n" else "") + text

    def remove(self, text: str, path: Path) -> str:
        tables = _scan(text)
        pair = next((p for p in _pairs(tables) if p.path == path), None)
        if pair is None:  # a table of its own, empty by now
            table = next(t for t in tables if t.path == path)
            text = without_lines(text, table.start, table.start)
            gap = newline_of(text)
            return text.removesuffix(gap) if text.endswith("\n" + gap) and table.start >= len(text) else text
        inline = [p for p in _pairs(tables) if p.path == path[:-1]]
        if inline:
            return _out_of_inline(text, inline[0].value, pair, tables)
        stripped = without_lines(text, pair.start, pair.value[1])
        return stripped if pair.start else re.sub(r"\A\r?\n", "", stripped)  # the gap that an insert made


def _without_a_table(text: str, tables: list[_Table], path: Path, source: str) -> str:
    """Where no header names the table: into an inline one, beside dotted keys of its name, or a new one."""
    for depth in range(len(path) - 1, 0, -1):
        for table in tables:
            for pair in table.pairs:
                if pair.path == path[:depth]:
                    return _into_inline(text, pair.value, f"{_dotted(path[depth:])} = {source}")
                if pair.path[:depth] == path[:depth] and len(table.path) < depth:
                    at = line_end(text, pair.value[1])
                    line = f"{_dotted(path[len(table.path) :])} = {source}"
                    return text[:at] + newline_of(text) + line + text[at:]
    newline = newline_of(text)
    gap = "" if not text.strip() else newline if text.endswith("\n") else newline * 2
    return f"{text}{gap}[{_dotted(path[:-1])}]{newline}{_dotted(path[-1:])} = {source}{newline}"


def _dotted(path: Path) -> str:
    return ".".join(_key(step) for step in path)


def _pairs(tables: list[_Table]) -> list[_Pair]:
    return [pair for table in tables for pair in table.pairs]


def _key(step: object) -> str:
    text = str(step)
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else json.dumps(text, ensure_ascii=False)


def _into_inline(text: str, span: Span, line: str) -> str:
    start, end = span
    if text[start] != "{":
        raise Unchangeable("what should hold the setting is not a table")
    inside = text[start + 1 : end - 1]
    if not inside.strip():
        return text[:start] + "{ " + line + " }" + text[end:]
    at = start + 1 + len(inside.rstrip())
    return text[:at] + ", " + line + text[at:]


def _out_of_inline(text: str, span: Span, pair: _Pair, tables: list[_Table]) -> str:
    depth = len(pair.path)
    beside = [p for p in _pairs(tables) if p.path[: depth - 1] == pair.path[:-1] and len(p.path) == depth]
    index = beside.index(pair)
    if index:
        return text[: beside[index - 1].value[1]] + text[pair.value[1] :]
    if len(beside) > 1:
        return text[: pair.start] + text[beside[1].start :]
    return text[: span[0]] + "{}" + text[span[1] :]


def _scan(text: str) -> list[_Table]:
    """All tables, the root first, with their pairs; those of inline tables too, right after their own."""
    tables = [_Table((), 0, 0)]
    arrays: dict[Path, int] = {}
    at = 0
    while True:
        at = _skip(text, at)
        if at >= len(text):
            return tables
        header = _HEADER.match(text, at) if text[at] == "[" else None
        if header is None:
            at = _pair(text, at, tables[-1].path, tables[-1].pairs)
            continue
        path = _steps(header[2])
        path = next(
            ((*p, n - 1, *path[len(p) :]) for p, n in arrays.items() if path[: len(p)] == p != path), path
        )
        if header[1] == "[[":
            arrays[path] = arrays.get(path, 0) + 1
            path = (*path, arrays[path] - 1)
        at = header.end()
        tables.append(_Table(path, header.start(), at))


def _pair(text: str, at: int, table: Path, found: list[_Pair]) -> int:
    """Read `key = value`; the position after it."""
    keys = _KEYS.match(text, at)
    if keys is None:
        raise Unchangeable("it has a form that cannot be followed")
    start = _skip(text, _skip(text, keys.end()) + 1)
    own = _Pair((*table, *_steps(keys[0])), at, (start, start))
    found.append(own)
    end = _value(text, start, own.path, found)
    own.value = (start, end)
    return end


def _value(text: str, at: int, path: Path, found: list[_Pair]) -> int:
    sign = text[at : at + 1]
    if sign == "[":
        at = _skip(text, at + 1)
        while text[at] != "]":
            at = _skip(text, _value(text, at, path, []))
            at = _skip(text, at + 1) if text[at] == "," else at
        return at + 1
    if sign == "{":
        at = _skip(text, at + 1)
        while text[at] != "}":
            at = _skip(text, _pair(text, at, path, found))
            at = _skip(text, at + 1) if text[at] == "," else at
        return at + 1
    token = _STRING.match(text, at) or _WORD.match(text, at)
    if token is None:
        raise Unchangeable("it has a form that cannot be followed")
    return token.end()


def _steps(keys: str) -> tuple[str, ...]:
    return tuple(_name(found[0]) for found in _ONE_KEY.finditer(keys))


def _name(key: str) -> str:
    if key[0] == "'":
        return key[1:-1]
    return str(tomllib.loads(f"k = {key}")["k"]) if key[0] == '"' else key


def _skip(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at
