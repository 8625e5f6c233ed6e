"""Derive, verify and write the mathematics of machine learning.

>>> import derivations
>>> derivations.check("Let $a = 2$. Then $a + 1 = 4$.").summary["refuted"]
1
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derivations import steps
    from derivations.api import Report, check

__all__ = ["Report", "check", "steps"]


def __getattr__(name: str) -> object:
    """`check`, `Report` and `steps` on first use: importing the package stays cheap."""
    if name == "steps":
        return import_module("derivations.steps")
    if name in __all__:
        return getattr(import_module("derivations.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
