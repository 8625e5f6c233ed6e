r"""The untyped syntax tree of a formula: what is on the page, before anything is said about what it means.

A `Node` has a kind, children, a value and the offsets of its source text. What juxtaposition means, how far a sum
reaches, whether `^T` is a transpose: all this is left open here (flat sequences, plain scripts) and decided in
elaboration. Kinds and their children:

    number letter name text dots empty evalbar   leaves; `evalbar` is the bar of f|_{x=0}, a factor that has the script
    styled (value bf it cal bb frak rm scr sf tt vec bm), accent (hat tilde bar dot ...), prime (count)   one child
    script (value sub, sup, subsup)     base, then the scripts; an empty base is the letter ''
    fraction binom                      two children
    derivative (value d, partial)       Node("function")?, variables as Node("variable"), Node("order")?
    root                                radicand, index?
    group (value () [] {} || ‖‖ <> floor ceil (] [) eval ...)   items separated by commas
    given (value: the separators)       one Node("items") for every part of p(x, y | z; t), in a group, script or cell
    items                               several items where no fence encloses them, as in w_{0,1}
    sum: signed (value + - \pm \mp)     one child each
    sequence                            factors and operators, flat
    operator (value \cdot \times * / ! ...)
    big (value sum prod int lim max argmin ...)   Node("sub")?, Node("sup")?; the scope is open
    matrix (value: environment, then ':' and the alignment), cases   children row(cells)
    relation (value: the operators, separated by blanks)   one more child than there are operators
    brace (value under, over)           body, label?

>>> outline(Node("script", (Node("letter", value="w"), Node("number", value="0")), "sub"))
'script[sub](w, 0)'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LEAVES = frozenset({"number", "letter"})


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the syntax tree; `start` and `end` are offsets into the text of the source file."""

    kind: str
    children: tuple[Node, ...] = ()
    value: str = ""
    start: int = 0
    end: int = 0


def walk(node: Node) -> Iterator[Node]:
    """Every node, parents first."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(reversed(top.children))


def outline(node: Node) -> str:
    """The tree on one line, without offsets: what tests and messages show."""
    if node.kind in LEAVES:
        return node.value or "''"
    label = f"{node.kind}[{node.value}]" if node.value else node.kind
    return f"{label}({', '.join(map(outline, node.children))})" if node.children else label
