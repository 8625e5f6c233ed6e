"""The exponential of a square matrix taken entry by entry instead: the other thing that `\\exp(A)` is written for.

>>> from derivations.terms.term import sym
>>> taken_entrywise(Term("matexp", (sym("A"),))).value
'entrywise'
"""

from __future__ import annotations

from derivations.terms.shapes import ENTRYWISE, ShapeClash, Shaper
from derivations.terms.term import Term, map_args, num


def taken_entrywise(term: Term) -> Term:
    """The term with every exponential of a matrix as the one of its entries."""
    inner = map_args(term, taken_entrywise)
    return Term("exp", inner.args, ENTRYWISE) if inner.head in ("exp", "matexp") else inner


def taken_whole(term: Term, shaper: Shaper) -> Term:
    """The term with exponentials of what is a square matrix by now as those of the matrix."""
    inner = map_args(term, lambda arg: taken_whole(arg, shaper))
    if inner.head != "exp" or inner.value == ENTRYWISE:
        return inner
    try:
        rows, cols = shaper.resolved(shaper.shape(inner.args[0]))
    except ShapeClash:
        return inner
    return Term("matexp", inner.args) if rows == cols != num(1) else inner
