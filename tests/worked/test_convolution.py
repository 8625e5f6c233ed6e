"""Convolutions against SciPy, with other sizes, strides, dilations and paddings, numbers and letters."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy.signal import convolve2d, correlate2d

from derivations.latex.print import latex
from derivations.moves.derivation import Derivation
from derivations.terms.term import Term
from derivations.verify import judge
from derivations.worked import WORKED
from derivations.worked.image_convolution import rows_of
from numeric.convolution import convolve, correlate, spread, units

RANDOM = np.random.default_rng(5)


def layer(seed: int) -> tuple[Any, Any, tuple[int, int], tuple[int, int], tuple[int, int]]:
    """A random image and kernel, and a stride, dilation and padding with which they fit."""
    random = np.random.default_rng(seed)
    kernel = random.integers(-3, 4, size=random.integers(1, 4, size=2))
    stride, dilation, padding = (random.integers(low, 3, size=2).tolist() for low in (1, 1, 0))
    spans = [gap * (size - 1) + 1 for gap, size in zip(dilation, kernel.shape, strict=True)]
    image = random.integers(-3, 4, size=[span + int(random.integers(0, 4)) for span in spans])
    return image, kernel, tuple(stride), tuple(dilation), tuple(padding)


def by_scipy(image: Any, kernel: Any, stride: Any, dilation: Any, padding: Any, convolution: Any = convolve2d) -> Any:
    """Zeros put around the image and into the kernel, every s-th value taken."""
    padded = np.pad(image, [(margin, margin) for margin in padding])
    comb = np.zeros(dilation, dtype=int)
    comb[0, 0] = 1
    spread_out = np.kron(kernel, comb)[
        : dilation[0] * (kernel.shape[0] - 1) + 1, : dilation[1] * (kernel.shape[1] - 1) + 1
    ]
    return convolution(padded, spread_out, mode="valid")[:: stride[0], :: stride[1]]


def numbers(literal: Term) -> Any:
    assert all(isinstance(cell.value, Fraction) for cell in literal.args)
    return np.reshape([float(cell.value) for cell in literal.args], literal.value)  # type: ignore[arg-type]


def proves(derivation: Derivation) -> bool:
    checked = judge(derivation.document())
    return all(
        checked.verdicts[relation.id].kind == ("given" if relation.role == "given" else "proved")
        for relation in checked.document.relations
    )


@pytest.mark.parametrize("seed", range(30))
def test_the_loops_are_scipys(seed: int) -> None:
    image, kernel, *how = layer(seed)
    assert (convolve(image, kernel, *how) == by_scipy(image, kernel, *how)).all()
    assert (correlate(image, kernel, *how) == by_scipy(image, kernel, *how, correlate2d)).all()


@pytest.mark.parametrize("mode", ["full", "same", "valid"])
@pytest.mark.parametrize("seed", range(5))
def test_the_paddings_of_the_modes(mode: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    kernel = random.integers(-3, 4, size=2 * random.integers(1, 3, size=2) - 1)
    image = random.integers(-3, 4, size=random.integers(3, 7, size=2))
    reach = [size - 1 for size in kernel.shape]
    padding = {"full": reach, "same": [size // 2 for size in reach], "valid": [0, 0]}[mode]
    expected = convolve2d(image, kernel, mode=mode)
    if mode == "valid" and any(np.subtract(image.shape, kernel.shape) < 0):
        pytest.skip("the kernel is larger")
    assert (convolve(image, kernel, padding=(padding[0], padding[1])) == expected).all()
    formula = WORKED["convolution_sizes"].derive()
    for axis in (0, 1):
        sizes = {"n": image.shape[axis], "k": kernel.shape[axis], "d": 1, "p": padding[axis], "s": 1}
        found = formula.sympy("units")
        assert found.subs({symbol: sizes[symbol.name] for symbol in found.free_symbols}) == expected.shape[axis]


@pytest.mark.parametrize("seed", range(8))
def test_derived_values_are_scipys(seed: int) -> None:
    image, kernel, stride, dilation, padding = layer(seed)
    done = WORKED["image_convolution"].derive(rows_of(image), rows_of(kernel), padding, stride, dilation)
    assert (numbers(done.results["convolved"]) == by_scipy(image, kernel, stride, dilation, padding)).all()
    assert (numbers(done.results["flipped"]) == kernel[::-1, ::-1]).all()
    assert proves(done)


def matrix(shape: Sequence[int], kernel: Any, stride: Any, dilation: Any, padding: Any) -> Any:
    done = WORKED["convolution_matrix"].derive(
        shape, weights=rows_of(kernel), padding=padding, stride=stride, dilation=dilation
    )
    return numbers(done.results["matrix"])


@pytest.mark.parametrize("seed", range(8))
def test_the_matrix_and_its_adjoint(seed: int) -> None:
    image, kernel, *how = layer(seed)
    answered = by_scipy(image, kernel, *how, correlate2d)
    values = RANDOM.integers(-3, 4, size=answered.shape)
    found = matrix(image.shape, kernel, *how)
    assert (found @ image.T.ravel() == answered.T.ravel()).all()
    given_back = spread(values, kernel, image.shape, *how)
    assert (found.T @ values.T.ravel() == given_back.T.ravel()).all()
    assert (answered * values).sum() == (image * given_back).sum()


@pytest.mark.parametrize("seed", range(4))
def test_the_adjoint_of_a_valid_correlation_is_a_full_convolution(seed: int) -> None:
    random = np.random.default_rng(seed)
    kernel = random.integers(-3, 4, size=(2, 3))
    values = random.integers(-3, 4, size=(3, 2))
    found = matrix((4, 4), kernel, (1, 1), (1, 1), (0, 0))
    assert (found.T @ values.T.ravel() == convolve2d(values, kernel, mode="full").T.ravel()).all()


@pytest.mark.parametrize(
    "how",
    [
        {"image": (1, 1), "kernel": (1, 1)},
        {"image": (4, 1), "kernel": (3, 1), "padding": (1, 0)},
        {"image": (1, 4), "kernel": (1, 2), "stride": (1, 2)},
        {"image": (3, 4), "kernel": (2, 2), "padding": (1, 1), "stride": (2, 1), "dilation": (1, 2)},
        {"image": (3, 3), "weights": rows_of([[1, 0], [0, 0]])},
    ],
)
def test_matrices_of_other_layers_are_proved(how: dict[str, Any]) -> None:
    assert proves(WORKED["convolution_matrix"].derive(**how))


def test_one_column_gives_a_toeplitz_matrix() -> None:
    found = WORKED["convolution_matrix"].derive((5, 1), (3, 1)).results["matrix"]
    assert isinstance(found.value, tuple)
    height, width = found.value
    diagonals: dict[int, set[Term]] = {}
    for place, cell in enumerate(found.args):
        diagonals.setdefault(place // width - place % width, set()).add(cell)
    assert height == 3
    assert all(len(cells) == 1 for cells in diagonals.values())


@pytest.mark.parametrize(
    ("u", "v", "answers"),
    [
        ((1, -1), (1, 2, 1), {"constant": "0", "vertical_edge": "0", "ramp": "4 b", "step": "4 b - 4 a"}),
        ((1, 1), (1,), {"constant": "2 a", "vertical_edge": "2 g(j)", "rows": "f(i) + f(i - 1)"}),
        ((0, 1), (1, -1), {"constant": "0", "vertical_edge": "g(j) - g(j - 1)", "ramp": "0", "step": "0"}),
        ((1, -2, 1), (1,), {"constant": "0", "ramp": "0", "step": "b - a"}),
    ],
)
def test_other_separable_kernels(u: tuple[int, ...], v: tuple[int, ...], answers: dict[str, str]) -> None:
    done = WORKED["edge_kernel"].derive(list(map(Fraction, u)), list(map(Fraction, v)))
    assert proves(done)
    assert {name: latex(done.results[name]) for name in answers} == answers
    assert (numbers(done.results["kernel"]) == np.outer(u, v)).all()


def test_a_kernel_and_a_frame_of_zeros_detect_the_border_too() -> None:
    kernel = WORKED["edge_kernel"].derive().results["kernel"]
    flat = convolve(np.ones((5, 5)), numbers(kernel), padding=(1, 1))
    assert not flat[1:-1].any()
    assert flat[0].all()
    assert flat[-1].all()


@pytest.mark.parametrize(
    ("name", "parameters", "why"),
    [
        (
            "image_convolution",
            {"image": rows_of([[1]]), "kernel": rows_of([[1, 2]]), "padding": (0, 0)},
            "fits nowhere",
        ),
        ("image_convolution", {"padding": (1,)}, "two are needed"),
        ("image_convolution", {"stride": (0, 1)}, "at least 1"),
        ("image_convolution", {"dilation": (1, 0)}, "at least 1"),
        ("image_convolution", {"padding": (-1, 0)}, "at least 1, 1, 1, 1 and 0"),
        ("image_convolution", {"kernel": ((Fraction(1),), ())}, "all as long, are needed"),
        ("image_convolution", {"image": ()}, "needed"),
        ("convolution_matrix", {"image": (3,)}, "two are needed"),
        ("convolution_matrix", {"image": (1, 1)}, "fits nowhere"),
        ("convolution_matrix", {"kernel": (0, 1)}, "at least 1"),
        ("convolution_matrix", {"weights": ((Fraction(1),), ())}, "all as long, are needed"),
        ("edge_kernel", {"smoothing": ()}, "entries are needed"),
    ],
)
def test_what_is_no_layer(name: str, parameters: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        WORKED[name].derive(**parameters)


@pytest.mark.parametrize("data", [(3, 4, 1, 1, 0), (0, 1, 1, 1, 0), (3, 1, 0, 1, 0), (3, 1, 1, 1, -1)])
def test_no_units(data: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"fits nowhere|needed"):
        units(*data)
