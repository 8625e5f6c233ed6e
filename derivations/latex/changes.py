r"""Differentials `\mathrm d \log\det X` and derivatives along a direction, `\mathrm d f(X)[E]`, `D f(x)[v]`.

A derivative in a direction is a derivative by a number: of f(x + t v) by t, at t = 0. Where brackets are missing, a
differential is a term of its own; what its symbols change by is decided where the whole relation is at hand. `Df(x)`
alone is the Jacobian.

>>> d = Node("styled", (Node("letter", value="d"),), "rm")
>>> is_upright_d(d), _is_direction(Node("group", (d,), "[]"))
(True, True)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.latex.calculus import along, by, hidden
from derivations.latex.differentials import is_letter, is_upright_d
from derivations.latex.lexicon import Unreadable
from derivations.latex.marks import scripted
from derivations.latex.spelling import index_nodes, name_of
from derivations.latex.syntax import Node
from derivations.latex.vocabulary import KNOWN_FUNCTIONS
from derivations.terms.names import parse_name
from derivations.terms.term import Term, add, free_symbols, sym, walk

if TYPE_CHECKING:
    from derivations.latex.factors import Factors

CONSTANT_LETTERS = frozenset("A B C a b c".split())
"""Letters that stand for constants beside a letter of another kind."""


def opens_change(row: Factors, item: Node) -> bool:
    """Whether a factor is the mark of a differential: an upright d, or a D that is nothing else on the page."""
    base, _ = scripted(item)
    if is_upright_d(base):
        # d(x, y) is a distance
        return "d" not in row.owner.lexicon.functions
    customs = row.owner.lexicon.customs
    if not is_letter(base, "D") or "D" in customs.taken | customs.defined or "D" in row.owner.lexicon.functions:
        return False
    if item.kind == "script" and item.value != "sub":
        return False
    following = row.peek()
    if following is None:
        return False
    name = name_of(following)
    applied = name in row.owner.lexicon.functions and (after := row.peek(1)) is not None and after.kind == "group"
    inner, _ = scripted(following)
    expression = inner.kind == "group" and len(inner.children) == 1 and name_of(inner.children[0]) is None
    known = expression or (inner.kind in ("name", "text") and inner.value.strip() in KNOWN_FUNCTIONS)
    return applied or (known and any(_is_direction(each) for each in row.items[row.place + 1 :]))


def change(row: Factors, item: Node) -> Term:
    """What stands behind the mark, differentiated."""
    base, scripts = scripted(item)
    variable: Node | None = None
    if item.kind == "script":
        if item.value != "sub" or len(index_nodes(scripts[0])) != 1:
            raise Unreadable("a differential", item)
        variable = index_nodes(scripts[0])[0]
    if row.peek() is None:
        raise Unreadable("a differential", item)
    argument, _ = scripted(row.items[row.place])
    if argument.kind == "group" and len(argument.children) > 1:
        raise Unreadable("a differential of several things", item)
    body = row.factor()
    following = row.peek()
    if following is not None and _is_direction(following):
        row.place += 1
        return along(body, _variable(row, body, variable, item), row.owner.term(following.children[0]))
    if following is not None and following.kind == "group" and following.value == "[]":
        row.place += 1
        directions = [row.owner.term(child) for child in following.children]
        moving = _moving(body)
        if (
            variable is not None
            or len(moving) != len(directions)
            or any(hidden(row.owner.lexicon, body, n) for n in moving)
        ):
            raise Unreadable("a derivative in several directions whose variables are not clear", item)
        return add(*(along(body, name, direction) for name, direction in zip(moving, directions, strict=True)))
    if is_upright_d(base):
        if variable is not None:
            raise Unreadable("a differential", item)
        parameters = row.owner.lexicon.parameters(str(body.value)) if body.head == "sym" else None
        if parameters is not None:
            body = Term("app", tuple(map(sym, parameters)), body.value)
        return Term("differential", (body,))
    name = _variable(row, body, variable, item)
    if following is not None and following.kind == "operator" and following.value == "\\cdot":
        row.place += 1
        return along(body, name, row.factor())
    return Term("jacobian", (body, sym(name), sym(name)), "T")


def is_partial(item: Node) -> bool:
    r"""`\partial_x` before what it differentiates."""
    return item.kind == "script" and item.value == "sub" and is_letter(item.children[0], "\\partial")


def partial(row: Factors, item: Node) -> Term:
    r"""`\partial_t \det Y`: the derivative of the next factor, where no other follows that it may reach to."""
    variables = index_nodes(item.children[1])
    name = name_of(variables[0]) if len(variables) == 1 else None
    if name is None or row.peek() is None:
        raise Unreadable("a partial derivative without its variable", item)
    body = row.factor()
    following = row.peek()
    if following is not None and following.kind != "operator":
        raise Unreadable("how far a partial derivative reaches is not clear: write brackets", item)
    declared = name in row.owner.lexicon.customs.taken
    if not declared and name not in free_symbols(body):
        raise Unreadable(f"what is differentiated by {name} is not clear", item)
    return by(row.owner, body, variables[0])


def derived_function(row: Factors, item: Node) -> Term | None:
    r"""`J_f(x)`, `H_f(x)` of a function that the page defines: its Jacobian, its Hessian."""
    following, name = row.peek(), name_of(item)
    if name is None or following is None or following.kind != "group" or following.value != "()":
        return None
    parts = parse_name(name)
    head = _DERIVED.get(parts.base)
    lexicon = row.owner.lexicon
    if head is None or len(parts.sub) != 1 or parts.sup or parts.accents or name in lexicon.customs.taken:
        return None
    parameters = lexicon.parameters(parts.sub[0])
    if parameters is None or len(parameters) != 1 or len(following.children) != 1:
        return None
    row.place += 1
    variable = sym(parameters[0])
    value = Term("app", (variable,), parts.sub[0])
    return Term(head, (value, variable, row.owner.term(following.children[0])), "T" if head == "jacobian" else None)


_DERIVED = {"J": "jacobian", "\\mathbf{J}": "jacobian", "H": "hessian", "\\mathbf{H}": "hessian"}


def _is_direction(node: Node) -> bool:
    return node.kind == "group" and node.value == "[]" and len(node.children) == 1


def _moving(body: Term) -> tuple[str, ...]:
    """The names that are no letters of constants, in the order written."""
    names = dict.fromkeys(str(node.value) for node in walk(body) if node.head == "sym")
    return tuple(name for name in names if parse_name(name).base not in CONSTANT_LETTERS)


def _variable(row: Factors, body: Term, said: Node | None, item: Node) -> str:
    """What changes: what the subscript says, the argument of the function, or the only letter that is no constant."""
    if said is not None:
        name = name_of(said)
    elif body.head == "app" and len(body.args) == 1:
        name = str(body.args[0].value) if body.args[0].head == "sym" else None
    else:
        letters = _moving(body) or tuple(free_symbols(body))
        name = letters[0] if len(letters) == 1 else None
    if name is None or name not in free_symbols(body):
        raise Unreadable("a derivative in a direction whose variable is not clear", item)
    others = hidden(row.owner.lexicon, body, name)
    if others:
        raise Unreadable(f"how {', '.join(sorted(others))} depends on {name} is not clear", item)
    return name
