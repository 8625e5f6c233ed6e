"""Eigenvalues, pseudo-inverses, exponentials of matrices."""

from __future__ import annotations

from numpy import eye, kron, ones
from numpy import trace as tr
from numpy.linalg import det, eigvalsh, inv, pinv

from tests.facts.draw import expm
from tests.facts.fact import Fact

FACTS = (
    Fact(
        "trace-is-sum-of-eigenvalues",
        "12",
        "A: n n symmetric",
        r"\tr(A) = \sum_{i=1}^{n} \lambda_i(A) \neq \sum_{i=1}^{n} \lambda_i(A)^2",
        lambda A: (tr(A), sum(eigvalsh(A)), sum(eigvalsh(A) ** 2)),
    ),
    Fact(
        "det-is-product-of-eigenvalues",
        "18",
        "A: n n symmetric",
        r"\det(A) = \prod_{i=1}^{n} \lambda_i(A) \neq \sum_{i=1}^{n} \lambda_i(A)",
        lambda A: (det(A), eigvalsh(A).prod(), eigvalsh(A).sum()),
    ),
    Fact(
        "eigenvalues-of-square",
        "",
        "A: n n symmetric",
        r"\tr(A^2) = \sum_{i=1}^{n} \lambda_i(A)^2 \neq \left( \sum_{i=1}^{n} \lambda_i(A) \right)^2",
        lambda A: (tr(A @ A), sum(eigvalsh(A) ** 2), sum(eigvalsh(A)) ** 2),
    ),
    Fact(
        "eigenvalues-of-inverse",
        "",
        "S: n n symmetric positive definite",
        r"\tr(S^{-1}) = \sum_{i=1}^{n} \frac{1}{\lambda_i(S)} \neq \frac{1}{\sum_{i=1}^{n} \lambda_i(S)}",
        lambda S: (tr(inv(S)), sum(1 / eigvalsh(S)), 1 / sum(eigvalsh(S))),
    ),
    Fact(
        "eigenvalues-shifted",
        "",
        "A: n n symmetric; c: scalar",
        r"\det(A + cI) = \prod_{i=1}^{n} (\lambda_i(A) + c) \neq \prod_{i=1}^{n} (\lambda_i(A) - c)",
        lambda A, c, n: (det(A + c * eye(n)), (eigvalsh(A) + c).prod(), (eigvalsh(A) - c).prod()),
    ),
    Fact(
        "eigenvector",
        "",
        r"A: n n; v: n; $\lambda \in \mathbb{R}$; Let $A v = \lambda v$",
        r"A^2 v = \lambda^2 v \neq \lambda v",
        lambda n: (4 * ones((n, 1)) * n**2 / 4, n**2 * ones((n, 1)), n * ones((n, 1))),
    ),
    Fact(
        "rayleigh",
        "",
        r"A: n n; v: n; $\lambda \in \mathbb{R}$; $v \neq 0$; Let $A v = \lambda v$",
        r"\frac{v^\top A v}{v^\top v} = \lambda \neq \lambda^2",
        lambda n: (ones((1, n)) @ ones((n, n)) @ ones((n, 1)) / n, n, n**2),
    ),
    Fact(
        "pinv-transpose",
        "",
        "A: n m",
        r"(A^\top)^+ = (A^+)^\top \neq A^+",
        lambda A: (pinv(A.T), pinv(A).T, pinv(A)),
    ),
    Fact(
        "pinv-penrose",
        "",
        "A: n m",
        r"A A^+ A = A \neq -A",
        lambda A: (A @ pinv(A) @ A, A, -A),
    ),
    Fact(
        "pinv-penrose-other",
        "",
        "A: n m",
        r"A^+ A A^+ = A^+ \neq 2 A^+",
        lambda A: (pinv(A) @ A @ pinv(A), pinv(A), 2 * pinv(A)),
    ),
    Fact(
        "pinv-symmetric",
        "",
        "A: n m",
        r"(A A^+)^\top = A A^+ \neq -A A^+",
        lambda A: ((A @ pinv(A)).T, A @ pinv(A), -A @ pinv(A)),
    ),
    Fact(
        "pinv-of-full-column-rank",
        "",
        "A: n m full column rank; $n > m$",
        r"A^+ = (A^\top A)^{-1} A^\top \neq A^\top",
        lambda A: (pinv(A), inv(A.T @ A) @ A.T, A.T),
    ),
    Fact(
        "pinv-of-full-row-rank",
        "",
        "A: n m full row rank; $n < m$",
        r"A A^+ = I \neq 2I",
        lambda A, n: (A @ pinv(A), eye(n), 2 * eye(n)),
    ),
    Fact(
        "pinv-of-gram",
        "",
        "A: n m",
        r"A^+ = (A^\top A)^+ A^\top \neq (A^\top A) A^\top",
        lambda A: (pinv(A), pinv(A.T @ A) @ A.T, A.T @ A @ A.T),
    ),
    Fact(
        "pinv-of-invertible",
        "",
        "A: n n invertible",
        r"A^+ = A^{-1} \neq A^\top",
        lambda A: (pinv(A), inv(A), A.T),
    ),
    Fact(
        "exp-of-sum-with-identity",
        "",
        "A: n n; c: scalar",
        r"\exp(A + cI) = e^c \exp(A) \neq e^{nc} \exp(A)",
        lambda A, c, n: (expm(A + c * eye(n)), expm(c * eye(1)) * expm(A), expm(n * c * eye(1)) * expm(A)),
    ),
    Fact(
        "exp-inverse",
        "",
        "A: n n",
        r"\exp(A) \exp(-A) = I \neq A",
        lambda A, n: (expm(A) @ expm(-A), eye(n), A),
    ),
    Fact(
        "exp-transpose",
        "",
        "A: n n",
        r"\exp(A^\top) = \exp(A)^\top \neq \exp(A)",
        lambda A: (expm(A.T), expm(A).T, expm(A)),
    ),
    Fact(
        "exp-det",
        "",
        "A: n n",
        r"\det(\exp(A)) = \exp(\tr(A)) \neq \exp(\det(A))",
        lambda A: (det(expm(A)), expm(tr(A) * eye(1)), expm(det(A) * eye(1))),
    ),
    Fact(
        "exp-commutes",
        "",
        "A: n n",
        r"A \exp(A) = \exp(A) A \neq -\exp(A) A",
        lambda A: (A @ expm(A), expm(A) @ A, -expm(A) @ A),
    ),
    Fact(
        "exp-similar",
        "",
        "A: n n invertible; B: n n",
        r"\exp(A^{-1} B A) = A^{-1} \exp(B) A \neq A \exp(B) A^{-1}",
        lambda A, B: (expm(inv(A) @ B @ A), inv(A) @ expm(B) @ A, A @ expm(B) @ inv(A)),
    ),
    Fact(
        "exp-of-idempotent",
        "",
        "P: n n idempotent",
        r"\exp(P) = I + (e - 1) P \neq I + e P",
        lambda P, n: (expm(P), eye(n) + (expm(eye(1)) - 1) * P, eye(n) + expm(eye(1)) * P),
    ),
    Fact(
        "exp-kronecker-sum",
        "",
        "A: n n; B: m m",
        r"\exp(A \otimes I_m + I_n \otimes B) = \exp(A) \otimes \exp(B) \neq \exp(A) \otimes \exp(-B)",
        lambda A, B, n, m: (expm(kron(A, eye(m)) + kron(eye(n), B)), kron(expm(A), expm(B)), kron(expm(A), expm(-B))),
    ),
)
