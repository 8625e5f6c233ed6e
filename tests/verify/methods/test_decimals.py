# ruff: noqa: F403, F405 - the short names of claims.py
"""Decimals: rounded as shown, near, off, or not numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.terms.term import Term, num
from derivations.verify.methods import decimals
from tests.verify.methods.claims import *

CASES: list[tuple[Term, Term, str, bool, str]] = [
    (e, num(Fraction("2.718")), "2.718", True, "Proved"),
    (e, num(Fraction("2.719")), "2.719", True, "Refuted"),
    (e ** num(-1), num(Fraction("0.368")), "0.368", True, "Proved"),
    (num(1) / 3, num(Fraction("0.333")), "0.333", False, "Proved"),
    (num(1) / 3, num(Fraction("0.334")), "0.334", False, "Refuted"),
    (pi, num(3), "3", True, "Proved"),
    (pi, num(4), "4", True, "Refuted"),
    (pi, num(3), "3", False, "Abstained"),
    (x, num(Fraction("0.5")), "0.5", True, "Abstained"),
    (fn("sqrt", num(-1)), num(Fraction("0.5")), "0.5", True, "Abstained"),
]


@pytest.mark.parametrize(("lhs", "rhs", "text", "approximate", "expected"), CASES, ids=str)
def test_decimals(lhs: Term, rhs: Term, text: str, approximate: bool, expected: str) -> None:
    assert kind(decimals.decide(lhs, rhs, text, "", approximate)) == expected
