"""Exact complex numbers with rational parts (FLINT): the Gaussian rationals.

What is no rational function of its arguments and their conjugates has no value here, or is `Inexact`.

>>> i = GAUSSIANS.constant("i")
>>> GAUSSIANS.show(i * i), GAUSSIANS.show(GAUSSIANS.reciprocal(i + i))
('-1', '-(1/2)i')
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpq

from numeric.arithmetics.dense import Dense
from numeric.arithmetics.rationals import RATIONALS
from numeric.faults import Inexact, TooLarge, Undefined
from numeric.limits import POWER_BITS, shown

Scalar = Any
_ZERO, _ONE = fmpq(0), fmpq(1)


@dataclass(frozen=True, slots=True)
class Gaussian:
    """re + i im."""

    re: fmpq
    im: fmpq

    def __add__(self, other: Gaussian) -> Gaussian:
        return Gaussian(self.re + other.re, self.im + other.im)

    def __sub__(self, other: Gaussian) -> Gaussian:
        return Gaussian(self.re - other.re, self.im - other.im)

    def __neg__(self) -> Gaussian:
        return Gaussian(-self.re, -self.im)

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, GaussianMatrix):
            return other.scaled(self)
        return Gaussian(self.re * other.re - self.im * other.im, self.re * other.im + self.im * other.re)

    def conjugate(self) -> Gaussian:
        return Gaussian(self.re, -self.im)

    def square(self) -> fmpq:
        """The square of the modulus."""
        return self.re * self.re + self.im * self.im

    def is_zero(self) -> bool:
        return not self.re and not self.im

    def inverse(self) -> Gaussian:
        """Raises `Undefined` at zero."""
        if self.is_zero():
            raise Undefined("division by zero")
        square = self.square()
        return Gaussian(self.re / square, -self.im / square)


class GaussianMatrix:
    """Rows of Gaussian rationals, one after the other."""

    __slots__ = ("cells", "cols", "rows")

    def __init__(self, rows: int, cols: int, cells: Sequence[Gaussian]) -> None:
        self.rows = rows
        self.cols = cols
        self.cells = list(cells)

    def nrows(self) -> int:
        return self.rows

    def ncols(self) -> int:
        return self.cols

    def entries(self) -> list[Gaussian]:
        return self.cells

    def __getitem__(self, place: tuple[int, int]) -> Gaussian:
        return self.cells[place[0] * self.cols + place[1]]

    def __add__(self, other: GaussianMatrix) -> GaussianMatrix:
        return GaussianMatrix(self.rows, self.cols, [a + b for a, b in zip(self.cells, other.cells, strict=True)])

    def __neg__(self) -> GaussianMatrix:
        return GaussianMatrix(self.rows, self.cols, [-a for a in self.cells])

    def scaled(self, factor: Gaussian) -> GaussianMatrix:
        return GaussianMatrix(self.rows, self.cols, [a * factor for a in self.cells])

    def __mul__(self, other: Any) -> GaussianMatrix:
        if isinstance(other, Gaussian):
            return self.scaled(other)
        cells = []
        for i in range(self.rows):
            for j in range(other.cols):
                total = Gaussian(_ZERO, _ZERO)
                for k in range(self.cols):
                    total = total + self[i, k] * other[k, j]
                cells.append(total)
        return GaussianMatrix(self.rows, other.cols, cells)

    def transpose(self) -> GaussianMatrix:
        cells = [self[i, j] for j in range(self.cols) for i in range(self.rows)]
        return GaussianMatrix(self.cols, self.rows, cells)

    def inv(self) -> GaussianMatrix:
        """Raises `ZeroDivisionError` for a singular matrix."""
        n = self.rows
        unit = [[Gaussian(fmpq(int(i == j)), _ZERO) for j in range(n)] for i in range(n)]
        det, right = _eliminated(self, unit)
        if det.is_zero():
            raise ZeroDivisionError
        return GaussianMatrix(n, n, [cell for row in right for cell in row])

    def det(self) -> Gaussian:
        return _eliminated(self, [[] for _ in range(self.rows)])[0]

    def rank(self) -> int:
        left = [self.cells[i * self.cols : (i + 1) * self.cols] for i in range(self.rows)]
        rank = 0
        for column in range(self.cols):
            pivot = next((i for i in range(rank, self.rows) if not left[i][column].is_zero()), None)
            if pivot is None:
                continue
            left[rank], left[pivot] = left[pivot], left[rank]
            for i in range(rank + 1, self.rows):
                factor = left[i][column] * left[rank][column].inverse()
                left[i] = [a - factor * b for a, b in zip(left[i], left[rank], strict=True)]
            rank += 1
        return rank


def _eliminated(matrix: GaussianMatrix, right: list[list[Gaussian]]) -> tuple[Gaussian, list[list[Gaussian]]]:
    """The determinant, and what the steps that turn the matrix into the identity make of the right side."""
    n = matrix.rows
    left = [matrix.cells[i * n : (i + 1) * n] for i in range(n)]
    det = Gaussian(_ONE, _ZERO)
    for column in range(n):
        pivot = next((i for i in range(column, n) if not left[i][column].is_zero()), None)
        if pivot is None:
            return Gaussian(_ZERO, _ZERO), right
        if pivot != column:
            left[column], left[pivot] = left[pivot], left[column]
            right[column], right[pivot] = right[pivot], right[column]
            det = -det
        det = det * left[column][column]
        scale = left[column][column].inverse()
        left[column] = [a * scale for a in left[column]]
        right[column] = [a * scale for a in right[column]]
        for i in range(n):
            factor = left[i][column]
            if i != column and not factor.is_zero():
                left[i] = [a - factor * b for a, b in zip(left[i], left[column], strict=True)]
                right[i] = [a - factor * b for a, b in zip(right[i], right[column], strict=True)]
    return det, right


class GaussianRationals(Dense):
    """`Gaussian` scalars and `GaussianMatrix` matrices."""

    name = "Gaussian rationals"
    exact = True
    matrix_type = GaussianMatrix

    def __init__(self) -> None:
        super().__init__()
        for head in ("pinv", "eigenvalue", "singular", "inner", "rank"):
            del self.table[head]
        self.table["conj"] = self.conjugate
        self.table["adjoint"] = lambda value: self.transpose(self.conjugate(value))

    def functions(self) -> dict[str, Callable[[Scalar], Scalar]]:
        return {"sqrt": self.root, "abs": self.absolute}

    def number(self, value: Fraction) -> Scalar:
        return Gaussian(RATIONALS.number(value), _ZERO)

    def constant(self, name: str) -> Scalar:
        if name != "i":
            raise Inexact(f"the constant {name}")
        return Gaussian(_ZERO, _ONE)

    def conjugate(self, value: Any) -> Any:
        if isinstance(value, Gaussian):
            return value.conjugate()
        return GaussianMatrix(value.rows, value.cols, [cell.conjugate() for cell in value.cells])

    def is_zero(self, value: Scalar) -> bool:
        return bool(value.is_zero())

    def reciprocal(self, value: Scalar) -> Scalar:
        return value.inverse()

    def integer_power(self, base: Scalar, exponent: int) -> Scalar:
        if exponent * max(base.re.height_bits(), base.im.height_bits(), 1) > POWER_BITS:
            raise TooLarge(f"a power with exponent {shown(exponent)}")
        result = Gaussian(_ONE, _ZERO)
        for _ in range(exponent):
            result = result * base
        return result

    def root(self, value: Scalar) -> Scalar:
        """Of numbers that are real and not negative; the principal root of the others is left to other arithmetics."""
        if value.im or value.re < 0:
            raise Inexact("sqrt")
        return Gaussian(RATIONALS.root(value.re), _ZERO)

    def absolute(self, value: Scalar) -> Scalar:
        return Gaussian(RATIONALS.root(value.square()), _ZERO)

    def sum_of_squares(self, value: Any) -> Scalar:
        """Of the moduli of the entries."""
        total: fmpq = sum((cell.square() for cell in self.entries(value)), _ZERO)
        return Gaussian(total, _ZERO)

    def largest(self, values: Sequence[Scalar]) -> Scalar:
        return max(values, key=lambda value: value.re)

    def less_scalars(self, left: Scalar, right: Scalar) -> bool | None:
        if left.im or right.im:
            raise Undefined("an order of complex numbers")
        return bool(left.re < right.re)

    def show(self, value: Scalar) -> str:
        if not value.im:
            return str(value.re)
        size = abs(value.im)
        part = "" if size == 1 else str(size) if size.q == 1 else f"({size})"
        sign = "-" if value.im < 0 else "+" if value.re else ""
        return f"{value.re if value.re else ''}{sign}{part}i"


GAUSSIANS = GaussianRationals()
