"""Python functions as formulas: read as what they compute, or refused; and the judge on them."""

from __future__ import annotations

import doctest
import functools
import inspect
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from derivations.code import NoFormula, formula, verdict
from derivations.code.source import ENTRYWISE, EXTREMES, RULES
from derivations.terms.term import Term, num, sym

RATE = 0.5


def assigned(x, a):
    y = x + a
    y = y * x
    return y / 2


def augmented(x):
    x += 1
    return x**2


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def branches(x):
    return x if x > 0 else 0


def statements(x):
    """Zero below zero."""
    if x > 0:
        return x
    else:  # noqa: RET505 - latexify wants it
        return 0


def product_of_logarithm(x, a):
    return math.log(x) * a


def tower(x, a):
    return (2**x) ** a


def negative_factor(x, a):
    return a * -x


def small(x):
    return x + 1e-8


def named(learning_rate, w_hat, beta_1, t):
    return learning_rate * w_hat / (1 - beta_1**t)


def loss(w, target):
    return abs(w - target) ** 2 / 2


def loops(x):
    total = 0
    for k in range(1, 3):
        total = total + x**k
    return total


def uses_a_global(x):
    return RATE * x


def calls(x):
    return augmented(x) + 1


def calls_with_names(x, a):
    return tower(a=x, x=a)


def ways(x, a):
    y = a
    if x > 0:
        y = a * x
    elif x < -1:
        return a
    return y + 1


def shadowed():
    def exp(x):
        return x + 1

    def function(x):
        return 2 * exp(x)

    return function


def residual(X, w, t):
    return X @ w - t


def gradient(X, w, t):
    n = X.shape[0]
    return 2 / n * X.T @ (X.dot(w) - t)


def mean_square(X, w, t):
    return np.mean((X @ w - t) ** 2)


def ridge(X, w, t, lam):
    return np.sum((X @ w - t) ** 2) / len(t) + lam * np.linalg.norm(w) ** 2


def solution(X, t, lam):
    return np.linalg.solve(X.T @ X + lam * np.eye(X.shape[1]), X.T @ t)


def two_products(w, t):
    return np.dot(w, t) + (w * t).sum() - np.sum(w + 1)


def two_steps(X, w, t, eta):
    for _ in range(2):
        w = w - eta * gradient(X, w, t)
    return w


def eulers(e):
    return e + 1


def every_function_of_math(x):
    circle = math.sin(x) + math.cos(x) + math.tan(x) + math.asin(x) + math.acos(x) + math.atan(x)
    other = (
        math.sinh(x) * math.cosh(x) * math.tanh(x) + math.floor(x) - math.ceil(x) + math.gamma(x) + math.factorial(3)
    )
    return circle + other + math.exp(x) * math.log(x) + math.sqrt(x) + math.fabs(x) ** math.pow(x, 2) + math.pi - math.e


def every_function_of_numpy(x, y):
    circle = np.sin(x) + np.cos(x) + np.tan(x) + np.arcsin(x) + np.arccos(x) + np.arctan(x)
    other = np.sinh(x) * np.cosh(x) * np.tanh(x) + np.floor(x) - np.ceil(x) + np.sign(x - y) + np.abs(x) * abs(y)
    most = np.maximum(x, y) + np.minimum(x, 1) + max(x, y, 1) - min(x, y) + np.power(x, y) + np.square(y) + pow(x, 3)
    return circle + other + most + np.exp(x) * np.log(x) + np.sqrt(x) + +np.pi


def every_function_of_arrays(A, x, y):
    numbers = x.dot(y) + np.dot(x, y) + x @ A @ y + np.matmul(A, x) @ y + x.sum() + np.sum(A) + A.mean() + x.mean()
    more = (
        np.trace(A) + np.linalg.det(A) + np.linalg.norm(x) + np.linalg.norm(A) + len(x) + A.size + x.size + A.shape[1]
    )
    matrix = np.outer(x, y) + A.transpose() + np.transpose(A) - np.eye(len(x)) * 2 + 3 - A.T * A
    vector = np.linalg.solve(A, x) + np.linalg.inv(A) @ y + x.T * y - np.square(x) + np.exp(x) - 1
    return matrix @ vector * numbers / more


def two_results(w, g):
    return w - g, g


def open_loop(x, n):
    for _ in range(n):
        x = x + 1
    return x


def endless(x):
    while x > 1:
        x = x / 2
    return x


def no_rule(x):
    return np.log1p(x)


def products_of_numbers(X, w):
    return X @ w


def entries(w):
    return w[0]


def wrong_shapes(X, w, t):
    return X.T @ w - t


def itself(x):
    return itself(x - 1)


def of_a_list(x):
    return sum([x, x])


def missing(x):
    return nowhere_defined(x)  # noqa: F821


def keywords(X):
    return np.sum(X, axis=0)


def forgets(x):  # noqa: RET503 - what is tested
    if x > 0:
        return x


def transposed(T, i):
    return i**T


def any_number(*values):
    return values[0]


def nothing():
    return 1


def alike(beta1, beta_1):
    return beta1 - beta_1


def compares(x):
    return x > 0


def nowhere(x):
    return math.sqrt(-1 - x**2)


def twice(function):
    @functools.wraps(function)
    def wrapped(x):
        return 2 * function(x)

    return wrapped


READ = [
    (assigned, "div(mul(add(x, a), x), 2)"),
    (augmented, "pow(add(x, 1), 2)"),
    (sigmoid, "div(1, add(1, exp(neg(x))))"),
    (branches, "piecewise(x, gt(x, 0), 0)"),
    (statements, "piecewise(x, gt(x, 0), 0)"),
    (product_of_logarithm, "mul(log(x), a)"),
    (tower, "pow(pow(2, x), a)"),
    (negative_factor, "mul(a, neg(x))"),
    (small, "add(x, 1/100000000)"),
    (named, r"div(mul(learning_{\text{rate}}, \hat{w}), add(1, neg(pow(\beta_{1}, t))))"),
    (loss, "div(pow(abs(add(w, neg(target))), 2), 2)"),
    (loops, "add(add(0, pow(x, 1)), pow(x, 2))"),
    (uses_a_global, "mul(1/2, x)"),
    (calls, "add(pow(add(x, 1), 2), 1)"),
    (calls_with_names, "pow(pow(2, a), x)"),
    (ways, "piecewise(add(mul(a, x), 1), gt(x, 0), piecewise(a, lt(x, -1), add(a, 1)))"),
    (shadowed(), "mul(2, add(x, 1))"),
    (transposed, "pow(i, T)"),
]


@pytest.mark.parametrize(("function", "term"), READ)
def test_what_a_function_says(function: Callable[..., Any], term: str) -> None:
    assert repr(formula(function).term) == term


def test_every_function_that_is_listed_gives_what_it_gives() -> None:
    """What is read is tried beside the function itself."""
    assert formula(every_function_of_math).symbols == {"x": "x"}
    assert formula(every_function_of_numpy).symbols == {"x": "x", "y": "y"}
    assert formula(every_function_of_arrays, shapes={"A": ("n", "n"), "x": "n", "y": "n"}).shapes["x"][1] == num(1)
    read = {*ENTRYWISE, *EXTREMES, *(function for functions, _, _ in RULES for function in functions)}
    shown = (every_function_of_math, every_function_of_numpy, every_function_of_arrays)
    names = {name for function in shown for name in re.findall(r"\w+", inspect.getsource(function))}
    assert {function.__name__ for function in read} - names <= {"absolute", "fabs", "identity", "sum"}


DATA = {"X": ("n", "d"), "w": "d", "t": "n"}

ARRAYS = [
    (residual, DATA, "X w - t", "proved"),
    (residual, DATA, "t - X w", "refuted"),
    (gradient, DATA, r"\frac{2}{n} X^\top (X w - t)", "proved"),
    (gradient, DATA, r"\frac{1}{n} X^\top (X w - t)", "refuted"),
    (gradient, DATA, r"\nabla_w \left(\frac1n \|X w - t\|^2\right)", "proved"),
    (mean_square, DATA, r"\frac1n \|X w - t\|^2", "proved"),
    (mean_square, DATA, r"\|X w - t\|^2", "refuted"),
    (ridge, DATA, r"\frac1n \|X w - t\|^2 + \mathrm{lam} \|w\|^2", "proved"),
    (ridge, DATA, r"\frac1n \|X w - t\|^2 + \mathrm{lam} \|w\|", "refuted"),
    (solution, DATA, r"(X^\top X + \mathrm{lam} I)^{-1} X^\top t", "proved"),
    (two_products, {"w": "d", "t": "d"}, r"2 w^\top t - \mathbf{1}^\top w - d", "proved"),
    (
        two_steps,
        DATA,
        r"w - \frac{4 \eta}{n} X^\top (X w - t) + \frac{4 \eta^2}{n^2} X^\top X X^\top (X w - t)",
        "proved",
    ),
    (two_steps, DATA, r"w - \frac{4 \eta}{n} X^\top (X w - t)", "refuted"),
]


@pytest.mark.parametrize(("function", "shapes", "text", "kind"), ARRAYS)
def test_functions_of_arrays(function: Callable[..., Any], shapes: dict[str, Any], text: str, kind: str) -> None:
    own = {name: shape for name, shape in shapes.items() if name in inspect.signature(function).parameters}
    found = verdict(function, text, shapes=own)
    assert found.kind == kind, found
    assert (found.witness is not None) == (kind == "refuted")


def test_what_is_not_read_is_said_with_file_and_line() -> None:
    line = inspect.getsourcelines(endless)[1] + 1
    with pytest.raises(NoFormula, match=re.escape(f"test_code.py:{line}: endless: a while loop is not read")):
        formula(endless)
    with pytest.raises(NoFormula, match=r"wrong_shapes: the shapes do not fit: X\^\\top is d × n and w is d × 1"):
        formula(wrong_shapes, shapes=DATA)
    with pytest.raises(NoFormula, match="no parameter q"):
        formula(residual, shapes={"q": "n"})
    with pytest.raises(NoFormula, match="one axis or of two"):
        formula(entries, shapes={"w": ("n", "n", "n")})


REFUSED = [
    (two_results, "several values is not read"),
    (open_loop, r"how often the loop over range\(n\) runs is not fixed"),
    (endless, "a while loop is not read"),
    (no_rule, "np.log1p is not read"),
    (products_of_numbers, "@ takes no numbers: X @ w"),
    (entries, r"an entry of an array is not read: w\[0\]"),
    (itself, "calls itself"),
    (of_a_list, "a list is not read"),
    (missing, "nowhere_defined is not known"),
    (keywords, "keywords are not read"),
    (forgets, "it does not return a value on every way"),
    (eulers, "`names` may say"),
    (any_number, "plain parameters"),
    (nothing, "one at least"),
    (alike, "written alike"),
    (compares, "a comparison as a value"),
    (nowhere, "no value"),
    (twice(sigmoid), "wrapped"),
    (lambda x: x, "made by def|no source"),
    (math.sin, "plain parameters"),
    (np.sqrt, "sqrt"),
]


@pytest.mark.parametrize(("function", "why"), REFUSED, ids=lambda value: getattr(value, "__name__", str(value)))
def test_what_is_no_formula_is_refused(function: Callable[..., Any], why: str) -> None:
    with pytest.raises(NoFormula, match=why):
        formula(function)


def test_names_that_cannot_be_read_can_be_given() -> None:
    assert formula(eulers, {"e": r"\epsilon"}).term == sym(r"\epsilon") + 1
    with pytest.raises(NoFormula, match="no parameter x"):
        formula(eulers, {"x": "y"})


def sigmoid_slope(x):
    s = 1 / (1 + np.exp(-x))
    return s * (1 - s)


def softplus(x):
    return np.log(1 + np.exp(x))


def rescaled(g, s, eps):
    return g / (np.sqrt(s) + eps)


def root_of_square(x):
    return np.sqrt(x**2)


SIGMOID = r"Let $\sigma(x) = \frac{1}{1 + e^{-x}}$."

VERDICTS = [
    (sigmoid_slope, r"\sigma'(x)", SIGMOID, "proved"),
    (sigmoid_slope, r"\sigma(x) (1 - \sigma(x))", SIGMOID, "proved"),
    (sigmoid_slope, r"\sigma(x) (1 + \sigma(x))", SIGMOID, "refuted"),
    (softplus, r"x + \log(1 + e^{-x})", "", "proved"),
    (softplus, r"\log(1 + e^{-x})", "", "refuted"),
    (named, r"\frac{\mathrm{learning}_{\mathrm{rate}} \hat{w}}{1 - \beta_1^t}", "", "proved"),
    (named, r"\frac{\mathrm{learning}_{\mathrm{rate}} \hat{w}}{1 + \beta_1^t}", "", "refuted"),
    (loss, r"\frac{1}{2} (w - \mathrm{target})^2", "", "proved"),
    (root_of_square, "x", "", "refuted"),
    (root_of_square, "x", "Suppose that $x > 0$.", "proved|supported"),
    (root_of_square, "x (", "", "unread"),
    (small, "x + 10^{-8}", "", "proved"),
    (small, "x", "", "refuted"),
]


@pytest.mark.parametrize(("function", "text", "where", "kind"), VERDICTS)
def test_a_function_against_a_formula(function: Callable[..., Any], text: str, where: str, kind: str) -> None:
    found = verdict(function, text, where)
    assert found.kind in kind.split("|"), found
    assert (found.witness is not None) == (found.kind == "refuted")


def test_a_formula_may_be_a_term_and_names_may_be_given() -> None:
    g, s, epsilon = map(sym, ("g", "s", r"\epsilon"))
    names = {"eps": r"\epsilon"}
    assert verdict(rescaled, g / (Term("sqrt", (s,)) + epsilon), names=names).kind == "proved"
    assert verdict(rescaled, g / (Term("sqrt", (s,)) - epsilon), names=names).kind == "refuted"
    assert verdict(rescaled, r"\frac{g}{\sqrt{s + \epsilon}}", names=names).kind == "refuted"
    assert verdict(root_of_square, Term("abs", (sym("x"),))).kind == "proved"
    assert verdict(root_of_square, num(0)).kind == "refuted"


def test_a_formula_that_is_two_relations_is_no_formula() -> None:
    with pytest.raises(NoFormula, match="does not mean"):
        verdict(loss, "0 = 0")


def test_the_page_about_it_shows_what_happens() -> None:
    page = Path(__file__).parent.parent / "docs" / "code.md"
    found = doctest.testfile(str(page), module_relative=False)
    assert found.attempted > 5
    assert not found.failed
