r"""The loss after one step of gradient descent against its learning rate, and gradient descent on that rate.

The curve, its lowest point and the slopes are the results of a derivation (`one_step_loss`, `ridge_rate`) as NumPy
functions, at data that a seed draws.

>>> from derivations.worked import WORKED
>>> curve = Curve(WORKED["one_step_loss"]())
>>> abs(curve.slope(curve.best)) < 1e-9, min(map(curve.loss, curve.rates())) >= curve.least
(True, True)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from derivations.latex.print import name
from derivations.moves.derivation import Derivation, Drawing
from derivations.pictures.style import BLUE, GREEN, ORANGE, PALE, SIZE, panel

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EXAMPLES, FEATURES, DECAY = 8, 3, 0.1
START, PART, STEPS = 0.06, 0.32, 7
"""Of the best rate, where descent on it starts; of the inverse curvature, its own rate; and its steps."""


class Curve:
    """The loss after a step as a function of the learning rate alone."""

    def __init__(self, done: Derivation, seed: int = 0) -> None:
        random = np.random.default_rng(seed)
        self.done, self.functions = done, dict[str, Callable[..., Any]]()
        held = done.arguments("best_rate")
        sizes = dict(zip(held[0].shape, (EXAMPLES, FEATURES), strict=True))
        self.data = {each.name: self._drawn(random, [sizes.get(size, 1) for size in each.shape]) for each in held}
        self.rate = next(each for each in done.arguments("expansion") if each.name not in self.data).name

    @staticmethod
    def _drawn(random: np.random.Generator, sizes: Sequence[int]) -> Any:
        return DECAY if sizes == [1, 1] else random.normal(size=sizes)

    def _value(self, result: str, rate: float | None = None) -> float:
        if result not in self.functions:
            self.functions[result] = self.done.numpy(result)
        values = {**self.data, self.rate: rate}
        return float(
            np.asarray(self.functions[result](*(values[each.name] for each in self.done.arguments(result)))).item()
        )

    def loss(self, rate: float) -> float:
        return self._value("expansion", rate)

    def slope(self, rate: float) -> float:
        return self._value("slope", rate)

    @cached_property
    def best(self) -> float:
        return self._value("best_rate")

    @cached_property
    def least(self) -> float:
        return self._value("least_loss")

    def rates(self, count: int = 121) -> Any:
        """From no step to a little more than twice the best rate, where the loss is what it was."""
        return np.linspace(0, 2.15 * self.best, count)

    def descent(self) -> list[float]:
        """Rates of gradient descent on the rate, from a small one."""
        found = [START * self.best]
        for _ in range(STEPS):
            found.append(found[-1] - PART / self._value("curvature") * self.slope(found[-1]))
        return found


def _draw(done: Derivation, seed: int = 0) -> Figure:
    """The curve with its lowest point, and descent on the rate."""
    curve = Curve(done, seed)
    drawn, axes = panel()
    rates, losses = curve.rates(), [curve.loss(rate) for rate in curve.rates()]
    axes.plot(rates, losses, color=BLUE, linewidth=1.8)
    height = max(losses) - curve.least
    floor = curve.least - 0.12 * height
    axes.vlines(curve.best, floor, curve.least, color=PALE, linewidth=1, linestyle=(0, (5, 3)))
    axes.hlines(curve.least, 0, curve.best, color=PALE, linewidth=1, linestyle=(0, (5, 3)))
    steps = curve.descent()
    axes.plot(steps, [curve.loss(rate) for rate in steps], color=ORANGE, marker="o", markersize=4.5, linewidth=0)
    axes.plot(curve.best, curve.least, color=GREEN, marker="D", markersize=7)
    rate = name(curve.rate)
    axes.annotate(
        f"descent on ${rate}$", (steps[1], curve.loss(steps[1])), xytext=(10, 4), textcoords="offset points",
        color=ORANGE, size=SIZE,
    )  # fmt: skip
    axes.annotate(
        f"best ${rate}$", (curve.best, curve.least), xytext=(0, 12), textcoords="offset points", color=GREEN, size=SIZE,
        ha="center",
    )  # fmt: skip
    axes.set(xlim=(0, rates[-1]), ylim=(floor, max(losses) + 0.04 * height))
    axes.set(xlabel=f"learning rate ${rate}$", ylabel="loss after one step")
    return drawn


DRAWING = Drawing(
    _draw,
    "The loss after one step against the learning rate, its least value, and gradient descent on the learning "
    "rate itself.",
)
