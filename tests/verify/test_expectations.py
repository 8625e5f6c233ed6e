r"""Claims about expectations: what is true of every distribution is never refuted, what is false is, on exact models.

Each row is what a page declares, a true claim, the verdict that it gets, and a false claim.
"""

from __future__ import annotations

import pytest

from derivations.api import check
from derivations.document.verdicts import Verdict

ROWS = [
    (
        r"Let $x \in \mathbb{R}^n$ be a random vector with mean $m$ and covariance $M$.",
        r"\mathbb{E}[(x-m)(x-m)^\top] = M",
        "proved",
        r"\mathbb{E}[(x-m)(x-m)^\top] = 2M",
    ),
    (
        r"Let $X$ be a random variable and $a, b \in \mathbb{R}$.",
        r"\mathbb{E}[aX+b] = a\mathbb{E}[X]+b",
        "proved",
        r"\mathbb{E}[aX+b] = a\mathbb{E}[X]",
    ),
    (
        r"Let $X$ be a random variable and $a, b \in \mathbb{R}$.",
        r"\operatorname{Var}(aX+b) = a^2\operatorname{Var}(X)",
        "proved",
        r"\operatorname{Var}(aX+b) = a\operatorname{Var}(X)",
    ),
    (
        r"Let $X$ be a random variable.",
        r"\operatorname{Var}(X) = \mathbb{E}[X^2]-\mathbb{E}[X]^2",
        "proved",
        r"\operatorname{Var}(X) = \mathbb{E}[X^2]-\mathbb{E}[X]",
    ),
    (
        r"Let $X$ be a random variable.",
        r"\operatorname{Var}(X) = \mathbb{E}[(X-\mathbb{E}[X])^2]",
        "proved",
        r"\operatorname{Var}(X) = \mathbb{E}[(X+\mathbb{E}[X])^2]",
    ),
    (
        r"Let $X$ and $Y$ be random variables.",
        r"\operatorname{Var}(X+Y) = \operatorname{Var}(X)+\operatorname{Var}(Y)+2\operatorname{Cov}(X,Y)",
        "proved",
        r"\operatorname{Var}(X+Y) = \operatorname{Var}(X)+\operatorname{Var}(Y)",
    ),
    (
        r"Let $X$ and $Y$ be independent random variables.",
        r"\operatorname{Var}(X+Y) = \operatorname{Var}(X)+\operatorname{Var}(Y)",
        "proved",
        r"\operatorname{Var}(X-Y) = \operatorname{Var}(X)-\operatorname{Var}(Y)",
    ),
    (
        r"Let $X$ and $Y$ be independent random variables.",
        r"\mathbb{E}[XY] = \mathbb{E}[X]\mathbb{E}[Y]",
        "proved",
        r"\mathbb{E}[X^2Y] = \mathbb{E}[X]^2\mathbb{E}[Y]",
    ),
    (
        r"Let $X$ and $Y$ be random variables.",
        r"\operatorname{Cov}(X,Y) = \mathbb{E}[XY]-\mathbb{E}[X]\mathbb{E}[Y]",
        "proved",
        r"\mathbb{E}[XY] = \mathbb{E}[X]\mathbb{E}[Y]",
    ),
    (
        r"Let $x \in \mathbb{R}^n$ be a random vector with $\mathbb{E}[x] = \mu$ and $\operatorname{Cov}(x) = \Sigma$. "
        r"Let $A \in \mathbb{R}^{m \times n}$ and $b \in \mathbb{R}^m$.",
        r"\operatorname{Cov}(Ax+b) = A\Sigma A^\top",
        "proved",
        r"\operatorname{Cov}(Ax+b) = A^\top\Sigma A",
    ),
    (
        r"Let $x \in \mathbb{R}^n$ be a random vector with $\mathbb{E}[x] = \mu$ and $\operatorname{Cov}(x) = \Sigma$.",
        r"\mathbb{E}[xx^\top] = \Sigma + \mu\mu^\top",
        "proved",
        r"\mathbb{E}[xx^\top] = \Sigma - \mu\mu^\top",
    ),
    (
        r"Let $x \in \mathbb{R}^n$ be a random vector with $\mathbb{E}[x] = \mu$ and $\operatorname{Cov}(x) = \Sigma$.",
        r"\mathbb{E}[\|x\|^2] = \operatorname{tr}(\Sigma) + \|\mu\|^2",
        "proved",
        r"\mathbb{E}[\|x\|^2] = \operatorname{tr}(\Sigma) - \|\mu\|^2",
    ),
    (
        r"Let $x \in \mathbb{R}^n$ with $x \sim \mathcal{N}(\mu, \Sigma)$, where $\mu \in \mathbb{R}^n$ "
        r"and $\Sigma \in \mathbb{R}^{n \times n}$ is symmetric positive definite. "
        r"Let $A \in \mathbb{R}^{n \times n}$.",
        r"\mathbb{E}[x^\top A x] = \operatorname{tr}(A\Sigma) + \mu^\top A\mu",
        "proved",
        r"\mathbb{E}[x^\top A x] = \operatorname{tr}(A)\operatorname{tr}(\Sigma) + \mu^\top A\mu",
    ),
    (
        r"Let $x \sim \mathcal{N}(\mu, \Sigma)$, where $\mu \in \mathbb{R}^n$ "
        r"and $\Sigma \in \mathbb{R}^{n \times n}$ is symmetric positive definite. "
        r"Let $A, B \in \mathbb{R}^{n \times n}$ be symmetric.",
        r"\operatorname{Cov}(x^\top A x, x^\top B x) = 2\operatorname{tr}(A\Sigma B\Sigma) + 4\mu^\top A\Sigma B\mu",
        "proved",
        r"\operatorname{Cov}(x^\top A x, x^\top B x) = 2\operatorname{tr}(A\Sigma B\Sigma) + 2\mu^\top A\Sigma B\mu",
    ),
    (
        r"Let $x \sim \mathcal{N}(\mu, \Sigma)$, where $\mu \in \mathbb{R}^n$ "
        r"and $\Sigma \in \mathbb{R}^{n \times n}$ is symmetric positive definite. "
        r"Let $A \in \mathbb{R}^{n \times n}$ be symmetric.",
        r"\operatorname{Var}(x^\top A x) = 2\operatorname{tr}(A\Sigma A\Sigma) + 4\mu^\top A\Sigma A\mu",
        "proved",
        r"\operatorname{Var}(x^\top A x) = 2\operatorname{tr}(A\Sigma A\Sigma)",
    ),
    (
        r"Let $z \sim \mathcal{N}(0, \sigma^2)$ with $\sigma > 0$.",
        r"\mathbb{E}[z^4] = 3\sigma^4",
        "proved",
        r"\mathbb{E}[z^4] = \sigma^4",
    ),
    (
        r"Let $z \sim \mathcal{N}(\mu, \sigma^2)$ with $\sigma > 0$.",
        r"\mathbb{E}[z^3] = \mu^3 + 3\mu\sigma^2",
        "proved",
        r"\mathbb{E}[z^3] = \mu^3 + \mu\sigma^2",
    ),
    (
        r"Let $z \sim \mathcal{N}(0, 1)$.",
        r"\mathbb{E}[z^6] = 15",
        "proved",
        r"\mathbb{E}[z^6] = 12",
    ),
    (
        r"Let $X \in \mathbb{R}^{n \times d}$, $\beta \in \mathbb{R}^d$ and $\varepsilon \in \mathbb{R}^n$ "
        r"with $\mathbb{E}[\varepsilon] = 0$ and $\operatorname{Cov}(\varepsilon) = \sigma^2 I$. "
        r"Let $X$ have full column rank. "
        r"Let $y = X\beta + \varepsilon$ and $\hat\beta = (X^\top X)^{-1}X^\top y$.",
        r"\mathbb{E}[\hat\beta] = \beta",
        "proved",
        r"\mathbb{E}[\hat\beta] = X\beta",
    ),
    (
        r"Let $X \in \mathbb{R}^{n \times d}$, $\beta \in \mathbb{R}^d$ and $\varepsilon \in \mathbb{R}^n$ "
        r"with $\mathbb{E}[\varepsilon] = 0$ and $\operatorname{Cov}(\varepsilon) = \sigma^2 I$. "
        r"Let $X$ have full column rank. "
        r"Let $y = X\beta + \varepsilon$ and $\hat\beta = (X^\top X)^{-1}X^\top y$.",
        r"\operatorname{Cov}(\hat\beta) = \sigma^2(X^\top X)^{-1}",
        "proved",
        r"\operatorname{Cov}(\hat\beta) = \sigma^2 X^\top X",
    ),
    (
        r"Let $x \in \mathbb{R}^n$ and $y \in \mathbb{R}^m$ be random vectors. "
        r"Let $A \in \mathbb{R}^{p \times n}$ and $B \in \mathbb{R}^{q \times m}$.",
        r"\operatorname{Cov}(Ax, By) = A\operatorname{Cov}(x, y)B^\top",
        "proved",
        r"\operatorname{Cov}(Ax, By) = A\operatorname{Cov}(x, y)B",
    ),
    (
        r"Let $x \in \mathbb{R}^n$ and $y \in \mathbb{R}^m$ be random vectors.",
        r"\operatorname{Cov}(x, y) = \operatorname{Cov}(y, x)^\top",
        "proved",
        r"\operatorname{Cov}(x, y) = -\operatorname{Cov}(y, x)^\top",
    ),
    (
        r"Let $x \in \mathbb{R}^n$ be a random vector, $w \in \mathbb{R}^n$ and $y$ a random variable.",
        r"\nabla_w \mathbb{E}[(w^\top x - y)^2] = 2\mathbb{E}[xx^\top]w - 2\mathbb{E}[xy]",
        "proved",
        r"\nabla_w \mathbb{E}[(w^\top x - y)^2] = 2\mathbb{E}[xx^\top]w - \mathbb{E}[xy]",
    ),
    (
        r"Let $X$ be a random variable.",
        r"\mathbb{E}[X^2] \ge \mathbb{E}[X]^2",
        "proved",
        r"\mathbb{E}[X^2] \le \mathbb{E}[X]^2",
    ),
    (
        r"Let $X$ be a random variable.",
        r"\mathbb{E}[e^X] \ge e^{\mathbb{E}[X]}",
        "supported",
        r"\mathbb{E}[e^X] = e^{\mathbb{E}[X]}",
    ),
    (
        r"Let $X \in \mathbb{R}^{n \times n}$ be a random matrix and $A \in \mathbb{R}^{n \times n}$.",
        r"\mathbb{E}[\operatorname{tr}(AX)] = \operatorname{tr}(A\mathbb{E}[X])",
        "proved",
        r"\mathbb{E}[X^2] = \mathbb{E}[X]^2",
    ),
    (
        r"Let $x \sim \mathcal{N}(0, I)$ with $x \in \mathbb{R}^n$ and $A \in \mathbb{R}^{n \times n}$.",
        r"\mathbb{E}[x^\top A x] = \operatorname{tr}(A)",
        "proved",
        r"\mathbb{E}[x^\top A x] = \operatorname{tr}(A^2)",
    ),
    (
        r"Let $x \sim \mathcal{N}(0, I)$ with $x \in \mathbb{R}^n$.",
        r"\mathbb{E}[\|x\|^4] = n^2 + 2n",
        "proved",
        r"\mathbb{E}[\|x\|^4] = n^2",
    ),
    (
        r"Let $x$ be a random vector with $\mathbb{E}[x] = \mu$.",
        r"\mathbb{E}_{x \sim p}[x - \mu] = 0",
        "proved",
        r"\mathbb{E}_{x \sim p}[x + \mu] = 0",
    ),
]

PAIR = r"Let $\mu, m, x \in \mathbb{R}^n$ and let $S, T \in \mathbb{R}^{n \times n}$ be symmetric positive definite."
DIVERGENCE = (
    r"\frac{1}{2}\left(\operatorname{tr}(T^{-1}S) + (m-\mu)^\top T^{-1}(m-\mu) - n + \log\frac{\det T}{\det S}\right)"
)
TURNED = DIVERGENCE.replace(r"\frac{\det T}{\det S}", r"\frac{\det S}{\det T}")

GAUSSIANS = [
    (
        PAIR,
        rf"D_{{\mathrm{{KL}}}}(\mathcal{{N}}(\mu, S) \,\Vert\, \mathcal{{N}}(m, T)) = {DIVERGENCE}",
        rf"D_{{\mathrm{{KL}}}}(\mathcal{{N}}(\mu, S) \,\Vert\, \mathcal{{N}}(m, T)) = {TURNED}",
    ),
    (
        PAIR,
        rf"\operatorname{{KL}}\left[\mathcal{{N}}(\mu, S) \mid\mid \mathcal{{N}}(m, T)\right] = {DIVERGENCE}",
        rf"\operatorname{{KL}}\left[\mathcal{{N}}(m, T) \mid\mid \mathcal{{N}}(\mu, S)\right] = {DIVERGENCE}",
    ),
    (
        PAIR + r" Let $p = \mathcal{N}(\mu, S)$ and $q = \mathcal{N}(m, T)$.",
        rf"\mathrm{{KL}}(p \| q) = {DIVERGENCE}",
        rf"\mathrm{{KL}}(q \| p) = {DIVERGENCE}",
    ),
    (
        PAIR + r" Let $p(x) = \mathcal{N}(x \mid \mu, S)$ and $q(x) = \mathcal{N}(x \mid m, T)$.",
        rf"\mathrm{{KL}}(p(x) \| q(x)) = {DIVERGENCE}",
        rf"\mathrm{{KL}}(q \| p) = {DIVERGENCE}",
    ),
    (
        PAIR + r" Let $p \sim \mathcal{N}(\mu, S)$ and $q \sim \mathcal{N}(m, T)$.",
        rf"\mathrm{{KL}}(p || q) = {DIVERGENCE}",
        rf"\mathrm{{KL}}(p || q) = {TURNED}",
    ),
    (
        PAIR,
        r"\mathrm{KL}(\mathcal{N}(\mu, S) \| \mathcal{N}(0, I)) = "
        r"\frac{1}{2}(\operatorname{tr}(S) + \mu^\top\mu - n - \log\det S)",
        r"\mathrm{KL}(\mathcal{N}(\mu, S) \| \mathcal{N}(0, I)) = "
        r"\frac{1}{2}(\operatorname{tr}(S) + \mu^\top\mu - \log\det S)",
    ),
    (
        PAIR,
        r"\nabla_S \mathrm{KL}(\mathcal{N}(\mu, S) \| \mathcal{N}(m, T)) = \frac{1}{2}(T^{-1} - S^{-1})",
        r"\nabla_S \mathrm{KL}(\mathcal{N}(\mu, S) \| \mathcal{N}(m, T)) = \frac{1}{2}(S^{-1} - T^{-1})",
    ),
    (
        r"Let $\sigma > 0$ and $\tau > 0$.",
        r"\mathrm{KL}(\mathcal{N}(\mu, \sigma^2) \| \mathcal{N}(m, \tau^2)) = "
        r"\log\frac{\tau}{\sigma} + \frac{\sigma^2 + (\mu - m)^2}{2\tau^2} - \frac{1}{2}",
        r"\mathrm{KL}(\mathcal{N}(\mu, \sigma^2) \| \mathcal{N}(m, \tau^2)) = "
        r"\log\frac{\tau}{\sigma} + \frac{\sigma^2 + (\mu - m)^2}{2\tau^2}",
    ),
    (
        PAIR,
        r"\mathcal{N}(x \mid \mu, S) = "
        r"\frac{1}{\sqrt{(2\pi)^n \det S}} \exp\left(-\frac{1}{2}(x-\mu)^\top S^{-1}(x-\mu)\right)",
        r"\mathcal{N}(x \mid \mu, S) = "
        r"\frac{1}{\sqrt{2\pi \det S}} \exp\left(-\frac{1}{2}(x-\mu)^\top S^{-1}(x-\mu)\right)",
    ),
    (
        PAIR,
        r"\log \mathcal{N}(x; \mu, S) = "
        r"-\frac{n}{2}\log(2\pi) - \frac{1}{2}\log\det S - \frac{1}{2}(x-\mu)^\top S^{-1}(x-\mu)",
        r"\log \mathcal{N}(x; \mu, S) = "
        r"-\frac{n}{2}\log(2\pi) + \frac{1}{2}\log\det S - \frac{1}{2}(x-\mu)^\top S^{-1}(x-\mu)",
    ),
    (
        PAIR,
        r"\nabla_\mu \log \mathcal{N}(x \mid \mu, S) = S^{-1}(x - \mu)",
        r"\nabla_\mu \log \mathcal{N}(x \mid \mu, S) = S(x - \mu)",
    ),
    (
        PAIR,
        r"H(\mathcal{N}(\mu, S)) = \frac{1}{2}\log\det(2\pi e S)",
        r"H(\mathcal{N}(\mu, S)) = \frac{1}{2}\log\det(2\pi S)",
    ),
    (
        r"Let $x, \mu \in \mathbb{R}^d$.",
        r"\log \mathcal{N}(x \mid \mu, \sigma^2 I) = -\frac{d}{2}\log(2\pi\sigma^2) - \frac{1}{2\sigma^2}\|x - \mu\|^2",
        r"\log \mathcal{N}(x \mid \mu, \sigma^2 I) = -\frac{d}{2}\log(2\pi\sigma) - \frac{1}{2\sigma^2}\|x - \mu\|^2",
    ),
    (
        r"Let $x, \mu \in \mathbb{R}$.",
        r"\mathcal{N}(x \mid \mu, \sigma^2) = \frac{1}{\sigma\sqrt{2\pi}} e^{-(x - \mu)^2 / (2\sigma^2)}",
        r"\mathcal{N}(x \mid \mu, \sigma^2) = \frac{1}{\sigma^2\sqrt{2\pi}} e^{-(x - \mu)^2 / (2\sigma^2)}",
    ),
    (
        r"Let $x \in \mathbb{R}^n$ with $x \sim \mathcal{N}(\mu, S)$, where $S \in \mathbb{R}^{n \times n}$ is "
        r"symmetric positive definite and $\mu \in \mathbb{R}^n$.",
        r"\mathbb{E}[\log \mathcal{N}(x \mid \mu, S)] = -\frac{n}{2}\log(2\pi e) - \frac{1}{2}\log\det S",
        r"\mathbb{E}[\log \mathcal{N}(x \mid \mu, S)] = -\frac{n}{2}\log(2\pi) - \frac{1}{2}\log\det S",
    ),
]

IN_WORDS = [
    (
        r"Let $x$ be a random vector with mean $\mu$ and covariance matrix $\Sigma$.",
        r"\mathbb{E}[xx^\top] = \Sigma + \mu\mu^\top",
        r"\mathbb{E}[xx^\top] = \Sigma - \mu\mu^\top",
    ),
    (
        r"Let $x \in \mathbb{R}^n$ be a random vector with zero mean and covariance $S$.",
        r"\mathbb{E}[xx^\top] = S",
        r"\mathbb{E}[xx^\top] = 2S",
    ),
    (
        r"Let $\varepsilon \in \mathbb{R}^n$ be a zero-mean random vector with covariance $\sigma^2 I$.",
        r"\mathbb{E}[\|\varepsilon\|^2] = n\sigma^2",
        r"\mathbb{E}[\|\varepsilon\|^2] = \sigma^2",
    ),
    (
        r"Let $X$ be a random variable with mean $\mu$ and variance $\sigma^2$.",
        r"\mathbb{E}[X^2] = \mu^2 + \sigma^2",
        r"\mathbb{E}[X^2] = \mu^2 - \sigma^2",
    ),
    (
        r"Let $X$ be a random variable with zero mean and unit variance.",
        r"\mathbb{E}[(X + 1)^2] = 2",
        r"\mathbb{E}[(X + 1)^2] = 3",
    ),
    (
        r"Suppose $X$ has mean $\mu$ and variance $\sigma^2$.",
        r"\operatorname{Var}(3X + 1) = 9\sigma^2",
        r"\operatorname{Var}(3X + 1) = 3\sigma^2",
    ),
    (
        r"Let $X$ be a random variable with mean $\mu$ and variance $\sigma^2$. Let $Z = (X - \mu)/\sigma$.",
        r"\operatorname{Var}(Z) = 1",
        r"\operatorname{Var}(Z) = \sigma",
    ),
]

BOUNDS = [
    (r"\operatorname{Var}(X) \ge 0", r"\operatorname{Var}(X) > 0"),
    (r"\mathbb{E}[X]^2 \le \mathbb{E}[X^2]", r"\mathbb{E}[X^2] \le \mathbb{E}[X]^2"),
    (r"\mathbb{E}[X^4] \ge \mathbb{E}[X^2]^2", r"\mathbb{E}[X^4] \le \mathbb{E}[X^2]^2"),
    (r"\mathbb{E}[XY]^2 \le \mathbb{E}[X^2]\mathbb{E}[Y^2]", r"\mathbb{E}[XY]^2 \ge \mathbb{E}[X^2]\mathbb{E}[Y^2]"),
    (
        r"\operatorname{Cov}(X, Y)^2 \le \operatorname{Var}(X)\operatorname{Var}(Y)",
        r"\operatorname{Cov}(X, Y) \le \operatorname{Var}(X)",
    ),
]

LEFT_OPEN = [
    # how it is distributed is said in words, or not at all
    (r"Let $X \sim \text{Bernoulli}(p)$.", r"\mathbb{E}[X] = 1 - p"),
    (r"Let $X$ be the number of heads in three tosses of a coin.", r"\mathbb{E}[X] = \frac{3}{2}"),
    (
        r"Let $X$ be a random variable that counts arrivals, with a Poisson law.",
        r"\operatorname{Var}(X) = \mathbb{E}[X]",
    ),
    (r"Let $X$ be uniform on $[0, 1]$.", r"\mathbb{E}[X] = \frac{1}{2}"),
    # two distributions of one letter
    (r"Let $f$ be a function.", r"\mathbb{E}_{x \sim p}[f(x)] = \mathbb{E}_{x \sim q}[f(x) p(x) / q(x)]"),
    # no polynomial in a Gaussian
    (r"Let $z \sim \mathcal{N}(0, 1)$.", r"\mathbb{E}[e^z] = 2"),
    # words that say more than is understood
    (
        r"Let $X$ be a random variable with mean $\mu$ and variance $\sigma^2$ that is uniform.",
        r"\mathbb{E}[X^3] = \mu^3",
    ),
    (r"Let $X$ be a random variable with mean $\mu$. Let $X$ be uniform on $[0, 1]$.", r"\mathbb{E}[X] = \frac{1}{2}"),
    (r"Let $X$ be a random variable with $\mathbb{E}[X] = \mu$. Its law is exponential.", r"\mathbb{E}[X^2] = 2\mu^2"),
    (
        r"Let $X$ be a random variable with mean $\mu$. It takes only the values $0$ and $1$.",
        r"\mathbb{E}[X^2] = \mu",
    ),
    (r"Let $X$ and $Y$ be random variables with mean $\mu$.", r"\mathbb{E}[X + Y] = \mu"),
    (r"Let $X$ be a random variable with mean $1$. Let $X$ be a random variable with mean $2$.", r"\mathbb{E}[2X] = 2"),
    # said of a name that stands for something
    (
        r"Let $Y$ be a random variable. Let $X = Y - 1$. Suppose $X$ has mean $0$.",
        r"\mathbb{E}[X^2] = \operatorname{Var}(X)",
    ),
    # distributions that the page does not give, and what is none
    (r"Let $p$ and $q$ be densities.", r"\mathrm{KL}(p \| q) = \mathrm{KL}(q \| p)"),
    (PAIR, r"\mathcal{N}(0, 1) + \mathcal{N}(0, 1) = \mathcal{N}(0, 2)"),
    (PAIR, r"\mathcal{N}(0, 1) - \mathcal{N}(0, 1) = 0"),
    (r"Let $\mu \in \mathbb{R}^n$.", r"\mathrm{KL}(\mathcal{N}(\mu, 2) \| \mathcal{N}(0, 1)) = \mu^2"),
    (
        r"Let $\mu, m \in \mathbb{R}^n$ and $A \in \mathbb{R}^{n \times n}$.",
        r"\mathrm{KL}(\mathcal{N}(\mu, A^2) \| \mathcal{N}(m, A^2)) = \operatorname{tr}(A)",
    ),
    # how many numbers a Gaussian is of
    (
        "",
        r"\mathrm{KL}(\mathcal{N}(\mu, \Sigma) \| \mathcal{N}(0, I)) = "
        r"\frac{1}{2}(\operatorname{tr}(\Sigma) + \mu^\top\mu - d - \log\det\Sigma)",
    ),
    # standard deviations and precisions in the place of covariances
    (r"Let $x \sim \mathcal{N}(0, \sigma)$.", r"\operatorname{Var}(x) = \sigma^2"),
    (r"Let $x \sim \mathcal{N}(0, s)$ with standard deviation $s$.", r"\operatorname{Var}(x) = s^2"),
    (
        r"Here $\mathcal{N}(x \mid \mu, \Lambda)$ has the precision $\Lambda$. Let $x, \mu \in \mathbb{R}^n$.",
        r"\nabla_x \log \mathcal{N}(x \mid \mu, \Lambda) = -\Lambda(x - \mu)",
    ),
    # independence that is not understood
    (r"Let $X \sim \mathcal{N}(0, 1)$ and $Y \sim \mathcal{N}(0, 1)$, drawn independently.", r"\mathbb{E}[XY] = 0"),
    (r"Let $X, Y \overset{iid}{\sim} \mathcal{N}(0, 1)$.", r"\mathbb{E}[XY] = 0"),
    (r"Let $X, Y \sim \mathcal{N}(0, 1)$.", r"\mathbb{E}[XY] = 0"),
    # conditional expectations and probabilities, and expectations over one of several
    (r"Let $X$ and $Y$ be random variables with $\mathbb{E}[Y \mid X] = 0$.", r"\mathbb{E}[XY] = 0"),
    (r"Let $X$ be a random variable with $P(X = 1) = p$ and $P(X = 0) = 1 - p$.", r"\mathbb{E}[X^2] = \mathbb{E}[X]"),
    (r"Let $X$ and $Y$ be random variables.", r"\mathbb{E}[\mathbb{E}[Y \mid X]] = \mathbb{E}[Y]"),
    (r"Let $X$ and $Y$ be random variables.", r"\mathbb{E}_X[XY] = Y\mathbb{E}[X]"),
]


def judged(declared: str, claim: str) -> Verdict:
    found = check(f"{declared}\n\nThen\n\n$${claim}$$\n").documents[0]
    return found.verdicts[found.document.relations[-1].id]


@pytest.mark.parametrize(("declared", "true", "kind", "false"), ROWS)
def test_true_and_false_claims(declared: str, true: str, kind: str, false: str) -> None:
    assert judged(declared, true).kind == kind
    assert judged(declared, false).kind == "refuted"


@pytest.mark.parametrize(("declared", "true", "false"), [*GAUSSIANS, *IN_WORDS])
def test_gaussians_and_moments_in_words(declared: str, true: str, false: str) -> None:
    assert judged(declared, true).kind == "proved"
    assert judged(declared, false).kind == "refuted"


@pytest.mark.parametrize(("true", "false"), BOUNDS)
def test_bounds_between_moments(true: str, false: str) -> None:
    both = "Let $X$ and $Y$ be random variables."
    assert judged(both, true).kind == "proved"
    assert judged(both, false).kind == "refuted"


def test_a_covariance_is_definite_or_that_is_a_condition() -> None:
    claim = r"\mathrm{KL}(\mathcal{N}(\mu, S) \| \mathcal{N}(m, S)) = \frac{1}{2}(\mu-m)^\top S^{-1}(\mu-m)"
    assert judged(PAIR, claim).conditions == ()
    plain = r"Let $\mu, m \in \mathbb{R}^n$ and $S \in \mathbb{R}^{n \times n}$."
    assert judged(plain, claim).conditions == (r"S \text{ positive definite}",)


def test_standard_deviations_are_positive_where_that_is_needed() -> None:
    scaled = r"Let $z \sim \mathcal{N}(0, \sigma^2)$."
    assert judged(scaled, r"\mathbb{E}[z^4] = 3\sigma^4").conditions == ()
    assert judged(scaled, r"\sqrt{\sigma^2} = \sigma").conditions == (r"\sigma > 0",)
    assert judged(r"Let $\sigma \in \mathbb{R}$.", r"\sqrt{\sigma^2} = \sigma").kind == "refuted"


def test_a_letter_that_the_page_defines_is_no_gaussian() -> None:
    assert judged(r"Let $\mathcal{N}(x, y) = x^2 + y^2$.", r"\mathcal{N}(3, 4) = 25").kind == "proved"


def test_gaussians_are_shown_by_their_moments() -> None:
    witness = judged(r"Let $z \sim \mathcal{N}(1, 4)$.", r"\mathbb{E}[z^2] = 4").witness
    assert witness is not None
    assert witness.values["z"] == {"gaussian": {"mean": "1", "covariance": "4"}}


@pytest.mark.parametrize(("declared", "claim"), LEFT_OPEN)
def test_what_a_page_leaves_open_is_neither(declared: str, claim: str) -> None:
    assert judged(declared, claim).kind in ("undecided", "given", "unread")


def test_dependence_is_not_forgotten() -> None:
    """What stands for something random is random, whatever it is called."""
    page = r"Let $X$ be a random variable and $Y = 2X$."
    assert judged(page, r"\mathbb{E}[XY] = 2\mathbb{E}[X^2]").kind == "proved"
    assert judged(page, r"\mathbb{E}[XY] = Y\mathbb{E}[X]").kind != "proved"


def test_independence_of_what_is_declared_together() -> None:
    both = r"Let $X, Y \sim \mathcal{N}(0, 1)$ be independent."
    assert judged(both, r"\operatorname{Var}(X + Y) = 2").kind == "proved"
    assert judged(both, r"\operatorname{Var}(X + Y) = 1").kind == "refuted"


def test_independence_in_pairs_is_not_enough() -> None:
    pairs = r"Let $X$ and $Y$ be independent random variables. Let $Y$ and $Z$ be independent random variables. "
    pairs += r"Let $X$ and $Z$ be independent random variables."
    claim = r"\mathbb{E}[XYZ] = \mathbb{E}[X]\mathbb{E}[Y]\mathbb{E}[Z]"
    assert judged(pairs, claim).kind != "proved"
    assert judged(r"Let $X$, $Y$ and $Z$ be independent random variables.", claim).kind == "proved"


CONSTANT = r"Let $c \in \mathbb{R}$ be a constant."


def test_constants_are_not_random() -> None:
    assert judged(CONSTANT, r"\mathbb{E}[c] = c").kind == "proved"
    assert judged(CONSTANT, r"\operatorname{Var}(c) = 0").kind == "proved"
    assert judged(CONSTANT, r"\mathbb{E}[c] = 2c").kind == "undecided"
    both = r"Let $X$ be a random variable and $c$ a constant."
    assert judged(both, r"\mathbb{E}[cX] = c\,\mathbb{E}[X]").kind == "proved"
    assert judged(both, r"\mathbb{E}[cX] = c^2\,\mathbb{E}[X]").kind == "refuted"


def test_what_may_be_a_constant_is_not_refuted_as_random() -> None:
    assert judged(r"Let $x$ be real.", r"\mathbb{E}[x^2] = \mathbb{E}[x]^2").kind == "undecided"
