"""What a sheet says of signs, and for which numbers: computed, judged, and refused where it is not so."""

from __future__ import annotations

import pytest

from derivations.latex.print import latex
from derivations.moves.derivation import Quantity
from derivations.moves.sheet import Sheet
from derivations.moves.words import CannotMove
from derivations.terms.term import Term, num, sym
from derivations.verify import judge

POSITIVE = frozenset({"positive"})
a, b, x = map(sym, "abx")
one = num(1)


def sheet(facts: frozenset[str] = frozenset()) -> Sheet:
    return Sheet((Quantity("x", "", facts=facts), Quantity("a", "", facts=POSITIVE), Quantity("b", "")))


def verdicts(written: Sheet) -> list[str]:
    checked = judge(written.derivation("d", "", "", {}).document())
    return [verdict.kind for verdict in checked.verdicts.values()]


@pytest.mark.parametrize(
    ("facts", "supposed"),
    [(frozenset[str](), ["0 < 3 x", "3 x < 1"]), (POSITIVE, ["3 x < 1"])],
    ids=["real", "positive"],
)
def test_between_which_numbers(facts: frozenset[str], supposed: list[str]) -> None:
    written = sheet(facts)
    written.between(num(-1), 1 - 6 * x, one, 3 * x, "Small ones.")
    conditions = [latex(each) for line in written.lines for each in line.conditions]
    assert conditions == supposed
    assert [line.prose for line in written.lines if line.prose] == ["Small ones."]
    assert verdicts(written) == ["given"] * len(supposed) + ["proved"] * 4


@pytest.mark.parametrize("term", [x**2, x**2 - 5 * x, num(2) - 0 * x])
def test_between_no_two_numbers(term: Term) -> None:
    with pytest.raises(CannotMove, match="between two numbers"):
        sheet().between(num(1), term, num(2), x, "")


def test_a_factor_is_positive_where_the_product_is_and_the_others_are_not_negative() -> None:
    written = sheet(POSITIVE)
    written.suppose(Term("mul", (a, b)), x, "given")
    written.positive_factor(b, "so")
    assert [(latex(line.rhs), line.sign) for line in written.lines][1] == ("0", "gt")


@pytest.mark.parametrize(("lhs", "facts"), [(a * b, frozenset[str]()), (b * x, frozenset[str]()), (a * x, POSITIVE)])
def test_a_factor_that_may_be_negative(lhs: Term, facts: frozenset[str]) -> None:
    written = sheet(facts)
    written.suppose(lhs, x, "given")
    with pytest.raises(CannotMove, match="not found to be positive"):
        written.positive_factor(b, "so")


def test_at_least_where_a_part_is_positive() -> None:
    written = sheet(POSITIVE)
    written.given(b, x / (1 - a))
    written.where(Term("gt", (1 - a, num(0))))
    with pytest.raises(CannotMove, match="at least"):
        written.at_least(num(0), "so")
    written.at_least(num(0), "so", positive=1 - a)
    assert verdicts(written) == ["given", "proved"]
