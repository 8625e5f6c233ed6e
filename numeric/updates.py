"""The arithmetic of the optimisers: what becomes of each quantity in one step, a formula a function.

Every function works entry by entry, on numbers and on arrays alike, and holds nothing but its formula, so that its
source can be read as mathematics: what `optimisers` runs is what is proved. `w` are the weights, `g` the gradient, `v`
the velocity or the mean of the gradients, `s` the mean of their squares, `t` the number of the step, counted from 1.

>>> descend(4.0, 8.0, 0.25)
2.0
>>> float(rescale(4.0, 8.0, 16.0, 0.25, 0.0))
3.5
"""

from __future__ import annotations

from typing import Any

import numpy as np

Numbers = Any
"""A number or an array."""


def descend(w: Numbers, g: Numbers, eta: float) -> Numbers:
    """Against the gradient, or a mean of gradients."""
    return w - eta * g


def accelerate(v: Numbers, g: Numbers, eta: float, beta: float) -> Numbers:
    """The velocity (Polyak 1964; Sutskever et al. 2013, equation 1)."""
    return beta * v - eta * g


def advance(w: Numbers, v: Numbers) -> Numbers:
    """Along the velocity (Sutskever et al. 2013, equation 2)."""
    return w + v


def look_ahead(w: Numbers, v: Numbers, beta: float) -> Numbers:
    """Where Nesterov's method takes the gradient (Sutskever et al. 2013, equation 3)."""
    return w + beta * v


def average(v: Numbers, g: Numbers, beta: float) -> Numbers:
    """The moving average of the gradients."""
    return beta * v + (1 - beta) * g


def average_square(s: Numbers, g: Numbers, beta: float) -> Numbers:
    """The moving average of their squares."""
    return beta * s + (1 - beta) * g**2


def rescale(w: Numbers, g: Numbers, s: Numbers, eta: float, epsilon: float) -> Numbers:
    """RMSProp (Hinton, Neural Networks for Machine Learning, 6e): every entry has a rate of its own."""
    return w - eta * g / (np.sqrt(s) + epsilon)


def correct(
    w: Numbers,
    v: Numbers,
    s: Numbers,
    eta: float,
    decay: float,
    beta_1: float,
    beta_2: float,
    epsilon: float,
    t: int,
) -> Numbers:
    """Adam (Kingma & Ba 2015, algorithm 1) with decoupled decay (Loshchilov & Hutter 2019, algorithm 2)."""
    m = v / (1 - beta_1**t)
    u = s / (1 - beta_2**t)
    return w - eta * (m / (np.sqrt(u) + epsilon) + decay * w)
