"""What is known of the symbols of a claim: shapes and declared facts.

A symbol without a shape is a scalar. Facts imply others (a positive definite matrix is symmetric and
invertible); `Signature.has` knows the implications.

>>> signature = Signature({}, {"S": frozenset({"positive definite"})})
>>> signature.has("S", "symmetric"), signature.has("S", "orthogonal")
(True, False)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from derivations.terms.term import Term, num

Shape = tuple[Term, Term]

SCALAR: Shape = (num(1), num(1))

# fact -> the declared facts that imply it
IMPLIED_BY: dict[str, frozenset[str]] = {
    "symmetric": frozenset({"diagonal", "projection", "positive definite", "positive semidefinite"}),
    "idempotent": frozenset({"projection"}),
    "orthogonal": frozenset({"permutation matrix"}),
    "invertible": frozenset({"orthogonal", "positive definite", "involutory", "permutation matrix"}),
    "positive semidefinite": frozenset({"positive definite", "projection"}),
    "nonnegative": frozenset({"positive", "natural"}),
    "nonzero": frozenset({"positive"}),
    "integer": frozenset({"natural"}),
}


def members_of(family: str) -> str:
    """Under which name the facts stand that hold of every member of a family."""
    return f"{family}[]"


@dataclass(frozen=True)
class Signature:
    """Shapes of the free symbols as (rows, columns) size terms, and their declared facts; `members` are the shapes of
    each `x_i` in a family x, whose facts stand under `members_of(x)`.
    """

    shapes: Mapping[str, Shape] = field(default_factory=dict)
    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    members: Mapping[str, Shape] = field(default_factory=dict)

    def shape(self, name: str) -> Shape:
        return self.shapes.get(name, SCALAR)

    def member(self, name: str) -> Shape:
        return self.members.get(name, SCALAR)

    def has(self, name: str, fact: str) -> bool:
        declared = self.facts.get(name)
        if not declared:
            return False
        return fact in declared or not declared.isdisjoint(IMPLIED_BY.get(fact, frozenset()))

    def independent(self, names: Collection[str]) -> bool:
        """Whether one declaration makes all of these random names independent of each other."""
        facts = (self.facts.get(name, frozenset()) for name in names)
        return any(fact.startswith("independent: ") for fact in frozenset.intersection(*facts))
