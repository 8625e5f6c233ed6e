"""Pictures of optimisers: curves are those of running optimisers, other data are drawn otherwise, no words meet."""

from __future__ import annotations

import sys
from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from derivations.moves.derivation import Derivation
from derivations.pictures import learning_curves, style
from derivations.pictures.adaptive_decay import ADAM, DESCENT, RMSPROP, SAFE, Penalties
from derivations.pictures.learning_curves import PARTS, STEPS, Curves
from derivations.pictures.trajectories import Example, draw
from derivations.pictures.valley import START, Valley
from derivations.pictures.valley import draw as draw_valley
from derivations.worked import WORKED
from numeric.optimisers import gd, rmsprop, start
from numeric.simulate import run

EXAMPLES = [((2, 1), 3), ((2, 1), 2), ((1, 2), 5), ((-2, 1), 3), ((3, -1), -2), ((1, 5), 1), ((-1, -3), 4)]
FRACTIONS = [((Fraction(2), Fraction(1)), Fraction(3)), ((Fraction(-1), Fraction(3)), Fraction(1, 2))]
PICTURES: dict[str, list[dict[str, Any]]] = {
    "minimum_norm": [{}],
    "one_example_descent": [{"x": x, "t": t} for x, t in FRACTIONS],
    "rmsprop": [{"x": x, "t": t} for x, t in FRACTIONS],
    "rmsprop_limit": [{"x": x, "t": t} for x, t in FRACTIONS],
    "one_step_loss": [{}, {"n": "m", "d": "p", "eta": r"\alpha"}],
    "ridge_rate": [{}, {"n": "m", "d": "p", "eta": r"\alpha"}],
    "many_steps_loss": [{}, {"n": "m", "d": "p", "eta": r"\alpha", "k": "T"}],
    "weight_decay": [{}, {"decay": r"\mu", "n": "m"}],
    "adaptive_decay": [{}, {"gradients": (Fraction(1, 2), Fraction(5, 2), Fraction(4)), "strength": Fraction(1, 8)}],
    "update_rules": [{}],
}


def apart(figure: Any) -> None:
    """No two words on the axes meet, and none leaves the figure."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    texts = [text for axes in figure.axes for text in axes.texts]
    boxes = {text.get_text(): Text.get_window_extent(text) for text in texts}  # without the line that leads to it
    width, height = canvas.get_width_height()
    for words, box in boxes.items():
        assert box.x0 >= -1, words
        assert box.y0 >= -1, words
        assert box.x1 <= width + 1, words
        assert box.y1 <= height + 1, words
    for one, other in combinations(boxes, 2):
        assert not boxes[one].overlaps(boxes[other]), (one, other)


def image(figure: Any) -> bytes:
    file = BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


@pytest.mark.parametrize(("name", "data"), [(name, data) for name, each in PICTURES.items() for data in each])
def test_every_picture_is_drawn_with_its_words_apart(name: str, data: dict[str, Any]) -> None:
    pytest.importorskip("matplotlib")
    figure = WORKED[name](**data).picture()
    apart(figure)
    assert image(figure).startswith(b"\x89PNG")


@pytest.mark.parametrize("name", [name for name, each in PICTURES.items() if len(each) > 1])
def test_other_data_or_letters_give_another_picture(name: str) -> None:
    pytest.importorskip("matplotlib")
    one, other = (image(WORKED[name](**data).picture()) for data in PICTURES[name])
    assert one == image(WORKED[name](**PICTURES[name][0]).picture())
    assert one != other


# --- trajectories -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("entries", "target"), EXAMPLES)
@pytest.mark.parametrize("both", [True, False])
def test_trajectories_have_room_for_their_words(entries: tuple[int, int], target: int, both: bool) -> None:
    pytest.importorskip("matplotlib")
    example = Example.of(entries, target)
    assert example is not None
    apart(draw(example, with_rmsprop=both))


# --- learning rates ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_learning_curves_are_those_of_running_descent(seed: int) -> None:
    curves = Curves(WORKED["many_steps_loss"](), seed)
    n = len(curves.X)

    def loss(w: Any) -> float:
        return float(((curves.X @ w - curves.t) ** 2).sum() / n)

    for part in PARTS:
        step = gd(lambda w: 2 / n * curves.X.T @ (curves.X @ w - curves.t), part * curves.largest)
        ran = [loss(state.w) for state in run(step, start(curves.start), STEPS)]
        assert np.allclose(curves.losses(part), ran, rtol=1e-8)
        assert min(ran) >= curves.least - 1e-12
        assert (np.diff(ran) <= 0).all() == (part < 1)


def test_beyond_the_largest_rate_the_loss_grows_for_good() -> None:
    curves = Curves(WORKED["many_steps_loss"]())
    assert curves.losses(1.03)[-1] > curves.losses(1.03)[0] > curves.losses(0.99)[-1]


# --- decay ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", PICTURES["adaptive_decay"])
def test_penalties_do_what_decay_does(data: dict[str, Any]) -> None:
    done: Derivation = WORKED["adaptive_decay"](**data)
    gradients = [float(each) for each in data.get("gradients", (1, 2))]
    strength = float(data.get("strength", Fraction(1, 4)))
    penalties = Penalties(done, 1.0, 1.0, strength)
    assert np.allclose(penalties.of(np.array(gradients), ADAM), penalties.marked)
    for gradient in gradients:
        for divides in (RMSPROP, ADAM):
            slope = gradient + 2 * float(penalties.of(gradient, divides))
            assert np.isclose(_step(slope, divides), _step(gradient, divides) - strength)
    flat = [float(penalties.of(gradient, DESCENT)) for gradient in gradients]
    assert np.allclose(flat, strength / 2)
    for divides in (RMSPROP, ADAM):
        end = penalties.last(divides)
        assert float(penalties.of(0.9999 * end, divides)) > 1000 * float(penalties.of(0.01 * end, divides))


def _step(slope: float, divides: float) -> float:
    """A weight of 1 after the first step of RMSProp with learning rate 1."""
    return float(run(rmsprop(lambda _: slope, 1.0, 1 - divides**2, SAFE), start(np.array(1.0)), 1)[-1].w)


# --- the valley -------------------------------------------------------------------------------------------------------


def test_paths_in_the_valley() -> None:
    paths = Valley(20).paths()
    descent = paths["gradient descent"]
    assert np.allclose(descent[:, 0], START[0] * (1 - 1.8 / 20) ** np.arange(len(descent)))
    assert np.allclose(descent[:, 1], START[1] * (-0.8) ** np.arange(len(descent)))
    for adaptive in ("RMSProp", "Adam"):
        first = np.abs(paths[adaptive][1] - START)
        assert np.isclose(first[0], first[1], rtol=1e-6)
    assert {tuple(path[0]) for path in paths.values()} == {START}


@pytest.mark.parametrize("bend", [10, 20, 40])
def test_valleys_have_room_for_their_words(bend: float) -> None:
    pytest.importorskip("matplotlib")
    apart(draw_valley(Valley(bend)))


def test_other_valleys_are_drawn_otherwise() -> None:
    pytest.importorskip("matplotlib")
    assert image(draw_valley(Valley(10))) != image(draw_valley(Valley(20)))


def test_a_valley_bends() -> None:
    with pytest.raises(ValueError, match="more than 1 is needed"):
        Valley(1)


@pytest.mark.parametrize(
    "make",
    [
        style.panel,
        lambda: draw_valley(Valley(20)),
        lambda: learning_curves.DRAWING.make(WORKED["many_steps_loss"]()),
        lambda: WORKED["adaptive_decay"]().picture(),
    ],
)
def test_without_matplotlib_they_say_what_to_install(make: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ModuleNotFoundError, match=r"derivations\[pictures\]"):
        make()
