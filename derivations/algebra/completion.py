"""Rewrite rules out of matrix equations, and their bounded completion (Knuth-Bendix in the free algebra).

An equation is turned so that its largest word (by length, then by letters) equals the rest; overlaps of two
leading words give new equations. Every rule is a consequence of the equations, hence rewriting proves; the
completion is cut off after a counted number of overlaps. Where a leading coefficient is not known to be
nonzero, the equation is not used, except for the inverse of a sum in a claim without hypotheses: there
`ws.nonzero` records it.

>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.workspace import Lessons
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> n = ws.letters.size(ws.symbol("n"))
>>> a, b = (Mat.letter(ws, ws.letters.symbol(name, n, n)) for name in "AB")
>>> add_equation(ws, b * a - a * b)
>>> (a * b * a).same(a * a * b)
True
"""

from __future__ import annotations

from derivations.algebra.letters import ONE, Word
from derivations.algebra.signs import sign
from derivations.algebra.words import Mat, Terms, merge, normal_word
from derivations.algebra.workspace import Workspace

Overlap = tuple[Word, Word, int]

_MAX_RULES = 60
_MAX_LEAD = 8


def add_equation(ws: Workspace, zero: Mat) -> None:
    """Use `zero` = 0 and its transpose as rules."""
    _add_rule(ws, zero)
    _add_rule(ws, zero.T)


def _renormal(ws: Workspace, value: Mat) -> Mat:
    terms: Terms = {}
    for word, factor in value.terms.items():
        merge(terms, {new: piece * factor for new, piece in normal_word(ws, word).items()})
    return Mat(ws, value.rows, value.cols, terms)


def _add_rule(ws: Workspace, zero: Mat) -> bool:
    zero = _renormal(ws, zero)
    if zero.is_zero():
        return False
    whole = [word for word in zero.terms if not _has_split(ws, word)]
    lead = max(whole, key=lambda word: (len(word), word), default=())
    if not lead or len(lead) > _MAX_LEAD or any(_holds(word, lead) for word in zero.terms if word != lead):
        return False
    factor = zero.terms[lead]
    if sign(ws, factor.num) not in ("+", "-"):
        if not ws.divides:
            return False
        ws.nonzero.append(factor)
    scale = -factor.inverse()
    ws.letters.rules[lead] = {word: value * scale for word, value in zero.terms.items() if word != lead}
    ws.letters.normal.clear()
    # a rule whose leading word holds the new one is kept: it is still true
    return True


def _holds(word: Word, part: Word) -> bool:
    return any(word[i : i + len(part)] == part for i in range(len(word) - len(part) + 1))


def _has_split(ws: Workspace, word: Word) -> bool:
    """Whether the word is a column times a row: its rewriting would need its two halves apart."""
    return any(ws.letters.cols[letter] == ONE for letter in word[:-1])


def complete(ws: Workspace, overlaps: int = 400) -> bool:
    """Add what overlaps of rules give; whether anything new came."""
    grew = False
    seen: set[Overlap] = set()
    again = True
    while again:
        again = False
        for overlap in _overlaps(ws):
            if overlap in seen:
                continue
            seen.add(overlap)
            if len(seen) > overlaps or len(ws.letters.rules) > _MAX_RULES:
                return grew
            if _resolve(ws, *overlap):
                grew = again = True
    return grew


def _overlaps(ws: Workspace) -> list[Overlap]:
    """(left, right, shared): the end of one leading word is the start of the other, shortest first."""
    rules = sorted(ws.letters.rules, key=lambda word: (len(word), word))
    found: list[Overlap] = [
        (left, right, shared)
        for left in rules
        for right in rules
        for shared in range(1, min(len(left), len(right)) + 1)
        if left[-shared:] == right[:shared]
    ]
    for pair, result in ws.letters.pairs.items():
        if result is not None:
            found += [(pair, word, 1) for word in rules if word[0] == pair[1]]
            found += [(word, pair, 1) for word in rules if word[-1] == pair[0]]
    return found


def _right_side(ws: Workspace, lead: Word) -> Terms | None:
    if lead in ws.letters.rules:
        rule: Terms = ws.letters.rules[lead]
        return rule
    if lead in ws.letters.pairs:
        result = ws.letters.pairs[lead[0], lead[1]]
        return {} if result is None else {result: ws.number(1)}
    return None


def _resolve(ws: Workspace, left: Word, right: Word, shared: int) -> bool:
    """The two ways to rewrite left[:-shared] + right must agree: their difference is a new equation."""
    one, two = _right_side(ws, left), _right_side(ws, right)
    if one is None or two is None:
        return False
    head, tail = left[:-shared], right[shared:]
    found: Terms = {}
    for word, value in one.items():
        merge(found, {new: piece * value for new, piece in normal_word(ws, word + tail).items()})
    for word, value in two.items():
        merge(found, {new: -(piece * value) for new, piece in normal_word(ws, head + word).items()})
    whole = left + tail
    if not found or not whole:
        return False
    rows, cols = ws.letters.rows[whole[0]], ws.letters.cols[whole[-1]]
    if rows == ONE and cols == ONE:
        # a scalar consequence is no rule on words
        return False
    return _add_rule(ws, Mat(ws, rows, cols, found))
