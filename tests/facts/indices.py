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
    Fact(
        "entry-of-three",
        "",
        "A: n m; B: m p; C: p q",
        r"[ABC]_{ij} = \sum_k \sum_l A_{ik} B_{kl} C_{lj} \neq \sum_k \sum_l A_{ik} B_{kl} C_{lj}^2",
        lambda A, B, C: (A @ B @ C, np.einsum("ik,kl,lj", A, B, C), A @ B @ C**2),
    ),
    Fact(
        "entry-of-product-with-transpose",
        "",
        "A, B: n m",
        r"(AB^\top)_{ij} = \sum_{k=1}^{m} A_{ik} B_{jk} \neq \sum_{k=1}^{m} A_{jk} B_{ik}",
        lambda A, B: (A @ B.T, np.einsum("ik,jk->ij", A, B), B @ A.T),
    ),
    Fact(
        "entry-of-product-is-no-product-of-entries",
        "",
        "A, B: n n",
        r"(A \odot B)_{ij} = A_{ij} B_{ij} \neq (AB)_{ij}",
        lambda A, B: (A * B, _entries(lambda i, j: A[i, j] * B[i, j], len(A), len(A)), A @ B),
    ),
    Fact(
        "entry-of-outer",
        "",
        "x, y: n",
        r"(xy^\top)_{ij} = x_i y_j \neq x_j y_i",
        lambda x, y: (x @ y.T, np.einsum("ia,ja->ij", x, y), y @ x.T),
    ),
    Fact(
        "entry-of-sum",
        "",
        "A, B: n m",
        r"(A + B)_{ij} = A_{ij} + B_{ij} \neq A_{ij} - B_{ij}",
        lambda A, B: (A + B, _entries(lambda i, j: A[i, j] + B[i, j], *A.shape), A - B),
    ),
    Fact(
        "entry-of-symmetric-part",
        "",
        "A: n n",
        r"(A + A^\top)_{ij} = A_{ij} + A_{ji} \neq 2 A_{ij}",
        lambda A: (A + A.T, _entries(lambda i, j: A[i, j] + A[j, i], len(A), len(A)), 2 * A),
    ),
    Fact(
        "entry-of-scaled-rows",
        "",
        "A: n m; x: n",
        r"(\diag(x) A)_{ij} = x_i A_{ij} \neq -x_i A_{ij}",
        lambda A, x: (np.diag(x[:, 0]) @ A, x * A, -x * A),
    ),
    Fact(
        "entry-of-scaled-columns",
        "",
        "A: n n; x: n",
        r"(A \diag(x))_{ij} = A_{ij} x_j \neq A_{ij} x_i",
        lambda A, x: (A @ np.diag(x[:, 0]), A * x.T, A * x),
    ),
    Fact(
        "entry-of-square",
        "",
        "A: n n",
        r"(A^2)_{ij} = \sum_k A_{ik} A_{kj} \neq A_{ij}^2",
        lambda A: (A @ A, np.einsum("ik,kj", A, A), A**2),
    ),
    Fact(
        "entry-of-shifted",
        "",
        r"A: n n; \lambda: scalar",
        r"(A - \lambda I)_{ij} = A_{ij} - \lambda \delta_{ij} \neq A_{ij} - \lambda",
        lambda A, n: (A - 2 * eye(n), _entries(lambda i, j: A[i, j] - 2 * (i == j), n, n), A - 2),
    ),
    Fact(
        "entry-by-two-units",
        "",
        "A: n n; Let $e_i$ be the $i$-th unit vector",
        r"e_i^\top A e_j = A_{ij} \neq A_{ji}",
        lambda A, n: (_entries(lambda i, j: (unit(n, i + 1).T @ A @ unit(n, j + 1))[0, 0], n, n), A, A.T),
    ),
    Fact(
        "column-by-unit",
        "",
        "A: n m; Let $e_j$ be the standard basis vectors",
        r"A e_j = A_{:,j} \neq -A_{:,j}",
        lambda A, m: (np.array([(A @ unit(m, j + 1))[:, 0] for j in range(m)]), A.T, -A.T),
    ),
    Fact(
        "entry-by-row-and-column",
        "",
        "A, B: n n",
        r"(AB)_{ij} = A_{i,:} B_{:,j} \neq A_{j,:} B_{:,i}",
        lambda A, B, n: (A @ B, _entries(lambda i, j: A[i, :] @ B[:, j], n, n), (A @ B).T),
    ),
    Fact(
        "row-of-product",
        "",
        "A: n m; B: m p",
        r"(AB)_{i,:} = A_{i,:} B \neq 2 A_{i,:} B",
        lambda A, B: (A @ B, np.array([row @ B for row in A]), 2 * A @ B),
    ),
    Fact(
        "product-by-columns-and-rows",
        "",
        "A, B: n n",
        r"AB = \sum_{k=1}^{n} A_{:,k} B_{k,:} \neq \sum_{k=1}^{n} B_{:,k} A_{k,:}",
        lambda A, B, n: (A @ B, sum(np.outer(A[:, k], B[k, :]) for k in range(n)), B @ A),
    ),
    Fact(
        "units-are-orthonormal",
        "",
        "A: n n; Let $e_i$ be the $i$-th unit vector",
        r"e_i^\top e_j = \delta_{ij} \neq 2 \delta_{ij}",
        lambda n: (_entries(lambda i, j: (unit(n, i + 1).T @ unit(n, j + 1))[0, 0], n, n), eye(n), 2 * eye(n)),
    ),
    Fact(
        "identity-by-delta",
        "",
        "A: n n",
        r"(A^{-1} A)_{ij} = \delta_{ij} \neq -\delta_{ij}",
        lambda A, n: (inv(A) @ A, eye(n), -eye(n)),
    ),
    Fact(
        "inverse-by-entries",
        "",
        "A: n n invertible",
        r"\sum_k A_{ik} (A^{-1})_{kj} = \delta_{ij} \neq A_{ij}",
        lambda A, n: (np.einsum("ik,kj", A, inv(A)), eye(n), A),
    ),
    Fact(
        "delta-on-columns",
        "",
        "A: n n",
        r"\sum_k A_{ik} \delta_{kj} = A_{ij} \neq A_{ji}",
        lambda A, n: (np.einsum("ik,kj", A, eye(n)), A, A.T),
    ),
    Fact(
        "deltas-contract",
        "",
        "A: n n",
        r"\sum_k \delta_{ik} \delta_{kj} = \delta_{ij} \neq n \delta_{ij}",
        lambda n: (eye(n) @ eye(n), eye(n), n * eye(n)),
    ),
    Fact(
        "delta-counts",
        "",
        "A: n n",
        r"\sum_{i=1}^{n} \delta_{ii} = n \neq 1",
        lambda n: (sum(eye(n)[i, i] for i in range(n)), n, 1),
    ),
    Fact(
        "norm-by-entries",
        "",
        "A: n m",
        r"\sum_{i,j} A_{ij}^2 = \|A\|_F^2 \neq \|A\|_F",
        lambda A: (np.einsum("ij,ij", A, A), total(A * A), total(A * A) ** 0.5),
    ),
    Fact(
        "inner-product-by-entries",
        "",
        "A, B: n n",
        r"\sum_{i,j} A_{ij} B_{ij} = \tr(A^\top B) \neq \tr(AB)",
        lambda A, B: (np.einsum("ij,ij", A, B), tr(A.T @ B), tr(A @ B)),
    ),
    Fact(
        "derivative-of-vector-entry",
        "",
        r"x: n; $i, j \in \{1, \dots, n\}$",
        r"\frac{\partial x_i}{\partial x_j} = \delta_{ij} \neq 2 \delta_{ij}",
        lambda n: (np.array([unit(n, j + 1)[:, 0] for j in range(n)]), eye(n), 2 * eye(n)),
    ),
    Fact(
        "derivative-of-trace-by-entry",
        "100",
        "A, B: n n",
        r"\frac{\partial}{\partial A_{ij}} \tr(AB) = B_{ji} \neq B_{ij}",
        lambda A, B: (grad(lambda A: tr(A @ B), A), B.T, B),
    ),
    Fact(
        "derivative-of-form-by-entry",
        "81",
        "A: n n; x: n",
        r"\frac{\partial x^\top A x}{\partial x_k} = \sum_j (A_{kj} + A_{jk}) x_j \neq 2 \sum_j A_{kj} x_j",
        lambda A, x: (grad(lambda x: x.T @ A @ x, x), (A + A.T) @ x, 2 * A @ x),
    ),
    Fact(
        "expansion-along-a-row",
        "",
        "A: n n",
        r"\sum_j A_{kj} \operatorname{adj}(A)_{ji} = \delta_{ki} \det(A) \neq \delta_{ki}",
        lambda A, n: (A @ inv(A) * np.linalg.det(A), eye(n) * np.linalg.det(A), eye(n)),
    ),
    Fact(
        "implied-sum-of-product",
        "",
        "A, B: n n; Repeated indices are summed over",
        r"(AB)_{ij} = A_{ik} B_{kj} \neq A_{ik} B_{jk}",
        lambda A, B: (A @ B, np.einsum("ik,kj", A, B), A @ B.T),
    ),
    Fact(
        "implied-sum-of-form",
        "",
        "A: n n; x, y: n; We use the Einstein summation convention",
        r"x^\top A y = A_{ij} x_i y_j \neq A_{ij} x_j y_i",
        lambda A, x, y: (x.T @ A @ y, np.einsum("ij,ia,ja", A, x, y), y.T @ A @ x),
    ),
    Fact(
        "implied-trace",
        "",
        "A, B: n n; We use the Einstein summation convention",
        r"\tr(AB) = A_{ij} B_{ji} \neq A_{ij} B_{ij}",
        lambda A, B: (tr(A @ B), np.einsum("ij,ji", A, B), np.einsum("ij,ij", A, B)),
    ),
)
