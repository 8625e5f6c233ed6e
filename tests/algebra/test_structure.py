"""Every row of declared structure holds in random exact matrices that have it, and there is no other row."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from flint import fmpq_mat

from derivations.algebra.letters import COMMUTING, ROWS, TRANSPOSED
from numeric.arithmetics.rationals import RATIONALS
from numeric.structures import Source, random_matrix

# which random matrix is meant, and of what shape
DRAWN: dict[str, tuple[str, int, int]] = {
    "orthogonal": ("orthogonal", 3, 3),
    "orthonormal columns": ("orthogonal", 4, 2),
    "unit": ("unit", 3, 1),
    "idempotent": ("idempotent", 3, 3),
    "symmetric": ("symmetric", 3, 3),
    "skew": ("skew", 3, 3),
    "diagonal": ("diagonal", 3, 3),
    "involutory": ("involutory", 3, 3),
}
ROUNDS = range(12)


def drawn(fact: str, name: str, round: int) -> Any:
    words, rows, cols = DRAWN[fact]
    data = random_matrix(Source(f"{name}{round}", round), rows, cols, frozenset({words}))
    assert data is not None
    return RATIONALS.convert(data)


def eye(size: int) -> Any:
    return fmpq_mat(size, size, [int(i == j) for i, j in product(range(size), repeat=2)])


def test_every_fact_is_drawn() -> None:
    assert DRAWN.keys() == ROWS.keys() | TRANSPOSED.keys() | COMMUTING


@pytest.mark.parametrize(("fact", "round"), [(fact, round) for fact in ROWS for round in ROUNDS])
def test_rows(fact: str, round: int) -> None:
    one = drawn(fact, "A", round)
    both = (one, one.transpose())
    for (left, right), result in ROWS[fact]:
        found = both[left] * both[right]
        assert found == (both[result[0]] if result else eye(found.nrows()))


@pytest.mark.parametrize(("fact", "round"), [(fact, round) for fact in TRANSPOSED for round in ROUNDS])
def test_transposes(fact: str, round: int) -> None:
    one = drawn(fact, "A", round)
    assert one.transpose() == one * TRANSPOSED[fact]


@pytest.mark.parametrize(("fact", "round"), [(fact, round) for fact in COMMUTING for round in ROUNDS])
def test_commuting(fact: str, round: int) -> None:
    one, other = drawn(fact, "A", round), drawn(fact, "B", round)
    assert one * other == other * one
