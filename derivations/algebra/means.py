r"""Expectations of which a page does not say what is random in them: linear, and no more than that.

`\mathbb{E}[x + 2 y \mid z]` is E[x | z] + 2 E[y | z] whatever the letters are; a number is its own expectation. What is
not random might leave the brackets, but no letter is known not to be.

>>> from derivations.algebra.entail import prove_equal
>>> from derivations.algebra.signature import Signature
>>> from derivations.terms.term import sym
>>> from derivations.terms.wholes import mean_name
>>> E = lambda term: Term("app", (term,), mean_name("\\mathbb{E}", ""))
>>> x, y = sym("x"), sym("y")
>>> prove_equal(E(2 * (x + y) - 3), 2 * E(x) + 2 * E(y) - 3, Signature()).method
'polynomial'
>>> prove_equal(E(x * y), E(x) * E(y), Signature()), prove_equal(E(x * y), x * E(y), Signature())
(None, None)
"""

from __future__ import annotations

from dataclasses import dataclass

from derivations.algebra.letters import ONE, Word
from derivations.algebra.matrices import opaque, transpose
from derivations.algebra.rational import Rational
from derivations.algebra.sums import split
from derivations.algebra.words import Mat, Value, flip, plus, product
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term, mul


@dataclass(frozen=True, slots=True)
class Mean:
    """An expectation by its name, under conditions that are values."""

    ws: Workspace
    name: str
    given: tuple[Value, ...]

    def of(self, value: Value) -> Value:
        """The sum of the expectations of its monomials."""
        ws = self.ws
        if isinstance(value, Rational):
            total: Value = ws.number(0)
            for outside, inside in split(ws, value, *value.deps()):
                total = plus(total, outside if inside.is_one() else product(outside, self._letter(inside, None)))
            return total
        total = Mat(ws, value.rows, value.cols, {})
        for word, factor in value.terms.items():
            for outside, inside in split(ws, factor, *factor.deps()):
                total = plus(total, product(outside, self._letter(inside, word)))
        return total

    def _letter(self, inside: Rational, word: Word | None) -> Value:
        ws = self.ws
        deps = frozenset((self.name,)).union(inside.deps(), *(value.deps() for value in self.given))
        if word is None:
            return opaque(ws, self._key(inside, ()), ONE, ONE, lambda: self._term(inside.to_term()), deps)
        flipped, mark = flip(ws, word)
        if mark > 0 and flipped < word:
            return transpose(self._letter(inside, flipped))
        letters = ws.letters
        rows, cols = letters.rows[word[0]], letters.cols[word[-1]]
        deps = deps.union(*(letters.deps[letter] for letter in word))
        symmetric = frozenset({"symmetric"}) if (flipped, mark) == (word, 1) else frozenset[str]()
        whole = Mat(ws, rows, cols, {word: ws.number(1)})

        def shown() -> Term:
            return self._term(whole.to_term() if inside.is_one() else mul(inside.to_term(), whole.to_term()))

        return opaque(ws, self._key(inside, word), rows, cols, shown, deps, symmetric)

    def _key(self, inside: Rational, word: Word) -> tuple[object, ...]:
        return ("mean of", self.name, inside.key, word, *(value.key for value in self.given))

    def _term(self, body: Term) -> Term:
        return Term("app", (body, *(value.to_term() for value in self.given)), self.name)
