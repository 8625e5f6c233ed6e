"""Machine floats (NumPy): for display, search and simulation, never for a verdict.

`equal` is None for floats that are close (1e-9 relative) and False for others; it is never True.

>>> from fractions import Fraction
>>> FLOATS.table["exp"](FLOATS.number(Fraction(0)))
1.0
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from fractions import Fraction
from typing import Any

import numpy as np

from numeric.arithmetics.dense import Dense, natural
from numeric.faults import TooLarge, Undefined, UnsupportedHead

Scalar = Any
CLOSE = 1e-9


class Floats(Dense):
    """float scalars and two-dimensional float64 arrays."""

    name = "floats"
    exact = False
    matrix_type = np.ndarray

    def __init__(self) -> None:
        super().__init__()
        self.table["matexp"] = self.matexp

    def session(self) -> AbstractContextManager[Any]:
        # Overflow gives inf, which `equal` does not judge.
        return np.errstate(all="ignore")

    def functions(self) -> dict[str, Callable[[Scalar], Scalar]]:
        plain = "exp log sin cos tan asin acos atan sinh cosh tanh sqrt gamma".split()
        return {
            **{head: _guarded(head, getattr(math, head)) for head in plain},
            "abs": abs,
            "sigmoid": _sigmoid,
            "relu": lambda x: max(x, 0.0),
            "sign": lambda x: float((x > 0) - (x < 0)),
            "floor": _guarded("floor", lambda x: float(math.floor(x))),
            "ceil": _guarded("ceil", lambda x: float(math.ceil(x))),
            "factorial": _factorial,
        }

    def number(self, value: Fraction) -> Scalar:
        try:
            return float(value)
        except OverflowError:
            raise TooLarge("a number beyond the floats") from None

    def constant(self, name: str) -> Scalar:
        if name not in ("pi", "e"):
            raise UnsupportedHead(f"const {name}", self.name)
        return math.pi if name == "pi" else math.e

    def shape(self, value: Any) -> tuple[int, int]:
        return (value.shape[0], value.shape[1]) if type(value) is np.ndarray else (1, 1)

    def entries(self, value: Any) -> Sequence[Scalar]:
        return value.ravel().tolist() if type(value) is np.ndarray else [value]

    def make(self, rows: int, cols: int, entries: Sequence[Scalar]) -> Any:
        return np.array(entries, dtype=float).reshape(rows, cols)

    def times(self, left: Any, right: Any) -> Any:
        if type(left) is not np.ndarray or type(right) is not np.ndarray:
            return left * right
        if left.shape[1] != right.shape[0]:
            return None
        product = left @ right
        return float(product[0, 0]) if product.shape == (1, 1) else product

    def integer_power(self, base: Scalar, exponent: int) -> Scalar:
        return _guarded("pow", lambda x: x**exponent)(base)

    def power(self, base: Scalar, exponent: Any) -> Scalar:
        if base < 0:
            raise Undefined("a negative number to a power that is no integer")
        if base == 0 and exponent < 0:
            raise Undefined("division by zero")
        return _guarded("pow", lambda x: x ** float(exponent))(base)

    def root(self, value: Scalar) -> Scalar:
        return _guarded("sqrt", math.sqrt)(value)

    def absolute(self, value: Scalar) -> Scalar:
        return abs(value)

    def largest(self, values: Sequence[Scalar]) -> Scalar:
        return max(values)

    def min(self, *values: Scalar) -> Scalar:
        _scalars(values, "min")
        return min(values)

    def max(self, *values: Scalar) -> Scalar:
        _scalars(values, "max")
        return max(values)

    def eigenvalues(self, value: Any) -> Sequence[Scalar]:
        found = np.linalg.eigvals(value)
        if np.abs(found.imag).max() > CLOSE:
            raise Undefined("an order of eigenvalues that are not real")
        return sorted(map(float, found.real), reverse=True)

    def singular_values(self, value: Any) -> Sequence[Scalar]:
        return [float(x) for x in np.linalg.svd(value, compute_uv=False)]

    def pseudo_inverse(self, value: Any) -> Any:
        return np.linalg.pinv(value)

    def transpose(self, value: Any) -> Any:
        return value.T if type(value) is np.ndarray else value

    def matrix_inverse(self, value: Any) -> Any:
        try:
            return np.linalg.inv(value)
        except np.linalg.LinAlgError:
            raise Undefined("inverse of a singular matrix") from None

    def determinant(self, value: Any) -> Scalar:
        return float(np.linalg.det(value))

    def matrix_rank(self, value: Any) -> int:
        return int(np.linalg.matrix_rank(value))

    def trace(self, value: Any) -> Scalar:
        return float(super().trace(value))

    def matexp(self, value: Any) -> Any:
        """Scaling and squaring of the Taylor series (Moler & Van Loan, Nineteen Dubious Ways, method 3)."""
        if type(value) is not np.ndarray:
            return self.table["exp"](value)
        n = self._square(value, "exponential")
        size = float(np.abs(value).sum())
        halvings = max(0, math.frexp(size)[1] + 2)
        if halvings > 60:
            raise TooLarge("exponential of a large matrix")
        step = value / 2.0**halvings
        term = total = np.eye(n)
        for k in range(1, 20):
            term = term @ step / k
            total = total + term
        for _ in range(halvings):
            total = total @ total
        return total

    def equal_scalars(self, left: Scalar, right: Scalar) -> bool | None:
        if not (math.isfinite(left) and math.isfinite(right)):
            return None  # an overflow is no difference
        return None if math.isclose(left, right, rel_tol=CLOSE, abs_tol=CLOSE) else False

    def show(self, value: Scalar) -> str:
        return repr(float(value))


def _scalars(values: Sequence[Any], what: str) -> None:
    if any(type(value) is np.ndarray for value in values):
        raise Undefined(f"{what} of matrices")


def _guarded(head: str, function: Callable[[float], Any]) -> Callable[[Scalar], Scalar]:
    """`math` functions, their errors said in our words."""

    def apply(x: Scalar) -> Scalar:
        try:
            return function(x)
        except (ValueError, ZeroDivisionError):
            raise Undefined(f"{head} of {x}") from None
        except OverflowError:
            raise TooLarge(f"{head} of {x}") from None

    return apply


def _sigmoid(x: Scalar) -> Scalar:
    # Two forms, so that exp never overflows.
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _factorial(x: Scalar | int) -> Scalar:
    if not math.isfinite(x) or x != int(x):
        raise Undefined("factorial of a number that is no integer")
    try:
        return float(math.factorial(natural(int(x), "factorial")))
    except OverflowError:
        raise TooLarge(f"factorial of {x}") from None


FLOATS = Floats()
