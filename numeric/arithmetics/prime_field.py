"""Matrices modulo a prime: the fast exact screen for rational claims.

There is no order, no root and no absolute value here, and nothing that it says is a fact about the rationals: equal
values support a claim with a tiny chance of accident, a zero denominator may be zero only modulo p (`Unresolved`).

>>> from fractions import Fraction
>>> field = PrimeField(101)
>>> field.table["div"](field.number(Fraction(1)), field.number(Fraction(2)))
51
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import factorial
from typing import Any

from flint import nmod, nmod_mat

from numeric.arithmetics.dense import Dense, natural
from numeric.faults import Unresolved, UnsupportedHead

Scalar = Any

MERSENNE_61 = (1 << 61) - 1


class PrimeField(Dense):
    """nmod scalars and nmod_mat matrices modulo a prime below 2**63."""

    exact = True
    matrix_type = nmod_mat

    def __init__(self, prime: int = MERSENNE_61) -> None:
        self.prime = prime
        self.name = f"GF({prime})"
        super().__init__()
        del self.table["rank"]  # the rank modulo p may be lower than that over the rationals

    def functions(self) -> dict[str, Callable[[Scalar], Scalar]]:
        return {"factorial": self.factorial}

    def number(self, value: Fraction) -> Scalar:
        if value.denominator == 1:
            return nmod(value.numerator % self.prime, self.prime)
        if value.denominator % self.prime == 0:
            raise Unresolved(f"a denominator that is zero modulo {self.prime}")
        return nmod(value.numerator * pow(value.denominator, -1, self.prime) % self.prime, self.prime)

    def make(self, rows: int, cols: int, entries: Sequence[Scalar]) -> Any:
        return nmod_mat(rows, cols, [int(x) for x in entries], self.prime)

    def reciprocal(self, value: Scalar) -> Scalar:
        if value == 0:
            raise Unresolved(f"division by zero modulo {self.prime}")
        return 1 / value

    def matrix_inverse(self, value: Any) -> Any:
        try:
            return value.inv()
        except ZeroDivisionError:
            raise Unresolved(f"inverse of a matrix that is singular modulo {self.prime}") from None

    def integer_power(self, base: Scalar, exponent: int) -> Scalar:
        return nmod(pow(int(base), exponent, self.prime), self.prime)

    def power(self, base: Scalar, exponent: Any) -> Scalar:
        raise UnsupportedHead("pow to a number that is no integer", self.name)

    def constant(self, name: str) -> Scalar:
        raise UnsupportedHead(f"const {name}", self.name)

    def less_scalars(self, left: Scalar, right: Scalar) -> bool | None:
        raise UnsupportedHead("an order", self.name)

    def factorial(self, value: Scalar | int) -> Scalar:
        # A residue does not say which integer it comes from.
        if not isinstance(value, int):
            raise UnsupportedHead("factorial", self.name)
        return self.number(Fraction(factorial(natural(value, "factorial"))))


GF = PrimeField()
