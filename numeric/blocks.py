"""Matrix literals: cells that are scalars, or blocks that fit; the number 0 is the zero block of any shape.

Raises `Undefined` where blocks do not fit.

>>> from numeric.arithmetics.rationals import RATIONALS as Q
>>> zero, one = Q.number(Fraction(0)), Q.number(Fraction(1))
>>> Q.describe(assemble(Q, (1, 2), [Q.identity(2), zero]))
[['1', '0', '0'], ['0', '1', '0']]
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from numeric.arithmetics.protocol import Arithmetic
from numeric.faults import Undefined
from numeric.limits import check_cells


def assemble(arithmetic: Arithmetic, shape: tuple[int, int], cells: Sequence[Any]) -> Any:
    """The matrix of a grid of cells, given row by row."""
    rows, cols = shape
    shapes = [arithmetic.shape(cell) for cell in cells]
    if all(size == (1, 1) for size in shapes):
        return arithmetic.build(rows, cols, cells)
    zero = arithmetic.number(Fraction(0))
    # A scalar zero takes its size from the other blocks of its row and column.
    flexible = [size == (1, 1) and arithmetic.is_zero(cell) for cell, size in zip(cells, shapes, strict=True)]
    heights = [
        _common([shapes[i * cols + j][0] for j in range(cols) if not flexible[i * cols + j]]) for i in range(rows)
    ]
    widths = [
        _common([shapes[i * cols + j][1] for i in range(rows) if not flexible[i * cols + j]]) for j in range(cols)
    ]
    check_cells(sum(heights), sum(widths))
    entries = [arithmetic.entries(cell) for cell in cells]
    flat: list[Any] = []
    for i in range(rows):
        for k in range(heights[i]):
            for j in range(cols):
                place = i * cols + j
                width = widths[j]
                flat.extend([zero] * width if flexible[place] else entries[place][k * width : (k + 1) * width])
    return arithmetic.build(sum(heights), sum(widths), flat)


def _common(sizes: Sequence[int]) -> int:
    """The size that all blocks of a line share; 1 for a line of scalar zeros."""
    found = set(sizes) or {1}
    if len(found) > 1:
        raise Undefined(f"blocks of sizes {sorted(found)} in one line")
    return found.pop()
