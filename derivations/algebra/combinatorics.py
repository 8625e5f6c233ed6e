"""Factorials, binomials and the gamma function: integer shifts are unfolded, (n + 2)! = (n + 2)(n + 1) n!.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> n = ws.symbol("n")
>>> (factorial(ws, n + 1) / factorial(ws, n)).same(n + 1)
True
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from math import factorial as factorial_of

from derivations.algebra.abstain import Abstain
from derivations.algebra.rational import Rational
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term

_MAX_FACTORIAL = 5000
_MAX_SHIFT = 32


def _split_integer(ws: Workspace, value: Rational) -> tuple[Rational, int]:
    """value = rest + integer, the rest without a constant term."""
    if not value.den.is_one():
        return value, 0
    constant = value.num.to_dict().get((0,) * ws.pool.size)
    if constant is None or constant.q != 1:
        return value, 0
    return value - int(constant.p), int(constant.p)


def factorial(ws: Workspace, value: Rational) -> Rational:
    """value! for a natural number."""
    number = value.number()
    if number is not None:
        if number.denominator != 1 or not 0 <= number <= _MAX_FACTORIAL:
            raise Abstain(f"the factorial of {number}")
        return ws.number(factorial_of(int(number)))
    rest, shift = _split_integer(ws, value)
    if abs(shift) > _MAX_SHIFT:
        raise Abstain("a factorial with a large shift")
    return _gamma_atom(ws, rest) * _rising(ws, rest, shift)


def _gamma_atom(ws: Workspace, rest: Rational) -> Rational:
    return ws.atom(
        ("factorial", rest.key),
        lambda: Term("factorial", (rest.to_term(),)),
        rest.deps(),
        nonnegative=True,
        nonzero=True,
        integer=True,
        payload=rest,
    )


def _rising(ws: Workspace, rest: Rational, shift: int) -> Rational:
    result = ws.number(1)
    for k in range(1, shift + 1):
        result = result * (rest + k)
    for k in range(-shift):
        result = result / (rest - k)
    return result


def gamma(ws: Workspace, value: Rational) -> Rational:
    """The gamma function: (value - 1)! for naturals; gamma(x + 1) = x gamma(x) for all."""
    number = value.number()
    if number is not None and number.denominator == 1:
        return factorial(ws, value - 1)
    rest, shift = _split_integer(ws, value)
    if number is not None:
        shift = int(number - number % 1)
        rest = ws.number(number % 1)
    if abs(shift) > _MAX_SHIFT:
        raise Abstain("a gamma function with a large shift")
    atom = ws.atom(("gamma", rest.key), lambda: Term("gamma", (rest.to_term(),)), rest.deps(), payload=rest)
    return atom * _rising(ws, rest - 1, shift)


def binomial(ws: Workspace, top: Rational, bottom: Rational) -> Rational:
    """The binomial coefficient of naturals, through factorials; a polynomial where the bottom is a number."""
    choose, of = bottom.number(), top.number()
    if choose is not None and choose.denominator == 1 and 0 <= choose <= _MAX_SHIFT:
        if of is not None and of.denominator == 1 and of >= 0:
            return ws.number(comb(int(of), int(choose)))
        result = ws.number(1)
        for k in range(int(choose)):
            result = result * (top - k) * Fraction(1, k + 1)
        return result
    return factorial(ws, top) / (factorial(ws, bottom) * factorial(ws, top - bottom))
