"""What is done to matrix polynomials: inverse, power, trace, determinant, norms, entrywise products, opaque letters.

The inverse of a product of square letters is the reversed product of inverses. The inverse of a sum S is a
fresh letter U with the equations S U = U S = I, from which `completion.py` makes rewrite rules.

>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.workspace import Lessons
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> n = ws.letters.size(ws.symbol("n"))
>>> a, b = (Mat.letter(ws, ws.letters.symbol(name, n, n)) for name in "AB")
>>> trace(ws, a * b).same(trace(ws, b * a)), trace(ws, a * b).same(trace(ws, a * b.T))
(True, False)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from derivations.algebra.abstain import Abstain, ShapeClash
from derivations.algebra.completion import add_equation
from derivations.algebra.determinants import of_blocks, of_update
from derivations.algebra.exponentials import exponential, power
from derivations.algebra.grids import from_grid, grid_determinant, grid_inverse, to_grid
from derivations.algebra.letters import ONE, Word
from derivations.algebra.radicals import root
from derivations.algebra.rational import Rational
from derivations.algebra.signs import sign
from derivations.algebra.words import Mat, Value, flip, normal_word, product
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term, mul

_MAX_POWER = 64


def transpose(value: Value) -> Value:
    return value if isinstance(value, Rational) else value.T


def square_size(value: Mat) -> int:
    if value.rows != value.cols:
        raise ShapeClash(f"a square matrix is needed, this is {value.shape_text()}")
    return value.rows


def opaque(
    ws: Workspace,
    key: tuple[Hashable, ...],
    rows: int,
    cols: int,
    show: Callable[[], Term],
    deps: frozenset[str],
    facts: frozenset[str] = frozenset(),
) -> Value:
    """An atom of any shape."""
    if rows == ONE and cols == ONE:
        return ws.atom(key, show, deps)
    return Mat.letter(ws, ws.letters.letter(key, rows, cols, show, deps, facts=facts))


def inverse(ws: Workspace, value: Value) -> Value:
    """The inverse; the claim wrote it, hence it exists."""
    if isinstance(value, Rational):
        return value.inverse()
    size = square_size(value)
    if value.is_zero():
        raise Abstain("the inverse of zero")
    grid = to_grid(ws, value) if ws.expand or any(ws.letters.basis_index(x) for w in value.terms for x in w) else None
    if grid is not None:
        return from_grid(ws, grid_inverse(ws, grid))
    if len(value.terms) == 1:
        ((word, factor),) = value.terms.items()
        letters = ws.letters
        if all(letters.rows[letter] == letters.cols[letter] for letter in word):
            reverse = tuple(_inverse_letter(ws, letter) for letter in reversed(word))
            if all(letter is not None for letter in reverse):
                found = normal_word(ws, tuple(letter for letter in reverse if letter is not None))
                return Mat(ws, size, size, dict(found)).scale(factor.inverse())
            back = _sum_behind(ws, word)
            if back is not None:
                return back.scale(factor.inverse())
    return _inverse_of_sum(ws, value)


def _inverse_letter(ws: Workspace, letter: int) -> int | None:
    base = min(letter, ws.letters.flip[letter])
    if ws.letters.keys[base][0] == "inverse of sum":
        return None
    found = ws.letters.inverse(letter)
    if not any(number == found for _, number in ws.inverted):
        ws.inverted.append((Mat.letter(ws, letter), found))
    return found


def _sum_behind(ws: Workspace, word: Word) -> Mat | None:
    """S, if the word is the letter of S^{-1} (or of its transpose)."""
    if len(word) != 1:
        return None
    base = min(word[0], ws.letters.flip[word[0]])
    found: Mat | None = ws.letters.payload.get(base)
    return found.T if found is not None and base != word[0] else found


def _inverse_of_sum(ws: Workspace, value: Mat) -> Mat:
    scale = value.terms[max(value.terms, key=lambda word: (len(word), word))]
    if sign(ws, scale.num) in ("+", "-"):
        value = value.scale(scale.inverse())
    else:
        scale = ws.number(1)
    flipped = value.T
    if flipped.key < value.key:
        return _inverse_letter_of_sum(ws, flipped).T.scale(scale.inverse())
    return _inverse_letter_of_sum(ws, value).scale(scale.inverse())


def _inverse_letter_of_sum(ws: Workspace, value: Mat) -> Mat:
    symmetric = value.T.same(value)
    known = len(ws.letters.keys)
    letter = ws.letters.letter(
        ("inverse of sum", value.key),
        value.rows,
        value.cols,
        lambda: Term("inverse", (value.to_term(),)),
        value.deps(),
        facts=frozenset({"symmetric"}) if symmetric else frozenset(),
        payload=value,
    )
    unit = Mat.letter(ws, letter)
    if len(ws.letters.keys) != known:
        identity = Mat.identity(ws, value.rows)
        ws.inverted.append((value, letter))
        for equation in (value * unit - identity, unit * value - identity):
            add_equation(ws, equation)
    return Mat.letter(ws, letter)


def matrix_power(ws: Workspace, value: Mat, exponent: Rational) -> Value:
    """A square matrix to an integer, or to a symbol that is a natural number."""
    size = square_size(value)
    number = exponent.number()
    if number is not None:
        if number.denominator != 1 or abs(number) > _MAX_POWER:
            raise Abstain(f"a matrix to the power {number}")
        result: Value = Mat.identity(ws, size)
        base = inverse(ws, value) if number < 0 else value
        for _ in range(abs(int(number))):
            result = product(result, base)
        return result
    return _symbolic_power(ws, value, exponent)


def _symbolic_power(ws: Workspace, value: Mat, exponent: Rational) -> Value:
    if not exponent.den.is_one():
        raise Abstain("a matrix to a quotient")
    result: Value = Mat.identity(ws, value.rows)
    for exponents, coefficient in exponent.num.to_dict().items():
        if coefficient.q != 1 or abs(int(coefficient.p)) > _MAX_POWER:
            raise Abstain("a matrix to a fraction")
        unit = ws.rational(ws.pool.context.from_dict({exponents: 1}))
        times = int(coefficient.p)
        base: Value = value if unit.is_one() else _power_letter(ws, value, unit)
        if times < 0:
            base = inverse(ws, base)
        for _ in range(abs(times)):
            result = product(result, base)
    return result


def _power_letter(ws: Workspace, value: Mat, exponent: Rational) -> Mat:
    if value.same(Mat.identity(ws, value.rows)):
        return value
    flipped = value.T
    if flipped.key < value.key:
        return _power_letter(ws, flipped, exponent).T
    known = len(ws.letters.keys)
    letter = ws.letters.letter(
        ("power", value.key, exponent.key),
        value.rows,
        value.cols,
        lambda: Term("pow", (value.to_term(), exponent.to_term())),
        value.deps() | exponent.deps(),
        facts=frozenset({"symmetric"}) if flipped.same(value) else frozenset(),
    )
    result = Mat.letter(ws, letter)
    if len(ws.letters.keys) != known:
        # powers of one matrix commute with it and with each other
        add_equation(ws, value * result - result * value)
        for other_value, other in ws.powers:
            if other_value.rows == value.rows and (
                other_value.same(value) or (other_value * value).same(value * other_value)
            ):
                power_of_other = Mat.letter(ws, other)
                add_equation(ws, power_of_other * result - result * power_of_other)
        ws.powers.append((value, letter))
    return Mat.letter(ws, letter)


def trace(ws: Workspace, value: Value) -> Rational:
    """The trace: cyclic, and equal for the transpose."""
    if isinstance(value, Rational):
        return value
    square_size(value)
    total = ws.number(0)
    for word, factor in value.terms.items():
        total = total + factor * _trace_of_word(ws, word, value.rows)
    return total


def _trace_of_word(ws: Workspace, word: Word, size: int) -> Rational:
    letters = ws.letters
    if not word:
        return letters.sizes[size]
    best: tuple[Word, int] | None = None
    flipped, mark = flip(ws, word)
    for start, sign_of in ((word, 1), (flipped, mark)):
        for turn in range(len(start)):
            rotation = start[turn:] + start[:turn]
            terms = normal_word(ws, rotation)
            if rotation not in terms:
                if any(len(one) >= len(rotation) for one in terms):
                    # a rule of commutation: it would turn the trace in a circle
                    continue
                inner = letters.rows[rotation[0]]
                if inner == ONE:
                    return as_scalar_terms(ws, terms) * sign_of
                return trace(ws, Mat(ws, inner, inner, terms)) * sign_of
            if best is None or rotation < best[0]:
                best = (rotation, sign_of)
    if best is None:
        raise Abstain("the trace of nothing")
    if best[0] in _rotations(flipped) and best[0] in _rotations(word) and mark < 0:
        return ws.number(0)
    chosen = best[0]
    deps = frozenset[str]().union(*(letters.deps[letter] for letter in chosen))
    square = any(_is_gram(ws, rotation) for rotation in _rotations(chosen))
    atom = ws.atom(
        ("trace", chosen),
        lambda: Term("trace", (mul(*(letters.shows[letter]() for letter in chosen)),)),
        deps,
        nonnegative=square,
        payload=chosen,
    )
    return atom * best[1]


def _rotations(word: Word) -> list[Word]:
    return [word[turn:] + word[:turn] for turn in range(len(word))]


def _is_gram(ws: Workspace, word: Word) -> bool:
    half, odd = divmod(len(word), 2)
    return not odd and flip(ws, word[half:]) == (word[:half], 1)


def as_scalar_terms(ws: Workspace, terms: dict[Word, Rational]) -> Rational:
    return terms.get((), ws.number(0))


def determinant(ws: Workspace, value: Value) -> Rational:
    """The determinant: multiplicative over square letters, c^n out of c A."""
    if isinstance(value, Rational):
        return value
    size = square_size(value)
    if value.is_zero():
        return ws.number(0)
    grid = to_grid(ws, value)
    if grid is not None and (ws.expand or any(value.terms)):
        return grid_determinant(ws, grid)
    if len(value.terms) == 1:
        ((word, factor),) = value.terms.items()
        letters = ws.letters
        if all(letters.rows[letter] == letters.cols[letter] for letter in word):
            result = power(ws, factor, letters.sizes[size])
            for letter in word:
                result = result * _letter_determinant(ws, letter)
            return result
    lemma = of_update(ws, value, determinant, inverse)
    if lemma is not None:
        return lemma
    scale = value.terms[max(value.terms, key=lambda word: (len(word), word))]
    value = value.scale(scale.inverse())
    chosen = min(value, value.T, key=lambda one: one.key)
    outside = power(ws, scale, ws.letters.sizes[size])
    return outside * ws.atom(
        ("det", chosen.key), lambda: Term("det", (chosen.to_term(),)), chosen.deps(), payload=chosen
    )


def block_determinant(ws: Workspace, cells: list[Value]) -> Rational | None:
    """The determinant of two rows of two blocks, where a corner or Schur's complement gives it."""
    return of_blocks(ws, cells, determinant, inverse)


def _letter_determinant(ws: Workspace, letter: int) -> Rational:
    letters = ws.letters
    base = min(letter, letters.flip[letter])
    kind = letters.keys[base][0]
    if kind == "inverse of sum":
        return determinant(ws, letters.payload[base]).inverse()
    if kind == "inverse":
        return _letter_determinant(ws, letters.inverse_of[base]).inverse()
    if kind == "matexp":
        return exponential(ws, trace(ws, letters.payload[base]))
    facts = letters.facts[base]
    shape = letters.cols[base]
    number = ws.place(
        ("det letter", base),
        lambda: Term("det", (letters.shows[base](),)),
        letters.deps[base],
        nonnegative=bool(facts & {"positive definite", "positive semidefinite"}),
        nonzero=bool(facts & {"positive definite", "invertible", "orthogonal"}),
        payload=Mat(ws, shape, shape, {(base,): ws.number(1)}),
    )
    if "orthogonal" in facts:
        return ws.related(number, 2, ws.number(1))
    return ws.generator(number)


def inner(ws: Workspace, left: Value, right: Value) -> Rational:
    """<u, v> = u'v, <A, B> = tr(A'B)."""
    if isinstance(left, Rational) and isinstance(right, Rational):
        return left * right
    if isinstance(left, Rational) or isinstance(right, Rational):
        raise ShapeClash("an inner product of a scalar and a matrix")
    if (left.rows, left.cols) != (right.rows, right.cols):
        raise ShapeClash(f"an inner product of {left.shape_text()} and {right.shape_text()}")
    return trace(ws, product(left.T, right))


def euclidean(ws: Workspace, value: Value) -> Rational:
    """The Frobenius norm, which is the Euclidean norm of a vector."""
    return root(ws, inner(ws, value, value), 2)
