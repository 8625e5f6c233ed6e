r"""A checked page in LaTeX: the author's text, a mark at each relation, and below what is wrong with it.

A mark stands behind a formula in running text and at the margin of a display's row; evidence follows the paragraph or
the display. Formulas come from `harmless`, words from `latex_text`, so nothing of the page is obeyed; what is not
harmless is shown letter by letter.

>>> from derivations.api import check_source
>>> from derivations.reader.sources import parse_text
>>> source = parse_text(r"Let $a = 2$. Then $a + 1 = 4$ and $\input{a} = 1$.")
>>> print(fragment(CheckedPage.of(check_source(source), source), marks=False).splitlines()[-1])
Let $a = 2$. Then $a + 1 = 4$ and \texttt{\textbackslash{}input\{a\}\ =\ \allowbreak{}1}.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from derivations.document.document import Relation
from derivations.document.verdicts import KINDS, PROBLEMS
from derivations.export import latex
from derivations.export.breaking import broken, stiff, width
from derivations.export.checked_page import (
    Block,
    CheckedPage,
    Display,
    Listing,
    Paragraph,
    Row,
    Title,
    holders,
    language_of,
)
from derivations.export.checked_page import Formula as InText
from derivations.export.evidence import Piece, Ref, Tex, facts
from derivations.export.fragment import stated
from derivations.export.harmless import harmless
from derivations.export.latex_text import plain, typewriter
from derivations.export.prose import Part, Run, runs, safe
from derivations.export.report import place_of, shortened

COMMANDS = r"""\providecommand{\entry}[3]{{\leftskip=#1\noindent\llap{#2\enspace}#3\par}}
\providecommand{\remark}[2]{{\par\small\parskip=0pt\leftskip=3em\rightskip=0pt plus 4em
  \noindent\llap{\makebox[1.5em][l]{$#1$}}#2\par}}
\providecommand{\fit}[2]{\sbox0{$\displaystyle #2$}%
  \ifdim\wd0>#1\relax\resizebox{#1}{!}{\usebox0}\else\usebox0\fi}
\providecommand{\setting}{\emergencystretch=0.5\linewidth\relax}"""
r"""What a page uses beside `latex.COMMANDS`: an item of a list, evidence, a formula that is no wider than it may be."""

_ROOM = 400.0
"""Points that a row of a display may take; the mark stands behind them."""

_MOST = 3 * _ROOM
"""What is wider, where no break helps, could not be read if it were made to fit."""

_SECTIONS = ("section", "subsection", "subsubsection")

_LABEL, _HEADING = 12, 2_000
"""Characters of a list's mark and of a heading, from which on they are text."""

_LEFT_OUT = frozenset({"rests on", "uses", "read as"})
"""Facts that say how something was decided, not what is to be done about it."""


def render(source: CheckedPage, *, marks: bool = True) -> str:
    """The page as an article."""
    return report([source], marks=marks)


def report(pages: Sequence[CheckedPage], *, marks: bool = True) -> str:
    """Several pages in one article, each from a new page on."""
    inside = "\n\n\\clearpage\n".join(_body(page, marks) for page in pages)
    title = pages[0].title if len(pages) == 1 else f"{len(pages)} pages"
    return latex.article(safe(title), [COMMANDS, inside])


def fragment(source: CheckedPage, *, marks: bool = True) -> str:
    r"""The page for `\input` in another document."""
    return f"{latex.COMMANDS}\n{COMMANDS}\n\n{_body(source, marks)}\n"


def _body(source: CheckedPage, marks: bool) -> str:
    writer = _Writer(source, marks)
    blocks = list(source.blocks)
    first = blocks[0] if blocks else None
    parts = [r"\setting"]
    if isinstance(first, Title) and source.titled:
        parts.append(writer.block(first))
        blocks = blocks[1:]
    else:
        parts.append(_heading("section", _words(safe(source.title))))
    if marks:
        parts.append(_summary(source))
    written = "\n\n".join(parts)
    for before, block in pairwise([None, *blocks]):
        if block is not None:
            written += writer.between(before, block) + writer.block(block)
    return written


def _summary(source: CheckedPage) -> str:
    counts = source.checked.summary
    heads = " & ".join(f"${latex.MARKS[kind]}$~{kind}" for kind in KINDS)
    numbers = " & ".join(str(counts[kind]) for kind in KINDS)
    path = typewriter(safe(source.checked.document.path))
    return (
        f"{path}\n\n"
        rf"\begin{{tabular}}{{@{{}}*{{{len(KINDS)}}}{{c}}@{{}}}}\toprule {heads} \\ \midrule {numbers} \\"
        r" \bottomrule\end{tabular}\smallskip"
    )


class _Writer:
    def __init__(self, source: CheckedPage, marks: bool) -> None:
        self.source, self.marks = source, marks
        self.document, self.verdicts = source.checked.document, source.checked.verdicts
        self.language = language_of(self.document.path)

    def between(self, before: Block | None, block: Block) -> str:
        """A display goes on with the paragraph above it, unless something is said of that."""
        runs_on = isinstance(before, Paragraph) and isinstance(block, Display) and not before.inside
        if runs_on and before is not None and not self._open(before):
            return "\n"
        return "\n\n\\vspace{-\\abovedisplayskip}\n" if isinstance(block, Display) else "\n\n"

    def block(self, block: Block) -> str:
        match block:
            case Title():
                section = _SECTIONS[min(max(block.level, 1), len(_SECTIONS)) - 1]
                return _heading(section, self._text(block.parts))
            case Paragraph():
                text = self._text(block.parts)
                if block.inside or block.marker:
                    marker = _words(safe(block.marker))
                    if len(block.marker) > _LABEL:
                        marker, text = "", rf"\textbf{{{marker}}} {text}"
                    text = rf"\entry{{{1.6 * min(max(block.inside, 1), 5):g}em}}{{{marker}}}{{{text}}}"
                return self._with_notes(text, block)
            case Display():
                return self._with_notes("\n".join(self._display(block)), block)
            case Listing():
                lines = (rf"{typewriter(line)}\par" for line in safe(block.text).rstrip("\n").split("\n"))
                return "{\\small\\parskip=0pt\\raggedright\n" + "\n".join(lines) + "\n}"

    # --- running text ----------------------------------------------------------------------------------------

    def _text(self, parts: Sequence[Part]) -> str:
        written = ""
        for run in _joined(runs(parts, self.language)):
            if isinstance(run.content, InText):
                made = self._inline(run.content.tex) + self._marks_behind(run.content.relations)
            elif "code" in run.styles:
                made = typewriter(run.content)
            else:
                made = _words(run.content)
            for style in run.styles:
                made = {"em": rf"\emph{{{made}}}", "strong": rf"\textbf{{{made}}}"}.get(style, made)
            written += made
        return written.strip()

    def _inline(self, tex: str, otherwise: str = "") -> str:
        """The formula, else what is there `otherwise`, else its letters."""
        made = harmless(tex, self.source.source.macros)
        if made is None or stiff(made) > _MOST:
            return otherwise or typewriter(safe(" ".join(tex.split())))
        if not made:
            return ""
        return rf"\fit{{{_ROOM:g}pt}}{{{made}}}" if stiff(made) > _ROOM else f"${made}$"

    def _marks_behind(self, relations: Iterable[Relation]) -> str:
        """Marks in running text; what is given needs none."""
        kinds = [self.verdicts[each.id].kind for each in relations] if self.marks else []
        shown = r"\,".join(latex.MARKS[kind] for kind in kinds if kind != "given")
        return rf"\textsuperscript{{$\,{shown}$}}" if shown else ""

    # --- displays --------------------------------------------------------------------------------------------

    def _display(self, block: Display) -> Iterator[str]:
        """Rows from which something is left out as unknown stand between aligned ones, letter by letter."""
        rows: list[str] = []
        made = [(row, self._cells(row)) for row in block.rows]
        lefts = [width(cells[0]) for _, cells in made if cells is not None and len(cells) > 1]
        left = max(lefts, default=0.0)
        for row, cells in made:
            if cells is not None:
                rows.append(_row(cells, left) + self._margin(row))
                continue
            yield from _aligned(rows)
            rows = []
            marks = rf"\hfill ${marks}$" if (marks := self._marks(row.relations)) else ""
            yield rf"\par{typewriter(safe(' '.join(row.tex.split())))}{marks}\par"
        yield from _aligned(rows)

    def _cells(self, row: Row) -> list[str] | None:
        """The cells for TeX: in one where a fence opens in one and closes in another, None where none is harmless."""
        macros = self.source.source.macros
        cells = [harmless(cell, macros) if cell else "" for cell in row.cells]
        known = [cell for cell in cells if cell is not None]
        if len(known) < len(cells) or (len(known) > 2 and sum(map(width, known)) > _ROOM):
            whole = harmless(row.tex, macros)
            known = [] if whole is None else [whole]
        return known if known and all(map(_fits, known)) else None

    def _margin(self, row: Row) -> str:
        marks = self._marks(row.relations)
        if not marks and not row.tag:
            return ""
        tag = rf"\upshape({plain(safe(row.tag))})" if row.tag else ""
        apart = r"\hspace{1em}" if tag and len(row.relations) > 1 else ""
        return rf" \by[{marks}]{{{tag}{apart}}}"

    def _marks(self, relations: Iterable[Relation]) -> str:
        return r"\,".join(latex.MARKS[self.verdicts[each.id].kind] for each in relations) if self.marks else ""

    # --- evidence --------------------------------------------------------------------------------------------

    def _open(self, block: Block) -> list[Relation]:
        """The relations of which something is to be said."""
        found = [relation for holder in holders([block]) for relation in holder.relations] if self.marks else []
        return [each for each in found if self.verdicts[each.id].kind in PROBLEMS or self.verdicts[each.id].conditions]

    def _with_notes(self, text: str, block: Block) -> str:
        several = sum(len(holder.relations) for holder in holders([block])) > 1
        return "\n\n".join([text, *(self._note(each, several) for each in self._open(block))])

    def _note(self, relation: Relation, stating: bool) -> str:
        verdict = self.verdicts[relation.id]
        said = [rf"\textbf{{{verdict.kind}}}" + (f": {self._inline(stated(relation))}" if stating else "")]
        for label, told in facts(verdict, relation):
            if label not in _LEFT_OUT:
                text = "".join(map(self._piece, told)).strip().rstrip(".")
                said.append(rf"\emph{{{label[0].upper()}{label[1:]}:}} {text}")
        return rf"\remark{{{latex.MARKS[verdict.kind]}}}{{{'. '.join(said)}.}}"

    def _piece(self, piece: Piece) -> str:
        match piece:
            case Ref(name):
                return _words(place_of(name, self.document))
            case Tex(tex, source):
                return self._inline(tex, _words(safe(source)) if source else typewriter(shortened(tex)))
            case str():
                return _words(safe(piece))


def _joined(parts: Iterable[Run]) -> Iterator[Run]:
    """Words next to each other with the same style in one run, so that a long one is seen to be long."""
    for (styles, is_text), group in groupby(parts, lambda run: (run.styles, isinstance(run.content, str))):
        if is_text:
            yield Run("".join(run.content for run in group if isinstance(run.content, str)), styles)
        else:
            yield from group


def _heading(section: str, text: str) -> str:
    """A heading; what is too long for one could not go on over the page."""
    if len(text) > _HEADING:
        return rf"\textbf{{{text}}}"
    return rf"\{section}*{{\raggedright {text}}}"


def _row(cells: list[str], left: float) -> str:
    """A row whose left side takes at most `left` in its display, broken where it is too wide."""
    if len(cells) > 2:
        return " & ".join(rf"\quad {cell}" if place and place % 2 == 0 else cell for place, cell in enumerate(cells))
    room = _ROOM if len(cells) == 1 or left > 0.6 * _ROOM else _ROOM - left
    start = f"{cells[0]} &" if len(cells) > 1 else "&"
    if len(cells) > 1 and left > 0.6 * _ROOM:
        start = f"&{_lines(cells[0], _ROOM)} \\\\\n&\\quad "
    return start + _lines(cells[-1], room)


def _fits(tex: str) -> bool:
    return width(tex) <= _MOST or all(width(line) <= _MOST for line in broken(tex, _ROOM, _ROOM))


def _lines(tex: str, room: float) -> str:
    lines = broken(tex, room, room - 22)
    return " \\\\\n&\\qquad ".join(
        rf"\fit{{{room - 22:g}pt}}{{{line}}}" if width(line) > room else line for line in lines
    )


def _aligned(rows: Sequence[str]) -> Iterator[str]:
    if any(row.strip(" &") for row in rows):
        lines = " \\\\\n".join(rows)
        yield f"\\begin{{align*}}\n{lines}\n\\end{{align*}}"


_LONG = re.compile(r"\S{40,}")


def _words(text: str) -> str:
    """Words in one paragraph; one that no line could hold may be broken anywhere."""
    written, place = "", 0
    for long in _LONG.finditer(text):
        written += _spaced(text[place : long.start()]) + r"\allowbreak{}".join(
            plain(long[0][start : start + 8]) for start in range(0, len(long[0]), 8)
        )
        place = long.end()
    return written + _spaced(text[place:])


def _spaced(text: str) -> str:
    return plain(re.sub(r"\s+", " ", text))
