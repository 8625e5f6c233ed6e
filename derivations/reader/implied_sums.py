"""Sums that a page leaves out where it says so: an index that stands twice in a product is summed over.

>>> A, x, i, j = (sym(name) for name in "Axij")
>>> with_implied_sums(Term("entry", (A, i, j)) * Term("entry", (x, j)))
sum(j, 1, ?Nj, mul(entry(A, i, j), entry(x, j)))
"""

from __future__ import annotations

import re
from collections import Counter

from derivations.terms.term import Term, map_args, num, sym, walk

_SAID = re.compile(
    r"\bEinstein(?:'s|\u2019s|ian)?\s+(?:notation|summation|sum|convention|index)|\bsummation convention\b|"
    r"\brepeated (?:index|indices)\b[^.]*\bsum|\bsum\w*\b[^.]*\brepeated (?:index|indices)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:no|not|without|never|don't|unlike|instead of)\b[^.]*\Z", re.IGNORECASE)
_TERMS = frozenset({"add", "neg"})
_PRODUCTS = frozenset({"mul", "entry", "sym", "num", "div", "item"})


class ImpliedSum(Exception):
    """An index of which it cannot be told whether a sum over it is left out."""


def says_so(words: str) -> bool:
    """Whether words announce that repeated indices are summed over.

    >>> says_so("With the summation convention,"), says_so("we do not use the summation convention")
    (True, False)
    """
    found = _SAID.search(words)
    return found is not None and _DENIED.search(words[: found.start()]) is None


def with_implied_sums(term: Term) -> Term:
    """The term with its sums. Raises `ImpliedSum` where an index stands three times, or under a power or function."""
    if term.head in _TERMS:
        return map_args(term, with_implied_sums)
    counts = Counter(str(index.value) for index in _indices(term))
    repeated = sorted(letter for letter, times in counts.items() if times > 1)
    if not repeated:
        return term
    if any(counts[letter] > 2 for letter in repeated) or any(
        node.head not in _PRODUCTS and node.args and any(str(i.value) in repeated for i in _indices(node))
        for node in walk(term)
    ):
        raise ImpliedSum
    for letter in reversed(repeated):
        term = Term("sum", (sym(letter), num(1), sym(f"?N{letter}"), term))
    return term


def _indices(term: Term) -> list[Term]:
    """The letters at the entries of a term, each as often as it stands there."""
    if term.head == "entry":
        return [index for index in term.args[1:] if index.head == "sym"] + _indices(term.args[0])
    return [index for arg in term.args for index in _indices(arg)]
