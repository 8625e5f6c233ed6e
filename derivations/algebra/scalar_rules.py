"""Functions of one scalar: the table that `normal.py` applies, entry by entry where a matrix has entries.

tan, sinh, cosh, tanh and sigmoid go through sin, cos and exp; relu(x) is (x + |x|)/2.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> x = ws.symbol("x")
>>> (FUNCTIONS["relu"](ws, x) - FUNCTIONS["relu"](ws, -x)).same(x)
True
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derivations.algebra.abstain import Unsupported
from derivations.algebra.combinatorics import factorial, gamma
from derivations.algebra.exponentials import exponential, logarithm
from derivations.algebra.radicals import absolute, root, signum
from derivations.algebra.rational import Rational
from derivations.algebra.signs import nonnegative, positive
from derivations.algebra.trigonometry import pi, sine_cosine
from derivations.algebra.workspace import IMAGINARY, Workspace
from derivations.terms.term import Term

Function = Callable[[Workspace, Rational], Rational]


def _tangent(ws: Workspace, value: Rational) -> Rational:
    sine, cosine = sine_cosine(ws, value)
    return sine / cosine


def _sinh(ws: Workspace, value: Rational) -> Rational:
    up = exponential(ws, value)
    return (up - up.inverse()) / 2


def _cosh(ws: Workspace, value: Rational) -> Rational:
    up = exponential(ws, value)
    return (up + up.inverse()) / 2


def _tanh(ws: Workspace, value: Rational) -> Rational:
    up = exponential(ws, value) ** 2
    return (up - 1) / (up + 1)


def _sigmoid(ws: Workspace, value: Rational) -> Rational:
    up = exponential(ws, value)
    return up / (up + 1)


def relu(ws: Workspace, value: Rational) -> Rational:
    return (value + absolute(ws, value)) / 2


def maximum(ws: Workspace, values: list[Rational]) -> Rational:
    """max(a, b) = (a + b + |a - b|)/2; of more than two different values, one atom."""
    distinct = {value.key: value for value in values}
    chosen = [distinct[key] for key in sorted(distinct)]
    if all(value.number() is not None for value in chosen):
        return max(chosen, key=lambda value: value.number() or Fraction(0))
    if len(chosen) == 1:
        return chosen[0]
    if len(chosen) == 2:
        return (chosen[0] + chosen[1] + absolute(ws, chosen[0] - chosen[1])) / 2
    deps = frozenset[str]().union(*(value.deps() for value in chosen))
    return ws.atom(
        ("max", *(value.key for value in chosen)),
        lambda: Term("max", tuple(value.to_term() for value in chosen)),
        deps,
    )


def _opaque(head: str, odd: bool = False) -> Function:
    def function(ws: Workspace, value: Rational) -> Rational:
        mark = 1
        if odd and not value.is_zero() and value.num.leading_coefficient() < 0:
            value, mark = -value, -1
        if odd and value.is_zero():
            return value
        atom = ws.atom((head, value.key), lambda: Term(head, (value.to_term(),)), value.deps(), payload=value)
        return atom * mark

    return function


_ASIN = _opaque("asin", odd=True)


def _acos(ws: Workspace, value: Rational) -> Rational:
    return pi(ws) / 2 - _ASIN(ws, value)


_FLOOR = _opaque("floor")


def _floor(ws: Workspace, value: Rational) -> Rational:
    """floor(w + x) = w + floor(x) for a whole w, with 0 for an x in [0, 1) and -1 for one in [-1, 0)."""
    whole = _whole_part(ws, value)
    rest = value - whole
    for below in (0, -1):
        if nonnegative(ws, rest - below) and positive(ws, -rest + below + 1):
            return whole + below
    return whole + _FLOOR(ws, rest)


def _whole_part(ws: Workspace, value: Rational) -> Rational:
    """The whole multiples of products of integers that a value holds, each leaving a fraction >= 0."""
    quotient = value.num if value.den.is_one() else divmod(value.num, value.den)[0]
    whole = {
        exponents: c.p // c.q
        for exponents, c in quotient.to_dict().items()
        if c.p // c.q and all(ws.pool.atoms[i].integer for i, e in enumerate(exponents) if e)
    }
    return ws.rational(ws.pool.context.from_dict(whole))


def _ceiling(ws: Workspace, value: Rational) -> Rational:
    return -_floor(ws, -value)


def conjugate(ws: Workspace, value: Rational) -> Rational:
    """The complex conjugate, where i occurs by itself and the other atoms are real."""
    if not ws.is_imaginary(value):
        return value
    place = ws.pool.index[("const", "i")]
    for poly in (value.num, value.den):
        for used in ws.pool.used(poly):
            if used != place and IMAGINARY in ws.pool.atoms[used].deps:
                raise Unsupported("the conjugate of a function of a complex number")
    return _conjugate_polynomial(ws, value, place, True) / _conjugate_polynomial(ws, value, place, False)


def _conjugate_polynomial(ws: Workspace, value: Rational, place: int, top: bool) -> Rational:
    poly = value.num if top else value.den
    turned = {exponents: -c if exponents[place] % 2 else c for exponents, c in poly.to_dict().items()}
    return ws.rational(ws.pool.context.from_dict(turned))


def _sine(ws: Workspace, value: Rational) -> Rational:
    return sine_cosine(ws, value)[0]


def _cosine(ws: Workspace, value: Rational) -> Rational:
    return sine_cosine(ws, value)[1]


def _square_root(ws: Workspace, value: Rational) -> Rational:
    return root(ws, value, 2)


FUNCTIONS: dict[str, Function] = {
    "sqrt": _square_root,
    "abs": absolute,
    "exp": exponential,
    "log": logarithm,
    "sin": _sine,
    "cos": _cosine,
    "tan": _tangent,
    "asin": _ASIN,
    "acos": _acos,
    "atan": _opaque("atan", odd=True),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "relu": relu,
    "sign": signum,
    "floor": _floor,
    "ceil": _ceiling,
    "factorial": factorial,
    "gamma": gamma,
}
