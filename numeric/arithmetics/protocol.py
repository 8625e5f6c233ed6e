"""What the fold wants of an arithmetic.

A value is a scalar of the arithmetic or one of its matrices; a 1 x 1 matrix is always given as the scalar. Operations
of `table` take and give values, and raise a `Fault` where there is none.

>>> from numeric.arithmetics.rationals import RATIONALS
>>> RATIONALS.exact, RATIONALS.equal(RATIONALS.number(Fraction(1, 2)), RATIONALS.number(Fraction(2, 4)))
(True, True)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from fractions import Fraction
from typing import Any, Protocol

Rows = tuple[tuple[Fraction, ...], ...]
Exact = Fraction | Rows
"""Exact data of a model: a scalar, or the rows of a matrix that is not 1 x 1."""


ENTIRE = frozenset({"sin", "cos", "sinh", "cosh"})
"""Functions of every square matrix, by power series that converge everywhere; the exponential has a head of its own."""


class Arithmetic(Protocol):
    """Numbers and their operations. `exact`: equality is decided, never estimated."""

    name: str
    exact: bool

    @property
    def table(self) -> Mapping[str, Callable[..., Any]]:
        """The operations by head."""

    def __hash__(self) -> int:
        """Arithmetics are compared by identity: conversions are remembered under them."""

    def session(self) -> AbstractContextManager[Any]:
        """Held during an evaluation (working precision)."""

    def number(self, value: Fraction) -> Any:
        """A rational as a scalar."""

    def constant(self, name: str) -> Any:
        """pi, e, ... as a scalar."""

    def convert(self, value: Exact) -> Any:
        """Exact data as a value."""

    def shape(self, value: Any) -> tuple[int, int]:
        """Rows and columns; (1, 1) for a scalar."""

    def entries(self, value: Any) -> Sequence[Any]:
        """Entries row by row; the scalar itself for a scalar."""

    def build(self, rows: int, cols: int, entries: Sequence[Any]) -> Any:
        """A value from scalars row by row."""

    def is_zero(self, value: Any) -> bool:
        """Whether a scalar is certainly the constant 0."""

    def matrix_function(self, value: Any, kind: str) -> Any:
        """The principal function of a square matrix."""

    def norm(self, value: Any, kind: str) -> Any:
        """A norm: '2', 'F', '1' or 'inf'."""

    def equal(self, left: Any, right: Any) -> bool | None:
        """Whether two values are equal; None where that cannot be told. The number 0 equals any zero matrix."""

    def less(self, left: Any, right: Any) -> bool | None:
        """Whether one scalar is less than another; None where that cannot be told."""

    def magnitude(self, value: Any) -> float:
        """Largest absolute value of the entries, rounded to a float, for ranking and display only."""

    def describe(self, value: Any) -> Any:
        """A JSON-able form: a string for a scalar, nested lists for a matrix."""
