"""The machine-readable form: every key, exact values, the author's text, and nothing that a terminal obeys."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from derivations.api import check
from derivations.document.document import CheckedDocument, ContextEntry, Document, Relation, Span
from derivations.document.verdicts import KINDS, Verdict, Witness
from derivations.export.json import dumps, exact, report_json

RELATION_KEYS = (
    "id section line column end_line end_column cell lhs relation rhs verdict method reason witness repair conditions "
    "uses rests_on follows_from steps seconds silenced"
).split()

PAGE = r"""# 1 Squares

Let $X \in \mathbb{R}^{n \times d}$. For every real $x$ we have $(x + 1)^2 = x^2 + 2x + 1$.
We have $x / x = 1$ and $(x + 1)^2 = x^2 + 1$, so $\nonsense{x} = 1$.
"""


def page_of(text: str) -> dict[str, Any]:
    (page,) = json.loads(dumps(check(text).documents))["documents"]
    assert isinstance(page, dict)
    return page


def one(verdict: Verdict, span: Span | None = None, lhs: str = "a") -> CheckedDocument:
    relation = Relation("1", "2.1", span or Span("page.md", 3, 9, 3, 12), lhs, "=", "b", "claim")
    entry = ContextEntry("2.1", 1, "symbol", "X", ("n", "d"), "X", "declared")
    return CheckedDocument(Document("page.md", (relation,), (entry,)), {"1": verdict})


def test_every_key_is_there_in_order() -> None:
    for relation in page_of(PAGE)["relations"]:
        assert list(relation) == RELATION_KEYS


def test_the_page_and_the_whole_are_counted() -> None:
    report = report_json(check(PAGE).documents * 2)
    assert list(report) == ["version", "documents", "summary"]
    assert report["version"] == 1
    assert list(report["summary"]) == list(KINDS)
    (first, second) = report["documents"]
    assert report["summary"] == {kind: first["summary"][kind] + second["summary"][kind] for kind in KINDS}
    assert sum(first["summary"].values()) == len(first["relations"])


def test_context_says_what_is_known_and_from_where() -> None:
    entries = {entry["name"]: entry for entry in page_of(PAGE)["context"] if entry["kind"] == "symbol"}
    assert entries["X"]["shape"] == ["n", "d"]
    assert entries["X"]["origin"] == "declared"
    assert list(entries["X"]) == ["section", "line", "kind", "name", "shape", "latex", "origin"]


def test_only_what_is_refuted_has_a_witness() -> None:
    for relation in page_of(PAGE)["relations"]:
        assert (relation["witness"] is not None) == (relation["verdict"] == "refuted")
        if relation["verdict"] in ("undecided", "unread"):
            assert relation["reason"]


def test_texts_are_the_author_s_and_places_are_those_of_the_sign() -> None:
    lines = PAGE.split("\n")
    for relation in page_of(PAGE)["relations"]:
        assert lines[relation["line"] - 1][relation["column"] - 1 :].startswith(relation["relation"])
        before_end = lines[relation["end_line"] - 1][: relation["end_column"] - 1]
        assert before_end.endswith(relation["rhs"])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"X": [[1, 0]], r"\eta": "1"}, {"X": [[1, 0]], "eta": "1"}),
        ({"X": ((Fraction(1, 2), 3),)}, {"X": [["1/2", 3]]}),
        ({r"\tilde{\lambda}": "2"}, {r"\tilde{\lambda}": "2"}),
    ],
)
def test_witnesses_are_exact_and_their_names_are_plain(values: dict[str, object], expected: dict[str, object]) -> None:
    report = report_json([one(Verdict("refuted", "models", witness=Witness(values, "1", "2")))])
    assert report["documents"][0]["relations"][0]["witness"] == {"values": expected, "lhs": "1", "rhs": "2"}


@pytest.mark.parametrize("value", [0.5, float("nan"), object(), {1, 2}])
def test_a_value_that_would_be_rounded_is_an_error(value: object) -> None:
    with pytest.raises(TypeError, match="no exact form"):
        exact([value])


def test_text_of_another_file_carries_its_path() -> None:
    for path, there in (("page.md", False), ("chapter.tex", True)):
        report = report_json([one(Verdict("given"), Span(path, 1, 1, 1, 2))])
        (relation,) = report["documents"][0]["relations"]
        assert relation.get("path") == ("chapter.tex" if there else None)


@pytest.mark.parametrize("text", ["\x1b[31m", "\u202e", "\x9b", "\x07", "\u2028"])
def test_no_character_is_obeyed_by_a_terminal_and_none_is_lost(text: str) -> None:
    written = dumps([one(Verdict("given"), lhs=text)])
    assert text not in written
    assert json.loads(written)["documents"][0]["relations"][0]["lhs"] == text


def test_the_author_s_letters_stay_readable() -> None:
    assert "größer ∑ 数" in dumps([one(Verdict("given"), lhs="größer ∑ 数")])


def test_the_same_page_and_seed_give_the_same_report() -> None:
    def without_times(page: dict[str, Any]) -> dict[str, Any]:
        return page | {"relations": [relation | {"seconds": 0} for relation in page["relations"]]}

    assert without_times(page_of(PAGE)) == without_times(page_of(PAGE))
