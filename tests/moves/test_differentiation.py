"""One rule of differentiation a line: what it gives, what it assumes, where none is known."""

from __future__ import annotations

import pytest

from derivations.latex.print import latex
from derivations.moves.differentiation import next_rule
from derivations.moves.words import CannotMove
from derivations.reader.expression import read_expression
from derivations.terms.term import Term, sym

RULES = [
    ("x", "3 x^2 + a", "linearity", r"3 \nabla_x x^2", []),
    ("x", r"\frac{\sin(x)}{a}", "linearity", r"\frac{1}{a} \nabla_x \sin(x)", []),
    ("x", "x^3", "power rule", "3 x^2", []),
    ("x", "x^{-2}", "power rule", "-2 x^{-3}", []),
    ("x", r"x^{3/2}", "power rule", r"\frac{3}{2} x^{1/2}", []),
    ("x", r"\sin(x)^2", "power rule and chain rule", r"2 \sin(x) \nabla_x \sin(x)", []),
    ("x", "x e^x", "product rule", r"\exp(x) + x \nabla_x \exp(x)", []),
    ("x", r"\frac{\sin x}{x}", "quotient rule", r"\frac{(\nabla_x \sin(x)) x - \sin(x)}{x^2}", []),
    ("x", r"\frac{1}{x}", "$(1/v)' = -v'/v^2$", r"-\frac{1}{x^2}", []),
    ("x", "2^x", r"$(a^v)' = a^v \log(a) \, v'$", r"2^x \log(2)", []),
    ("x", "a^x", r"$(a^v)' = a^v \log(a) \, v'$", r"a^x \log(a)", ["a > 0"]),
    ("x", "x^x", r"$(u^v)' = u^v (v \log u)'$", r"x^x \nabla_x (x \log(x))", ["x > 0"]),
    ("x", r"\log(x)", r"$\log'(u) = 1/u$", r"\frac{1}{x}", []),
    ("x", r"\tanh(2x)", r"chain rule, $\tanh' = 1 - \tanh^2$", r"(1 - (\tanh(2 x))^2) \nabla_x (2 x)", []),
    ("x", "|x|", r"$|u|' = \operatorname{sign}(u)$", r"\operatorname{sign}(x)", [r"x \ne 0"]),
    ("x", "|2 x|", None, r"\operatorname{sign}(2 x) \nabla_x (2 x)", [r"x \ne 0"]),
    ("x", r"\operatorname{ReLU}(x)", None, r"\frac{1 + \operatorname{sign}(x)}{2}", [r"x \ne 0"]),
    ("x", r"\max(0, x)", None, r"\frac{1 + \operatorname{sign}(x)}{2}", [r"x \ne 0"]),
    ("x", r"\min(x, a)", None, r"\frac{1 - \operatorname{sign}(x - a)}{2}", [r"x - a \ne 0"]),
    ("x", r"\operatorname{sign}(x)", r"$\operatorname{sign}' = 0$", "0", [r"x \ne 0"]),
    ("x", "a", "derivative of a constant", "0", []),
    ("m", r"\sum_{i=1}^n (x_i - m)", "derivative of a sum, term by term", r"\sum_{i=1}^n \nabla_m (x_i - m)", []),
    ("w", r"w^\top A w", "a quadratic form", r"A w + A^\top w", []),
    ("w", r"b^\top w", "a linear form", "b", []),
    ("w", r"\|w\|_2^2", r"$\nabla_w \|w\|_2^2 = 2 w$", "2 w", []),
    ("w", r"\|X w - t\|_2^2", r"$d \|u\|_2^2 = 2 u^\top du$", r"2 X^\top (X w - t)", []),
    ("w", r"\|t - X w\|_2^2", r"$d \|u\|_2^2 = 2 u^\top du$", r"-2 X^\top (t - X w)", []),
    ("w", r"\|w\|_2", r"$d \|u\|_2 = u^\top du / \|u\|_2$", r"\frac{1}{\|w\|_2} w", [r"w \ne 0"]),
    ("w", r"\langle a, w \rangle", r"$\langle a, b \rangle = a^\top b$", r"\nabla_w (a^\top w)", []),
    ("W", r"\|W^\top X - Y\|_F^2", None, r"2 X (W^\top X - Y)^\top", []),
    ("X", r"\operatorname{tr}(X^\top A)", r"trace: one summand for each place of $X$", "A", []),
    ("X", r"\log\det X", r"$\nabla_X \log \det X = X^{-\top}$", r"(X^\top)^{-1}", [r"\det(X) > 0"]),
    ("X", r"\operatorname{tr}(A X^{-1})", None, r"-(X^{-1})^\top A^\top (X^{-1})^\top", [r"\det(X) \ne 0"]),
    (r"\eta", r"\|a - \eta b\|^2", r"$\|v\|_2^2 = v^\top v$", r"\nabla_{\eta} ((a - \eta b)^\top (a - \eta b))", []),
]  # fmt: skip


@pytest.mark.parametrize(("by", "text", "reason", "after", "conditions"), RULES, ids=lambda value: str(value))
def test_the_rule_for_a_derivative(by: str, text: str, reason: str | None, after: str, conditions: list[str]) -> None:
    read = read_expression(text)
    line = Term("grad", (read.sides[0], sym(by), sym(by)))
    found = next_rule(line, read.context)
    assert found is not None
    move, assumed = found
    assert reason in (None, move.reason)
    assert latex(move.compute(line, read.context)) == after
    assert [latex(condition) for condition in assumed] == conditions


def test_one_kind_of_rule_is_applied_everywhere_on_the_line() -> None:
    read = read_expression(r"x^2 \sin(x) + x^3")
    line = Term("grad", (read.sides[0], sym("x"), sym("x")))
    reasons = []
    while (found := next_rule(line, read.context)) is not None:
        line = found[0].compute(line, read.context)
        reasons.append(found[0].reason)
    assert reasons == ["linearity", "product rule", "power rule", r"$\sin' = \cos$"]


def test_a_line_without_a_derivative_asks_for_no_rule() -> None:
    assert next_rule(sym("x"), read_expression("x").context) is None


@pytest.mark.parametrize(
    ("by", "text", "why"),
    [
        ("x", r"\lfloor x \rfloor", "no derivative where"),
        ("x", r"\max(x, a, b)", "the larger of two numbers"),
        ("x", "f(x)", "nothing says what"),
        ("w", "A w", "no number"),
        ("X", r"\|X A\|_2^2", "spectral norm"),
        ("x", r"\sum_{i=1}^x i", "an end of the sum"),
        ("w", r"\|\tanh(w)\|_2", "first degree"),
    ],
)
def test_where_no_rule_is_known(by: str, text: str, why: str) -> None:
    read = read_expression(text)
    with pytest.raises(CannotMove, match=why):
        next_rule(Term("grad", (read.sides[0], sym(by), sym(by))), read.context)
