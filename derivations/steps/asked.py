r"""What a user asks about: an expression or an equation in LaTeX, in SymPy or as a term, with every name's shape.

`Unreadable` says why a text could not be read and shows where; a name that does not stand in the expression is a
`ValueError` that lists those which do.

>>> asked(r"\|Xw - t\|_2^2").context.shape_of("X")
(n, d)
>>> asked(r"\frac{x}{1 + x")
Traceback (most recent call last):
    ...
derivations.steps.asked.Unreadable: unpaired {
  \frac{x}{1 + x
          ^
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from derivations.document.context import Context, Symbol
from derivations.latex.print import latex
from derivations.latex.tokens import ReadError
from derivations.moves.derivation import Quantity
from derivations.moves.domains import MIRRORED
from derivations.reader.expression import read_equation, read_expression, with_sizes
from derivations.steps.declared import bounds_in, heard, said_of
from derivations.terms.shapes import SCALAR
from derivations.terms.sympy_bridge import UnsupportedHead, from_sympy
from derivations.terms.term import Term, free_symbols, num, substitute, sym

GREEK = frozenset(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi "
    "varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split()
)

SAID = frozenset(
    {"symmetric", "invertible", "orthogonal", "diagonal", "idempotent", "positive definite", "positive semidefinite"}
)
"""What a matrix may be declared to be."""

_FACTS = {"gt": "positive", "ge": "nonnegative", "lt": "negative", "ne": "nonzero"}
_ASSUMED = {
    "is_positive": "positive",
    "is_nonnegative": "nonnegative",
    "is_negative": "negative",
    "is_nonzero": "nonzero",
    "is_integer": "integer",
}


class Unreadable(ValueError):
    """A text that could not be read: the reason, the text and where in it."""

    def __init__(self, text: str, problem: ReadError) -> None:
        before = text[: problem.start]
        line = text[before.rfind("\n") + 1 :].split("\n", 1)[0]
        column = len(before) - (before.rfind("\n") + 1)
        width = max(min(problem.end, len(text)) - problem.start, 1)
        marks = "^" * max(min(width, len(line) - column), 1)
        super().__init__(f"{problem.message}\n  {line}\n  {' ' * column}{marks}")


@dataclass(frozen=True)
class Asked:
    """One side, or two of an equation. `invented` are sizes that nobody named; `assumed` is what was declared, `kinds`
    are SymPy's own symbols by name.
    """

    sides: tuple[Term, ...]
    context: Context
    invented: frozenset[str] = frozenset()
    assumed: tuple[Term, ...] = ()
    kinds: Mapping[str, Any] = field(default_factory=dict)

    def symbol(self, name: Any) -> Term:
        """The symbol of that name, which may be given as a SymPy symbol or without its backslash."""
        text = str(getattr(name, "name", name)).strip()
        if any(theirs.name == text and theirs != name for theirs in self.kinds.values() if not isinstance(name, str)):
            raise ValueError(f"two different symbols are called {text}: they differ in what SymPy assumes")
        for spelling in [text, f"\\{text}"] if text in GREEK else [text]:
            found = spelling if spelling in self.context.symbols else read_name(spelling)
            if "natural" in self.context.facts_of(found):
                raise ValueError(f"{text} is a size, a whole number")
            if found in self.context.symbols:
                return sym(found)
        names = ", ".join(each for each in self.context.symbols if not each.endswith("[]"))
        raise ValueError(f"{text} does not stand in the expression" + (f"; there are {names}" if names else ""))

    def squared(self, one: Term, other: Term) -> Asked:
        """The same with two sizes made one."""
        values = {str(other.value): one}
        table = _renamed({name: each for name, each in self.context.symbols.items() if name not in values}, values)
        sides = tuple(substitute(side, values) for side in self.sides)
        return replace(self, sides=sides, context=Context(table))

    def quantities(self) -> tuple[Quantity, ...]:
        """Every name with what it is."""
        return tuple(
            Quantity(symbol.name, _meaning(symbol), symbol.shape or SCALAR, symbol.facts)
            for symbol in self.context.symbols.values()
        )

    def statement(self) -> str:
        """The shapes of vectors and matrices in words."""
        told = []
        for symbol in self.context.symbols.values():
            rows, columns = symbol.shape or SCALAR
            name = f"${latex(sym(symbol.name))}$" if not symbol.name.endswith("[]") else f"each ${symbol.name[:-2]}_i$"
            known = "".join(f", {fact}" for fact in sorted(symbol.facts & SAID))
            if columns != num(1):
                told.append(rf"{name} is ${latex(rows)} \times {latex(columns)}${known}")
            elif rows != num(1):
                told.append(rf"{name} is a vector of ${latex(rows)}$")
        return "Here " + "; ".join(told) + "." if told else ""


def _renamed(table: Mapping[str, Symbol], values: Mapping[str, Term]) -> dict[str, Symbol]:
    """The symbols with other names for sizes."""
    found = {}
    for name, symbol in table.items():
        rows, columns = symbol.shape or SCALAR
        found[name] = replace(symbol, shape=(substitute(rows, values), substitute(columns, values)))
    return found


def _meaning(symbol: Symbol) -> str:
    if "natural" in symbol.facts:
        return "a size"
    rows, columns = symbol.shape or SCALAR
    return "a matrix" if columns != num(1) else "a vector" if rows != num(1) else "a number"


def asked(expression: Any, let: Iterable[str] = (), *, number: bool = False) -> Asked:
    """An expression; `number` tells that it is one. Raises `Unreadable`, `ValueError`."""
    if isinstance(expression, str):
        lines = _lines(let)
        try:
            read = read_expression(expression, "\n".join(lines), number=number)
        except ReadError as problem:
            raise Unreadable(expression, problem) from problem
        return _told(read.sides, read.context, read.invented, bounds_in(lines))
    return _from_objects((expression,), let)


def asked_equation(equation: Any, let: Iterable[str] = ()) -> Asked:
    """An equation: a text, SymPy's `Eq`, or its two sides. Raises `Unreadable`, `ValueError`."""
    if isinstance(equation, str):
        lines = _lines(let)
        try:
            read = read_equation(equation, "\n".join(lines))
        except ReadError as problem:
            raise Unreadable(equation, problem) from problem
        return _told(read.sides, read.context, read.invented, bounds_in(lines))
    if isinstance(equation, Sequence):
        if len(equation) != 2:
            raise ValueError("the two sides of an equation are needed")
        if all(isinstance(side, str) for side in equation):
            return asked_equation(" = ".join(equation), let)
        return _from_objects(tuple(equation), let)
    if getattr(equation, "is_Boolean", False) and not getattr(equation, "args", ()):
        raise ValueError(f"SymPy takes the equation to be {equation} already: give its two sides as a pair")
    try:
        term = equation if isinstance(equation, Term) else from_sympy(equation)
    except UnsupportedHead as unknown:
        raise ValueError(str(unknown)) from unknown
    if term.head != "eq":
        raise ValueError("an equation is needed: Eq(lhs, rhs), or the pair (lhs, rhs)")
    sides = tuple(getattr(equation, "args", ()))
    return _from_objects(sides, let)


def _lines(let: Iterable[str]) -> list[str]:
    """Declarations, each of them understood."""
    lines = [each for each in ([let] if isinstance(let, str) else let) if each.strip()]
    for line in lines:
        heard(line)
    return lines


def _told(sides: tuple[Term, ...], context: Context, invented: frozenset[str], bounds: tuple[Term, ...] = ()) -> Asked:
    """What compares a single name with 0 becomes a fact, and facts that do so are comparisons, too."""
    table = dict(context.symbols)
    said = (*(hypothesis.statement for hypothesis in context.hypotheses), *bounds)
    assumed = tuple(_name_first(each) for each in said)
    for statement in assumed:
        table |= {name: Symbol(name, SCALAR, frozenset(), "declared") for name in free_symbols(statement) - set(table)}
        left, right = statement.args
        if left.head == "sym" and right == num(0) and statement.head in _FACTS:
            symbol = table[str(left.value)]
            table[symbol.name] = replace(symbol, facts=symbol.facts | {_FACTS[statement.head]})
    for symbol in table.values():
        if "negative" in symbol.facts and symbol.facts & {"positive", "nonnegative"}:
            raise ValueError(f"{symbol.name} is declared both negative and not negative")
        if "complex" in symbol.facts:
            raise ValueError(f"{symbol.name} is complex: the steps are for real numbers")
        if (symbol.shape or SCALAR) == SCALAR:
            assumed += said_of(symbol.name, symbol.facts)
    return Asked(sides, Context(table), invented, tuple(dict.fromkeys(assumed)))


def _name_first(statement: Term) -> Term:
    """`0 < x` as `x > 0`."""
    left, right = statement.args
    turned = right.head == "sym" and left.head != "sym" and statement.head in MIRRORED
    return Term(MIRRORED[statement.head], (right, left)) if turned else statement


def _from_objects(objects: tuple[Any, ...], let: Iterable[str]) -> Asked:
    """SymPy objects or terms; shapes and facts are those of SymPy's symbols."""
    if any(True for _ in let):
        raise ValueError("declarations go with LaTeX; SymPy's symbols have their own assumptions and shapes")
    renamed: dict[str, Term] = {}
    table: dict[str, Symbol] = {}
    kinds: dict[str, Any] = {}
    sides = []
    for each in objects:
        if isinstance(each, Term):
            sides.append(each)
            continue
        try:
            sides.append(from_sympy(each))
        except UnsupportedHead as unknown:
            raise ValueError(str(unknown)) from unknown
        for symbol in sorted(getattr(each, "free_symbols", ()), key=str):
            name = rf"\{symbol.name}" if symbol.name in GREEK else read_name(symbol.name)
            if kinds.setdefault(name, symbol) != symbol:
                raise ValueError(f"two different symbols are called {symbol.name}: they differ in what SymPy assumes")
            matrix = getattr(symbol, "is_Matrix", False)
            if not matrix and symbol.is_real is False:
                raise ValueError(f"{symbol.name} is not real: the steps are for real numbers")
            renamed[symbol.name] = sym(name)
            shape = tuple(map(from_sympy, symbol.shape)) if matrix else SCALAR
            facts = {fact for ask, fact in _ASSUMED.items() if getattr(symbol, ask, None)}
            table[name] = Symbol(name, (shape[0], shape[1]), frozenset(facts), "declared")
    put = tuple(substitute(side, renamed) for side in sides)
    others = frozenset[str]().union(*map(free_symbols, put)) - set(table)
    table |= {name: Symbol(name, SCALAR, frozenset(), "declared") for name in sorted(others)}
    try:
        read = with_sizes(put, Context(_renamed(table, renamed)))
    except ReadError as problem:
        raise ValueError(problem.message) from problem
    return replace(_told(read.sides, read.context, read.invented), kinds=kinds)


def read_name(text: str) -> str:
    """`w_0` as `w_{0}`: the canonical name, where the text is one."""
    try:
        found = read_expression(text).sides[0]
    except ReadError:
        return text
    return str(found.value) if found.head == "sym" else text
