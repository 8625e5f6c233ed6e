"""Determinants of matrix polynomials.

They are multiplicative over square letters. A sum of two terms, one of them of invertible letters, goes to
det(I + k W), which does not change when W is rotated: det(I + U V) = det(I + V U) also where U and V are not square.

>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.workspace import Lessons
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> n, k = (ws.letters.size(ws.symbol(name)) for name in "nk")
>>> u, v = Mat.letter(ws, ws.letters.symbol("U", n, k)), Mat.letter(ws, ws.letters.symbol("V", k, n))
>>> one, other = Mat.identity(ws, n) + u * v, Mat.identity(ws, k) + v * u
>>> determinant(ws, one).same(determinant(ws, other))
True
"""

from __future__ import annotations

from derivations.algebra.bilinear import kronecker_factors
from derivations.algebra.exponentials import exponential, power
from derivations.algebra.grids import grid_determinant, to_grid
from derivations.algebra.letters import ONE, Word
from derivations.algebra.matrices import INVERTIBLE, inverse, inverse_word, is_invertible, square_size, trace
from derivations.algebra.partitions import corners
from derivations.algebra.rational import Rational
from derivations.algebra.words import Mat, Value, flip, minus, normal_word, product
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term


def determinant(ws: Workspace, value: Value) -> Rational:
    """The determinant; c^n comes out of c A."""
    if isinstance(value, Rational):
        return value
    size = square_size(value)
    if value.is_zero():
        return ws.number(0)
    grid = to_grid(ws, value)
    if grid is not None and (ws.expand or any(value.terms)):
        return grid_determinant(ws, grid)
    by_blocks = _by_blocks(ws, value)
    if by_blocks is not None:
        return by_blocks
    outside, value = _stripped(ws, value)
    if len(value.terms) == 1:
        ((word, factor),) = value.terms.items()
        outside = outside * power(ws, factor, ws.letters.sizes[size])
        if not word:
            return outside
        return outside * _atom(ws, Mat(ws, size, size, {word: ws.number(1)}))
    if len(value.terms) == 2:
        found = _from_identity(ws, value)
        if found is not None:
            return outside * found
    scale = value.terms[max(value.terms, key=lambda word: (len(word), word))]
    return outside * power(ws, scale, ws.letters.sizes[size]) * _atom(ws, value.scale(scale.inverse()))


def _by_blocks(ws: Workspace, value: Mat) -> Rational | None:
    """det [A B; C D] = det A det(D - C A^-1 B), for an invertible A; det A det D where B or C is zero."""
    found = corners(ws, value)
    if found is None:
        return None
    a, b, c, d = found
    if b.is_zero() or c.is_zero():
        return determinant(ws, a) * determinant(ws, d)
    if is_invertible(ws, a):
        return determinant(ws, a) * determinant(ws, minus(d, product(product(c, inverse(ws, a)), b)))
    if is_invertible(ws, d):
        return determinant(ws, d) * determinant(ws, minus(a, product(product(b, inverse(ws, d)), c)))
    return None


def _atom(ws: Workspace, value: Mat) -> Rational:
    chosen = min(value, value.T, key=lambda one: one.key)
    return ws.atom(("det", chosen.key), lambda: Term("det", (chosen.to_term(),)), chosen.deps(), payload=chosen)


def _stripped(ws: Workspace, value: Mat) -> tuple[Rational, Mat]:
    """The determinants of the square letters with which all words begin or end, and what is left."""
    letters = ws.letters
    outside = ws.number(1)
    while True:
        for place, rest in ((0, slice(1, None)), (-1, slice(None, -1))):
            ends = {word[place] if word else None for word in value.terms}
            end = ends.pop()
            if not ends and end is not None and letters.rows[end] == letters.cols[end]:
                outside = outside * _letter_determinant(ws, end)
                value = Mat(ws, value.rows, value.cols, {word[rest]: factor for word, factor in value.terms.items()})
                break
        else:
            return outside, value


def _from_identity(ws: Workspace, value: Mat) -> Rational | None:
    """det(a V + b W) = det(a V) det(I + (b/a) V^-1 W) for a product V of invertible letters."""
    for pivot, other in (sorted(value.terms), sorted(value.terms, reverse=True)):
        back = inverse_word(ws, pivot)
        if back is None:
            continue
        scale = value.terms[pivot]
        outside = power(ws, scale, ws.letters.sizes[value.rows])
        for letter in pivot:
            outside = outside * _letter_determinant(ws, letter)
        terms = normal_word(ws, back + other)
        if len(terms) != 1:
            continue
        ((word, factor),) = terms.items()
        return outside * _identity_plus(ws, value.terms[other] * factor / scale, word, value.rows)
    return None


def _identity_plus(ws: Workspace, factor: Rational, word: Word, size: int) -> Rational:
    """det(I + k W)."""
    letters = ws.letters
    if any(letters.cols[letter] == ONE for letter in word):
        return trace(ws, Mat(ws, size, size, {word: factor})) + 1
    chosen = _rotation(ws, word, factor)
    back = inverse_word(ws, word)
    if back is not None:
        terms = normal_word(ws, back)
        if len(terms) == 1:
            # det(I + k W) = det(k W) det(I + W^-1/k)
            ((reverse, scale),) = terms.items()
            other = _rotation(ws, reverse, scale / factor)
            if other[0] < chosen[0]:
                outside = power(ws, factor, letters.sizes[size])
                for letter in word:
                    outside = outside * _letter_determinant(ws, letter)
                return outside * _identity_atom(ws, *other)
    return _identity_atom(ws, *chosen)


def _identity_atom(ws: Workspace, word: Word, factor: Rational) -> Rational:
    place = ws.letters.rows[word[0]]
    return _atom(ws, Mat.identity(ws, place) + Mat(ws, place, place, {word: factor}))


def _rotation(ws: Workspace, word: Word, factor: Rational) -> tuple[Word, Rational]:
    """The least of the rotations of the word and of its transpose; those that are no normal forms are left out."""
    back, mark = flip(ws, word)
    found = [(word, factor), (back, factor * mark)]
    for start, scale in tuple(found):
        for turn in range(1, len(start)):
            rotation = start[turn:] + start[:turn]
            for one, value in normal_word(ws, rotation).items():
                if value.is_one() and one and len(normal_word(ws, rotation)) == 1:
                    found.append((one, scale))
    return min(found, key=lambda pair: (len(pair[0]), pair[0], pair[1].key))


def _letter_determinant(ws: Workspace, letter: int) -> Rational:
    letters = ws.letters
    base = min(letter, letters.flip[letter])
    key = letters.keys[base]
    shape = letters.cols[base]
    if key[0] == "inverse of sum":
        return determinant(ws, letters.payload[base]).inverse()
    if key[0] == "inverse":
        return _letter_determinant(ws, letters.inverse_of[base]).inverse()
    if key[0] == "matexp":
        return exponential(ws, trace(ws, letters.payload[base]))
    if key[0] == "power":
        value, exponent = letters.payload[base]
        return power(ws, determinant(ws, value), exponent)
    factors = kronecker_factors(ws, base)
    if factors is not None:
        left, right = factors
        sizes = letters.sizes
        return power(ws, determinant(ws, left), sizes[right.rows]) * power(ws, determinant(ws, right), sizes[left.rows])
    facts = letters.facts[base]
    number = ws.place(
        ("det letter", base),
        lambda: Term("det", (letters.shows[base](),)),
        letters.deps[base],
        nonnegative=bool(facts & {"positive definite", "positive semidefinite"}),
        nonzero=bool(facts & INVERTIBLE),
        payload=Mat(ws, shape, shape, {(base,): ws.number(1)}),
    )
    if "orthogonal" in facts:
        return ws.related(number, 2, ws.number(1))
    return ws.generator(number)
