"""Entries, sums over indices, the delta."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy import eye, ones
from numpy import trace as tr
from numpy.linalg import inv

from tests.facts.draw import Array, grad, total, unit
from tests.facts.fact import Fact


def _entries(entry: Callable[[int, int], Array], rows: int, columns: int) -> Array:
    return np.array([[entry(i, j) for j in range(columns)] for i in range(rows)])


def _derivative_of_entries(n: int) -> Array:
    units = [[unit(n, i + 1) @ unit(n, j + 1).T for j in range(n)] for i in range(n)]
    return np.einsum("ijkl->klij", np.array(units))


FACTS = (
    Fact(
        "entry-of-product",
        "",
        r"A: n m; B: m p; $i \in \{1, \dots, n\}$; $j \in \{1, \dots, p\}$",
        r"\sum_{k=1}^{m} A_{ik} B_{kj} = (AB)_{ij} \neq -(AB)_{ij}",
        lambda A, B: (
            _entries(lambda i, j: sum(A[i, k] * B[k, j] for k in range(A.shape[1])), len(A), B.shape[1]),
            A @ B,
            -A @ B,
        ),
    ),
    Fact(
        "entry-of-transpose",
        "",
        r"A: n m; $i \in \{1, \dots, m\}$; $j \in \{1, \dots, n\}$",
        r"(A^\top)_{ij} = A_{ji} \neq -A_{ji}",
        lambda A: (A.T, _entries(lambda i, j: A[j, i], A.shape[1], len(A)), -A.T),
    ),
    Fact(
        "entry-of-gram",
        "",
        "A: n m",
        r"(A^\top A)_{ij} = \sum_{k=1}^{n} A_{ki} A_{kj} \neq \sum_{k=1}^{n} A_{ki}^2",
        lambda A: (A.T @ A, np.einsum("ki,kj->ij", A, A), np.einsum("ki,ki->i", A, A)[:, None] + 0 * A.T @ A),
    ),
    Fact(
        "entry-by-units",
        "",
        "A: n m; Let $e_i$ be the unit vectors",
        r"e_1^\top A e_2 = A_{12} \neq A_{21}",
        lambda A, n, m: (unit(n, 1).T @ A @ unit(m, 2), A[0, 1], A[1, 0]),
    ),
    Fact(
        "quadratic-as-sum",
        "",
        "A: n n; x: n",
        r"x^\top A x = \sum_{i=1}^{n} \sum_{j=1}^{n} A_{ij} x_i x_j "
        r"\neq \sum_{i=1}^{n} \sum_{j=1}^{n} A_{ij} x_i",
        lambda A, x: (x.T @ A @ x, np.einsum("ij,i,j", A, x[:, 0], x[:, 0]), np.einsum("ij,i->", A, x[:, 0])),
    ),
    Fact(
        "trace-of-product-as-sum",
        "",
        "A: n m; B: m n",
        r"\tr(AB) = \sum_{i=1}^{n} \sum_{k=1}^{m} A_{ik} B_{ki} "
        r"\neq \sum_{i=1}^{n} \sum_{k=1}^{m} A_{ik} B_{ki}^2",
        lambda A, B: (tr(A @ B), np.einsum("ik,ki", A, B), np.einsum("ik,ki", A, B**2)),
    ),
    Fact(
        "trace-of-three-as-sum",
        "",
        "A, B, C: n n",
        r"\tr(ABC) = \sum_{i=1}^{n} \sum_{j=1}^{n} \sum_{k=1}^{n} A_{ij} B_{jk} C_{ki} "
        r"\neq \sum_{i=1}^{n} \sum_{j=1}^{n} \sum_{k=1}^{n} A_{ij} B_{jk} C_{ik}",
        lambda A, B, C: (tr(A @ B @ C), np.einsum("ij,jk,ki", A, B, C), np.einsum("ij,jk,ik", A, B, C)),
    ),
    Fact(
        "delta-contracts",
        "",
        r"x: n; $i \in \{1, \dots, n\}$",
        r"\sum_{j=1}^{n} \delta_{ij} x_j = x_i \neq 2 x_i",
        lambda x, n: (eye(n) @ x, x, 2 * x),
    ),
    Fact(
        "delta-traces",
        "",
        "A: n n",
        r"\sum_{i=1}^{n} \sum_{j=1}^{n} \delta_{ij} A_{ij} = \tr(A) \neq n \tr(A)",
        lambda A, n: (np.einsum("ij,ij", eye(n), A), tr(A), n * tr(A)),
    ),
    Fact(
        "product-as-sum-of-outers",
        "",
        r"A: n m; x: m; $i \in \{1, \dots, n\}$",
        r"(Ax)_i = \sum_{j=1}^{m} A_{ij} x_j \neq -\sum_{j=1}^{m} A_{ij} x_j",
        lambda A, x: (A @ x, np.einsum("ij,jk->ik", A, x), -A @ x),
    ),
    Fact(
        "sum-of-entries",
        "",
        r"x: n; Let $\mathbf{1}$ be the vector of ones",
        r"\mathbf{1}^\top x = \sum_{i=1}^{n} x_i \neq \sum_{i=1}^{n} x_i^2",
        lambda x, n: (ones((1, n)) @ x, total(x), total(x**2)),
    ),
    Fact(
        "sum-of-all-entries",
        "",
        "A: n m",
        r"\mathbf{1}_n^\top A \mathbf{1}_m = \sum_{i=1}^{n} \sum_{j=1}^{m} A_{ij} \neq \sum_{i=1}^{n} A_{i1}",
        lambda A, n, m: (ones((1, n)) @ A @ ones((m, 1)), total(A), total(A[:, 0])),
    ),
    Fact(
        "gradient-by-entry",
        "",
        "a, x: n",
        r"\frac{\partial}{\partial x_k} \sum_{i=1}^{n} a_i x_i^2 = 2 a_k x_k \neq a_k x_k",
        lambda a, x: (grad(lambda x: total(a * x * x), x), 2 * a * x, a * x),
    ),
    Fact(
        "derivative-of-entry",
        "",
        r"X: n n; $i, j, k, l \in \{1, \dots, n\}$",
        r"\frac{\partial X_{kl}}{\partial X_{ij}} = \delta_{ik} \delta_{jl} \neq \delta_{il} \delta_{jk}",
        lambda n: (
            _derivative_of_entries(n),
            np.einsum("ik,jl->klij", eye(n), eye(n)),
            np.einsum("il,jk->klij", eye(n), eye(n)),
        ),
    ),
    Fact(
        "cofactor-rows",
        "47",
        r"X: n n invertible; $i \in \{1, \dots, n\}$",
        r"\sum_{k=1}^{n} X_{ik} (X^{-1})_{ki} = 1 \neq n",
        lambda X, n: (np.einsum("ik,ki->i", X, inv(X)), ones(n), n * ones(n)),
    ),
    Fact(
        "double-sum-splits",
        "",
        "x: n; y: m",
        r"\sum_{i=1}^{n} \sum_{j=1}^{m} x_i y_j "
        r"= \left( \sum_{i=1}^{n} x_i \right) \left( \sum_{j=1}^{m} y_j \right) "
        r"\neq \sum_{i=1}^{n} x_i + \sum_{j=1}^{m} y_j",
        lambda x, y: (total(x @ y.T), total(x) * total(y), total(x) + total(y)),
    ),
    Fact(
        "variance-of-entries",
        "",
        r"x: n; Let $s = \frac{1}{n} \sum_{i=1}^{n} x_i$",
        r"\sum_{i=1}^{n} (x_i - s)^2 = x^\top x - n s^2 \neq x^\top x + n s^2",
        lambda x, n: (total((x - x.mean()) ** 2), x.T @ x - n * x.mean() ** 2, x.T @ x + n * x.mean() ** 2),
    ),
)
