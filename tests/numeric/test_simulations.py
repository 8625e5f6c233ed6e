"""Compiled expressions, optimisers and cross-checks against numbers known by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import sympy

from numeric.compile import compile_expression
from numeric.crosscheck import Check, Report
from numeric.faults import Unbound, UnsupportedHead
from numeric.optimisers import (
    Step,
    adam,
    adamw,
    averaged_momentum,
    epochs,
    gd,
    minibatch,
    momentum,
    nesterov,
    rmsprop,
    sgd,
    start,
)
from numeric.simulate import run, weights

X, W, T = (sympy.MatrixSymbol(name, *shape) for name, shape in (("X", (3, 2)), (r"\hat{w}", (2, 1)), ("t", (3, 1))))
lam, x = sympy.symbols(r"\lambda x")
RANDOM = np.random.default_rng(0)
BATCH = 5
XV, WV, TV, LV = (RANDOM.normal(size=(BATCH, *shape)) for shape in ((3, 2), (2, 1), (3, 1), ()))


def test_matrix_expressions_over_batches() -> None:
    gradient = compile_expression(2 * X.T * (X * W - T) + 2 * lam * W, (X, W, T, lam))
    one_by_one = [2 * a.T @ (a @ w - t) + 2 * c * w for a, w, t, c in zip(XV, WV, TV, LV, strict=True)]
    np.testing.assert_allclose(gradient(XV, WV, TV, LV), np.stack(one_by_one))
    np.testing.assert_allclose(gradient(XV[0], WV[0], TV[0], LV[0]), one_by_one[0])
    assert not np.allclose(gradient(XV, WV, TV, LV + 1), np.stack(one_by_one))


def test_scalars_of_matrices_over_batches() -> None:
    r = X * W - T
    loss = compile_expression((r.T * r)[0, 0] + sympy.Trace(X.T * X) * lam, (X, W, T, lam))
    known = [((a @ w - t) ** 2).sum() + c * (a**2).sum() for a, w, t, c in zip(XV, WV, TV, LV, strict=True)]
    np.testing.assert_allclose(loss(XV, WV, TV, LV), known)
    assert loss(XV[0], WV[0], TV[0], LV[0]).shape == ()


def test_ridge_solution() -> None:
    ridge = compile_expression((X.T * X + lam * sympy.Identity(2)).inv() * X.T * T, (X, T, lam))
    known = [np.linalg.solve(a.T @ a + 2 * np.eye(2), a.T @ t) for a, t in zip(XV, TV, strict=True)]
    np.testing.assert_allclose(ridge(XV, TV, 2.0), np.stack(known))


def test_explicit_matrices_and_constants_take_the_batch_shape() -> None:
    grid = compile_expression(sympy.Matrix([[x, 1], [x**2, sympy.sin(x)]]), (x,))
    assert grid(np.arange(7.0)).shape == (7, 2, 2)
    assert grid(2.0).tolist() == [[2.0, 1.0], [4.0, np.sin(2.0)]]
    assert compile_expression(sympy.Integer(3), (x,))(np.zeros(2)).tolist() == [3.0, 3.0]


def test_what_cannot_be_compiled_is_named() -> None:
    with pytest.raises(Unbound, match="lambda"):
        compile_expression(x + lam, (x,))
    with pytest.raises(UnsupportedHead, match="f"):
        compile_expression(sympy.Function("f")(x), (x,))
    with pytest.raises(sympy.SympifyError):
        compile_expression("x + 1", (x,))


def square(w: np.ndarray) -> Any:
    """The gradient of w^2."""
    return 2 * w


# Two steps from w = 1 by hand, eta = 1/4 (g = 2, then twice the new weight).
STEPS: list[tuple[str, Step, list[float]]] = [
    ("gd", gd(square, 0.25), [1, 0.5, 0.25]),
    ("momentum", momentum(square, 0.25, 0.5), [1, 0.5, 0.0]),
    ("averaged momentum", averaged_momentum(square, 0.25, 0.5), [1, 0.75, 0.4375]),
    ("nesterov", nesterov(square, 0.25, 0.5), [1, 0.5, 0.125]),
    ("rmsprop", rmsprop(square, 0.25, 0.75, 0.0), [1, 0.5, 0.5 - 0.25 / np.sqrt(3.25 - 2.25)]),
    ("adam", adam(square, 0.25, epsilon=0.0), [1, 0.75]),
    ("adamw", adamw(square, 0.25, 0.4, epsilon=0.0), [1, 0.65]),
]


@pytest.mark.parametrize(("name", "step", "known"), STEPS, ids=[row[0] for row in STEPS])
def test_steps_by_hand(name: str, step: Step, known: list[float]) -> None:
    path = weights(run(step, start(np.array(1.0)), len(known) - 1))
    np.testing.assert_allclose(path, known)


def test_adam_second_step() -> None:
    """Moments after g = 2 and g = 1.5, written out."""
    path = weights(run(adam(square, 0.25, 0.5, 0.75, 0.0), start(np.array(1.0)), 2))
    m = (0.5 * 1.0 + 0.5 * 1.5) / (1 - 0.25)
    u = (0.75 * 1.0 + 0.25 * 2.25) / (1 - 0.75**2)
    np.testing.assert_allclose(path, [1, 0.75, 0.75 - 0.25 * m / np.sqrt(u)])


def test_minibatches_cover_every_row_once_an_epoch() -> None:
    schedule = epochs(rows=10, batch=4, seed=1)
    for epoch in range(3):
        used = np.concatenate([schedule(3 * epoch + k) for k in range(3)])
        assert sorted(used) == list(range(10))
    assert schedule(0).tolist() != schedule(3).tolist()
    assert schedule(0).tolist() == epochs(rows=10, batch=4, seed=1)(0).tolist()


def test_a_batch_of_all_rows_is_gradient_descent() -> None:
    a, t = XV[0], TV[0]

    def on_rows(w: np.ndarray, rows: np.ndarray) -> Any:
        return 2 * a[rows].T @ (a[rows] @ w - t[rows])

    everything = minibatch(on_rows, 0.01, lambda t: np.arange(3))
    whole = gd(lambda w: 2 * a.T @ (a @ w - t), 0.01)
    first = weights(run(everything, start(WV[0]), 20))
    np.testing.assert_allclose(first, weights(run(whole, start(WV[0]), 20)))
    one = weights(run(sgd(on_rows, 0.01, [0, 2, 1]), start(WV[0]), 20))
    assert not np.allclose(first, one)


def test_a_run_keeps_every_state_and_refuses_a_negative_number_of_steps() -> None:
    assert run(lambda k: k + 1, 0, 3) == (0, 1, 2, 3)
    assert run(lambda k: k + 1, 0, 0) == (0,)
    with pytest.raises(ValueError, match="-1"):
        run(lambda k: k + 1, 0, -1)


def test_a_closed_form_against_its_simulation() -> None:
    """w_t = (1 - 2 eta)^t w_0 for gradient descent on w^2."""

    def simulated(w: float, eta: float) -> Any:
        return weights(run(gd(square, eta), start(np.array(w)), 30))

    instances = [tuple(RANDOM.uniform(0.05, 0.9, size=2)) for _ in range(50)]
    right = compared(lambda w, eta: w * (1 - 2 * eta) ** np.arange(31), simulated, instances)
    assert right.passed
    assert right.instances == 50
    wrong = compared(lambda w, eta: w * (1 - eta) ** np.arange(31), simulated, instances)
    assert not wrong.passed
    assert wrong.worst in instances
    assert "DISAGREES" in str(wrong)


def compared(
    derived: Callable[..., Any], simulated: Callable[..., Any], instances: Sequence[tuple[Any, ...]]
) -> Report:
    check = Check("gd", derived, simulated, lambda random, trial: instances[trial], 1e-12)
    return check.run(len(instances), seed=0)


def test_nothing_compared_is_no_agreement() -> None:
    with pytest.raises(ValueError, match="at least one is needed"):
        compared(abs, abs, [])
    assert not compared(lambda k: np.zeros(2), lambda k: np.zeros(3), [(1,)]).passed
    assert not compared(lambda k: np.nan, lambda k: 0.0, [(1,)]).passed


def test_a_matrix_to_a_power_that_is_an_argument() -> None:
    A, k = sympy.MatrixSymbol("A", 2, 2), sympy.Symbol("k", integer=True)
    power = compile_expression(A ** (2 * k), [A, k])
    matrix = np.array([[1.0, 2.0], [0.0, 3.0]])
    assert np.allclose(power(matrix, 2), matrix @ matrix @ matrix @ matrix)
    with pytest.raises(ValueError, match="a whole number is needed"):
        power(matrix, 0.3)
