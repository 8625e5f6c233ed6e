"""Numbers with decimals: `\\approx`, and `=` before a decimal that is rounded as shown.

Balls decide: right to the digits shown is proved, off by more is refuted; for `\\approx` without decimals, and between
two decimals, five per cent count as near, and the verdict says so. Abstains where a side has free names.

>>> from derivations.terms.term import num
>>> decide(Term("const", (), "e"), num(Fraction(2718, 1000)), "2.718", "e", approximate=True).conditions
('rounded to 3 decimals',)
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from derivations.document.verdicts import Witness
from derivations.terms.term import Term, free_symbols, functions_of
from derivations.verify.outcome import Abstained, Outcome, Proved, Refuted
from numeric.arithmetics.balls import balls_at
from numeric.evaluate import evaluate
from numeric.faults import Fault
from numeric.models import Model

_DECIMAL = re.compile(r"-?\s*\d*\.(\d+)\Z")
_MATRIX = re.compile(r"\s*\\begin\{[a-zA-Z]*matrix\}(.*)\\end\{[a-zA-Z]*matrix\}\s*\Z", re.DOTALL)
PRECISION = 256
NEAR = Fraction(1, 20)


def digits_shown(text: str) -> int | None:
    """How many decimals a plain decimal number shows; of a matrix, the fewest that an entry with decimals shows."""
    matrix = _MATRIX.match(text)
    if matrix:
        entries = re.split(r"&|\\\\", matrix.group(1))
        return min((shown for entry in entries if (shown := digits_shown(entry)) is not None), default=None)
    match = _DECIMAL.match(text.strip().rstrip("."))
    return len(match.group(1)) if match else None


def decide(lhs: Term, rhs: Term, rhs_text: str, lhs_text: str, approximate: bool) -> Outcome:
    """Compare two closed numbers, or matrices of them entry by entry."""
    if any(free_symbols(side) or functions_of(side) for side in (lhs, rhs)):
        return Abstained("an approximation with free names")
    balls = balls_at(PRECISION)
    model = Model({}, {}, {})
    try:
        left, right = evaluate(lhs, balls, model), evaluate(rhs, balls, model)
        difference = balls.table["add"](left, balls.table["neg"](right))
        gaps = [balls.table["abs"](entry) for entry in entries_of(difference)]
    except Fault as fault:
        return Abstained(f"no value: {fault}")
    shown = [d for d in (digits_shown(rhs_text), digits_shown(lhs_text)) if d is not None]
    if shown and not (approximate and len(shown) == 2):
        # one unit of half a digit, and no more than rounding either way
        tolerance = Fraction(1, 2 * 10 ** min(shown))
        words = f"rounded to {min(shown)} decimals"
    elif approximate:
        size = max(balls.magnitude(entry) for side in (left, right) for entry in entries_of(side))
        tolerance = NEAR * Fraction(size)
        words = "equal within 5 %"
    else:
        return Abstained("no decimals")
    bound = balls.number(tolerance)
    if any(balls.less(bound, gap) is True for gap in gaps):
        return Refuted("models", Witness({}, balls.describe(left), balls.describe(right)))
    if all(balls.less(bound, gap) is False for gap in gaps):
        return Proved("models" if approximate else "rounding", (), (words,))
    return Abstained("the two numbers are as far apart as rounding allows")


def entries_of(value: Any) -> list[Any]:
    """The entries of a matrix of balls; a number is its own."""
    return list(value.entries()) if hasattr(value, "entries") else [value]
