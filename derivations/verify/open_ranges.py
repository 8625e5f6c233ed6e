"""Sums that say no range: an index that stands alone at an entry of a matrix runs over all of that side, one that
counts eigenvalues or singular values over all of them.

>>> from derivations.terms.term import sym
>>> x, i = sym("x"), sym("i")
>>> told = Shaper({"x": (sym("n"), num(1))})
>>> whole_ranges(Term("sum", (i, num(1), sym("?Ni"), Term("entry", (x, i)))), told)
sum(i, 1, n, entry(x, i))
"""

from __future__ import annotations

from derivations.terms.shapes import ShapeClash, Shaper
from derivations.terms.sizes import is_unknown
from derivations.terms.term import Term, map_args, num, sym, walk


def whole_ranges(term: Term, shaper: Shaper) -> Term:
    """The term with the ends of its sums put in, where what is summed tells one end; the others stay open."""
    if not term.args:
        return term
    inner = map_args(term, lambda arg: whole_ranges(arg, shaper))
    if inner.head not in ("sum", "prod") or not is_unknown(inner.args[2]) or inner.args[1] != num(1):
        return inner
    variable, low, _, body = inner.args
    sides = _sides(variable, body, shaper)
    if len(sides) != 1:
        return inner
    (side,) = sides
    return inner if is_unknown(side) else Term(inner.head, (variable, low, side, body))


def _sides(variable: Term, body: Term, shaper: Shaper) -> set[Term]:
    """The sides of matrices over which the index runs; unknown where one cannot be told."""
    found: set[Term] = set()
    for node in walk(body):
        if node.head in ("eigenvalue", "singular") and node.args[1] == variable:
            found.add(_how_many(node, shaper))
            continue
        if node.head not in ("entry", "row", "col") or variable not in node.args[1:]:
            continue
        try:
            rows, cols = shaper.resolved(shaper.shape(node.args[0]))
        except ShapeClash:
            return set()
        sides = (cols,) if node.head == "col" or (node.head == "entry" and rows == num(1)) else (rows, cols)
        found.update(side for side, index in zip(sides, node.args[1:], strict=False) if index == variable)
    return found


def _how_many(node: Term, shaper: Shaper) -> Term:
    """The number of eigenvalues or of singular values; unknown where it cannot be told."""
    try:
        rows, cols = shaper.resolved(shaper.shape(node.args[0]))
    except ShapeClash:
        return sym("?")
    if rows == cols or is_unknown(rows):
        return rows
    return cols if is_unknown(cols) else Term("min", (rows, cols))
