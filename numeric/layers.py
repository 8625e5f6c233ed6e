"""Layers of a network along one axis, run in NumPy: each unit sums what its kernel reads.

>>> reach([Layer(5), Layer(2, 2), Layer(5)])
14
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any


@dataclass(frozen=True, slots=True)
class Layer:
    """A kernel of so many entries, moved on by `stride`, its entries `dilation` apart."""

    kernel: int
    stride: int = 1
    dilation: int = 1

    def __post_init__(self) -> None:
        for name in ("kernel", "stride", "dilation"):
            if getattr(self, name) < 1:
                raise ValueError(f"a {name} of {getattr(self, name)}: it must be at least 1")


def run_layer(values: Array, layer: Layer) -> Array:
    """Unit u sums the values at s u + d m, m = 0 .. k - 1, without padding.

    Values of shape (..., length); raises `ValueError` where they are fewer than the kernel spans.
    """
    span = (layer.kernel - 1) * layer.dilation + 1
    length = values.shape[-1]
    if length < span:
        raise ValueError(f"{length} values for a kernel that spans {span}")
    units = (length - span) // layer.stride + 1
    starts = layer.stride * np.arange(units)[:, None]
    return values[..., starts + layer.dilation * np.arange(layer.kernel)].sum(axis=-1)


def reach(layers: Sequence[Layer]) -> int:
    """How far apart the first and the last input lie that unit 0 answers to, counted with both ends.

    Measured: an impulse is put on each input in turn and the network is run.
    """
    inputs = 1
    for layer in reversed(layers):
        inputs = (inputs - 1) * layer.stride + (layer.kernel - 1) * layer.dilation + 1
    answers = np.eye(inputs + 3)
    for layer in layers:
        answers = run_layer(answers, layer)
    seen = np.flatnonzero(answers[:, 0])
    return int(seen[-1] - seen[0] + 1)


def read(layers: Sequence[Layer], most: int = 100_000) -> int | None:
    """How many inputs unit 0 reads; None where units between that it reads are more than `most`.

    >>> read([Layer(2, 3), Layer(2)]), reach([Layer(2, 3), Layer(2)])
    (4, 5)
    """
    places = {0}
    for layer in reversed(layers):
        if len(places) * layer.kernel > most:
            return None
        places = {layer.stride * unit + layer.dilation * tap for unit in places for tap in range(layer.kernel)}
    return len(places)
