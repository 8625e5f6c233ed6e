"""Matrix polynomials: sums of words with rational functions as coefficients, and a shape.

A word is cut wherever an inner size is 1; the 1 x 1 pieces are scalars (a piece equals its transpose) and go to the
coefficient, so that x(y'z)w' = (y'z) x w'. Words are rewritten by the pairs of `letters.py` and by the rules of
`completion.py`. The empty word is the identity.

>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.workspace import Lessons, Workspace
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> n = ws.letters.size(ws.symbol("n"))
>>> a, b = (Mat.letter(ws, ws.letters.symbol(name, n, n)) for name in "AB")
>>> (a * b).same(b * a), (a * b).T.same(b.T * a.T)
(False, True)
"""

from __future__ import annotations

from fractions import Fraction

from derivations.algebra.abstain import OutOfSteps, ShapeClash
from derivations.algebra.hadamard import factors, joined, words_of
from derivations.algebra.letters import ONE, Word
from derivations.algebra.rational import Rational
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term, add, mul

Terms = dict[Word, Rational]

MAX_EXPANDED = 12
_MAX_REWRITING = 60


class Mat:
    """A matrix polynomial of shape (rows, cols), size numbers of `letters.py`; never 1 x 1 (that is a `Rational`)."""

    __slots__ = ("_key", "cols", "rows", "terms", "ws")

    def __init__(self, ws: Workspace, rows: int, cols: int, terms: Terms) -> None:
        self.ws = ws
        self.rows = rows
        self.cols = cols
        self.terms = terms
        self._key: tuple[object, ...] | None = None

    @staticmethod
    def letter(ws: Workspace, number: int) -> Mat:
        letters = ws.letters
        return Mat(ws, letters.rows[number], letters.cols[number], normal_word(ws, (number,)))

    @staticmethod
    def identity(ws: Workspace, size: int) -> Mat:
        height = ws.letters.concrete[size]
        if ws.expand and height is not None and 1 < height <= MAX_EXPANDED:
            units = [ws.letters.basis(size, ws.number(i)) for i in range(1, height + 1)]
            return Mat(ws, size, size, {(unit, ws.letters.flip[unit]): ws.number(1) for unit in units})
        return Mat(ws, size, size, {(): ws.number(1)})

    @property
    def key(self) -> tuple[object, ...]:
        if self._key is None:
            words = tuple(sorted((word, value.key) for word, value in self.terms.items()))
            self._key = (self.rows, self.cols, words)
        return self._key

    def is_zero(self) -> bool:
        return not self.terms

    def same(self, other: Mat) -> bool:
        return (self - other).is_zero()

    def deps(self) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        for word, value in self.terms.items():
            found = found.union(value.deps(), *(self.ws.letters.deps[letter] for letter in word))
        return found

    def shape_text(self) -> str:
        sizes = self.ws.letters.sizes
        return f"{sizes[self.rows].to_term()!r} x {sizes[self.cols].to_term()!r}"

    def __add__(self, other: Mat) -> Mat:
        if (self.rows, self.cols) != (other.rows, other.cols):
            raise ShapeClash(f"a sum of {self.shape_text()} and {other.shape_text()}")
        return Mat(self.ws, self.rows, self.cols, merge(dict(self.terms), other.terms))

    def __neg__(self) -> Mat:
        return Mat(self.ws, self.rows, self.cols, {word: -value for word, value in self.terms.items()})

    def __sub__(self, other: Mat) -> Mat:
        return self + (-other)

    def scale(self, factor: Rational | Fraction | int) -> Mat:
        scaled = {word: value * factor for word, value in self.terms.items()}
        return Mat(
            self.ws, self.rows, self.cols, {word: value for word, value in scaled.items() if not value.is_zero()}
        )

    def __mul__(self, other: Mat) -> Mat:
        """The product; where it is 1 x 1, see `product`."""
        if self.cols != other.rows:
            raise ShapeClash(f"a product of {self.shape_text()} and {other.shape_text()}")
        found: Terms = {}
        for left, left_value in self.terms.items():
            for right, right_value in other.terms.items():
                self.ws.budget.charge()
                value = left_value * right_value
                pieces = normal_word(self.ws, left + right)
                merge(found, pieces if value.is_one() else {word: piece * value for word, piece in pieces.items()})
        return Mat(self.ws, self.rows, other.cols, found)

    @property
    def T(self) -> Mat:  # noqa: N802 - the field's own notation
        found: Terms = {}
        for word, value in self.terms.items():
            flipped, mark = flip(self.ws, word)
            merge(found, {piece: factor * value * mark for piece, factor in normal_word(self.ws, flipped).items()})
        return Mat(self.ws, self.cols, self.rows, found)

    def to_term(self) -> Term:
        sizes = self.ws.letters.sizes
        if not self.terms:
            return Term("zeros", (sizes[self.rows].to_term(), sizes[self.cols].to_term()))
        summands = []
        for word, value in self.terms.items():
            factors = [self.ws.letters.shows[letter]() for letter in word]
            if not word:
                factors = [Term("eye", (sizes[self.rows].to_term(),))]
            if not value.is_one():
                factors.insert(0, value.to_term())
            summands.append(mul(*factors))
        return add(*summands)


Value = Rational | Mat


def merge(into: Terms, terms: Terms) -> Terms:
    """Add `terms` into the first, which is changed; zeros vanish."""
    for word, value in terms.items():
        known = into.get(word)
        total = value if known is None else known + value
        if total.is_zero():
            into.pop(word, None)
        else:
            into[word] = total
    return into


def product(left: Value, right: Value) -> Value:
    """The product of any two values; 1 x 1 factors scale, and a 1 x 1 product is a `Rational`."""
    if isinstance(left, Rational):
        return left * right if isinstance(right, Rational) else right.scale(left)
    if isinstance(right, Rational):
        return left.scale(right)
    return as_scalar(left * right)


def plus(left: Value, right: Value) -> Value:
    """A sum; the number 0 adds to any shape."""
    if isinstance(left, Rational) and isinstance(right, Rational):
        return left + right
    if isinstance(left, Mat) and isinstance(right, Mat):
        return left + right
    one, other = (left, right) if isinstance(left, Rational) else (right, left)
    if isinstance(one, Rational) and one.is_zero():
        return other
    raise ShapeClash("a sum of a scalar and a matrix")


def minus(left: Value, right: Value) -> Value:
    return plus(left, -right)


def as_scalar(value: Mat) -> Value:
    """A 1 x 1 matrix polynomial as a `Rational`; others as they are."""
    if value.rows != ONE or value.cols != ONE:
        return value
    return value.terms.get((), value.ws.number(0))


def flip(ws: Workspace, word: Word) -> tuple[Word, int]:
    """The transposed word, and the sign that skew letters give."""
    letters = ws.letters
    mark = 1
    for letter in word:
        mark *= letters.flip_sign[letter]
    return tuple(letters.flip[letter] for letter in reversed(word)), mark


def normal_word(ws: Workspace, word: Word) -> Terms:
    """The normal form of a word: rewritten, and its scalar pieces split off."""
    found = ws.letters.normal.get(word)
    if found is None:
        ws.budget.charge(1 + len(word))
        found = _normal_word(ws, word)
        ws.letters.normal[word] = found
    result: Terms = found
    return result


def _normal_word(ws: Workspace, word: Word) -> Terms:
    stack: list[int] = []
    queue = list(reversed(word))
    while queue:
        letter = queue.pop()
        if stack:
            rewritten, result = ws.letters.pair(stack[-1], letter)
            if rewritten:
                if result is None:
                    return {}
                stack.pop()
                queue.extend(reversed(result))
                ws.budget.charge()
                continue
        stack.append(letter)
    reduced = tuple(stack)
    if ws.letters.rules:
        rewritten_terms = _apply_rule(ws, reduced)
        if rewritten_terms is not None:
            return rewritten_terms
    return _cut(ws, reduced)


def _apply_rule(ws: Workspace, word: Word) -> Terms | None:
    rules = ws.letters.rules
    for start in range(len(word)):
        for end in range(start + 1, len(word) + 1):
            rest = rules.get(word[start:end])
            if rest is not None:
                return _rewritten(ws, word[:start], rest, word[end:])
    return None


def _rewritten(ws: Workspace, before: Word, rest: Terms, after: Word) -> Terms:
    """The sum of before * piece * after in normal form. Raises `OutOfSteps` where rules chase each other."""
    ws.budget.charge(2)
    if ws.rewriting > _MAX_REWRITING:
        raise OutOfSteps("rules that do not end")
    ws.rewriting += 1
    found: Terms = {}
    try:
        for piece, value in rest.items():
            inner = normal_word(ws, before + piece + after)
            merge(found, {new: factor * value for new, factor in inner.items()})
    finally:
        ws.rewriting -= 1
    return found


def _single(ws: Workspace, word: Word) -> Word | None:
    """The word to which rules that turn words into words rewrite this one; None if another rule applies."""
    again = True
    while again:
        again = False
        for start in range(len(word)):
            for end in range(start + 1, len(word) + 1):
                rest = ws.letters.rules.get(word[start:end])
                if rest is None:
                    continue
                ws.budget.charge()
                if len(rest) != 1:
                    return None
                ((piece, value),) = rest.items()
                if not value.is_one():
                    return None
                word, again = word[:start] + piece + word[end:], True
                break
            if again:
                break
    return word


def _cut(ws: Workspace, word: Word) -> Terms:
    letters = ws.letters
    if not word:
        return {(): ws.number(1)}
    pieces: list[Word] = []
    start = 0
    for place, letter in enumerate(word):
        if letters.cols[letter] == ONE:
            pieces.append(word[start : place + 1])
            start = place + 1
    tail = word[start:]
    if not pieces:
        return {word: ws.number(1)}
    head: Word = ()
    if letters.rows[word[0]] != ONE:
        head, pieces = pieces[0], pieces[1:]
    value = ws.number(1)
    for piece in pieces:
        value = value * scalar_word(ws, piece)
    return {} if value.is_zero() else {head + tail: value}


def scalar_word(ws: Workspace, word: Word) -> Rational:
    """The atom of a 1 x 1 word; a word and its transpose are one."""
    flipped, mark = flip(ws, word)
    if word == flipped and mark < 0:
        return ws.number(0)
    chosen, mark = (word, 1) if word <= flipped else (flipped, mark)
    letters = ws.letters
    entry = _entry_of_letter(ws, word)
    if entry is not None:
        return entry
    if letters.rules:
        # the transpose may be rewritten by a rule; word and result are then one atom
        turned = _single(ws, flipped)
        if turned is not None and turned != flipped and flip(ws, word)[1] > 0:
            chosen, mark = min(word, turned), 1
    if len(chosen) == 2:
        kinds = {letters.keys[letter][0] for letter in chosen}
        if kinds == {"ones"}:
            return letters.sizes[letters.cols[chosen[0]]]
        if kinds == {"ones", "basis"}:
            return ws.number(1)
    gathered = _gathered(ws, chosen)
    if gathered is not None:
        chosen, mark = gathered[0], mark * gathered[1]
    deps = frozenset[str]().union(*(letters.deps[letter] for letter in chosen))
    square, definite = _known_sign(ws, chosen)
    atom = ws.atom(
        ("word", chosen),
        lambda: mul(*(letters.shows[letter]() for letter in chosen)),
        deps,
        nonnegative=square,
        nonzero=definite,
        payload=chosen,
    )
    return -atom if mark < 0 else atom


def _entry_of_letter(ws: Workspace, word: Word) -> Rational | None:
    """e_i'L and e_i'L e_j of a letter that knows its entries."""
    letters = ws.letters
    if len(word) not in (2, 3):
        return None
    for candidate in (word, flip(ws, word)[0]):
        ends = (candidate[0], *candidate[2:])
        if any(letters.basis_index(end) is None for end in ends) or letters.cols[candidate[0]] == ONE:
            continue
        words = words_of(ws, candidate[1])
        if words is not None:
            product = ws.number(1)
            for one in words:
                product = product * as_number(ws, candidate[:1] + one + candidate[2:])
            return product
        entry = letters.payload.get(candidate[1])
        if callable(entry):
            found: Rational = entry(candidate[:1], candidate[2:])
            return found
    return None


def as_number(ws: Workspace, word: Word) -> Rational:
    """A 1 x 1 word."""
    return normal_word(ws, word).get((), ws.number(0))


def _gathered(ws: Workspace, word: Word) -> tuple[Word, int] | None:
    """u'(a o b) = a'(u o b) = 1'(u o a o b), always in one order; 1'(a o b) = a'b."""
    letters = ws.letters
    for candidate, turned in ((word, 1), flip(ws, word)):
        last = candidate[-1]
        if words_of(ws, last) is None:
            continue
        first, mark = flip(ws, candidate[:-1])
        parts = factors(ws, [first, (last,)])
        back, other = flip(ws, parts[0])
        return back + joined(ws, parts[1:], letters.rows[last], ONE), mark * other * turned
    return None


_POSITIVE_ENTRIES = frozenset({"ones", "exp", "sigmoid"})


def _known_sign(ws: Workspace, word: Word) -> tuple[bool, bool]:
    """Whether the word is never negative, and whether it is never zero: u'u or u'Au with A positive semidefinite; a
    product of matrices with positive entries.
    """
    letters = ws.letters
    if all(letters.keys[letter][0] in _POSITIVE_ENTRIES for letter in word):
        return True, True
    half, odd = divmod(len(word), 2)
    left, middle, right = word[:half], word[half : half + odd], word[half + odd :]
    if flip(ws, right) != (left, 1):
        return False, False
    if not middle:
        return True, False
    facts = letters.facts[middle[0]]
    return bool(facts & {"positive definite", "positive semidefinite"}), False
