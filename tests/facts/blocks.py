"""Matrices made of blocks."""

from __future__ import annotations

from numpy import block, eye, zeros
from numpy import trace as tr
from numpy.linalg import det, inv

from tests.facts.fact import Fact

FACTS = (
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
        r"\begin{bmatrix} A & B \\ C & D \end{bmatrix}^\top "
        r"= \begin{bmatrix} A^\top & C^\top \\ B^\top & D^\top \end{bmatrix} "
        r"\neq \begin{bmatrix} A^\top & -C^\top \\ B^\top & D^\top \end{bmatrix}",
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
        r"\begin{bmatrix} A & B \\ C & D \end{bmatrix} \begin{bmatrix} x \\ y \end{bmatrix} "
        r"= \begin{bmatrix} Ax + By \\ Cx + Dy \end{bmatrix} "
        r"\neq \begin{bmatrix} Ax + By \\ Cx - Dy \end{bmatrix}",
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
        r"\begin{bmatrix} x \\ y \end{bmatrix}^\top \begin{bmatrix} A & B \\ B^\top & D \end{bmatrix} "
        r"\begin{bmatrix} x \\ y \end{bmatrix} "
        r"= x^\top A x + 2 x^\top B y + y^\top D y "
        r"\neq x^\top A x + x^\top B y + y^\top D y",
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
        r"\begin{bmatrix} I & A \\ 0 & I \end{bmatrix} \begin{bmatrix} B & 0 \\ C & D \end{bmatrix} "
        r"= \begin{bmatrix} B + AC & AD \\ C & D \end{bmatrix} "
        r"\neq \begin{bmatrix} B + CA & AD \\ C & D \end{bmatrix}",
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
        r"\det \begin{bmatrix} A & B \\ C & D \end{bmatrix} = \det(A) \det(D - C A^{-1} B) "
        r"\neq \det(A) \det(D + C A^{-1} B)",
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
        r"\det \begin{bmatrix} A & B \\ C & D \end{bmatrix} = \det(D) \det(A - B D^{-1} C) "
        r"\neq \det(A - B D^{-1} C)",
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
        r"\begin{bmatrix} A & B \\ 0 & D \end{bmatrix}^{-1} "
        r"= \begin{bmatrix} A^{-1} & -A^{-1} B D^{-1} \\ 0 & D^{-1} \end{bmatrix} "
        r"\neq \begin{bmatrix} A^{-1} & A^{-1} B D^{-1} \\ 0 & D^{-1} \end{bmatrix}",
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
        r"\begin{bmatrix} I & B \\ 0 & I \end{bmatrix}^{-1} = \begin{bmatrix} I & -B \\ 0 & I \end{bmatrix} "
        r"\neq \begin{bmatrix} I & B \\ 0 & I \end{bmatrix}",
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
        r"\begin{bmatrix} I & 0 \\ C A^{-1} & I \end{bmatrix} \begin{bmatrix} A & B \\ 0 & D - C A^{-1} B "
        r"\end{bmatrix} "
        r"= \begin{bmatrix} A & B \\ C & D \end{bmatrix} "
        r"\neq \begin{bmatrix} A & B \\ C & D - C A^{-1} B \end{bmatrix}",
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
        r"\det \begin{bmatrix} A & b \\ c^\top & s \end{bmatrix} = \det(A) (s - c^\top A^{-1} b) "
        r"\neq \det(A) (s + c^\top A^{-1} b)",
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
