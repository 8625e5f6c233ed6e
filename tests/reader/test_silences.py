"""Which relations a comment silences, what it must say, and what becomes of them."""

from __future__ import annotations

import json

import pytest

from derivations.api import Report, check_source
from derivations.commands.check import Checking
from derivations.commands.project import Project
from derivations.document.document import CheckedDocument
from derivations.export.json import report_json
from derivations.reader.page import read_page
from derivations.reader.sources import parse_text

WHY = "derivations: ignore: the book has it"
MD = f"<!-- {WHY} -->"
TEX = f"% {WHY}"


def silenced(text: str, suffix: str = ".md") -> set[str]:
    """The right sides of the relations that the page's comments are about."""
    document = read_page(parse_text(text, f"page{suffix}", suffix))
    names = frozenset[str]().union(*(silence.relations for silence in document.silences))
    return {relation.rhs_text for relation in document.relations if relation.id in names}


MARKDOWN = [
    (f"{MD}\nThen $1 = 2$ and $1 = 3$.\nThen $1 = 4$.", {"2", "3"}),
    (f"{MD}\n\nThen $1 = 2$.\n\nThen $1 = 3$.", {"2"}),
    (f"{MD}\n<!-- another -->\n\nThen $1 = 2$.", {"2"}),
    (f"Then $1 = 2$. {MD}\nThen $1 = 3$.", {"2"}),
    (f"{MD} Then $1 = 2$.\nThen $1 = 3$.", {"2"}),
    (f"<!--\n{WHY},\non page 3\n-->\nThen $1 = 2$.\nThen $1 = 3$.", {"2"}),
    (f"{MD}\n$$\n1 = 2 \\\\\n= 3\n$$\nThen $1 = 4$.", {"2", "3"}),
    (f"{MD}\nThen $$ 1 = 2 \\\\\n= 3 $$ and\n$1 = 4$.", {"2", "3"}),
    (f"{MD}\n```math\n1 = 2\n```\nThen $1 = 4$.", {"2"}),
    (f"$$\n1 = 2 \\\\\n= 3\n$$ {MD}\nThen $1 = 4$.", {"2", "3"}),
    (f"$$ 1 = 2 \\\\\n= 3 $$ {MD}\nThen $1 = 4$.", {"3"}),
    (f"$$\n1 = 2 \\\\ {TEX}\n= 3\n$$", {"2"}),
    (f"$$\n1 = 2 \\\\\n{TEX}\n= 3\n$$", {"3"}),
    (f"> {MD}\n> Then $1 = 2$.\n\nThen $1 = 3$.", {"2"}),
    (f"{MD}\n\n# A heading\n\nThen $1 = 2$.", set()),
    (f"Then $1 = 2$.\n{MD}", set()),
    (f"`{MD}`\nThen $1 = 2$.", set()),
    (f"```\n{MD}\n```\nThen $1 = 2$.", set()),
    (f"Then $1 = 2$, % {WHY}", set()),
]

IN_TEX = [
    (f"{TEX}\nThen $1 = 2$.\nThen $1 = 3$.", {"2"}),
    (f"Then $1 = 2$. {TEX}\nThen $1 = 3$.", {"2"}),
    (f"{TEX}\n% another\n\n\\[\n1 = 2\n\\]\nThen $1 = 3$.", {"2"}),
    (f"\\begin{{align}}\n1 &= 2 \\\\ {TEX}\n&= 3\n\\end{{align}}", {"2"}),
    (f"\\begin{{align}}\n1 &= 2 \\\\\n  {TEX}\n  % more\n&= 3\n\\end{{align}}", {"3"}),
    (f"\\begin{{align}} {TEX}\n1 &= 2 \\\\\n&= 3\n\\end{{align}} $1 = 4$", {"2", "3"}),
    (f"\\begin{{align}}\n1 &= 2 \\\\\n&= 3\n\\end{{align}} {TEX}\nThen $1 = 4$", {"2", "3"}),
    (f"Then $1 = 2$ \\{TEX}\nThen $1 = 3$.", set()),
    (f"Then $1 = 2$. {MD}", set()),
]


@pytest.mark.parametrize(("text", "expected"), MARKDOWN)
def test_in_markdown(text: str, expected: set[str]) -> None:
    assert silenced(text) == expected


@pytest.mark.parametrize(("text", "expected"), IN_TEX)
def test_in_tex(text: str, expected: set[str]) -> None:
    assert silenced(text, ".tex") == expected


def test_a_comment_in_a_notebook_stays_in_its_cell() -> None:
    def cells(*texts: str) -> str:
        return json.dumps({"cells": [{"cell_type": "markdown", "source": text} for text in texts]})

    assert silenced(cells(f"Then $1 = 2$.\n{MD}", "Then $1 = 3$."), ".ipynb") == set()
    assert silenced(cells("Then $1 = 2$.", f"{MD}\nThen $1 = 3$."), ".ipynb") == {"3"}
    assert silenced(cells(f"$$\n1 = 2 {TEX}\n$$", "Then $1 = 3$."), ".ipynb") == {"2"}


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("<!-- derivations: ignore -->", "says why"),
        ("<!-- derivations: ignore:  -->", "says why"),
        ("<!-- derivations: ingore: a slip -->", "ingore is not known"),
        ("<!-- Derivations: Ignore: a slip -->", None),
        ("<!-- ignore: a slip -->", None),
        ("<!-- declarations: a > 0 -->", None),
    ],
)
def test_a_reason_is_required(comment: str, said: str | None) -> None:
    document = read_page(parse_text(f"Some text.\n\n{comment}\nThen $1 = 2$."))
    if said is None:
        assert document.findings == ()
    else:
        (finding,) = document.findings
        assert said in finding.message
        assert (finding.span.line, finding.span.column) == (3, 1)
        assert document.silences == ()


def checked(text: str) -> CheckedDocument:
    return check_source(parse_text(text, "page.md"))


def test_the_verdict_stays_and_does_not_count() -> None:
    page = checked(f"{MD}\nThen $1 = 2$.\n\nThen $1 = 1$.\n")
    assert page.summary["refuted"] == 1
    assert page.silenced == {"1": "the book has it"}
    assert page.findings() == []
    assert page.idle == ()
    relations = report_json(Report((page,)).documents)["documents"][0]["relations"]
    assert [relation["silenced"] for relation in relations] == ["the book has it", None]
    assert relations[0]["verdict"] == "refuted"


def test_a_comment_at_what_holds_silences_nothing() -> None:
    page = checked(f"{MD}\nThen $1 = 1$.\n\nThen $1 = 2$.\n")
    assert page.silenced == {}
    assert [silence.reason for silence in page.idle] == ["the book has it"]
    assert [relation.rhs_text for relation in page.findings()] == ["2"]


@pytest.mark.parametrize(("strict", "status"), [(False, 0), (True, 1)])
def test_strict_counts_what_is_open_and_not_silenced(strict: bool, status: int) -> None:
    checking = Checking((), Project(), "", strict, None, 0)
    page = checked(f"Then $\\nonsense{{x}} = 1$.\n\n{MD}\nThen $\\nonsense{{x}} = 2$ and $1 = 2$.\n")
    assert checking.status([page]) == status
    assert [relation.rhs_text for relation in page.findings()] == ["1"]
