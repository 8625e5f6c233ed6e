"""Pages of rules pass their own check: what stands before the traps is given or proved, and the traps are refuted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from derivations.api import check

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize(
    ("name", "proved", "refuted"), [("chance.md", 18, 5), ("matrix_algebra.md", 47, 11)], ids=lambda value: str(value)
)
def test_what_is_true_is_proved_and_the_traps_are_refuted(name: str, proved: int, refuted: int) -> None:
    text = (DOCS / name).read_text("utf-8")
    first = text[: text.index("## Traps")].count("\n") + 1
    (page,) = check(DOCS / name).documents
    found: Counter[str] = Counter()
    for relation in page.document.relations:
        kind = page.verdicts[relation.id].kind
        wanted = ("given", "proved") if relation.span.line < first else ("refuted",)
        assert kind in wanted, relation.lhs_text
        found[kind] += 1
    assert (found["proved"], found["refuted"]) == (proved, refuted)
