"""Moving single scalars into the intervals that declared inequalities leave them: 0 < a < b < 1.

Intervals are propagated along inequalities between symbols; a bound that is an expression is taken at its present
value. What this cannot mend is left as it is: the model is verified afterwards.

>>> from types import SimpleNamespace as Node
>>> from numeric.spec import SymbolSpec
>>> a, b = (Node(head="sym", args=(), value=name) for name in "ab")
>>> spec = Spec(symbols={"a": SymbolSpec(), "b": SymbolSpec()}, inequalities=(("lt", a, b),))
>>> moved = within_bounds(spec, Model(values={"a": Fraction(5), "b": Fraction(1)}), Source("doctest", 0))
>>> moved.values["a"] < moved.values["b"]
True
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor

from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate
from numeric.faults import Fault
from numeric.limits import Budget
from numeric.program import Node, flatten
from numeric.spec import Spec
from numeric.structures import Source
from numeric.valuation import Model

_STEPS = 100_000
_POSITIVE = frozenset({"positive", "nonnegative", "natural"})
_UNIT = frozenset({"probability", "unit interval", "closed unit interval"})
_WHOLE = frozenset({"integer", "natural", "odd", "even"})

Bound = tuple[Node, Node]
"""(smaller, larger)"""


def within_bounds(spec: Spec, model: Model, source: Source) -> Model:
    """The model with scalars moved that violate a bound; symbols that an equation defines stay."""
    bounds = [
        (left, right) if op in ("lt", "le") else (right, left) for op, left, right in spec.inequalities if op != "ne"
    ]
    if not bounds:
        return model
    defined = {side.value for equation in spec.equations for side in equation if side.head == "sym"}
    sides = {side.value for bound in bounds for side in bound if side.head == "sym"}
    movable = [
        name for name in spec.symbols if name in sides - defined and isinstance(model.values.get(name), Fraction)
    ]
    placed: set[str] = set()
    for name in movable:
        low, high = _interval(name, spec, bounds, model, [other for other in movable if other not in placed])
        value = model.values[name]
        assert isinstance(value, Fraction)  # movable are scalars
        inside = (low is None or value > low) and (high is None or value < high)
        if not inside:
            chosen = _between(low, high, bool(spec.symbols[name].facts & _WHOLE), source)
            if chosen is not None:
                model = model.with_value(name, chosen)
        placed.add(name)
    return model


def _interval(
    name: str, spec: Spec, bounds: list[Bound], model: Model, free: list[str]
) -> tuple[Fraction | None, Fraction | None]:
    """The open interval of a symbol while the symbols in `free` may still move."""
    low: dict[str, Fraction | None] = {}
    high: dict[str, Fraction | None] = {}
    for other in free:
        facts = spec.symbols[other].facts
        low[other] = Fraction(0) if facts & (_POSITIVE | _UNIT) else None
        high[other] = Fraction(1) if facts & _UNIT else Fraction(0) if "negative" in facts else None
    for _ in range(len(free)):
        for smaller, larger in bounds:
            if larger.head == "sym" and larger.value in low:
                floor_ = low[smaller.value] if _is_free(smaller, low) else _present(smaller, larger.value, model)
                low[larger.value] = _tighter(low[larger.value], floor_, max)
            if smaller.head == "sym" and smaller.value in high:
                ceiling = high[larger.value] if _is_free(larger, high) else _present(larger, smaller.value, model)
                high[smaller.value] = _tighter(high[smaller.value], ceiling, min)
    return low[name], high[name]


def _is_free(node: Node, free: dict[str, Fraction | None]) -> bool:
    return node.head == "sym" and node.value in free


def _present(node: Node, bounded: str, model: Model) -> Fraction | None:
    """The value of a bound in the model, None where it has no exact value or depends on what it bounds."""
    if bounded in flatten(node).names:
        return None
    try:
        value = evaluate(node, RATIONALS, model, Budget(_STEPS))
    except Fault:
        return None
    return RATIONALS.fraction(value) if RATIONALS.shape(value) == (1, 1) else None


def _tighter(
    old: Fraction | None, new: Fraction | None, pick: Callable[[Fraction, Fraction], Fraction]
) -> Fraction | None:
    if old is None or new is None:
        return new if old is None else old
    return pick(old, new)


def _between(low: Fraction | None, high: Fraction | None, whole: bool, source: Source) -> Fraction | None:
    """A random number of an open interval, an integer where asked for; None for an empty one."""
    step = Fraction(source.random.randint(1, 3)) if whole else source.positive() / source.random.choice((1, 1, 2, 5))
    if low is not None and high is not None:
        if whole:
            first, last = floor(low) + 1, ceil(high) - 1
            return Fraction(source.random.randint(first, last)) if first <= last else None
        if low > high:
            return None
        return low + (high - low) * Fraction(source.random.randint(1, 5), 6)
    if low is not None:
        return (floor(low) if whole else low) + step
    return None if high is None else (ceil(high) if whole else high) - step
