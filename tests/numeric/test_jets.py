"""Derivatives by jets against derivatives known by hand, and refusals where there is none."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from derivations.terms.term import Term, num, sym
from numeric.arithmetics.balls import balls_at
from numeric.arithmetics.floats import FLOATS
from numeric.arithmetics.prime_field import GF
from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate, holds
from numeric.faults import Fault, Inexact, Undefined, Unresolved, UnsupportedHead
from numeric.functions import PolynomialFunction
from numeric.valuation import Model
from tests.numeric.nodes import A, B, T, W, X, d, i, literal, node, rows, x, y

BALLS = balls_at(128)
EXACT = (RATIONALS, GF)
MODEL = Model(
    values={
        "X": rows([1, 2, 0], [0, -1, 3]),
        "w": rows([1], [2], [-1]),
        "t": rows([1], [4]),
        "A": rows([2, 1, 0], [0, 3, 1], [1, 0, 1]),
        "B": rows([1, 2, 3], [4, 5, 6], [7, 8, 9]),
        "x": Fraction(3, 2),
        "y": Fraction(-2),
        "u": rows([0], [0], [0]),
    },
    sizes={"n": 2, "d": 3},
    functions={"f": PolynomialFunction("f", "test")},
)


def grad(body: Term, variable: Term, at: Term | None = None) -> Term:
    return node("grad", body, variable, variable if at is None else at)


def jacobian(body: Term, variable: Term) -> Term:
    return node("jacobian", body, variable, variable)


def hessian(body: Term, variable: Term) -> Term:
    return node("hessian", body, variable, variable)


def square(vector: Term) -> Term:
    return node("norm", vector, value="2") ** 2


RATIONAL: list[tuple[Term, Term]] = [
    (grad(x**5, x), 5 * x**4),
    (grad(x**-2, x), -2 * x**-3),
    (grad((x + 1) / (x - 3), x), -4 / (x - 3) ** 2),
    (grad(x**3, x, num(2)), num(12)),
    (grad(x * y, y), x),
    (grad(node("trace", node("adjugate", A)), A), node("trace", A) * node("eye", 3) - A.T),
    (grad(node("det", node("adjugate", A)), A), 2 * node("det", A) * node("adjugate", A).T),
    (grad(y, x), num(0)),
    (grad(square(X * W - T), W), 2 * (X.T * (X * W - T))),
    (grad(W.T * A * W, W), (A + A.T) * W),
    (grad(node("trace", A * X.T * X), X), X * (A + A.T)),
    (grad(node("det", A), A), node("det", A) * node("inverse", A).T),
    (grad(node("det", B), B), literal([[-3, 6, -3], [6, -12, 6], [-3, 6, -3]])),
    (grad(node("trace", node("inverse", A)), A), -(node("inverse", A) ** 2).T),
    (grad(x * A, x), A),
    (grad(node("inner", A, B), A), B),
    (grad(node("trace", A**3), A), 3 * (A**2).T),
    (grad(node("trace", A**-2), A), -2 * (A**-3).T),
    (grad(node("entry", W, 2) ** 2, W), literal([[0], [4], [0]])),
    (grad(node("sum", i, 1, d, i * node("entry", W, i)), W), literal([[1], [2], [3]])),
    (jacobian(A * W, W), A),
    (jacobian(node("hadamard", W, W), W), 2 * node("diag", W)),
    (hessian(W.T * A * W, W), A + A.T),
    (hessian(x**4, x), 12 * x**2),
    (jacobian(grad(W.T * A * W, W), W), A + A.T),
    (grad(grad(x**2 * y**3, x), y), 6 * x * y**2),
    (grad(x * grad(x * y, y), x), 2 * x),
    (hessian(square(W) ** 2, W), 8 * (W * W.T) + 4 * square(W) * node("eye", d)),
    (grad(square(W), W, node("zeros", d, 1)), num(0)),
]


@pytest.mark.parametrize("arithmetic", EXACT, ids=lambda a: a.name)
@pytest.mark.parametrize(("term", "known"), RATIONAL, ids=repr)
def test_rational_derivatives(term: Term, known: Term, arithmetic: Any) -> None:
    assert holds(node("eq", term, known), arithmetic, MODEL) is True


@pytest.mark.parametrize(("term", "known"), RATIONAL, ids=repr)
def test_a_wrong_derivative_is_told_apart(term: Term, known: Term) -> None:
    value = evaluate(term, RATIONALS, MODEL)
    shape = RATIONALS.shape(value)
    one = num(1) if shape == (1, 1) else node("ones", *shape)
    assert holds(node("eq", term, term + one), RATIONALS, MODEL) is False


def fn(head: str) -> Term:
    return node(head, x / 2)


REAL: list[tuple[Term, Term]] = [
    (grad(node("matexp", x * B), x), B * node("matexp", x * B)),
    (grad(node("pinv", x * X), x), -node("pinv", X) / x**2),
    (grad(node("trace", node("pinv", A)), A), -node("inverse", A * A).T),
    (grad(node("trace", node("matexp", A)), A), node("matexp", A).T),
    (grad(node("det", node("matexp", x * A)), x), node("trace", A) * node("det", node("matexp", x * A))),
    (grad(fn("exp"), x), fn("exp") / 2),
    (grad(fn("log"), x), 1 / x),
    (grad(fn("sin"), x), fn("cos") / 2),
    (grad(fn("cos"), x), -fn("sin") / 2),
    (grad(fn("tan"), x), 1 / (2 * fn("cos") ** 2)),
    (grad(fn("asin"), x), 1 / (2 * node("sqrt", 1 - (x / 2) ** 2))),
    (grad(fn("acos"), x), -1 / (2 * node("sqrt", 1 - (x / 2) ** 2))),
    (grad(fn("atan"), x), 1 / (2 * (1 + (x / 2) ** 2))),
    (grad(fn("sinh"), x), fn("cosh") / 2),
    (grad(fn("cosh"), x), fn("sinh") / 2),
    (grad(fn("tanh"), x), 1 / (2 * fn("cosh") ** 2)),
    (grad(fn("sigmoid"), x), fn("sigmoid") * (1 - fn("sigmoid")) / 2),
    (grad(node("sqrt", x), x), 1 / (2 * node("sqrt", x))),
    (grad(x**x, x), x**x * (node("log", x) + 1)),
    (grad(num(2) ** x, x), num(2) ** x * node("log", 2)),
    (grad(node("abs", y), y), num(-1)),
    (grad(node("relu", y), y), num(0)),
    (grad(node("relu", x), x), num(1)),
    (grad(node("floor", x), x), num(0)),
    (grad(node("max", x, y), x), num(1)),
    (grad(node("min", x, y), x), num(0)),
    (grad(node("norm", W, value="2"), W), W / node("norm", W, value="2")),
    (grad(node("norm", W, value="1"), W), node("sign", W)),
    (grad(node("norm", W, value="inf"), W), literal([[0], [1], [0]])),
    (grad(node("log", node("det", A)), A), node("inverse", A).T),
    (grad(node("piecewise", x**2, node("gt", x, 0), -x), x), 2 * x),
    (hessian(fn("exp"), x), fn("exp") / 4),
]


@pytest.mark.parametrize("arithmetic", [BALLS, FLOATS], ids=lambda a: a.name)
@pytest.mark.parametrize(("term", "known"), REAL, ids=repr)
def test_real_derivatives(term: Term, known: Term, arithmetic: Any) -> None:
    assert holds(node("eq", term, known), arithmetic, MODEL) is not False
    assert holds(node("eq", term, known + num(Fraction(1, 1000)) if arithmetic.shape(
        evaluate(known, arithmetic, MODEL)) == (1, 1) else 2 * known), arithmetic, MODEL) is False  # fmt: skip


ZERO = sym("u")
FLAT = literal([[1, 2], [2, 4]])
FAULTS: list[tuple[Term, type[Fault]]] = [
    (grad(node("abs", x), x, num(0)), Undefined),
    (grad(node("relu", x), x, num(0)), Undefined),
    (grad(node("sqrt", x), x, num(0)), Undefined),
    (grad(node("sign", x), x, num(0)), Undefined),
    (grad(node("floor", x), x, num(2)), Undefined),
    (grad(node("max", x, num(1)), x, num(1)), Undefined),
    (grad(node("norm", W, value="2"), W, ZERO), Undefined),
    (grad(node("piecewise", x, node("gt", x, 1), num(1)), x, num(1)), Undefined),
    (grad(A * W, W), Undefined),
    (jacobian(A, W), Undefined),
    (hessian(A * W, W), Undefined),
    (grad(node("rank", A), A), UnsupportedHead),
    (grad(node("eigenvalue", x * FLAT, 1), x), UnsupportedHead),
    (grad(node("pinv", x * FLAT), x), Undefined),
    (grad(node("matexp", x * FLAT), x), Inexact),
    (grad(node("gamma", x), x, num(3)), UnsupportedHead),
    (grad(node("exp", x), x, num(1)), Inexact),
    (grad(1 / x, x, num(0)), Undefined),
]


@pytest.mark.parametrize(("term", "fault"), FAULTS, ids=repr)
def test_no_derivative(term: Term, fault: type[Fault]) -> None:
    with pytest.raises(fault):
        evaluate(term, RATIONALS, MODEL)


def test_a_ball_around_a_kink_is_unresolved() -> None:
    nearly = node("sin", node("const", value="pi"))
    with pytest.raises(Unresolved):
        evaluate(grad(node("abs", x), x, nearly), BALLS, MODEL)


def test_opaque_functions_are_differentiated() -> None:
    def f(at: Term) -> Term:
        return node("app", at, value="f")

    h = num(Fraction(1, 10))
    # A cubic: the central difference is off by exactly h^2 f'''/6, the same at every point.
    off = [grad(f(x), x, at) - (f(at + h) - f(at - h)) / (2 * h) for at in (num(1), num(5))]
    assert holds(node("eq", *off), RATIONALS, MODEL) is True
    chain = node("eq", grad(f(x**2), x), grad(f(y), y, x**2) * 2 * x)
    assert holds(chain, RATIONALS, MODEL) is True
