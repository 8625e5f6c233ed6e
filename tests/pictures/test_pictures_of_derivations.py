"""What the pictures show is what was derived: points, curves and numbers are results, and other data move them."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree

import numpy as np
import pytest

from derivations.pictures.best_rate import Curve
from derivations.pictures.convolution import Grids
from derivations.pictures.files import inline, saved
from derivations.pictures.memory import Counts
from derivations.pictures.network import layers
from derivations.pictures.trajectories import Example
from derivations.pictures.weight_decay import Paths
from derivations.worked import WORKED
from numeric.convolution import convolve

pytest.importorskip("matplotlib")

DRAWN = sorted(name for name in WORKED if WORKED[name]().draw is not None)


def test_which_derivations_have_a_picture() -> None:
    wanted = "minimum_norm rmsprop one_step_loss weight_decay image_convolution unrolled_graph unrolled_memory"
    assert set(wanted.split()) <= set(DRAWN)
    assert {"receptive_field", "network_counts"} <= set(DRAWN)


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_the_same_file_again_and_says_what_it_shows(name: str) -> None:
    done = WORKED[name]()
    assert done.draw is not None
    text = inline(done.picture(), name, done.draw.caption)
    assert text == inline(WORKED[name]().picture(), name, done.draw.caption)
    root = ElementTree.fromstring(text)
    assert root.attrib["role"] == "img"
    assert root[0].text == done.draw.caption
    assert not any("style" in element.attrib or element.tag.endswith(("style", "script")) for element in root.iter())
    identities = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(identities) == len(set(identities))
    assert all(each.startswith(f"{name}-") for each in identities)
    used = set(re.findall(r"(?:href=\"#|url\(#)([^\")]+)", text))
    assert used <= set(identities)
    assert saved(done.picture(), "pdf").startswith(b"%PDF")


@pytest.mark.parametrize(("x", "t"), [((2, 1), 2), ((-1, 3), 2), ((Fraction(1, 2), -4), -3)])
def test_trajectories(x: tuple[Fraction, Fraction], t: Fraction) -> None:
    """Descent stays in the span and ends at the solution of least norm, RMSProp leaves it and ends where we derived."""
    example = Example.of(x, t)
    assert example is not None
    limit = WORKED["rmsprop_limit"](x=x, t=t)
    across = np.array([-example.x[1], example.x[0]])
    down, away = example.descent(), example.rmsprop()
    assert np.abs(down @ across).max() < 1e-12 * np.abs(across).max()
    assert np.allclose(down[-1], np.asarray(limit.sympy("least"), dtype=float).ravel(), atol=1e-9)
    assert abs(away[1] @ across) > 1e-4
    assert np.allclose(away[-1], np.asarray(limit.sympy("solution"), dtype=float).ravel(), atol=0.02 * abs(float(t)))


def test_an_example_without_a_picture() -> None:
    assert Example.of((1, 2, 3), 1) is None
    assert Example.of((0, 2), 1) is None
    assert WORKED["rmsprop"](x=(1, -1), t=2).draw is None
    assert WORKED["rmsprop"](x=(1, 2, 3), t=2).draw is None


@pytest.mark.parametrize("name", ["one_step_loss", "ridge_rate"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_best_rate_is_where_the_curve_is_lowest(name: str, seed: int) -> None:
    curve = Curve(WORKED[name](), seed)
    losses = [curve.loss(rate) for rate in curve.rates(41)]
    assert min(losses) >= curve.least - 1e-12
    assert abs(curve.rates(41)[int(np.argmin(losses))] - curve.best) <= curve.best * 2.15 / 40
    found = [curve.loss(rate) for rate in curve.descent()]
    assert found == sorted(found, reverse=True)
    assert found[-1] - curve.least < 0.02 * (found[0] - curve.least)


def test_decay_and_penalty_go_one_way_with_the_penalty_that_was_derived() -> None:
    paths = Paths(WORKED["weight_decay"](), seed=5)
    assert np.allclose(paths.decayed(), paths.penalised(paths.penalty), atol=1e-12)
    assert np.abs(paths.decayed() - paths.penalised(2 * paths.penalty)).max() > 0.05
    step = 1e-6 * np.eye(2)
    at = paths.solution
    assert all(paths.loss(*(at + each)[:, None, None]) >= paths.loss(*at[:, None, None]) for each in (*step, *-step))


def test_memory_is_what_was_counted() -> None:
    counts = Counts(WORKED["unrolled_memory"](), examples=7, features=3)
    assert float(counts.forward(9)) == max(3 * 3 + 2 * 7, 4 * 3 + 7, 5 * 3)
    assert float(counts.reverse(9)) == 8 * 3 + max(3 * 3, 3 + 2 * 7, 1 + 2 * 3 + 7)
    assert float(counts.reverse(10) - counts.reverse(9)) == 3
    assert float(counts.checkpointed(81)) < float(counts.reverse(81))


def test_the_grids_are_a_convolution() -> None:
    random = np.random.default_rng(3)
    image, kernel = random.integers(-2, 3, size=(5, 6)), random.integers(-2, 3, size=(2, 3))
    done = WORKED["image_convolution"](image=image.tolist(), kernel=kernel.tolist(), padding=(0, 0))
    grids = Grids.of(done, image.tolist(), (0, 0), (1, 1), (1, 1))
    assert np.array_equal(grids.flipped, kernel[::-1, ::-1])
    full = convolve(image, kernel)
    assert np.array_equal(grids.result, full[1:-1, 2:-2] if full.shape != grids.result.shape else full)
    row, column = grids.place
    seen = sum(image[at] * weight for at, weight in zip(grids.window(grids.place), grids.flipped.ravel(), strict=True))
    assert seen == grids.result[row, column]


def test_a_large_image_has_no_picture() -> None:
    assert WORKED["image_convolution"](image=[[1] * 15] * 3, kernel=[[1]], padding=(0, 0)).draw is None


def test_the_layers_add_up() -> None:
    network = ("conv3x4", "pool2", "conv5x2")
    done = WORKED["network_counts"](network=network, image=(12, 12), channels=3)
    listed = layers(done, network)
    for kind, result in (("neurons", "neurons"), ("weights", "weights"), ("weights, if dense", "dense_weights")):
        assert sum(layer.counts.get(kind, 0) for layer in listed) == int(done.sympy(result))
    assert [layer.name for layer in listed] == ["image", "1 conv3x4", "2 pool2", "3 conv5x2"]
