"""Making a random model satisfy equations, exactly.

For an equation that does not hold yet, an unknown is chosen and every equation so far that contains it is solved for it
together: linear systems in its entries (with the linear part of its declared structure) by elimination, scalar
quadratics with rational roots, else a search among small numbers. None where nothing was found; the caller draws anew.

>>> from types import SimpleNamespace as Node
>>> from numeric.spec import Spec, SymbolSpec
>>> x, four = Node(head="sym", args=(), value="x"), Node(head="num", args=(), value=Fraction(4))
>>> spec = Spec(symbols={"x": SymbolSpec()}, equations=((Node(head="mul", args=(x, x), value=None), four),))
>>> solved = satisfy(spec, Model(values={"x": Fraction(1)}), Source("doctest", 0))
>>> abs(solved.values["x"])
Fraction(2, 1)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import isqrt

from flint import fmpq, fmpq_mat

from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate
from numeric.faults import Fault, Undefined
from numeric.limits import Budget
from numeric.program import Node, flatten
from numeric.spec import Spec
from numeric.structures import Source, random_matrix
from numeric.valuation import Data, Model, entries_of, with_entries

Equation = tuple[Node, Node]

_UNKNOWNS = 80
_SEARCH = 30
_NAMES = 6


def satisfy(spec: Spec, model: Model, source: Source) -> Model | None:
    """The model with some symbols changed so that every equation holds, or None."""
    done: list[Equation] = []
    for equation in spec.equations:
        done.append(equation)
        if holds_exactly(equation, model):
            continue
        solved = None
        for unknowns in _unknowns(spec, equation):
            if source.budget.left < 0:
                return None
            stack = [known for known in done if not _names(known).isdisjoint(unknowns)]
            solved = _solve(stack, unknowns, spec, model, source)
            if solved is not None:
                break
        if solved is None:
            return None
        model = solved
    return model


def holds_exactly(equation: Equation, model: Model) -> bool:
    """Whether both sides have equal exact values."""
    try:
        return all(x == 0 for x in _difference(equation, model))
    except Fault:
        return False


def _names(equation: Equation) -> frozenset[str]:
    return flatten(equation[0]).names | flatten(equation[1]).names


def _unknowns(spec: Spec, equation: Equation) -> list[tuple[str, ...]]:
    """What to solve for: the given order, then a symbol that stands alone on a side, then the last drawn; then two."""
    names = _names(equation)
    sizes = set(spec.size_names())
    usable = [name for name in spec.symbols if name in names and name not in sizes]
    order = [name for name in spec.solve_for if name in usable]
    for side, other in (equation, equation[::-1]):
        if side.head == "sym" and side.value in usable and side.value not in flatten(other).names:
            order.append(side.value)
    single = list(dict.fromkeys(order + usable[::-1]))[:_NAMES]
    return [(name,) for name in single] + list(combinations(single, 2))


def _difference(equation: Equation, model: Model) -> list[Fraction]:
    budget = Budget(100_000)
    left = evaluate(equation[0], RATIONALS, model, budget)
    right = evaluate(equation[1], RATIONALS, model, budget)
    a, b = RATIONALS.entries(left), RATIONALS.entries(right)
    if RATIONALS.shape(left) != RATIONALS.shape(right):
        # The number 0 stands for the zero of any shape.
        if list(b) == [0]:
            b = [b[0]] * len(a)
        elif list(a) == [0]:
            a = [a[0]] * len(b)
        else:
            raise Undefined("an equation between different shapes")
    return [RATIONALS.fraction(x - y) for x, y in zip(a, b, strict=True)]


@dataclass(frozen=True, slots=True)
class _Problem:
    """Entries of the unknowns, one after the other, and what must vanish."""

    residual: Callable[[list[Fraction]], list[Fraction]]
    start: list[Fraction]
    structure: list[dict[int, Fraction]]
    shape: tuple[int, int] | None
    facts: frozenset[str]


def _solve(stack: list[Equation], names: tuple[str, ...], spec: Spec, model: Model, source: Source) -> Model | None:
    starts = [entries_of(model.values[name]) for name in names]
    start = [entry for entries in starts for entry in entries]
    if len(start) > _UNKNOWNS:
        return None

    def changed(entries: list[Fraction]) -> Model:
        result, at = model, 0
        for name, old in zip(names, starts, strict=True):
            result = result.with_value(name, with_entries(model.values[name], entries[at : at + len(old)]))
            at += len(old)
        return result

    cost = sum(len(flatten(side).steps) for equation in stack for side in equation) + len(start)

    def residual(entries: list[Fraction]) -> list[Fraction]:
        source.budget.spend(cost)
        candidate = changed(entries)
        return [x for equation in stack for x in _difference(equation, candidate)]

    structure: list[dict[int, Fraction]] = []
    at = 0
    for name, entries in zip(names, starts, strict=True):
        shape = _shape(model.values[name])
        if shape is not None:
            rows = _structure(*shape, spec.symbols[name].facts)
            structure += [{at + place: c for place, c in row.items()} for row in rows]
        at += len(entries)
    alone = len(names) == 1
    only = _shape(model.values[names[0]]) if alone else None
    problem = _Problem(residual, start, structure, only, spec.symbols[names[0]].facts)
    for solve in (_linear, _quadratic, _search) if alone else (_linear,):
        try:
            found = solve(problem, source)
        except Fault:
            continue  # the residual has no value at this method's points
        if found is not None:
            return changed(found)
    return None


def _shape(data: Data) -> tuple[int, int] | None:
    """Rows and columns of one matrix; None for a family."""
    if isinstance(data, dict):
        return None
    return (1, 1) if isinstance(data, Fraction) else (len(data), len(data[0]))


# --- linear ----------------------------------------------------------------------------------------------


def _linear(problem: _Problem, source: Source) -> list[Fraction] | None:
    start = problem.start

    def full(entries: list[Fraction]) -> list[Fraction]:
        given = [sum((c * entries[i] for i, c in row.items()), Fraction(0)) for row in problem.structure]
        return problem.residual(entries) + given

    here = full(start)
    columns = []
    for i in range(len(start)):
        there = full([x + (k == i) for k, x in enumerate(start)])
        columns.append([b - a for a, b in zip(here, there, strict=True)])
    for _ in range(2):
        probe = [source.scalar() for _ in start]
        found = full([x + s for x, s in zip(start, probe, strict=True)])
        moves = [sum((c[k] * s for c, s in zip(columns, probe, strict=True)), Fraction(0)) for k in range(len(here))]
        if found != [a + m for a, m in zip(here, moves, strict=True)]:
            return None
    step = _elimination(columns, [-x for x in here], source)
    return None if step is None else [x + s for x, s in zip(start, step, strict=True)]


def _structure(rows: int, cols: int, facts: frozenset[str]) -> list[dict[int, Fraction]]:
    """The linear equations that declared structure imposes on the entries, as rows of coefficients."""
    one = Fraction(1)
    found: list[dict[int, Fraction]] = []
    for i in range(rows):
        for j in range(cols):
            here, mirror = i * cols + j, j * cols + i
            if rows == cols and j > i and facts & {"symmetric", "positive definite", "positive semidefinite"}:
                found.append({here: one, mirror: -one})
            if rows == cols and "skew" in facts:
                found.append({here: one, mirror: one} if i != j else {here: one})
            low, high = facts & {"lower triangular", "diagonal"}, facts & {"upper triangular", "diagonal"}
            if (j > i and low) or (j < i and high):
                found.append({here: one})
    return found


def _elimination(columns: list[list[Fraction]], right: list[Fraction], source: Source) -> list[Fraction] | None:
    """A random solution of the system, or None."""
    unknowns, rows = len(columns), len(right)
    number = RATIONALS.number
    cells = [number(x) for k in range(rows) for x in [*[column[k] for column in columns], right[k]]]
    reduced, rank = fmpq_mat(rows, unknowns + 1, cells).rref()
    pivots: list[int] = []
    for k in range(rank):
        pivot = next(j for j in range(unknowns + 1) if reduced[k, j] != 0)
        if pivot == unknowns:
            return None
        pivots.append(pivot)
    solution = [fmpq(0)] * unknowns
    for j in set(range(unknowns)) - set(pivots):
        solution[j] = number(source.entry())
    for k, pivot in enumerate(pivots):
        free = sum((reduced[k, j] * solution[j] for j in range(pivot + 1, unknowns)), fmpq(0))
        solution[pivot] = reduced[k, unknowns] - free
    return [RATIONALS.fraction(x) for x in solution]


# --- quadratic and search --------------------------------------------------------------------------------


def _quadratic(problem: _Problem, source: Source) -> list[Fraction] | None:
    residual = problem.residual
    if len(problem.start) != 1:
        return None
    # Points away from small integers, where a residual is most likely undefined.
    points = [Fraction(k) / 7 for k in (3, 10, -11, 26)]
    samples = [residual([x]) for x in points]
    for k in range(len(samples[0])):
        a, b, c = _parabola(points[:3], [sample[k] for sample in samples[:3]])
        x = points[3]
        if a == 0 or a * x * x + b * x + c != samples[3][k]:
            continue
        square = b * b - 4 * a * c
        root = _rational_root(square)
        if root is None:
            return None
        signs = [1, -1]
        source.random.shuffle(signs)
        for sign in signs:
            found = [(-b + sign * root) / (2 * a)]
            if not any(residual(found)):
                return found
    return None


def _parabola(points: list[Fraction], values: list[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """Newton's divided differences through three points."""
    (x, y, z), (f, g, h) = points, values
    first, second = (g - f) / (y - x), (h - g) / (z - y)
    a = (second - first) / (z - x)
    b = first - a * (x + y)
    return a, b, f - a * x * x - b * x


def _rational_root(value: Fraction) -> Fraction | None:
    if value < 0:
        return None
    root = Fraction(isqrt(value.numerator), isqrt(value.denominator))
    return root if root * root == value else None


def _search(problem: _Problem, source: Source) -> list[Fraction] | None:
    for entries in _candidates(problem, source):
        try:
            if not any(problem.residual(entries)):
                return entries
        except Fault:
            continue  # undefined at this candidate only
    return None


def _candidates(problem: _Problem, source: Source) -> Iterator[list[Fraction]]:
    if problem.shape is None:
        return
    if problem.shape == (1, 1):
        numbers = [Fraction(p, q) for p in range(-6, 7) for q in (1, 2, 3) if q == 1 or p % q]
        source.random.shuffle(numbers)
        yield from ([x] for x in numbers)
        return
    for _ in range(_SEARCH):
        # Rational directions first: their lengths are rational too.
        drawn = random_matrix(source, *problem.shape, problem.facts or frozenset({"unit"}))
        if drawn is None:
            return
        scale = 1 if problem.facts else source.random.randint(1, 3)
        yield [scale * x for x in entries_of(drawn)]
        yield [Fraction(source.random.randint(-1, 1)) for _ in problem.start]
