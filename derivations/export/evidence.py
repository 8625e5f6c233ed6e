r"""The evidence of a verdict as labelled pieces: words, formulas and names of other relations, for any rich format.

>>> from derivations.document.document import Relation, Span
>>> from derivations.document.verdicts import Verdict, Witness
>>> [(label, *pieces) for label, pieces in facts(Verdict("refuted", witness=Witness({"x": "1/2"}, "1", "2")))]
... # doctest: +NORMALIZE_WHITESPACE
[('counterexample', Tex(tex='x = \\tfrac{1}{2}', source='')),
 ('there', 'left side ', Tex(tex='1', source=''), ', right side ', Tex(tex='2', source=''))]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from derivations.document.document import Relation
from derivations.document.verdicts import PROBLEMS, Verdict, Witness
from derivations.export.json import spoken
from derivations.export.outcomes import Entry, entries
from derivations.latex.print import SIGNS, latex


@dataclass(frozen=True, slots=True)
class Tex:
    """A formula; `source` is what stood in the text where it was only taken for one."""

    tex: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Ref:
    """Another relation of the document, by id, or the sentence that something was read from."""

    name: str


Piece = str | Tex | Ref


def facts(verdict: Verdict, relation: Relation | None = None) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """What is to be said beside a verdict, as label and pieces; with its relation, how that was read."""
    if verdict.witness is not None:
        yield "counterexample", tuple(values(verdict.witness))
        left, right = Tex(number(verdict.witness.lhs)), Tex(number(verdict.witness.rhs))
        yield "there", ("left side ", left, ", right side ", right)
    if verdict.reason:
        yield "because" if verdict.kind in PROBLEMS else "how", tuple(pieces(verdict.reason))
    if verdict.follows_from:
        yield "but", ("it follows from ", Ref(verdict.follows_from))
    if verdict.repair:
        yield "true if", tuple(pieces(verdict.repair))
    if verdict.conditions:
        yield "provided that", tuple(_joined((tuple(pieces(each)) for each in verdict.conditions), "; "))
    if relation is not None and relation.exists:
        yield "for some", tuple(_joined((Tex(name),) for name in relation.exists))
    if verdict.rests_on:
        yield "rests on", tuple(_joined((Ref(name),) for name in verdict.rests_on))
    uses = dict.fromkeys(name for name in verdict.uses if name not in verdict.rests_on)
    if uses:
        yield "uses", tuple(_joined((Ref(name),) for name in uses))
    if relation is not None and relation.lhs is not None and relation.rhs is not None:
        yield "read as", (Tex(f"{latex(relation.lhs)} {SIGNS[relation.sign]} {latex(relation.rhs)}"),)


def _joined(parts: Iterable[tuple[Piece, ...]], between: str = ", ") -> Iterator[Piece]:
    for place, part in enumerate(parts):
        if place:
            yield between
        yield from part


_WORD = re.compile(r"(?<![\\A-Za-z{_^])[A-Za-z]{2,}|[%#&]")
_FORMULAS = re.compile(r"\$[^$]+\$|\\(?:[A-Za-z]+)\S*|\S*[_^]\S*")


def pieces(text: str) -> Iterator[Piece]:
    r"""What is said beside a line: words with formulas between dollars, or a formula without a word in it.

    >>> list(pieces(r"where $x > 0$")), list(pieces(r"\eta \ne 0"))
    (['where ', Tex(tex='x > 0', source='$x > 0$')], [Tex(tex='\\eta \\ne 0', source='')])
    >>> list(pieces("which is $O(T)$, as (v_1) is"))
    ['which is ', Tex(tex='O(T)', source='$O(T)$'), ', as ', Tex(tex='(v_1', source='(v_1'), ') is']
    """
    if "$" not in text and not _WORD.search(re.sub(r"\\(?:text|operatorname)\{[^{}]*\}", "", text)):
        yield Tex(text)
        return
    place = 0
    for match in _FORMULAS.finditer(text):
        tex = match[0].strip("$") if "$" in match[0] else match[0].rstrip(".,;:)")
        end = match.end() if "$" in match[0] else match.start() + len(tex)
        if text[place : match.start()]:
            yield text[place : match.start()]
        yield Tex(tex, text[match.start() : end])
        place = end
    if text[place:]:
        yield text[place:]


def values(witness: Witness) -> Iterator[Piece]:
    """The values of a counterexample, or that none is needed."""
    if not witness.values:
        yield "both sides are constants"
        return
    yield from _joined((Tex(_entry(each)),) for each in entries(witness.values))


def _entry(entry: Entry) -> str:
    named = ", ".join(map(_named, entry.names))
    if entry.gaussian is not None:
        told = (rf"\text{{{what} }} {number(value)}" for what, value in entry.gaussian.items())
        return rf"{named} \text{{ Gaussian with }} {', '.join(told)}"
    if entry.rows is None:
        return f"{named} = {number(entry.value)}"
    if len(entry.names) > 1:
        named = f"({named})"
    rows = r" \text{ or } ".join(
        rf"{_row(row)} \text{{ with probability }} {number(chance)}" for chance, row in entry.rows
    )
    more = rf"\text{{, and {entry.left_out} more}}" if entry.left_out else ""
    return f"{named} = {rows}{more}"


def _row(row: tuple[object, ...]) -> str:
    return f"({', '.join(map(number, row))})" if len(row) > 1 else number(row[0])


def _named(name: str) -> str:
    return name if len(name) == 1 or not name.isalpha() else rf"\text{{{spoken(name)}}}"


def number(value: object) -> str:
    r"""A witness's value in LaTeX: a fraction, a matrix, a ball.

    >>> number([["1/2", "0"]]), number("-3"), number("[0.10 +/- 4.9e-13]")
    ('\\begin{bmatrix}\\tfrac{1}{2} & 0\\end{bmatrix}', '-3', '0.10 \\pm 4.9 \\cdot 10^{-13}')
    """
    if isinstance(value, list | tuple):
        rows = [" & ".join(map(number, row)) if isinstance(row, list | tuple) else number(row) for row in value]
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
