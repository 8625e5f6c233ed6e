r"""A sheet of solutions as one HTML file, with the verdict of every line in the margin and pictures in their places.

>>> from derivations.sheets.sheet import Exercise, SolutionSheet, Words
>>> page = render(SolutionSheet("small", "Small", (Exercise("1.1", "How many", (Words("It is <b>$2$</b>."),)),)))
>>> "1.1 How many" in page, "&lt;b&gt;<math><mn>2</mn></math>&lt;/b&gt;" in page
(True, True)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from derivations.document.verdicts import KINDS
from derivations.export.html import composed, lines_of, paragraph, picture, title
from derivations.export.html_evidence import Notes, said
from derivations.moves.derivation import Derivation
from derivations.sheets.sheet import Heading, Items, Picture, Piece, Shown, SolutionSheet, Table, Words

SUFFIX = ".html"
PICTURES = ""

View = dict[str, Any]


def render(sheet: SolutionSheet, *, marks: bool = True) -> str:
    """The page. Raises `MissingExtra` where a package of the extra `html` is missing."""
    return _Page(sheet, marks).written()


class _Page:
    def __init__(self, sheet: SolutionSheet, marks: bool) -> None:
        self.sheet, self.marks = sheet, marks
        self.shown = list(sheet.shown())
        self.notes: dict[str, Notes] = {}

    def written(self) -> str:
        view = list(self.view())
        kinds = Counter(note.kind for block in view for row in block.get("rows", ()) for note in _notes(row))
        return composed(self.sheet.title, view, {kind: kinds[kind] for kind in KINDS} if self.marks else {})

    def view(self) -> Iterator[View]:
        if self.sheet.lead:
            yield paragraph(self.sheet.lead)
        for exercise, pieces in self.shown:
            yield title(f"{exercise.number} {exercise.title}".strip(), 2)
            for piece in pieces:
                yield from self.piece(piece)

    def piece(self, piece: Piece | Shown) -> Iterator[View]:
        match piece:
            case Heading():
                yield title(piece.text, 3)
            case Words():
                yield paragraph(piece.text)
            case Items():
                yield {"kind": "items", "texts": list(map(said, piece.texts))}
            case Table():
                head, *rows = (list(map(_cell, row)) for row in (piece.head, *piece.rows))
                yield {"kind": "table", "head": head, "rows": rows}
            case Picture():
                yield from picture(piece.derivation)
            case Shown():
                document = piece.derivation.document()
                yield from lines_of(piece.page, document, self.notes_of(piece.derivation), level=4)

    def notes_of(self, done: Derivation) -> Notes:
        if done.name not in self.notes:
            notes = Notes(done.document(), done.verdicts, done.name, self.marks, derived=True)
            notes.known = {row.id for piece in self.parts(done) for block in piece.page.blocks for row in block.rows}
            self.notes[done.name] = notes
        return self.notes[done.name]

    def parts(self, done: Derivation) -> Iterator[Shown]:
        for _, pieces in self.shown:
            yield from (each for each in pieces if isinstance(each, Shown) and each.derivation is done)


def _cell(text: str) -> Any:
    return said(text) if text else ""


def _notes(row: Any) -> Any:
    return row["notes"] if isinstance(row, dict) else ()
