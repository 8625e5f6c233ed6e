r"""A derivation or a checked page as one HTML file: formulas in MathML, verdicts in the margin, evidence on demand.

The file needs no network, and its content security policy allows nothing but its own style and script, by their
hashes; it reads the same without the script, which only adds filters. Text is escaped by the template engine, formulas
come from `mathml`. What MathML cannot show faithfully is shown as TeX. Needs the extra `html`: where a package of it
is missing, `MissingExtra` says so.

>>> from derivations.moves.derivation import Derivation
>>> text = render(Derivation("d", "<script>alert(1)</script>", "", (), (), ()))
>>> "<h1>&lt;script&gt;alert(1)&lt;/script&gt;</h1>" in text
True
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from derivations.document.document import CheckedDocument, Document
from derivations.document.verdicts import KINDS, Verdict
from derivations.export import blocks
from derivations.export.checked_page import (
    Block,
    CheckedPage,
    Display,
    Formula,
    Listing,
    Paragraph,
    Row,
    Title,
    language_of,
)
from derivations.export.html_assets import asset, policy, template_of
from derivations.export.html_evidence import Notes, formula, markup, said
from derivations.export.mathml import mathml
from derivations.export.prose import Run, runs, safe
from derivations.export.report import MARKS, shown
from derivations.latex.macros import Macro
from derivations.moves.derivation import Derivation
from derivations.pictures.files import inline

if TYPE_CHECKING:
    from jinja2 import Template

SUFFIX = ".html"

Source = Derivation | CheckedDocument | CheckedPage

MEANINGS = {
    "given": "introduces something: a definition, a declaration, an assumption",
    "proved": "holds for every value that meets the hypotheses and the listed conditions, by an exact method",
    "supported": "no counterexample in random models; not proved",
    "refuted": "false: concrete values at which the two sides differ, or shapes that do not fit",
    "undecided": "was read, could not be decided, for the reason that it gives",
    "unread": "could not be read, for the reason that it gives",
}

_COLUMNS = 6
"""Cells of a row that are aligned with those of other rows; a row with more is shown in one piece."""


def render(source: Source, verdicts: Mapping[str, Verdict] | None = None, *, marks: bool = True) -> str:
    """The report of one page or derivation; `marks` shows verdicts, where there are any."""
    template = template_of("report.html.jinja")
    return _written(template, [_page(source, verdicts or {}, "page", marks)])


def report(pages: Iterable[CheckedPage | CheckedDocument]) -> str:
    """Several checked pages in one file, with an index."""
    listed, template = list(pages), template_of("report.html.jinja")
    names = ["page"] if len(listed) == 1 else [f"page{number}" for number in range(1, len(listed) + 1)]
    return _written(template, [_page(page, {}, name, True) for page, name in zip(listed, names, strict=True)])


def composed(title: str, view: Sequence[Mapping[str, Any]], counts: Mapping[str, int]) -> str:
    """A page of blocks as `paragraph`, `title` and `lines_of` make them."""
    page = _Page("page", safe(title), [_plain_run(title)], "", counts, view)
    return _written(template_of("report.html.jinja"), [page])


@dataclass(frozen=True)
class _Page:
    """What the template shows of one page."""

    anchor: str
    title: str
    heading: Sequence[Mapping[str, Any]]
    path: str
    counts: Mapping[str, int]
    blocks: Sequence[Mapping[str, Any]]


def _written(template: Template, pages: list[_Page]) -> str:
    style, script = asset("report.css"), asset("report.js")
    counts = {kind: sum(page.counts.get(kind, 0) for page in pages) for kind in KINDS}
    return template.render(
        title=pages[0].title if len(pages) == 1 else f"{len(pages)} pages",
        pages=pages,
        counts=counts if any(counts.values()) else {},
        marks=MARKS,
        meanings=MEANINGS,
        style=markup(style),
        script=markup(script),
        policy=policy(style, script),
    )


def _page(source: Source, verdicts: Mapping[str, Verdict], anchor: str, marks: bool) -> _Page:
    if isinstance(source, CheckedPage):
        return _Checked(source, anchor, marks).page()
    return _derived(source, verdicts, anchor, marks)


class _Checked:
    """The template's view of a checked page."""

    def __init__(self, source: CheckedPage, anchor: str, marks: bool) -> None:
        self.source, self.anchor = source, anchor
        checked = source.checked
        self.notes = Notes(checked.document, checked.verdicts, anchor, marks)
        self.macros = source.source.macros
        self.language = language_of(checked.document.path)

    def page(self) -> _Page:
        shown_blocks, path = self.source.blocks, self.source.checked.document.path
        heading = [_plain_run(safe(self.source.title), read=False)]
        first = shown_blocks[0] if shown_blocks else None
        if isinstance(first, Title) and self.source.titled:
            heading, shown_blocks = self._runs(first.parts), shown_blocks[1:]
        view = [self._block(block) for block in shown_blocks]
        return _Page(self.anchor, safe(self.source.title), heading, shown(path), self.notes.counts(), view)

    def _block(self, block: Block) -> dict[str, Any]:
        match block:
            case Title():
                return {"kind": "title", "level": min(block.level + 1, 6), "runs": self._runs(block.parts)}
            case Paragraph():
                styled = self._runs(block.parts)
                notes = [note for run in styled for note in run["notes"]]
                marker = safe(block.marker)
                return {
                    "kind": "paragraph",
                    "runs": styled,
                    "marker": marker,
                    "inside": min(block.inside, 4),
                    "notes": notes,
                }
            case Display():
                return _display([self._row(row) for row in block.rows], self.macros)
            case Listing():
                return {"kind": "listing", "text": safe(block.text)}

    def _row(self, row: Row) -> dict[str, Any]:
        return {"cells": row.cells, "tag": safe(row.tag), "notes": self.notes.of(row.relations), "said": None}

    def _runs(self, parts: Sequence[Any]) -> list[dict[str, Any]]:
        return [self._run(run) for run in runs(parts, self.language)]

    def _run(self, run: Run) -> dict[str, Any]:
        if isinstance(run.content, Formula):
            content, notes = formula(run.content.tex, self.macros), self.notes.of(run.content.relations)
            return {"styles": run.styles, "content": content, "notes": notes}
        return {"styles": run.styles, "content": run.content, "notes": []}


def _derived(source: Derivation | CheckedDocument, verdicts: Mapping[str, Verdict], anchor: str, marks: bool) -> _Page:
    page = blocks.Page.of(source, verdicts)
    if isinstance(source, CheckedDocument):
        document, verdicts = source.document, source.verdicts
    else:
        document = source.document()
    notes = Notes(document, verdicts, anchor, marks, isinstance(source, Derivation))
    view = [paragraph(page.statement)] if page.statement else []
    view += lines_of(page, document, notes, level=2)
    view += picture(source) if isinstance(source, Derivation) else []
    path = shown(document.path) if isinstance(source, CheckedDocument) else ""
    heading = [
        _plain_run(
            page.title if isinstance(source, Derivation) else safe(page.title), read=isinstance(source, Derivation)
        )
    ]
    return _Page(anchor, safe(page.title), heading, path, notes.counts(), view)


def lines_of(page: blocks.Page, document: Document, notes: Notes, *, level: int) -> list[dict[str, Any]]:
    """The quantities, what is supposed, and the lines under headings of a level."""
    relations = {relation.id: relation for relation in document.relations}
    view: list[dict[str, Any]] = []
    if page.quantities:
        rows = [(formula(rf"{symbol} \in {space}"), said(meaning)) for symbol, space, meaning in page.quantities]
        view.append({"kind": "quantities", "rows": rows})
    if page.throughout:
        view.append(paragraph(page.throughout))
    for block in page.blocks:
        if block.heading:
            view.append(title(block.heading.rstrip("."), level))
        if block.lead:
            view.append(paragraph(block.lead))
        rows_of = [
            {
                "cells": _cells(row) if row.readable else (f"{row.lhs} {row.op} {row.rhs}",),
                "tag": "",
                "notes": notes.of([relations[row.id]] if row.id else []),
                "said": (said(row.reason) if row.reason else "") if notes.derived else None,
            }
            for row in block.rows
        ]
        view.append(_display(rows_of, {}))
    return view


def picture(done: Derivation) -> list[dict[str, Any]]:
    """The picture of a derivation with what there is to see; nothing where it has none or matplotlib is missing."""
    if done.draw is None:
        return []
    try:
        drawing = inline(done.picture(), done.name, done.draw.caption)
    except ModuleNotFoundError:
        return []
    return [{"kind": "picture", "drawing": markup(drawing), "caption": said(done.draw.caption)}]


def title(text: str, level: int) -> dict[str, Any]:
    return {"kind": "title", "level": level, "runs": [_plain_run(text)]}


def _cells(row: blocks.Row) -> tuple[str, str]:
    arrow = row.op.startswith(r"\Rightarrow")
    sign = row.op.removeprefix(r"\Rightarrow").strip()
    return (rf"\Rightarrow\quad {row.lhs}" if arrow else row.lhs), f"{sign} {row.rhs}"


def paragraph(text: str) -> dict[str, Any]:
    """Words of ours with formulas between dollar signs."""
    return {"kind": "paragraph", "runs": [_plain_run(text)], "marker": "", "inside": 0, "notes": []}


def _plain_run(text: str, *, read: bool = True) -> dict[str, Any]:
    return {"styles": (), "content": said(text) if read else text, "notes": []}


def _display(rows: list[dict[str, Any]], macros: Mapping[str, Macro]) -> dict[str, Any]:
    columns = max((len(row["cells"]) for row in rows if len(row["cells"]) <= _COLUMNS), default=1)
    for row in rows:
        made = [_cell(cell, place, macros) for place, cell in enumerate(row["cells"])]
        whole = len(made) > columns or None in made
        row["whole"] = whole and columns > 1
        row["starts"] = columns > 1 and bool(row["cells"][0]) and not whole
        if whole:
            row["cells"] = [formula(" ".join(filter(None, row["cells"])), macros, display=True)]
        else:
            row["cells"] = [markup(cell) for cell in made if cell is not None]
    return {"kind": "display", "rows": rows, "columns": columns}


def _cell(tex: str, place: int, macros: Mapping[str, Macro]) -> str | None:
    """Behind an alignment mark a sign stands between two things, the left of which is in the cell before."""
    return mathml(f"{{}}{tex}" if place else tex, macros, display=True) if tex else ""
