"""Moments, densities and divergences of Gaussians."""

from __future__ import annotations

from collections.abc import Callable
from math import pi

from numpy import array, exp, eye, log, sqrt
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


def _from_standard(mu: Array, S: Array) -> tuple[Array, Array, Array]:
    rest = tr(S) + mu.T @ mu - len(mu)
    found = _divergences(mu, S, 0 * mu, eye(len(mu)))[0]
    return found, (rest - log(det(S))) / 2, (rest + log(det(S))) / 2


def _of_one_mean(mu: Array, S: Array, T: Array) -> tuple[Array, Array, Array]:
    rest, change = tr(inv(T) @ S) - len(mu), log(det(inv(T) @ S))
    return _divergences(mu, S, mu, T)[0], (rest - change) / 2, (rest + change) / 2


def _both_ways(mu: Array, S: Array, m: Array, T: Array) -> tuple[Array, Array, Array]:
    total = (tr(inv(T) @ S) + tr(inv(S) @ T) + (m - mu).T @ (inv(S) + inv(T)) @ (m - mu)) / 2
    return _divergences(mu, S, m, T)[0] + _divergences(m, T, mu, S)[0], total - len(mu), total


def _of_numbers(mu: float, s: float, m: float, t: float) -> tuple[Array, Array, Array]:
    found = _divergences(*(array([[each]]) for each in (mu, s, m, t)))[0]
    rest = (s + (m - mu) ** 2) / t - 1
    return found, (rest + log(t / s)) / 2, (rest - log(t / s)) / 2


def _of_scaled_identities(mu: Array, s: float, m: Array, t: float) -> tuple[Array, Array, Array]:
    n = len(mu)
    rest = (n * s + (m - mu).T @ (m - mu)) / t - n
    found = _divergences(mu, s * eye(n), m, t * eye(n))[0]
    return found, (rest + n * log(t / s)) / 2, (rest + log(t / s)) / 2


def _density_of_number(mu: float, x: float, s: float) -> tuple[Array, Array, Array]:
    kernel = exp(-((x - mu) ** 2) / (2 * s))
    found = _density(*(array([[each]]) for each in (x, mu, s)))
    return found, kernel / sqrt(2 * pi * s), kernel / (sqrt(2 * pi) * s)


def _entropies(mu: Array, S: Array, x: Sample) -> tuple[Array, Array, Array]:
    """By quadrature; by the formula; by the formula without e."""
    short = (len(mu) * log(2 * pi) + log(det(S))) / 2
    return -E(lambda x: _log_density(x, mu, S), x), short + len(mu) / 2, short


def _four_projections(a: Array, b: Array, c: Array, d: Array, S: Array, x: Sample) -> tuple[Array, Array, Array]:
    def pair(u: Array, v: Array) -> Array:
        return u.T @ S @ v

    two, last = pair(a, b) * pair(c, d) + pair(a, c) * pair(b, d), pair(a, d) * pair(b, c)
    return E(lambda x: (a.T @ x) * (b.T @ x) * (c.T @ x) * (d.T @ x), x), two + last, two - last


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
    Fact(
        "gaussian-divergence-from-standard",
        "",
        r"\mu: n; S: n n symmetric positive definite",
        r"\mathrm{KL}(\mathcal{N}(\mu, S) \,\|\, \mathcal{N}(0, I)) = \frac{1}{2} \left( \tr(S) + \mu^\top \mu - n "
        r"- \log\det(S) \right) "
        r"\neq \frac{1}{2} \left( \tr(S) + \mu^\top \mu - n + \log\det(S) \right)",
        lambda mu, S: _from_standard(mu, S),
    ),
    Fact(
        "gaussian-divergence-of-one-mean",
        "",
        r"\mu: n; S, T: n n symmetric positive definite",
        r"\mathrm{KL}(\mathcal{N}(\mu, S) \,\|\, \mathcal{N}(\mu, T)) = \frac{1}{2} \left( \tr(T^{-1} S) - n - "
        r"\log\det(T^{-1} S) \right) "
        r"\neq \frac{1}{2} \left( \tr(T^{-1} S) - n + \log\det(T^{-1} S) \right)",
        lambda mu, S, T: _of_one_mean(mu, S, T),
    ),
    Fact(
        "gaussian-divergence-from-itself",
        "",
        r"\mu: n; S: n n symmetric positive definite",
        r"D_{\mathrm{KL}}(\mathcal{N}(\mu, S) \,\Vert\, \mathcal{N}(\mu, S)) = 0 "
        r"\neq 1",
        lambda mu, S: (_divergences(mu, S, mu, S)[0], 0, 1),
    ),
    Fact(
        "gaussian-divergences-both-ways",
        "",
        r"m, \mu: n; S: n n symmetric positive definite",
        r"D_{\mathrm{KL}}(\mathcal{N}(\mu, S) \,\Vert\, \mathcal{N}(m, S)) = D_{\mathrm{KL}}(\mathcal{N}(m, S) "
        r"\,\Vert\, \mathcal{N}(\mu, S)) "
        r"\neq -D_{\mathrm{KL}}(\mathcal{N}(m, S) \,\Vert\, \mathcal{N}(\mu, S))",
        lambda mu, S, m: (
            _divergences(mu, S, m, S)[0],
            _divergences(m, S, mu, S)[0],
            -_divergences(m, S, mu, S)[0],
        ),
    ),
    Fact(
        "gaussian-divergences-summed",
        "",
        r"m, \mu: n; S, T: n n symmetric positive definite",
        r"\mathrm{KL}(\mathcal{N}(\mu, S) \,\|\, \mathcal{N}(m, T)) + \mathrm{KL}(\mathcal{N}(m, T) \,\|\, "
        r"\mathcal{N}(\mu, S)) = \frac{1}{2} \left( \tr(T^{-1} S) + \tr(S^{-1} T) + (m - \mu)^\top (S^{-1} + "
        r"T^{-1}) (m - \mu) \right) - n "
        r"\neq \frac{1}{2} \left( \tr(T^{-1} S) + \tr(S^{-1} T) + (m - \mu)^\top (S^{-1} + T^{-1}) (m - \mu) \right)",
        lambda mu, S, m, T: _both_ways(mu, S, m, T),
    ),
    Fact(
        "gaussian-divergence-by-mean",
        "",
        r"m, \mu: n; S, T: n n symmetric positive definite",
        r"\nabla_\mu \mathrm{KL}(\mathcal{N}(\mu, S) \,\|\, \mathcal{N}(m, T)) = T^{-1} (\mu - m) "
        r"\neq T^{-1} (m - \mu)",
        lambda mu, S, m, T: (
            grad(lambda mu: _divergences(mu, S, m, T)[0], mu),
            inv(T) @ (mu - m),
            inv(T) @ (m - mu),
        ),
    ),
    Fact(
        "gaussian-divergence-by-second-mean",
        "",
        r"m, \mu: n; S, T: n n symmetric positive definite",
        r"\nabla_m \mathrm{KL}(\mathcal{N}(\mu, S) \,\|\, \mathcal{N}(m, T)) = T^{-1} (m - \mu) "
        r"\neq S^{-1} (m - \mu)",
        lambda mu, S, m, T: (
            grad(lambda m: _divergences(mu, S, m, T)[0], m),
            inv(T) @ (m - mu),
            inv(S) @ (m - mu),
        ),
    ),
    Fact(
        "gaussian-divergence-of-numbers",
        "",
        r"m, \mu: scalar; s, t: scalar positive",
        r"\mathrm{KL}(\mathcal{N}(\mu, s) \,\|\, \mathcal{N}(m, t)) = \frac{1}{2} \left( \frac{s + (m - \mu)^2}{t} "
        r"- 1 + \log \frac{t}{s} \right) "
        r"\neq \frac{1}{2} \left( \frac{s + (m - \mu)^2}{t} - 1 - \log \frac{t}{s} \right)",
        lambda mu, s, m, t: _of_numbers(mu, s, m, t),
    ),
    Fact(
        "gaussian-divergence-of-scaled-identities",
        "",
        r"m, \mu: n; s, t: scalar positive",
        r"\mathrm{KL}(\mathcal{N}(\mu, s I) \,\|\, \mathcal{N}(m, t I)) = \frac{1}{2} \left( \frac{ns + \|m - "
        r"\mu\|_2^2}{t} - n + n \log \frac{t}{s} \right) "
        r"\neq \frac{1}{2} \left( \frac{ns + \|m - \mu\|_2^2}{t} - n + \log \frac{t}{s} \right)",
        lambda mu, s, m, t: _of_scaled_identities(mu, s, m, t),
    ),
    Fact(
        "gaussian-density-written-out",
        "",
        r"\mu, x: n; S: n n symmetric positive definite",
        r"\mathcal{N}(x \mid \mu, S) = \frac{1}{\sqrt{(2\pi)^n \det(S)}} \exp\left( -\frac{1}{2} (x - \mu)^\top "
        r"S^{-1} (x - \mu) \right) "
        r"\neq \frac{1}{(2\pi)^n \det(S)} \exp\left( -\frac{1}{2} (x - \mu)^\top S^{-1} (x - \mu) \right)",
        lambda mu, x, S: (
            _density(x, mu, S),
            exp(_log_density(x, mu, S)),
            _density(x, mu, S) / sqrt((2 * pi) ** len(x) * det(S)),
        ),
    ),
    Fact(
        "gaussian-density-of-a-number",
        "",
        r"\mu, x: scalar; s: scalar positive",
        r"\mathcal{N}(x; \mu, s) = \frac{1}{\sqrt{2 \pi s}} \exp\left( -\frac{(x - \mu)^2}{2s} \right) "
        r"\neq \frac{1}{\sqrt{2 \pi} s} \exp\left( -\frac{(x - \mu)^2}{2s} \right)",
        lambda mu, x, s: _density_of_number(mu, x, s),
    ),
    Fact(
        "gaussian-log-density-written-out",
        "",
        r"\mu, x: n; S: n n symmetric positive definite",
        r"\log \mathcal{N}(x \mid \mu, S) = -\frac{n}{2} \log(2\pi) - \frac{1}{2} \log\det(S) - \frac{1}{2} (x - "
        r"\mu)^\top S^{-1} (x - \mu) "
        r"\neq -\frac{n}{2} \log(2\pi) - \log\det(S) - \frac{1}{2} (x - \mu)^\top S^{-1} (x - \mu)",
        lambda mu, x, S: (log(_density(x, mu, S)), _log_density(x, mu, S), _log_density(x, mu, S) - log(det(S)) / 2),
    ),
    Fact(
        "gaussian-log-density-by-mean",
        "",
        r"\mu, x: n; S: n n symmetric positive definite",
        r"\nabla_\mu \log \mathcal{N}(x \mid \mu, S) = S^{-1} (x - \mu) "
        r"\neq -S^{-1} (x - \mu)",
        lambda mu, x, S: (
            grad(lambda mu: _log_density(x, mu, S), mu),
            inv(S) @ (x - mu),
            -inv(S) @ (x - mu),
        ),
    ),
    Fact(
        "gaussian-density-by-point",
        "",
        r"\mu, x: n; S: n n symmetric positive definite",
        r"\nabla_x \mathcal{N}(x \mid \mu, S) = -\mathcal{N}(x \mid \mu, S) S^{-1} (x - \mu) "
        r"\neq -S^{-1} (x - \mu)",
        lambda mu, x, S: (
            grad(lambda x: _density(x, mu, S), x),
            -_density(x, mu, S) * inv(S) @ (x - mu),
            -inv(S) @ (x - mu),
        ),
    ),
    Fact(
        "gaussian-densities-compared",
        "",
        r"a, b, x: n; S: n n symmetric positive definite",
        r"\log \frac{\mathcal{N}(x \mid a, S)}{\mathcal{N}(x \mid b, S)} = (a - b)^\top S^{-1} \left( x - "
        r"\frac{1}{2} (a + b) \right) "
        r"\neq (a - b)^\top S^{-1} (x - a - b)",
        lambda a, b, x, S: (
            log(_density(x, a, S) / _density(x, b, S)),
            (a - b).T @ inv(S) @ (x - (a + b) / 2),
            (a - b).T @ inv(S) @ (x - a - b),
        ),
    ),
    Fact(
        "gaussian-density-is-even",
        "",
        r"\mu, x: n; S: n n symmetric positive definite",
        r"\mathcal{N}(x \mid \mu, S) = \mathcal{N}(\mu \mid x, S) "
        r"\neq \mathcal{N}(-x \mid \mu, S)",
        lambda mu, x, S: (_density(x, mu, S), _density(mu, x, S), _density(-x, mu, S)),
    ),
    Fact(
        "gaussian-entropy",
        "",
        r"\mu: n; S: n n symmetric positive definite; x ~ (\mu, S)",
        r"H(\mathcal{N}(\mu, S)) = \frac{n}{2} \log(2 \pi e) + \frac{1}{2} \log\det(S) "
        r"\neq \frac{n}{2} \log(2 \pi) + \frac{1}{2} \log\det(S)",
        lambda mu, S, x: _entropies(mu, S, x),
    ),
    Fact(
        "gaussian-expected-log-density",
        "",
        r"\mu: n; S: n n symmetric positive definite; x ~ (\mu, S)",
        r"\E[\log \mathcal{N}(x \mid \mu, S)] = -\frac{1}{2} \log\det(2 \pi e S) "
        r"\neq -\frac{1}{2} \log\det(2 \pi S)",
        lambda mu, S, x: tuple(-each for each in _entropies(mu, S, x)),
    ),
    Fact(
        "gaussian-expected-score",
        "",
        r"\mu: n; S: n n symmetric positive definite; x ~ (\mu, S)",
        r"\E[S^{-1} (x - \mu) (x - \mu)^\top S^{-1}] = S^{-1} "
        r"\neq S",
        lambda mu, S, x: (E(lambda x: inv(S) @ (x - mu) @ (x - mu).T @ inv(S), x), inv(S), S),
    ),
    Fact(
        "gaussian-mean-of-cubic",
        "",
        r"a: n; \mu: n; S: n n symmetric positive definite; x ~ (\mu, S)",
        r"\E[(a^\top x)^3] = (a^\top \mu)^3 + 3 (a^\top \mu) (a^\top S a) "
        r"\neq (a^\top \mu)^3 + (a^\top \mu) (a^\top S a)",
        lambda a, mu, S, x: (
            E(lambda x: (a.T @ x) ** 3, x),
            (a.T @ mu) ** 3 + 3 * (a.T @ mu) * (a.T @ S @ a),
            (a.T @ mu) ** 3 + (a.T @ mu) * (a.T @ S @ a),
        ),
    ),
    Fact(
        "gaussian-covariance-with-form",
        "",
        r"A: n n symmetric; \mu: n; S: n n symmetric positive definite; x ~ (\mu, S)",
        r"\Cov(x, x^\top A x) = 2 S A \mu "
        r"\neq S A \mu",
        lambda A, mu, S, x: (Cov(x, x, lambda x: x, lambda x: x.T @ A @ x), 2 * S @ A @ mu, S @ A @ mu),
    ),
    Fact(
        "gaussian-variance-of-shifted-form",
        "",
        r"A: n n symmetric; \mu: n; S: n n symmetric positive definite; x ~ (\mu, S)",
        r"\Var(x^\top A x) = 2 \tr(A S A S) + 4 \mu^\top A S A \mu "
        r"\neq 2 \tr(A S A S) + 2 \mu^\top A S A \mu",
        lambda A, mu, S, x: (
            _cov(x, lambda x: x.T @ A @ x),
            2 * tr(A @ S @ A @ S) + 4 * mu.T @ A @ S @ A @ mu,
            2 * tr(A @ S @ A @ S) + 2 * mu.T @ A @ S @ A @ mu,
        ),
    ),
    Fact(
        "gaussian-sixth-moment",
        "",
        r"a: n; S: n n symmetric positive definite; x ~ (0, S)",
        r"\E[(a^\top x)^6] = 15 (a^\top S a)^3 "
        r"\neq 6 (a^\top S a)^3",
        lambda a, S, x: (E(lambda x: (a.T @ x) ** 6, x), 15 * (a.T @ S @ a) ** 3, 6 * (a.T @ S @ a) ** 3),
    ),
    Fact(
        "gaussian-four-projections",
        "",
        r"a, b, c, d: n; S: n n symmetric positive definite; x ~ (0, S)",
        r"\E[(a^\top x)(b^\top x)(c^\top x)(d^\top x)] = a^\top S b \, c^\top S d + a^\top S c \, b^\top S d + "
        r"a^\top S d \, b^\top S c "
        r"\neq a^\top S b \, c^\top S d + a^\top S c \, b^\top S d - a^\top S d \, b^\top S c",
        lambda a, b, c, d, S, x: _four_projections(a, b, c, d, S, x),
    ),
    Fact(
        "gaussian-mean-of-centred-product",
        "",
        r"b: n; \mu: n; S: n n symmetric positive definite; x ~ (\mu, S)",
        r"\E[(x - \mu)(b^\top x)] = S b "
        r"\neq b",
        lambda b, mu, S, x: (E(lambda x: (x - mu) * (b.T @ x), x), S @ b, b),
    ),
)
