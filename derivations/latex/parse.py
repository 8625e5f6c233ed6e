r"""Typed tokens of one side to its syntax tree, by one small LALR grammar (`grammar.lark`).

The grammar is built on first use. A side that cannot be parsed raises `ReadError` at the first token that does not fit.

>>> from derivations.latex.syntax import outline
>>> outline(parse_side([Token("NUMBER", "2", 0, 1), Token("LETTER", "x", 1, 2)]))
'sequence(2, x)'
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Transformer
from lark import Token as EndToken
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer

from derivations.latex.constructs import COMMANDS
from derivations.latex.constructs.fences import KIND
from derivations.latex.constructs.matrices import CASES
from derivations.latex.constructs.table import Builder
from derivations.latex.syntax import Node
from derivations.latex.tokens import MAX_DEPTH, ReadError, Token

_BUILDERS: dict[tuple[str, str], Builder] = {
    (row.type, row.value): row.build for row in COMMANDS.values() if row.build is not None
}
_END = EndToken("$END", "")


def parse_side(tokens: Sequence[Token]) -> Node:
    """The tree of one side. Raises `ReadError` where it cannot be read."""
    if not tokens:
        raise ReadError("nothing to read", 0, 0)
    state = _parser().parse_interactive("").parser_state
    token = tokens[0]
    try:
        for token in tokens:
            state.feed_token(token)
    except UnexpectedToken:
        raise ReadError(_complaint(token), token.start, token.end) from None
    try:
        node: Node = state.feed_token(_END, True)
    except UnexpectedToken:
        raise ReadError("unexpected end of the formula", token.end, token.end) from None
    if len(tokens) > MAX_DEPTH:
        _check_depth(node)
    return node


def _complaint(token: Token) -> str:
    if token.type == "ERROR":
        return token.value
    return f"unexpected {token.value or token.type}"


def _check_depth(node: Node) -> None:
    level = [node]
    for _ in range(3 * MAX_DEPTH):
        level = [child for parent in level for child in parent.children]
        if not level:
            return
    raise ReadError("nested too deeply", node.start, node.end)


@cache
def _parser() -> Any:
    grammar = files("derivations.latex").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer=_Fed, transformer=_Build())


class _Fed(Lexer):
    """The lexer lark asks for: tokens are fed to the parser's state by `parse_side`."""

    def __init__(self, _: object) -> None:
        pass

    def lex(self, lexer_state: object, parser_state: object) -> Any:
        return iter(())


def _wrap(kind: str, parts: Sequence[Node], value: str = "") -> Node:
    return Node(kind, tuple(parts), value, parts[0].start, parts[-1].end)


def _leaf(kind: str) -> Any:
    def build(self: object, children: list[Token]) -> Node:
        _, value, start, end = children[0]
        return Node(kind, (), value, start, end)

    return build


def _extend(self: object, children: list[Any]) -> list[Any]:
    """`list separator? item`: the item joins the list."""
    children[0].append(children[-1])
    return children[0]  # type: ignore[no-any-return]


class _Build(Transformer):  # type: ignore[type-arg]
    """One method a rule of the grammar; lists of parts are plain lists until their fence closes."""

    letter = _leaf("letter")
    name = _leaf("name")
    big = _leaf("big")
    dots = _leaf("dots")
    text = _leaf("text")
    evalbar = _leaf("evalbar")
    operator = _leaf("operator")
    next_item = next_listed = next_row = next_cell = _extend

    def start(self, children: list[Node]) -> Node:
        return children[0]

    def number(self, children: list[Token]) -> Node:
        _, value, start, end = children[0]
        return Node("number", (), value.replace("{,}", ""), start, end)

    def one(self, children: list[Any]) -> list[Any]:
        return children

    def pair(self, children: list[Node]) -> list[Node]:
        return children

    def empty(self, children: list[Node]) -> Node:
        return Node("empty")

    def sequence(self, children: list[list[Node]]) -> Node:
        factors = [factor for factor in children[0] if factor.kind != "empty"] or children[0][:1]  # `\\P{} x`
        return factors[0] if len(factors) == 1 else _wrap("sequence", factors)

    def leading_term(self, children: list[Any]) -> list[Node]:
        return [_signed(children[0], children[1])]

    def two_terms(self, children: list[Any]) -> list[Node]:
        first = children[0]
        return [Node("signed", (first,), "+", first.start, first.end), _signed(children[1], children[2])]

    def next_term(self, children: list[Any]) -> list[Node]:
        children[0].append(_signed(children[1], children[2]))
        return children[0]  # type: ignore[no-any-return]

    def sum(self, children: list[list[Node]]) -> Node:
        return _wrap("sum", children[0])

    def negated(self, children: list[Any]) -> Node:
        return _signed(children[0], children[1])

    def subscript(self, children: list[Any]) -> Node:
        return _scripted(children[0], children[2], "sub")

    def superscript(self, children: list[Any]) -> Node:
        base, _, script = children
        marks = script.children if script.kind == "sequence" else (script,)
        if all(mark.kind == "letter" and mark.value == r"\prime" for mark in marks):
            return Node("prime", (base,), str(len(marks)), base.start, script.end)
        return _scripted(base, script, "sup")

    def prime(self, children: list[Any]) -> Node:
        base, token = children
        return Node("prime", (base,), token.value, base.start, token.end)

    def construct(self, children: list[Any]) -> Node:
        token = children[0]
        return _BUILDERS[token.type, token.value](token, tuple(children[1:]))

    def root_with_index(self, children: list[Any]) -> Node:
        token, _, index, _, radicand = children
        return _BUILDERS[token.type, token.value](token, (radicand, _joined(index)))

    def derivative_of_order(self, children: list[Any]) -> Node:
        token, _, body, _, function, variable = children
        order = _joined(body)
        return _BUILDERS[token.type, token.value](
            token, (Node("order", (order,), "", order.start, order.end), function, variable)
        )

    def first_part(self, children: list[Any]) -> list[Any]:
        """A body is [separators, list of items, ...]."""
        return ["", children[0]]

    def next_part(self, children: list[Any]) -> list[Any]:
        body, token, items = children
        body[0] = f"{body[0]} {token.value}".strip()
        body.append(items)
        return body  # type: ignore[no-any-return]

    def two_sides(self, children: list[Any]) -> list[Any]:
        left, token, right = children
        return [token.value, left, right]

    def next_side(self, children: list[Any]) -> list[Any]:
        chain, token, right = children
        chain[0] = f"{chain[0]} {token.value}"
        chain.append(right)
        return chain  # type: ignore[no-any-return]

    def relation(self, children: list[Any]) -> Node:
        value, *sides = children[0]
        return _wrap("relation", sides, value)

    def group(self, children: list[Any]) -> Node:
        opening, body, closing = children
        kind = KIND.get((opening.value, closing.value), opening.value + closing.value)
        items = _items(body)
        if kind == "{." and len(items) == 1 and items[0].kind in ("matrix", "cases"):
            return Node("cases", items[0].children, "", opening.start, closing.end)
        return Node("group", items, kind, opening.start, closing.end)

    def braces(self, children: list[Any]) -> Node:
        return _joined(children[1])

    def over(self, children: list[Any]) -> Node:
        opening, upper, token, lower, closing = children
        return Node(token.value, (upper, lower), "", opening.start, closing.end)

    def environment(self, children: list[Any]) -> Node:
        begin, rows, end = children
        built = tuple(_row([_joined(cell) for cell in cells]) for cells in rows)
        if built and len(built) > 1 and all(cell.kind == "empty" for cell in built[-1].children):
            built = built[:-1]
        if begin.value == "substack":
            parts = tuple(cell for line in built for cell in line.children)
            return parts[0] if len(parts) == 1 else Node("items", parts, "", begin.start, end.end)
        if begin.value.partition(":")[0] in CASES:
            return Node("cases", built, "", begin.start, end.end)
        return Node("matrix", built, begin.value, begin.start, end.end)


def _row(cells: list[Node]) -> Node:
    return _wrap("row", cells)


def _signed(token: Token, child: Node) -> Node:
    return Node("signed", (child,), token.value, token.start, child.end)


def _items(body: list[Any]) -> tuple[Node, ...]:
    separators, *parts = body
    if separators:
        return (_wrap("given", [_wrap("items", part) for part in parts], separators),)
    return tuple(parts[0]) if len(parts[0]) > 1 or parts[0][0].kind != "empty" else ()


def _joined(body: list[Any]) -> Node:
    """What braces hold: the one item itself, or all of them."""
    items = _items(body)
    if not items:
        return Node("empty")
    return items[0] if len(items) == 1 else _wrap("items", items)


def _scripted(base: Node, script: Node, place: str) -> Node:
    start, end = base.start, script.end or base.end
    if base.kind == "big":
        return Node(
            "big", (*base.children, Node(place, (script,), "", script.start, script.end)), base.value, start, end
        )
    if base.kind == "brace" and len(base.children) == 1:
        return Node("brace", (*base.children, script), base.value, start, end)
    if base.kind == "script" and base.value == "sub" and place == "sup":
        return Node("script", (*base.children, script), "subsup", start, end)
    if base.kind == "script" and base.value == "sup" and place == "sub":
        return Node("script", (base.children[0], script, base.children[1]), "subsup", start, end)
    return Node("script", (base, script), place, start, end)
