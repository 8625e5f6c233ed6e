# ruff: noqa: F403, F405 - the short names of claims.py
"""Values for introduced names: found, refuted, or neither."""

from __future__ import annotations

import pytest

from derivations.terms.shapes import Shaper
from derivations.terms.term import Term, num
from derivations.verify.limits import DEFAULT
from derivations.verify.methods import existence
from tests.verify.methods.claims import *

FOUND: list[tuple[Term, Term, str, dict[str, Term] | None]] = [
    ((p - 3) * u + q * v, a * u + b * v, "ab", {"a": p - 3, "b": q}),
    (q * v, a * u + b * v, "ab", {"a": num(0), "b": q}),
    (num(0) - q * v, a * v, "a", {"a": -q}),
    (A * u, a * u, "a", None),
    (w, a * u + b * v, "ab", None),
]
REFUTED: list[tuple[Term, Term, str, str]] = [
    (w, a * u + b * v, "ab", "Refuted"),
    (A * u, a * u, "a", "Refuted"),
    (3 * u, a * u + b * v, "ab", "Abstained"),
    (u, A * v, "v", "Abstained"),
    (x, a**2, "a", "Abstained"),
    (a * x, a * y, "a", "Abstained"),
]


@pytest.mark.parametrize(("lhs", "rhs", "names", "expected"), FOUND, ids=str)
def test_candidates(lhs: Term, rhs: Term, names: str, expected: dict[str, Term] | None) -> None:
    assert existence.candidates(lhs, rhs, names, Shaper(SHAPES)) == expected


@pytest.mark.parametrize(("lhs", "rhs", "names", "expected"), REFUTED, ids=str)
def test_refuted(lhs: Term, rhs: Term, names: str, expected: str) -> None:
    assert kind(existence.refuted(goal((lhs, "eq", rhs)), names, DEFAULT, 0)) == expected
