r"""Functions of a number that a page defines and applies to columns and matrices: of every entry.

`$\sigma(z) = \frac{1}{1 + e^{-z}}$` and later `$\sigma(Wx + b)$`: where the formula with the column in the place of z
has no shape, every entry is meant. Quotients by what varies are lifted only where a known function gives them.
Of a square matrix `$p(A)$` may be the polynomial with `$cI$` as well: there functions of the entries alone are lifted.

>>> from derivations.terms.term import num, sym
>>> z, x = sym("z"), sym("x")
>>> shaper = Shaper({"x": (sym("n"), num(1))})
>>> body = num(1) / (num(1) + Term("exp", (-z,)))
>>> lifted(Term("app", (x,), "f"), {"f": (("z",), body)}, shaper)
sigmoid(x)
>>> lifted(Term("app", (x,), "f"), {"f": (("z",), z * Term("tanh", (z,)))}, shaper)
hadamard(x, tanh(x))
>>> square = Shaper({"A": (sym("n"), sym("n"))})
>>> lifted(Term("app", (sym("A"),), "f"), {"f": (("z",), num(1) - z)}, square)
app[f](A)
>>> lifted(Term("app", (x,), "f"), {"f": (("z",), num(1) / z)}, shaper)
app[f](x)
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from derivations.terms.clash import is_open
from derivations.terms.heads import ELEMENTWISE, MATRIX_FUNCTIONS, binder_of
from derivations.terms.shapes import SCALAR, Shape, ShapeClash, Shaper
from derivations.terms.term import Term, free_symbols, map_args, mul, num, rebuild, walk
from derivations.terms.unfold import Body

MAX_POWER = 10
ENTRIES_ALONE = frozenset("sigmoid relu tanh sign floor ceil".split())
"""Functions that nobody takes of a square matrix as a whole."""


class _Not(Exception):
    """The formula has no known meaning entry by entry."""


def lifted(term: Term, definitions: Mapping[str, Body], shaper: Shaper) -> Term:
    """The term where such functions of columns and matrices are opened entry by entry."""
    binder = binder_of(term.head)
    if term.head == "grad" and term.args[2] != term.args[1]:
        return _slopes(term, definitions, shaper)
    if binder is not None and term.head not in ("grad", "jacobian", "hessian"):
        return rebuild(
            term,
            tuple(
                arg if place == binder.variable else lifted(arg, definitions, shaper)
                for place, arg in enumerate(term.args)
            ),
        )
    term = map_args(term, lambda arg: lifted(arg, definitions, shaper))
    if term.head == "grad" and _is_column(term.args[0], shaper) and _is_column(term.args[2], shaper):
        return Term("jacobian", term.args)
    known = definitions.get(str(term.value)) if term.head == "app" and len(term.args) == 1 else None
    if known is None or known[0] is None or len(known[0]) != 1:
        return term
    shape = _shape(term.args[0], shaper)
    if shape in (None, SCALAR):
        return term
    return _of_entries(known[1], known[0][0], term.args[0], shape, shaper) or term


def _slopes(term: Term, definitions: Mapping[str, Body], shaper: Shaper) -> Term:
    r"""`\sigma'(x)` of a column: the Jacobian is diagonal, and its rows have one entry each."""
    body, variable, point = term.args
    point = lifted(point, definitions, shaper)
    known = definitions.get(str(body.value)) if body.head == "app" and body.args == (variable,) else None
    shape = _shape(point, shaper)
    if known is None or known[0] is None or len(known[0]) != 1 or shape in (None, SCALAR) or shape[1] != num(1):
        return rebuild(term, (body, variable, point))
    inner = _of_entries(known[1], known[0][0], variable, shape, shaper)
    if inner is None:
        return rebuild(term, (body, variable, point))
    return Term("jacobian", (inner, variable, point)) * Term("ones", shape)


def _of_entries(body: Term, name: str, argument: Term, shape: Shape, shaper: Shaper) -> Term | None:
    try:
        found = _Lift(name, argument, shape, shaper).wide(body)
    except _Not:
        return None
    if num(1) in shape or not (shape[0] == shape[1] or any(map(is_open, shape))):
        return found
    heads = {node.head for node in walk(found)}
    return found if heads & ENTRIES_ALONE and not heads & (MATRIX_FUNCTIONS | {"exp"}) else None


class _Lift:
    """One formula, with an argument of the given shape for the name."""

    def __init__(self, name: str, argument: Term, shape: Shape, shaper: Shaper) -> None:
        self.name, self.argument, self.shape, self.shaper = name, argument, shape, shaper

    def is_constant(self, term: Term) -> bool:
        if self.name in free_symbols(term):
            return False
        if _shape(term, self.shaper) != SCALAR:
            raise _Not
        return True

    def wide(self, term: Term) -> Term:
        """The formula of every entry; a constant stands in all of them."""
        if self.is_constant(term):
            ones = Term("ones", self.shape)
            return ones if term == num(1) else term * ones
        if term.head == "sym":
            return self.argument
        if term.head in ("neg", "add"):
            return map_args(term, self.wide)
        if term.head in ELEMENTWISE and len(term.args) == 1:
            return map_args(term, self.wide)
        if term.head == "mul":
            return self.product(term.args)
        if term.head == "div":
            above, below = term.args
            if self.is_constant(below):
                return Term("div", (self.wide(above), below))
            return self.scaled(above, self.reciprocal(below))
        if term.head == "pow" and term.args[1].head == "num":
            return self.power(*term.args)
        if term.head == "max" and len(term.args) == 2 and num(0) in term.args:
            rest = next(arg for arg in term.args if arg != num(0))
            return Term("relu", (self.wide(rest),))
        raise _Not

    def product(self, factors: tuple[Term, ...]) -> Term:
        constants = [factor for factor in factors if self.is_constant(factor)]
        varying = [self.wide(factor) for factor in factors if not self.is_constant(factor)]
        result = varying[0]
        for factor in varying[1:]:
            result = Term("hadamard", (result, factor))
        return mul(*constants, result)

    def scaled(self, above: Term, wide: Term) -> Term:
        if self.is_constant(above):
            return wide if above == num(1) else above * wide
        return Term("hadamard", (self.wide(above), wide))

    def power(self, base: Term, exponent: Term) -> Term:
        count = exponent.value
        assert isinstance(count, Fraction)
        if count.denominator != 1 or not 1 <= abs(count) <= MAX_POWER:
            raise _Not
        factor = self.wide(base) if count > 0 else self.reciprocal(base)
        result = factor
        for _ in range(abs(int(count)) - 1):
            result = Term("hadamard", (result, factor))
        return result

    def reciprocal(self, term: Term) -> Term:
        """1 / e^u is e^-u, and 1 / (1 + e^u) the sigmoid of -u."""
        if term.head == "exp":
            return Term("exp", (-self.wide(term.args[0]),))
        if term.head == "add" and len(term.args) == 2 and num(1) in term.args:
            power = next(arg for arg in term.args if arg != num(1))
            if power.head == "exp":
                inner = power.args[0]
                opposite = self.wide(inner.args[0]) if inner.head == "neg" else -self.wide(inner)
                return Term("sigmoid", (opposite,))
        raise _Not


def _shape(term: Term, shaper: Shaper) -> Shape | None:
    try:
        return shaper.resolved(shaper.shape(term))
    except ShapeClash:
        return None


def _is_column(term: Term, shaper: Shaper) -> bool:
    shape = _shape(term, shaper)
    return shape is not None and shape != SCALAR and shape[1] == num(1)
