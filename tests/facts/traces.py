"""Traces."""

from __future__ import annotations

from numpy import eye
from numpy import trace as tr
from numpy.linalg import inv

from tests.facts.draw import total
from tests.facts.fact import Fact

FACTS = (
    Fact(
        "trace-transpose",
        "13",
        "A: n n",
        r"\tr(A^\top) = \tr(A) \neq -\tr(A)",
        lambda A: (tr(A.T), tr(A), -tr(A)),
    ),
    Fact(
        "trace-sum",
        "15",
        "A, B: n n; a, b: scalar",
        r"\tr(aA + bB) = a \tr(A) + b \tr(B) \neq ab \tr(A + B)",
        lambda A, B, a, b: (tr(a * A + b * B), a * tr(A) + b * tr(B), a * b * tr(A + B)),
    ),
    Fact(
        "trace-cyclic",
        "14",
        "A: n m; B: m n",
        r"\tr(AB) = \tr(BA) \neq 2 \tr(BA)",
        lambda A, B: (tr(A @ B), tr(B @ A), 2 * tr(B @ A)),
    ),
    Fact(
        "trace-cyclic-of-three",
        "16",
        "A, B, C: n n",
        r"\tr(ABC) = \tr(CAB) \neq \tr(ACB)",
        lambda A, B, C: (tr(A @ B @ C), tr(C @ A @ B), tr(A @ C @ B)),
    ),
    Fact(
        "trace-of-square-norm",
        "17",
        "a: n",
        r"\tr(a a^\top) = a^\top a \neq (a^\top a)^2",
        lambda a: (tr(a @ a.T), a.T @ a, (a.T @ a) ** 2),
    ),
    Fact(
        "trace-outer",
        "",
        "A: n m; x: m; y: n",
        r"\tr(A x y^\top) = y^\top A x \neq -y^\top A x",
        lambda A, x, y: (tr(A @ x @ y.T), y.T @ A @ x, -y.T @ A @ x),
    ),
    Fact(
        "trace-of-quadratic",
        "",
        "A: n n; x: n",
        r"x^\top A x = \tr(A x x^\top) \neq \tr(A^\top A x x^\top)",
        lambda A, x: (x.T @ A @ x, tr(A @ x @ x.T), tr(A.T @ A @ x @ x.T)),
    ),
    Fact(
        "trace-identity",
        "",
        "A: n n; c: scalar",
        r"\tr(A + cI) = \tr(A) + cn \neq \tr(A) + c",
        lambda A, c, n: (tr(A + c * eye(n)), tr(A) + c * n, tr(A) + c),
    ),
    Fact(
        "trace-similar",
        "",
        "A: n n invertible; B: n n",
        r"\tr(A^{-1} B A) = \tr(B) \neq \tr(AB)",
        lambda A, B: (tr(inv(A) @ B @ A), tr(B), tr(A @ B)),
    ),
    Fact(
        "trace-commutator",
        "",
        "A, B: n n",
        r"\tr(AB - BA) = 0 \neq 2 \tr(AB)",
        lambda A, B: (tr(A @ B - B @ A), 0, 2 * tr(A @ B)),
    ),
    Fact(
        "trace-commutator-shifted",
        "",
        "A, B, C: n n",
        r"\tr((AB - BA) C) = \tr(A (BC - CB)) \neq \tr(A (CB - BC))",
        lambda A, B, C: (tr((A @ B - B @ A) @ C), tr(A @ (B @ C - C @ B)), tr(A @ (C @ B - B @ C))),
    ),
    Fact(
        "trace-of-square-of-sum",
        "",
        "A, B: n n",
        r"\tr((A - B)^2) = \tr(A^2) - 2 \tr(AB) + \tr(B^2) \neq \tr(A^2) - \tr(AB) + \tr(B^2)",
        lambda A, B: (tr((A - B) @ (A - B)), tr(A @ A) - 2 * tr(A @ B) + tr(B @ B), tr(A @ A) - tr(A @ B) + tr(B @ B)),
    ),
    Fact(
        "trace-inner",
        "",
        "A, B: n m",
        r"\tr(A^\top B) = \tr(B^\top A) \neq -\tr(B^\top A)",
        lambda A, B: (tr(A.T @ B), tr(B.T @ A), -tr(B.T @ A)),
    ),
    Fact(
        "trace-inner-as-sum",
        "",
        "A, B: n m",
        r"\tr(A^\top B) = \sum_{i=1}^{n} \sum_{j=1}^{m} A_{ij} B_{ij} "
        r"\neq \sum_{i=1}^{n} \sum_{j=1}^{m} A_{ij} B_{ij}^2",
        lambda A, B: (tr(A.T @ B), total(A * B), total(A * B**2)),
    ),
    Fact(
        "trace-symmetric-with-skew",
        "",
        "A: n n symmetric; B: n n skew-symmetric",
        r"\tr(AB) = 0 \neq \tr(A)",
        lambda A, B: (tr(A @ B), 0, tr(A)),
    ),
    Fact(
        "trace-symmetrised",
        "",
        "A: n n symmetric; B: n n",
        r"\tr(AB) = \frac{1}{2} \tr(A (B + B^\top)) \neq \tr(A (B + B^\top))",
        lambda A, B: (tr(A @ B), tr(A @ (B + B.T)) / 2, tr(A @ (B + B.T))),
    ),
    Fact(
        "trace-skew",
        "",
        "A: n n skew-symmetric",
        r"\tr(A) = 0 \neq n",
        lambda A, n: (tr(A), 0, n),
    ),
    Fact(
        "trace-of-vectors-sum",
        "",
        "A: n m; x, y: n",
        r"\tr(A A^\top x y^\top) = (A^\top y)^\top (A^\top x) \neq 2 y^\top A A^\top x",
        lambda A, x, y: (tr(A @ A.T @ x @ y.T), (A.T @ y).T @ A.T @ x, 2 * y.T @ A @ A.T @ x),
    ),
    Fact(
        "trace-as-sum",
        "11",
        "A: n n",
        r"\tr(A) = \sum_{i=1}^{n} A_{ii} \neq \sum_{i=1}^{n} A_{i1}",
        lambda A: (tr(A), sum(A.diagonal()), sum(A[:, 0])),
    ),
    Fact(
        "trace-of-inverse-resolvent",
        "",
        "A, B: n n invertible",
        r"\tr(A^{-1} - B^{-1}) = \tr(B^{-1} A^{-1} (B - A)) \neq \tr(B^{-1} A^{-1} (A - B))",
        lambda A, B: (tr(inv(A) - inv(B)), tr(inv(B) @ inv(A) @ (B - A)), tr(inv(B) @ inv(A) @ (A - B))),
    ),
)
