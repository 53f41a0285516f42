"""Files of lines: `.env` files, and a block of ours between two marks in the profile of a shell."""

import re
from typing import Any

from app.services.edits.tree import (
    Path,
    Span,
    Unchangeable,
    Value,
    line_end,
    newline_of,
    without_lines,
)

_ENTRY = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?(?P<key>[A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*
    (?P<value>"(?:[^"\\]|\\.)*"|'[^']*'|`[^`]*`|[^\r\n]*?)(?=[ \t]*(?:[ \t]\#[^\r\n]*)?\r?$)""",
    re.VERBOSE | re.MULTILINE,
)
_BARE = re.compile(r"[A-Za-z0-9_./:@%+,-]*")


class DotenvText:
    """Nothing in such a file is an error: what is no entry is skipped by those who read it."""

    def data(self, text: str) -> Any:
        return {found["key"]: _unquoted(found["value"]) for found in _ENTRY.finditer(text)}

    def span(self, text: str, path: Path) -> Span | None:
        found = [entry.span("value") for entry in _ENTRY.finditer(text) if (entry["key"],) == path]
        return found[-1] if found else None

    def source(self, value: Value) -> str:
        text = str(value)
        if "\n" in text or '"' in text:
            raise Unchangeable("a value of an .env file cannot have a line break or a quote")
        return text if _BARE.fullmatch(text) else f'"{text}"'

    def insert(self, text: str, path: Path, value: Value) -> str:
        line = f"{path[0]}={self.source(value)}"
        newline = newline_of(text)
        gap = newline if text and not text.endswith("\n") else ""
        return text + gap + line + newline

    def remove(self, text: str, path: Path) -> str:
        span = self.span(text, path)
        assert span is not None
        return without_lines(text, *span)


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'`" else value


_BEGIN, _END = "# >>> tollgate >>>", "# <<< tollgate <<<"
_BLOCK = re.compile(
    rf"^{_BEGIN}[^\r\n]*\r?\n(?P<lines>.*?)\r?\n{_END}[ \t]*(?=\r?$)", re.MULTILINE | re.DOTALL
)


class BlockText:
    """The one value is our lines; all others are the user's, and are only carried along."""

    def data(self, text: str) -> Any:
        found = _BLOCK.search(text)
        rest = text if found is None else text[: found.start()] + "\n" + text[found.end() :]
        data = {"rest": [line for line in rest.splitlines() if line.strip()]}
        return data if found is None else {**data, "block": found["lines"].replace("\r\n", "\n")}

    def span(self, text: str, path: Path) -> Span | None:
        found = _BLOCK.search(text)
        return found.span("lines") if found and path == ("block",) else None

    def source(self, value: Value) -> str:
        return str(value)

    def insert(self, text: str, path: Path, value: Value) -> str:
        del path
        newline = newline_of(text)
        lines = [f"{_BEGIN}  (`tollgate disconnect` takes this away)", *str(value).split("\n"), _END]
        gap = "" if not text else newline if text.endswith("\n") else newline * 2
        return text + gap + newline.join(lines) + newline

    def remove(self, text: str, path: Path) -> str:
        del path
        found = _BLOCK.search(text)
        assert found is not None
        before = text[: found.start()]
        if before.endswith(("\n\n", "\n\r\n")):  # the gap that came with it
            before = before[: -len(newline_of(text))]
        rest = text[line_end(text, found.end()) :]
        return before + rest.removeprefix("\r").removeprefix("\n")
