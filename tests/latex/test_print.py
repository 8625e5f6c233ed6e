r"""Printing: as a person would write it, and so that the reader reads the same term back."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from derivations.latex.elaborate import Lexicon, elaborate
from derivations.latex.print import latex, name, relation
from derivations.latex.rows import Side, read_formula
from derivations.terms.heads import HEADS
from derivations.terms.term import Term, column, mul, num, sym
from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate
from numeric.faults import Fault
from numeric.models import draw
from numeric.spec import Spec, SymbolSpec

X, A, B, a, b, w, t, x, y, n, d, eta, i, k = map(
    sym, ("X", "A", "B", "a", "b", "w_{0}", "t", "x", "y", "n", "d", r"\eta", "i", "k")
)
MATRICES, VECTORS = {"X", "A", "B"}, {"a", "b", "w_{0}", "t"}


def app(head: str, *args: Term, value: object = None) -> Term:
    return Term(head, args, value)  # type: ignore[arg-type]


eye = app("eye", n)
spread = eye - mul(2 * eta / n, X, X.T)

WRITTEN = [
    (num(3), "3"),
    (num(-3), "-3"),
    (num(1) / 2, r"\frac{1}{2}"),
    (a - b, "a - b"),
    (a + num(-3), "a - 3"),
    (a - (b - t), "a - (b - t)"),
    (a + (-b), "a - b"),
    (-(a - b), "-(a - b)"),
    (num(2) * num(3), r"2 \cdot 3"),
    (x * num(2), r"x \cdot 2"),
    (2 * x * y, "2 x y"),
    (x * (y * n), "x (y n)"),
    (num(-3) * x, "(-3) x"),
    (x**2, "x^2"),
    (x**10, "x^{10}"),
    (x ** (y + 1), "x^{y + 1}"),
    (x ** (num(1) / 2), "x^{1/2}"),
    ((x / 2) ** 2, r"\left( \frac{x}{2} \right)^2"),
    (w - 2 * eta / n * (X.T * (X * w - t)), r"w_0 - \frac{2 \eta}{n} (X^\top (X w_0 - t))"),
    (mul(2 * eta / n, X.T, X * w - t), r"\frac{2 \eta}{n} X^\top (X w_0 - t)"),
    (mul(num(1) / n, a.T, spread**2, a), r"\frac{1}{n} a^\top \left( I_n - \frac{2 \eta}{n} X X^\top \right)^2 a"),
    (app("norm", X * w - t, value="2") ** 2, r"\|X w_0 - t\|_2^2"),
    (app("norm", X, value="F") ** 2, r"\|X\|_F^2"),
    (app("norm", a, value="inf"), r"\|a\|_\infty"),
    (app("grad", sym("L_{1}"), eta, eta), r"\nabla_{\eta} L_1"),
    (app("grad", app("app", w, value="L"), w, w), r"\nabla_{w_0} L(w_0)"),
    (app("grad", x**2, x, num(3)), r"\left. \nabla_x x^2 \right|_{x = 3}"),
    ((A * B).T, r"(A B)^\top"),
    (a.T.T, r"(a^\top)^\top"),
    (sym("w^{*}").T, r"(w^*)^\top"),
    (app("inverse", X.T * X), r"(X^\top X)^{-1}"),
    (app("trace", A * B), r"\operatorname{tr}(A B)"),
    (app("sum", i, num(1), n, app("entry", a, i)), r"\sum_{i=1}^n a_i"),
    (app("sum", i, num(1), n, i + 1), r"\sum_{i=1}^n (i + 1)"),
    (app("sum", i, num(1), n, i) * x, r"\left( \sum_{i=1}^n i \right) x"),
    (x * app("sum", i, num(1), n, i), r"x \sum_{i=1}^n i"),
    (app("sum", i, num(1), n, i) + i, r"\left( \sum_{i=1}^n i \right) + i"),
    (app("integral", x, num(0), num(1), x**2), r"\int_0^1 x^2 \, dx"),
    (app("limit", x, app("const", value="inf"), 1 / x), r"\lim_{x \to \infty} \frac{1}{x}"),
    (app("hadamard", a + b, mul(A, b)), r"(a + b) \odot A b"),
    (app("entry", A, i, num(2)), "A_{i,2}"),
    (app("entry", w, num(1)), "(w_0)_1"),
    (app("sqrt", x) ** 2, r"(\sqrt{x})^2"),
    (app("floor", x - y), r"\lfloor x - y \rfloor"),
    (app("floor", x / y) + 1, r"\left\lfloor \frac{x}{y} \right\rfloor + 1"),
    (app("abs", x - y), "|x - y|"),
    (app("abs", app("abs", x)), r"\left\lvert |x| \right\rvert"),
    (column(x, y), r"\begin{bmatrix} x \\ y \end{bmatrix}"),
    (app("exp", x / 2), r"\exp\left( \frac{x}{2} \right)"),
    (app("piecewise", x, app("lt", x, num(0)), num(1)), r"\begin{cases} x & x < 0 \\ 1 & \text{otherwise} \end{cases}"),
    (app("ne", a, app("zeros", n, num(1))), r"a \ne 0"),
]


@pytest.mark.parametrize(("term", "text"), WRITTEN, ids=[text for _, text in WRITTEN])
def test_as_a_person_would_write_it(term: Term, text: str) -> None:
    assert latex(term) == text


def test_every_head_has_a_row() -> None:
    from derivations.latex import print as printer

    assert set(printer._ROWS) == set(HEADS)


@pytest.mark.parametrize(
    ("canonical", "written"),
    [
        ("w_{0}", "w_0"),
        ("w_{0,1}", "w_{0,1}"),
        (r"\tilde{\lambda}", r"\tilde{\lambda}"),
        ("w_{t}^{*}", "w_t^*"),
        ("loss", r"\mathrm{loss}"),
    ],
)
def test_names(canonical: str, written: str) -> None:
    assert name(canonical) == written


def test_deep_fractions_take_no_time() -> None:
    term = x
    for _ in range(60):
        term = app("abs", app("sqrt", (1 / term) ** 2))
    assert latex(term).count(r"\frac") == 60


def test_relations_are_written_by_their_meaning() -> None:
    assert relation(x, "le", y) == r"x \le y"


def kind(of: str) -> str:
    return "matrix" if of in MATRICES else "vector" if of in VECTORS else "scalar"


def read(text: str) -> Term:
    (side,) = [item for item in read_formula(text) if isinstance(item, Side)]
    assert side.node is not None, side.error
    return elaborate(side.node, Lexicon(functions={"L": None, "f": None}, kinds=kind))


SPEC = Spec(
    {
        **{each: SymbolSpec("n", "n") for each in ("A", "B")},
        **{each: SymbolSpec("n", 1) for each in ("a", "b")},
        **{each: SymbolSpec() for each in ("x", "y")},
    }
)
MODELS = [model for turn in range(8) if (model := draw(SPEC, 5, turn)) is not None]

scalars = st.recursive(
    st.sampled_from([x, y, n, num(2), num(-3), a.T * b, app("trace", A), app("sum", i, num(1), n, i * x)]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: p[0] + p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] - p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] * p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] / p[1]),
        inner.map(lambda term: -term),
        inner.map(lambda term: term ** num(2)),
        inner.map(lambda term: app("abs", term)),
        inner.map(lambda term: app("sum", k, num(1), num(3), term * k)),
    ),
    max_leaves=7,
)

squares = st.recursive(
    st.sampled_from([A, B, a * b.T]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: p[0] + p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] - p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] * p[1]),
        st.tuples(inner, inner).map(lambda p: app("hadamard", *p)),
        st.tuples(scalars, inner).map(lambda p: p[0] * p[1]),
        inner.map(lambda term: term.T),
        inner.map(lambda term: term ** num(2)),
        inner.map(lambda term: -term),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize(
    "term",
    [
        w - 2 * eta / n * (X.T * (X * w - t)),
        app("norm", X * w - t, value="2") ** 2,
        app("grad", app("app", w, value="L"), w, w),
        app("grad", x**2, x, x),
        app("grad", app("grad", x**2 + y, x, x), x, x),
        app("inverse", X.T * X) * (X.T * t),
        app("trace", (A * B).T),
        app("entry", w, num(1)),
        app("integral", x, num(0), num(1), x**2),
        app("limit", x, app("const", value="inf"), 1 / x),
        app("hadamard", a + b, mul(A, b)),
        column(x, y),
        sym("w^{*}").T,
    ],
    ids=latex,
)
def test_what_is_printed_is_read_back_as_it_was(term: Term) -> None:
    assert read(latex(term)) == term


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.one_of(scalars, squares))
def test_what_is_printed_is_read_back_with_the_same_value(term: Term) -> None:
    again = read(latex(term))
    compared = 0
    for model in MODELS:
        try:
            before = evaluate(term, RATIONALS, model)
        except Fault:
            continue
        assert RATIONALS.equal(before, evaluate(again, RATIONALS, model)) is True, latex(term)
        compared += 1
    assume(compared)
