"""Rigorous complex balls (Arb), for integrands: Arb integrates what is analytic around the path.

Only heads with an analytic continuation are in the table, so |x|, max and branches raise `UnsupportedHead`. Where a
logarithm, a root or a power leaves the reals, or its box touches the branch cut, the value is not finite, and so is the
integral.

>>> from flint import acb
>>> cut = complex_balls_at(64, analytic=True)
>>> cut.table["log"](acb(-1)).is_finite(), cut.table["log"](acb(2)).is_finite()
(False, True)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import acb, acb_mat, ctx, fmpq

from numeric.arithmetics.dense import Dense
from numeric.arithmetics.spectra import complex_eigenvalues
from numeric.faults import UnsupportedHead

Scalar = Any
NOWHERE = acb("nan")


class ComplexBalls(Dense):
    """acb scalars; `analytic` asks every value to be analytic on its box."""

    exact = False
    matrix_type = acb_mat

    def __init__(self, precision: int, analytic: bool) -> None:
        self.precision = precision
        self.analytic = analytic
        self.name = f"complex balls of {precision} bits"
        super().__init__()
        for head in ("adjoint", "conj", "rank", "diag"):
            del self.table[head]

    def session(self) -> AbstractContextManager[Any]:
        return ctx.workprec(self.precision)

    def functions(self) -> dict[str, Callable[[Scalar], Scalar]]:
        return {
            **{head: getattr(acb, head) for head in "exp sin cos tan sinh cosh tanh".split()},
            "log": lambda z: z.log(analytic=self.analytic) if _is_right(z) else NOWHERE,
            "sqrt": lambda z: z.sqrt(analytic=self.analytic) if _is_right(z) else NOWHERE,
            # its branch cuts start at i and -i
            "atan": lambda z: z.atan() if abs(z.imag) < 1 else NOWHERE,
            "sigmoid": lambda z: 1 / (1 + (-z).exp()),
            **({} if self.analytic else {"abs": lambda z: acb(abs(z))}),
        }

    def number(self, value: Fraction) -> Scalar:
        return acb(fmpq(value.numerator, value.denominator))

    def constant(self, name: str) -> Scalar:
        if name not in ("pi", "e"):
            raise UnsupportedHead(f"const {name}", self.name)
        return acb.pi() if name == "pi" else acb(1).exp()

    def is_zero(self, value: Scalar) -> bool:
        return bool(value.is_zero())

    def reciprocal(self, value: Scalar) -> Scalar:
        return NOWHERE if value.contains(0) else 1 / value

    def integer_power(self, base: Scalar, exponent: int) -> Scalar:
        return base**exponent

    def power(self, base: Scalar, exponent: Any) -> Scalar:
        if not _is_right(base):
            return NOWHERE
        return base.pow(self.number(exponent) if isinstance(exponent, Fraction) else exponent, analytic=self.analytic)

    def root(self, value: Scalar) -> Scalar:
        root: Scalar = self.table["sqrt"](value)
        return root

    def eigenvalues(self, value: Any) -> Sequence[Scalar]:
        """In no order: for sums and products over all of them."""
        if self.analytic:
            raise UnsupportedHead("eigenvalues under an integral", self.name)
        return complex_eigenvalues(value)

    def equal_scalars(self, left: Scalar, right: Scalar) -> bool | None:
        raise UnsupportedHead("a comparison under an integral", self.name)

    def less_scalars(self, left: Scalar, right: Scalar) -> bool | None:
        raise UnsupportedHead("a comparison under an integral", self.name)


def _is_right(z: Scalar) -> bool:
    """Off the closed negative axis: on the real line the value is then the real one."""
    return bool(z.real > 0) or not z.imag.contains(0)


@lru_cache(maxsize=16)
def complex_balls_at(precision: int, analytic: bool) -> ComplexBalls:
    """The complex balls of a precision, made once."""
    return ComplexBalls(precision, analytic)


def integrate(integrand: Callable[[Scalar, bool], Scalar], low: Any, high: Any) -> Any:
    """The real integral as a ball, or None; the integrand is told whether it must be analytic at its point."""
    value = acb.integral(integrand, acb(low), acb(high), eval_limit=_EVALUATIONS, depth_limit=_DEPTH)
    if not value.is_finite() or not value.imag.contains(0):
        return None
    return value.real


_EVALUATIONS = 3_000
_DEPTH = 60
