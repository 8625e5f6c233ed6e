r"""The picture of a computation graph: values from left to right in the order in which they can be made.

What many values read (the data, the learning rate) runs along as a rail, above or below, with a dot wherever a value
reads it. Values stand as high as what they read: with a rail from above on the upper line, otherwise on the lower one.
Between the first and the last steps of a long graph stand dots. matplotlib is imported when a picture is drawn;
`ModuleNotFoundError` says how to get it.

>>> from derivations.document.context import Definition
>>> from derivations.terms.term import num, sym
>>> n, X, w, g, eta = map(sym, ("n", "X", "w", "g", "eta"))
>>> inputs = {"X": (n, n), "w": (n, num(1)), "eta": (num(1), num(1))}
>>> step = Graph.of(inputs, [Definition("g", X * w), Definition("v", w - eta * g)])
>>> {each: (spot.column, spot.upper) for each, spot in Layout.of(step, ("X",), ("eta",)).spots.items()}
{'w': (0, False), 'g': (1, True), 'v': (2, False)}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING

from derivations.latex.print import name
from derivations.moves.graph import Graph

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Point = tuple[float, float]

LOWER, UPPER = 0.0, 1.15
ABOVE, BELOW, APART = 2.05, -1.05, 0.75
"""Where the rail next to the values runs, and how far the next one is from it."""
RADIUS, BETWEEN = 0.3, 0.24
SCALE, SIZE = 0.75, 16
"""Inches a column, and points of the letters."""
INK, PALE, RATE = "#1f2933", "#8a97a6", "#c2410c"
FILL = {"input": "#eef2f6", "value": "#ffffff", "last": "#fde8d7"}


@dataclass(frozen=True)
class Spot:
    """Where a value stands: its column, counted from the left, and on which of the two lines."""

    column: int
    upper: bool


@dataclass(frozen=True)
class Layout:
    """Spots of the values that are shown, and of the dots that stand for the others (`gap`, a column)."""

    graph: Graph
    above: tuple[str, ...]
    below: tuple[str, ...]
    spots: Mapping[str, Spot]
    gap: int | None = None

    @classmethod
    def of(cls, graph: Graph, above: Sequence[str], below: Sequence[str], ends: int = 3) -> Layout:
        """A column for each length of a longest path; of more than twice `ends` steps only the ends are shown.

        Raises `ValueError` for a rail that is no input.
        """
        inputs = {node.name for node in graph.inputs}
        for rail in (*above, *below):
            if rail not in inputs:
                raise ValueError(f"{rail} is no input of the graph; there are {', '.join(sorted(inputs))}")
        columns: dict[str, int] = {}
        upper: dict[str, bool] = {}
        for node in graph.nodes:
            if node.name in (*above, *below):
                continue
            before = [each for each in node.reads if each in columns]
            columns[node.name] = 1 + max((columns[each] for each in before), default=-1)
            on_rails = [rail in above for rail in node.reads if rail in (*above, *below)]
            inherited = [upper[each] for each in before if columns[each] == columns[node.name] - 1]
            upper[node.name] = any(on_rails) if on_rails else any(inherited)
        shown, gap = _ends(columns, upper, ends)
        return cls(graph, tuple(above), tuple(below), {k: Spot(c, upper[k]) for k, c in shown.items()}, gap)


def _ends(columns: Mapping[str, int], upper: Mapping[str, bool], ends: int) -> tuple[dict[str, int], int | None]:
    """The columns of what is shown, closed up over a gap in the middle if there is one."""
    marks = sorted(columns[each] for each in columns if not upper[each])
    if len(marks) - 1 <= 2 * ends:
        return dict(columns), None
    first, last = marks[1], marks[-2]
    moved = {k: c if c <= first else c - last + first + 2 for k, c in columns.items() if c <= first or c >= last}
    return moved, first + 1


def draw(graph: Graph, above: Sequence[str], below: Sequence[str], ends: int = 3) -> Figure:
    """The figure; `above` and `below` are the inputs that run along as rails, the outermost first."""
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError("a picture needs matplotlib: pip install 'derivations[pictures]'") from missing

    layout = Layout.of(graph, above, below, ends)
    rails = _heights(layout)
    left, right = -1.6, 0.7 + max(spot.column for spot in layout.spots.values())
    low, high = min(rails.values()) - 0.5, max(rails.values()) + 0.5
    figure = Figure(figsize=(SCALE * (right - left), SCALE * (high - low)))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0), xlim=(left, right), ylim=(low, high), aspect="equal")
    axes.set_axis_off()
    for rail, height in rails.items():
        _rail(axes, layout, rail, height)
    for one, other in _arrows(layout):
        _arrow(axes, one, other, RADIUS, RADIUS)
    for each, spot in layout.spots.items():
        node = graph[each]
        kind = "input" if node.term is None else "value" if graph.readers(each) else "last"
        _circle(axes, each, _place(spot), kind)
    if layout.gap is not None:
        axes.text(
            layout.gap, LOWER, r"$\cdots$", ha="center", va="center", fontsize=SIZE + 4, color=INK, math_fontfamily="cm"
        )
    return figure


def _heights(layout: Layout) -> dict[str, float]:
    """How high each rail runs."""
    outward = [(ABOVE + APART * k, rail) for k, rail in enumerate(reversed(layout.above))]
    outward += [(BELOW - APART * k, rail) for k, rail in enumerate(reversed(layout.below))]
    return {rail: height for height, rail in outward}


def _place(spot: Spot) -> Point:
    return spot.column, UPPER if spot.upper else LOWER


def _arrows(layout: Layout) -> list[tuple[Point, Point]]:
    """From value to value; what leads into the gap or out of it leads to or from its dots."""
    arrows: dict[tuple[Point, Point], None] = {}
    for one, other in layout.graph.edges:
        if one in layout.above + layout.below or not {one, other} & layout.spots.keys():
            continue
        dots = (layout.gap or 0, LOWER)
        ends = [_place(layout.spots[each]) if each in layout.spots else dots for each in (one, other)]
        arrows[ends[0], ends[1]] = None
    return list(arrows)


def _rail(axes: Axes, layout: Layout, rail: str, height: float) -> None:
    """A line from the input's own circle to the last value that reads it, and down or up to each."""
    color = RATE if rail in layout.below else PALE
    readers = [node for node in layout.graph.readers(rail) if node.name in layout.spots]
    taps = []
    for node in readers:
        side = [each for each in (layout.above if rail in layout.above else layout.below) if each in node.reads]
        x, y = _place(layout.spots[node.name])
        taps.append((x + BETWEEN * (side.index(rail) - (len(side) - 1) / 2), y))
    start = (-1.0, height)
    axes.plot([start[0], max(x for x, _ in taps)], [height, height], color=color, lw=1.2, zorder=1)
    for x, y in taps:
        up = 1 if height > y else -1
        edge = up * (RADIUS**2 - (x - round(x)) ** 2) ** 0.5
        # the white line lets it pass over a rail that it has nothing to do with
        axes.plot([x, x], [height - 0.1 * up, y + edge], color="white", lw=6, zorder=2)
        _arrow(axes, (x, height), (x, y + edge), 0, 0, color)
        axes.plot([x], [height], "o", color=color, ms=4, zorder=4)
    _circle(axes, rail, start, "input", color if rail in layout.below else INK)


def _arrow(axes: Axes, one: Point, other: Point, leave: float, reach: float, color: str = INK) -> None:
    """An arrow that leaves so much room at its ends."""
    length = hypot(other[0] - one[0], other[1] - one[1])
    along = ((other[0] - one[0]) / length, (other[1] - one[1]) / length)
    axes.annotate(
        "",
        xy=(other[0] - reach * along[0], other[1] - reach * along[1]),
        xytext=(one[0] + leave * along[0], one[1] + leave * along[1]),
        arrowprops={"arrowstyle": "-|>,head_width=0.18,head_length=0.36", "color": color, "lw": 1.2, "shrinkA": 0,
                    "shrinkB": 0},
        zorder=3,
    )  # fmt: skip


def _circle(axes: Axes, of: str, where: Point, kind: str, color: str = INK) -> None:
    from matplotlib.patches import Circle

    edge = RATE if kind == "last" else color
    axes.add_patch(Circle(where, RADIUS, facecolor=FILL[kind], edgecolor=edge, lw=1.2, zorder=5))
    axes.text(
        *where,
        f"${name(of)}$",
        ha="center",
        va="center_baseline",
        fontsize=SIZE,
        color=edge,
        zorder=6,
        math_fontfamily="cm",
    )
