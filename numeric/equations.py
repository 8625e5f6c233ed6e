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
from fractions import Fraction
from math import isqrt
from typing import Any

from flint import fmpq, fmpq_mat

from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate
from numeric.faults import Fault, Undefined
from numeric.limits import Budget
from numeric.program import Node, flatten
from numeric.spec import Spec, SymbolSpec
from numeric.structures import Source, random_matrix
from numeric.valuation import Model, entries_of, with_entries

Equation = tuple[Node, Node]
Residual = Callable[[list[Fraction]], list[Fraction]]

_UNKNOWNS = 80
_SEARCH = 60


def satisfy(spec: Spec, model: Model, source: Source) -> Model | None:
    """The model with some symbols changed so that every equation holds, or None."""
    done: list[Equation] = []
    for equation in spec.equations:
        done.append(equation)
        if holds_exactly(equation, model):
            continue
        solved = None
        for name in _unknowns(spec, equation):
            stack = [known for known in done if name in _names(known)]
            solved = _solve(stack, name, spec.symbols[name], model, source)
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


def _unknowns(spec: Spec, equation: Equation) -> list[str]:
    """What to solve for: the given order, then a symbol that stands alone on a side, then the last drawn."""
    names = _names(equation)
    sizes = set(spec.size_names())
    usable = [name for name in spec.symbols if name in names and name not in sizes]
    order = [name for name in spec.solve_for if name in usable]
    for side, other in (equation, equation[::-1]):
        if side.head == "sym" and side.value in usable and side.value not in flatten(other).names:
            order.append(side.value)
    return list(dict.fromkeys(order + usable[::-1]))


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


def _solve(stack: list[Equation], name: str, symbol: SymbolSpec, model: Model, source: Source) -> Model | None:
    data = model.values[name]
    start = entries_of(data)
    if len(start) > _UNKNOWNS:
        return None

    def residual(entries: list[Fraction]) -> list[Fraction]:
        changed = model.with_value(name, with_entries(data, entries))
        return [x for equation in stack for x in _difference(equation, changed)]

    for solve in (_linear, _quadratic, _search):
        try:
            entries = solve(residual, start, symbol, data, source)
        except Fault:
            continue
        if entries is not None:
            return model.with_value(name, with_entries(data, entries))
    return None


# --- linear ----------------------------------------------------------------------------------------------


def _linear(residual: Residual, start: list[Fraction], symbol: SymbolSpec, data: Any, source: Source) -> Any:
    count = len(start)
    if count > 1 and not isinstance(data, dict):
        structure = _structure(len(data), len(data[0]), symbol.facts)
    else:
        structure = []

    def full(entries: list[Fraction]) -> list[Fraction]:
        given = [sum((c * entries[i] for i, c in row.items()), Fraction(0)) for row in structure]
        return residual(entries) + given

    here = full(start)
    columns = []
    for i in range(count):
        there = full([x + (k == i) for k, x in enumerate(start)])
        columns.append([b - a for a, b in zip(here, there, strict=True)])
    for _ in range(2):
        step = [source.scalar() for _ in start]
        found = full([x + s for x, s in zip(start, step, strict=True)])
        wanted = [a + sum(c[k] * s for c, s in zip(columns, step, strict=True)) for k, a in enumerate(here)]
        if found != wanted:
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


def _quadratic(residual: Residual, start: list[Fraction], symbol: SymbolSpec, data: Any, source: Source) -> Any:
    if len(start) != 1:
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


def _search(residual: Residual, start: list[Fraction], symbol: SymbolSpec, data: Any, source: Source) -> Any:
    for entries in _candidates(start, data, symbol, source):
        try:
            if not any(residual(entries)):
                return entries
        except Fault:
            continue  # undefined at this candidate only
    return None


def _candidates(start: list[Fraction], data: Any, symbol: SymbolSpec, source: Source) -> Iterator[list[Fraction]]:
    if len(start) == 1:
        numbers = [Fraction(p, q) for p in range(-6, 7) for q in (1, 2, 3) if q == 1 or p % q]
        source.random.shuffle(numbers)
        yield from ([x] for x in numbers)
        return
    if isinstance(data, dict):
        return
    rows, cols = len(data), len(data[0])
    for _ in range(_SEARCH):
        # Rational directions first: their lengths are rational too.
        drawn = random_matrix(source, rows, cols, symbol.facts or frozenset({"unit"}))
        if drawn is None:
            return
        scale = 1 if symbol.facts else source.random.randint(1, 3)
        yield [scale * x for x in entries_of(drawn)]
        yield [Fraction(source.random.randint(-1, 1)) for _ in start]
