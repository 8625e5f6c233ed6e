r"""Fences paired before the grammar sees them, so that an unbalanced one spoils its own side only.

Brackets pair as on paper (`[0, 1)` and `(0, 1]` too); a vertical bar opens, closes, separates (`p(x | y)`) or evaluates
(`f|_{x=0}`) by its place among the bars of its own level. An opening or closing sign without a partner becomes an
ERROR token; nesting beyond `MAX_DEPTH` is a `ReadError`.

>>> from derivations.latex.classify import classify
>>> from derivations.latex.tokens import tokenize
>>> " ".join(t.type for t in pair(classify(tokenize("|a|b (c"))))
'OPEN LETTER CLOSE LETTER ERROR LETTER'
"""

from __future__ import annotations

from derivations.latex.constructs.fences import CLOSES
from derivations.latex.tokens import MAX_DEPTH, ReadError, Token

# Tokens after which an operand has ended: what follows next to them multiplies, a bar closes.
OPERANDS = frozenset("NUMBER LETTER NAME BIG CLOSE RBRACE PRIME DOTS TEXT END EVAL SYMBOL ICLOSE RIGHT".split())
_OPENERS = frozenset({"OPEN", "LEFT", "LBRACE", "BEGIN", "IOPEN"})
_CLOSERS = {"RIGHT": "LEFT", "RBRACE": "LBRACE", "END": "BEGIN", "ICLOSE": "IOPEN"}
_ENDS = frozenset({"RBRACE", "CLOSE", "SEP", "AMP", "ROW", "END", "GIVEN", "ICLOSE", "REL"})
_BEGINS = frozenset({"LBRACE", "OPEN", "SEP", "SUB", "SUP", "AMP", "ROW", "GIVEN", "BEGIN"})


def pair(tokens: list[Token]) -> list[Token]:
    """The tokens with every fence OPEN or CLOSE and every bar decided."""
    out = list(tokens)
    stack: list[int] = []
    bars: list[list[int]] = [[]]  # of every level that is open
    finished: list[tuple[list[int], bool]] = []

    def leave() -> None:
        finished.append((bars.pop(), bool(stack)))
        stack.pop()

    for place, token in enumerate(tokens):
        kind = token.type
        if kind in _OPENERS:
            stack.append(place)
            bars.append([])
            if len(stack) > MAX_DEPTH:
                raise ReadError("nested too deeply", token.start, token.end)
        elif kind == "CLOSE":
            if stack and out[stack[-1]].type == "OPEN" and token.value in CLOSES[out[stack[-1]].value]:
                leave()
            else:
                out[place] = _unpaired(token)
        elif kind in _CLOSERS:
            wanted = _CLOSERS[kind]
            if any(tokens[open_place].type == wanted for open_place in stack):
                while tokens[stack[-1]].type != wanted:
                    out[stack[-1]] = _unpaired(tokens[stack[-1]])
                    leave()
                if kind == "END" and tokens[stack[-1]].value.partition(":")[0] != token.value:
                    out[place] = Token("ERROR", f"unpaired \\end{{{token.value}}}", token.start, token.end)
                elif kind == "RIGHT":
                    opening = tokens[stack[-1]]
                    out[stack[-1]] = opening._replace(type="OPEN")
                    out[place] = token._replace(type="CLOSE")
                leave()
            else:
                out[place] = _unpaired(token)
        elif kind == "BAR":
            bars[-1].append(place)
        elif (kind in ("REL", "QUAD", "ROW") and not stack) or (
            kind in ("AMP", "ROW") and out[stack[-1]].type == "BEGIN" if stack else False
        ):
            finished.append((bars[-1], bool(stack)))
            bars[-1] = []
    for place in stack:
        out[place] = _unpaired(tokens[place])
    finished.extend((level, False) for level in bars)
    for level, inside in finished:
        if level:
            _decide_bars(out, level, inside)
    _settle_signs(out)
    return out


def _unpaired(token: Token) -> Token:
    return Token("ERROR", f"unpaired {token.value}", token.start, token.end)


def _decide_bars(out: list[Token], level: list[int], inside: bool) -> None:
    waiting: list[int] = []
    for count, place in enumerate(level):
        bar = out[place]
        before = out[place - 1] if place else None
        after = out[place + 1] if place + 1 < len(out) else None
        lone = before is not None and before.type in ("OP", "PM") and waiting and waiting[-1] == place - 2
        if lone and before is not None:  # \|\cdot\|
            out[place - 1] = before._replace(type="LETTER")
        starred = before is not None and before.type == "OP" and place > 1 and out[place - 2].type == "SUP"  # \|w^*\|
        operand = lone or starred or (before is not None and (before.type in OPERANDS or before.value == "!"))
        if operand and waiting and out[waiting[-1]].value == bar.value:
            waiting.pop()
            out[place] = bar._replace(type="CLOSE")
        elif not operand and waiting and out[waiting[-1]].value == bar.value and (after is None or after.type in _ENDS):
            waiting.pop()  # |a +| closes, and fails for what is inside
            out[place] = bar._replace(type="CLOSE")
        elif not operand:
            waiting.append(place)
            out[place] = bar._replace(type="OPEN")
        elif bar.value == "|" and after is not None and after.type == "SUB":
            out[place] = bar._replace(type="EVAL", value="")
        elif sum(1 for other in level[count:] if out[other].value == bar.value) % 2 == 0:
            waiting.append(place)
            out[place] = bar._replace(type="OPEN")
        elif inside:
            out[place] = bar._replace(type="GIVEN")
        else:
            out[place] = bar._replace(type="REL", value=r"\mid" if bar.value == "|" else r"\parallel")
    for place in waiting:
        before = out[place - 1] if place else None  # p(a, | b) and f_{| x = 0} say what they mean
        lone = inside and before is not None and before.type in ("SEP", "LBRACE")
        out[place] = out[place]._replace(type="GIVEN") if lone else _unpaired(out[place])


def _settle_signs(out: list[Token]) -> None:
    """Signs that stand alone are letters (`x^*`, `f(\\cdot)`, `0^+`); one after an operator belongs to its factor."""
    depth = 0
    last = len(out) - 1
    for place, token in enumerate(out):
        kind = token.type
        if kind in ("OPEN", "LBRACE", "BEGIN", "IOPEN"):
            depth += 1
        elif kind in ("CLOSE", "RBRACE", "END", "ICLOSE"):
            depth -= 1
        elif kind in ("OP", "PM", "REL"):
            before = out[place - 1].type if place else ""
            after = out[place + 1].type if place < last else ""
            if (
                before in ("SUB", "SUP")
                or (depth and before in _BEGINS and after in _ENDS and after != "REL")
                or (kind == "PM" and depth and after in _ENDS)
            ):
                out[place] = token._replace(type="LETTER")
            elif kind == "PM" and before in ("OP", "PM", "NEG") and out[place - 1].value != "!":
                out[place] = token._replace(type="NEG")
