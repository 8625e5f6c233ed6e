"""Moves that put a definition in, give a subexpression its name, or work inside a part of the line.

>>> from derivations.document.context import Context, Definition
>>> from derivations.terms.term import sym
>>> x, y = sym("x"), sym("y")
>>> context = Context.of(definitions={"f": Definition("f", x * x, ("x",))})
>>> unfold("f").compute(Term("app", (y,), "f"), context)
mul(y, y)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from derivations.document.context import Context, Definition
from derivations.latex.print import latex, name
from derivations.moves.line import Move
from derivations.moves.words import CannotMove
from derivations.terms.heads import binder_of
from derivations.terms.term import Term, map_args, sym, walk
from derivations.terms.term import substitute as put


def rewrite_first(term: Term, rule: Callable[[Term], Term | None]) -> Term:
    """The term with the first node (parents first) that the rule rewrites rewritten; itself where there is none."""
    new = rule(term)
    if new is not None:
        return new
    args = list(term.args)
    for place, arg in enumerate(args):
        changed = rewrite_first(arg, rule)
        if changed is not arg:
            args[place] = changed
            return Term(term.head, tuple(args), term.value)
    return term


def unfold(*names: str) -> Move:
    """Replace each name, or application of it, by its definition."""

    def compute(term: Term, context: Context) -> Term:
        for each in names:
            term = _unfolded(term, definition_of(each, context))
        return term

    shown = ", ".join(f"${name(each)}$" for each in names)
    return Move("unfold", f"definition of {shown}", compute)


def definition_of(of: str, context: Context) -> Definition:
    """What the context says of a name."""
    known = context.definitions.get(of)
    if known is None:
        raise CannotMove(f"{of} has no definition")
    return known


def _unfolded(term: Term, definition: Definition) -> Term:
    if definition.params is None:
        return _put_in(term, definition)
    params = definition.params

    def visit(node: Term) -> Term:
        node = map_args(node, visit)
        if node.head == "app" and node.value == definition.name and len(node.args) == len(params):
            return put(definition.body, dict(zip(params, node.args, strict=True)))
        return node

    return visit(term)


def _put_in(term: Term, definition: Definition) -> Term:
    """The body for the name. A derivative at its own variable differentiates what the body says of that variable."""
    if term.head in ("grad", "jacobian", "hessian") and term.args[1] == term.args[2] != sym(definition.name):
        return Term(term.head, (_put_in(term.args[0], definition), *term.args[1:]), term.value)
    if binder_of(term.head):
        return put(term, {definition.name: definition.body})
    if term.head == "sym":
        return definition.body if term.value == definition.name else term
    return map_args(term, lambda arg: _put_in(arg, definition))


def fold(of: str) -> Move:
    """Give a subexpression the name that the context has for it; in a sum, any of its summands may make it up."""

    def compute(term: Term, context: Context) -> Term:
        body = definition_of(of, context).body
        return rewrite_first(term, lambda node: _named(node, body, sym(of)))

    return Move("name", f"by ${name(of)}$", compute)


def _named(node: Term, body: Term, new: Term) -> Term | None:
    if node == body:
        return new
    if node.head != "add" or body.head != "add":
        return None
    rest = list(node.args)
    for part in body.args:
        if part not in rest:
            return None
        rest.remove(part)
    place = node.args.index(body.args[0])
    kept = [arg for arg in node.args[:place] if arg in rest]
    after = rest[len(kept) :]
    return Term("add", (*kept, new, *after))


def use(lhs: Term, rhs: Term, reason: str) -> Move:
    """Replace a subterm, or factors that stand side by side, by what an earlier line found them equal to."""

    def rule(node: Term) -> Term | None:
        if node == lhs:
            return rhs
        if node.head == lhs.head == "mul":
            width = len(lhs.args)
            for place in range(len(node.args) - width + 1):
                if node.args[place : place + width] == lhs.args:
                    return Term("mul", (*node.args[:place], rhs, *node.args[place + width :]))
        return None

    return Move("use", reason, lambda term, context: rewrite_first(term, rule))


def insert(values: Mapping[str, Term], reason: str) -> Move:
    """Put terms in for symbols, wherever they stand."""
    return Move("insert", reason, lambda term, _: put(term, values))


def within(head: str, move: Move) -> Move:
    """Do a move in the arguments of the first node with this head."""

    def compute(term: Term, context: Context) -> Term:
        if not any(node.head == head for node in walk(term)):
            raise CannotMove(f"no {head} to work in")
        return rewrite_first(
            term,
            lambda node: map_args(node, lambda arg: move.compute(arg, context)) if node.head == head else None,
        )

    return Move(move.name, move.reason, compute)


def shown(term: Term) -> str:
    """A term in the middle of a reason."""
    return f"${latex(term)}$"
