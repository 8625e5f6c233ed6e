"""Rules of expectations and covariances: linear operators, and what moments of vectors and of Gaussians are.

The expectation of a polynomial in random symbols is a sum of moments: what is not random leaves the bracket, what is
independent of the rest becomes a factor. A moment of the first or second order is a letter, E[x] or E[xy'], in whatever
product the vectors stand (E[x'Ax] = tr(A E[xx'])); of a Gaussian the higher ones are sums over pairs (Isserlis).
Every other moment is one opaque letter. Symbols are random by the fact "random", "gaussian" by that fact, and
"independent: x, y" of each other.

>>> from derivations.algebra.entail import RULE_MODULES, prove_equal
>>> from derivations.algebra.signature import Signature
>>> from derivations.terms.term import num, sym
>>> signature = Signature({}, {"x": frozenset({"random"})})
>>> mean = Term("expect", (sym("x"),))
>>> prove_equal(Term("expect", (2 * sym("x") + 3,)), 2 * mean + 3, signature).method
'polynomial'
>>> prove_equal(Term("expect", (sym("x") ** 2,)), mean**2, signature) is None
True
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from derivations.algebra.abstain import ShapeClash
from derivations.algebra.letters import ONE, Word
from derivations.algebra.matrices import opaque, trace, transpose
from derivations.algebra.normal import RULES, normal
from derivations.algebra.rational import Rational
from derivations.algebra.signs import nonnegative
from derivations.algebra.sums import split
from derivations.algebra.words import Mat, Value, flip, minus, plus, product
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term, mul, sym

ROW, COLUMN = "<", ">"
"""The ends of chains that are the indices of the whole."""
_NO_LEGS = ("", ROW, COLUMN)

_MAX_LEGS = 8


class Chain(NamedTuple):
    """A product of matrices between two ends: a random vector or number (its name), nothing (''), or an open index."""

    left: str
    middle: Value
    right: str

    def turned(self) -> Chain:
        return Chain(self.right, transpose(self.middle), self.left)


def random_in(ws: Workspace, deps: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in deps if ws.signature.has(name, "random"))


def expectation(ws: Workspace, value: Value) -> Value:
    """The expectation over all that is random."""
    names = random_in(ws, value.deps())
    if not names:
        return value
    if isinstance(value, Rational):
        total: Value = ws.number(0)
        for outside, inside in split(ws, value, *names):
            total = plus(total, product(outside, _moment(ws, inside, None)))
        return total
    total = Mat(ws, value.rows, value.cols, {})
    for word, factor in value.terms.items():
        for outside, inside in split(ws, factor, *names):
            total = plus(total, product(outside, _of_word(ws, inside, word, (value.rows, value.cols))))
    return total


def _of_word(ws: Workspace, inside: Rational, word: Word, shape: tuple[int, int]) -> Value:
    """E[inside * word]: letters that are not random leave at both ends."""
    letters = ws.letters
    places = [place for place, letter in enumerate(word) if random_in(ws, letters.deps[letter])]
    if not places:
        return product(_moment(ws, inside, None), Mat(ws, *shape, {word: ws.number(1)}))
    first, last = places[0], places[-1] + 1
    result = _moment(ws, inside, word[first:last])
    for letter in reversed(word[:first]):
        result = product(Mat.letter(ws, letter), result)
    for letter in word[last:]:
        result = product(result, Mat.letter(ws, letter))
    return result


def _moment(ws: Workspace, inside: Rational, core: Word | None) -> Value:
    """E of a monomial of random atoms, times a word that begins and ends with random letters."""
    if core is None and inside.is_one():
        return inside
    chains = _chains(ws, inside, core)
    if chains is None:
        return _factored(ws, inside, core)
    legs = [end for chain in chains for end in (chain.left, chain.right) if end not in _NO_LEGS]
    groups = _independent_groups(ws, legs)
    if all(_known(ws, [leg for leg in legs if leg in group]) for group in groups):
        return _paired(ws, chains)
    return _opaque(ws, inside, core)


def _known(ws: Workspace, legs: list[str]) -> bool:
    """Whether a moment is a polynomial in E[x] and E[xy']."""
    return len(legs) <= 2 or (len(legs) <= _MAX_LEGS and len(set(legs)) == 1 and ws.signature.has(legs[0], "gaussian"))


def _independent_groups(ws: Workspace, names: Iterable[str]) -> list[frozenset[str]]:
    """The names, those that may depend on each other together."""
    whole = frozenset(names)
    groups: list[frozenset[str]] = []
    for name in sorted(whole):
        near = [group for group in groups if not all(ws.signature.independent((name, other)) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append(frozenset((name,)).union(*near))
    # three that are independent in pairs need not be so together
    together = len(groups) < 3 or ws.signature.independent(whole)
    return groups if together else [whole]


def _factored(ws: Workspace, inside: Rational, core: Word | None) -> Value:
    """A moment with more in it than vectors: what is independent of the rest is a factor, traces are linear."""
    letters = ws.letters
    if inside.is_one() and core is not None:
        for cut in range(1, len(core)):
            left = random_in(ws, frozenset[str]().union(*(letters.deps[letter] for letter in core[:cut])))
            right = random_in(ws, frozenset[str]().union(*(letters.deps[letter] for letter in core[cut:])))
            if _are_apart(ws, left, right):
                return product(expectation(ws, _one_word(ws, core[:cut])), expectation(ws, _one_word(ws, core[cut:])))
        return _opaque(ws, inside, core)
    atoms = _generators(ws, inside) if inside.den.is_one() else []
    if core is None and len(atoms) == 1:
        return _of_atom(ws, *atoms[0])
    for place, (_, value) in enumerate(atoms):
        rest: Value = ws.number(1) if core is None else _one_word(ws, core)
        for other in (*atoms[:place], *atoms[place + 1 :]):
            rest = product(other[1], rest)
        if _are_apart(ws, random_in(ws, value.deps()), random_in(ws, rest.deps())):
            return product(expectation(ws, value), expectation(ws, rest))
    return _opaque(ws, inside, core)


def _generators(ws: Workspace, monomial: Rational) -> list[tuple[int, Rational]]:
    """The powers of atoms that a monomial is made of."""
    ((exponents, _),) = monomial.num.to_dict().items()
    return [(place, ws.generator(place) ** int(times)) for place, times in enumerate(exponents) if times]


def _of_atom(ws: Workspace, place: int, value: Rational) -> Value:
    """E tr(XA) = tr(E[X] A), and E[u'Xv] = u'E[X]v."""
    atom = ws.pool.atoms[place]
    if atom.key[0] not in ("trace", "word") or not value.same(ws.generator(place)):
        return _opaque(ws, value, None)
    word: Word = atom.payload
    starts = [k for k, letter in enumerate(word) if random_in(ws, ws.letters.deps[letter])]
    if atom.key[0] == "trace":
        turn = next((k for k in starts if (k - 1) % len(word) not in starts), None)
        if turn is None:
            return _opaque(ws, value, None)
        return trace(ws, expectation(ws, _one_word(ws, word[turn:] + word[:turn])))
    first, last = starts[0], starts[-1] + 1
    if last - first == len(word):
        return _opaque(ws, value, None)
    result = expectation(ws, _one_word(ws, word[first:last]))
    for letter in reversed(word[:first]):
        result = product(Mat.letter(ws, letter), result)
    for letter in word[last:]:
        result = product(result, Mat.letter(ws, letter))
    return result


def _one_word(ws: Workspace, word: Word) -> Value:
    result: Value = Mat.letter(ws, word[0])
    for letter in word[1:]:
        result = product(result, Mat.letter(ws, letter))
    return result


def _are_apart(ws: Workspace, left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether one declaration makes all these names independent, and no name is in both."""
    return bool(left and right) and left.isdisjoint(right) and ws.signature.independent(left | right)


# --- chains ----------------------------------------------------------------------------------------------


def _chains(ws: Workspace, inside: Rational, core: Word | None) -> list[Chain] | None:
    """The monomial as chains between random vectors and numbers; None where something else in it is random."""
    if not inside.den.is_one():
        return None
    ((exponents, _),) = inside.num.to_dict().items()
    found: list[Chain] = []
    for place, times in enumerate(exponents):
        if not times:
            continue
        atom = ws.pool.atoms[place]
        chain: Chain | None = None
        if atom.key[0] == "symbol":
            chain = Chain("", ws.number(1), str(atom.key[1]))
        elif atom.key[0] == "word":
            chain = _chain(ws, atom.payload)
        if chain is None or len(found) + times > _MAX_LEGS:
            return None
        found += [chain] * int(times)
    if core is not None:
        opened = _opened(ws, core)
        if opened is None:
            return None
        found += opened
    return found


def _name(ws: Workspace, letter: int) -> str:
    """The random vector that a letter (or its transpose) is, or ''."""
    key = ws.letters.keys[letter]
    return str(key[1]) if key[0] == "symbol" and random_in(ws, (str(key[1]),)) else ""


def _chain(ws: Workspace, word: Word) -> Chain | None:
    """u'Mv of a 1 x 1 word, whose ends may be random vectors."""
    left, right = _name(ws, word[0]), _name(ws, word[-1])
    inner = word[1 if left else 0 : len(word) - 1 if right else len(word)]
    if any(random_in(ws, ws.letters.deps[letter]) for letter in inner):
        return None
    size = ws.letters.cols[word[0]] if left else ONE
    middle: Value = ws.number(1) if size == ONE else Mat.identity(ws, size)
    for letter in inner:
        middle = product(middle, Mat.letter(ws, letter))
    return Chain(left, middle, right)


def _opened(ws: Workspace, core: Word) -> list[Chain] | None:
    """x, y' or xy' as chains with open ends."""
    letters = ws.letters
    names = [_name(ws, letter) for letter in core]
    if len(core) > 2 or not all(names) or any(ONE not in (letters.rows[x], letters.cols[x]) for x in core):
        return None
    found = []
    for name, letter in zip(names, core, strict=True):
        if letters.cols[letter] == ONE:
            found.append(Chain(ROW, Mat.identity(ws, letters.rows[letter]), name))
        else:
            found.append(Chain(name, Mat.identity(ws, letters.cols[letter]), COLUMN))
    return found


def _paired(ws: Workspace, chains: list[Chain]) -> Value:
    """The sum over all ways to replace random ends by means and pairs of them by covariances."""
    place = next((k for k, chain in enumerate(chains) if {chain.left, chain.right}.difference(_NO_LEGS)), None)
    if place is None:
        return _assembled(ws, chains)
    ws.budget.charge(4)
    chain = chains[place] if chains[place].right not in _NO_LEGS else chains[place].turned()
    rest = chains[:place] + chains[place + 1 :]
    name = chain.right
    total = _paired(ws, [*rest, Chain(chain.left, product(chain.middle, mean(ws, name)), "")])
    if chain.left not in _NO_LEGS:
        spread = covariance_of(ws, name, chain.left)
        if not spread.is_zero():
            total = plus(total, product(trace(ws, product(chain.middle, spread)), _paired(ws, rest)))
    for k, other in enumerate(rest):
        others = rest[:k] + rest[k + 1 :]
        for turned in (other, other.turned()):
            if turned.left in _NO_LEGS:
                continue
            spread = covariance_of(ws, name, turned.left)
            if not spread.is_zero():
                joined = product(product(chain.middle, spread), turned.middle)
                total = plus(total, _paired(ws, [*others, Chain(chain.left, joined, turned.right)]))
    return total


def _assembled(ws: Workspace, chains: list[Chain]) -> Value:
    """The product of chains without random ends: numbers, and one matrix or a column and a row."""
    placed = [chain.turned() if chain.left == COLUMN or chain.right == ROW else chain for chain in chains]
    result: Value = ws.number(1)
    for chain in sorted(placed, key=lambda each: (each.right == COLUMN, each.left != ROW)):
        result = product(result, chain.middle)
    return result


# --- moments ---------------------------------------------------------------------------------------------


def _sizes(ws: Workspace, name: str) -> tuple[int, int]:
    value = normal(ws, sym(name))
    return (ONE, ONE) if isinstance(value, Rational) else (value.rows, value.cols)


def mean(ws: Workspace, name: str) -> Value:
    """E[x], as a letter."""
    return opaque(ws, ("mean", name), *_sizes(ws, name), lambda: Term("expect", (sym(name),)), frozenset())


def covariance_of(ws: Workspace, left: str, right: str) -> Value:
    """E[xy'] - E[x] E[y]', and 0 of what is independent."""
    if left > right:
        return transpose(covariance_of(ws, right, left))
    rows, cols = _sizes(ws, left)[0], _sizes(ws, right)[0]
    if left != right and ws.signature.independent((left, right)):
        return ws.number(0) if rows == cols == ONE else Mat(ws, rows, cols, {})
    second = Term("expect", (mul(sym(left), sym(right) if cols == ONE else Term("transpose", (sym(right),))),))
    if rows == cols == ONE:
        facts = {"nonnegative": left == right}
        moment: Value = ws.atom(("second moment", left, right), lambda: second, frozenset(), **facts)
    else:
        symmetric = frozenset({"symmetric", "positive semidefinite"}) if left == right else frozenset[str]()
        moment = opaque(ws, ("second moment", left, right), rows, cols, lambda: second, frozenset(), symmetric)
    return minus(moment, product(mean(ws, left), transpose(mean(ws, right))))


def _opaque(ws: Workspace, inside: Rational, core: Word | None) -> Value:
    """A moment that nothing is known of."""
    if core is not None and inside.is_one() and len(core) == 1 and _name(ws, core[0]):
        found = mean(ws, _name(ws, core[0]))
        plain = ws.letters.keys[core[0]][-1] != "'"
        return found if plain else transpose(found)
    deps = inside.deps()
    key: tuple[str, Word]
    if core is None:
        key, rows, cols = (inside.key, ()), ONE, ONE
        body = inside.to_term
    else:
        flipped, mark = flip(ws, core)
        if mark > 0 and flipped < core:
            return transpose(_opaque(ws, inside, flipped))
        letters = ws.letters
        key, rows, cols = (inside.key, core), letters.rows[core[0]], letters.cols[core[-1]]
        deps = deps.union(*(letters.deps[letter] for letter in core))
        word = Mat(ws, rows, cols, {core: ws.number(1)})

        def body() -> Term:
            return word.to_term() if inside.is_one() else mul(inside.to_term(), word.to_term())

    still = deps - random_in(ws, deps)
    if core is None:
        return ws.atom(("expect", *key), lambda: Term("expect", (body(),)), still, nonnegative=nonnegative(ws, inside))
    symmetric = frozenset({"symmetric"}) if flip(ws, core) == (core, 1) else frozenset[str]()
    return opaque(ws, ("expect", *key), rows, cols, lambda: Term("expect", (body(),)), still, symmetric)


# --- rules -----------------------------------------------------------------------------------------------


def _expect(ws: Workspace, term: Term) -> Value:
    return expectation(ws, normal(ws, term.args[0]))


def _covariance(ws: Workspace, term: Term) -> Value:
    """Cov(x, y) = E[xy'] - E[x] E[y]'; of one argument, Cov(x, x), which of a number is the variance."""
    first, last = normal(ws, term.args[0]), normal(ws, term.args[-1])
    for value in (first, last):
        if isinstance(value, Mat) and value.cols != ONE:
            raise ShapeClash(f"a covariance of {value.shape_text()}")
    moment = expectation(ws, product(first, transpose(last)))
    return minus(moment, product(expectation(ws, first), transpose(expectation(ws, last))))


RULES.update({"expect": _expect, "covariance": _covariance})
