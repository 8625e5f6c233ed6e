r"""Moves on finite sums: turn the index around, move factors out, write a sum out, count its terms; and tables of
numbers by index.

A table is a function of integers that a literal gives, shifted so that it has zeros around it: `tabulated` makes its
definition, `look_up` puts the cells in.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import num, sym
>>> m, k, i = map(sym, "mki")
>>> f, g = Term("app", (m,), "f"), Term("app", (i - m,), "g")
>>> from derivations.latex.print import latex
>>> print(latex(reverse("m").compute(Term("sum", (m, num(0), k - 1, f * g)), Context())))
\sum_{m=0}^{k - 1} f(k - 1 - m) g(i - (k - 1 - m))
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from fractions import Fraction

from derivations.document.context import Context, Definition
from derivations.latex.print import name
from derivations.moves.line import Move
from derivations.moves.products import flat
from derivations.moves.rewriting import rewrite_first
from derivations.moves.scalars import simplified
from derivations.moves.words import CannotMove, coefficient_of
from derivations.terms.sympy_bridge import from_sympy
from derivations.terms.term import Term, add, column, free_symbols, map_args, mul, num, substitute, sym, walk

ZERO, ONE = num(0), num(1)


def reverse(index: str) -> Move:
    """Count the index of a sum down instead of up: f(a) + ... + f(b) = f(b) + ... + f(a)."""

    def rule(node: Term) -> Term | None:
        if node.head != "sum" or node.args[0] != sym(index):
            return None
        variable, low, high, body = node.args
        turned = simplified(add(high, low, -variable))
        return Term("sum", (variable, low, high, substitute(body, {index: turned})))

    return Move("reverse", f"count ${name(index)}$ down", lambda term, context: rewrite_first(term, rule))


def sum_equal() -> Move:
    """A sum of equal terms is their number times one of them, for the first such sum.

    Right for a range from a to b where b is at least a - 1; whether it is, the judge decides.

    >>> from derivations.document.context import Context
    >>> from derivations.terms.term import num, sym
    >>> k, T, d = map(sym, ("k", "T", "d"))
    >>> sum_equal().compute(Term("sum", (k, num(0), T - 1, d)), Context())
    mul(T, d)
    """

    def compute(term: Term, context: Context) -> Term:
        def rule(node: Term) -> Term | None:
            if node.head != "sum" or node.args[0] in walk(node.args[3]):
                return None
            _, low, high, body = node.args
            count = coefficient_of(high, context) - coefficient_of(low, context) + 1
            return from_sympy(count.expand(), ordered=True) * body

        return rewrite_first(term, rule)

    return Move("equal summands", "a sum of equal terms", compute)


def pull_out(index: str) -> Move:
    """Factors that do not depend on the index leave its sum."""

    def rule(node: Term) -> Term | None:
        if node.head != "sum" or node.args[0] != sym(index):
            return None
        variable, low, high, body = node.args
        body = flat(body)
        if body.head != "mul":
            return None
        outside = [factor for factor in body.args if index not in free_symbols(factor)]
        inside = [factor for factor in body.args if factor not in outside]
        if not outside or not inside:
            return None
        return mul(*outside, Term("sum", (variable, low, high, mul(*inside))))

    reason = f"${name(index)}$ does not occur in the other factors"
    return Move("pull out", reason, lambda term, context: flat(rewrite_first(term, rule)))


def count_terms() -> Move:
    """A sum of ones, or of sums of ones, is the number of its terms: the product of the ranges, outermost first.

    >>> from derivations.document.context import Context
    >>> from derivations.terms.term import num, sym
    >>> i, j, n, k = map(sym, "ijnk")
    >>> ones = Term("sum", (i, num(1), n, Term("sum", (j, num(1), k, num(1)))))
    >>> count_terms().compute(ones, Context.of(facts={"n": ["natural"], "k": ["natural"]}))
    mul(n, k)
    """

    def compute(term: Term, context: Context) -> Term:
        ranges: list[Term] = []
        indices: set[str] = set()
        while term.head == "sum":
            index, low, high, term = term.args
            if low != num(1) or not _is_natural(high, context) or indices & free_symbols(high):
                raise CannotMove("a sum that does not count from 1 to a natural number")
            ranges.append(high)
            indices.add(str(index.value))
        if term != num(1):
            raise CannotMove("no sum of ones")
        powers = [(high, ranges.count(high)) for high in dict.fromkeys(ranges)]
        factors = tuple(high if times == 1 else high ** num(times) for high, times in powers)
        return term if not factors else Term("mul", factors) if len(factors) > 1 else factors[0]

    return Move("count", "each sum counts its terms", compute)


def _is_natural(term: Term, context: Context) -> bool:
    """Whether a term is a whole number that is not negative: by the facts and the definitions of its symbols."""
    if term.head == "num":
        return isinstance(term.value, Fraction) and term.value.denominator == 1 and term.value >= 0
    if term.head == "sym":
        known = context.definitions.get(str(term.value))
        return "natural" in context.facts_of(str(term.value)) or (
            known is not None and known.params is None and _is_natural(known.body, context)
        )
    if term.head == "sum":
        return _is_natural(term.args[3], context)
    return term.head in ("add", "mul") and all(_is_natural(arg, context) for arg in term.args)


def write_out() -> Move:
    """Every sum with whole numbers as ends summand by summand, the indices simplified."""

    def visit(node: Term) -> Term:
        node = map_args(node, visit)
        if node.head != "sum":
            return node
        variable, low, high, body = node.args
        ends = [simplified(end).value for end in (low, high)]
        if not all(isinstance(end, Fraction) and end.denominator == 1 for end in ends):
            return node
        first, last = (int(end) for end in ends if isinstance(end, Fraction))
        each = [substitute(body, {str(variable.value): num(k)}) for k in range(first, last + 1)]
        summands = [part for one in each for part in (one.args if one.head == "add" else (one,))]
        return add(*summands) if summands else ZERO

    def compute(term: Term, context: Context) -> Term:
        return _in_arguments(visit(term), simplified) if any(node.head == "sum" for node in walk(term)) else term

    return Move("write out", "written out", compute)


def indices(*of: str) -> Move:
    """Simplify what the functions are applied to."""
    return Move("simplify", "the indices simplified", lambda term, context: _in_arguments(term, simplified, of))


def drop_zeros() -> Move:
    """Leave out factors 1 and products with a factor 0; nothing is added up."""

    def visit(term: Term) -> Term:
        term = map_args(term, visit)
        if term.head == "mul":
            factors = [factor for factor in term.args if factor != ONE]
            if ZERO in factors:
                return ZERO
            signs = [factor for factor in factors if factor == num(-1)]
            rest = mul(*(factor for factor in factors if factor != num(-1))) if len(signs) < len(factors) else ONE
            return -rest if len(signs) % 2 else rest
        if term.head == "neg" and term.args[0] == ZERO:
            return ZERO
        if term.head == "add":
            parts = [part for part in term.args if part != ZERO]
            return add(*parts) if parts else ZERO
        return term

    return Move("drop zeros", "products with zero left out", lambda term, context: visit(term))


def tabulated(
    of: str, rows: Sequence[Sequence[Term]], places: tuple[str, str], margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> Definition:
    """The function of integers i, j that is the cell (i, j) of the rows, counted from 0, and 0 in the margins.

    `margins` are the zeros above, below, left and right of the rows. Outside of them the function is not defined.
    Raises `ValueError` where the rows are not of one length.
    """
    if len({len(row) for row in rows}) != 1 or not rows[0]:
        lengths = ", ".join(str(len(row)) for row in rows)
        raise ValueError(f"{of}: rows of {lengths or 'no'} entries; at least one, all as long, are needed")
    above, below, left, right = margins
    width = left + len(rows[0]) + right
    cells = [[ZERO] * width for _ in range(above)]
    cells += [[ZERO] * left + list(row) + [ZERO] * right for row in rows]
    cells += [[ZERO] * width for _ in range(below)]
    literal = Term("matrix", tuple(cell for row in cells for cell in row), (len(cells), width))
    entry = Term("entry", (literal, sym(places[0]) + (above + 1), sym(places[1]) + (left + 1)))
    return Definition(of, entry, places)


def listed(of: str, entries: Sequence[Term], place: str) -> Definition:
    """The function of an integer m that is entry m of a list, counted from 0. Raises `ValueError` for an empty one."""
    if not entries:
        raise ValueError(f"{of}: no entries; at least one is needed")
    return Definition(of, Term("entry", (column(*entries), sym(place) + 1)), (place,))


def look_up(*of: str) -> Move:
    """Put the cells in for the applications of tables at numbers."""

    def compute(term: Term, context: Context) -> Term:
        def visit(node: Term) -> Term:
            node = map_args(node, visit)
            if node.head != "app" or node.value not in of:
                return node
            known = context.definitions.get(str(node.value))
            if known is None or known.params is None or known.body.head != "entry":
                raise CannotMove(f"{node.value} is no table")
            return _cell(substitute(known.body, dict(zip(known.params, node.args, strict=True))))

        return visit(term)

    names = ", ".join(f"${name(each)}$" for each in of)
    return Move("look up", f"the values of {names}", compute)


def _cell(entry: Term) -> Term:
    """The cell of a literal; the entry as it is where a place is no number."""
    literal, *places = entry.args
    numbers = [simplified(place).value for place in places]
    if not all(isinstance(number, Fraction) for number in numbers):
        return entry
    row, place = (int(number) for number in (*numbers, Fraction(1))[:2] if isinstance(number, Fraction))
    height, width = literal.value if isinstance(literal.value, tuple) else (0, 0)
    if not (1 <= row <= height and 1 <= place <= width):
        raise CannotMove(f"place {row}, {place} of a table of {height} x {width}")
    return literal.args[(row - 1) * width + place - 1]


def decide() -> Move:
    """In a case distinction by numbers, the value of the first case that holds."""

    def visit(node: Term) -> Term:
        node = map_args(node, visit)
        if node.head != "piecewise":
            return node
        for value, condition in zip(node.args[::2], node.args[1::2], strict=False):
            gap = simplified(add(condition.args[0], -condition.args[1])).value
            if not isinstance(gap, Fraction):
                return node
            if _HOLDS[condition.head](gap, Fraction(0)):
                return value
        return node.args[-1] if len(node.args) % 2 else node

    return Move("decide", "the case that holds", lambda term, context: visit(term))


_HOLDS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def _in_arguments(term: Term, change: Callable[[Term], Term], of: Sequence[str] = ()) -> Term:
    term = map_args(term, lambda arg: _in_arguments(arg, change, of))
    if term.head != "app" or (of and term.value not in of):
        return term
    return map_args(term, change)
