"""The symbols of SymPy expressions: their shapes, what SymPy assumes of them, what is assumed beside.

>>> import sympy
>>> n = sympy.Symbol("n", integer=True, positive=True)
>>> A = sympy.MatrixSymbol("A", n, n)
>>> known = symbols_of([A], [sympy.Q.symmetric(A)])
>>> known.shapes["A"], known.facts["A"]
((n, n), frozenset({'symmetric'}))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from derivations.terms.sympy_bridge.inward import from_sympy
from derivations.terms.sympy_bridge.outward import Expr, UnsupportedHead
from derivations.terms.term import Term, num

_SCALAR = (num(1), num(1))

_ASSUMED = {
    "is_positive": "positive",
    "is_nonnegative": "nonnegative",
    "is_negative": "negative",
    "is_nonzero": "nonzero",
    "is_integer": "integer",
}

_FACTS = {
    "symmetric": "symmetric",
    "invertible": "invertible",
    "orthogonal": "orthogonal",
    "unitary": "orthogonal",
    "positive_definite": "positive definite",
    "diagonal": "diagonal",
    "fullrank": "full rank",
    "singular": "singular",
    "lower_triangular": "lower triangular",
    "upper_triangular": "upper triangular",
}
"""SymPy's predicates of a matrix symbol; matrices are real here."""

_SIGNS = {"positive": "gt", "negative": "lt", "nonnegative": "ge", "nonpositive": "le", "nonzero": "ne", "zero": "eq"}

_NOTHING = frozenset({"square", "real_elements", "real"})
"""What says nothing new."""


@dataclass(frozen=True, slots=True)
class Symbols:
    """By name: shapes, facts, SymPy's own objects; and what else is assumed, as relations."""

    shapes: dict[str, tuple[Term, Term]]
    facts: dict[str, frozenset[str]]
    own: dict[str, Expr]
    assumed: tuple[Term, ...]


def symbols_of(exprs: Iterable[Expr], assumptions: Iterable[Expr] = ()) -> Symbols:
    """What is known of the symbols. Raises `ValueError` for two symbols of one name and for complex ones,
    `UnsupportedHead` for a predicate that has no meaning here.
    """
    assumptions = [part for each in assumptions for part in _conjuncts(each)]
    found = Symbols({}, {}, {}, ())
    for expr in (*exprs, *(arg for part in assumptions for arg in part.args)):
        for symbol in getattr(expr, "free_symbols", ()):
            _note(found, symbol)
    relations = [statement for part in assumptions for statement in _statements(found, part)]
    return Symbols(found.shapes, found.facts, found.own, tuple(relations))


def _note(found: Symbols, symbol: Expr) -> None:
    name = str(symbol.name)
    if name in found.own:
        if found.own[name] != symbol:
            raise ValueError(f"two different symbols are called {name}")
        return
    found.own[name] = symbol
    if symbol.is_Matrix:
        found.shapes[name] = (from_sympy(symbol.rows), from_sympy(symbol.cols))
        for size in {side for of in symbol.shape for side in of.free_symbols}:
            _note(found, size)
        return
    if symbol.is_real is False:
        raise ValueError(f"{name} is not real: derivatives and equations are those of real numbers")
    found.shapes[name] = _SCALAR
    facts = frozenset(fact for ask, fact in _ASSUMED.items() if getattr(symbol, ask))
    if facts:
        found.facts[name] = facts


def _conjuncts(statement: Any) -> Iterable[Expr]:
    if type(statement).__name__ == "And":
        return [part for arg in statement.args for part in _conjuncts(arg)]
    if statement is True or type(statement).__name__ == "BooleanTrue":
        return []
    return [statement]


def _statements(found: Symbols, part: Expr) -> Iterable[Term]:
    """What an assumption says, as relations; a fact about a symbol is noted instead."""
    if part.is_Relational:
        return _noted(found, from_sympy(part))
    if type(part).__name__ != "AppliedPredicate":
        raise UnsupportedHead(f"no assumption {part}")
    predicate = str(part.function.name)
    (of,) = part.arguments
    if predicate in _NOTHING:
        return []
    if not of.is_Matrix:
        if predicate == "integer" and of.is_Symbol:
            found.facts[of.name] = found.facts.get(of.name, frozenset()) | {"integer"}
            return []
        if predicate not in _SIGNS:
            raise UnsupportedHead(f"no assumption Q.{predicate} of a number")
        return _noted(found, Term(_SIGNS[predicate], (from_sympy(of), num(0))))
    fact = _FACTS.get(predicate)
    if fact == "full rank" and of.rows == of.cols:
        fact = "invertible"
    if fact is not None and type(of).__name__ == "MatrixSymbol":
        found.facts[of.name] = found.facts.get(of.name, frozenset()) | {fact}
        return []
    rule = _OF_EXPRESSIONS.get(predicate)
    if rule is None:
        raise UnsupportedHead(f"no assumption Q.{predicate} of {of}")
    term = from_sympy(of)
    return [rule(term, from_sympy(of.rows))]


def _noted(found: Symbols, relation: Term) -> list[Term]:
    """The relation, or nothing where it is the sign of a symbol, which is noted as a fact."""
    left, right = relation.args
    fact = next((fact for fact, sign in _SIGNS.items() if sign == relation.head and fact != "zero"), None)
    if fact is None or left.head != "sym" or right != num(0) or found.shapes.get(str(left.value)) != _SCALAR:
        return [relation]
    name = str(left.value)
    found.facts[name] = found.facts.get(name, frozenset()) | {fact}
    return []


_OF_EXPRESSIONS: dict[str, Callable[[Term, Term], Term]] = {
    "symmetric": lambda term, size: Term("eq", (Term("transpose", (term,)), term)),
    "invertible": lambda term, size: Term("ne", (Term("det", (term,)), num(0))),
    "singular": lambda term, size: Term("eq", (Term("det", (term,)), num(0))),
    "orthogonal": lambda term, size: Term("eq", (Term("transpose", (term,)) * term, Term("eye", (size,)))),
}
