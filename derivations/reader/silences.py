r"""Comments that silence what is found of the relations that they stand at: `derivations: ignore: REASON`.

In Markdown and notebooks `<!-- derivations: ignore: REASON -->`, in TeX and inside any formula
`% derivations: ignore: REASON`. A comment that stands alone on its lines is about what comes right after it, blank
lines and other comments left aside: the relations of the next line, and all of a display that begins there. A comment
beside something is about the relations of its own line; where there are none, about the display that begins or ends
there. One without a reason silences nothing and is a finding.

>>> from derivations.reader.page import parse_text, read_page
>>> page = read_page(parse_text("<!-- derivations: ignore: a slip in the book -->\nThen $1 = 2$.\n\nThen $2 = 3$."))
>>> [(silence.reason, sorted(silence.relations)) for silence in page.silences]
[('a slip in the book', ['1'])]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from derivations.document.document import Finding, Relation, Silence, Span
from derivations.reader.sources import Comment, Math, Position, Source

_WORDS = re.compile(r"[%\s]*derivations:\s*(?P<verb>[\w-]*)\s*:?\s*(?P<reason>.*)", re.DOTALL | re.IGNORECASE)
_TEX_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*%([^\n]*)")
_HTML_COMMENT = re.compile(r"<!--(?:(?!-->).)*-->", re.DOTALL)
_SKIPPED = re.compile(r"(?:[ \t>]*(?:<!--(?:(?!-->).)*-->[ \t]*)?\n)*", re.DOTALL)
_SKIPPED_IN_TEX = re.compile(r"(?:[ \t]*(?:%[^\n]*)?\n)*")
_OPENING = re.compile(r"(?:(?:`{3,}|~{3,})[ \t]*\{?math\}?[ \t]*\n|\$\$|\\\\?\[)\Z")
_NEEDED = "a comment that silences says why: derivations: ignore: REASON"

Line = tuple[str, int | None, int]
"""File, cell of a notebook, line."""

_Display = tuple[Position, Position]
"""Where a display opens and closes."""


class _Remark(NamedTuple):
    """What a comment says: its reason, and where it starts and ends with its marks."""

    words: re.Match[str]
    start: int
    end: int
    tex: bool


def silenced(source: Source, relations: Sequence[Relation]) -> tuple[tuple[Silence, ...], tuple[Finding, ...]]:
    """The silences of a page, and what is wrong with comments that would be some."""
    silences: list[Silence] = []
    findings: list[Finding] = []
    remarks = list(_remarks(source))
    displays = list(_displays(source)) if remarks else []
    for remark in remarks:
        reason = " ".join(remark.words["reason"].split())
        span = _span(source, remark.start, remark.end)
        if remark.words["verb"].lower() != "ignore":
            findings.append(Finding(f"derivations: {remark.words['verb']} is not known; {_NEEDED}", span))
        elif not reason:
            findings.append(Finding(f"{_NEEDED}; this one silences nothing", span))
        else:
            silences.append(Silence(reason, span, frozenset(_meant(source, remark, relations, displays))))
    return tuple(silences), tuple(findings)


def _remarks(source: Source) -> Iterator[_Remark]:
    for piece in source.pieces:
        if isinstance(piece, Comment):
            words = _WORDS.fullmatch(piece.text)
            if words and source.text.startswith("<!--", piece.start - 4):
                after = piece.end + 3 if source.text.startswith("-->", piece.end) else piece.end
                yield _Remark(words, piece.start - 4, after, tex=False)
            elif words:
                yield _Remark(words, piece.start - 1, piece.end, tex=True)
        elif isinstance(piece, Math):
            for comment in _TEX_COMMENT.finditer(source.text, piece.start, piece.end):
                words = _WORDS.fullmatch(comment[1])
                if words:
                    yield _Remark(words, comment.start(1) - 1, comment.end(), tex=True)


def _meant(source: Source, remark: _Remark, relations: Iterable[Relation], displays: Iterable[_Display]) -> set[str]:
    """The relations that a comment is about, by id."""
    text = source.text
    before = text[text.rfind("\n", 0, remark.start) + 1 : remark.start]
    after = text[remark.end :].partition("\n")[0]
    alone = not _HTML_COMMENT.sub("", before).strip(" \t>") and not _HTML_COMMENT.sub("", after).strip()
    if not alone:
        lines = {_line(source, remark.start), _line(source, remark.end)}
        return _on(lines, relations) or _displayed(displays, lines, relations, ends=True)
    newline = text.find("\n", remark.end)
    if newline < 0:
        return set()
    skipped = (_SKIPPED_IN_TEX if remark.tex else _SKIPPED).match(text, newline + 1)
    place = skipped.end() if skipped else newline + 1
    following = _line(source, place)
    if following[:2] != _line(source, remark.start)[:2] and source.position(place).cell is not None:
        return set()
    return _on({following}, relations) | _displayed(displays, {following}, relations, ends=False)


def _on(lines: set[Line], relations: Iterable[Relation]) -> set[str]:
    return {each.id for each in relations if (each.span.path, each.span.cell, each.span.line) in lines}


def _displayed(
    displays: Iterable[_Display], lines: set[Line], relations: Iterable[Relation], *, ends: bool
) -> set[str]:
    """The relations of displays that begin (or end) on one of the lines."""
    return {
        each.id
        for first, last in displays
        if first[:3] in lines or (ends and last[:3] in lines)
        for each in relations
        if first <= (each.span.path, each.span.cell, each.span.line, each.span.column) <= last
    }


def _displays(source: Source) -> Iterator[_Display]:
    for piece in source.pieces:
        if isinstance(piece, Math) and piece.kind == "display":
            opening = _OPENING.search(source.text, max(0, piece.start - 80), piece.start)
            yield source.position(opening.start() if opening else piece.start), source.position(piece.end)


def _line(source: Source, offset: int) -> Line:
    return source.position(offset)[:3]


def _span(source: Source, start: int, end: int) -> Span:
    first, last = source.position(start), source.position(end)
    return Span(first.path, first.line, first.column, last.line, last.column, first.cell)
