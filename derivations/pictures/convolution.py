r"""A convolution in three grids: the image with the flipped kernel over one window, the kernel, and the result.

Each cell shows its number; the window, and the cell that it gives, are framed. Where nothing is padded, dilated or left
out, a window stands over as many cells as the kernel has.

>>> import numpy as np
>>> shown = Grids(np.eye(3), np.ones((2, 2)), np.array([[2.0, 1.0], [1.0, 2.0]]), (0, 0), (1, 1), (1, 1))
>>> shown.window((0, 1))
[(0, 1), (0, 2), (1, 1), (1, 2)]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from derivations.latex.print import latex
from derivations.moves.derivation import Derivation, Drawing
from derivations.pictures.style import INK, ORANGE, PALE, SIZE, figure
from derivations.terms.term import Term, num

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Cell = tuple[int, int]

CELL, GAP, MOST, LARGEST = 0.34, 2.2, 14, 500
"""Inches a cell; cells between the grids; the longest side and the most entries that can be read."""
NEGATIVE, POSITIVE = "#f6cfb8", "#bfdcf0"
COLORS = ("#bfdcf0", "#f6cfb8", "#bfe3d3", "#e6cfe0", "#f5e0a8", "#cfd8e0", "#d9ccb8", "#c9e0a8", "#f2c6cf")


@dataclass(frozen=True)
class Grids:
    """The image, the flipped kernel and the result, with padding, stride and dilation by rows and by columns."""

    image: Any
    flipped: Any
    result: Any
    padding: Cell
    stride: Cell
    dilation: Cell

    @classmethod
    def of(
        cls,
        done: Derivation,
        image: Sequence[Sequence[Any]],
        padding: Sequence[int],
        stride: Sequence[int],
        dilation: Sequence[int],
    ) -> Grids:
        """The grids of the derivation `image_convolution`, by its results."""
        flipped, result = (_values(done.results[name]) for name in ("flipped", "convolved"))
        pairs = ((pair[0], pair[1]) for pair in (padding, stride, dilation))
        return cls(np.array(image, dtype=float), flipped, result, *pairs)

    def window(self, place: Cell) -> list[Cell]:
        """The cells of the padded image (counted from its corner, without the padding) that the kernel lies over."""
        rows, columns = self.flipped.shape
        corner = [place[i] * self.stride[i] - self.padding[i] for i in (0, 1)]
        return [
            (corner[0] + m * self.dilation[0], corner[1] + n * self.dilation[1])
            for m in range(rows)
            for n in range(columns)
        ]

    @property
    def place(self) -> Cell:
        """The result whose window is shown: the one in the middle."""
        rows, columns = self.result.shape
        return rows // 2, columns // 2


def drawing(
    image: Sequence[Sequence[Any]], padding: Sequence[int], stride: Sequence[int], dilation: Sequence[int]
) -> Drawing:
    """The picture of the derivation `image_convolution`."""
    caption = "The image, the flipped kernel, and the result; in frames one window of the image and what it gives."
    return Drawing(lambda done: draw(Grids.of(done, image, padding, stride, dilation)), caption)


def draw(grids: Grids) -> Figure:
    """The three grids side by side."""
    image, flipped, result = grids.image, grids.flipped, grids.result
    pad = grids.padding
    sizes = [(image.shape[0] + 2 * pad[0], image.shape[1] + 2 * pad[1]), flipped.shape, result.shape]
    height, width = max(rows for rows, _ in sizes), sum(columns for _, columns in sizes) + 2 * GAP
    drawn = figure(CELL * (width + 0.4), CELL * (height + 1.6))
    axes = drawn.subplots()
    axes.set(xlim=(-0.2, width + 0.2), ylim=(height + 0.2, -1.4), aspect="equal")
    axes.axis("off")
    left = 0.0
    corners = []
    for rows, columns in sizes:
        corners.append((left, (height - rows) / 2))
        left += columns + GAP
    middle = height / 2
    for sign, column in ((r"$\star$", corners[1][0] - GAP / 2), ("$=$", corners[2][0] - GAP / 2)):
        axes.text(column, middle, sign, ha="center", va="center", size=SIZE + 6, color=INK)
    inside = (corners[0][0] + pad[1], corners[0][1] + pad[0])
    _frame(axes, corners[0], sizes[0])
    for (x, y), values in ((inside, image), (corners[1], flipped), (corners[2], result)):
        _cells(axes, x, y, values)
    for words, (x, y), (_, columns) in zip(("image", "kernel, flipped", "result"), corners, sizes, strict=True):
        axes.text(x + columns / 2, y - 0.35, words, ha="center", va="bottom", size=SIZE, color=INK)
    for row, column in grids.window(grids.place):
        _mark(axes, inside[0] + column, inside[1] + row)
    _mark(axes, corners[2][0] + grids.place[1], corners[2][1] + grids.place[0])
    return drawn


def _values(matrix: Term) -> Any:
    """A matrix of numbers as an array."""
    rows, columns = _size(matrix)
    return np.array([float(_value(entry)) for entry in matrix.args]).reshape(rows, columns)


def _size(matrix: Term) -> Cell:
    if not isinstance(matrix.value, tuple):
        raise ValueError(f"{latex(matrix)} is no matrix of entries")
    return matrix.value[0], matrix.value[1]


def _value(entry: Term) -> Fraction:
    """A number, written with its sign before it or within."""
    return -_value(entry.args[0]) if entry.head == "neg" else Fraction(str(entry.value))


def _cells(axes: Axes, left: float, top: float, values: Any) -> None:
    for (row, column), value in np.ndenumerate(values):
        color = POSITIVE if value > 0 else NEGATIVE if value < 0 else "white"
        axes.add_patch(_rectangle((left + column, top + row), 1, 1, facecolor=color, edgecolor=PALE, linewidth=0.6))
        axes.text(
            left + column + 0.5, top + row + 0.5, _number(value), ha="center", va="center", size=SIZE - 1, color=INK
        )  # fmt: skip


def _frame(axes: Axes, corner: tuple[float, float], size: Cell) -> None:
    """The padding, in broken lines around the image."""
    axes.add_patch(
        _rectangle(corner, size[1], size[0], facecolor="none", edgecolor=PALE, linewidth=0.8, linestyle=(0, (3, 3)))
    )


def _mark(axes: Axes, left: float, top: float) -> None:
    axes.add_patch(_rectangle((left, top), 1, 1, facecolor="none", edgecolor=ORANGE, linewidth=2, zorder=3))


def _rectangle(corner: tuple[float, float], width: float, height: float, **style: Any) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle(corner, width, height, **style)


def _number(value: float) -> str:
    found = Fraction(value).limit_denominator(1000)
    return str(found).replace("-", "\u2212")


def _pattern(done: Derivation) -> Figure:
    """The matrix of the derivation `convolution_matrix`: each weight in its colour, nothing where there is 0."""
    matrix = done.results["matrix"]
    rows, columns = _size(matrix)
    entries = ["" if entry == num(0) else latex(entry) for entry in matrix.args]
    letters = sorted({*entries} - {""})
    drawn = figure(1.3 * CELL * (columns + 0.4), 1.3 * CELL * (rows + 0.4))
    axes = drawn.subplots()
    axes.set(xlim=(-0.1, columns + 0.1), ylim=(rows + 0.1, -0.1), aspect="equal")
    axes.axis("off")
    for place, letter in enumerate(entries):
        i, j = divmod(place, columns)
        color = COLORS[letters.index(letter) % len(COLORS)] if letter else "white"
        axes.add_patch(_rectangle((j, i), 1, 1, facecolor=color, edgecolor=PALE, linewidth=0.6))
        if letter:
            axes.text(j + 0.5, i + 0.5, f"${letter}$", ha="center", va="center", size=SIZE - 2, color=INK)
    return drawn


PATTERN = Drawing(
    _pattern,
    "The layer as a matrix: a row for each result, a column for each pixel; weights of one colour are one weight.",
)
