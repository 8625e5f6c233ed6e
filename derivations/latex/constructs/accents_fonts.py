r"""Accents over a letter and fonts of letters.

A font around several letters goes to each of them (`\mathbf{Xw}` is two bold letters), except that upright, italic
and sans-serif words of two or more letters are names (`\mathrm{tr}`).

>>> {r.command: r.value for r in ROWS}[r"\boldsymbol"]
'bm'
"""

from __future__ import annotations

from derivations.latex.constructs.table import Construct, row, span_of
from derivations.latex.syntax import Node
from derivations.latex.tokens import Token

_WORD_FONTS = frozenset({"rm", "it", "sf", "tt", "normal"})
_BIG_NAMES = frozenset({"argmin", "argmax", "min", "max", "sup", "inf", "lim", "limsup", "liminf"})


def name_node(word: str, start: int, end: int) -> Node:
    """An operator's name, or the big operator of that name (argmin takes a subscript for its variable)."""
    return Node("big" if word in _BIG_NAMES else "name", (), word, start, end)


def word_of(node: Node) -> str:
    """The word that letters and digits side by side spell, or ''."""
    parts = node.children if node.kind == "sequence" else (node,)
    if all(part.kind in ("letter", "number") and part.value.isalnum() for part in parts):
        return "".join(part.value for part in parts)
    return ""


def accent(token: Token, children: tuple[Node, ...]) -> Node:
    return Node("accent", children, token.value, *span_of(token, children))


def font(token: Token, children: tuple[Node, ...]) -> Node:
    start, end = span_of(token, children)
    child = children[0]
    word = word_of(child)
    if token.value in _WORD_FONTS and len(word) > 1 and not word.isdigit():
        return name_node(word, start, end)
    if token.value == "normal":
        return child
    return _dressed(child, token.value, start, end)


def _dressed(node: Node, style: str, start: int, end: int) -> Node:
    if node.kind in ("letter", "number", "accent", "styled"):
        return Node("styled", (node,), style, start, end)
    if node.kind == "script":  # \mathbf{x_i}: the base is what the font says something about
        base = node.children[0]
        return Node("script", (_dressed(base, style, base.start, base.end), *node.children[1:]), node.value, start, end)
    if node.kind in ("sequence", "sum", "signed", "prime", "group", "items"):
        inner = tuple(_dressed(child, style, child.start, child.end) for child in node.children)
        return Node(node.kind, inner, node.value, start, end)
    return node


_ACCENTS = {
    "hat": "hat", "widehat": "hat", "tilde": "tilde", "widetilde": "tilde", "bar": "bar", "dot": "dot", "ddot": "ddot",
    "dddot": "dddot", "check": "check", "widecheck": "check", "breve": "breve", "acute": "acute", "grave": "grave",
    "mathring": "ring", "overline": "overline", "underline": "underline", "overrightarrow": "vec", "vu": "hat",
    "underbar": "underline",
}  # fmt: skip
_FONTS = {
    "mathbf": "bf", "boldsymbol": "bm", "bm": "bm", "pmb": "bm", "vb": "bf", "mathbfit": "bm", "symbf": "bf",
    "vb*": "bm",
    "mathit": "it", "mathcal": "cal", "cal": "cal", "mathbb": "bb", "mathds": "bb", "mathbbm": "bb", "mathfrak": "frak",
    "mathscr": "scr", "mathrm": "rm", "mathsf": "sf", "mathtt": "tt", "mathnormal": "normal", "vec": "vec",
    "vv": "vec", "vect": "vec", "va": "vec",
    "va*": "vec", "bold": "bf", "Bbb": "bb", "symbfit": "bm", "symup": "rm", "mathup": "rm", "mathsfit": "sf",
    "bs": "bm",
    "bb": "bb",
}  # fmt: skip

ROWS: tuple[Construct, ...] = (
    *(row("\\" + command, "ONE", value, accent) for command, value in _ACCENTS.items()),
    *(row("\\" + command, "ONE", value, font) for command, value in _FONTS.items()),
)

ACCEPTED: tuple[tuple[str, str], ...] = (
    (r"\hat{w}_0", "script[sub](accent[hat](w), 0)"),
    (r"\hat w", "accent[hat](w)"),
    (r"\mathbf{w}_0^T", "script[subsup](styled[bf](w), 0, T)"),
    (r"\mathrm{tr}(A)", "sequence(name[tr], group[()](A))"),
    (r"\mathrm{d}x", "sequence(styled[rm](d), x)"),
    (r"\mathbf{Xw}", "sequence(styled[bf](X), styled[bf](w))"),
    (r"\bar{\mathbf x}", "accent[bar](styled[bf](x))"),
    (r"{\bf x}", "styled[bf](x)"),
)
REJECTED: tuple[str, ...] = (r"\hat", r"\mathbf{w", r"\hat)")
