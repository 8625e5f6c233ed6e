"""The picture of a receptive field: layers as rows of cells, the input at the bottom, and what one output sees.

A cell stands over the middle of the inputs that it sees. Beside a row stands the receptive field of one of its cells,
from the first to the last input that it sees, between two rows what the layer does. matplotlib is imported when a
picture is drawn; `ModuleNotFoundError` says how to get it.

>>> [(len(row.cells), len(row.seen), row.field) for row in rows([Layer(5), Layer(2, 2), Layer(5)])]
[(18, 14, 1), (14, 10, 5), (7, 5, 6), (3, 1, 14)]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from numeric.layers import Layer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Ends = tuple[int, int]

INCHES, STEP, SIDE = 0.3, 3.4, 0.74
"""Inches an input, inputs from one row to the next, and the side of a cell."""
LEFT, RIGHT, SIZE = 5.2, 4.4, 12
"""Inputs kept free for the words on either side, and points of their letters."""
INK, PALE, LINE = "#1f2933", "#8a97a6", "#c2410c"
FILL = {"plain": "#eef2f6", "seen": "#fbcba8", "output": "#c2410c"}


@dataclass(frozen=True)
class Row:
    """The cells of a layer, each by the first and the last input that it sees.

    `seen` are those that the output depends on, each with the cells that it reads in the row below.
    """

    cells: tuple[Ends, ...]
    seen: dict[int, tuple[int, ...]]

    @property
    def field(self) -> int:
        """How many inputs one cell sees, from the first to the last."""
        first, last = self.cells[0]
        return last - first + 1

    def middle(self, cell: int) -> float:
        return sum(self.cells[cell]) / 2


def rows(layers: Sequence[Layer]) -> list[Row]:
    """The input and the layers, with as many inputs as the output and its two neighbours see."""
    length = 3
    for layer in reversed(layers):
        length = layer.stride * (length - 1) + layer.dilation * (layer.kernel - 1) + 1
    cells: list[tuple[Ends, ...]] = [tuple((place, place) for place in range(length))]
    reads: list[list[tuple[int, ...]]] = [[() for _ in range(length)]]
    for layer in layers:
        length = (length - layer.dilation * (layer.kernel - 1) - 1) // layer.stride + 1
        below, taps = cells[-1], [layer.dilation * m for m in range(layer.kernel)]
        reads.append([tuple(layer.stride * unit + tap for tap in taps) for unit in range(length)])
        cells.append(tuple((below[read[0]][0], below[read[-1]][1]) for read in reads[-1]))
    wanted, found = {1}, []
    for own, read in zip(reversed(cells), reversed(reads), strict=True):
        found.append(Row(own, {unit: read[unit] for unit in sorted(wanted)}))
        wanted = {below for unit in wanted for below in read[unit]}
    return found[::-1]


def draw(kernels: Sequence[int], strides: Sequence[int], dilations: Sequence[int]) -> Figure:
    """The figure. Raises `ValueError` where the lists differ in length, are empty or hold a number below 1."""
    if not len(kernels) == len(strides) == len(dilations) or not kernels:
        raise ValueError(
            f"{len(kernels)} kernels, {len(strides)} strides, {len(dilations)} dilations: one of each a layer is needed"
        )
    layers = [Layer(*each) for each in zip(kernels, strides, dilations, strict=True)]
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError("a picture needs matplotlib: pip install 'derivations[pictures]'") from missing

    drawn = rows(layers)
    width, height = LEFT + len(drawn[0].cells) + RIGHT, STEP * len(layers) + 4.2
    figure = Figure(figsize=(INCHES * width, INCHES * height))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0), aspect="equal")
    axes.set_xlim(-LEFT - 0.5, width - LEFT - 0.5)
    axes.set_ylim(-2.6, height - 2.6)
    axes.set_axis_off()
    _cone(axes, drawn)
    for place, row in enumerate(drawn):
        _lines(axes, row, drawn[place - 1], STEP * place)
        _cells(axes, row, STEP * place, place == len(layers))
    _words(axes, layers, drawn)
    _measure(axes, drawn)
    return figure


def _cone(axes: Axes, drawn: Sequence[Row]) -> None:
    """What lies between the outermost cells that the output depends on."""
    half = SIDE / 2
    left = [(row.middle(min(row.seen)) - half, STEP * place) for place, row in enumerate(drawn)]
    right = [(row.middle(max(row.seen)) + half, STEP * place) for place, row in enumerate(drawn)]
    outline = [*left, *reversed(right)]
    axes.fill([x for x, _ in outline], [y for _, y in outline], color=FILL["seen"], alpha=0.22, lw=0, zorder=1)


def _lines(axes: Axes, row: Row, below: Row, height: float) -> None:
    """From each cell that counts to those that it reads."""
    half = SIDE / 2
    for cell, read in row.seen.items():
        for other in read:
            ends = ([row.middle(cell), below.middle(other)], [height - half, height - STEP + half])
            axes.plot(*ends, color=LINE, lw=0.7, alpha=0.55, solid_capstyle="round", zorder=2)


def _cells(axes: Axes, row: Row, height: float, last: bool) -> None:
    from matplotlib.patches import FancyBboxPatch

    half = SIDE / 2
    for cell in range(len(row.cells)):
        kind = "plain" if cell not in row.seen else "output" if last else "seen"
        axes.add_patch(
            FancyBboxPatch(
                (row.middle(cell) - half, height - half),
                SIDE,
                SIDE,
                boxstyle="round,pad=0,rounding_size=0.14",
                facecolor=FILL[kind],
                edgecolor=PALE if kind == "plain" else LINE,
                lw=0.6 if kind == "plain" else 1.0,
                zorder=3,
            )
        )


def _words(axes: Axes, layers: Sequence[Layer], drawn: Sequence[Row]) -> None:
    """What the rows are, what the layers do and how wide the fields are."""
    left, right = -1.4, len(drawn[0].cells) + 0.4
    for place, row in enumerate(drawn):
        title = "input" if not place else f"layer {place}"
        _text(axes, left, STEP * place, title, ha="right")
        wide = f"$r_{{{place}}} = {row.field}$" if place else ""
        _text(axes, right, STEP * place, wide, ha="left", color=LINE)
    for place, layer in enumerate(layers):
        said = [f"kernel {layer.kernel}"]
        said += [f"stride {layer.stride}"] if layer.stride > 1 else []
        said += [f"dilation {layer.dilation}"] if layer.dilation > 1 else []
        _text(axes, left, STEP * (place + 0.5), "\n".join(said), ha="right", color=PALE, fontsize=SIZE - 3)


def _measure(axes: Axes, drawn: Sequence[Row]) -> None:
    """The field as a distance under the input."""
    seen, half, height = drawn[0].seen, SIDE / 2, -1.0
    first, last = min(seen) - half, max(seen) + half
    axes.plot([first, last], [height, height], color=LINE, lw=1.1)
    for end in (first, last):
        axes.plot([end, end], [height - 0.18, height + 0.18], color=LINE, lw=1.1)
    _text(axes, (first + last) / 2, height - 0.85, f"receptive field {drawn[-1].field}", ha="center", color=LINE)


def _text(axes: Axes, x: float, y: float, text: str, ha: str, color: str = INK, fontsize: int = SIZE) -> None:
    axes.text(x, y, text, ha=ha, va="center", color=color, fontsize=fontsize, linespacing=1.4, math_fontfamily="cm")
