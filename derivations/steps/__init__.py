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

from derivations.document.context import Context
from derivations.latex.print import latex
from derivations.moves.derivation import Derivation
from derivations.moves.domains import where_smooth
from derivations.moves.expanding import multiplied_out
from derivations.moves.line import Equation, Line, given
from derivations.moves.rewriting import shown
from derivations.moves.words import CannotMove, shape_of
from derivations.steps.asked import Asked, Unreadable, asked, asked_equation
from derivations.steps.declared import without_signs
from derivations.steps.extent import solvable, within_reach
from derivations.steps.known import Known, somewhere
from derivations.steps.minimum import minimum
from derivations.steps.slopes import slope_lines
from derivations.steps.solving import check_by_inverse, solved
from derivations.terms.shapes import SCALAR
from derivations.terms.sizes import same_size
from derivations.terms.term import Term

TIED = frozenset({"symmetric", "skew", "diagonal", "orthogonal", "idempotent", "projection", "positive definite",
                  "positive semidefinite", "lower triangular", "upper triangular", "identity"})  # fmt: skip
"""What a matrix may be declared to be that ties its entries to each other."""

WHOLE = frozenset({"integer", "natural", "even", "odd"})

__all__ = ["CannotMove", "Unreadable", "differentiate", "expand", "gradient", "minimise", "solve"]


def gradient(expression: Any, by: Any, let: Iterable[str] = ()) -> Derivation:
    """The gradient of a number by a number, a vector or a matrix, in the shape of the variable."""
    return _slope("gradient", "The gradient", expression, by, let)


def differentiate(expression: Any, by: Any, let: Iterable[str] = ()) -> Derivation:
    """The derivative, as `gradient`."""
    return _slope("derivative", "The derivative", expression, by, let)


def _slope(name: str, title: str, expression: Any, by: Any, let: Iterable[str]) -> Derivation:
    question = _consistent(asked(expression, let, number=True))
    variable = question.symbol(by)
    body, context = question.sides[0], question.context
    lines = slope_lines(Term("grad", (body, variable, variable)), context)
    wanted = where_smooth(body, variable, context)
    somewhere(Known(context, question.assumed), wanted)
    lines = (replace(lines[0], conditions=(*wanted, *lines[0].conditions)), *lines[1:])
    whole = _derivation(name, f"{title} by {shown(variable)}", question, lines, {name: lines[-1].rhs})
    tied = " and ".join(sorted(TIED & context.facts_of(str(variable.value))))
    if tied:
        free = f"The entries of {shown(variable)} are taken as independent, also those that {tied} ties to each other."
        whole = replace(whole, statement=f"{whole.statement} {free}".strip())
    return whole


def minimise(expression: Any, by: Any, let: Iterable[str] = ()) -> Derivation:
    """Derivative, zero, solution, second derivative and its sign, the value there."""
    question = _consistent(asked(expression, let, number=True))
    variable = _free(question.symbol(by), question)
    if shape_of(question.sides[0], question.context) != SCALAR:
        raise CannotMove(f"{shown(question.sides[0])} is no number: only numbers have a least value")
    if any(name.endswith("[]") for name in question.context.symbols):
        raise CannotMove("a sum over vectors: write it with a matrix that has them as its rows")
    quantities = question.quantities()
    found = minimum(question.sides[0], variable, quantities, question.assumed)
    whole = _derivation("minimise", f"{found.kind} by {shown(variable)}", question, found.lines, found.results)
    return replace(whole, quantities=(*quantities, *found.quantities), definitions=found.definitions)


def solve(equation: Any, unknown: Any, let: Iterable[str] = ()) -> Derivation:
    """The solutions of an equation: a text, SymPy's `Eq`, or its two sides."""
    question = _consistent(asked_equation(equation, let))
    variable = _free(question.symbol(unknown), question)
    question = _with_square_matrix(question, variable)
    lhs, rhs = question.sides
    found = solved(Equation(lhs, rhs), variable, Known(question.context, question.assumed))
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


def _consistent(question: Asked) -> Asked:
    """Raises `ValueError` where no numbers meet what is declared, and `CannotMove` for what is too large."""
    within_reach(question.sides)
    if question.assumed and not Known(question.context, question.assumed).possible():
        told = ", ".join(latex(each) for each in question.assumed)
        raise ValueError(f"no numbers were found that meet what is declared: {told}")
    return question


def _free(unknown: Term, question: Asked) -> Term:
    """Raises `CannotMove` for an unknown that is declared to be of a kind among which nobody looks for solutions."""
    solvable(question.sides)
    facts = (TIED | WHOLE) & question.context.facts_of(str(unknown.value))
    if facts:
        raise CannotMove(
            f"{shown(unknown)} is declared {' and '.join(sorted(facts))}: solutions are looked for among all numbers "
            "or matrices; leave the declaration out to see them"
        )
    return unknown


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
    question = _consistent(asked(expression, let))
    lines = multiplied_out(question.sides[0], question.context)
    return _derivation("expand", "Multiplying out", question, lines, {"expanded": lines[-1].rhs})


def _derivation(name: str, title: str, question: Asked, lines: Sequence[Line], results: dict[str, Term]) -> Derivation:
    """The lines; what was declared is a condition from the first of them on, and each condition is said once."""
    first = replace(lines[0], conditions=tuple(dict.fromkeys((*question.assumed, *lines[0].conditions))))
    first = first if first.prose else replace(first, prose="Step by step.")
    told = _said_once((first, *lines[1:]), question.context)
    return Derivation(name, title, question.statement(), question.quantities(), (), told, results)


def _said_once(lines: Sequence[Line], context: Context) -> tuple[Line, ...]:
    """Without the conditions that others imply; one that a later and stronger one implies gives its place to it."""
    known = Known(without_signs(context))
    said = list(dict.fromkeys(condition for line in lines for condition in line.conditions))
    kept = [
        each for place, each in enumerate(said) if Known(known.context, tuple(said[:place])).holds(each) is not True
    ]
    stronger = {
        each: next(
            (other for other in kept if other != each and Known(known.context, (other,)).holds(each) is True), each
        )
        for each in kept
    }
    found: list[Line] = []
    written: set[Term] = set()
    for line in lines:
        here = dict.fromkeys(stronger[each] for each in line.conditions if each in stronger)
        found.append(replace(line, conditions=tuple(each for each in here if each not in written)))
        written |= set(here)
    return tuple(found)
