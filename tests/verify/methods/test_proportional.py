# ruff: noqa: F403, F405 - the short names of claims.py
"""Ratios that are free of a variable, and ratios that are not."""

from __future__ import annotations

import pytest

from derivations.terms.term import Term, num
from derivations.verify.limits import DEFAULT
from derivations.verify.methods import proportional
from tests.verify.methods.claims import *

CASES: list[tuple[Term, Term, str, str]] = [
    (a * x**2, x**2, "x", "Proved"),
    (a * x**2, x**2, "xa", "Refuted"),
    (3 * x**2, x, "x", "Refuted"),
    (fn("exp", -((x - 1) ** 2) / 2), fn("exp", x - x**2 / 2), "x", "Proved"),
    (fn("exp", -((x - 1) ** 2) / 2), fn("exp", -(x**2) / 2), "x", "Refuted"),
    (x * fn("abs", x), x * x, "x", "Refuted"),
    (a, b, "x", "Abstained"),
    (x, num(0), "x", "Abstained"),
    (fn("limit", y, num(0), x * y), x**2, "x", "Abstained"),
]


@pytest.mark.parametrize(("lhs", "rhs", "variables", "expected"), CASES, ids=str)
def test_proportional(lhs: Term, rhs: Term, variables: str, expected: str) -> None:
    found = proportional.decide(goal((lhs, "propto", rhs)), frozenset(variables), DEFAULT, 0)
    assert kind(found) == expected


def test_a_counterexample_counts_only_where_it_may() -> None:
    found = proportional.decide(goal((x**2, "propto", x)), frozenset("x"), DEFAULT, 0, refutable=False)
    assert kind(found) == "Abstained"
