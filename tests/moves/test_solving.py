"""Moves on equations in numbers, vectors and matrices, signs, sums, and what is multiplied out or made short."""

from __future__ import annotations

import pytest

from derivations.latex.print import latex
from derivations.moves.commuting import simplify
from derivations.moves.convexity import hessian_from, sign_of
from derivations.moves.expanding import expand_powers, expand_scalar, inner_products
from derivations.moves.line import Equation, EquationMove, Move, chain
from derivations.moves.linear import cancel_inverse, collect_unknown, multiply_by_inverse
from derivations.moves.roots import by_roots, clear_fractions, degree, divide, factors_of, isolate, one_side, roots_of
from derivations.moves.splitting import split_sums
from derivations.moves.words import CannotMove
from derivations.reader.expression import read_equation, read_expression
from derivations.terms.term import Term, num, sym

x, w = sym("x"), sym("w")

LINES = [
    (simplify(), "3 \\cdot 2 x + x", "7 x"),
    (simplify(), r"\frac{1}{x} x^2 \cos(y)", r"x \cos(y)"),
    (simplify(), r"\frac{1}{n} \cdot 2 (X w)", r"\frac{2}{n} X w"),
    (simplify(), r"\sum_{i=1}^n 2 x_i", r"2 \sum_{i=1}^n x_i"),
    (expand_powers(), "(x + 1)^2 (x - 1)", "(x^2 + 2 x + 1) (x - 1)"),
    (expand_scalar(), "(x + 1) (x - 1)", "x^2 - 1"),
    (inner_products(), r"\langle X w, a \rangle", r"(X w)^\top a"),
    (cancel_inverse(), "A A^{-1} b", "b"),
    (cancel_inverse(), r"(A + B)^{-1} (A + B) b", "b"),
    (split_sums(), r"2 \sum_{i=1}^n (x_i - m)", r"2 \sum_{i=1}^n x_i - 2 n m"),
    (factors_of(x), "x^3 - x", "(x - 1) x (x + 1)"),
    (by_roots(x, [(sym("a"), num(1)), (sym("b"), num(-2))]), "3 x^2 + 3 x - 6", "3 (x - a) (x - b)"),
]

REFUSED = [
    (simplify(), "x + 1", "leaves the line"),
    (expand_scalar(), "x + 1", "leaves the line"),
    (cancel_inverse(), "A B^{-1} b", "leaves the line"),
    (factors_of(x), "x^2 + 1", "leaves the line"),
    (by_roots(x, [(sym("a"), num(1)), (sym("b"), num(2))]), "x^2 - 1", "not all roots"),
]


@pytest.mark.parametrize(("move", "text", "after"), LINES)
def test_a_move_computes_the_next_line(move: Move, text: str, after: str) -> None:
    read = read_expression(text)
    (line,) = chain(read.sides[0], [move], read.context)
    assert latex(line.rhs) == after


@pytest.mark.parametrize(("move", "text", "why"), REFUSED)
def test_a_move_refuses(move: Move, text: str, why: str) -> None:
    read = read_expression(text)
    with pytest.raises(CannotMove, match=why):
        chain(read.sides[0], [move], read.context)


EQUATIONS = [
    (clear_fractions(x), r"\frac{1}{x - 1} = 2", "1 = 2 x - 2", [r"x - 1 \ne 0"]),
    (isolate(x), "a x + b = c x", "(a - c) x = -b", []),
    (divide(x), "a x = b", r"x = \frac{b}{a}", [r"a \ne 0"]),
    (one_side(x), "x^2 = 3 x - 1", "x^2 - 3 x + 1 = 0", []),
    (collect_unknown(w), r"2 X^\top X w + 2 c w = 2 X^\top t", r"(X^\top X + c I_d) w = X^\top t", []),
    (multiply_by_inverse(w), r"X^\top X w = X^\top t", r"w = (X^\top X)^{-1} X^\top t", [r"\det(X^\top X) \ne 0"]),
]

NO_EQUATIONS = [
    (clear_fractions(x), "x = 2", "no denominator"),
    (isolate(x), "x^2 = 2", "degree 2"),
    (isolate(x), r"\sin(x) = 0", "stands inside"),
    (isolate(x), "x = x + 1", "cancels"),
    (collect_unknown(w), r"w^\top A w b = b", "first degree"),
    (collect_unknown(sym("W")), "A W + W B = C", "different matrices"),
]


@pytest.mark.parametrize(("move", "text", "after", "conditions"), EQUATIONS)
def test_a_move_on_an_equation(move: EquationMove, text: str, after: str, conditions: list[str]) -> None:
    read = read_equation(text)
    found = move.compute(Equation(*read.sides), read.context)
    assert f"{latex(found.lhs)} = {latex(found.rhs)}" == after
    assert [latex(condition) for condition in found.conditions] == conditions


@pytest.mark.parametrize(("move", "text", "why"), NO_EQUATIONS)
def test_a_move_on_an_equation_refuses(move: EquationMove, text: str, why: str) -> None:
    read = read_equation(text)
    with pytest.raises(CannotMove, match=why):
        move.compute(Equation(*read.sides), read.context)


@pytest.mark.parametrize(
    ("text", "expected", "conditions"),
    [
        ("x^2 - 5 x + 6", ["3", "2"], []),
        ("x^2 - 2", [r"\sqrt{2}", r"-\sqrt{2}"], []),
        ("x^2 - a", [r"\sqrt{a}", r"-\sqrt{a}"], [r"a \ge 0"]),
        ("(x - 1)^2", ["1"], []),
        ("a x - b", [r"\frac{b}{a}"], [r"a \ne 0"]),
        ("(x^2 + 1) (x - 4)", ["4"], []),
    ],
)
def test_roots(text: str, expected: list[str], conditions: list[str]) -> None:
    read = read_expression(text)
    roots = roots_of(read.sides[0], x, read.context)
    assert [latex(root.value) for root in roots] == expected
    assert sorted({latex(condition) for root in roots for condition in root.conditions}) == conditions


@pytest.mark.parametrize(("text", "why"), [("x^2 + 1", "no real root"), ("x^5 - x + 1", "degree 5"), ("a", "not hold")])
def test_roots_that_are_not_found(text: str, why: str) -> None:
    read = read_expression(text)
    with pytest.raises(CannotMove, match=why):
        roots_of(read.sides[0], x, read.context)


@pytest.mark.parametrize(("text", "expected"), [("x^2 = 1", 2), (r"\frac{1}{x} = 1", None), ("a x = 1", 1)])
def test_the_degree_of_an_equation(text: str, expected: int | None) -> None:
    read = read_equation(text)
    assert degree(Equation(*read.sides), x, read.context) == expected


@pytest.mark.parametrize(
    ("text", "sign", "conditions"),
    [
        ("8", "gt", []),
        ("-2", "lt", []),
        ("0", "eq", []),
        ("2 a", "gt", ["a > 0"]),
        ("2 a + 2", "gt", ["a + 1 > 0"]),
        ("12 x^2", "ge", []),
        (r"e^x + 1", "gt", []),
        (r"\frac{2}{n} \|X v\|_2^2 + 2 c \|v\|_2^2", "ge", ["c \\ge 0", "n > 0"]),
        (r"v^\top A v", None, []),
        (r"\|v\|_2^2 - 2 \|u\|_2^2", None, []),
    ],
)
def test_signs_and_what_they_need(text: str, sign: str | None, conditions: list[str]) -> None:
    read = read_expression(text)
    found, assumed = sign_of(read.sides[0], read.context)
    assert found == sign
    assert sorted(map(latex, assumed)) == conditions


def test_the_hessian_of_a_gradient_of_the_first_degree() -> None:
    read = read_expression(r"\frac{2}{n} X^\top (X w - t) + 2 c w")
    asked = Term("hessian", (sym("f"), w, w))
    assert latex(hessian_from(read.sides[0]).compute(asked, read.context)) == r"\frac{2}{n} X^\top X + 2 c I_d"
    other = read_expression(r"w w^\top w + w")
    with pytest.raises(CannotMove, match="first degree"):
        hessian_from(other.sides[0]).compute(asked, other.context)
