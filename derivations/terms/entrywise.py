"""Functions of a square matrix, and the same functions of its entries: `\\exp(A)` is written for both.

>>> from derivations.terms.term import sym
>>> taken_entrywise(Term("matexp", (sym("A"),)))
exp[entrywise](A)
"""

from __future__ import annotations

from derivations.terms.heads import MATRIX_FUNCTIONS
from derivations.terms.shapes import ENTRYWISE, ShapeClash, Shaper
from derivations.terms.term import Term, free_symbols, map_args, num

_FUNCTIONS = MATRIX_FUNCTIONS | {"exp"}
_NUMBERS = frozenset("num const det trace norm rank entry eigenvalue singular".split())
_ARITHMETIC = frozenset("add neg mul div pow".split())


def of_matrix(term: Term) -> Term:
    """A function of numbers as that of the matrix in it."""
    return Term("matexp", term.args) if term.head == "exp" else Term("matfun", term.args, term.head)


def taken_entrywise(term: Term) -> Term:
    """The term with every function of a matrix as the one of its entries.

    >>> taken_entrywise(Term("log", (Term("det", (Term("sym", (), "A"),)),)))
    log(det(A))
    """
    inner = map_args(term, taken_entrywise)
    if inner.args and _is_number(inner.args[0]):
        return inner
    if inner.head == "matfun":
        return Term(str(inner.value), inner.args, ENTRYWISE)
    if inner.head == "matexp":
        return Term("exp", inner.args, ENTRYWISE)
    return Term(inner.head, inner.args, ENTRYWISE) if inner.head in _FUNCTIONS else inner


def _is_number(term: Term) -> bool:
    """Whether a term is a number, whatever the shapes of its symbols."""
    return term.head in _NUMBERS or (term.head in _ARITHMETIC and all(map(_is_number, term.args)))


def taken_whole(term: Term, shaper: Shaper) -> Term:
    """The term with functions of what is a square matrix by now as those of the matrix; of what is known to be none,
    as those of its entries.
    """
    inner = map_args(term, lambda arg: taken_whole(arg, shaper))
    if inner.head not in _FUNCTIONS or inner.value == ENTRYWISE:
        return inner
    try:
        rows, cols = shaper.resolved(shaper.shape(inner.args[0]))
    except ShapeClash:
        return inner
    if rows == cols:
        return of_matrix(inner) if rows != num(1) else inner
    sizes = free_symbols(rows) | free_symbols(cols)
    known = num(1) not in (rows, cols) and not any(name.startswith("?") for name in sizes)
    return Term(inner.head, inner.args, ENTRYWISE) if known else inner
