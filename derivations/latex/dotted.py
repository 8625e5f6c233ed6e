r"""Dots between clear neighbours: `1 + 2 + \dots + n` is a sum, `x_1 x_2 \cdots x_n` a product.

The last term gives the pattern. A place in it runs through consecutive integers where that gives back every other term
exactly as shown; where no place does, or two places that mean different things do, the dots are not read.

>>> from derivations.latex.elaborate import Elaboration, Lexicon
>>> one, n, dots = Node("number", (), "1"), Node("letter", (), "n"), Node("dots")
>>> row = Node("sum", tuple(Node("signed", (part,), "+") for part in (one, dots, n)))
>>> dotted_sum(Elaboration(Lexicon()), row)
sum(k, 1, n, k)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from derivations.latex.lexicon import Unreadable
from derivations.latex.syntax import Node, walk
from derivations.terms.term import Term, map_args, num, sym

if TYPE_CHECKING:
    from derivations.latex.elaborate import Elaboration

STARTS = range(-1, 31)
INDICES = ("k", "j", "m", "l", "q")
MAX_NODES = 60
_PLACES = frozenset({"number", "letter", "sum", "sequence", "script", "group", "fraction"})


@dataclass(frozen=True)
class _Reading:
    """A pattern: the body with its index, where the index starts, the place in the last term that is its end."""

    body: Node
    start: int
    end: Node


def dotted_sum(owner: Elaboration, node: Node) -> Term | None:
    """The term of a sum with dots, or None where it has none."""
    children = list(node.children)
    if not any(child.children[0].kind == "dots" for child in children):
        return None
    if any(child.value != "+" for child in children):
        raise Unreadable("dots between terms of different signs", node)
    return _series(owner, "sum", [child.children[0] for child in children], node)


def dotted_product(owner: Elaboration, node: Node) -> Term | None:
    """The term of a product with dots, or None where it has none."""
    if not any(child.kind == "dots" for child in node.children):
        return None
    if any(child.kind == "operator" and child.value not in ("\\cdot", "\\times") for child in node.children):
        raise Unreadable("dots whose meaning is not clear", node)
    return _series(owner, "prod", [child for child in node.children if child.kind != "operator"], node)


def _series(owner: Elaboration, head: str, terms: list[Node], node: Node) -> Term:
    at = [place for place, term in enumerate(terms) if term.kind == "dots"]
    unclear = Unreadable("dots whose meaning is not clear", terms[at[0]])
    if len(at) != 1 or at[0] == 0 or at[0] != len(terms) - 2 or sum(1 for _ in walk(node)) > MAX_NODES:
        raise unclear
    shown, last = terms[: at[0]], terms[-1]
    index = next((name for name in INDICES if name not in owner.bound and not _holds(node, name)), None)
    if index is None:
        raise unclear
    wanted = [_folded(owner.term(term)) for term in shown]
    found: list[_Reading] = []
    for end, rebuilt in _places(last):
        for start in STARTS:
            if all(_instance(owner, rebuilt, start + step) == term for step, term in enumerate(wanted)):
                found.append(_Reading(rebuilt(_letter(index, end)), start, end))
    # the outermost place first: `x_k` up to n-1 rather than `x_{k-1}` up to n
    readings = [r for r in found if not any(_same(owner, r, other) for other in found if other is not r)]
    if len(readings) != 1:
        raise unclear
    reading = readings[0]
    if reading.end.kind == "number" and (
        not reading.end.value.isdigit() or int(reading.end.value) < reading.start + len(shown)
    ):
        raise unclear
    if reading.body.kind == "letter" and reading.end.kind == "number" and len(shown) < 2:
        raise unclear
    upper = owner.term(reading.end)
    owner.bound.append(index)
    try:
        body = owner.term(reading.body)
    finally:
        owner.bound.pop()
    return Term(head, (sym(index), num(reading.start), upper, body))


def _same(owner: Elaboration, inner: _Reading, outer: _Reading) -> bool:
    """Whether the inner reading is the outer one with its index shifted: the outer end, as a pattern, steps by one."""
    if not (outer.end.start <= inner.end.start and inner.end.end <= outer.end.end) or inner.end == outer.end:
        return False
    return any(
        place == inner.end
        and all(_instance(owner, rebuilt, inner.start + step) == num(outer.start + step) for step in range(4))
        for place, rebuilt in _places(outer.end)
    )


def _places(root: Node) -> Iterator[tuple[Node, Callable[[Node], Node]]]:
    """Every place in the tree that an index can stand at, with the tree around it; a letter also everywhere at once."""
    if root.kind in _PLACES:
        yield root, lambda new: new
    for place, child in enumerate(root.children):
        for inner, rebuilt in _places(child):
            yield inner, lambda new, place=place, rebuilt=rebuilt: _with_child(root, place, rebuilt(new))  # type: ignore[misc]
    if root.children:
        found = {node.value for node in walk(root) if node.kind == "letter"}
        for letter in sorted(found):
            nodes = [node for node in walk(root) if node.kind == "letter" and node.value == letter]
            if len(nodes) > 1:
                yield nodes[0], lambda new, letter=letter: _everywhere(root, letter, new)  # type: ignore[misc]


def _with_child(node: Node, place: int, child: Node) -> Node:
    children = (*node.children[:place], child, *node.children[place + 1 :])
    return Node(node.kind, children, node.value, node.start, node.end)


def _everywhere(node: Node, letter: str, new: Node) -> Node:
    if node.kind == "letter" and node.value == letter:
        return new
    return Node(
        node.kind, tuple(_everywhere(child, letter, new) for child in node.children), node.value, node.start, node.end
    )


def _instance(owner: Elaboration, rebuilt: Callable[[Node], Node], value: int) -> Term | None:
    number = Node("number", (), str(abs(value)))
    node = rebuilt(number if value >= 0 else Node("sum", (Node("signed", (number,), "-"),)))
    try:
        return _folded(owner.term(_counted(node)))
    except Unreadable:
        return None


def _counted(node: Node) -> Node:
    """Sums of numbers as numbers, so that `x_{1-1}` is `x_0`."""
    node = Node(node.kind, tuple(map(_counted, node.children)), node.value, node.start, node.end)
    if node.kind == "sum" and len(node.children) > 1:
        parts = [(child.value, child.children[0]) for child in node.children]
        if all(sign in "+-" and part.kind == "number" and part.value.isdigit() for sign, part in parts):
            total = sum(int(part.value) * (1 if sign == "+" else -1) for sign, part in parts)
            if total >= 0:
                return Node("number", (), str(total), node.start, node.end)
    return node


def _folded(term: Term) -> Term:
    """Arithmetic of numbers done, ones and zeros dropped: enough to compare what is shown with the pattern."""
    term = map_args(term, _folded)
    values = [
        Fraction(arg.value) if arg.head == "num" and isinstance(arg.value, Fraction) else None for arg in term.args
    ]
    match term.head, values:
        case "neg", [Fraction() as value]:
            return num(-value)
        case "div", [Fraction() as top, Fraction() as bottom] if bottom:
            return num(top / bottom)
        case "div", [_, Fraction() as bottom] if bottom == 1:
            return term.args[0]
        case "pow", [Fraction() as base, Fraction() as power] if power.denominator == 1 and 0 <= power <= 64:
            return num(base ** int(power))
        case "pow", [_, Fraction() as power] if power == 1:
            return term.args[0]
        case "pow", [_, Fraction() as power] if power == 0:
            return num(1)
        case ("add" | "mul") as head, _:
            return _gathered(head, term)
        case _:
            return term


def _gathered(head: str, term: Term) -> Term:
    """A sum or product with its numbers gathered in front."""
    args = [inner for arg in term.args for inner in (arg.args if arg.head == head else (arg,))]
    rest = [arg for arg in args if arg.head != "num"]
    number = Fraction(0 if head == "add" else 1)
    for arg in args:
        if arg.head == "num" and isinstance(arg.value, Fraction):
            number = number + arg.value if head == "add" else number * arg.value
    if not rest or (head == "mul" and number == 0):
        return num(number)
    front = [] if number == (0 if head == "add" else 1) else [num(number)]
    parts = (*front, *rest)
    return parts[0] if len(parts) == 1 else Term(head, parts)


def _letter(name: str, at: Node) -> Node:
    return Node("letter", (), name, at.start, at.end)


def _holds(node: Node, name: str) -> bool:
    return any(inner.kind == "letter" and inner.value == name for inner in walk(node))
