r"""A derivation or a checked page as one HTML file: formulas in MathML, verdicts in the margin, evidence on demand.

The file needs no network, and its content security policy allows nothing but its own style and script, by their
hashes; it reads the same without the script, which only adds filters. Text is escaped by the template engine, formulas
come from `mathml`. What MathML cannot show faithfully is shown as TeX. Needs the extra `html`: where a package is
missing, `ModuleNotFoundError` says so.

>>> from derivations.moves.derivation import Derivation
>>> text = render(Derivation("d", "<script>alert(1)</script>", "", (), (), ()))
>>> "<h1>&lt;script&gt;alert(1)&lt;/script&gt;</h1>" in text
True
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any

from derivations.document.document import CheckedDocument, Document, Relation
from derivations.document.verdicts import KINDS, Verdict, Witness
from derivations.export import blocks
from derivations.export.checked_page import Block, CheckedPage, Display, Formula, Listing, Paragraph, Row, Title, Words
from derivations.export.json import spoken
from derivations.export.mathml import mathml
from derivations.export.prose import Run, runs, safe
from derivations.export.report import MARKS, PROBLEMS, shown
from derivations.latex.macros import Macro
from derivations.latex.print import SIGNS, latex
from derivations.moves.derivation import Derivation

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

SUFFIX = ".html"

Source = Derivation | CheckedDocument | CheckedPage

MEANINGS = {
    "given": "stated, not claimed: a definition, a hypothesis, a condition",
    "proved": "holds for every value that meets the hypotheses and the conditions listed, by an exact method",
    "supported": "no counterexample in random models; not proved",
    "refuted": "false: a counterexample that meets every hypothesis is shown, or the shapes do not fit",
    "undecided": "was read, but could not be decided, for the reason given",
    "unread": "could not be read, for the reason given",
}

_COLUMNS = 6
"""Cells of a row that are aligned with those of other rows; a row with more is shown in one piece."""


def render(source: Source, verdicts: Mapping[str, Verdict] | None = None, *, marks: bool = True) -> str:
    """The report of one page or derivation; `marks` shows verdicts, where there are any."""
    return _written([_page(source, verdicts or {}, "page", marks)])


def report(pages: Iterable[CheckedPage | CheckedDocument]) -> str:
    """Several checked pages in one file, with an index."""
    listed = list(pages)
    names = ["page"] if len(listed) == 1 else [f"page{number}" for number in range(1, len(listed) + 1)]
    return _written([_page(page, {}, name, True) for page, name in zip(listed, names, strict=True)])


@dataclass(frozen=True)
class _Page:
    """What the template shows of one page."""

    anchor: str
    title: str
    path: str
    counts: Mapping[str, int]
    blocks: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class _Note:
    """A verdict in the margin: its place in the file, the number that it is called by, and the evidence."""

    anchor: str
    number: str
    kind: str
    facts: Sequence[tuple[str, Markup]]
    how: str


def _written(pages: list[_Page]) -> str:
    template = _environment().get_template("report.html.jinja")
    style, script = _asset("report.css"), _asset("report.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    counts = {kind: sum(page.counts.get(kind, 0) for page in pages) for kind in KINDS}
    return template.render(
        title=pages[0].title if len(pages) == 1 else f"{len(pages)} pages",
        pages=pages,
        counts=counts if any(counts.values()) else {},
        marks=MARKS,
        meanings=MEANINGS,
        style=_markup(style),
        script=_markup(script),
        policy=policy,
    )


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError("HTML needs Jinja2 (pip install 'derivations[html]')", name="jinja2") from missing
    return Environment(
        loader=PackageLoader("derivations.export"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _asset(name: str) -> str:
    environment = _environment()
    if environment.loader is None:
        raise LookupError(name)
    return environment.loader.get_source(environment, name)[0]


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def _markup(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)


def _joined(parts: Iterable[Markup], between: str = ", ") -> Markup:
    from markupsafe import Markup

    return Markup(between).join(parts)


def _page(source: Source, verdicts: Mapping[str, Verdict], anchor: str, marks: bool) -> _Page:
    if isinstance(source, CheckedPage):
        return _Checked(source, anchor, marks).page()
    return _derived(source, verdicts, anchor, marks)


class _Notes:
    """Makes the notes of a document's relations."""

    def __init__(
        self, document: Document, verdicts: Mapping[str, Verdict], anchor: str, marks: bool, derived: bool = False
    ) -> None:
        self.document, self.verdicts, self.marks, self.derived = document, verdicts, marks, derived
        self.prefix = "r" if anchor == "page" else f"{anchor}-r"
        self.known = {relation.id for relation in document.relations}

    def of(self, relations: Iterable[Relation]) -> list[_Note]:
        if not self.marks:
            return []
        return [
            _Note(f"{self.prefix}{each.id}", each.id, self.verdicts[each.id].kind, list(self._facts(each)), self._how(each))
            for each in relations
            if each.id in self.verdicts
        ]

    def counts(self) -> dict[str, int]:
        kinds = [verdict.kind for verdict in self.verdicts.values()] if self.marks else []
        return {kind: kinds.count(kind) for kind in KINDS}

    def _facts(self, relation: Relation) -> Iterator[tuple[str, Markup]]:
        verdict = self.verdicts[relation.id]
        if verdict.witness is not None:
            yield "counterexample", _values(verdict.witness)
            left, right = _formula(_number(verdict.witness.lhs)), _formula(_number(verdict.witness.rhs))
            yield "there", _markup("left side ") + left + ", right side " + right
        if verdict.reason:
            yield "because" if verdict.kind in PROBLEMS else "how", said(verdict.reason)
        if verdict.follows_from:
            yield "but", _markup("it follows from ") + self._link(verdict.follows_from)
        if verdict.repair:
            yield "true if", said(verdict.repair)
        if verdict.conditions:
            yield "provided that", _joined(map(said, verdict.conditions), "; ")
        if relation.exists:
            yield "for some", _joined(_formula(name) for name in relation.exists)
        if verdict.rests_on:
            yield "rests on", _joined(map(self._link, verdict.rests_on))
        uses = dict.fromkeys(name for name in verdict.uses if name not in verdict.rests_on)
        if uses:
            yield "uses", _joined(map(self._link, uses))
        if relation.lhs is not None and relation.rhs is not None:
            yield "read as", _formula(f"{latex(relation.lhs)} {SIGNS[relation.sign]} {latex(relation.rhs)}")

    def _how(self, relation: Relation) -> str:
        """How it was decided, and where it stands in the author's file."""
        verdict, span = self.verdicts[relation.id], relation.span
        words = [f"by {verdict.method}"] if verdict.method else []
        words += [f"{verdict.steps} steps"] if verdict.steps > 1 else []
        if span.line and not self.derived:
            cell = f"cell {span.cell}, " if span.cell is not None else ""
            path = "" if span.path == self.document.path else f"{shown(span.path)}, "
            words.append(f"{path}{cell}line {span.line}, column {span.column}")
        return ", ".join(words)

    def _link(self, name: str) -> Markup:
        from markupsafe import Markup

        if name in self.known:
            return Markup('<a href="#{}{}">{}</a>').format(self.prefix, name, name)
        kind, _, line = name.partition(":")
        return Markup("{}").format(f"the text at line {line}" if kind == "prose" and line else shown(name))


class _Checked:
    """The template's view of a checked page."""

    def __init__(self, source: CheckedPage, anchor: str, marks: bool) -> None:
        self.source, self.anchor = source, anchor
        checked = source.checked
        self.notes = _Notes(checked.document, checked.verdicts, anchor, marks)
        self.macros = source.source.macros
        self.language = "tex" if checked.document.path.lower().endswith((".tex", ".sty", ".ltx", ".latex")) else "markdown"

    def page(self) -> _Page:
        shown_blocks = list(self.source.blocks)
        first = shown_blocks[0] if shown_blocks else None
        if isinstance(first, Title) and all(isinstance(part, Words) for part in first.parts):
            shown_blocks = shown_blocks[1:] if self.source.titled else shown_blocks
        view = [self._block(block) for block in shown_blocks]
        path = self.source.checked.document.path
        return _Page(self.anchor, safe(self.source.title), shown(path), self.notes.counts(), view)

    def _block(self, block: Block) -> dict[str, Any]:
        match block:
            case Title():
                return {"kind": "title", "level": min(block.level + 1, 6), "runs": self._runs(block.parts)}
            case Paragraph():
                styled = self._runs(block.parts)
                notes = [note for run in styled for note in run["notes"]]
                marker = safe(block.marker)
                return {"kind": "paragraph", "runs": styled, "marker": marker, "inside": min(block.inside, 4), "notes": notes}
            case Display():
                return _display([self._row(row) for row in block.rows], self.macros)
            case Listing():
                return {"kind": "listing", "text": safe(block.text)}

    def _row(self, row: Row) -> dict[str, Any]:
        return {"cells": row.cells, "tag": safe(row.tag), "notes": self.notes.of(row.relations), "said": ""}

    def _runs(self, parts: Sequence[Any]) -> list[dict[str, Any]]:
        return [self._run(run) for run in runs(parts, self.language)]

    def _run(self, run: Run) -> dict[str, Any]:
        if isinstance(run.content, Formula):
            content, notes = _formula(run.content.tex, self.macros), self.notes.of(run.content.relations)
            return {"styles": run.styles, "content": content, "notes": notes}
        return {"styles": run.styles, "content": run.content, "notes": []}


def _derived(
    source: Derivation | CheckedDocument, verdicts: Mapping[str, Verdict], anchor: str, marks: bool
) -> _Page:
    page = blocks.Page.of(source, verdicts)
    if isinstance(source, CheckedDocument):
        document, verdicts = source.document, source.verdicts
    else:
        document = source.document()
    relations = {relation.id: relation for relation in document.relations}
    notes = _Notes(document, verdicts, anchor, marks, isinstance(source, Derivation))
    view: list[dict[str, Any]] = []
    if page.statement:
        view.append(_paragraph(page.statement))
    if page.quantities:
        rows = [(_formula(rf"{symbol} \in {space}"), said(meaning)) for symbol, space, meaning in page.quantities]
        view.append({"kind": "quantities", "rows": rows})
    for block in page.blocks:
        view.append({"kind": "title", "level": 2, "runs": [_plain_run(block.heading.rstrip("."))]})
        if block.lead:
            view.append(_paragraph(block.lead))
        rows_of = [
            {
                "cells": _cells(row) if row.readable else (f"{row.lhs} {row.op} {row.rhs}",),
                "tag": "",
                "notes": notes.of([relations[row.id]]),
                "said": said(row.reason) if isinstance(source, Derivation) and row.reason else "",
            }
            for row in block.rows
        ]
        view.append(_display(rows_of, {}))
    if page.conditions:
        view.append({"kind": "title", "level": 2, "runs": [_plain_run("Conditions")]})
        view.append(_paragraph(f"The results hold where {', '.join(f'${each}$' for each in page.conditions)}."))
    path = shown(document.path) if isinstance(source, CheckedDocument) else ""
    return _Page(anchor, safe(page.title), path, notes.counts(), view)


def _cells(row: blocks.Row) -> tuple[str, str]:
    arrow = row.op.startswith(r"\Rightarrow")
    sign = row.op.removeprefix(r"\Rightarrow").strip()
    return (rf"\Rightarrow\quad {row.lhs}" if arrow else row.lhs), f"{sign} {row.rhs}"


def _paragraph(text: str) -> dict[str, Any]:
    return {"kind": "paragraph", "runs": [_plain_run(text)], "marker": "", "inside": 0, "notes": []}


def _plain_run(text: str) -> dict[str, Any]:
    return {"styles": (), "content": said(text), "notes": []}


def _display(rows: list[dict[str, Any]], macros: Mapping[str, Macro]) -> dict[str, Any]:
    columns = max((len(row["cells"]) for row in rows if len(row["cells"]) <= _COLUMNS), default=1)
    for row in rows:
        made = [_cell(cell, place, macros) for place, cell in enumerate(row["cells"])]
        whole = len(made) > columns or None in made
        row["whole"] = whole and columns > 1
        if whole:
            row["cells"] = [_formula(" ".join(filter(None, row["cells"])), macros, display=True)]
        else:
            row["cells"] = [_markup(cell) for cell in made if cell is not None]
    return {"kind": "display", "rows": rows, "columns": columns}


def _cell(tex: str, place: int, macros: Mapping[str, Macro]) -> str | None:
    """Behind an alignment mark a sign stands between two things, the left of which is in the cell before."""
    return mathml(f"{{}}{tex}" if place else tex, macros, display=True) if tex else ""


def _formula(tex: str, macros: Mapping[str, Macro] | None = None, *, display: bool = False) -> Markup:
    from markupsafe import Markup

    made = mathml(tex, macros, display=display)
    return Markup('<code class="tex">{}</code>').format(safe(tex)) if made is None else Markup(made)


_WORD = re.compile(r"(?<![\\A-Za-z{_^])[A-Za-z]{2,}")
_PIECES = re.compile(r"\$[^$]+\$|\\(?:[A-Za-z]+)\S*|\S*[_^]\S*")


def said(text: str) -> Markup:
    r"""What is said beside a line: words with formulas between dollars, or a formula without a word in it.

    >>> said(r"where $x > 0$ & more"), said(r"\eta \ne 0")[:12]
    (Markup('where <math><mi>x</mi><mo>&gt;</mo><mn>0</mn></math> &amp; more'), Markup('<math><mi>η'))
    """
    from markupsafe import Markup, escape

    if "$" not in text and not _WORD.search(re.sub(r"\\(?:text|operatorname)\{[^{}]*\}", "", text)):
        return _formula(text)
    parts: list[Markup] = []
    place = 0
    for match in _PIECES.finditer(text):
        tex = match[0].strip("$").rstrip(".,;:)")
        made = mathml(tex)
        if made is not None:
            behind = match[0].strip("$")[len(tex) :]
            parts += [escape(safe(text[place : match.start()])), Markup(made), escape(behind)]
            place = match.end()
    return Markup("").join([*parts, escape(safe(text[place:]))])


def _values(witness: Witness) -> Markup:
    if not witness.values:
        return _markup("both sides are constants")
    return _joined(
        _formula(f"{name if len(name) == 1 or not name.isalpha() else _named(name)} = {_number(value)}")
        for name, value in witness.values.items()
    )


def _named(name: str) -> str:
    return rf"\text{{{spoken(name)}}}"


def _number(value: object) -> str:
    r"""A witness's value in LaTeX: a fraction, a matrix, a ball.

    >>> _number([["1/2", "0"]]), _number("-3"), _number("[0.10 +/- 4.9e-13]")
    ('\\begin{bmatrix}\\tfrac{1}{2} & 0\\end{bmatrix}', '-3', '0.10 \\pm 4.9 \\cdot 10^{-13}')
    """
    if isinstance(value, list | tuple):
        rows = [" & ".join(map(_number, row)) if isinstance(row, list | tuple) else _number(row) for row in value]
        inner = r" \\ ".join(rows)
        return rf"\begin{{bmatrix}}{inner}\end{{bmatrix}}"
    text = str(value)
    fraction = re.fullmatch(r"(-?)(\d+)/(\d+)", text)
    if fraction:
        return rf"{fraction[1]}\tfrac{{{fraction[2]}}}{{{fraction[3]}}}"
    ball = re.fullmatch(r"\[?(-?[\d.]+)(?:e(-?\d+))?(?: \+/- ([\d.]+)(?:e(-?\d+))?\])?", text)
    if ball:
        middle, power, radius, small = ball.groups()
        middle += rf" \cdot 10^{{{int(power)}}}" if power else ""
        radius = rf" \pm {radius}" + (rf" \cdot 10^{{{int(small)}}}" if small else "") if radius else ""
        return middle + radius
    return rf"\text{{{text}}}" if re.search(r"[A-Za-z]{2}", text) else text
