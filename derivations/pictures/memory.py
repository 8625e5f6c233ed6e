r"""How many numbers are kept for the derivative of an unrolled loss, against the number of steps.

The counts are results of the derivation `unrolled_memory` as NumPy functions, for sizes that are said.

>>> from derivations.worked import WORKED
>>> counts = Counts(WORKED["unrolled_memory"](), examples=100, features=50)
>>> [float(counts.forward(steps)) for steps in (1, 100)], float(counts.reverse(101) - counts.reverse(100))
([350.0, 350.0], 50.0)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from derivations.latex.print import name
from derivations.moves.derivation import Derivation, Drawing
from derivations.pictures.style import BLUE, GREEN, ORANGE, SIZE, panel

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 100
"""Steps that are drawn."""


class Counts:
    """Numbers kept for sizes n and d."""

    def __init__(self, done: Derivation, examples: int = 100, features: int = 50) -> None:
        names = ("forward_memory", "reverse_memory", "least_memory")
        self.sizes, self.functions = (examples, features), [done.numpy(name) for name in names]

    def forward(self, steps: int) -> Any:
        """In forward mode, whatever the number of steps."""
        return self.functions[0](*self.sizes)

    def reverse(self, steps: int) -> Any:
        return self.functions[1](*self.sizes, steps)

    def checkpointed(self, steps: int) -> Any:
        """With checkpoints after a root of the steps."""
        return self.functions[2](*self.sizes, steps)


def _draw(done: Derivation, examples: int = 100, features: int = 50) -> Figure:
    """The three counts; with checkpoints where the number of steps is a square, joined."""
    counts = Counts(done, examples, features)
    drawn, axes = panel()
    steps = np.arange(1, MOST + 1)
    squares = np.arange(2, int(MOST**0.5) + 1) ** 2
    for words, points, count, color in (
        ("reverse mode, all on tape", steps, counts.reverse, ORANGE),
        ("reverse mode with checkpoints", squares, counts.checkpointed, BLUE),
        ("forward mode", steps, counts.forward, GREEN),
    ):
        values = [float(count(int(point))) for point in points]
        axes.plot(points, values, color=color, linewidth=1.8, marker="o" if points is squares else "", markersize=4)
        place = int(0.62 * len(points))
        axes.annotate(
            words, (points[place], values[place]), xytext=(-4, 11), textcoords="offset points", color=color, size=SIZE,
            ha="right" if color == ORANGE else "center",
        )  # fmt: skip
    letters = [name(each.name) for each in done.arguments("reverse_memory")]
    axes.set(xlim=(0, MOST), ylim=(0, None), xlabel=f"steps ${letters[2]}$")
    axes.set_ylabel(f"numbers kept (${letters[0]} = {examples}$, ${letters[1]} = {features}$)")
    return drawn


DRAWING = Drawing(
    _draw,
    "Numbers kept against the number of steps: constant in forward mode, growing with every step in reverse mode, "
    "like a square root with checkpoints.",
)
