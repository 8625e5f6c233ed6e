r"""The evidence of verdicts as it stands in an HTML report: notes with their words, links and matrices.

>>> said(r"where $x > 0$ & more")
Markup('where <math><mi>x</mi><mo>&gt;</mo><mn>0</mn></math> &amp; more')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.document.document import Document, Relation
from derivations.document.verdicts import KINDS, PROBLEMS, Verdict, Witness
from derivations.export.json import spoken
from derivations.export.mathml import mathml
from derivations.export.prose import safe
from derivations.export.report import shown
from derivations.latex.macros import Macro
from derivations.latex.print import SIGNS, latex

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
        verdict = self.verdicts[relation.id]
        if verdict.witness is not None:
            yield "counterexample", _values(verdict.witness)
            left, right = formula(_number(verdict.witness.lhs)), formula(_number(verdict.witness.rhs))
            yield "there", markup("left side ") + left + ", right side " + right
        if verdict.reason:
            yield "because" if verdict.kind in PROBLEMS else "how", said(verdict.reason)
        if verdict.follows_from:
            yield "but", markup("it follows from ") + self._link(verdict.follows_from)
        if verdict.repair:
            yield "true if", said(verdict.repair)
        if verdict.conditions:
            yield "provided that", _joined(map(said, verdict.conditions), "; ")
        if relation.exists:
            yield "for some", _joined(formula(name) for name in relation.exists)
        if verdict.rests_on:
            yield "rests on", _joined(map(self._link, verdict.rests_on))
        uses = dict.fromkeys(name for name in verdict.uses if name not in verdict.rests_on)
        if uses:
            yield "uses", _joined(map(self._link, uses))
        if relation.lhs is not None and relation.rhs is not None:
            yield "read as", formula(f"{latex(relation.lhs)} {SIGNS[relation.sign]} {latex(relation.rhs)}")

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


def _joined(parts: Iterable[Markup], between: str = ", ") -> Markup:
    from markupsafe import Markup

    return Markup(between).join(parts)


def formula(tex: str, macros: Mapping[str, Macro] | None = None, *, display: bool = False) -> Markup:
    from markupsafe import Markup

    made = mathml(tex, macros, display=display)
    return Markup('<code class="tex">{}</code>').format(safe(tex)) if made is None else Markup(made)


_WORD = re.compile(r"(?<![\\A-Za-z{_^])[A-Za-z]{2,}|[%#&]")
_PIECES = re.compile(r"\$[^$]+\$|\\(?:[A-Za-z]+)\S*|\S*[_^]\S*")


def said(text: str) -> Markup:
    r"""What is said beside a line: words with formulas between dollars, or a formula without a word in it.

    >>> said(r"\eta \ne 0")
    Markup('<math><mi>η</mi><mo>≠</mo><mn>0</mn></math>')
    """
    from markupsafe import Markup, escape

    if "$" not in text and not _WORD.search(re.sub(r"\\(?:text|operatorname)\{[^{}]*\}", "", text)):
        return formula(text)
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
        return markup("both sides are constants")
    return _joined(
        formula(f"{name if len(name) == 1 or not name.isalpha() else _named(name)} = {_number(value)}")
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
