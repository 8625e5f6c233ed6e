"""Every bound on the work of one evaluation, and the budget that counts steps (never seconds).

>>> budget = Budget(3)
>>> budget.spend(2); budget.left
1
"""

from __future__ import annotations

from numeric.faults import OutOfSteps, TooLarge

STEPS = 1_000_000
"""Steps of one evaluation: a step is a node visited once."""

DEPTH = 2_000
"""Levels of a term."""

LAZY_DEPTH = 60
"""Levels of binders, exponents, indices and branches inside one another."""

TERMS = 20_000
"""Terms of one sum or product."""

CELLS = 250_000
"""Entries of one matrix."""

POWER_BITS = 10_000
"""Bits of an exact power."""

NUMBER_BITS = 1_000_000
"""Bits of any exact factor."""

MAGNITUDE_BITS = 256
"""Bits of the size of an argument of a function on balls."""

MATRIX_EXPONENT = 10_000
"""Exponent of a matrix."""

FACTORIAL = 5_000
"""Argument of a factorial."""


class Budget:
    """Steps that are left; raises `OutOfSteps` at the same step on every machine."""

    __slots__ = ("left",)

    def __init__(self, steps: int = STEPS) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise OutOfSteps("the budget of steps is used up")


def check_cells(rows: int, cols: int) -> None:
    """Raise `TooLarge` for a matrix beyond `CELLS`."""
    if rows * cols > CELLS:
        raise TooLarge(f"a matrix of {shown(rows)} x {shown(cols)}")


def shown(number: int) -> str:
    """An integer for a message; Python refuses to print very long ones."""
    return str(number) if abs(number).bit_length() <= 64 else f"a number of {abs(number).bit_length()} bits"
