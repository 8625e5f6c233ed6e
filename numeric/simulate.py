"""Running a pure step: the trajectory of states.

>>> run(lambda x: x / 2, 8.0, 3)
(8.0, 4.0, 2.0, 1.0)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import numpy as np

S = TypeVar("S")


def run(step: Callable[[S], S], state: S, steps: int) -> tuple[S, ...]:
    """The states before, between and after `steps` steps. Raises `ValueError` for a negative number of steps."""
    if steps < 0:
        raise ValueError(f"{steps} steps")
    states = [state]
    for _ in range(steps):
        state = step(state)
        states.append(state)
    return tuple(states)


def weights(trajectory: Iterable[Any]) -> Any:
    """The weights of a trajectory of optimiser states, stacked along the first axis."""
    return np.stack([state.w for state in trajectory])
