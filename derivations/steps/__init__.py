r"""Steps for an expression of the user's own: gradients, derivatives, minima, solutions, products multiplied out.

Each function takes LaTeX or a SymPy object (an equation also as a pair of sides) and gives a `Derivation`, whose lines
`derivations.verify.judge(d.document())` decides. Shapes of names in LaTeX are inferred; `let` says more of them, in the
words of a declarations block. `CannotMove` says what no move can treat, `ValueError` what could not be understood.

>>> from derivations.latex.print import latex
>>> found = gradient(r"\frac{1}{n} \|Xw - t\|_2^2 + \lambda \|w\|_2^2", "w")
>>> print(latex(found.results["gradient"]))
\frac{2}{n} X^\top (X w - t) + 2 \lambda w
>>> import sympy
>>> x = sympy.Symbol("x")
>>> print(differentiate(x * sympy.sin(x), x).sympy("derivative"))
x*cos(x) + sin(x)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from derivations.moves.derivation import Derivation
from derivations.moves.expanding import multiplied_out
from derivations.moves.line import Equation, Line, given
from derivations.moves.rewriting import shown
from derivations.moves.words import CannotMove, shape_of
from derivations.steps.asked import Asked, Unreadable, asked, asked_equation
from derivations.steps.minimum import minimum
from derivations.steps.slopes import slope_lines
from derivations.steps.solving import check_by_inverse, solved
from derivations.terms.shapes import SCALAR
from derivations.terms.sizes import same_size
from derivations.terms.term import Term

__all__ = ["CannotMove", "Unreadable", "differentiate", "expand", "gradient", "minimise", "solve"]


def gradient(expression: Any, by: Any, let: Iterable[str] = ()) -> Derivation:
    """The gradient of a number by a number, a vector or a matrix, in the shape of the variable."""
    return _slope("gradient", "The gradient", expression, by, let)


def differentiate(expression: Any, by: Any, let: Iterable[str] = ()) -> Derivation:
    """The derivative, as `gradient`."""
    return _slope("derivative", "The derivative", expression, by, let)


def _slope(name: str, title: str, expression: Any, by: Any, let: Iterable[str]) -> Derivation:
    question = asked(expression, let, number=True)
    variable = question.symbol(by)
    start = Term("grad", (question.sides[0], variable, variable))
    lines = slope_lines(start, question.context)
    return _derivation(name, f"{title} by {shown(variable)}", question, lines, {name: lines[-1].rhs})


def minimise(expression: Any, by: Any, let: Iterable[str] = ()) -> Derivation:
    """Derivative, zero, solution, second derivative and its sign, the value there."""
    question = asked(expression, let, number=True)
    variable = question.symbol(by)
    if shape_of(question.sides[0], question.context) != SCALAR:
        raise CannotMove(f"{shown(question.sides[0])} is no number: only numbers have a least value")
    if any(name.endswith("[]") for name in question.context.symbols):
        raise CannotMove("a sum over vectors: write it with a matrix that has them as its rows")
    quantities = question.quantities()
    found = minimum(question.sides[0], variable, quantities, question.assumed)
    title = f"{'A minimum' if found.settled else 'A stationary point'} by {shown(variable)}"
    whole = _derivation("minimise", title, question, found.lines, found.results)
    return replace(whole, quantities=(*quantities, *found.quantities), definitions=found.definitions)


def solve(equation: Any, unknown: Any, let: Iterable[str] = ()) -> Derivation:
    """The solutions of an equation: a text, SymPy's `Eq`, or its two sides."""
    question = asked_equation(equation, let)
    variable = question.symbol(unknown)
    question = _with_square_matrix(question, variable)
    lhs, rhs = question.sides
    found = solved(Equation(lhs, rhs), variable, question.context)
    lines = (given(lhs, rhs, "the equation"), *found.lines)
    if shape_of(variable, question.context) != SCALAR:
        last = next((line for line in reversed(lines[:-1]) if line.lhs is not None), lines[0])
        before = Equation(last.lhs or lhs, last.rhs)
        lines += check_by_inverse(before, variable, found.solutions[0].value, question.context)
    if len(found.solutions) == 1:
        results = {"solution": found.solutions[0].value}
    else:
        results = {f"solution {k}": solution.value for k, solution in enumerate(found.solutions, start=1)}
    whole = _derivation("solve", f"Solving for {shown(variable)}", question, lines, results)
    return replace(whole, definitions=found.definitions)


def _with_square_matrix(question: Asked, unknown: Term) -> Asked:
    """In `A x = b` of which nobody said the sizes, A is square: otherwise it has no inverse."""
    rows, columns = shape_of(question.sides[0], question.context)
    own = shape_of(unknown, question.context)
    for one, other in ((own[0], rows), (own[1], columns)):
        both = {str(size.value) for size in (one, other) if size.head == "sym"}
        if not same_size(one, other) and len(both) == 2 and both <= question.invented:
            question = question.squared(other, one)
    return question


def expand(expression: Any, let: Iterable[str] = ()) -> Derivation:
    """Products and powers of sums multiplied out, like summands collected."""
    question = asked(expression, let)
    lines = multiplied_out(question.sides[0], question.context)
    return _derivation("expand", "Multiplying out", question, lines, {"expanded": lines[-1].rhs})


def _derivation(name: str, title: str, question: Asked, lines: Sequence[Line], results: dict[str, Term]) -> Derivation:
    """The lines; what was declared is a condition from the first of them on."""
    first = replace(lines[0], conditions=tuple(dict.fromkeys((*question.assumed, *lines[0].conditions))))
    first = first if first.prose else replace(first, prose="Step by step.")
    return Derivation(name, title, question.statement(), question.quantities(), (), (first, *lines[1:]), results)
