"""A sheet of a few exercises, where it is the command that is tested."""

from __future__ import annotations

from dataclasses import replace
from functools import wraps
from typing import Any

from derivations.sheets import homework
from derivations.sheets.sheet import SolutionSheet


@wraps(homework.derive)
def short_sheet(**data: Any) -> SolutionSheet:
    """The homework's exercises on weight decay."""
    whole = homework.derive(**data)
    return replace(whole, exercises=whole.exercises[7:9])
