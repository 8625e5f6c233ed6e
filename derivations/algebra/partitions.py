"""Matrices of blocks as words: block (i, j) stands between two letters E_i .. E_j'.

E_i is the part of the identity of the whole size that belongs to block i: E_i' E_i = I, E_i' E_j = 0, and the sum of
all E_i E_i' is the identity. Products, transposes and traces of blocks are then products of words; the inverse and
the determinant go through the Schur complement of a corner that is known to be invertible.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> lessons = Lessons()
>>> ws = Workspace(Signature(), lessons, Budget(1000))
>>> n, m = (ws.letters.size(ws.symbol(name)) for name in "nm")
>>> one, other = parts(ws, (n, m))
>>> (one.T * one).same(Mat.identity(ws, n)), (one.T * other).is_zero()
(True, True)
"""

from __future__ import annotations

from derivations.algebra.abstain import ShapeClash, Unsupported
from derivations.algebra.letters import ONE
from derivations.algebra.rational import Rational
from derivations.algebra.words import Mat, Value, as_scalar, product
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term

Blocks = list[list[Value]]


def parts(ws: Workspace, sizes: tuple[int, ...]) -> list[Mat]:
    """The letters E_1, E_2, .. of a size that is the sum of these."""
    letters = ws.letters
    total = ws.number(0)
    for size in sizes:
        total = total + letters.sizes[size]
    whole = letters.size(total)
    found = []
    for place, size in enumerate(sizes):

        def show(place: int = place) -> Term:
            width = letters.sizes[sizes[place]].to_term()
            cells = (
                Term("eye", (width,)) if i == place else Term("zeros", (letters.sizes[one].to_term(), width))
                for i, one in enumerate(sizes)
            )
            return Term("matrix", tuple(cells), (len(sizes), 1))

        found.append(letters.letter(("part", sizes, place), whole, size, show, facts=frozenset({"unit"})))
    ws.partitions.setdefault(whole, sizes)
    for one in found:
        for other in found:
            if one != other:
                letters.pairs[letters.flip[one], other] = None
    # all but one of the E_i E_i' are words, the last is what is left of the identity
    last = max(found, key=lambda letter: (letters.cols[letter] != ONE, letter))
    if letters.cols[last] != ONE:
        others = {(letter, letters.flip[letter]): ws.number(-1) for letter in found if letter != last}
        letters.rules[last, letters.flip[last]] = {(): ws.number(1), **others}
    letters.normal.clear()
    return [Mat.letter(ws, letter) for letter in found]


def from_blocks(ws: Workspace, grid: Blocks) -> Value:
    """The sum of E_i B_ij E_j'. Raises `ShapeClash` where blocks of a row or column have different sizes."""
    rows = tuple(_common(ws, [_side(block, "rows") for block in row]) for row in grid)
    cols = tuple(_common(ws, [_side(row[j], "cols") for row in grid]) for j in range(len(grid[0])))
    up, down = _parts_or_whole(ws, rows), _parts_or_whole(ws, cols)
    total: Mat | None = None
    for i, row in enumerate(grid):
        for j, block in enumerate(row):
            if block.is_zero() and isinstance(block, Rational):
                block = as_scalar(Mat(ws, rows[i], cols[j], {}))
            piece = product(product(up[i], block), _turned(down[j]))
            if isinstance(piece, Rational):
                raise Unsupported("a matrix of one number")
            total = piece if total is None else total + piece
    if total is None:
        raise Unsupported("a matrix of no blocks")
    return total


def _parts_or_whole(ws: Workspace, sizes: tuple[int, ...]) -> list[Value]:
    if len(sizes) > 1:
        return list(parts(ws, sizes))
    return [ws.number(1) if sizes[0] == ONE else Mat.identity(ws, sizes[0])]


def _turned(value: Value) -> Value:
    return value if isinstance(value, Rational) else value.T


def _side(block: Value, side: str) -> int | None:
    """The size of a block; a bare 0 has any."""
    if isinstance(block, Mat):
        found: int = getattr(block, side)
        return found
    return None if block.is_zero() else ONE


def _common(ws: Workspace, sizes: list[int | None]) -> int:
    known = {size for size in sizes if size is not None}
    if len(known) > 1:
        raise ShapeClash("blocks of different sizes beside each other")
    return known.pop() if known else ONE


def to_blocks(ws: Workspace, value: Mat) -> Blocks | None:
    """The blocks of a matrix whose size has a partition: E_i' M E_j; None where it is not known by blocks."""
    letters = ws.letters
    sides = [ws.partitions.get(place) for place in (value.rows, value.cols)]
    if all(sizes is None for sizes in sides):
        return None
    places = (value.rows, value.cols)
    up, down = (
        [Mat.identity(ws, place) if place != ONE else ws.number(1)] if sizes is None else parts(ws, sizes)
        for sizes, place in zip(sides, places, strict=True)
    )
    found = [[product(product(_turned(one), value), other) for other in down] for one in up]
    words = (word for row in found for block in row if isinstance(block, Mat) for word in block.terms)
    if any(letters.keys[letter][0] == "part" for word in words for letter in word):
        return None
    return found


def corners(ws: Workspace, value: Mat) -> tuple[Value, Value, Value, Value] | None:
    """A, B, C, D of a square matrix in two by two blocks."""
    blocks = to_blocks(ws, value) if value.rows == value.cols and value.rows in ws.partitions else None
    if blocks is None or len(blocks) != 2:
        return None
    return blocks[0][0], blocks[0][1], blocks[1][0], blocks[1][1]
