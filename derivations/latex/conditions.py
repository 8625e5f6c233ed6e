r"""Values under conditions: `cases`, and indicators such as `\mathbb{1}[x > 0]`.

A condition is one relation; a chain, "and" or "or" is not read.

>>> from derivations.latex.lexicon import Lexicon
>>> from derivations.latex.elaborate import Elaboration
>>> x, zero = Node("letter", value="x"), Node("number", value="0")
>>> condition(Elaboration(Lexicon()), Node("relation", (x, zero), ">"))
gt(x, 0)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from derivations.latex.lexicon import Unreadable
from derivations.latex.rows import Rel, Side, read_formula
from derivations.latex.syntax import Node, walk
from derivations.terms.term import Term, num

if TYPE_CHECKING:
    from derivations.latex.elaborate import Elaboration

_HEADS = {"=": "eq", "\\ne": "ne", "<": "lt", "\\le": "le", ">": "gt", "\\ge": "ge"}
_OTHERWISE = frozenset({"otherwise", "else", "elsewhere", "in all other cases"})
_LEADS = frozenset({"if", "for", "when", "where"})
_MATH_IN_WORDS = re.compile(r"\s*(?:if|for|when|where)?\s*\$([^$]+)\$\s*[.,;]?\s*\Z")


def cases(owner: Elaboration, node: Node) -> Term:
    """A function given piece by piece; its conditions are tried from the top."""
    parts: list[Term] = []
    for place, row in enumerate(node.children):
        cells = [_without_blanks(cell) for cell in row.children]
        if len(cells) == 1:
            cells = _split_at_words(cells[0])
        if len(cells) != 2:
            raise Unreadable("a case without its condition", row)
        value, when = cells
        if _word(when) in _OTHERWISE:
            if place + 1 != len(node.children):
                raise Unreadable("a case after 'otherwise'", row)
            parts.append(owner.term(value))
        else:
            parts += [owner.term(value), condition(owner, when)]
    return Term("piecewise", tuple(parts))


def indicator(owner: Elaboration, node: Node, inside: Node) -> Term:
    """One where the condition holds, else zero."""
    if inside.kind != "relation":
        raise Unreadable("an indicator of something that is no relation", node)
    return Term("piecewise", (num(1), condition(owner, inside), num(0)))


def condition(owner: Elaboration, node: Node) -> Term:
    """One relation as a term. Raises `Unreadable`."""
    node = _without_lead(node)
    if node.kind == "text":
        node = _relation_in_words(node)
    if node.kind != "relation" or len(node.children) != 2 or node.value not in _HEADS:
        raise Unreadable("a condition that is not one relation", node)
    if any(inner.kind == "text" for inner in walk(node)):
        raise Unreadable("words in a condition", node)
    left, right = node.children
    return Term(_HEADS[node.value], (owner.term(left), owner.term(right)))


def _word(node: Node) -> str:
    return node.value.strip(" .,;").lower() if node.kind in ("text", "name") else ""


def _without_blanks(cell: Node) -> Node:
    """The cell without the commas behind it."""
    if cell.kind != "items":
        return cell
    kept = [child for child in cell.children if child.kind != "empty"]
    return kept[0] if len(kept) == 1 else cell


def _without_lead(node: Node) -> Node:
    """`if x > 0` as `x > 0`."""
    if node.kind != "relation" or not node.children:
        return node
    first = node.children[0]
    if first.kind == "sequence" and _word(first.children[0]) in _LEADS:
        rest = first.children[1:]
        plain = rest[0] if len(rest) == 1 else Node("sequence", rest, "", rest[0].start, first.end)
        return Node("relation", (plain, *node.children[1:]), node.value, plain.start, node.end)
    return node


def _split_at_words(cell: Node) -> list[Node]:
    """`x \\text{ if } x > 0` in one cell as value and condition."""
    if cell.kind == "relation" and cell.children[0].kind == "sequence":
        factors = cell.children[0].children
        at = next((p for p, part in enumerate(factors) if p and _word(part) in _LEADS), None)
        if at is not None and at + 1 < len(factors):
            value, rest = factors[:at], factors[at + 1 :]
            left = value[0] if at == 1 else Node("sequence", value, "", value[0].start, value[-1].end)
            right = rest[0] if len(rest) == 1 else Node("sequence", rest, "", rest[0].start, rest[-1].end)
            return [left, Node("relation", (right, *cell.children[1:]), cell.value, right.start, cell.end)]
    if cell.kind == "sequence" and len(cell.children) > 1 and _word(cell.children[-1]) in _OTHERWISE:
        value = cell.children[:-1]
        left = value[0] if len(value) == 1 else Node("sequence", value, "", value[0].start, value[-1].end)
        return [left, cell.children[-1]]
    return [cell]


def _relation_in_words(node: Node) -> Node:
    r"""The relation in `\text{if $x > 0$}`."""
    found = _MATH_IN_WORDS.match(node.value)
    items = read_formula(found.group(1)) if found else []
    if len(items) == 3:
        left, sign, right = items
        if isinstance(left, Side) and isinstance(sign, Rel) and isinstance(right, Side) and left.node and right.node:
            return Node("relation", (left.node, right.node), sign.op, node.start, node.end)
    return node
