r"""How many positions of a kernel fit along an axis: what layers of convolutions and of pooling share.

Position x reads the padded cells from s x to f(x) = s x + d (k - 1). If the positions are as many as fit, fewer cells
than a stride are left over behind the last one, and their number is found by solving for it (Dumoulin and Visin, A
guide to convolution arithmetic for deep learning, 2016).

>>> from derivations.document.context import Context
>>> from derivations.latex.print import latex
>>> whole = {name: {"natural", "positive"} for name in "nkspdo"}
>>> axis = Axis(*map(sym, "nkspdoe"))
>>> print(latex(positions(axis, "f", Context.of(facts={**whole, "e": {"natural"}})).count))
\left\lfloor \frac{n + 2 p - 1 - d (k - 1)}{s} \right\rfloor + 1
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from derivations.document.context import Context, Definition
from derivations.moves.equations import over, plus, round_down
from derivations.moves.line import Equation, Line, consequences, given, on_both, suppose
from derivations.moves.rewriting import shown, unfold
from derivations.terms.term import Term, num, sym


class Axis(NamedTuple):
    """Cells, the entries of a kernel, stride, padding at each end and dilation; positions, and the cells left over."""

    cells: Term
    kernel: Term
    stride: Term
    padding: Term
    dilation: Term
    positions: Term
    rest: Term


@dataclass(frozen=True)
class Positions:
    """The lines from what fits to how many, the definition that they use, and what they find."""

    definition: Definition
    lines: tuple[Line, ...]
    unfolded: Equation
    count: Term


def positions(axis: Axis, last: str, context: Context) -> Positions:
    """The number of positions that fit; `last` is the name of the function that gives the last cell of a position."""
    x = next(sym(letter) for letter in "xyzabcuvq" if letter != last and sym(letter) not in axis)
    reach = axis.dilation * (axis.kernel - 1)
    definition = Definition(last, axis.stride * x + reach, (str(x.value),))
    few = Term("lt", (axis.rest, axis.stride))
    ends = Equation(
        Term("app", (axis.positions - 1,), last) + axis.rest,
        axis.cells + 2 * axis.padding - 1,
    )
    prose = "As many positions as fit: behind the last one fewer cells are left than a stride."
    supposed = suppose(ends.lhs, ends.rhs, f"{shown(few)} cells are left", prose)
    whole = f"{shown(axis.positions)} is whole, and {shown(Term('le', (num(0), axis.rest)))}, {shown(few)}"
    found = consequences(
        ends,
        [
            on_both(unfold(last)),
            plus(-reach),
            over(axis.stride),
            round_down(axis.rest / axis.stride, whole),
            plus(num(1)),
        ],
        context.with_definitions(definition),
    )
    introduced = given(Term("app", (x,), last), definition.body, "", f"The last cell that position {shown(x)} reads.")
    first, final = found[0], found[-1]
    assert first.lhs is not None
    lines = (introduced, replace(supposed, conditions=(few,)), *found)
    return Positions(definition, lines, Equation(first.lhs, first.rhs), final.rhs)
