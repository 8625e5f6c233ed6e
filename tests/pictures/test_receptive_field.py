"""Receptive fields drawn: which cells count, what is written beside them, and what is said of what cannot be drawn."""

from __future__ import annotations

import sys
from itertools import pairwise

import numpy as np
import pytest

from derivations.pictures.receptive_field import draw, rows
from numeric.layers import Layer, reach, run_layer

NETWORKS = [
    ((5, 2, 5), (1, 2, 1), (1, 1, 1)),
    ((3, 2, 3), (1, 2, 1), (1, 1, 1)),
    ((3, 3, 3, 3), (1, 1, 1, 1), (1, 2, 4, 8)),
    ((2, 3), (3, 4), (3, 1)),
    ((1,), (1,), (1,)),
]
Lists = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]


def layers_of(lists: Lists) -> list[Layer]:
    return [Layer(*each) for each in zip(*lists, strict=True)]


@pytest.mark.parametrize("lists", NETWORKS)
def test_cells_that_count_are_those_that_an_impulse_reaches(lists: Lists) -> None:
    layers = layers_of(lists)
    drawn = rows(layers)
    answers = np.eye(len(drawn[0].cells))
    for layer in layers:
        answers = run_layer(answers, layer)
    assert answers.shape[1] == len(drawn[-1].cells) == 3
    assert sorted(drawn[0].seen) == np.flatnonzero(answers[:, 1]).tolist()
    assert drawn[-1].field == reach(layers)


def test_each_row_is_read_by_the_row_above() -> None:
    drawn = rows(layers_of(NETWORKS[2]))
    assert [len(row.seen) for row in drawn] == [31, 15, 7, 3, 1]
    for below, row in pairwise(drawn):
        assert set(below.seen) == {cell for read in row.seen.values() for cell in read}


@pytest.mark.parametrize("lists", NETWORKS)
def test_the_figure_has_every_cell_and_says_every_size(lists: Lists) -> None:
    pytest.importorskip("matplotlib")
    drawn, (axes,) = rows(layers_of(lists)), draw(*lists).axes
    cells = [patch for patch in axes.patches if type(patch).__name__ == "FancyBboxPatch"]
    assert len(cells) == sum(len(row.cells) for row in drawn)
    said = [text.get_text() for text in axes.texts]
    assert {f"$r_{{{k}}} = {row.field}$" for k, row in enumerate(drawn) if k} <= set(said)
    assert f"receptive field {drawn[-1].field}" in said
    for kernel, stride, dilation in zip(*lists, strict=True):
        words = [f"kernel {kernel}", f"stride {stride}" * (stride > 1), f"dilation {dilation}" * (dilation > 1)]
        assert "\n".join(filter(None, words)) in said


@pytest.mark.parametrize("lists", [((3, 3), (1,), (1, 1)), ((0,), (1,), (1,)), ((), (), ())])
def test_layers_that_are_none(lists: Lists) -> None:
    with pytest.raises(ValueError, match=r"needed|at least 1"):
        draw(*lists)


def test_without_matplotlib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'derivations\[pictures\]'"):
        draw(*NETWORKS[0])
