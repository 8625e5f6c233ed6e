"""Entrywise products as letters: commutative, associative, the ones left out.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons, Workspace
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> n = ws.letters.size(ws.symbol("n"))
>>> a, b, c = ((ws.letters.symbol(name, n, 0),) for name in "abc")
>>> joined(ws, [joined(ws, [a, b], n, 0), c], n, 0) == joined(ws, [b, joined(ws, [c, a], n, 0)], n, 0)
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.algebra.letters import Word
from derivations.terms.term import Term, mul

if TYPE_CHECKING:
    from derivations.algebra.workspace import Workspace


def factors(ws: Workspace, words: list[Word]) -> list[Word]:
    """The factors of an entrywise product of words, taken apart and in order."""
    letters = ws.letters
    found: list[Word] = []
    for word in words:
        inner = words_of(ws, word[0]) if len(word) == 1 else None
        if inner is not None:
            found.extend(factors(ws, list(inner)))
        elif not (word and all(letters.keys[letter][0] == "ones" for letter in word)):
            found.append(word)
    return sorted(found)


def words_of(ws: Workspace, letter: int) -> tuple[Word, ...] | None:
    """The factors of a letter that is an entrywise product; None of a transposed one."""
    key = ws.letters.keys[letter]
    return key[1] if key[0] == "hadamard" and key[-1] != "'" and isinstance(key[1], tuple) else None


def joined(ws: Workspace, words: list[Word], rows: int, cols: int) -> Word:
    """The entrywise product of words of one shape, which are not all ones, as a word."""
    letters = ws.letters
    parts = tuple(factors(ws, words))
    if len(parts) == 1:
        return parts[0]

    def show() -> Term:
        identity = Term("eye", (letters.sizes[rows].to_term(),))
        terms = [mul(*(letters.shows[letter]() for letter in part)) if part else identity for part in parts]
        product = terms[0]
        for term in terms[1:]:
            product = Term("hadamard", (product, term))
        return product

    deps = frozenset[str]().union(*(letters.deps[letter] for part in parts for letter in part))
    return (letters.letter(("hadamard", parts), rows, cols, show, deps),)
