"""The lines that look for a minimum: derivative, zero, solution, second derivative and its sign, the value there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from derivations.document.context import Context, Definition
from derivations.latex.print import latex
from derivations.moves.commuting import simplified, simplify
from derivations.moves.convexity import hessian_from, sign_of
from derivations.moves.derivation import Quantity, context_of
from derivations.moves.line import Equation, Line, Move, chain, consequences, given, on_both, suppose
from derivations.moves.products import expand, inner_to_norm
from derivations.moves.rewriting import shown, unfold, use
from derivations.moves.words import CannotMove, is_coefficient, shape_of
from derivations.steps.slopes import chained, slope_lines
from derivations.steps.solving import Solution, Solved, solved
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, num, substitute, sym, walk

CONVEX = "the function is convex: the stationary point is a minimum"


@dataclass(frozen=True)
class Minimum:
    """Lines, what they define and introduce, results by name, and whether they show that there is a minimum."""

    lines: tuple[Line, ...]
    definitions: tuple[Definition, ...]
    quantities: tuple[Quantity, ...]
    results: dict[str, Term]
    settled: bool = True


def minimum(body: Term, unknown: Term, quantities: tuple[Quantity, ...], assumed: tuple[Term, ...]) -> Minimum:
    """A minimum of `body`. `CannotMove` where the zeros of the derivative cannot be found, or none is a minimum."""
    taken = {quantity.name for quantity in quantities}
    name = next(each for each in ("f", "g", "h", "q", "F", "G", r"\phi", r"\psi", "f'") if each not in taken)
    definition = Definition(name, body, (str(unknown.value),))
    context = context_of(quantities, (definition,))
    function = Term("app", (unknown,), name)
    slope = Term("grad", (function, unknown, unknown))
    lines: tuple[Line, ...] = (replace(given(function, body, "the function"), conditions=assumed),)
    first = slope_lines(slope, context, "Its derivative.", [unfold(name)])
    shape = shape_of(unknown, context)
    zero = num(0) if shape == SCALAR else Term("zeros", shape)
    lines += (*first, suppose(slope, zero, "stationary point", "Set the derivative to zero."))
    gradient = first[-1].rhs
    if not {str(unknown.value)} & free_symbols(gradient):
        raise CannotMove(
            f"the derivative {shown(gradient)} does not hold {shown(unknown)}: there is no stationary point"
        )
    if shape == SCALAR and not is_coefficient(gradient, context):
        gradient, normed = _as_norms(gradient, context)
        lines = (*lines[:-1], *normed, lines[-1])
    start = Equation(slope, zero)
    lines += consequences(start, [on_both(use(slope, gradient, "the derivative above"))], context)
    found = solved(Equation(gradient, zero), unknown, context, (body,))
    results = {"derivative": gradient}
    if shape != SCALAR:
        lines += found.lines
        more, fresh, curvature = _curvature_by_directions(function, gradient, unknown, quantities, context)
        results |= {"minimiser" if fresh else "stationary": found.solutions[0].value} | curvature
        return Minimum(lines + more, (definition,), fresh, results, settled=bool(fresh))
    return _of_number(lines, found, definition, function, gradient, unknown, quantities, results)


def _as_norms(gradient: Term, context: Context) -> tuple[Term, tuple[Line, ...]]:
    """v'v as squared norms, where all of the derivative but its constants is such."""
    try:
        (line,) = chain(gradient, [_norms()], context)
    except CannotMove:
        return gradient, ()
    return line.rhs, (replace(line, lhs=None),)


def _norms() -> Move:
    move = inner_to_norm()

    def compute(term: Term, context: Context) -> Term:
        parts = term.args if term.head == "add" else (term,)
        new = []
        for part in parts:
            try:
                new.append(move.compute(part, context))
            except CannotMove:
                new.append(part)
        return Term("add", tuple(new)) if len(new) > 1 else new[0]

    return Move(move.name, move.reason, compute)


def _curvature_by_directions(
    function: Term, gradient: Term, unknown: Term, quantities: tuple[Quantity, ...], context: Context
) -> tuple[tuple[Line, ...], tuple[Quantity, ...], dict[str, Term]]:
    """The Hessian and its quadratic form; nothing is said of a minimum where the form is no sum of squares."""
    rows, columns = shape_of(unknown, context)
    if columns != num(1):
        return (), (), {}
    hessian = chain(
        Term("hessian", (function, unknown, unknown)), [hessian_from(gradient)], context, "The second derivatives."
    )
    matrix = hessian[-1].rhs
    name = next(each for each in ("v", "u", "z", r"\mathbf{v}") if context.shape_of(each) is None)
    direction = Quantity(name, "any direction", (rows, num(1)))
    wider = context_of((*quantities, direction), tuple(context.definitions.values()))
    vector = sym(name)
    form = Term("mul", (vector.T, matrix, vector))
    moves = [expand(), _norms()]
    lines: tuple[Line, ...] = ()
    current = form
    for move in moves:
        if move.compute(current, wider) != current:
            lines += chained(current, [(move, ())], wider, "" if lines else "Along any direction.", goes_on=bool(lines))
            current = lines[-1].rhs
    sign, conditions = sign_of(current, wider)
    if sign not in ("gt", "ge"):
        unsettled = "The second derivatives; at a minimum they are positive semidefinite, which is not known of them."
        return (replace(hessian[0], prose=unsettled), *hessian[1:]), (), {"hessian": matrix}
    line = Line(None if lines else form, "ge", num(0), "sign", CONVEX, conditions=conditions)
    return (*hessian, *lines, line), (direction,), {"hessian": matrix}


def _of_number(
    lines: tuple[Line, ...],
    found: Solved,
    definition: Definition,
    function: Term,
    gradient: Term,
    unknown: Term,
    quantities: tuple[Quantity, ...],
    results: dict[str, Term],
) -> Minimum:
    """Second derivative everywhere, or else at each solution; the value at those that are minima."""
    definitions = (definition, *found.definitions)
    context = context_of(quantities, definitions)
    lines += found.lines
    slope = Term("grad", (function, unknown, unknown))
    second = slope_lines(
        Term("grad", (slope, unknown, unknown)),
        context,
        "The second derivative.",
        [use(slope, gradient, "the derivative above")],
    )
    normed: tuple[Line, ...] = ()
    curvature = second[-1].rhs
    if not is_coefficient(curvature, context):
        curvature, normed = _as_norms(curvature, context)
    lines += (*second, *normed)
    results["second derivative"] = curvature
    sign, conditions = sign_of(curvature, context)
    free = not any({str(unknown.value)} & free_symbols(condition) for condition in conditions)
    if sign == "lt" and free:
        raise CannotMove(f"the second derivative {shown(curvature)} is negative: there is a maximum, no minimum")
    if sign in ("gt", "ge") and free and _on_an_interval(definition.body, unknown):
        lines += (Line(None, sign, num(0), "sign", CONVEX, conditions=conditions),)
        minima = found.solutions
    elif _sign_off_zero(curvature, unknown, context) == "gt":
        lines += (Line(None, "gt", num(0), "sign", "every stationary point is a local minimum"),)
        minima = found.solutions
    else:
        minima = ()
        for solution in found.solutions:
            there = _second_there(curvature, unknown, solution, context, alone=len(found.solutions) == 1)
            lines += there
            minima += (solution,) if there[-1].sign == "gt" else ()
        if not minima:
            raise CannotMove(
                f"no stationary point is known to be a minimum: the second derivative is {shown(curvature)}"
            )
    for place, solution in enumerate(minima):
        suffix = f" {place + 1}" if len(minima) > 1 else ""
        value = _value(definition, unknown, solution, context, "" if place else "The value there.")
        lines += value
        results |= {f"minimiser{suffix}": solution.value, f"minimum{suffix}": value[-1].rhs}
    return Minimum(lines, definitions, (), results)


def _sign_off_zero(curvature: Term, unknown: Term, context: Context) -> str | None:
    """The sign where the unknown is not zero, if the second derivative has no value there."""
    name = str(unknown.value)
    if not any(node.head == "div" and name in free_symbols(node.args[1]) for node in walk(curvature)):
        return None
    symbol = context.symbols[name]
    symbols = {**context.symbols, name: replace(symbol, facts=symbol.facts | {"nonzero"})}
    sign, conditions = sign_of(curvature, replace(context, symbols=symbols))
    return None if conditions else sign


def _on_an_interval(body: Term, unknown: Term) -> bool:
    """Whether it is plain that the function has values on one interval; convexity says nothing across a gap."""
    for node in walk(body):
        holds = [str(unknown.value) in free_symbols(arg) for arg in node.args]
        below = node.head == "div" and holds[1]
        power = node.head == "pow" and holds[0] and node.args[1].head != "num"
        if below or power or (any(holds) and node.head in ("inverse", "tan", "asin", "acos", "abs", "app")):
            return False
        if node.head in ("log", "sqrt") and holds[0] and node.args[0] != unknown:
            return False
    return True


def _put(unknown: Term, solution: Solution) -> Move:
    name, value = str(solution.name.value), solution.value
    if solution.name == unknown:
        return Move("put in", "put in", lambda term, _: substitute(term, {name: value}))
    return Move("put in", f"{shown(solution.name)} put in", lambda term, _: substitute(term, {name: value}))


def _second_there(
    curvature: Term, unknown: Term, solution: Solution, context: Context, *, alone: bool
) -> tuple[Line, ...]:
    """The second derivative at one solution, with its sign."""
    at = solution.name if solution.name != unknown else solution.value
    start = substitute(curvature, {str(unknown.value): at})
    lines = (
        chained(start, [(_put(unknown, solution), ())], context, f"At ${latex(at)}$.") if at == solution.name else ()
    )
    current = lines[-1].rhs if lines else start
    if simplified(current, context) != current:
        lines += chained(
            current, [(simplify(), ())], context, f"At ${latex(at)}$." if not lines else "", goes_on=bool(lines)
        )
        current = lines[-1].rhs
    sign, conditions = sign_of(current, context)
    words = {"gt": "a local minimum", "lt": "a local maximum", "eq": "nothing follows"}
    if sign not in words or sign == "eq":
        raise CannotMove(f"the sign of the second derivative {shown(current)} at {shown(at)} is not known")
    if conditions and not alone:
        # what makes one a minimum may well make another none
        names = ", ".join(sorted(frozenset[str]().union(*map(free_symbols, conditions))))
        raise CannotMove(
            f"the sign of the second derivative {shown(current)} at {shown(at)} depends on those of {names}"
        )
    if not lines:
        return (Line(start, sign, num(0), "sign", words[sign], conditions=conditions, prose=f"At ${latex(at)}$."),)
    return (*lines, Line(None, sign, num(0), "sign", words[sign], conditions=conditions))


def _value(definition: Definition, unknown: Term, solution: Solution, context: Context, prose: str) -> tuple[Line, ...]:
    """The function at one solution."""
    at = solution.name if solution.name != unknown else solution.value
    start = Term("app", (at,), definition.name)
    lines = chain(start, [unfold(definition.name)], context, prose)
    if at == solution.name:
        lines += chained(lines[-1].rhs, [(_put(unknown, solution), ())], context, goes_on=True)
    if simplified(lines[-1].rhs, context, whole=True) != lines[-1].rhs:
        lines += chained(lines[-1].rhs, [(simplify(whole=True), ())], context, goes_on=True)
    return lines
