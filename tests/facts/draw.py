r"""Random models of declarations in NumPy: matrices of every kind, numbers, random columns with exact expectations.

>>> rng = np.random.default_rng(0)
>>> S = matrix(rng, 3, 3, "symmetric positive definite")
>>> x = discrete(rng, np.zeros((3, 1)), S)
>>> bool(np.allclose(E(lambda x: x @ x.T, x), S))
True
>>> P = matrix(rng, 4, 4, "idempotent")
>>> bool(np.allclose(P @ P, P))
True
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.linalg import cholesky, inv, matrix_power, qr

Array = Any


def matrix(rng: np.random.Generator, rows: int, columns: int, kind: str = "") -> Array:
    """A random matrix of a kind; with probability one it has every rank that its kind lets it have."""
    A = rng.uniform(-0.5, 0.5, (rows, columns)) + np.eye(rows, columns)
    return KINDS[kind](A, rng)


def _rank_one_less(A: Array) -> Array:
    return np.diag([1.0] * (len(A) - 1) + [0.0])


def _complex(A: Array, rng: np.random.Generator) -> Array:
    return A + 1j * rng.uniform(-1, 1, A.shape)


def _hermitian(A: Array, rng: np.random.Generator) -> Array:
    Z = _complex(A, rng)
    return Z + Z.conj().T


KINDS: dict[str, Callable[[Array, np.random.Generator], Array]] = {
    "": lambda A, _: A,
    "invertible": lambda A, _: A,
    "positive": lambda A, _: np.abs(A) + 0.1,
    "full column rank": lambda A, _: A,
    "full row rank": lambda A, _: A,
    "symmetric": lambda A, _: A + A.T,
    "symmetric invertible": lambda A, _: A + A.T,
    "skew-symmetric": lambda A, _: A - A.T,
    "symmetric positive definite": lambda A, _: A @ A.T + 0.5 * np.eye(len(A)),
    "orthogonal": lambda A, _: qr(A)[0],
    "permutation matrix": lambda A, rng: np.eye(len(A))[rng.permutation(len(A))],
    "idempotent": lambda A, _: A @ _rank_one_less(A) @ inv(A),
    "orthogonal projection": lambda A, _: qr(A)[0] @ _rank_one_less(A) @ qr(A)[0].T,
    "diagonal": lambda A, _: np.diag(np.diag(A)),
    "lower triangular": lambda A, _: np.tril(A),
    "upper triangular": lambda A, _: np.triu(A),
    "unit vector": lambda A, _: A / np.linalg.norm(A),
    "complex": _complex,
    "complex invertible": _complex,
    "Hermitian": _hermitian,
    "unitary": lambda A, rng: qr(_complex(A, rng))[0],
}


def number(rng: np.random.Generator, kind: str, sign: str = "") -> Any:
    if kind == "natural":
        return int(rng.integers(2, 5))
    if kind == "complex":
        return complex(rng.uniform(0.5, 2), rng.uniform(0.5, 2))
    value = float(rng.uniform(0.3, 1.7))
    return value if sign == "positive" or rng.random() < 0.5 else -value


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A random column by its finitely many values; the columns of one distribution share their weights."""

    values: tuple[Array, ...]
    weights: Array


def E(function: Callable[..., Array], *samples: Sample) -> Array:  # noqa: N802
    """The exact expectation; columns that share no distribution are independent."""
    if len(samples) > 1 and all(sample.weights is samples[0].weights for sample in samples):
        together = zip(*(sample.values for sample in samples), samples[0].weights, strict=True)
        return sum(row[-1] * function(*row[:-1]) for row in together)
    total: Array = 0
    for rows in product(*(tuple(zip(sample.values, sample.weights, strict=True)) for sample in samples)):
        total = total + np.prod([weight for _, weight in rows]) * function(*(value for value, _ in rows))
    return total


def Cov(x: Sample, y: Sample, f: Callable[[Array], Array], g: Callable[[Array], Array]) -> Array:  # noqa: N802
    """The covariance of two columns that are functions of random ones."""
    if x is y:
        return E(lambda x: f(x) @ g(x).T, x) - E(f, x) @ E(g, x).T
    return E(lambda x, y: f(x) @ g(y).T, x, y) - E(f, x) @ E(g, y).T


def discrete(rng: np.random.Generator, mean: Array, covariance: Array) -> Sample:
    """A skew distribution on a few points that has this mean and this covariance."""
    n = len(mean)
    Z = rng.uniform(-1, 1, (n, 2 * n + 2)) ** 3
    weights = rng.dirichlet(np.full(2 * n + 2, 3.0))
    Z = Z - Z @ weights[:, None]
    Z = cholesky(covariance) @ inv(cholesky((Z * weights) @ Z.T)) @ Z
    return Sample(tuple(mean + z[:, None] for z in Z.T), weights)


def gaussian(_: object, mean: Array, covariance: Array) -> Sample:
    """A Gaussian by quadrature: exact for polynomials of a degree up to 7."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(4)
    weights = weights / weights.sum()
    L = cholesky(covariance)
    grid = list(product(range(4), repeat=len(mean)))
    values = tuple(mean + L @ nodes[list(index)][:, None] for index in grid)
    return Sample(values, np.array([weights[list(index)].prod() for index in grid]))


def joint(rng: np.random.Generator, sizes: list[int]) -> list[Sample]:
    """Random columns that depend on each other."""
    weights = rng.dirichlet(np.full(6, 3.0))
    return [Sample(tuple(rng.uniform(-1, 2, (size, 1)) for _ in weights), weights) for size in sizes]


def grad(function: Callable[[Array], Array], at: Array) -> Array:
    """The derivative of a number, of the shape of what it is taken by: central differences of fourth order."""
    return _slopes(function, at).reshape(np.shape(at))


def jac(function: Callable[[Array], Array], at: Array) -> Array:
    """A row for each entry of the value, a column for each entry of the variable, both in order of columns."""
    return _slopes(lambda at: vec(function(at)), at, order="F").T


def slope(function: Callable[[float], Array], at: float) -> Array:
    """The derivative by a number, entry by entry."""
    h = 1e-3
    near, far = ((function(at + k * h) - function(at - k * h)) / (2 * k * h) for k in (1, 2))
    return (4 * near - far) / 3


def _slopes(function: Callable[[Array], Array], at: Array, order: Any = "C") -> Array:
    columns = []
    for index in range(at.size):
        step = np.zeros(at.size)
        step[index] = 1.0
        E = step.reshape(at.shape, order=order)
        columns.append(np.ravel(slope(lambda t, E=E: function(at + t * E), 0.0)))  # type: ignore[misc]
    return np.array(columns)


def vec(A: Array) -> Array:
    return np.reshape(A, (-1, 1), order="F")


def diag(x: Array) -> Array:
    """The diagonal matrix of a column."""
    return np.diag(np.ravel(x))


def expm(A: Array) -> Array:
    """The exponential of a matrix by its series, squared up."""
    small, term = np.eye(len(A)), np.eye(len(A))
    for k in range(1, 20):
        term = term @ A / 64 / k
        small = small + term
    return matrix_power(small, 64)


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def softmax(x: Array) -> Array:
    return np.exp(x) / np.exp(x).sum()


def total(A: Array) -> Array:
    return np.sum(A)


def unit(rows: int, index: int) -> Array:
    """The column with a one at an index that counts from 1."""
    return np.eye(rows)[:, [index - 1]]
