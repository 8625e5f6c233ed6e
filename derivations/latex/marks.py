"""Marks in scripts that are no powers and no indices: transposes, entrywise powers, kinds of norms.

>>> from derivations.latex.syntax import Node
>>> transpose_mark(Node("letter", value="\\\\top")), transpose_mark(Node("number", value="2"))
('T', None)
"""

from __future__ import annotations

from derivations.latex.lexicon import Unreadable
from derivations.latex.spelling import flat_text
from derivations.latex.syntax import Node
from derivations.latex.vocabulary import TRANSPOSES


def scripted(node: Node) -> tuple[Node, list[Node]]:
    if node.kind == "script":
        return node.children[0], list(node.children[1:])
    if node.kind == "prime":
        return node.children[0], [Node("letter", (), "'", node.end, node.end)]
    return node, []


def transpose_mark(node: Node) -> str | None:
    """T, H or -T where the exponent says so."""
    inner = node
    while inner.kind in ("styled", "text", "name") and inner.children:
        inner = inner.children[0]
    if inner.kind in ("letter", "name", "text") and inner.value in TRANSPOSES:
        return TRANSPOSES[inner.value]
    minus = node.children[0] if node.kind == "sum" and len(node.children) == 1 else node
    if minus.kind == "signed" and minus.value == "-" and transpose_mark(minus.children[0]) == "T":
        return "-T"
    if node.kind == "letter" and node.value in ("'", "\\prime"):
        return "'"
    if node.kind in ("letter", "operator") and node.value in ("*", "\\ast", "\\star", "\\dagger", "+"):
        return {"\\dagger": "H"}.get(node.value, node.value[-1] if node.value in ("*", "+") else "*")
    return None


def entrywise_power(node: Node) -> int | None:
    if node.kind == "sequence" and len(node.children) == 2 and node.children[0].kind == "operator":
        mark, power = node.children
        if mark.value in ("\\odot", "\\circ") and power.kind == "number" and power.value.isdigit():
            count = int(power.value)
            return count if 1 <= count <= 10 else None
    return None


def norm_kind(node: Node) -> str:
    text = flat_text(node)
    if text in ("2", "1"):
        return text
    if text in ("*", "\\text{nuc}", "\\text{tr}"):
        return "*"
    if text in ("\\text{op}", "\\text{spec}"):
        return "2"
    if text in ("F", "\\text{F}", "\\text{Fro}", "\\text{fro}"):
        return "F"
    if text == "\\infty":
        return "inf"
    raise Unreadable("a norm of an unknown kind", node)


def is_minus_one(node: Node) -> bool:
    """The exponent -1."""
    inner = node.children[0] if node.kind == "sum" and len(node.children) == 1 else node
    return (
        inner.kind == "signed"
        and inner.value == "-"
        and inner.children[0].kind == "number"
        and inner.children[0].value == "1"
    )
