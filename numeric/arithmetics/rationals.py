"""Exact rationals (FLINT): a root has a value only where it is rational, exp only at 0, and so on.

Raises `Inexact` where the value is irrational, `TooLarge` for powers beyond `limits.POWER_BITS`.

>>> from fractions import Fraction
>>> RATIONALS.table["sqrt"](RATIONALS.number(Fraction(9, 4)))
3/2
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import factorial
from typing import Any

from flint import fmpq, fmpq_mat, fmpz

from numeric.arithmetics.dense import Dense, natural
from numeric.arithmetics.inverses import pseudo_inverse
from numeric.arithmetics.spectra import rational_eigenvalues, rational_squares
from numeric.faults import Inexact, TooLarge, Undefined
from numeric.limits import NUMBER_BITS, POWER_BITS, shown

Scalar = Any

_ZERO, _ONE, _HALF = fmpq(0), fmpq(1), fmpq(1, 2)


class Rationals(Dense):
    """fmpq scalars and fmpq_mat matrices."""

    name = "rationals"
    exact = True
    matrix_type = fmpq_mat

    def __init__(self) -> None:
        super().__init__()
        self.table["matexp"] = self.matexp

    def functions(self) -> dict[str, Callable[[Scalar], Scalar]]:
        return {
            "sqrt": self.root,
            "abs": abs,
            "relu": lambda x: max(x, _ZERO),
            "sign": lambda x: fmpq((x > 0) - (x < 0)),
            "floor": lambda x: fmpq(x.floor()),
            "ceil": lambda x: fmpq(x.ceil()),
            "factorial": _factorial,
            "gamma": _gamma,
            "log": _log,
            "asin": _domain(_only("asin", {_ZERO: _ZERO}), "asin", -1, 1),
            "acos": _domain(_only("acos", {_ONE: _ZERO}), "acos", -1, 1),
            **{head: _only(head, {_ZERO: _ZERO}) for head in ("sin", "tan", "atan", "sinh", "tanh")},
            **{head: _only(head, {_ZERO: _ONE}) for head in ("exp", "cos", "cosh")},
            "sigmoid": _only("sigmoid", {_ZERO: _HALF}),
        }

    def number(self, value: Fraction) -> Scalar:
        return fmpq(value.numerator, value.denominator)

    def fraction(self, value: Scalar) -> Fraction:
        """A scalar as a Python fraction."""
        return Fraction(int(value.p), int(value.q))

    def to_exact(self, value: Any) -> Any:
        """A value as the exact data of a model."""
        if type(value) is not fmpq_mat:
            return self.fraction(value)
        return tuple(tuple(self.fraction(x) for x in row) for row in value.tolist())

    def to_float(self, value: Scalar) -> float:
        try:
            return float(self.fraction(value))
        except OverflowError:
            return float("inf")

    def reciprocal(self, value: Scalar) -> Scalar:
        if not value:
            raise Undefined("division by zero")
        return _ONE / value

    def times(self, left: Any, right: Any) -> Any:
        if type(left) is fmpq and type(right) is fmpq and left.height_bits() + right.height_bits() > NUMBER_BITS:
            raise TooLarge("a product of too many digits")
        return super().times(left, right)

    def integer_power(self, base: Scalar, exponent: int) -> Scalar:
        if abs(base.p) <= 1 and base.q == 1:
            return base ** (exponent if exponent < 2 else 2 - exponent % 2)
        if exponent * base.height_bits() > POWER_BITS:
            raise TooLarge(f"a power with exponent {shown(exponent)}")
        return base**exponent

    def power(self, base: Scalar, exponent: Fraction | Scalar) -> Scalar:
        power = exponent if isinstance(exponent, Fraction) else self.fraction(exponent)
        if power.denominator == 1:
            return self.pow(base, power.numerator)
        if base < 0:
            raise Undefined("a negative number to a power that is no integer")
        if power.denominator > POWER_BITS:
            raise TooLarge(f"a root of degree {shown(power.denominator)}")
        return self.pow(_root(base, power.denominator), power.numerator)

    def root(self, value: Scalar) -> Scalar:
        if value < 0:
            raise Undefined("square root of a negative number")
        return _root(value, 2)

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
        return rational_eigenvalues(value)

    def singular_values(self, value: Any) -> Sequence[Scalar]:
        return [self.root(square) for square in rational_squares(value)]

    def pseudo_inverse(self, value: Any) -> Any:
        return pseudo_inverse(value, value, self)

    def fractional_power(self, base: Any, exponent: Any) -> Any:
        raise Inexact("pow")

    def function_of_matrix(self, value: Any, kind: str) -> Any:
        raise Inexact(f"{kind} of a matrix")

    def matexp(self, value: Any) -> Any:
        """Of nilpotent matrices; others have no rational exponential."""
        if type(value) is not fmpq_mat:
            return self.table["exp"](value)
        n = self._square(value, "exponential")
        term = total = self.identity(n)
        for k in range(1, n + 1):
            term = term * value * fmpq(1, k)
            total = total + term
        if any(term.entries()):
            raise Inexact("matexp")
        return total


def _scalars(values: Sequence[Any], what: str) -> None:
    if any(type(value) is fmpq_mat for value in values):
        raise Undefined(f"{what} of matrices")


def _root(value: Scalar, degree: int) -> Scalar:
    """The rational root of a non-negative rational, or `Inexact`."""
    roots = []
    for part in (value.p, value.q):
        root = fmpz(part).root(degree) if part else fmpz(0)
        if root**degree != part:
            raise Inexact("sqrt" if degree == 2 else "pow")
        roots.append(root)
    return fmpq(*roots)


def _only(head: str, points: dict[Scalar, Scalar]) -> Callable[[Scalar], Scalar]:
    """A function known exactly at a few points."""

    def function(x: Scalar) -> Scalar:
        found = points.get(x)
        if found is None:
            raise Inexact(head)
        return found

    return function


def _domain(function: Callable[[Scalar], Scalar], head: str, low: int, high: int) -> Callable[[Scalar], Scalar]:
    def checked(x: Scalar) -> Scalar:
        if x < low or x > high:
            raise Undefined(f"{head} outside [{low}, {high}]")
        return function(x)

    return checked


def _log(x: Scalar) -> Scalar:
    if x <= 0:
        raise Undefined("logarithm of a number that is not positive")
    if x == 1:
        return _ZERO
    raise Inexact("log")


def _factorial(x: Scalar | int) -> Scalar:
    value = x if isinstance(x, int) else Fraction(int(x.p), int(x.q))
    return fmpq(factorial(natural(value, "factorial")))


def _gamma(x: Scalar) -> Scalar:
    if x.q != 1:
        raise Inexact("gamma")
    if x <= 0:
        raise Undefined("gamma at a pole")
    return fmpq(factorial(natural(int(x.p) - 1, "gamma")))


RATIONALS = Rationals()
