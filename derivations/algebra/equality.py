"""Whether an equation holds in a workspace, under equations that are given there.

The gap of the two normal forms has to vanish: by itself, after completion of the rules, times the sums whose inverses
occur, block by block, or as a sum of networks.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.entail import RULE_MODULES
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> from derivations.terms.term import sym
>>> ws, x, y = Workspace(Signature(), Lessons(), Budget(1000)), sym("x"), sym("y")
>>> equal_in(ws, (x * y, y * x), []), equal_in(ws, (x ** 2, y ** 2), [(x, y)])
(True, True)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derivations.algebra import networks
from derivations.algebra.abstain import Abstain
from derivations.algebra.completion import add_equation, complete
from derivations.algebra.hadamard import words_of
from derivations.algebra.ideal import follows
from derivations.algebra.letters import ONE, Word
from derivations.algebra.normal import normal
from derivations.algebra.partitions import to_blocks
from derivations.algebra.powers import relate_powers
from derivations.algebra.rational import Rational
from derivations.algebra.words import Mat, Value, as_number, flip, minus, product
from derivations.algebra.workspace import INDEX_MARK, Workspace
from derivations.terms.term import Term, num, walk

Equation = tuple[Term, Term]

_MAX_CLEARED = 4


def equal_in(ws: Workspace, goal: Equation, equations: Sequence[Equation]) -> bool:
    """Whether the goal holds in the workspace under the equations."""
    zeros: list[Rational] = []
    for left, right in equations:
        gap = minus(normal(ws, left), normal(ws, right))
        if isinstance(gap, Rational):
            zeros.append(gap)
        else:
            add_equation(ws, gap)
    if equations:
        ws.memo.clear()
    if _vanishes(ws, minus(normal(ws, goal[0]), normal(ws, goal[1])), zeros):
        return True
    if ws.letters.rules and complete(ws):
        ws.memo.clear()
        if _vanishes(ws, minus(normal(ws, goal[0]), normal(ws, goal[1])), zeros):
            return True
    if ws.partitions and _equal_by_blocks(ws, minus(normal(ws, goal[0]), normal(ws, goal[1])), zeros):
        return True
    undone = [minus(normal(ws, left), normal(ws, right)) for left, right in _inverted(equations)]
    more = [gap for gap in undone if isinstance(gap, Rational)]
    if more and _vanishes(ws, minus(normal(ws, goal[0]), normal(ws, goal[1])), [*zeros, *more]):
        return True
    # what was read first may need what was read later: an inverse, a power
    ws.memo.clear()
    gap = minus(normal(ws, goal[0]), normal(ws, goal[1]))
    if ws.powers and not gap.is_zero():
        relate_powers(ws)
        complete(ws)
        ws.memo.clear()
        gap = minus(normal(ws, goal[0]), normal(ws, goal[1]))
    return gap.is_zero() or _equal_by_index(ws, gap)


def _equal_by_blocks(ws: Workspace, gap: Value, zeros: list[Rational]) -> bool:
    """Whether each block of the gap vanishes."""
    blocks = None if isinstance(gap, Rational) else to_blocks(ws, gap)
    return blocks is not None and all(_vanishes(ws, block, zeros) for row in blocks for block in row)


def _equal_by_index(ws: Workspace, gap: Value) -> bool:
    """Whether the gap vanishes as a sum of networks."""
    try:
        return networks.vanishes(ws, gap)
    except Abstain:
        return False


def _inverted(equations: Sequence[Equation]) -> Iterator[Equation]:
    """u = h(v) from g(u) = v, over the real numbers, for functions g that take each value once."""
    for pair in equations:
        if any(node == Term("const", (), "i") for side in pair for node in walk(side)):
            continue
        for left, right in (pair, pair[::-1]):
            match left.head:
                case "exp":
                    yield left.args[0], Term("log", (right,))
                case "pow" if left.args[0].head == "num" and left.args[0].value > 0:  # type: ignore[operator]
                    yield Term("log", (left,)), Term("log", (right,))
                case "log":
                    yield left.args[0], Term("exp", (right,))
                case "sqrt":
                    yield left.args[0], right ** num(2)
                case "sigmoid":
                    yield left.args[0], Term("log", (right / (1 - right),))
                case "tanh":
                    yield 2 * left.args[0], Term("log", ((1 + right) / (1 - right),))


def _vanishes(ws: Workspace, gap: Value, zeros: list[Rational]) -> bool:
    if gap.is_zero():
        return True
    if isinstance(gap, Rational):
        return bool(zeros) and follows(ws, gap, zeros)
    if zeros and all(follows(ws, value, zeros) for value in gap.terms.values()):
        return True
    if _entries_vanish(ws, gap, zeros):
        return True
    return any(ws.inverted) and _cleared(ws, gap, _MAX_CLEARED)


def _entries_vanish(ws: Workspace, gap: Mat, zeros: list[Rational]) -> bool:
    """Whether entry (i, j) is zero for open i and j: what functions of vectors share shows entry by entry."""
    letters = ws.letters
    plain = {min(letter, letters.flip[letter]) for word in gap.terms for letter in word}
    if not any(callable(letters.payload.get(letter)) or words_of(ws, letter) for letter in plain):
        return False
    ends: list[Word] = [
        () if size == ONE else (letters.basis(size, ws.symbol(f"{INDEX_MARK}{mark}")),)
        for size, mark in ((gap.rows, "row"), (gap.cols, "column"))
    ]
    left = flip(ws, ends[0])[0]
    total = ws.number(0)
    for word, factor in gap.terms.items():
        scale, inner = _without_diagonals(ws, left, word)
        # the signs that turning a word over twice gives cancel: diagonal letters have none
        other, inner = _without_diagonals(ws, flip(ws, ends[1])[0], flip(ws, inner)[0])
        total = total + factor * scale * other * as_number(ws, left + flip(ws, inner)[0] + ends[1])
    return total.is_zero() or (bool(zeros) and follows(ws, total, zeros))


def _without_diagonals(ws: Workspace, left: Word, word: Word) -> tuple[Rational, Word]:
    """e_i'diag(u) W = u_i e_i'W."""
    scale = ws.number(1)
    while left and word and ws.letters.keys[word[0]][0] == "diag" and ws.letters.cols[word[0]] != ONE:
        scale = scale * as_number(ws, left + ws.letters.keys[word[0]][2])  # type: ignore[operator]
        word = word[1:]
    return scale, word


def _cleared(ws: Workspace, gap: Mat, rounds: int) -> bool:
    """Multiply by the sums whose inverses occur: S is invertible, so S gap = 0 proves gap = 0."""
    if gap.is_zero():
        return True
    if rounds == 0:
        return False
    for value, letter in ws.inverted:
        for side, number in ((value, letter), (value.T, ws.letters.flip[letter])):
            occurs = [number in word for word in gap.terms]
            if not any(occurs):
                continue
            for left in (True, False):
                if (side.cols if left else side.rows) != (gap.rows if left else gap.cols):
                    continue
                if not any(word and (word[0] if left else word[-1]) == number for word in gap.terms):
                    continue
                ws.budget.charge(5)
                cleared = product(side, gap) if left else product(gap, side)
                if isinstance(cleared, Mat) and _cleared(ws, cleared, rounds - 1):
                    return True
    return False
