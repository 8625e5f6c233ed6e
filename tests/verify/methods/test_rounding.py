"""Floors and ceilings: proved where both inequalities and the whole number are known, and only there."""

from __future__ import annotations

import pytest

from derivations.document.context import Context
from derivations.terms.term import Term, num, sym
from derivations.verify.goal import build
from derivations.verify.limits import DEFAULT
from derivations.verify.methods import rounding
from derivations.verify.outcome import Abstained, Outcome, Proved

n, m, r, x, y = map(sym, "nmrxy")
FACTS = {"n": ["integer"], "m": ["natural", "positive"], "r": ["natural"]}
SHORT = Term("lt", (r, m))


def floor(of: Term) -> Term:
    return Term("floor", (of,))


def ceil(of: Term) -> Term:
    return Term("ceil", (of,))


def decided(lhs: Term, rhs: Term, *hypotheses: Term, sign: str = "eq") -> Outcome:
    told = [(statement, f"h{place}") for place, statement in enumerate(hypotheses)]
    return rounding.decide(build(lhs, sign, rhs, Context.of(facts=FACTS), {}, told), DEFAULT)


PROVED = [
    (floor(n + num(1) / 2), n, ()),
    (n, floor(n + num(1) / 2), ()),
    (ceil(n - num(1) / 2), n, ()),
    (2 * n - floor(n + num(1) / 3), n, ()),
    (floor(n + r / m), n, (SHORT,)),
    (ceil(n - r / m), n, (SHORT,)),
    (n, floor(x / m) + 1, (Term("eq", (n, (x - r) / m + 1)), SHORT)),
    (floor(x), n, (Term("le", (n, x)), Term("lt", (x, n + 1)))),
]

ABSTAINED = [
    (floor(n + r / m), n, (), "lie within"),
    (floor(n + r / m), n, (Term("le", (r, m)),), "lie within"),
    (ceil(n + r / m), n, (SHORT,), "lie within"),
    (floor(n + num(1)), n, (), "lie within"),
    (floor(x), n, (Term("le", (n, x)),), "lie within"),
    (floor(x), x, (), "whole number"),
    (floor(x) / 2, n, (), "whole number"),
    (floor(x), floor(y), (), "one rounded term"),
    (Term("sum", (n, num(1), m, floor(n / 2))), n, (), "under a sum"),
]


@pytest.mark.parametrize(("lhs", "rhs", "told"), PROVED)
def test_proved(lhs: Term, rhs: Term, told: tuple[Term, ...]) -> None:
    found = decided(lhs, rhs, *told)
    assert isinstance(found, Proved)
    assert {f"h{place}" for place, _ in enumerate(told)} <= set(found.used)


@pytest.mark.parametrize(("lhs", "rhs", "told", "why"), ABSTAINED)
def test_not_proved(lhs: Term, rhs: Term, told: tuple[Term, ...], why: str) -> None:
    found = decided(lhs, rhs, *told)
    assert isinstance(found, Abstained)
    assert why in found.reason


def test_an_inequality_is_no_equation() -> None:
    assert isinstance(decided(floor(n + num(1) / 2), n, sign="le"), Abstained)


def test_what_is_rounded_must_stand_there_by_itself() -> None:
    """Its square takes the same values at 0 and 1, and is another number elsewhere."""
    half = floor(n + num(1) / 2)
    for lhs in (half ** num(2), half ** num(2) / 2 + half / 2, Term("abs", (half,))):
        assert isinstance(decided(lhs, n), Abstained)
