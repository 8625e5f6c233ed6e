"""Authors' macros: every way to define one, and the bounds of expansion."""

from __future__ import annotations

import pytest

from derivations.latex.macros import collect, expand
from derivations.latex.rows import Side, read_formula
from derivations.latex.syntax import outline
from derivations.latex.tokens import tokenize

EXPANSIONS = [
    (r"\newcommand{\w}{\mathbf{w}}", r"\w", r"\mathbf{w}"),
    (r"\newcommand\w{w}", r"\w_0", "w_0"),
    (r"\renewcommand{\d}[2]{\frac{d #1}{d #2}}", r"\d{f}x", r"\frac{d f}{d x}"),
    (r"\newcommand{\n}[2][2]{#2^{#1}}", r"\n{x}", "x^{2}"),
    (r"\newcommand{\n}[2][2]{#2^{#1}}", r"\n[3]{x}", "x^{3}"),
    (r"\def\half#1{\frac{#1}2}", r"\half x", r"\frac{x}2"),
    (r"\let\eps\varepsilon", r"\eps", r"\varepsilon"),
    (r"\DeclareMathOperator*{\amin}{arg\,min}", r"\amin_x", r"\operatorname*{arg\,min}_x"),
    (r"\DeclarePairedDelimiter{\nrm}{\lVert}{\rVert}", r"\nrm{x}", r"\left\lVert x \right\rVert"),
    (r"\newcommand{\a}{\b}\newcommand{\b}{c}", r"\a", "c"),
    (r"% \newcommand{\a}{b}", r"\a", r"\a"),
    (r"\newcommand{\E}{\mathbb{E}}", r"\Ex", r"\Ex"),
]


@pytest.mark.parametrize(("definition", "use", "result"), EXPANSIONS)
def test_expansion(definition: str, use: str, result: str) -> None:
    assert "".join(token.value for token in expand(tokenize(use), collect(definition))) == result


def test_expanded_tokens_carry_the_span_of_the_use() -> None:
    tokens = expand(tokenize(r"a \w{b}"), collect(r"\newcommand{\w}[1]{c d #1}"))
    assert {(token.start, token.end) for token in tokens if token.value in "cd"} == {(2, 7)}


@pytest.mark.parametrize(
    "definition",
    [
        r"\def\a{\a\a}",
        r"\def\a{\b\b}\def\b{\a\a}",
        "".join(rf"\def\{chr(97 + k)}{{{(chr(92) + chr(98 + k) + ' ') * 10}}}" for k in range(20)),
    ],
)
def test_expansion_is_bounded(definition: str) -> None:
    items = read_formula(r"\a = 1", macros=collect(definition))
    assert isinstance(items[0], Side)
    assert items[0].error is not None


def test_definition_inside_a_formula() -> None:
    (side,) = read_formula(r"\newcommand{\w}{\mathbf{w}} \w x")
    assert isinstance(side, Side)
    assert side.node is not None
    assert outline(side.node) == "sequence(styled[bf](w), x)"
