# ruff: noqa: F403, F405 - the short names of notation.py
"""What a proof says beside its verdict: the method, the conditions, the steps."""

from __future__ import annotations

import pytest

from derivations.algebra.abstain import Abstain, OutOfSteps, Unsupported
from derivations.algebra.entail import normal_form, prove_equal
from derivations.algebra.signature import Signature
from derivations.terms.term import Term, num, sym
from tests.algebra.notation import *

zero = num(0)
WIDE, TALL, COLUMNS = sym("Z"), sym("F"), sym("E")
WITH_RANKS = Signature(
    {**SIGNATURE.shapes, "Z": (num(2), num(3)), "F": (n, d), "E": (n, d)},
    {**SIGNATURE.facts, "F": frozenset({"full column rank"}), "E": frozenset({"orthogonal"})},
)

CONDITIONS: list[tuple[Term, Term, tuple[Term, ...]]] = [
    (x / x, num(1), (Term("ne", (x, zero)),)),
    (2 * x * a * y / (2 * x * a * y), num(1), (Term("ne", (x, zero)), Term("ne", (y, zero)))),
    ((x**2 + 1) / (x**2 + 1), num(1), ()),
    (y / x, y / x + 0, ()),
    (a / a, num(1), ()),
    (x ** num(-1) * x, num(1), (Term("ne", (x, zero)),)),
    (sqrt(x) ** 2, x, (Term("ge", (x, zero)),)),
    (fn("abs", x), sqrt(x) ** 2, (Term("ge", (x, zero)),)),
    (sqrt(x) * fn("abs", x), sqrt(x) * x, ()),
    (log(x**2), 2 * log(x), (Term("gt", (x**2, zero)), Term("gt", (x, zero)))),
    (sqrt(a) ** 2, a, ()),
    (2 * u / n, (2 / n) * u, ()),
]

METHODS: list[tuple[Term, Term, str]] = [
    (x + y, x + y, "identical"),
    (x + y, y + x, "polynomial"),
    (u.T * q, q.T * u, "words"),
    (grad(x**2, x), 2 * x, "calculus"),
]


@pytest.mark.parametrize(("lhs", "rhs", "conditions"), CONDITIONS, ids=[f"{row[0]} = {row[1]}" for row in CONDITIONS])
def test_conditions(lhs: Term, rhs: Term, conditions: tuple[Term, ...]) -> None:
    proof = prove_equal(lhs, rhs, SIGNATURE)
    assert proof is not None
    assert set(proof.conditions) == set(conditions)


@pytest.mark.parametrize(("lhs", "rhs", "method"), METHODS, ids=[row[2] for row in METHODS])
def test_methods(lhs: Term, rhs: Term, method: str) -> None:
    proof = prove_equal(lhs, rhs, SIGNATURE)
    assert proof is not None
    assert proof.method == method


def test_a_hypothesis_at_a_point_is_no_hypothesis_around_it() -> None:
    second = grad(grad(norm(X * w - tt) ** 2, w).T * w, w)
    assert prove_equal(fn("antiderivative", x, x), 2 * x, SIGNATURE, [(x, num(2))]) is None
    with pytest.raises(Unsupported, match="under hypotheses"):
        prove_equal(second, 0 * w, SIGNATURE, [(X * w, tt + u)])


def test_steps_are_counted_alike() -> None:
    claim = ((A + B) ** 3, A**3 + B**3)
    with pytest.raises(OutOfSteps):
        prove_equal(*claim, SIGNATURE, steps=10)
    taken = {getattr(prove_equal((x + y) ** 5, (y + x) ** 5, SIGNATURE), "steps", None) for _ in range(3)}
    assert len(taken) == 1


def test_normal_form_is_a_term() -> None:
    assert normal_form((x + 1) * (x - 1) + 1, SIGNATURE) == x**2


INVERTIBLE: list[tuple[Term, Term, tuple[Term, ...]]] = [
    (inv(A) * A, eye(n), (A,)),
    (inv(R) * R, eye(n), ()),
    (inv(Q) * Q, eye(n), ()),
    (inv(A * B), inv(B) * inv(A), ()),
    (inv(X.T * X) * (X.T * X), eye(d), (X.T * X,)),
    (inv(X.T * X + a * eye(d)) * (X.T * X + a * eye(d)), eye(d), ()),
    (inv(TALL.T * TALL) * (TALL.T * TALL), eye(d), ()),
]


@pytest.mark.parametrize(("lhs", "rhs", "matrices"), INVERTIBLE, ids=[f"{row[0]}" for row in INVERTIBLE])
def test_a_cancelled_inverse_needs_an_invertible_matrix(lhs: Term, rhs: Term, matrices: tuple[Term, ...]) -> None:
    proof = prove_equal(lhs, rhs, WITH_RANKS)
    assert proof is not None
    assert set(proof.conditions) == {Term("ne", (det(matrix), num(0))) for matrix in matrices}


def test_a_matrix_of_low_rank_is_never_invertible() -> None:
    with pytest.raises(Abstain, match="never invertible"):
        prove_equal(inv(WIDE.T * WIDE) * (WIDE.T * WIDE), eye(num(3)), WITH_RANKS)
    assert prove_equal(inv(WIDE * WIDE.T) * (WIDE * WIDE.T), eye(num(2)), WITH_RANKS) is not None


def test_orthonormal_columns_are_no_orthonormal_rows() -> None:
    assert prove_equal(COLUMNS.T * COLUMNS, eye(d), WITH_RANKS) is not None
    assert prove_equal(COLUMNS * COLUMNS.T, eye(n), WITH_RANKS) is None
