r"""A result of a page in the quantities of a derivation of ours, ready to be compared.

What the page defines is put in on its side, what we define on ours; a name of ours that the page does not define in our
letters is taken as ours. Sizes are those of the page where it says of what shape a quantity is: `X` may be m x p.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from derivations.compare.letters import alike, member, put, renamed, transposes
from derivations.compare.names import plain_name
from derivations.compare.results import Result, names_in, unfold_but
from derivations.document.context import Context, Definition, Hypothesis, Symbol
from derivations.document.document import Relation
from derivations.latex.print import latex, name
from derivations.moves.derivation import Derivation
from derivations.terms.shapes import SCALAR, Shape
from derivations.terms.sizes import is_unknown
from derivations.terms.term import Term, substitute, sym, walk
from derivations.terms.unfold import Body, unfold


@dataclass(frozen=True)
class Line:
    """`theirs` beside `ours`, and what is known of their letters in `context`.

    `unknown` are letters that we do not have, `clash` is a shape that is not ours; either makes the two incomparable.
    `reads` are names taken for ours, `own` what we define, `bodies` what the page defines in our letters, `open` the
    letters of the two that it defines in others, `equations` what else it says in equations.
    """

    result: Result
    theirs: Term
    ours: Term
    context: Context
    equations: tuple[Hypothesis, ...]
    own: Mapping[str, Body]
    bodies: Mapping[str, Body]
    reads: Mapping[str, str]
    unknown: tuple[str, ...]
    open: tuple[str, ...]
    clash: str

    @classmethod
    def of(cls, relation: Relation, lhs: Term, result: Result) -> Line:
        """The line of a relation that was read. Raises `TooLarge`."""
        relation, reads = _in_our_letters(relation, lhs, result)
        assert relation.rhs is not None
        page = _definitions(relation.context, lhs)
        sizes, clash = _sizes(relation.context, result.derivation.context)
        own = {key: (params, substitute(body, sizes)) for key, (params, body) in result.source.definitions.items()}
        known = (result.letters - sizes.keys()) | names_in(*sizes.values())
        strange = {key for key, body in page.items() if not _letters(body, {**own, **page}) <= known}
        bodies = {key: body for key, body in page.items() if key not in strange}
        # in letters that are not ours a definition says nothing of a name of ours
        table = {**own, **{key: body for key, body in page.items() if key not in strange & known}}
        theirs, ours = unfold(relation.rhs, table), unfold(substitute(result.meaning, sizes), bodies)
        used = names_in(theirs, ours)
        conditions = (unfold(substitute(each, sizes), table) for each in result.derivation.conditions)
        told = tuple(each for each in relation.context.hypotheses if each.statement.head != "eq")
        hypotheses = (*told, *(Hypothesis(each) for each in conditions if names_in(each) <= used))
        return cls(
            result,
            theirs,
            ours,
            replace(_meeting(relation.context, result.derivation, sizes, bodies), hypotheses=hypotheses),
            tuple(each for each in relation.context.hypotheses if each.statement.head == "eq"),
            own,
            bodies,
            reads,
            tuple(sorted(_unknown(theirs, known))),
            tuple(sorted(strange & used)),
            clash,
        )

    def told(self, roles: Mapping[str, str]) -> list[Hypothesis]:
        """Equations about the letters of the two that the page supposes; `roles` tells them from what it claims."""
        used = names_in(self.theirs, self.ours)
        given = (each for each in self.equations if roles.get(each.source, "given") == "given")
        plain = (each for each in given if not any(node.head == "grad" for node in walk(each.statement)))
        return [each for each in plain if names_in(unfold(each.statement, self.bodies)) <= used]

    def functions(self) -> Iterator[tuple[Definition, Definition]]:
        """The functions that both define, theirs with our parameters."""
        shapes = self.result.derivation.context.shape_of
        both = product(self.own.items(), self.bodies.items())
        for (label, (own, ours)), (key, (params, body)) in both:
            if own and params and len(own) == len(params) and plain_name(key) == plain_name(label):
                pairs = dict(zip(params, own, strict=True))
                if all(shapes(one) in (None, shapes(other)) for one, other in pairs.items()):
                    values = {one: sym(other) for one, other in pairs.items()}
                    theirs = substitute(unfold_but(params, body, self.bodies), values)
                    yield Definition(key, theirs, own), Definition(label, ours, own)


def _in_our_letters(relation: Relation, lhs: Term, result: Result) -> tuple[Relation, dict[str, str]]:
    """The relation with names of ours for those that are ours in another font or case, and which these are."""
    assert relation.rhs is not None
    page = _definitions(relation.context, lhs)
    unknown = sorted(names_in(unfold(relation.rhs, {**result.source.definitions, **page})) - result.letters)
    turned = transposes(unknown, result.derivation)
    reads = alike(unknown, relation, result.derivation)
    shown = {key: latex(term) for key, term in turned.items()}
    shown.update({key: name(own) for key, own in reads.items()})
    return renamed(put(relation, turned), reads), shown


def _letters(definition: Body, table: Mapping[str, Body]) -> frozenset[str]:
    """What a definition holds beside its parameters."""
    params, body = definition
    return names_in(unfold_but(params or (), body, table)) - frozenset(params or ())


def _unknown(theirs: Term, known: frozenset[str]) -> frozenset[str]:
    """The letters that we do not have; members of a family where the page holds only these."""
    strange = names_in(theirs) - known
    parts = [node for node in walk(theirs) if node.head in ("item", "entry") and member(node)]
    families = {str(node.args[0].value) for node in parts} & strange
    members = {member(node) for node in parts if str(node.args[0].value) in families}
    return (strange - families) | members


def _definitions(context: Context, lhs: Term) -> dict[str, Body]:
    """What the page says that names stand for, but for the one that is compared."""
    return {each.name: (each.params, each.body) for each in context.definitions.values() if sym(each.name) != lhs}


def _sizes(theirs: Context, ours: Context) -> tuple[dict[str, Term], str]:
    """Our letters of sizes as the page says them, or what is of another shape there."""
    sizes: dict[str, Term] = {}
    said: dict[str, tuple[Shape, Shape]] = {}
    for key, symbol in theirs.symbols.items():
        shape = ours.shape_of(key)
        if key not in ours.definitions and shape and symbol.shape and symbol.origin == "declared":
            said[key] = symbol.shape, shape
    fits = True
    for size, own in (pair for shapes in said.values() for pair in zip(*shapes, strict=True)):
        if not is_unknown(size):
            fits &= size == (sizes.setdefault(str(own.value), size) if own.head == "sym" else own)
    if fits:
        return {key: size for key, size in sizes.items() if size != sym(key)}, ""
    other = {key: shapes for key, shapes in said.items() if shapes[0] != shapes[1]}
    words = (f"{name(key)} is {_shape(one)} on the page, {_shape(two)} in ours" for key, (one, two) in other.items())
    return {}, "; ".join(words)


def _shape(shape: Shape) -> str:
    rows, columns = ("?" if is_unknown(size) else latex(size) for size in shape)
    if shape == SCALAR:
        return "a number"
    return f"a vector of {rows}" if shape[1] == SCALAR[1] else f"{rows} x {columns}"


def _meeting(theirs: Context, ours: Derivation, sizes: Mapping[str, Term], bodies: Mapping[str, Body]) -> Context:
    """Our quantities in the page's sizes, with what either says of them; the page's definitions in our letters."""
    symbols = dict(theirs.symbols)
    for key, symbol in ours.context.symbols.items():
        if key in ours.context.definitions or symbol.shape is None:
            continue
        size = sizes.get(key, sym(key))
        if size.head == "sym":
            own = str(size.value)
            shape = (substitute(symbol.shape[0], sizes), substitute(symbol.shape[1], sizes))
            symbols[own] = Symbol(own, shape, symbol.facts | theirs.facts_of(own), "declared")
    definitions = {key: each for key, each in theirs.definitions.items() if key in bodies}
    return replace(theirs, symbols=symbols, definitions=definitions)
