"""Expectations, covariances, variances."""

from __future__ import annotations

from collections.abc import Callable

from numpy import trace as tr
from numpy.linalg import det, inv, norm

from tests.facts.draw import Array, Cov, E, Sample, grad
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
    Fact(
        "mean-of-outer",
        "",
        "x, y: random n m",
        r"\Cov(x, y) = \E[x y^\top] - \E[x] \E[y]^\top \neq \E[x y^\top]",
        lambda x, y: (
            Cov(x, y, _same, _same),
            E(lambda x, y: x @ y.T, x, y) - E(_same, x) @ E(_same, y).T,
            E(lambda x, y: x @ y.T, x, y),
        ),
    ),
    Fact(
        "covariance-of-sum-of-vectors",
        "",
        "x, y: random n n",
        r"\Cov(x + y) = \Cov(x) + \Cov(x, y) + \Cov(x, y)^\top + \Cov(y) \neq \Cov(x) + 2 \Cov(x, y) + \Cov(y)",
        lambda x, y: (
            E(lambda x, y: (x + y) @ (x + y).T, x, y) - E(lambda x, y: x + y, x, y) @ E(lambda x, y: x + y, x, y).T,
            _cov(x, _same) + Cov(x, y, _same, _same) + Cov(x, y, _same, _same).T + _cov(y, _same),
            _cov(x, _same) + 2 * Cov(x, y, _same, _same) + _cov(y, _same),
        ),
    ),
    Fact(
        "covariance-bilinear",
        "",
        "a, b: scalar; x, y, z: random 1 1 1",
        r"\Cov(ax + by, z) = a \Cov(x, z) + b \Cov(y, z) \neq ab \Cov(x + y, z)",
        lambda a, b, x, y, z: (
            E(lambda x, y, z: (a * x + b * y) * z, x, y, z) - E(lambda x, y: a * x + b * y, x, y) * E(_same, z),
            a * Cov(x, z, _same, _same) + b * Cov(y, z, _same, _same),
            a * b * (Cov(x, z, _same, _same) + Cov(y, z, _same, _same)),
        ),
    ),
    Fact(
        "covariance-shifted",
        "",
        "b: n; c: m; x, y: random n m",
        r"\Cov(x + b, y + c) = \Cov(x, y) \neq \Cov(x, y) + b c^\top",
        lambda b, c, x, y: (
            Cov(x, y, lambda x: x + b, lambda y: y + c),
            Cov(x, y, _same, _same),
            Cov(x, y, _same, _same) + b @ c.T,
        ),
    ),
    Fact(
        "variance-shifted",
        "",
        "c: scalar; x: random 1",
        r"\Var(x + c) = \Var(x) \neq \Var(x) + c^2",
        lambda c, x: (_cov(x, lambda x: x + c), _cov(x, _same), _cov(x, _same) + c**2),
    ),
    Fact(
        "variance-as-moments",
        "",
        "x: random 1",
        r"\Var(x) = \E[x^2] - \E[x]^2 \neq \E[x]^2 - \E[x^2]",
        lambda x: (
            _cov(x, _same),
            E(lambda x: x**2, x) - E(_same, x) ** 2,
            E(_same, x) ** 2 - E(lambda x: x**2, x),
        ),
    ),
    Fact(
        "third-central-moment",
        "",
        "x: random 1",
        r"\E[(x - \E[x])^3] = \E[x^3] - 3 \E[x] \E[x^2] + 2 \E[x]^3 \neq \E[x^3] + 3 \E[x] \E[x^2] + 2 \E[x]^3",
        lambda x: (
            E(lambda u: (u - E(_same, x)) ** 3, x),
            E(lambda x: x**3, x) - 3 * E(_same, x) * E(lambda x: x**2, x) + 2 * E(_same, x) ** 3,
            E(lambda x: x**3, x) + 3 * E(_same, x) * E(lambda x: x**2, x) + 2 * E(_same, x) ** 3,
        ),
    ),
    Fact(
        "covariance-with-a-square",
        "",
        "x: random 1",
        r"\Cov(x, x^2) = \E[x^3] - \E[x] \E[x^2] \neq \E[x^3] - \E[x]^3",
        lambda x: (
            Cov(x, x, _same, lambda x: x**2),
            E(lambda x: x**3, x) - E(_same, x) * E(lambda x: x**2, x),
            E(lambda x: x**3, x) - E(_same, x) ** 3,
        ),
    ),
    Fact(
        "mean-is-the-best-constant",
        "",
        "c: n; x: random n",
        r"\E[\|x - c\|_2^2] = \E[\|x - \E[x]\|_2^2] + \|\E[x] - c\|_2^2 "
        r"\neq \E[\|x - \E[x]\|_2^2] - \|\E[x] - c\|_2^2",
        lambda c, x: (
            E(lambda x: (x - c).T @ (x - c), x),
            E(lambda u: (u - E(_same, x)).T @ (u - E(_same, x)), x) + norm(E(_same, x) - c) ** 2,
            E(lambda u: (u - E(_same, x)).T @ (u - E(_same, x)), x) - norm(E(_same, x) - c) ** 2,
        ),
    ),
    Fact(
        "trace-of-covariance",
        "",
        "x: random n",
        r"\tr(\Cov(x)) = \E[\|x\|_2^2] - \|\E[x]\|_2^2 \neq \E[\|x\|_2^2] + \|\E[x]\|_2^2",
        lambda x: (
            tr(_cov(x, _same)),
            E(lambda x: x.T @ x, x) - norm(E(_same, x)) ** 2,
            E(lambda x: x.T @ x, x) + norm(E(_same, x)) ** 2,
        ),
    ),
    Fact(
        "covariance-of-two-projections",
        "",
        r"a, b: n; \mu: n; S: n n symmetric positive definite; x of (\mu, S)",
        r"\Cov(a^\top x, b^\top x) = a^\top S b \neq (a^\top \mu)(b^\top \mu)",
        lambda a, b, mu, x, S: (
            Cov(x, x, lambda x: a.T @ x, lambda x: b.T @ x),
            a.T @ S @ b,
            (a.T @ mu) * (b.T @ mu),
        ),
    ),
    Fact(
        "covariance-undone",
        "",
        r"A: n n invertible; \mu: n; S: n n symmetric positive definite; x of (\mu, S)",
        r"\Cov(A^{-1} x) = A^{-1} S A^{-\top} \neq A^{-\top} S A^{-1}",
        lambda A, x, S: (
            _cov(x, lambda x: inv(A) @ x),
            inv(A) @ S @ inv(A).T,
            inv(A).T @ S @ inv(A),
        ),
    ),
    Fact(
        "mean-of-cross-form",
        "",
        r"A: n m; \mu: n; x: random n",
        r"\E[x^\top A A^\top \mu] = \E[x]^\top A A^\top \mu \neq -\E[x]^\top A A^\top \mu",
        lambda A, mu, x: (
            E(lambda x: x.T @ A @ A.T @ mu, x),
            E(_same, x).T @ A @ A.T @ mu,
            -E(_same, x).T @ A @ A.T @ mu,
        ),
    ),
    Fact(
        "independent-difference",
        "",
        r"m, \mu: n; S, T: n n symmetric positive definite; x of (\mu, S); y of (m, T); "
        r"Let $x$ and $y$ be independent",
        r"\Cov(x - y) = S + T \neq S - T",
        lambda S, T, x, y: (
            E(lambda x, y: (x - y) @ (x - y).T, x, y) - E(lambda x, y: x - y, x, y) @ E(lambda x, y: x - y, x, y).T,
            S + T,
            S - T,
        ),
    ),
    Fact(
        "independent-quadratic",
        "",
        r"A: n n; m, \mu: n; S, T: n n symmetric positive definite; x of (\mu, S); y of (m, T); "
        r"Let $x$ and $y$ be independent",
        r"\E[(x^\top A y)^2] = \tr((S + \mu \mu^\top) A (T + m m^\top) A^\top) \neq (\mu^\top A m)^2",
        lambda A, mu, m, S, T, x, y: (
            E(lambda x, y: (x.T @ A @ y) ** 2, x, y),
            tr((S + mu @ mu.T) @ A @ (T + m @ m.T) @ A.T),
            (mu.T @ A @ m) ** 2,
        ),
    ),
    Fact(
        "gradient-of-mean-square",
        "",
        "w: n; x, y: random n 1",
        r"\nabla_w \E[(w^\top x - y)^2] = 2 \E[x x^\top] w - 2 \E[x y] \neq \E[x x^\top] w - \E[x y]",
        lambda w, x, y: (
            grad(lambda w: E(lambda x, y: (w.T @ x - y) ** 2, x, y), w),
            2 * E(lambda x: x @ x.T, x) @ w - 2 * E(lambda x, y: x * y, x, y),
            E(lambda x: x @ x.T, x) @ w - E(lambda x, y: x * y, x, y),
        ),
    ),
    Fact(
        "gradient-of-mean-distance",
        "",
        r"c, \mu: n; S: n n symmetric positive definite; x of (\mu, S)",
        r"\nabla_c \E[\|x - c\|_2^2] = 2 (c - \mu) \neq 2 (\mu - c)",
        lambda c, mu, x: (grad(lambda c: E(lambda x: (x - c).T @ (x - c), x), c), 2 * (c - mu), 2 * (mu - c)),
    ),
    Fact(
        "told-in-words",
        "",
        r"A: m n; \mu: n; S: n n symmetric positive definite; x has (\mu, S)",
        r"\E[(Ax)(Ax)^\top] = A (S + \mu \mu^\top) A^\top \neq A S A^\top",
        lambda A, mu, S, x: (E(lambda x: A @ x @ x.T @ A.T, x), A @ (S + mu @ mu.T) @ A.T, A @ S @ A.T),
    ),
    Fact(
        "told-in-words-norm",
        "",
        r"S: n n symmetric positive definite; x has (0, S)",
        r"\E[\|x\|_2^2] = \tr(S) \neq \det(S)",
        lambda S, x: (E(lambda x: x.T @ x, x), tr(S), det(S)),
    ),
)
