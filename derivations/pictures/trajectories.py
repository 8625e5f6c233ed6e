r"""The weights of gradient descent and of RMSProp on one example with two entries, on the contours of the loss.

The solutions of x'w = t are a line, the span of x is another; they meet at the solution of least norm. Gradient descent
from 0 stays in the span; RMSProp leaves it and ends at another solution.

>>> example = Example((2, 1), 2)
>>> example.least.round(3).tolist(), example.descent()[-1].round(3).tolist()
([0.8, 0.4], [0.8, 0.4])
>>> example.rmsprop()[-1].round(2).tolist()
[0.67, 0.67]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from derivations.moves.derivation import Drawing
from derivations.pictures.style import BLUE, FAINT, GREEN, INK, ORANGE, PALE, SIZE, panel
from numeric.optimisers import Step, gd, rmsprop, start
from numeric.simulate import run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STEPS, SMALL = 400, 0.004
"""Steps of each; and the rate of RMSProp, about as far as it goes in a step, as a part of the whole way."""

Points = Any
"""An array of steps x 2."""


@dataclass(frozen=True)
class Example:
    """An example with its target."""

    entries: tuple[float, float]
    target: float

    @classmethod
    def of(cls, entries: Sequence[Any], target: Any) -> Example | None:
        """None where there is no picture: other than two entries, or a target or an entry that is 0."""
        values = [float(entry) for entry in entries]
        if len(values) != 2 or not all(values) or not target:
            return None
        return cls((values[0], values[1]), float(target))

    @property
    def x(self) -> Points:
        return np.array(self.entries)

    @property
    def least(self) -> Points:
        """The solution of least norm."""
        return self.target * self.x / (self.x @ self.x)

    def gradient(self, w: Points) -> Points:
        return 2 * self.x * (self.x @ w - self.target)

    def loss(self, first: Points, second: Points) -> Points:
        return (self.x[0] * first + self.x[1] * second - self.target) ** 2

    def descent(self) -> Points:
        """The weights of gradient descent with a rate that takes away a third of what is off in a step."""
        return self._weights(gd(self.gradient, 1 / (6 * (self.x @ self.x))))

    def rmsprop(self) -> Points:
        """The weights of RMSProp."""
        return self._weights(rmsprop(self.gradient, SMALL * float(np.abs(self.least).max())))

    def _weights(self, step: Step) -> Points:
        states = run(step, start(np.zeros(2)), STEPS)
        return np.array([state.w for state in states])


_ALONE = (
    "Gradient descent stays on the line that the example spans and ends where it meets the line of all solutions: at "
    "the one of least norm."
)
_BOTH = (
    "Gradient descent stays in the span of the example and ends at the solution of least norm; RMSProp leaves the span "
    "with its first step and ends at another solution."
)


def drawing(entries: Sequence[Any], target: Any, *, with_rmsprop: bool = True) -> Drawing | None:
    """The paths of an example; None where there is no picture, or where both are the same."""
    example = Example.of(entries, target)
    if example is None or (with_rmsprop and abs(example.entries[0]) == abs(example.entries[1])):
        return None
    return Drawing(lambda _: draw(example, with_rmsprop=with_rmsprop), _BOTH if with_rmsprop else _ALONE)


def draw(example: Example, *, with_rmsprop: bool = True) -> Figure:
    """Both paths, or that of gradient descent alone."""
    drawn, axes = panel()
    paths = [example.descent(), *([example.rmsprop()] if with_rmsprop else [])]
    low, high = _window(paths, example.least)
    _contours(axes, example, low, high)
    _line(axes, example.x, np.zeros(2), low, high, PALE, "span of $x$", example.least)
    _line(axes, np.array([-example.x[1], example.x[0]]), example.least, low, high, INK, "$x^T w = t$", paths[-1][-1])
    apart = np.sign(paths[-1][-1] - example.least) if with_rmsprop else np.array([-example.x[1], example.x[0]])
    axes.plot(*paths[0].T, color=BLUE, marker="o", markersize=3.5, linewidth=1.4, zorder=3)
    _say(axes, "gradient descent", paths[0][1], BLUE, -apart)
    if with_rmsprop:
        axes.plot(*paths[1].T, color=ORANGE, linewidth=2.2, zorder=3)
        _say(axes, "RMSProp", paths[1][len(paths[1]) // 6], ORANGE, apart)
        axes.plot(*paths[1][-1], color=ORANGE, marker="s", markersize=7, zorder=4)
    axes.plot(*example.least, color=GREEN, marker="D", markersize=7, zorder=4)
    _say(axes, "least norm", example.least, GREEN, _free(example))
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xlabel="$w_0$", ylabel="$w_1$", aspect="equal")
    return drawn


def _free(example: Example) -> Points:
    """Which side of the solution of least norm is free: beyond the solutions, where neither line goes."""
    steep = abs(example.x[1]) > abs(example.x[0])
    return np.sign(example.least) * np.array([1.0, 0.25 if steep else -0.4])


def _window(paths: list[Points], least: Points) -> tuple[Points, Points]:
    """Corners around everything, as wide as high."""
    points = np.vstack([*paths, least[None, :]])
    middle, size = (points.max(axis=0) + points.min(axis=0)) / 2, float(np.ptp(points, axis=0).max())
    half = 0.5 * size * np.array([2.1, 1.5])
    return middle - half, middle + half


def _contours(axes: Axes, example: Example, low: Points, high: Points) -> None:
    first, second = np.meshgrid(*(np.linspace(low[i], high[i], 80) for i in (0, 1)))
    levels = example.target**2 * np.array([0.02, 0.15, 0.4, 0.8, 1.3, 2.0, 3.0])
    axes.contour(first, second, example.loss(first, second), levels=levels, colors=FAINT, linewidths=1, zorder=1)


def _line(
    axes: Axes, along: Points, through: Points, low: Points, high: Points, color: str, words: str, busy: Points
) -> None:
    """A line through the window with its name near the end that is farther from a busy point."""
    along = along / np.linalg.norm(along)
    reach = 2 * float(np.linalg.norm(high - low))
    places = through + np.linspace(-reach, reach, 2001)[:, None] * along
    inside = places[((places >= low) & (places <= high)).all(axis=1)]
    axes.plot(*inside[[0, -1]].T, color=color, linewidth=1, linestyle=(0, (5, 3)), zorder=2)
    far = max(
        (inside[len(inside) // 9], inside[-len(inside) // 9]), key=lambda spot: float(np.linalg.norm(spot - busy))
    )
    axes.text(far[0], far[1], words, color=color, size=SIZE - 1, ha="center", va="center", zorder=2, bbox=_PAPER)


_PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}


def _say(axes: Axes, words: str, point: Points, color: str, side: Points) -> None:
    """Words beside a point, on that side of it."""
    away = 9 * side / np.linalg.norm(side)
    axes.annotate(
        words, point, xytext=tuple(away), textcoords="offset points", color=color, size=SIZE, zorder=5,
        ha="left" if away[0] > 0 else "right", va="bottom" if away[1] > 0 else "top",
    )  # fmt: skip
