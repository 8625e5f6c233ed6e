"""Hadamard and Kronecker products, columns stacked by vec."""

from __future__ import annotations

import numpy as np
from numpy import eye, kron
from numpy import trace as tr
from numpy.linalg import det, inv, norm
from numpy.linalg import matrix_power as power

from tests.facts.draw import diag, total, vec
from tests.facts.fact import Fact

FACTS = (
    Fact(
        "hadamard-commutes",
        "",
        "A, B: n m",
        r"A \odot B = B \odot A \neq -B \odot A",
        lambda A, B: (A * B, B * A, -B * A),
    ),
    Fact(
        "hadamard-transpose",
        "",
        "A, B: n m",
        r"(A \odot B)^\top = A^\top \odot B^\top \neq A^\top + B^\top",
        lambda A, B: ((A * B).T, A.T * B.T, A.T + B.T),
    ),
    Fact(
        "hadamard-distributes",
        "",
        "A, B, C: n m",
        r"A \odot (B + C) = A \odot B + A \odot C \neq A \odot B + C",
        lambda A, B, C: (A * (B + C), A * B + A * C, A * B + C),
    ),
    Fact(
        "hadamard-trace",
        "",
        "A, B, C: n m",
        r"\tr(A^\top (B \odot C)) = \tr((A \odot B)^\top C) \neq \tr((A + B)^\top C)",
        lambda A, B, C: (tr(A.T @ (B * C)), tr((A * B).T @ C), tr((A + B).T @ C)),
    ),
    Fact(
        "hadamard-of-vectors",
        "",
        "x, y: n",
        r"x \odot y = \diag(x) y \neq \diag(x) x",
        lambda x, y: (x * y, diag(x) @ y, diag(x) @ x),
    ),
    Fact(
        "hadamard-with-outer",
        "",
        "A: n m; x: n; y: m",
        r"A \odot (x y^\top) = \diag(x) A \diag(y) \neq \diag(x) A + A \diag(y)",
        lambda A, x, y: (A * (x @ y.T), diag(x) @ A @ diag(y), diag(x) @ A + A @ diag(y)),
    ),
    Fact(
        "hadamard-bilinear",
        "",
        "A, B: n m; x: n; y: m",
        r"x^\top (A \odot B) y = \tr(\diag(x) A \diag(y) B^\top) \neq \tr(\diag(x) A \diag(y) A^\top)",
        lambda A, B, x, y: (x.T @ (A * B) @ y, tr(diag(x) @ A @ diag(y) @ B.T), tr(diag(x) @ A @ diag(y) @ A.T)),
    ),
    Fact(
        "hadamard-of-outers",
        "",
        "a, b, x, y: n",
        r"(a b^\top) \odot (x y^\top) = (a \odot x)(b \odot y)^\top \neq (a \odot b)(x \odot y)^\top",
        lambda a, b, x, y: ((a @ b.T) * (x @ y.T), (a * x) @ (b * y).T, (a * b) @ (x * y).T),
    ),
    Fact(
        "hadamard-with-identity",
        "",
        "A: n n",
        r"\tr(A \odot I) = \tr(A) \neq \tr(A)^2",
        lambda A, n: (tr(A * eye(n)), tr(A), tr(A) ** 2),
    ),
    Fact(
        "hadamard-inner-of-three",
        "",
        "x, y, z: n",
        r"x^\top (y \odot z) = y^\top (x \odot z) \neq -y^\top (x \odot z)",
        lambda x, y, z: (x.T @ (y * z), y.T @ (x * z), -y.T @ (x * z)),
    ),
    Fact(
        "diagonals-multiply",
        "",
        "x, y: n",
        r"\diag(x) \diag(y) = \diag(x \odot y) \neq \diag(x + y)",
        lambda x, y: (diag(x) @ diag(y), diag(x * y), diag(x + y)),
    ),
    Fact(
        "diagonal-trace",
        "",
        "x: n",
        r"\tr(\diag(x)) = \sum_{i=1}^{n} x_i \neq \prod_{i=1}^{n} x_i",
        lambda x: (tr(diag(x)), total(x), np.prod(x)),
    ),
    Fact(
        "kronecker-distributes",
        "506",
        "A: n m; B, C: p d",
        r"A \otimes (B + C) = A \otimes B + A \otimes C \neq A \otimes B - A \otimes C",
        lambda A, B, C: (kron(A, B + C), kron(A, B) + kron(A, C), kron(A, B) - kron(A, C)),
    ),
    Fact(
        "kronecker-associates",
        "508",
        "A: n m; B: p d; C: d n",
        r"A \otimes (B \otimes C) = (A \otimes B) \otimes C \neq (A \otimes B) \otimes 2C",
        lambda A, B, C: (kron(A, kron(B, C)), kron(kron(A, B), C), kron(kron(A, B), 2 * C)),
    ),
    Fact(
        "kronecker-scaled",
        "509",
        "A: n m; B: p d; a, b: scalar",
        r"(aA) \otimes (bB) = ab (A \otimes B) \neq (a + b) (A \otimes B)",
        lambda A, B, a, b: (kron(a * A, b * B), a * b * kron(A, B), (a + b) * kron(A, B)),
    ),
    Fact(
        "kronecker-transpose",
        "510",
        "A: n n; B: m m",
        r"(A \otimes B)^\top = A^\top \otimes B^\top \neq B^\top \otimes A^\top",
        lambda A, B: (kron(A, B).T, kron(A.T, B.T), kron(B.T, A.T)),
    ),
    Fact(
        "kronecker-mixed-product",
        "511",
        "A: n m; B: p d; C: m n; D: d p",
        r"(A \otimes B)(C \otimes D) = AC \otimes BD \neq -AC \otimes BD",
        lambda A, B, C, D: (kron(A, B) @ kron(C, D), kron(A @ C, B @ D), -kron(A @ C, B @ D)),
    ),
    Fact(
        "kronecker-inverse",
        "512",
        "A: n n invertible; B: m m invertible",
        r"(A \otimes B)^{-1} = A^{-1} \otimes B^{-1} \neq B^{-1} \otimes A^{-1}",
        lambda A, B: (inv(kron(A, B)), kron(inv(A), inv(B)), kron(inv(B), inv(A))),
    ),
    Fact(
        "kronecker-trace",
        "515",
        "A: n n; B: m m",
        r"\tr(A \otimes B) = \tr(A) \tr(B) \neq \tr(A) + \tr(B)",
        lambda A, B: (tr(kron(A, B)), tr(A) * tr(B), tr(A) + tr(B)),
    ),
    Fact(
        "kronecker-det",
        "516",
        "A: n n; B: m m",
        r"\det(A \otimes B) = \det(A)^m \det(B)^n \neq \det(A)^n \det(B)^m",
        lambda A, B, n, m: (det(kron(A, B)), det(A) ** m * det(B) ** n, det(A) ** n * det(B) ** m),
    ),
    Fact(
        "kronecker-of-vectors",
        "",
        "x: n; y: m",
        r"x \otimes y^\top = x y^\top \neq -x y^\top",
        lambda x, y: (kron(x, y.T), x @ y.T, -x @ y.T),
    ),
    Fact(
        "kronecker-norm",
        "",
        "A: n m; B: p d",
        r"\|A \otimes B\|_F = \|A\|_F \|B\|_F \neq \|A\|_F + \|B\|_F",
        lambda A, B: (norm(kron(A, B)), norm(A) * norm(B), norm(A) + norm(B)),
    ),
    Fact(
        "kronecker-power",
        "",
        "A: n n; B: m m",
        r"(A \otimes B)^2 = A^2 \otimes B^2 \neq A^2 \otimes B",
        lambda A, B: (power(kron(A, B), 2), kron(A @ A, B @ B), kron(A @ A, B)),
    ),
    Fact(
        "kronecker-of-orthogonal",
        "",
        "P: n n orthogonal; Q: m m orthogonal",
        r"(P \otimes Q)^\top (P \otimes Q) = I \neq 2I",
        lambda P, Q, n, m: (kron(P, Q).T @ kron(P, Q), eye(n * m), 2 * eye(n * m)),
    ),
    Fact(
        "vec-sum",
        "522",
        "A, B: n m",
        r"\vec(A + B) = \vec(A) + \vec(B) \neq \vec(A) - \vec(B)",
        lambda A, B: (vec(A + B), vec(A) + vec(B), vec(A) - vec(B)),
    ),
    Fact(
        "vec-scaled",
        "523",
        "A: n m; c: scalar",
        r"\vec(cA) = c \vec(A) \neq c^2 \vec(A)",
        lambda A, c: (vec(c * A), c * vec(A), c**2 * vec(A)),
    ),
    Fact(
        "vec-product",
        "520",
        "A: n n; X: n m; B: m m",
        r"\vec(AXB) = (B^\top \otimes A) \vec(X) \neq (B \otimes A) \vec(X)",
        lambda A, X, B: (vec(A @ X @ B), kron(B.T, A) @ vec(X), kron(B, A) @ vec(X)),
    ),
    Fact(
        "vec-product-of-two",
        "",
        "A: n m; B: m p",
        r"\vec(AB) = (I_p \otimes A) \vec(B) \neq -(I_p \otimes A) \vec(B)",
        lambda A, B, p: (vec(A @ B), kron(eye(p), A) @ vec(B), -kron(eye(p), A) @ vec(B)),
    ),
    Fact(
        "vec-trace",
        "521",
        "A, B: n m",
        r"\tr(A^\top B) = \vec(A)^\top \vec(B) \neq -\vec(A)^\top \vec(B)",
        lambda A, B: (tr(A.T @ B), vec(A).T @ vec(B), -vec(A).T @ vec(B)),
    ),
    Fact(
        "vec-outer",
        "",
        "x: n; y: m",
        r"\vec(x y^\top) = y \otimes x \neq x \otimes y",
        lambda x, y: (vec(x @ y.T), kron(y, x), kron(x, y)),
    ),
    Fact(
        "vec-quadratic",
        "524",
        "a, c: n; X: n m; B: m m",
        r"a^\top X B X^\top c = \vec(X)^\top (B^\top \otimes c a^\top) \vec(X) "
        r"\neq \vec(X)^\top (B \otimes c a^\top) \vec(X)",
        lambda a, c, X, B: (
            a.T @ X @ B @ X.T @ c,
            vec(X).T @ kron(B.T, c @ a.T) @ vec(X),
            vec(X).T @ kron(B, c @ a.T) @ vec(X),
        ),
    ),
    Fact(
        "vec-sylvester-operator",
        "",
        "A: n n; B: m m; X: n m",
        r"\vec(AX + XB) = (I_m \otimes A + B^\top \otimes I_n) \vec(X) "
        r"\neq (I_m \otimes A + B \otimes I_n) \vec(X)",
        lambda A, B, X, n, m: (
            vec(A @ X + X @ B),
            (kron(eye(m), A) + kron(B.T, eye(n))) @ vec(X),
            (kron(eye(m), A) + kron(B, eye(n))) @ vec(X),
        ),
    ),
    Fact(
        "vec-norm",
        "",
        "A: n m",
        r"\|\vec(A)\|_2 = \|A\|_F \neq \|A\|_F^2",
        lambda A: (norm(vec(A)), norm(A), norm(A) ** 2),
    ),
)
