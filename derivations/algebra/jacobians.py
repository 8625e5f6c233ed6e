"""Jacobians by matrices, column by column: d vec(A X B) = (B' (x) A) d vec(X).

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.entail import RULE_MODULES
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> from derivations.terms.term import num, sym
>>> n = sym("n")
>>> ws = Workspace(Signature({name: (n, n) for name in "AX"}), Lessons(), Budget(1000))
>>> x = sym("X")
>>> normal(ws, Term("jacobian", (Term("vec", (sym("A") * x,)), x, x))).to_term()
kron(eye(n), A)
"""

from __future__ import annotations

from derivations.algebra.abstain import Abstain
from derivations.algebra.letters import ONE, Word
from derivations.algebra.normal import normal, plus
from derivations.algebra.rational import Rational
from derivations.algebra.words import Mat, Value, flip, normal_word, product
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term


def by_matrix(ws: Workspace, value: Mat, change: int, row_of: dict[str, Mat]) -> Value:
    """J in value = J vec(change), for a column; `row_of` are the gradients of its scalar factors."""
    letters = ws.letters
    name = str(letters.keys[change][1])
    total: Value = ws.number(0)
    for word, factor in value.terms.items():
        if not any(name in letters.deps[letter] for letter in word):
            gradient = normal(ws, Term("vec", (row_of[factor.key].to_term(),)))
            column = Mat(ws, value.rows, ONE, {word: ws.number(1)})
            total = plus(total, product(column, gradient.T if isinstance(gradient, Mat) else gradient))
            continue
        total = plus(total, _of_word(ws, word, factor, change))
    return total


def _of_word(ws: Workspace, word: Word, factor: Rational, change: int) -> Value:
    letters = ws.letters
    name = str(letters.keys[change][1])
    before: Word = ()
    if name in letters.deps[word[-1]] and word[-1] != change:
        key = letters.keys[word[-1]]
        if key[0] != "vec" or key[-1] == "'" or not isinstance(key[2], tuple):
            raise Abstain(f"a Jacobian by a matrix through {key[0]}")
        before, word = word[:-1], key[2]
    places = [place for place, letter in enumerate(word) if name in letters.deps[letter]]
    if len(places) != 1 or word[places[0]] != change or any(name in letters.deps[letter] for letter in before):
        raise Abstain("a Jacobian by a matrix that stands transposed, or deeper")
    left, right = word[: places[0]], word[places[0] + 1 :]
    rows, cols = letters.rows[change], letters.cols[change]
    back, mark = flip(ws, right)
    height = letters.cols[right[-1]] if right else cols
    one = Mat(ws, height, cols, normal_word(ws, back))
    other = Mat(ws, letters.rows[left[0]] if left else rows, rows, normal_word(ws, left))
    kron = normal(ws, Term("kron", (one.to_term(), other.to_term())))
    if before:
        width = letters.cols[before[-1]]
        kron = product(Mat(ws, letters.rows[before[0]], width, normal_word(ws, before)), kron)
    return product(factor * mark, kron)
