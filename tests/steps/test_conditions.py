"""What steps say and do not say: declared domains, conditions, refusals. Whatever comes out is proved line by line."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from derivations import steps
from derivations.cli import main
from derivations.latex.print import latex
from derivations.moves.derivation import Derivation
from derivations.steps.asked import asked
from derivations.steps.known import Known
from derivations.terms.term import Term, num, sym
from derivations.verify import judge


def confirm(derivation: Derivation) -> None:
    """Every line is given or proved, without SymPy."""
    checked = judge(derivation.document())
    for relation in checked.document.relations:
        verdict = checked.verdicts[relation.id]
        assert verdict.kind == ("given" if relation.role == "given" else "proved"), (relation.rhs_text, verdict)
        assert verdict.method != "simplify"


MINIMA = [
    ("x", "a (x-b)^2 + c", [], "A minimum by $x$", {"minimiser": "b", "minimum": "c"}, ["a > 0"]),
    ("x", "(x^2-a)^2", ["a > 0"], "Local minima by $x$", {"minimiser 1": r"\sqrt{a}", "minimum 1": "0",
     "minimiser 2": r"-\sqrt{a}", "minimum 2": "0"}, ["a > 0"]),
    ("x", "(x^2-a)^2", ["a < 0"], "A minimum by $x$", {"minimiser": "0", "minimum": "a^2"}, ["a < 0"]),
    ("x", "(x-a)^2", ["x > 0"], "A minimum by $x$", {"minimiser": "a", "minimum": "0"}, ["x > 0", "a > 0"]),
    ("x", "x^2", [r"x \in [-1, 2]"], "A minimum by $x$", {"minimiser": "0", "minimum": "0"}, [r"x \ge -1", r"x \le 2"]),
    ("x", r"\frac{a}{x} + b x", ["a > 0", "b > 0", "x > 0"], "A minimum by $x$",
     {"minimiser": r"\frac{\sqrt{a}}{\sqrt{b}}", "minimum": r"2 \sqrt{a} \sqrt{b}"}, ["a > 0", "b > 0", "x > 0"]),
    ("x", r"\frac{a}{x} + b x", ["a > 0", "b > 0"], "A local minimum by $x$",
     {"minimiser": r"\frac{\sqrt{a}}{\sqrt{b}}"}, ["a > 0", "b > 0", r"x \ne 0"]),
    ("x", r"\sqrt{x^2+1}", [], "A minimum by $x$", {"minimiser": "0", "minimum": "1"}, []),
    ("x", "e^x - x", [], "A minimum by $x$", {"minimiser": "0", "minimum": "1"}, []),
    ("x", "e^x - a x", [], "A minimum by $x$", {"minimiser": r"\log(a)", "minimum": r"a - a \log(a)"}, ["a > 0"]),
    ("x", r"x \log x", [], "A minimum by $x$", {"minimum": r"-\frac{1}{e}"}, ["x > 0"]),
    ("p", r"-y \log p - (1-y) \log(1-p)", [], "A minimum by $p$", {"minimiser": "y"},
     ["p > 0", "p < 1", "y > 0", "y < 1"]),
    ("p", r"p \log p + (1-p) \log(1-p)", [], "A minimum by $p$",
     {"minimiser": r"\frac{1}{2}", "minimum": r"-\log(2)"}, ["p > 0", "p < 1"]),
    (r"\sigma", r"\frac{s}{2 \sigma^2} + \log \sigma", ["s > 0"], r"A local minimum by $\sigma$",
     {"minimiser": r"\sqrt{s}"}, ["s > 0", r"\sigma > 0"]),
    ("W", r"\|XW - Y\|_F^2", [], "A stationary point, not shown to be a minimum, by $W$",
     {"stationary": r"(X^\top X)^{-1} X^\top Y"}, [r"\det(X^\top X) \ne 0"]),
    ("w", r"w^\top A w - 2 b^\top w", ["A is symmetric"], "A stationary point, not shown to be a minimum, by $w$",
     {"stationary": "A^{-1} b"}, [r"\det(A) \ne 0"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("by", "text", "let", "title", "results", "conditions"), MINIMA, ids=[f"{row[1]} {row[2]}" for row in MINIMA]
)
def test_minima(by: str, text: str, let: list[str], title: str, results: dict[str, str], conditions: list[str]) -> None:
    derivation = steps.minimise(text, by, let)
    confirm(derivation)
    assert derivation.title == title
    assert {name: latex(derivation.results[name]) for name in results} == results
    assert [latex(each) for each in derivation.conditions] == conditions
    places = [name for name in derivation.results if name.startswith("minimiser")]
    assert len(places) == len([name for name in results if name.startswith("minimiser")]) or "minimiser" not in results


SOLUTIONS = [
    ("a x^2 = a", [], ["1", "-1"], [r"a \ne 0"]),
    ("x^2 = 4", ["x > 0"], ["2"], ["x > 0"]),
    ("x^2 = a", ["a > 0", "x < 0"], [r"-\sqrt{a}"], ["a > 0", "x < 0"]),
    ("a x = b", ["x > 0"], [r"\frac{b}{a}"], ["x > 0", r"a \ne 0", r"\frac{b}{a} > 0"]),
    (r"x^2 = \frac{b}{c}", [], [r"\sqrt{\frac{b}{c}}", r"-\sqrt{\frac{b}{c}}"], [r"c \ne 0", r"\frac{b}{c} \ge 0"]),
    (r"x^3 = \frac{a}{b} x", [], ["0", r"\sqrt{\frac{a}{b}}", r"-\sqrt{\frac{a}{b}}"],
     [r"b \ne 0", r"\frac{a}{b} \ge 0"]),
    ("x^3 = a x", [], ["0", r"\sqrt{a}", r"-\sqrt{a}"], [r"a \ge 0"]),
    ("(x^2 + 1) (x - 4) = 0", [], ["4"], []),
    ("x^3 = 1", [], ["1"], []),
    ("(x^2 - a) (x - 1) = 0", ["a < 0"], ["1"], ["a < 0"]),
    (r"\frac{x}{x-1} = \frac{a}{x-1}", [], ["a"], [r"x - 1 \ne 0", r"a - 1 \ne 0"]),
    ("e^x = a", [], [r"\log(a)"], ["a > 0"]),
    ("e^{2x+1} = 3", [], [r"\frac{\log(3)}{2} - \frac{1}{2}"], []),
    (r"\log x = b", [], [r"\exp(b)"], []),
    (r"\sqrt{x+1} = b", [], ["b^2 - 1"], [r"b \ge 0"]),
    (r"\operatorname{sigmoid}(w x) = a", [], [r"\frac{\log\left( \frac{a}{1 - a} \right)}{w}"],
     ["a > 0", "a < 1", r"w \ne 0"]),
    (r"\tanh(x) = a", [], [r"\frac{\log\left( \frac{1 + a}{1 - a} \right)}{2}"], ["a > -1", "a < 1"]),
    ("2^x = a", [], [r"\frac{\log(a)}{\log(2)}"], ["a > 0"]),
    ("e^{x^2} = a", [], [r"\sqrt{\log(a)}", r"-\sqrt{\log(a)}"], ["a > 0", r"\log(a) \ge 0"]),
    (r"\frac{e^x}{1 + e^x} = \frac{1}{3}", [], [r"-\log(2)"], []),
    (r"\log x - \log(x + 1) = -1", [], None, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "let", "expected", "conditions"), SOLUTIONS, ids=[f"{r[0]} {r[1]}" for r in SOLUTIONS]
)
def test_solutions(text: str, let: list[str], expected: list[str] | None, conditions: list[str] | None) -> None:
    derivation = steps.solve(text, "x", let)
    confirm(derivation)
    assert expected in (None, [latex(value) for value in derivation.results.values()])
    assert conditions in (None, [latex(each) for each in derivation.conditions])


@pytest.mark.parametrize("text", ["a x^2 = a", "x^2 - 5x + 6 = 0", "x^3 = x", "x^2 = 2"])
def test_that_there_are_no_other_solutions_is_shown(text: str) -> None:
    derivation = steps.solve(text, "x")
    (line,) = [line for line in derivation.lines if line.prose == "There are no others."]
    assert all(latex(sym(f"x_{{{k}}}")) in latex(line.rhs) for k in range(1, len(derivation.results) + 1))


def test_a_factor_without_zeros_is_shown_to_have_none() -> None:
    derivation = steps.solve("x^3 = 1", "x")
    assert any(line.reason == "complete the square" for line in derivation.lines)
    assert any(line.sign == "gt" and line.reason == "no zero" for line in derivation.lines)


def test_a_root_that_is_left_out_is_shown_to_break_what_is_declared() -> None:
    derivation = steps.solve("x^2 = 4", "x", ["x > 0"])
    (line,) = [line for line in derivation.lines if line.move == "no solution"]
    assert (latex(line.lhs) if line.lhs else "", line.sign, latex(line.rhs)) == ("-2", "le", "0")


SLOPES = [
    ("x", r"\sqrt{x^2}", [], [r"x \ne 0"]),
    ("x", "x^{1/3}", [], ["x > 0"]),
    ("x", r"\log(-x)", [], ["x < 0"]),
    ("x", r"\frac{\sin x}{x}", [], [r"x \ne 0"]),
    ("x", r"\frac{\sin x}{x}", ["x > 0"], ["x > 0"]),
    ("x", "|x|", [], [r"x \ne 0"]),
    ("x", r"\max(0, x)", [], [r"x \ne 0"]),
    ("x", r"\max(x^2, a x)", [], [r"x \ne 0", r"x - a \ne 0"]),
    ("x", "x^x", [], ["x > 0"]),
    ("x", r"x \log x + \frac{1}{x}", [], ["x > 0"]),
    ("x", r"\sum_{i=1}^n \log(w_i x)", [], ["w_i x > 0"]),
    ("w", r"\max(0, 1 - y w^\top x)", [], [r"1 - y w^\top x \ne 0"]),
    ("w", r"\frac{a^\top w}{\|w\|}", [], [r"w \ne 0"]),
    ("A", r"\log\det A", [], [r"\det(A) > 0"]),
    ("A", r"\log\det A", ["A is symmetric"], [r"\det(A) > 0"]),
    ("A", r"\log\det A", ["A is positive definite"], []),
]  # fmt: skip


@pytest.mark.parametrize(("by", "text", "let", "conditions"), SLOPES, ids=[f"{row[1]} {row[2]}" for row in SLOPES])
def test_conditions_of_derivatives(by: str, text: str, let: list[str], conditions: list[str]) -> None:
    derivation = steps.gradient(text, by, let)
    confirm(derivation)
    assert [latex(each) for each in derivation.conditions] == conditions


def test_a_matrix_with_tied_entries_is_differentiated_as_if_they_were_not_and_says_so() -> None:
    assert "independent" in steps.gradient(r"\log\det A", "A", ["A is symmetric"]).statement
    assert "independent" not in steps.gradient(r"\log\det A", "A").statement
    assert "independent" not in steps.gradient(r"w^\top A w", "w", ["A is symmetric"]).statement


CANNOT = [
    ("minimise", "x", "a (x-b)^2 + c", ["a < 0"], "there is a maximum where the derivative is zero, no minimum"),
    ("minimise", "x", "(x^2-a)^2", [], "depends on a: the second derivative there is"),
    ("minimise", "x", "x^2", ["x > 1"], "does not meet"),
    ("minimise", "x", "(x-5)^2", ["0 < x < 1"], "does not meet"),
    ("minimise", "x", "x^2", [r"x \in [1, 2]"], "at the end of"),
    ("minimise", "x", "(x - a)^2", ["x > 0", "a < 0"], "does not meet"),
    ("minimise", "w", r"-\|w-a\|^2", [], "negative along every direction: there is a maximum, no minimum"),
    ("minimise", "w", r"-w^\top A w", ["A is symmetric positive definite"], "there is a maximum"),
    ("minimise", "x", "|x|", [], r"is not looked for"),
    ("minimise", "x", r"x + \log(-x^2)", [], "no such numbers were found"),
    ("differentiate", "x", r"\sqrt{-x^2 - 1}", [], "no such numbers were found"),
    ("differentiate", "x", r"\log(x)", ["x < 0"], "no such numbers were found"),
    ("minimise", "x", "x - x", [], "every .* gives the same value"),
    ("minimise", "x", "a x", [], "unless it is zero"),
    ("minimise", "x", "a x", ["a > 0"], "no stationary point$"),
    ("minimise", "A", r"\|A - B\|_F^2", ["A is symmetric"], "is declared symmetric"),
    ("minimise", "x", "x^2", [r"x \in \mathbb{Z}"], "is declared integer"),
    ("solve", "x", "x = x", [], "both sides are the same: every"),
    ("solve", "x", "x = x + 1", [], "no .* solves the equation"),
    ("solve", "x", "x = x + a", [], "cancels: the equation says nothing of it"),
    ("solve", "x", "x = a", ["x > 0", "a < 0"], "there is no solution"),
    ("solve", "x", "x^2 = 4", ["x > 2"], "there is no solution"),
    ("solve", "x", "x^2 = a", ["a < 0"], "no real root"),
    ("solve", "x", "x^2 + a^2 = 0", [], "only where .* is zero"),
    ("solve", "x", "e^x = -1", [], "would have to be"),
    ("solve", "x", r"\sqrt{x} = -1", [], "would have to be"),
    ("solve", "x", r"\operatorname{sigmoid}(x) = 2", [], "would have to be"),
    ("solve", "x", r"\log x = \log(x + 1)", [], "."),
    ("solve", "X", "A X = B", ["X is symmetric"], "is declared symmetric"),
    ("solve", "w", r"X^\top X w = X^\top t", [r"X \in \mathbb{R}^{2 \times 5}"], "nothing was found that meets it"),
    ("minimise", "w", r"\|X w - t\|^2", [r"X \in \mathbb{R}^{2 \times 5}"], "nothing was found that meets it"),
    ("solve", "x", r"\sin(x) \sum_{i=1}^n (b - y_i)^2 = 1", [], "inside a function"),
    ("solve", "x", r"2^x \|b\|^2 = 1", [], "inside a function or an exponent"),
    ("expand", None, r"(x + \log(-1)) (x + 1)", [], "of a negative number"),
    ("solve", "x", r"\frac{b}{0} = x", [], "divided by zero"),
    ("expand", None, "(a+b+c+d)^{40}", [], "more than 400 summands"),
    ("differentiate", "x", "(x+1)^{100000}", [], "numbers up to 1000"),
    ("solve", "x", "2^{10^{10}} x = 1", [], "write the number"),
    ("minimise", "x", "(x-a)^{40} + (x-b)^{40}", [], "too high a degree"),
    ("minimise", "x", "+".join(f"(x - a_{{{k}}})^2" for k in range(40)), [], "different names"),
    ("differentiate", "x", "+".join(f"x^{{{k}}} y" for k in range(2, 402)), [], "parts: at most"),
    ("differentiate", "x", r"\sin(" * 70 + "x" + ")" * 70, [], "deep"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("task", "by", "text", "let", "why"), CANNOT, ids=[f"{r[0]} {r[2][:30]} {r[3]}" for r in CANNOT]
)
def test_refusals(task: str, by: str | None, text: str, let: list[str], why: str) -> None:
    arguments: list[Any] = [text, let] if by is None else [text, by, let]
    with pytest.raises(steps.CannotMove, match=why):
        getattr(steps, task)(*arguments)


UNHEARD = [
    ("x > 0 and a > 0", "one declaration is needed"),
    ("x, a > 0", "one declaration is needed"),
    ("a = 2", "write the value into the expression"),
    (r"x \in \{0, 1\}", "the set is not understood"),
    (r"x \notin [0, 1]", "nothing of this is understood"),
    ("x is a banana", "nothing of this is understood"),
    ("x is a whole number", r"write x \\in"),
    ("x is between 0 and 1", "with signs"),
    (r"x \in \mathbb{C}", "complex"),
    (r"x \in [1, 0]", "no numbers were found"),
]


@pytest.mark.parametrize(("line", "why"), UNHEARD)
def test_declarations_that_would_be_lost(line: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        steps.minimise("(x - a)^2", "x", [line])


@pytest.mark.parametrize("let", [["x > 0", "x < 0"], ["a < 0", r"a \ge 1"], ["x > a", "a > 1", "x < 0"]])
def test_declarations_that_contradict_each_other(let: list[str]) -> None:
    with pytest.raises(ValueError, match="declare"):
        steps.solve("x = 2 a", "x", let)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("0 < x < 1", ["x > 0", "x < 1"]),
        (r"x \in [0, 1]", [r"x \ge 0", r"x \le 1"]),
        (r"x \in (0, 1)", ["x > 0", "x < 1"]),
        (r"x \in [-1, 3)", [r"x \ge -1", "x < 3"]),
        (r"x \in (0, \infty)", ["x > 0"]),
        (r"x \in [0, a]", [r"x \ge 0", r"x \le a"]),
        ("x is positive", ["x > 0"]),
        ("a is negative", ["a < 0"]),
        (r"x \in \mathbb{R}", []),
        (r"x \ge a", [r"x \ge a"]),
    ],
)
def test_declarations_are_comparisons(line: str, expected: list[str]) -> None:
    assert [latex(each) for each in asked("(x - a)^2", [line]).assumed] == expected


def test_what_is_known() -> None:
    question = asked("a b", ["a > 1"])
    known = Known(question.context, question.assumed)
    a, b = sym("a"), sym("b")
    assert known.holds(Term("gt", (a, num(0)))) is True
    assert known.holds(Term("lt", (a, num(1)))) is False
    assert known.holds(Term("gt", (b, num(0)))) is None
    assert known.sign(-a) == "lt"
    assert known.sign(b) is None
    assert known.needed(Term("ne", (a, num(0))), Term("gt", (b, num(0))), Term("ne", (b, num(0)))) == (
        Term("gt", (b, num(0))),
    )
    assert known.possible(Term("lt", (a, num(3))))
    assert not known.possible(Term("le", (a, num(1))))


def test_positive_symbols_of_sympy_are_used() -> None:
    x, a, b = sympy.symbols("x a b", positive=True)
    derivation = steps.minimise(a / x + b * x, x)
    confirm(derivation)
    assert derivation.title == "A minimum by $x$"
    assert sorted(latex(each) for each in derivation.conditions) == ["a > 0", "b > 0", "x > 0"]
    with pytest.raises(steps.CannotMove, match="no solution"):
        steps.solve((x + 1, 0), x)
    with pytest.raises(ValueError, match="to be False already"):
        steps.solve(sympy.Eq(x + 1, 0), x)


def test_symbols_of_sympy_that_differ_only_in_assumptions_are_two() -> None:
    x, positive = sympy.Symbol("x"), sympy.Symbol("x", positive=True)
    with pytest.raises(ValueError, match="two different symbols are called x"):
        steps.differentiate(x * sympy.sqrt(positive), "x")
    with pytest.raises(ValueError, match="two different symbols are called x"):
        steps.differentiate(positive**2, x)
    with pytest.raises(ValueError, match="not real"):
        steps.differentiate(sympy.Symbol("z", imaginary=True) ** 2, "z")


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["--differentiate", "x", "-x^2"], "-2 x"),
        (["--differentiate", "h", "-h^2"], "-2 h"),
        (["--differentiate", "x", "--", "-x^2"], "-2 x"),
        (["--expand", "-(a + b)^2"], "-a^2 - 2 a b - b^2"),
        (["--minimise", "p", r"-\log p - \log(1 - p)", "--let", "-p < 0"], r"2 \log(2)"),
    ],
)
def test_a_minus_sign_starts_a_formula(arguments: list[str], shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["steps", *arguments]) == 0
    assert shown in capsys.readouterr().out
