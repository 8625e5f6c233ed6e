"""The lines that solve an equation: for a number by degree, for a vector or matrix by an inverse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from derivations.document.context import Context, Definition
from derivations.latex.print import latex
from derivations.moves.commuting import simplified
from derivations.moves.equations import solve as solve_first_degree
from derivations.moves.line import Equation, EquationMove, Line, Move, chain, consequences, on_both
from derivations.moves.linear import cancel_inverse, collect_unknown, multiply_by_inverse
from derivations.moves.products import flat
from derivations.moves.roots import (
    Root,
    by_roots,
    clear_fractions,
    degree,
    divide,
    factors_of,
    isolate,
    one_side,
    roots_of,
)
from derivations.moves.splitting import split_sums
from derivations.moves.words import CannotMove, is_coefficient, shape_of
from derivations.terms.names import parse_name
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, num, substitute, sym, walk


@dataclass(frozen=True)
class Solution:
    """One solution by name, or by the unknown itself where there is only one."""

    name: Term
    value: Term


@dataclass(frozen=True)
class Solved:
    """Lines, the names that they define, and the solutions."""

    lines: tuple[Line, ...]
    solutions: tuple[Solution, ...]
    definitions: tuple[Definition, ...] = ()


def solved(start: Equation, unknown: Term, context: Context, domain: Sequence[Term] = ()) -> Solved:
    """What follows from the equation. `domain` are terms that must have a value at a solution."""
    if shape_of(unknown, context) != SCALAR:
        found = _followed(start, [collect_unknown(unknown), multiply_by_inverse(unknown)], context)
        return Solved(found, (Solution(unknown, _last(found, start).rhs),))
    if not is_coefficient(start.lhs, context) or not is_coefficient(start.rhs, context):
        inside = any(node.head == "sum" and str(unknown.value) in free_symbols(node) for node in _nodes(start))
        moves = [on_both(split_sums())] if inside else []
        found = consequences(start, [*moves, solve_first_degree(str(unknown.value))], context)
        return Solved(found, (Solution(unknown, found[-1].rhs),))
    lines: tuple[Line, ...] = ()
    equation = start
    if degree(start, unknown, context) is None:
        lines = consequences(start, [clear_fractions(unknown)], context)
        equation = _last(lines, start)
    if degree(equation, unknown, context) == 1:
        lines += _followed(equation, [isolate(unknown), divide(unknown)], context)
        value = _last(lines, equation).rhs
        if not _allowed(value, unknown, start, context, domain):
            raise CannotMove(
                f"there is no solution: ${latex(unknown)} = {latex(value)}$ is where something has no value"
            )
        return Solved(lines, (Solution(unknown, value),))
    lines += _followed(equation, [one_side(unknown)], context)
    polynomial = _last(lines, equation).lhs
    roots = [
        root for root in roots_of(polynomial, unknown, context) if _allowed(root.value, unknown, start, context, domain)
    ]
    if not roots:
        raise CannotMove("at none of the roots everything in the equation has a value")
    return _named(lines, polynomial, roots, unknown, context)


def check_by_inverse(equation: Equation, unknown: Term, value: Term, context: Context) -> tuple[Line, ...]:
    """The solution put into M v R = C, where inverses cancel."""
    name = str(unknown.value)
    start = simplified(flat(substitute(equation.lhs, {name: value})), context)
    lines: tuple[Line, ...] = ()
    current = start
    while (following := cancel_inverse().compute(current, context)) != current:
        lines += chain(current, [cancel_inverse()], context, "" if lines else "The check.")
        current = following
    return tuple(replace(line, lhs=None) if place else line for place, line in enumerate(lines))


def _nodes(equation: Equation) -> Iterator[Term]:
    yield from walk(equation.lhs)
    yield from walk(equation.rhs)


def _last(lines: Sequence[Line], start: Equation) -> Equation:
    line = lines[-1] if lines else None
    return start if line is None or line.lhs is None else Equation(line.lhs, line.rhs)


def _followed(start: Equation, moves: Sequence[EquationMove], context: Context) -> tuple[Line, ...]:
    """Consequences; a move that has nothing to do is left out."""
    lines: tuple[Line, ...] = ()
    current = start
    for move in moves:
        following = move.compute(current, context)
        if (following.lhs, following.rhs) != (current.lhs, current.rhs):
            lines += consequences(current, [move], context)
            current = Equation(following.lhs, following.rhs)
    return lines


def _allowed(value: Term, unknown: Term, start: Equation, context: Context, domain: Sequence[Term]) -> bool:
    """Whether nothing is undefined at a number: no zero below, no logarithm or root of what has none."""
    facts = context.facts_of(str(unknown.value))
    if free_symbols(value):
        return True
    sign = _sign(value, context)
    if (
        ("positive" in facts and sign <= 0)
        or ("nonnegative" in facts and sign < 0)
        or ("negative" in facts and sign >= 0)
    ):
        return False
    for term in (start.lhs, start.rhs, *domain):
        for node in walk(term):
            if node.head in ("div", "log", "sqrt", "inverse"):
                inner = substitute(node.args[-1], {str(unknown.value): value})
                if free_symbols(inner):
                    continue
                here = _sign(inner, context)
                if (here == 0 and node.head != "sqrt") or (here < 0 and node.head in ("log", "sqrt")):
                    return False
    return True


def _sign(term: Term, context: Context) -> int:
    """The sign of a closed number."""
    from derivations.moves.words import coefficient_of

    value = coefficient_of(term, context)
    return 0 if value.is_zero or value.equals(0) else 1 if value.is_positive or value > 0 else -1


def _named(lines: tuple[Line, ...], polynomial: Term, roots: Sequence[Root], unknown: Term, context: Context) -> Solved:
    """Each root under a name, and the check that it is one."""
    factored = factors_of(unknown)
    if factored.compute(polynomial, context) != polynomial:
        lines += chain(polynomial, [factored], context, "In factors.")
    solutions: list[Solution] = []
    definitions: list[Definition] = []
    for root, name in zip(roots, _names(unknown, len(roots), context), strict=True):
        prose = "Its solutions." if not solutions and len(roots) > 1 else "" if solutions else "Its solution."
        lines += (
            Line(name, "eq", root.formula, "root", root.reason, role="given", conditions=root.conditions, prose=prose),
        )
        if root.value != root.formula:
            lines += (Line(None, "eq", root.value, "simplify", "simplify"),)
        solutions.append(Solution(name, root.value))
        definitions.append(Definition(str(name.value), root.formula))
    lines += _complete(polynomial, unknown, roots, solutions, context)
    for place, solution in enumerate(solutions):
        lines += _check(polynomial, unknown, solution, context, "" if place else "The check.")
    return Solved(lines, tuple(solutions), tuple(definitions))


def _complete(
    polynomial: Term, unknown: Term, roots: Sequence[Root], solutions: Sequence[Solution], context: Context
) -> tuple[Line, ...]:
    """The polynomial by its roots, where they come out of a formula: there are no others."""
    if len(solutions) != 2 or all(root.reason.startswith("root") for root in roots):
        return ()
    product = by_roots(unknown, [(solution.name, solution.value) for solution in solutions])
    return chain(polynomial, [product], context, "There are no others.")


def _check(polynomial: Term, unknown: Term, solution: Solution, context: Context, prose: str) -> tuple[Line, ...]:
    put = Move(
        "put in",
        f"${latex(solution.name)}$ put in",
        lambda term, _: substitute(term, {str(solution.name.value): solution.value}),
    )
    short = Move("simplify", "simplify", simplified_to_zero)
    start = substitute(polynomial, {str(unknown.value): solution.name})
    return chain(start, [put, short], context, prose)


def simplified_to_zero(term: Term, context: Context) -> Term:
    found = simplified(term, context)
    if found != num(0):
        raise CannotMove("a root that does not solve the equation")
    return found


def _names(unknown: Term, count: int, context: Context) -> list[Term]:
    """x_1, x_2, ... for x; further subscripts for a name that has some."""
    parts = parse_name(str(unknown.value))
    names = [parts._replace(sub=(*parts.sub, str(k))).text for k in range(1, count + 1)]
    while set(names) & set(context.symbols):
        names = [f"{name}'" for name in names]
    return [sym(name) for name in names]
