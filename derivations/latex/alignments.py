r"""Displays of several rows made flat: alignments, systems of equations, fences that reach over rows.

>>> from derivations.latex.classify import classify
>>> from derivations.latex.tokens import tokenize
>>> [t.type for t in flatten(classify(tokenize(r"\begin{align} a &= b \end{align}")))]
['LETTER', 'AMP', 'REL', 'LETTER']
"""

from __future__ import annotations

from derivations.latex.constructs.matrices import ALIGNMENTS, CASES
from derivations.latex.tokens import Token


def rejoin(tokens: list[Token]) -> list[Token]:
    r"""`\left( a \right. \\ \left. + b \right)` is one pair of fences over two rows."""
    out: list[Token] = []
    for token in tokens:
        if token.type == "LEFT" and token.value == ".":
            back = len(out) - 1
            while back >= 0 and out[back].type in ("ROW", "AMP", "QUAD"):
                back -= 1
            if 0 <= back < len(out) - 1 and out[back].type == "RIGHT" and out[back].value == ".":
                del out[back]
                continue
        out.append(token)
    return out


_OPENER_OF = {"END": "BEGIN", "RIGHT": "LEFT", "CLOSE": "OPEN", "RBRACE": "LBRACE"}


def flatten(tokens: list[Token]) -> list[Token]:
    """Drop the alignments that make up the display, and the brace of a system of equations around one."""
    drop: set[int] = set()
    kept: set[int] = set()
    stack: list[tuple[int, bool]] = []
    for place, token in enumerate(tokens):
        if token.type in ("BEGIN", "LEFT", "OPEN", "LBRACE"):
            flat = False
            outside = all(dropped for _, dropped in stack)
            if token.type == "BEGIN" and outside:
                flat = _is_alignment(tokens, place)
            elif token.type in ("LEFT", "OPEN") and outside and token.value in (r"\{", ".", "["):
                flat = _is_system(tokens, place)
            stack.append((place, flat))
            if flat:
                drop.add(place)
        elif token.type in _OPENER_OF and stack:
            wanted = _OPENER_OF[token.type]
            if token.type == "CLOSE" and tokens[stack[-1][0]].type != "OPEN":
                continue
            if not any(tokens[opened].type == wanted for opened, _ in stack):
                continue
            while tokens[stack[-1][0]].type != wanted:
                stack.pop()
            _, flat = stack.pop()
            if flat:
                drop.add(place)
    for place, flat in stack:
        if flat and tokens[place].type != "BEGIN":
            kept.add(place)
    return [token for place, token in enumerate(tokens) if place not in drop or place in kept]


def _is_alignment(tokens: list[Token], place: int) -> bool:
    name = tokens[place].value.partition(":")[0]
    if name in ALIGNMENTS:
        return True
    if name != "array" and name not in CASES:
        return False
    begins_row = place == 0 or tokens[place - 1].type in ("ROW", "BEGIN", "LEFT", "QUAD", "TEXT")
    return begins_row and _has_relation_first(tokens, place)


def _has_relation_first(tokens: list[Token], place: int) -> bool:
    """Whether the environment's first row has a relation, and its first cells are sides of it."""
    depth = 0
    columns = 0
    before = tokens[place]
    for token in tokens[place + 1 :]:
        if token.type in ("BEGIN", "LEFT", "OPEN", "LBRACE"):
            depth += 1
        elif token.type in ("END", "RIGHT", "CLOSE", "RBRACE"):
            depth -= 1
            if depth < 0:
                return False
        elif depth == 0 and token.type == "REL":
            return columns == 0 or before.type == "AMP"
        elif depth == 0 and token.type == "ROW":
            return False
        elif depth == 0 and token.type == "AMP":
            columns += 1
        before = token
    return False


def _is_system(tokens: list[Token], place: int) -> bool:
    """A fence that opens a row and holds nothing but an alignment of equations."""
    begins_row = place == 0 or tokens[place - 1].type in ("ROW", "BEGIN", "QUAD", "TEXT")
    if not begins_row or place + 1 >= len(tokens) or tokens[place + 1].type != "BEGIN":
        return False
    depth = 0
    for other in range(place, len(tokens)):
        kind = tokens[other].type
        if kind in ("BEGIN", "LEFT", "OPEN", "LBRACE"):
            depth += 1
        elif kind in ("END", "RIGHT", "CLOSE", "RBRACE"):
            depth -= 1
            if depth == 0:
                whole = tokens[other - 1].type == "END" and tokens[other].value == "."
                return whole and _is_alignment(tokens, place + 1) and _has_relation_first(tokens, place + 1)
    return False
