"""Optimisers as pure steps: `step(state) -> state`, made from a gradient and constants; no state is hidden.

A state is a frozen dataclass: the weights `w`, the number of steps done `t`, and the moments that the method keeps.
Minibatch methods take a gradient of (w, rows) and a schedule that says which rows step t uses. Formulas are those of
Goodfellow, Bengio & Courville, Deep Learning, chapter 8, in the papers' own symbols. The arithmetic is that of
`updates`; a step only says what is done with what.

>>> step = gd(lambda w: 2 * w, eta=0.25)
>>> step(start(np.array([4.0]))).w.tolist()
[2.0]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from numeric.updates import accelerate, advance, average, average_square, correct, descend, look_ahead, rescale

Array = Any
Gradient = Callable[[Array], Array]
BatchGradient = Callable[[Array, Array], Array]
Schedule = Callable[[int], Array]


@dataclass(frozen=True, slots=True)
class State:
    """`w` weights, `v` first and `s` second moment (zero at the start), `t` steps done."""

    w: Array
    v: Array
    s: Array
    t: int = 0


Step = Callable[[State], State]


def start(w: Array) -> State:
    """The state before the first step."""
    w = np.asarray(w, dtype=float)
    return State(w, np.zeros_like(w), np.zeros_like(w))


def gd(gradient: Gradient, eta: float) -> Step:
    """Gradient descent: w <- w - eta g."""

    def step(state: State) -> State:
        return replace(state, w=descend(state.w, gradient(state.w), eta), t=state.t + 1)

    return step


def minibatch(gradient: BatchGradient, eta: float, schedule: Schedule) -> Step:
    """Minibatch descent: w <- w - eta g(w, rows of step t)."""

    def step(state: State) -> State:
        return replace(state, w=descend(state.w, gradient(state.w, schedule(state.t)), eta), t=state.t + 1)

    return step


def sgd(gradient: BatchGradient, eta: float, order: Sequence[int]) -> Step:
    """Stochastic descent: one row a step, in the given order, again from its start."""
    return minibatch(gradient, eta, lambda t: np.array([order[t % len(order)]]))


def epochs(rows: int, batch: int, seed: int) -> Schedule:
    """Disjoint batches of a fresh seeded shuffle every epoch; the last of an epoch may be smaller."""
    per_epoch = -(-rows // batch)

    def schedule(t: int) -> Array:
        epoch, place = divmod(t, per_epoch)
        order = np.random.default_rng((seed, epoch)).permutation(rows)
        return order[place * batch : (place + 1) * batch]

    return schedule


def momentum(gradient: Gradient, eta: float, beta: float) -> Step:
    """Polyak: v <- beta v - eta g(w); w <- w + v."""

    def step(state: State) -> State:
        v = accelerate(state.v, gradient(state.w), eta, beta)
        return replace(state, w=advance(state.w, v), v=v, t=state.t + 1)

    return step


def averaged_momentum(gradient: Gradient, eta: float, beta: float) -> Step:
    """Momentum as a moving average: v <- beta v + (1 - beta) g(w); w <- w - eta v."""

    def step(state: State) -> State:
        v = average(state.v, gradient(state.w), beta)
        return replace(state, w=descend(state.w, v, eta), v=v, t=state.t + 1)

    return step


def nesterov(gradient: Gradient, eta: float, beta: float) -> Step:
    """Nesterov: v <- beta v - eta g(w + beta v); w <- w + v."""

    def step(state: State) -> State:
        v = accelerate(state.v, gradient(look_ahead(state.w, state.v, beta)), eta, beta)
        return replace(state, w=advance(state.w, v), v=v, t=state.t + 1)

    return step


def rmsprop(gradient: Gradient, eta: float, beta: float = 0.9, epsilon: float = 1e-8) -> Step:
    """RMSProp: s <- beta s + (1 - beta) g^2; w <- w - eta g / (sqrt(s) + epsilon)."""

    def step(state: State) -> State:
        g = gradient(state.w)
        s = average_square(state.s, g, beta)
        return replace(state, w=rescale(state.w, g, s, eta, epsilon), s=s, t=state.t + 1)

    return step


def adam(gradient: Gradient, eta: float, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-8) -> Step:
    """Adam (Kingma & Ba 2015, algorithm 1): moments corrected by 1 - beta^t."""
    return adamw(gradient, eta, 0.0, beta_1, beta_2, epsilon)


def adamw(
    gradient: Gradient,
    eta: float,
    decay: float,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-8,
) -> Step:
    """AdamW (Loshchilov & Hutter 2019, algorithm 2): w <- w - eta (m / (sqrt(u) + epsilon) + decay w)."""

    def step(state: State) -> State:
        g, t = gradient(state.w), state.t + 1
        v, s = average(state.v, g, beta_1), average_square(state.s, g, beta_2)
        return State(correct(state.w, v, s, eta, decay, beta_1, beta_2, epsilon, t), v, s, t)

    return step
