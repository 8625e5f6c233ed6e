"""The lines that look for a minimum: derivative, zero, solution, second derivative and its sign, the value there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from derivations.document.context import Context, Definition
from derivations.latex.print import latex, relation
from derivations.moves.commuting import simplified, simplify
from derivations.moves.convexity import hessian_from, sign_of
from derivations.moves.derivation import Quantity, context_of
from derivations.moves.domains import is_bound, plain, where_smooth
from derivations.moves.inverses import cancel_functions
from derivations.moves.line import Equation, Line, Move, chain, consequences, given, on_both, suppose
from derivations.moves.products import expand, inner_to_norm
from derivations.moves.rewriting import shown, unfold, use
from derivations.moves.words import CannotMove, is_coefficient, shape_of
from derivations.steps.known import Known, somewhere
from derivations.steps.slopes import chained, slope_lines
from derivations.steps.solving import Solution, Solved, solved
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, num, substitute, sym

CONVEX = "the function is convex: the stationary point is a minimum"
LOCAL = "a local minimum"
STATIONARY = "A stationary point, not shown to be a minimum,"


@dataclass(frozen=True)
class Minimum:
    """What was shown in a word, the lines, what they define and introduce, and results by name."""

    kind: str
    lines: tuple[Line, ...]
    definitions: tuple[Definition, ...]
    quantities: tuple[Quantity, ...]
    results: dict[str, Term]


def minimum(body: Term, unknown: Term, quantities: tuple[Quantity, ...], assumed: tuple[Term, ...]) -> Minimum:
    """A minimum of `body`. `CannotMove` where the zeros of the derivative cannot be found, or none is a minimum."""
    taken = {quantity.name for quantity in quantities}
    name = next(each for each in ("f", "g", "h", "q", "F", "G", r"\phi", r"\psi", "f'") if each not in taken)
    definition = Definition(name, body, (str(unknown.value),))
    context = context_of(quantities, (definition,))
    known = Known(context, assumed)
    domain = known.needed(*where_smooth(body, unknown, context))
    somewhere(known, domain)
    known = known.with_(*domain)
    function = Term("app", (unknown,), name)
    slope = Term("grad", (function, unknown, unknown))
    lines: tuple[Line, ...] = (replace(given(function, body, "the function"), conditions=known.supposed),)
    first = slope_lines(slope, context, "Its derivative.", [unfold(name)])
    shape = shape_of(unknown, context)
    zero = num(0) if shape == SCALAR else Term("zeros", shape)
    lines += (*first, suppose(slope, zero, "stationary point", "Set the derivative to zero."))
    gradient = first[-1].rhs
    if not {str(unknown.value)} & free_symbols(gradient):
        raise CannotMove(_without_unknown(gradient, unknown, known))
    if shape == SCALAR and not is_coefficient(gradient, context):
        gradient, normed = _as_norms(gradient, context)
        lines = (*lines[:-1], *normed, lines[-1])
    start = Equation(slope, zero)
    lines += consequences(start, [on_both(use(slope, gradient, "the derivative above"))], context)
    try:
        found = solved(Equation(gradient, zero), unknown, known, domain)
    except CannotMove as cannot:
        raise CannotMove(
            f"no zero of the derivative {shown(gradient)} was found: {cannot}{_elsewhere(known, unknown)}"
        ) from cannot
    results = {"derivative": gradient}
    if shape != SCALAR:
        return _of_matrix(
            lines + found.lines, found, definition, function, gradient, unknown, quantities, known, results
        )
    return _of_number(lines, found, definition, function, gradient, unknown, quantities, known, results)


def _without_unknown(gradient: Term, unknown: Term, known: Known) -> str:
    """What is said of a derivative that does not hold the unknown."""
    zero = num(0) if shape_of(gradient, known.context) == SCALAR else Term("zeros", shape_of(gradient, known.context))
    if gradient == zero:
        return f"the derivative is 0 everywhere: every {shown(unknown)} gives the same value"
    unless = "" if known.holds(Term("ne", (gradient, zero))) else ", unless it is zero"
    told = f"the derivative {shown(gradient)} does not hold {shown(unknown)}: there is no stationary point{unless}"
    return told + _elsewhere(known, unknown)


def _elsewhere(known: Known, unknown: Term) -> str:
    """Where a minimum may be that is no zero of the derivative."""
    own = [each for each in known.supposed if free_symbols(each) & free_symbols(unknown)]
    ends = [each for each in own if each.head in ("ge", "le")]
    gaps = [each for each in own if each.head == "ne"]
    told = [f"at the end of ${relation(*_parts(each))}$" for each in ends]
    told += [f"where ${relation(*_parts(each))}$ does not hold" for each in gaps]
    return f" (a minimum {' or '.join(told)} is not looked for)" if told else ""


def _parts(statement: Term) -> tuple[Term, str, Term]:
    return statement.args[0], statement.head, statement.args[1]


def _of_matrix(
    lines: tuple[Line, ...],
    found: Solved,
    definition: Definition,
    function: Term,
    gradient: Term,
    unknown: Term,
    quantities: tuple[Quantity, ...],
    known: Known,
    results: dict[str, Term],
) -> Minimum:
    """A vector: by the Hessian. Of a matrix only the stationary point is shown."""
    more, fresh, curvature, shown_as = _curvature_by_directions(function, gradient, unknown, quantities, known)
    results = results | {"minimiser" if fresh else "stationary": found.solutions[0].value} | curvature
    return Minimum(shown_as, lines + more, (definition,), fresh, results)


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
    function: Term, gradient: Term, unknown: Term, quantities: tuple[Quantity, ...], known: Known
) -> tuple[tuple[Line, ...], tuple[Quantity, ...], dict[str, Term], str]:
    """The Hessian and its quadratic form; nothing is said of a minimum where the form is no sum of squares."""
    context = known.context
    rows, columns = shape_of(unknown, context)
    if columns != num(1):
        return (), (), {}, STATIONARY
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
    inside = Known(wider, known.supposed)
    sign, conditions = _supposing(current, inside)
    if sign in ("gt", "ge"):
        line = Line(None if lines else form, "ge", num(0), "sign", CONVEX, conditions=conditions)
        return (*hessian, *lines, line), (direction,), {"hessian": matrix}, "A minimum"
    opposite, needed = sign_of(-current, wider)
    if opposite in ("gt", "ge") and not inside.needed(*needed):
        raise CannotMove(
            f"the second derivatives {shown(matrix)} are negative along every direction: there is a maximum, no minimum"
        )
    unsettled = "The second derivatives; at a minimum they are positive semidefinite, which is not known of them."
    return (replace(hessian[0], prose=unsettled), *hessian[1:]), (), {"hessian": matrix}, STATIONARY


def _supposing(term: Term, known: Known) -> tuple[str | None, tuple[Term, ...]]:
    """How a number compares with 0, with what has to be assumed for that beyond what is known."""
    plainly = known.sign(term)
    if plainly is not None:
        return plainly, ()
    sign, conditions = sign_of(term, known.context)
    conditions = tuple(dict.fromkeys(each for condition in conditions for each in plain(condition, known.context)))
    if sign not in ("gt", "ge") or any(known.holds(each) is False for each in conditions):
        return None, ()
    needed = known.needed(*conditions)
    shows = known.with_(*needed).holds(Term(sign, (term, num(0))))
    return (sign, needed) if shows and known.possible(*needed) else (None, ())


def _of_number(
    lines: tuple[Line, ...],
    found: Solved,
    definition: Definition,
    function: Term,
    gradient: Term,
    unknown: Term,
    quantities: tuple[Quantity, ...],
    known: Known,
    results: dict[str, Term],
) -> Minimum:
    """Second derivative everywhere, or else at each solution; the value at those that are minima."""
    definitions = (definition, *found.definitions)
    context = context_of(quantities, definitions)
    lines += found.lines
    convex = _on_an_interval(known, unknown)
    known = Known(context, known.supposed).with_(*(each for line in found.lines for each in line.conditions))
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
    sign, conditions = _supposing(curvature, known)
    if sign is None and simplified(curvature, context, whole=True) != curvature:
        lines += chained(curvature, [(simplify(whole=True), ())], context, goes_on=True)
        curvature = lines[-1].rhs
        sign, conditions = _supposing(curvature, known)
    results["second derivative"] = curvature
    if any({str(unknown.value)} & free_symbols(condition) for condition in conditions):
        sign, conditions = None, ()
    if sign == "lt":
        raise CannotMove(
            f"the second derivative {shown(curvature)} is negative: there is a maximum where the derivative is zero, "
            f"no minimum{_elsewhere(known, unknown)}"
        )
    kind = "A minimum"
    if sign in ("gt", "ge") and convex:
        lines += (Line(None, sign, num(0), "sign", CONVEX, conditions=conditions),)
        minima = found.solutions
    elif sign == "gt":
        lines += (Line(None, sign, num(0), "sign", "every stationary point is a local minimum", conditions=conditions),)
        kind, minima = "A local minimum", found.solutions
    else:
        kind, minima = "A local minimum", ()
        for solution in found.solutions:
            there = _second_there(curvature, unknown, solution, known)
            lines += there
            minima += (solution,) if there[-1].sign == "gt" else ()
        if not minima:
            raise CannotMove(
                f"no stationary point is a minimum: the second derivative is {shown(curvature)}"
                + _elsewhere(known, unknown)
            )
    if len(minima) > 1:
        kind = {"A minimum": "Minima", "A local minimum": "Local minima"}[kind]
    for place, solution in enumerate(minima):
        suffix = f" {place + 1}" if len(minima) > 1 else ""
        value = _value(definition, unknown, solution, context, "" if place else "The value there.")
        lines += value
        results |= {f"minimiser{suffix}": solution.value, f"minimum{suffix}": value[-1].rhs}
    return Minimum(kind, lines, definitions, (), results)


def _on_an_interval(known: Known, unknown: Term) -> bool:
    """Whether it is plain that the function has values and derivatives on one interval, within which solutions lie."""
    own = [each for each in known.supposed if free_symbols(each) & free_symbols(unknown)]
    return all(is_bound(each, unknown, known.context) for each in own)


def _put(unknown: Term, solution: Solution) -> Move:
    name, value = str(solution.name.value), solution.value
    if solution.name == unknown:
        return Move("put in", "put in", lambda term, _: substitute(term, {name: value}))
    return Move("put in", f"{shown(solution.name)} put in", lambda term, _: substitute(term, {name: value}))


def _second_there(curvature: Term, unknown: Term, solution: Solution, known: Known) -> tuple[Line, ...]:
    """The second derivative at one solution, with its sign. `CannotMove` where that depends on other numbers."""
    context = known.context
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
    sign, conditions = _supposing(current, known)
    words = {"gt": LOCAL, "lt": "a local maximum"}
    if sign == "eq":
        raise CannotMove(
            f"the second derivative is zero at {shown(solution.value)}: it does not tell whether that is a minimum"
        )
    if sign not in words or conditions:
        names = ", ".join(sorted(free_symbols(current)))
        raise CannotMove(
            f"whether there is a minimum at {shown(solution.value)} depends on {names}: the second derivative there is "
            f"{shown(current)}; say more of them, such as {names.split(', ')[0]} > 0"
        )
    if not lines:
        return (Line(start, sign, num(0), "sign", words[sign], prose=f"At ${latex(at)}$."),)
    return (*lines, Line(None, sign, num(0), "sign", words[sign]))


def _value(definition: Definition, unknown: Term, solution: Solution, context: Context, prose: str) -> tuple[Line, ...]:
    """The function at one solution."""
    at = solution.name if solution.name != unknown else solution.value
    start = Term("app", (at,), definition.name)
    lines = chain(start, [unfold(definition.name)], context, prose)
    if at == solution.name:
        lines += chained(lines[-1].rhs, [(_put(unknown, solution), ())], context, goes_on=True)
    if cancel_functions().compute(lines[-1].rhs, context) != lines[-1].rhs:
        lines += chained(lines[-1].rhs, [(cancel_functions(), ())], context, goes_on=True)
    if simplified(lines[-1].rhs, context, whole=True) != lines[-1].rhs:
        lines += chained(lines[-1].rhs, [(simplify(whole=True), ())], context, goes_on=True)
    return lines
