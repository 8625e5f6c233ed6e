r"""Signs of second derivatives: what has to be assumed for them, and the Hessian of a quadratic function.

>>> from derivations.document.context import Context
>>> from derivations.latex.print import latex
>>> from derivations.terms.term import sym
>>> sign, conditions = sign_of(2 * sym("a"), Context())
>>> sign, [latex(condition) for condition in conditions]
('gt', ['a > 0'])
"""

from __future__ import annotations

from typing import Any

from derivations.document.context import Context
from derivations.moves.commuting import Scalars
from derivations.moves.line import Move
from derivations.moves.words import CannotMove, Letter, Words, holds, is_coefficient, shape_of, words_of
from derivations.terms.term import Term, num


def hessian_from(gradient: Term) -> Move:
    """The second derivatives by a vector, from a gradient of the first degree."""

    def compute(term: Term, context: Context) -> Term:
        variable = term.args[1]
        rows = shape_of(variable, context)[0]
        found = {}
        for word, coefficient in words_of(gradient, context).terms.items():
            if holds(coefficient, variable):
                raise CannotMove("the gradient is not of the first degree")
            if any(letter.base == variable for letter in word):
                if word[-1] != Letter(variable) or any(letter.base == variable for letter in word[:-1]):
                    raise CannotMove("the gradient is not of the first degree")
                found[word[:-1]] = coefficient
        return Words(found, (rows, rows)).term()

    return Move("hessian", "differentiate the gradient", compute)


def sign_of(term: Term, context: Context) -> tuple[str | None, tuple[Term, ...]]:
    """`gt` or `ge` with what has to be assumed of numbers, `lt` or `eq` where that is plain, else None.

    Squares and exponentials are not negative; in a sum of them every coefficient gets a condition of its own.
    """
    sign, conditions = _sign_and_bounds(term, context)
    return (sign, conditions) if all(is_coefficient(condition, context) for condition in conditions) else (None, ())


def _sign_and_bounds(term: Term, context: Context) -> tuple[str | None, tuple[Term, ...]]:
    import sympy

    scalars = Scalars(context)
    expr = scalars.expr(term)
    if expr.is_zero:
        return "eq", ()
    for sign, known in (("gt", expr.is_positive), ("ge", expr.is_nonnegative), ("lt", expr.is_negative)):
        if known:
            return sign, ()
    summands = list(expr.args) if expr.is_Add else [expr]
    found = [_split(each) for each in summands]
    if expr.is_Add and not any(squares for _, squares in found):
        content, rest = sympy.factor_terms(expr).as_coeff_Mul()
        plain = scalars.term(sympy.expand(rest)) if content.is_positive else term
        return "gt", (Term("gt", (plain, num(0))),)
    conditions: list[Term] = []
    sign = "ge" if found[0][1] or expr.is_Add else "gt"
    for unsure, _ in found:
        if unsure.is_negative:
            return None, ()
        conditions += _bounds(unsure, sign, scalars)
    return sign, tuple(dict.fromkeys(conditions))


def _split(summand: Any) -> tuple[Any, bool]:
    """A summand without its factors that are known not to be negative, and whether one of them may be zero."""
    import sympy

    unsure, squares = sympy.S.One, False
    for factor in sympy.Mul.make_args(summand):
        if factor.is_positive:
            continue
        if factor.is_nonnegative:
            squares = True
        else:
            unsure *= factor
    return unsure, squares


def _bounds(unsure: Any, sign: str, scalars: Scalars) -> list[Term]:
    import sympy

    if unsure == 1:
        return []
    above, below = sympy.fraction(unsure)
    if above.is_number and above.is_positive:
        return [Term("gt", (scalars.term(below), num(0)))]
    if below == 1:
        return [Term(sign, (scalars.term(above), num(0)))]
    return [Term(sign, (scalars.term(unsure), num(0)))]
