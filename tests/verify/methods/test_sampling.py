# ruff: noqa: F403, F405 - the short names of claims.py
"""Random models and special points: what they refute, what they support, where they have nothing to say."""

from __future__ import annotations

import pytest

from derivations.terms.term import num
from derivations.verify.limits import DEFAULT
from derivations.verify.methods import sampling
from derivations.verify.outcome import Abstained, Refuted, Supported
from tests.verify.methods.claims import *

REFUTED: list[Claim] = [
    (x**2, "gt", num(0)),
    (x**2, "ge", x),
    (x + y, "eq", x - y),
    (fn("abs", x), "eq", x),
    (x * y, "ne", y * x),
    (x**2 + x, "ne", num(0)),
    (u * u.T, "eq", v * v.T),
    (A * A, "eq", A),
    (fn("integral", x, num(0), p, x**2), "eq", p**3 / 2),
    (fn("antiderivative", x, 2 * x), "eq", 2 * x**2 + p),
    (fn("antiderivative", x, fn("cos", x)), "eq", -fn("sin", x)),
]
SUPPORTED: list[Claim] = [
    (x**2, "ge", num(0)),
    (x * y, "eq", y * x),
    (x / x, "eq", num(1)),
    ((A * A).T, "eq", A.T * A.T),
    (fn("integral", x, num(0), p, x**2), "eq", p**3 / 3),
    (fn("antiderivative", x, fn("exp", -x)), "eq", p - fn("exp", -x)),
    (fn("antiderivative", x, 1 / x), "eq", fn("log", fn("abs", x))),
]
ABSTAINED: list[tuple[Claim, tuple[Claim, ...], str]] = [
    ((x * y, "ne", x + y + 30), (), "no"),
    ((A * A, "ne", A), (), "equal in others"),
    ((x, "eq", num(1)), ((x**2, "eq", num(-1)),), "no model"),
    ((fn("antiderivative", x, x), "eq", 2 * x), ((x, "eq", num(2)),), "an equation holds x"),
    ((fn("antiderivative", x, x) ** 2, "eq", x), (), "inside"),
    ((fn("integral", x, num(-1), num(1), 1 / x), "eq", num(0)), (), "analytic"),
    ((fn("integral", x, num(0), num(1), fn("abs", x)), "eq", num(5)), (), "cannot be evaluated"),
    ((fn("limit", x, num(0), x), "eq", num(5)), (), "cannot be evaluated"),
]


@pytest.mark.parametrize("claim", REFUTED, ids=str)
def test_refuted(claim: Claim) -> None:
    found = sampling.decide(goal(claim), DEFAULT, 0, DEFAULT.models)
    assert isinstance(found, Refuted)
    assert found.witness is not None


@pytest.mark.parametrize("claim", SUPPORTED, ids=str)
def test_supported(claim: Claim) -> None:
    assert isinstance(sampling.decide(goal(claim), DEFAULT, 0, DEFAULT.models), Supported)


@pytest.mark.parametrize(("claim", "hypotheses", "reason"), ABSTAINED, ids=str)
def test_abstained(claim: Claim, hypotheses: tuple[Claim, ...], reason: str) -> None:
    found = sampling.decide(goal(claim, hypotheses), DEFAULT, 0, DEFAULT.models)
    assert isinstance(found, Abstained), found
    assert reason in found.reason


def test_in_an_implication_nothing_vanishes() -> None:
    found = sampling.decide(goal((x * y, "ne", num(0))), DEFAULT, 0, DEFAULT.models, frozenset({"x", "y"}))
    assert not isinstance(found, Refuted)
