"""Matrix operations that read the same over every kind of number.

An arithmetic derives from `Dense`, says what its scalars and matrices are, and adds its scalar functions; the
operations on matrices are here once. Raises `Undefined` for shapes that do not fit.

>>> from fractions import Fraction
>>> from numeric.arithmetics.rationals import RATIONALS as Q
>>> a = Q.convert(((Fraction(1), Fraction(2)), (Fraction(3), Fraction(4))))
>>> Q.describe(Q.table["pow"](a, 2))
[['7', '10'], ['15', '22']]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from typing import Any, ClassVar

from numeric.arithmetics.inverses import cofactors
from numeric.arithmetics.protocol import Exact
from numeric.arithmetics.spectra import member
from numeric.faults import Inexact, TooLarge, Undefined, UnsupportedHead
from numeric.limits import FACTORIAL, MATRIX_EXPONENT, check_cells, shown

Scalar = Any
Value = Any


class Dense:
    """The shared part of an arithmetic over dense matrices of `matrix_type`."""

    name: str = ""
    exact: bool = False
    matrix_type: ClassVar[Any] = None

    def __init__(self) -> None:
        table: dict[str, Callable[..., Any]] = {}
        for head in (
            "add neg mul div pow transpose inverse trace det rank inner hadamard kron cross diag vec entry even_power"
        ).split():
            table[head] = getattr(self, head)
        table["row"], table["col"] = self.row, self.col
        for head in ("adjugate", "pinv", "eigenvalue", "singular"):
            table[head] = getattr(self, head)
        table["adjoint"], table["conj"] = self.transpose, _same
        for head, function in self.functions().items():
            table[head] = self.elementwise(function)
        for head in ("min", "max"):
            if hasattr(self, head):
                table[head] = getattr(self, head)
        if "factorial" in table:
            table["binomial"] = self.binomial
        self.table = table

    # --- what an arithmetic says itself ------------------------------------------------------------------

    def functions(self) -> dict[str, Callable[[Scalar], Scalar]]:
        """Scalar functions by head."""
        return {}

    def number(self, value: Fraction) -> Scalar:
        raise NotImplementedError

    def make(self, rows: int, cols: int, entries: Sequence[Scalar]) -> Value:
        """A matrix that is not 1 x 1."""
        return self.matrix_type(rows, cols, entries)

    def is_zero(self, value: Scalar) -> bool:
        """Certainly zero."""
        return bool(value == 0)

    def reciprocal(self, value: Scalar) -> Scalar:
        if self.is_zero(value):
            raise Undefined("division by zero")
        return 1 / value

    def root(self, value: Scalar) -> Scalar:
        raise UnsupportedHead("sqrt", self.name)

    def absolute(self, value: Scalar) -> Scalar:
        raise UnsupportedHead("abs", self.name)

    def largest(self, values: Sequence[Scalar]) -> Scalar:
        raise UnsupportedHead("max", self.name)

    def spectral_norm(self, value: Value) -> Scalar:
        return self.singular_values(value)[0]

    def eigenvalues(self, value: Value) -> Sequence[Scalar]:
        """All eigenvalues with multiplicity, largest first."""
        raise UnsupportedHead("eigenvalue", self.name)

    def singular_values(self, value: Value) -> Sequence[Scalar]:
        """All min(m, n) singular values, largest first."""
        raise UnsupportedHead("singular", self.name)

    def fractional_power(self, base: Value, exponent: Fraction | Scalar) -> Value:
        raise UnsupportedHead("pow of a matrix to a number that is no integer", self.name)

    def function_of_matrix(self, value: Value, kind: str) -> Value:
        """The principal function of a square matrix that is no number."""
        raise UnsupportedHead(f"{kind} of a matrix", self.name)

    def pseudo_inverse(self, value: Value) -> Value:
        raise UnsupportedHead("pinv", self.name)

    def integer_power(self, base: Scalar, exponent: int) -> Scalar:
        return base**exponent

    def power(self, base: Scalar, exponent: Fraction | Scalar) -> Scalar:
        """A power whose exponent is a Fraction that is no integer, or a number of the arithmetic."""
        raise Inexact("pow")

    def matrix_inverse(self, value: Value) -> Value:
        try:
            return value.inv()
        except ZeroDivisionError:
            raise Undefined("inverse of a singular matrix") from None

    def __repr__(self) -> str:
        return self.name

    # --- structure ---------------------------------------------------------------------------------------

    def session(self) -> AbstractContextManager[Any]:
        return nullcontext()

    def constant(self, name: str) -> Scalar:
        raise Inexact(f"the constant {name}")

    def convert(self, value: Exact) -> Value:
        if isinstance(value, Fraction):
            return self.number(value)
        return self.build(len(value), len(value[0]), [self.number(x) for row in value for x in row])

    def shape(self, value: Value) -> tuple[int, int]:
        if type(value) is self.matrix_type:
            return value.nrows(), value.ncols()
        return 1, 1

    def entries(self, value: Value) -> Sequence[Scalar]:
        if type(value) is self.matrix_type:
            return value.entries()  # type: ignore[no-any-return]
        return [value]

    def build(self, rows: int, cols: int, entries: Sequence[Scalar]) -> Value:
        if rows == 1 and cols == 1:
            return entries[0]
        check_cells(rows, cols)
        return self.make(rows, cols, entries)

    def identity(self, n: int) -> Value:
        one, zero = self.number(Fraction(1)), self.number(Fraction(0))
        check_cells(n, n)
        return self.build(n, n, [one if i == j else zero for i in range(n) for j in range(n)])

    def elementwise(self, function: Callable[[Scalar], Scalar]) -> Callable[[Value], Value]:
        matrix_type = self.matrix_type

        def apply(value: Value) -> Value:
            if type(value) is matrix_type:
                rows, cols = self.shape(value)
                return self.make(rows, cols, [function(x) for x in self.entries(value)])
            return function(value)

        return apply

    def magnitude(self, value: Value) -> float:
        return max(abs(self.to_float(x)) for x in self.entries(value))

    def to_float(self, value: Scalar) -> float:
        return float(value)

    def describe(self, value: Value) -> Any:
        if type(value) is not self.matrix_type:
            return self.show(value)
        rows, cols = self.shape(value)
        cells = [self.show(x) for x in self.entries(value)]
        return [cells[i * cols : (i + 1) * cols] for i in range(rows)]

    def show(self, value: Scalar) -> str:
        return str(value)

    def equal(self, left: Value, right: Value) -> bool | None:
        left_shape, right_shape = self.shape(left), self.shape(right)
        if left_shape != right_shape:
            # The number 0 stands for the zero of any shape.
            for number, matrix in ((left, right), (right, left)):
                if self.shape(number) == (1, 1) and self.is_zero(number):
                    return self._all_equal([number] * len(self.entries(matrix)), self.entries(matrix))
            raise Undefined(f"shape {left_shape} compared with shape {right_shape}")
        return self._all_equal(self.entries(left), self.entries(right))

    def _all_equal(self, left: Sequence[Scalar], right: Sequence[Scalar]) -> bool | None:
        result: bool | None = True
        for a, b in zip(left, right, strict=True):
            same = self.equal_scalars(a, b)
            if same is False:
                return False
            if same is None:
                result = None
        return result

    def equal_scalars(self, left: Scalar, right: Scalar) -> bool | None:
        return bool(left == right)

    def less(self, left: Value, right: Value) -> bool | None:
        if self.shape(left) != (1, 1) or self.shape(right) != (1, 1):
            raise Undefined("an order of matrices")
        return self.less_scalars(left, right)

    def less_scalars(self, left: Scalar, right: Scalar) -> bool | None:
        return bool(left < right)

    # --- operations --------------------------------------------------------------------------------------

    def add(self, *args: Value) -> Value:
        total = args[0]
        for arg in args[1:]:
            if self.shape(total) != self.shape(arg):
                raise Undefined(f"shape {self.shape(total)} plus shape {self.shape(arg)}")
            total = total + arg
        return total

    def neg(self, value: Value) -> Value:
        return -value

    def mul(self, *args: Value) -> Value:
        """Left to right; a factor that does not fit yet waits for those that close it to a scalar: z (x'y)."""
        stack: list[Value] = []
        for factor in args:
            stack.append(factor)
            while len(stack) > 1:
                product = self.times(stack[-2], stack[-1])
                if product is None:
                    break
                stack[-2:] = [product]
        if len(stack) > 1:
            raise Undefined(f"shape {self.shape(stack[0])} times shape {self.shape(stack[1])}")
        return stack[0]

    def times(self, left: Value, right: Value) -> Value | None:
        """The product, or None where shapes do not fit."""
        matrix_type = self.matrix_type
        if type(left) is not matrix_type or type(right) is not matrix_type:
            return left * right
        if left.ncols() != right.nrows():
            return None
        product = left * right
        return product[0, 0] if product.nrows() == 1 and product.ncols() == 1 else product

    def div(self, left: Value, right: Value) -> Value:
        if type(right) is self.matrix_type:
            raise Undefined("division by a matrix")
        return left * self.reciprocal(right)

    def pow(self, base: Value, exponent: int | Fraction | Value) -> Value:
        if type(exponent) is self.matrix_type:
            raise Undefined("a matrix as exponent")
        if isinstance(exponent, Fraction) and exponent.denominator == 1:
            exponent = exponent.numerator
        if type(base) is self.matrix_type:
            if not isinstance(exponent, int):
                return self.fractional_power(base, exponent)
            return self.matrix_power(base, exponent)
        if isinstance(exponent, int):
            if exponent < 0:
                base, exponent = self.reciprocal(base), -exponent
            return self.integer_power(base, exponent)
        return self.power(base, exponent)

    def matrix_power(self, base: Value, exponent: int) -> Value:
        rows, cols = self.shape(base)
        if rows != cols:
            raise Undefined(f"power of a matrix of shape {(rows, cols)}")
        if abs(exponent) > MATRIX_EXPONENT:
            raise TooLarge(f"a matrix to the power {shown(exponent)}")
        if exponent < 0:
            base, exponent = self.matrix_inverse(base), -exponent
        if exponent == 0:
            return self.identity(rows)
        return power_by_squaring(self.mul, base, exponent)

    def even_power(self, value: Value, kind: tuple[str, str | None, int]) -> Scalar:
        """`abs(x)**(2k)` or `norm(x)**(2k)` without a root."""
        head, norm, half = kind
        rows, cols = self.shape(value)
        if head == "norm" and norm == "2" and rows > 1 and cols > 1:
            return self.pow(self.spectral_norm(value), 2 * half)
        if head == "abs" and (rows, cols) != (1, 1):
            raise Undefined("absolute value of a matrix")
        return self.pow(self.sum_of_squares(value), half)

    def transpose(self, value: Value) -> Value:
        return value.transpose() if type(value) is self.matrix_type else value

    def inverse(self, value: Value) -> Value:
        if type(value) is not self.matrix_type:
            return self.reciprocal(value)
        self._square(value, "inverse")
        return self.matrix_inverse(value)

    def trace(self, value: Value) -> Scalar:
        if type(value) is not self.matrix_type:
            return value
        n = self._square(value, "trace")
        return self.total([value[i, i] for i in range(n)])

    def det(self, value: Value) -> Scalar:
        if type(value) is not self.matrix_type:
            return value
        self._square(value, "determinant")
        return self.determinant(value)

    def determinant(self, value: Value) -> Scalar:
        return value.det()

    def matrix_function(self, value: Value, kind: str) -> Value:
        if type(value) is not self.matrix_type:
            return self.table[kind](value)
        self._square(value, kind)
        return self.function_of_matrix(value, kind)

    def adjugate(self, value: Value) -> Value:
        if type(value) is not self.matrix_type:
            return self.number(Fraction(1))
        n = self._square(value, "adjugate")
        return self.build(n, n, cofactors(value, self))

    def pinv(self, value: Value) -> Value:
        if type(value) is self.matrix_type:
            return self.pseudo_inverse(value)
        return value if self.is_zero(value) else self.reciprocal(value)

    def eigenvalue(self, value: Value, which: int) -> Scalar:
        """By decreasing size, from 1; -1 is the last."""
        if type(value) is not self.matrix_type:
            return member([value], which)
        self._square(value, "eigenvalues")
        return member(self.eigenvalues(value), which)

    def singular(self, value: Value, which: int) -> Scalar:
        """By decreasing size, from 1; -1 is the last of min(m, n), and those behind it are 0."""
        if type(value) is not self.matrix_type:
            return member([self.absolute(value)], which)
        longer = max(self.shape(value))
        return member(self.singular_values(value), which, longer, self.number(Fraction(0)))

    def rank(self, value: Value) -> Scalar:
        if type(value) is not self.matrix_type:
            return self.number(Fraction(0 if self.is_zero(value) else 1))
        return self.number(Fraction(self.matrix_rank(value)))

    def matrix_rank(self, value: Value) -> int:
        return int(value.rank())

    def total(self, values: Sequence[Scalar]) -> Scalar:
        result = values[0]
        for value in values[1:]:
            result = result + value
        return result

    def sum_of_squares(self, value: Value) -> Scalar:
        return self.total([x * x for x in self.entries(value)])

    def inner(self, left: Value, right: Value) -> Scalar:
        a, b = self.shape(left), self.shape(right)
        if a != b and not (a == (b[1], b[0]) and 1 in a):
            raise Undefined(f"inner product of shapes {a} and {b}")
        return self.total([x * y for x, y in zip(self.entries(left), self.entries(right), strict=True)])

    def hadamard(self, left: Value, right: Value) -> Value:
        shape = self.shape(left)
        if shape != self.shape(right):
            raise Undefined(f"entrywise product of shapes {shape} and {self.shape(right)}")
        return self.build(*shape, [x * y for x, y in zip(self.entries(left), self.entries(right), strict=True)])

    def kron(self, left: Value, right: Value) -> Value:
        (a, b), (c, d) = self.shape(left), self.shape(right)
        check_cells(a * c, b * d)
        x, y = self.entries(left), self.entries(right)
        cells = [x[i * b + j] * y[k * d + m] for i in range(a) for k in range(c) for j in range(b) for m in range(d)]
        return self.build(a * c, b * d, cells)

    def cross(self, left: Value, right: Value) -> Value:
        shape = self.shape(left)
        if shape not in ((3, 1), (1, 3)) or self.shape(right) != shape:
            raise Undefined(f"cross product of shapes {shape} and {self.shape(right)}")
        a, b = self.entries(left), self.entries(right)
        return self.build(*shape, [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])

    def diag(self, value: Value) -> Value:
        rows, cols = self.shape(value)
        cells = self.entries(value)
        if rows > 1 and cols > 1:
            n = min(rows, cols)
            return self.build(n, 1, [cells[i * cols + i] for i in range(n)])
        n = rows * cols
        check_cells(n, n)
        zero = self.number(Fraction(0))
        return self.build(n, n, [cells[i] if i == j else zero for i in range(n) for j in range(n)])

    def vec(self, value: Value) -> Value:
        rows, cols = self.shape(value)
        return self.build(rows * cols, 1, self.entries(self.transpose(value)))

    def entry(self, value: Value, *indices: int) -> Scalar:
        rows, cols = self.shape(value)
        if len(indices) == 1 and 1 in (rows, cols):
            i, j = (indices[0], 1) if cols == 1 else (1, indices[0])
        elif len(indices) == 2:
            i, j = indices
        else:
            raise Undefined(f"entry ({', '.join(map(shown, indices))}) of shape {(rows, cols)}")
        if not (1 <= i <= rows and 1 <= j <= cols):
            raise Undefined(f"entry ({', '.join(map(shown, indices))}) of shape {(rows, cols)}")
        return self.entries(value)[(i - 1) * cols + j - 1]

    def row(self, value: Value, i: int) -> Value:
        rows, cols = self.shape(value)
        if not 1 <= i <= rows:
            raise Undefined(f"row {shown(i)} of shape {(rows, cols)}")
        return self.build(1, cols, self.entries(value)[(i - 1) * cols : i * cols])

    def col(self, value: Value, j: int) -> Value:
        rows, cols = self.shape(value)
        if not 1 <= j <= cols:
            raise Undefined(f"column {shown(j)} of shape {(rows, cols)}")
        return self.build(rows, 1, self.entries(value)[j - 1 :: cols])

    def norm(self, value: Value, kind: str) -> Scalar:
        rows, cols = self.shape(value)
        if kind == "F" or (kind == "2" and 1 in (rows, cols)):
            return self.root(self.sum_of_squares(value))
        if kind == "2":
            return self.spectral_norm(value)
        if kind == "*":
            vector = 1 in (rows, cols)
            return self.root(self.sum_of_squares(value)) if vector else self.total(self.singular_values(value))
        if kind not in ("1", "inf"):
            raise UnsupportedHead(f"norm[{kind}]", self.name)
        sizes = [self.absolute(x) for x in self.entries(value)]
        if 1 in (rows, cols):
            return self.total(sizes) if kind == "1" else self.largest(sizes)
        lines = [sizes[j::cols] for j in range(cols)] if kind == "1" else _chunks(sizes, cols)
        return self.largest([self.total(line) for line in lines])

    def binomial(self, n: int | Scalar, k: int | Scalar) -> Scalar:
        """Binomial coefficient for integers 0 <= k; n may be negative (Concrete Mathematics, 5.1)."""
        if not isinstance(n, int) or not isinstance(k, int):
            raise UnsupportedHead("binomial of numbers that are no integers", self.name)
        if abs(n) > FACTORIAL or k > FACTORIAL:
            raise TooLarge(f"binomial of {shown(n)} and {shown(k)}")
        result = Fraction(0 if k < 0 else 1)
        for i in range(max(k, 0)):
            result = result * (n - i) / (i + 1)
        return self.number(result)

    def _square(self, value: Value, what: str) -> int:
        rows, cols = self.shape(value)
        if rows != cols:
            raise Undefined(f"{what} of a matrix of shape {(rows, cols)}")
        return rows


def power_by_squaring(mul: Callable[..., Value], base: Value, exponent: int) -> Value:
    """`base**exponent` for a positive exponent."""
    result = None
    while exponent:
        if exponent & 1:
            result = base if result is None else mul(result, base)
        exponent >>= 1
        if exponent:
            base = mul(base, base)
    return result


def natural(value: int | Fraction | None, what: str) -> int:
    """An argument of a factorial: a natural number within the limits."""
    if value is None or Fraction(value).denominator != 1:
        raise Undefined(f"{what} of a number that is no integer")
    if value < 0:
        raise Undefined(f"{what} of a negative integer")
    if value > FACTORIAL:
        raise TooLarge(f"{what} of {shown(int(value))}")
    return int(value)


def _same(value: Value) -> Value:
    return value


def _chunks(values: Sequence[Scalar], width: int) -> list[Sequence[Scalar]]:
    return [values[i : i + width] for i in range(0, len(values), width)]
