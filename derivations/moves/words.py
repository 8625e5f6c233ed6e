"""Sums of words in matrix letters with SymPy coefficients: what the moves compute with.

SymPy's own matrix expressions do not collect, lose the order that was written and treat a 1 x 1 product as no scalar,
so a product of matrices is a word of letters here, in the order written, and SymPy does what it is good at: the
commutative coefficient of each word. This shares no code with `derivations.algebra`, by which the judge proves.
`CannotMove` is raised for what is no polynomial in its letters.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import num, sym
>>> n, d, X, w = map(sym, ("n", "d", "X", "w"))
>>> context = Context.of(shapes={"X": (n, d), "w": (d, num(1))})
>>> words_of((X * w).T * (2 * (X * w)), context).term()
mul(2, transpose(w), transpose(X), X, w)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from derivations.document.context import Context
from derivations.terms.shapes import SCALAR, Shape, Shaper
from derivations.terms.sizes import same_size
from derivations.terms.sympy_bridge import from_sympy, to_sympy
from derivations.terms.sympy_bridge.order import summands as positive_first
from derivations.terms.term import Term, num

Coefficient = Any
"""A commutative SymPy expression."""


class CannotMove(Exception):
    """A move does not apply, or would leave the line as it is."""


class Letter(NamedTuple):
    """A matrix or vector, perhaps transposed."""

    base: Term
    turned: bool = False

    def term(self) -> Term:
        return self.base.T if self.turned else self.base


Word = tuple[Letter, ...]


@dataclass(frozen=True)
class Words:
    """Coefficients by word, in the order in which a person would come upon them."""

    terms: Mapping[Word, Coefficient]
    shape: Shape

    @property
    def scalar(self) -> bool:
        return self.shape == SCALAR

    def term(self, *, split: bool = False) -> Term:
        """The sum as a term; `split` writes each summand of a coefficient on its own."""
        summands: list[Term] = []
        for word, coefficient in self.terms.items():
            whole = coefficient.expand() if split else coefficient
            parts = whole.args if split and whole.is_Add else (whole,)
            found = [_summand(part, word, self.shape) for part in parts]
            summands.extend(found if word else positive_first(found))
        if not summands:
            return num(0)
        return Term("add", tuple(summands)) if len(summands) > 1 else summands[0]


def shape_of(term: Term, context: Context) -> Shape:
    """The shape of a term whose symbols the context knows; an unknown symbol is a scalar."""
    shapes = {name: symbol.shape for name, symbol in context.symbols.items() if symbol.shape is not None}
    members = {name.removesuffix("[]"): shape for name, shape in shapes.items() if name.endswith("[]")}
    return Shaper(shapes, members, shapes).shape(term)


def coefficient_of(term: Term, context: Context) -> Coefficient:
    """A term without matrices as a SymPy expression."""
    shapes = {name: symbol.shape for name, symbol in context.symbols.items() if symbol.shape is not None}
    facts = {name: symbol.facts for name, symbol in context.symbols.items()}
    return to_sympy(term, shapes, facts, evaluate=True)


def _summand(coefficient: Coefficient, word: Word, shape: Shape) -> Term:
    factor = from_sympy(coefficient, ordered=True)
    negative = factor.head == "neg" or (
        factor.head == "num" and isinstance(factor.value, Fraction) and factor.value < 0
    )
    if negative:
        factor = from_sympy(-coefficient, ordered=True)
    letters = [letter.term() for letter in word]
    if not word and shape != SCALAR:
        letters = [Term("eye", (shape[0],))]
    factors = letters if letters and factor == num(1) else [factor, *letters]
    term = Term("mul", tuple(factors)) if len(factors) > 1 else factors[0]
    return -term if negative else term


def turned(word: Word, context: Context) -> Word:
    """The transpose of a word."""
    return tuple(_letter(letter.base, not letter.turned, context) for letter in reversed(word))


def _letter(base: Term, turn: bool, context: Context) -> Letter:
    symmetric = base.head == "sym" and "symmetric" in context.facts_of(str(base.value))
    return Letter(base, turn and not symmetric)


def collected(terms: Iterable[tuple[Word, Coefficient]], shape: Shape, context: Context) -> Words:
    """Like words added up; a 1 x 1 word and its transpose are alike."""
    found: dict[Word, Coefficient] = {}
    for word, coefficient in terms:
        other = turned(word, context) if shape == SCALAR else word
        key = other if word not in found and other in found else word
        found[key] = found.get(key, 0) + coefficient
    return Words({word: c for word, c in found.items() if c != 0}, shape)


def times(left: Words, right: Words, shape: Shape, context: Context) -> Words:
    """The product, distributed; scalar words go first."""
    return collected(
        (
            (two + one if right.scalar and not left.scalar else one + two, c * e)
            for one, c in left.terms.items()
            for two, e in right.terms.items()
        ),
        shape,
        context,
    )


def words_of(term: Term, context: Context) -> Words:
    """The polynomial that a term writes, multiplied out."""
    shape = shape_of(term, context)
    match term.head:
        case "add":
            parts = [words_of(arg, context) for arg in term.args]
            return collected(((w, c) for part in parts for w, c in part.terms.items()), shape, context)
        case "neg":
            inner = words_of(term.args[0], context)
            return Words({word: -c for word, c in inner.terms.items()}, shape)
        case "mul":
            return _product(term, context)
        case "div":
            above = words_of(term.args[0], context)
            below = coefficient_of(term.args[1], context)
            return Words({word: c / below for word, c in above.terms.items()}, shape)
        case "transpose":
            inner = words_of(term.args[0], context)
            return Words({turned(word, context): c for word, c in inner.terms.items()}, shape)
        case "eye":
            return Words({(): coefficient_of(num(1), context)}, shape)
        case "zeros":
            return Words({}, shape)
        case "pow" if _matrices_in(term, context):
            return _power(term, context)
    if shape != SCALAR:
        return Words({(_letter(term, False, context),): coefficient_of(num(1), context)}, shape)
    if _matrices_in(term, context):
        raise CannotMove(f"no polynomial in matrices: {term.head}")
    coefficient = coefficient_of(term, context)
    return Words({} if coefficient == 0 else {(): coefficient}, shape)


def holds(coefficient: Coefficient, letter: Term) -> bool:
    """Whether a coefficient depends on a letter, as 1/|w| does on w."""
    return str(letter.value) in {str(symbol.name) for symbol in coefficient.free_symbols}


def is_coefficient(term: Term, context: Context) -> bool:
    """Whether a term is a scalar that holds no matrix."""
    return not _matrices_in(term, context)


def _matrices_in(term: Term, context: Context) -> bool:
    return shape_of(term, context) != SCALAR or any(_matrices_in(arg, context) for arg in term.args)


def _product(term: Term, context: Context) -> Words:
    product = words_of(term.args[0], context)
    for place, arg in enumerate(term.args[1:], start=2):
        shape = shape_of(Term("mul", term.args[:place]), context)
        product = times(product, words_of(arg, context), shape, context)
    return product


def _power(term: Term, context: Context) -> Words:
    base, exponent = term.args
    count = exponent.value
    if not isinstance(count, Fraction) or count.denominator != 1 or not 0 <= count <= 8:
        raise CannotMove("a power of matrices that is no small whole number")
    if count == 0:
        return Words({(): coefficient_of(num(1), context)}, shape_of(base, context))
    if base.head == "norm" and count % 2 == 0 and _euclidean(base, context):
        inner = words_of(base.args[0], context)
        flipped = Words({turned(w, context): c for w, c in inner.terms.items()}, (inner.shape[1], inner.shape[0]))
        unit = times(flipped, inner, SCALAR, context)
        count = count / 2
    else:
        unit = words_of(base, context)
    power = unit
    for _ in range(int(count) - 1):
        power = times(power, unit, unit.shape, context)
    return power


def _euclidean(norm: Term, context: Context) -> bool:
    columns = shape_of(norm.args[0], context)[1]
    return norm.value in ("2", "F") and same_size(columns, num(1))
