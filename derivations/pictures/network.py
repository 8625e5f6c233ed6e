r"""Neurons, weights and multiply-adds of a network, layer by layer, as bars on a logarithmic scale.

>>> from derivations.worked import WORKED
>>> network = ("conv3", "pool2")
>>> [(layer.name, *layer.counts.values()) for layer in layers(WORKED["network_counts"](network), network)]
[('image', 1024), ('1 conv3', 1024, 9, 1048576, 9216), ('2 pool2', 256)]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from derivations.moves.derivation import Derivation, Drawing
from derivations.moves.found import numbers
from derivations.pictures.style import BLUE, GREEN, INK, ORANGE, PURPLE, SIZE, WIDTH, panel

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NEURONS, WEIGHTS, DENSE, PRODUCTS = "neurons", "weights", "weights, if dense", "multiply-adds"
COLORS = {NEURONS: BLUE, WEIGHTS: ORANGE, DENSE: PURPLE, PRODUCTS: GREEN}
LETTERS = ("n", r"\theta", r"\tilde{\theta}", r"\mu")
BAR, APART = 0.19, 1.0
"""Inches a bar, and bars between layers."""


@dataclass(frozen=True)
class Layer:
    """A layer with what there is of each kind; what it does not have is left out."""

    name: str
    counts: Mapping[str, int]


def layers(done: Derivation, network: Sequence[str], letters: Sequence[str] = LETTERS) -> list[Layer]:
    """The image and the layers with what the derivation `network_counts` finds, in its letters for the four kinds."""
    found, listed = numbers(done), []
    for place in range(len(network) + 1):
        names = {kind: f"{letter}_{{{place}}}" for kind, letter in zip(COLORS, letters, strict=True)}
        counts = {kind: int(found[name]) for kind, name in names.items() if name in found}
        listed.append(Layer(f"{place} {network[place - 1]}" if place else "image", counts))
    return listed


def drawing(network: Sequence[str], letters: Sequence[str]) -> Drawing:
    """The picture of the derivation `network_counts`."""
    caption = "Neurons, weights and multiply-adds, layer by layer; and the weights that dense layers would have."
    return Drawing(lambda done: draw(layers(done, network, letters)), caption)


def draw(listed: Sequence[Layer]) -> Figure:
    """Bars with their numbers beside them, the first layer above."""
    height = BAR * (sum(len(layer.counts) for layer in listed) + APART * len(listed)) + 0.9
    drawn, axes = panel(WIDTH, height)
    place, ticks, named = 0.0, [], set[str]()
    most = max(count for layer in listed for count in layer.counts.values())
    for layer in listed:
        ticks.append(place + (len(layer.counts) - 1) / 2)
        for kind, count in layer.counts.items():
            color = COLORS[kind]
            axes.barh(place, count, color=color, height=0.82, left=0)
            words = f"{count:,}".replace(",", "\u2009") + (f"  {kind}" if kind not in named else "")
            named.add(kind)
            style: dict[str, Any] = {"textcoords": "offset points", "va": "center", "size": SIZE - 2}
            axes.annotate(words, (count, place), xytext=(4, 0), color=color, **style)
            place += 1
        place += APART
    axes.set(xscale="log", xlim=(1, most * 30), ylim=(place - APART - 0.4, -0.6))
    axes.set_yticks(ticks, [layer.name for layer in listed], color=INK, size=SIZE)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    return drawn
