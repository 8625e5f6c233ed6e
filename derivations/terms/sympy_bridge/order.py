r"""The order in which a person writes what SymPy keeps sorted its own way.

A sum starts with something positive where it holds such a thing, the simplest of it: `c - \eta c + 6 \eta`, not
`-\eta c + 6 \eta + c`. In a product a sum of parameters, which are Greek, stands before what it multiplies:
`(1 - \beta) g`, which reads as no function of `1 - \beta` either.

>>> eta, c, g = sym("\\eta"), sym("c"), sym("g")
>>> summands([-(eta * c), 6 * eta, c])
[c, neg(mul(\eta, c)), mul(6, \eta)]
>>> factors([num(2), g, 1 - eta])
[2, add(1, neg(\eta)), g]
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derivations.terms.term import Term, free_symbols, num, sym, walk  # noqa: F401 - num, sym: the doctest


def summands(terms: Sequence[Term]) -> list[Term]:
    """The terms, with the simplest positive one in front of what would start with a minus sign."""
    positive = [place for place, term in enumerate(terms) if not _is_negative(term)]
    if not positive or positive[0] == 0:
        return list(terms)
    first = min(positive, key=lambda place: (sum(1 for _ in walk(terms[place])), place))
    return [terms[first], *terms[:first], *terms[first + 1 :]]


def factors(terms: Sequence[Term]) -> list[Term]:
    """The factors, with powers of sums of parameters in front of the first Latin letter."""
    sums = [term for term in terms if _is_sum_of_parameters(term)]
    latin = next((place for place, term in enumerate(terms) if term not in sums and not _is_parameter(term)), None)
    if latin is None:
        return list(terms)
    before = [term for term in terms[:latin] if term not in sums]
    return [*before, *sums, *(term for term in terms[latin:] if term not in sums)]


def _is_negative(term: Term) -> bool:
    return term.head == "neg" or (term.head == "num" and isinstance(term.value, Fraction) and term.value < 0)


def _is_parameter(term: Term) -> bool:
    return all(name.startswith("\\") for name in free_symbols(term))


def _is_sum_of_parameters(term: Term) -> bool:
    base = term.args[0] if term.head == "pow" else term
    return base.head == "add" and _is_parameter(base)
