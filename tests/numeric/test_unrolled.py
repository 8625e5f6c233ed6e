"""The derivative by the learning rate: the same number each way, and memory that grows as it should."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from math import isqrt
from typing import Any

import numpy as np
import pytest

from numeric.unrolled import by_jets, checkpointed, forward_mode, reverse_mode

N, D = 3, 2000
"""Few examples of many features: vectors of weights are what takes the room."""
VECTOR = 8 * D
RANDOM = np.random.default_rng(0)
DATA = RANDOM.normal(size=(N, D)), RANDOM.normal(size=(N, 1)), RANDOM.normal(size=(D, 1))
Way = Callable[..., float]


def by_root(X: Any, t: Any, w: Any, eta: float, steps: int) -> float:
    return checkpointed(X, t, w, eta, steps, max(1, isqrt(steps)))


WAYS: list[Way] = [forward_mode, reverse_mode, by_root]


@pytest.mark.parametrize("steps", [0, 1, 2, 7, 30])
@pytest.mark.parametrize(("n", "d"), [(2, 4), (3, 3), (5, 2), (1, 3), (4, 1), (1, 1)])
def test_all_ways_agree_with_dual_numbers(n: int, d: int, steps: int) -> None:
    X, t, w = RANDOM.normal(size=(n, d)), RANDOM.normal(size=(n, 1)), RANDOM.normal(size=(d, 1))
    known = by_jets(X, t, w, 0.05, steps)
    for way in WAYS:
        assert way(X, t, w, 0.05, steps) == pytest.approx(known, rel=1e-9, abs=1e-12)
    for segment in (1, 4, 100):
        assert checkpointed(X, t, w, 0.05, steps, segment) == pytest.approx(known, rel=1e-9, abs=1e-12)


def test_one_step_by_hand() -> None:
    """L = w^2 from w = 3: w_1 = 3 (1 - 2 eta), and dL/d eta = -2 * 2 * 9 (1 - 2 eta) = -18 at eta = 1/4."""
    one = np.ones((1, 1))
    for way in (*WAYS, by_jets):
        assert way(one, 0 * one, 3 * one, 0.25, 1) == -18


def test_it_is_the_slope_of_the_loss() -> None:
    from numeric.optimisers import gd, start
    from numeric.simulate import run
    from numeric.unrolled import gradient

    X, t, w = RANDOM.normal(size=(4, 3)), RANDOM.normal(size=(4, 1)), RANDOM.normal(size=(3, 1))

    def loss(eta: float) -> float:
        after = run(gd(lambda v: gradient(X, t, v), eta), start(w), 5)[-1].w
        return float(((X @ after - t) ** 2).mean())

    assert forward_mode(X, t, w, 0.1, 5) == pytest.approx((loss(0.1 + 1e-5) - loss(0.1 - 1e-5)) / 2e-5, rel=1e-6)


def test_a_segment_has_steps() -> None:
    with pytest.raises(ValueError, match="at least one is needed"):
        checkpointed(*DATA, 0.01, 4, 0)


def peak(way: Way, steps: int) -> int:
    """The most bytes that a run allocates at once."""
    way(*DATA, 1e-4, 2)  # whatever is made once is made before
    tracemalloc.start()
    try:
        way(*DATA, 1e-4, steps)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_forward_mode_keeps_as_much_for_any_number_of_steps() -> None:
    assert peak(forward_mode, 1000) < 1.5 * peak(forward_mode, 10)


def test_reverse_mode_keeps_a_vector_a_step() -> None:
    grown = peak(reverse_mode, 1000) - peak(reverse_mode, 100)
    assert 0.9 * 900 * VECTOR < grown < 1.2 * 900 * VECTOR


def test_checkpoints_keep_twice_the_root_of_the_steps() -> None:
    peaks = {steps: peak(by_root, steps) for steps in (100, 1024)}
    grown = peaks[1024] - peaks[100]
    assert 0.8 * 2 * 22 * VECTOR < grown < 1.25 * 2 * 22 * VECTOR
    assert peaks[1024] < 0.1 * peak(reverse_mode, 1024)
