"""Determinants and their logarithms."""

from __future__ import annotations

import numpy as np
from numpy import eye, log
from numpy import trace as tr
from numpy.linalg import det, inv
from numpy.linalg import matrix_power as power

from tests.facts.fact import Fact

FACTS = (
    Fact(
        "det-transpose",
        "20",
        "A: n n",
        r"\det(A^\top) = \det(A) \neq -\det(A)",
        lambda A: (det(A.T), det(A), -det(A)),
    ),
    Fact(
        "det-product",
        "21",
        "A, B: n n",
        r"\det(AB) = \det(A) \det(B) \neq \det(A) + \det(B)",
        lambda A, B: (det(A @ B), det(A) * det(B), det(A) + det(B)),
    ),
    Fact(
        "det-commutes",
        "",
        "A, B: n n",
        r"\det(AB) = \det(BA) \neq -\det(BA)",
        lambda A, B: (det(A @ B), det(B @ A), -det(B @ A)),
    ),
    Fact(
        "det-inverse",
        "22",
        "A: n n invertible",
        r"\det(A^{-1}) = \frac{1}{\det(A)} \neq -\frac{1}{\det(A)}",
        lambda A: (det(inv(A)), 1 / det(A), -1 / det(A)),
    ),
    Fact(
        "det-scaled",
        "19",
        "A: n n; c: scalar",
        r"\det(cA) = c^n \det(A) \neq c^{n-1} \det(A)",
        lambda A, c, n: (det(c * A), c**n * det(A), c ** (n - 1) * det(A)),
    ),
    Fact(
        "det-power",
        "23",
        "A: n n",
        r"\det(A^3) = \det(A)^3 \neq 3 \det(A)",
        lambda A: (det(power(A, 3)), det(A) ** 3, 3 * det(A)),
    ),
    Fact(
        "det-gram",
        "",
        "A: n n",
        r"\det(A^\top A) = \det(A)^2 \neq \det(A)",
        lambda A: (det(A.T @ A), det(A) ** 2, det(A)),
    ),
    Fact(
        "det-similar",
        "",
        "A: n n invertible; B: n n",
        r"\det(A^{-1} B A) = \det(B) \neq \det(A) \det(B)",
        lambda A, B: (det(inv(A) @ B @ A), det(B), det(A) * det(B)),
    ),
    Fact(
        "det-congruent",
        "",
        "A, B: n n",
        r"\det(A^\top B A) = \det(A)^2 \det(B) \neq \det(A) \det(B)",
        lambda A, B: (det(A.T @ B @ A), det(A) ** 2 * det(B), det(A) * det(B)),
    ),
    Fact(
        "det-one-plus-outer",
        "24",
        "u, v: n",
        r"\det(I + u v^\top) = 1 + u^\top v \neq 1 - u^\top v",
        lambda u, v, n: (det(eye(n) + u @ v.T), 1 + u.T @ v, 1 - u.T @ v),
    ),
    Fact(
        "det-lemma",
        "",
        "A: n n invertible; u, v: n",
        r"\det(A + u v^\top) = \det(A) (1 + v^\top A^{-1} u) \neq \det(A) + v^\top A^{-1} u",
        lambda A, u, v: (det(A + u @ v.T), det(A) * (1 + v.T @ inv(A) @ u), det(A) + v.T @ inv(A) @ u),
    ),
    Fact(
        "det-sylvester",
        "",
        "A: n m; B: m n",
        r"\det(I_n + AB) = \det(I_m + BA) \neq \det(I_m - BA)",
        lambda A, B, n, m: (det(eye(n) + A @ B), det(eye(m) + B @ A), det(eye(m) - B @ A)),
    ),
    Fact(
        "det-lemma-of-blocks",
        "",
        "A: n n invertible; W: m m invertible; U, V: n m",
        r"\det(A + U W V^\top) = \det(W^{-1} + V^\top A^{-1} U) \det(W) \det(A) "
        r"\neq \det(W^{-1} + V^\top A^{-1} U) \det(A)",
        lambda A, W, U, V: (
            det(A + U @ W @ V.T),
            det(inv(W) + V.T @ inv(A) @ U) * det(W) * det(A),
            det(inv(W) + V.T @ inv(A) @ U) * det(A),
        ),
    ),
    Fact(
        "det-of-size-two",
        "29",
        "A: 2 2",
        r"\det(A) = A_{11} A_{22} - A_{12} A_{21} \neq A_{11} A_{22} + A_{12} A_{21}",
        lambda A: (det(A), A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0], A[0, 0] * A[1, 1] + A[0, 1] * A[1, 0]),
    ),
    Fact(
        "det-one-plus-of-size-two",
        "25",
        "A: 2 2",
        r"\det(I + A) = 1 + \det(A) + \tr(A) \neq 1 + \det(A) - \tr(A)",
        lambda A: (det(eye(2) + A), 1 + det(A) + tr(A), 1 + det(A) - tr(A)),
    ),
    Fact(
        "det-one-plus-of-size-three",
        "26",
        "A: 3 3",
        r"\det(I + A) = 1 + \det(A) + \tr(A) + \frac{1}{2} \tr(A)^2 - \frac{1}{2} \tr(A^2) "
        r"\neq 1 + \det(A) + \tr(A) + \tr(A)^2 - \tr(A^2)",
        lambda A: (
            det(eye(3) + A),
            1 + det(A) + tr(A) + tr(A) ** 2 / 2 - tr(A @ A) / 2,
            1 + det(A) + tr(A) + tr(A) ** 2 - tr(A @ A),
        ),
    ),
    Fact(
        "det-of-negative",
        "",
        "A: 3 3",
        r"\det(-A) = -\det(A) \neq \det(A)",
        lambda A: (det(-A), -det(A), det(A)),
    ),
    Fact(
        "det-diagonal",
        "",
        "x: n",
        r"\det(\diag(x)) = \prod_{i=1}^{n} x_i \neq \sum_{i=1}^{n} x_i",
        lambda x: (det(np.diag(x[:, 0])), np.prod(x), np.sum(x)),
    ),
    Fact(
        "det-triangular",
        "",
        "L: n n lower triangular",
        r"\det(L) = \prod_{i=1}^{n} L_{ii} \neq \prod_{i=1}^{n} L_{ii}^2",
        lambda L: (det(L), np.prod(L.diagonal()), np.prod(L.diagonal() ** 2)),
    ),
    Fact(
        "det-orthogonal",
        "",
        "Q: n n orthogonal",
        r"\det(Q)^2 = 1 \neq 0",
        lambda Q: (det(Q) ** 2, 1, 0),
    ),
    Fact(
        "log-det-of-product",
        "",
        "A, B: n n symmetric positive definite",
        r"\log\det(AB) = \log\det(A) + \log\det(B) \neq \log\det(A) \log\det(B)",
        lambda A, B: (log(det(A @ B)), log(det(A)) + log(det(B)), log(det(A)) * log(det(B))),
    ),
    Fact(
        "log-det-of-inverse",
        "",
        "A: n n symmetric positive definite",
        r"\log\det(A^{-1}) = -\log\det(A) \neq \log\det(A)",
        lambda A: (log(det(inv(A))), -log(det(A)), log(det(A))),
    ),
    Fact(
        "log-det-scaled",
        "",
        "A: n n symmetric positive definite; c: scalar positive",
        r"\log\det(cA) = n \log c + \log\det(A) \neq \log c + \log\det(A)",
        lambda A, c, n: (log(det(c * A)), n * log(c) + log(det(A)), log(c) + log(det(A))),
    ),
    Fact(
        "log-det-lemma",
        "",
        "A: n n symmetric positive definite; u: n",
        r"\log\det(A + u u^\top) = \log\det(A) + \log(1 + u^\top A^{-1} u) "
        r"\neq \log\det(A) + \log(1 + u^\top A u)",
        lambda A, u: (
            log(det(A + u @ u.T)),
            log(det(A)) + log((1 + u.T @ inv(A) @ u).item()),
            log(det(A)) + log((1 + u.T @ A @ u).item()),
        ),
    ),
    Fact(
        "log-det-of-cholesky",
        "",
        "L: n n lower triangular",
        r"\log\det(L L^\top) = 2 \sum_{i=1}^{n} \log |L_{ii}| \neq \sum_{i=1}^{n} \log |L_{ii}|",
        lambda L: (log(det(L @ L.T)), 2 * sum(np.log(abs(L.diagonal()))), sum(np.log(abs(L.diagonal())))),
    ),
    Fact(
        "cayley-hamilton",
        "",
        "A: 2 2",
        r"A^2 = \tr(A) A - \det(A) I \neq \tr(A) A + \det(A) I",
        lambda A: (A @ A, tr(A) * A - det(A) * eye(2), tr(A) * A + det(A) * eye(2)),
    ),
    Fact(
        "trace-of-square-of-size-two",
        "",
        "A: 2 2",
        r"\tr(A^2) = \tr(A)^2 - 2 \det(A) \neq \tr(A)^2 - \det(A)",
        lambda A: (tr(A @ A), tr(A) ** 2 - 2 * det(A), tr(A) ** 2 - det(A)),
    ),
    Fact(
        "adjugate",
        "",
        "A: n n invertible",
        r"A \operatorname{adj}(A) = \det(A) I \neq \det(A) A",
        lambda A, n: (A @ (det(A) * inv(A)), det(A) * eye(n), det(A) * A),
    ),
)
