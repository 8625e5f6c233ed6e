r"""Typed tokens whose class depends on what stands beside them: guarding braces, double bars, words.

>>> from derivations.latex.tokens import Token
>>> [t.type for t in names([Token("TEXT", "flip", 0, 4), Token("OPEN", "(", 4, 5)])]
['NAME', 'OPEN']
"""

from __future__ import annotations

import re

from derivations.latex.constructs import COMMANDS
from derivations.latex.constructs.prose_words import WORDS
from derivations.latex.pairing import OPERANDS
from derivations.latex.tokens import Token

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*\Z")
_BIG_WORDS = {"argmin": "argmin", "argmax": "argmax", "arg min": "argmin", "arg max": "argmax"}


def without_empty_braces(tokens: list[Token]) -> list[Token]:
    """`\\vert{}` and `={}` only guard spaces; `{}_i` and an empty argument stay."""
    out: list[Token] = []
    for place, token in enumerate(tokens):
        if (
            token.type == "RBRACE"
            and len(out) > 1
            and out[-1].type == "LBRACE"
            and out[-2].type
            in ("BAR", "REL", "OP", "PM", "OPEN", "LETTER", "SYMBOL", "NAME", "BIG", "NUMBER", "SEP", "AMP", "GIVEN")
            and not (place + 1 < len(tokens) and tokens[place + 1].type in ("SUB", "SUP"))
        ):
            out.pop()
        else:
            out.append(token)
    return out


def double_bars(tokens: list[Token]) -> list[Token]:
    """`||` is a double bar, except between two absolute values (`|a||b|`)."""
    if not any(token.value == "||" for token in tokens):
        return tokens
    out: list[Token] = []
    singles = [0]
    for token in tokens:
        if token.type in ("LBRACE", "OPEN", "LEFT", "BEGIN"):
            singles.append(0)
        elif token.type in ("RBRACE", "CLOSE", "RIGHT", "END") and len(singles) > 1:
            singles.pop()
        elif token.type == "BAR" and token.value == "|":
            singles[-1] += 1
        if token.type == "BAR" and token.value == "||":
            if singles[-1] % 2:
                middle = token.start + 1
                out += [Token("BAR", "|", token.start, middle), Token("BAR", "|", middle, token.end)]
                continue
            token = token._replace(value=r"\|")
        out.append(token)
    return out


def names(tokens: list[Token]) -> list[Token]:
    """Single words in `\\text{}` that are names of operators, told from prose by the word and its neighbours."""
    depth = 0
    for place, token in enumerate(tokens):
        kind = token.type
        if kind in ("LBRACE", "OPEN", "LEFT"):
            depth += 1
        elif kind in ("RBRACE", "CLOSE", "RIGHT"):
            depth -= 1
        elif kind == "TEXT":
            word = token.value.strip()
            before = tokens[place - 1].type if place else ""
            after = tokens[place + 1].type if place + 1 < len(tokens) else ""
            if word in _BIG_WORDS or (word in ("min", "max", "sup", "inf") and after in ("SUB", "OPEN")):
                tokens[place] = token._replace(type="BIG", value=_BIG_WORDS.get(word, word))
            elif (
                len(word) > 1
                and _WORD.match(word)
                and (word.lower() not in WORDS or (after == "OPEN" and word == "span"))
            ):
                known = COMMANDS.get("\\" + word)
                spaced = token.value != word and not (known and known.type == "NAME")
                loose = (
                    depth <= 0 and before in OPERANDS and after in (*OPERANDS, "", "ONE", "TWO", "ROW", "QUAD", "AMP")
                )
                if not spaced and not (loose and not known):
                    tokens[place] = token._replace(type="NAME", value=word)
    return tokens
