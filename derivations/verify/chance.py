"""What a goal says of chance, as `numeric` wants it: which symbols are random, their moments, what is independent.

Models meet the moments of Gaussians up to a degree only: a claim beyond it has no model.

>>> x, mu = sym("x"), sym("mu")
>>> moments([(Term("expect", (x,)), mu)], frozenset("x"), frozenset())["x"].mean
mu
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from derivations.algebra.signature import Signature
from derivations.terms.term import Term, free_symbols, num, sym, walk
from numeric.chance import GAUSSIAN_DEGREE
from numeric.spec import Moments

_FACTS = frozenset({"random", "gaussian", "of unknown law", "of a law in words", "perhaps independent", "deviation"})
HEADS = frozenset({"expect", "covariance"})
_SUMS = frozenset({"add", "neg", "transpose", "trace", "diag", "vec", "entry", "row", "col", "matrix", "pm"})
_PRODUCTS = frozenset({"mul", "hadamard", "kron", "inner", "cross"})


def of_chance(fact: str) -> bool:
    """Whether a fact is of chance, and none of a value."""
    return fact in _FACTS or fact.startswith("independent: ")


def bare_symbols(term: Term) -> frozenset[str]:
    """The names that stand outside of expectations."""
    if term.head in HEADS:
        return frozenset()
    return (
        free_symbols(term)
        if not any(n.head in HEADS for n in walk(term))
        else frozenset[str]().union(*map(bare_symbols, term.args))
    )


def random_symbols(terms: Iterable[Term], signature: Signature) -> frozenset[str]:
    """The random names of the terms, where they hold an expectation at all."""
    terms = tuple(terms)
    if not any(node.head in HEADS for term in terms for node in walk(term)):
        return frozenset()
    return frozenset(name for term in terms for name in free_symbols(term) if signature.has(name, "random"))


def pairs_apart(random: frozenset[str], signature: Signature) -> frozenset[frozenset[str]]:
    """The pairs of names that are independent."""
    return frozenset(
        frozenset((one, other))
        for one in random
        for other in random
        if one < other and signature.independent((one, other))
    )


def moments(
    equations: Iterable[tuple[Term, Term]], random: frozenset[str], gaussian: frozenset[str], highest: int = 2
) -> dict[str, Moments]:
    """What equations say of the mean and the covariance of each random symbol."""
    means: dict[str, Term] = {}
    spreads: dict[str, Term] = {}
    for pair in equations:
        for told, value in (pair, pair[::-1]):
            if told.head not in HEADS or bare_symbols(value) & random or len(set(told.args)) != 1:
                continue
            name = str(told.args[0].value) if told.args[0].head == "sym" else ""
            if name in random:
                (means if told.head == "expect" else spreads).setdefault(name, value)
    for pair in equations:
        for told, value in (pair, pair[::-1]):
            name = _squared(told)
            centred = name in means and _is_zero(means[name])
            if name in random and centred and not bare_symbols(value) & random:
                spreads.setdefault(name, value)
    return {
        name: Moments(means.get(name), spreads.get(name), highest if name in gaussian else 0) for name in sorted(random)
    }


def _squared(told: Term) -> str:
    """x of E[xx'] or E[x^2], or ''."""
    body = told.args[0] if told.head == "expect" else num(0)
    match body.head:
        case "pow" if body.args[0].head == "sym" and body.args[1] == num(2):
            return str(body.args[0].value)
        case "mul" if len(body.args) == 2 and body.args[0].head == "sym":
            one, other = body.args
            return str(one.value) if other in (one, Term("transpose", (one,))) else ""
        case _:
            return ""


def _is_zero(term: Term) -> bool:
    return term == num(0) or term.head == "zeros"


def highest_moment(terms: Iterable[Term], gaussian: frozenset[str]) -> int:
    """The degree of the highest moment of Gaussians; more than models meet for what is no polynomial in them."""
    highest = 2
    for term in terms:
        for node in walk(term):
            if node.head in HEADS and free_symbols(node) & gaussian:
                degrees = [degree(arg, gaussian) for arg in node.args]
                whole = None if None in degrees else sum(d for d in degrees if d is not None)
                whole = 2 * whole if whole is not None and node.head == "covariance" and len(degrees) == 1 else whole
                highest = max(highest, GAUSSIAN_DEGREE + 1 if whole is None else whole)
    return highest


def degree(term: Term, names: frozenset[str]) -> int | None:
    """The degree of a polynomial in some symbols, outside of inner expectations; None for what is none."""
    if term.head in HEADS or free_symbols(term).isdisjoint(names):
        return 0
    if term.head == "sym":
        return 1
    if term.head == "pow":
        base, exponent = term.args
        if exponent.head != "num" or not isinstance(exponent.value, Fraction) or exponent.value.denominator != 1:
            return None
        even = base.head == "norm" and base.value in ("2", "F") and exponent.value % 2 == 0
        inner = degree(base.args[0] if even else base, names)
        return None if inner is None or exponent.value < 0 else inner * int(exponent.value)
    if term.head == "div" and free_symbols(term.args[1]).isdisjoint(names):
        return degree(term.args[0], names)
    if term.head == "sum" and all(free_symbols(end).isdisjoint(names) for end in term.args[1:3]):
        return degree(term.args[3], names)
    if term.head not in _SUMS | _PRODUCTS:
        return None
    degrees = [degree(arg, names) for arg in term.args]
    if None in degrees:
        return None
    return (sum if term.head in _PRODUCTS else max)(d for d in degrees if d is not None)


__all__ = ["Moments", "moments", "sym"]
