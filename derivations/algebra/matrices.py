"""What is done to matrix polynomials: inverse, trace, norms, entrywise products, opaque letters.

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
from derivations.algebra.bilinear import bilinear_product, kronecker_factors
from derivations.algebra.completion import add_equation
from derivations.algebra.grids import from_grid, grid_inverse, to_grid
from derivations.algebra.letters import ONE, Word
from derivations.algebra.partitions import corners, from_blocks
from derivations.algebra.radicals import root
from derivations.algebra.rational import Rational
from derivations.algebra.signs import sign
from derivations.algebra.words import Mat, Value, flip, minus, normal_word, product
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term, mul

INVERTIBLE = frozenset({"invertible", "positive definite", "orthogonal"})


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
    by_blocks = _inverse_by_blocks(ws, value)
    if by_blocks is not None:
        return by_blocks
    if len(value.terms) == 1:
        ((word, factor),) = value.terms.items()
        letters = ws.letters
        factors = kronecker_factors(ws, word[0]) if len(word) == 1 else None
        if factors is not None:
            one, other = (inverse(ws, part) for part in factors)
            return product(factor.inverse(), bilinear_product(ws, "kron", one, other))
        if all(letters.rows[letter] == letters.cols[letter] for letter in word):
            reverse = tuple(inverse_letter(ws, letter) for letter in reversed(word))
            if all(letter is not None for letter in reverse):
                found = normal_word(ws, tuple(letter for letter in reverse if letter is not None))
                return Mat(ws, size, size, dict(found)).scale(factor.inverse())
            back = _sum_behind(ws, word)
            if back is not None:
                return back.scale(factor.inverse())
    return _rank_one_update(ws, value) or _inverse_of_sum(ws, value)


def _rank_one_update(ws: Workspace, value: Mat) -> Mat | None:
    """(B + k u v')^-1 = B^-1 - k B^-1 u v' B^-1 / (1 + k v' B^-1 u), for an invertible B."""
    if len(value.terms) != 2:
        return None
    for plain, split in (sorted(value.terms), sorted(value.terms, reverse=True)):
        cuts = [place for place, letter in enumerate(split) if ws.letters.cols[letter] == ONE]
        base = Mat(ws, value.rows, value.cols, {plain: value.terms[plain]})
        if not cuts or any(ws.letters.cols[letter] == ONE for letter in plain) or not is_invertible(ws, base):
            continue
        back = inverse(ws, base)
        change = Mat(ws, value.rows, value.cols, {split: value.terms[split]})
        across = product(back, change)
        if isinstance(across, Rational) or isinstance(back, Rational):
            continue
        return back - (across * back).scale((trace(ws, across) + 1).inverse())
    return None


def inverse_letter(ws: Workspace, letter: int) -> int | None:
    """The letter of the inverse of a square letter; None for the inverse of a sum."""
    base = min(letter, ws.letters.flip[letter])
    if ws.letters.keys[base][0] == "inverse of sum":
        return None
    found = ws.letters.inverse(letter)
    if not any(number == found for _, number in ws.inverted):
        ws.inverted.append((Mat.letter(ws, letter), found))
    return found


def inverse_word(ws: Workspace, word: Word) -> Word | None:
    """The word of the inverse, where every letter is square and known to be invertible."""
    letters = ws.letters
    found: list[int] = []
    for letter in reversed(word):
        base = min(letter, letters.flip[letter])
        if letters.rows[letter] != letters.cols[letter]:
            return None
        if not letters.facts[base] & INVERTIBLE and base not in letters.inverse_of:
            return None
        back = inverse_letter(ws, letter)
        if back is None:
            return None
        found.append(back)
    return tuple(found)


def is_invertible(ws: Workspace, value: Value) -> bool:
    """Whether a value is known to be invertible."""
    if isinstance(value, Rational):
        return sign(ws, value.num) in ("+", "-")
    if len(value.terms) != 1:
        return False
    ((word, factor),) = value.terms.items()
    return sign(ws, factor.num) in ("+", "-") and inverse_word(ws, word) is not None


def _inverse_by_blocks(ws: Workspace, value: Mat) -> Value | None:
    """The inverse by the Schur complement of an invertible corner; of triangular blocks from both corners."""
    found = corners(ws, value)
    if found is None:
        return None
    a, b, c, d = found
    triangular = b.is_zero() or c.is_zero()
    if triangular or is_invertible(ws, a):
        across = inverse(ws, a)
        rest = inverse(ws, minus(d, product(product(c, across), b)))
        left, right = product(across, b), product(c, across)
        first = minus(across, -product(product(left, rest), right))
        return from_blocks(ws, [[first, -product(left, rest)], [-product(rest, right), rest]])
    if is_invertible(ws, d):
        across = inverse(ws, d)
        rest = inverse(ws, minus(a, product(product(b, across), c)))
        left, right = product(across, c), product(b, across)
        last = minus(across, -product(product(left, rest), right))
        return from_blocks(ws, [[rest, -product(rest, right)], [-product(left, rest), last]])
    return None


def _sum_behind(ws: Workspace, word: Word) -> Mat | None:
    """S, if the word is the letter of S^{-1} (or of its transpose)."""
    if len(word) != 1:
        return None
    base = min(word[0], ws.letters.flip[word[0]])
    found: Mat | None = ws.letters.payload.get(base) if ws.letters.keys[base][0] == "inverse of sum" else None
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
