"""Each head against a known value, in every arithmetic that has it; and what has no value says why."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from derivations.terms.heads import HEADS
from derivations.terms.term import Term, num, sym
from numeric.arithmetics.balls import balls_at
from numeric.arithmetics.floats import FLOATS
from numeric.arithmetics.prime_field import GF
from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate, holds
from numeric.faults import (
    Fault,
    Inexact,
    OutOfSteps,
    TooLarge,
    Unbound,
    Undefined,
    Unresolved,
    UnsupportedHead,
)
from numeric.limits import Budget
from numeric.valuation import Model
from tests.numeric.nodes import A, B, U, V, X, i, literal, n, node, rows, x, y

BALLS = balls_at(128)
EVERYWHERE = (RATIONALS, GF, BALLS, FLOATS)
ORDERED = (RATIONALS, BALLS, FLOATS)
REAL = (BALLS, FLOATS)

MODEL = Model(
    values={
        "A": rows([1, 2], [3, 4]),
        "B": rows([0, 1], [1, 1]),
        "u": rows([1], [2], [2]),
        "v": rows([0], [3], [4]),
        "X": rows([1, 2, 3], [4, 5, 6]),
        "x": Fraction(3),
        "y": Fraction(-1, 2),
        "z": {(1,): rows([1], [0]), (2,): rows([5], [7])},
    },
    sizes={"n": 2, "d": 3},
)

SINGULAR = literal([[1, 2], [2, 4]])
TURN = literal([[0, 1], [-1, 0]])
DEFINITE = literal([[2, 1], [1, 1]])

EXACT: list[tuple[Term, Term]] = [
    (x + y, num(Fraction(5, 2))),
    (-x, num(-3)),
    (A * B, literal([[2, 3], [4, 7]])),
    (x * A, literal([[3, 6], [9, 12]])),
    (node("mul", A, U.T, V), literal([[14, 28], [42, 56]])),
    (node("add", 0, A), A),
    (A / x, node("div", A, 3)),
    (x**-2, num(Fraction(1, 9))),
    (A**2, literal([[7, 10], [15, 22]])),
    (A**-1, literal([[-4, 2], [3, -1]]) / 2),
    (A**0, node("eye", n)),
    (X.T, literal([[1, 4], [2, 5], [3, 6]])),
    (node("adjoint", X), X.T),
    (node("conj", X), X),
    (node("inverse", A), A**-1),
    (node("inverse", x), num(Fraction(1, 3))),
    (node("trace", A), num(5)),
    (node("det", A), num(-2)),
    (node("norm", U, value="2") ** 2, num(9)),
    (node("norm", A, value="F") ** 4, num(900)),
    (node("abs", y) ** 2, num(Fraction(1, 4))),
    (node("inner", U, V), num(14)),
    (node("inner", A, B), num(9)),
    (node("hadamard", A, B), literal([[0, 2], [3, 4]])),
    (node("kron", literal([[1, 2]]), A), literal([[1, 2, 2, 4], [3, 4, 6, 8]])),
    (node("cross", U, V), literal([[2], [-4], [3]])),
    (node("adjugate", A), literal([[4, -2], [-3, 1]])),
    (node("adjugate", literal([[1, 2], [2, 4]])), literal([[4, -2], [-2, 1]])),
    (node("adjugate", x), num(1)),
    (node("diag", U), literal([[1, 0, 0], [0, 2, 0], [0, 0, 2]])),
    (node("diag", A), literal([[1], [4]])),
    (node("vec", A), literal([[1], [3], [2], [4]])),
    (node("entry", A, 2, 1), num(3)),
    (node("entry", U, n), num(2)),
    (node("row", X, 2), literal([[4, 5, 6]])),
    (node("col", X, 3), literal([[3], [6]])),
    (node("item", sym("z"), 2), literal([[5], [7]])),
    (node("eye", n), literal([[1, 0], [0, 1]])),
    (node("zeros", 1, n), literal([[0, 0]])),
    (node("ones", n, 1), literal([[1], [1]])),
    (node("matrix", A, node("num", value=Fraction(0)), value=(1, 2)), literal([[1, 2, 0], [3, 4, 0]])),
    (node("factorial", 5), num(120)),
    (node("binomial", 5, 2), num(10)),
    (node("binomial", -2, 3), num(-4)),
    (node("sum", i, 1, 4, i**2), num(30)),
    (node("sum", i, 1, 0, i), num(0)),
    (node("sum", i, 1, n, node("entry", A, i, i)), num(5)),
    (node("prod", i, 1, 4, i), num(24)),
    (node("prod", i, 2, 1, i), num(1)),
    (n * x, num(6)),
    (node("piecewise", node("inverse", 0), node("eq", x, 4), x), num(3)),
    (x ** (num(2) ** n), num(81)),
]

ORDER: list[tuple[Term, Term]] = [
    (node("abs", y), num(Fraction(1, 2))),
    (node("sqrt", num(Fraction(9, 4))), num(Fraction(3, 2))),
    (num(Fraction(4, 9)) ** num(Fraction(3, 2)), num(Fraction(8, 27))),
    (node("norm", U, value="2"), num(3)),
    (node("norm", U, value="1"), num(5)),
    (node("norm", U, value="inf"), num(2)),
    (node("norm", A, value="1"), num(6)),
    (node("norm", A, value="inf"), num(7)),
    (node("norm", SINGULAR, value="2"), num(5)),
    (node("norm", SINGULAR, value="*"), num(5)),
    (node("norm", U.T, value="*"), num(3)),
    (node("pinv", SINGULAR), SINGULAR / 25),
    (node("pinv", X), X.T * node("inverse", X * X.T)),
    (node("pinv", X.T), node("inverse", X * X.T) * X),
    (node("pinv", literal([[0, 0], [0, 0]])), literal([[0, 0], [0, 0]])),
    (node("pinv", 0), num(0)),
    (node("pinv", y), num(-2)),
    (node("eigenvalue", SINGULAR, 1), num(5)),
    (node("eigenvalue", SINGULAR, -1), num(0)),
    (node("eigenvalue", -SINGULAR, 1), num(0)),
    (node("eigenvalue", y, 1), y),
    (node("singular", -SINGULAR, 1), num(5)),
    (node("singular", literal([[3, 0, 0], [0, 4, 0]]), 2), num(3)),
    (node("singular", literal([[3, 0, 0], [0, 4, 0]]), -1), num(3)),
    (node("singular", literal([[3, 0, 0], [0, 4, 0]]), 3), num(0)),
    (node("singular", y, 1), -y),
    (node("matexp", literal([[0, 2], [0, 0]])), literal([[1, 2], [0, 1]])),
    (node("relu", literal([[-1, 2]])), literal([[0, 2]])),
    (node("sign", y), num(-1)),
    (node("floor", y), num(-1)),
    (node("ceil", y), num(0)),
    (node("min", x, y, num(1)), y),
    (node("max", x, y, num(1)), x),
    (node("gamma", 5), num(24)),
    (node("piecewise", -x, node("lt", x, 0), x), num(3)),
    *[(node(head, 0), num(0)) for head in ("sin", "tan", "asin", "atan", "sinh", "tanh")],
    *[(node(head, 0), num(1)) for head in ("exp", "cos", "cosh")],
    (node("acos", 1), num(0)),
    (node("log", 1), num(0)),
    (node("sigmoid", 0), num(Fraction(1, 2))),
]

IRRATIONAL: list[tuple[Term, Term]] = [
    (node("log", node("exp", x)), x),
    (node("tanh", y), node("sinh", y) / node("cosh", y)),
    (node("tan", y), node("sin", y) / node("cos", y)),
    (node("cos", node("acos", y)), y),
    (node("sin", node("asin", y)), y),
    (node("tan", node("atan", x)), x),
    (node("sigmoid", x), node("inverse", 1 + node("exp", -x))),
    (node("sqrt", x) ** 2, x),
    (x**y, node("inverse", node("sqrt", x))),
    (node("exp", 1), node("const", value="e")),
    (node("sin", node("const", value="pi") / 2), num(1)),
    (node("det", node("matexp", A)), node("exp", node("trace", A))),
    (node("eigenvalue", B, 1), (1 + node("sqrt", 5)) / 2),
    (node("sum", i, 1, n, node("abs", node("eigenvalue", B, i))), node("sqrt", 5)),
    (node("singular", B, -1), (node("sqrt", 5) - 1) / 2),
    (node("norm", B, value="2"), (1 + node("sqrt", 5)) / 2),
    (node("norm", B, value="*"), node("sqrt", 5)),
    (node("sum", i, 1, n, node("eigenvalue", A, i) ** 3), node("trace", A**3)),
    (node("prod", i, 1, n, node("eigenvalue", A, i)), node("det", A)),
]


def _cases() -> list[Any]:
    table = [(EXACT, EVERYWHERE), (ORDER, ORDERED), (IRRATIONAL, REAL)]
    return [(term, known, arithmetic) for cases, ones in table for term, known in cases for arithmetic in ones]


@pytest.mark.parametrize(("term", "known", "arithmetic"), _cases(), ids=repr)
def test_value(term: Term, known: Term, arithmetic: Any) -> None:
    equal = holds(node("eq", term, known), arithmetic, MODEL)
    # What is not exact cannot confirm equality, only fail to tell the two apart.
    assert equal is True if arithmetic.exact else equal is not False


@pytest.mark.parametrize(("term", "known", "arithmetic"), _cases(), ids=repr)
def test_another_value_is_told_apart(term: Term, known: Term, arithmetic: Any) -> None:
    value = evaluate(known, arithmetic, MODEL)
    one = node("ones", *arithmetic.shape(value)) if arithmetic.shape(value) != (1, 1) else num(1)
    assert holds(node("eq", term, node("add", known, one)), arithmetic, MODEL) is False


def test_the_rank_is_not_read_off_modulo_a_prime_and_in_balls_only_where_it_is_seen() -> None:
    for arithmetic in (RATIONALS, BALLS):
        assert evaluate(node("rank", X), arithmetic, MODEL) == 2
        assert evaluate(node("rank", SINGULAR), arithmetic, MODEL) == 1
    assert evaluate(node("rank", X / 3), BALLS, MODEL) == 2
    with pytest.raises(Unresolved):
        evaluate(node("rank", SINGULAR / 3), BALLS, MODEL)
    with pytest.raises(Unresolved):
        evaluate(node("pinv", SINGULAR / 3), BALLS, MODEL)
    with pytest.raises(UnsupportedHead):
        evaluate(node("rank", X), GF, MODEL)


def test_sums_over_all_eigenvalues_are_real_where_the_eigenvalues_are_not() -> None:
    for head, power, known in (("sum", 1, 0), ("sum", 2, -2), ("prod", 1, 1), ("prod", 2, 1)):
        term = node(head, i, 1, 2, node("eigenvalue", TURN, i) ** power)
        assert evaluate(term, BALLS, MODEL).contains(known)
        with pytest.raises(Inexact):
            evaluate(term, RATIONALS, MODEL)
    both = node("sum", i, 1, 2, node("eigenvalue", TURN, i) * node("eigenvalue", A, i))
    counted = node("sum", i, 1, 2, i * node("eigenvalue", TURN, i))
    for term in (both, counted, node("eigenvalue", TURN, 1)):
        with pytest.raises(Undefined):
            evaluate(term, BALLS, MODEL)


FAULTS: list[tuple[Term, Any, type[Fault]]] = [
    (x / num(0), RATIONALS, Undefined),
    (x / num(0), BALLS, Undefined),
    (x / num(0), FLOATS, Undefined),
    (x / num(0), GF, Unresolved),
    (node("inverse", literal([[1, 2], [2, 4]])), RATIONALS, Undefined),
    (node("inverse", X), RATIONALS, Undefined),
    (node("eigenvalue", X, 1), RATIONALS, Undefined),
    (node("eigenvalue", X, 1), BALLS, Undefined),
    (node("eigenvalue", SINGULAR, 3), RATIONALS, Undefined),
    (node("eigenvalue", SINGULAR, 0), BALLS, Undefined),
    (node("singular", X, 4), BALLS, Undefined),
    (node("eigenvalue", literal([[1, 1], [0, 1]]), 1), BALLS, Unresolved),
    (node("adjugate", X), RATIONALS, Undefined),
    (node("pinv", X), GF, UnsupportedHead),
    (node("matexp", A), RATIONALS, Inexact),
    (A + x, RATIONALS, Undefined),
    (A + X, RATIONALS, Undefined),
    (A * U, RATIONALS, Undefined),
    (x / A, RATIONALS, Undefined),
    (node("log", 0), RATIONALS, Undefined),
    (node("log", -1), BALLS, Undefined),
    (node("log", -1), FLOATS, Undefined),
    (node("sqrt", -1), RATIONALS, Undefined),
    (node("sqrt", -1), BALLS, Undefined),
    (node("asin", 2), RATIONALS, Undefined),
    (node("sqrt", 2), RATIONALS, Inexact),
    (node("exp", 1), RATIONALS, Inexact),
    (node("norm", A, value="2"), RATIONALS, Inexact),
    (node("const", value="pi"), RATIONALS, Inexact),
    (node("exp", 1), GF, UnsupportedHead),
    (node("abs", x), GF, UnsupportedHead),
    (node("lt", x, y), GF, UnsupportedHead),
    (node("pm", x), RATIONALS, UnsupportedHead),
    (node("tanh", node("lt", x, y)), BALLS, Undefined),
    (node("floor", node("exp", num(10**90))), BALLS, TooLarge),
    (node("limit", x, 0, x), RATIONALS, UnsupportedHead),
    (node("integral", x, 0, 1, x), FLOATS, UnsupportedHead),
    (sym("unknown"), RATIONALS, Unbound),
    (node("app", x, value="f"), RATIONALS, Unbound),
    (node("entry", U, 4), RATIONALS, Undefined),
    (node("entry", U, 0), RATIONALS, Undefined),
    (node("item", sym("z"), 3), RATIONALS, Undefined),
    (node("entry", U, y), RATIONALS, Undefined),
    (node("piecewise", x, node("lt", x, 0)), RATIONALS, Undefined),
    (node("factorial", -1), RATIONALS, Undefined),
    (num(9) ** (num(9) ** (num(9) ** num(9))), RATIONALS, TooLarge),
    (num(9) ** (num(9) ** (num(9) ** num(9))), BALLS, TooLarge),
    (node("factorial", 10**6), RATIONALS, TooLarge),
    (node("eye", node("prod", i, 1, 600, num(10**30))), RATIONALS, TooLarge),
    (node("eye", 10**6), RATIONALS, TooLarge),
    (node("sum", i, 1, 10**9, i), RATIONALS, TooLarge),
    (A ** (10**9), RATIONALS, TooLarge),
]


@pytest.mark.parametrize(("term", "arithmetic", "fault"), FAULTS, ids=repr)
def test_no_value(term: Term, arithmetic: Any, fault: type[Fault]) -> None:
    with pytest.raises(fault):
        evaluate(term, arithmetic, MODEL)


def test_deep_terms_do_not_recurse() -> None:
    deep = x
    for _ in range(1_900):
        deep = -deep
    assert evaluate(deep, RATIONALS, MODEL) == 3
    for _ in range(200):
        deep = -deep
    with pytest.raises(TooLarge):
        evaluate(deep, RATIONALS, MODEL)


def test_steps_run_out_at_the_same_step() -> None:
    term = node("sum", i, 1, 100, i)
    spent = Budget(10_000)
    evaluate(term, RATIONALS, MODEL, spent)
    needed = 10_000 - spent.left
    evaluate(term, RATIONALS, MODEL, Budget(needed))
    with pytest.raises(OutOfSteps):
        evaluate(term, RATIONALS, MODEL, Budget(needed - 1))


def test_exponents_modulo_a_prime_are_integers() -> None:
    model = Model(values={"x": Fraction(3), "k": Fraction(-1)})
    assert holds(node("eq", x ** sym("k"), num(Fraction(1, 3))), GF, model)


def test_a_bound_index_hides_a_symbol_of_the_model() -> None:
    model = Model(values={"i": Fraction(100)})
    assert evaluate(node("sum", i, 1, 2, i) + i, RATIONALS, model) == 103


@pytest.mark.parametrize(
    ("term", "known"),
    [
        (node("matfun", DEFINITE, value="sqrt") ** 2, DEFINITE),
        (node("pow", DEFINITE, node("div", 1, 2)), node("matfun", DEFINITE, value="sqrt")),
        (node("matfun", node("matexp", B), value="log"), B),
        (node("matfun", A, value="sin") ** 2 + node("matfun", A, value="cos") ** 2, node("eye", 2)),
        (node("matfun", node("eye", 2), value="sin"), node("sin", 1) * node("eye", 2)),
        (node("matfun", TURN, value="cos"), node("cosh", 1) * node("eye", 2)),
        (node("matfun", A, value="sinh") + node("matfun", A, value="cosh"), node("matexp", A)),
        (node("matfun", x, value="log"), node("log", x)),
    ],
    ids=repr,
)
def test_functions_of_matrices(term: Term, known: Term) -> None:
    assert holds(node("eq", term, known), BALLS, MODEL) is not False
    assert holds(node("eq", term, 2 * known), BALLS, MODEL) is False


@pytest.mark.parametrize(
    ("term", "fault"),
    [
        (node("matfun", -DEFINITE, value="log"), Unresolved),
        (node("matfun", literal([[-1, 0], [0, 2]]), value="sqrt"), Undefined),
        (node("matfun", X, value="sin"), Undefined),
    ],
    ids=repr,
)
def test_functions_that_a_matrix_does_not_have_here(term: Term, fault: type[Fault]) -> None:
    with pytest.raises(fault):
        evaluate(term, BALLS, MODEL)
    with pytest.raises((Inexact, Undefined)):
        evaluate(term, RATIONALS, MODEL)


def test_every_head_is_evaluated_or_named() -> None:
    """No head of the registry is missing by oversight."""
    tested = {part.head for cases in (EXACT, ORDER, IRRATIONAL) for pair in cases for part in _walk(pair[0])}
    unsupported = {"pm", "limit", "integral", "antiderivative"}
    unsupported |= {"softmax", "logsumexp", "softplus", "differential"}  # spelled out before
    unsupported |= {"gaussian", "density", "divergence", "entropy"}
    elsewhere = {"matfun", "rank", "app", "expect", "covariance", "grad", "jacobian", "hessian", "ne", "le", "gt", "ge"}
    assert set(HEADS) == tested | unsupported | elsewhere


def _walk(term: Term) -> list[Term]:
    return [term, *(part for arg in term.args for part in _walk(arg))]


@pytest.mark.parametrize(
    ("op", "left", "right", "answer"),
    [
        ("lt", 1, 2, True), ("lt", 2, 2, False), ("le", 2, 2, True), ("le", 3, 2, False), ("gt", 3, 2, True),
        ("gt", 2, 2, False), ("ge", 2, 2, True), ("ge", 1, 2, False), ("ne", 1, 2, True), ("ne", 2, 2, False),
        ("eq", 2, 2, True), ("eq", 1, 2, False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("arithmetic", [RATIONALS, BALLS], ids=repr)
def test_relations(arithmetic: Any, op: str, left: int, right: int, answer: bool) -> None:
    assert holds(node(op, left, right), arithmetic, MODEL) is answer


def test_overlapping_balls_decide_nothing() -> None:
    third = node("div", 1, 3)
    for op in ("eq", "ne", "lt", "le"):
        assert holds(node(op, node("sin", third), node("sin", third)), BALLS, MODEL) is None
