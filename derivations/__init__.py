"""Derive, verify and write the mathematics of machine learning.

>>> import derivations
>>> derivations.check("Let $a = 2$. Then $a + 1 = 4$.").summary["refuted"]
1
>>> derivations.worked["weight_decay"]().sympy("penalty")
\\lambda/(2*\\eta)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derivations import steps, worked
    from derivations.api import Report, check
    from derivations.calculus import equal, gradient, hessian, jacobian, normal_form

__all__ = ["Report", "check", "equal", "gradient", "hessian", "jacobian", "normal_form", "steps", "worked"]

_OF_SYMPY = ("equal", "gradient", "hessian", "jacobian", "normal_form")


def __getattr__(name: str) -> object:
    """What is offered, on first use: importing the package stays cheap."""
    if name in ("steps", "worked"):
        return import_module(f"derivations.{name}")
    if name in _OF_SYMPY:
        return getattr(import_module("derivations.calculus"), name)
    if name in __all__:
        return getattr(import_module("derivations.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext derivations`."""
    from derivations.jupyter.magics import Magics

    Magics(shell)
