r"""Claims about expectations: what is true of every distribution is never refuted, what is false is, on exact models.

Each row is what a page declares, a true claim, the verdict that it gets, and a false claim.
"""

from __future__ import annotations

import pytest

from derivations.api import check
from derivations.document.verdicts import Verdict

ROWS = [
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
]


def judged(declared: str, claim: str) -> Verdict:
    found = check(f"{declared}\n\nThen\n\n$${claim}$$\n").documents[0]
    return found.verdicts[found.document.relations[-1].id]


@pytest.mark.parametrize(("declared", "true", "kind", "false"), ROWS)
def test_true_and_false_claims(declared: str, true: str, kind: str, false: str) -> None:
    assert judged(declared, true).kind == kind
    assert judged(declared, false).kind == "refuted"


@pytest.mark.parametrize(("declared", "claim"), LEFT_OPEN)
def test_what_a_page_leaves_open_is_neither(declared: str, claim: str) -> None:
    assert judged(declared, claim).kind in ("undecided", "given", "unread")


def test_dependence_is_not_forgotten() -> None:
    """What stands for something random is random, whatever it is called."""
    page = r"Let $X$ be a random variable and $Y = 2X$."
    assert judged(page, r"\mathbb{E}[XY] = 2\mathbb{E}[X^2]").kind == "proved"
    assert judged(page, r"\mathbb{E}[XY] = Y\mathbb{E}[X]").kind != "proved"


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
