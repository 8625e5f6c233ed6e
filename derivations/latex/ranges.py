"""The indices of sums and products: their ranges, and how far a sum reaches to the right.

>>> from derivations.latex.syntax import Node
>>> low = Node("relation", (Node("letter", value="i"), Node("number", value="1")), "=")
>>> [node.value for node in ranges(low, Node("letter", value="n"), low)[0] if node]
['i', '1', 'n']
"""

from __future__ import annotations

from derivations.latex.lexicon import Unreadable
from derivations.latex.spelling import index_nodes, name_of
from derivations.latex.syntax import Node


def flat(node: Node) -> list[Node]:
    """The factors of a row."""
    return list(node.children) if node.kind == "sequence" else [node]


def is_big_script(node: Node) -> bool:
    return node.kind == "script" and node.children[0].kind == "big"


def open_index(node: Node) -> str | None:
    """The index of a sum or product at the top of a term, whose scope a following term may continue."""
    items = flat(node)
    for item in reversed(items):
        big = item.children[0] if is_big_script(item) else item
        if big.kind == "big" and big.value in ("sum", "prod"):
            for child in big.children:
                if child.kind == "sub":
                    inner = child.children[0]
                    if inner.kind == "relation":
                        inner = inner.children[0]
                    return name_of(inner)
    return None


def mentions(node: Node, name: str) -> bool:
    """Whether the name occurs outside sums of its own."""
    if name_of(node) == name:
        return True
    children = list(node.children)
    if node.kind == "sequence":
        own = next((place for place, child in enumerate(children) if open_index(child) == name), len(children))
        children = children[:own]
    elif open_index(node) == name:
        return False
    return any(mentions(child, name) for child in children)


def ranges(low: Node | None, high: Node | None, base: Node) -> list[tuple[Node, Node | None, Node | None]]:
    """Every index with its ends; `i, j = 1` and `i, j` have the same."""
    if low is None:
        raise Unreadable("a sum without its index", base)
    if low.kind == "relation" and low.value == "=":
        return [(node, low.children[1], high) for node in index_nodes(low.children[0])]
    last = low.children[-1] if low.kind == "items" else low
    if last.kind == "relation" and last.value == "=" and all(node.kind != "relation" for node in low.children[:-1]):
        return [(node, last.children[1], high) for node in (*low.children[:-1], last.children[0])]
    if low.kind == "relation":
        raise Unreadable("a sum over a condition", low)
    return [(node, None, high) for node in index_nodes(low)]
