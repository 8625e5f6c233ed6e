"""Finite distributions, under which expectations are exact sums.

A random symbol takes one value in each outcome of a `Distribution`. Where its mean or covariance is declared, it is
mean + L z, with S = L D L' and independent coordinates z of mean 0 and variance D: two values each, or for a Gaussian
the nodes of a quadrature that gives every moment up to the degree that is asked for. Other random symbols take values
of their own kind, with random chances. What is not declared independent depends on each other.

>>> from types import SimpleNamespace as Node
>>> from numeric.spec import Moments, Spec, SymbolSpec
>>> zero, four = (Node(head="num", args=(), value=Fraction(k)) for k in (0, 4))
>>> spec = Spec(symbols={"x": SymbolSpec()}, random={"x": Moments(zero, four)})
>>> found = distribution(spec, Model(values={"x": Fraction(1)}), Source("doctest", 0))
>>> sum(chance * values["x"] ** 2 for chance, values in found)
Fraction(4, 1)
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from flint import fmpq, fmpq_mat

from numeric.arithmetics.protocol import Exact
from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate
from numeric.faults import Fault
from numeric.program import Node
from numeric.sizes import size_of
from numeric.spec import Moments, Spec
from numeric.structures import Source, random_matrix
from numeric.valuation import Distribution, Model, entries_of, with_entries

GAUSSIAN_DEGREE = 9
"""Up to which degree the moments of a Gaussian are met."""

_OUTCOMES = 130
_ATTEMPTS = 6
_SCALES = (1, 1, 4)
_SMALL = 4
_SURE = 5
"""In one round of so many, what nothing is told of is no more random: its variance is 0; in the one before, some of it
is twice the rest.
"""

State = tuple[Fraction, Fraction]
"""A chance and a value."""


def bare_names(node: Node) -> frozenset[str]:
    """The symbols that stand outside of expectations: what is said of them is said in every outcome."""
    if node.head == "sym":
        return frozenset((str(node.value),))
    inner = () if node.head in ("expect", "covariance") else node.args
    return frozenset[str]().union(*map(bare_names, inner))


def distribution(spec: Spec, model: Model, source: Source) -> Distribution | None:
    """The outcomes of the random symbols of a spec, given the others' values; None where none was found."""
    told = [name for name, moments in spec.random.items() if moments != Moments()]
    noise = _noise(spec, model, told, source)
    if noise is None:
        return None
    means, columns, coordinates = noise
    others = [name for name in spec.random if name not in told]
    selectors = [_chances(source, len(entries_of(model.values[name]))) for name in others]
    if prod(map(len, (*coordinates, *selectors))) > _OUTCOMES:
        return None
    free = _Free(spec, model, others, source)
    outcomes: Distribution = []
    for states in product(*coordinates, *selectors):
        chance = prod((state[0] for state in states), start=Fraction(1))
        heights = [
            mean + sum((row[k] * states[k][1] for k in range(len(coordinates))), start=Fraction(0))
            for mean, row in zip(means, columns, strict=True)
        ]
        values: dict[str, Exact] = {}
        for name in told:
            count = len(entries_of(model.values[name]))
            values[name] = with_entries(model.values[name], heights[:count])  # type: ignore[assignment]
            heights = heights[count:]
        drawn = free.values(tuple(state[1] for state in states[: len(coordinates)]), states[len(coordinates) :])
        if drawn is None:
            return None
        outcomes.append((chance, values | drawn))
    return outcomes


class _Free:
    """Random symbols of which no moments are told: a value of their own kind for each state that they depend on."""

    def __init__(self, spec: Spec, model: Model, names: list[str], source: Source) -> None:
        self.spec, self.model, self.names, self.source = spec, model, names, source
        self.told = [name for name in spec.random if name not in names]
        self.known: dict[tuple[Any, ...], Exact | None] = {}
        # some are much larger than others
        self.scales = {name: source.random.choice(_SCALES) for name in names if not spec.symbols[name].facts}
        self.echoes = self._echoes() if source.round % _SURE == _SURE - 2 else {}

    def _echoes(self) -> dict[str, str]:
        """Symbols that may be a multiple of the one before them."""
        found: dict[str, str] = {}
        for before, name in zip(self.names, self.names[1:], strict=False):
            one, other = self.spec.symbols[before], self.spec.symbols[name]
            alike = {before, name} <= self.scales.keys() and (one.rows, one.cols) == (other.rows, other.cols)
            apart = [each for each in self.spec.random if self.spec.independent(name, each)]
            if alike and all(each != before and self.spec.independent(before, each) for each in apart):
                found[name] = before
        return found

    def values(self, noise: tuple[Fraction, ...], states: tuple[State, ...]) -> dict[str, Exact] | None:
        found: dict[str, Exact] = {}
        for place, name in enumerate(self.names):
            earlier = zip(self.names[:place], states, strict=False)
            mixed = all(not self.spec.independent(name, other) for other in self.told)
            depends = (state[1] for other, state in earlier if not self.spec.independent(name, other))
            key = (name, states[place][1], *depends, *(noise[:1] if mixed else ()))
            if key not in self.known:
                symbol = self.spec.symbols[name]
                rows, cols = size_of(symbol.rows, self.model.sizes), size_of(symbol.cols, self.model.sizes)
                drawn = random_matrix(self.source, rows, cols, symbol.facts)
                if drawn is not None and name in self.scales:
                    drawn = _scaled(drawn, self.scales[name])
                self.known[key] = drawn
            value = self.known[key]
            if value is None:
                return None
            found[name] = _scaled(found[self.echoes[name]], 2) if name in self.echoes else value
        return found


def _scaled(value: Exact, scale: int) -> Exact:
    return with_entries(value, [scale * entry for entry in entries_of(value)])  # type: ignore[return-value]


def _chances(source: Source, size: int) -> list[State]:
    """Two or three states with random chances, or enough for a covariance that is invertible, or now and then only
    one, of what is then no more random; a state's value only tells it from the others.
    """
    if source.round % _SURE == _SURE - 1:
        return [(Fraction(1), Fraction(0))]
    count = source.random.randint(2, 3)
    if source.round % 2 == 0 and size <= _SMALL:
        count = max(count, size + 1)
    weights = [source.random.randint(1, 3) for _ in range(count)]
    return [(Fraction(weight, sum(weights)), Fraction(k)) for k, weight in enumerate(weights)]


def _noise(
    spec: Spec, model: Model, names: list[str], source: Source
) -> tuple[list[Fraction], list[list[Fraction]], list[list[State]]] | None:
    """Means, the rows of L, and the states of each coordinate, for the symbols whose moments are told, stacked."""
    means: list[Fraction] = []
    blocks: list[list[list[Fraction]]] = []
    for name in names:
        moments = spec.random[name]
        size = len(entries_of(model.values[name]))
        mean, spread = _value(moments.mean, model, size), _value(moments.covariance, model, size * size)
        if (moments.mean, mean) == (None, None):
            mean = [source.entry() for _ in range(size)]
        if (moments.covariance, spread) == (None, None):
            roots = [[source.entry() for _ in range(size)] for _ in range(size)]
            spread = [sum(map(operator.mul, a, b), start=Fraction(0)) for a, b in product(roots, roots)]
        if mean is None or spread is None:
            return None
        means += mean
        blocks.append([spread[k * size : (k + 1) * size] for k in range(size)])
    gaussian = [spec.random[name].gaussian for name, block in zip(names, blocks, strict=True) for _ in block]
    for attempt in range(_ATTEMPTS):
        whole = _stacked(spec, names, blocks, source, attempt)
        factors = _factored(whole)
        if factors is not None:
            lower, pivots = factors
            pairs = zip(pivots, gaussian, strict=True)
            return means, lower, [_states(pivot, degree, source) for pivot, degree in pairs]
    return None


def _value(node: Node | None, model: Model, count: int) -> list[Fraction] | None:
    """The entries of a declared moment; None where there are not so many, or none."""
    if node is None:
        return None
    try:
        entries = [RATIONALS.fraction(entry) for entry in RATIONALS.entries(evaluate(node, RATIONALS, model))]
    except Fault:
        return None
    entries = entries * count if entries == [0] else entries
    return entries if len(entries) == count else None


def _stacked(
    spec: Spec, names: list[str], blocks: list[list[list[Fraction]]], source: Source, attempt: int
) -> list[list[Fraction]]:
    """The covariance of all, with small random ones between symbols that are not independent."""
    total = sum(map(len, blocks))
    whole = [[Fraction(0)] * total for _ in range(total)]
    starts = [sum(map(len, blocks[:k])) for k in range(len(blocks))]
    for k, block in enumerate(blocks):
        for i, row in enumerate(block):
            whole[starts[k] + i][starts[k] : starts[k] + len(block)] = row
        for other in range(k):
            if spec.independent(names[k], names[other]) or attempt == _ATTEMPTS - 1:
                continue
            for i, j in product(range(len(block)), range(len(blocks[other]))):
                small = Fraction(source.random.randint(-2, 2), 2 ** (attempt + 1))
                whole[starts[k] + i][starts[other] + j] = whole[starts[other] + j][starts[k] + i] = small
    return whole


def _factored(whole: list[list[Fraction]]) -> tuple[list[list[Fraction]], list[Fraction]] | None:
    """L and D of a positive semidefinite matrix L D L'; None for another."""
    size = len(whole)
    if any(whole[i][j] != whole[j][i] for i in range(size) for j in range(i)):
        return None
    lower = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    pivots: list[Fraction] = []
    for j in range(size):
        pivot = whole[j][j] - sum((lower[j][k] ** 2 * pivots[k] for k in range(j)), start=Fraction(0))
        if pivot < 0:
            return None
        pivots.append(pivot)
        for i in range(j + 1, size):
            rest = whole[i][j] - sum((lower[i][k] * lower[j][k] * pivots[k] for k in range(j)), start=Fraction(0))
            if pivot == 0 and rest != 0:
                return None
            lower[i][j] = rest / pivot if pivot else Fraction(0)
    return lower, pivots


def _states(variance: Fraction, degree: int, source: Source) -> list[State]:
    """A coordinate of mean 0 and this variance."""
    if not variance:
        return [(Fraction(1), Fraction(0))]
    if degree:
        return list(_quadrature(variance, degree))
    # -a with chance b/(a + b), and b with chance a/(a + b), where ab is the variance
    low = Fraction(source.random.randint(1, 3), source.random.randint(1, 2))
    high = variance / low
    return [(high / (low + high), -low), (low / (low + high), high)]


def _quadrature(variance: Fraction, degree: int) -> Iterator[State]:
    """Nodes 0, -1, 1, -2, 2, ... whose weights meet the moments of a Gaussian up to a degree.

    The even moments are v, 3 v^2, 15 v^3, ...; weights of a quadrature may be negative.
    """
    count = max(2, degree // 2)
    moments = [prod(range(1, 2 * k, 2), start=variance**k) for k in range(1, count + 1)]
    powers = fmpq_mat(
        count, count, [fmpq(node ** (2 * k)) for k in range(1, count + 1) for node in range(1, count + 1)]
    )
    found = powers.solve(fmpq_mat(count, 1, [fmpq(m.numerator, m.denominator) for m in moments]))
    weights = [RATIONALS.fraction(found[k, 0]) for k in range(count)]
    yield 1 - sum(weights, start=Fraction(0)), Fraction(0)
    for node, weight in enumerate(weights, 1):
        for sign in (-1, 1):
            yield weight / 2, Fraction(sign * node)


def described_gaussians(spec: Spec, model: Model) -> dict[str, Any]:
    """Mean and covariance of every Gaussian of a model, and what other Gaussians it depends on, as `describe` shows
    numbers: the nodes of a quadrature would tell nothing.
    """
    names = [name for name, moments in spec.random.items() if moments.gaussian and model.outcomes]
    found: dict[str, Any] = {}
    for name in names:
        told = {other: _covariance(model, name, other) for other in names}
        mean = [_mean(model, [(name, place)]) for place in range(len(entries_of(model.values[name])))]
        single = isinstance(model.values[name], Fraction)
        found[name] = {
            "mean": str(mean[0]) if single else [[str(entry)] for entry in mean],
            "covariance": str(told[name][0][0]) if single else _shown(told[name]),
        }
        for other in names:
            if other != name and any(entry for row in told[other] for entry in row):
                found[name][f"covariance with {other}"] = _shown(told[other])
    return {name: {"gaussian": moments} for name, moments in found.items()}


def _mean(model: Model, factors: list[tuple[str, int]]) -> Fraction:
    """E of a product of entries."""
    return sum(
        (
            chance * prod(entries_of(values[name])[place] for name, place in factors)
            for chance, values in model.outcomes
        ),
        start=Fraction(0),
    )


def _covariance(model: Model, left: str, right: str) -> list[list[Fraction]]:
    rows, columns = len(entries_of(model.values[left])), len(entries_of(model.values[right]))
    return [
        [
            _mean(model, [(left, i), (right, j)]) - _mean(model, [(left, i)]) * _mean(model, [(right, j)])
            for j in range(columns)
        ]
        for i in range(rows)
    ]


def _shown(rows: list[list[Fraction]]) -> list[list[str]]:
    return [[str(entry) for entry in row] for row in rows]
