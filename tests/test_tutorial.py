"""The tutorial says what happens."""

from __future__ import annotations

import doctest
from pathlib import Path

TUTORIAL = Path(__file__).parent.parent / "docs" / "tutorial.md"


def test_the_tutorial_runs_as_it_says() -> None:
    failed, tried = doctest.testfile(str(TUTORIAL), module_relative=False)
    assert tried > 20
    assert not failed
