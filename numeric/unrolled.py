r"""The derivative by the learning rate of the loss after some steps of gradient descent, in several ways.

Least squares, L(w) = |Xw - t|^2 / n, with X of shape (n, d), t (n, 1) and w (d, 1). Forward mode carries the tangent
along and keeps nothing; reverse mode keeps the gradient of every step; with checkpoints it keeps the weights before
every segment, and makes the gradients of one segment again at a time (Griewank & Walther, Evaluating Derivatives,
chapters 3 and 12). All give the same number.

>>> X, t, w = np.array([[1.0], [2.0]]), np.array([[1.0], [0.0]]), np.array([[3.0]])
>>> forward_mode(X, t, w, 0.5, steps=4) == reverse_mode(X, t, w, 0.5, steps=4)
True
"""

from __future__ import annotations

from typing import Any

import numpy as np

from numeric.arithmetics.floats import FLOATS
from numeric.arithmetics.jets import Jet, jets_over

Array = Any


def gradient(X: Array, t: Array, w: Array) -> Array:
    """Of the loss, (d, 1)."""
    return 2 / len(X) * (X.T @ (X @ w - t))


def forward_mode(X: Array, t: Array, w: Array, eta: float, steps: int) -> float:
    """By tangents, step by step with the weights."""
    tangent = np.zeros_like(w)
    for _ in range(steps):
        g = gradient(X, t, w)
        tangent = tangent - g - eta * _curved(X, tangent)
        w = w - eta * g
    return float((gradient(X, t, w).T @ tangent).item())


def reverse_mode(X: Array, t: Array, w: Array, eta: float, steps: int) -> float:
    """By adjoints, from the last step to the first over the gradients that were kept."""
    tape, w = _record(X, t, w, eta, steps)
    return _replay(X, tape, gradient(X, t, w), eta)[0]


def checkpointed(X: Array, t: Array, w: Array, eta: float, steps: int, segment: int) -> float:
    """Reverse mode that keeps the weights before every `segment` steps, and one segment's gradients.

    Raises `ValueError` for a segment without steps.
    """
    if segment < 1:
        raise ValueError(f"segments of {segment} steps: at least one is needed")
    checkpoints = []
    for step in range(steps):
        if step % segment == 0:
            checkpoints.append((w, min(segment, steps - step)))
        w = w - eta * gradient(X, t, w)
    adjoint, slope = gradient(X, t, w), 0.0
    while checkpoints:
        before, length = checkpoints.pop()
        tape, _ = _record(X, t, before, eta, length)
        part, adjoint = _replay(X, tape, adjoint, eta)
        slope += part
    return slope


def by_jets(X: Array, t: Array, w: Array, eta: float, steps: int) -> float:
    """By running gradient descent on dual numbers, eta with the tangent 1."""
    jets = jets_over(FLOATS)
    plus, times, minus, turn = (jets.table[head] for head in ("add", "mul", "neg", "transpose"))
    data, target, weights = (jets.lift(_value(each)) for each in (X, t, w))
    rate, scale = jets.jet(float(eta), 1.0), jets.lift(2 / len(X))

    def residual(of: Jet) -> Jet:
        return plus(times(data, of), minus(target))  # type: ignore[no-any-return]

    for _ in range(steps):
        weights = plus(weights, minus(times(rate, scale, turn(data), residual(weights))))
    last = residual(weights)
    return float(jets.tangent(times(jets.lift(1 / len(X)), turn(last), last)))


def _value(matrix: Array) -> Any:
    """A matrix of one entry is a scalar of the arithmetic."""
    return matrix.item() if np.size(matrix) == 1 else np.asarray(matrix, dtype=float)


def _curved(X: Array, v: Array) -> Array:
    """The Hessian of the loss times a vector."""
    return 2 / len(X) * (X.T @ (X @ v))


def _record(X: Array, t: Array, w: Array, eta: float, steps: int) -> tuple[list[Array], Array]:
    """The gradients of so many steps, and the weights after them."""
    tape = []
    for _ in range(steps):
        tape.append(gradient(X, t, w))
        w = w - eta * tape[-1]
    return tape, w


def _replay(X: Array, tape: list[Array], adjoint: Array, eta: float) -> tuple[float, Array]:
    """What the taped steps add to the derivative, and the adjoint before them; the tape is used up."""
    slope = 0.0
    while tape:
        slope -= float((adjoint.T @ tape.pop()).item())
        adjoint = adjoint - eta * _curved(X, adjoint)
    return slope, adjoint
