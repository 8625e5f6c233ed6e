r"""What a page is made of, in reading order, whatever format it was written in.

A `Source` holds one text: for most pages the file's own, for a notebook the Markdown cells one after another, for TeX
the
file with its `\input` files put in place. Every piece and every node of a formula has offsets into that text;
`Source.position` says where in which file that is.

>>> source = Source("a.md", "x\ny$z$", (), (Stretch(0, "a.md", None, 0, "x\ny$z$"),))
>>> source.position(3)
Position(path='a.md', cell=None, line=2, column=2)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from derivations.latex.macros import Macro


class SourceError(Exception):
    """A page that cannot be read at all: missing, no text, or too large."""


class Position(NamedTuple):
    """A place in a file; cells, lines and columns count from 1, columns in Unicode characters."""

    path: str
    cell: int | None
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's title; levels count from 1."""

    level: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Box:
    """The begin of a box with its name, `solution`, or its end, which has none: what it says holds in it."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text between formulas."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Math:
    """A formula; `start` and `end` enclose what stands between its delimiters. `kind` is inline or display."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Code:
    """A fenced or verbatim block, `info` is its language."""

    info: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Comment:
    """What the author wrote for no reader of the page; it may hold declarations."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a paragraph, or where a list item or an environment begins or ends: `mark` is what says so."""

    start: int
    end: int
    mark: str = ""


Piece = Heading | Box | Prose | Math | Code | Comment | Break


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text from `start` on comes from `text` of the file (or the notebook's cell) at `offset`."""

    start: int
    path: str
    cell: int | None
    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the page itself that its author should know, such as an `\\input` that is missing."""

    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """A page as pieces. `macros` are the author's, from the page and the style files beside it."""

    path: str
    text: str
    pieces: tuple[Piece, ...]
    stretches: tuple[Stretch, ...]
    macros: Mapping[str, Macro] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    def position(self, offset: int) -> Position:
        """Where in which file the offset is."""
        place = bisect_right([stretch.start for stretch in self.stretches], offset) - 1
        stretch = self.stretches[max(place, 0)]
        local = offset - stretch.start + stretch.offset
        before = stretch.text[:local]
        line = before.count("\n") + 1
        return Position(stretch.path, stretch.cell, line, local - (before.rfind("\n") + 1) + 1)
