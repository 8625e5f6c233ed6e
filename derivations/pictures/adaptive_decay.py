r"""The penalty that does what weight decay does, against the gradient of the loss.

For gradient descent it is the same for every gradient; for RMSProp and Adam it grows with the gradient, and where what
is divided by outweighs the step there is none. The penalties are the result of the derivation `adaptive_decay` as a
NumPy function, the marked ones its results for the gradients that were asked for.

>>> from derivations.worked import WORKED
>>> penalties = Penalties(WORKED["adaptive_decay"](), weight=1, rate=1, strength=0.25)
>>> penalties.last(1.0), float(penalties.of(1.0, ADAM)), float(penalties.of(2.0, ADAM))
(3.0, 1.0, 4.5)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import inf, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from derivations.latex.print import name
from derivations.moves.derivation import Derivation, Drawing
from derivations.pictures.style import BLUE, GREEN, INK, ORANGE, PALE, SIZE, panel

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DESCENT, RMSPROP, ADAM, SAFE = 0.0, sqrt(0.1), 1.0, 1.0
"""How much of the gradient's size each divides by, RMSProp for beta = 0.9; and what keeps the division safe."""
REACH, TOP = 1.4, 1.6
"""How far it is drawn: of the gradient where Adam's curve ends, and of the largest penalty that is marked."""


@dataclass(frozen=True)
class Penalties:
    """Penalties for one weight, learning rate and strength of the decay."""

    done: Derivation
    weight: float
    rate: float
    strength: float

    def of(self, gradient: Any, divides: float) -> Any:
        """The penalty for a gradient, or for an array of them; below `last`."""
        return self._function(self.weight, gradient, self.rate, divides, SAFE, self.strength)

    @cached_property
    def _function(self) -> Callable[..., Any]:
        return self.done.numpy("penalty")

    def last(self, divides: float) -> float:
        """The gradient from which on no penalty does what the decay does."""
        if not divides:
            return inf
        return (SAFE * self.rate / (divides * self.strength * self.weight) - SAFE) / divides

    @property
    def marked(self) -> list[float]:
        """The penalties that were derived, one for each gradient that was asked for."""
        return [float(self.done.sympy(each)) for each in self.done.results if each.startswith("for_gradient_")]


def drawing(gradients: Sequence[Fraction], weight: Fraction, rate: Fraction, strength: Fraction) -> Drawing:
    """The penalties with those marked that were derived for these gradients."""
    numbers = float(weight), float(rate), float(strength)
    return Drawing(
        lambda done: _draw(Penalties(done, *numbers), [float(each) for each in gradients]),
        "The penalty that does what weight decay does, against the gradient: one for all gradients in gradient "
        "descent, another for every gradient in RMSProp (beta = 0.9) and Adam, both with epsilon = 1.",
    )


def _draw(penalties: Penalties, gradients: Sequence[float]) -> Figure:
    """A curve for each method, and where that of Adam ends."""
    drawn, axes = panel()
    top, last = TOP * max(penalties.marked), penalties.last(ADAM)
    for words, divides, color in (
        ("gradient descent", DESCENT, GREEN),
        ("RMSProp", RMSPROP, BLUE),
        ("Adam", ADAM, ORANGE),
    ):
        reach = np.linspace(0, min(REACH * last, penalties.last(divides)), 400, endpoint=False)[1:]
        values = np.broadcast_to(penalties.of(reach, divides), reach.shape)
        below = values <= top
        axes.plot(reach[below], values[below], color=color, linewidth=1.8)
        place = -1 if reach[below][-1] > last else int(0.95 * below.sum())
        axes.annotate(
            words, (reach[below][place], values[below][place]), color=color, size=SIZE, va="center",
            xytext=(6, 0) if place == -1 else (-8, 0), textcoords="offset points",
            ha="left" if place == -1 else "right",
        )  # fmt: skip
    axes.axvline(last, color=PALE, linewidth=1, linestyle=(0, (5, 3)))
    axes.annotate(
        "none for Adam\nfrom here on", (last, 0.6 * top), xytext=(6, 0), textcoords="offset points", color=INK,
        size=SIZE, va="center",
    )  # fmt: skip
    axes.plot(gradients, penalties.marked, color=ORANGE, marker="o", markersize=6, linewidth=0)
    slope = name(penalties.done.arguments("penalty")[1].name)
    axes.set(xlim=(0, REACH * last), ylim=(0, top), xlabel=f"gradient ${slope}$", ylabel="penalty for the same step")
    return drawn
