"""Matrices that are written out entry by entry."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import block, cos, eye, sin
from numpy.linalg import det, inv

from tests.facts.fact import Fact


def _matrix(*entries: float) -> Any:
    """Of size two, by rows; of two entries a row."""
    return np.reshape(np.array(entries), (-1, 2))


def _turn(t: float) -> Any:
    return _matrix(cos(t), -sin(t), sin(t), cos(t))


def _corner(a: float, b: float) -> Any:
    return np.array([[0, a, b], [0, 0, a], [0, 0, 0]])


FACTS = (
    Fact(
        "rotation-is-orthogonal",
        "",
        "t: scalar",
        r"\begin{bmatrix} \cos t & -\sin t \\ \sin t & \cos t \end{bmatrix} \begin{bmatrix} \cos t & \sin t \\ "
        r"-\sin t & \cos t \end{bmatrix} "
        r"= \begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix} "
        r"\neq \begin{bmatrix} 1 & 0 \\ 0 & -1 \end{bmatrix}",
        lambda t: (_turn(t) @ _turn(t).T, eye(2), _matrix(1, 0, 0, -1)),
    ),
    Fact(
        "rotations-add",
        "",
        "s, t: scalar",
        r"\begin{bmatrix} \cos s & -\sin s \\ \sin s & \cos s \end{bmatrix} \begin{bmatrix} \cos t & -\sin t \\ "
        r"\sin t & \cos t \end{bmatrix} "
        r"= \begin{bmatrix} \cos(s+t) & -\sin(s+t) \\ \sin(s+t) & \cos(s+t) \end{bmatrix} "
        r"\neq \begin{bmatrix} \cos(s+t) & \sin(s+t) \\ \sin(s+t) & \cos(s+t) \end{bmatrix}",
        lambda s, t: (_turn(s) @ _turn(t), _turn(s + t), _matrix(cos(s + t), sin(s + t), sin(s + t), cos(s + t))),
    ),
    Fact(
        "inverse-of-size-two",
        "32",
        r"a, b, c, d: scalar; $ad - bc \neq 0$",
        r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}^{-1} "
        r"= \frac{1}{ad - bc} \begin{bmatrix} d & -b \\ -c & a \end{bmatrix} "
        r"\neq \frac{1}{ad + bc} \begin{bmatrix} d & -b \\ -c & a \end{bmatrix}",
        lambda a, b, c, d: (
            inv(_matrix(a, b, c, d)),
            _matrix(d, -b, -c, a) / (a * d - b * c),
            _matrix(d, -b, -c, a) / (a * d + b * c),
        ),
    ),
    Fact(
        "quadratic-of-size-two",
        "",
        "a, b, c, x, y: scalar",
        r"\begin{bmatrix} x & y \end{bmatrix} \begin{bmatrix} a & b \\ b & c \end{bmatrix} \begin{bmatrix} x \\ y "
        r"\end{bmatrix} "
        r"= a x^2 + 2bxy + c y^2 "
        r"\neq a x^2 + bxy + c y^2",
        lambda a, b, c, x, y: (
            _matrix(x, y) @ _matrix(a, b, b, c) @ _matrix(x, y).T,
            a * x**2 + 2 * b * x * y + c * y**2,
            a * x**2 + b * x * y + c * y**2,
        ),
    ),
    Fact(
        "vandermonde-of-size-three",
        "",
        "a, b, c: scalar",
        r"\det \begin{bmatrix} 1 & a & a^2 \\ 1 & b & b^2 \\ 1 & c & c^2 \end{bmatrix} "
        r"= (b - a)(c - a)(c - b) "
        r"\neq (a - b)(c - a)(c - b)",
        lambda a, b, c: (
            det(block([[1, a, a**2], [1, b, b**2], [1, c, c**2]])),
            (b - a) * (c - a) * (c - b),
            (a - b) * (c - a) * (c - b),
        ),
    ),
    Fact(
        "shear-power",
        "",
        "a: scalar",
        r"\begin{bmatrix} 1 & a \\ 0 & 1 \end{bmatrix}^3 = \begin{bmatrix} 1 & 3a \\ 0 & 1 \end{bmatrix} "
        r"\neq \begin{bmatrix} 1 & a^3 \\ 0 & 1 \end{bmatrix}",
        lambda a: (
            _matrix(1, a, 0, 1) @ _matrix(1, a, 0, 1) @ _matrix(1, a, 0, 1),
            _matrix(1, 3 * a, 0, 1),
            _matrix(1, a**3, 0, 1),
        ),
    ),
    Fact(
        "nilpotent-shift",
        "",
        "a, b: scalar",
        r"\begin{bmatrix} 0 & a & b \\ 0 & 0 & a \\ 0 & 0 & 0 \end{bmatrix}^2 "
        r"= \begin{bmatrix} 0 & 0 & a^2 \\ 0 & 0 & 0 \\ 0 & 0 & 0 \end{bmatrix} "
        r"\neq \begin{bmatrix} 0 & 0 & b^2 \\ 0 & 0 & 0 \\ 0 & 0 & 0 \end{bmatrix}",
        lambda a, b: (_corner(a, b) @ _corner(a, b), a**2 * _corner(0, 1), b**2 * _corner(0, 1)),
    ),
    Fact(
        "det-of-size-three-shared",
        "",
        "a, b: scalar",
        r"\det \begin{bmatrix} a & b & b \\ b & a & b \\ b & b & a \end{bmatrix} = (a + 2b)(a - b)^2 "
        r"\neq (a + b)(a - b)^2",
        lambda a, b: (
            det(block([[a, b, b], [b, a, b], [b, b, a]])),
            (a + 2 * b) * (a - b) ** 2,
            (a + b) * (a - b) ** 2,
        ),
    ),
)
