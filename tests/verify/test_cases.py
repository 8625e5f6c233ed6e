"""The case pages of `tests/cases`: every relation gets the verdict that its mark expects, no more and no fewer."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.verify.marks import VERDICTS, Expectation, Marks, differences, strip_marks

PAGES = sorted((Path(__file__).parent.parent / "cases").glob("*.md"))

CLASSES = frozenset(
    {
        "scalar_algebra",
        "derivatives",
        "functions",
        "radicals",
        "matrix_algebra",
        "matrix_functions",
        "matrix_gradients",
        "matrix_normal_forms",
        "layouts",
        "layout_declared",
        "concrete_matrices",
        "indexed_sums",
        "implications",
        "inequalities",
        "scopes",
        "suppositions",
        "prose",
        "notation",
        "optimisers",
        "for_some",
        "conditions",
        "declared",
        "of_every_entry",
        "doubts",
        "foreign_words",
        "approximations",
        "reading_errors",
        "rounding",
        "sequences",
        "chains",
        "traps",
        "wholes",
        "unknowns",
        "adversary",
        "dependence",
        "carried_errors",
        "of_whom",
        "said_in_words",
        "members",
        "differentials",
        "jacobians",
        "entrywise_derivatives",
        "symmetric_derivatives",
    }
)


def marks_of(path: Path) -> Marks:
    return strip_marks(path.read_text("utf-8"))[1]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_relation_gets_the_verdict_of_its_mark(path: Path) -> None:
    import derivations

    page, marks = strip_marks(path.read_text("utf-8"))
    relations = derivations.check(page).to_json()["documents"][0]["relations"]
    wrong = differences(marks, relations)
    counts = dict(Counter(relation["verdict"] for relation in relations))
    assert not wrong, "\n".join(
        [
            f"{path.name}: {len(wrong)} of {sum(map(len, marks.values()))} marks not met; verdicts {counts}",
            *map(str, wrong),
        ]
    )


def test_every_class_has_a_page() -> None:
    assert {path.stem for path in PAGES} == CLASSES


def test_there_are_enough_relations_and_every_verdict_is_expected_somewhere() -> None:
    expected = [mark for path in PAGES for line in marks_of(path).values() for mark in line]
    assert len(expected) >= 420
    certain = Counter(mark.verdicts[0] for mark in expected if len(mark.verdicts) == 1)
    assert {"given", "proved", "refuted", "undecided", "unread"} <= certain.keys()
    assert {verdict for mark in expected for verdict in mark.verdicts} == set(VERDICTS)


def test_wrong_answers_are_told_apart_from_right_ones() -> None:
    marks = {1: (Expectation(("proved",), ("x \\ne 0",)),), 3: (Expectation(("refuted",)),)}
    right = [
        {"line": 1, "verdict": "proved", "conditions": ["x \\neq 0"]},
        {"line": 3, "verdict": "refuted", "conditions": []},
    ]
    assert not differences(marks, right)
    for wrong in (
        right[:1],
        [*right, {"line": 4, "verdict": "given"}],
        [{"line": 1, "verdict": "proved", "conditions": []}, right[1]],
        [right[0], {"line": 3, "verdict": "undecided", "reason": "limit"}],
    ):
        assert len(differences(marks, wrong)) == 1


@pytest.mark.parametrize("comment", ["<!-- proved maybe -->", "<!-- proved, -->", "<!-- proved|wrong -->"])
def test_a_comment_that_only_looks_like_a_mark_is_an_error(comment: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        strip_marks(f"\n$x = y$ {comment}\n")
