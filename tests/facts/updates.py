"""Inverses of updated matrices, Schur complements, block matrices."""

from __future__ import annotations

from math import cos, sin
from typing import Any

import numpy as np
from numpy import block, eye, zeros
from numpy import trace as tr
from numpy.linalg import det, inv

from tests.facts.fact import Fact


def _matrix(*entries: float) -> Any:
    """Of size two, by rows; of two entries a row."""
    return np.reshape(np.array(entries), (-1, 2))


def _turn(t: float) -> Any:
    return _matrix(cos(t), -sin(t), sin(t), cos(t))


def _corner(a: float, b: float) -> Any:
    return np.array([[0, a, b], [0, 0, a], [0, 0, 0]])


UPDATES = (
    Fact(
        "sherman-morrison",
        "160",
        "A: n n invertible; b, c: n; $1 + c^\\top A^{-1} b \\neq 0$",
        r"(A + b c^\top)^{-1} = A^{-1} - \frac{A^{-1} b c^\top A^{-1}}{1 + c^\top A^{-1} b} \neq A^{-1} + \frac{A^{-1} b c^\top A^{-1}}{1 + c^\top A^{-1} b}",
        lambda A, b, c: (
            inv(A + b @ c.T),
            inv(A) - inv(A) @ b @ c.T @ inv(A) / (1 + c.T @ inv(A) @ b),
            inv(A) + inv(A) @ b @ c.T @ inv(A) / (1 + c.T @ inv(A) @ b),
        ),
    ),
    Fact(
        "sherman-morrison-applied",
        "",
        "A: n n symmetric positive definite; u: n",
        r"(A + u u^\top)^{-1} u = \frac{A^{-1} u}{1 + u^\top A^{-1} u} \neq \frac{A^{-1} u}{1 - u^\top A^{-1} u}",
        lambda A, u: (inv(A + u @ u.T) @ u, inv(A) @ u / (1 + u.T @ inv(A) @ u), inv(A) @ u / (1 - u.T @ inv(A) @ u)),
    ),
    Fact(
        "sherman-morrison-identity",
        "",
        "v: n; c: scalar positive",
        r"(cI + v v^\top)^{-1} = \frac{1}{c} \left( I - \frac{v v^\top}{c + v^\top v} \right) \neq \frac{1}{c} \left( I - \frac{v v^\top}{1 + v^\top v} \right)",
        lambda v, c, n: (
            inv(c * eye(n) + v @ v.T),
            (eye(n) - v @ v.T / (c + v.T @ v)) / c,
            (eye(n) - v @ v.T / (1 + v.T @ v)) / c,
        ),
    ),
    Fact(
        "sherman-morrison-downdate",
        "",
        "A: n n symmetric positive definite; u: n; $u^\\top A^{-1} u \\neq 1$",
        r"(A - u u^\top)^{-1} = A^{-1} + \frac{A^{-1} u u^\top A^{-1}}{1 - u^\top A^{-1} u} \neq A^{-1} - \frac{A^{-1} u u^\top A^{-1}}{1 - u^\top A^{-1} u}",
        lambda A, u: (
            inv(A - u @ u.T),
            inv(A) + inv(A) @ u @ u.T @ inv(A) / (1 - u.T @ inv(A) @ u),
            inv(A) - inv(A) @ u @ u.T @ inv(A) / (1 - u.T @ inv(A) @ u),
        ),
    ),
    Fact(
        "woodbury",
        "156",
        "A: n n symmetric positive definite; B: m m symmetric positive definite; C: n m",
        r"(A + C B C^\top)^{-1} = A^{-1} - A^{-1} C (B^{-1} + C^\top A^{-1} C)^{-1} C^\top A^{-1} \neq A^{-1} - A^{-1} C (B + C^\top A^{-1} C)^{-1} C^\top A^{-1}",
        lambda A, B, C: (
            inv(A + C @ B @ C.T),
            inv(A) - inv(A) @ C @ inv(inv(B) + C.T @ inv(A) @ C) @ C.T @ inv(A),
            inv(A) - inv(A) @ C @ inv(B + C.T @ inv(A) @ C) @ C.T @ inv(A),
        ),
    ),
    Fact(
        "woodbury-general",
        "157",
        "A: n n invertible; B: m m invertible; U: n m; V: m n; $B^{-1} + V A^{-1} U$ is invertible",
        r"(A + U B V)^{-1} = A^{-1} - A^{-1} U (B^{-1} + V A^{-1} U)^{-1} V A^{-1} \neq A^{-1} + A^{-1} U (B^{-1} + V A^{-1} U)^{-1} V A^{-1}",
        lambda A, B, U, V: (
            inv(A + U @ B @ V),
            inv(A) - inv(A) @ U @ inv(inv(B) + V @ inv(A) @ U) @ V @ inv(A),
            inv(A) + inv(A) @ U @ inv(inv(B) + V @ inv(A) @ U) @ V @ inv(A),
        ),
    ),
    Fact(
        "woodbury-gain",
        "158",
        "P: n n symmetric positive definite; R: m m symmetric positive definite; B: m n",
        r"(P^{-1} + B^\top R^{-1} B)^{-1} B^\top R^{-1} = P B^\top (B P B^\top + R)^{-1} \neq P B^\top (B P B^\top + R^{-1})^{-1}",
        lambda P, R, B: (
            inv(inv(P) + B.T @ inv(R) @ B) @ B.T @ inv(R),
            P @ B.T @ inv(B @ P @ B.T + R),
            P @ B.T @ inv(B @ P @ B.T + inv(R)),
        ),
    ),
    Fact(
        "kailath",
        "159",
        "A: n n invertible; B: n m; C: m n; Let $I + C A^{-1} B$ be invertible",
        r"(A + BC)^{-1} = A^{-1} - A^{-1} B (I + C A^{-1} B)^{-1} C A^{-1} \neq A^{-1} - A^{-1} B (I + C A B)^{-1} C A^{-1}",
        lambda A, B, C, m: (
            inv(A + B @ C),
            inv(A) - inv(A) @ B @ inv(eye(m) + C @ inv(A) @ B) @ C @ inv(A),
            inv(A) - inv(A) @ B @ inv(eye(m) + C @ A @ B) @ C @ inv(A),
        ),
    ),
    Fact(
        "gain-of-gram",
        "162",
        "A: n n symmetric positive definite; B: n m",
        r"(A + B B^\top)^{-1} B = A^{-1} B (I + B^\top A^{-1} B)^{-1} \neq A^{-1} B (I + B^\top A B)^{-1}",
        lambda A, B, m: (
            inv(A + B @ B.T) @ B,
            inv(A) @ B @ inv(eye(m) + B.T @ inv(A) @ B),
            inv(A) @ B @ inv(eye(m) + B.T @ A @ B),
        ),
    ),
    Fact(
        "ridge-inverse",
        "",
        "X: n d; r: scalar positive",
        r"(X^\top X + rI)^{-1} = \frac{1}{r} (I - X^\top (X X^\top + rI)^{-1} X) \neq I - X^\top (X X^\top + rI)^{-1} X",
        lambda X, r, n, d: (
            inv(X.T @ X + r * eye(d)),
            (eye(d) - X.T @ inv(X @ X.T + r * eye(n)) @ X) / r,
            eye(d) - X.T @ inv(X @ X.T + r * eye(n)) @ X,
        ),
    ),
    Fact(
        "schur-of-update",
        "",
        "A: n n invertible; D: m m invertible; B: n m; C: m n; $D - C A^{-1} B$ is invertible",
        r"(A - B D^{-1} C)^{-1} B D^{-1} = A^{-1} B (D - C A^{-1} B)^{-1} \neq A^{-1} B (D + C A^{-1} B)^{-1}",
        lambda A, D, B, C: (
            inv(A - B @ inv(D) @ C) @ B @ inv(D),
            inv(A) @ B @ inv(D - C @ inv(A) @ B),
            inv(A) @ B @ inv(D + C @ inv(A) @ B),
        ),
    ),
    Fact(
        "schur-inverse",
        "",
        "A: n n invertible; D: m m invertible; B: n m; C: m n; $D - C A^{-1} B$ is invertible",
        r"(A - B D^{-1} C)^{-1} = A^{-1} + A^{-1} B (D - C A^{-1} B)^{-1} C A^{-1} \neq A^{-1} - A^{-1} B (D - C A^{-1} B)^{-1} C A^{-1}",
        lambda A, D, B, C: (
            inv(A - B @ inv(D) @ C),
            inv(A) + inv(A) @ B @ inv(D - C @ inv(A) @ B) @ C @ inv(A),
            inv(A) - inv(A) @ B @ inv(D - C @ inv(A) @ B) @ C @ inv(A),
        ),
    ),
)

BLOCKS = (
    Fact(
        "block-row-times-column",
        "",
        "A: n m; B: n d; C: m p; D: d p",
        r"\begin{bmatrix} A & B \end{bmatrix} \begin{bmatrix} C \\ D \end{bmatrix} = AC + BD \neq AC - BD",
        lambda A, B, C, D: (block([A, B]) @ block([[C], [D]]), A @ C + B @ D, A @ C - B @ D),
    ),
    Fact(
        "block-transpose",
        "",
        "A: n n; B: n m; C: m n; D: m m",
        r"\begin{bmatrix} A & B \\ C & D \end{bmatrix}^\top = \begin{bmatrix} A^\top & C^\top \\ B^\top & D^\top \end{bmatrix} \neq \begin{bmatrix} A^\top & -C^\top \\ B^\top & D^\top \end{bmatrix}",
        lambda A, B, C, D: (
            block([[A, B], [C, D]]).T,
            block([[A.T, C.T], [B.T, D.T]]),
            block([[A.T, -C.T], [B.T, D.T]]),
        ),
    ),
    Fact(
        "block-times-column",
        "",
        "A: n n; B: n m; C: m n; D: m m; x: n; y: m",
        r"\begin{bmatrix} A & B \\ C & D \end{bmatrix} \begin{bmatrix} x \\ y \end{bmatrix} = \begin{bmatrix} Ax + By \\ Cx + Dy \end{bmatrix} \neq \begin{bmatrix} Ax + By \\ Cx - Dy \end{bmatrix}",
        lambda A, B, C, D, x, y: (
            block([[A, B], [C, D]]) @ block([[x], [y]]),
            block([[A @ x + B @ y], [C @ x + D @ y]]),
            block([[A @ x + B @ y], [C @ x - D @ y]]),
        ),
    ),
    Fact(
        "block-quadratic",
        "",
        "A: n n; B: n m; D: m m; x: n; y: m",
        r"\begin{bmatrix} x \\ y \end{bmatrix}^\top \begin{bmatrix} A & B \\ B^\top & D \end{bmatrix} \begin{bmatrix} x \\ y \end{bmatrix} = x^\top A x + 2 x^\top B y + y^\top D y \neq x^\top A x + x^\top B y + y^\top D y",
        lambda A, B, D, x, y: (
            block([[x], [y]]).T @ block([[A, B], [B.T, D]]) @ block([[x], [y]]),
            x.T @ A @ x + 2 * x.T @ B @ y + y.T @ D @ y,
            x.T @ A @ x + x.T @ B @ y + y.T @ D @ y,
        ),
    ),
    Fact(
        "block-product",
        "",
        "A, B, C, D: n n",
        r"\begin{bmatrix} I & A \\ 0 & I \end{bmatrix} \begin{bmatrix} B & 0 \\ C & D \end{bmatrix} = \begin{bmatrix} B + AC & AD \\ C & D \end{bmatrix} \neq \begin{bmatrix} B + CA & AD \\ C & D \end{bmatrix}",
        lambda A, B, C, D, n: (
            block([[eye(n), A], [zeros((n, n)), eye(n)]]) @ block([[B, zeros((n, n))], [C, D]]),
            block([[B + A @ C, A @ D], [C, D]]),
            block([[B + C @ A, A @ D], [C, D]]),
        ),
    ),
    Fact(
        "block-trace",
        "",
        "A: n n; B: n m; C: m n; D: m m",
        r"\tr \begin{bmatrix} A & B \\ C & D \end{bmatrix} = \tr(A) + \tr(D) \neq \tr(A) - \tr(D)",
        lambda A, B, C, D: (tr(block([[A, B], [C, D]])), tr(A) + tr(D), tr(A) - tr(D)),
    ),
    Fact(
        "block-det-diagonal",
        "",
        "A: n n; D: m m",
        r"\det \begin{bmatrix} A & 0 \\ 0 & D \end{bmatrix} = \det(A) \det(D) \neq \det(A) + \det(D)",
        lambda A, D, n, m: (det(block([[A, zeros((n, m))], [zeros((m, n)), D]])), det(A) * det(D), det(A) + det(D)),
    ),
    Fact(
        "block-det-triangular",
        "",
        "A: n n; B: n m; D: m m",
        r"\det \begin{bmatrix} A & B \\ 0 & D \end{bmatrix} = \det(A) \det(D) \neq -\det(A) \det(D)",
        lambda A, B, D, n, m: (det(block([[A, B], [zeros((m, n)), D]])), det(A) * det(D), -det(A) * det(D)),
    ),
    Fact(
        "block-det-schur",
        "",
        "A: n n invertible; B: n m; C: m n; D: m m",
        r"\det \begin{bmatrix} A & B \\ C & D \end{bmatrix} = \det(A) \det(D - C A^{-1} B) \neq \det(A) \det(D + C A^{-1} B)",
        lambda A, B, C, D: (
            det(block([[A, B], [C, D]])),
            det(A) * det(D - C @ inv(A) @ B),
            det(A) * det(D + C @ inv(A) @ B),
        ),
    ),
    Fact(
        "block-det-other-schur",
        "",
        "A: n n; B: n m; C: m n; D: m m invertible",
        r"\det \begin{bmatrix} A & B \\ C & D \end{bmatrix} = \det(D) \det(A - B D^{-1} C) \neq \det(A - B D^{-1} C)",
        lambda A, B, C, D: (det(block([[A, B], [C, D]])), det(D) * det(A - B @ inv(D) @ C), det(A - B @ inv(D) @ C)),
    ),
    Fact(
        "block-det-of-sum",
        "",
        "A, B: n n",
        r"\det \begin{bmatrix} A & B \\ B & A \end{bmatrix} = \det(A + B) \det(A - B) \neq \det(A + B)^2",
        lambda A, B: (det(block([[A, B], [B, A]])), det(A + B) * det(A - B), det(A + B) ** 2),
    ),
    Fact(
        "block-inverse-triangular",
        "",
        "A: n n invertible; B: n m; D: m m invertible",
        r"\begin{bmatrix} A & B \\ 0 & D \end{bmatrix}^{-1} = \begin{bmatrix} A^{-1} & -A^{-1} B D^{-1} \\ 0 & D^{-1} \end{bmatrix} \neq \begin{bmatrix} A^{-1} & A^{-1} B D^{-1} \\ 0 & D^{-1} \end{bmatrix}",
        lambda A, B, D, n, m: (
            inv(block([[A, B], [zeros((m, n)), D]])),
            block([[inv(A), -inv(A) @ B @ inv(D)], [zeros((m, n)), inv(D)]]),
            block([[inv(A), inv(A) @ B @ inv(D)], [zeros((m, n)), inv(D)]]),
        ),
    ),
    Fact(
        "block-shear-inverse",
        "",
        "B: n m",
        r"\begin{bmatrix} I & B \\ 0 & I \end{bmatrix}^{-1} = \begin{bmatrix} I & -B \\ 0 & I \end{bmatrix} \neq \begin{bmatrix} I & B \\ 0 & I \end{bmatrix}",
        lambda B, n, m: (
            inv(block([[eye(n), B], [zeros((m, n)), eye(m)]])),
            block([[eye(n), -B], [zeros((m, n)), eye(m)]]),
            block([[eye(n), B], [zeros((m, n)), eye(m)]]),
        ),
    ),
    Fact(
        "block-factored",
        "",
        "A: n n invertible; B: n m; C: m n; D: m m",
        r"\begin{bmatrix} I & 0 \\ C A^{-1} & I \end{bmatrix} \begin{bmatrix} A & B \\ 0 & D - C A^{-1} B \end{bmatrix} = \begin{bmatrix} A & B \\ C & D \end{bmatrix} \neq \begin{bmatrix} A & B \\ C & D - C A^{-1} B \end{bmatrix}",
        lambda A, B, C, D, n, m: (
            block([[eye(n), zeros((n, m))], [C @ inv(A), eye(m)]])
            @ block([[A, B], [zeros((m, n)), D - C @ inv(A) @ B]]),
            block([[A, B], [C, D]]),
            block([[A, B], [C, D - C @ inv(A) @ B]]),
        ),
    ),
    Fact(
        "block-det-bordered",
        "",
        "A: n n invertible; b, c: n; s: scalar",
        r"\det \begin{bmatrix} A & b \\ c^\top & s \end{bmatrix} = \det(A) (s - c^\top A^{-1} b) \neq \det(A) (s + c^\top A^{-1} b)",
        lambda A, b, c, s: (
            det(block([[A, b], [c.T, s * eye(1)]])),
            det(A) * (s - c.T @ inv(A) @ b),
            det(A) * (s + c.T @ inv(A) @ b),
        ),
    ),
    Fact(
        "columns-times-entries",
        "",
        "a, b, c: n; x: 3",
        r"\begin{bmatrix} a & b & c \end{bmatrix} x = x_1 a + x_2 b + x_3 c \neq x_1 a + x_2 b + c",
        lambda a, b, c, x: (block([a, b, c]) @ x, x[0] * a + x[1] * b + x[2] * c, x[0] * a + x[1] * b + c),
    ),
)

CONCRETE = (
    Fact(
        "rotation-is-orthogonal",
        "",
        "t: scalar",
        r"\begin{bmatrix} \cos t & -\sin t \\ \sin t & \cos t \end{bmatrix} \begin{bmatrix} \cos t & \sin t \\ -\sin t & \cos t \end{bmatrix} = \begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix} \neq \begin{bmatrix} 1 & 0 \\ 0 & -1 \end{bmatrix}",
        lambda t: (_turn(t) @ _turn(t).T, eye(2), _matrix(1, 0, 0, -1)),
    ),
    Fact(
        "rotations-add",
        "",
        "s, t: scalar",
        r"\begin{bmatrix} \cos s & -\sin s \\ \sin s & \cos s \end{bmatrix} \begin{bmatrix} \cos t & -\sin t \\ \sin t & \cos t \end{bmatrix} = \begin{bmatrix} \cos(s+t) & -\sin(s+t) \\ \sin(s+t) & \cos(s+t) \end{bmatrix} \neq \begin{bmatrix} \cos(s+t) & \sin(s+t) \\ \sin(s+t) & \cos(s+t) \end{bmatrix}",
        lambda s, t: (_turn(s) @ _turn(t), _turn(s + t), _matrix(cos(s + t), sin(s + t), sin(s + t), cos(s + t))),
    ),
    Fact(
        "inverse-of-size-two",
        "32",
        "a, b, c, d: scalar; $ad - bc \\neq 0$",
        r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}^{-1} = \frac{1}{ad - bc} \begin{bmatrix} d & -b \\ -c & a \end{bmatrix} \neq \frac{1}{ad + bc} \begin{bmatrix} d & -b \\ -c & a \end{bmatrix}",
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
        r"\begin{bmatrix} x & y \end{bmatrix} \begin{bmatrix} a & b \\ b & c \end{bmatrix} \begin{bmatrix} x \\ y \end{bmatrix} = a x^2 + 2bxy + c y^2 \neq a x^2 + bxy + c y^2",
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
        r"\det \begin{bmatrix} 1 & a & a^2 \\ 1 & b & b^2 \\ 1 & c & c^2 \end{bmatrix} = (b - a)(c - a)(c - b) \neq (a - b)(c - a)(c - b)",
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
        r"\begin{bmatrix} 1 & a \\ 0 & 1 \end{bmatrix}^3 = \begin{bmatrix} 1 & 3a \\ 0 & 1 \end{bmatrix} \neq \begin{bmatrix} 1 & a^3 \\ 0 & 1 \end{bmatrix}",
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
        r"\begin{bmatrix} 0 & a & b \\ 0 & 0 & a \\ 0 & 0 & 0 \end{bmatrix}^2 = \begin{bmatrix} 0 & 0 & a^2 \\ 0 & 0 & 0 \\ 0 & 0 & 0 \end{bmatrix} \neq \begin{bmatrix} 0 & 0 & b^2 \\ 0 & 0 & 0 \\ 0 & 0 & 0 \end{bmatrix}",
        lambda a, b: (_corner(a, b) @ _corner(a, b), a**2 * _corner(0, 1), b**2 * _corner(0, 1)),
    ),
    Fact(
        "det-of-size-three-shared",
        "",
        "a, b: scalar",
        r"\det \begin{bmatrix} a & b & b \\ b & a & b \\ b & b & a \end{bmatrix} = (a + 2b)(a - b)^2 \neq (a + b)(a - b)^2",
        lambda a, b: (
            det(block([[a, b, b], [b, a, b], [b, b, a]])),
            (a + 2 * b) * (a - b) ** 2,
            (a + b) * (a - b) ** 2,
        ),
    ),
)
