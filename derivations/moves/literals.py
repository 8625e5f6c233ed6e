r"""Moves on literals: stack columns, and write a column of linear forms as a matrix times a column.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import column, num, sym
>>> a, x, y = map(sym, "axy")
>>> as_product(column(x, y)).compute(column(a * x - y, 2 * y), Context())
mul(matrix[(2, 2)](a, -1, 0, 2), matrix[(2, 1)](x, y))
"""

from __future__ import annotations

from derivations.document.context import Context
from derivations.moves.line import Move
from derivations.moves.rewriting import rewrite_first
from derivations.moves.scalars import simplified, summands, written
from derivations.moves.words import CannotMove
from derivations.terms.term import Term, add, free_symbols, num


def stack() -> Move:
    """The columns of a literal one under the other, for the first vec."""

    def rule(node: Term) -> Term | None:
        if node.head != "vec" or node.args[0].head != "matrix":
            return None
        return stacked(node.args[0])

    return Move("stack", "columns stacked", lambda term, context: rewrite_first(term, rule))


def stacked(literal: Term) -> Term:
    """The entries of a literal column by column."""
    turned = transposed(literal)
    return Term("matrix", turned.args, (len(turned.args), 1))


def transposed(literal: Term) -> Term:
    """Rows as columns."""
    rows, columns = literal.value if isinstance(literal.value, tuple) else (0, 0)
    cells = tuple(literal.args[row * columns + column] for column in range(columns) for row in range(rows))
    return Term("matrix", cells, (columns, rows))


def as_product(unknowns: Term) -> Move:
    """A column of linear forms in the symbols of another column, as a matrix times that column."""

    def compute(term: Term, context: Context) -> Term:
        if term.head != "matrix":
            raise CannotMove("no column of sums")
        cells = [cell for form in term.args for cell in _coefficients(form, unknowns.args)]
        return Term("matrix", tuple(cells), (len(term.args), len(unknowns.args))) * unknowns

    return Move("factor", "linear in each: a matrix times a column", compute)


def _coefficients(form: Term, unknowns: tuple[Term, ...]) -> list[Term]:
    found: dict[Term, list[Term]] = {unknown: [] for unknown in unknowns}
    names = frozenset(str(unknown.value) for unknown in unknowns)
    for number, factors in summands(form):
        held = [factor for factor in factors if factor in found]
        rest = tuple(factor for factor in factors if factor not in found)
        if number and (len(held) != 1 or any(names & free_symbols(factor) for factor in rest)):
            raise CannotMove(f"{form!r} is not linear in the unknowns")
        if number:
            found[held[0]].append(written(number, rest))
    return [simplified(add(*parts)) if parts else num(0) for parts in found.values()]
