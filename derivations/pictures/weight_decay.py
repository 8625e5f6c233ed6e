r"""Two weights under decay and under a penalty on the loss: with the penalty that was derived the paths are one.

The steps are results of the derivation as NumPy functions, at data that a seed draws; beside them a path with another
penalty, which parts from them.

>>> from derivations.worked import WORKED
>>> paths = Paths(WORKED["weight_decay"]())
>>> float(abs(paths.decayed() - paths.penalised(paths.penalty)).max()) < 1e-12
True
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from derivations.latex.print import name
from derivations.moves.derivation import Derivation, Drawing
from derivations.pictures.style import BLUE, FAINT, GREEN, INK, ORANGE, PALE, SIZE, panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EXAMPLES, STEPS, RATE, DECAY = 6, 40, 0.1, 0.06
START = np.array([[1.9], [-0.6]])


class Paths:
    """Iterated steps of the derivation `weight_decay`, from the same weights."""

    def __init__(self, done: Derivation, seed: int = 1) -> None:
        random = np.random.default_rng(seed)
        self.done = done
        self.X = random.normal(size=(EXAMPLES, 2)) * np.array([1.3, 0.7])
        self.t = self.X @ np.array([[1.2], [1.6]]) + 0.1 * random.normal(size=(EXAMPLES, 1))
        self.penalty = float(np.asarray(done.numpy("penalty")(RATE, DECAY)).item())
        """The weight of the penalty that makes both the same."""

    def decayed(self) -> Any:
        """The weights, step by step, under decay."""
        function = self.done.numpy("decayed_step")
        return self._path(lambda w: function(self.X, self.t, w, RATE, DECAY))

    def penalised(self, penalty: float) -> Any:
        """The weights, step by step, under a penalty of this weight."""
        function = self.done.numpy("penalised_step")
        return self._path(lambda w: function(self.X, self.t, w, RATE, penalty))

    @staticmethod
    def _path(step: Callable[[Any], Any]) -> Any:
        weights = [START]
        for _ in range(STEPS):
            weights.append(np.asarray(step(weights[-1])).reshape(2, 1))
        return np.array(weights)[:, :, 0]

    @property
    def solution(self) -> Any:
        """The weights of the least loss without decay."""
        return np.linalg.lstsq(self.X, self.t, rcond=None)[0][:, 0]

    def loss(self, first: Any, second: Any) -> Any:
        residuals = self.X @ np.array([first.ravel(), second.ravel()]) - self.t
        return (residuals**2).mean(axis=0).reshape(first.shape)


def _draw(done: Derivation, seed: int = 1) -> Figure:
    """The common path, one with another penalty, and where the loss itself is least."""
    paths = Paths(done, seed)
    decayed, same, other = paths.decayed(), paths.penalised(paths.penalty), paths.penalised(4 * paths.penalty)
    drawn, axes = panel()
    points = np.vstack([decayed, other, paths.solution[None, :], np.zeros((1, 2))])
    margin = 0.12 * np.ptp(points, axis=0)
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin * np.array([2.5, 1.0])
    first, second = np.meshgrid(*(np.linspace(low[i], high[i], 80) for i in (0, 1)))
    axes.contour(first, second, paths.loss(first, second), levels=8, colors=FAINT, linewidths=1)
    axes.plot(*other.T, color=PALE, marker="o", markersize=3, linewidth=1)
    axes.plot(*decayed.T, color=BLUE, linewidth=5, alpha=0.35, solid_capstyle="round")
    axes.plot(*same.T, color=ORANGE, marker="o", markersize=3, linewidth=1.2)
    axes.plot(*paths.solution, color=GREEN, marker="D", markersize=7)
    axes.plot(0, 0, color=INK, marker="+", markersize=8)
    decay, penalty = (name(done.arguments(each)[-1].name) for each in ("decayed_step", "penalised_step"))
    rate = name(done.arguments("penalty")[0].name)
    _say(axes, f"decay ${decay}$ and\npenalty ${penalty} = {decay}/(2{rate})$", same[6], ORANGE, (12, 12))
    _say(axes, f"penalty ${penalty} = 2{decay}/{rate}$", other[2], INK, (-6, -14), "right")
    _say(axes, "least loss", paths.solution, GREEN, (9, 4))
    _say(axes, "0", np.zeros(2), INK, (6, -9))
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xlabel="first weight", ylabel="second weight")
    return drawn


def _say(axes: Axes, words: str, point: Any, color: str, offset: tuple[float, float], side: str = "left") -> None:
    axes.annotate(
        words, point, xytext=offset, textcoords="offset points", color=color, size=SIZE, va="center", ha=side
    )  # fmt: skip


DRAWING = Drawing(
    _draw,
    "Two weights under decay and under a penalty: with the penalty that was derived the paths are one, with another "
    "they part.",
)
