"""What a page's letters are: functions with their parameters, Euler's number, names of the page's own."""

from __future__ import annotations

import pytest

from derivations.reader.chains import build
from derivations.reader.lexicon import customs_of_page, functions_of_page, means_euler
from derivations.reader.page import _events
from derivations.reader.sources import parse_text
from derivations.reader.stream import Page


def page(text: str) -> Page:
    return build(_events(parse_text(text)))


EULER = [
    (r"$\sigma(z) = \frac{1}{1 + e^{-z}}$", True),
    (r"$e \approx 2.718$", True),
    (r"$\ln e = 1$ and $\ln x = 2 \Rightarrow x = e^2$", True),
    (r"$e = \lim_{n \to \infty} (1 + 1/n)^n$", True),
    (r"$e_1^\top x = 2$ and $e^{-x} > 0$", False),
    (r"$e = y - X w$ and $e^\top e = 3$", False),
    (r"$L = \|e\|^2$ with $e^{-x}$", False),
    (r"Let $e \in \mathbb{R}^n$. Then $e^{-x} = 1$.", False),
    (r"Let $e$ be the error. Then $e^2 = 1$.", False),
    (r"$(a + e)^2 = a^2 + 2 a e + e^2$", False),
    (r"$a e = e a$", False),
    (r"$e = 0.5$ and $r = e^{-k}$", False),
    (r"$e = \sum_i (y_i - t_i)^2$ and $e^2 > 0$", False),
    (r"$\hat{e} = 2$ and $e^{-x}$", False),
]


@pytest.mark.parametrize(("text", "expected"), EULER, ids=[text for text, _ in EULER])
def test_eulers_number(text: str, expected: bool) -> None:
    assert means_euler(page(text)) is expected


FUNCTIONS = [
    ("$L(w, b) = (w x + b)^2$", {"L": ("w", "b")}),
    ("$f(x) = x^2$ and $f'(x) = 2x$", {"f": ("x",)}),
    ("$f'(x) = 2x$", {"f": None}),
    ("$f(x) = x^4$ and $f^{(3)}(x) = 24 x$", {"f": ("x",)}),
    ("$x(y + 1) = xy + x$", {}),
]


@pytest.mark.parametrize(("text", "expected"), FUNCTIONS, ids=[text for text, _ in FUNCTIONS])
def test_functions(text: str, expected: dict[str, tuple[str, ...] | None]) -> None:
    assert functions_of_page(page(text)) == expected


def test_customs() -> None:
    text = "Let $x'$ be a number. $L(w) = (t - w)^2$ and $y = 3$. Here $v'$ is the transpose of $v$."
    customs = customs_of_page(page(text))
    assert (customs.defined, customs.presented) == (frozenset({"y"}), frozenset({"x^{'}"}))
    assert {"t", "w"} <= customs.mentions["L"]
