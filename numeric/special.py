"""Models at special points: zeros, ones, halves, equal values. Random numbers never hit them, and slips hide there.

`special(spec, place)` is the model at one of `PLACES` points, or None where the facts, equations or inequalities of the
spec exclude it.

>>> spec = Spec(symbols={"a": SymbolSpec(), "b": SymbolSpec(1, 1, frozenset({"positive"}))})
>>> {name: str(value) for name, value in special(spec, 0).values.items()}
{'a': '0', 'b': '1'}
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations, product

from numeric.arithmetics.protocol import Exact
from numeric.faults import Undefined
from numeric.functions import PolynomialFunction
from numeric.models import meets_all
from numeric.sizes import size_of, size_plan
from numeric.spec import Spec, SymbolSpec
from numeric.structures import meets, shapes_allow
from numeric.valuation import Data, Family, Model

_HALF = Fraction(1, 2)
# what the first, second, third, ... symbol is, over and over; the first value that its facts allow
_PATTERNS: tuple[tuple[tuple[Fraction, ...], ...], ...] = (
    ((Fraction(0), Fraction(1)),),
    ((Fraction(1), _HALF, Fraction(0)),),
    ((_HALF, Fraction(2), -_HALF),),
    ((Fraction(-1), Fraction(2), Fraction(1)),),
    ((Fraction(0), Fraction(1)), (Fraction(1), _HALF)),
    ((Fraction(1), _HALF), (Fraction(0), Fraction(1)), (Fraction(-1), Fraction(1))),
    ((Fraction(1), _HALF), (Fraction(-1), _HALF)),
    ((Fraction(2), Fraction(1)), (Fraction(0), Fraction(1))),
    ((Fraction(0), Fraction(1)), (Fraction(2), Fraction(1))),
    ((Fraction(3, 4), Fraction(5)),),
)

# one negative, one positive and nothing else: a sum of terms of both signs fails where the others vanish
_PATTERNS += tuple(
    tuple(
        {low: (Fraction(-1), _HALF), high: (Fraction(1), _HALF)}.get(at, (Fraction(0), Fraction(1))) for at in range(4)
    )
    for low, high in permutations(range(4), 2)
)

PLACES = len(_PATTERNS)


def special(spec: Spec, place: int) -> Model | None:
    """The model at a special point. Raises `UnsupportedFact`."""
    plan = size_plan(spec)
    if not plan:
        return None
    sizes = plan[place % len(plan)]
    pattern = _PATTERNS[place]
    values: dict[str, Data] = {}
    drawn = 0
    try:
        for name, symbol in spec.symbols.items():
            if name in sizes:
                continue
            data = _first_allowed(symbol, sizes, pattern[drawn % len(pattern)])
            if data is None:
                return None
            values[name] = data
            drawn += 1
        functions = {
            name: PolynomialFunction(
                name,
                f"special/{place}",
                (size_of(function.result_shape[0], sizes), size_of(function.result_shape[1], sizes)),
                function.facts,
            )
            for name, function in spec.functions.items()
        }
    except Undefined:  # a size below 1
        return None
    model = Model(values, dict(sizes), functions)
    return model if meets_all(spec, model) else None


def _first_allowed(symbol: SymbolSpec, sizes: dict[str, int], wanted: tuple[Fraction, ...]) -> Data | None:
    rows, cols = size_of(symbol.rows, sizes), size_of(symbol.cols, sizes)
    if not shapes_allow(rows, cols, symbol.facts):
        return None
    for value in wanted:
        data = _multiple_of_unit(rows, cols, value)
        if meets(data, symbol.facts):
            if symbol.members is None:
                return data
            family: Family = {}
            for index in product(*(range(1, size_of(last, sizes) + 1) for last in symbol.members)):
                family[index] = data
            return family
    return None


def _multiple_of_unit(rows: int, cols: int, value: Fraction) -> Exact:
    """The number itself, a vector of it, or that multiple of the identity, cut to the shape."""
    if rows == cols == 1:
        return value
    if 1 in (rows, cols):
        return tuple(tuple(value for _ in range(cols)) for _ in range(rows))
    return tuple(tuple(value if i == j else Fraction(0) for j in range(cols)) for i in range(rows))
