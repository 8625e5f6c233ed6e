"""The lines that solve an equation: for a number by degree or an inverse function, for a matrix by its inverse.

A root counts where everything in the equation has a value at it and where it meets what is declared; what cannot be
told of it becomes a condition. The lines show that there are no others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from derivations.document.context import Context, Definition
from derivations.latex.print import latex, relation
from derivations.moves.commuting import simplified
from derivations.moves.domains import NEGATED, plain, where_defined
from derivations.moves.equations import solve as solve_first_degree
from derivations.moves.inverses import for_function, join_logarithms, needed_for, one_function, undo
from derivations.moves.line import Equation, EquationMove, Line, Move, chain, consequences, on_both
from derivations.moves.linear import cancel_inverse, collect_unknown, multiply_by_inverse
from derivations.moves.products import flat
from derivations.moves.rewriting import shown
from derivations.moves.roots import (
    Root,
    by_roots,
    clear_fractions,
    complete_square,
    degree,
    divide,
    factors_of,
    isolate,
    one_side,
    roots_of,
    to_zero,
    without_roots,
)
from derivations.moves.splitting import split_sums
from derivations.moves.words import CannotMove, is_coefficient, shape_of
from derivations.steps.known import Known
from derivations.terms.names import parse_name
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, num, substitute, sym, walk


@dataclass(frozen=True)
class Solution:
    """One solution by name, or by the unknown itself where there is only one; `conditions` make it one."""

    name: Term
    value: Term
    conditions: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Solved:
    """Lines, the names that they define, and the solutions."""

    lines: tuple[Line, ...]
    solutions: tuple[Solution, ...]
    definitions: tuple[Definition, ...] = ()


def solved(start: Equation, unknown: Term, known: Known, domain: Sequence[Term] = ()) -> Solved:
    """What follows from the equation. `domain` are conditions on the unknown that solutions must meet.

    Raises `CannotMove` where the equation is of no kind that is solved, or nothing solves it.
    """
    context = known.context
    if shape_of(unknown, context) != SCALAR:
        found = _followed(start, [collect_unknown(unknown), multiply_by_inverse(unknown)], context)
        needed = [each for line in found for each in line.conditions]
        if not known.possible(*needed):
            raise CannotMove(f"there is one solution only where {_listed(needed)}: nothing was found that meets it")
        return Solved(found, (Solution(unknown, _last(found, start).rhs),))
    wanted = _wanted(start, unknown, known, domain)
    if not is_coefficient(start.lhs, context) or not is_coefficient(start.rhs, context):
        inside = any(node.head == "sum" and str(unknown.value) in free_symbols(node) for node in _nodes(start))
        moves = [on_both(split_sums())] if inside else []
        lines = consequences(start, [*moves, solve_first_degree(str(unknown.value))], context)
        return _alone(lines, start, unknown, wanted, known)
    return _of_number(start, unknown, wanted, known)


def _wanted(start: Equation, unknown: Term, known: Known, domain: Sequence[Term]) -> tuple[Term, ...]:
    """What a solution must meet: declared, and that everything has a value."""
    told = [each for each in known.supposed if free_symbols(each) & free_symbols(unknown)]
    sides = [each for side in (start.lhs, start.rhs) for each in where_defined(side, unknown, known.context)]
    return tuple(dict.fromkeys((*told, *domain, *sides)))


def _of_number(start: Equation, unknown: Term, wanted: tuple[Term, ...], known: Known) -> Solved:
    context = known.context
    function = one_function(start, unknown, context)
    if function is not None:
        return _through(function, start, unknown, wanted, known)
    lines: tuple[Line, ...] = ()
    equation = start
    if _logarithms(start, unknown) > 1:
        lines = consequences(start, [join_logarithms(unknown)], context)
        further = _of_number(_last(lines, start), unknown, wanted, known)
        return replace(further, lines=(*lines, *further.lines))
    if degree(start, unknown, context) is None:
        lines = consequences(start, [clear_fractions(unknown)], context)
        equation = _last(lines, start)
    if degree(equation, unknown, context) == 1:
        lines += _followed(equation, [isolate(unknown), divide(unknown)], context)
        return _alone(lines, equation, unknown, wanted, known)
    lines += _followed(equation, [one_side(unknown)], context)
    polynomial = _last(lines, equation).lhs
    return _named(lines, polynomial, unknown, wanted, known)


def _logarithms(equation: Equation, unknown: Term) -> int:
    return len({node for node in _nodes(equation) if node.head == "log" and free_symbols(node) & free_symbols(unknown)})


def _through(function: Term, start: Equation, unknown: Term, wanted: tuple[Term, ...], known: Known) -> Solved:
    """First for the function in which the unknown stands, then for the unknown."""
    context = known.context
    lines: tuple[Line, ...] = ()
    equation = start
    makers = [isolate, divide]
    if _degree_in(function, start, context) is None:
        makers.insert(0, clear_fractions)
    for make in makers:
        lines += _followed(equation, [for_function(function, make)], context)
        equation = _last(lines, start)
    for needed in needed_for(function, equation.rhs):
        if known.holds(needed) is False:
            raise CannotMove(
                f"there is no solution: {shown(function)} would have to be {shown(equation.rhs)}, "
                f"but ${_said(needed)}$ does not hold"
            )
    lines += consequences(equation, [undo(function)], context)
    equation = _last(lines, start)
    if equation.lhs == unknown and not free_symbols(equation.rhs) & free_symbols(unknown):
        return _alone(lines, start, unknown, wanted, known)
    further = _of_number(equation, unknown, wanted, known.with_(*(each for line in lines for each in line.conditions)))
    return replace(further, lines=(*lines, *further.lines))


def _degree_in(function: Term, equation: Equation, context: Context) -> int | None:
    """The degree in the function; it must be one."""
    found: list[int | None] = []

    def look(unknown: Term) -> EquationMove:
        def compute(inner: Equation, wider: Context) -> Equation:
            found.append(degree(inner, unknown, wider))
            return inner

        return EquationMove("degree", "", compute)

    for_function(function, look).compute(equation, context)
    return found[0]


def _alone(lines: tuple[Line, ...], start: Equation, unknown: Term, wanted: tuple[Term, ...], known: Known) -> Solved:
    """The one solution, where it may be one; what it needs is said with the last line."""
    value = _last(lines, start).rhs
    made = known.with_(*(each for line in lines for each in line.conditions))
    conditions, broken = _admitted(value, (), unknown, wanted, made)
    if broken is not None:
        raise CannotMove(f"there is no solution: ${latex(unknown)} = {latex(value)}$ does not meet ${_said(broken)}$")
    if not made.possible(*conditions):
        raise CannotMove(
            f"${latex(unknown)} = {latex(value)}$ is a solution only where "
            f"{_listed((*made.supposed, *conditions))}: no such numbers were found"
        )
    if not lines:
        return Solved(lines, (Solution(unknown, value, conditions),))
    last = replace(lines[-1], conditions=(*lines[-1].conditions, *conditions))
    return Solved((*lines[:-1], last), (Solution(unknown, value, conditions),))


def _admitted(
    value: Term, own: Sequence[Term], unknown: Term, wanted: Sequence[Term], known: Known
) -> tuple[tuple[Term, ...], Term | None]:
    """What has to be assumed for a value to be a solution, and what it breaks where it is none."""
    conditions: list[Term] = []
    name = str(unknown.value)
    there = [(each, each) for each in own] + [(each, substitute(each, {name: value})) for each in wanted]
    for condition, put in there:
        if known.holds(put) is True:
            continue
        for each in plain(put, known.context):
            holds = known.holds(each)
            if holds is False:
                return (), condition
            if holds is None and each not in conditions:
                conditions.append(each)
    return tuple(conditions), None


def _said(condition: Term) -> str:
    return relation(condition.args[0], condition.head, condition.args[1])


def _listed(conditions: Sequence[Term]) -> str:
    return ", ".join(f"${_said(each)}$" for each in dict.fromkeys(conditions))


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


def _named(lines: tuple[Line, ...], polynomial: Term, unknown: Term, wanted: tuple[Term, ...], known: Known) -> Solved:
    """Each root under a name, that there are no others, and the check that it is one."""
    context = known.context
    made = known.with_(*(each for line in lines for each in line.conditions))
    roots: list[Root] = []
    others: list[tuple[Root, Term]] = []
    absent: list[str] = []
    for root in roots_of(polynomial, unknown, context):
        own, broken = _admitted(root.value, root.conditions, unknown, (), made)
        if broken is not None:
            absent.append(f"{shown(root.value)} would need ${_said(broken)}$")
            continue
        conditions, broken = _admitted(root.value, own, unknown, wanted, made)
        if broken is not None:
            others.append((replace(root, conditions=own), broken))
        else:
            roots.append(replace(root, conditions=conditions))
    if not roots:
        told = [f"{shown(root.value)} does not meet ${_said(broken)}$" for root, broken in others]
        raise CannotMove(f"there is no solution: {'; '.join([*told, *absent])}")
    everything = tuple(dict.fromkeys(each for root in roots for each in root.conditions))
    if not made.possible(*everything):
        raise CannotMove(
            f"{', '.join(shown(root.value) for root in roots)} are solutions only where {_listed(everything)}: no such "
            "numbers were found; say more of the letters in it"
        )
    factored = factors_of(unknown)
    product = factored.compute(polynomial, context)
    holding = [each for each in product.args if free_symbols(each) & free_symbols(unknown)]
    if product != polynomial and (len(holding) > 1 or any(each.head == "pow" for each in (product, *holding))):
        lines += chain(polynomial, [factored], context, "In factors.")
    solutions: list[Solution] = []
    definitions: list[Definition] = []
    for root, name in zip(roots, _names(unknown, len(roots), context), strict=True):
        prose = "" if solutions else "Its solutions." if len(roots) > 1 else "Its solution."
        special = [each for each in root.conditions if any(each not in other.conditions for other in roots)]
        reason = root.reason + (f", where {_listed(special)}" if special else "")
        lines += (
            Line(name, "eq", root.formula, "root", reason, role="given", conditions=root.conditions, prose=prose),
        )
        if root.value != root.formula:
            lines += (Line(None, "eq", root.value, "simplify", "simplify"),)
        solutions.append(Solution(name, root.value, root.conditions))
        definitions.append(Definition(str(name.value), root.formula))
    lines += _complete(polynomial, unknown, solutions, others, made.with_(*everything))
    for place, solution in enumerate(solutions):
        lines += _check(polynomial, unknown, solution, context, "" if place else "The check.")
    return Solved(lines, tuple(solutions), tuple(definitions))


def _complete(
    polynomial: Term,
    unknown: Term,
    solutions: Sequence[Solution],
    others: Sequence[tuple[Root, Term]],
    known: Known,
) -> tuple[Line, ...]:
    """The polynomial by its roots, what is left of it not zero, and the roots that do not count."""
    pairs = [(solution.name, solution.value) for solution in solutions]
    pairs += [(root.value, root.value) for root, _ in others]
    product = by_roots(unknown, pairs)
    over, rest = without_roots(polynomial, unknown, [value for _, value in pairs], known.context)
    lines: tuple[Line, ...] = ()
    if product.compute(polynomial, known.context) != polynomial:
        prose = "There are no others." if not (rest or others) else "In factors with the solutions."
        lines = chain(polynomial, [product], known.context, prose)
        lines = (replace(lines[0], conditions=known.needed(*over)),)
    for factor in rest:
        lines += _without_zero(factor, unknown, known)
    for root, broken in others:
        lines += _excluded(root, broken, unknown, known)
    return lines


def _without_zero(factor: Term, unknown: Term, known: Known) -> tuple[Line, ...]:
    """A factor of degree two that is positive, or negative, by completing the square."""
    square = complete_square(unknown)
    following = square.compute(factor, known.context)
    sign = known.sign(factor)
    if sign not in ("gt", "lt"):
        raise CannotMove(f"whether {shown(factor)} is zero somewhere is not known; say more of the letters in it")
    prose = "No further solution comes from the last factor."
    last = Line(None, sign, num(0), "sign", "no zero")
    if following == factor:
        return (replace(last, lhs=factor, prose=prose),)
    return (*chain(factor, [square], known.context, prose), last)


def _excluded(root: Root, broken: Term, unknown: Term, known: Known) -> tuple[Line, ...]:
    """That a root breaks what a solution must meet."""
    left, right = (substitute(side, {str(unknown.value): root.value}) for side in broken.args)
    return (
        Line(
            left, NEGATED[broken.head], right, "no solution", "none", prose=f"No solution: ${_said(broken)}$ is needed."
        ),
    )


def _check(polynomial: Term, unknown: Term, solution: Solution, context: Context, prose: str) -> tuple[Line, ...]:
    put = Move(
        "put in",
        f"${latex(solution.name)}$ put in",
        lambda term, _: substitute(term, {str(solution.name.value): solution.value}),
    )
    start = substitute(polynomial, {str(unknown.value): solution.name})
    return chain(start, [put, to_zero(unknown)], context, prose)


def _names(unknown: Term, count: int, context: Context) -> list[Term]:
    """x_1, x_2, ... for x; further subscripts for a name that has some."""
    parts = parse_name(str(unknown.value))
    names = [parts._replace(sub=(*parts.sub, str(k))).text for k in range(1, count + 1)]
    while set(names) & set(context.symbols):
        names = [f"{name}'" for name in names]
    return [sym(name) for name in names]
