"""Networks on images: their layers out of text, and a run with loops that notes every number and every product.

Values are arrays (channels, height, width) of float32. Raises `ValueError` for a text that is no layer, and for a
kernel that spans more than it reads.

>>> tally((4, 4, 1), [Convolution(Layer(3), padding=1, channels=2), Pooling(Layer(2, 2))])
Tally(shapes=((4, 4, 1), (4, 4, 2), (2, 2, 2)), neurons=56, weights=18, biases=2, multiply_adds=288, memory=224)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from numeric.layers import Layer

Array = Any
Sizes = tuple[int, int, int]
"""Height, width and channels."""


@dataclass(frozen=True, slots=True)
class Convolution:
    """A square kernel moved over an image with `padding` zeros on every side, one for each channel that it makes."""

    window: Layer
    padding: int
    channels: int


@dataclass(frozen=True, slots=True)
class Pooling:
    """The largest value under a square window, channel by channel."""

    window: Layer
    padding: int = 0


@dataclass(frozen=True, slots=True)
class Dense:
    """Every unit reads every value; without a number of units as many as it reads, in the same shape."""

    units: int | None = None


Part = Convolution | Pooling | Dense

_PART = re.compile(r"(conv|pool|fc)(\d{1,6})?(?:x(\d{1,6}))?((?:[spd]\d{1,6})*)")
_OPTIONS = {"s": "stride", "p": "padding", "d": "dilation"}


def part(text: str) -> Part:
    """A layer: `conv3` (one channel, stride 1, the padding that keeps the size), `conv3x16s2p1d1` (16 channels),
    `pool2` (stride 2), `pool3s2`, `fc10`, `fc` (in the shape of what it reads).

    >>> part("conv3x16"), part("fc10")
    (Convolution(window=Layer(kernel=3, stride=1, dilation=1), padding=1, channels=16), Dense(units=10))
    """
    found = _PART.fullmatch(text)
    kind, size, channels, rest = found.groups() if found else ("", None, None, "")
    options = re.findall(r"([spd])(\d+)", rest)
    if kind == "fc" and not channels and not rest:
        if size is not None and int(size) < 1:
            raise ValueError(f"{text}: at least 1 unit is needed")
        return Dense(None if size is None else int(size))
    if kind not in ("conv", "pool") or size is None or (kind == "pool" and channels is not None):
        raise ValueError(f"{text!r} is no layer: conv3, conv3x16s2p1d1, pool2, pool3s2p1, fc10 and fc are some")
    said = {_OPTIONS[letter]: int(number) for letter, number in options}
    if len(said) < len(options):
        raise ValueError(f"{text}: stride, padding and dilation are said once each")
    padding = said.pop("padding", None)
    try:
        window = Layer(int(size), **{"stride": int(size) if kind == "pool" else 1, **said})
    except ValueError as problem:
        raise ValueError(f"{text}: {problem}") from None
    if kind == "pool":
        return Pooling(window, padding or 0)
    if channels is not None and int(channels) < 1:
        raise ValueError(f"{text}: at least 1 channel is needed")
    if padding is None:
        padding, odd = divmod(window.dilation * (window.kernel - 1), 2)
        if odd:
            raise ValueError(f"{text}: no padding keeps the size, so one is needed, as in {text}p{padding}")
    return Convolution(window, padding, int(channels or 1))


@dataclass(frozen=True, slots=True)
class Tally:
    """What a run held and did: entries of its arrays, products, and bytes of its values, the image's included."""

    shapes: tuple[Sizes, ...]
    neurons: int
    weights: int
    biases: int
    multiply_adds: int
    memory: int


def tally(image: Sizes, parts: Sequence[Part], seed: int = 0) -> Tally:
    """Run the network on a random image with random weights."""
    random = np.random.default_rng(seed)
    values = [_drawn(random, image[2], image[0], image[1])]
    weights = biases = products = 0
    for layer in parts:
        match layer:
            case Convolution():
                kernels = _drawn(random, layer.channels, values[-1].shape[0], layer.window.kernel, layer.window.kernel)
                shifts = _drawn(random, layer.channels)
                made, formed = _convolve(values[-1], layer, kernels, shifts)
                weights, biases, products = weights + kernels.size, biases + shifts.size, products + formed
            case Pooling():
                made = _pool(values[-1], layer)
            case Dense():
                shape = values[-1].shape if layer.units is None else (layer.units, 1, 1)
                matrix, shifts = _drawn(random, int(np.prod(shape)), values[-1].size), _drawn(random, *shape)
                terms = matrix * values[-1].ravel()
                made = terms.sum(axis=1).reshape(shape) + shifts
                weights, biases, products = weights + matrix.size, biases + shifts.size, products + terms.size
        values.append(made)
    return Tally(
        tuple((height, width, channels) for channels, height, width in (each.shape for each in values)),
        sum(each.size for each in values),
        weights,
        biases,
        products,
        sum(each.nbytes for each in values),
    )


def _drawn(random: np.random.Generator, *shape: int) -> Array:
    return random.normal(size=shape).astype(np.float32)


def _convolve(values: Array, layer: Convolution, kernels: Array, shifts: Array) -> tuple[Array, int]:
    """The image, and how many products it took."""
    padded, rows, columns = _laid_out(values, layer, 0.0)
    made, products = np.empty((layer.channels, len(rows), len(columns)), dtype=np.float32), 0
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            terms = kernels * padded[:, row[:, None], column]
            made[:, i, j] = terms.sum(axis=(1, 2, 3)) + shifts
            products += terms.size
    return made, products


def _pool(values: Array, layer: Pooling) -> Array:
    padded, rows, columns = _laid_out(values, layer, -np.inf)
    cells = [[padded[:, row[:, None], column].max(axis=(1, 2)) for column in columns] for row in rows]
    return np.moveaxis(np.array(cells, dtype=np.float32), -1, 0)


def _laid_out(values: Array, layer: Convolution | Pooling, beyond: float) -> tuple[Array, list[Array], list[Array]]:
    """The padded image, and for each position along both axes the cells that the window reads."""
    around = ((0, 0), (layer.padding, layer.padding), (layer.padding, layer.padding))
    padded = np.pad(values, around, constant_values=beyond)
    cells = layer.window.dilation * np.arange(layer.window.kernel)
    rows, columns = (
        [start + cells for start in range(0, length, layer.window.stride) if start + cells[-1] < length]
        for length in padded.shape[1:]
    )
    if not rows or not columns:
        raise ValueError(f"a kernel that spans {cells[-1] + 1} of {min(padded.shape[1:])} cells")
    return padded, rows, columns
