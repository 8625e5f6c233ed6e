"""What the rules of differentiation have in common: a derivative as a term, what a rule says, products without ones.

>>> from derivations.terms.term import sym
>>> slope(sym("x"), sym("x"), Context()), slope(sym("a"), sym("x"), Context())
(1, 0)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from derivations.document.context import Context
from derivations.moves.words import shape_of
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, mul, num

KNOWN = (
    "there are rules for sums, products, quotients, powers, functions of numbers, norms, products and traces of "
    "matrices, and the determinant and the inverse of the variable itself"
)
"""What can be differentiated, for whoever asked for something else."""


class Applied(NamedTuple):
    """The reason, what the derivative becomes, and what has to be assumed for it."""

    reason: str
    result: Term
    conditions: tuple[Term, ...] = ()


Rule = Callable[[Term, Term, Context], Applied | None]
"""Body, variable and context to what the derivative becomes; None where the rule is for other bodies."""


def slope(body: Term, variable: Term, context: Context) -> Term:
    """The derivative, worked out at once where it is 0 or 1."""
    if not depends(body, variable):
        shape = shape_of(variable, context)
        return num(0) if shape == SCALAR else Term("zeros", shape)
    if body == variable and shape_of(variable, context) == SCALAR:
        return num(1)
    return Term("grad", (body, variable, variable))


def depends(body: Term, variable: Term) -> bool:
    """Whether the variable, or an entry of it, stands in the body."""
    return bool(free_symbols(variable) & free_symbols(body))


def times(*factors: Term) -> Term:
    """A product without ones; a fraction with 1 above stays in front."""
    kept = [factor for factor in factors if factor != num(1)]
    return mul(*kept) if kept else num(1)


def is_number(term: Term, context: Context) -> bool:
    return shape_of(term, context) == SCALAR
