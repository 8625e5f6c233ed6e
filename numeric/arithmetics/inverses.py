"""Inverses that always exist: the pseudo-inverse of Moore and Penrose, and the adjugate, over any kind of number.

The pseudo-inverse is taken by a factorisation A = C F of full rank: A^+ = F' (C' A F')^{-1} C' (Ben-Israel and
Greville, Generalized Inverses, theorem 1.5). Which columns are independent is seen exactly, so a matrix of balls must
have full rank, or be exact.

>>> from flint import fmpq_mat
>>> from numeric.arithmetics.rationals import RATIONALS
>>> pseudo_inverse(fmpq_mat(2, 2, [1, 1, 1, 1]), fmpq_mat(2, 2, [1, 1, 1, 1]), RATIONALS)
[1/4, 1/4]
[1/4, 1/4]
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from numeric.faults import TooLarge, Undefined, Unresolved

Matrix = Any
Scalar = Any

_LARGEST = 10
"""Rows of a matrix whose adjugate is taken by minors."""


def pseudo_inverse(a: Matrix, exact: Matrix | None, arithmetic: Any) -> Matrix:
    """A^+; `exact` is the same matrix in rationals, where it is known. Raises `Unresolved` where it has to be."""
    rows, cols = a.nrows(), a.ncols()
    if exact is None:
        back = a.transpose()
        return _solved(back * a, back, arithmetic) if rows >= cols else _solved(a * back, a, arithmetic).transpose()
    reduced, rank = exact.rref()
    if rank == 0:
        return a.transpose()
    pivots = [next(j for j in range(cols) if reduced[i, j]) for i in range(rank)]
    columns = arithmetic.matrix_type(rows, rank, [a[i, j] for i in range(rows) for j in pivots])
    basis = [arithmetic.number(_fraction(reduced[i, j])) for i in range(rank) for j in range(cols)]
    lines = arithmetic.matrix_type(rank, cols, basis)
    middle = columns.transpose() * a * lines.transpose()
    return lines.transpose() * arithmetic.matrix_inverse(middle) * columns.transpose()


def _solved(gram: Matrix, right: Matrix, arithmetic: Any) -> Matrix:
    try:
        return arithmetic.matrix_inverse(gram) * right
    except Undefined:
        raise Unresolved("the pseudo-inverse of a matrix whose rank is not seen") from None


def cofactors(a: Matrix, arithmetic: Any) -> Sequence[Scalar]:
    """The entries of the adjugate, row by row; no inverse, so singular matrices are fine."""
    n, _ = arithmetic.shape(a)
    if n > _LARGEST:
        raise TooLarge(f"the adjugate of a matrix with {n} rows")
    cells = arithmetic.entries(a)
    det, neg = arithmetic.table["det"], arithmetic.table["neg"]
    found = []
    for i in range(n):
        for j in range(n):
            rest = [cells[r * n + c] for r in range(n) for c in range(n) if r != j and c != i]
            minor = det(arithmetic.build(n - 1, n - 1, rest))
            found.append(neg(minor) if (i + j) % 2 else minor)
    return found


def _fraction(value: Scalar) -> Fraction:
    return Fraction(int(value.p), int(value.q))
