"""Sums of powers."""

from __future__ import annotations

from numpy import eye
from numpy.linalg import inv
from numpy.linalg import matrix_power as power

from tests.facts.fact import Fact

FACTS = (
    Fact(
        "geometric-of-three",
        "",
        "A: n n; $I - A$ is invertible",
        r"(I - A)^{-1} (I - A^3) = I + A + A^2 \neq I + A + A^3",
        lambda A, n: (inv(eye(n) - A) @ (eye(n) - power(A, 3)), eye(n) + A + A @ A, eye(n) + A + power(A, 3)),
    ),
    Fact(
        "geometric",
        "",
        "A: n n; k: natural; $I - A$ is invertible",
        r"\sum_{i=0}^{k-1} A^i = (I - A)^{-1} (I - A^k) \neq (I - A)^{-1} (I + A^k)",
        lambda A, k, n: (
            sum(power(A, i) for i in range(k)),
            inv(eye(n) - A) @ (eye(n) - power(A, k)),
            inv(eye(n) - A) @ (eye(n) + power(A, k)),
        ),
    ),
    Fact(
        "telescoping-powers",
        "",
        "A: n n; k: natural",
        r"(I - A) \sum_{i=0}^{k} A^i = I - A^{k+1} \neq I - A^k",
        lambda A, k, n: (
            (eye(n) - A) @ sum(power(A, i) for i in range(k + 1)),
            eye(n) - power(A, k + 1),
            eye(n) - power(A, k),
        ),
    ),
    Fact(
        "difference-of-powers",
        "",
        "A, B: n n; k: natural",
        r"A^k - B^k = \sum_{i=0}^{k-1} A^i (A - B) B^{k-1-i} \neq \sum_{i=0}^{k-1} A^i (A + B) B^{k-1-i}",
        lambda A, B, k: (
            power(A, k) - power(B, k),
            sum(power(A, i) @ (A - B) @ power(B, k - 1 - i) for i in range(k)),
            sum(power(A, i) @ (A + B) @ power(B, k - 1 - i) for i in range(k)),
        ),
    ),
    Fact(
        "neumann-remainder",
        "",
        "A: n n; $I - A$ is invertible",
        r"(I - A)^{-1} = I + A + A^2 (I - A)^{-1} \neq I + A + A (I - A)^{-1}",
        lambda A, n: (inv(eye(n) - A), eye(n) + A + A @ A @ inv(eye(n) - A), eye(n) + A + A @ inv(eye(n) - A)),
    ),
    Fact(
        "gradient-descent-iterate",
        "",
        "A: n n invertible; b, x: n; t: scalar; Let $y = x - t (Ax - b)$",
        r"y - A^{-1} b = (I - tA)(x - A^{-1} b) \neq (I + tA)(x - A^{-1} b)",
        lambda A, b, x, t, n: (
            x - t * (A @ x - b) - inv(A) @ b,
            (eye(n) - t * A) @ (x - inv(A) @ b),
            (eye(n) + t * A) @ (x - inv(A) @ b),
        ),
    ),
)
