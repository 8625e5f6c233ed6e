"""The generators of the polynomial ring: one atom each, keyed by a canonical form, with its algebraic relation.

A pool has a fixed number of generators, as FLINT's rings do; when it is full it raises `PoolFull`, and the
proof begins again in a larger one. An atom is anything that is not a polynomial in other atoms: a symbol, a
radical, an exponential, a scalar product of vectors. Its `relation` (degree, value) means atom ** degree =
value.

>>> pool = Pool(4)
>>> x = pool.atom(("symbol", "x"), lambda: sym("x"))
>>> pool.atom(("symbol", "x"), lambda: sym("x")) == x
True
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from flint import Ordering, fmpq_mpoly_ctx

from derivations.algebra.abstain import Restart
from derivations.terms.term import Term, sym

Polynomial = Any  # flint.fmpq_mpoly, which has no stubs

_SIZES = (24, 96, 384, 1536)


class PoolFull(Restart):
    """More atoms than generators."""


@dataclass(frozen=True)
class Atom:
    """What a generator stands for. `deps` names the symbols, free or of an index, that its value depends on."""

    key: tuple[Hashable, ...]
    show: Callable[[], Term]
    deps: frozenset[str]
    nonnegative: bool
    nonzero: bool
    integer: bool
    payload: Any


class Pool:
    """The generators in use."""

    def __init__(self, size: int = _SIZES[0]) -> None:
        self.size = size
        self.context: Any = fmpq_mpoly_ctx.get([f"g{i}" for i in range(size)], Ordering.lex)
        self.atoms: list[Atom] = []
        self.index: dict[tuple[Hashable, ...], int] = {}
        self.relations: dict[int, tuple[int, Polynomial]] = {}
        self.zero: Polynomial = self.context.constant(0)
        self.one: Polynomial = self.context.constant(1)

    def place(
        self,
        key: tuple[Hashable, ...],
        show: Callable[[], Term],
        deps: frozenset[str] = frozenset(),
        *,
        nonnegative: bool = False,
        nonzero: bool = False,
        integer: bool = False,
        payload: Any = None,
    ) -> int:
        """The number of the generator of this key; it is made if it is new."""
        found = self.index.get(key)
        if found is not None:
            return found
        number = len(self.atoms)
        if number == self.size:
            raise PoolFull(f"more than {self.size} atoms")
        self.atoms.append(Atom(key, show, deps, nonnegative, nonzero, integer, payload))
        self.index[key] = number
        return number

    def atom(
        self, key: tuple[Hashable, ...], show: Callable[[], Term], deps: frozenset[str] = frozenset()
    ) -> Polynomial:
        """The generator of this key as a polynomial."""
        return self.context.gen(self.place(key, show, deps))

    def relate(self, number: int, degree: int, value: Polynomial) -> None:
        """Declare atom ** degree = value."""
        self.relations[number] = (degree, value)

    def used(self, poly: Polynomial) -> list[int]:
        """The generators that occur in a polynomial."""
        return [i for i, degree in enumerate(poly.degrees()[: len(self.atoms)]) if degree]

    def deps(self, poly: Polynomial) -> frozenset[str]:
        """The symbols that a polynomial depends on."""
        return frozenset().union(*(self.atoms[i].deps for i in self.used(poly)))

    def reduce(self, poly: Polynomial) -> Polynomial:
        """The polynomial with every related atom below its degree."""
        if not self.relations:
            return poly
        again = True
        while again:
            again = False
            degrees = poly.degrees()
            for number, (degree, value) in self.relations.items():
                if degrees[number] >= degree:
                    poly = self._lower(poly, number, degree, value)
                    again = True
                    break
        return poly

    def _lower(self, poly: Polynomial, number: int, degree: int, value: Polynomial) -> Polynomial:
        parts: dict[int, dict[tuple[int, ...], Any]] = {}
        for exponents, coefficient in poly.to_dict().items():
            times, rest = divmod(exponents[number], degree)
            lowered = (*exponents[:number], rest, *exponents[number + 1 :])
            parts.setdefault(times, {})[lowered] = coefficient
        total = self.zero
        for times, part in parts.items():
            total += self.context.from_dict(part) * value**times
        return total


def larger(size: int) -> int | None:
    """The size of the next larger pool, or None."""
    return next((bigger for bigger in _SIZES if bigger > size), None)


__all__ = ["Atom", "Polynomial", "Pool", "PoolFull", "larger", "sym"]
