"""Random models of a `Spec`: `draw(spec, seed, round)` gives exact rationals that meet every fact, equation and
inequality, or None where this round found none. The same arguments give the same model on every machine.

Early rounds have small sizes and small integers, so that a counterexample is readable; later ones are larger rationals.
Equations are satisfied by solving (`equations.py`), bounds on single scalars by moving them (`bounds.py`); everything
is verified at the end. Raises `UnsupportedFact` for a fact without a row in `structures.FACTS` or `functions.FACTS`.

>>> spec = Spec(symbols={"A": SymbolSpec("n", "n", frozenset({"symmetric", "invertible"}))})
>>> model = draw(spec, seed=1, round=0)
>>> model.values["A"][0][1] == model.values["A"][1][0]
True
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from numeric.arithmetics.balls import balls_at
from numeric.arithmetics.protocol import Exact
from numeric.arithmetics.rationals import RATIONALS
from numeric.bounds import within_bounds
from numeric.chance import bare_names, distribution
from numeric.equations import holds_exactly, satisfy
from numeric.evaluate import evaluate, holds
from numeric.faults import Fault, Inexact, Undefined, UnsupportedHead
from numeric.functions import PolynomialFunction
from numeric.limits import Budget
from numeric.program import Node
from numeric.sizes import relation, size_of, size_plan
from numeric.spec import FunctionSpec, Spec, SymbolSpec
from numeric.structures import Source, meets, random_matrix
from numeric.valuation import Data, Family, Model, describe

__all__ = ["FunctionSpec", "Model", "Spec", "SymbolSpec", "describe", "draw", "meets_all"]

ATTEMPTS = 12
"""Draws within one round."""

_WORK = 30_000
"""Steps for meeting the equations of a spec in one round: hard or contradictory ones have no model, soon."""

_STEPS = 200_000
_PRECISION = 128


def draw(spec: Spec, seed: int, round: int) -> Model | None:
    """The model of a round, or None; rounds count from 0."""
    plan = size_plan(spec)
    if not plan:
        return None
    budget = Budget(_WORK)
    for attempt in range(ATTEMPTS):
        if budget.left < 0:
            return None
        source = Source(f"{seed}/{round}/{attempt}", round, budget)
        # A choice of sizes under which no model exists must not block its round.
        sizes = plan[round % len(plan)] if attempt < ATTEMPTS // 2 else source.random.choice(plan)
        model = _draw_free(spec, sizes, source, f"{seed}/{round}/{attempt}")
        model = None if model is None else _with_chance(spec, model, source)
        if model is None:
            continue
        solved = satisfy(spec, within_bounds(spec, model, source), source)
        if solved is None:
            continue
        solved = within_bounds(spec, solved, source)
        if meets_all(spec, solved):
            return solved
    return None


def _with_chance(spec: Spec, model: Model, source: Source) -> Model | None:
    """The model with a distribution for its random symbols, each of which takes the value of an outcome."""
    if not spec.random:
        return model
    outcomes = distribution(spec, model, source)
    if outcomes is None:
        return None
    _, values = source.random.choice(outcomes)
    return Model({**model.values, **values}, model.sizes, model.functions, outcomes)


def meets_all(spec: Spec, model: Model) -> bool:
    """Whether a model meets every fact, equation and inequality: exactly, or in balls that are apart.

    What random symbols meet, they meet in every outcome.
    """
    if not _meets(spec, model):
        return False
    bare = [pair for pair in spec.equations if any(bare_names(side) & spec.random.keys() for side in pair)]
    bounds = [i for i in spec.inequalities if any(bare_names(side) & spec.random.keys() for side in i[1:])]
    pointwise = replace(spec, equations=tuple(bare), inequalities=tuple(bounds))
    return all(_meets(pointwise, inside) for inside in model.in_outcomes())


def _meets(spec: Spec, model: Model) -> bool:
    sizes = set(model.sizes)
    for name, symbol in spec.symbols.items():
        if name in sizes:
            continue
        data = model.values[name]
        members: list[Exact] = list(data.values()) if isinstance(data, dict) else [data]
        if not all(meets(member, symbol.facts) for member in members):
            return False
    if not all(holds_exactly(equation, model) for equation in spec.equations):
        return False
    return all(_certain(relation(*inequality), model) for inequality in spec.inequalities)


def _certain(inequality: Node, model: Model) -> bool:
    budget = Budget(_STEPS)
    try:
        return bool(holds(inequality, RATIONALS, model, budget))
    except (Inexact, UnsupportedHead):
        pass  # irrational: balls decide where they are apart
    except Fault:
        return False
    try:
        return bool(holds(inequality, balls_at(_PRECISION), model, budget))
    except Fault:
        return False


def _draw_free(spec: Spec, sizes: dict[str, int], source: Source, seed: str) -> Model | None:
    values: dict[str, Data] = {}
    try:
        # families last: which members they need depends on the indices
        for name, symbol in sorted(spec.symbols.items(), key=lambda item: item[1].members is not None):
            if name not in sizes:
                data = _draw_symbol(symbol, sizes, values, source)
                if data is None:
                    return None
                values[name] = data
        functions = {
            name: PolynomialFunction(
                name,
                seed,
                (size_of(function.result_shape[0], sizes), size_of(function.result_shape[1], sizes)),
                function.facts,
            )
            for name, function in spec.functions.items()
        }
    except Undefined:  # a size below 1
        return None
    return Model(values, dict(sizes), functions)


def indices_of(symbol: SymbolSpec, model: Model) -> Iterator[tuple[int, ...]]:
    """The indices beside the ranges of a family that are whole numbers in a model."""
    for places in symbol.also:
        try:
            found = [RATIONALS.fraction(evaluate(place, RATIONALS, model)) for place in places]
        except Fault:
            continue
        if all(value.denominator == 1 for value in found):
            yield tuple(value.numerator for value in found)


def _draw_symbol(symbol: SymbolSpec, sizes: dict[str, int], values: dict[str, Data], source: Source) -> Data | None:
    rows, cols = size_of(symbol.rows, sizes), size_of(symbol.cols, sizes)
    if symbol.members is None:
        return random_matrix(source, rows, cols, symbol.facts)
    family: Family = {}
    ranges = product(*(range(1, size_of(last, sizes) + 1) for last in symbol.members))
    for index in dict.fromkeys((*ranges, *indices_of(symbol, Model(values, sizes)))):
        member = random_matrix(source, rows, cols, symbol.facts)
        if member is None:
            return None
        family[index] = member
    return family
