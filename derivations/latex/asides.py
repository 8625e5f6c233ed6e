r"""Prose beside mathematics, and signs whose role depends on the fence around them.

>>> from derivations.latex.classify import classify
>>> from derivations.latex.tokens import tokenize
>>> [t.type for t in open_asides(classify(tokenize(r"a (\text{by } b)")))]
['LETTER', 'QUAD', 'TEXT', 'LETTER', 'QUAD']
"""

from __future__ import annotations

from derivations.latex.constructs.prose_words import is_prose
from derivations.latex.pairing import OPERANDS
from derivations.latex.tokens import Token


def _levels(tokens: list[Token]) -> list[int]:
    """The depth that each token stands at; a fence's signs stand at the depth outside it."""
    depth = 0
    levels = []
    for token in tokens:
        if token.type in ("CLOSE", "RBRACE", "END", "ICLOSE"):
            depth -= 1
        levels.append(depth)
        if token.type in ("OPEN", "LBRACE", "BEGIN", "IOPEN"):
            depth += 1
    return levels


def open_asides(tokens: list[Token]) -> list[Token]:
    r"""`(\text{since } a = b)` outside every fence is prose and mathematics, not a factor."""
    if not any(token.type == "TEXT" for token in tokens):
        return tokens
    levels = _levels(tokens)
    out: list[Token] = []
    closing: set[int] = set()
    for place, token in enumerate(tokens):
        if place in closing:
            out.append(Token("QUAD", "quad", token.start, token.end))
            continue
        if token.type == "OPEN" and levels[place] == 0 and token.value in ("(", "["):
            close = next((p for p in range(place + 1, len(tokens)) if levels[p] == 0), None)
            words = [
                t.value
                for p, t in enumerate(tokens[place + 1 : close], place + 1)
                if t.type == "TEXT" and levels[p] == 1
            ]
            apart = place == 0 or tokens[place - 1].type in ("QUAD", "TEXT", "ROW", "SEP", "AMP")
            if close is not None and words and (apart or any(is_prose(text) for text in words)):
                closing.add(close)
                out.append(Token("QUAD", "quad", token.start, token.end))
                continue
        out.append(token)
    return out


def join_numbers(tokens: list[Token]) -> list[Token]:
    """`1,000` outside every fence is one number."""
    levels = _levels(tokens)
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.type == "NUMBER" and levels[place] == 0 and len(token.value) <= 3 and token.value.isdigit():
            while (
                place + 2 < len(tokens)
                and tokens[place + 1].value == ","
                and tokens[place + 2].type == "NUMBER"
                and tokens[place + 2].start == token.end + 1
                and len(tokens[place + 2].value.partition(".")[0]) == 3
            ):
                token = Token("NUMBER", token.value + tokens[place + 2].value, token.start, tokens[place + 2].end)
                place += 2
        out.append(token)
        place += 1
    return out


def settle(tokens: list[Token]) -> list[Token]:
    """Row ends and marks inside fences say nothing; a phrase that takes part in an equation is an operand."""
    out: list[Token] = []
    stack: list[str] = []
    for place, token in enumerate(tokens):
        kind = token.type
        if kind in ("OPEN", "LBRACE", "BEGIN", "IOPEN"):
            stack.append(kind)
        elif kind in ("CLOSE", "RBRACE", "END", "ICLOSE") and stack:
            stack.pop()
        elif stack and (kind in ("QUAD", "LABEL") or (kind in ("ROW", "AMP") and "BEGIN" not in stack)):
            continue
        elif kind == "DOT":
            if not stack:
                token = token._replace(type="SEP")
            elif place + 1 < len(tokens) and tokens[place + 1].type in ("CLOSE", "RBRACE", "AMP", "ROW", "END"):
                continue
        elif kind == "REL" and token.value == r"\mid" and stack:
            token = token._replace(type="GIVEN", value="|")
        elif kind == "SEP" and token.value == ";" and stack and stack[-1] == "OPEN":
            token = token._replace(type="GIVEN")
        elif kind == "REL" and token.value == ":" and stack:
            token = _colon(tokens, place, token)
        elif kind == "TEXT" and not stack and _is_operand(tokens, place):
            token = token._replace(type="PHRASE")
        out.append(token)
    return out


def _colon(tokens: list[Token], place: int, token: Token) -> Token:
    before = tokens[place - 1].type if place else ""
    after = tokens[place + 1].type if place + 1 < len(tokens) else ""
    if before in ("SEP", "OPEN", "LBRACE", "SUB", "SUP") and after in ("SEP", "CLOSE", "RBRACE"):
        return token._replace(type="LETTER")
    depth = 0
    for other in reversed(tokens[:place]):
        if other.type in ("CLOSE", "RBRACE", "END"):
            depth += 1
        elif other.type in ("OPEN", "LBRACE", "BEGIN"):
            depth -= 1
            if depth < 0:
                return token._replace(type="GIVEN") if other.value == r"\{" else token
    return token


def _is_operand(tokens: list[Token], place: int) -> bool:
    """A phrase without a cue word that an equation or an operator has on one side: `\\text{learning rate} = 1`."""
    text = tokens[place].value
    before = tokens[place - 1] if place else Token("", "", 0, 0)
    after = tokens[place + 1] if place + 1 < len(tokens) else Token("", "", 0, 0)
    if any(sign in text for sign in ",.:;$") or (is_prose(text) and before.type not in ("OP", "PM")):
        return False
    if before.type in ("OP", "PM") or after.type in ("OP", "SUB", "SUP"):
        return True
    if before.type == "REL" and before.value in ("=", r"\approx", r"\in", ":=", r"\propto"):
        return after.type not in OPERANDS
    if before.type in ("", "REL", "ROW", "AMP", "SEP", "QUAD"):
        following = after
        if after.type == "AMP" and place + 2 < len(tokens):
            following = tokens[place + 2]
        return (
            following.type == "REL" and following.value in ("=", r"\approx", ":=", r"\propto", r"\le", r"\ge")
        ) or after.type == "PM"
    return False
