"""sin and cos: angle sums, integer multiples, parity, the exact values at twelfths of pi, sin^2 = 1 - cos^2.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> sine, cosine = sine_cosine(ws, ws.symbol("x"))
>>> (sine * sine + cosine * cosine).number()
Fraction(1, 1)
"""

from __future__ import annotations

from fractions import Fraction

from derivations.algebra.abstain import Abstain
from derivations.algebra.radicals import number_root
from derivations.algebra.rational import Rational
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term

_MAX_SUMMANDS = 5
_MAX_MULTIPLE = 16


def pi(ws: Workspace) -> Rational:
    return ws.atom(("const", "pi"), lambda: Term("const", (), "pi"), nonnegative=True, nonzero=True)


def sine_cosine(ws: Workspace, angle: Rational) -> tuple[Rational, Rational]:
    """(sin, cos) of an angle."""
    if ws.is_imaginary(angle):
        raise Abstain("a complex angle")
    parts = list(angle.num.to_dict().items())
    if len(parts) > _MAX_SUMMANDS:
        leading = angle.num.leading_coefficient()
        return _multiple(ws, angle * Fraction(int(leading.q), int(leading.p)), Fraction(int(leading.p), int(leading.q)))
    sine, cosine = ws.number(0), ws.number(1)
    for exponents, coefficient in parts:
        unit = ws.rational(ws.pool.context.from_dict({exponents: 1}), angle.den)
        times = Fraction(int(coefficient.p), int(coefficient.q))
        next_sine, next_cosine = _at_pi(ws, times) if unit.same(pi(ws)) else _multiple(ws, unit, times)
        sine, cosine = sine * next_cosine + cosine * next_sine, cosine * next_cosine - sine * next_sine
    return sine, cosine


def _multiple(ws: Workspace, unit: Rational, coefficient: Fraction) -> tuple[Rational, Rational]:
    fine = ws.grain(("angle", unit.key), coefficient.denominator)
    times = coefficient.numerator * (fine // coefficient.denominator)
    if abs(times) > _MAX_MULTIPLE:
        raise Abstain("a large multiple of an angle")
    base_sine, base_cosine = _atoms(ws, unit * Fraction(1, fine))
    if times < 0:
        base_sine = -base_sine
    sine, cosine = ws.number(0), ws.number(1)
    for _ in range(abs(times)):
        sine, cosine = sine * base_cosine + cosine * base_sine, cosine * base_cosine - sine * base_sine
    return sine, cosine


def _atoms(ws: Workspace, angle: Rational) -> tuple[Rational, Rational]:
    cosine = ws.atom(("cos", angle.key), lambda: Term("cos", (angle.to_term(),)), angle.deps(), payload=angle)
    number = ws.place(("sin", angle.key), lambda: Term("sin", (angle.to_term(),)), angle.deps(), payload=angle)
    return ws.related(number, 2, ws.number(1) - cosine * cosine), cosine


def _at_pi(ws: Workspace, turns: Fraction) -> tuple[Rational, Rational]:
    """(sin, cos) of turns * pi."""
    turns %= 2
    if turns >= 1:
        sine, cosine = _at_pi(ws, turns - 1)
        return -sine, -cosine
    if turns >= Fraction(1, 2):
        sine, cosine = _at_pi(ws, turns - Fraction(1, 2))
        return cosine, -sine
    half = Fraction(1, 2)
    known = {
        Fraction(0): (Fraction(0), Fraction(1)),
        Fraction(1, 6): (Fraction(1, 4), Fraction(3, 4)),
        Fraction(1, 4): (half, half),
        Fraction(1, 3): (Fraction(3, 4), Fraction(1, 4)),
    }.get(turns)
    if known is None:
        return _multiple(ws, pi(ws), turns)
    return _square_root(ws, known[0]), _square_root(ws, known[1])


def _square_root(ws: Workspace, value: Fraction) -> Rational:
    return ws.number(0) if value == 0 else number_root(ws, value, 2)
