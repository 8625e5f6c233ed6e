"""Where a claim has values: what it divides by, inverts, or takes roots and logarithms of.

Conditions are split into factors and dropped where they are known to hold: `2 a b` is not zero where `a` and `b`
are not. An inverse is defined where its matrix is invertible; for X'X that is a statement on the rank of X, and
where the shape of X makes it impossible there is nothing to prove: `Abstain` says so.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.entail import RULE_MODULES
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> from derivations.terms.term import sym
>>> ws = Workspace(Signature({}, {"b": frozenset({"positive"})}), Lessons(), Budget(1000))
>>> [condition for condition in domain(ws, num(1) / (2 * sym("a") * sym("b")))]
[ne(a, 0)]
"""

from __future__ import annotations

from collections.abc import Iterator
from math import lcm

from derivations.algebra.abstain import Abstain, NeverInvertible
from derivations.algebra.determinants import determinant
from derivations.algebra.letters import Word
from derivations.algebra.matrices import square_size
from derivations.algebra.normal import normal
from derivations.algebra.partitions import corners
from derivations.algebra.pool import Polynomial
from derivations.algebra.rational import Rational, poly_term
from derivations.algebra.signs import nonnegative, positive, sign
from derivations.algebra.words import Mat, flip
from derivations.algebra.workspace import Workspace
from derivations.terms.heads import binder_of
from derivations.terms.term import Term, free_symbols, num, substitute, sym

_ENOUGH = {"ge": ("+", "0+"), "gt": ("+",)}
_COMPOSED = frozenset({"mul", "neg", "div", "pow"})
_ZERO = num(0)


def outside_binders(term: Term) -> Iterator[Term]:
    """Every node that is evaluated wherever the term is."""
    stack = [term]
    while stack:
        node = stack.pop()
        if binder_of(node.head) is None and node.head != "piecewise":
            yield node
            stack.extend(reversed(node.args))


def ranges(term: Term) -> Iterator[Term]:
    """The sums and products with ends of their own, those in others left out."""
    stack = [term]
    while stack:
        node = stack.pop()
        if node.head in ("sum", "prod"):
            yield node
        elif binder_of(node.head) is None:
            stack.extend(reversed(node.args))


def _is_counting(ws: Workspace, name: str) -> bool:
    return ws.signature.has(name, "integer") and ws.signature.has(name, "positive")


def _is_not_negative(ws: Workspace, term: Term) -> bool:
    value = normal(ws, term)
    if not isinstance(value, Rational):
        return False
    return value.is_zero() or (sign(ws, value.num) in _ENOUGH["ge"] and sign(ws, value.den) == "+")


def domain(ws: Workspace, term: Term) -> frozenset[Term]:
    """The conditions under which a term has a value, without those that are known to hold. A sum does not run
    backwards: from 1 to n - 2 it has n - 2 summands, which is none where n is 2, and never -1.
    """
    found: set[Term] = set()
    for node in ranges(term):
        count = node.args[2] - node.args[1] + 1
        # a whole number above 0 is at least 1
        least = {name: sym(name) + 1 for name in free_symbols(count) if _is_counting(ws, name)}
        if _is_not_negative(ws, substitute(count, least)):
            continue
        value = normal(ws, count)
        if isinstance(value, Rational):
            found.add(Term("ge", (value.to_term(), _ZERO)))
    for node in outside_binders(term):
        if node.head == "div":
            found.update(_invertible(ws, node.args[1]))
        elif node.head == "inverse" or (node.head == "pow" and _is_negative(node.args[1])):
            found.update(_invertible(ws, node.args[0]))
        elif node.head in ("sqrt", "log"):
            relation, part = ("ge" if node.head == "sqrt" else "gt"), node.args[0]
            value = normal(ws, part)
            if not isinstance(value, Rational) or ws.is_imaginary(value):
                continue
            if sign(ws, value.num) not in _ENOUGH[relation] or sign(ws, value.den) != "+":
                found.add(Term(relation, (part, _ZERO)))
    return frozenset(found)


def nonzero_factors(ws: Workspace, poly: Polynomial, written: Term) -> Iterator[Term]:
    """`f != 0` for the factors of a polynomial that may vanish; a sum keeps the form in which it was written."""
    if sign(ws, poly) in ("+", "-"):
        return
    _, factors = ws.factor(poly)
    unknown = [factor for factor, _ in factors if sign(ws, factor) not in ("+", "-")]
    if len(factors) == 1 and factors[0][1] == 1 and written.head not in _COMPOSED:
        yield Term("ne", (written, _ZERO))
        return
    for factor in unknown:
        whole = lcm(*(int(coefficient.q) for coefficient in factor.coeffs()))
        yield Term("ne", (poly_term(ws.pool, factor * whole), _ZERO))


def _is_negative(exponent: Term) -> bool:
    return exponent.head == "neg" or (exponent.head == "num" and repr(exponent).startswith("-"))


def _invertible(ws: Workspace, part: Term) -> Iterator[Term]:
    value = normal(ws, part)
    if isinstance(value, Rational):
        if value.is_zero():
            raise Abstain("division by zero")
        if not ws.is_imaginary(value) or not ws.unordered.isdisjoint(value.deps()):
            yield from nonzero_factors(ws, value.num, part)
        return
    square_size(value)
    if ws.expand:
        yield from _by_determinant(ws, value, part)
        return
    if corners(ws, value) is not None:
        yield from _by_blocks(ws, value, part)
        return
    if len(value.terms) == 1:
        ((word, factor),) = value.terms.items()
        yield from nonzero_factors(ws, factor.num, factor.to_term())
        if all(ws.letters.rows[letter] == ws.letters.cols[letter] for letter in word):
            # a product of square matrices is invertible where each of them is
            for letter in dict.fromkeys(min(letter, ws.letters.flip[letter]) for letter in word):
                yield from _letter_condition(ws, letter)
            return
    _refuse_low_rank(ws, value, part)
    if not _is_definite(ws, value) and not _has_full_rank(ws, value):
        flipped = value.T
        yield _is_invertible(min((value, flipped), key=lambda one: one.key).to_term())


def _is_invertible(matrix: Term) -> Term:
    return Term("ne", (Term("det", (matrix,)), _ZERO))


def _letter_condition(ws: Workspace, letter: int) -> Iterator[Term]:
    """That a square letter is invertible; letters of inverses are."""
    letters = ws.letters
    if letters.keys[letter][0] == "inverse of sum":
        return
    if letters.keys[letter][0] == "inverse":
        letter = letters.inverse_of[letter]
        letter = min(letter, letters.flip[letter])
    if not letters.facts[letter] & {"invertible", "positive definite", "orthogonal"}:
        yield _is_invertible(letters.shows[letter]())


def _by_determinant(ws: Workspace, value: Mat, part: Term) -> Iterator[Term]:
    found = determinant(ws, value)
    if found.is_zero():
        raise NeverInvertible(f"{part} is never invertible")
    real = not ws.is_imaginary(found) or not ws.unordered.isdisjoint(found.deps())
    if real and not _never_zero(ws, found):
        yield _is_invertible(part)


def _by_blocks(ws: Workspace, value: Mat, part: Term) -> Iterator[Term]:
    """A matrix of blocks is invertible where its determinant, by blocks, is a product of what is not zero."""
    found = determinant(ws, value)
    if found.is_zero() or not _never_zero(ws, found):
        yield _is_invertible(part)


def _never_zero(ws: Workspace, value: Rational) -> bool:
    """Whether a number has a sign, or is a product of what is not zero."""
    if sign(ws, value.num) in ("+", "-"):
        return True
    return len(value.num) == 1 and all(ws.pool.atoms[place].nonzero for place in ws.pool.used(value.num))


def _refuse_low_rank(ws: Workspace, value: Mat, part: Term) -> None:
    """The rank of a product is at most each of its sizes, that of a sum at most the sum of the ranks."""
    letters = ws.letters
    size = letters.concrete[value.rows]
    bounds = []
    for word in value.terms:
        known = [letters.concrete[letters.cols[letter]] for letter in word]
        bounds.append(min((number for number in known if number is not None), default=None))
    known_bounds = [bound for bound in bounds if bound is not None]
    if size is not None and len(known_bounds) == len(bounds) and sum(known_bounds) < size:
        raise NeverInvertible(
            f"{value.to_term()} is never invertible: its rank is at most {sum(known_bounds)}, below {size}"
        )


def _is_definite(ws: Workspace, value: Mat) -> bool:
    """A sum of matrices B'SB with S positive semidefinite, one of them positive definite, times positive numbers."""
    definite = False
    for word, factor in value.terms.items():
        kind = _form(ws, word)
        if not kind or not nonnegative(ws, factor):
            return False
        definite = definite or (kind == "positive definite" and positive(ws, factor))
    return definite


def _form(ws: Workspace, word: Word) -> str:
    """What is known of a word: positive definite, positive semidefinite, or nothing ("")."""
    if any(not ws.unordered.isdisjoint(ws.letters.deps[letter]) for letter in word):
        return ""
    half = len(word) // 2
    facts = ws.letters.facts[word[half]] if len(word) % 2 else frozenset({"positive definite"})
    core = next((fact for fact in ("positive definite", "positive semidefinite", "idempotent") if fact in facts), "")
    if core == "idempotent":
        core = "positive semidefinite" if "symmetric" in facts else ""
    after = word[half + len(word) % 2 :]
    if not core or flip(ws, after) != (word[:half], 1):
        return ""
    if core == "positive definite" and all(_is_injective(ws, letter) for letter in after):
        return core
    return "positive semidefinite"


def _is_injective(ws: Workspace, letter: int) -> bool:
    """Whether Bx = 0 gives x = 0."""
    facts = ws.letters.facts[letter]
    if facts & {"invertible", "positive definite", "orthogonal"}:
        return True
    upright = letter <= ws.letters.flip[letter]
    return ("full column rank" if upright else "full row rank") in facts


def _has_full_rank(ws: Workspace, value: Mat) -> bool:
    """A single product B'SB that is definite up to its factor."""
    if len(value.terms) != 1:
        return False
    (word,) = value.terms
    return _form(ws, word) == "positive definite"
