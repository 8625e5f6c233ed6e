r"""A derivation being written: every method computes lines, puts them on the sheet and hands back what they arrive at.

>>> from derivations.moves.calculus import differentiate
>>> from derivations.moves.equations import solve
>>> from derivations.moves.line import on_both
>>> from derivations.moves.rewriting import use
>>> from derivations.terms.term import num, sym
>>> x = sym("x")
>>> sheet = Sheet((Quantity("x", "a number"),), (Definition("f", x ** num(2) - 2 * x, ("x",)),))
>>> slope = Term("grad", (Term("app", (x,), "f"), x, x))
>>> f, found = sheet.chain(slope, unfold("f"), differentiate(), prose="The slope.")
>>> best = sheet.follow(sheet.suppose(slope, num(0), "what is asked"), on_both(use(slope, found, "above")), solve("x"))
>>> sheet.derivation("least", "Where it is least", "", {"best": best.rhs}).sympy("best")
1
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise

from derivations.document.context import Definition, Symbol
from derivations.moves.derivation import Derivation, Drawing, Quantity, context_of
from derivations.moves.equations import is_nonnegative
from derivations.moves.line import Equation, EquationMove, Line, Move, chain, consequences, given, suppose
from derivations.moves.rewriting import rewrite_first, shown, unfold
from derivations.moves.scalars import simplify
from derivations.moves.words import CannotMove, coefficient_of
from derivations.terms.shapes import SCALAR
from derivations.terms.sympy_bridge import from_sympy
from derivations.terms.term import Term, mul, num, sym
from numeric.crosscheck import Check


class Sheet:
    """Quantities and definitions first; then lines."""

    def __init__(self, quantities: tuple[Quantity, ...], definitions: tuple[Definition, ...] = ()) -> None:
        self.quantities, self.definitions = quantities, definitions
        self.context = context_of(quantities, definitions)
        self.lines: list[Line] = []

    def given(self, lhs: Term, rhs: Term, reason: str = "", prose: str = "") -> None:
        """A line that introduces something."""
        self.lines.append(given(lhs, rhs, reason, prose))

    def chain(self, start: Term, *moves: Move, prose: str = "", defined: bool = False) -> list[Term]:
        """`start = ... = ...`: the right side of each line. `defined` says that the first line defines `start`."""
        made = chain(start, moves, self.context, prose, defined=defined)
        self.lines += made
        return [line.rhs for line in made]

    def define(self, name: Term, *moves: Move, prose: str = "") -> list[Term]:
        """A name's definition, and what it comes to."""
        return self.chain(name, unfold(str(name.value)), *moves, prose=prose, defined=True)

    def suppose(self, lhs: Term, rhs: Term, reason: str, prose: str = "") -> Equation:
        """An equation that is asked for, and that next lines start from."""
        self.lines.append(suppose(lhs, rhs, reason, prose))
        return Equation(lhs, rhs)

    def conclude(self, lhs: Term, rhs: Term, reason: str) -> int:
        """The two ends of what was shown, on a line of their own; its number, for lines that rest on it."""
        self.lines.append(Line(lhs, "eq", rhs, "conclude", reason))
        return len(self.lines)

    def follow(self, start: Equation, *moves: EquationMove, uses: tuple[int, ...] = ()) -> Equation:
        """What follows from an equation, which stands on the line before, and from lines by their numbers."""
        made = consequences(start, moves, self.context, uses)
        self.lines += made
        return Equation(_side(made[-1]), made[-1].rhs, made[-1].conditions)

    def at_least(self, bound: Term, reason: str, positive: Term | None = None) -> None:
        """Go on with `>= bound`, where a part of the line is positive. Raises `CannotMove` where that is not found."""
        term, context = self.lines[-1].rhs - bound, self.context
        if positive is not None:
            part = Symbol("positive part", SCALAR, frozenset({"positive"}), "declared")
            term = rewrite_first(term, lambda node: sym(part.name) if node == positive else None)
            context = replace(context, symbols={**context.symbols, part.name: part})
        if not is_nonnegative(term, context):
            raise CannotMove(f"it is not found to be at least {bound!r}")
        self.lines.append(Line(None, "ge", bound, "sign", reason))

    def positive_factor(self, factor: Term, reason: str) -> None:
        """What follows from the last line, where a product is positive and no other factor is negative: `factor > 0`.

        Raises `CannotMove` where that is not found.
        """
        last = self.lines[-1]
        factors = _side(last).args
        others = mul(*(each for each in factors if each != factor))
        positive = coefficient_of(last.rhs, self.context).is_positive
        if factor not in factors or not (positive and is_nonnegative(others, self.context)):
            raise CannotMove(f"{factor!r} is not found to be positive")
        self.lines.append(Line(factor, "gt", num(0), "sign", reason, follows=True))

    def between(self, low: Term, term: Term, high: Term, unknown: Term, prose: str) -> None:
        """Suppose of an unknown, or a number times one, what makes `low < term < high`, and show that it does.

        Raises `CannotMove` where it need not be between two numbers.
        """
        import sympy

        bounds = [coefficient_of(each, self.context) for each in (low, term, high)]
        scaled = coefficient_of(unknown, self.context)
        (symbol,) = scaled.free_symbols
        sets = [sympy.solveset(one < other, symbol, sympy.S.Reals) for one, other in pairwise(bounds)]
        found = sympy.Intersection(*sets, sympy.Interval.open(0, sympy.oo) if symbol.is_positive else sympy.S.Reals)
        if not (isinstance(found, sympy.Interval) and found.is_open):
            raise CannotMove(f"{term!r} is not found to be between two numbers there")
        least, most = (from_sympy(end * scaled / symbol) for end in found.args[:2])
        ends = [(unknown, most)] if symbol.is_positive and least == num(0) else [(least, unknown), (unknown, most)]
        for place, (one, other) in enumerate(ends):
            supposed = Line(one, "lt", other, "suppose", "", "given", prose="" if place else prose)
            self.lines.append(replace(supposed, conditions=(Term("lt", (one, other)),)))
        for gap, reason in ((high - term, f"less than {shown(high)}"), (term - low, f"more than {shown(low)}")):
            self.chain(gap, simplify())
            self.lines.append(Line(None, "gt", num(0), "between", f"{shown(term)} is {reason}"))

    def differ(self, lhs: Term, rhs: Term, reason: str) -> None:
        """Say that two numbers differ. Raises `CannotMove` where they do not."""
        if coefficient_of(lhs - rhs, self.context).is_nonzero is not True:
            raise CannotMove(f"{lhs!r} and {rhs!r} are not found to differ")
        self.lines.append(Line(lhs, "ne", rhs, "differ", reason))

    def where(self, *conditions: Term) -> None:
        """What the last line rests on."""
        last = self.lines[-1]
        self.lines[-1] = replace(last, conditions=(*last.conditions, *conditions))

    def derivation(
        self,
        name: str,
        title: str,
        statement: str,
        results: Mapping[str, Term],
        checks: Callable[[Derivation], tuple[Check, ...]] = lambda _: (),
        draw: Drawing | None = None,
    ) -> Derivation:
        """What was written; `checks` says what its results are compared with, `draw` makes its picture."""
        done = Derivation(name, title, statement, self.quantities, self.definitions, tuple(self.lines), results)
        return replace(done, checks=checks(done), draw=draw)


def _side(line: Line) -> Term:
    if line.lhs is None:
        raise ValueError("an equation has two sides")
    return line.lhs
