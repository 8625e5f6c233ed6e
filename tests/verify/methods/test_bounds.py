# ruff: noqa: F403, F405 - the short names of claims.py
"""Inequalities from known ones: true ones are proved, no false one is."""

from __future__ import annotations

import pytest

from derivations.terms.term import Term, num
from derivations.verify.limits import DEFAULT
from derivations.verify.methods import bounds
from derivations.verify.outcome import Abstained, Proved
from tests.verify.methods.claims import *


def length(vector: Term) -> Term:
    return fn("norm", vector, value="2")


PROVED: list[Claim] = [
    (fn("exp", x), "ge", 1 + x),
    (fn("log", a), "le", a - 1),
    (fn("cos", x), "le", num(1)),
    (fn("abs", fn("sin", x)), "le", num(1)),
    (fn("sigmoid", x), "lt", num(1)),
    (t, "lt", num(1)),
    (t**2, "le", t),
    (fn("sqrt", a * b), "le", (a + b) / 2),
    (2 * a * b / (a + b), "le", fn("sqrt", a * b)),
    ((u.T * v) ** 2, "le", (u.T * u) * (v.T * v)),
    (fn("abs", u.T * v), "le", length(u) * length(v)),
    (length(u + v), "le", length(u) + length(v)),
    (length(u - v), "ge", length(u) - length(v)),
    (fn("abs", x + y), "le", fn("abs", x) + fn("abs", y)),
    (fn("abs", x - y), "ge", fn("abs", x) - fn("abs", y)),
]
NOT: list[Claim] = [
    (fn("exp", x), "ge", 2 + x),
    (fn("exp", x), "gt", 1 + x),
    (fn("log", a), "lt", a - 1),
    (fn("cos", x), "lt", num(1)),
    (t, "gt", num(0)),
    (t, "le", t**2),
    (fn("sqrt", a * b), "ge", (a + b) / 2),
    (length(u + v), "ge", length(u) + length(v)),
    (fn("abs", x - y), "le", fn("abs", x) - fn("abs", y)),
    ((u.T * u) * (v.T * v), "le", (u.T * v) ** 2),
]


@pytest.mark.parametrize("claim", PROVED, ids=str)
def test_proved(claim: Claim) -> None:
    assert isinstance(bounds.decide(goal(claim), DEFAULT), Proved)


@pytest.mark.parametrize("claim", NOT, ids=str)
def test_not_proved(claim: Claim) -> None:
    found = bounds.decide(goal(claim), DEFAULT)
    assert isinstance(found, Abstained)
    assert "no known bound" in found.reason


def test_hypotheses_are_used_and_named() -> None:
    given = ((x, "ge", num(1)), (y, "gt", num(2)))
    found = bounds.decide(goal((x + y, "gt", num(3)), given), DEFAULT)
    assert isinstance(found, Proved)
    assert found.used == ("h0", "h1")
    assert isinstance(bounds.decide(goal((x + y, "gt", num(4)), given), DEFAULT), Abstained)


@pytest.mark.parametrize(
    ("claim", "told", "proved"),
    [
        ((x / a, "le", y), (x, "le", a * y), True),
        ((x / a, "lt", y + x / a - z), (z, "lt", y), True),
        ((x / b, "le", y), (x, "le", a * y), False),
        ((x / s, "le", y), (x, "le", s * y), False),
    ],
)
def test_positive_denominators_are_cleared(claim: Claim, told: Claim, proved: bool) -> None:
    assert isinstance(bounds.decide(goal(claim, (told,)), DEFAULT), Proved) is proved


def test_an_equation_is_no_inequality() -> None:
    found = bounds.decide(goal((x, "eq", x)), DEFAULT)
    assert isinstance(found, Abstained)
    assert found.reason == "no inequality"
