"""Which sizes a model has in which round: small first, and soon every order (<, =, >) of every two sizes.

Inequalities and equations between sizes alone hold in every choice, and so does what facts imply (full row rank needs
rows <= cols). An empty plan means that no sizes up to the limit meet them.

>>> from numeric.spec import Spec, SymbolSpec
>>> plan = size_plan(Spec(symbols={"X": SymbolSpec("n", "d")}))
>>> {(s["n"] > s["d"]) - (s["n"] < s["d"]) for s in plan[:3]} == {-1, 0, 1}
True
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, islice, product
from random import Random
from types import SimpleNamespace
from typing import Any

from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate
from numeric.faults import Undefined
from numeric.program import Node, flatten
from numeric.spec import Size, Spec
from numeric.structures import meets, shapes_allow
from numeric.valuation import Model

SMALL = (2, 3, 1, 4)
LARGEST = 5
_FULL_GRID = 5
"""Up to this many sizes every small choice is looked at; beyond, a seeded sample."""
_SAMPLE = 400
_PLAN = 60


def size_of(size: Size, sizes: Mapping[str, int]) -> int:
    """A size as a number. Raises `Undefined` where it is none."""
    if isinstance(size, int):
        return size
    if isinstance(size, str):
        return sizes[size]
    # most sizes are names, and every choice of sizes asks for all of them
    if size.head == "sym" and sizes.get(size.value, 0) >= 1:
        return sizes[size.value]
    value = RATIONALS.fraction(evaluate(size, RATIONALS, Model(sizes=sizes)))
    if value.denominator != 1 or value < 1:
        raise Undefined(f"a size of {value}")
    return value.numerator


@lru_cache(maxsize=256)
def size_plan(spec: Spec) -> tuple[dict[str, int], ...]:
    """The choices of sizes, in the order of the rounds."""
    names = spec.size_names()
    if not names:
        return ({},) if _allowed(spec, {}) else ()
    choices = list(islice((sizes for sizes in _choices(names) if _allowed(spec, sizes)), _SAMPLE))
    pairs = list(combinations(names, 2))
    seen: set[tuple[str, str, int]] = set()
    plan: list[dict[str, int]] = []
    while choices and len(plan) < _PLAN:
        best = max(range(len(choices)), key=lambda k: (_news(choices[k], pairs, seen), -k))
        sizes = choices.pop(best)
        seen |= _orders(sizes, pairs)
        plan.append(sizes)
    return tuple(plan)


def _choices(names: tuple[str, ...]) -> Iterator[dict[str, int]]:
    if len(names) <= _FULL_GRID:
        for sizes in product(SMALL, repeat=len(names)):
            yield dict(zip(names, sizes, strict=True))
    random = Random(f"sizes {names}")
    for largest in (LARGEST, 2 * LARGEST):
        for _ in range(_SAMPLE):
            yield {name: random.randint(1, largest) for name in names}


def _orders(sizes: Mapping[str, int], pairs: list[tuple[str, str]]) -> set[tuple[str, str, int]]:
    return {(a, b, (sizes[a] > sizes[b]) - (sizes[a] < sizes[b])) for a, b in pairs}


def _news(sizes: Mapping[str, int], pairs: list[tuple[str, str]], seen: set[tuple[str, str, int]]) -> int:
    return len(_orders(sizes, pairs) - seen)


def _allowed(spec: Spec, sizes: Mapping[str, int]) -> bool:
    for name, size in sizes.items():
        symbol = spec.symbols.get(name)
        if symbol is not None and not meets(Fraction(size), symbol.facts):
            return False
    try:
        for symbol in spec.symbols.values():
            if not shapes_allow(size_of(symbol.rows, sizes), size_of(symbol.cols, sizes), symbol.facts):
                return False
        for relation in size_relations(spec):
            if not evaluate(relation, RATIONALS, Model(sizes=sizes)):
                return False
    except Undefined:
        return False
    return True


@lru_cache(maxsize=256)
def size_relations(spec: Spec) -> tuple[Node, ...]:
    """The relations of a spec that speak of sizes only."""
    names = set(spec.size_names())
    relations = [relation("eq", left, right) for left, right in spec.equations]
    relations += [relation(op, left, right) for op, left, right in spec.inequalities]
    return tuple(node for node in relations if flatten(node).names <= names)


def relation(op: str, left: Node, right: Node) -> Any:
    """A relation as a node."""
    return SimpleNamespace(head=op, args=(left, right), value=None)
