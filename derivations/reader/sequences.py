r"""Rules for every member of a sequence, and what they say of the members that a claim names.

`w_{k+1} = 2 w_k` says of `w_2` that it is `2 w_1`, and of `w_1` that it is `2 w_0`. An index below 0 is
none, and bounds on the letter are kept.

>>> k, w = sym("k"), sym("w")
>>> rule = Term("eq", (Term("item", (w, k + 1)), 2 * Term("item", (w, k))))
>>> for found in instances(rule, "k", [], [Term("item", (w, num(2)))]):
...     print(found)
eq(item(w, 2), mul(2, item(w, 1)))
eq(item(w, 1), mul(2, item(w, 0)))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from derivations.latex.spelling import letters
from derivations.terms.names import parse_name
from derivations.terms.term import Term, free_symbols, functions_of, map_args, num, substitute, sym, walk  # noqa: F401 - sym: the doctest

MOST = 12
"""Members that one rule is used for."""

_MEMBERS = ("item", "entry")

_HOLDS = {
    "lt": Fraction.__lt__,
    "le": Fraction.__le__,
    "gt": Fraction.__gt__,
    "ge": Fraction.__ge__,
    "ne": Fraction.__ne__,
    "eq": Fraction.__eq__,
}


def members(term: Term, of: Term) -> list[Term]:
    """The members of a family that a term holds."""
    return [node for node in walk(term) if node.head in _MEMBERS and node.args[0] == of]


def is_recursion(left: Term, right: Term) -> bool:
    """`w_{k+1} = w_k - g`: a member of a family by others with the same letter."""
    of, *places = left.args
    if len(places) != 1 or places[0].head != "add":
        return False
    letters = free_symbols(places[0])
    before = [member.args[1] for member in members(right, of)]
    return len(letters) == 1 and bool(before) and all(free_symbols(place) == letters for place in before)


def letter_of(left: Term) -> str | None:
    """The letter of a member with one index."""
    letters = free_symbols(left.args[1]) if left.head in _MEMBERS and len(left.args) == 2 else frozenset()
    return next(iter(letters)) if len(letters) == 1 else None


def instances(rule: Term, letter: str, bounds: Sequence[Term], sides: Iterable[Term]) -> Iterator[Term]:
    """The rule at the numbers for which it says something of the members in the sides."""
    left = rule.args[0]
    named = free_symbols(rule) | functions_of(rule)
    if any(letter in letters(part) for name in named for part in parse_name(name).sub):
        return  # a name such as `L_k` stays as it is
    offset = number(substitute(left.args[1], {letter: num(0)}))
    if offset is None or number(substitute(left.args[1], {letter: num(1)})) != offset + 1:
        return
    waiting = [member.args[1] for side in sides for member in members(side, left.args[0])]
    told: set[Fraction] = set()
    while waiting and len(told) < MOST:
        place = number(waiting.pop(0))
        if place is None or place - offset in told or not _within(place - offset, letter, bounds):
            continue
        told.add(place - offset)
        found = _folded(substitute(rule, {letter: num(place - offset)}))
        every = [index for node in walk(found) if node.head in _MEMBERS for index in node.args[1:]]
        if all((value := number(index)) is None or value >= 0 for index in every):
            yield found
            waiting += [member.args[1] for member in members(found.args[1], left.args[0])]


def _within(value: Fraction, letter: str, bounds: Sequence[Term]) -> bool:
    return value.denominator == 1 and value >= 0 and bounds_hold(bounds, letter, value)


def bounds_hold(bounds: Iterable[Term], letter: str, value: Fraction) -> bool:
    """Whether a number meets all bounds on a letter; not where another letter stands in one."""
    for bound in bounds:
        if letter in free_symbols(bound):
            left, right = (number(substitute(side, {letter: num(value)})) for side in bound.args)
            if left is None or right is None or bound.head not in _HOLDS or not _HOLDS[bound.head](left, right):
                return False
    return True


def _folded(term: Term) -> Term:
    """The term with the sums of numbers in its indices done."""
    if term.head not in _MEMBERS:
        return map_args(term, _folded)
    values = [(place, number(place)) for place in term.args[1:]]
    return Term(term.head, (term.args[0], *(place if value is None else num(value) for place, value in values)))


def number(term: Term) -> Fraction | None:
    """The value of a sum of numbers."""
    if term.head == "num" and isinstance(term.value, Fraction):
        return term.value
    if term.head not in ("add", "neg", "mul"):
        return None
    values = [number(arg) for arg in term.args]
    total = Fraction(1 if term.head == "mul" else 0)
    for value in values:
        if value is None:
            return None
        total = total * value if term.head == "mul" else total + value
    return -total if term.head == "neg" else total
