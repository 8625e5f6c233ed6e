"""Exponentials of matrices as normal forms, and their differentials.

exp(c I + X) = e^c exp(X); summands that commute give factors that commute with them and with each other, and exp(k X)
is a power of one letter for rational k. exp(P X P^{-1}) = P exp(X) P^{-1}, exp(X)' = exp(X'), and each is invertible.
d exp(X) = exp(X) dX where X and dX commute (Higham, Functions of Matrices, section 10.2).

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.entail import RULE_MODULES
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> from derivations.terms.term import sym
>>> ws = Workspace(Signature({"A": (sym("n"), sym("n"))}), Lessons(), Budget(10_000))
>>> a, s, t = sym("A"), sym("s"), sym("t")
>>> both, one, other = (normal(ws, Term("matexp", (times * a,))) for times in (s + t, s, t))
>>> product(other, one).same(both)
True
"""

from __future__ import annotations

from fractions import Fraction

from derivations.algebra import scalar_rules
from derivations.algebra.abstain import Abstain, Unsupported
from derivations.algebra.completion import add_equation
from derivations.algebra.differentials import ROWS, Differential
from derivations.algebra.exponentials import summands
from derivations.algebra.letters import Word
from derivations.algebra.matrices import inverse, square_size
from derivations.algebra.normal import RULES, normal
from derivations.algebra.rational import Rational
from derivations.algebra.words import Mat, Value, product
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term, mul

_MAX_POWER = 64


def _exponential(ws: Workspace, term: Term) -> Value:
    return exponential(ws, normal(ws, term.args[0]))


def exponential(ws: Workspace, value: Value) -> Value:
    """The exponential of a square matrix."""
    scalar = scalar_rules.FUNCTIONS["exp"]
    if isinstance(value, Rational):
        return scalar(ws, value)
    size = square_size(value)
    words = {word: factor for word, factor in value.terms.items() if word}
    result: Value = Mat.identity(ws, size)
    if () in value.terms:
        result = product(scalar(ws, value.terms[()]), result)
    parts = [Mat(ws, size, size, {word: ws.number(1)}) for word in words]
    if all((one * other).same(other * one) for k, one in enumerate(parts) for other in parts[:k]):
        for word in sorted(words):
            result = product(result, _of_word(ws, size, word, words[word]))
        return result
    return product(result, _letter(ws, Mat(ws, size, size, words)))


def _of_word(ws: Workspace, size: int, word: Word, factor: Rational) -> Value:
    letters = ws.letters
    if (
        len(word) > 2
        and letters.pairs.get((word[0], word[-1])) == ()
        and letters.rows[word[0]] == letters.cols[word[0]]
    ):
        # P X P^{-1}
        inner = _of_word(ws, size, word[1:-1], factor)
        left, right = (Mat(ws, size, size, {(letter,): ws.number(1)}) for letter in (word[0], word[-1]))
        return product(product(left, inner), right)
    result: Value = Mat.identity(ws, size)
    for coefficient, unit in summands(ws, factor):
        fine = ws.grain(("matexp", word, unit.key), coefficient.denominator)
        times = coefficient.numerator * (fine // coefficient.denominator)
        if abs(times) > _MAX_POWER:
            raise Abstain("a large multiple in the exponential of a matrix")
        base: Value = _letter(ws, Mat(ws, size, size, {word: unit * Fraction(1, fine)}))
        base = inverse(ws, base) if times < 0 else base
        for _ in range(abs(times)):
            result = product(result, base)
    return result


def _letter(ws: Workspace, value: Mat) -> Mat:
    """A letter that commutes with its exponent, and with those of exponents that commute with it."""
    flipped = value.T
    if flipped.key < value.key:
        return _letter(ws, flipped).T
    facts = {"invertible"}
    if flipped.same(value):
        facts |= {"symmetric", "positive definite"}
    elif flipped.same(-value):
        facts |= {"orthogonal"}
    known = len(ws.letters.keys)
    letter = ws.letters.letter(
        ("matexp", value.key),
        value.rows,
        value.cols,
        lambda: Term("matexp", (value.to_term(),)),
        value.deps(),
        facts=frozenset(facts),
        payload=value,
    )
    if len(ws.letters.keys) != known:
        commute(ws, value, letter)
    return Mat.letter(ws, letter)


def commute(ws: Workspace, value: Mat, letter: int, *, inverse_too: bool = True) -> None:
    """The letter commutes with the value that it is a function of, and with functions of what commutes with that."""
    plain = _without_factor(ws, value)
    both = [Mat.letter(ws, letter)]
    if inverse_too:
        both.append(Mat.letter(ws, ws.letters.inverse(letter)))
    for one in both:
        add_equation(ws, plain * one - one * plain)
    for other_value, other in ws.powers:
        if other_value.rows == plain.rows and (other_value * plain).same(plain * other_value):
            letters = [each for each in (other, ws.letters.inverse_of.get(other)) if each is not None]
            for beside in (Mat.letter(ws, each) for each in letters):
                for one in both:
                    add_equation(ws, beside * one - one * beside)
    ws.powers.append((plain, letter))


def _without_factor(ws: Workspace, value: Mat) -> Mat:
    """What commutes with c X commutes with X: of a single word, the word."""
    if len(value.terms) != 1:
        return value
    return Mat(ws, value.rows, value.cols, dict.fromkeys(value.terms, ws.number(1)))


def _differential(ws: Workspace, term: Term, d: Differential) -> Term:
    return commuting_change(ws, term, term, d)


def commuting_change(ws: Workspace, term: Term, slope: Term, d: Differential) -> Term:
    """d f(X) = f'(X) dX, where X and dX commute."""
    change = d(term.args[0])
    value, moved = normal(ws, term.args[0]), normal(ws, change)
    if not product(value, moved).same(product(moved, value)):  # type: ignore[arg-type]
        raise Unsupported("the differential of a function of a matrix that does not commute with its change")
    return mul(slope, change)


RULES["matexp"] = _exponential
ROWS["matexp"] = _differential
