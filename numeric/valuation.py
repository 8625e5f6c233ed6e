"""A model: exact rational values for every symbol, sizes and opaque functions; it serves every arithmetic.

Drawn at random by `models.py`, or made by hand.

>>> from numeric.arithmetics.rationals import RATIONALS
>>> model = Model(values={"x": Fraction(1, 2), "A": ((Fraction(1), Fraction(2)),)}, sizes={"n": 2})
>>> model.value("x", RATIONALS), describe(model)
(1/2, {'n': 2, 'x': '1/2', 'A': [['1', '2']]})
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from numeric.arithmetics.protocol import Arithmetic, Exact
from numeric.faults import Unbound, Undefined
from numeric.limits import shown

Family = dict[tuple[int, ...], Exact]
Data = Exact | Family
Distribution = list[tuple[Fraction, Mapping[str, Exact]]]
"""Outcomes: the chance of each, and the value of every random symbol in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """`values`: a fraction, the rows of a matrix, or for a family these by index (from 1). `outcomes` are what random
    symbols may be instead of the values that they have here.
    """

    values: Mapping[str, Data] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    functions: Mapping[str, Any] = field(default_factory=dict)
    outcomes: Distribution = field(default_factory=list)
    _converted: dict[Any, Any] = field(default_factory=dict, repr=False)
    _inside: list[Model] = field(default_factory=list, repr=False)

    def value(self, name: str, arithmetic: Arithmetic) -> Any:
        """A symbol's value in an arithmetic (converted once). Raises `Unbound`."""
        key = (name, arithmetic)
        found = self._converted.get(key)
        if found is None:
            data = self.values.get(name)
            if data is None:
                raise Unbound(name)
            if isinstance(data, dict):
                raise Undefined(f"the family {name} without an index")
            found = self._converted[key] = arithmetic.convert(data)
        return found

    def member(self, name: str, indices: tuple[int, ...], arithmetic: Arithmetic) -> Any:
        """A member of a family. Raises `Undefined` for an index outside it."""
        key = (name, indices, arithmetic)
        found = self._converted.get(key)
        if found is None:
            data = self.values.get(name)
            if data is None:
                raise Unbound(name)
            if not isinstance(data, dict):
                raise Undefined(f"{name} is no family")
            if indices not in data:
                raise Undefined(f"{name} has no member ({', '.join(map(shown, indices))})")
            found = self._converted[key] = arithmetic.convert(data[indices])
        return found

    def with_value(self, name: str, data: Data) -> Model:
        """The same model but for one symbol."""
        return replace(self, values={**self.values, name: data}, _converted={}, _inside=[])

    def in_outcomes(self) -> list[Model]:
        """The model in each of its outcomes."""
        if not self._inside:
            self._inside.extend(
                replace(self, values={**self.values, **values}, _converted={}, _inside=[])
                for _, values in self.outcomes
            )
        return self._inside


def entries_of(data: Data) -> list[Fraction]:
    """All entries, members of a family one after the other, matrices row by row."""
    if isinstance(data, Fraction):
        return [data]
    if isinstance(data, dict):
        return [entry for member in data.values() for entry in entries_of(member)]
    return [entry for row in data for entry in row]


def with_entries(data: Data, entries: list[Fraction]) -> Data:
    """Data of the same form with other entries."""
    given = iter(entries)

    def fill(old: Exact) -> Exact:
        if isinstance(old, Fraction):
            return next(given)
        return tuple(tuple(next(given) for _ in row) for row in old)

    if isinstance(data, dict):
        return {index: fill(member) for index, member in data.items()}
    return fill(data)


def describe(model: Model) -> dict[str, Any]:
    """Sizes and values in JSON-able form: "1/2", nested lists; families by their indices ("1,2")."""
    shown: dict[str, Any] = dict(model.sizes)
    for name, data in model.values.items():
        if isinstance(data, dict):
            shown[name] = {",".join(map(str, index)): _show(member) for index, member in data.items()}
        else:
            shown[name] = _show(data)
    for name, function in model.functions.items():
        shown[name] = str(function)
    for name in dict.fromkeys(name for _, values in model.outcomes for name in values):
        shown[name] = {"outcomes": [[str(chance), _show(values[name])] for chance, values in model.outcomes]}
    return shown


def _show(data: Exact) -> Any:
    return str(data) if isinstance(data, Fraction) else [[str(entry) for entry in row] for row in data]
