r"""Conditional probabilities and densities, `p(x, y \mid z)`: functions of what stands in their brackets.

What `S_t = s` says of an event is part of the name; its value is the argument.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.latex.lexicon import Unreadable
from derivations.latex.print import latex
from derivations.latex.syntax import Node
from derivations.terms.conditional import conditional_name, is_probability
from derivations.terms.term import Term

if TYPE_CHECKING:
    from derivations.latex.elaborate import Elaboration


def conditional(owner: Elaboration, name: str, group: Node) -> Term | None:
    """The probability; None where the name is no letter of one or nothing is given in the brackets."""
    if group.kind != "group" or len(group.children) != 1 or group.children[0].kind != "given":
        return None
    lists = group.children[0].children
    if not is_probability(name):
        return None
    if len(lists) != 2:
        raise Unreadable("a conditional probability with several bars", group)
    parts = [part for each in lists for part in each.children]
    if any(part.kind == "empty" for part in parts):
        raise Unreadable("a conditional probability", group)
    read = [_part(owner, part) for part in parts]
    written = conditional_name(name, len(lists[0].children), [text for text, _ in read])
    return Term("app", tuple(value for _, value in read), written)


def _part(owner: Elaboration, part: Node) -> tuple[str, Term]:
    """What stands there, and the value in it."""
    if part.kind == "relation" and part.value == "=" and len(part.children) == 2:
        event, value = (owner.term(side) for side in part.children)
        return f"{latex(event)} = {latex(value)}", value
    value = owner.term(part)
    return latex(value), value
