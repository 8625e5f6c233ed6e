"""Python functions as formulas: read as what they compute, or refused; and the judge on them."""

from __future__ import annotations

import doctest
import functools
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from derivations.code import NoFormula, formula, verdict
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
]


@pytest.mark.parametrize(("function", "term"), READ)
def test_what_a_function_says(function: Callable[..., Any], term: str) -> None:
    assert repr(formula(function).term) == term


def two_results(w, g):
    return w - g, g


def loops(x):
    total = 0
    for _ in range(3):
        total = total + x
    return total


def uses_a_global(x):
    return RATE * x


def calls(x):
    return augmented(x) + 1


def no_latex_name(x):
    return np.log1p(x)


def products_of_arrays(X, w):
    return X @ w


def eulers(e):
    return e + 1


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


def shadowed():
    def exp(x):
        return x + 1

    def function(x):
        return 2 * exp(x)

    return function


def twice(function):
    @functools.wraps(function)
    def wrapped(x):
        return 2 * function(x)

    return wrapped


REFUSED = [
    (two_results, "no number"),
    (loops, "Assign"),
    (uses_a_global, "no parameter"),
    (calls, "no parameter"),
    (no_latex_name, "full stop"),
    (products_of_arrays, "does not take numbers"),
    (eulers, "`names` may say"),
    (transposed, "was read as"),
    (any_number, "plain parameters"),
    (nothing, "one at least"),
    (alike, "written alike"),
    (compares, "no single formula"),
    (nowhere, "no value"),
    (shadowed(), "was read as"),
    (twice(sigmoid), "wrapped"),
    (lambda x: x, "Not a function"),
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


def test_without_latexify_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "latexify", None)
    with pytest.raises(ModuleNotFoundError, match=r"derivations\[code\]"):
        formula(sigmoid)


def test_the_page_about_it_shows_what_happens() -> None:
    page = Path(__file__).parent.parent / "docs" / "code.md"
    found = doctest.testfile(str(page), module_relative=False)
    assert found.attempted > 5
    assert not found.failed
