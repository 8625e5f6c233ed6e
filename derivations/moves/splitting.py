r"""Sums over an index: split into sums of summands, what does not hold the index in front.

>>> from derivations.document.context import Context
>>> from derivations.latex.print import latex
>>> from derivations.terms.term import num, sym
>>> i, n, m = sym("i"), sym("n"), sym("m")
>>> x = Term("entry", (sym("x"), i))
>>> context = Context.of(shapes={"x": (n, num(1))})
>>> print(latex(split_sums().compute(2 * Term("sum", (i, num(1), n, x - m)), context)))
2 \sum_{i=1}^n x_i - 2 n m
"""

from __future__ import annotations

from derivations.document.context import Context
from derivations.moves.commuting import Scalars, grouped, joined
from derivations.moves.line import Move
from derivations.moves.words import CannotMove, shape_of
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, add, free_symbols, mul, num


def split_sums() -> Move:
    """Every sum of numbers multiplied out and split, what stands before it distributed."""
    return Move("split", "split the sums", lambda term, context: joined(_visited(term, context)))


def _visited(term: Term, context: Context) -> Term:
    if term.head == "sum":
        return _split(term, context)
    args = tuple(_visited(arg, context) for arg in term.args)
    if term.head == "mul" and sum(arg.head == "add" for arg in args) == 1 and args != term.args:
        place = next(place for place, arg in enumerate(args) if arg.head == "add")
        return add(*(mul(*args[:place], part, *args[place + 1 :]) for part in args[place].args))
    if term.head == "neg" and args[0].head == "add" and args != term.args:
        return add(*(-part for part in args[0].args))
    return Term(term.head, args, term.value)


def _split(term: Term, context: Context) -> Term:
    import sympy

    index, low, high, body = term.args
    if shape_of(body, context) != SCALAR:
        raise CannotMove("a sum of vectors or matrices")
    scalars = Scalars(context)
    multiplied = scalars.term(sympy.expand(scalars.expr(body)))
    parts = multiplied.args if multiplied.head == "add" else (multiplied,)
    return add(*(_in_front(part, index, low, high, context) for part in parts))


def _in_front(part: Term, index: Term, low: Term, high: Term, context: Context) -> Term:
    negative = part.head == "neg"
    factors, _ = grouped(part.args[0] if negative else part, context)
    fixed = [factor for factor in factors if not free_symbols(factor) & free_symbols(index)]
    moving = [factor for factor in factors if factor not in fixed]
    count = high if low == num(1) else high - low + 1
    last = Term("sum", (index, low, high, mul(*moving))) if moving else None
    term = mul(*fixed, last) if last is not None else mul(count, *fixed)
    return -term if negative else term
