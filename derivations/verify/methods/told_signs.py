"""Signs that hypotheses tell of names: `lambda > 0` is to normal forms what "let lambda be positive" is.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import num, sym
>>> from derivations.verify.goal import build
>>> x = sym("x")
>>> goal = build(x, "eq", x ** 2, Context(), {}, [(Term("gt", (x, num(0))), "1")])
>>> told = told_signs(goal)
>>> told.signature.has("x", "positive"), told.sources
(True, ('1',))
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from derivations.algebra.signature import SCALAR, Signature
from derivations.terms.term import Term, free_symbols
from derivations.verify.goal import Fact, Goal

_MIRRORED = {"gt": "lt", "lt": "gt", "ge": "le", "le": "ge", "ne": "ne"}


class Told(NamedTuple):
    """A signature that knows what hypotheses tell, and which these are."""

    signature: Signature
    sources: tuple[str, ...]


def told_signs(goal: Goal) -> Told:
    """What comparisons of a number's name with a number say of the sign of what stands in the claim; no sources where
    that is nothing new.
    """
    here = free_symbols(goal.lhs) | free_symbols(goal.rhs)
    known = dict(goal.signature.facts)
    sources: dict[str, None] = {}
    for fact in goal.facts:
        for name, told in _told(fact):
            if name in here and goal.signature.shape(name) == SCALAR and not Signature({}, known).has(name, told):
                known[name] = known.get(name, frozenset()) | {told}
                sources[fact.source] = None
    return Told(replace(goal.signature, facts=known), tuple(sources))


def _told(fact: Fact) -> list[tuple[str, str]]:
    """A name and the fact that holds of it, of `x > 0`, `0 < x`, `x >= 1`, `x != 0`."""
    if fact.head not in _MIRRORED:
        return []
    for head, left, right in ((fact.head, fact.lhs, fact.rhs), (_MIRRORED[fact.head], fact.rhs, fact.lhs)):
        value = _number(right)
        if left.head != "sym" or value is None:
            continue
        name = str(left.value)
        if (head == "gt" and value >= 0) or (head == "ge" and value > 0):
            return [(name, "positive"), (name, "nonzero")]
        if head == "ge" and value == 0:
            return [(name, "nonnegative")]
        if (head == "ne" and value == 0) or (head == "lt" and value <= 0) or (head == "le" and value < 0):
            return [(name, "nonzero")]
    return []


def _number(term: Term) -> Fraction | None:
    if term.head == "neg" and term.args[0].head == "num":
        inner = _number(term.args[0])
        return None if inner is None else -inner
    return Fraction(term.value) if term.head == "num" and isinstance(term.value, int | Fraction) else None
