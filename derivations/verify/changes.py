r"""Differentials as derivatives: what a term changes by where its symbols do.

$\mathrm d(X^{-1})$ is the derivative of $(X + t \, \mathrm dX)^{-1}$ by t at 0, with $\mathrm dX$ a symbol of its own,
in the shape of X. Every symbol changes but sizes and those that are held constant; the change of a change is none.

>>> from derivations.terms.term import sym
>>> x, y = sym("x"), sym("y")
>>> resolved(Term("differential", (x * y,)), frozenset({"y"}))
grad(mul(add(x, mul(t, \mathrm{d}x)), y), t, 0)
>>> every, bare = moving((Term("differential", (x * y,)), Term("differential", (x,))))
>>> sorted(every), sorted(bare)
(['x', 'y'], ['x'])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from derivations.document.context import Context
from derivations.latex.print import name as spelled
from derivations.terms.heads import binder_of
from derivations.terms.names import parse_name
from derivations.terms.shapes import Shape, UnknownShape
from derivations.terms.term import Term, free_symbols, fresh_name, map_args, num, substitute, sym, walk
from derivations.terms.unfold import Body, unfold

MARK = "\\mathrm{d}"
CONSTANTS = frozenset("A B C a b c \\alpha \\gamma \\lambda".split())
"""Letters that usually stand for constants."""

ADDITIVE = frozenset({"symmetric", "skew", "diagonal"})
"""What holds of a change of what it holds of."""

FREE = ADDITIVE | {"invertible", "positive definite", "positive", "negative", "nonzero", "full rank"}
FREE |= {"full row rank", "full column rank"}
"""What does not bind a small change otherwise."""


def resolved(term: Term, held: frozenset[str]) -> Term:
    """The term with every differential as a derivative; `held` are sizes and constants. Raises `UnknownShape`."""
    binder = binder_of(term.head)
    inside = held if binder is None else held | {str(term.args[binder.variable].value)}
    inner = map_args(term, lambda arg: resolved(arg, inside))
    if inner.head != "differential":
        return inner
    body = inner.args[0]
    if any(node.head == "item" for node in walk(body)):
        raise UnknownShape(term, because="a differential of members of a family")
    names = sorted(name for name in free_symbols(body) - held if not name.startswith((MARK, "?")))
    if body.head == "sym" and names:
        return sym(MARK + names[0])
    step = sym(fresh_name("t", free_symbols(body) | set(names)))
    values = {name: sym(name) + step * sym(MARK + name) for name in names}
    return Term("grad", (substitute(body, values), step, num(0)))


def moving(sides: Iterable[Term]) -> tuple[frozenset[str], frozenset[str]]:
    """The names under differentials of more than a name, and those whose own differential is written."""
    nodes = [node.args[0] for side in sides for node in walk(side) if node.head == "differential"]
    whole = frozenset[str]().union(*(free_symbols(body) for body in nodes if body.head != "sym"))
    return whole, frozenset(str(body.value) for body in nodes if body.head == "sym")


def held_constant(context: Context) -> frozenset[str]:
    """Names that do not change: what the page calls constant, and the sizes of matrices."""
    shapes = [symbol.shape for symbol in context.symbols.values() if symbol.shape is not None]
    sizes = (name for shape in shapes for size in shape for name in free_symbols(size))
    return context.constants.union(sizes)


def unwritten(sides: Iterable[Term], context: Context, definitions: Mapping[str, Body]) -> frozenset[str]:
    """Names that a differential would change and whose own change is written nowhere in the relation."""
    whole, alone = moving([unfold(side, definitions) for side in sides])
    return whole - alone - held_constant(context)


def left_open(sides: Iterable[Term], context: Context, definitions: Mapping[str, Body]) -> str:
    """Why a relation between differentials may hold although it fails where everything changes freely."""
    both = tuple(sides)
    if not any(node.head == "differential" for side in both for node in walk(side)):
        return ""
    opened = [unfold(side, definitions) for side in both]
    whole, alone = moving(opened)
    silent = whole - alone - held_constant(context)
    if silent:
        return f"whether {spelled(min(silent))} is constant is not said"
    if alone - whole:
        return f"what {spelled(min(alone - whole))} changes with is not said"
    told = [h.statement for h in context.hypotheses if h.statement.head == "eq"]
    told = [Term("eq", (unfold(each.args[0], definitions), unfold(each.args[1], definitions))) for each in told]
    bound = {name for name in whole if context.facts_of(name) - FREE}
    bound |= {name for each in told if each.args[0] != each.args[1] for name in free_symbols(each) & whole}
    return f"what binds the change of {spelled(min(bound))} is not used" if bound else ""


def changed_shapes(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """The shapes with those of every symbol's change."""
    return {**shapes, **{MARK + name: shape for name, shape in shapes.items() if not name.startswith(MARK)}}


def usually_constant(name: str) -> bool:
    r"""Whether a letter usually stands for a constant.

    >>> usually_constant("A"), usually_constant("X"), usually_constant(r"\mathbf{b}")
    (True, False, True)
    """
    base = parse_name(name).base
    return base.removeprefix("\\mathbf{").rstrip("}") in CONSTANTS or base in CONSTANTS
