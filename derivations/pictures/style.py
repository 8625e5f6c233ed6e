"""What pictures share: a panel, and colours that stay apart for every eye (Okabe and Ito, 2008).

matplotlib is imported when a picture is drawn; `ModuleNotFoundError` says how to get it.

>>> panel()[0].get_size_inches().tolist()
[5.4, 3.7]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, PALE, FAINT = "#1f2933", "#8a97a6", "#dfe5ea"
BLUE, ORANGE, GREEN, PURPLE = "#0072b2", "#d55e00", "#009e73", "#a0528a"
WIDTH, HEIGHT, SIZE = 5.4, 3.7, 10
"""Inches, and points of the letters."""


def figure(width: float = WIDTH, height: float = HEIGHT) -> Figure:
    """An empty figure on white, that saves as it is seen."""
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError("a picture needs matplotlib: pip install 'derivations[pictures]'") from missing
    return Figure(figsize=(width, height), facecolor="white", layout="constrained")


def panel(width: float = WIDTH, height: float = HEIGHT) -> tuple[Figure, Axes]:
    """A figure with axes that have no frame above and to the right."""
    drawn = figure(width, height)
    return drawn, plain(drawn.subplots())


def plain(axes: Axes) -> Axes:
    """The axes with thin lines below and to the left alone."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(PALE)
    axes.tick_params(colors=INK, labelsize=SIZE - 1, color=PALE)
    axes.xaxis.label.set(color=INK, size=SIZE)
    axes.yaxis.label.set(color=INK, size=SIZE)
    return axes
