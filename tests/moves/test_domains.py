"""Where expressions have values and derivatives, comparisons in short, and functions that are undone."""

from __future__ import annotations

import pytest

from derivations.document.context import Context
from derivations.latex.print import latex
from derivations.moves.domains import is_bound, plain, where_defined, where_smooth
from derivations.moves.inverses import cancel_functions, for_function, join_logarithms, one_function, undo
from derivations.moves.line import Equation, chain
from derivations.moves.roots import complete_square, isolate, without_roots
from derivations.moves.words import CannotMove
from derivations.reader.expression import read_equation, read_expression
from derivations.terms.term import Term, num, sym

x = sym("x")

SMOOTH = [
    ("x^2 + e^x", []),
    (r"\sqrt{x^2}", [r"x \ne 0"]),
    ("x^{1/3}", ["x > 0"]),
    ("x^{-2}", [r"x \ne 0"]),
    ("x^n", ["x > 0"]),
    ("2^x", []),
    (r"\log(-x)", ["x < 0"]),
    (r"\log(1 - x) + \log x", ["x < 1", "x > 0"]),
    (r"\log(1 + e^x)", []),
    (r"\frac{\sin x}{x}", [r"x \ne 0"]),
    (r"\frac{1}{x^2 + 1}", []),
    (r"\frac{1}{x^2 - 1}", [r"x + 1 \ne 0", r"x - 1 \ne 0"]),
    (r"\frac{x}{a}", []),
    ("|x - 1|", [r"x - 1 \ne 0"]),
    (r"\operatorname{ReLU}(2 x)", [r"x \ne 0"]),
    (r"\max(x, a)", [r"x - a \ne 0"]),
    (r"\arcsin x", ["x > -1", "x < 1"]),
    (r"\tan x", [r"\cos(x) \ne 0"]),
    (r"\sqrt{1 - x^2}", ["1 - x^2 > 0"]),
]


@pytest.mark.parametrize(("text", "expected"), SMOOTH)
def test_where_there_is_a_derivative(text: str, expected: list[str]) -> None:
    read = read_expression(text)
    assert [latex(each) for each in where_smooth(read.sides[0], x, read.context)] == expected


def test_what_is_rounded_has_none() -> None:
    with pytest.raises(CannotMove, match="rounded"):
        where_smooth(Term("floor", (x,)), x, Context())


@pytest.mark.parametrize(
    ("text", "expected"), [(r"\sqrt{x}", [r"x \ge 0"]), ("|x|", []), (r"\arccos x", [r"x \ge -1", r"x \le 1"])]
)
def test_a_value_needs_less_than_a_derivative(text: str, expected: list[str]) -> None:
    read = read_expression(text)
    assert [latex(each) for each in where_defined(read.sides[0], x, read.context)] == expected


PLAIN = [
    ("gt", "-2 x", "0", ["x < 0"]),
    ("gt", "x^2", "0", [r"x \ne 0"]),
    ("ge", "x^2", "0", []),
    ("gt", "e^x", "0", []),
    ("ge", "-4 x", "0", [r"x \le 0"]),
    ("lt", "3 x", "6", ["x < 2"]),
    ("gt", r"\frac{x^3}{2}", "0", ["x > 0"]),
    ("ne", "2 x y", "0", [r"x \ne 0", r"y \ne 0"]),
    ("ne", "x - 1", "0", [r"x - 1 \ne 0"]),
    ("gt", "x y", "0", ["x y > 0"]),
    ("lt", "x^2", "0", ["x^2 < 0"]),
    ("gt", "0", "0", ["0 > 0"]),
    ("ne", "0", "0", [r"0 \ne 0"]),
]


@pytest.mark.parametrize(("sign", "lhs", "rhs", "expected"), PLAIN)
def test_comparisons_in_short(sign: str, lhs: str, rhs: str, expected: list[str]) -> None:
    condition = Term(sign, (read_expression(lhs).sides[0], read_expression(rhs).sides[0]))
    assert [latex(each) for each in plain(condition, Context())] == expected


@pytest.mark.parametrize(
    ("sign", "lhs", "rhs", "expected"),
    [
        ("gt", "x", "a", True),
        ("le", "2 x", "1", True),
        ("ne", "x", "1", False),
        ("gt", "x^2", "1", False),
        ("gt", "a x", "0", False),
        ("gt", r"\log(x)", "0", False),
    ],
)
def test_what_bounds_from_one_side(sign: str, lhs: str, rhs: str, expected: bool) -> None:
    condition = Term(sign, (read_expression(lhs).sides[0], read_expression(rhs).sides[0]))
    assert is_bound(condition, x, Context()) is expected


UNDONE = [
    (r"e^{2 x} = a", r"2 x = \log(a)", ["a > 0"]),
    (r"\log(x) = b", r"x = \exp(b)", []),
    (r"\sqrt{x + 1} = b", "x + 1 = b^2", [r"b \ge 0"]),
    (r"\operatorname{sigmoid}(x) = a", r"x = \log\left( \frac{a}{1 - a} \right)", ["a > 0", "a < 1"]),
    (r"\tanh(x) = a", r"2 x = \log\left( \frac{1 + a}{1 - a} \right)", ["a > -1", "a < 1"]),
    ("2^x = a", r"x \log(2) = \log(a)", ["a > 0"]),
]


@pytest.mark.parametrize(("text", "after", "conditions"), UNDONE)
def test_functions_that_are_undone(text: str, after: str, conditions: list[str]) -> None:
    read = read_equation(text)
    function = one_function(Equation(*read.sides), x, read.context)
    assert function == read.sides[0]
    assert function is not None
    found = undo(function).compute(Equation(*read.sides), read.context)
    assert f"{latex(found.lhs)} = {latex(found.rhs)}" == after
    assert [latex(each) for each in found.conditions] == conditions


@pytest.mark.parametrize("text", ["x e^x = 1", "e^x + e^{2 x} = 1", "x = 1", r"\sin(x) = 1", "a^x = 2"])
def test_the_unknown_stands_in_no_one_function(text: str) -> None:
    read = read_equation(text)
    assert one_function(Equation(*read.sides), x, read.context) is None


def test_moves_on_a_function_as_if_it_were_the_unknown() -> None:
    read = read_equation("a e^x + 1 = 2 e^x")
    found = for_function(Term("exp", (x,)), isolate).compute(Equation(*read.sides), read.context)
    assert f"{latex(found.lhs)} = {latex(found.rhs)}" == r"(a - 2) \exp(x) = -1"


def test_what_is_not_undone() -> None:
    with pytest.raises(CannotMove, match="not undone"):
        undo(Term("sin", (x,)))
    with pytest.raises(CannotMove, match="alone on the left"):
        undo(Term("exp", (x,))).compute(Equation(2 * Term("exp", (x,)), num(1)), Context())


def test_logarithms_are_joined() -> None:
    read = read_equation(r"2 \log(x) - 2 \log(x + 1) = a")
    found = join_logarithms(x).compute(Equation(*read.sides), read.context)
    assert f"{latex(found.lhs)} = {latex(found.rhs)}" == r"\log\left( \frac{x}{x + 1} \right) = \frac{a}{2}"


@pytest.mark.parametrize("text", [r"\log(x) + 2 \log(x + 1) = 1", r"\log(x) - \log(x + 1) = x", r"\log(x) = 1"])
def test_logarithms_that_are_not_joined(text: str) -> None:
    read = read_equation(text)
    with pytest.raises(CannotMove):
        join_logarithms(x).compute(Equation(*read.sides), read.context)


def test_functions_cancel() -> None:
    (line,) = chain(read_expression(r"e^{\log(a)} + \log(e^b)").sides[0], [cancel_functions()], Context())
    assert latex(line.rhs) == "a + b"
    with pytest.raises(CannotMove, match="leaves the line"):
        chain(read_expression(r"e^{2 \log(a)}").sides[0], [cancel_functions()], Context())


def test_a_square_is_completed() -> None:
    move = complete_square(x)
    assert latex(move.compute(read_expression("x^2 + x + 1").sides[0], Context())) == (
        r"\left( x + \frac{1}{2} \right)^2 + \frac{3}{4}"
    )
    with pytest.raises(CannotMove, match="degree 3"):
        move.compute(read_expression("x^3 + 1").sides[0], Context())


def test_what_is_left_of_a_polynomial_without_its_roots() -> None:
    over, rest = without_roots(read_expression("a (x^2 + 1) (x - 4)").sides[0], x, [num(4)], Context())
    assert [latex(each) for each in over] == [r"a \ne 0"]
    assert [latex(each) for each in rest] == ["x^2 + 1"]
