"""Entrywise and Kronecker products of matrix polynomials: one letter for each pair of words.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> n = ws.letters.size(ws.symbol("n"))
>>> a, b = (Mat.letter(ws, ws.letters.symbol(name, n, n)) for name in "AB")
>>> one, other = bilinear_product(ws, "hadamard", a, b), bilinear_product(ws, "hadamard", b, a)
>>> (one - other).is_zero()
True
"""

from __future__ import annotations

from derivations.algebra.abstain import ShapeClash
from derivations.algebra.grids import from_grid, to_grid
from derivations.algebra.hadamard import joined
from derivations.algebra.normal import normal
from derivations.algebra.rational import Rational
from derivations.algebra.words import Mat, Value, product
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term


def bilinear_product(ws: Workspace, head: str, left: Value, right: Value) -> Value:
    """The sum over the words of both sides of one letter a pair."""
    if isinstance(left, Rational) or isinstance(right, Rational):
        if head == "hadamard" and not (isinstance(left, Rational) and isinstance(right, Rational)):
            raise ShapeClash("an entrywise product of a scalar and a matrix")
        return product(left, right)
    letters = ws.letters
    if head == "hadamard":
        if (left.rows, left.cols) != (right.rows, right.cols):
            raise ShapeClash(f"an entrywise product of {left.shape_text()} and {right.shape_text()}")
        rows, cols = left.rows, left.cols
        one, two = to_grid(ws, left), to_grid(ws, right)
        if one is not None and two is not None:
            return from_grid(ws, [[a * b for a, b in zip(r, s, strict=True)] for r, s in zip(one, two, strict=True)])
    else:
        rows = letters.size(letters.sizes[left.rows] * letters.sizes[right.rows])
        cols = letters.size(letters.sizes[left.cols] * letters.sizes[right.cols])
    total = Mat(ws, rows, cols, {})
    for word, factor in left.terms.items():
        for other, other_factor in right.terms.items():
            if head == "hadamard" and not (word and other):
                # I o A = diag(diag(A))
                kept_term = Mat(ws, rows, cols, {word or other: ws.number(1)}).to_term()
                diagonal = normal(ws, Term("diag", (Term("diag", (kept_term,)),)))
                if isinstance(diagonal, Rational):
                    raise ShapeClash("a diagonal of a scalar")
                total = total + diagonal.scale(factor * other_factor)
                continue
            if head == "hadamard":
                kept = other if is_ones(ws, word) else word
                if not is_ones(ws, word) and not is_ones(ws, other):
                    kept = joined(ws, [word, other], rows, cols)
                total = total + Mat(ws, rows, cols, {kept: factor * other_factor})
                continue
            a = Mat(ws, left.rows, left.cols, {word: ws.number(1)})
            b = Mat(ws, right.rows, right.cols, {other: ws.number(1)})

            def show(a: Mat = a, b: Mat = b) -> Term:
                return Term(head, (a.to_term(), b.to_term()))

            key = (head, (word, other), ((left.rows, left.cols), (right.rows, right.cols)))
            letter = letters.letter(key, rows, cols, show, a.deps() | b.deps())
            total = total + Mat.letter(ws, letter).scale(factor * other_factor)
    return total


def is_ones(ws: Workspace, word: tuple[int, ...]) -> bool:
    return bool(word) and all(ws.letters.keys[letter][0] == "ones" for letter in word)


def kronecker_factors(ws: Workspace, letter: int) -> tuple[Mat, Mat] | None:
    """The two square factors of which the letter, or the letter that it transposes, is the Kronecker product."""
    letters = ws.letters
    base = min(letter, letters.flip[letter])
    key = letters.keys[base]
    if key[0] != "kron" or not isinstance(key[1], tuple) or not isinstance(key[2], tuple):
        return None
    found = []
    for word, (rows, cols) in zip(key[1], key[2], strict=True):
        if rows != cols:
            return None
        one = Mat(ws, rows, cols, {word: ws.number(1)})
        found.append(one if base == letter else one.T)
    return found[0], found[1]
