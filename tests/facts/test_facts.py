"""The labels of the facts are right in NumPy, and the judge says what they say, but for those in `NOT_YET`."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.facts.classes import CLASSES
from tests.facts.fact import Fact
from tests.facts.not_yet import NOT_YET
from tests.facts.page import PAGE, judged, page, without_times

FACTS = [fact for facts in CLASSES.values() for fact in facts]
MODELS = 3

every_fact = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
decide = cache(judged)


def test_there_are_enough_and_each_has_a_name() -> None:
    assert len(FACTS) >= 400
    assert len({fact.name for fact in FACTS}) == len(FACTS)
    assert sum(bool(fact.cookbook) for fact in FACTS) > 100
    assert {name for names in NOT_YET.values() for name in names} <= {fact.name for fact in FACTS}


@every_fact
def test_the_labels_are_right_in_numpy(fact: Fact) -> None:
    for seed in range(MODELS):
        left, right, wrong = map(_array, fact.sides(np.random.default_rng(seed)))
        assert np.abs(left - right).max() <= 1e-6 * (1 + np.abs(left).max())
        if left.shape == wrong.shape or wrong.shape == ():
            assert np.abs(left - wrong).max() > 1e-4 * max(np.abs(left).max(), np.abs(wrong).max())


def _array(side: Any) -> Any:
    return np.squeeze(np.asarray(side, dtype=complex))


@every_fact
def test_nothing_false_is_said(fact: Fact) -> None:
    assert not decide(fact).is_wrong


@every_fact
def test_a_fact_is_supported_and_its_mutant_refuted(fact: Fact) -> None:
    listed = any(fact.name in names for names in NOT_YET.values())
    assert decide(fact).is_reached is not listed, "NOT_YET lists what is not reached"


def test_the_page_is_current() -> None:
    now = page({title: [decide(fact) for fact in facts] for title, facts in CLASSES.items()})
    assert without_times(PAGE.read_text("utf-8")) == without_times(now), "python -m tests.facts.page writes it anew"
