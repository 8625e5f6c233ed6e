"""Moves, and the lines that they compute: a chain starts at a term and each move makes its next line.

A move that leaves the line as it was is an error (`CannotMove`), never a step.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import sym
>>> double = Move("double", "twice", lambda term, context: 2 * term)
>>> [line.rhs for line in chain(sym("x"), [double], Context())]
[mul(2, x)]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from derivations.document.context import Context
from derivations.moves.words import CannotMove
from derivations.terms.term import Term


@dataclass(frozen=True)
class Move:
    """A named step; `reason` is what is said beside the line, in LaTeX text."""

    name: str
    reason: str
    compute: Callable[[Term, Context], Term]

    def because(self, reason: str) -> Move:
        return replace(self, reason=reason)


def at_once(reason: str, *moves: Move) -> Move:
    """Several moves as one step: what was shown on a smaller line before."""

    def compute(term: Term, context: Context) -> Term:
        for move in moves:
            term = move.compute(term, context)
        return term

    return Move("as above", reason, compute)


@dataclass(frozen=True)
class Equation:
    """Two sides; `conditions` are what had to be assumed to reach it."""

    lhs: Term
    rhs: Term
    conditions: tuple[Term, ...] = ()


@dataclass(frozen=True)
class EquationMove:
    """A named step from an equation to one that follows from it."""

    name: str
    reason: str
    compute: Callable[[Equation, Context], Equation]

    def because(self, reason: str) -> EquationMove:
        return replace(self, reason=reason)


@dataclass(frozen=True)
class Line:
    """One line. `lhs` is None where it continues the chain; `follows` where it is implied by the line before it, and by
    those that `uses` numbers (from 1).
    """

    lhs: Term | None
    sign: str
    rhs: Term
    move: str
    reason: str = ""
    role: str = "claim"
    follows: bool = False
    uses: tuple[int, ...] = ()
    conditions: tuple[Term, ...] = ()
    prose: str = ""


def chain(
    start: Term, moves: Sequence[Move], context: Context, prose: str = "", *, defined: bool = False
) -> tuple[Line, ...]:
    """`start = ... = ...`, one line a move; `defined` says that the first line is the definition of `start`."""
    lines: list[Line] = []
    current = start
    for move in moves:
        following = move.compute(current, context)
        if following == current:
            raise CannotMove(f"{move.name} ({move.reason}) leaves the line as it is")
        first = not lines
        lines.append(
            Line(
                start if first else None,
                "eq",
                following,
                move.name,
                move.reason,
                role="given" if first and defined else "claim",
                prose=prose if first else "",
            )
        )
        current = following
    return tuple(lines)


def applying(start: Term, moves: Sequence[Move], context: Context) -> list[Move]:
    """Those of the moves, made one after the other, that change the line: with other data others do."""
    found: list[Move] = []
    current = start
    for move in moves:
        following = move.compute(current, context)
        if following != current:
            found.append(move)
            current = following
    return found


def consequences(
    start: Equation, moves: Sequence[EquationMove], context: Context, uses: tuple[int, ...] = ()
) -> tuple[Line, ...]:
    """What follows from an equation and the lines that `uses` numbers, one line a move."""
    lines: list[Line] = []
    current = start
    for move in moves:
        following = move.compute(current, context)
        if (following.lhs, following.rhs) == (current.lhs, current.rhs):
            raise CannotMove(f"{move.name} ({move.reason}) leaves the equation as it is")
        new = tuple(c for c in following.conditions if c not in current.conditions)
        lines.append(Line(following.lhs, "eq", following.rhs, move.name, move.reason, "claim", True, uses, new))
        current = following
    return tuple(lines)


def on_both(move: Move) -> EquationMove:
    """Do a move on both sides; one of them may stay as it is."""

    def compute(equation: Equation, context: Context) -> Equation:
        lhs, rhs = move.compute(equation.lhs, context), move.compute(equation.rhs, context)
        return Equation(lhs, rhs, equation.conditions)

    return EquationMove(move.name, move.reason, compute)


def on_right(move: Move) -> EquationMove:
    """Do a move on the right side."""
    return EquationMove(
        move.name, move.reason, lambda equation, context: replace(equation, rhs=move.compute(equation.rhs, context))
    )


def on_left(move: Move) -> EquationMove:
    """Do a move on the left side."""
    return EquationMove(
        move.name, move.reason, lambda equation, context: replace(equation, lhs=move.compute(equation.lhs, context))
    )


def apply(function: Callable[[Term], Term], reason: str) -> EquationMove:
    """Do the same to both sides."""
    return EquationMove(
        "apply", reason, lambda equation, _: replace(equation, lhs=function(equation.lhs), rhs=function(equation.rhs))
    )


def given(lhs: Term, rhs: Term, reason: str = "", prose: str = "") -> Line:
    """A line that introduces something."""
    return Line(lhs, "eq", rhs, "given", reason, role="given", prose=prose)


def suppose(lhs: Term, rhs: Term, reason: str, prose: str) -> Line:
    """An equation that is asked for, and that the next lines start from."""
    return Line(lhs, "eq", rhs, "suppose", reason, role="given", prose=prose)
