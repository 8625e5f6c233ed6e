"""Norms and inner products."""

from __future__ import annotations

from numpy import abs as absolute
from numpy import sqrt
from numpy import trace as tr
from numpy.linalg import norm

from tests.facts.draw import total
from tests.facts.fact import Fact

FACTS = (
    Fact(
        "norm-squared",
        "",
        "x: n",
        r"\|x\|_2^2 = x^\top x \neq 2 x^\top x",
        lambda x: (norm(x) ** 2, x.T @ x, 2 * x.T @ x),
    ),
    Fact(
        "norm-of-difference",
        "",
        "a, b: n",
        r"\|a - b\|_2^2 = \|a\|_2^2 - 2 a^\top b + \|b\|_2^2 \neq \|a\|_2^2 - a^\top b + \|b\|_2^2",
        lambda a, b: (
            norm(a - b) ** 2,
            norm(a) ** 2 - 2 * a.T @ b + norm(b) ** 2,
            norm(a) ** 2 - a.T @ b + norm(b) ** 2,
        ),
    ),
    Fact(
        "polarisation",
        "",
        "a, b: n",
        r"a^\top b = \frac{1}{4} (\|a + b\|_2^2 - \|a - b\|_2^2) "
        r"\neq \frac{1}{2} (\|a + b\|_2^2 - \|a - b\|_2^2)",
        lambda a, b: (a.T @ b, (norm(a + b) ** 2 - norm(a - b) ** 2) / 4, (norm(a + b) ** 2 - norm(a - b) ** 2) / 2),
    ),
    Fact(
        "parallelogram",
        "",
        "a, b: n",
        r"\|a + b\|^2 + \|a - b\|^2 = 2 \|a\|^2 + 2 \|b\|^2 \neq \|a\|^2 + \|b\|^2",
        lambda a, b: (
            norm(a + b) ** 2 + norm(a - b) ** 2,
            2 * norm(a) ** 2 + 2 * norm(b) ** 2,
            norm(a) ** 2 + norm(b) ** 2,
        ),
    ),
    Fact(
        "parallelogram-of-matrices",
        "",
        "A, B: n m",
        r"\|A + B\|_F^2 + \|A - B\|_F^2 = 2 \|A\|_F^2 + 2 \|B\|_F^2 \neq 2 \|A\|_F^2 - 2 \|B\|_F^2",
        lambda A, B: (
            norm(A + B) ** 2 + norm(A - B) ** 2,
            2 * norm(A) ** 2 + 2 * norm(B) ** 2,
            2 * norm(A) ** 2 - 2 * norm(B) ** 2,
        ),
    ),
    Fact(
        "norm-scaled",
        "",
        "x: n; c: scalar",
        r"\|cx\|_2 = |c| \|x\|_2 \neq c^2 \|x\|_2",
        lambda x, c: (norm(c * x), abs(c) * norm(x), c**2 * norm(x)),
    ),
    Fact(
        "frobenius-trace",
        "",
        "A: n m",
        r"\|A\|_F^2 = \tr(A A^\top) \neq \tr(A A^\top)^2",
        lambda A: (norm(A) ** 2, tr(A @ A.T), tr(A @ A.T) ** 2),
    ),
    Fact(
        "frobenius-root",
        "",
        "A: n m",
        r"\|A\|_F = \sqrt{\tr(A^\top A)} \neq \tr(A^\top A)",
        lambda A: (norm(A), sqrt(tr(A.T @ A)), tr(A.T @ A)),
    ),
    Fact(
        "frobenius-transpose",
        "",
        "A: n m",
        r"\|A^\top\|_F = \|A\|_F \neq 2 \|A\|_F",
        lambda A: (norm(A.T), norm(A), 2 * norm(A)),
    ),
    Fact(
        "frobenius-of-sum",
        "",
        "A, B: n m",
        r"\|A + B\|_F^2 = \|A\|_F^2 + 2 \tr(A^\top B) + \|B\|_F^2 \neq \|A\|_F^2 + \tr(A^\top B) + \|B\|_F^2",
        lambda A, B: (
            norm(A + B) ** 2,
            norm(A) ** 2 + 2 * tr(A.T @ B) + norm(B) ** 2,
            norm(A) ** 2 + tr(A.T @ B) + norm(B) ** 2,
        ),
    ),
    Fact(
        "frobenius-orthogonal",
        "",
        "Q: n n orthogonal; A: n m",
        r"\|QA\|_F^2 = \|A\|_F^2 \neq n \|A\|_F^2",
        lambda Q, A, n: (norm(Q @ A) ** 2, norm(A) ** 2, n * norm(A) ** 2),
    ),
    Fact(
        "frobenius-outer",
        "",
        "x: n; y: m",
        r"\|x y^\top\|_F = \|x\|_2 \|y\|_2 \neq \|x\|_2 + \|y\|_2",
        lambda x, y: (norm(x @ y.T), norm(x) * norm(y), norm(x) + norm(y)),
    ),
    Fact(
        "frobenius-of-symmetric-and-skew",
        "",
        "A: n n symmetric; B: n n skew-symmetric",
        r"\|A + B\|_F^2 = \|A\|_F^2 + \|B\|_F^2 \neq \|A\|_F^2 - \|B\|_F^2",
        lambda A, B: (norm(A + B) ** 2, norm(A) ** 2 + norm(B) ** 2, norm(A) ** 2 - norm(B) ** 2),
    ),
    Fact(
        "frobenius-entries",
        "",
        "A: n m",
        r"\|A\|_F^2 = \sum_{i=1}^{n} \sum_{j=1}^{m} A_{ij}^2 \neq \sum_{i=1}^{n} A_{i1}^2",
        lambda A: (norm(A) ** 2, total(A**2), total(A[:, 0] ** 2)),
    ),
    Fact(
        "one-norm",
        "",
        "x: n",
        r"\|x\|_1 = \sum_{i=1}^{n} |x_i| \neq \sum_{i=1}^{n} x_i^2",
        lambda x: (norm(x, 1), total(absolute(x)), total(x**2)),
    ),
    Fact(
        "one-norm-scaled",
        "",
        "x: n; c: scalar",
        r"\|cx\|_1 = |c| \|x\|_1 \neq c^2 \|x\|_1",
        lambda x, c: (norm(c * x, 1), abs(c) * norm(x, 1), c**2 * norm(x, 1)),
    ),
    Fact(
        "max-norm",
        "",
        "x: n",
        r"\|{-x}\|_\infty = \|x\|_\infty \neq -\|x\|_\infty",
        lambda x: (max(absolute(x)), max(absolute(x)), -max(absolute(x))),
    ),
    Fact(
        "cauchy-schwarz-gap",
        "",
        "a, b: n",
        r"\|a\|_2^2 \|b\|_2^2 - (a^\top b)^2 = \frac{1}{2} \|a b^\top - b a^\top\|_F^2 "
        r"\neq \|a b^\top - b a^\top\|_F^2",
        lambda a, b: (
            norm(a) ** 2 * norm(b) ** 2 - (a.T @ b) ** 2,
            norm(a @ b.T - b @ a.T) ** 2 / 2,
            norm(a @ b.T - b @ a.T) ** 2,
        ),
    ),
    Fact(
        "inner-product-adjoint",
        "",
        "A: n m; x: m; y: n",
        r"\langle Ax, y \rangle = \langle x, A^\top y \rangle \neq -\langle x, A^\top y \rangle",
        lambda A, x, y: ((A @ x).T @ y, x.T @ A.T @ y, -x.T @ A.T @ y),
    ),
    Fact(
        "projection-leaves",
        "",
        r"a, b: n; $b \neq 0$",
        r"b^\top \left( a - \frac{b^\top a}{b^\top b} b \right) = 0 \neq b^\top a",
        lambda a, b: (b.T @ (a - b.T @ a / (b.T @ b) * b), 0, b.T @ a),
    ),
    Fact(
        "normalised",
        "",
        r"x: n; $x \neq 0$",
        r"\left\| \frac{x}{\|x\|_2} \right\|_2 = 1 \neq 2",
        lambda x: (norm(x / norm(x)), 1, 2),
    ),
    Fact(
        "norm-by-matrix",
        "",
        "A: m n; x: n",
        r"\|Ax\|_2^2 = x^\top A^\top A x \neq 2 x^\top A^\top A x",
        lambda A, x: (norm(A @ x) ** 2, x.T @ A.T @ A @ x, 2 * x.T @ A.T @ A @ x),
    ),
)
