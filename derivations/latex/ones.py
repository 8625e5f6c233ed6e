r"""The digit 1 for the vector of ones: `1^\top x`, `X 1`, `x^\top 1`, `11^\top`, `1_n`. No number is transposed.

>>> from derivations.latex.elaborate import Lexicon, elaborate
>>> from derivations.latex.rows import read_formula
>>> for text in (r"1^\top x", "X 1", "11^T", "1 x", "1_n"):
...     (side,) = read_formula(text)
...     print(elaborate(side.node, Lexicon()))
mul(transpose(ones(?I0.1, 1)), x)
mul(X, ones(?I2.1, 1))
mul(ones(?I0.1, 1), transpose(ones(?I0.2, 1)))
mul(1, x)
ones(n, 1)
"""

from __future__ import annotations

from dataclasses import replace

from derivations.latex.marks import transpose_mark
from derivations.latex.syntax import Node


def with_ones(node: Node) -> Node:
    """The formula with those digits in bold."""
    children = tuple(with_ones(child) for child in node.children)
    node = node if children == node.children else replace(node, children=children)
    if _is_transposed(node) and node.children[0].value in ("1", "11"):
        one = _bold(node.children[0])
        row = replace(node, children=(one, *node.children[1:]))
        return row if node.children[0].value == "1" else Node("sequence", (one, row), "", node.start, node.end)
    if _is_sized(node):
        return replace(node, children=(_bold(node.children[0]), *node.children[1:]))
    if node.kind == "sequence":
        pairs = zip((None, *node.children), node.children, strict=False)
        return replace(node, children=tuple(_bold(child) if _follows(left, child) else child for left, child in pairs))
    return node


def _is_transposed(node: Node) -> bool:
    return node.kind == "script" and node.value == "sup" and transpose_mark(node.children[1]) == "T"


def _is_sized(node: Node) -> bool:
    r"""`1_n`, `1_n^\top`: a size below it, and no condition that it indicates."""
    if node.kind != "script" or node.value not in ("sub", "subsup") or node.children[0].value != "1":
        return False
    size = node.children[1]
    return size.kind == "letter" and len(size.value) == 1 and size.value.islower()


def _follows(left: Node | None, node: Node) -> bool:
    """Whether a 1 stands right behind a matrix, a transpose or a bracket."""
    if left is None or node.kind != "number" or node.value != "1":
        return False
    return _is_transposed(left) or left.kind == "group" or (left.kind == "letter" and left.value.isupper())


def _bold(node: Node) -> Node:
    return Node("styled", (replace(node, value="1"),), "bf", node.start, node.end)
