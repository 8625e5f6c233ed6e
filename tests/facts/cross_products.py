"""Cross products."""

from __future__ import annotations

import numpy as np
from numpy import cross
from numpy.linalg import norm

from tests.facts.draw import Array, unit
from tests.facts.fact import Fact


def _x(a: Array, b: Array) -> Array:
    return cross(a[:, 0], b[:, 0])[:, None]


def _hat(a: Array) -> Array:
    """The matrix of the cross product with a column."""
    return np.column_stack([_x(a, unit(3, i)) for i in (1, 2, 3)])


FACTS = (
    Fact(
        "cross-turns",
        "",
        "a, b: 3",
        r"a \times b = -b \times a \neq b \times a",
        lambda a, b: (_x(a, b), -_x(b, a), _x(b, a)),
    ),
    Fact(
        "cross-orthogonal",
        "",
        "a, b: 3",
        r"a^\top (a \times b) = 0 \neq a^\top b",
        lambda a, b: (a.T @ _x(a, b), 0, a.T @ b),
    ),
    Fact(
        "cross-twice",
        "",
        "a, b, c: 3",
        r"a \times (b \times c) = b (a^\top c) - c (a^\top b) \neq b (a^\top c) + c (a^\top b)",
        lambda a, b, c: (_x(a, _x(b, c)), b * (a.T @ c) - c * (a.T @ b), b * (a.T @ c) + c * (a.T @ b)),
    ),
    Fact(
        "cross-triple-product",
        "",
        "a, b, c: 3",
        r"a^\top (b \times c) = c^\top (a \times b) \neq c^\top (b \times a)",
        lambda a, b, c: (a.T @ _x(b, c), c.T @ _x(a, b), c.T @ _x(b, a)),
    ),
    Fact(
        "cross-lagrange",
        "",
        "a, b: 3",
        r"\|a \times b\|_2^2 = \|a\|_2^2 \|b\|_2^2 - (a^\top b)^2 \neq \|a\|_2^2 \|b\|_2^2 + (a^\top b)^2",
        lambda a, b: (
            norm(_x(a, b)) ** 2,
            norm(a) ** 2 * norm(b) ** 2 - (a.T @ b) ** 2,
            norm(a) ** 2 * norm(b) ** 2 + (a.T @ b) ** 2,
        ),
    ),
    Fact(
        "cross-jacobi",
        "",
        "a, b, c: 3",
        r"a \times (b \times c) + b \times (c \times a) + c \times (a \times b) = 0 \neq a \times b",
        lambda a, b, c: (_x(a, _x(b, c)) + _x(b, _x(c, a)) + _x(c, _x(a, b)), 0 * a, _x(a, b)),
    ),
    Fact(
        "cross-as-matrix",
        "",
        "a, b: 3",
        r"a \times b = \begin{bmatrix} 0 & -a_3 & a_2 \\ a_3 & 0 & -a_1 \\ -a_2 & a_1 & 0 \end{bmatrix} b "
        r"\neq \begin{bmatrix} 0 & a_3 & a_2 \\ a_3 & 0 & -a_1 \\ -a_2 & a_1 & 0 \end{bmatrix} b",
        lambda a, b: (_x(a, b), _hat(a) @ b, (_hat(a) + 2 * a[2] * unit(3, 1) @ unit(3, 2).T) @ b),
    ),
)
