"""A whole page of homework beside the project, as its author wrote it: what is false is found, and nothing else.

The page is not part of the project; without it these tests are skipped.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from derivations.api import check_source
from derivations.document.document import CheckedDocument
from derivations.reader.sources import Source, parse_text
from tests.breaking import KINDS, TRUE, Broken, breaks, renamed, restyled, verdict_on

PAGE = Path(__file__).parent.parent.parent / "shared" / "homework" / "solutions.md"

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="the page is not here")

FALSE = {
    (102, "0"),
    (104, r"\frac{a^T X X^T a}{a^T (X X^T)^2 a}"),
    (111, r"\frac{\eta}{2} \frac{\|x^T a\|_2^2}{\|x x^T a\|_2^2}"),
}
"""Line and right side of everything on the page that is wrong."""

NAMES = {"X": "A", "w": "u", r"\eta": r"\gamma", "a": "r"}

DATA = {
    "$x_1 = [2, 1]$, $w_0 = [0, 0]$ and $t = 3$": "$x_1 = [3, -1, 2]$, $w_0 = [0, 0, 0]$ and $t = 5$",
    r"\text{since } w_0 = [0, 0]": r"\text{since } w_0 = [0, 0, 0]",
}


STILL_TRUE = {(25, r"\|w - \hat{w} - \hat{w}\|_2^2")}
"""Changed lines that hold all the same, and why: (w^ - w)^T w^ = 0 two lines before makes |w - 2 w^| = |w|."""


@cache
def source() -> Source:
    return parse_text(PAGE.read_text("utf-8"))


@cache
def checked() -> CheckedDocument:
    return check_source(source())


def kinds(page: CheckedDocument) -> list[tuple[int, str]]:
    return [(each.span.line, page.verdicts[each.id].kind) for each in page.document.relations]


def test_nearly_everything_is_read() -> None:
    unread = checked().summary["unread"]
    assert unread <= 0.05 * len(checked().document.relations)


def test_what_is_false_is_refuted_and_nothing_else() -> None:
    page = checked()
    refuted = {
        (each.span.line, each.rhs_text) for each in page.document.relations if page.verdicts[each.id].kind == "refuted"
    }
    assert refuted == FALSE


def test_a_step_from_the_wrong_line_names_the_right_one() -> None:
    page = checked()
    (step,) = [each for each in page.document.relations if each.span.line == 104]
    source_id = page.verdicts[step.id].follows_from
    (origin,) = [each for each in page.document.relations if each.id == source_id]
    assert (origin.span.line, origin.rhs_text) == (102, "0")


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda text: renamed(text, NAMES), id="other letters"),
        pytest.param(lambda text: restyled(text, "X"), id="other commands"),
        pytest.param(lambda text: _replaced(text), id="other data"),
    ],
)
def test_the_same_page_said_otherwise_gets_the_same_verdicts(changed: object) -> None:
    assert callable(changed)
    text = changed(source().text)
    assert text != source().text
    assert kinds(check_source(parse_text(text))) == kinds(checked())


@pytest.mark.parametrize("kind", KINDS)
def test_a_true_line_made_false_is_not_proved(kind: str) -> None:
    made: list[Broken] = list(breaks(source(), checked(), kind))
    assert made
    wrong = [
        f"line {broken.line}:{broken.column} {verdict.kind}: {broken.before}  ->  {broken.after}"
        for broken in made
        if (verdict := verdict_on(broken)) is not None
        and verdict.kind in TRUE
        and (broken.line, broken.after) not in STILL_TRUE
    ]
    assert not wrong, "\n".join(wrong)


def _replaced(text: str) -> str:
    for old, new in DATA.items():
        text = text.replace(old, new)
    return text
