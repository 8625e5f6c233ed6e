"""Roots and absolute values.

A radicand is factored: even powers leave as absolute values, numbers split into primes, factors known to be
non-negative get radicals of their own (sqrt(fg) = sqrt(f) sqrt(g) needs only one of the two non-negative), the
rest shares one. Roots of one atom are powers of one generator r with r^k = atom, so that sqrt(x) = (x^(1/4))^2.

>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.workspace import Lessons
>>> lessons = Lessons(grain={("root", ("prime", 3)): 2})
>>> ws = Workspace(Signature(), lessons, Budget(1000))
>>> (root(ws, ws.number(12), 2) / root(ws, ws.number(3), 2)).number()
Fraction(2, 1)
"""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction

from flint import fmpz

from derivations.algebra.abstain import Abstain
from derivations.algebra.pool import Polynomial
from derivations.algebra.rational import Rational, poly_term
from derivations.algebra.signs import sign
from derivations.algebra.workspace import IMAGINARY, Workspace
from derivations.terms.term import Term, num

_MAX_FACTORED_BITS = 96


def imaginary_unit(ws: Workspace) -> Rational:
    """i, with i^2 = -1."""
    number = ws.place(("const", "i"), lambda: Term("const", (), "i"), frozenset((IMAGINARY,)), nonzero=True)
    return ws.related(number, 2, ws.number(-1))


def rational_power(ws: Workspace, base: Rational, exponent: Fraction) -> Rational:
    """base ** exponent for a number as exponent."""
    if exponent.denominator == 1:
        return base ** int(exponent)
    return root(ws, base, exponent.denominator) ** exponent.numerator


def root(ws: Workspace, value: Rational, degree: int) -> Rational:
    """The principal root of a quotient."""
    if value.is_zero():
        return value
    if not value.den.is_one() and sign(ws, value.den) != "+":
        if degree != 2:
            return _atom_root(ws, ("quotient", value.key), value, degree)
        # sqrt(p/q) = sqrt(p q) / |q|
        return root(ws, ws.rational(value.num) * ws.rational(value.den), 2) / absolute(ws, ws.rational(value.den))
    top = _root_of_polynomial(ws, value.num, degree)
    return top if value.den.is_one() else top / _root_of_polynomial(ws, value.den, degree)


def _root_of_polynomial(ws: Workspace, poly: Polynomial, degree: int) -> Rational:
    content, factors = ws.factor(poly)
    result = ws.number(1)
    shared = ws.number(1)
    for factor, times in factors:
        mark = sign(ws, factor)
        piece = ws.rational(factor)
        if mark in ("-", "0-"):
            piece, content = -piece, content * (-1) ** times
            mark = "+"
        if mark:
            whole, rest = divmod(times, degree)
            result = result * piece**whole
            if rest:
                result = result * _atom_root(ws, ("poly", piece.key), piece, degree) ** rest
        elif degree == 2:
            result = result * (absolute(ws, piece) ** (times // 2) if times // 2 % 2 else piece ** (times // 2))
            shared = shared * piece ** (times % 2)
        else:
            shared = shared * piece**times
    if shared.is_one():
        return result * number_root(ws, content, degree)
    if content < 0:
        shared, content = -shared, -content
    return result * number_root(ws, content, degree) * _atom_root(ws, ("poly", shared.key), shared, degree)


def number_root(ws: Workspace, value: Fraction, degree: int) -> Rational:
    """The principal root of a number, over primes."""
    result = ws.number(1)
    if value < 0:
        if degree != 2:
            raise Abstain("a root of odd degree of a negative number")
        result, value = imaginary_unit(ws), -value
    # p/q = p q^(k-1) / q^k
    below = value.denominator
    whole = value.numerator * below ** (degree - 1)
    result = result / ws.number(below)
    for prime, times in prime_powers(whole):
        outside, rest = divmod(times, degree)
        result = result * ws.number(Fraction(prime) ** outside)
        if rest:
            result = result * _atom_root(ws, ("prime", prime), ws.number(prime), degree) ** rest
    return result


def prime_powers(value: int) -> list[tuple[int, int]]:
    """Primes and their powers; a number too large to factor is taken as one prime would be."""
    if value == 1:
        return []
    if value.bit_length() > _MAX_FACTORED_BITS:
        raise Abstain("a root or logarithm of a number with too many digits")
    return [(int(prime), int(times)) for prime, times in fmpz(value).factor()]


def _atom_root(ws: Workspace, key: Hashable, value: Rational, degree: int) -> Rational:
    fine = ws.grain(("root", key), degree)
    known = sign(ws, value.num) if value.den.is_one() else ""
    number = ws.place(
        ("root", key, fine),
        lambda: Term("sqrt", (value.to_term(),)) if fine == 2 else value.to_term() ** num(Fraction(1, fine)),
        value.deps(),
        nonnegative=not ws.is_imaginary(value) and fine % 2 == 0,
        nonzero=known == "+",
        payload=(value, fine),
    )
    if value.den.is_one():
        return ws.related(number, fine, value) ** (fine // degree)
    return ws.generator(number) ** (fine // degree)


def absolute(ws: Workspace, value: Rational) -> Rational:
    """|value|, factor by factor."""
    if ws.is_imaginary(value):
        raise Abstain("the absolute value of a complex number")
    top = _absolute_polynomial(ws, value.num)
    return top if value.den.is_one() else top / _absolute_polynomial(ws, value.den)


def _absolute_polynomial(ws: Workspace, poly: Polynomial) -> Rational:
    if poly.is_zero():
        return ws.number(0)
    content, factors = ws.factor(poly)
    result = ws.number(abs(content))
    for factor, times in factors:
        mark = sign(ws, factor)
        piece = ws.rational(factor)
        if mark in ("+", "0+") or times % 2 == 0:
            result = result * piece**times
        elif mark:
            result = result * (-piece) ** times
        else:
            result = result * _absolute_atom(ws, piece) ** times
    return result


def _absolute_atom(ws: Workspace, piece: Rational) -> Rational:
    def show() -> Term:
        return Term("abs", (poly_term(ws.pool, piece.num),))

    number = ws.place(("abs", piece.key), show, piece.deps(), nonnegative=True, payload=piece)
    return ws.related(number, 2, piece * piece)


def signum(ws: Workspace, value: Rational) -> Rational:
    """sign(value): multiplicative; sign^3 = sign."""
    result = ws.number(1)
    for poly in (value.num, value.den):
        if poly.is_zero():
            return ws.number(0)
        content, factors = ws.factor(poly)
        result = result * (1 if content > 0 else -1)
        for factor, times in factors:
            mark = sign(ws, factor)
            if mark in ("+", "-"):
                result = result * (1 if mark == "+" or times % 2 == 0 else -1)
                continue
            atom = _sign_atom(ws, ws.rational(factor))
            result = result * atom ** (2 - times % 2)
    return result


def _sign_atom(ws: Workspace, piece: Rational) -> Rational:
    def show() -> Term:
        return Term("sign", (piece.to_term(),))

    number = ws.place(("sign", piece.key), show, piece.deps(), payload=piece)
    return ws.related(number, 3, ws.generator(number))
