r"""A checked page as its author wrote it, with each relation at the formula or the row of a display where it stands.

`CheckedPage.of` cuts the page's source into blocks in the author's order: headings, paragraphs with their formulas,
displays row by row, listings. Every part has its place in `source.text`; between the parts stand only delimiters and
what is not meant to be read (definitions of macros, a preamble), so nothing of the text is lost and a format can show
it in its own way. Each relation of the document is at exactly one part: the one that holds its sign.

>>> from derivations.document.document import CheckedDocument
>>> from derivations.document.verdicts import Verdict
>>> from derivations.reader.page import read_page
>>> from derivations.reader.sources import parse_text
>>> source = parse_text("Let $a = 2$. Then\n$$ \\begin{aligned} a + 1 &= 3 \\\\ &= 4 \\end{aligned} $$")
>>> document = read_page(source)
>>> verdicts = {relation.id: Verdict("given") for relation in document.relations}
>>> paragraph, display = CheckedPage.of(CheckedDocument(document, verdicts), source).blocks
>>> [(part.tex, len(part.relations)) for part in paragraph.parts if isinstance(part, Formula)]
[('a = 2', 1)]
>>> [(row.cells, len(row.relations)) for row in display.rows]
[(('a + 1', '= 3'), 1), (('', '= 4'), 1)]
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from derivations.document.document import CheckedDocument, Relation, Span
from derivations.latex.constructs.matrices import ALIGNMENTS, TAKES_ALIGNMENT
from derivations.latex.tokens import ReadError, Token, tokenize
from derivations.reader.sources import Break, Code, Comment, Heading, Math, Prose, Source
from derivations.reader.sources.prose_math import split
from derivations.terms.shown import Shown

Relations = tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Prose as it was written, with the marks of its format."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment of the author's, which the page does not show."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in running text, without its delimiters."""

    tex: str
    start: int
    end: int
    relations: Relations = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a display: what stands between its alignment marks, and its tag where it has one."""

    cells: tuple[str, ...]
    start: int
    end: int
    tag: str = ""
    relations: Relations = ()

    @property
    def tex(self) -> str:
        """The row in one piece, without alignment marks."""
        return " ".join(filter(None, self.cells))


@dataclass(frozen=True, slots=True)
class Title:
    """A heading; a formula in it claims nothing."""

    level: int
    parts: tuple[Words | Formula, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words and formulas. `marker` is that of a list's item (`-`, `2.`, empty inside one), `inside` how deep it is."""

    parts: tuple[Words | Remark | Formula, ...]
    marker: str = ""
    inside: int = 0


@dataclass(frozen=True, slots=True)
class Display:
    """A displayed formula; `environment` is the alignment that makes it up, if one does."""

    rows: tuple[Row, ...]
    environment: str
    start: int
    end: int
    inside: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """Code, with its language."""

    info: str
    text: str
    start: int
    end: int


Block = Title | Paragraph | Display | Listing
Holder = Formula | Row


@dataclass(frozen=True, slots=True)
class CheckedPage(Shown):
    """The blocks of a page and the verdicts on its relations."""

    checked: CheckedDocument
    source: Source
    blocks: tuple[Block, ...] = field(repr=False)

    @classmethod
    def of(cls, checked: CheckedDocument, source: Source) -> CheckedPage:
        """The page; a relation whose sign stands in no formula goes to the formula before it."""
        blocks = tuple(_blocks(source))
        placed = _placed(checked, source, blocks)
        return cls(checked, source, tuple(_with_relations(block, placed) for block in blocks))

    @property
    def titled(self) -> bool:
        """Whether the page starts with a heading in words."""
        return bool(self.blocks) and isinstance(self.blocks[0], Title) and bool(re.search(r"[^\W\d_]", self._heading))

    @property
    def title(self) -> str:
        """The heading that the page starts with, else the file's name."""
        return self._heading if self.titled else Path(self.checked.document.path).name

    @property
    def _heading(self) -> str:
        first = self.blocks[0] if self.blocks else None
        parts = first.parts if isinstance(first, Title) else ()
        return "".join(part.text if isinstance(part, Words) else f"${part.tex}$" for part in parts)


def language_of(path: str) -> str:
    """What a page's prose is written in: tex or markdown."""
    return "tex" if Path(path).suffix.lower() in (".tex", ".sty", ".ltx", ".latex") else "markdown"


def holders(blocks: Iterable[Block]) -> Iterator[Holder]:
    """Everything that can hold relations, in reading order."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from (part for part in block.parts if isinstance(part, Formula))
        elif isinstance(block, Display):
            yield from block.rows


def leaves(blocks: Iterable[Block]) -> Iterator[Words | Remark | Formula | Row | Title | Listing]:
    """Everything that shows a stretch of the text, in reading order."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from block.parts
        elif isinstance(block, Display):
            yield from block.rows
        else:
            yield block


def _blocks(source: Source) -> Iterator[Block]:
    parts: list[Words | Remark | Formula] = []
    marker, inside, place, language = "", 0, 0, language_of(source.path)
    for piece in source.pieces:
        if isinstance(piece, Break | Heading | Code) or (isinstance(piece, Math) and piece.kind == "display"):
            if parts:
                yield Paragraph(tuple(parts), marker, inside)
            parts = []
        if isinstance(piece, Break):
            continue
        if not parts:
            marker, inside = _item(
                language, source.text[place : piece.start], source.text[piece.start : piece.start + 1], inside
            )
        place = piece.end
        match piece:
            case Prose():
                parts.append(Words(piece.text, piece.start, piece.end))
            case Comment():
                parts.append(Remark(piece.text, piece.start, piece.end))
            case Math(kind="inline"):
                parts.append(Formula(source.text[piece.start : piece.end], piece.start, piece.end))
            case Math():
                yield _display(source.text, piece.start, piece.end, inside)
            case Heading():
                yield Title(piece.level, _parts(piece.text), piece.start, piece.end)
                inside = 0
            case Code():
                yield Listing(piece.info, piece.text, piece.start, piece.end)
    if parts:
        yield Paragraph(tuple(parts), marker, inside)


_MARKDOWN_ITEM = re.compile(
    r"(?:\A|\n)(?P<blanks>[ \t]*)>?[ \t]*(?:[-*+]|(?P<number>\d+[.)]))[ \t]+(?:\$\$?|\\[\[(])?\Z"
)
_OUTSIDE = re.compile(r"\n[ \t]*\n(?=\S)")
_TEX_ITEM = re.compile(r"\\item\b\s*(?:\[(?P<label>[^\]]*)\])?[^\\]*\Z")
_TEX_LIST = re.compile(r"\\(begin|end)\{(?:itemize|enumerate|description)\}")


def _item(language: str, between: str, first: str, inside: int) -> tuple[str, int]:
    """The mark of the list's item that begins with `first`, if one does, and how deep inside lists that is."""
    if language == "tex":
        lists = [found[1] for found in _TEX_LIST.finditer(between)]
        item = _TEX_ITEM.search(between)
        marker = (item["label"] or "•") if item else ""
        return marker, max(inside + lists.count("begin") - lists.count("end"), 0)
    item = _MARKDOWN_ITEM.search(between)
    if item:
        return item["number"] or "•", 1 + len(item["blanks"].expandtabs(4)) // 2
    return "", 0 if _OUTSIDE.search(between + first) else inside


def _parts(text: str) -> tuple[Words | Formula, ...]:
    """A heading's words and formulas; they are counted in the heading itself."""
    return tuple(
        (Formula if isinstance(piece, Math) else Words)(text[piece.start : piece.end], piece.start, piece.end)
        for piece in split(text, 0, len(text))
    )


_SPACES = frozenset((r"\,", r"\;", r"\:", r"\!", r"\quad", r"\qquad", "~", r"\ ", ".", ",", ";"))


def _display(text: str, start: int, end: int, inside: int) -> Display:
    try:
        tokens = tokenize(text, start, end)
    except ReadError:
        return Display((Row((text[start:end].strip(),), start, end),), "", start, end, inside)
    tokens, tail, environment = _opened(tokens, "")
    *rows, last = _rows(text, tokens, start, end)
    last = replace(last, cells=(*last.cells[:-1], f"{last.cells[-1]} {tail}".strip()), end=end)
    return Display((*rows, last), environment, start, end, inside)


def _opened(tokens: list[Token], environment: str) -> tuple[list[Token], str, str]:
    """The tokens inside the alignments that make up a display, the punctuation behind them, the innermost's name."""
    tail = ""
    while True:
        meant = [place for place, token in enumerate(tokens) if token.type != "space"]
        if not meant or tokens[meant[0]].value != r"\begin":
            return tokens, tail, environment
        name, after = _braced(tokens, meant[0] + 1)
        if name not in ALIGNMENTS:
            return tokens, tail, environment
        if name in TAKES_ALIGNMENT:
            _, after = _braced(tokens, after)
        close = _closing(tokens, meant[0])
        if close < 0:
            return tokens, tail, environment
        _, behind = _braced(tokens, close + 1)
        rest = [token for token in tokens[behind:] if token.type != "space"]
        if any(token.value not in _SPACES for token in rest):
            return tokens, tail, environment
        tail = "".join(token.value for token in rest) + tail
        tokens, environment = tokens[after:close], name


def _braced(tokens: list[Token], place: int) -> tuple[str, int]:
    while place < len(tokens) and tokens[place].type == "space":
        place += 1
    if place >= len(tokens) or tokens[place].value != "{":
        return "", place
    close = next((other for other in range(place, len(tokens)) if tokens[other].value == "}"), len(tokens) - 1)
    return "".join(token.value for token in tokens[place + 1 : close]), close + 1


def _closing(tokens: list[Token], place: int) -> int:
    depth = 0
    for other in range(place, len(tokens)):
        depth += (tokens[other].value == r"\begin") - (tokens[other].value == r"\end")
        if not depth:
            return other
    return -1


def _rows(text: str, tokens: list[Token], start: int, end: int) -> Iterator[Row]:
    """Rows from mark to mark; together they reach from the display's start to its end."""
    marks: list[tuple[Token, int]] = []
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token.value in _OPENING) - (token.value in _CLOSING)
        if not depth and token.value in ("&", r"\\", r"\cr"):
            marks.append((token, place))
    begin = tokens[0].start if tokens else start
    close = tokens[-1].end if tokens else end
    cells: list[str] = []
    row_start = start
    for token, place in [*marks, (Token("end", "", close, close), len(tokens))]:
        cells.append(text[begin : token.start])
        begin = token.end
        if token.value == "&":
            continue
        if token.value:
            begin = _after_spacing(tokens, place, token.end)
        if token.value or _meant(cells) or not marks:
            row_end = begin if token.value else end
            tag = _TAG.search(text, row_start, row_end)
            yield Row(tuple(_TAG.sub("", cell).strip() for cell in cells), row_start, row_end, tag[1] if tag else "")
            row_start = row_end
        cells = []


_OPENING, _CLOSING = frozenset(("{", r"\begin", r"\left")), frozenset(("}", r"\end", r"\right"))
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
_SPACING = re.compile(r"\*?[ \t]*\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|baselineskip|\\[a-z]+)\s*\]|\*")


def _after_spacing(tokens: list[Token], place: int, end: int) -> int:
    r"""The end of a row's mark with the distance behind it, `\\[2pt]`."""
    following = "".join(token.value for token in tokens[place + 1 : place + 12])
    spacing = _SPACING.match(following)
    return end + spacing.end() if spacing else end


def _meant(cells: list[str]) -> bool:
    return any(re.sub(r"(?<!\\)%[^\n]*", "", cell).strip() for cell in cells)


def _placed(checked: CheckedDocument, source: Source, blocks: tuple[Block, ...]) -> Mapping[int, Relations]:
    starts = [(holder.start, holder.end) for holder in holders(blocks)]
    found: dict[int, list[Relation]] = {}
    for relation in checked.document.relations:
        if starts:
            place = bisect_right(starts, (offset_of(relation.span, source), len(source.text) + 1)) - 1
            found.setdefault(starts[max(place, 0)][0], []).append(relation)
    return {start: tuple(relations) for start, relations in found.items()}


def _with_relations(block: Block, placed: Mapping[int, Relations]) -> Block:
    if isinstance(block, Paragraph):
        parts = (
            replace(part, relations=placed.get(part.start, ())) if isinstance(part, Formula) else part
            for part in block.parts
        )
        return replace(block, parts=tuple(parts))
    if isinstance(block, Display):
        return replace(block, rows=tuple(replace(row, relations=placed.get(row.start, ())) for row in block.rows))
    return block


def offset_of(span: Span, source: Source) -> int:
    """Where a span begins in the source's text; 0 where it is in none of its files."""
    for place, stretch in enumerate(source.stretches):
        if (stretch.path, stretch.cell) != (span.path, span.cell):
            continue
        following = source.stretches[place + 1].start if place + 1 < len(source.stretches) else len(source.text)
        before = stretch.text.split("\n")[: span.line]
        local = sum(len(line) + 1 for line in before[:-1]) + span.column - 1
        if stretch.offset <= local and stretch.start + local - stretch.offset <= following:
            return stretch.start + local - stretch.offset
    return 0
