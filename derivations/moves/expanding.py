"""Multiplying out in a person's steps: norms and inner products, powers of sums, products, like summands.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import num, sym
>>> x = sym("x")
>>> for line in multiplied_out((x + 1) ** num(2) * (x - 1), Context()):
...     print(line.reason, line.rhs)
powers mul(add(pow(x, 2), mul(2, x), 1), add(x, neg(1)))
expand add(pow(x, 3), pow(x, 2), neg(x), neg(1))
"""

from __future__ import annotations

from derivations.document.context import Context
from derivations.moves.commuting import Scalars
from derivations.moves.line import Line, Move, chain
from derivations.moves.products import expand, flat, norm_to_inner
from derivations.moves.rewriting import within
from derivations.moves.words import CannotMove, is_coefficient, shape_of
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, map_args, num, walk


def expand_powers() -> Move:
    """Whole powers of sums of numbers, each multiplied out."""

    def visit(term: Term, context: Context) -> Term:
        term = map_args(term, lambda arg: visit(arg, context))
        if term.head != "pow" or term.args[0].head != "add" or shape_of(term.args[0], context) != SCALAR:
            return term
        return _multiplied(term, context)

    return Move("powers", "powers", visit)


def expand_scalar() -> Move:
    """A number multiplied out, like summands collected."""
    return Move("expand", "expand", lambda term, context: _multiplied(term, context))


def _multiplied(term: Term, context: Context) -> Term:
    import sympy

    scalars = Scalars(context)
    return scalars.term(sympy.expand(scalars.expr(term)))


def inner_products() -> Move:
    """<a, b> = a'b for vectors."""

    def visit(term: Term, context: Context) -> Term:
        term = map_args(term, lambda arg: visit(arg, context))
        if term.head == "inner" and shape_of(term.args[0], context)[1] == num(1) != shape_of(term.args[0], context)[0]:
            return flat(term.args[0].T * term.args[1])
        return term

    return Move("inner", r"$\langle a, b \rangle = a^\top b$", visit)


def multiplied_out(term: Term, context: Context) -> tuple[Line, ...]:
    """The lines. `CannotMove` where there is nothing to multiply out."""
    moves: list[Move] = []
    current = term

    def make(move: Move) -> None:
        nonlocal current
        following = move.compute(current, context)
        if following != current:
            moves.append(move)
            current = following

    make(inner_products())
    for _ in range(sum(node.head == "norm" for node in walk(term))):
        make(norm_to_inner())
    if is_coefficient(term, context):
        if current.head != "pow":
            make(expand_powers())
        make(expand_scalar())
    elif any(node.head == "trace" for node in walk(current)):
        make(within("trace", expand()))
    else:
        make(expand())
    if not moves:
        raise CannotMove("there is no product of sums to multiply out")
    return chain(term, moves, context)
