"""Sums and products over an index with an abstract range.

A sum is linear in its body; what does not depend on the index leaves; powers of the index have closed forms;
sums over a whole dimension contract: sum_k (u'e_k)(e_k'v) = u'v. What remains is one atom (or letter) a
summand.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> n, k = ws.symbol("n"), ws.symbol("§1")
>>> sum_over(ws, k, "§1", n).same(n * (n + 1) / 2)
True
"""

from __future__ import annotations

from fractions import Fraction
from math import comb

from derivations.algebra.combinatorics import factorial
from derivations.algebra.completion import add_equation
from derivations.algebra.exponentials import is_integer, power
from derivations.algebra.letters import ONE, Word
from derivations.algebra.matrices import trace
from derivations.algebra.powers import geometric, matrix_power
from derivations.algebra.rational import Rational
from derivations.algebra.signs import nonnegative, positive
from derivations.algebra.words import Mat, Terms, Value, as_number, as_scalar, flip, merge, minus, normal_word, plus
from derivations.algebra.workspace import INDEX_MARK, Workspace
from derivations.terms.term import Term, add, mul, num, substitute, sym

LEVEL_MARK = "#" + INDEX_MARK

_MAX_CLOSED_POWER = 12


def split(ws: Workspace, value: Rational, *names: str) -> list[tuple[Rational, Rational]]:
    """The value as a sum of outside * inside, where only `inside` depends on the symbols."""
    inner = frozenset(names)
    outside_den, inside_den = ws.pool.one, ws.pool.one
    if not value.den.is_one():
        for factor, times in ws.factor(value.den)[1]:
            if not inner.isdisjoint(ws.pool.deps(factor)):
                inside_den *= factor**times
            else:
                outside_den *= factor**times
    parts: dict[tuple[int, ...], Rational] = {}
    atoms = ws.pool.atoms
    size = ws.pool.size
    for exponents, coefficient in value.num.to_dict().items():
        inside = tuple(e if e and not inner.isdisjoint(atoms[i].deps) else 0 for i, e in enumerate(exponents))
        outside = tuple(exponents[i] - inside[i] for i in range(size))
        piece = ws.rational(ws.pool.context.from_dict({outside: coefficient}), outside_den)
        known = parts.get(inside)
        parts[inside] = piece if known is None else known + piece
    return [
        (outside, ws.rational(ws.pool.context.from_dict({inside: 1}), inside_den)) for inside, outside in parts.items()
    ]


def sum_over(ws: Workspace, value: Rational, name: str, count: Rational) -> Rational:
    """The sum of a scalar over name = 1..count."""
    total = ws.number(0)
    for outside, inside in split(ws, value, name):
        total = total + outside * _sum_of(ws, inside, name, count)
    return total


def _sum_of(ws: Workspace, inside: Rational, name: str, count: Rational) -> Rational:
    if inside.is_one():
        return count
    name, inside = _renamed(ws, inside, name)
    entries = _entries(ws, inside, name, count)
    if entries is not None:
        return as_number(ws, (ws.letters.flip[ones_letter(ws, ws.letters.size(count))], *entries))
    orders = [inside, *_backwards(ws, inside, name, count)]
    for close in (_closed, _pull_ends):
        for order in orders:
            closed = close(ws, order, name, count)
            if closed is not None:
                return closed
    inside = min(orders, key=lambda order: order.key)
    return ws.atom(
        ("sum", count.key, name, inside.key),
        lambda: Term("sum", (sym(name), num(1), count.to_term(), inside.to_term())),
        (inside.deps() - {name}) | count.deps() | {"#" + name},
        nonnegative=nonnegative(ws, inside),
        nonzero=positive(ws, inside) and positive(ws, count),
        payload=(name, inside, count),
    )


def _closed(ws: Workspace, inside: Rational, name: str, count: Rational) -> Rational | None:
    """A power sum, a geometric one, or one over a whole dimension."""
    places = ws.pool.used(inside.num)
    if inside.den.is_one():
        degrees = inside.num.degrees()
        if (
            len(places) == 1
            and ws.pool.atoms[places[0]].key == ("symbol", name)
            and degrees[places[0]] <= _MAX_CLOSED_POWER
        ):
            return power_sum(ws, int(degrees[places[0]]), count)
        geometric = _geometric(ws, places, inside, name, count)
        if geometric is not None:
            return geometric
        return _contract(ws, [(place, int(degrees[place])) for place in places], name, count)
    return None


def _entries(ws: Workspace, inside: Rational, name: str, count: Rational) -> Word | None:
    """The vector, as a word, whose entries a product holds: where a function is applied to entries."""
    if ws.vector is None or not any(ws.pool.atoms[i].key[0] != "word" for i in ws.pool.used(inside.num)):
        return None
    places = (ws.pool.atoms[i] for i in ws.pool.used(inside.num))
    if any(atom.key == ("symbol", name) for atom in places):
        return None
    found: Word | None = ws.vector(ws, inside, name, ws.letters.size(count))
    return found


def _backwards(ws: Workspace, inside: Rational, name: str, count: Rational) -> list[Rational]:
    """The summand in the opposite order, f(n + 1 - k) for f(k), where it is one product again.

    Only for a whole n: a sum up to 5/2 has its last summand at 2.
    """
    if ws.reread is None or not is_integer(ws, count):
        return []
    turned = ws.reread(ws, substitute(inside.to_term(), {name: add(count.to_term(), num(1), -sym(name))}))
    if not isinstance(turned, Rational) or not turned.den.is_one():
        return []
    return [turned] if list(turned.num.to_dict().values()) == [1] else []


def _renamed(ws: Workspace, inside: Rational, name: str) -> tuple[str, Rational]:
    """The index named by how many sums are left below it, once the others have been pulled out or have closed forms."""
    below = [int(dep[len(LEVEL_MARK) :]) for dep in inside.deps() if dep.startswith(LEVEL_MARK)]
    fitting = f"{INDEX_MARK}{1 + max(below, default=0)}"
    if fitting == name or ws.reread is None or not name.startswith(INDEX_MARK):
        return name, inside
    value = ws.reread(ws, substitute(inside.to_term(), {name: sym(fitting)}))
    return (fitting, value) if isinstance(value, Rational) else (name, inside)


def _geometric(ws: Workspace, places: list[int], inside: Rational, name: str, count: Rational) -> Rational | None:
    """q + q^2 + .. + q^n = q (q^n - 1)/(q - 1), for a base q that is no number 1."""
    if len(places) != 1 or ws.pool.atoms[places[0]].key[0] != "power":
        return None
    base, exponent = ws.pool.atoms[places[0]].payload
    if name in base.deps() or not exponent.same(ws.symbol(name)) or not is_integer(ws, count):
        return None
    ratio: Rational = base ** int(inside.num.degrees()[places[0]])
    if (ratio - 1).is_zero() or base.number() == -1:
        return None
    return ratio * (power(ws, ratio, count) - 1) / (ratio - 1)


def power_sum(ws: Workspace, degree: int, count: Rational) -> Rational:
    """1^k + ... + n^k, by Pascal's recursion sum_j C(k+1, j) S_j = (n+1)^(k+1) - 1."""
    sums = [count]
    for k in range(1, degree + 1):
        total = (count + 1) ** (k + 1) - 1
        for j in range(k):
            total = total - sums[j] * comb(k + 1, j)
        sums.append(total * Fraction(1, k + 1))
    return sums[degree]


def _unit(ws: Workspace, letter: int, name: str, count: Rational) -> bool:
    """Whether the letter is e_name of the dimension that the sum runs over."""
    index = ws.letters.basis_index(letter)
    if index is None or not index.same(ws.symbol(name)):
        return False
    size = max(ws.letters.rows[letter], ws.letters.cols[letter])
    return ws.letters.sizes[size].same(count)


def _contract(ws: Workspace, places: list[tuple[int, int]], name: str, count: Rational) -> Rational | None:
    """sum_k of a product of at most two words with e_k at an end."""
    rests: list[Word] = []
    for place, degree in places:
        atom = ws.pool.atoms[place]
        if atom.key[0] != "word":
            return None
        word: Word = atom.payload
        first, last = _unit(ws, word[0], name, count), _unit(ws, word[-1], name, count)
        middle = word[1:-1]
        if any(name in ws.letters.deps[letter] for letter in middle) or not (first or last) or degree > 2:
            return None
        if first and last:
            if len(places) > 1 or degree > 1 or not middle:
                return None
            size = ws.letters.rows[middle[0]]
            return trace(ws, Mat(ws, size, size, normal_word(ws, middle)))
        other = word[-1] if first else word[0]
        if name in ws.letters.deps[other]:
            return None
        row, mark = (word[:-1], 1) if last else flip(ws, word[1:])
        if mark < 0:
            return None
        rests.extend([row] * degree)
    if len(rests) == 1:
        size = ws.letters.cols[rests[0][-1]]
        return as_number(ws, rests[0] + (ones_letter(ws, size),))
    if len(rests) == 2:
        back, mark = flip(ws, rests[1])
        return as_number(ws, rests[0] + back) * mark
    return None


def _dependent_left(ws: Workspace, word: Word, name: str) -> tuple[Word, Word] | None:
    """(D, rest): the word or its transpose as D rest, where only D depends on the index; None if rest is empty."""
    for candidate in (word, flip(ws, word)[0]):
        places = [i for i, letter in enumerate(candidate) if name in ws.letters.deps[letter]]
        if places[0] == 0 and places[-1] < len(candidate) - 1:
            return candidate[: places[-1] + 1], candidate[places[-1] + 1 :]
    return None


def _ends(ws: Workspace, inside: Rational, name: str) -> tuple[list[tuple[Word, Word]], Rational]:
    """The words D rest that occur as factors, and what remains."""
    found: list[tuple[Word, Word]] = []
    remaining = inside
    degrees = inside.num.degrees()
    for place in ws.pool.used(inside.num):
        atom = ws.pool.atoms[place]
        if atom.key[0] != "word" or any(ws.letters.flip_sign[letter] < 0 for letter in atom.payload):
            continue
        ends = _dependent_left(ws, atom.payload, name)
        if ends is not None:
            found.extend([ends] * int(degrees[place]))
            remaining = remaining / ws.generator(place) ** int(degrees[place])
    return found, remaining


def _pull_ends(ws: Workspace, inside: Rational, name: str, count: Rational) -> Rational | None:
    """sum_i s_i (D_i r) = (sum_i s_i D_i) r and sum_i s_i (D_i r)(E_i q) = r'(sum_i s_i D_i' E_i) q."""
    ends, remaining = _ends(ws, inside, name)
    if len(ends) == 1:
        core, rest = ends[0]
        return as_number(ws, _sum_of_word(ws, core, remaining, name, count) + rest)
    if len(ends) == 2:
        (first, left), (second, right) = ends
        core = flip(ws, first)[0] + second
        return as_number(ws, flip(ws, left)[0] + _sum_of_word(ws, core, remaining, name, count) + right)
    return None


def ones_letter(ws: Workspace, size: int) -> int:
    """The vector of ones."""

    def show() -> Term:
        return Term("ones", (ws.letters.sizes[size].to_term(), num(1)))

    return ws.letters.letter(("ones", size), size, ONE, show, ws.letters.sizes[size].deps())


def sum_matrix(ws: Workspace, value: Mat, name: str, count: Rational) -> Value:
    """The sum of a matrix polynomial over name = 1..count."""
    total: Terms = {}
    for word, factor in value.terms.items():
        inside = [i for i, letter in enumerate(word) if name in ws.letters.deps[letter]]
        if not inside:
            merge(total, {word: sum_over(ws, factor, name, count)})
            continue
        head, core, tail = word[: inside[0]], word[inside[0] : inside[-1] + 1], word[inside[-1] + 1 :]
        for outside, within in split(ws, factor, name):
            ends, remaining = _ends(ws, within, name)
            before, after, middle_core = head, tail, core
            if len(ends) == 1 and ws.letters.cols[core[-1]] == ONE:
                middle_core, after, within = core + ends[0][0], ends[0][1] + tail, remaining
            elif len(ends) == 1 and ws.letters.rows[core[0]] == ONE:
                middle_core, before, within = flip(ws, ends[0][0])[0] + core, head + flip(ws, ends[0][1])[0], remaining
            middle = _sum_of_word(ws, middle_core, within, name, count)
            pieces = normal_word(ws, before + middle + after)
            merge(total, {new: piece * outside for new, piece in pieces.items()})
    return as_scalar(Mat(ws, value.rows, value.cols, {word: v for word, v in total.items() if not v.is_zero()}))


def _long(ws: Workspace, letter: int) -> int:
    """The size of a unit vector, or of its transpose."""
    return ws.letters.rows[min(letter, ws.letters.flip[letter])]


def _turned(ws: Workspace, word: Word) -> Word | None:
    """The transposed word, where that changes no sign."""
    flipped, mark = flip(ws, word)
    return flipped if mark > 0 else None


def _sum_of_word(ws: Workspace, core: Word, within: Rational, name: str, count: Rational) -> Word:
    letters = ws.letters
    if _unit(ws, core[0], name, count):
        if within.is_one() and len(core) == 2 and core[1] == letters.flip[core[0]]:
            return ()
        if within.is_one() and len(core) == 1:
            ones = ones_letter(ws, max(letters.rows[core[0]], letters.cols[core[0]]))
            return (ones,) if letters.cols[core[0]] == ONE else (letters.flip[ones],)
        row = _row_of(ws, within, name, count)
        if row is not None and len(core) == 1:
            standing = _turned(ws, row) if letters.cols[core[0]] == ONE else row
            if standing is not None:
                return standing
        column = None
        if len(core) == 1 and ws.vector is not None and count.same(letters.sizes[_long(ws, core[0])]):
            column = ws.vector(ws, within, name, _long(ws, core[0]))
        if column is not None:
            lying = column if letters.cols[core[0]] == ONE else _turned(ws, column)
            if lying is not None:
                return lying
    name, core, within = _renamed_word(ws, core, within, name)
    flipped, mark = flip(ws, core)
    if mark > 0 and flipped < core:
        back = _turned(ws, _sum_of_word(ws, flipped, within, name, count))
        if back is not None:
            return back
    known = len(letters.keys)
    shows = [letters.shows[letter] for letter in core]
    deps = frozenset[str]().union(*(letters.deps[letter] for letter in core)) | within.deps() | count.deps()
    letter = letters.letter(
        ("sum", count.key, name, core, within.key),
        letters.rows[core[0]],
        letters.cols[core[-1]],
        lambda: Term("sum", (sym(name), num(1), count.to_term(), mul(within.to_term(), *(show() for show in shows)))),
        (deps - {name}) | {"#" + name},
        facts=frozenset({"symmetric"}) if mark > 0 and flipped == core else frozenset(),
        payload=(name, core, within, count),
    )
    if len(letters.keys) != known:
        _sum_of_powers(ws, letter, core, within, name, count)
    return (letter,)


def _sum_of_powers(ws: Workspace, letter: int, core: Word, within: Rational, name: str, count: Rational) -> None:
    """What is known of a sum of r^k A^k."""
    base = min(core[0], ws.letters.flip[core[0]])
    if len(core) != 1 or ws.letters.keys[base][0] != "power":
        return
    value, exponent = ws.letters.payload[base]
    value = value if base == core[0] else value.T
    ratio = ws.number(1)
    if not within.is_one():
        places = ws.pool.used(within.num)
        atom = ws.pool.atoms[places[0]]
        if len(places) > 1 or not within.same(ws.generator(places[0])) or atom.key[0] != "power":
            return
        ratio, times = atom.payload
        if not times.same(ws.symbol(name)):
            return
    if name not in value.deps() and name not in ratio.deps():
        geometric(ws, Mat.letter(ws, letter), (value, exponent), ratio, name, count)
        if within.is_one() and (exponent - ws.symbol(name)).number() == -1:
            _from_zero(ws, letter, value, name, count)


def _from_zero(ws: Workspace, letter: int, value: Mat, name: str, count: Rational) -> None:
    """I + A + .. + A^(n - 1) = I + (A + .. + A^n) - A^n."""
    powers = matrix_power(ws, value, ws.symbol(name))
    if isinstance(powers, Rational) or not is_integer(ws, count):
        return
    shifted = minus(sum_matrix(ws, powers, name, count), matrix_power(ws, value, count))
    gap = minus(plus(Mat.identity(ws, value.rows), shifted), Mat.letter(ws, letter))
    if isinstance(gap, Mat):
        add_equation(ws, gap)


def _renamed_word(ws: Workspace, core: Word, within: Rational, name: str) -> tuple[str, Word, Rational]:
    """As `_renamed`, for a word with a scalar weight."""
    deps = within.deps().union(*(ws.letters.deps[letter] for letter in core))
    below = [int(dep[len(LEVEL_MARK) :]) for dep in deps if dep.startswith(LEVEL_MARK)]
    fitting = f"{INDEX_MARK}{1 + max(below, default=0)}"
    if fitting == name or ws.reread is None or not name.startswith(INDEX_MARK):
        return name, core, within
    word = mul(*(ws.letters.shows[letter]() for letter in core))
    value = ws.reread(ws, substitute(word, {name: sym(fitting)}))
    weight = ws.reread(ws, substitute(within.to_term(), {name: sym(fitting)}))
    if not isinstance(value, Mat) or len(value.terms) != 1 or not isinstance(weight, Rational):
        return name, core, within
    ((renamed, factor),) = value.terms.items()
    return (fitting, renamed, weight) if factor.is_one() else (name, core, within)


def _row_of(ws: Workspace, within: Rational, name: str, count: Rational) -> Word | None:
    """u', if the scalar is u'e_k and nothing else."""
    places = ws.pool.used(within.num)
    if not within.den.is_one() or len(places) != 1 or within.num.degrees()[places[0]] != 1:
        return None
    atom = ws.pool.atoms[places[0]]
    if atom.key[0] != "word":
        return None
    word: Word = atom.payload
    dependent = [i for i, letter in enumerate(word) if name in ws.letters.deps[letter]]
    if dependent == [len(word) - 1] and _unit(ws, word[-1], name, count):
        return word[:-1]
    if dependent == [0] and _unit(ws, word[0], name, count):
        row, mark = flip(ws, word[1:])
        return row if mark > 0 else None
    return None


def product_over(ws: Workspace, value: Rational, name: str, count: Rational) -> Rational:
    """The product of a scalar over name = 1..count, factor by factor."""
    result = ws.number(1)
    for poly, direction in ((value.num, 1), (value.den, -1)):
        if poly.is_zero():
            return ws.number(0)
        content, factors = ws.factor(poly)
        result = result * power(ws, ws.number(content), count) ** direction
        for factor, times in factors:
            piece = ws.rational(factor)
            if name not in piece.deps():
                one = power(ws, piece, count)
            elif piece.same(ws.symbol(name)):
                one = factorial(ws, count)
            else:
                one = _product_atom(ws, piece, name, count)
            result = result * one ** (times * direction)
    return result


def _product_atom(ws: Workspace, piece: Rational, name: str, count: Rational) -> Rational:
    return ws.atom(
        ("prod", count.key, name, piece.key),
        lambda: Term("prod", (sym(name), num(1), count.to_term(), piece.to_term())),
        (piece.deps() - {name}) | count.deps(),
        nonnegative=nonnegative(ws, piece),
        nonzero=positive(ws, piece),
        payload=(name, piece, count),
    )
