"""Calculus and algebra on SymPy objects, against SymPy's own derivatives entry by entry at concrete sizes."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    Determinant,
    DiagMatrix,
    Eq,
    HadamardProduct,
    Identity,
    Inverse,
    MatMul,
    Matrix,
    MatrixSymbol,
    Max,
    Q,
    Sum,
    Trace,
    Transpose,
    exp,
    log,
    sqrt,
    symbols,
    tanh,
)

import derivations
from derivations.calculus import Answer, equal, gradient, hessian, jacobian, normal_form

n, d = symbols("n d", integer=True, positive=True)
s, t = symbols("s t", real=True)
i = symbols("i", integer=True)
A, B, C = (MatrixSymbol(name, n, n) for name in "ABC")
X, Y = (MatrixSymbol(name, n, d) for name in "XY")
w, v = (MatrixSymbol(name, d, 1) for name in "wv")
y, a, b = (MatrixSymbol(name, n, 1) for name in "yab")
I = Identity(n)  # noqa: E741 - SymPy's own name
W = MatrixSymbol("W", 2, 3)
r = X * w - y

SIZES = {n: 2, d: 3}


def explicit(expr: Any) -> Any:
    """The expression at concrete sizes, in symbols for the entries."""
    return _explicit(sp.sympify(expr).subs(SIZES))


def _explicit(expr: Any) -> Any:
    kind = type(expr).__name__
    if kind == "MatrixSymbol":
        return cells(expr)
    if kind in ("Identity", "ZeroMatrix", "OneMatrix", "FunctionMatrix"):
        return expr.as_explicit()
    if kind == "Sum":
        variable, low, high = expr.limits[0]
        return sum(_explicit(expr.function.subs(variable, k)) for k in range(int(low), int(high) + 1))
    if kind == "ElementwiseApplyFunction":
        return _explicit(expr.expr).applyfunc(expr.function)
    if isinstance(expr, sp.MatrixBase):
        return expr.applyfunc(_explicit)
    if not expr.args:
        return expr
    args = [_explicit(arg) for arg in expr.args]
    rule = EXPLICIT.get(kind)
    return rule(*args) if rule else expr.func(*args)


def each_with_each(*matrices: Any) -> Any:
    found = matrices[0]
    for other in matrices[1:]:
        found = sp.ImmutableDenseMatrix(*found.shape, [p * q for p, q in zip(found, other, strict=True)])
    return found


def product_of(*factors: Any) -> Any:
    found = factors[0]
    for other in factors[1:]:
        found = found * other
    return found


def sum_of(first: Any, *rest: Any) -> Any:
    for other in rest:
        first = first + other
    return first


EXPLICIT: dict[str, Callable[..., Any]] = {
    "MatAdd": sum_of,
    "MatMul": product_of,
    "MatPow": lambda base, power: base**power,
    "Transpose": lambda of: of.T,
    "Inverse": lambda of, power=-1: of.inv(),
    "Trace": lambda of: of.trace(),
    "Determinant": lambda of: of.det(),
    "HadamardProduct": each_with_each,
    "HadamardPower": lambda of, power: of.applyfunc(lambda entry: entry**power),
    "DiagMatrix": lambda of: sp.diag(*of),
    "DiagonalOf": lambda of: sp.Matrix([of[k, k] for k in range(of.rows)]),
    "MatrixElement": lambda of, row, column: of[row, column],
}


def cells(of: Any) -> Any:
    rows, cols = (sp.sympify(side).subs(SIZES) for side in of.shape)
    return sp.ImmutableDenseMatrix(rows, cols, lambda p, q: sp.Symbol(f"{of.name}{p}{q}", real=True))


def number(expr: Any) -> Any:
    """A 1 x 1 matrix as its entry."""
    return expr[0, 0] if getattr(expr, "is_Matrix", False) and expr.shape == (1, 1) else expr


def agree(one: Any, other: Any, seed: int = 0) -> bool:
    """Whether two explicit expressions have one value, at points drawn at random."""
    one, other = (sp.Matrix([[part]]) if not getattr(part, "is_Matrix", False) else part for part in (one, other))
    if one.shape != other.shape:
        return False
    random = Random(seed)
    names = sorted(one.free_symbols | other.free_symbols, key=str)
    for _ in range(3):
        point = {name: sp.Rational(random.randint(1, 40), random.randint(1, 9)) for name in names}
        gap = (one - other).subs(point)
        if any(abs(sp.N(each)) > 1e-9 for each in gap):
            return False
    return True


def entry_by_entry(body: Any, by: Any) -> Any:
    """SymPy's derivatives by single entries."""
    body = number(explicit(body))
    if not getattr(by, "is_Matrix", False):
        return body.diff(by)
    return cells(by).applyfunc(lambda entry: sp.diff(body, entry))


def square(z: Any) -> Any:
    return z**2


GRADIENTS = [
    (r.T * r + s * w.T * w, w),
    (Trace(r.T * r) + s * Trace(w.T * w), w),
    (Trace(r.T * r) / n, X),
    (sqrt(Trace(w.T * w)), w),
    (Determinant(A), A),
    (log(Determinant(A.T * A)), A),
    (Trace(A.I * B), A),
    (Trace(A**-2 * B), A),
    (Trace(A**3 * B), A),
    (a.T * A.T * B * A * b, A),
    (Trace(A * B * A.T * C), A),
    (Trace(HadamardProduct(A, B) * C), A),
    (Trace(HadamardProduct(A, A) * C), A),
    (a.T * y.applyfunc(exp), y),
    (Trace(y.applyfunc(tanh).T * a), y),
    (Trace(a.T * y.applyfunc(square)), y),
    (Trace(a.T * y.applyfunc(lambda z: 1 / (1 + exp(-z)))), y),
    (exp(Trace(a.T * y)) * Trace(y.T * A * y), y),
    (Trace(w.T * v) / Trace(w.T * w), w),
    (Trace(DiagMatrix(w) * X.T * X), w),
    (Sum(w[i, 0] ** 2 + w[i, 0] * v[i, 0], (i, 0, d - 1)), w),
    (A[0, 1] ** 2 * s, A),
    (W[0, 1] * W[1, 2], W),
    (Trace(Matrix([[1, 2, 3], [4, 5, 6]]).T * W), W),
    (Trace(A * s**2 + B), s),
    (A * s**2 + B, s),
    ((A + s * B).I, s),
    (log(Determinant(I + s * s * A * A.T)), s),
    (Trace(B), A),
]


@pytest.mark.parametrize(("body", "by"), GRADIENTS, ids=str)
def test_gradients_are_those_of_the_entries(body: Any, by: Any) -> None:
    expected = explicit(body).diff(by) if by == s else entry_by_entry(body, by)
    found = gradient(body, by)
    assert agree(explicit(found), expected)
    other = explicit(found * 2 if not getattr(found, "is_Matrix", False) else MatMul(2, found))
    assert not agree(other, expected) or agree(expected, 0 * expected)
    if by != s:
        assert agree(explicit(gradient(body, by, layout="numerator")), expected.T)


@pytest.mark.parametrize(
    "body",
    [Trace(A * B), log(Determinant(A)), Trace(A.T * B * A * C), a.T * A * b, Determinant(A), Trace(A.I * B)],
    ids=str,
)
def test_a_symmetric_variable_counts_its_entries_together(body: Any) -> None:
    whole = cells(A)
    lower = {whole[p, q]: whole[q, p] for p in range(2) for q in range(p)}
    tied = number(explicit(body)).subs(lower)
    expected = whole.applyfunc(lambda entry: tied.diff(lower.get(entry, entry)))
    assert agree(explicit(gradient(body, A, symmetric=True)).subs(lower), expected)
    assert agree(explicit(gradient(body, A)).subs(lower), expected) == (body == sp.Integer(0))


JACOBIANS = [
    (X * w, w),
    ((X * w).applyfunc(exp), w),
    (X * w.applyfunc(square), w),
    ((X * w).applyfunc(lambda z: 1 / (1 + exp(-z))), w),
    (HadamardProduct(X * w, y), w),
    (w * w.T * v, w),
    (A * a * s**2, s),
    (Trace(w.T * v), w),
    (Matrix([s**2, s * t]), Matrix([s, t])),
]


@pytest.mark.parametrize(("body", "by"), JACOBIANS, ids=str)
def test_jacobians_have_a_row_for_each_entry(body: Any, by: Any) -> None:
    column = explicit(body)
    column = column if getattr(column, "is_Matrix", False) else Matrix([column])
    places = by if isinstance(by, sp.MatrixBase) else cells(by) if by != s else [s]
    expected = Matrix(column.rows, len(places), lambda p, q: column[p, 0].diff(places[q]))
    assert agree(explicit(jacobian(body, by)), expected)
    assert agree(explicit(jacobian(body, by, layout="denominator")), expected.T)


HESSIANS = [
    (r.T * r, w),
    (w.T * X.T * X * w, w),
    (exp(Trace(w.T * v)), w),
    (sqrt(Trace(w.T * w)), w),
    (Trace(w.T * v) ** 3, w),
    (s**4, s),
    (s**2 * t, Matrix([s, t])),
]


@pytest.mark.parametrize(("body", "by"), HESSIANS, ids=str)
def test_hessians_are_those_of_the_entries(body: Any, by: Any) -> None:
    plain = number(explicit(body))
    places = list(by) if isinstance(by, sp.MatrixBase) else list(cells(by)) if by != s else [s]
    assert agree(explicit(hessian(body, by)), sp.hessian(plain, places))


def test_where_sympy_answers_nought() -> None:
    loss = Trace(r.T * r) + s * Trace(w.T * w)
    assert loss.diff(w) == sp.ZeroMatrix(d, 1) or loss.diff(w) == 0
    assert gradient(loss, w) != 0
    assert log(Determinant(A)).diff(A) == 0 or log(Determinant(A)).diff(A) == sp.ZeroMatrix(n, n)
    assert str(gradient(log(Determinant(A)), A)) == "(A**(-1)).T"


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (lambda: gradient(r.T * r + s * w.T * w, w), "2*s*w + 2*X.T*X*w - 2*X.T*y"),
        (lambda: gradient(a.T * A * b, A), "a*b.T"),
        (lambda: gradient(Trace(B), A), "0"),
        (lambda: gradient(Trace(A * A * A), A), "3*A.T**2"),
        (lambda: hessian(r.T * r, w), "2*X.T*X"),
        (lambda: jacobian(X * w, w), "X"),
        (lambda: normal_form(a.T * (A + B) * b), "a.T*A*b + a.T*B*b"),
        (lambda: normal_form(X * X.T * X * X.T), "(X*X.T)**2"),
        (lambda: normal_form(a.T * b * a.T * b), "(a.T*b)**2"),
        (lambda: normal_form(MatMul(A, Transpose(Transpose(B)), evaluate=False)), "A*B"),
        (lambda: normal_form(Trace(A * B * C) - Trace(C * A * B)), "0"),
        (lambda: normal_form(s * (t + 1) - s), "s*t"),
        (lambda: gradient(sp.Function("f")(s), s), "Derivative(f(s), s)"),
        (lambda: gradient(Trace(A * B), A[0, 1]), "B[1, 0]"),
        (lambda: gradient(A[0, 0], A[i, 0]), "KroneckerDelta(0, i)"),
        (lambda: gradient(A[0, 0], A[0, 1]), "0"),
        (lambda: gradient(Trace(sp.OneMatrix(n, n) * A), A), "1"),
    ],
)
def test_results_read_as_one_writes_them(found: Callable[[], Any], text: str) -> None:
    assert str(found()) == text


def test_a_derivative_of_an_open_function_within_another() -> None:
    f = sp.Function("f")
    found = gradient(f(s * t), s)
    assert found.subs(f, sp.sin).doit() == t * sp.cos(s * t)
    assert hessian(f(s), s) == f(s).diff(s, 2)


def test_what_is_given_back_is_in_the_users_own_symbols() -> None:
    eta = symbols("eta", positive=True)
    found = gradient(eta**2 * Trace(w.T * w), w)
    assert found.free_symbols >= {eta, w}
    assert found.shape == w.shape
    assert isinstance(gradient(eta**2, eta), sp.Expr)


@pytest.mark.parametrize(
    ("found", "conditions"),
    [
        (lambda: gradient(log(Determinant(A)), A, conditions=True), {Determinant(A) > 0}),
        (lambda: gradient(Trace(A.I * B), A, conditions=True), {Q.invertible(A)}),
        (lambda: gradient(sqrt(Trace(w.T * w)), w, conditions=True), {sp.Ne(Trace(w.T * w), 0)}),
        (lambda: gradient(Abs(s * t), s, conditions=True), {sp.Ne(s * t, 0)}),
        (lambda: gradient(Trace(A * B), A, conditions=True), set()),
        (lambda: normal_form(MatMul(A.I, B), conditions=True), {Q.invertible(A)}),
        (lambda: normal_form(A * B, conditions=True), set()),
    ],
)
def test_conditions_are_not_lost(found: Callable[[], Answer], conditions: set[Any]) -> None:
    assert set(found().conditions) == conditions


def test_a_kink_is_a_condition_on_every_entry() -> None:
    answer = jacobian(w.applyfunc(lambda z: Max(0, z)), w, conditions=True)
    place = symbols("i", integer=True, nonnegative=True)
    assert answer.conditions == (sp.Ne(w[place, 0], 0),)


def test_an_inverse_that_cannot_be_is_not_cancelled() -> None:
    tall = MatrixSymbol("T", 2, 3)
    gram = tall.T * tall
    assert MatMul(Inverse(gram), gram).doit() == Identity(3)
    verdict = equal(MatMul(Inverse(gram), gram, evaluate=False), Identity(3))
    assert verdict.kind not in ("proved", "supported")
    wide = X.T * X
    assert equal(MatMul(Inverse(wide), wide, evaluate=False), Identity(d)).kind == "proved"


EQUAL = [
    ((I + A * B).I * A, A * (I + B * A).I, (), "proved"),
    (A * B, B * A, (), "refuted"),
    (A * B, B * A, [Q.diagonal(A), Q.diagonal(B)], "proved"),
    (A.T, A, Q.symmetric(A), "proved"),
    (A.T, A, (), "refuted"),
    (A.T * A, I, Q.orthogonal(A) & Q.symmetric(B), "proved"),
    (A**3, A, Eq(A * A, A), "proved"),
    ((A * B).T, A * B, Q.symmetric(A * B), "proved"),
    ((A * B).T, A * B, [Q.symmetric(A), Q.symmetric(B)], "refuted"),
    (Determinant(A * B), Determinant(A) * Determinant(B), (), "proved"),
    (Determinant(A + B), Determinant(A) + Determinant(B), (), "refuted"),
    (sqrt(s**2), s, (), "refuted"),
    (sqrt(s**2), s, Q.positive(s), "proved"),
    (sqrt(s**2), s, s > 0, "proved"),
    (Trace(a.T * b), a.T * b, (), "proved"),
]


@pytest.mark.parametrize(("lhs", "rhs", "assumptions", "kind"), EQUAL, ids=str)
def test_equal(lhs: Any, rhs: Any, assumptions: Any, kind: str) -> None:
    verdict = equal(lhs, rhs, assumptions)
    assert verdict.kind == kind
    assert (verdict.witness is not None) == (kind == "refuted")
    assert verdict._repr_html_()


def test_what_sympy_assumes_of_a_symbol_is_used() -> None:
    p = symbols("p", positive=True)
    assert equal(log(p * s**2 / p), log(s**2)).kind == "proved"
    assert equal(Abs(s), s).kind == "refuted"
    with pytest.raises(ValueError, match="z is not real"):
        gradient(symbols("z", imaginary=True) ** 2 * s, s)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: gradient(X * w, w), "a gradient is of a scalar: X*w is n × 1 and w is d × 1"),
        (lambda: gradient(A, A), "a gradient is of a scalar: A is n × n and A is n × n"),
        (lambda: gradient(Trace(X), X), "the shapes do not fit: X is n × d in Trace(X): a square matrix is needed"),
        (lambda: gradient(Trace(A * w), w), "A is n × n and w is d × 1 in A*w: n columns against d rows"),
        (lambda: hessian(X * w, w), "a Hessian is of a scalar by a column: X*w is n × 1 and w is d × 1"),
        (lambda: hessian(Trace(A), A), "Trace(A) is a number and A is n × n"),
        (lambda: hessian(log(Determinant(X)) * w.T * w, w), "X is n × d in Determinant(X)"),
        (lambda: jacobian(A, a), "a Jacobian is of a column by a column: A is n × n and a is n × 1"),
        (lambda: jacobian(A * w, w), "A is n × n and w is d × 1 in A*w: n columns against d rows"),
        (lambda: normal_form(X * A), "X is n × d and A is n × n in X*A: d columns against n rows"),
        (lambda: normal_form(A + X), "A is n × n and X is n × d in A + X"),
        (lambda: normal_form(X**2), "X is n × d in X**2: a square matrix is needed"),
        (lambda: normal_form(X.I), "X is n × d in X**(-1): a square matrix is needed"),
        (lambda: normal_form(HadamardProduct(A, X)), "A is n × n and X is n × d in HadamardProduct(A, X)"),
        (lambda: normal_form(A * X.T), "A is n × n and X.T is d × n in A*X.T: n columns against d rows"),
        (lambda: equal(A, X), "the sides have two shapes: A is n × n and X is n × d"),
        (lambda: equal(A * w, A * w), "A is n × n and w is d × 1 in A*w: n columns against d rows"),
        (lambda: equal(a.T * a, a * a.T), "a.T*a is 1 × 1 and a*a.T is n × n"),
        (lambda: gradient(Trace(X.T * X), X, symmetric=True), "a square matrix symbol, X is n × d"),
        (lambda: gradient(s**2, s, symmetric=True), "a square matrix symbol, s is a number"),
        (lambda: gradient(symbols("s", positive=True) * s, s), "two different symbols are called s"),
    ],
)
def test_shapes_that_do_not_fit_are_named(ask: Callable[[], Any], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        ask()


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: gradient(Trace(A ** symbols("k", integer=True) * B), A), "symbolic power"),
        (lambda: gradient(sp.floor(Trace(A)), A), "floor"),
        (lambda: gradient(sp.besselj(0, s), s), "besselj"),
        (lambda: jacobian(w.applyfunc(lambda z: sp.besselj(0, z)), w), "besselj"),
        (lambda: equal(A, B, Q.upper_triangular(A * B)), "Q.upper_triangular"),
        (lambda: equal(s, t, Q.prime(s)), "Q.prime"),
    ],
)
def test_what_has_no_rule_is_refused_by_name(ask: Callable[[], Any], words: str) -> None:
    with pytest.raises(NotImplementedError, match=words):
        ask()


def test_from_the_package() -> None:
    assert derivations.gradient is gradient
    assert {"equal", "gradient", "hessian", "jacobian", "normal_form"} <= set(derivations.__all__)


SQUARES = st.recursive(
    st.sampled_from([A, B, A.T, I]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: MatMul(*p, evaluate=False)),
        st.tuples(inner, inner).map(lambda p: sp.MatAdd(*p, evaluate=False)),
        st.tuples(inner, inner).map(lambda p: HadamardProduct(*p, evaluate=False)),
        inner.map(Transpose),
        inner.map(lambda m: MatMul(s, m, evaluate=False)),
    ),
    max_leaves=4,
)


@settings(max_examples=25, deadline=None)
@given(SQUARES)
def test_random_gradients_and_normal_forms(body: Any) -> None:
    assert agree(explicit(normal_form(body)), explicit(body))
    try:
        found = gradient(Trace(body), A)
    except NotImplementedError:
        return
    assert agree(explicit(found), entry_by_entry(Trace(body), A))
