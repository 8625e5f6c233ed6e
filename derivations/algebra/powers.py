"""Powers of matrices, with numbers and with symbols in the exponent.

A^k with a symbolic k is a letter that commutes with A. What A is tells more: (c A)^k = c^k A^k, (P A P^-1)^k =
P A^k P^-1, (A^-1)^k = (A^k)^-1, (A^k)^m = A^(k m); where A L = L B also A^k L = L B^k, as in (X X')^k X = X (X'X)^k.

>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.workspace import Lessons
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> n = ws.letters.size(ws.symbol("n"))
>>> a, k = Mat.letter(ws, ws.letters.symbol("A", n, n)), ws.symbol("k")
>>> (a * matrix_power(ws, a, k)).same(matrix_power(ws, a, k + 1))
True
"""

from __future__ import annotations

from derivations.algebra.abstain import Abstain
from derivations.algebra.bilinear import bilinear_product, kronecker_factors
from derivations.algebra.completion import add_equation
from derivations.algebra.exponentials import is_integer, power
from derivations.algebra.letters import ONE, Word
from derivations.algebra.matrices import inverse, is_invertible, square_size
from derivations.algebra.rational import Rational
from derivations.algebra.words import Mat, Value, minus, normal_word, product
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term

# what a power of a matrix has if the matrix has it
_KEPT = frozenset({"diagonal", "orthogonal", "positive definite", "invertible"})

_MAX_POWER = 64
_MAX_BACK = 6
_MAX_COMMUTING = 4


def matrix_power(ws: Workspace, value: Mat, exponent: Rational) -> Value:
    """A square matrix to an integer, or to a symbol that is a natural number."""
    size = square_size(value)
    number = exponent.number()
    if number is None:
        return _symbolic_power(ws, value, exponent)
    if number.denominator != 1 or abs(number) > _MAX_POWER:
        raise Abstain(f"a matrix to the power {number}")
    result: Value = Mat.identity(ws, size)
    base = inverse(ws, value) if number < 0 else value
    for _ in range(abs(int(number))):
        result = product(result, base)
    return result


def _symbolic_power(ws: Workspace, value: Mat, exponent: Rational) -> Value:
    if not exponent.den.is_one():
        raise Abstain("a matrix to a quotient")
    parts: list[tuple[Rational, int]] = []
    for exponents, coefficient in exponent.num.to_dict().items():
        if coefficient.q != 1 or abs(int(coefficient.p)) > _MAX_POWER:
            raise Abstain("a matrix to a fraction")
        parts.append((ws.rational(ws.pool.context.from_dict({exponents: 1})), int(coefficient.p)))
    signs = {times > 0 for _, times in parts}
    if len(signs) > 1 and not is_invertible(ws, value):
        # A^(k - 1) is no A^k A^-1: A need not be invertible
        return _lowered(ws, value, exponent)
    result: Value = Mat.identity(ws, value.rows)
    for unit, times in parts:
        base: Value = value if unit.is_one() else _power_of(ws, value, unit)
        if times < 0:
            base = inverse(ws, base)
        for _ in range(abs(times)):
            result = product(result, base)
    return result


def _lowered(ws: Workspace, value: Mat, exponent: Rational) -> Mat:
    """A^(e) with A A^(e) = A^(e + 1), for an e that is a difference."""
    constant = exponent.num.to_dict().get((0,) * ws.pool.size)
    result, new = _letter_of_power(ws, value, exponent)
    if new and constant is not None and -_MAX_BACK <= int(constant.p) < 0:
        above = matrix_power(ws, value, exponent + 1)
        add_equation(ws, _matrix(minus(product(value, result), above)))
    return result


def _matrix(value: Value) -> Mat:
    if isinstance(value, Rational):
        raise Abstain("a number where a matrix is needed")
    return value


def _power_of(ws: Workspace, value: Mat, exponent: Rational) -> Value:
    """A^k for a k that is one symbol, or a product of them."""
    if value.is_zero():
        raise Abstain("a power of the zero matrix")
    if len(value.terms) == 1:
        ((word, factor),) = value.terms.items()
        if not factor.is_one() and is_integer(ws, exponent):
            outside = power(ws, factor, exponent)
            return product(outside, _power_of(ws, value.scale(factor.inverse()), exponent))
        if factor.is_one():
            found = _power_of_word(ws, value, word, exponent)
            if found is not None:
                return found
    flipped = value.T
    if flipped.key < value.key:
        return _letter_of_power(ws, flipped, exponent)[0].T
    return _letter_of_power(ws, value, exponent)[0]


def _power_of_word(ws: Workspace, value: Mat, word: Word, exponent: Rational) -> Value | None:
    letters = ws.letters
    if not word:
        return value
    first, last = word[0], word[-1]
    if len(word) > 2 and letters.pairs.get((last, first)) == () == letters.pairs.get((first, last)):
        inner = _power_of(ws, Mat(ws, value.rows, value.cols, {word[1:-1]: ws.number(1)}), exponent)
        return product(product(Mat.letter(ws, first), inner), Mat.letter(ws, last))
    if len(word) == 1:
        base = min(first, letters.flip[first])
        kind = letters.keys[base][0]
        if kind == "inverse":
            return inverse(ws, _power_of(ws, Mat.letter(ws, letters.inverse_of[first]), exponent))
        if kind == "power":
            inner_value, inner_exponent = letters.payload[base]
            found = matrix_power(ws, inner_value, inner_exponent * exponent)
            return found if base == first or isinstance(found, Rational) else found.T
        factors = kronecker_factors(ws, first)
        if factors is not None:
            one, other = (_power_of(ws, part, exponent) for part in factors)
            return bilinear_product(ws, "kron", one, other)
        return None
    if len(word) <= _MAX_COMMUTING and all(letters.rows[letter] == letters.cols[letter] for letter in word):
        ordered = [Mat.letter(ws, letter) for letter in sorted(word)]
        if all((one * other).same(other * one) for one in ordered for other in ordered):
            result: Value = Mat.identity(ws, value.rows)
            for one in ordered:
                result = product(result, _power_of(ws, one, exponent))
            return result
    return None


def _letter_of_power(ws: Workspace, value: Mat, exponent: Rational) -> tuple[Mat, bool]:
    """The letter of a power, and whether it is new."""
    facts: frozenset[str] = frozenset({"symmetric"}) if value.T.same(value) else frozenset()
    single = next(iter(value.terms)) if len(value.terms) == 1 else ()
    if len(single) == 1 and value.terms[single].is_one():
        facts |= ws.letters.facts[single[0]] & _KEPT
    known = len(ws.letters.keys)
    letter = ws.letters.letter(
        ("power", value.key, exponent.key),
        value.rows,
        value.cols,
        lambda: Term("pow", (value.to_term(), exponent.to_term())),
        value.deps() | exponent.deps(),
        facts=facts,
        payload=(value, exponent),
    )
    result = Mat.letter(ws, letter)
    if len(ws.letters.keys) == known:
        return result, False
    add_equation(ws, value * result - result * value)
    if (value * value).same(value):
        # also where the exponent is 0
        add_equation(ws, result * value - value)
    ws.powers.append((value, letter))
    _relate(ws, value, letter, exponent)
    return Mat.letter(ws, letter), True


def relate_powers(ws: Workspace) -> None:
    """Say again what powers and exponentials commute with, of letters that came after them."""
    for value, letter in tuple(ws.powers):
        _relate(ws, value, letter, _exponent(ws, letter))


def _exponent(ws: Workspace, letter: int) -> Rational | None:
    """The exponent of a power; None of the exponential of a matrix."""
    if ws.letters.keys[letter][0] != "power":
        return None
    exponent: Rational = ws.letters.payload[letter][1]
    return exponent


def _relate(ws: Workspace, value: Mat, letter: int, exponent: Rational | None) -> None:
    """A^k L = L B^k where A L = L B; A^k L = L A^k where A and L commute, for letters L and for powers L of others."""
    letters = ws.letters
    mine = Mat.letter(ws, letter)
    for other in range(len(letters.keys)):
        square = letters.rows[other] == letters.cols[other] == value.rows
        if square and letters.keys[other][0] in ("symbol", "inverse") and other not in (letter, letters.flip[letter]):
            one = Mat.letter(ws, other)
            if (value * one).same(one * value):
                add_equation(ws, mine * one - one * mine)
    for other_value, other in tuple(ws.powers):
        if other == letter:
            continue
        theirs = Mat.letter(ws, other)
        if other_value.rows == value.rows and (other_value * value).same(value * other_value):
            add_equation(ws, theirs * mine - mine * theirs)
        same = _exponent(ws, other)
        if exponent is None or same is None or not same.same(exponent):
            continue
        for between in _prefixes(ws, value):
            if between.cols == other_value.rows and (value * between).same(between * other_value):
                add_equation(ws, mine * between - between * theirs)


def _prefixes(ws: Workspace, value: Mat) -> list[Mat]:
    """The beginnings of the words of a matrix."""
    letters = ws.letters
    heads = {word[:end] for word in value.terms for end in range(1, len(word))}
    return [
        Mat(ws, letters.rows[head[0]], letters.cols[head[-1]], normal_word(ws, head))
        for head in sorted(heads)
        if letters.cols[head[-1]] != ONE
    ]


def geometric(
    ws: Workspace, total: Mat, power_of: tuple[Mat, Rational], ratio: Rational, name: str, count: Rational
) -> None:
    """Equations for S = sum of r^k A^e over k = 1..count, where e is k plus a number."""
    value, exponent = power_of
    shift = (exponent - ws.symbol(name)).number()
    if shift is None or shift.denominator != 1 or shift < -1 or not is_integer(ws, count):
        return
    first = product(ratio, matrix_power(ws, value, ws.number(1 + shift)))
    after = product(power(ws, ratio, count + 1), matrix_power(ws, value, count + 1 + shift))
    add_equation(ws, _matrix(minus(minus(total * value.scale(ratio), total), minus(after, first))))
    add_equation(ws, total * value - value * total)
