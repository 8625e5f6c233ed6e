r"""The number 0 for a block of zeros, where no neighbour says how tall or wide it is.

>>> from derivations.terms.term import num, sym
>>> shaper = Shaper({"A": (sym("n"), sym("m"))})
>>> with_zero_blocks(Term("matrix", (sym("A"), num(0)), (2, 1)), shaper)
matrix[(2, 1)](A, zeros(?s1, m))
"""

from __future__ import annotations

from derivations.terms.shapes import SCALAR, Shape, ShapeClash, Shaper, is_zero
from derivations.terms.term import Term, map_args, rebuild


def with_zero_blocks(term: Term, shaper: Shaper) -> Term:
    """The term where such blocks have sizes, open ones where nothing says them, that stay the same wherever asked."""
    inner = map_args(term, lambda arg: with_zero_blocks(arg, shaper))
    if inner.head != "matrix" or not isinstance(inner.value, tuple) or not any(map(is_zero, inner.args)):
        return inner
    rows, columns = inner.value
    shapes = [None if is_zero(cell) else _shape(cell, shaper) for cell in inner.args]
    if all(shape in (None, SCALAR) for shape in shapes):
        return inner
    down, across = (
        [shapes[i * columns : (i + 1) * columns] for i in range(rows)],
        [shapes[j::columns] for j in range(columns)],
    )
    if all(any(line) for line in (*down, *across)):
        return inner
    heights = [next((shape[0] for shape in line if shape), None) or shaper.fresh() for line in down]
    widths = [next((shape[1] for shape in line if shape), None) or shaper.fresh() for line in across]
    sizes = [(height, width) for height in heights for width in widths]
    cells = (Term("zeros", size) if is_zero(cell) else cell for cell, size in zip(inner.args, sizes, strict=True))
    return rebuild(inner, tuple(cells))


def _shape(cell: Term, shaper: Shaper) -> Shape | None:
    try:
        return shaper.resolved(shaper.shape(cell))
    except ShapeClash:
        return None
