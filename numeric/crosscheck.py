"""A derived result against a simulation, over many random instances: the largest error, and where it was.

>>> check = Check("square", lambda x: x**2, lambda x: x * x, lambda random, trial: (random.normal(),), 1e-12)
>>> report = check.run(trials=2, seed=0)
>>> report.passed, report.instances, report.largest_error
(True, 2, 0.0)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Draw = Callable[[np.random.Generator, int], tuple[Any, ...]]
"""The arguments of a trial, out of a source of randomness and the number of the trial."""


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


@dataclass(frozen=True, slots=True)
class Check:
    """What was derived and what is run, as functions of the same arguments."""

    name: str
    derived: Callable[..., Any]
    simulated: Callable[..., Any]
    draw: Draw
    tolerance: float

    def run(self, trials: int, seed: int, advance: Callable[[], None] = lambda: None) -> Report:
        """Compare both on so many instances; `advance` is called after each.

        A shape that differs or a value that is no finite number counts as an infinite error. Raises `ValueError` for
        no trials: nothing would be compared.
        """
        if trials < 1:
            raise ValueError(f"{trials} trials: at least one is needed")
        random = np.random.default_rng(seed)
        largest, worst = 0.0, None
        for trial in range(trials):
            instance = self.draw(random, trial)
            error = _error(self.derived(*instance), self.simulated(*instance))
            if worst is None or error > largest:
                largest, worst = error, instance
            advance()
        return Report(self.name, largest <= self.tolerance, trials, largest, self.tolerance, worst)


def _error(derived: Any, simulated: Any) -> float:
    a, b = np.asarray(derived, dtype=float), np.asarray(simulated, dtype=float)
    if a.shape != b.shape or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return float("inf")
    if a.size == 0:
        return 0.0
    return float(np.abs(a - b).max() / max(1.0, float(np.abs(b).max())))
