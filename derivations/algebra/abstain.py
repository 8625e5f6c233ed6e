"""How exact algebra says that it cannot: every exception here means "no answer", never "false".

Steps are counted, not timed, so that a page gets the same verdicts on every machine.

>>> budget = Budget(10)
>>> budget.charge(11)
Traceback (most recent call last):
...
derivations.algebra.abstain.OutOfSteps: more than 10 steps
"""

from __future__ import annotations


class Abstain(Exception):
    """No answer; the reason is the message."""


class OutOfSteps(Abstain):
    """The budget of steps is spent."""


class ShapeClash(Abstain):
    """Two shapes do not fit."""


class Unsupported(Abstain):
    """A head, or a use of it, that has no rule here."""


class NeverInvertible(Abstain):
    """The claim inverts a matrix that has no inverse, whatever its entries."""


class Restart(Exception):
    """The workspace learnt something that changes normal forms (a finer root, more generators): begin again."""


class Budget:
    """A counter of steps. Raises `OutOfSteps` past its limit."""

    __slots__ = ("limit", "spent")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.spent = 0

    def charge(self, steps: int = 1) -> None:
        self.spent += steps
        if self.spent > self.limit:
            raise OutOfSteps(f"more than {self.limit} steps")
