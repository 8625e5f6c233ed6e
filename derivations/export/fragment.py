r"""Checked pages, derivations and verdicts as HTML fragments for notebooks.

Formulas stay TeX between dollars, which the notebook's MathJax typesets: where a fragment is cleaned before it is shown
(notebooks that are not trusted, GitHub), MathML would lose its tags and read as something else. The style is in the
elements for the same reason, and nothing depends on it: a verdict is a word beside a mark. What MathJax would do more
with than show is shown as code.

>>> typeset(r"a < \frac{1}{2}"), typeset(r"\href{javascript:alert(1)}{x}")
('$a &lt; \\frac{1}{2}$', '<code>\\href{javascript:alert(1)}{x}</code>')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from derivations.document.document import Document, Relation
from derivations.document.verdicts import KINDS, PROBLEMS, Verdict
from derivations.export import blocks
from derivations.export.checked_page import Block, CheckedPage, Display, Formula, Paragraph, Title, language_of
from derivations.export.evidence import Piece, Ref, Tex, facts, pieces
from derivations.export.mathml import spelled
from derivations.export.prose import Part, runs, safe
from derivations.export.report import MARKS, place_of, shown
from derivations.latex.macros import Macro, expand
from derivations.latex.tokens import ReadError, tokenize
from derivations.moves.derivation import Derivation

INK = {
    "given": "#7d7870",
    "proved": "#27864a",
    "supported": "#1b818f",
    "refuted": "#e0352b",
    "undecided": "#a86b10",
    "unread": "#9560d8",
}
"""Colours that read on white and on black, 4.3 to 1 on both."""

_CELL = "border:0;padding:0.35em 0.2em;vertical-align:baseline;white-space:nowrap"

_OBEYED = re.compile(
    r"\\(?:href|url|style|class|cssId|data|html[A-Za-z]*|require|bbox|toggle|texttip|mathtip|mmlToken|includegraphics"
    r"|unicode|[egx]?def|let|(?:re|provide)?newcommand|(?:re)?newenvironment|Declare[A-Za-z]*|begingroup|input|special"
    r")(?![A-Za-z])"
)
"""What MathJax would follow, load, remember or style with; none of it is mathematics."""


def typeset(tex: str, macros: Mapping[str, Macro] | None = None, *, display: bool = False) -> str:
    """A formula for MathJax, the page's macros expanded; code where that would not be the formula."""
    try:
        text = spelled(expand(tokenize(tex), macros or {}))
    except ReadError:
        text = ""
    if not text or "$" in text or text != shown(text) or _OBEYED.search(text):
        return f"<code>{escape(safe(tex), quote=False)}</code>"
    style = r"\displaystyle " if display else ""
    return f"${style}{escape(text, quote=False)}$"


def words(text: str) -> str:
    """Plain words: nothing of them is markup or the beginning of a formula."""
    return re.sub(r"[$\\]", r"<span>\g<0></span>", escape(safe(text), quote=False))


def said(text: str) -> str:
    """Words with formulas in them, as reasons have them."""
    return "".join(_piece(piece, None) for piece in pieces(text))


def _piece(piece: Piece, document: Document | None) -> str:
    match piece:
        case Ref(name):
            return words(place_of(name, document) if document is not None else name)
        case Tex(tex, source):
            return words(source) if source and not _is_formula(source) else typeset(tex)
        case str():
            return words(piece)


def _is_formula(source: str) -> bool:
    """Whether what was taken for a formula in running text is one: all of its braces are closed."""
    try:
        return bool(tokenize(source.strip("$"))) and source.count("{") == source.count("}")
    except ReadError:
        return False


def wrapped(*parts: str) -> str:
    """The whole fragment."""
    return '<div style="overflow-x:auto">\n' + "\n".join(filter(None, parts)) + "\n</div>"


def counts(verdicts: Iterable[Verdict]) -> str:
    """How many got each verdict, as words.

    >>> counts([Verdict("given"), Verdict("proved"), Verdict("proved")])
    '1 given, 2 proved'
    """
    kinds = [verdict.kind for verdict in verdicts]
    return ", ".join(f"{kinds.count(kind)} {kind}" for kind in KINDS if kind in kinds)


@dataclass(frozen=True)
class Notes:
    """The verdicts of a document as marks and notes; of those in `open_kinds` the evidence is open. A line that we
    `derived` was not read, and says itself what it rests on.
    """

    document: Document
    verdicts: Mapping[str, Verdict]
    open_kinds: Collection[str] = PROBLEMS
    derived: bool = False

    def _is_open(self, relation: Relation) -> bool:
        """What holds under a condition only says so without being asked."""
        verdict = self.verdicts[relation.id]
        return verdict.kind in self.open_kinds or bool(verdict.conditions)

    def marks(self, relations: Iterable[Relation]) -> str:
        """Marks in running text, right after a formula; what is given needs none."""
        kinds = (self.verdicts[each.id].kind for each in relations)
        return "".join(
            f'<sup style="color:{INK[kind]}" title="{kind}">{MARKS[kind]}</sup>' for kind in kinds if kind != "given"
        )

    def chips(self, relations: Iterable[Relation]) -> str:
        """Marks with their words, beside a row; evidence that is not open anyway opens on demand."""
        return "<br>".join(self._chip(each) for each in relations)

    def _chip(self, relation: Relation) -> str:
        verdict = self.verdicts[relation.id]
        listed = "" if self.derived or self._is_open(relation) else evidence(verdict, relation, self.document)
        if not listed:
            return named(verdict)
        return f'<details><summary style="cursor:pointer">{named(verdict)}</summary>{listed}</details>'

    def notes(self, relations: Iterable[Relation], *, beside_chips: bool = True) -> str:
        """The evidence that is open; where no chips say the verdicts, it does."""
        relations = list(relations)
        listed, alone = filter(self._is_open, relations), beside_chips and len(relations) == 1
        return "".join(self._note(each, not alone) for each in listed)

    def _note(self, relation: Relation, titled: bool) -> str:
        verdict = self.verdicts[relation.id]
        if self.derived:
            return note(replace(verdict, uses=(), rests_on=()), titled=False)
        return note(verdict, relation, self.document, titled=titled)


def named(verdict: Verdict) -> str:
    """The mark and the word."""
    return f'<span style="color:{INK[verdict.kind]}">{MARKS[verdict.kind]} {verdict.kind}</span>'


def note(
    verdict: Verdict, relation: Relation | None = None, document: Document | None = None, *, titled: bool = True
) -> str:
    """A verdict with its evidence, under its name and what it is about."""
    title = ""
    if titled:
        method = f" by {words(verdict.method)}" if verdict.method and verdict.kind not in PROBLEMS else ""
        about = f": {typeset(stated(relation))}" if relation is not None else ""
        title = f"{named(verdict)}{method}{about}"
    style = f"border-left:3px solid {INK[verdict.kind]};padding:0.1em 0.9em;margin:0.2em 0 0.6em;white-space:normal"
    return f'<div align="left" style="{style}">{title}{evidence(verdict, relation, document)}</div>'


def stated(relation: Relation) -> str:
    r"""Both sides and the sign; an arrow, which the sign brings along, stands before both."""
    sign = re.sub(r"^\\(?:Rightarrow|implies|Leftrightarrow|iff)(?![A-Za-z])\s*(?=.)", "", relation.op)
    arrow = relation.op.removesuffix(sign).strip()
    return " ".join(f"{arrow} {relation.lhs_text} {sign} {relation.rhs_text}".split())


def evidence(verdict: Verdict, relation: Relation | None, document: Document | None) -> str:
    """The facts as a list, empty where there are none."""
    listed = [
        f"<li><em>{label}:</em> {''.join(_piece(piece, document) for piece in told)}</li>"
        for label, told in facts(verdict, relation)
    ]
    return f'<ul style="margin:0.2em 0;padding-left:1.2em">{"".join(listed)}</ul>' if listed else ""


# --- rows ----------------------------------------------------------------------------------------------------


def table(rows: Iterable[str]) -> str:
    """Rows of `table_row`."""
    style = "border-collapse:collapse;margin:0.3em 0 0.8em 1.2em"
    return f'<table style="{style}"><tbody>\n' + "\n".join(rows) + "\n</tbody></table>"


def table_row(cells: Sequence[str], columns: int, beside: str, chips: str, notes: str) -> str:
    """The cells of a formula, aligned at their signs, then what is said beside it; notes below."""
    if len(cells) == columns > 1:
        made = [cell_of(cell, "left" if place % 2 else "right") for place, cell in enumerate(cells)]
    else:
        made = [cell_of("".join(cells), span=columns)]
    made += [cell_of(beside, more="padding-left:2.5em;white-space:normal"), cell_of(chips, more="padding-left:2em")]
    below = f"\n{_tr(cell_of(notes, span=columns + 2))}" if notes else ""
    return _tr("".join(made)) + below


def _tr(cells: str) -> str:
    return f'<tr style="background-color:transparent">{cells}</tr>'


def cell_of(text: str, align: str = "left", *, span: int = 1, more: str = "") -> str:
    """A cell that says everything about itself, whatever the tables around it look like."""
    across = f' colspan="{span}"' if span > 1 else ""
    return f'<td align="{align}"{across} style="text-align:{align};{_CELL}{";" if more else ""}{more}">{text}</td>'


# --- derivations ---------------------------------------------------------------------------------------------


def derivation(source: Derivation) -> str:
    """Its lines with reasons and verdicts."""
    page, document = blocks.Page.of(source, source.verdicts), source.document()
    relations = {relation.id: relation for relation in document.relations}
    notes = Notes(document, source.verdicts, derived=True)
    parts = [f"<p><strong>{said(page.title)}</strong></p>", f"<p>{said(page.statement)}</p>" if page.statement else ""]
    if page.quantities:
        rows = [(typeset(rf"{symbol} \in {space}"), said(meaning)) for symbol, space, meaning in page.quantities]
        listed = "".join(f"<li>{symbol}: {meaning}</li>" for symbol, meaning in rows)
        parts.append(f"<details><summary>{len(page.quantities)} quantities</summary><ul>{listed}</ul></details>")
    if page.throughout:
        parts.append(f"<p>{said(page.throughout)}</p>")
    for block in page.blocks:
        heading = f"<em>{said(block.heading)}</em>" if block.heading else ""
        lead = said(block.lead) if block.lead else ""
        parts.append(f"<p>{' '.join(filter(None, (heading, lead)))}</p>")
        parts.append(table(_line(row, [relations[row.id]] if row.id else [], notes) for row in block.rows))
    parts.append(f"<p><small>{len(source.lines)} lines: {counts(source.verdicts.values())}</small></p>")
    return wrapped(*parts)


def _line(row: blocks.Row, relations: Sequence[Relation], notes: Notes) -> str:
    sign, lhs = row.op, row.lhs
    if sign.startswith(r"\Rightarrow"):
        lhs, sign = rf"\Rightarrow\quad {lhs}", sign.removeprefix(r"\Rightarrow").strip()
    cells = [typeset(lhs, display=True) if lhs else "", typeset(f"{sign} {row.rhs}", display=True)]
    beside = said(row.reason) if row.reason else ""
    return table_row(cells, 2, beside, notes.chips(relations), notes.notes(relations))


# --- pages ---------------------------------------------------------------------------------------------------


def page(source: CheckedPage, *, every: bool = False) -> str:
    """The author's text with the verdicts on its relations; `every` opens all evidence."""
    checked = source.checked
    notes = Notes(checked.document, checked.verdicts, KINDS if every else PROBLEMS)
    writer = _Page(notes, source.source.macros, language_of(checked.document.path))
    relations = [each for block in source.blocks for each in writer.relations(block)]
    told = counts(checked.verdicts[each.id] for each in relations)
    return wrapped(*map(writer.block, source.blocks), f"<p><small>{told or 'no relations'}</small></p>")


@dataclass(frozen=True)
class _Page:
    notes: Notes
    macros: Mapping[str, Macro]
    language: str

    def relations(self, block: Block) -> Iterator[Relation]:
        holders = block.parts if isinstance(block, Paragraph) else block.rows if isinstance(block, Display) else ()
        for part in holders:
            yield from getattr(part, "relations", ())

    def block(self, block: Block) -> str:
        match block:
            case Title():
                level = min(block.level + 2, 6)
                return f"<h{level}>{self._text(block.parts)}</h{level}>"
            case Paragraph():
                marker = f"{words(block.marker)} " if block.marker else ""
                inside = f' style="margin-left:{1.6 * block.inside:g}em"' if block.inside else ""
                notes = self.notes.notes(self.relations(block), beside_chips=False)
                return f"<p{inside}>{marker}{self._text(block.parts)}</p>{notes}"
            case Display():
                return self._display(block)
            case _:
                return f"<pre>{escape(safe(block.text), quote=False)}</pre>"

    def _text(self, parts: Sequence[Part]) -> str:
        written = ""
        for run in runs(parts, self.language):
            if isinstance(run.content, Formula):
                made = typeset(run.content.tex, self.macros) + self.notes.marks(run.content.relations)
            else:
                made = words(run.content)
            for style in reversed(run.styles):
                made = f"<{style}>{made}</{style}>"
            written += made
        return written

    def _display(self, block: Display) -> str:
        columns = max((len(row.cells) for row in block.rows if all(map(_closed, row.cells))), default=1)
        shown_rows = []
        for row in block.rows:
            cells: list[str] = [row.tex]
            if len(row.cells) == columns and all(map(_closed, row.cells)):
                cells = [f"{{}}{cell}" if place and cell else cell for place, cell in enumerate(row.cells)]
            made = [typeset(cell, self.macros, display=True) if cell else "" for cell in cells]
            tag = f"({words(row.tag)})" if row.tag else ""
            chips, notes = self.notes.chips(row.relations), self.notes.notes(row.relations)
            shown_rows.append(table_row(made, columns, tag, chips, notes))
        return table(shown_rows)


_PAIRS: tuple[tuple[Callable[[str], int], Callable[[str], int]], ...] = (
    (lambda tex: len(re.findall(r"(?<!\\)\{", tex)), lambda tex: len(re.findall(r"(?<!\\)\}", tex))),
    (lambda tex: len(re.findall(r"\\left(?![A-Za-z])", tex)), lambda tex: len(re.findall(r"\\right(?![A-Za-z])", tex))),
    (lambda tex: tex.count(r"\begin"), lambda tex: tex.count(r"\end")),
)


def _closed(tex: str) -> bool:
    r"""Whether a cell can stand alone: nothing that opens in it closes in another.

    >>> _closed(r"\left( a"), _closed(r"\left( a \right)")
    (False, True)
    """
    return all(opening(tex) == closing(tex) for opening, closing in _PAIRS)
