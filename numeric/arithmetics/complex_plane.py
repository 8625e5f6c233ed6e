"""Rigorous complex balls (Arb) for the whole plane, with conjugates: what is claimed of complex numbers is compared.

>>> from fractions import Fraction
>>> plane = complex_plane_at(64)
>>> i = plane.constant("i")
>>> plane.equal(i * i, plane.number(Fraction(1))), plane.equal(plane.table["conj"](i), i)
(False, False)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flint import acb

from numeric.arithmetics.complex_balls import ComplexBalls
from numeric.faults import Undefined, Unresolved

Scalar = Any


class ComplexPlane(ComplexBalls):
    """acb scalars and acb_mat matrices; a function with branches has a value where all agree on the real one."""

    def __init__(self, precision: int) -> None:
        super().__init__(precision, analytic=False)
        for head in ("pinv", "eigenvalue", "singular", "inner"):
            del self.table[head]
        self.table["conj"] = self.elementwise(lambda z: z.conjugate())
        self.table["adjoint"] = lambda value: self.transpose(self.table["conj"](value))
        self.table["diag"] = self.diag

    def functions(self) -> dict[str, Callable[[Scalar], Scalar]]:
        heads = {head: getattr(acb, head) for head in "exp sin cos tan sinh cosh tanh".split()}
        return heads | {"abs": self.absolute, "sqrt": self.root, "log": lambda z: _positive(z).log()}

    def constant(self, name: str) -> Scalar:
        value: Scalar = acb(0, 1) if name == "i" else super().constant(name)
        return value

    def reciprocal(self, value: Scalar) -> Scalar:
        if value.is_zero():
            raise Undefined("division by zero")
        if value.contains(0):
            raise Unresolved("division by a ball around zero")
        return 1 / value

    def root(self, value: Scalar) -> Scalar:
        return value if value.is_zero() else _positive(value).sqrt()

    def absolute(self, value: Scalar) -> Scalar:
        return acb(abs(value))

    def sum_of_squares(self, value: Any) -> Scalar:
        """Of the moduli of the entries."""
        return self.total([acb(z.real * z.real + z.imag * z.imag) for z in self.entries(value)])

    def power(self, base: Scalar, exponent: Any) -> Scalar:
        raise Unresolved("a power of a complex number that is not whole")

    def is_narrow(self, value: Any) -> bool:
        """Whether the balls are finite, and small beside 1."""
        return all(z.is_finite() and z.rad() < 1e-9 for z in self.entries(value))

    def equal_scalars(self, left: Scalar, right: Scalar) -> bool | None:
        if not (left.is_finite() and right.is_finite()):
            return None
        if not left.overlaps(right):
            return False
        return True if left.is_exact() and right.is_exact() and left == right else None


def _positive(value: Scalar) -> Scalar:
    """The value, which is a positive number as far as its ball tells. Raises `Unresolved`."""
    if not value.imag.contains(0) or not value.real > 0:
        raise Unresolved("a function of a complex number that has branches")
    return value


@lru_cache(maxsize=16)
def complex_plane_at(precision: int) -> ComplexPlane:
    """The plane at a precision, made once."""
    return ComplexPlane(precision)
