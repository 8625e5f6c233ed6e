"""What the page on verdicts shows of shapes is what is said, and what it calls undecided is undecided."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import derivations

PAGE = Path(__file__).parent.parent / "docs" / "verdicts.md"

DECLARED = r"Let $A \in \mathbb{R}^{n \times m}$, $x, y, v \in \mathbb{R}^n$ and $c \in \mathbb{R}$. Then $%s$."


def test_the_page_runs_as_it_says() -> None:
    text = re.sub(r"^```.*$", "", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    page = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    failed, tried = doctest.DocTestRunner().run(page)
    assert tried == 3
    assert not failed


@pytest.mark.parametrize(
    "claim",
    [
        r"x^2 = 0",
        r"x / y = 0",
        r"\max(x, v) = 0",
        r"|A| = 0",
        r"\mathbf{1}^\top (1 - v) = 0",
        r"A \ge c",
        r"\sqrt{v} + c = 0",
        r"A x^\top x = 0",
        r"\frac{\partial A}{\partial x} = 0",
        r"A z + x = x + A z + X x",
    ],
)
def test_what_pages_may_mean_otherwise_is_undecided(claim: str) -> None:
    (relation,) = derivations.check(DECLARED % claim).to_json()["documents"][0]["relations"]  # type: ignore[index]
    assert relation["verdict"] == "undecided"
