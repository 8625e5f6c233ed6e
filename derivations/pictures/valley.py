r"""The optimisers in a narrow valley: the weights of each, step by step, from the same start.

L(w) = (w_0^2 + b w_1^2) / 2 with b > 1, on which gradient descent swings across the valley and creeps along it.

>>> valley = Valley(bend=20)
>>> {each: bool(valley.loss(*path[-1]) < valley.loss(*path[0])) for each, path in valley.paths().items()}
{'gradient descent': True, 'momentum': True, 'RMSProp': True, 'Adam': True}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from derivations.moves.derivation import Drawing
from derivations.pictures.style import BLUE, FAINT, GREEN, INK, ORANGE, PURPLE, SIZE, panel
from numeric.optimisers import adam, gd, momentum, rmsprop, start
from numeric.simulate import run, weights

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STEPS = 20
START = (-2.0, 0.5)
COLORS = {"gradient descent": BLUE, "momentum": ORANGE, "RMSProp": GREEN, "Adam": PURPLE}


@dataclass(frozen=True)
class Valley:
    """How much more the loss bends across the valley than along it."""

    bend: float

    def __post_init__(self) -> None:
        if self.bend <= 1:
            raise ValueError(f"a bend of {self.bend}: more than 1 is needed for a valley")

    def loss(self, first: Any, second: Any) -> Any:
        return (first**2 + self.bend * second**2) / 2

    def gradient(self, w: Any) -> Any:
        return np.array([1.0, self.bend]) * w

    def paths(self) -> dict[str, Any]:
        """Weights, `STEPS` + 1 x 2: gradient descent near its largest rate, the others with usual constants."""
        steps = {
            "gradient descent": gd(self.gradient, 1.8 / self.bend),
            "momentum": momentum(self.gradient, 0.6 / self.bend, 0.8),
            "RMSProp": rmsprop(self.gradient, 0.06),
            "Adam": adam(self.gradient, 0.12),
        }
        return {each: weights(run(step, start(START), STEPS)) for each, step in steps.items()}


def draw(valley: Valley) -> Figure:
    """All paths on the contours of the loss."""
    drawn, axes = panel()
    paths = valley.paths()
    points = np.vstack(list(paths.values()))
    margin = 0.1 * np.ptp(points, axis=0)
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    first, second = np.meshgrid(*(np.linspace(low[i], high[i], 100) for i in (0, 1)))
    levels = valley.loss(*START) * np.linspace(0.05, 1.6, 9) ** 2
    axes.contour(first, second, valley.loss(first, second), levels=levels, colors=FAINT, linewidths=1)
    for each, path in paths.items():
        axes.plot(*path.T, color=COLORS[each], marker="o", markersize=3, linewidth=1.2)
    _say(axes, "gradient descent", _extreme(paths["gradient descent"], 1), (4, 2), "left")
    _say(axes, "momentum", _extreme(paths["momentum"], 1), (0, 5))
    _say(axes, "Adam", _extreme(paths["Adam"], -1), (0, -14))
    _say(axes, "RMSProp", paths["RMSProp"][-1], (10, -64))
    axes.plot(0, 0, color=INK, marker="+", markersize=9)
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xlabel="$w_0$", ylabel="$w_1$")
    return drawn


def _extreme(path: Any, side: int) -> Any:
    """Where a path is farthest on this side of the valley, after it has been on the other if it started here."""
    across = side * path[:, 1]
    first = int(np.argmax(across < 0)) if (across < 0).any() and across[0] > 0 else 0
    return path[first + int(np.argmax(across[first:]))]


def _say(axes: Axes, words: str, point: Any, offset: tuple[float, float], side: str = "center") -> None:
    """Words beside a point; a thin line leads to those that are farther away."""
    far = {"arrowstyle": "-", "color": COLORS[words], "linewidth": 0.7, "shrinkB": 4} if offset[1] < -20 else None
    axes.annotate(
        words, point, xytext=offset, textcoords="offset points", color=COLORS[words], size=SIZE, ha=side,
        arrowprops=far,
    )  # fmt: skip


DRAWING = Drawing(
    lambda _: draw(Valley(bend=20)),
    f"The first {STEPS} steps of the optimisers in a narrow valley: gradient descent swings across it and creeps along "
    "it, momentum keeps its speed along it, the first steps of RMSProp and Adam go about as far along it as across.",
)
