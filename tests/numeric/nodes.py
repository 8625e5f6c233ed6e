"""Shorthands for the terms of these tests."""

from __future__ import annotations

from fractions import Fraction

from derivations.terms.term import Term, num, sym
from derivations.terms.term import Value as TermValue
from numeric.arithmetics.protocol import Rows


def node(head: str, *args: Term | int, value: TermValue = None) -> Term:
    """A term; integers among the arguments become numbers."""
    return Term(head, tuple(num(arg) if isinstance(arg, int) else arg for arg in args), value)


def literal(rows: list[list[int]]) -> Term:
    """A matrix literal."""
    cells = [num(cell) for row in rows for cell in row]
    return Term("matrix", tuple(cells), (len(rows), len(rows[0])))


def rows(*lines: list[int]) -> Rows:
    """Exact rows of a model."""
    return tuple(tuple(Fraction(cell) for cell in line) for line in lines)


X, W, T, A, B, U, V = (sym(name) for name in ("X", "w", "t", "A", "B", "u", "v"))
x, y, i, n, d = (sym(name) for name in ("x", "y", "i", "n", "d"))
