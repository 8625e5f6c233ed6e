"""Eigenvalues and singular values: exact where they are rational, in rigorous balls elsewhere.

Which one is counted by decreasing size, -1 is the last. An order is one of real numbers: `Undefined` where a matrix has
an eigenvalue that is not real. Functions that treat all eigenvalues alike have real values for every real matrix, and
are taken over the complex ones (`complex_eigenvalues`, in no order).

>>> from flint import arb_mat, fmpq_mat
>>> rational_eigenvalues(fmpq_mat(2, 2, [2, 1, 1, 2]))
[3, 1]
>>> [round(float(x), 6) for x in ball_eigenvalues(arb_mat([[1, 1], [1, 2]]))]
[2.618034, 0.381966]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flint import acb_mat, arb, arb_mat, fmpq, fmpq_poly

from numeric.faults import Inexact, TooLarge, Undefined, Unresolved

Scalar = Any
Matrix = Any

_LARGEST = 16
"""Rows of a matrix whose eigenvalues are taken."""


def member(values: Sequence[Scalar], which: int, longer: int = 0, zero: Scalar | None = None) -> Scalar:
    """The value that an index names: from 1, or -1 for the last; `zero` behind the last, up to place `longer`."""
    if which == -1:
        return values[-1]
    if len(values) < which <= longer:
        return zero
    if not 1 <= which <= len(values):
        raise Undefined(f"eigenvalue {which} of {len(values)}")
    return values[which - 1]


def rational_eigenvalues(a: Matrix) -> list[Scalar]:
    """All eigenvalues with multiplicity, largest first. Raises `Inexact` unless every one is rational."""
    _check_size(a)
    found: list[Scalar] = []
    _, factors = fmpq_poly(a.charpoly()).factor()
    for factor, times in factors:
        if factor.degree() != 1:
            raise Inexact("eigenvalue")
        found += [-factor[0] / factor[1]] * times
    return sorted(found, reverse=True)


def rational_squares(a: Matrix) -> list[Scalar]:
    """The squares of the min(m, n) singular values, largest first. Raises `Inexact` unless all are rational."""
    return rational_eigenvalues(_gram(a))


def ball_eigenvalues(a: Matrix) -> list[Scalar]:
    """All eigenvalues of a matrix that has only real ones, largest first."""
    values = complex_eigenvalues(acb_mat(a))
    if any(not value.imag.contains(0) for value in values):
        raise Undefined("an order of eigenvalues that are not real")
    if not _looks_symmetric(a):
        # an enclosure that is alone and meets the real line holds a real eigenvalue: the conjugate would be in it too
        for place, value in enumerate(values):
            if any(value.overlaps(other) for other in values[:place]):
                raise Unresolved("eigenvalues that may not be real")
    return _in_order([value.real for value in values])


def ball_singular_values(a: Matrix) -> list[Scalar]:
    """All min(m, n) singular values, largest first."""
    squares = [value.real for value in complex_eigenvalues(acb_mat(_gram(a)))]
    return [_root(square) for square in _in_order(squares)]


def complex_eigenvalues(a: Matrix) -> list[Scalar]:
    """Enclosures of all eigenvalues with multiplicity, in an order that depends on the matrix alone."""
    _check_size(a)
    try:
        return list(a.eig(multiple=True))
    except ValueError:
        raise Unresolved("eigenvalues that could not be enclosed") from None


def function_of_matrix(a: Matrix, function: Callable[[Scalar], Scalar]) -> Matrix:
    """f(A) of a real matrix with eigenvalues apart from each other, for f with real values on the reals."""
    _check_size(a)
    whole = acb_mat(a)
    try:
        values, right = whole.eig(right=True)
        back = right.inv()
    except (ValueError, ZeroDivisionError):
        raise Unresolved("a function of a matrix whose eigenvalues are not seen apart") from None
    n = a.nrows()
    between = acb_mat(n, n)
    for place, value in enumerate(values):
        between[place, place] = function(value)
    found = right * between * back
    if not all(cell.is_finite() and cell.imag.contains(0) for cell in found.entries()):
        raise Unresolved("a function of a matrix beyond the real numbers")
    return arb_mat(n, n, [cell.real for cell in found.entries()])


def as_rational(ball: Scalar) -> Scalar:
    """A ball without radius as a rational."""
    mantissa, exponent = ball.man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def _check_size(a: Matrix) -> None:
    if a.nrows() != a.ncols():
        raise Undefined(f"eigenvalues of a matrix of shape {(a.nrows(), a.ncols())}")
    if a.nrows() > _LARGEST:
        raise TooLarge(f"eigenvalues of a matrix with {a.nrows()} rows")


def _gram(a: Matrix) -> Matrix:
    """The smaller of A'A and AA'."""
    return a * a.transpose() if a.nrows() < a.ncols() else a.transpose() * a


def _looks_symmetric(a: Matrix) -> bool:
    n = a.nrows()
    pairs = [(a[i, j], a[j, i]) for i in range(n) for j in range(i)]
    return all(x.mid() == y.mid() and x.rad() == y.rad() for x, y in pairs)


def _in_order(values: Sequence[Scalar]) -> list[Scalar]:
    """The k-th largest lies between the k-th largest lower end and the k-th largest upper end."""
    lower = sorted((value.lower() for value in values), key=as_rational, reverse=True)
    upper = sorted((value.upper() for value in values), key=as_rational, reverse=True)
    return [low.union(high) for low, high in zip(lower, upper, strict=True)]


def _root(square: Scalar) -> Scalar:
    """The root of what is known not to be negative, though its ball may reach below zero."""
    if square.lower() >= 0:
        return square.sqrt()
    return arb(0).union(square.upper().sqrt()) if square.upper() > 0 else arb(0)
