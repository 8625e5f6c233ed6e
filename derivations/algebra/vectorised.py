"""Vectors out of their entries: sum_k exp(u'e_k) (v'e_k) e_k is exp(u) o v.

Without the e_k at its end it is 1'(exp(u) o v). What `sums.py` cannot contract it asks here; None where an entry is no
entrywise expression of vectors.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.entail import RULE_MODULES
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> from derivations.terms.term import num, sym
>>> ws = Workspace(Signature({"x": (sym("n"), num(1))}), Lessons(), Budget(1000))
>>> entries = Term("exp", (Term("entry", (sym("x"), sym("k"))),))
>>> normal(ws, Term("sum", (sym("k"), num(1), sym("n"), entries))).to_term()
mul(transpose(exp(x)), ones(n, 1))
"""

from __future__ import annotations

from derivations.algebra.hadamard import joined
from derivations.algebra.letters import ONE, Word
from derivations.algebra.normal import normal
from derivations.algebra.rational import Rational
from derivations.algebra.words import Mat, as_number, flip
from derivations.algebra.workspace import Workspace
from derivations.terms.heads import ELEMENTWISE
from derivations.terms.term import Term, mul, num

_MAX_DEGREE = 6
_MAX_TERMS = 12


def vector_of(ws: Workspace, value: Rational, name: str, size: int) -> Mat | None:
    """The vector of this size whose entry number `name` is the value."""
    if not value.den.is_one():
        return _quotient(ws, value, name, size)
    if len(value.num) > _MAX_TERMS:
        return None
    total = Mat(ws, size, ONE, {})
    for exponents, coefficient in value.num.to_dict().items():
        ws.budget.charge()
        outside: list[int] = []
        factors: list[Mat] = []
        for place, exponent in enumerate(exponents):
            if not exponent:
                outside.append(0)
                continue
            moves = name in ws.pool.atoms[place].deps
            outside.append(0 if moves else exponent)
            if moves:
                if exponent > _MAX_DEGREE:
                    return None
                factor = _vector_of_atom(ws, place, int(exponent), name, size)
                if factor is None:
                    return None
                factors.extend(factor)
        weight = ws.rational(ws.pool.context.from_dict({tuple(outside): coefficient}))
        product = _hadamard(ws, factors, size)
        if product is None:
            return None
        total = total + product.scale(weight)
    return total


def _quotient(ws: Workspace, value: Rational, name: str, size: int) -> Mat | None:
    """u o w, where w holds the reciprocals of the entries of another vector."""
    above = vector_of(ws, ws.rational(value.num), name, size)
    below = vector_of(ws, ws.rational(value.den), name, size)
    if above is None or below is None or below.is_zero():
        return None

    def show() -> Term:
        ones = Term("ones", (ws.letters.sizes[size].to_term(), num(1)))
        return mul(Term("inverse", (Term("diag", (below.to_term(),)),)), ones)

    def entry(left: Word, right: Word) -> Rational:
        total = ws.number(0)
        for word, factor in below.terms.items():
            total = total + factor * as_number(ws, left + word + right)
        return total.inverse()

    letter = ws.letters.letter(("reciprocal", below.key), size, ONE, show, below.deps(), payload=entry)
    total = Mat(ws, size, ONE, {})
    for word, factor in above.terms.items():
        ones = all(ws.letters.keys[each][0] == "ones" for each in word)
        product = (letter,) if ones else joined(ws, [word, (letter,)], size, ONE)
        total = total + Mat(ws, size, ONE, {product: factor})
    return total


def word_of(ws: Workspace, value: Rational, name: str, size: int) -> Word | None:
    """The same as one word."""
    found = vector_of(ws, value, name, size)
    if found is None or len(found.terms) != 1:
        return None
    ((word, factor),) = found.terms.items()
    return word if factor.is_one() else None


def _vector_of_atom(ws: Workspace, place: int, exponent: int, name: str, size: int) -> list[Mat] | None:
    atom = ws.pool.atoms[place]
    if atom.key[0] == "word":
        column = _column(ws, atom.payload, name, size)
        return None if column is None else [column] * exponent
    if atom.key[0] in ELEMENTWISE and isinstance(atom.payload, Rational):
        times = exponent if atom.key[0] == "exp" else 1
        inside = vector_of(ws, atom.payload * times, name, size)
        if inside is None or inside.is_zero():
            return None
        value = normal(ws, Term(str(atom.key[0]), (inside.to_term(),)))
        return [value] * (exponent // times) if isinstance(value, Mat) else None
    return None


def _column(ws: Workspace, word: Word, name: str, size: int) -> Mat | None:
    """u of u'e_k."""
    for candidate in (word, flip(ws, word)[0]):
        index = ws.letters.basis_index(candidate[-1])
        if (
            index is not None
            and ws.letters.rows[candidate[-1]] == size
            and index.same(ws.symbol(name))
            and not any(name in ws.letters.deps[letter] for letter in candidate[:-1])
        ):
            column, mark = flip(ws, candidate[:-1])
            return Mat(ws, size, ONE, {column: ws.number(mark * flip(ws, word)[1] if candidate != word else mark)})
    return None


def _hadamard(ws: Workspace, factors: list[Mat], size: int) -> Mat | None:
    if not factors:
        ones = normal(ws, Term("ones", (ws.letters.sizes[size].to_term(), ws.letters.sizes[ONE].to_term())))
        return ones if isinstance(ones, Mat) else None
    result = factors[0]
    for factor in factors[1:]:
        product = normal(ws, Term("hadamard", (result.to_term(), factor.to_term())))
        if not isinstance(product, Mat):
            return None
        result = product
    return result
