"""One proof's working memory: its pool of atoms, its letters, what it has learnt, and its budget of steps.

Everything in the package is a function of a workspace. What a run learns (finer roots, a larger pool) it keeps
in `Lessons`, and begins again; the lessons only ever grow, so that this ends.

>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> (ws.symbol("x") * ws.symbol("y") - ws.symbol("y") * ws.symbol("x")).is_zero()
True
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any

from derivations.algebra.abstain import Abstain, Budget, Restart
from derivations.algebra.letters import Letters
from derivations.algebra.pool import Polynomial, Pool
from derivations.algebra.rational import Rational, exact
from derivations.algebra.signature import Shape, Signature
from derivations.terms.term import Term, sym, walk

INDEX_MARK = "§"
# what the imaginary unit depends on: no symbol has this name
IMAGINARY = "const i"
_MAX_FACTORED_TERMS = 60
_MAX_GRAIN = 5040


@dataclass
class Lessons:
    """What is kept when a proof begins again."""

    pool_size: int = 24
    grain: dict[Hashable, int] = field(default_factory=dict)


class Workspace:
    """State of one normalisation."""

    def __init__(self, signature: Signature, lessons: Lessons, budget: Budget, expand: bool = False) -> None:
        self.signature = signature
        self.lessons = lessons
        self.budget = budget
        self.expand = expand
        # a size is a positive integer
        sizes = (size for shape in signature.shapes.values() for size in shape)
        self.size_symbols = frozenset(str(node.value) for size in sizes for node in walk(size) if node.head == "sym")
        # letters that stand for complex numbers have no sign
        self.unordered = frozenset(name for name, facts in signature.facts.items() if "complex" in facts)
        self.pool = Pool(lessons.pool_size)
        self.letters = Letters(self)
        self.memo: dict[Term, Any] = {}
        self.known: dict[str, str] = {}
        self.factored: dict[str, tuple[Fraction, list[tuple[Polynomial, int]]]] = {}
        self.derived = False
        self.inverted: list[tuple[Any, int]] = []
        self.powers: list[tuple[Any, int]] = []
        self.rewriting = 0
        # which sizes are cut into blocks, and how
        self.partitions: dict[int, tuple[int, ...]] = {}
        # whether equations are assumed: they hold at a point, not around it
        self.assumed = False
        # whether rules may divide by a coefficient that may be zero, and by which they did
        self.divides = True
        self.nonzero: list[Rational] = []
        self.conditions: list[Term] = []
        # `normal`, for sums that rename their index: set where sums are read, since that module imports theirs
        self.reread: Callable[[Workspace, Term], Any] | None = None
        # `word_of` of `vectorised.py`, for the same reason
        self.vector: Callable[[Workspace, Rational, str, int], Any] | None = None
        self.local_shapes: dict[str, Shape] = {}

    def number(self, value: Fraction | int) -> Rational:
        return Rational(self.pool, self.budget, self.pool.context.constant(exact(value)), self.pool.one)

    def rational(self, numerator: Polynomial, denominator: Polynomial | None = None) -> Rational:
        return Rational.of(self.pool, self.budget, numerator, denominator)

    def place(
        self,
        key: tuple[Hashable, ...],
        show: Callable[[], Term],
        deps: frozenset[str] = frozenset(),
        **facts: Any,
    ) -> int:
        self.budget.charge()
        return self.pool.place(key, show, deps, **facts)

    def generator(self, number: int) -> Rational:
        return Rational(self.pool, self.budget, self.pool.context.gen(number), self.pool.one)

    def atom(
        self,
        key: tuple[Hashable, ...],
        show: Callable[[], Term],
        deps: frozenset[str] = frozenset(),
        **facts: Any,
    ) -> Rational:
        return self.generator(self.place(key, show, deps, **facts))

    def related(self, number: int, degree: int, value: Rational) -> Rational:
        """The generator, with atom ** degree = value declared."""
        if number not in self.pool.relations:
            if not value.den.is_one():
                raise Abstain("a relation with a denominator")
            self.pool.relate(number, degree, value.num)
        return self.generator(number)

    def shape(self, name: str) -> Shape:
        """The shape of a symbol of the signature, or of one that the proof made."""
        return self.local_shapes.get(name) or self.signature.shape(name)

    def declare(self, name: str, shape: Shape) -> None:
        """Give a symbol of the proof's own a shape. Raises `Abstain` where it has another."""
        if self.local_shapes.setdefault(name, shape) != shape:
            raise Abstain(f"{name} with two shapes")

    def symbol(self, name: str) -> Rational:
        has = self.signature.has
        indexed = name.startswith(INDEX_MARK)
        return self.atom(
            ("symbol", name),
            lambda: sym(name),
            frozenset((name,)),
            nonnegative=has(name, "nonnegative") or name in self.size_symbols,
            nonzero=has(name, "nonzero") or name in self.size_symbols,
            integer=indexed or has(name, "integer") or name in self.size_symbols,
        )

    def is_imaginary(self, value: Rational) -> bool:
        """Whether the imaginary unit occurs: facts about real numbers then do not hold."""
        place = self.pool.index.get(("const", "i"))
        return place is not None and IMAGINARY in value.deps()

    def grain(self, key: Hashable, denominator: int) -> int:
        """How finely roots of an atom are cut; a finer cut begins the proof again."""
        known = self.lessons.grain.setdefault(key, denominator)
        finer = lcm(known, denominator)
        if finer > _MAX_GRAIN:
            raise Abstain("roots of too many kinds")
        if finer != known:
            self.lessons.grain[key] = finer
            raise Restart("finer roots")
        return known

    def factor(self, poly: Polynomial) -> tuple[Fraction, list[tuple[Polynomial, int]]]:
        """(content, [(factor, multiplicity)]); factors have leading coefficient 1. Large ones stay whole."""
        key = str(poly)
        found = self.factored.get(key)
        if found is not None:
            return found
        self.budget.charge(4 * len(poly))
        if poly.is_constant():
            value = poly.leading_coefficient()
            result: tuple[Fraction, list[tuple[Polynomial, int]]] = (Fraction(int(value.p), int(value.q)), [])
        elif len(poly) > _MAX_FACTORED_TERMS:
            leading = poly.leading_coefficient()
            result = (Fraction(int(leading.p), int(leading.q)), [(poly / leading, 1)])
        else:
            content, factors = poly.factor()
            parts = []
            for factor, times in factors:
                leading = factor.leading_coefficient()
                content *= leading ** int(times)
                parts.append((factor / leading, int(times)))
            result = (Fraction(int(content.p), int(content.q)), sorted(parts, key=lambda part: str(part[0])))
        self.factored[key] = result
        return result
