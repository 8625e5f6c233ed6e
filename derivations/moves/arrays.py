"""Results of a derivation as NumPy callables, and random arrays to try them on.

Sizes are read off the arrays, so one result serves every n and d; `ValueError` is raised for arrays whose sizes
contradict each other.

>>> from derivations.moves.derivation import Derivation, Quantity
>>> from derivations.terms.term import num, sym
>>> n, x = sym("n"), sym("x")
>>> square = Derivation("s", "", "", (Quantity("n", ""), Quantity("x", "", (n, num(1)))), (), (), {"s": x.T * x / n})
>>> float(compiled(square, "s", ("x",))(np.array([[1.0], [3.0]])))
5.0
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from derivations.moves.derivation import Derivation
from derivations.moves.words import shape_of
from derivations.terms.shapes import SCALAR, Shape
from derivations.terms.term import Term, free_symbols, num, sym
from numeric.compile import compile_expression

Array = Any
SIZES = ((2, 4), (3, 3), (5, 2), (1, 3), (4, 1))
"""Pairs of sizes that random instances take in turn: fewer, as many and more rows than columns."""


def compiled(derivation: Derivation, result: str, arguments: Sequence[str]) -> Callable[..., Array]:
    """A result, its definitions put in, as a function of arrays (matrices, or columns n x 1) and numbers."""
    term = derivation.unfolded(result)
    shape = shape_of(term, derivation.context)
    made: dict[tuple[tuple[str, int], ...], Callable[..., Array]] = {}

    def call(*values: Array) -> Array:
        sizes = _sizes(derivation, arguments, values)
        key = tuple(sorted(sizes.items()))
        if key not in made:
            symbols = [derivation.term_to_sympy(sym(name), sizes) for name in arguments]
            # a size of 1 makes a scalar of what was a vector, and SymPy's symbol with it
            made[key] = compile_expression(derivation.term_to_sympy(term, sizes), symbols)
        value = made[key](*map(_squeezed, values))
        return value if shape == SCALAR else np.reshape(value, [_count(size, sizes) for size in shape])

    return call


def _squeezed(value: Array) -> Array:
    return value.reshape(()) if np.shape(value) == (1, 1) else value


def _sizes(derivation: Derivation, arguments: Sequence[str], values: Sequence[Array]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for name, value in zip(arguments, values, strict=True):
        shape = derivation.context.shape_of(name) or SCALAR
        if shape == SCALAR:
            continue
        for size, count in zip(shape, np.shape(value), strict=True):
            if size.head == "sym" and sizes.setdefault(str(size.value), count) != count:
                raise ValueError(f"{name} has {count} where {size.value} is {sizes[str(size.value)]}")
    return sizes


def instances(derivation: Derivation, arguments: Sequence[str], trials: int, seed: int) -> list[tuple[Array, ...]]:
    """Random arrays for the arguments: normal entries for matrices, numbers in (0.1, 1) for scalars."""
    random = np.random.default_rng(seed)
    shapes = [derivation.context.shape_of(name) or SCALAR for name in arguments]
    names = sorted({name for shape in shapes for size in shape for name in free_symbols(size)})
    drawn = []
    for trial in range(trials):
        counts = dict(zip(names, SIZES[trial % len(SIZES)], strict=False))
        drawn.append(tuple(_draw(random, shape, counts) for shape in shapes))
    return drawn


def _draw(random: np.random.Generator, shape: Shape, counts: Mapping[str, int]) -> Array:
    if shape == SCALAR:
        return random.uniform(0.1, 1.0)
    return random.normal(size=tuple(_count(size, counts) for size in shape))


def _count(size: Term, counts: Mapping[str, int]) -> int:
    return 1 if size == num(1) else counts[str(size.value)]
