"""Moments, densities and divergences of Gaussians."""

from __future__ import annotations

from collections.abc import Callable
from math import pi

from numpy import exp, log, sqrt
from numpy import trace as tr
from numpy.linalg import det, inv

from tests.facts.draw import Array, Cov, E, Sample, gaussian, grad
from tests.facts.fact import Fact


def _cov(x: Sample, f: Callable[[Array], Array]) -> Array:
    return Cov(x, x, f, f)


def _log_density(x: Array, mean: Array, S: Array) -> Array:
    return -len(x) / 2 * log(2 * pi) - log(det(S)) / 2 - (x - mean).T @ inv(S) @ (x - mean) / 2


def _density(x: Array, mean: Array, S: Array) -> Array:
    return exp(-(x - mean).T @ inv(S) @ (x - mean) / 2) / sqrt((2 * pi) ** len(x) * det(S))


def _divergences(mu: Array, S: Array, m: Array, T: Array) -> tuple[Array, Array, Array]:
    """By quadrature; by the formula; by the formula with its quotient of determinants turned."""
    x = gaussian(None, mu, S)
    mean = E(lambda x: _log_density(x, mu, S) - _log_density(x, m, T), x)
    rest = tr(inv(T) @ S) + (m - mu).T @ inv(T) @ (m - mu) - len(mu)
    return mean, (rest + log(det(T) / det(S))) / 2, (rest + log(det(S) / det(T))) / 2


def _two_exponents(a: Array, b: Array, x: Array, A: Array, B: Array) -> tuple[Array, Array, Array]:
    C = A + B
    c = inv(C) @ (A @ a + B @ b)
    left = (x - a).T @ A @ (x - a) + (x - b).T @ B @ (x - b)
    rest = (x - c).T @ C @ (x - c) + a.T @ A @ a + b.T @ B @ b
    return left, rest - c.T @ C @ c, rest + c.T @ C @ c


FACTS = (
    Fact(
        "gaussian-mean-of-quadratic",
        "",
        r"A: n n; \mu: n; S: n n symmetric positive definite; x ~ (\mu, S)",
        r"\E[x^\top A x] = \tr(A S) + \mu^\top A \mu \neq \tr(A S) - \mu^\top A \mu",
        lambda A, mu, S, x: (E(lambda x: x.T @ A @ x, x), tr(A @ S) + mu.T @ A @ mu, tr(A @ S) - mu.T @ A @ mu),
    ),
    Fact(
        "gaussian-covariance-of-affine",
        "",
        r"A: m n; b: m; \mu: n; S: n n symmetric positive definite; x ~ (\mu, S)",
        r"\Cov(Ax + b) = A S A^\top \neq -A S A^\top",
        lambda A, b, S, x: (_cov(x, lambda x: A @ x + b), A @ S @ A.T, -A @ S @ A.T),
    ),
    Fact(
        "gaussian-third-moment",
        "",
        "a: n; S: n n symmetric positive definite; x ~ (0, S)",
        r"\E[(a^\top x)^3] = 0 \neq (a^\top S a)^2",
        lambda a, S, x: (E(lambda x: (a.T @ x) ** 3, x), 0, (a.T @ S @ a) ** 2),
    ),
    Fact(
        "gaussian-fourth-moment",
        "",
        "a: n; S: n n symmetric positive definite; x ~ (0, S)",
        r"\E[(a^\top x)^4] = 3 (a^\top S a)^2 \neq (a^\top S a)^2",
        lambda a, S, x: (E(lambda x: (a.T @ x) ** 4, x), 3 * (a.T @ S @ a) ** 2, (a.T @ S @ a) ** 2),
    ),
    Fact(
        "gaussian-product-of-forms",
        "",
        "A, B: n n symmetric; S: n n symmetric positive definite; x ~ (0, S)",
        r"\E[x^\top A x \, x^\top B x] = 2 \tr(A S B S) + \tr(A S) \tr(B S) "
        r"\neq \tr(A S B S) + \tr(A S) \tr(B S)",
        lambda A, B, S, x: (
            E(lambda x: x.T @ A @ x @ x.T @ B @ x, x),
            2 * tr(A @ S @ B @ S) + tr(A @ S) * tr(B @ S),
            tr(A @ S @ B @ S) + tr(A @ S) * tr(B @ S),
        ),
    ),
    Fact(
        "gaussian-variance-of-form",
        "",
        "A: n n symmetric; S: n n symmetric positive definite; x ~ (0, S)",
        r"\Var(x^\top A x) = 2 \tr(A S A S) \neq \tr(A S A S)",
        lambda A, S, x: (_cov(x, lambda x: x.T @ A @ x), 2 * tr(A @ S @ A @ S), tr(A @ S @ A @ S)),
    ),
    Fact(
        "gaussian-fourth-moment-matrix",
        "",
        "A: n n; S: n n symmetric positive definite; x ~ (0, S)",
        r"\E[x x^\top A x x^\top] = S (A + A^\top) S + \tr(A S) S \neq S (A + A^\top) S",
        lambda A, S, x: (E(lambda x: x @ x.T @ A @ x @ x.T, x), S @ (A + A.T) @ S + tr(A @ S) * S, S @ (A + A.T) @ S),
    ),
    Fact(
        "gaussian-norm-to-the-fourth",
        "",
        "S: n n symmetric positive definite; x ~ (0, S)",
        r"\E[\|x\|_2^4] = 2 \tr(S^2) + \tr(S)^2 \neq 3 \tr(S)^2",
        lambda S, x: (E(lambda x: (x.T @ x) ** 2, x), 2 * tr(S @ S) + tr(S) ** 2, 3 * tr(S) ** 2),
    ),
    Fact(
        "gaussian-score",
        "",
        r"\mu, x: n; S: n n symmetric positive definite",
        r"\nabla_x \left( -\frac{1}{2} (x - \mu)^\top S^{-1} (x - \mu) \right) = -S^{-1} (x - \mu) "
        r"\neq S^{-1} (x - \mu)",
        lambda mu, x, S: (
            grad(lambda x: -(x - mu).T @ inv(S) @ (x - mu) / 2, x),
            -inv(S) @ (x - mu),
            inv(S) @ (x - mu),
        ),
    ),
    Fact(
        "gaussian-likelihood-by-covariance",
        "",
        "x: n; S: n n symmetric positive definite",
        r"\frac{\partial}{\partial S} \left( \log\det(S) + x^\top S^{-1} x \right) "
        r"= S^{-1} - S^{-1} x x^\top S^{-1} "
        r"\neq S^{-1} + S^{-1} x x^\top S^{-1}",
        lambda x, S: (
            grad(lambda S: log(det(S)) + x.T @ inv(S) @ x, S),
            inv(S) - inv(S) @ x @ x.T @ inv(S),
            inv(S) + inv(S) @ x @ x.T @ inv(S),
        ),
    ),
    Fact(
        "gaussian-log-density",
        "",
        r"\mu, x: n; S: n n symmetric positive definite",
        r"\log \frac{\exp\left( -\frac{1}{2} (x - \mu)^\top S^{-1} (x - \mu) \right)}{\sqrt{(2\pi)^n \det(S)}} "
        r"= -\frac{n}{2} \log(2\pi) - \frac{1}{2} \log\det(S) - \frac{1}{2} (x - \mu)^\top S^{-1} (x - \mu) "
        r"\neq -\frac{1}{2} \log(2\pi) - \frac{1}{2} \log\det(S) - \frac{1}{2} (x - \mu)^\top S^{-1} (x - \mu)",
        lambda mu, x, S, n: (
            log(_density(x, mu, S)),
            _log_density(x, mu, S),
            _log_density(x, mu, S) + (n - 1) / 2 * log(2 * pi),
        ),
    ),
    Fact(
        "gaussian-divergence",
        "",
        r"m, \mu: n; S, T: n n symmetric positive definite",
        r"\mathrm{KL}(\mathcal{N}(\mu, S) \,\|\, \mathcal{N}(m, T)) "
        r"= \frac{1}{2} \left( \tr(T^{-1} S) + (m - \mu)^\top T^{-1} (m - \mu) - n + \log \frac{\det(T)}{\det(S)} "
        r"\right) "
        r"\neq \frac{1}{2} \left( \tr(T^{-1} S) + (m - \mu)^\top T^{-1} (m - \mu) - n + \log "
        r"\frac{\det(S)}{\det(T)} \right)",
        lambda mu, S, m, T: _divergences(mu, S, m, T),
    ),
    Fact(
        "gaussian-divergence-of-one-covariance",
        "",
        r"m, \mu: n; S: n n symmetric positive definite",
        r"\mathrm{KL}(\mathcal{N}(\mu, S) \,\|\, \mathcal{N}(m, S)) "
        r"= \frac{1}{2} (m - \mu)^\top S^{-1} (m - \mu) "
        r"\neq (m - \mu)^\top S^{-1} (m - \mu)",
        lambda mu, S, m: (
            _divergences(mu, S, m, S)[0],
            (m - mu).T @ inv(S) @ (m - mu) / 2,
            (m - mu).T @ inv(S) @ (m - mu),
        ),
    ),
    Fact(
        "gaussian-conditional-forms",
        "",
        r"A: n n symmetric positive definite; D: m m symmetric positive definite; B: n m; "
        r"$A - B D^{-1} B^\top$ is invertible",
        r"(A - B D^{-1} B^\top)^{-1} B D^{-1} = A^{-1} B (D - B^\top A^{-1} B)^{-1} "
        r"\neq A^{-1} B (D + B^\top A^{-1} B)^{-1}",
        lambda A, D, B: (
            inv(A - B @ inv(D) @ B.T) @ B @ inv(D),
            inv(A) @ B @ inv(D - B.T @ inv(A) @ B),
            inv(A) @ B @ inv(D + B.T @ inv(A) @ B),
        ),
    ),
    Fact(
        "gaussian-product-of-exponents",
        "",
        "a, b, x: n; A, B: n n symmetric positive definite; Let $C = A + B$ and $c = C^{-1} (Aa + Bb)$",
        r"(x - a)^\top A (x - a) + (x - b)^\top B (x - b) "
        r"= (x - c)^\top C (x - c) + a^\top A a + b^\top B b - c^\top C c "
        r"\neq (x - c)^\top C (x - c) + a^\top A a + b^\top B b + c^\top C c",
        lambda a, b, x, A, B: _two_exponents(a, b, x, A, B),
    ),
)
