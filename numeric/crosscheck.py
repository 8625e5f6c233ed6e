"""A derived result against a simulation, over many instances: the largest error, and where it was.

>>> check = crosscheck("square", lambda x: x**2, lambda x: x * x, [(1.0,), (3.0,)], tolerance=1e-12)
>>> check.passed, check.instances, check.largest_error
(True, 2, 0.0)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Report:
    """The error is relative to the larger of 1 and the simulated values; `worst` is the instance it occurred at."""

    name: str
    passed: bool
    instances: int
    largest_error: float
    tolerance: float
    worst: tuple[Any, ...] | None

    def __str__(self) -> str:
        verdict = "agrees" if self.passed else "DISAGREES"
        return (
            f"{self.name}: {verdict} on {self.instances} instances, largest error {self.largest_error:.2g} "
            f"(tolerance {self.tolerance:g})"
        )


def crosscheck(
    name: str,
    derived: Callable[..., Any],
    simulated: Callable[..., Any],
    instances: Iterable[tuple[Any, ...]],
    tolerance: float,
) -> Report:
    """Compare both callables on every instance (a tuple of arguments).

    A shape that differs or a value that is no finite number counts as an infinite error. No instance at all is a
    failure: nothing was compared.
    """
    count, largest, worst = 0, 0.0, None
    for instance in instances:
        count += 1
        error = _error(derived(*instance), simulated(*instance))
        if worst is None or error > largest:
            largest, worst = error, instance
    return Report(name, count > 0 and largest <= tolerance, count, largest, tolerance, worst)


def _error(derived: Any, simulated: Any) -> float:
    a, b = np.asarray(derived, dtype=float), np.asarray(simulated, dtype=float)
    if a.shape != b.shape or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return float("inf")
    if a.size == 0:
        return 0.0
    return float(np.abs(a - b).max() / max(1.0, float(np.abs(b).max())))
