r"""How derivatives are written: fractions of d and \partial, \dv and \pdv, primes, slashes, the dx of an integral.

Only the shape of the notation is decided here; `calculus.py` gives it a meaning.

>>> from derivations.latex.syntax import Node
>>> d, x = Node("letter", value="d"), Node("letter", value="x")
>>> mark, order, _, variables = differential_operator(Node("fraction", (d, Node("sequence", (d, x)))))
>>> mark, order, [node.value for node in variables]
('d', 1, ['x'])
"""

from __future__ import annotations

from collections.abc import Mapping

from derivations.latex.lexicon import Unreadable
from derivations.latex.ranges import flat
from derivations.latex.spelling import name_of
from derivations.latex.syntax import Node


def primed_function(item: Node, functions: Mapping[str, tuple[str, ...] | None]) -> tuple[str, int] | None:
    """`f'`, `f''`, `f^{(3)}` of a function f: its name and the order; not where `f^{(3)}` is a function."""
    if item.kind == "prime":
        name = name_of(item.children[0])
        return (name, int(item.value or 1)) if name is not None and name in functions else None
    if item.kind == "script" and item.value == "sup" and name_of(item) not in functions:
        name, mark = name_of(item.children[0]), item.children[1]
        if mark.kind == "group" and mark.value == "()" and len(mark.children) == 1 and name is not None:
            order = mark.children[0]
            if order.kind == "number" and order.value.isdigit() and functions.get(name) is not None:
                return name, int(order.value)
    return None


def slashed(items: list[Node]) -> list[Node]:
    """The row with `dL/dw` and `\\partial L/\\partial w` written as fractions."""
    out: list[Node] = []
    place = 0
    while place < len(items):
        five = items[place : place + 5]
        marks = [d_power(five[0]), d_power(five[3])] if len(five) == 5 else []
        if (
            len(marks) == 2
            and marks[0] is not None
            and marks[1] is not None
            and marks[0][0] == marks[1][0]
            and five[2].kind == "operator"
            and five[2].value == "/"
            and name_of(five[1]) is not None
        ):
            top = Node("sequence", (five[0], five[1]), "", five[0].start, five[1].end)
            bottom = Node("sequence", (five[3], five[4]), "", five[3].start, five[4].end)
            fraction = Node("fraction", (top, bottom), "", five[0].start, five[4].end)
            if differential_operator(fraction, with_body=True) is not None:
                out.append(fraction)
                place += 5
                continue
        out.append(items[place])
        place += 1
    return out


def differential_place(items: list[Node], start: int) -> int | None:
    """Where the `d` of the `dx` stands that closes the integral before `start`; inner integrals close theirs first."""
    upright = any(is_upright_d(item) for item in items[start:])
    depth = 0
    for place in range(start, len(items) - 1):
        item = items[place]
        base = item.children[0] if item.kind == "script" else item
        if base.kind == "big" and base.value == "int":
            depth += 1
        elif is_upright_d(item) if upright else is_letter(item, "d"):
            if depth == 0:
                return place
            depth -= 1
    return None


def with_differential(items: list[Node], start: int) -> list[Node] | None:
    """`\\int \\frac{dx}{x}`: the row with the dx out of the numerator, or None where no numerator ends with one."""
    for place in range(start, len(items)):
        item = items[place]
        if item.kind != "fraction":
            continue
        top = flat(item.children[0])
        if len(top) >= 2 and (is_letter(top[-2], "d") or is_upright_d(top[-2])) and name_of(top[-1]) is not None:
            rest = tuple(top[:-2]) or (Node("number", (), "1", item.start, item.start),)
            above = rest[0] if len(rest) == 1 else Node("sequence", rest, "", item.start, rest[-1].end)
            plain = Node("fraction", (above, item.children[1]), "", item.start, item.end)
            return [*items[:place], plain, *top[-2:], *items[place + 1 :]]
    return None


def derivative_parts(node: Node) -> tuple[Node | None, list[Node], int]:
    """Body (None where it follows), variables and order of a `\\dv`, `\\pdv`."""
    body: Node | None = None
    variables: list[Node] = []
    order: int | None = None
    for child in node.children:
        if child.kind == "function":
            body = child.children[0]
        elif child.kind == "variable":
            variables.append(child.children[0])
        elif child.kind == "order":
            if child.children[0].kind != "number" or not child.children[0].value.isdigit():
                raise Unreadable("a derivative of symbolic order", child)
            order = int(child.children[0].value)
    return body, variables, order if order is not None else len(variables)


def is_letter(node: Node, letter: str) -> bool:
    return node.kind == "letter" and node.value == letter


def is_upright_d(node: Node) -> bool:
    return node.kind == "styled" and node.value == "rm" and is_letter(node.children[0], "d")


def is_d(node: Node) -> str | None:
    if is_letter(node, "d") or is_upright_d(node):
        return "d"
    return "partial" if is_letter(node, "\\partial") else None


def d_power(node: Node) -> tuple[str, int] | None:
    """`d`, `\\partial`, `d^2`: the mark and the order."""
    mark = is_d(node)
    if mark:
        return mark, 1
    if node.kind == "script" and node.value == "sup" and (mark := is_d(node.children[0])):
        power = node.children[1]
        if power.kind == "number" and power.value.isdigit():
            return mark, int(power.value)
    return None


def differential_operator(node: Node, with_body: bool = False) -> tuple[str, int, Node, list[Node]] | None:
    """A fraction such as d/dx: its mark, order, body in the numerator and variables; None for a plain quotient."""
    if node.kind != "fraction":
        return None
    top, bottom = flat(node.children[0]), flat(node.children[1])
    head = d_power(top[0])
    if head is None or (len(top) > 1) != with_body:
        return None
    mark, order = head
    variables: list[Node] = []
    place = 0
    while place < len(bottom):
        if is_d(bottom[place]) != mark or place + 1 >= len(bottom):
            return None
        variable = bottom[place + 1]
        repeat = 1
        if variable.kind == "name" and variable.value == "vec" and place + 2 < len(bottom):
            # vec(X) is a name and its argument
            place += 1
            both = (variable, bottom[place + 1])
            variable = Node("sequence", both, "", variable.start, both[1].end)
        if variable.kind == "script" and variable.value in ("sup", "subsup"):
            power = variable.children[-1]
            if power.kind == "number" and power.value.isdigit() and order > 1:
                repeat = int(power.value)
                plain = variable.children[0]
                if variable.value == "subsup":
                    plain = Node("script", variable.children[:2], "sub", variable.start, variable.end)
                variable = plain
        variables.extend([variable] * repeat)
        place += 2
    if not variables or len(variables) != order:
        return None
    body = Node("sequence", tuple(top[1:]), "", top[0].end, node.children[0].end) if with_body else node
    if with_body and len(top) == 2:
        body = top[1]
    return mark, order, body, variables
