"""Unfolding: names replaced by what they stand for.

A derivative binds its variable before anything unfolds: inside it the variable stays free, everything that depends
on it is opened, and only then does the point get its value. A definition that would reach itself again is left
folded.

>>> from derivations.terms.term import Term, num, sym
>>> x, y = sym("x"), sym("y")
>>> unfold(Term("grad", (y, x, x)), {"y": (None, x * x), "x": (None, num(3))})
grad(mul(x, x), x, 3)
"""

from __future__ import annotations

from collections.abc import Mapping

from derivations.terms.heads import binder_of
from derivations.terms.names import parse_name
from derivations.terms.term import Term, free_symbols, fresh_name, map_args, rebuild, size, substitute, sym, walk

Body = tuple[tuple[str, ...] | None, Term]
"""Parameters (None for a plain name) and what stands for it."""

MAX_SIZE = 20_000


class TooLarge(ValueError):
    """Unfolding would give a term beyond all bounds."""


def unfold(term: Term, definitions: Mapping[str, Body]) -> Term:
    """The term with every defined name opened, as often as needed. Raises `TooLarge`."""
    return _Unfolding(definitions).term(term, frozenset())


class _Unfolding:
    """Counts what it builds, so that definitions cannot blow up."""

    def __init__(self, definitions: Mapping[str, Body]) -> None:
        self.definitions = definitions
        self.cache: dict[tuple[Term, frozenset[str]], Term] = {}
        self.built = 0

    def term(self, term: Term, closed: frozenset[str]) -> Term:
        """`closed` are names that stay folded here."""
        key = (term, closed)
        if key in self.cache:
            return self.cache[key]
        result = self._open(term, closed)
        self.cache[key] = result
        return result

    def _open(self, term: Term, closed: frozenset[str]) -> Term:
        if term.head == "sym":
            name = str(term.value)
            known = self.definitions.get(name)
            if known is None or name in closed or known[0] is not None:
                return term
            return self._counted(self.term(known[1], closed | {name}))
        if term.head == "app":
            args = tuple(self.term(arg, closed) for arg in term.args)
            name = str(term.value)
            known = self.definitions.get(name)
            if known is None or name in closed:
                return rebuild(term, args)
            params, body = known
            if params is None or len(params) != len(args):
                return rebuild(term, args)
            return self._counted(self._applied(params, body, term.args, args, closed | {name}))
        bound = binder_of(term.head)
        if bound is None:
            return map_args(term, lambda arg: self.term(arg, closed))
        name = str(term.args[bound.variable].value)
        if term.head in ("grad", "jacobian", "hessian"):
            return self._derivative(term, name, closed)
        return rebuild(
            term,
            tuple(
                arg if place == bound.variable else self.term(arg, closed | {name} if place in bound.scope else closed)
                for place, arg in enumerate(term.args)
            ),
        )

    def _derivative(self, term: Term, name: str, closed: frozenset[str]) -> Term:
        body = self.term(term.args[0], closed | {name})
        point = self.term(term.args[2], closed)
        variable = term.args[1]
        if name in free_symbols(point) and point != variable:
            fresh = fresh_name(name, free_symbols(point) | free_symbols(body))
            body, variable = substitute(body, {name: sym(fresh)}), sym(fresh)
        return Term(term.head, (body, variable, point), term.value)

    def _applied(
        self,
        params: tuple[str, ...],
        body: Term,
        written: tuple[Term, ...],
        args: tuple[Term, ...],
        closed: frozenset[str],
    ) -> Term:
        """The body at the arguments; `L(x_j, w_t)` at `L(x_1, w_0)` moves the subscripts j and t in the whole body."""
        moved = _moved_subscripts(params, written)
        if moved:
            renaming = {}
            for node in walk(body):
                if node.head == "sym":
                    parts = parse_name(str(node.value))
                    new = tuple(moved.get(part, part) for part in parts.sub)
                    if new != parts.sub:
                        renaming[str(node.value)] = sym(parts._replace(sub=new).text)
            body = substitute(body, renaming)
            params = tuple(str(renaming.get(p, sym(p)).value) for p in params)
            return self.term(body, closed)
        opened = self.term(body, closed | frozenset(params))
        return substitute(opened, dict(zip(params, args, strict=True)))

    def _counted(self, term: Term) -> Term:
        self.built += size(term)
        if self.built > MAX_SIZE:
            raise TooLarge("the definitions unfold to a term that is too large")
        return term


def _moved_subscripts(params: tuple[str, ...], args: tuple[Term, ...]) -> dict[str, str]:
    """j -> 1 where the parameter is x_j and the argument x_1; empty where the arguments are anything else."""
    moved: dict[str, str] = {}
    for param, arg in zip(params, args, strict=True):
        if arg.head != "sym":
            return {}
        here, there = parse_name(param), parse_name(str(arg.value))
        if here.stem != there.stem or len(here.sub) != len(there.sub):
            return {}
        for old, new in zip(here.sub, there.sub, strict=True):
            if old != new:
                moved[old] = new
    return moved
