r"""The loss of gradient descent against the number of steps, for some learning rates.

The loss is the result of the derivation `many_steps_loss` as a NumPy function, at data that a seed draws. A rate is
given as a part of n over the largest eigenvalue of XX': from there on the loss no longer goes down for all weights.

>>> from derivations.worked import WORKED
>>> curves = Curves(WORKED["many_steps_loss"]())
>>> slow, fast, beyond = (float(curves.losses(part)[-1]) for part in (0.1, 0.5, 1.05))
>>> curves.least < fast < slow < float(curves.losses(0.1)[0]) < beyond
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from derivations.latex.print import name
from derivations.moves.derivation import Derivation, Drawing
from derivations.pictures.style import BLUE, GREEN, INK, ORANGE, PALE, PURPLE, SIZE, panel

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EXAMPLES, FEATURES, STEPS = 8, 3, 30
PARTS = {1.03: ORANGE, 0.03: PURPLE, 0.15: BLUE, 0.7: GREEN}
"""Rates, each as a part of the largest, and their colours."""


class Curves:
    """Losses of one data set from one start."""

    def __init__(self, done: Derivation, seed: int = 0) -> None:
        random = np.random.default_rng(seed)
        self.function = done.numpy("loss_after_k")
        self.X = random.normal(size=(EXAMPLES, FEATURES))
        self.t = self.X @ random.normal(size=(FEATURES, 1)) + 0.2 * random.normal(size=(EXAMPLES, 1))
        self.start = 2 * random.normal(size=(FEATURES, 1))

    @property
    def largest(self) -> float:
        """The rate from which on the loss can grow."""
        return float(EXAMPLES / np.linalg.eigvalsh(self.X @ self.X.T)[-1])

    @property
    def least(self) -> float:
        """The least loss of any weights."""
        missed = self.X @ np.linalg.lstsq(self.X, self.t, rcond=None)[0] - self.t
        return float((missed**2).mean())

    def losses(self, part: float) -> Any:
        """After 0 to `STEPS` steps with this part of the largest rate."""
        rate = part * self.largest
        values = [self.function(self.X, self.t, self.start, rate, steps) for steps in range(STEPS + 1)]
        return np.array([np.asarray(value).item() for value in values])


def _draw(done: Derivation, seed: int = 0) -> Figure:
    """A curve for each rate, its rate at its end, and the least loss."""
    curves = Curves(done, seed)
    drawn, axes = panel()
    rate, steps = (name(each.name) for each in done.arguments("loss_after_k")[-2:])
    axes.axhline(curves.least, color=PALE, linewidth=1, linestyle=(0, (5, 3)))
    axes.annotate(
        "least loss", (0, curves.least), xytext=(4, -4), textcoords="offset points", color=INK, size=SIZE, va="top"
    )
    for part, color in PARTS.items():
        losses = curves.losses(part)
        axes.plot(losses, color=color, marker="o", markersize=3, linewidth=1.4)
        axes.annotate(
            rf"${rate} = {part * curves.largest:.2g}$", (STEPS, losses[-1]), xytext=(7, 0),
            textcoords="offset points", color=color, size=SIZE, va="center",
        )  # fmt: skip
    axes.set(xlim=(0, STEPS), yscale="log", ylim=(curves.least / 2, None), xlabel=f"steps ${steps}$", ylabel="loss")
    return drawn


DRAWING = Drawing(
    _draw,
    "The loss against the number of steps: a small learning rate is slow, a larger one is fast, and one that is too "
    "large makes the loss grow.",
)
