r"""The evidence of verdicts as it stands in an HTML report: notes with their words, links and matrices.

>>> said(r"where $x > 0$ & more")
Markup('where <math><mi>x</mi><mo>&gt;</mo><mn>0</mn></math> &amp; more')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.document.document import Document, Relation
from derivations.document.verdicts import KINDS, Verdict
from derivations.export.evidence import Piece, Ref, Tex, facts, pieces
from derivations.export.mathml import mathml
from derivations.export.prose import safe
from derivations.export.report import shown
from derivations.latex.macros import Macro

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True)
class Note:
    """A verdict in the margin: its place in the file, the number that it is called by, and the evidence."""

    anchor: str
    number: str
    kind: str
    facts: Sequence[tuple[str, Markup]]
    how: str


class Notes:
    """Makes the notes of a document's relations; `anchor` is that of its page in the report."""

    def __init__(
        self, document: Document, verdicts: Mapping[str, Verdict], anchor: str, marks: bool, derived: bool = False
    ) -> None:
        self.document, self.verdicts, self.marks, self.derived = document, verdicts, marks, derived
        self.prefix = "r" if anchor == "page" else f"{anchor}-r"
        self.known = {relation.id for relation in document.relations}

    def of(self, relations: Iterable[Relation]) -> list[Note]:
        if not self.marks:
            return []
        return [
            Note(
                f"{self.prefix}{each.id}",
                each.id,
                self.verdicts[each.id].kind,
                list(self._facts(each)),
                self._how(each),
            )
            for each in relations
            if each.id in self.verdicts
        ]

    def counts(self) -> dict[str, int]:
        kinds = [verdict.kind for verdict in self.verdicts.values()] if self.marks else []
        return {kind: kinds.count(kind) for kind in KINDS}

    def _facts(self, relation: Relation) -> Iterator[tuple[str, Markup]]:
        for label, told in facts(self.verdicts[relation.id], relation):
            yield label, markup("").join(map(self._piece, told))

    def _piece(self, piece: Piece) -> Markup:
        return self._link(piece.name) if isinstance(piece, Ref) else _shown(piece)

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


def markup(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)


def formula(tex: str, macros: Mapping[str, Macro] | None = None, *, display: bool = False) -> Markup:
    from markupsafe import Markup

    made = mathml(tex, macros, display=display)
    return Markup('<code class="tex">{}</code>').format(safe(tex)) if made is None else Markup(made)


def said(text: str) -> Markup:
    r"""What is said beside a line: words with formulas between dollars, or a formula without a word in it.

    >>> said(r"\eta \ne 0")
    Markup('<math><mi>η</mi><mo>≠</mo><mn>0</mn></math>')
    """
    return markup("").join(_shown(piece) for piece in pieces(text) if not isinstance(piece, Ref))


def _shown(piece: str | Tex) -> Markup:
    """What was only taken for a formula stays the text that it is where it is none."""
    from markupsafe import Markup, escape

    if isinstance(piece, str):
        return escape(safe(piece))
    made = mathml(piece.tex) if piece.source else None
    if made is not None:
        return Markup(made)
    return escape(safe(piece.source)) if piece.source else formula(piece.tex)
