r"""Braces and labels above and below; what the label says is no part of the value.

>>> [r.command for r in ROWS][0]
'\\underbrace'
"""

from __future__ import annotations

from derivations.latex.constructs.table import Construct, row, span_of
from derivations.latex.syntax import Node
from derivations.latex.tokens import Token


def brace(token: Token, children: tuple[Node, ...]) -> Node:
    return Node("brace", children, token.value, *span_of(token, children))


def label(token: Token, children: tuple[Node, ...]) -> Node:
    """`\\underset{w}{\\min}` is `\\min_w`; otherwise the first argument labels the second."""
    mark, body = children
    start, end = span_of(token, children)
    if body.kind == "big" and token.value == "under":
        return Node("big", (Node("sub", (mark,), "", mark.start, mark.end), *body.children), body.value, start, end)
    return Node("brace", (body, mark), token.value, start, end)


ROWS: tuple[Construct, ...] = (
    row(r"\underbrace", "ONE", "under", brace),
    row(r"\overbrace", "ONE", "over", brace),
    row(r"\underbracket", "ONE", "under", brace),
    row(r"\overbracket", "ONE", "over", brace),
    row(r"\underset", "TWO", "under", label),
    row(r"\overset", "TWO", "over", label),
    row(r"\stackrel", "TWO", "over", label),
)

ACCEPTED: tuple[tuple[str, str], ...] = (
    (r"\underbrace{a b}_{\text{constant}} c", "sequence(brace[under](sequence(a, b), text[constant]), c)"),
    (r"\underset{w}{\min} f", "sequence(big[min](sub(w)), f)"),
    (r"\overset{*}{w}", "brace[over](w, *)"),
)
REJECTED: tuple[str, ...] = (r"\underbrace", r"\overset{a}")
