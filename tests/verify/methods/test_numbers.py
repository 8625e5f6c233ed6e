# ruff: noqa: F403, F405 - the short names of claims.py
"""Relations between numbers without names."""

from __future__ import annotations

import pytest

from derivations.terms.term import num
from derivations.verify.limits import DEFAULT
from derivations.verify.methods import numbers
from tests.verify.methods.claims import *

CASES: list[tuple[Claim, str]] = [
    ((num(22) / 7, "gt", pi), "Proved"),
    ((num(22) / 7, "lt", pi), "Refuted"),
    ((fn("sqrt", num(2)), "ne", num(7) / 5), "Proved"),
    ((fn("sqrt", num(4)), "ne", num(2)), "Refuted"),
    ((num(2) ** 10, "gt", num(10) ** 3), "Proved"),
    ((num(3) ** 4, "lt", num(4) ** 3), "Refuted"),
    ((e ** num(-1000), "eq", num(0)), "Refuted"),
    ((fn("sqrt", num(2)) ** 2, "eq", num(2)), "Abstained"),
    ((fn("sqrt", num(-1)), "eq", num(2)), "Abstained"),
    ((x, "lt", x + 1), "Abstained"),
]


@pytest.mark.parametrize(("claim", "expected"), CASES, ids=str)
def test_numbers(claim: Claim, expected: str) -> None:
    assert kind(numbers.decide(goal(claim), DEFAULT)) == expected
