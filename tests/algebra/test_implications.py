# ruff: noqa: F403, F405 - the short names of notation.py
"""Equations under hypotheses, and implications: which factors are cancelled, and which may not be."""

from __future__ import annotations

import pytest

from derivations.algebra.entail import prove_equal
from derivations.algebra.implication import prove_implication
from derivations.terms.term import Term, num
from tests.algebra.notation import *

I = eye(n)  # noqa: E741
Equation = tuple[Term, Term]
p, r = sym("p"), sym("r")
wh, ww = sym("\\hat{w}"), sym("w^*")
XXt = X * X.T

# (hypotheses, lhs, rhs, used)
UNDER: list[tuple[list[Equation], Term, Term, tuple[int, ...]]] = [
    ([(x, y + 1)], x**2, y**2 + 2 * y + 1, (0,)),
    ([(x + y, num(3)), (x - y, num(1))], x, num(2), (0, 1)),
    ([(z, num(5)), (x, y)], x + x, 2 * y, (1,)),
    ([(x**2, y)], x**4, y**2, (0,)),
    ([(x**2, num(2)), (x * y, num(1))], y**2, num(1) / num(2), (0, 1)),
    ([(q, X * w0 - tt)], X.T * q, X.T * X * w0 - X.T * tt, (0,)),
    ([(X * w, tt), (X * v, tt)], X * (w - v), fn("zeros", n, one), (0, 1)),
    ([(X * w, tt), (X * v, tt)], (w - v).T * X.T * u, num(0), (0, 1)),
    ([(A * B, I)], B.T * A.T, I, (0,)),
    ([(A * B, B * A)], (A + B) ** 2, A**2 + 2 * A * B + B**2, (0,)),
    ([(A * u, lam * u)], A**2 * u, lam**2 * u, (0,)),
    ([(A.T, A)], u.T * A * q, q.T * A * u, (0,)),
    ([(u.T * q, num(0))], norm(u + q) ** 2, norm(u) ** 2 + norm(q) ** 2, (0,)),
    ([(A * A, A)], (I - A) ** 2, I - A, (0,)),
    ([(f(x), x**2)], f(x) + 1, x**2 + 1, (0,)),
]

NOT_UNDER: list[tuple[list[Equation], Term, Term]] = [
    ([(x, y + 1)], x**2, y**2 + 1),
    ([(x**2, y**2)], x, y),
    ([(A * B, B * A)], A * C, C * A),
    ([(A * u, lam * u)], A * q, lam * q),
    ([(u.T * q, num(0))], norm(u + q) ** 2, norm(u) ** 2),
    ([(f(x), x**2)], f(y), y**2),
    ([(X * w, tt)], w, X.T * tt),
]

# (premises, goal, cancelled)
IMPLIED: list[tuple[list[Equation], Equation, tuple[Term, ...]]] = [
    ([(2 * lam * eta * w0, m * w0)], (lam, m / (2 * eta)), (w0,)),
    ([(2 * x + 1, num(5))], (x, num(2)), ()),
    ([(x * y, z * y)], (x, z), (y,)),
    ([(x * y, x * z)], (y, z), (x,)),
    ([(x + y, num(3)), (x - y, num(1))], (y, num(1)), ()),
    ([(a * x, b)], (x, b / a), ()),
    ([(c * x, b)], (x, b / c), ()),
    ([(A * u, q)], (u, inv(A) * q), ()),
    ([(X.T * X * w, X.T * tt)], (w, inv(X.T * X) * X.T * tt), ()),
    ([(X.T * (X * w - tt) + lam * w, 0 * w)], (w, inv(X.T * X + lam * eye(d)) * X.T * tt), ()),
    (
        [(u.T * (-(2 / n) * XXt + (2 * eta / n) * ((2 / n) * XXt**2)) * u, num(0))],
        ((2 / n) * eta, u.T * XXt * u / (u.T * XXt**2 * u)),
        (),
    ),
    ([((2 / n) * eta, x / y)], (eta, n / 2 * (x / y)), ()),
    ([(R * u, R * q)], (u, q), ()),
    ([(A * u, A * q)], (u, q), (det(A),)),
    ([(x * u, y * u)], (x, y), (u,)),
    ([(x * u, x * q)], (u, q), (x,)),
    ([(a * u, a * q)], (u, q), ()),
]

NOT_IMPLIED: list[tuple[list[Equation], Equation]] = [
    ([(x**2, x)], (x, num(1))),
    ([(x**2, num(4))], (x, num(2))),
    ([(x**2, y**2)], (x, y)),
    ([(x * (x - y), num(0))], (x, y)),
    ([(X * w, X * v)], (w, v)),
    ([(u.T * q, u.T * tt)], (q, tt)),
    ([(2 * x, num(5))], (x, num(2))),
    ([(2 * lam * eta * w0, m * w0)], (lam, m / eta)),
    ([(f(x), f(y))], (x, y)),
]


@pytest.mark.parametrize(
    ("hypotheses", "lhs", "rhs", "used"), UNDER, ids=[f"{row[1]} = {row[2]}"[:80] for row in UNDER]
)
def test_under_hypotheses(hypotheses: list[Equation], lhs: Term, rhs: Term, used: tuple[int, ...]) -> None:
    assert prove_equal(lhs, rhs, SIGNATURE) is None
    proof = prove_equal(lhs, rhs, SIGNATURE, hypotheses)
    assert proof is not None
    assert proof.used == used


@pytest.mark.parametrize(
    ("hypotheses", "lhs", "rhs"), NOT_UNDER, ids=[f"{row[1]} = {row[2]}"[:80] for row in NOT_UNDER]
)
def test_not_under_hypotheses(hypotheses: list[Equation], lhs: Term, rhs: Term) -> None:
    assert prove_equal(lhs, rhs, SIGNATURE, hypotheses) is None


@pytest.mark.parametrize(
    ("premises", "goal", "cancelled"), IMPLIED, ids=[f"{row[0]} gives {row[1]}"[:80] for row in IMPLIED]
)
def test_implied(premises: list[Equation], goal: Equation, cancelled: tuple[Term, ...]) -> None:
    proof = prove_implication(premises, goal, SIGNATURE)
    assert proof is not None
    assert proof.cancelled == cancelled
    assert all(Term("ne", (factor, num(0))) in proof.conditions for factor in cancelled)


@pytest.mark.parametrize(
    ("premises", "goal"), NOT_IMPLIED, ids=[f"{row[0]} gives {row[1]}"[:80] for row in NOT_IMPLIED]
)
def test_not_implied(premises: list[Equation], goal: Equation) -> None:
    assert prove_implication(premises, goal, SIGNATURE) is None


def test_a_denominator_of_the_goal_is_a_condition() -> None:
    proof = prove_implication([(2 * lam * eta * w0, m * w0)], (lam, m / (2 * eta)), SIGNATURE)
    assert proof is not None
    assert Term("ne", (eta, num(0))) in proof.conditions


def test_definitions_among_the_hypotheses() -> None:
    step = [(v, w0 - eta * (x * w0)), (w, w0 - y * w0)]
    proof = prove_implication([(v, w)], (x, y / eta), SIGNATURE, step)
    assert proof is not None
    assert proof.cancelled == (w0,)
