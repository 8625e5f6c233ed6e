"""Jacobians read off a differential: A (b o C dx) = A diag(b) C dx, and vec(A dX B) = (B' (x) A) vec(dX).

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

from collections.abc import Callable

from derivations.algebra.abstain import Abstain
from derivations.algebra.hadamard import joined, words_of
from derivations.algebra.letters import ONE, Word
from derivations.algebra.matrices import transpose
from derivations.algebra.normal import normal
from derivations.algebra.words import Mat, Value, as_scalar, flip, normal_word, plus, product
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term


def by_vector(ws: Workspace, value: Mat, change: int, gradients: dict[str, Mat]) -> Value:
    """J in value = J change, for a column that is linear in the change; `gradients` are those of its factors."""
    return _summed(ws, value, change, gradients, lambda word: _linear(ws, word, change))


def by_matrix(ws: Workspace, value: Mat, change: int, gradients: dict[str, Mat]) -> Value:
    """J in value = J vec(change)."""
    return _summed(ws, value, change, gradients, lambda word: _of_word(ws, word, change))


def _summed(
    ws: Workspace, value: Mat, change: int, gradients: dict[str, Mat], of_word: Callable[[Word], Value]
) -> Value:
    letters = ws.letters
    name = str(letters.keys[change][1])
    total: Value = ws.number(0)
    for word, factor in value.terms.items():
        if any(name in letters.deps[letter] for letter in word):
            part = product(factor, of_word(word))
        else:
            if factor.key not in gradients:
                raise Abstain("a differential that is not linear")
            row = transpose(normal(ws, Term("vec", (gradients[factor.key].to_term(),))))
            part = product(Mat(ws, value.rows, ONE, {word: ws.number(1)}), row)
        total = plus(total, part)
    return total


def _linear(ws: Workspace, word: Word, change: int) -> Value:
    """J of a column word that holds the change once: through diag and entrywise products."""
    letters = ws.letters
    name = str(letters.keys[change][1])
    places = [place for place, letter in enumerate(word) if name in letters.deps[letter]]
    if len(places) != 1:
        raise Abstain("a differential that is not linear")
    letter, after = word[places[0]], word[places[0] + 1 :]
    key = letters.keys[letter]
    inner: Value
    if letter == change and not after:
        inner = as_scalar(Mat.identity(ws, letters.rows[change]))
    elif key[0] == "hadamard" and key[-1] != "'" and not after:
        moving, still = moving_factor(ws, letter, name)
        inner = product(_diagonal(ws, still), _linear(ws, moving, change))
    elif key[0] == "diag" and isinstance(key[2], tuple) and letters.cols[letter] != ONE:
        inner = product(_diagonal(ws, _column(ws, after)), _linear(ws, key[2], change))
    elif key[0] == "diag" and key[-1] != "'" and isinstance(key[2], tuple) and not after:
        inner = _of_diagonal(ws, key[2], change)
    else:
        raise Abstain(f"a Jacobian through {key[0]}")
    before = word[: places[0]]
    if not before:
        return inner
    return product(Mat(ws, letters.rows[before[0]], letters.cols[before[-1]], normal_word(ws, before)), inner)


def _of_diagonal(ws: Workspace, word: Word, change: int) -> Value:
    """diag(A dx b') = (A dx) o b."""
    letters = ws.letters
    for candidate in (word, flip(ws, word)[0]):
        if change in candidate and flip(ws, word)[1] > 0:
            place = candidate.index(change)
            left, right = candidate[:place], flip(ws, candidate[place + 1 :])
            if letters.flip[change] in candidate or right[1] < 0 or not right[0]:
                break
            return product(_diagonal(ws, _column(ws, right[0])), _linear(ws, (*left, change), change))
    raise Abstain("a Jacobian through the diagonal of a matrix")


def _column(ws: Workspace, word: Word) -> Mat:
    return Mat(ws, ws.letters.rows[word[0]], ONE, normal_word(ws, word))


def _diagonal(ws: Workspace, column: Mat) -> Value:
    return normal(ws, Term("diag", (column.to_term(),)))


def moving_factor(ws: Workspace, letter: int, name: str) -> tuple[Word, Mat]:
    """The factor of an entrywise product that holds the change, and the others."""
    letters = ws.letters
    words = words_of(ws, letter)
    moving = [word for word in words or () if any(name in letters.deps[one] for one in word)]
    if words is None or len(moving) != 1:
        raise Abstain("a differential that is not linear")
    still = list(words)
    still.remove(moving[0])
    rows, cols = letters.rows[letter], letters.cols[letter]
    return moving[0], Mat(ws, rows, cols, normal_word(ws, joined(ws, still, rows, cols)))


def _of_word(ws: Workspace, word: Word, change: int) -> Value:
    """J of a word that holds the change once, not transposed: vec(L dX R) = (R' (x) L) vec(dX)."""
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
    return product(ws.number(mark), kron)
