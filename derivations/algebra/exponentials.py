"""exp, log, and powers with symbols in the exponent.

exp(a + b) = exp(a) exp(b) over the monomials of the exponent; exp(k m) is the k-th power of one generator.
Logarithms split over factors that are known to be positive (at most one factor may be unknown: it is then
positive because the claim is defined). x^(a + 1) = x^a x; bases split where positive, or where the exponent is
an integer.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> a, b = ws.symbol("a"), ws.symbol("b")
>>> exponential(ws, a + b).same(exponential(ws, a) * exponential(ws, b))
True
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derivations.algebra.abstain import Abstain
from derivations.algebra.radicals import absolute, imaginary_unit, prime_powers, rational_power
from derivations.algebra.rational import Rational
from derivations.algebra.signs import sign
from derivations.algebra.trigonometry import sine_cosine
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term

_MAX_POWER = 10**6


def summands(ws: Workspace, value: Rational) -> Iterator[tuple[Fraction, Rational]]:
    """The value as a sum of coefficient * unit, the units monomials over the denominator."""
    for exponents, coefficient in value.num.to_dict().items():
        unit = ws.rational(ws.pool.context.from_dict({exponents: 1}), value.den)
        yield Fraction(int(coefficient.p), int(coefficient.q)), unit


def exponential(ws: Workspace, value: Rational) -> Rational:
    """exp of a quotient."""
    result = ws.number(1)
    for coefficient, unit in summands(ws, value):
        result = result * _exponential_of(ws, coefficient, unit)
    return result


def _exponential_of(ws: Workspace, coefficient: Fraction, unit: Rational) -> Rational:
    for place in ws.pool.used(unit.num):
        atom = ws.pool.atoms[place]
        if atom.key == ("const", "i"):
            angle = unit / imaginary_unit(ws)
            sine, cosine = sine_cosine(ws, angle * coefficient)
            return cosine + imaginary_unit(ws) * sine
        if atom.key[0] == "log":
            rest = unit / ws.generator(place)
            if not any(part in ws.pool.used(rest.num) for part in (place,)) and rest.den.is_one():
                return power(ws, atom.payload, rest * coefficient)
    fine = ws.grain(("exp", unit.key), coefficient.denominator)
    times = coefficient.numerator * (fine // coefficient.denominator)
    if abs(times) > _MAX_POWER:
        raise Abstain("a large multiple in an exponent")

    def show() -> Term:
        return Term("exp", ((unit * Fraction(1, fine)).to_term(),))

    atom_value = ws.atom(
        ("exp", unit.key, fine), show, unit.deps(), nonnegative=True, nonzero=True, payload=unit * Fraction(1, fine)
    )
    return atom_value**times


def logarithm(ws: Workspace, value: Rational) -> Rational:
    """log of a quotient, over the reals: it is defined, hence the argument is positive."""
    if value.is_zero():
        raise Abstain("log 0")
    if ws.is_imaginary(value):
        raise Abstain("the logarithm of a complex number")
    result = ws.number(0)
    unknown: list[tuple[Rational, int]] = []
    flip = False
    for poly, direction in ((value.num, 1), (value.den, -1)):
        content, factors = ws.factor(poly)
        flip ^= content < 0
        result = result + _log_number(ws, abs(content)) * direction
        for factor, times in factors:
            mark, piece = sign(ws, factor), ws.rational(factor)
            if mark in ("-", "0-"):
                piece, flip, mark = -piece, flip ^ bool(times % 2), "+"
            if mark:
                result = result + _log_factor(ws, piece) * (times * direction)
            elif times % 2 == 0:
                result = result + _log_factor(ws, absolute(ws, piece)) * (times * direction)
            else:
                unknown.append((piece, times * direction))
    if len(unknown) == 1:
        piece, times = unknown[0]
        return result + _log_factor(ws, -piece if flip else piece) * times
    if unknown:
        # that of the product is positive, so it is that of the product of the sizes
        for piece, times in unknown:
            result = result + _log_factor(ws, absolute(ws, piece)) * times
        return result
    if flip:
        raise Abstain("the logarithm of a negative number")
    return result


def _log_number(ws: Workspace, value: Fraction) -> Rational:
    result = ws.number(0)
    for whole, direction in ((value.numerator, 1), (value.denominator, -1)):
        for prime, times in prime_powers(whole):
            result = result + _log_atom(ws, ws.number(prime)) * (times * direction)
    return result


def _log_factor(ws: Workspace, piece: Rational) -> Rational:
    places = ws.pool.used(piece.num)
    if piece.den.is_one() and len(places) == 1 and piece.same(ws.generator(places[0])):
        atom = ws.pool.atoms[places[0]]
        if atom.key[0] == "exp":
            inside: Rational = atom.payload
            return inside
        if atom.key[0] == "root":
            radicand, fine = atom.payload
            return logarithm(ws, radicand) * Fraction(1, fine)
        if atom.key[0] == "abs":
            return _log_of_size(ws, piece, atom.payload)
        if atom.key[0] == "power":
            base: Rational = atom.payload[0]
            exponent: Rational = atom.payload[1]
            if sign(ws, base.num) == "+" and base.den.is_one():
                return logarithm(ws, base) * exponent
    return _log_atom(ws, piece)


def _log_of_size(ws: Workspace, size: Rational, inner: Rational) -> Rational:
    """log |b^a| = a log |b|, where a > 0, so that b is not 0."""
    places = ws.pool.used(inner.num)
    if inner.den.is_one() and len(places) == 1 and inner.same(ws.generator(places[0])):
        atom = ws.pool.atoms[places[0]]
        if atom.key[0] == "power":
            base, exponent = atom.payload[:2]
            if base.den.is_one() and exponent.den.is_one() and sign(ws, exponent.num) == "+":
                return logarithm(ws, absolute(ws, base)) * exponent  # type: ignore[no-any-return]
    return _log_atom(ws, size)


def _log_atom(ws: Workspace, piece: Rational) -> Rational:
    return ws.atom(("log", piece.key), lambda: Term("log", (piece.to_term(),)), piece.deps(), payload=piece)


def power(ws: Workspace, base: Rational, exponent: Rational) -> Rational:
    """base ** exponent."""
    value = exponent.number()
    if value is not None:
        return rational_power(ws, base, value)
    if base.is_one():
        return base
    if base.is_zero():
        raise Abstain("0 to a symbolic power")
    if ws.is_imaginary(base) or ws.is_imaginary(exponent):
        raise Abstain("a complex power")
    result = ws.number(1)
    integral = is_integer(ws, exponent)
    shared = ws.number(1)
    for poly, direction in ((base.num, 1), (base.den, -1)):
        content, factors = ws.factor(poly)
        for whole, side in ((content.numerator, direction), (content.denominator, -direction)):
            for prime, times in prime_powers(abs(whole)):
                result = result * _split_exponent(ws, ws.number(prime), exponent * (times * side), integral)
        negative = content < 0
        if negative and integral:
            result = result * _split_exponent(ws, ws.number(-1), exponent, integral)
        elif negative:
            shared = -shared
        for factor, times in factors:
            piece = ws.rational(factor)
            if integral or sign(ws, factor) == "+":
                result = result * _power_factor(ws, piece, exponent * (times * direction), integral)
            else:
                shared = shared * piece ** (times * direction)
    if shared.is_one():
        return result
    return result * _power_factor(ws, shared, exponent, integral)


def is_integer(ws: Workspace, value: Rational) -> bool:
    """Whether a value is known to be an integer."""
    if not value.den.is_one():
        return False
    return all(c.q == 1 for c in value.num.coeffs()) and all(ws.pool.atoms[i].integer for i in ws.pool.used(value.num))


def _power_factor(ws: Workspace, piece: Rational, exponent: Rational, integral: bool) -> Rational:
    places = ws.pool.used(piece.num)
    if piece.den.is_one() and len(places) == 1 and piece.same(ws.generator(places[0])):
        atom = ws.pool.atoms[places[0]]
        if atom.key[0] == "exp":
            return exponential(ws, atom.payload * exponent)
        if atom.key[0] == "power":
            base, inner = atom.payload
            if sign(ws, base.num) == "+" or (integral and is_integer(ws, inner)):
                return power(ws, base, inner * exponent)
        if atom.key[0] == "root" and sign(ws, atom.payload[0].num) in ("+", "0+"):
            base, fine = atom.payload
            return power(ws, base, exponent * Fraction(1, fine))
    return _split_exponent(ws, piece, exponent, integral)


def _split_exponent(ws: Workspace, base: Rational, exponent: Rational, integral: bool) -> Rational:
    result = ws.number(1)
    for coefficient, unit in summands(ws, exponent):
        if unit.is_one():
            result = result * rational_power(ws, base, coefficient)
            continue
        fine = ws.grain(("power", base.key, unit.key), coefficient.denominator)
        times = coefficient.numerator * (fine // coefficient.denominator)
        if abs(times) > _MAX_POWER:
            raise Abstain("a large multiple in an exponent")
        result = result * _power_atom(ws, base, unit * Fraction(1, fine), integral) ** times
    return result


def _power_atom(ws: Workspace, base: Rational, exponent: Rational, integral: bool) -> Rational:
    value = base.number()
    known = sign(ws, base.num) if base.den.is_one() else ""
    number = ws.place(
        ("power", base.key, exponent.key),
        lambda: Term("pow", (base.to_term(), exponent.to_term())),
        base.deps() | exponent.deps(),
        nonnegative=known in ("+", "0+"),
        nonzero=known == "+" or value == -1,
        payload=(base, exponent),
        integer=value is not None and value.denominator == 1 and _is_natural(ws, exponent),
    )
    if value == -1 and integral:
        return ws.related(number, 2, ws.number(1))
    return ws.generator(number)


def _is_natural(ws: Workspace, exponent: Rational) -> bool:
    return is_integer(ws, exponent) and sign(ws, exponent.num) in ("+", "0+")
