r"""Formulas to terms: what notation means, and what is not read rather than read wrongly."""

from __future__ import annotations

import pytest

from derivations.latex.elaborate import Customs, Lexicon, Unreadable, elaborate
from derivations.latex.rows import Side, read_formula
from derivations.terms.term import Term

KINDS = {"X": "matrix", "A": "matrix", "B": "matrix", "v": "vector", "w": "vector", "x": "scalar", "T": "scalar"}
FUNCTIONS: dict[str, tuple[str, ...] | None] = {"f": ("x",), "g": None, "L": ("w", "b"), "J": ("w",), "\\sigma": ("z",)}
CUSTOMS = Customs(True, frozenset({"y", "I_{1}"}), {"L": frozenset({"w", "b", "\\hat{y}"})}, inverted=frozenset({"X"}))


def read(text: str, customs: Customs = CUSTOMS) -> Term:
    (side,) = [item for item in read_formula(text) if isinstance(item, Side)]
    assert side.node is not None, side.error
    return elaborate(side.node, Lexicon(FUNCTIONS, KINDS.get, frozenset({"u"}), frozenset({"n"}), customs))


READ = [
    # Euler's number
    (r"e^{-x}", "exp(neg(x))"),
    (r"e^x", "exp(x)"),
    (r"\mathrm{e}^x", "exp(x)"),
    (r"\exp\{x\}", "exp(x)"),
    (r"\ln(a e)", "log(mul(a, const[e]()))"),
    (r"e_1", "e_{1}"),
    (r"\sum_{e=1}^n e", "sum(e, 1, n, e)"),
    # functions
    (r"\tan^{-1} x", "atan(x)"),
    (r"\sin^{-1}(x)", "asin(x)"),
    (r"\sin^2 x", "pow(sin(x), 2)"),
    (r"\cot x", "div(cos(x), sin(x))"),
    (r"\sec x", "div(1, cos(x))"),
    (r"\operatorname{tr} A B", "trace(mul(A, B))"),
    (r"A^\mathrm{T}", "transpose(A)"),
    # functions of matrices
    (r"X^+", "pinv(X)"),
    (r"X^\dagger A", "mul(pinv[dagger](X), A)"),
    (r"(X^T X)^+", "pinv(mul(transpose(X), X))"),
    (r"(X^T X)^\dagger", "pinv[dagger](mul(transpose(X), X))"),
    (r"B^+", "B^{+}"),
    (r"B^\dagger", "adjoint(B)"),
    (r"v^+", "v^{+}"),
    (r"(X v)^\dagger", "adjoint(mul(X, v))"),
    (r"\operatorname{adj}(A)_{12}", "entry(adjugate(A), 1, 2)"),
    (r"\operatorname{pinv}(A)^T", "transpose(pinv(A))"),
    (r"\lambda_{\max}(A^T A)", "eigenvalue(mul(transpose(A), A), 1)"),
    (r"\lambda_{\min}(A)^2", "pow(eigenvalue(A, -1), 2)"),
    (r"\sigma_{\max}(X)", "singular(X, 1)"),
    (r"\sum_{k=1}^n \lambda_k(A)^2", "sum(k, 1, n, pow(eigenvalue(A, k), 2))"),
    (r"\sum_{k=1}^n \lambda_k(v_k A)", "sum(k, 1, n, mul(item(\\lambda, k), mul(item(v, k), A)))"),
    (r"\lambda_{\max}(x + 1)", "mul(\\lambda_{\\text{max}}, add(x, 1))"),
    (r"\|A\|_*", "norm[*](A)"),
    (r"\|A\|_{\text{op}}", "norm[2](A)"),
    (r"v \times (v \times w)", "cross(v, cross(v, w))"),
    (r"A v \cdot w", "inner(mul(A, v), w)"),
    # a sign after an operator
    (r"x \cdot -a", "mul(x, neg(a))"),
    (r"2 \cdot -3^2 x", "mul(2, neg(pow(3, 2)), x)"),
    (r"x - -a", "add(x, neg(neg(a)))"),
    (r"x -a", "add(x, neg(a))"),
    # cases and indicators
    (r"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}", "piecewise(x, gt(x, 0), 0)"),
    (r"\begin{cases} 1, & x \ge 0, \\ -x, & x < 0. \end{cases}", "piecewise(1, ge(x, 0), neg(x), lt(x, 0))"),
    (r"\begin{cases} 1 & \text{if $x > 0$} \\ 0 & \text{else} \end{cases}", "piecewise(1, gt(x, 0), 0)"),
    (r"\mathbb{1}[x > 0]", "piecewise(1, gt(x, 0), 0)"),
    # dots
    (r"1 + 2 + \dots + n", "sum(k, 1, n, k)"),
    (r"x_1 + \dots + x_n", "sum(k, 1, n, item(x, k))"),
    (r"x_1 + x_2 + \cdots + x_n", "sum(k, 1, n, item(x, k))"),
    (r"x_0 + x_1 + \dots + x_{n-1}", "sum(k, 0, add(n, neg(1)), item(x, k))"),
    (r"x_1^2 + \dots + x_n^2", "sum(k, 1, n, pow(item(x, k), 2))"),
    (r"1^2 + 2^2 + \dots + n^2", "sum(k, 1, n, pow(k, 2))"),
    (r"1 + 3 + 5 + \dots + (2n - 1)", "sum(k, 1, n, add(mul(2, k), neg(1)))"),
    (r"2 + 4 + \dots + 2n", "sum(k, 1, n, mul(2, k))"),
    (r"1 + x + \dots + x^n", "sum(k, 0, n, pow(x, k))"),
    (r"\frac{1}{2} + \frac{1}{4} + \dots + \frac{1}{2^n}", "sum(k, 1, n, div(1, pow(2, k)))"),
    (r"1 + 2 + 4 + \dots + 2^n", "sum(k, 0, n, pow(2, k))"),
    (r"1 + 2 + \dots + 100", "sum(k, 1, 100, k)"),
    (r"1 \cdot 2 \cdots n", "prod(k, 1, n, k)"),
    (r"x_1 x_2 \cdots x_n", "prod(k, 1, n, item(x, k))"),
    # derivatives
    (r"\frac{dL}{dw}", "grad(app[L](w, b), w, w)"),
    (r"\frac{\partial L}{\partial b}", "grad(app[L](w, b), b, b)"),
    (r"\frac{\partial L}{\partial \hat{y}}", r"grad(app[L](w, b), \hat{y}, \hat{y})"),
    (r"\nabla_w L", "grad(app[L](w, b), w, w)"),
    (r"\nabla J", "grad(app[J](w), w, w)"),
    (r"\nabla_w^2 J", "hessian(app[J](w), w, w)"),
    (r"\frac{d^2 f}{dx^2}", "grad(grad(app[f](x), x, x), x, x)"),
    (r"\frac{dM}{dw}", "grad(M, w, w)"),
    (r"dL/dw", "grad(app[L](w, b), w, w)"),
    (r"f'(3)", "grad(app[f](?x), ?x, 3)"),
    (r"f''(x)", "grad(grad(app[f](?x), ?x, ?x), ?x, x)"),
    (r"f^{\prime\prime}(x)", "grad(grad(app[f](?x), ?x, ?x), ?x, x)"),
    (r"\sigma'(z)", r"grad(app[\sigma](?x), ?x, z)"),
    (r"g'(x)", "grad(app[g](?x), ?x, x)"),
    (r"f'", "grad(app[f](?x), ?x, x)"),
    (r"f^{(3)}(x)", "grad(grad(grad(app[f](?x), ?x, ?x), ?x, ?x), ?x, x)"),
    # evaluation bars
    (r"\left. x^2 \right|_{x=3}", "pow(3, 2)"),
    (r"f(x)|_{x=3}", "app[f](3)"),
    (r"\frac{dJ}{dw}\bigg|_{w=0}", "grad(app[J](w), w, 0)"),
    (r"\frac{d}{dx} x^2 \Big|_{x=1}", "grad(pow(x, 2), x, 1)"),
    (r"\left.\frac{dJ}{dw}\right|_{w_0}", "grad(app[J](w), w, w_{0})"),
    (r"f'(x)|_{x=a} (x - a)", "mul(grad(app[f](?x), ?x, a), add(x, neg(a)))"),
    (r"\left[ x^2 \right]_0^1", "add(pow(1, 2), neg(pow(0, 2)))"),
    # identities, ones, names
    (r"I_n", "eye(n)"),
    (r"\mathbf{I}_{d}", "eye(d)"),
    (r"I_1", "I_{1}"),
    (r"\mathbf{1}_n^\top v", "mul(transpose(ones(n, 1)), v)"),
    (r"\mathbf{0}", "0"),
    (r"v'", "transpose(v)"),
    (r"x'", "x^{'}"),
    # slashes, sums, integrals
    (r"1/n \sum_{i=1}^n u_i", "mul(div(1, n), sum(i, 1, n, item(u, i)))"),
    (r"1/2 (a + b)", "mul(div(1, 2), add(a, b))"),
    (r"\sum_{i=1}^n u_i + \sum_{i=1}^n i", "add(sum(i, 1, n, item(u, i)), sum(i, 1, n, i))"),
    (r"\sum_{i=1}^n u_i + c", "add(sum(i, 1, n, item(u, i)), c)"),
    (r"\sum_{i=1}^n \sum_{j=1}^m a_{ij}", "sum(i, 1, n, sum(j, 1, m, item(a, i, j)))"),
    (r"\sum_{i,j} a_{ij}", "sum(i, 1, ?Ni, sum(j, 1, ?Nj, item(a, i, j)))"),
    (r"\sum_{k=0}^{n-1} k", "sum(k, 0, add(n, neg(1)), k)"),
    (r"\int_0^1 x^2 \, \mathrm{d}x \cdot a", "mul(integral(x, 0, 1, pow(x, 2)), a)"),
    (r"\int \frac{dx}{x}", "antiderivative(x, div(1, x))"),
    (r"\int_0^1 \int_0^2 x y \, dx \, dy", "integral(y, 0, 1, integral(x, 0, 2, mul(x, y)))"),
]  # fmt: skip

UNREAD = [
    (r"\lambda_1(A)", "an eigenvalue: which one is not said"),
    (r"\sinh^{-1} x", "inverse"),
    (r"\gcd(a, b)", "not supported"),
    (r"\begin{cases} 1 & 0 \le x < 1 \\ 0 & x \ge 1 \end{cases}", "not one relation"),
    (r"\begin{cases} 1 & x = 0 \text{ or } x = 2 \\ 0 & x \ge 3 \end{cases}", "not one relation"),
    (r"1 + 2 + \dots + 2^n", "dots"),
    (r"2 + \dots + 2n", "dots"),
    (r"1 + \dots + 99", "dots"),
    (r"3 + 5 + \dots + n", "dots"),
    (r"1 + 1 + \dots + 1", "dots"),
    (r"1 - x + x^2 - \dots + x^n", "dots"),
    (r"1 + x + x^2 + \dots", "dots"),
    (r"x_1 + x_3 + \dots + x_n", "dots"),
    (r"x_n x_{n-1} \cdots x_1", "dots"),
    (r"\frac{df}{dt}", "how f depends on t is not clear"),
    (r"\nabla L", "gradient without its variable"),
    (r"L'(w)(b)^2 \frac{d}{dx}", "nothing follows"),
    (r"\left. y \right|_{x=3}", "not clear"),
    (r"\left. (x + y) \right|_{x=3}", "not clear"),
    (r"\left. a \right|_{x=3}", "not clear"),
    (r"x x^2 |_{x=3}", "how far"),
    (r"a/bc", "two ways"),
    (r"2/3x", "two ways"),
    (r"\sum_{j \ne i} u_j", "condition"),
    (r"\sum_{i \in S} u_i", "condition"),
    (r"\int x^2", "without its dx"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), READ, ids=[text for text, _ in READ])
def test_read(text: str, shown: str) -> None:
    assert repr(read(text)) == shown


@pytest.mark.parametrize(("text", "reason"), UNREAD, ids=[text for text, _ in UNREAD])
def test_not_read(text: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(text)


OTHER = Customs(euler=False)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("e", "e"), ("e^2", "pow(e, 2)"), (r"e^\top v", "mul(transpose(e), v)"), (r"\mathrm{e}^x", "exp(x)")],
)
def test_an_e_of_the_pages_own(text: str, shown: str) -> None:
    assert repr(read(text, OTHER)) == shown


def test_an_e_of_the_pages_own_is_no_base() -> None:
    with pytest.raises(Unreadable, match="meaning of its own"):
        read("e^{-x}", OTHER)
