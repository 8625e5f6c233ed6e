"""Numbers with decimals: `\\approx`, and `=` before a decimal that is rounded as shown.

Balls decide: right to the digits shown is proved, off by more is refuted; for `\\approx` without decimals five per cent
count as near, and the verdict says so. Abstains where a side has free names.

>>> from derivations.terms.term import num
>>> decide(Term("const", (), "e"), num(Fraction(2718, 1000)), "2.718", "e", approximate=True).conditions
('rounded to 3 decimals',)
"""

from __future__ import annotations

import re
from fractions import Fraction

from derivations.document.verdicts import Witness
from derivations.terms.term import Term, free_symbols, functions_of
from derivations.verify.outcome import Abstained, Outcome, Proved, Refuted
from numeric.arithmetics.balls import balls_at
from numeric.evaluate import evaluate
from numeric.faults import Fault
from numeric.models import Model

_DECIMAL = re.compile(r"-?\s*\d*\.(\d+)\Z")
PRECISION = 256
NEAR = Fraction(1, 20)


def digits_shown(text: str) -> int | None:
    """How many decimals a plain decimal number shows."""
    match = _DECIMAL.match(text.strip().rstrip("."))
    return len(match.group(1)) if match else None


def decide(lhs: Term, rhs: Term, rhs_text: str, lhs_text: str, approximate: bool) -> Outcome:
    """Compare two closed numbers."""
    if any(free_symbols(side) or functions_of(side) for side in (lhs, rhs)):
        return Abstained("an approximation with free names")
    balls = balls_at(PRECISION)
    model = Model({}, {}, {})
    try:
        left, right = evaluate(lhs, balls, model), evaluate(rhs, balls, model)
        gap = balls.table["abs"](balls.table["add"](left, balls.table["neg"](right)))
    except Fault as fault:
        return Abstained(f"no value: {fault}")
    shown = [d for d in (digits_shown(rhs_text), digits_shown(lhs_text)) if d is not None]
    if shown:
        # one unit of half a digit, and no more than rounding either way
        tolerance = Fraction(1, 2 * 10 ** min(shown))
        words = f"rounded to {min(shown)} decimals"
    elif approximate:
        size = max(balls.magnitude(left), balls.magnitude(right))
        tolerance = NEAR * Fraction(size)
        words = "equal within 5 %"
    else:
        return Abstained("no decimals")
    bound = balls.number(tolerance)
    if balls.less(bound, gap) is True:
        return Refuted("models", Witness({}, balls.describe(left), balls.describe(right)))
    if balls.less(bound, gap) is False:
        return Proved("models" if approximate else "rounding", (), (words,))
    return Abstained("the two numbers are as far apart as rounding allows")
