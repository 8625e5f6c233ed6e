r"""Fences: which signs open and close, what each pair is called, and commands that stand for a pair.

>>> KIND["(", "]"]
'(]'
"""

from __future__ import annotations

from derivations.latex.constructs.table import Construct, row, span_of
from derivations.latex.syntax import Node
from derivations.latex.tokens import Token

# A closing sign that each opening sign may have, besides `\left ... \right` where anything pairs.
CLOSES: dict[str, frozenset[str]] = {
    "(": frozenset({")", "]"}),
    "[": frozenset({"]", ")"}),
    r"\{": frozenset({r"\}"}),
    r"\langle": frozenset({r"\rangle"}),
    r"\lfloor": frozenset({r"\rfloor"}),
    r"\lceil": frozenset({r"\rceil"}),
    "|": frozenset({"|"}),
    r"\|": frozenset({r"\|"}),
    r"\llbracket": frozenset({r"\rrbracket"}),
}
KIND: dict[tuple[str, str], str] = {
    ("(", ")"): "()", ("[", "]"): "[]", (r"\{", r"\}"): "{}", ("|", "|"): "||", (r"\|", r"\|"): "‖‖",
    (r"\langle", r"\rangle"): "<>", (r"\lfloor", r"\rfloor"): "floor", (r"\lceil", r"\rceil"): "ceil",
    ("(", "]"): "(]", ("[", ")"): "[)", (".", "|"): "eval", (r"\{", "."): "{.", (r"\llbracket", r"\rrbracket"): "[[]]",
    (".", "]"): "eval", ("[", "|"): "eval",
}  # fmt: skip


def fenced(token: Token, children: tuple[Node, ...]) -> Node:
    """`\norm{x}` and like: the fence whose kind is the token's value."""
    child = children[0]
    inner = child.children if child.kind == "items" else children
    return Node("group", inner, token.value, *span_of(token, children))


_OPEN = {"lvert": "|", "lVert": r"\|", "langle": r"\langle", "lfloor": r"\lfloor", "lceil": r"\lceil", "{": r"\{",
         "lbrace": r"\{",
         "lbrack": "[", "lparen": "(", "llbracket": r"\llbracket"}  # fmt: skip
_CLOSE = {"rvert": "|", "rVert": r"\|", "rangle": r"\rangle", "rfloor": r"\rfloor", "rceil": r"\rceil", "}": r"\}",
          "rbrace": r"\}",
          "rbrack": "]", "rparen": ")", "rrbracket": r"\rrbracket"}  # fmt: skip
_PAIRS = {"norm": "‖‖", "norm*": "‖‖", "Norm": "‖‖", "abs": "||", "abs*": "||", "ev": "<>", "expval": "<>",
          "inner": "<>", "ip": "<>",
          "floor": "floor", "ceil": "ceil", "set": "{}", "paren": "()", "brk": "[]", "pqty": "()", "bqty": "[]",
          "Bqty": "{}",
          "vqty": "||"}  # fmt: skip

ROWS: tuple[Construct, ...] = (
    *(row("\\" + name, "OPEN", value) for name, value in _OPEN.items()),
    *(row("\\" + name, "CLOSE", value) for name, value in _CLOSE.items()),
    *(row("\\" + name, "ONE", value, fenced) for name, value in _PAIRS.items()),
    row(r"\|", "BAR", r"\|"),
    row(r"\Vert", "BAR", r"\|"),
    row(r"\vert", "BAR", "|"),
)

ACCEPTED: tuple[tuple[str, str], ...] = (
    (r"\|x\|_2^2", "script[subsup](group[‖‖](x), 2, 2)"),
    ("|a| + |b|", "sum(signed[+](group[||](a)), signed[+](group[||](b)))"),
    ("p(x|y)", "sequence(p, group[()](given[|](items(x), items(y))))"),
    ("|a||b|", "sequence(group[||](a), group[||](b))"),
    (r"\{x \mid x > 0\}", "group[{}](given[|](items(x), items(relation[>](x, 0))))"),
    ("[0, 1)", "group[[)](0, 1)"),
    (r"\left. f \right|_{x=0}", "script[sub](group[eval](f), relation[=](x, 0))"),
    ("f|_{x=0}", "sequence(f, script[sub](evalbar, relation[=](x, 0)))"),
    (r"\norm{x}", "group[‖‖](x)"),
    (r"\qty(x)", "group[()](x)"),
    (r"\langle x, y \rangle", "group[<>](x, y)"),
    (r"D(p \| q)", r"sequence(D, group[()](given[\|](items(p), items(q))))"),
    (r"\|\cdot\|", r"group[‖‖](\cdot)"),
    ("2|x|", "sequence(2, group[||](x))"),
)
REJECTED: tuple[str, ...] = ("(a", "a)", r"\left( a", "{a", "a}", "|a", r"(a \}")
