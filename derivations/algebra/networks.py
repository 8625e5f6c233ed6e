"""Entrywise, Kronecker and indexed products as networks: letters whose rows and columns are joined at indices.

x'(A o B) y is the sum over i, j of x_i A_ij B_ij y_j: four letters, and two indices at which three letters meet. Every
product of matrices, traces, entrywise and Kronecker products, diag, vec, entries and sums over a whole dimension is
such a network. Where exactly two letters meet they are a word again; what is left is named up to the order of its
letters and indices. An index of size n m splits into one of n and one of m where a Kronecker product or a vec does.
Two values are equal if their networks are; different networks refute nothing.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.entail import RULE_MODULES
>>> from derivations.algebra.normal import normal
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> from derivations.algebra.words import minus
>>> from derivations.terms.term import sym
>>> n = sym("n")
>>> ws = Workspace(Signature({"A": (n, n), "B": (n, n)}), Lessons(), Budget(1000))
>>> a, b = sym("A"), sym("B")
>>> gap = minus(normal(ws, Term("hadamard", (a, b)).T), normal(ws, Term("hadamard", (a.T, b.T))))
>>> gap.is_zero(), vanishes(ws, gap)
(False, True)
"""

from __future__ import annotations

from derivations.algebra.abstain import Unsupported
from derivations.algebra.ideal import substituted
from derivations.algebra.indices import Indices, Leg
from derivations.algebra.letters import ONE, Word
from derivations.algebra.matrices import trace
from derivations.algebra.naming import Node, least_name
from derivations.algebra.radicals import root
from derivations.algebra.rational import Rational
from derivations.algebra.sums import ones_letter
from derivations.algebra.words import Mat, Value, flip, normal_word
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term

OPENED = frozenset({"hadamard", "kron", "diag", "vec", "sum", "ones", "basis"})

_MAX_NODES = 40


def vanishes(ws: Workspace, gap: Value) -> bool:
    """Whether the value is zero as a sum of networks; a matrix is where u' M v is for all u and v."""
    if isinstance(gap, Rational):
        return contracted(ws, gap).is_zero()
    letters = ws.letters
    ends: list[Word] = []
    for place, side in enumerate((gap.rows, gap.cols)):
        if side == ONE:
            ends.append(())
            continue
        name = ("end", place, side)
        ends.append((letters.letter(name, side, ONE, lambda: Term("const", (), "e")),))
    total = ws.number(0)
    for word, factor in gap.terms.items():
        whole = flip(ws, ends[0])[0] + word + ends[1]
        total = total + contracted(ws, factor) * _chain_value(ws, whole)
    return total.is_zero()


def contracted(ws: Workspace, value: Rational) -> Rational:
    """The value with the networks of its words, traces and sums."""
    for place in sorted({*ws.pool.used(value.num), *ws.pool.used(value.den)}):
        atom = ws.pool.atoms[place]
        kind = atom.key[0]
        found: Rational | None = None
        if kind == "word" and _opens(ws, atom.payload):
            found = _chain_value(ws, atom.payload)
        elif kind == "trace" and _opens(ws, atom.payload):
            found = _chain_value(ws, atom.payload, closed=True)
        elif kind == "sum":
            found = _sum_value(ws, *atom.payload)
        elif kind == "root":
            radicand, fine = atom.payload
            inner = contracted(ws, radicand)
            found = None if inner.same(radicand) else root(ws, inner, fine)
        if found is not None and not found.same(ws.generator(place)):
            value = substituted(ws, value, place, found)
    return value


def _opens(ws: Workspace, word: Word) -> bool:
    return any(ws.letters.keys[letter][0] in OPENED for letter in word)


def _chain_value(ws: Workspace, word: Word, *, closed: bool = False) -> Rational:
    network = Network(ws)
    leg = network.indices.leg(ws.letters.rows[word[0]]) if closed else ()
    network.place(word, leg, leg)
    return network.value()


def _sum_value(ws: Workspace, name: str, inside: Rational, count: Rational) -> Rational | None:
    """The sum over a whole dimension of a product of words with e_k at their ends."""
    inside = contracted(ws, inside)
    if not inside.den.is_one():
        return None
    total = ws.number(0)
    for exponents, coefficient in inside.num.to_dict().items():
        network = Network(ws)
        size = ws.letters.size(count)
        if not network.place_monomial(exponents, name, network.indices.leg(size)):
            return None
        total = total + network.value() * ws.rational(ws.pool.context.constant(coefficient))
    return total


class Network:
    """A product of letters, summed over all its indices, times a coefficient."""

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self.indices = Indices(ws)
        self.nodes: list[Node] = []
        self.factor = ws.number(1)

    def copy(self) -> Network:
        other = Network(self.ws)
        other.indices, other.nodes, other.factor = self.indices.copy(), list(self.nodes), self.factor
        return other

    # --- building ------------------------------------------------------------------------------------------

    def place(self, word: Word, row: Leg, col: Leg, name: str | None = None, shared: Leg = ()) -> None:
        """A word between two indices; unit vectors e_name become the index `shared`. Raises `Unsupported`."""
        letters = self.ws.letters
        if len(self.nodes) > _MAX_NODES:
            raise Unsupported("a large network")
        if not word:
            self.indices.join(row, col)
            return
        left = row
        for at, letter in enumerate(word):
            right = col if at == len(word) - 1 else self.indices.leg(letters.cols[letter])
            self._place_letter(letter, left, right, name, shared)
            left = right

    def _place_letter(self, letter: int, row: Leg, col: Leg, name: str | None, shared: Leg) -> None:
        self.ws.budget.charge()
        letters, join = self.ws.letters, self.indices.join
        base = min(letter, letters.flip[letter])
        if base != letter:
            row, col = col, row
        key = letters.keys[base]
        kind = key[0]
        if kind == "ones":
            return
        index = letters.basis_index(base)
        if name is not None and index is not None and name in index.deps():
            if not index.same(self.ws.symbol(name)) or not self.indices.fits(shared, letters.rows[base]):
                raise Unsupported("an index that is shifted")
            join(row, shared)
        elif kind == "hadamard" and isinstance(key[1], tuple):
            for word in key[1]:
                self.place(word, row, col, name, shared)
        elif kind == "kron" and isinstance(key[1], tuple):
            ends = [self._ends(shape) for shape in key[2]]  # type: ignore[attr-defined]
            join(row, ends[0][0] + ends[1][0])
            join(col, ends[0][1] + ends[1][1])
            for word, (up, down) in zip(key[1], ends, strict=True):
                self.place(word, up, down, name, shared)
        elif kind == "diag" and isinstance(key[2], tuple):
            if letters.cols[base] != ONE:
                join(row, col)
                self.place(key[2], row, (), name, shared)
            else:
                self.place(key[2], row, row, name, shared)
        elif kind == "vec" and isinstance(key[2], tuple):
            up, down = self._ends(key[1])  # type: ignore[arg-type]
            join(row, down + up)
            self.place(key[2], up, down, name, shared)
        elif kind == "sum" and base in letters.payload and self._place_sum(base, row, col, name):
            pass
        elif name is not None and name in letters.deps[base]:
            raise Unsupported("an index inside of a letter")
        else:
            self.nodes.append(((base,), row, col))

    def _place_sum(self, base: int, row: Leg, col: Leg, outer: str | None) -> bool:
        """A sum of weight times a word over a whole dimension, placed as it is; False where it is left whole."""
        name, core, weight, count = self.ws.letters.payload[base]
        weight = contracted(self.ws, weight)
        if outer is not None or not weight.den.is_one() or len(weight.num) != 1:
            return False
        trial = self.copy()
        ((exponents, coefficient),) = weight.num.to_dict().items()
        shared = trial.indices.leg(self.ws.letters.size(count))
        try:
            trial.place(core, row, col, name, shared)
            if not trial.place_monomial(exponents, name, shared):
                return False
        except Unsupported:
            return False
        self.indices, self.nodes = trial.indices, trial.nodes
        self.factor = trial.factor * self.ws.rational(self.ws.pool.context.constant(coefficient))
        return True

    def place_monomial(self, exponents: tuple[int, ...], name: str, shared: Leg) -> bool:
        """A product of scalars under a sum over `name`; False where the index occurs otherwise than in e_name."""
        for place, times in enumerate(exponents):
            if not times:
                continue
            atom = self.ws.pool.atoms[place]
            if name not in atom.deps:
                self.factor = self.factor * self.ws.generator(place) ** int(times)
                continue
            for _ in range(int(times)):
                if atom.key[0] == "word":
                    self.place(atom.payload, (), (), name, shared)
                elif atom.key[0] == "trace":
                    leg = self.indices.leg(self.ws.letters.rows[atom.payload[0]])
                    self.place(atom.payload, leg, leg, name, shared)
                elif atom.key[0] == "network":
                    self._place_network(atom.payload, name, shared)
                else:
                    return False
        return True

    def _place_network(self, nodes: tuple[tuple[Word, Leg, Leg], ...], name: str, shared: Leg) -> None:
        fresh: dict[int, Leg] = {}
        for word, row, col in nodes:
            legs = []
            for leg, size in ((row, self.ws.letters.rows[word[0]]), (col, self.ws.letters.cols[word[-1]])):
                if len(leg) == 1 and leg[0] not in fresh:
                    fresh[leg[0]] = self.indices.leg(size)
                if any(edge not in fresh for edge in leg):
                    raise Unsupported("a split index in a sum")
                legs.append(tuple(edge for one in leg for edge in fresh[one]))
            self.place(word, legs[0], legs[1], name, shared)

    def _ends(self, shape: tuple[int, int]) -> tuple[Leg, Leg]:
        return self.indices.leg(shape[0]), self.indices.leg(shape[1])

    # --- contracting ---------------------------------------------------------------------------------------

    def value(self) -> Rational:
        """The coefficient times the scalars of the connected parts, words where they are words."""
        while True:
            self.ws.budget.charge(1 + len(self.nodes))
            self.nodes = [
                (word, self.indices.resolved(row), self.indices.resolved(col)) for word, row, col in self.nodes
            ]
            if self._split_unit():
                continue
            pair = self._pair()
            if pair is None:
                break
            summands = self._contracted(*pair)
            if summands is not None:
                total = self.ws.number(0)
                for summand in summands:
                    total = total + summand.value()
                return total
        result = self.factor
        met = {edge for _, row, col in self.nodes for edge in row + col}
        for edge in self.indices.leaves():
            if edge not in met:
                result = result * self.ws.letters.sizes[self.indices.sizes[edge]]
        for part in self._parts():
            result = result * self._atom(part)
        return result

    def _meeting(self) -> dict[int, list[tuple[int, int, bool]]]:
        """At each index the (node, side) that meet there, and whether it is the whole side."""
        found: dict[int, list[tuple[int, int, bool]]] = {}
        for number, (_, row, col) in enumerate(self.nodes):
            for side, leg in ((1, row), (2, col)):
                for edge in leg:
                    found.setdefault(edge, []).append((number, side, len(leg) == 1))
        return found

    def _split_unit(self) -> bool:
        """At an index with e_i all others are taken at i: each gets an e_i of its own."""
        for edge, ends in self._meeting().items():
            if len(ends) < 3:
                continue
            for number, side, whole in ends:
                word = self.nodes[number][0]
                if not whole or len(word) != 1 or self.ws.letters.basis_index(word[0]) is None:
                    continue
                others = [end for end in ends if end[:2] != (number, side)]
                for other, its_side, _ in others[1:]:
                    fresh = self.indices.leg(self.indices.sizes[edge])
                    self._moved(other, its_side, edge, fresh)
                    _, row, col = self.nodes[number]
                    self.nodes.append((word, fresh, col) if side == 1 else (word, row, fresh))
                return True
        return False

    def _moved(self, number: int, side: int, edge: int, fresh: Leg) -> None:
        """Give a side of a node another index in the place of one."""
        word, row, col = self.nodes[number]
        if side == 1:
            row = tuple(fresh[0] if one == edge else one for one in row)
        else:
            col = tuple(fresh[0] if one == edge else one for one in col)
        self.nodes[number] = (word, row, col)

    def _pair(self) -> tuple[tuple[int, int], tuple[int, int] | None, int] | None:
        for edge, ends in self._meeting().items():
            if not all(whole for _, _, whole in ends):
                continue
            if len(ends) == 2:
                return ends[0][:2], ends[1][:2], edge
            if len(ends) == 1:
                return ends[0][:2], None, edge
        return None

    def _toward(self, number: int, side: int) -> tuple[Word, Leg]:
        """The word of a node with this side as its columns, and what stands at its rows."""
        word, row, col = self.nodes[number]
        if side == 2:
            return word, row
        turned, mark = flip(self.ws, word)
        self.factor = self.factor * mark
        return turned, col

    def _contracted(self, first: tuple[int, int], second: tuple[int, int] | None, edge: int) -> list[Network] | None:
        """Two sides that meet alone made one word; the summands where that word is a sum."""
        ws = self.ws
        if second is not None and first[0] == second[0]:
            word = self.nodes.pop(first[0])[0]
            size = ws.letters.rows[word[0]]
            self.indices.drop(edge)
            self.factor = self.factor * trace(ws, Mat(ws, size, size, normal_word(ws, word)))
            return None
        left, row = self._toward(*first)
        if second is None:
            right: Word = (ones_letter(ws, self.indices.sizes[edge]),)
            col: Leg = ()
            gone = {first[0]}
        else:
            turned, col = self._toward(*second)
            right, mark = flip(ws, turned)
            self.factor = self.factor * mark
            gone = {first[0], second[0]}
        self.nodes = [node for number, node in enumerate(self.nodes) if number not in gone]
        self.indices.drop(edge)
        terms = normal_word(ws, left + right)
        if len(terms) == 1:
            ((word, factor),) = terms.items()
            self._put(word, factor, row, col)
            return None
        summands = []
        for word, factor in terms.items():
            summand = self.copy()
            summand._put(word, factor, row, col)
            summands.append(summand)
        return summands

    def _put(self, word: Word, factor: Rational, row: Leg, col: Leg) -> None:
        """A word in normal form; where it is a column times a row, the two apart."""
        self.factor = self.factor * factor
        if not word:
            self.indices.join(row, col)
            return
        cuts = [at + 1 for at, letter in enumerate(word[:-1]) if self.ws.letters.cols[letter] == ONE]
        if cuts:
            self.nodes.append((word[: cuts[0]], row, ()))
            self.nodes.append((word[cuts[0] :], (), col))
        else:
            self.nodes.append((word, row, col))

    # --- naming --------------------------------------------------------------------------------------------

    def _parts(self) -> list[list[Node]]:
        """The connected parts."""
        rest, found = list(self.nodes), []
        while rest:
            part, edges = [rest[0]], set(rest[0][1] + rest[0][2])
            rest = rest[1:]
            grew = True
            while grew:
                near = [node for node in rest if edges & set(node[1] + node[2])]
                rest = [node for node in rest if node not in near]
                part += near
                edges.update(edge for node in near for edge in node[1] + node[2])
                grew = bool(near)
            found.append(part)
        return found

    def _atom(self, part: list[Node]) -> Rational:
        ws = self.ws
        turned: list[Node] = []
        sign = 1
        for word, row, col in part:
            back, mark = flip(ws, word)
            if back < word:
                word, row, col, sign = back, col, row, sign * mark
            turned.append((word, row, col))
        named = least_name(ws, turned, self.indices.sizes)
        if not named:
            raise Unsupported("an empty network")
        deps = frozenset[str]().union(*(ws.letters.deps[letter] for word, _, _ in named for letter in word))
        squares = all(named.count(node) % 2 == 0 for node in named)
        atom = ws.atom(("network", named), lambda: Term("const", (), "i"), deps, nonnegative=squares, payload=named)
        return atom * sign
