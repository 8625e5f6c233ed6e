"""Rigorous real balls (Arb): a value is an interval that certainly holds the true one.

Balls that do not meet are certainly different; balls that meet decide nothing (`equal` is None). Raises `Unresolved`
where a ball straddles a pole, a branch point or a jump; more precision may resolve it.

>>> from fractions import Fraction
>>> balls = balls_at(128)
>>> balls.equal(balls.table["exp"](balls.number(Fraction(1))), balls.number(Fraction(3)))
False
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from fractions import Fraction
from functools import lru_cache
from math import factorial
from typing import Any

from flint import acb, acb_mat, arb, arb_mat, ctx, fmpq, fmpq_mat

from numeric.arithmetics.dense import Dense, natural
from numeric.arithmetics.inverses import pseudo_inverse
from numeric.arithmetics.protocol import ENTIRE
from numeric.arithmetics.spectra import as_rational, ball_eigenvalues, ball_singular_values, function_of_matrix
from numeric.faults import TooLarge, Undefined, Unresolved, UnsupportedHead
from numeric.limits import MAGNITUDE_BITS

Scalar = Any


class Balls(Dense):
    """arb scalars and arb_mat matrices at a working precision in bits (held by `session`)."""

    exact = False
    matrix_type = arb_mat

    def __init__(self, precision: int) -> None:
        self.precision = precision
        self.name = f"balls of {precision} bits"
        super().__init__()
        self.table["matexp"] = self.matexp

    def session(self) -> AbstractContextManager[Any]:
        return ctx.workprec(self.precision)

    def functions(self) -> dict[str, Callable[[Scalar], Scalar]]:
        plain = "exp sin cos tan atan sinh cosh tanh gamma".split()
        return {
            **{head: _finite(head, getattr(arb, head)) for head in plain},
            "log": _log,
            "asin": _within_one("asin", arb.asin),
            "acos": _within_one("acos", arb.acos),
            "sqrt": self.root,
            "abs": abs,
            "sigmoid": _finite("sigmoid", lambda x: 1 / (1 + (-x).exp())),
            "relu": lambda x: x.max(arb(0)),
            "sign": _sign,
            "floor": lambda x: _whole("floor", x.floor()),
            "ceil": lambda x: _whole("ceil", x.ceil()),
            "factorial": self.factorial,
        }

    def number(self, value: Fraction) -> Scalar:
        if value.denominator == 1:
            return arb(value.numerator)
        return arb(fmpq(value.numerator, value.denominator))

    def constant(self, name: str) -> Scalar:
        if name not in ("pi", "e"):
            raise UnsupportedHead(f"const {name}", self.name)
        return arb.pi() if name == "pi" else arb.const_e()

    def convert(self, value: Any) -> Any:
        with self.session():
            return super().convert(value)

    def is_zero(self, value: Scalar) -> bool:
        return bool(value.is_zero())

    def reciprocal(self, value: Scalar) -> Scalar:
        if value.is_zero():
            raise Undefined("division by zero")
        if value.contains(0):
            raise Unresolved("division by a ball around zero")
        return 1 / value

    def matrix_inverse(self, value: Any) -> Any:
        try:
            return value.inv()
        except ZeroDivisionError:
            raise Unresolved("inverse of a matrix that may be singular") from None

    def eigenvalues(self, value: Any) -> Sequence[Scalar]:
        return ball_eigenvalues(value)

    def singular_values(self, value: Any) -> Sequence[Scalar]:
        return ball_singular_values(value)

    def pseudo_inverse(self, value: Any) -> Any:
        return pseudo_inverse(value, _exactly(value), self)

    def fractional_power(self, base: Any, exponent: Any) -> Any:
        power = self.number(exponent) if isinstance(exponent, Fraction) else exponent
        self._square(base, "power")
        return function_of_matrix(base, lambda z: _principal(z, "pow").pow(power))

    def function_of_matrix(self, value: Any, kind: str) -> Any:
        if kind in ENTIRE:
            return self._by_exponentials(value, kind)
        if kind in ("log", "sqrt"):
            return function_of_matrix(value, lambda z: getattr(_principal(z, kind), kind)())
        return function_of_matrix(value, lambda z: getattr(z, kind)())

    def _by_exponentials(self, value: Any, kind: str) -> Any:
        """exp(iA) = cos A + i sin A, and e^A = cosh A + sinh A."""
        for entry in value.entries():
            _bounded(entry, kind)
        rows, cols = self.shape(value)
        if kind in ("sin", "cos"):
            turned = (acb_mat(value) * acb(0, 1)).exp()
            return arb_mat(rows, cols, [x.real if kind == "cos" else x.imag for x in turned.entries()])
        growing, falling = value.exp(), (-value).exp()
        return (growing + falling if kind == "cosh" else growing - falling) * (arb(1) / 2)

    def matrix_rank(self, value: Any) -> int:
        """Of exact entries, or full: no other rank is seen through balls."""
        exact = _exactly(value)
        if exact is not None:
            return int(exact.rank())
        back = value.transpose()
        rows, cols = self.shape(value)
        if not (back * value if rows >= cols else value * back).det().contains(0):
            return min(rows, cols)
        raise Unresolved("the rank of a matrix that may be singular")

    def integer_power(self, base: Scalar, exponent: int) -> Scalar:
        return _finite("pow", lambda x: x**exponent)(base)

    def power(self, base: Scalar, exponent: Any) -> Scalar:
        if base < 0:
            raise Undefined("a negative number to a power that is no integer")
        power = self.number(exponent) if isinstance(exponent, Fraction) else exponent
        if base.is_zero() and power > 0:
            return base
        if base.is_zero() and power < 0:
            raise Undefined("division by zero")
        if base.contains(0):
            raise Unresolved("power of a ball around zero")
        return _finite("pow", lambda x: x**power)(base)

    def root(self, value: Scalar) -> Scalar:
        if value < 0:
            raise Undefined("square root of a negative number")
        if not value.is_zero() and not value >= 0:
            raise Unresolved("square root of a ball around zero")
        return value.sqrt()

    def absolute(self, value: Scalar) -> Scalar:
        return abs(value)

    def largest(self, values: Sequence[Scalar]) -> Scalar:
        return self.max(*values)

    def min(self, *values: Scalar) -> Scalar:
        return self._fold(arb.min, values, "min")

    def max(self, *values: Scalar) -> Scalar:
        return self._fold(arb.max, values, "max")

    def _fold(self, function: Callable[[Scalar, Scalar], Scalar], values: Sequence[Scalar], what: str) -> Scalar:
        if any(type(value) is arb_mat for value in values):
            raise Undefined(f"{what} of matrices")
        result = values[0]
        for value in values[1:]:
            result = function(result, value)
        return result

    def factorial(self, value: Scalar | int) -> Scalar:
        if not isinstance(value, int):
            _bounded(value, "factorial")
            whole = value.unique_fmpz()
            if whole is None or not value.is_exact():
                raise Unresolved("factorial of a ball that is no integer")
            value = int(whole)
        return arb(factorial(natural(value, "factorial")))

    def matexp(self, value: Any) -> Any:
        if type(value) is not arb_mat:
            return self.table["exp"](value)
        self._square(value, "exponential")
        for entry in value.entries():
            _bounded(entry, "exponential")
        return value.exp()

    def equal_scalars(self, left: Scalar, right: Scalar) -> bool | None:
        if not left.overlaps(right):
            return False
        return True if left.is_exact() and right.is_exact() else None

    def less_scalars(self, left: Scalar, right: Scalar) -> bool | None:
        if left < right:
            return True
        return False if left >= right else None

    def is_narrow(self, value: Any) -> bool:
        """Whether every entry is known to a third of the working precision, or is that near to zero."""
        bits = self.precision // 3
        tiny = arb(2) ** -bits
        return all(x.rel_accuracy_bits() >= bits or abs(x) < tiny for x in self.entries(value))

    def to_float(self, value: Scalar) -> float:
        return float(value.mid())

    def show(self, value: Scalar) -> str:
        return str(value.str(12))


def _principal(z: Scalar, head: str) -> Scalar:
    """An eigenvalue off the closed negative axis."""
    if z.real > 0 or not z.imag.contains(0):
        return z
    if z.real < 0 and z.imag.is_zero():
        raise Undefined(f"{head} of a matrix with a negative eigenvalue")
    raise Unresolved(f"{head} of a matrix whose eigenvalue may be negative or zero")


def _exactly(value: Any) -> Any | None:
    """A matrix of balls without radius as one of rationals."""
    if not all(x.is_exact() for x in value.entries()):
        return None
    return fmpq_mat(value.nrows(), value.ncols(), [as_rational(x) for x in value.entries()])


def _bounded(x: Scalar, head: str) -> None:
    """FLINT ends the process on arguments with astronomic exponents instead of raising."""
    if not abs(x) < arb(2) ** MAGNITUDE_BITS:
        raise TooLarge(f"{head} of a number beyond 2^{MAGNITUDE_BITS}")


def _finite(head: str, function: Callable[[Scalar], Scalar]) -> Callable[[Scalar], Scalar]:
    """Arb answers a pole with an infinite ball; here it is an exception."""

    def apply(x: Scalar) -> Scalar:
        _bounded(x, head)
        result = function(x)
        if not result.is_finite():
            raise Unresolved(f"{head} of a ball that may hold a pole, or beyond all bounds")
        return result

    return apply


def _log(x: Scalar) -> Scalar:
    if x <= 0:
        raise Undefined("logarithm of a number that is not positive")
    if not x > 0:
        raise Unresolved("logarithm of a ball around zero")
    return x.log()


def _within_one(head: str, function: Callable[[Scalar], Scalar]) -> Callable[[Scalar], Scalar]:
    def apply(x: Scalar) -> Scalar:
        if x < -1 or x > 1:
            raise Undefined(f"{head} outside [-1, 1]")
        if not (x >= -1 and x <= 1):
            raise Unresolved(f"{head} of a ball around its end")
        return function(x)

    return apply


def _sign(x: Scalar) -> Scalar:
    if x.is_zero():
        return arb(0)
    if x.contains(0):
        raise Unresolved("sign of a ball around zero")
    return arb(1) if x > 0 else arb(-1)


def _whole(head: str, x: Scalar) -> Scalar:
    _bounded(x, head)
    whole = x.unique_fmpz()
    if whole is None:
        raise Unresolved(f"{head} of a ball around an integer")
    return arb(whole)


@lru_cache(maxsize=16)
def balls_at(precision: int) -> Balls:
    """The balls of a precision, made once."""
    return Balls(precision)
