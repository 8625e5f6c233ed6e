"""What the letters of an equation tell against refuting it: units in roman, rounded thousands, rows run together.

>>> as_written("0.7", "0.36\\\\,{\\\\rm h}^{-1}")
'the number has a unit, and units are not read'
>>> as_written("2 (3.1)^2", "6400"), as_written("2 * 32", "6400")
('a number may be rounded', '')
>>> as_written("x", "1.59\\\\, 4.91"), as_written("x^2 - 4", "0 x"), as_written("0.5 x", "0.5 y")
('two numbers stand side by side', 'a row may end behind the 0', '')
"""

from __future__ import annotations

import re

from derivations.reader.doubts import UNITS

_UNIT = re.compile(r"\d\s*(?:\\[,;: ]|~)?\s*(?:\{\s*\\rm\b|\\(?:mathrm|text|textrm|si|unit)\s*\{)")
_PAIR = re.compile(r"\d\.\d+\s*(?:\\[,;: ]|\\q?quad|~)\s*-?\d+\.\d")
_AFTER_ZERO = re.compile(r"\s*0\s*\\?[A-Za-z]")
_ROUND = re.compile(r"\s*-?\s*\d+00\s*\Z")
_DECIMAL = re.compile(r"\d\.\d")
_LOGS = (re.compile(r"\\log(?![a-zA-Z_]|\s*_)"), re.compile(r"\\ln(?![a-zA-Z])"))


def as_written(left: str, right: str) -> str:
    """Why a counterexample to `left = right` would prove nothing; empty where it would."""
    sides = (left, right)
    if any(_UNIT.search(side) for side in sides):
        return UNITS
    if any(_PAIR.search(side) for side in sides):
        return "two numbers stand side by side"
    if _AFTER_ZERO.match(right) or _AFTER_ZERO.match(left):
        return "a row may end behind the 0"
    if any(_ROUND.match(one) and _DECIMAL.search(other) for one, other in (sides, sides[::-1])):
        return "a number may be rounded"
    if all(sign.search(left + " " + right) for sign in _LOGS):
        return r"\log beside \ln may be to another base"
    return ""
