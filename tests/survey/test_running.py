"""Processes that are slow, die, run out of memory or fail: one relation is lost, the page and the others go on."""

from __future__ import annotations

import pytest

from derivations.survey.record import Record, Terms
from derivations.survey.running import Bounds, surveyed
from derivations.verify.limits import DEFAULT
from tests.survey.work import trouble

TERMS = Terms("", 0, DEFAULT)


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    pages = [(name, "key") for name in ("slow", "dies", "large", "fails", "fine", "reading")]
    found = surveyed(pages, TERMS, Bounds(jobs=2, patience=3.0), trouble)
    return {record.path: record for record in found}


def test_every_page_has_one_record(records: dict[str, Record]) -> None:
    assert sorted(records) == ["dies", "fails", "fine", "large", "reading", "slow"]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("slow", "limit: it took more than 3 seconds"),
        ("dies", "limit: memory"),
        ("large", "limit: memory"),
        ("fails", "the judge failed: ZeroDivisionError: of a page"),
    ],
)
def test_only_the_relation_that_is_trouble_is_lost(records: dict[str, Record], page: str, reason: str) -> None:
    record = records[page]
    assert not record.failure
    assert [relation["verdict"] for relation in record.relations] == ["proved", "undecided", "proved"]
    assert record.relations[1]["reason"] == reason


def test_a_page_without_trouble_is_whole(records: dict[str, Record]) -> None:
    assert [relation["verdict"] for relation in records["fine"].relations] == ["proved"] * 3


def test_a_page_that_cannot_be_read_in_time_says_so(records: dict[str, Record]) -> None:
    assert records["reading"].failure == "limit: it took more than 3 seconds"
    assert not records["reading"].relations
