"""Every construct's own examples: sources that must read to the tree shown, and sources that must not be read."""

from __future__ import annotations

import pytest

from derivations.latex.constructs import FAMILIES
from derivations.latex.rows import Side, read_formula
from derivations.latex.syntax import outline

ACCEPTED = [(source, tree) for family in FAMILIES for source, tree in family.ACCEPTED]
REJECTED = [source for family in FAMILIES for source in family.REJECTED]


@pytest.mark.parametrize(("source", "tree"), ACCEPTED)
def test_accepted(source: str, tree: str) -> None:
    items = read_formula(source)
    assert len(items) == 1
    (side,) = items
    assert isinstance(side, Side)
    assert side.error is None
    assert side.node is not None
    assert outline(side.node) == tree


@pytest.mark.parametrize("source", REJECTED)
def test_rejected(source: str) -> None:
    sides = [item for item in read_formula(source) if isinstance(item, Side)]
    assert any(side.error is not None for side in sides)
    for side in sides:
        assert side.error is None or 0 <= side.error.start <= side.error.end <= len(source)
