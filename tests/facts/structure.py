"""What symmetric, orthogonal, idempotent, triangular and other matrices do."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import eye, ones
from numpy import trace as tr
from numpy.linalg import det, inv, norm
from numpy.linalg import matrix_power as power

from tests.facts.fact import Fact


def _nilpotent(n: int) -> Any:
    return np.eye(n, k=n - 1)


FACTS = (
    Fact(
        "symmetric-bilinear",
        "",
        "A: n n symmetric; x, y: n",
        r"x^\top A y = y^\top A x \neq -y^\top A x",
        lambda A, x, y: (x.T @ A @ y, y.T @ A @ x, -y.T @ A @ x),
    ),
    Fact(
        "symmetric-congruence",
        "",
        "S: n n symmetric; B: n m",
        r"(B^\top S B)^\top = B^\top S B \neq -B^\top S B",
        lambda S, B: ((B.T @ S @ B).T, B.T @ S @ B, -B.T @ S @ B),
    ),
    Fact(
        "symmetric-product-turned",
        "",
        "A, B: n n symmetric",
        r"(AB)^\top = BA \neq AB",
        lambda A, B: ((A @ B).T, B @ A, A @ B),
    ),
    Fact(
        "symmetric-commutator-is-skew",
        "",
        "A, B: n n symmetric",
        r"(AB - BA)^\top = -(AB - BA) \neq AB - BA",
        lambda A, B: ((A @ B - B @ A).T, B @ A - A @ B, A @ B - B @ A),
    ),
    Fact(
        "symmetric-square-completed",
        "",
        "A: n n symmetric positive definite; b, x: n",
        r"\frac{1}{2} x^\top A x - b^\top x "
        r"= \frac{1}{2} (x - A^{-1} b)^\top A (x - A^{-1} b) - \frac{1}{2} b^\top A^{-1} b "
        r"\neq \frac{1}{2} (x - A^{-1} b)^\top A (x - A^{-1} b) + \frac{1}{2} b^\top A^{-1} b",
        lambda A, b, x: (
            x.T @ A @ x / 2 - b.T @ x,
            (x - inv(A) @ b).T @ A @ (x - inv(A) @ b) / 2 - b.T @ inv(A) @ b / 2,
            (x - inv(A) @ b).T @ A @ (x - inv(A) @ b) / 2 + b.T @ inv(A) @ b / 2,
        ),
    ),
    Fact(
        "symmetric-inverse",
        "",
        "S: n n symmetric invertible",
        r"(S^{-1})^\top = S^{-1} \neq S",
        lambda S: (inv(S).T, inv(S), S),
    ),
    Fact(
        "skew-quadratic",
        "",
        "K: n n skew-symmetric; x: n",
        r"x^\top K x = 0 \neq x^\top x",
        lambda K, x: (x.T @ K @ x, 0, x.T @ x),
    ),
    Fact(
        "skew-bilinear",
        "",
        "K: n n skew-symmetric; x, y: n",
        r"x^\top K y = -y^\top K x \neq y^\top K x",
        lambda K, x, y: (x.T @ K @ y, -y.T @ K @ x, y.T @ K @ x),
    ),
    Fact(
        "skew-square",
        "",
        "K: n n skew-symmetric",
        r"(K^2)^\top = K^2 \neq -K^2",
        lambda K: ((K @ K).T, K @ K, -K @ K),
    ),
    Fact(
        "skew-of-odd-size",
        "",
        "K: 3 3 skew-symmetric",
        r"\det(K) = 0 \neq 1",
        lambda K: (det(K), 0, 1),
    ),
    Fact(
        "cayley-transform",
        "",
        "K: n n skew-symmetric",
        r"(I - K)(I + K)^{-1} = (I + K)^{-1} (I - K) \neq (I - K)^{-1} (I + K)",
        lambda K, n: ((eye(n) - K) @ inv(eye(n) + K), inv(eye(n) + K) @ (eye(n) - K), inv(eye(n) - K) @ (eye(n) + K)),
    ),
    Fact(
        "cayley-is-orthogonal",
        "",
        "K: n n skew-symmetric",
        r"((I - K)(I + K)^{-1})^\top (I - K)(I + K)^{-1} = I \neq -I",
        lambda K, n: (((eye(n) - K) @ inv(eye(n) + K)).T @ (eye(n) - K) @ inv(eye(n) + K), eye(n), -eye(n)),
    ),
    Fact(
        "orthogonal-inverse",
        "",
        "Q: n n orthogonal",
        r"Q^{-1} = Q^\top \neq Q",
        lambda Q: (inv(Q), Q.T, Q),
    ),
    Fact(
        "orthogonal-keeps-products",
        "",
        "Q: n n orthogonal; x, y: n",
        r"(Qx)^\top (Qy) = x^\top y \neq x^\top Q y",
        lambda Q, x, y: ((Q @ x).T @ Q @ y, x.T @ y, x.T @ Q @ y),
    ),
    Fact(
        "orthogonal-keeps-lengths",
        "",
        "Q: n n orthogonal; x: n",
        r"\|Qx\|_2 = \|x\|_2 \neq n \|x\|_2",
        lambda Q, x, n: (norm(Q @ x), norm(x), n * norm(x)),
    ),
    Fact(
        "orthogonal-similar",
        "",
        "Q: n n orthogonal; A: n n",
        r"\tr(Q^\top A Q) = \tr(A) \neq \tr(Q A)",
        lambda Q, A: (tr(Q.T @ A @ Q), tr(A), tr(Q @ A)),
    ),
    Fact(
        "orthogonal-shifted-inverse",
        "",
        "Q: n n orthogonal; D: n n symmetric positive definite; r: scalar positive",
        r"(Q D Q^\top + rI)^{-1} = Q (D + rI)^{-1} Q^\top \neq Q^\top (D + rI)^{-1} Q",
        lambda Q, D, r, n: (
            inv(Q @ D @ Q.T + r * eye(n)),
            Q @ inv(D + r * eye(n)) @ Q.T,
            Q.T @ inv(D + r * eye(n)) @ Q,
        ),
    ),
    Fact(
        "orthogonal-power",
        "",
        "Q: n n orthogonal; D: n n diagonal",
        r"(Q D Q^\top)^3 = Q D^3 Q^\top \neq Q^3 D^3 (Q^\top)^3",
        lambda Q, D: (power(Q @ D @ Q.T, 3), Q @ power(D, 3) @ Q.T, power(Q, 3) @ power(D, 3) @ power(Q.T, 3)),
    ),
    Fact(
        "permutation",
        "",
        "P: n n permutation matrix; x: n",
        r"\|Px\|_1 = \|x\|_1 \neq 2 \|x\|_1",
        lambda P, x: (norm(P @ x, 1), norm(x, 1), 2 * norm(x, 1)),
    ),
    Fact(
        "idempotent-complement",
        "",
        "P: n n idempotent",
        r"(I - P)^2 = I - P \neq I + P",
        lambda P, n: (power(eye(n) - P, 2), eye(n) - P, eye(n) + P),
    ),
    Fact(
        "idempotent-annihilates",
        "",
        "P: n n idempotent",
        r"P (I - P) = 0 \neq P",
        lambda P, n: (P @ (eye(n) - P), 0 * P, P),
    ),
    Fact(
        "idempotent-power",
        "",
        "P: n n idempotent",
        r"P^5 = P \neq P^\top",
        lambda P: (power(P, 5), P, P.T),
    ),
    Fact(
        "idempotent-reflects",
        "",
        "P: n n idempotent",
        r"(I - 2P)^{-1} = I - 2P \neq I + 2P",
        lambda P, n: (inv(eye(n) - 2 * P), eye(n) - 2 * P, eye(n) + 2 * P),
    ),
    Fact(
        "idempotent-shifted-inverse",
        "",
        "P: n n idempotent",
        r"(I + P)^{-1} = I - \frac{1}{2} P \neq I - P",
        lambda P, n: (inv(eye(n) + P), eye(n) - P / 2, eye(n) - P),
    ),
    Fact(
        "projection-pythagoras",
        "",
        "P: n n orthogonal projection; x: n",
        r"\|x\|_2^2 = \|Px\|_2^2 + \|x - Px\|_2^2 \neq \|Px\|_2^2 - \|x - Px\|_2^2",
        lambda P, x: (norm(x) ** 2, norm(P @ x) ** 2 + norm(x - P @ x) ** 2, norm(P @ x) ** 2 - norm(x - P @ x) ** 2),
    ),
    Fact(
        "projection-length",
        "",
        "P: n n orthogonal projection; x: n",
        r"x^\top P x = \|Px\|_2^2 \neq \|x\|_2^2",
        lambda P, x: (x.T @ P @ x, norm(P @ x) ** 2, norm(x) ** 2),
    ),
    Fact(
        "projection-on-columns",
        "",
        "X: n d full column rank; $n > d$",
        r"(X (X^\top X)^{-1} X^\top)^2 = X (X^\top X)^{-1} X^\top \neq X (X^\top X)^{-2} X^\top",
        lambda X: (power(X @ inv(X.T @ X) @ X.T, 2), X @ inv(X.T @ X) @ X.T, X @ power(inv(X.T @ X), 2) @ X.T),
    ),
    Fact(
        "projection-trace",
        "",
        "X: n d full column rank; $n > d$",
        r"\tr(X (X^\top X)^{-1} X^\top) = d \neq n",
        lambda X, n, d: (tr(X @ inv(X.T @ X) @ X.T), d, n),
    ),
    Fact(
        "projection-on-line",
        "",
        "u: n unit vector",
        r"(u u^\top)^2 = u u^\top \neq 2 u u^\top",
        lambda u: (u @ u.T @ u @ u.T, u @ u.T, 2 * u @ u.T),
    ),
    Fact(
        "householder-involution",
        "",
        "u: n unit vector",
        r"(I - 2 u u^\top)^2 = I \neq I - 4 u u^\top",
        lambda u, n: (power(eye(n) - 2 * u @ u.T, 2), eye(n), eye(n) - 4 * u @ u.T),
    ),
    Fact(
        "householder-orthogonal",
        "",
        "u: n unit vector; x: n",
        r"\|(I - 2 u u^\top) x\|_2^2 = x^\top x \neq x^\top x - 4 (u^\top x)^2",
        lambda u, x, n: (norm(x - 2 * u @ u.T @ x) ** 2, x.T @ x, x.T @ x - 4 * (u.T @ x) ** 2),
    ),
    Fact(
        "householder-det",
        "",
        "u: n unit vector",
        r"\det(I - 2 u u^\top) = -1 \neq 1",
        lambda u, n: (det(eye(n) - 2 * u @ u.T), -1, 1),
    ),
    Fact(
        "householder-of-any-length",
        "",
        r"v: n; $v \neq 0$",
        r"\left( I - \frac{2 v v^\top}{v^\top v} \right) v = -v \neq v",
        lambda v, n: ((eye(n) - 2 * v @ v.T / (v.T @ v)) @ v, -v, v),
    ),
    Fact(
        "unit-vector-trace",
        "",
        "u: n unit vector",
        r"\tr(u u^\top) = 1 \neq n",
        lambda u, n: (tr(u @ u.T), 1, n),
    ),
    Fact(
        "unit-vector-inverse",
        "",
        "u: n unit vector",
        r"(I + u u^\top)^{-1} = I - \frac{1}{2} u u^\top \neq I - u u^\top",
        lambda u, n: (inv(eye(n) + u @ u.T), eye(n) - u @ u.T / 2, eye(n) - u @ u.T),
    ),
    Fact(
        "diagonals-commute",
        "",
        "D, F: n n diagonal",
        r"DF = FD \neq -FD",
        lambda D, F: (D @ F, F @ D, -F @ D),
    ),
    Fact(
        "diagonal-symmetric",
        "",
        "D: n n diagonal; A: n n",
        r"(DA)^\top = A^\top D \neq D A^\top",
        lambda D, A: ((D @ A).T, A.T @ D, D @ A.T),
    ),
    Fact(
        "diagonal-entries",
        "",
        "D: n n diagonal; x: n",
        r"x^\top D x = \sum_{i=1}^{n} D_{ii} x_i^2 \neq \sum_{i=1}^{n} D_{ii} x_i",
        lambda D, x: (x.T @ D @ x, sum(D.diagonal() * x[:, 0] ** 2), sum(D.diagonal() * x[:, 0])),
    ),
    Fact(
        "triangular-diagonal",
        "",
        "L, M: n n lower triangular",
        r"(LM)_{11} = L_{11} M_{11} \neq L_{11} + M_{11}",
        lambda L, M: ((L @ M)[0, 0], L[0, 0] * M[0, 0], L[0, 0] + M[0, 0]),
    ),
    Fact(
        "triangular-trace-of-square",
        "",
        "U: n n upper triangular",
        r"\tr(U^2) = \sum_{i=1}^{n} U_{ii}^2 \neq \sum_{i=1}^{n} U_{ii}",
        lambda U: (tr(U @ U), sum(U.diagonal() ** 2), sum(U.diagonal())),
    ),
    Fact(
        "left-inverse",
        "",
        "A: n m full column rank; $n > m$",
        r"(A^\top A)^{-1} A^\top A = I \neq A^\top A",
        lambda A, m: (inv(A.T @ A) @ A.T @ A, eye(m), A.T @ A),
    ),
    Fact(
        "right-inverse",
        "",
        "A: n m full row rank; $n < m$",
        r"A A^\top (A A^\top)^{-1} A = A \neq -A",
        lambda A: (A @ A.T @ inv(A @ A.T) @ A, A, -A),
    ),
    Fact(
        "involution",
        "",
        "A: n n; Let $A^2 = I$",
        r"(I - A)^2 = 2(I - A) \neq I - A",
        lambda n: (power(eye(n) - (eye(n) - 2 * ones((n, n)) / n), 2), 4 * ones((n, n)) / n, 2 * ones((n, n)) / n),
    ),
    Fact(
        "nilpotent-inverse",
        "",
        "N: n n; Let $N^2 = 0$",
        r"(I + N)^{-1} = I - N \neq I + N",
        lambda n: (inv(eye(n) + _nilpotent(n)), eye(n) - _nilpotent(n), eye(n) + _nilpotent(n)),
    ),
    Fact(
        "commuting-squares",
        "",
        "A, B: n n; Let $AB = BA$",
        r"(AB)^2 = A^2 B^2 \neq A^2 B",
        lambda A: (power(A @ (A @ A), 2), A @ A @ power(A @ A, 2), A @ A @ A @ A),
    ),
)
