"""Formulas that TeX may see: what they become, and what is refused."""

from __future__ import annotations

import pytest

from derivations.export.harmless import harmless
from derivations.latex.macros import collect
from tests.export.hostile_tex import ATTEMPTS


@pytest.mark.parametrize(
    ("tex", "written"),
    [
        (r"\frac12", r"\frac{1}{2}"),
        ("a+b", "a + b"),
        (r"a\le b", r"a \le b"),
        ("x^2'", None),
        ("x'^2", "x'^{2}"),
        (r"\begin{bmatrix} 1 & -2 \\ [1] & 3 \end{bmatrix}", r"\begin{bmatrix} 1 & - 2 \\ & 3 \end{bmatrix}"),
        (r"\begin{bmatrix} 1 \\[2pt] -2 \end{bmatrix}", r"\begin{bmatrix} 1 \\ - 2 \end{bmatrix}"),
        (r"\half x", r"\frac{1}{2} x"),
        (r"x\ ", "x\\ "),
        (r"\label{a} x", "x"),
        (r"\def\par{\par\par} x", "x"),
        ("α", r"\alpha"),
        (r"\text{for $x$ in it}", r"\text{for $x$ in it}"),
        ("α → 中", None),
        ("x % the rest", "x"),
        ("", ""),
    ],
)
def test_formulas(tex: str, written: str | None) -> None:
    assert harmless(tex, collect(r"\newcommand{\half}{\frac12}")) == written


HARMLESS = ("x + ", r"\def", r"\let", r"\\[", r"\hspace")
"""Attempts that come to nothing: a long sum, definitions, which are left out, spaces, which are ours."""


@pytest.mark.parametrize(
    "tex",
    [each for each in ATTEMPTS if not each.isalnum() and not each.startswith(HARMLESS)],
    ids=lambda tex: tex[:24],
)
def test_what_is_refused(tex: str) -> None:
    assert harmless(tex) is None


def test_a_macro_of_the_page_is_as_harmless_as_what_it_stands_for() -> None:
    macros = collect(r"\newcommand{\a}{\input{/etc/passwd}} \newcommand{\b}{\b\b} \newcommand{\c}[1]{#1^2}")
    assert harmless(r"\a", macros) is None
    assert harmless(r"\b", macros) is None
    assert harmless(r"\c{x}", macros) == "x^{2}"
