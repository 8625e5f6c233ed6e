"""Expectations, covariances, variances."""

from __future__ import annotations

from collections.abc import Callable

from numpy import trace as tr
from numpy.linalg import inv, norm

from tests.facts.draw import Array, Cov, E, Sample
from tests.facts.fact import Fact


def _same(x: Array) -> Array:
    return x


def _cov(x: Sample, f: Callable[[Array], Array]) -> Array:
    return Cov(x, x, f, f)


FACTS = (
    Fact(
        "mean-affine",
        "315",
        r"A: m n; b: m; \mu: n; S: n n symmetric positive definite; x of (\mu, S)",
        r"\E[Ax + b] = A \mu + b \neq A \mu - b",
        lambda A, b, mu, x: (E(lambda x: A @ x + b, x), A @ mu + b, A @ mu - b),
    ),
    Fact(
        "mean-of-sum",
        "",
        "a: scalar; x, y: random n n",
        r"\E[ax + y] = a \E[x] + \E[y] \neq a \E[x] - \E[y]",
        lambda a, x, y: (E(lambda x, y: a * x + y, x, y), a * E(_same, x) + E(_same, y), a * E(_same, x) - E(_same, y)),
    ),
    Fact(
        "covariance-affine",
        "313",
        r"A: m n; b: m; \mu: n; S: n n symmetric positive definite; x of (\mu, S)",
        r"\Cov(Ax + b) = A S A^\top \neq A S A^\top + b b^\top",
        lambda A, b, x, S: (_cov(x, lambda x: A @ x + b), A @ S @ A.T, A @ S @ A.T + b @ b.T),
    ),
    Fact(
        "covariance-as-moments",
        "",
        "x: random n",
        r"\Cov(x) = \E[x x^\top] - \E[x] \E[x]^\top \neq \E[x x^\top] + \E[x] \E[x]^\top",
        lambda x: (
            _cov(x, _same),
            E(lambda x: x @ x.T, x) - E(_same, x) @ E(_same, x).T,
            E(lambda x: x @ x.T, x) + E(_same, x) @ E(_same, x).T,
        ),
    ),
    Fact(
        "cross-covariance-affine",
        "314",
        "A: n d; B: m p; x, y: random d p",
        r"\Cov(Ax, By) = A \Cov(x, y) B^\top \neq -A \Cov(x, y) B^\top",
        lambda A, B, x, y: (
            Cov(x, y, lambda x: A @ x, lambda y: B @ y),
            A @ Cov(x, y, _same, _same) @ B.T,
            -A @ Cov(x, y, _same, _same) @ B.T,
        ),
    ),
    Fact(
        "cross-covariance-turned",
        "",
        "x, y: random n m",
        r"\Cov(x, y) = \Cov(y, x)^\top \neq -\Cov(y, x)^\top",
        lambda x, y: (Cov(x, y, _same, _same), Cov(y, x, _same, _same).T, -Cov(y, x, _same, _same).T),
    ),
    Fact(
        "variance-of-projection",
        "",
        r"a: n; \mu: n; S: n n symmetric positive definite; x of (\mu, S)",
        r"\Var(a^\top x) = a^\top S a \neq a^\top S a + (a^\top \mu)^2",
        lambda a, mu, x, S: (_cov(x, lambda x: a.T @ x), a.T @ S @ a, a.T @ S @ a + (a.T @ mu) ** 2),
    ),
    Fact(
        "variance-scaled",
        "",
        "a: scalar; x: random 1",
        r"\Var(ax) = a^2 \Var(x) \neq a \Var(x)",
        lambda a, x: (_cov(x, lambda x: a * x), a**2 * _cov(x, _same), a * _cov(x, _same)),
    ),
    Fact(
        "variance-of-sum",
        "",
        "x, y: random 1 1",
        r"\Var(x + y) = \Var(x) + \Var(y) + 2 \Cov(x, y) \neq \Var(x) + \Var(y) - 2 \Cov(x, y)",
        lambda x, y: (
            E(lambda x, y: (x + y) ** 2, x, y) - E(lambda x, y: x + y, x, y) ** 2,
            _cov(x, _same) + _cov(y, _same) + 2 * Cov(x, y, _same, _same),
            _cov(x, _same) + _cov(y, _same) - 2 * Cov(x, y, _same, _same),
        ),
    ),
    Fact(
        "second-moment",
        "319",
        r"\mu: n; S: n n symmetric positive definite; x of (\mu, S)",
        r"\E[x x^\top] = S + \mu \mu^\top \neq S - \mu \mu^\top",
        lambda mu, S, x: (E(lambda x: x @ x.T, x), S + mu @ mu.T, S - mu @ mu.T),
    ),
    Fact(
        "mean-times-projection",
        "320",
        r"a, \mu: n; S: n n symmetric positive definite; x of (\mu, S)",
        r"\E[x a^\top x] = (S + \mu \mu^\top) a \neq S a + \mu",
        lambda a, mu, S, x: (E(lambda x: x * (a.T @ x), x), (S + mu @ mu.T) @ a, S @ a + mu),
    ),
    Fact(
        "mean-of-squared-norm",
        "325",
        r"\mu: n; S: n n symmetric positive definite; x of (\mu, S)",
        r"\E[x^\top x] = \tr(S) + \mu^\top \mu \neq \tr(S) - \mu^\top \mu",
        lambda mu, S, x: (E(lambda x: x.T @ x, x), tr(S) + mu.T @ mu, tr(S) - mu.T @ mu),
    ),
    Fact(
        "mean-of-quadratic",
        "326",
        r"A: n n; \mu: n; S: n n symmetric positive definite; x of (\mu, S)",
        r"\E[x^\top A x] = \tr(A S) + \mu^\top A \mu \neq \tr(A S)",
        lambda A, mu, S, x: (E(lambda x: x.T @ A @ x, x), tr(A @ S) + mu.T @ A @ mu, tr(A @ S)),
    ),
    Fact(
        "mean-of-centred-quadratic",
        "",
        r"A: n n; \mu: n; S: n n symmetric positive definite; x of (\mu, S)",
        r"\E[(x - \mu)^\top A (x - \mu)] = \tr(A S) \neq \tr(A) \tr(S)",
        lambda A, mu, S, x: (E(lambda x: (x - mu).T @ A @ (x - mu), x), tr(A @ S), tr(A) * tr(S)),
    ),
    Fact(
        "mean-of-mahalanobis",
        "",
        r"\mu: n; S: n n symmetric positive definite; x of (\mu, S)",
        r"\E[(x - \mu)^\top S^{-1} (x - \mu)] = n \neq \tr(S)",
        lambda mu, S, x, n: (E(lambda x: (x - mu).T @ inv(S) @ (x - mu), x), n, tr(S)),
    ),
    Fact(
        "mean-of-affine-outer",
        "318",
        r"A: m n; B: p n; a: m; b: p; \mu: n; S: n n symmetric positive definite; x of (\mu, S)",
        r"\E[(Ax + a)(Bx + b)^\top] = A S B^\top + (A \mu + a)(B \mu + b)^\top \neq A S B^\top + a b^\top",
        lambda A, B, a, b, mu, S, x: (
            E(lambda x: (A @ x + a) @ (B @ x + b).T, x),
            A @ S @ B.T + (A @ mu + a) @ (B @ mu + b).T,
            A @ S @ B.T + a @ b.T,
        ),
    ),
    Fact(
        "mean-of-affine-inner",
        "324",
        r"A, B: m n; a, b: m; \mu: n; S: n n symmetric positive definite; x of (\mu, S)",
        r"\E[(Ax + a)^\top (Bx + b)] = \tr(A S B^\top) + (A \mu + a)^\top (B \mu + b) "
        r"\neq \tr(A S B^\top) + (A \mu - a)^\top (B \mu - b)",
        lambda A, B, a, b, mu, S, x: (
            E(lambda x: (A @ x + a).T @ (B @ x + b), x),
            tr(A @ S @ B.T) + (A @ mu + a).T @ (B @ mu + b),
            tr(A @ S @ B.T) + (A @ mu - a).T @ (B @ mu - b),
        ),
    ),
    Fact(
        "mean-of-distance",
        "328",
        r"a, \mu: n; S: n n symmetric positive definite; x of (\mu, S)",
        r"\E[\|x - a\|_2^2] = \tr(S) + \|\mu - a\|_2^2 \neq \tr(S) + \|\mu + a\|_2^2",
        lambda a, mu, S, x: (E(lambda x: (x - a).T @ (x - a), x), tr(S) + norm(mu - a) ** 2, tr(S) + norm(mu + a) ** 2),
    ),
    Fact(
        "bias-and-variance",
        "",
        "c: scalar; x: random 1",
        r"\E[(x - c)^2] = \Var(x) + (\E[x] - c)^2 \neq \Var(x) + (\E[x] + c)^2",
        lambda c, x: (
            E(lambda x: (x - c) ** 2, x),
            _cov(x, _same) + (E(_same, x) - c) ** 2,
            _cov(x, _same) + (E(_same, x) + c) ** 2,
        ),
    ),
    Fact(
        "independent-product",
        "",
        r"m, \mu: n; S, T: n n symmetric positive definite; x of (\mu, S); y of (m, T); "
        r"Let $x$ and $y$ be independent",
        r"\E[x^\top y] = \mu^\top m \neq \mu^\top m + \tr(S)",
        lambda mu, m, S, x, y: (E(lambda x, y: x.T @ y, x, y), mu.T @ m, mu.T @ m + tr(S)),
    ),
    Fact(
        "independent-sum",
        "",
        r"m, \mu: n; S, T: n n symmetric positive definite; x of (\mu, S); y of (m, T); "
        r"Let $x$ and $y$ be independent",
        r"\Cov(x + y) = S + T \neq S - T",
        lambda S, T, x, y: (
            E(lambda x, y: (x + y) @ (x + y).T, x, y) - E(lambda x, y: x + y, x, y) @ E(lambda x, y: x + y, x, y).T,
            S + T,
            S - T,
        ),
    ),
    Fact(
        "trace-trick",
        "",
        "A: n n; x: random n",
        r"\E[x^\top A x] = \tr(A \E[x x^\top]) \neq \tr(A \E[x] \E[x]^\top)",
        lambda A, x: (
            E(lambda x: x.T @ A @ x, x),
            tr(A @ E(lambda x: x @ x.T, x)),
            tr(A @ E(_same, x) @ E(_same, x).T),
        ),
    ),
)
