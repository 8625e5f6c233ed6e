"""Determinants of sums and of blocks: det(c I + U V) by the smaller side, det(A + U V) = det(A) det(I + A^{-1} U V).

The determinant of a product does not change when its factors are turned round (Sylvester), so that of I + w is named by
the least of the words that turning and transposing make of w. A matrix without a fact that bars it is invertible nearly
everywhere: where nothing is supposed, an equation of polynomials that holds there holds everywhere.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.matrices import determinant
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> n, m = (ws.letters.size(ws.symbol(name)) for name in "nm")
>>> u, v = Mat.letter(ws, ws.letters.symbol("U", n, m)), Mat.letter(ws, ws.letters.symbol("V", m, n))
>>> one, other = determinant(ws, Mat.identity(ws, n) + u * v), determinant(ws, Mat.identity(ws, m) + v * u)
>>> one.same(other)
True
"""

from __future__ import annotations

from collections.abc import Callable

from derivations.algebra.exponentials import power
from derivations.algebra.letters import ONE, Word
from derivations.algebra.rational import Rational
from derivations.algebra.signs import sign
from derivations.algebra.words import Mat, Value, flip, normal_word, product
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term

Determinant = Callable[[Workspace, Value], Rational]
Inverse = Callable[[Workspace, Value], Value]

_INVERTIBLE = frozenset({"invertible", "positive definite", "orthogonal"})
_GENERIC = frozenset({"symmetric", "diagonal", "positive semidefinite"}) | _INVERTIBLE
"""Facts under which nearly every matrix is invertible."""


def is_invertible(ws: Workspace, word: Word) -> bool:
    """Whether a word of square letters is invertible, or may be taken to be."""
    letters = ws.letters
    for letter in word:
        if letters.rows[letter] != letters.cols[letter]:
            return False
        base = min(letter, letters.flip[letter])
        kind, facts = letters.keys[base][0], letters.facts[base]
        known = kind in ("inverse", "inverse of sum") or bool(facts & _INVERTIBLE)
        if not known and not (ws.divides and kind == "symbol" and facts <= _GENERIC):
            return False
    return True


def is_nonzero(ws: Workspace, value: Rational) -> bool:
    """Whether a number is not zero, or may be taken not to be: one made of names alone vanishes nearly nowhere."""
    if value.is_zero():
        return False
    if sign(ws, value.num) in ("+", "-"):
        return True
    return ws.divides and all(ws.pool.atoms[place].key[0] == "symbol" for place in ws.pool.used(value.num))


def of_update(ws: Workspace, value: Mat, determinant: Determinant, inverse: Inverse) -> Rational | None:
    """The determinant of a multiple of the identity, or of an invertible product, and one product of other shape."""
    if len(value.terms) != 2:
        return None
    if () in value.terms:
        ((word, factor),) = ((word, factor) for word, factor in value.terms.items() if word)
        return _beside_identity(ws, value.rows, value.terms[()], word, factor, determinant)
    for word, factor in value.terms.items():
        (other,) = (one for one in value.terms if one != word)
        if is_invertible(ws, word) and not all(ws.letters.rows[x] == ws.letters.cols[x] for x in other):
            base = Mat(ws, value.rows, value.cols, {word: factor})
            rest = product(inverse(ws, base), Mat(ws, value.rows, value.cols, {other: value.terms[other]}))
            if isinstance(rest, Mat):
                return determinant(ws, base) * determinant(ws, Mat.identity(ws, value.rows) + rest)
    return None


def _beside_identity(
    ws: Workspace, size: int, identity: Rational, word: Word, factor: Rational, determinant: Determinant
) -> Rational | None:
    """det(c I + k w) = c^n det(I + k/c w)."""
    if not is_nonzero(ws, identity):
        return None
    letters = ws.letters
    outside, scale = power(ws, identity, letters.sizes[size]), factor / identity
    best: tuple[Word, int] | None = None
    for start, mark in ((word, 1), flip(ws, word)):
        for turn in range(len(start)):
            turned = start[turn:] + start[:turn]
            inner = letters.rows[turned[0]]
            terms = normal_word(ws, turned)
            if inner == ONE:
                return outside * (terms.get((), ws.number(0)) * scale * mark + 1)
            if turned not in terms:
                if any(len(one) >= len(turned) for one in terms):
                    continue
                rest = Mat(ws, inner, inner, dict(terms)).scale(scale * mark)
                return outside * determinant(ws, Mat.identity(ws, inner) + rest)
            if best is None or turned < best[0]:
                best = (turned, mark)
    if best is None:
        return None
    inner = letters.rows[best[0][0]]
    chosen = Mat(ws, inner, inner, {(): ws.number(1), best[0]: scale * best[1]})
    return outside * ws.atom(
        ("det", chosen.key), lambda: Term("det", (chosen.to_term(),)), chosen.deps(), payload=chosen
    )


def of_blocks(ws: Workspace, cells: list[Value], determinant: Determinant, inverse: Inverse) -> Rational | None:
    """det [[A, B], [C, D]]: block triangles, and Schur's complement of an invertible A or D."""
    a, b, c, d = cells
    if _is_zero(b) or _is_zero(c):
        return determinant(ws, a) * determinant(ws, d)
    for corner, left, right, rest in ((a, c, b, d), (d, b, c, a)):
        if _has_inverse(ws, corner):
            cut = product(product(left, inverse(ws, corner)), right)
            if isinstance(rest, Rational) and isinstance(cut, Rational):
                return determinant(ws, corner) * (rest - cut)
            if isinstance(rest, Mat) and isinstance(cut, Mat):
                return determinant(ws, corner) * determinant(ws, rest - cut)
    return None


def _is_zero(value: Value) -> bool:
    return value.is_zero()


def _has_inverse(ws: Workspace, value: Value) -> bool:
    if isinstance(value, Rational):
        return is_nonzero(ws, value)
    return len(value.terms) == 1 and is_invertible(ws, next(iter(value.terms)))
