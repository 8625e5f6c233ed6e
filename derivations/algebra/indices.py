"""The indices of a network: which are one, and which split into two.

A leg is what a side of a matrix is summed over: no index where the side has size 1, one index, or several where a side
of size n m is an index of n and one of m, the first of them the slow one.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons, Workspace
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> n, m = ws.symbol("n"), ws.symbol("m")
>>> indices = Indices(ws)
>>> both, one, other = (indices.leg(ws.letters.size(size)) for size in (n * m, n, m))
>>> indices.join(both, one + other)
>>> indices.resolved(both) == one + other
True
"""

from __future__ import annotations

from derivations.algebra.abstain import Unsupported
from derivations.algebra.letters import ONE
from derivations.algebra.rational import Rational
from derivations.algebra.workspace import Workspace

Leg = tuple[int, ...]


class Indices:
    """Indices with their sizes, joined and split as products ask for it."""

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self.sizes: list[int] = []
        self._means: dict[int, Leg] = {}
        self._dropped: set[int] = set()

    def copy(self) -> Indices:
        other = Indices(self.ws)
        other.sizes, other._means, other._dropped = list(self.sizes), dict(self._means), set(self._dropped)
        return other

    def leg(self, size: int) -> Leg:
        """A new index of this size; none for a size of 1."""
        if size == ONE:
            return ()
        self.sizes.append(size)
        return (len(self.sizes) - 1,)

    def drop(self, edge: int) -> None:
        """Take away an index that has been summed over."""
        self._dropped.add(edge)

    def leaves(self) -> list[int]:
        return [edge for edge in range(len(self.sizes)) if edge not in self._means and edge not in self._dropped]

    def resolved(self, leg: Leg) -> Leg:
        found: list[int] = []
        for edge in leg:
            found.extend(self.resolved(self._means[edge]) if edge in self._means else (edge,))
        return tuple(found)

    def fits(self, leg: Leg, size: int) -> bool:
        return self._product(leg).same(self.ws.letters.sizes[size])

    def _product(self, leg: Leg) -> Rational:
        total = self.ws.number(1)
        for edge in leg:
            total = total * self.ws.letters.sizes[self.sizes[edge]]
        return total

    def join(self, one: Leg, other: Leg) -> None:
        """Make two legs the same. Raises `Unsupported` where they split in two different ways."""
        left, right = list(self.resolved(one)), list(self.resolved(other))
        while left or right:
            if not left or not right:
                raise Unsupported("indices that do not fit")
            if left[0] == right[0]:
                left, right = left[1:], right[1:]
                continue
            if self.sizes[left[0]] == self.sizes[right[0]]:
                self._means[right[0]] = (left[0],)
            elif not self._split(left[0], right) and not self._split(right[0], left):
                raise Unsupported("an index that splits in two ways")
            left, right = list(self.resolved(tuple(left))), list(self.resolved(tuple(right)))

    def _split(self, edge: int, parts: list[int]) -> bool:
        """Let an index be the first of these that have its size together."""
        for end in range(2, len(parts) + 1):
            head = tuple(parts[:end])
            if self.fits(head, self.sizes[edge]):
                if edge in head:
                    return False
                self._means[edge] = head
                return True
        return False
