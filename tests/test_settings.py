"""Parameters out of text: what a text may be follows from the annotation, and what it may not be is said."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

from derivations.commands.settings import settings


def derive(
    letter: str = "x",
    count: int = 1,
    number: Fraction = Fraction(1),
    counts: Sequence[int] = (),
    numbers: Sequence[Fraction] = (),
    rows: Sequence[Sequence[Fraction]] = (),
    table: dict[str, int] | None = None,
) -> None:
    """One parameter of each kind."""


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("letter", r"\eta", r"\eta"),
        ("count", " -3 ", -3),
        ("number", "1/2", Fraction(1, 2)),
        ("number", ".5", Fraction(1, 2)),
        ("counts", "1, 2", (1, 2)),
        ("numbers", "1,-1/2", (Fraction(1), Fraction(-1, 2))),
        ("rows", "1,1/2;0,-1", ((Fraction(1), Fraction(1, 2)), (Fraction(0), Fraction(-1)))),
        ("rows", " 1 ; 2 ", ((Fraction(1),), (Fraction(2),))),
        ("rows", "1,2", ((Fraction(1), Fraction(2)),)),
    ],
)
def test_read(name: str, text: str, value: Any) -> None:
    assert settings(derive, {name: text}) == {name: value}


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("count", "1.5", "no whole number"),
        ("number", "1/0", "divides by zero"),
        ("counts", "1,", "no whole number"),
        ("numbers", "", "no number"),
        ("rows", "1,2;3", "rows of 2, 1 entries"),
        ("rows", "1,2;", "no number"),
        ("rows", "1,x", "'x' is no number"),
        ("table", "1", "cannot be set"),
        ("other", "1", "no such parameter"),
    ],
)
def test_refused(name: str, text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        settings(derive, {name: text})
