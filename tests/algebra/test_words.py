# ruff: noqa: F403, F405 - the short names of notation.py
"""Words, networks, blocks and powers: what must be proved, and what looks like it and must not be."""

from __future__ import annotations

from contextlib import suppress

import pytest

from derivations.algebra.abstain import Abstain, Budget
from derivations.algebra.entail import prove_equal
from derivations.algebra.normal import normal
from derivations.algebra.rational import Rational
from derivations.algebra.workspace import Lessons, Workspace
from derivations.terms.term import Term, num
from tests.algebra.notation import *

I = eye(n)  # noqa: E741


def had(left: Term, right: Term) -> Term:
    return fn("hadamard", left, right)


def kron(left: Term, right: Term) -> Term:
    return fn("kron", left, right)


PROVED: list[tuple[Term, Term]] = [
    (had(A, had(B, C)), had(had(A, C), B)),
    (had(A, B).T, had(A.T, B.T)),
    (u.T * had(A, B) * q, tr(fn("diag", u) * A * fn("diag", q) * B.T)),
    (fn("diag", u) * q, had(u, q)),
    (kron(A, G) * kron(B, G), kron(A * B, G * G)),
    (kron(A, G).T, kron(A.T, G.T)),
    (inv(kron(R, G)), kron(inv(R), inv(G))),
    (tr(kron(A, G)), tr(A) * tr(G)),
    (det(kron(A, G)), det(A) ** k * det(G) ** n),
    (fn("vec", A * X * w * v.T), kron(eye(d), A) * fn("vec", X * w * v.T)),
    (fn("vec", A * U * G), kron(G.T, A) * fn("vec", U)),
    (det(I + U * V), det(eye(k) + V * U)),
    (det(R + U * V), det(R) * det(eye(k) + V * inv(R) * U)),
    (det(I + K), det(I - K)),
    ((X * X.T) ** s * X, X * (X.T * X) ** s),
    ((Q * A * Q.T) ** s, Q * A**s * Q.T),
    (P**s * P, P),
    (matrix([[A, U], [V, G]]).T, matrix([[A.T, V.T], [U.T, G.T]])),
    (det(matrix([[R, U], [V, G]])), det(R) * det(G - V * inv(R) * U)),
    (inv(I + u * q.T), I - u * q.T / (1 + q.T * u)),
]

NOT_PROVED: list[tuple[Term, Term]] = [
    (had(A, had(B, C)), had(had(A, C), C)),
    (had(A, B), A * B),
    (kron(A, G), kron(G, A)),
    (fn("vec", A), fn("vec", A.T)),
    (fn("diag", A * B), fn("diag", B * A)),
    (det(I + A * B), det(I + A) * det(I + B)),
    (det(I + U * V), det(eye(k) - V * U)),
    (det(X.T * X), det(X * X.T)),
    ((A * B) ** s, A**s * B**s),
    (P**s, P),
    ((X * X.T) ** s, (X.T * X) ** s),
    (matrix([[A, U], [V, G]]).T, matrix([[A.T, U], [V, G.T]])),
    # neither corner is known to be invertible
    (det(matrix([[A, B], [B, A]])), det(A * A - B * B)),
    (det(matrix([[A, U], [V, G]])), det(A) * det(G)),
]


@pytest.mark.parametrize(("lhs", "rhs"), PROVED)
def test_proved(lhs: Term, rhs: Term) -> None:
    assert prove_equal(lhs, rhs, SIGNATURE) is not None


@pytest.mark.parametrize(("lhs", "rhs"), NOT_PROVED)
def test_not_proved(lhs: Term, rhs: Term) -> None:
    with suppress(Abstain):
        assert prove_equal(lhs, rhs, SIGNATURE) is None


def test_a_nilpotent_matrix_has_no_inverse_in_a_lower_power() -> None:
    nilpotent = (A * A, fn("zeros", n, n))
    assert prove_equal(A ** (s - 1), fn("zeros", n, n), SIGNATURE, [nilpotent]) is None
    assert prove_equal(A ** (s - 1) * A, A**s, SIGNATURE, [nilpotent]) is not None


@pytest.mark.parametrize("steps", range(1, 13))
def test_a_power_of_a_step_has_one_word_a_degree(steps: int) -> None:
    ws = Workspace(SIGNATURE, Lessons(), Budget(10_000))
    value = normal(ws, u.T * (I - (2 * eta / n) * X * X.T) ** num(steps) * u)
    assert isinstance(value, Rational)
    assert len(value.num) == steps + 1
