"""The page on expectations passes its own check: what stands before the traps is proved, and the traps are refuted."""

from __future__ import annotations

from pathlib import Path

import pytest

from derivations.api import check
from derivations.document.document import CheckedDocument, Relation

PAGE = Path(__file__).parent.parent / "docs" / "chance.md"


@pytest.fixture(scope="module")
def page() -> CheckedDocument:
    (document,) = check(PAGE).documents
    return document


def relations(page: CheckedDocument, kind: str) -> list[Relation]:
    return [relation for relation in page.document.relations if page.verdicts[relation.id].kind == kind]


def test_what_is_true_is_proved_and_the_traps_are_refuted(page: CheckedDocument) -> None:
    text = PAGE.read_text("utf-8")
    first = text[: text.index("## Traps")].count("\n") + 1
    for relation in page.document.relations:
        wanted = "proved" if relation.span.line < first else "refuted"
        assert page.verdicts[relation.id].kind == wanted, relation.lhs_text
    assert (len(relations(page, "proved")), len(relations(page, "refuted"))) == (18, 5)
