"""Pseudo-inverses, adjugates and ranks as normal forms.

The pseudo-inverse of a matrix of full rank is an inverse of A'A or AA'; any other is a letter with the four equations
of Penrose. The adjugate of an invertible matrix is its inverse times its determinant; nearly every matrix is
invertible, so that an equation of polynomials may take it so; any other is a letter with
A adj(A) = det(A) I.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.entail import RULE_MODULES
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> from derivations.terms.term import num, sym
>>> ws = Workspace(Signature({"A": (sym("m"), sym("n"))}), Lessons(), Budget(10_000))
>>> a, b = sym("A"), Term("pinv", (sym("A"),))
>>> [normal(ws, one).same(normal(ws, a)) for one in (a * b * a, Term("pinv", (b,)))]
[True, True]
"""

from __future__ import annotations

from derivations.algebra.completion import add_equation
from derivations.algebra.determinants import determinant
from derivations.algebra.grids import from_grid, grid_determinant, to_grid
from derivations.algebra.letters import Word
from derivations.algebra.matrices import INVERTIBLE, inverse, is_invertible, square_size, trace, transpose
from derivations.algebra.normal import RULES, normal
from derivations.algebra.rational import Rational
from derivations.algebra.signs import sign
from derivations.algebra.words import Mat, Value, flip, product
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term

_KEPT = frozenset({"symmetric", "skew", "diagonal", "positive semidefinite"})
"""Facts of a matrix that its pseudo-inverse shares."""


def _pseudo_inverse(ws: Workspace, term: Term) -> Value:
    return pseudo_inverse(ws, normal(ws, term.args[0]))


def pseudo_inverse(ws: Workspace, value: Value) -> Value:
    """The pseudo-inverse of any value."""
    if isinstance(value, Rational):
        if value.is_zero():
            return value
        if sign(ws, value.num) in ("+", "-") and value.den.is_one():
            return value.inverse()
        return ws.atom(("pinv", value.key), lambda: Term("pinv", (value.to_term(),)), value.deps())
    if value.is_zero():
        return value.T
    if len(value.terms) == 1:
        ((word, factor),) = value.terms.items()
        if sign(ws, factor.num) in ("+", "-") and factor.den.is_one():
            found = _of_word(ws, word, Mat(ws, value.rows, value.cols, {word: ws.number(1)}))
            return product(found, factor.inverse())
    return _letter(ws, value, frozenset())


def _of_word(ws: Workspace, word: Word, value: Mat) -> Value:
    letters = ws.letters
    if not word:
        return value
    if all(_has_inverse(ws, letter) for letter in word):
        return inverse(ws, value)
    flipped, mark = flip(ws, word)
    if len(word) == 1:
        return _of_letter(ws, word[0], value)
    half = len(word) // 2
    if len(word) % 2 == 0 and flipped == word and mark == 1:
        # (B'B)^+ = B^+ (B^+)'
        part = Mat(ws, letters.rows[word[half]], letters.cols[word[-1]], {word[half:]: ws.number(1)})
        found = pseudo_inverse(ws, part)
        return product(found, transpose(found))
    return _letter(ws, value, frozenset({"symmetric"}) if flipped == word and mark == 1 else frozenset())


def _of_letter(ws: Workspace, letter: int, value: Mat) -> Value:
    letters = ws.letters
    base = min(letter, letters.flip[letter])
    facts = letters.facts[base]
    if letters.keys[base][0] == "pinv":
        back: Mat = letters.payload[base]
        return back if letter == base else back.T
    if {"symmetric", "idempotent"} <= facts:
        return value
    upright = letter == base
    if "orthonormal columns" in facts:
        return value.T
    if ("full column rank" if upright else "full row rank") in facts:
        return product(inverse(ws, product(value.T, value)), value.T)
    if ("full row rank" if upright else "full column rank") in facts:
        return product(value.T, inverse(ws, product(value, value.T)))
    return _letter(ws, value, facts & _KEPT)


def _has_inverse(ws: Workspace, letter: int) -> bool:
    letters = ws.letters
    base = min(letter, letters.flip[letter])
    known = letters.facts[base] & {"invertible", "positive definite", "orthogonal"}
    return bool(known) or letters.keys[base][0] in ("inverse", "inverse of sum")


def _letter(ws: Workspace, value: Mat, facts: frozenset[str]) -> Mat:
    """A letter with the equations of Penrose: A P A = A, P A P = P, A P and P A symmetric."""
    flipped = value.T
    if flipped.key < value.key:
        return _letter(ws, flipped, facts).T
    known = len(ws.letters.keys)
    letter = ws.letters.letter(
        ("pinv", value.key),
        value.cols,
        value.rows,
        lambda: Term("pinv", (value.to_term(),)),
        value.deps(),
        facts=facts,
        payload=value,
    )
    found = Mat.letter(ws, letter)
    if len(ws.letters.keys) != known:
        one, other = value * found, found * value
        for equation in (one * value - value, other * found - found, one - one.T, other - other.T):
            add_equation(ws, equation)
    return Mat.letter(ws, letter)


_GENERIC = frozenset({"symmetric", "diagonal", "positive semidefinite"})
"""Facts under which nearly every matrix is invertible."""


def _adjugate(ws: Workspace, term: Term) -> Value:
    return adjugate(ws, normal(ws, term.args[0]))


def adjugate(ws: Workspace, value: Value) -> Value:
    """The adjugate of a square matrix."""
    if isinstance(value, Rational):
        return ws.number(1)
    square_size(value)
    grid = to_grid(ws, value)
    if grid is not None and (ws.expand or any(value.terms)):
        return from_grid(ws, _cofactors(ws, grid))
    if is_invertible(ws, value) or _is_generic(ws, value):
        return product(determinant(ws, value), inverse(ws, value))
    flipped = value.T
    if flipped.key < value.key:
        return transpose(adjugate(ws, flipped))
    known = len(ws.letters.keys)
    letter = ws.letters.letter(
        ("adjugate", value.key),
        value.rows,
        value.rows,
        lambda: Term("adjugate", (value.to_term(),)),
        value.deps(),
        facts=frozenset({"symmetric"}) if flipped.same(value) else frozenset(),
    )
    found = Mat.letter(ws, letter)
    if len(ws.letters.keys) != known:
        # its determinant may be zero for all that is known of the matrix: nothing may be divided by it
        ws.divides = False
        scaled = Mat.identity(ws, value.rows).scale(determinant(ws, value))
        for equation in (value * found - scaled, found * value - scaled):
            add_equation(ws, equation)
    return Mat.letter(ws, letter)


def _is_generic(ws: Workspace, value: Mat) -> bool:
    """Whether nearly every such matrix is invertible, where an equation of polynomials may take it so."""
    if not ws.divides or len(value.terms) != 1:
        return False
    letters = ws.letters
    ((word, factor),) = value.terms.items()
    if not word or any(ws.pool.atoms[place].key[0] != "symbol" for place in ws.pool.used(factor.num)):
        return False
    for letter in word:
        base = min(letter, letters.flip[letter])
        kind, facts = letters.keys[base][0], letters.facts[base]
        if letters.rows[letter] != letters.cols[letter]:
            return False
        if not facts & INVERTIBLE and not (kind == "symbol" and facts <= _GENERIC):
            return False
    return True


def _cofactors(ws: Workspace, grid: list[list[Rational]]) -> list[list[Rational]]:
    size = range(len(grid))

    def minor(i: int, j: int) -> Rational:
        rest = [[row[c] for c in size if c != i] for r, row in enumerate(grid) if r != j]
        return grid_determinant(ws, rest) * (-1 if (i + j) % 2 else 1)

    return [[minor(i, j) for j in size] for i in size]


def _rank(ws: Workspace, term: Term) -> Value:
    """Of a product with invertible matrices that of the rest; of B'B that of B; a matrix and its transpose have one."""
    value = normal(ws, term.args[0])
    if isinstance(value, Rational):
        known = sign(ws, value.num)
        if value.is_zero() or known in ("+", "-"):
            return ws.number(0 if value.is_zero() else 1)
        return ws.atom(("rank", value.key), lambda: Term("rank", (value.to_term(),)), value.deps(), nonnegative=True)
    if value.is_zero():
        return ws.number(0)
    if len(value.terms) == 1:
        ((word, factor),) = value.terms.items()
        if sign(ws, factor.num) in ("+", "-"):
            return _rank_of_word(ws, value, word)
    return _rank_atom(ws, value)


def _rank_of_word(ws: Workspace, value: Mat, word: Word) -> Value:
    letters = ws.letters
    while word and _has_inverse(ws, word[0]):
        word = word[1:]
    while word and _has_inverse(ws, word[-1]):
        word = word[:-1]
    if not word:
        return letters.sizes[value.rows]
    half = len(word) // 2
    if len(word) % 2 == 0 and flip(ws, word[half:]) == (word[:half], 1):
        return _rank_of_word(ws, value, word[half:])
    if len(word) == 1:
        base = min(word[0], letters.flip[word[0]])
        facts = letters.facts[base]
        if "full column rank" in facts or "orthonormal columns" in facts:
            return letters.sizes[letters.cols[base]]
        if "full row rank" in facts:
            return letters.sizes[letters.rows[base]]
        if "idempotent" in facts:
            return trace(ws, Mat.letter(ws, base))
        if letters.keys[base][0] == "pinv":
            behind: Mat = letters.payload[base]
            return _rank_atom(ws, behind)
    return _rank_atom(ws, Mat(ws, letters.rows[word[0]], letters.cols[word[-1]], {word: ws.number(1)}))


def _rank_atom(ws: Workspace, value: Mat) -> Rational:
    chosen = min((value, value.T, -value, -value.T), key=lambda one: one.key)
    return ws.atom(("rank", chosen.key), lambda: Term("rank", (chosen.to_term(),)), chosen.deps(), nonnegative=True)


RULES.update({"pinv": _pseudo_inverse, "adjugate": _adjugate, "rank": _rank})
