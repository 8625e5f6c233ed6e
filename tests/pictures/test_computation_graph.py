"""The picture shows every value and every edge, at places of its own, and says what it needs."""

from __future__ import annotations

import sys
from io import BytesIO
from itertools import combinations
from math import hypot

import pytest

from derivations.latex.print import name
from derivations.moves.graph import Graph
from derivations.pictures.computation_graph import RADIUS, Layout, draw
from derivations.worked.unrolled_graph import Letters, Unrolled

ABOVE, BELOW = ("t", "X"), (r"\eta",)


def graph(steps: int) -> Graph:
    return Unrolled(Letters(), steps).graph


@pytest.mark.parametrize("steps", [1, 3, 6])
def test_every_value_has_a_column_after_what_it_reads(steps: int) -> None:
    layout = Layout.of(graph(steps), ABOVE, BELOW)
    assert layout.spots.keys() == {node.name for node in graph(steps).nodes} - {*ABOVE, *BELOW}
    assert layout.gap is None
    for one, other in graph(steps).edges:
        if one in layout.spots:
            assert layout.spots[one].column < layout.spots[other].column
    assert {each for each, spot in layout.spots.items() if not spot.upper} == {f"w_{{{k}}}" for k in range(steps + 1)}


@pytest.mark.parametrize("steps", [7, 12, 200])
def test_of_many_steps_the_ends_are_shown(steps: int) -> None:
    layout = Layout.of(graph(steps), ABOVE, BELOW)
    shown = {each for each, spot in layout.spots.items() if not spot.upper}
    assert shown == {f"w_{{{k}}}" for k in (0, 1, steps - 1, steps)}
    columns = [spot.column for spot in layout.spots.values()]
    assert layout.gap not in columns
    assert sorted([*columns, layout.gap]) == list(range(len(columns) + 1))


def test_a_rail_is_an_input() -> None:
    with pytest.raises(ValueError, match=r"a_\{0\} is no input"):
        Layout.of(graph(1), ("a_{0}",), BELOW)


@pytest.mark.parametrize(("steps", "arrows"), [(1, 6), (3, 14), (50, 12)])
def test_the_figure(steps: int, arrows: int) -> None:
    """One label a value, none over another; arrows from value to value beside those from the rails."""
    pytest.importorskip("matplotlib")
    figure = draw(graph(steps), ABOVE, BELOW)
    (axes,) = figure.axes
    labels = [text for text in axes.texts if text.get_text().strip("$")]
    layout = Layout.of(graph(steps), ABOVE, BELOW)
    wanted = [*layout.spots, *ABOVE, *BELOW]
    written = [text.get_text().strip("$") for text in labels]
    assert sorted(written) == sorted([*map(name, wanted), *([r"\cdots"] if layout.gap is not None else [])])
    for one, other in combinations([text.get_position() for text in labels], 2):
        assert hypot(one[0] - other[0], one[1] - other[1]) > 2 * RADIUS
    taps = sum(node.name in layout.spots for rail in (*ABOVE, *BELOW) for node in graph(steps).readers(rail))
    assert len([text for text in axes.texts if text not in labels]) == arrows + taps
    image = BytesIO()
    figure.savefig(image, format="svg")
    assert image.getvalue().startswith(b"<?xml")


def test_without_matplotlib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ModuleNotFoundError, match=r"derivations\[pictures\]"):
        draw(graph(1), ABOVE, BELOW)
