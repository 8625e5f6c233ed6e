"""Signs that hypotheses tell of names are used by normal forms, and named among what a proof used."""

from __future__ import annotations

import pytest

from derivations.api import check
from derivations.document.verdicts import Verdict

SPACE = r"Let $X \in \mathbb{R}^{n \times d}$ and $\lambda %s$. Then "
RIDGE = r"$$(X^\top X + \lambda I)^{-1} X^\top = X^\top (X X^\top + \lambda I)^{-1}$$"
ROOT = r"$$\sqrt{\lambda^2} = \lambda$$"


def judged(page: str) -> Verdict:
    (found,) = check(page).documents
    return found.verdicts[found.document.relations[-1].id]


@pytest.mark.parametrize("told", ["> 0", r"\ge 1"])
def test_what_is_positive_saves_conditions(told: str) -> None:
    for claim in (RIDGE, ROOT):
        verdict = judged(SPACE % told + claim)
        assert (verdict.kind, verdict.conditions) == ("proved", ())
        assert len(verdict.uses) == 1


def test_what_is_not_negative_has_a_root_and_no_inverse() -> None:
    assert judged(SPACE % r"\ge 0" + ROOT).kind == "proved"
    assert judged(SPACE % r"\ge 0" + RIDGE).conditions


def test_other_signs_do_not_help() -> None:
    assert judged(SPACE % r"\neq 0" + ROOT).kind == "refuted"
    assert judged(SPACE % "< 0" + ROOT).kind == "refuted"
    assert judged(SPACE % "< 0" + RIDGE).conditions
