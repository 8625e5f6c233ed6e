r"""How large an expression is, so that one that is too large is refused at once instead of being worked on for hours.

>>> from derivations.terms.term import sym
>>> a, b = sym("a"), sym("b")
>>> spread((a + b) ** num(2) * (a - b))
6
>>> within_reach(((a + b) ** num(500),))
Traceback (most recent call last):
    ...
derivations.moves.words.CannotMove: multiplied out it has more than 400 summands: that is more than is worked with
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, prod

from derivations.moves.domains import exact
from derivations.moves.words import CannotMove
from derivations.terms.term import Term, free_symbols, num, size, walk

NODES = 1_500
"""Nodes of an expression."""
DEPTH = 60
SUMMANDS = 400
"""Summands once every product and power of sums is multiplied out."""
POWER = 1_000
"""Exponents and arguments of factorials that are numbers."""
NAMES, DEGREE = 24, 24
"""Different names where an equation is solved, and the degree of powers of sums that hold several."""


def within_reach(sides: Sequence[Term]) -> None:
    """Raises `CannotMove` for what is too large to be worked with."""
    total = sum(map(size, sides))
    if total > NODES:
        raise CannotMove(f"the expression has {total} parts: at most {NODES} are worked with")
    if any(_depth(side) > DEPTH for side in sides):
        raise CannotMove(f"brackets nested more than {DEPTH} deep")
    for node in (node for side in sides for node in walk(side)):
        if _divides_by_zero(node):
            raise CannotMove("something is divided by zero")
        last = node.args[-1] if node.head in ("pow", "factorial", "gamma") else num(1)
        if not free_symbols(last) and any(part.head in ("pow", "factorial", "gamma") for part in walk(last)):
            raise CannotMove("a power or factorial that is an exponent: write the number")
        number = exact(last)
        if number is not None and (abs(number) > POWER or number.denominator > POWER):
            raise CannotMove(f"a power or factorial of {number}: numbers up to {POWER} are worked with there")
    if any(spread(side) > SUMMANDS for side in sides):
        raise CannotMove(f"multiplied out it has more than {SUMMANDS} summands: that is more than is worked with")


def _divides_by_zero(node: Term) -> bool:
    if node.head == "pow":
        exponent = exact(node.args[1])
        return exact(node.args[0]) == 0 and exponent is not None and exponent < 0
    return node.head in ("div", "inverse") and exact(node.args[-1]) == 0


def solvable(sides: Sequence[Term]) -> None:
    """Raises `CannotMove` for an equation with too many names, or too high a degree with several of them."""
    names = frozenset[str]().union(*map(free_symbols, sides))
    if len(names) > NAMES:
        raise CannotMove(f"{len(names)} different names: equations with at most {NAMES} are solved")
    for node in (node for side in sides for node in walk(side) if node.head == "pow" and node.args[0].head == "add"):
        number = exact(node.args[1])
        if number is not None and number > DEGREE / len(free_symbols(node.args[0]) or {""}):
            raise CannotMove(f"the power {number} of a sum: too high a degree for an equation to be solved")


def spread(term: Term) -> int:
    """At most how many summands there are once products and whole powers of sums are multiplied out."""
    if term.head == "add":
        return min(sum(map(spread, term.args)), SUMMANDS + 1)
    if term.head == "mul":
        return min(prod(map(spread, term.args)), SUMMANDS + 1)
    if term.head in ("neg", "transpose", "trace", "sum"):
        return spread(term.args[-1])
    if term.head == "div":
        return max(map(spread, term.args))
    if term.head == "norm" or term.head == "inner":
        return min(max(map(spread, term.args)) ** 2, SUMMANDS + 1)
    number = exact(term.args[1]) if term.head == "pow" else None
    if number is not None and number.denominator == 1:
        parts, power = spread(term.args[0]), abs(int(number))
        squared = power // 2 if term.args[0].head == "norm" else power
        return min(comb(parts + squared - 1, squared), SUMMANDS + 1)
    return max(map(spread, term.args), default=1)


def _depth(term: Term) -> int:
    """How deep the term is; no further than is worked with."""
    level, deep = [term], 0
    while level and deep <= DEPTH:
        level = [arg for node in level for arg in node.args]
        deep += 1
    return deep
