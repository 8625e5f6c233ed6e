"""Inverses of matrices that were updated, Schur complements."""

from __future__ import annotations

from numpy import eye
from numpy.linalg import inv

from tests.facts.fact import Fact

FACTS = (
    Fact(
        "sherman-morrison",
        "160",
        r"A: n n invertible; b, c: n; $1 + c^\top A^{-1} b \neq 0$",
        r"(A + b c^\top)^{-1} = A^{-1} - \frac{A^{-1} b c^\top A^{-1}}{1 + c^\top A^{-1} b} "
        r"\neq A^{-1} + \frac{A^{-1} b c^\top A^{-1}}{1 + c^\top A^{-1} b}",
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
        r"(A + u u^\top)^{-1} u = \frac{A^{-1} u}{1 + u^\top A^{-1} u} "
        r"\neq \frac{A^{-1} u}{1 - u^\top A^{-1} u}",
        lambda A, u: (inv(A + u @ u.T) @ u, inv(A) @ u / (1 + u.T @ inv(A) @ u), inv(A) @ u / (1 - u.T @ inv(A) @ u)),
    ),
    Fact(
        "sherman-morrison-identity",
        "",
        "v: n; c: scalar positive",
        r"(cI + v v^\top)^{-1} = \frac{1}{c} \left( I - \frac{v v^\top}{c + v^\top v} \right) "
        r"\neq \frac{1}{c} \left( I - \frac{v v^\top}{1 + v^\top v} \right)",
        lambda v, c, n: (
            inv(c * eye(n) + v @ v.T),
            (eye(n) - v @ v.T / (c + v.T @ v)) / c,
            (eye(n) - v @ v.T / (1 + v.T @ v)) / c,
        ),
    ),
    Fact(
        "sherman-morrison-downdate",
        "",
        r"A: n n symmetric positive definite; u: n; $u^\top A^{-1} u \neq 1$",
        r"(A - u u^\top)^{-1} = A^{-1} + \frac{A^{-1} u u^\top A^{-1}}{1 - u^\top A^{-1} u} "
        r"\neq A^{-1} - \frac{A^{-1} u u^\top A^{-1}}{1 - u^\top A^{-1} u}",
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
        r"(A + C B C^\top)^{-1} = A^{-1} - A^{-1} C (B^{-1} + C^\top A^{-1} C)^{-1} C^\top A^{-1} "
        r"\neq A^{-1} - A^{-1} C (B + C^\top A^{-1} C)^{-1} C^\top A^{-1}",
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
        r"(A + U B V)^{-1} = A^{-1} - A^{-1} U (B^{-1} + V A^{-1} U)^{-1} V A^{-1} "
        r"\neq A^{-1} + A^{-1} U (B^{-1} + V A^{-1} U)^{-1} V A^{-1}",
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
        r"(P^{-1} + B^\top R^{-1} B)^{-1} B^\top R^{-1} = P B^\top (B P B^\top + R)^{-1} "
        r"\neq P B^\top (B P B^\top + R^{-1})^{-1}",
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
        r"(A + BC)^{-1} = A^{-1} - A^{-1} B (I + C A^{-1} B)^{-1} C A^{-1} "
        r"\neq A^{-1} - A^{-1} B (I + C A B)^{-1} C A^{-1}",
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
        r"(X^\top X + rI)^{-1} = \frac{1}{r} (I - X^\top (X X^\top + rI)^{-1} X) "
        r"\neq I - X^\top (X X^\top + rI)^{-1} X",
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
        r"(A - B D^{-1} C)^{-1} = A^{-1} + A^{-1} B (D - C A^{-1} B)^{-1} C A^{-1} "
        r"\neq A^{-1} - A^{-1} B (D - C A^{-1} B)^{-1} C A^{-1}",
        lambda A, D, B, C: (
            inv(A - B @ inv(D) @ C),
            inv(A) + inv(A) @ B @ inv(D - C @ inv(A) @ B) @ C @ inv(A),
            inv(A) - inv(A) @ B @ inv(D - C @ inv(A) @ B) @ C @ inv(A),
        ),
    ),
)
