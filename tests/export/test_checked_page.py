"""The model of a checked page: the author's text in its order, nothing lost, each relation at exactly one place."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from derivations.document.document import CheckedDocument
from derivations.document.verdicts import Verdict
from derivations.export.checked_page import (
    CheckedPage,
    Display,
    Formula,
    Listing,
    Paragraph,
    Remark,
    Title,
    Words,
    holders,
    leaves,
    offset_of,
)
from derivations.reader.page import read_page
from derivations.reader.sources import Source, load, parse_text

ROOT = Path(__file__).parent.parent.parent
PAGES = [*sorted((ROOT / "tests" / "cases").glob("*.md")), *sorted((ROOT / "examples").glob("*.md"))]
HOMEWORK = ROOT.parent / "shared" / "homework" / "solutions.md"
PAGES += [HOMEWORK] if HOMEWORK.exists() else []

TEX = r"""\documentclass{article}
\newcommand{\half}{\frac12}
\begin{document}
\section{Sums of $x$}
Let $x = 1$. % an aside
\begin{itemize}
\item We have $\half x = 2$,
\item[second] and
\begin{align}
x + 1 &= 2 \label{one} \\[2pt]
      &= 3 \tag{a}
\end{align}
\end{itemize}
\begin{verbatim}
x = 7
\end{verbatim}
\end{document}
"""

NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "markdown", "source": ["# Two\n", "Let $a = 2$."]},
            {"cell_type": "code", "source": r"print(r'\newcommand{\b}{3}')"},
            {"cell_type": "markdown", "source": "Then $a + 1 = 4$."},
        ]
    }
)

SOURCES = [
    *(pytest.param(path, id=path.name) for path in PAGES),
    pytest.param((TEX, ".tex"), id="tex"),
    pytest.param((NOTEBOOK, ".ipynb"), id="notebook"),
]


def source_of(page: Path | tuple[str, str]) -> Source:
    return load(page) if isinstance(page, Path) else parse_text(page[0], f"page{page[1]}", page[1])


def page_of(source: Source) -> CheckedPage:
    document = read_page(source)
    verdicts = {relation.id: Verdict("given") for relation in document.relations}
    return CheckedPage.of(CheckedDocument(document, verdicts), source)


def of_text(text: str, suffix: str = ".md") -> CheckedPage:
    return page_of(parse_text(text, f"page{suffix}", suffix))


@pytest.mark.parametrize("page", SOURCES)
def test_each_relation_is_at_exactly_one_place_which_holds_its_sign(page: Path | tuple[str, str]) -> None:
    checked = page_of(source_of(page))
    places = Counter(relation.id for holder in holders(checked.blocks) for relation in holder.relations)
    assert places == Counter(relation.id for relation in checked.checked.document.relations)
    for holder in holders(checked.blocks):
        for relation in holder.relations:
            assert holder.start <= offset_of(relation.span, checked.source) < holder.end


BETWEEN = re.compile(
    r"\\(?:begin|end)\{[A-Za-z]+\*?\}|\\item\b(?:\[[^\]]*\])?|\\newcommand\S*|%|\\documentclass\S*|<!--|-->|`{3,}(?:\{[a-z]+\})?[a-z]*|[$\\\s#*\-+>|=_~.)(\[\]`]|\d+[.)]"
)


@pytest.mark.parametrize("page", SOURCES)
def test_nothing_of_the_text_is_lost_and_its_order_stays(page: Path | tuple[str, str]) -> None:
    checked = page_of(source_of(page))
    text, place, lost = checked.source.text, 0, ""
    for leaf in leaves(checked.blocks):
        assert place <= leaf.start <= leaf.end
        lost += text[place : leaf.start] + "\n"
        place = leaf.end
    lost += text[place:]
    assert BETWEEN.sub("", lost) == ""  # only delimiters


@pytest.mark.parametrize("page", SOURCES)
def test_what_a_part_shows_is_what_stands_at_its_place(page: Path | tuple[str, str]) -> None:
    checked = page_of(source_of(page))
    text = checked.source.text
    for leaf in leaves(checked.blocks):
        written = text[leaf.start : leaf.end]
        if isinstance(leaf, Formula):
            assert leaf.tex == written
        elif isinstance(leaf, Words | Remark | Listing):
            assert "".join(leaf.text.split()) in "".join(written.split()) or "%" in text
        elif not isinstance(leaf, Title):
            for cell in leaf.cells:
                assert "".join(cell.split()) in "".join(written.split())


def shape(checked: CheckedPage) -> list[str]:
    return [type(block).__name__ for block in checked.blocks]


def test_a_tex_page() -> None:
    checked = of_text(TEX, ".tex")
    assert shape(checked) == ["Title", "Paragraph", "Paragraph", "Paragraph", "Display", "Listing"]
    items = [block for block in checked.blocks if isinstance(block, Paragraph)]
    assert [(block.marker, block.inside) for block in items[1:]] == [("•", 1), ("second", 1)]
    (display,) = (block for block in checked.blocks if isinstance(block, Display))
    assert display.environment == "align"
    assert [(row.cells, row.tag) for row in display.rows] == [
        (("x + 1", r"= 2 \label{one}"), ""),
        (("", "= 3"), "a"),
    ]
    assert checked.title == "Sums of $x$"


def test_a_notebook_shows_its_code_and_reads_none_of_it() -> None:
    checked = of_text(NOTEBOOK, ".ipynb")
    assert shape(checked) == ["Title", "Paragraph", "Listing", "Paragraph"]
    assert checked.source.macros == {}
    assert [relation.span.cell for relation in checked.checked.document.relations] == [1, 3]


@pytest.mark.parametrize(
    ("display", "rows"),
    [
        ("a = b", [("a = b",)]),
        (r"a = b \\ c = d", [("a = b",), ("c = d",)]),
        (r"\begin{aligned} a &= b \\ &= c \end{aligned} .", [("a", "= b"), ("", "= c .")]),
        (r"\begin{equation*}\begin{split} a &= b \end{split}\end{equation*}", [("a", "= b")]),
        (r"\begin{alignedat}{2} a &= b & c &= d \end{alignedat}", [("a", "= b", "c", "= d")]),
        (r"A = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", [(r"A = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",)]),
        (r"L = \begin{aligned} a &= b \end{aligned}", [(r"L = \begin{aligned} a &= b \end{aligned}",)]),
        (r"a = {b \\ c}", [(r"a = {b \\ c}",)]),
        (r"a &= b \\[3pt] % why", [("a", "= b")]),
        (r"\begin{cases} a = 1 \\ b = 2 \end{cases}", [(r"\begin{cases} a = 1 \\ b = 2 \end{cases}",)]),
        (r"\begin{aligned} a", [(r"\begin{aligned} a",)]),
        (r"[a, b] \\ [c, d] = e", [("[a, b]",), ("[c, d] = e",)]),
        ("", [("",)]),
    ],
)
def test_rows_and_cells_of_displays(display: str, rows: list[tuple[str, ...]]) -> None:
    (block,) = of_text(f"\\[{display}\n\\]", ".tex").blocks or [None]
    assert isinstance(block, Display)
    assert [row.cells for row in block.rows] == rows


def test_items_and_what_follows_them() -> None:
    text = "- one $a = 1$\n- two\n\n  inside two\n\n2. three\n\nafter"
    paragraphs = [block for block in of_text(text).blocks if isinstance(block, Paragraph)]
    assert [(block.marker, block.inside) for block in paragraphs] == [("•", 1), ("•", 1), ("", 1), ("2.", 1), ("", 0)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Two *ways*\n\n$a = 1$", "Two *ways*"),
        ("1.1.1\n\n$a = 1$", "page.md"),
        ("$a = 1$\n\n# T", "page.md"),
        ("", "page.md"),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert of_text(text).title == title
