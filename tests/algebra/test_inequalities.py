# ruff: noqa: F403, F405 - the short names of notation.py
"""Inequalities that are proved, and ones, false or beyond the method, that are not."""

from __future__ import annotations

import pytest

from derivations.algebra.abstain import Abstain
from derivations.algebra.inequality import prove_inequality
from derivations.terms.term import Term, num
from tests.algebra.notation import *

Equation = tuple[Term, Term]

TRUE: list[tuple[Term, str, Term]] = [
    (x**2, "ge", num(0)),
    (x**2 + 1, "gt", num(0)),
    (2 * x * y, "le", x**2 + y**2),
    (x**2 + y**2 + z**2, "ge", x * y + y * z + z * x),
    (x**2 - 2 * x + 2, "gt", num(0)),
    (a * b, "gt", num(0)),
    (4 * a * b, "le", (a + b) ** 2),
    (a + 1 / a, "ge", num(2)),
    (exp(x), "gt", num(0)),
    (fn("abs", x), "ge", num(0)),
    (fn("relu", x), "ge", num(0) - fn("abs", x)),
    (norm(u), "ge", num(0)),
    (norm(w - v) ** 2 + norm(v) ** 2, "ge", norm(v) ** 2),
    (u.T * R * u, "ge", num(0)),
    (norm(u) ** 2 + norm(q) ** 2, "ge", 2 * u.T * q),
    (norm(u - 3 * q) ** 2, "ge", num(0)),
    (norm(X * w) ** 2 - 2 * w.T * X.T * u + norm(u) ** 2, "ge", num(0)),
    (fn("sigmoid", x), "lt", num(1)),
    (num(1) / num(3), "lt", num(1) / num(2)),
    (sqrt(x), "ge", num(0)),
    (total(i, 1, n, f(i) ** 2), "ge", num(0)),
    (n, "gt", num(0)),
]

NOT: list[tuple[Term, str, Term]] = [
    (x**2, "gt", num(0)),
    (x, "ge", num(0)),
    (x**2 - y**2, "ge", num(0)),
    (3 * x * y, "le", x**2 + y**2),
    (x**2 - 2 * x + 1, "gt", num(0)),
    (u.T * A * u, "ge", num(0)),
    (norm(u) ** 2, "ge", 2 * u.T * q),
    (u.T * q, "le", num(0)),
    (num(1) / num(2), "lt", num(1) / num(3)),
    (fn("sigmoid", x), "gt", num(1)),
    (log(a), "ge", num(0)),
    (a, "gt", b),
    (1 / x, "gt", num(0)),
    (x**3, "ge", num(0)),
]


@pytest.mark.parametrize(("lhs", "relation", "rhs"), TRUE, ids=[f"{row[0]} {row[1]} {row[2]}"[:80] for row in TRUE])
def test_true(lhs: Term, relation: str, rhs: Term) -> None:
    assert prove_inequality(lhs, relation, rhs, SIGNATURE) is not None


@pytest.mark.parametrize(("lhs", "relation", "rhs"), NOT, ids=[f"{row[0]} {row[1]} {row[2]}"[:80] for row in NOT])
def test_not(lhs: Term, relation: str, rhs: Term) -> None:
    assert prove_inequality(lhs, relation, rhs, SIGNATURE) is None


def test_pythagoras_under_orthogonality() -> None:
    orthogonal = [((v - w).T * w, num(0))]
    lhs, rhs = norm(v) ** 2, norm(w) ** 2
    assert prove_inequality(lhs, "ge", rhs, SIGNATURE) is None
    proof = prove_inequality(lhs, "ge", rhs, SIGNATURE, orthogonal)
    assert proof is not None
    assert proof.used == (0,)


def test_an_equation_is_no_inequality() -> None:
    with pytest.raises(Abstain, match="no inequality"):
        prove_inequality(x, "eq", y, SIGNATURE)
