"""The lines of a derivative: one rule after the other, until no derivative is left, then the result made short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derivations.document.context import Context
from derivations.moves.commuting import simplified, simplify
from derivations.moves.differentiation import next_rule
from derivations.moves.line import Line, Move, chain
from derivations.moves.words import CannotMove
from derivations.terms.term import Term

LONGEST = 200
"""Lines after which a derivation gives up."""


def slope_lines(start: Term, context: Context, prose: str = "", first: Sequence[Move] = ()) -> tuple[Line, ...]:
    """`start = ...`, after the first moves; raises `CannotMove` where a rule is missing."""
    lines = chained(start, [(move, ()) for move in first], context, prose)
    current = lines[-1].rhs if lines else start
    while (found := next_rule(current, context)) is not None:
        if len(lines) > LONGEST:
            raise CannotMove(f"more than {LONGEST} lines")
        lines += chained(current, [found], context, prose if not lines else "", goes_on=bool(lines))
        current = lines[-1].rhs
    if simplified(current, context) != current:
        lines += chained(current, [(simplify(), ())], context, prose if not lines else "", goes_on=bool(lines))
    return lines


def chained(
    start: Term,
    moves: Sequence[tuple[Move, tuple[Term, ...]]],
    context: Context,
    prose: str = "",
    *,
    goes_on: bool = False,
) -> tuple[Line, ...]:
    """A chain whose lines carry conditions; one that goes on continues the line before."""
    lines = chain(start, [move for move, _ in moves], context, prose)
    told = tuple(replace(line, conditions=conditions) for line, (_, conditions) in zip(lines, moves, strict=True))
    return (replace(told[0], lhs=None), *told[1:]) if goes_on and told else told
