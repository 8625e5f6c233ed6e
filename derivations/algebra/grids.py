"""Matrices of concrete shape as entries: what determinants, inverses and entrywise functions of literals need.

A matrix polynomial is a grid if all its words are e_i e_j' for unit vectors; `to_grid` gives the entries or None.

>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.workspace import Lessons, Workspace
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> value = from_grid(ws, [[ws.number(1), ws.number(2)], [ws.number(3), ws.number(4)]])
>>> grid_determinant(ws, to_grid(ws, value)).number()
Fraction(-2, 1)
"""

from __future__ import annotations

from derivations.algebra.abstain import Abstain
from derivations.algebra.letters import ONE
from derivations.algebra.rational import Rational
from derivations.algebra.words import Mat, Value, as_scalar, merge
from derivations.algebra.workspace import Workspace

Grid = list[list[Rational]]

_MAX_DETERMINANT = 6


def from_grid(ws: Workspace, grid: Grid) -> Value:
    """Entries as a sum of e_i e_j'."""
    letters = ws.letters
    rows, cols = letters.size(ws.number(len(grid))), letters.size(ws.number(len(grid[0])))
    terms: dict[tuple[int, ...], Rational] = {}
    for i, row in enumerate(grid, 1):
        for j, value in enumerate(row, 1):
            if not value.is_zero():
                word: tuple[int, ...] = () if rows == ONE else (letters.basis(rows, ws.number(i)),)
                if cols != ONE:
                    word += (letters.flip[letters.basis(cols, ws.number(j))],)
                merge(terms, {word: value})
    return as_scalar(Mat(ws, rows, cols, terms))


def to_grid(ws: Workspace, value: Value) -> Grid | None:
    """The entries, or None if the value is not a combination of e_i e_j'."""
    if isinstance(value, Rational):
        return [[value]]
    letters = ws.letters
    height, width = letters.concrete[value.rows], letters.concrete[value.cols]
    if height is None or width is None:
        return None
    grid = [[ws.number(0)] * width for _ in range(height)]
    for word, factor in value.terms.items():
        if not word:
            for i in range(height):
                grid[i][i] = grid[i][i] + factor
            continue
        if len(word) != (value.rows != ONE) + (value.cols != ONE):
            return None
        indices = [letters.basis_index(letter) for letter in word]
        places = [None if index is None else index.number() for index in indices]
        if any(place is None for place in places):
            return None
        numbers = [int(place) for place in places if place is not None]
        i = numbers[0] if value.rows != ONE else 1
        j = numbers[-1] if value.cols != ONE else 1
        grid[i - 1][j - 1] = grid[i - 1][j - 1] + factor
    return grid


def grid_determinant(ws: Workspace, grid: Grid) -> Rational:
    """The determinant by expansion along rows; bounded."""
    if len(grid) > _MAX_DETERMINANT:
        raise Abstain("the determinant of a large literal")
    memo: dict[tuple[int, ...], Rational] = {(): ws.number(1)}

    def minor(columns: tuple[int, ...]) -> Rational:
        found = memo.get(columns)
        if found is None:
            row = grid[len(grid) - len(columns)]
            total = ws.number(0)
            for place, column in enumerate(columns):
                if not row[column].is_zero():
                    rest = minor(columns[:place] + columns[place + 1 :])
                    total = total + row[column] * rest * (-1) ** place
            memo[columns] = found = total
        return found

    return minor(tuple(range(len(grid))))


def grid_inverse(ws: Workspace, grid: Grid) -> Grid:
    """The inverse as adjugate over determinant."""
    size = len(grid)
    scale = grid_determinant(ws, grid).inverse()

    def cofactor(i: int, j: int) -> Rational:
        rest = [[row[c] for c in range(size) if c != j] for r, row in enumerate(grid) if r != i]
        return grid_determinant(ws, rest) * (-1 if (i + j) % 2 else 1)

    if size == 1:
        return [[scale]]
    return [[cofactor(j, i) * scale for j in range(size)] for i in range(size)]
