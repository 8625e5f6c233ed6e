r"""What stands in brackets as a whole: `p(x, y \mid z)`, `\mathbb{E}[x \mid y]`, `P(X > t)`, `\{x : f(x) \le t\}`.

A bar, a relation or dots between brackets make no product. The whole is a function of the letters in it, of which
nothing is known but its text: what holds whatever it is can be proved, and nothing about it is refuted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from derivations.latex.lexicon import Unreadable
from derivations.latex.marks import scripted
from derivations.latex.print import latex
from derivations.latex.retrace import retraced
from derivations.latex.spelling import name_of
from derivations.latex.syntax import Node
from derivations.terms.names import parse_name
from derivations.terms.shapes import MEANS
from derivations.terms.term import Term, free_symbols, sym
from derivations.terms.wholes import mean_name, whole_name

if TYPE_CHECKING:
    from derivations.latex.elaborate import Elaboration

_SPELT = frozenset(("letter", "name", "text", "styled", "accent", "script", "prime"))
_BRACKETS = {"()": ("(", ")"), "[]": ("[", "]"), "{}": ("\\{", "\\}")}


def is_whole(group: Node) -> bool:
    """Whether what is between the brackets can be no factor and no list of arguments."""
    return (
        group.kind == "group"
        and group.value in _BRACKETS
        and (
            any(part.kind in ("given", "relation", "dots") for part in group.children)
            or (len(group.children) > 1 and any(part.kind == "empty" for part in group.children))
        )
    )


def whole(owner: Elaboration, item: Node, group: Node) -> Term | None:
    """The application of what the item spells to the brackets; None where brackets of another kind follow."""
    if not is_whole(group) or item.kind not in _SPELT:
        return None
    base, _ = scripted(item)
    if name_of(base) is None or (base.kind == "text" and not base.value.strip().isalpha()):
        return None
    letter = name_of(item)
    around = [] if letter is not None else _letters(owner, item)
    letter = letter if letter is not None else retraced(item)
    if parse_name(str(name_of(base))).base in MEANS and len(group.children) == 1:
        return _expectation(owner, letter, group.children[0], around)
    text, values = _content(owner, group.children)
    opening, closing = _BRACKETS[group.value]
    return Term("app", (*values, *around), whole_name(letter, f"{opening}{text}{closing}"))


def expectation(owner: Elaboration, item: Node, group: Node) -> Term:
    r"""`\mathbb{E}_{x \sim p}[f(x)]` where nothing says what is random: linear in what stands in the brackets."""
    letter = name_of(item)
    around = [] if letter is not None else _letters(owner, item)
    return _expectation(owner, letter if letter is not None else retraced(item), group.children[0], around)


def _expectation(owner: Elaboration, letter: str, inside: Node, around: list[Term]) -> Term:
    averaged, *given = inside.children if inside.kind == "given" else (inside,)
    while averaged.kind == "items" and len(averaged.children) == 1:
        averaged = averaged.children[0]
    text, values = _content(owner, given)
    return Term("app", (owner.term(averaged), *values, *around), mean_name(letter, text))


def with_dots(owner: Elaboration, node: Node) -> Term | None:
    r"""`(w_1, \ldots, w_m)` and matrices with dots in their cells; None where there are none."""
    cells = node.children if node.kind == "group" else [cell for row in node.children for cell in row.children]
    if not any(cell.kind == "dots" for cell in cells):
        return None
    return Term("app", tuple(_letters(owner, node)), whole_name("", retraced(node)))


def a_set(owner: Elaboration, group: Node) -> Term:
    r"""`\{x : x > 0\}`, `\{1, \ldots, n\}`."""
    text, values = _content(owner, group.children)
    return Term("app", tuple(values), whole_name("", f"\\{{{text}\\}}"))


def _content(owner: Elaboration, between: Sequence[Node]) -> tuple[str, list[Term]]:
    lists = [
        part.children if part.kind == "given" else (Node("items", (part,), "", part.start, part.end),)
        for part in between
    ]
    written, values = [], list[Term]()
    for parts in lists:
        texts = []
        for items in parts:
            inner = [_part(owner, part) for part in (items.children if items.kind == "items" else (items,))]
            texts.append(", ".join(text for text, _ in inner))
            values.extend(value for _, found in inner for value in found)
        written.append(" \\mid ".join(texts))
    return ", ".join(written), values


def _part(owner: Elaboration, part: Node) -> tuple[str, list[Term]]:
    """What stands there, and the values in it."""
    if part.kind == "relation":
        sides = [_part(owner, side) for side in part.children]
        signs = part.value.split()
        text = " ".join([sides[0][0], *(f"{sign} {side}" for sign, (side, _) in zip(signs, sides[1:], strict=True))])
        return text, [value for _, values in sides for value in values]
    try:
        value = owner.term(part)
    except Unreadable:
        return retraced(part), _letters(owner, part)
    return latex(value), [value]


def _letters(owner: Elaboration, node: Node) -> list[Term]:
    """Every letter in what has no value of its own."""
    found = dict[str, Term]()
    for name in _named(node):
        try:
            value = owner.term(name)
        except Unreadable:
            continue
        found.update((letter, sym(letter)) for letter in sorted(free_symbols(value)))
    return list(found.values())


def _named(node: Node) -> Iterator[Node]:
    """The outermost nodes that spell a name."""
    if name_of(node) is not None:
        yield node
    else:
        for child in node.children:
            yield from _named(child)
