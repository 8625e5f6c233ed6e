"""Scalar equations as an ideal: does `goal` = 0 follow from polynomials that are zero?

First each equation that is linear in an atom, with a coefficient known to be nonzero, eliminates it; then a
bounded Groebner basis decides membership. Both prove; not being a member refutes nothing.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> x, y = ws.symbol("x"), ws.symbol("y")
>>> follows(ws, x * x - y * y, [x - y]), follows(ws, x * x + y * y, [x - y])
(True, False)
"""

from __future__ import annotations

from math import gcd
from typing import Any

from flint import Ordering, fmpz_mpoly_ctx, fmpz_mpoly_vec

from derivations.algebra.pool import Polynomial
from derivations.algebra.rational import Rational
from derivations.algebra.signs import sign
from derivations.algebra.workspace import Workspace

_MAX_BASIS = 40
_MAX_TERMS = 200
_MAX_BITS = 300
_MAX_DEGREE = 8
_MAX_ATOMS = 12


def follows(ws: Workspace, goal: Rational, zeros: list[Rational]) -> bool:
    """Whether goal = 0 is proved from zeros = 0."""
    rest = [zero for zero in zeros if not zero.is_zero()]
    goal, rest = eliminate(ws, goal, rest)
    return goal.is_zero() or (bool(rest) and _member(ws, goal.num, [zero.num for zero in rest]))


def eliminate(ws: Workspace, goal: Rational, zeros: list[Rational]) -> tuple[Rational, list[Rational]]:
    """The goal and the remaining equations after what is linear in an atom has been solved for it."""
    rest = list(zeros)
    changed = True
    while changed and not goal.is_zero():
        changed = False
        for place, zero in enumerate(rest):
            found = _solvable(ws, zero.num)
            if found is None:
                continue
            number, value = found
            others = [substituted(ws, other, number, value) for i, other in enumerate(rest) if i != place]
            goal = substituted(ws, goal, number, value)
            rest = [other for other in others if not other.is_zero()]
            changed = True
            break
    return goal, rest


def coefficients(ws: Workspace, poly: Polynomial, number: int) -> dict[int, Polynomial]:
    """The polynomial as a polynomial in one generator."""
    parts: dict[int, dict[tuple[int, ...], Any]] = {}
    for exponents, coefficient in poly.to_dict().items():
        rest = (*exponents[:number], 0, *exponents[number + 1 :])
        parts.setdefault(int(exponents[number]), {})[rest] = coefficient
    return {degree: ws.pool.context.from_dict(part) for degree, part in parts.items()}


def _solvable(ws: Workspace, poly: Polynomial) -> tuple[int, Rational] | None:
    """(atom, value) for an atom in which the polynomial is linear with a coefficient known to be nonzero."""
    degrees = poly.degrees()
    for number in reversed(ws.pool.used(poly)):
        if degrees[number] != 1 or number in ws.pool.relations:
            continue
        parts = coefficients(ws, poly, number)
        if sign(ws, parts[1]) in ("+", "-"):
            rest = parts.get(0, ws.pool.zero)
            return number, -(ws.rational(rest) / ws.rational(parts[1]))
    return None


def substituted(ws: Workspace, value: Rational, number: int, by: Rational) -> Rational:
    """The value with a generator replaced, by Horner's rule."""

    def at(poly: Polynomial) -> Rational:
        parts = coefficients(ws, poly, number)
        total = ws.number(0)
        for degree in range(max(parts), -1, -1):
            total = total * by
            if degree in parts:
                total = total + ws.rational(parts[degree])
        return total

    top = at(value.num) if not value.num.is_zero() else ws.number(0)
    return top if value.den.is_one() else top / at(value.den)


def _member(ws: Workspace, goal: Polynomial, zeros: list[Polynomial]) -> bool:
    used: set[int] = set(ws.pool.used(goal)).union(*(ws.pool.used(zero) for zero in zeros))
    polynomials = [*zeros]
    for number, (degree, value) in ws.pool.relations.items():
        if number in used:
            polynomials.append(ws.pool.context.gen(number) ** degree - value)
            used.update(ws.pool.used(value))
    order = sorted(used)
    large = any(sum(int(d) for d in poly.degrees()) > _MAX_DEGREE for poly in (goal, *polynomials))
    if len(order) > _MAX_ATOMS or large:
        return False
    ws.budget.charge(100 * len(polynomials))
    context = fmpz_mpoly_ctx.get([f"g{i}" for i in order], Ordering.degrevlex)
    vector = fmpz_mpoly_vec([_integral(context, order, poly) for poly in polynomials], context)
    basis, _ = vector.buchberger_naive(limits=(_MAX_BASIS, _MAX_TERMS, _MAX_BITS))
    remainder = _integral(context, order, goal).reduction_primitive_part(basis)
    # every element of a basis that was cut off is still in the ideal, so a zero remainder proves
    return bool(remainder.is_zero())


def _integral(context: Any, order: list[int], poly: Polynomial) -> Any:
    terms = poly.to_dict()
    scale = 1
    for coefficient in terms.values():
        scale = scale * int(coefficient.q) // gcd(scale, int(coefficient.q))
    return context.from_dict(
        {tuple(int(exponents[i]) for i in order): int((c * scale).p) for exponents, c in terms.items()}
    )
