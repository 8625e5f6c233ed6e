"""Results as NumPy functions: their arguments, their shapes, batches, and long derivations."""

from __future__ import annotations

from inspect import signature
from typing import Any

import numpy as np
import pytest

from derivations.moves.arrays import arrays
from derivations.terms.names import plain
from derivations.worked import WORKED
from numeric.optimisers import rmsprop, start
from numeric.simulate import run

NAMES = sorted(WORKED)
OPEN = {
    "convolution": {"convolution", "correlation", "layer"},
    "edge_kernel": {"separated", "two_steps", "rows"},
    "update_rules": {"nesterov"},
}
"""Results that hold functions that nobody gave."""


def test_arguments_have_plain_names_and_are_described() -> None:
    step = WORKED["one_step_loss"]().numpy("step")
    assert list(signature(step).parameters) == ["X", "t", "w_0", "eta"]
    assert step.__name__ == "step"
    assert [line.split(":")[0].strip() for line in (step.__doc__ or "").splitlines()[1:]] == ["X", "t", "w_0", "eta"]
    X, t, w = np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]]), np.array([[1.0], [2.0], [0.0]]), np.array([[1.0], [1.0]])
    by_name = step(eta=0.1, w_0=w, X=X, t=t)
    assert np.array_equal(by_name, step(X, t, w, 0.1))
    chosen = WORKED["one_step_loss"]().numpy("step", "eta", "w_0", "X", "t")
    assert np.array_equal(by_name, chosen(0.1, w, X, t))
    with pytest.raises(TypeError, match="'t'"):
        step(X)


def test_vectors_have_one_axis_or_are_columns() -> None:
    step = WORKED["one_step_loss"]().numpy("step")
    X, t, w = np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]]), np.array([1.0, 2.0, 0.0]), np.array([1.0, 1.0])
    column = step(X, t[:, None], w[:, None], 0.1)
    assert column.shape == (2, 1)
    assert np.array_equal(step(X, t, w, 0.1), column[:, 0])
    assert np.array_equal(step(X, t, w[:, None], 0.1), column)
    assert step(X, t, w, np.array([0.1, 0.2, 0.3])).shape == (3, 2)
    for bad, why in (((X, X, w, 0.1), "t is 3 x 2: n x 1 is needed"), ((X, 1.0, w, 0.1), "t has 0 axes")):
        with pytest.raises(ValueError, match=why):
            step(*bad)


def test_results_and_arguments_that_are_not_there() -> None:
    done = WORKED["one_step_loss"]()
    for ask in (done.numpy, done.sympy):
        with pytest.raises(KeyError, match="foo: no such result; there are gradient, step"):
            ask("foo")
    with pytest.raises(ValueError, match="foo: no such quantity"):
        done.numpy("step", "foo")
    with pytest.raises(ValueError, match=r"depends on w_\{0\}, too"):
        done.numpy("step", "X", "t")


@pytest.mark.parametrize("name", NAMES)
def test_every_result_runs_over_batches(name: str) -> None:
    """As one by one, also where the batch holds the parameters."""
    done = WORKED[name]()
    quantities = {plain(quantity.name): quantity.name for quantity in done.quantities}
    for result in OPEN.get(name, ()):
        with pytest.raises(ValueError, match="functions that are not given"):
            done.numpy(result)
    for result in done.results.keys() - OPEN.get(name, set()):
        function = done.numpy(result)
        draw = arrays(done.context, [quantities[each] for each in signature(function).parameters])
        if {str(size.value) for q in done.quantities for size in q.shape} >= {"b", "n"}:
            continue  # sizes of three letters, which `arrays` does not draw
        instances = [draw(np.random.default_rng(seed), 0) for seed in range(3)]
        one_by_one = [function(*instance) for instance in instances]
        if instances[0]:
            stacked = [
                np.stack([np.asarray(each, dtype=float) for each in argument])
                for argument in zip(*instances, strict=True)
            ]
            assert np.allclose(function(*stacked), np.stack(one_by_one)), result


@pytest.mark.parametrize("steps", [3, 8, 60])
def test_long_derivations_run_as_straight_lines(steps: int) -> None:
    last = WORKED["rmsprop"](steps=steps).numpy(f"w_{{0,{steps}}}")
    x = np.array([2.0, 1.0])

    def ran(eta: float) -> Any:
        step = rmsprop(lambda w: 2 * x * (x @ w - 2), eta, 0.9, 1e-3)
        return run(step, start(np.zeros(2)), steps)[-1].w[0]

    rates = np.array([1e-3, 2e-3])
    assert np.allclose(last(eta=rates, beta=0.9, epsilon=1e-3), [ran(eta) for eta in rates])


def test_no_trials() -> None:
    with pytest.raises(ValueError, match="0 trials: at least one is needed"):
        WORKED["rmsprop_span"]().crosscheck(trials=0)


def test_functions_and_indices_of_any_letters_run() -> None:
    done = WORKED["convolution"](I=r"\hat{I}", J="word", m=r"\bar m", n="n_1")
    assert all(report.passed for report in done.crosscheck(trials=3))
