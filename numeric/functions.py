"""Opaque functions of a model: random polynomials in the entries of their arguments, so that jets differentiate them.

Coefficients are drawn by name when first used: nothing is said in advance about how many arguments there are, and the
same function answers alike in every arithmetic. Raises `UnsupportedFact` for a fact it cannot give.

>>> from numeric.arithmetics.rationals import RATIONALS as Q
>>> f = PolynomialFunction("f", "seed 1", (1, 1), frozenset({"even"}))
>>> x = Q.number(Fraction(2))
>>> bool(f.apply(Q, [x]) == f.apply(Q, [-x]))
True
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from random import Random
from typing import Any

from numeric.arithmetics.protocol import Arithmetic
from numeric.faults import Fault

FACTS = frozenset({"convex", "positive", "nonnegative", "even", "odd", "linear", "affine", "increasing", "constant"})
INERT = frozenset({"differentiable", "smooth", "continuous", "twice differentiable", "real"})

# Beyond this many entries a full quadratic is slow and no more general for a test.
_MIXED = 8


class UnsupportedFact(Fault):
    """No random object with this fact is known here."""


@dataclass(frozen=True, slots=True)
class PolynomialFunction:
    """A polynomial of degree 2 to 4, one for each entry of the result; `seed` fixes its coefficients."""

    name: str
    seed: str
    shape: tuple[int, int] = (1, 1)
    facts: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for fact in sorted(self.facts - FACTS - INERT):
            raise UnsupportedFact(f"a function that is {fact}")

    def apply(self, arithmetic: Arithmetic, arguments: Sequence[Any]) -> Any:
        """The value at the arguments, in any arithmetic (jets included)."""
        entries = [entry for argument in arguments for entry in arithmetic.entries(argument)]
        rows, cols = self.shape
        return arithmetic.build(rows, cols, [self._polynomial(arithmetic, entries, k) for k in range(rows * cols)])

    def _coefficient(self, place: int, monomial: tuple[int, ...], positive: bool = False) -> Fraction:
        random = Random(f"{self.seed}/{self.name}/{place}/{monomial}")
        if positive:
            return Fraction(random.randint(1, 4), random.randint(1, 2))
        return Fraction(random.choice((-3, -2, -1, 1, 2, 3)), random.randint(1, 2))

    def _monomials(self, count: int) -> Iterator[tuple[int, ...]]:
        """Monomials as sorted tuples of entries."""
        facts = self.facts
        yield ()
        if "constant" in facts:
            return
        yield from ((i,) for i in range(count))
        if facts & {"linear", "affine"}:
            return
        if count <= _MIXED:
            yield from combinations_with_replacement(range(count), 2)
        else:
            yield from ((i, i) for i in range(count))
            yield from ((i, i + 1) for i in range(count - 1))
        yield from ((i, i, i) for i in range(count))

    def _polynomial(self, arithmetic: Arithmetic, entries: Sequence[Any], place: int) -> Any:
        facts = self.facts
        if facts & {"convex", "positive", "nonnegative"} and not facts & {"linear", "affine", "constant"}:
            return self._bowl(arithmetic, entries, place)
        terms = []
        for monomial in self._monomials(len(entries)):
            degree = len(monomial)
            if ("even" in facts and degree % 2) or (facts & {"odd", "linear"} and degree % 2 == 0):
                continue
            if "increasing" in facts and (degree == 2 or len(set(monomial)) > 1):
                continue
            positive = "increasing" in facts or (not monomial and bool(facts & {"positive", "nonnegative"}))
            terms.append(self._term(arithmetic, entries, monomial, self._coefficient(place, monomial, positive)))
        if not terms:
            return arithmetic.number(Fraction(0))
        return arithmetic.table["add"](*terms)

    def _bowl(self, arithmetic: Arithmetic, entries: Sequence[Any], place: int) -> Any:
        """A positive constant and squares of linear forms: convex, positive, and even without shifts."""
        add, mul, number = arithmetic.table["add"], arithmetic.table["mul"], arithmetic.number
        terms = [number(self._coefficient(place, (), positive=True))]
        if "odd" in self.facts or "increasing" in self.facts:
            raise UnsupportedFact(f"a function that is {', '.join(sorted(self.facts))}")
        for i, entry in enumerate(entries):
            form = entry
            if i:
                form = add(form, mul(number(self._coefficient(place, (i - 1, i))), entries[i - 1]))
            if "even" not in self.facts:
                form = add(form, number(self._coefficient(place, (i,))))
            terms.append(mul(number(self._coefficient(place, (i, i), positive=True)), form, form))
        return add(*terms)

    def _term(self, arithmetic: Arithmetic, entries: Sequence[Any], monomial: tuple[int, ...], c: Fraction) -> Any:
        factors = [entries[i] for i in monomial]
        return arithmetic.table["mul"](arithmetic.number(c), *factors)

    def __str__(self) -> str:
        facts = " ".join(sorted(self.facts - INERT))
        return f"a random {facts + ' ' if facts else ''}polynomial (seed {self.seed})"
