r"""Equations that hold the unknown in one exponential, logarithm, root, sigmoid or tanh: that is undone.

`one_function` finds it, `for_function` makes moves on it as if it were the unknown, `undo` takes the inverse on both
sides, with what the other side must be for that as conditions.

>>> from derivations.document.context import Context
>>> from derivations.latex.print import latex
>>> from derivations.terms.term import sym
>>> a, x = sym("a"), sym("x")
>>> power = Term("exp", (2 * x,))
>>> undone = undo(power).compute(Equation(power, a), Context())
>>> print(latex(undone.lhs), "=", latex(undone.rhs), [latex(condition) for condition in undone.conditions])
2 x = \log(a) ['a > 0']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from derivations.document.context import Context, Symbol
from derivations.moves.commuting import Scalars, best, simplified
from derivations.moves.line import Equation, EquationMove, Move
from derivations.moves.rewriting import shown
from derivations.moves.roots import SOLVED
from derivations.moves.words import CannotMove, shape_of
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, map_args, mul, num, substitute, sym


class Inverse(NamedTuple):
    """What is said, what both sides become (of the argument and the other side), what the other side must be."""

    reason: str
    sides: Callable[[Term, Term], tuple[Term, Term]]
    needed: Callable[[Term], tuple[Term, ...]]


def _above(bound: int) -> Callable[[Term], tuple[Term, ...]]:
    return lambda c: (Term("gt", (c, num(bound))),)


INVERSES: dict[str, Inverse] = {
    "exp": Inverse("take logarithms", lambda u, c: (u, Term("log", (c,))), _above(0)),
    "log": Inverse("take exponentials", lambda u, c: (u, Term("exp", (c,))), lambda c: ()),
    "sqrt": Inverse("square both sides", lambda u, c: (u, c ** num(2)), lambda c: (Term("ge", (c, num(0))),)),
    "sigmoid": Inverse(
        r"$\operatorname{sigmoid}(u) = c$ where $u = \log \frac{c}{1 - c}$",
        lambda u, c: (u, Term("log", (c / (1 - c),))),
        lambda c: (*_above(0)(c), Term("lt", (c, num(1)))),
    ),
    "tanh": Inverse(
        r"$\tanh u = c$ where $2 u = \log \frac{1 + c}{1 - c}$",
        lambda u, c: (2 * u, Term("log", ((1 + c) / (1 - c),))),
        lambda c: (*_above(-1)(c), Term("lt", (c, num(1)))),
    ),
    "pow": Inverse("take logarithms", lambda u, c: (u, Term("log", (c,))), _above(0)),
}
"""Functions that take each value once."""


def one_function(equation: Equation, unknown: Term, context: Context) -> Term | None:
    """The function in which alone the unknown stands, None where it stands elsewhere, too."""
    found = set(_outermost(equation.lhs, unknown, context)) | set(_outermost(equation.rhs, unknown, context))
    only = next(iter(found)) if len(found) == 1 else None
    return None if only == unknown else only


def _outermost(term: Term, unknown: Term, context: Context) -> Iterator[Term]:
    if not free_symbols(term) & free_symbols(unknown):
        return
    if term == unknown or (term.head in INVERSES and shape_of(term, context) == SCALAR and _is_undone(term, unknown)):
        yield term
        return
    for arg in term.args:
        yield from _outermost(arg, unknown, context)


def _is_undone(term: Term, unknown: Term) -> bool:
    return term.head != "pow" or (
        term.args[0].head == "num" and bool(free_symbols(term.args[1]) & free_symbols(unknown))
    )


def for_function(function: Term, make: Callable[[Term], EquationMove]) -> EquationMove:
    """A move for an unknown, made for a function of it."""
    stand_in = sym("value of the function")
    move = make(stand_in)

    def compute(equation: Equation, context: Context) -> Equation:
        facts = frozenset({"positive"} if function.head in ("exp", "sigmoid", "pow") else ())
        name = str(stand_in.value)
        wider = replace(context, symbols={**context.symbols, name: Symbol(name, SCALAR, facts, "declared")})
        lhs, rhs = (_replaced(side, function, stand_in) for side in (equation.lhs, equation.rhs))
        found = move.compute(Equation(lhs, rhs, equation.conditions), wider)
        back = {name: function}
        conditions = tuple(substitute(each, back) for each in found.conditions)
        return Equation(substitute(found.lhs, back), substitute(found.rhs, back), conditions)

    return EquationMove(move.name, move.reason.replace(shown(stand_in), shown(function)), compute)


def needed_for(function: Term, other: Term) -> tuple[Term, ...]:
    """What the other side must be for the function to take it as a value."""
    return INVERSES[function.head].needed(other)


def join_logarithms(unknown: Term) -> EquationMove:
    r"""\log \frac{u}{v} = c from k \log u - k \log v = k c, the unknown nowhere else."""

    def compute(equation: Equation, context: Context) -> Equation:
        import sympy

        scalars = Scalars(context)
        difference = sympy.expand(scalars.expr(equation.lhs) - scalars.expr(equation.rhs))
        names = free_symbols(unknown)
        logs = {kept: term for term, kept in scalars.kept.items() if term.head == "log" and free_symbols(term) & names}
        others = [kept for term, kept in scalars.kept.items() if term.head != "log" and free_symbols(term) & names]
        scale = sympy.S.Zero
        above: list[Term] = []
        below: list[Term] = []
        rest = difference
        for kept, term in logs.items():
            factor = difference.coeff(kept, 1)
            rest -= factor * kept
            scale = scale if scale != 0 else factor
            if factor not in (scale, -scale):
                raise CannotMove("logarithms with different factors")
            (above if factor == scale else below).append(term.args[0])
        if len(logs) < 2 or sympy.expand(rest).has(*logs, *others) or scale.has(*logs, *others) or not scale.is_number:
            raise CannotMove(f"{shown(unknown)} stands elsewhere than in logarithms")
        inside = mul(*above) / mul(*below) if below else mul(*above)
        return Equation(Term("log", (inside,)), scalars.term(best(-rest / scale, scalars)), equation.conditions)

    return EquationMove("join", "join the logarithms", compute)


def cancel_functions() -> Move:
    """exp(log u) = u and log(exp u) = u."""

    def visit(term: Term, context: Context) -> Term:
        term = map_args(term, lambda arg: visit(arg, context))
        pair = (term.head, term.args[0].head) if len(term.args) == 1 else None
        return term.args[0].args[0] if pair in (("exp", "log"), ("log", "exp")) else term

    return Move("cancel", r"$\exp$ and $\log$ undo each other", visit)


def _replaced(term: Term, old: Term, new: Term) -> Term:
    return new if term == old else map_args(term, lambda arg: _replaced(arg, old, new))


def undo(function: Term) -> EquationMove:
    """u = h(c) from g(u) = c, where h is the inverse of g."""
    if function.head not in INVERSES:
        raise CannotMove(f"{shown(function)} is not undone; {SOLVED}")
    inverse = INVERSES[function.head]

    def compute(equation: Equation, context: Context) -> Equation:
        if equation.lhs != function:
            raise CannotMove(f"{shown(function)} does not stand alone on the left")
        inner = function.args[-1]
        if function.head == "pow":
            inner = inner * Term("log", (function.args[0],))
        lhs, rhs = inverse.sides(inner, equation.rhs)
        rhs = map_args(rhs, lambda arg: simplified(arg, context))
        conditions = (*equation.conditions, *inverse.needed(equation.rhs))
        return Equation(simplified(lhs, context), simplified(rhs, context), conditions)

    return EquationMove("undo", inverse.reason, compute)
