# ruff: noqa: F403, F405 - the short names of notation.py
"""What a proof says beside its verdict: the method, the conditions, the steps."""

from __future__ import annotations

import pytest

from derivations.algebra.abstain import OutOfSteps, Unsupported
from derivations.algebra.entail import normal_form, prove_equal
from derivations.terms.term import Term, num
from tests.algebra.notation import *

zero = num(0)

CONDITIONS: list[tuple[Term, Term, tuple[Term, ...]]] = [
    (x / x, num(1), (Term("ne", (x, zero)),)),
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
