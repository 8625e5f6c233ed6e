"""The exponential of a square matrix taken entry by entry instead: the other thing that `\\exp(A)` is written for.

>>> from derivations.terms.term import sym
>>> taken_entrywise(Term("matexp", (sym("A"),))).value
'entrywise'
"""

from __future__ import annotations

from derivations.terms.shapes import ENTRYWISE
from derivations.terms.term import Term, map_args


def taken_entrywise(term: Term) -> Term:
    """The term with every exponential of a matrix as the one of its entries."""
    inner = map_args(term, taken_entrywise)
    return Term("exp", inner.args, ENTRYWISE) if inner.head == "matexp" else inner
