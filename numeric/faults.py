"""What evaluation may raise instead of a value: one exception a reason, all of them `Fault`.

A caller that tries many models catches `Fault` and says which one it was; nothing else is ever caught.

>>> str(UnsupportedHead("exp", "prime field"))
"no rule for 'exp' in prime field"
"""

from __future__ import annotations


class Fault(Exception):
    """A term has no value here; the subclass says why."""


class UnsupportedHead(Fault):
    """The arithmetic has no rule for this head."""

    def __init__(self, head: str, arithmetic: str) -> None:
        super().__init__(f"no rule for {head!r} in {arithmetic}")
        self.head = head
        self.arithmetic = arithmetic


class Undefined(Fault):
    """The term has no value in mathematics: division by zero, a singular inverse, shapes that do not fit."""


class Unresolved(Fault):
    """The term may well have a value, but this arithmetic cannot tell: a ball around a pole, zero modulo p only."""


class Inexact(Fault):
    """The value is not a number of an exact arithmetic: sqrt(2) in the rationals."""

    def __init__(self, head: str) -> None:
        super().__init__(f"{head} has no exact value here")
        self.head = head


class Unbound(Fault):
    """The model says nothing about this symbol or function."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the model has no value for {name}")
        self.name = name


class TooLarge(Fault):
    """A number, a matrix, a depth or a count of terms beyond the limits of `limits.py`."""


class OutOfSteps(Fault):
    """The budget of steps is used up."""
