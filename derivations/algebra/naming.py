"""Names of networks: one name for all orders in which its letters and indices may be written.

Indices are told apart by what meets at them; of those that look alike all orders are tried, and the least name is kept.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> n = ws.letters.size(ws.symbol("n"))
>>> a, b = (ws.letters.symbol(name, n, n) for name in "AB")
>>> one = least_name(ws, [((a,), (0,), (1,)), ((b,), (0,), (1,))], [n, n])
>>> one == least_name(ws, [((b,), (1,), (0,)), ((a,), (1,), (0,))], [n, n])
True
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product
from math import factorial, prod

from derivations.algebra.abstain import Unsupported
from derivations.algebra.indices import Leg
from derivations.algebra.letters import Word
from derivations.algebra.words import flip
from derivations.algebra.workspace import Workspace

Node = tuple[Word, Leg, Leg]

_MAX_ORDERS = 720
_ROUNDS = 4


def least_name(ws: Workspace, part: list[Node], sizes: list[int]) -> tuple[Node, ...]:
    """The least of the names of a connected network. Raises `Unsupported` where too many indices look alike."""
    return min((_named(ws, part, order) for order in _orders(ws, part, sizes)), default=())


def _named(ws: Workspace, part: list[Node], order: dict[int, int]) -> tuple[Node, ...]:
    found = []
    for word, row, col in part:
        legs = [tuple(order[edge] for edge in leg) for leg in (row, col)]
        if flip(ws, word) == (word, 1):
            legs.sort()
        found.append((word, legs[0], legs[1]))
    return tuple(sorted(found))


def _orders(ws: Workspace, part: list[Node], sizes: list[int]) -> Iterator[dict[int, int]]:
    """Numberings of the indices: by what meets there, all orders of those that look alike."""
    edges = sorted({edge for _, row, col in part for edge in row + col})
    colour = {edge: sizes[edge] for edge in edges}
    for _ in range(_ROUNDS):
        seen: dict[int, list[object]] = {edge: [] for edge in edges}
        for word, row, col in part:
            symmetric = flip(ws, word) == (word, 1)
            views = [tuple(colour[edge] for edge in leg) for leg in (row, col)]
            for side, leg in enumerate((row, col)):
                for at, edge in enumerate(leg):
                    seen[edge].append((word, 0 if symmetric else side, at, views[side], views[1 - side]))
        looks = {edge: (colour[edge], repr(sorted(map(repr, seen[edge])))) for edge in edges}
        ranks = {look: rank for rank, look in enumerate(sorted(set(looks.values())))}
        colour = {edge: ranks[looks[edge]] for edge in edges}
    groups: dict[int, list[int]] = {}
    for edge in edges:
        groups.setdefault(colour[edge], []).append(edge)
    ordered = [groups[rank] for rank in sorted(groups)]
    if prod(factorial(len(group)) for group in ordered) > _MAX_ORDERS:
        raise Unsupported("a network with many equal indices")
    for choice in product(*(permutations(group) for group in ordered)):
        yield {edge: number for number, edge in enumerate(edge for group in choice for edge in group)}
