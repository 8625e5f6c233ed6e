"""The values of a counterexample, with what is random by its outcomes and their chances.

Random names of one witness are shown together, since their values belong together; equal outcomes are one.

>>> half = {"outcomes": [["1/4", "1"], ["1/4", "1"], ["1/2", "-1"]]}
>>> [(entry.names, entry.rows) for entry in entries({"X": half})]
[(('X',), (('1/2', ('1',)), ('1/2', ('-1',))))]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

MOST = 8
"""Outcomes that are shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A name and its value; or random names with the chances of what they are together, the first ones of many; or a
    Gaussian with its moments in words.
    """

    names: tuple[str, ...]
    value: object = None
    rows: tuple[tuple[str, tuple[object, ...]], ...] | None = None
    left_out: int = 0
    gaussian: Mapping[str, object] | None = None


def entries(values: Mapping[str, object]) -> Iterator[Entry]:
    """What is not random first, in the order given."""
    random: dict[str, list[Any]] = {}
    for name, value in values.items():
        if not isinstance(value, Mapping) or not value.keys() & {"outcomes", "gaussian"}:
            yield Entry((name,), value)
        elif "outcomes" in value:
            random[name] = value["outcomes"]
    if random:
        yield _together(random)
    for name, value in values.items():
        if isinstance(value, Mapping) and "gaussian" in value:
            yield Entry((name,), gaussian=value["gaussian"])


def _together(random: Mapping[str, list[Any]]) -> Entry:
    """The outcomes of names whose lists belong together."""
    chances: dict[str, Fraction] = {}
    rows: dict[str, tuple[object, ...]] = {}
    for outcome in zip(*random.values(), strict=True):
        row = tuple(value for _, value in outcome)
        chances[str(row)] = chances.get(str(row), Fraction(0)) + Fraction(outcome[0][0])
        rows[str(row)] = row
    found = [(str(chance), rows[key]) for key, chance in chances.items() if chance]
    return Entry(tuple(random), rows=tuple(found[:MOST]), left_out=len(found[MOST:]))
