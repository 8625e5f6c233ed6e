"""Sheets of solutions, one file each with `derive(**parameters) -> SolutionSheet`, found by their names.

>>> sorted(SHEETS)
['homework']
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derivations.sheets.sheet import SolutionSheet

SHEETS = {"homework": "Gradient descent and convolutional networks: the solutions of a homework, from 1.1.1 to 3.3."}


def deriving(name: str) -> Callable[..., SolutionSheet]:
    """What makes the sheet."""
    made: Callable[..., SolutionSheet] = import_module(f"{__name__}.{name}").derive
    return made
