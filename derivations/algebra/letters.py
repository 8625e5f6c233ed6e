"""The alphabet of words: one letter for each matrix atom, with its shape, its transpose, and the pairs that cancel.

Sizes are interned: two sizes are one if they are equal as polynomials (n + 1 and 1 + n). A letter and its
transpose are two numbers (one if it is symmetric). `pairs` holds the rewrite rows that declared facts give: Q'Q
-> empty word, PP -> P, A A^{-1} -> empty word; None means that the product is zero.

>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.workspace import Lessons, Workspace
>>> ws = Workspace(Signature({}, {"S": frozenset({"symmetric"})}), Lessons(), Budget(1000))
>>> n = ws.letters.size(ws.symbol("n"))
>>> s = ws.letters.symbol("S", n, n)
>>> ws.letters.flip[s] == s
True
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from derivations.terms.term import Term, sym

if TYPE_CHECKING:
    from derivations.algebra.rational import Rational
    from derivations.algebra.workspace import Workspace

Word = tuple[int, ...]
ONE = 0

# what a declared fact rewrites: 0 is the letter and 1 its transpose
ROWS: dict[str, tuple[tuple[tuple[int, int], Word], ...]] = {
    "orthogonal": (((0, 1), ()), ((1, 0), ())),
    "orthonormal columns": (((1, 0), ()),),
    "unit": (((1, 0), ()),),
    "idempotent": (((0, 0), (0,)), ((1, 1), (1,))),
    "involutory": (((0, 0), ()), ((1, 1), ())),
}
# the sign with which a letter is its own transpose
TRANSPOSED = {"symmetric": 1, "skew": -1}
# letters that commute with each other
COMMUTING = frozenset({"diagonal"})


class Letters:
    """The letters of a workspace, as parallel lists indexed by letter."""

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self.sizes: list[Rational] = []
        self.concrete: list[int | None] = []
        self._size_index: dict[str, int] = {}
        self.rows: list[int] = []
        self.cols: list[int] = []
        self.flip: list[int] = []
        self.flip_sign: list[int] = []
        self.keys: list[tuple[Hashable, ...]] = []
        self.shows: list[Callable[[], Term]] = []
        self.deps: list[frozenset[str]] = []
        self.facts: list[frozenset[str]] = []
        self.payload: dict[int, Any] = {}
        self.inverse_of: dict[int, int] = {}
        self._index: dict[tuple[Hashable, ...], int] = {}
        self.pairs: dict[tuple[int, int], Word | None] = {}
        self.rules: dict[Word, Any] = {}
        self.normal: dict[Word, Any] = {}
        self.size(ws.number(1))

    def size(self, value: Rational) -> int:
        """The number of a size; `ONE` is 1."""
        found = self._size_index.get(value.key)
        if found is None:
            found = self._size_index[value.key] = len(self.sizes)
            self.sizes.append(value)
            number = value.number()
            self.concrete.append(int(number) if number is not None and number.denominator == 1 else None)
        return found

    def letter(
        self,
        key: tuple[Hashable, ...],
        rows: int,
        cols: int,
        show: Callable[[], Term],
        deps: frozenset[str] = frozenset(),
        *,
        facts: frozenset[str] = frozenset(),
        payload: Any = None,
    ) -> int:
        """The letter of this key; made, with its transpose and its facts' pairs, if it is new."""
        found = self._index.get(key)
        if found is not None:
            return found
        self.ws.budget.charge()
        number = self._index[key] = self._append(key, rows, cols, show, deps, facts)
        if payload is not None:
            self.payload[number] = payload
        signs = [TRANSPOSED[fact] for fact in ("skew", "symmetric") if fact in facts]
        if signs:
            self.flip.append(number)
            self.flip_sign.append(signs[0])
        else:
            self.flip.extend((number + 1, number))
            self.flip_sign.extend((1, 1))
            self._append((*key, "'"), cols, rows, lambda: Term("transpose", (show(),)), deps, facts)
        self._pair(number, facts)
        return number

    def _append(
        self,
        key: tuple[Hashable, ...],
        rows: int,
        cols: int,
        show: Callable[[], Term],
        deps: frozenset[str],
        facts: frozenset[str],
    ) -> int:
        self.keys.append(key)
        self.rows.append(rows)
        self.cols.append(cols)
        self.shows.append(show)
        self.deps.append(deps)
        self.facts.append(facts)
        return len(self.keys) - 1

    def _pair(self, number: int, facts: frozenset[str]) -> None:
        both = (number, self.flip[number])
        for fact in facts & ROWS.keys():
            for (left, right), result in ROWS[fact]:
                self.pairs[both[left], both[right]] = tuple(both[place] for place in result)
        for fact in facts & COMMUTING:
            for earlier in range(number):
                if fact in self.facts[earlier] and self.rows[earlier] == self.rows[number]:
                    self.pairs.setdefault((number, earlier), (earlier, number))
        self.normal.clear()

    def symbol(self, name: str, rows: int, cols: int) -> int:
        """The letter of a matrix or vector symbol."""
        signature = self.ws.signature
        facts: frozenset[str] = frozenset(
            fact
            for fact in (
                "symmetric",
                "skew",
                "orthogonal",
                "idempotent",
                "involutory",
                "diagonal",
                "unit",
                "invertible",
                "positive definite",
                "positive semidefinite",
                "full column rank",
                "full row rank",
            )
            if signature.has(name, fact)
        )
        if rows != cols and "orthogonal" in facts:
            # of a tall matrix it says that the columns are orthonormal: Q'Q = I, and nothing of QQ'
            facts = facts - {"orthogonal"} | {"orthonormal columns", "full column rank"}
        return self.letter(("symbol", name), rows, cols, lambda: sym(name), frozenset((name,)), facts=facts)

    def inverse(self, number: int) -> int:
        """The letter of the inverse of a square letter (written, hence invertible)."""
        if "orthogonal" in self.facts[number]:
            return self.flip[number]
        if "involutory" in self.facts[number]:
            return number
        found = self.inverse_of.get(number)
        if found is not None:
            return found
        base = min(number, self.flip[number])
        show = self.shows[base]
        kept = self.facts[base] & {"symmetric", "skew", "diagonal", "positive definite"}
        new = self.letter(
            ("inverse", self.keys[base]),
            self.rows[base],
            self.cols[base],
            lambda: Term("inverse", (show(),)),
            self.deps[base],
            facts=kept,
        )
        for left, right in ((base, new), (self.flip[base], self.flip[new])):
            self.inverse_of[left], self.inverse_of[right] = right, left
            self.pairs[left, right] = self.pairs[right, left] = ()
        self.normal.clear()
        return self.inverse_of[number]

    def basis(self, size: int, index: Rational) -> int:
        """The unit vector e_index of this size."""
        place = index.number()
        new = self.letter(
            ("basis", size, index.key),
            size,
            ONE,
            lambda: Term("col", (Term("eye", (self.sizes[size].to_term(),)), index.to_term())),
            index.deps(),
            payload=index,
            facts=frozenset({"unit"}) if place is not None else frozenset(),
        )
        self.pairs[self.flip[new], new] = ()
        return new

    def basis_index(self, number: int) -> Rational | None:
        """The index of a unit vector (or of its transpose), else None."""
        base = min(number, self.flip[number])
        if self.keys[base][0] != "basis":
            return None
        found: Rational = self.payload[base]
        return found

    def pair(self, left: int, right: int) -> tuple[bool, Word | None]:
        """(whether a row rewrites this pair, the result: None is zero)."""
        if (left, right) in self.pairs:
            return True, self.pairs[left, right]
        first, second = self.keys[left], self.keys[right]
        if first[0] == "basis" and first[-1] == "'" and second[0] == "basis" and second[-1] != "'":
            one, two = self.basis_index(left), self.basis_index(right)
            if one is not None and two is not None:
                gap = (one - two).number()
                if gap is not None:
                    return True, () if gap == 0 else None
        return False, None
