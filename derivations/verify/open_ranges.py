"""Sums that say no range: an index that stands alone at an entry of a matrix runs over all of that side, one that
counts eigenvalues or singular values over all of them. An index that would run over two sides of different sizes is
refused.

>>> from derivations.terms.term import sym
>>> x, i = sym("x"), sym("i")
>>> told = Shaper({"x": (sym("n"), num(1))})
>>> whole_ranges(Term("sum", (i, num(1), sym("?Ni"), Term("entry", (x, i)))), told)
sum(i, 1, n, entry(x, i))
>>> told = Shaper({"x": (sym("n"), num(1)), "y": (sym("m"), num(1))})
>>> one_range((Term("entry", (x, i)) * Term("entry", (sym("y"), i)),), told)
Traceback (most recent call last):
derivations.terms.clash.UnknownShape: i would run to n and to m
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derivations.terms.shapes import ShapeClash, Shaper, UnknownShape
from derivations.terms.sizes import is_unknown, same_size
from derivations.terms.term import Term, free_symbols, map_args, num, sym, walk


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


def one_range(terms: Iterable[Term], shaper: Shaper) -> None:
    """Raises `UnknownShape` where an index without a range of its own would have two."""
    terms = tuple(terms)
    sums = [node for term in terms for node in walk(term) if node.head in ("sum", "prod") and is_unknown(node.args[2])]
    scopes: list[tuple[str, tuple[Term, ...]]] = [(str(node.args[0].value), (node.args[3],)) for node in sums]
    scopes += [(name, terms) for name in sorted(frozenset[str]().union(*map(free_symbols, terms)))]
    for name, scope in scopes:
        found: list[Term] = []
        for size in _sizes_at(sym(name), scope, shaper):
            if found and not same_size(found[0], size):
                because = f"{name} would run to {found[0]!r} and to {size!r}"
                raise UnknownShape(scope[0], because=because, pairs=((found[0], size),))
            found.append(size)


def _sizes_at(index: Term, terms: Iterable[Term], shaper: Shaper) -> Iterator[Term]:
    """The known sizes of the sides at which an index stands; a diagonal may be that of any matrix."""
    for term in terms:
        if term.head in ("sum", "prod") and term.args[0] == index:
            continue
        if term.head in ("entry", "row", "col") and term.args[1:].count(index) == 1:
            sizes = _sides(index, term, shaper)
            yield from (size for size in sorted(sizes, key=repr) if not is_unknown(size))
        yield from _sizes_at(index, term.args, shaper)


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
