"""A report as it is laid out: headings, figures, a chart, tables and small print, all of them written out.

What draws it (a page for browsers, a PDF) knows nothing of calls.
"""

import unicodedata
from dataclasses import dataclass

from app.services.report_chart import Chart

_TURNS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Given:
    """What the user may say on it. An empty title is made of what is reported."""

    title: str = ""
    whom: str = ""
    sender: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`share` of the greatest is drawn as a bar beside the first cell; `note` stands small under it."""

    cells: tuple[str, ...]
    note: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The first column is words, the others are numbers. Names in it may be in any script."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: tuple[str, ...] = ()

    @property
    def barred(self) -> bool:
        return any(row.share is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    parts: tuple[Chart | Table | str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    language: str
    letter: bool
    title: str
    period: str
    facts: tuple[tuple[str, str], ...]
    note: str
    figures: tuple[Figure, ...]
    caveats: tuple[str, ...]  # what has to be read with the figures
    sections: tuple[Section, ...]
    small: tuple[str, ...]
    page_of: str  # with {n} and {of}


def shown(text: str, *, lines: bool = False) -> str:
    """A text from anywhere: nothing in it controls anything or turns what stands around it."""
    kept = (c for c in text if c not in _TURNS and (unicodedata.category(c) != "Cc" or (lines and c == "\n")))
    return "".join(kept).strip()
