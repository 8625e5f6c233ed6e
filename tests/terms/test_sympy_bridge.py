"""Crossing to SymPy and back: exact for what is normal, of the same value for all, refused by name for what cannot."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from derivations.terms.sympy_bridge import ShapeMismatch, UnsupportedHead, from_sympy, to_sympy
from derivations.terms.term import Term, column, mul, num, sym
from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate
from numeric.faults import Fault
from numeric.models import draw
from numeric.spec import Spec, SymbolSpec

n, d, one = sym("n"), sym("d"), num(1)
X, A, B, a, b, w, x, y, i = map(sym, ("X", "A", "B", "a", "b", "w_{0,1}", "x", r"\tilde{\lambda}", "i"))
SHAPES = {"X": (n, d), "A": (n, n), "B": (n, n), "a": (n, one), "b": (n, one), "w_{0,1}": (d, one)}
SPEC = Spec(
    {
        "X": SymbolSpec("n", "d"),
        "A": SymbolSpec("n", "n"),
        "B": SymbolSpec("n", "n"),
        "a": SymbolSpec("n", 1),
        "b": SymbolSpec("n", 1),
        "w_{0,1}": SymbolSpec("d", 1),
        "x": SymbolSpec(),
        r"\tilde{\lambda}": SymbolSpec(),
    }
)
MODELS = [model for turn in range(6) if (model := draw(SPEC, 1, turn)) is not None]


def app(head: str, *args: Term, value: object = None) -> Term:
    return Term(head, args, value)  # type: ignore[arg-type]


def crossed(term: Term, **facts: frozenset[str]) -> Term:
    return from_sympy(to_sympy(term, SHAPES, facts))


NORMAL = [
    x,
    num(-3),
    x / x,
    x + x,
    x - x,
    x + (y + 1),
    x * (y * 2),
    -(x - y),
    2 * x / (3 * y),
    x**3,
    x ** (y + 1),
    app("sqrt", x + 1),
    app("abs", x),
    app("exp", -x),
    app("log", x**2),
    app("sin", x) + app("cos", x),
    app("tanh", x / 2),
    app("floor", x),
    app("ceil", x),
    app("factorial", n),
    app("binomial", n, num(2)),
    app("min", y, x),
    app("max", y, x),
    app("const", value="pi") * x,
    app("const", value="i") ** num(2),
    X.T * a,
    (A * B).T,
    A * (B * a),
    A * B - B * A,
    A + B + A,
    -(A * B),
    mul(2 * x / n, X, X.T),
    app("inverse", A) * A,
    A**3,
    app("trace", A * B),
    app("det", A * B) - app("det", B),
    app("hadamard", a, b),
    app("kron", A, B),
    app("diag", a),
    app("diag", A),
    app("eye", n) - A,
    app("zeros", n, d),
    app("ones", n, one),
    mul(a.T, X, X.T, a),
    (app("eye", n) - mul(2 * x / n, X, X.T)) ** num(2),
    app("norm", X * w - a, value="2"),
    app("norm", X, value="F") ** num(2),
    app("norm", a, value="2") ** num(2),
    app("entry", X, i, num(2)),
    app("entry", a, 1 + i),
    column(x, y, num(3)),
    app("matrix", x, y, y, x, value=(2, 2)),
    app("matrix", A, B, B, A, value=(2, 2)),
    app("exp", a),
    app("app", x, y, value="f"),
    app("app", a, value=r"\hat{g}"),
    app("sum", i, one, n, app("entry", a, i) * app("entry", b, i)),
    app("prod", i, one, n, i + 1),
    app("integral", x, num(0), one, x**2),
    app("antiderivative", x, app("sin", x)),
    app("limit", x, num(0), app("sin", x) / x),
    app("grad", x**2 * y, x, x),
    app("grad", x**2 * y, x, num(3)),
    app("grad", app("grad", x**3, x, x), x, x),
    app("piecewise", x, app("lt", x, num(0)), num(1)),
    *(app(head, x, y) for head in ("eq", "ne", "lt", "le", "gt", "ge")),
]

NORMALISED = [
    (app("min", x, y), app("min", y, x)),
    (app("entry", a, i + 1), app("entry", a, 1 + i)),
    (X.T * a * 2, 2 * (X.T * a)),
    (mul(num(-3), x), -(3 * x)),
    (x.T, x),
    (app("inverse", x), 1 / x),
    (app("inner", a, b), a.T * b),
    (app("relu", x), app("max", num(0), x)),
    (app("trace", a.T * b), a.T * b),
    (app("eye", one) + x, num(1) + x),
    (app("sigmoid", x), 1 / (num(1) + app("exp", -x))),
]

UNSUPPORTED = [
    (app("pm", x), "pm"),
    (app("rank", A), "rank"),
    (app("vec", A), "vec"),
    (app("grad", a.T * a, a, a), "grad"),
    (app("jacobian", A * a, a, a), "jacobian"),
    (app("norm", A, value="2"), r"norm\[2\]"),
    (app("matexp", A), "matexp"),
    (app("item", sym("x"), i), "item"),
]

MISMATCHED = [A + x, X * A, mul(X, X), A + X, app("det", X), app("inverse", X), app("hadamard", A, X), x / a, x**A]


@pytest.mark.parametrize("term", NORMAL, ids=repr)
def test_normal_terms_come_back_as_they_were(term: Term) -> None:
    assert crossed(term) == term


@pytest.mark.parametrize(("term", "normal"), NORMALISED, ids=repr)
def test_other_terms_come_back_normal(term: Term, normal: Term) -> None:
    assert crossed(term) == normal


@pytest.mark.parametrize(("term", "name"), UNSUPPORTED, ids=repr)
def test_what_sympy_lacks_is_named(term: Term, name: str) -> None:
    with pytest.raises(UnsupportedHead, match=name):
        to_sympy(term, SHAPES, {})


@pytest.mark.parametrize("term", MISMATCHED, ids=repr)
def test_shapes_that_do_not_meet_are_refused(term: Term) -> None:
    with pytest.raises(ShapeMismatch):
        to_sympy(term, SHAPES, {})


def test_facts_become_assumptions() -> None:
    root = to_sympy(app("sqrt", x**2), {}, {"x": frozenset({"positive"})}, evaluate=True)
    assert from_sympy(root) == x
    assert from_sympy(to_sympy(app("sqrt", x**2), {}, {}, evaluate=True)) == app("abs", x)


def test_unknown_classes_are_named() -> None:
    import sympy

    with pytest.raises(UnsupportedHead, match="besselj"):
        from_sympy(sympy.besselj(0, sympy.Symbol("x")))


scalars = st.recursive(
    st.sampled_from([x, y, n, num(2), num(-3), a.T * b, app("trace", A), app("det", A)]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: p[0] + p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] - p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] * p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] / p[1]),
        inner.map(lambda t: -t),
        inner.map(lambda t: t ** num(2)),
        inner.map(lambda t: app("abs", t)),
    ),
    max_leaves=6,
)

squares = st.recursive(
    st.sampled_from([A, B, X * X.T, app("eye", n), app("diag", a), a * b.T]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: p[0] + p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] - p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] * p[1]),
        st.tuples(inner, inner).map(lambda p: app("hadamard", *p)),
        st.tuples(scalars, inner).map(lambda p: p[0] * p[1]),
        inner.map(lambda t: t.T),
        inner.map(lambda t: t ** num(2)),
        inner.map(lambda t: app("inverse", t)),
    ),
    max_leaves=5,
)

vectors = st.tuples(squares, st.sampled_from([a, b, X * w])).map(lambda p: p[0] * p[1])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.one_of(scalars, squares, vectors))
def test_any_term_keeps_its_value_and_crosses_again_unchanged(term: Term) -> None:
    normal = crossed(term)
    assert crossed(normal) == normal
    compared = 0
    for model in MODELS:
        try:
            before = evaluate(term, RATIONALS, model)
        except Fault:
            continue
        assert RATIONALS.equal(before, evaluate(normal, RATIONALS, model)) is True
        compared += 1
    assume(compared)
