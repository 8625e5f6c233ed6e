"""The page on matrix calculus passes its own check: rules are proved, and of the traps what they claim is refuted."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from derivations.api import check
from derivations.document.document import CheckedDocument, Relation

PAGE = Path(__file__).parent.parent / "docs" / "matrix_calculus.md"

TRAPS = 10


@pytest.fixture(scope="module")
def page() -> CheckedDocument:
    (document,) = check(PAGE).documents
    return document


def relations(page: CheckedDocument, *kinds: str) -> list[Relation]:
    return [relation for relation in page.document.relations if page.verdicts[relation.id].kind in kinds]


def test_every_relation_is_proved_given_or_refuted(page: CheckedDocument) -> None:
    assert relations(page, "undecided", "unread", "supported") == []
    assert page.summary["proved"] > 70


def test_what_is_refuted_are_the_traps(page: CheckedDocument) -> None:
    text = PAGE.read_text("utf-8")
    first = text[: text.index("## Traps")].count("\n") + 1
    refuted = relations(page, "refuted")
    assert len(refuted) == TRAPS
    assert all(relation.span.line > first for relation in refuted)


def test_every_trap_has_what_is_true_and_numbers_after_what_is_false(page: CheckedDocument) -> None:
    lines = PAGE.read_text("utf-8").splitlines()
    starts = [number for number, line in enumerate(lines, 1) if line.startswith("### ")]
    for start, end in zip(starts, [*starts[1:], len(lines) + 1], strict=True):
        there = [relation for relation in page.document.relations if start < relation.span.line < end]
        kinds = [page.verdicts[relation.id].kind for relation in there]
        false = kinds.count("refuted")
        assert kinds[:false] == ["refuted"] * false != []
        data = kinds.index("given")
        assert set(kinds[false:data]) == {"proved"}
        assert kinds[data:].count("proved") == 2


def test_rules_are_proved_by_calculus(page: CheckedDocument) -> None:
    rules = [
        relation for relation in relations(page, "proved") if r"\nabla" in relation.text or "partial" in relation.text
    ]
    assert len(rules) > 50
    assert {page.verdicts[relation.id].method for relation in rules} == {"calculus"}


def test_the_layout_is_a_condition_only_where_a_gradient_lies(page: CheckedDocument) -> None:
    turned = [
        relation for relation in page.document.relations if "numerator layout" in page.verdicts[relation.id].conditions
    ]
    assert [relation.rhs_text for relation in turned] == [r"a^\top"]


def test_the_code_of_the_page_says_what_it_says() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert failed == 0
    assert tried > 20
