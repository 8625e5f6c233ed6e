"""Rational functions over the atoms of a pool: the scalars of the algebra.

Numerator and denominator are coprime, the denominator is monic, and related atoms are reduced; `key` is then
a canonical form up to what the relations do not decide. Two values are equal if the numerator of their difference is
zero, which proves; a difference that is not zero refutes nothing.

>>> from derivations.algebra.pool import Pool
>>> pool, budget = Pool(4), Budget(1000)
>>> x = Rational.of(pool, budget, pool.atom(("symbol", "x"), lambda: sym("x")))
>>> ((x * x - 1) / (x - 1) - x - 1).is_zero()
True
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

from flint import fmpq

from derivations.algebra.abstain import Abstain, Budget, OutOfSteps
from derivations.algebra.pool import Polynomial, Pool
from derivations.terms.term import Term, add, mul, num, sym

_MAX_TERMS = 20_000
_MAX_BITS = 60_000


def exact(value: Fraction | int) -> Any:
    """A number of FLINT's."""
    return fmpq(value.numerator, value.denominator)


class Rational:
    """A quotient of two polynomials of one pool."""

    __slots__ = ("_key", "budget", "den", "num", "pool")

    def __init__(self, pool: Pool, budget: Budget, numerator: Polynomial, denominator: Polynomial) -> None:
        self.pool = pool
        self.budget = budget
        self.num = numerator
        self.den = denominator
        self._key: str | None = None

    @staticmethod
    def of(pool: Pool, budget: Budget, numerator: Polynomial, denominator: Polynomial | None = None) -> Rational:
        """The reduced quotient. Raises `Abstain` for a zero denominator."""
        numerator = pool.reduce(numerator)
        if denominator is None or denominator.is_one():
            return Rational(pool, budget, numerator, pool.one)
        denominator = pool.reduce(denominator)
        if denominator.is_zero():
            raise Abstain("a denominator is zero")
        if numerator.is_zero():
            return Rational(pool, budget, pool.zero, pool.one)
        if not denominator.is_constant():
            budget.charge(2 * (len(numerator) + len(denominator)))
            common = numerator.gcd(denominator)
            if not common.is_one():
                numerator, denominator = numerator // common, denominator // common
            if pool.relations:
                numerator, denominator = _clear_roots(pool, numerator, denominator)
        leading = denominator.leading_coefficient()
        if leading != 1:
            numerator, denominator = numerator / leading, denominator / leading
        return Rational(pool, budget, numerator, denominator)

    @property
    def key(self) -> str:
        if self._key is None:
            self._key = str(self.num) if self.den.is_one() else f"({self.num})/({self.den})"
        return self._key

    def is_zero(self) -> bool:
        return bool(self.num.is_zero())

    def is_one(self) -> bool:
        return bool(self.num.is_one() and self.den.is_one())

    def number(self) -> Fraction | None:
        """The value if it is a number."""
        if not self.den.is_one() or not self.num.is_constant():
            return None
        if self.num.is_zero():
            return Fraction(0)
        value = self.num.leading_coefficient()
        return Fraction(int(value.p), int(value.q))

    def deps(self) -> frozenset[str]:
        found = self.pool.deps(self.num)
        return found if self.den.is_one() else found | self.pool.deps(self.den)

    def same(self, other: Rational) -> bool:
        """Whether the two are proved equal."""
        return (self - other).is_zero()

    def _constant(self, value: Rational | int | Fraction) -> Rational:
        if isinstance(value, Rational):
            return value
        return Rational(self.pool, self.budget, self.pool.context.constant(exact(value)), self.pool.one)

    def __add__(self, other: Rational | int | Fraction) -> Rational:
        right = self._constant(other)
        self.budget.charge(1 + (len(right.num) >> 3))
        if self.den.is_one() and right.den.is_one():
            return Rational(self.pool, self.budget, self.num + right.num, self.pool.one)
        if self.den == right.den:
            return Rational.of(self.pool, self.budget, self.num + right.num, self.den)
        if self.den.is_one():
            return Rational.of(self.pool, self.budget, self._times(self.num, right.den) + right.num, right.den)
        if right.den.is_one():
            return Rational.of(self.pool, self.budget, self.num + self._times(right.num, self.den), self.den)
        common = self.den.gcd(right.den)
        left_rest, right_rest = self.den // common, right.den // common
        top = self._times(self.num, right_rest) + self._times(right.num, left_rest)
        return Rational.of(self.pool, self.budget, top, self._times(self.den, right_rest))

    __radd__ = __add__

    def __neg__(self) -> Rational:
        return Rational(self.pool, self.budget, -self.num, self.den)

    def __sub__(self, other: Rational | int | Fraction) -> Rational:
        return self + (-self._constant(other))

    def __mul__(self, other: Rational | int | Fraction) -> Rational:
        right = self._constant(other)
        top = self._times(self.num, right.num)
        if self.den.is_one() and right.den.is_one():
            return Rational(self.pool, self.budget, self.pool.reduce(top), self.pool.one)
        return Rational.of(self.pool, self.budget, top, self._times(self.den, right.den))

    __rmul__ = __mul__

    def inverse(self) -> Rational:
        return Rational.of(self.pool, self.budget, self.den, self.num)

    def __truediv__(self, other: Rational | int | Fraction) -> Rational:
        return self * self._constant(other).inverse()

    def __pow__(self, exponent: int) -> Rational:
        if exponent < 0:
            return self.inverse() ** -exponent
        return Rational.of(self.pool, self.budget, self._raise(self.num, exponent), self._raise(self.den, exponent))

    def _times(self, left: Polynomial, right: Polynomial) -> Polynomial:
        if left.is_one():
            return right
        if right.is_one():
            return left
        size = len(left) * len(right)
        self.budget.charge(1 + (size >> 2))
        if size > 4 * _MAX_TERMS * 10:
            raise OutOfSteps("a product of polynomials is too large")
        return left * right

    def _raise(self, poly: Polynomial, exponent: int) -> Polynomial:
        terms = len(poly)
        if terms > 1:
            if exponent > 200 or comb(exponent + terms - 1, min(exponent, terms - 1)) > _MAX_TERMS:
                raise OutOfSteps(f"a polynomial of {terms} terms to the power {exponent}")
            self.budget.charge(comb(exponent + terms - 1, min(exponent, terms - 1)))
        elif terms == 1:
            value = poly.leading_coefficient()
            bits = max(int(value.p).bit_length(), int(value.q).bit_length())
            if exponent > 10**6 or (bits > 1 and bits * exponent > _MAX_BITS):
                raise OutOfSteps(f"a power with exponent {exponent} is too large")
        return poly**exponent

    def to_term(self) -> Term:
        """The value as a term, for people."""
        self.budget.charge(len(self.num) + len(self.den))
        top = poly_term(self.pool, self.num)
        return top if self.den.is_one() else top / poly_term(self.pool, self.den)


def poly_term(pool: Pool, poly: Polynomial) -> Term:
    """A polynomial as a term."""
    summands = []
    for exponents, coefficient in poly.to_dict().items():
        value = Fraction(int(coefficient.p), int(coefficient.q))
        factors = [
            pool.atoms[i].show() if exponent == 1 else pool.atoms[i].show() ** int(exponent)
            for i, exponent in enumerate(exponents)
            if exponent
        ]
        if value != 1 or not factors:
            factors.insert(0, num(value))
        summands.append(mul(*factors))
    return add(*summands) if summands else num(0)


def _clear_roots(pool: Pool, numerator: Polynomial, denominator: Polynomial) -> tuple[Polynomial, Polynomial]:
    """No related atom divides the denominator: 1/r = r^(k-1) / r^k."""
    for number, (degree, value) in pool.relations.items():
        lowest = min(exponents[number] for exponents in denominator.monoms())
        if lowest and not value.is_zero():
            factor = pool.context.gen(number) ** (degree - lowest % degree)
            numerator, denominator = pool.reduce(numerator * factor), pool.reduce(denominator * factor)
            common = numerator.gcd(denominator)
            if not common.is_one():
                numerator, denominator = numerator // common, denominator // common
    return numerator, denominator


__all__ = ["Rational", "exact", "poly_term", "sym"]
