"""Steps for the user's own expressions: every line proved, results compared with SymPy and jets, refusals in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sympy

from derivations import steps
from derivations.cli import main
from derivations.latex.print import latex
from derivations.moves.arrays import arrays, sympy_of
from derivations.moves.derivation import Derivation
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, substitute, sym, walk
from derivations.verify import judge
from numeric.arithmetics.balls import balls_at
from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate
from numeric.faults import Fault, Inexact
from numeric.models import Model, draw
from numeric.spec import Spec, SymbolSpec

BALLS = balls_at(200)

OF_NUMBERS = [
    ("x", r"3x^2 + 2x - 7", "6 x + 2"),
    ("x", r"\sin(x)^2 e^{-x}", r"(2 \cos(x) - \sin(x)) \sin(x) \exp(-x)"),
    ("x", r"\frac{x}{1+x^2}", r"\frac{1 - x^2}{(1 + x^2)^2}"),
    ("x", r"\frac{1}{1+e^{-x}}", r"\frac{\exp(-x)}{(1 + \exp(-x))^2}"),
    ("x", r"x^n", "n x^{n - 1}"),
    ("x", r"a^x", r"a^x \log(a)"),
    ("x", r"x^x", r"x^x (\log(x) + 1)"),
    ("x", r"\log(\sin(2x))", r"\frac{2 \cos(2 x)}{\sin(2 x)}"),
    ("x", r"\tanh(a x + b)", r"a (1 - (\tanh(a x + b))^2)"),
    ("x", r"\operatorname{sigmoid}(w x + b)", None),
    ("x", r"\sqrt{1+x^2}", r"\frac{x}{\sqrt{1 + x^2}}"),
    ("x", r"(2x+1)^3 (x-4)", "(2 x + 1)^2 (8 x - 23)"),
    ("x", r"x \log x - x", r"\log(x)"),
    ("x", r"e^{-\frac{(x-\mu)^2}{2\sigma^2}}", None),
    ("x", r"\frac{\sin x}{x}", r"\frac{x \cos(x) - \sin(x)}{x^2}"),
    ("x", r"x^{3/2} + x^{-2}", r"\frac{3 \sqrt{x}}{2} - \frac{2}{x^3}"),
    ("x", r"x^2 e^{-x}", r"(2 x - x^2) \exp(-x)"),
    ("x", r"\arctan(x) \arcsin(x)", None),
    ("x", r"\log(1 + e^x)", r"\frac{\exp(x)}{1 + \exp(x)}"),
    ("x", r"\cos(\sin(x^2))", r"-2 x \sin(\sin(x^2)) \cos(x^2)"),
    ("x", r"\tan(x) + \sinh(x) \cosh(x)", None),
    ("p", r"p \log p + (1-p) \log(1-p)", r"\log(p) - \log(1 - p)"),
    ("z", r"-y \log \operatorname{sigmoid}(z) - (1-y)\log(1 - \operatorname{sigmoid}(z))", None),
]  # fmt: skip

OF_MATRICES = [
    ("w", r"\frac1n \|Xw - t\|_2^2 + \lambda \|w\|_2^2", r"\frac{2}{n} X^\top (X w - t) + 2 \lambda w"),
    ("w", r"w^\top A w + b^\top w + c", r"A w + A^\top w + b"),
    ("w", r"\|w\|_2", r"\frac{1}{\|w\|_2} w"),
    ("w", r"\log(1+e^{-y w^\top x})", None),
    ("w", r"\langle a, Xw \rangle", r"X^\top a"),
    ("w", r"(a^\top w)^2", r"2 a^\top w a"),
    ("w", r"e^{a^\top w} \|w\|^2", None),
    ("w", r"\frac{w^\top A w}{w^\top w}", None),
    ("X", r"\operatorname{tr}(A'X)", "A"),
    ("X", r"\operatorname{tr}(X^\top A X)", r"A X + A^\top X"),
    ("X", r"\log\det X - \operatorname{tr}(A X)", r"(X^\top)^{-1} - A^\top"),
    ("X", r"\det X", r"\det(X) (X^\top)^{-1}"),
    ("X", r"\operatorname{tr}(A X^{-1})", r"-(X^{-1})^\top A^\top (X^{-1})^\top"),
    ("X", r"a^\top X b", r"a b^\top"),
    ("W", r"\|XW - Y\|_F^2 + \lambda \|W\|_F^2", r"2 X^\top (X W - Y) + 2 \lambda W"),
    ("W", r"\|A W B - C\|_F^2", r"2 A^\top (A W B - C) B^\top"),
    (r"\eta", r"\frac1n \|X(w - \eta g) - t\|_2^2", None),
    (r"\eta", r"\operatorname{tr}(A + \eta B) + \eta^2", r"\operatorname{tr}(B) + 2 \eta"),
    ("w", r"\sum_{i=1}^n (y_i - w x_i)^2", r"-2 \sum_{i=1}^n x_i (y_i - w x_i)"),
]  # fmt: skip

MINIMA = [
    (
        "x",
        r"a x^2 + b x + c",
        {"minimiser": r"-\frac{b}{2 a}", "minimum": r"c - \frac{b^2}{4 a}"},
        ["a > 0"],
    ),
    ("x", r"x^4 - 2 x^2", {"minimiser 1": "1", "minimiser 2": "-1", "minimum 2": "-1"}, []),
    ("x", r"x - \log x", {"minimiser": "1", "minimum": "1"}, ["x > 0"]),
    ("x", r"x^3 - 3x", {"minimiser": "1", "minimum": "-2"}, []),
    ("x", r"x + \frac{1}{x}", {"minimiser": "1", "minimum": "2"}, [r"x \ne 0"]),
    ("p", r"(p - q)^2 + \lambda p^2", {"minimiser": r"\frac{q}{\lambda + 1}"}, None),
    ("eta", r"\|a - \eta b\|^2", {"minimiser": r"\frac{a^\top b}{\|b\|_2^2}"}, [r"b \ne 0"]),
    ("mu", r"\sum_{i=1}^n (x_i - \mu)^2", {"minimiser": r"\frac{1}{n} \sum_{i=1}^n x_i"}, []),
    (
        "w",
        r"\frac1n \|Xw - t\|_2^2 + \lambda \|w\|_2^2",
        {"minimiser": r"(X^\top X + \lambda n I_d)^{-1} X^\top t", "hessian": r"\frac{2}{n} X^\top X + 2 \lambda I_d"},
        [r"\det(X^\top X + \lambda n I_d) \ne 0", r"\lambda \ge 0", "n > 0"],
    ),
    ("W", r"\|XW - Y\|_F^2", {"stationary": r"(X^\top X)^{-1} X^\top Y"}, [r"\det(X^\top X) \ne 0"]),
    ("w", r"w^\top A w - 2 b^\top w", {"stationary": r"2 (A + A^\top)^{-1} b"}, [r"\det(A + A^\top) \ne 0"]),
]

SOLUTIONS = [
    ("x", "2x + 3 = 7", ["2"], []),
    ("x", "a x + b = c x", [r"-\frac{b}{a - c}"], [r"a - c \ne 0"]),
    ("x", "x^2 - 5x + 6 = 0", ["3", "2"], []),
    ("x", "x^2 = 2", [r"\sqrt{2}", r"-\sqrt{2}"], []),
    ("x", "a x^2 + b x + c = 0", None, [r"a \ne 0", r"b^2 - 4 a c \ge 0"]),
    ("x", "x^3 = x", ["1", "0", "-1"], []),
    ("x", "x^2 + 2 b x + b^2 = 0", ["-b"], []),
    ("x", r"\frac{1}{x-1} = 2", [r"\frac{3}{2}"], [r"x - 1 \ne 0"]),
    ("x", r"\frac{x}{x+1} = \frac{2}{x}", [r"1 + \sqrt{3}", r"1 - \sqrt{3}"], [r"x \ne 0", r"x + 1 \ne 0"]),
    ("x", r"\frac{x^2 - x}{x - 1} = 3 x - 4", ["2"], None),
    ("lambda", r"\frac{n}{\lambda} = s", [r"\frac{n}{s}"], [r"\lambda \ne 0", r"s \ne 0", r"n \ne 0"]),
    ("w", "A w = b", [r"A^{-1} b"], [r"\det(A) \ne 0"]),
    (
        "w",
        r"(X^\top X + n \lambda I) w = X^\top t",
        [r"(X^\top X + n \lambda I_d)^{-1} X^\top t"],
        [r"\det(X^\top X + n \lambda I_d) \ne 0"],
    ),
    ("X", "A X B = C", [r"A^{-1} C B^{-1}"], [r"\det(A) \ne 0", r"\det(B) \ne 0"]),
    ("W", r"A W + \mu W = B", [r"(A + \mu I_n)^{-1} B"], [r"\det(A + \mu I_n) \ne 0"]),
]

EXPANDED = [
    ("(a+b)^3", "a^3 + 3 a^2 b + 3 a b^2 + b^3"),
    (r"\|Xw - t\|_2^2", r"w^\top X^\top X w - 2 w^\top X^\top t + t^\top t"),
    ("(x+1)^2 (x - 2)", "x^3 - 3 x - 2"),
    ("(A + B)(A - B)", "A A - A B + B A - B B"),
    (r"\langle a + b, a - b \rangle", r"a^\top a - b^\top b"),
    (r"(\sin x + \cos x)^2", r"(\sin(x))^2 + 2 \sin(x) \cos(x) + (\cos(x))^2"),
]


def confirm(derivation: Derivation) -> None:
    """Every line is given or proved, without SymPy."""
    document = derivation.document()
    checked = judge(document)
    assert len(derivation.lines) == len(document.relations) > 0
    for relation in document.relations:
        verdict = checked.verdicts[relation.id]
        assert verdict.kind == ("given" if relation.role == "given" else "proved"), (relation.rhs_text, verdict)
        assert verdict.method != "simplify"


def models(derivation: Derivation) -> list[Model]:
    sizes = tuple(q.name for q in derivation.quantities if "natural" in q.facts)
    symbols = {q.name: spec_of(q.shape) for q in derivation.quantities if q.name not in sizes}
    drawn = (draw(Spec(symbols, sizes=sizes), 3, turn) for turn in range(12))
    return [model for model in drawn if model is not None]


def spec_of(shape: tuple[Term, Term]) -> SymbolSpec:
    rows, cols = (str(size.value) if size.head == "sym" else 1 for size in shape)
    return SymbolSpec(rows, cols, frozenset({"positive"}) if shape == SCALAR else frozenset())


def agree(lhs: Term, rhs: Term, model: Model) -> bool | None:
    """Exactly where rationals do, else to 200 bits; None where something has no value."""
    try:
        return RATIONALS.equal(evaluate(lhs, RATIONALS, model), evaluate(rhs, RATIONALS, model)) is True
    except Inexact:
        pass
    except Fault:
        return None
    try:
        return BALLS.equal(evaluate(lhs, BALLS, model), evaluate(rhs, BALLS, model)) is not False
    except Fault:
        return None


def in_sympy(derivation: Derivation, term: Term) -> Any:
    return sympy_of(term, derivation.context)


@pytest.mark.parametrize(("by", "text", "expected"), OF_NUMBERS + OF_MATRICES, ids=lambda value: str(value))
def test_derivatives_are_proved_line_by_line_and_agree_with_jets(by: str, text: str, expected: str | None) -> None:
    derivation = steps.gradient(text, by)
    confirm(derivation)
    result = derivation.results["gradient"]
    assert expected in (None, latex(result))
    assert not any(node.head == "grad" for node in walk(result))
    asked = derivation.lines[0].lhs
    assert asked is not None
    found = [agree(asked, result, model) for model in models(derivation)]
    assert True in found
    assert False not in found


@pytest.mark.parametrize(("by", "text", "expected"), OF_NUMBERS, ids=lambda value: str(value))
def test_derivatives_agree_with_those_of_sympy(by: str, text: str, expected: str | None) -> None:
    derivation = steps.differentiate(text, by)
    asked = derivation.lines[0].lhs
    assert asked is not None
    theirs = in_sympy(derivation, asked.args[0]).diff(in_sympy(derivation, sym(by)))
    difference = derivation.sympy("derivative") - theirs
    for shift in (1, 2, 3):
        point = {
            symbol: sympy.Rational(shift + k, 9) for k, symbol in enumerate(sorted(difference.free_symbols, key=str))
        }
        assert abs(sympy.N(difference.subs(point), 30)) < 1e-20


@pytest.mark.parametrize(("by", "text", "expected", "conditions"), MINIMA, ids=lambda value: str(value)[:40])
def test_minima(by: str, text: str, expected: dict[str, str], conditions: list[str] | None) -> None:
    derivation = steps.minimise(text, by)
    confirm(derivation)
    assert {name: latex(derivation.results[name]) for name in expected} == expected
    assert conditions in (None, [latex(condition) for condition in derivation.conditions])


@pytest.mark.parametrize(("by", "text"), [row[:2] for row in MINIMA[:6]])
def test_at_a_minimum_the_derivative_of_sympy_is_zero_and_the_second_is_not_negative(by: str, text: str) -> None:
    derivation = steps.minimise(text, by)
    symbol = in_sympy(derivation, sym(by))
    function = in_sympy(derivation, derivation.lines[0].rhs)
    places = [derivation.sympy(name) for name in derivation.results if name.startswith("minimiser")]
    assert places
    for place in places:
        assert sympy.simplify(function.diff(symbol).subs(symbol, place)) == 0
        second = function.diff(symbol, 2).subs(symbol, place)
        assert second.subs(dict.fromkeys(second.free_symbols, 1)) > 0


def test_ridge_regression_has_the_least_loss_of_all_weights() -> None:
    import numpy as np

    derivation = steps.minimise(r"\frac1n \|Xw - t\|_2^2 + \lambda \|w\|_2^2", "w", [r"X \in \mathbb{R}^{n \times d}"])
    arguments = ("X", "t", r"\lambda")
    weights = derivation.numpy("minimiser", *arguments)
    draw, random = arrays(derivation.context, arguments), np.random.default_rng(0)
    for X, t, weight in (draw(random, trial) for trial in range(5)):
        n, d = X.shape
        found = weights(X, t, weight)
        assert np.allclose(found, np.linalg.solve(X.T @ X + n * weight * np.eye(d), X.T @ t))

        def loss(w: Any, X: Any = X, t: Any = t, weight: Any = weight, n: int = n) -> Any:
            return ((X @ w - t) ** 2).sum() / n + weight * (w**2).sum()

        random = np.random.default_rng(1)
        assert all(loss(found) <= loss(found + 0.1 * random.normal(size=(d, 1))) for _ in range(20))


def test_a_definite_matrix_makes_the_stationary_point_a_minimum() -> None:
    derivation = steps.minimise(r"w^\top A w - 2 b^\top w", "w", ["A is symmetric positive definite"])
    confirm(derivation)
    assert latex(derivation.results["minimiser"]) == "A^{-1} b"
    assert derivation.lines[-1].sign == "ge"
    assert derivation.conditions == ()


def test_what_is_known_of_a_number_is_no_condition() -> None:
    assert [latex(c) for c in steps.minimise("a x^2 + b x", "x", ["a > 0"]).conditions] == ["a > 0"]
    assert steps.minimise("a x^2 + b x", "x", ["a > 0"]).lines[0].conditions != ()


@pytest.mark.parametrize(("by", "text", "expected", "conditions"), SOLUTIONS, ids=lambda value: str(value)[:40])
def test_solutions(by: str, text: str, expected: list[str] | None, conditions: list[str] | None) -> None:
    derivation = steps.solve(text, by)
    confirm(derivation)
    if expected is not None:
        assert [latex(value) for value in derivation.results.values()] == expected
    assert conditions in (None, [latex(condition) for condition in derivation.conditions])


@pytest.mark.parametrize(("by", "text"), [row[:2] for row in SOLUTIONS if row[0] in ("x", "lambda")])
def test_solutions_are_those_of_sympy(by: str, text: str) -> None:
    derivation = steps.solve(text, by)
    equation = derivation.lines[0]
    assert equation.lhs is not None
    unknown = sym(by if by == "x" else rf"\{by}")
    lhs, rhs, symbol = (in_sympy(derivation, each) for each in (equation.lhs, equation.rhs, unknown))
    theirs = {sympy.simplify(value) for value in sympy.solve(lhs - rhs, symbol)}
    assert {sympy.simplify(derivation.sympy(name)) for name in derivation.results} == theirs


@pytest.mark.parametrize(("text", "expected"), EXPANDED)
def test_expanding(text: str, expected: str) -> None:
    derivation = steps.expand(text)
    confirm(derivation)
    assert latex(derivation.results["expanded"]) == expected


def test_sympy_objects() -> None:
    x, y = sympy.symbols("x y")
    eta = sympy.Symbol("eta", positive=True)
    n, d = sympy.symbols("n d", integer=True, positive=True)
    X, w = sympy.MatrixSymbol("X", n, d), sympy.MatrixSymbol("w", d, 1)
    product = steps.differentiate(x**2 * sympy.sin(y * x), x)
    squares = steps.gradient(sympy.Trace((X * w).T * X * w), w)
    rate = steps.minimise(eta**2 - 2 * x * eta, eta)
    pair, equation = steps.solve((x * y, 2), x), steps.solve(sympy.Eq(x**2, 4), x)
    powers = steps.expand((x + y) ** 2)
    for derivation in (product, squares, rate, pair, equation, powers):
        confirm(derivation)
    theirs = (x**2 * sympy.sin(y * x)).diff(x)
    assert (
        product.sympy("derivative").subs({sympy.Symbol(name, real=True): sympy.Symbol(name) for name in "xy"}) == theirs
    )
    assert latex(squares.results["gradient"]) == r"2 X^\top X w"
    assert latex(rate.results["minimiser"]) == "x"
    assert latex(pair.results["solution"]) == r"\frac{2}{y}"
    assert sorted(map(latex, equation.results.values())) == ["-2", "2"]
    assert latex(powers.results["expanded"]) == "x^2 + 2 x y + y^2"


def test_a_sympy_object_without_a_term_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="erf"):
        steps.differentiate(sympy.erf(sympy.Symbol("x")), "x")


def test_terms_are_taken_as_they_are() -> None:
    x = sym("x")
    confirm(steps.differentiate(x * x, x))


def test_steps_come_with_the_package() -> None:
    import derivations

    assert derivations.steps is steps


CANNOT = [
    ("gradient", "x", r"\lfloor x \rfloor", "no derivative where"),
    ("gradient", "x", "f(x)^2", "nothing says what"),
    ("gradient", "W", r"\|\tanh(W x) - y\|^2", "stands inside"),
    ("gradient", "w", r"A w", "which is no number"),
    ("gradient", "X", r"\|X\|_2^2", "spectral norm"),
    ("minimise", "x", "-x^2", "there is a maximum"),
    ("minimise", "x", "3x + 1", "no stationary point"),
    ("minimise", "x", "e^x - x^2", "stands inside"),
    ("minimise", "x", "x^3", "second derivative is zero at"),
    ("minimise", "x", r"\frac{a}{x} + b x", "depends on a, b"),
    ("minimise", "w", r"\|w\|_2", "first degree"),
    ("minimise", "W", r"\|W\|_F", "first degree"),
    ("differentiate", "x", r"\frac{x}{0}", "divided by zero"),
    ("minimise", "w", "X w", "only numbers have a least value"),
    ("solve", "x", "x^2 + x + 1 = 0", "no real root"),
    ("solve", "x", "x^5 - x + 1 = 0", "degree 5"),
    ("solve", "x", "e^x = x", "polynomials or fractions"),
    ("solve", "x", "x = x + 1", "cancels, and the sides differ"),
    ("solve", "x", r"\frac{x^2 - x}{x - 1} = 1", r"does not meet \$x - 1 \\ne 0"),
    ("solve", "W", "A W + W B = C", "between different matrices"),
    ("expand", "", "a + b", "no product of sums"),
]


@pytest.mark.parametrize(("task", "by", "text", "why"), CANNOT)
def test_what_no_move_treats_is_said(task: str, by: str, text: str, why: str) -> None:
    arguments = (text, by) if by else (text,)
    with pytest.raises(steps.CannotMove, match=why):
        getattr(steps, task)(*arguments)


def test_a_weight_that_is_said_to_be_positive_is_divided_by() -> None:
    derivation = steps.minimise(r"\frac12 \|w\|^2 + C \|Xw - t\|^2", "w", ["C > 0"])
    confirm(derivation)
    assert latex(derivation.results["minimiser"]) == r"\left( \frac{1}{2 C} I_d + X^\top X \right)^{-1} X^\top t"


def test_signs_that_are_said_tell_the_minimum_from_the_maximum() -> None:
    derivation = steps.minimise(r"\frac{a}{x} + b x", "x", ["a > 0", "b > 0"])
    confirm(derivation)
    assert latex(derivation.results["minimum"]) == r"2 \sqrt{a} \sqrt{b}"


def test_an_inverse_that_is_no_function_of_the_variable_is_no_condition() -> None:
    derivation = steps.gradient(r"\frac{1}{2} (w - m)^\top A^{-1} (w - m)", "w")
    confirm(derivation)
    assert derivation.conditions == ()


def test_a_matrix_that_is_not_square_has_no_inverse() -> None:
    with pytest.raises(steps.CannotMove, match="only a square matrix"):
        steps.solve("X w = t", "w", [r"X \in \mathbb{R}^{n \times d}"])


@pytest.mark.parametrize(
    ("text", "by", "let", "why"),
    [
        ("x^2", "y", (), "y does not stand in the expression; there are x"),
        (r"\|Xw\|^2", "n", (), "is a size"),
        ("x^2", "x", ("x banana",), "a name and nothing about it"),
    ],
)
def test_what_is_not_understood_is_a_value_error(text: str, by: str, let: tuple[str, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        steps.gradient(text, by, let)


def test_shapes_that_are_said_may_not_clash() -> None:
    with pytest.raises(steps.Unreadable, match="the shapes do not fit"):
        steps.gradient(r"\|Xw - t\|^2", "w", [r"X \in \mathbb{R}^{n \times d}", r"t \in \mathbb{R}^{k}"])


def test_the_value_of_a_convex_function_across_a_gap_is_only_local() -> None:
    assert not any("convex" in line.reason for line in steps.minimise(r"x + \frac{1}{x}", "x").lines)
    assert any("convex" in line.reason for line in steps.minimise(r"x^2 + x", "x").lines)


# --- the command line ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (["--gradient", "w", r"\frac{w}{1 + w"], r"{1 + w"),
        (["--gradient", "w", r"w + \nonsense w"], r"\nonsense w"),
        (["--gradient", "w", "w = 2"], "= 2"),
        (["--solve", "x", "x < 2"], "< 2"),
        (["--expand", "x, y"], ", y"),
    ],
)
def test_what_cannot_be_read_is_shown_with_a_caret(
    arguments: list[str], place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["steps", *arguments]) == 2
    printed = capsys.readouterr()
    reason, text, caret = printed.err.rstrip("\n").split("\n")
    assert reason.startswith("derivations: ")
    assert text.strip() == arguments[-1]
    assert text[caret.index("^") :] == place
    assert printed.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--gradient", "w"],
        ["--gradient", "w", "w^2", "--expand", "w"],
        ["--gradient", "v", "w^2"],
        ["--gradient", "w", "w^2", "--let", "w banana"],
        ["--gradient", "w", "w^2", "--declare", "nowhere.txt"],
        ["--gradient", "w", "w^2", "--format", "yaml"],
    ],
    ids=" ".join,
)
def test_unusable_arguments_are_one_line_and_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["steps", *arguments]) == 2
    printed = capsys.readouterr().err
    assert printed.startswith("derivations: ")
    assert printed.count("\n") == 1


def test_what_no_move_treats_is_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["steps", "--solve", "x", "e^x = x"]) == 1
    assert "polynomials" in capsys.readouterr().err


def test_lines_that_are_not_confirmed_are_status_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from derivations.commands import steps as command
    from derivations.document.verdicts import Verdict

    def doubtful(document: object) -> object:
        checked = judge(document)  # type: ignore[arg-type]
        last = checked.document.relations[-1].id
        return replace(checked, verdicts={**checked.verdicts, last: Verdict("undecided", reason="a limit")})

    monkeypatch.setattr(command, "judge", doubtful)
    assert main(["steps", "--expand", "(a + b)^2"]) == 1
    assert "expand: line 1 is undecided: a limit" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["eta", r"\eta"])
def test_names_go_with_and_without_the_backslash(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["steps", "--differentiate", name, r"3 \eta^2"]) == 0
    assert r"6 \eta" in capsys.readouterr().out


def test_declarations_come_from_options_and_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = tmp_path / "said.txt"
    said.write_text("A is symmetric\n", "utf-8")
    for option in (["--let", "A is symmetric"], ["--declare", str(said)]):
        assert main(["steps", "--gradient", "w", r"w^\top A w", *option]) == 0
        assert "= 2 A w" in capsys.readouterr().out
    assert main(["steps", "--gradient", "w", r"w^\top A w"]) == 0
    assert r"A w + A^\top w" in capsys.readouterr().out


@pytest.mark.parametrize(("form", "start"), [("latex", r"\documentclass"), ("markdown", "# "), ("terminal", "The ")])
def test_formats_and_output(form: str, start: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "steps.out"
    command = ["steps", "--gradient", "w", r"\|Xw - t\|_2^2", "--format", form, "--output", str(path)]
    assert main(command) == 0
    assert capsys.readouterr().out == ""
    assert path.read_text("utf-8").startswith(start)
    assert r"2 X^\top (X w - t)" in path.read_text("utf-8")


def test_markdown_of_steps_can_be_checked(tmp_path: Path) -> None:
    path = tmp_path / "steps.md"
    main(["steps", "--minimise", "x", "x^2 - 4x", "--format", "markdown", "--output", str(path)])
    assert main(["check", str(path)]) == 0


def test_substitution_keeps_the_index_of_an_inner_sum() -> None:
    derivation = steps.minimise(r"\sum_{i=1}^n (x_i - \mu)^2", "mu")
    value = derivation.results["minimum"]
    at = substitute(derivation.lines[0].rhs, {r"\mu": derivation.results["minimiser"]})
    assert [agree(value, at, model) for model in models(derivation)].count(True) > 3
