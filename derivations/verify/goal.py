"""A goal: what is to be decided, with names unfolded, sizes settled and hypotheses at hand.

One relation may be looked at in several ways, all sound for proofs: as it was written (names free), with
definitions opened, or with a name replaced by what the page last showed it to be. Each way is a `Goal`. A shape
that does not fit is a `ShapeClash`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from derivations.algebra.conjugates import COMPLEX, CONJUGATING, IMAGINARY_UNIT, complex_names
from derivations.algebra.signature import Signature, members_of
from derivations.document.context import Context
from derivations.latex.print import latex
from derivations.terms.clash import shape_words
from derivations.terms.entrywise import taken_whole
from derivations.terms.heads import RELATIONS, binder_of
from derivations.terms.shapes import SCALAR, Shape, ShapeClash, Shaper, UnknownShape, instantiate
from derivations.terms.term import Term, add, free_symbols, functions_of, map_args, num, sym, walk
from derivations.terms.unfold import Body, unfold
from derivations.terms.zero_blocks import with_zero_blocks
from derivations.verify.chance import highest_moment, moments, of_chance, pairs_apart, random_symbols
from derivations.verify.changes import ADDITIVE, MARK, changed_shapes, held_constant, resolved
from derivations.verify.gaussians import assumed, covariances, is_of_laws, named_by_laws
from derivations.verify.lifted import lifted
from derivations.verify.open_ranges import one_range, whole_ranges
from derivations.verify.spelled_out import entry_by_entry, spelled_out
from derivations.verify.structured import symmetric_variables, with_symmetry
from numeric.models import FunctionSpec, Spec, SymbolSpec

_ORDERED = frozenset({"natural", "integer", "positive", "nonnegative", "negative", "nonpositive", "probability"})
"""Facts of real numbers."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A hypothesis, opened like the goal; `source` is the entry that it comes from. One that the others imply need
    not be imposed on models.
    """

    head: str
    lhs: Term
    rhs: Term
    source: str
    imposed: bool = True


@dataclass(frozen=True)
class Goal:
    """lhs `sign` rhs under `facts`. `opened` are the names that were unfolded on the way; `whole` tells whether every
    hypothesis could be used (with one left out, a counterexample would prove nothing); `conditions` is what its
    notation needs beside what is said."""

    lhs: Term
    sign: str
    rhs: Term
    facts: tuple[Fact, ...]
    signature: Signature
    members: Mapping[str, Shape]
    opened: frozenset[str]
    whole: bool = True
    conditions: tuple[str, ...] = ()
    _specs: dict[tuple[str, ...], Spec] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def is_complex(self) -> bool:
        """Whether a letter of it need not be real, or the imaginary unit stands beside matrices or in a modulus."""
        terms = (self.lhs, self.rhs, *(side for fact in self.facts for side in (fact.lhs, fact.rhs)))
        names = complex_names(self.signature)
        here = frozenset[str]().union(*map(free_symbols, terms))
        if not names.isdisjoint(here):
            return True
        nodes = {node for term in terms for node in walk(term)}
        if IMAGINARY_UNIT not in nodes:
            return False
        return any(self.signature.shape(n) != SCALAR for n in here) or any(n.head in CONJUGATING for n in nodes)

    @property
    def equations(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.head == "eq")

    def spec(self, solve_for: Iterable[str] = ()) -> Spec:
        """What a model of the goal must be; made once for each order of solving."""
        key = tuple(solve_for)
        if key not in self._specs:
            self._specs[key] = _spec(self, key)
        return self._specs[key]


def build(
    lhs: Term,
    sign: str,
    rhs: Term,
    context: Context,
    definitions: Mapping[str, Body],
    hypotheses: Iterable[tuple[Term, str]] = (),
    implied: frozenset[str] = frozenset(),
) -> Goal:
    """The goal with the given definitions opened. Raises `ShapeClash` and `TooLarge`."""
    constant = frozenset(name for name, symbol in context.symbols.items() if symbol.origin in ("declared", "earlier"))
    held = held_constant(context)

    symmetric = symmetric_variables(context)

    def meant(term: Term) -> Term:
        opened = named_by_laws(unfold(term, definitions))
        return with_symmetry(opaque_derivatives(resolved(opened, held), constant), symmetric)

    left, right = meant(lhs), meant(rhs)
    opened = _opened((lhs, rhs), definitions)
    facts = _relevant(
        _size_names_of((left, right), context),
        (left, right),
        [(said, source) for statement, source in hypotheses if not is_of_laws(said := meant(statement))],
    )
    facts, foreign = _without_foreign_functions((left, right), facts, implied)
    bodies = {name: definitions[name][1] for name in opened & constant if definitions[name][0] is None}
    try:
        left, right, shaper = _fitted(left, sign, right, context, bodies)
    except ShapeClash:
        entries = tuple(lifted(side, definitions, _shaper(context, bodies)) for side in (lhs, rhs))
        if entries == (lhs, rhs):
            _differing(unfold(lhs, definitions), unfold(rhs, definitions), sign, _shaper(context, bodies))
            raise
        left, right, shaper = _fitted(meant(entries[0]), sign, meant(entries[1]), context, bodies)
    facts = [(taken_whole(statement, shaper), source) for statement, source in facts]
    spreads = covariances((left, right, *(statement for statement, _ in facts)), shaper)
    kept: list[tuple[Term, str]] = []
    whole = len(facts) + foreign
    for statement, source in facts:
        if statement.head == "eq" and statement.args[0] == statement.args[1]:
            whole -= 1  # a definition, opened: it says nothing more
            continue
        try:
            shaper.shape(statement)
        except ShapeClash:
            # a bound on something that is no number here (b <= n, and b a matrix too) speaks of another b, and what
            # the others imply is no loss
            whole -= statement.head != "eq" or source in implied
            continue
        kept.append((_spelled(_with_typed_zero(statement, shaper), shaper), source))
    left, right = (instantiate(_valued(_spelled(side, shaper)), shaper) for side in (left, right))
    one_range((left, right), shaper)
    ranges = _ranges(left, right, shaper)
    settled = tuple(
        Fact(s.head, instantiate(s.args[0], shaper), instantiate(s.args[1], shaper), source, source not in implied)
        for s, source in kept
    )
    settled += tuple(Fact("le", sym(index), size, "") for index, size in ranges)
    names = frozenset[str]().union(
        *(free_symbols(t) for t in (left, right, *(part for f in settled for part in (f.lhs, f.rhs))))
    )
    shapes = {name: shaper.resolved(shaper.symbols[name]) for name in names if name in shaper.symbols}
    terms = (left, right, *(part for fact in settled for part in (fact.lhs, fact.rhs)))
    wholes = frozenset[str]().union(*map(_wholes, terms))
    given = {name: _facts_of(name, context, name in wholes) for name in names}
    needed = {name: assumed(name, given[name], shapes.get(name, SCALAR)) for name in sorted(spreads & names)}
    given |= {name: given[name] | facts for name, (facts, _) in needed.items()}
    scalars = (name for name in names if shapes.get(name, SCALAR) == SCALAR)
    given |= {name: given[name] | {"positive"} for name in scalars if "deviation" in given[name]}
    conditions = tuple(words for _, words in needed.values() if words) + _moved(lhs, rhs, context)
    sizes = _size_names(shapes.values(), (left, right))
    for size in sizes:
        if shapes.get(size, SCALAR) == SCALAR:
            given[size] = given.get(size, frozenset()) | {"natural", "positive"}
    for index, _ in ranges:
        given[index] = given.get(index, frozenset()) | {"natural", "positive"}
    members = {name: shaper.resolved(shape) for name, shape in shaper.members.items()}
    given |= {members_of(name): context.facts_of(members_of(name)) for name in names if name in members}
    if may_be_complex(context, terms):
        given |= {name: given.get(name, frozenset()) | undeclared(name, context) for name in names}
    functions = frozenset[str]().union(*map(functions_of, terms)) - shapes.keys()
    values = {name: shaper.resolved(shaper.results[name]) for name in sorted(functions & shaper.results.keys())}
    signature = Signature(shapes | values, given, members)
    return Goal(left, sign, right, settled, signature, members, opened, len(kept) == whole, conditions)


def _moved(lhs: Term, rhs: Term, context: Context) -> tuple[str, ...]:
    """What the names are at the place, where they are of other kinds around it."""
    found = []
    for name in sorted(free_symbols(lhs) | free_symbols(rhs)):
        for symbol in (context.symbols.get(name), context.symbols.get(f"{name}[]")):
            if symbol is not None and symbol.origin == "moved" and symbol.shape is not None:
                shown = latex(sym(name)) + ("_i" if symbol.name.endswith("[]") else "")
                found.append(f"{shown} is {shape_words(symbol.shape, latex, '$')} here")
    return tuple(found)


def may_be_complex(context: Context, terms: Iterable[Term]) -> bool:
    """Whether a claim speaks of complex letters, of conjugates, or of moduli on a page with complex letters."""
    told = frozenset(name for name, symbol in context.symbols.items() if not symbol.facts.isdisjoint(COMPLEX))
    nodes = [node for term in terms for node in walk(term)]
    if any(node.head in ("conj", "adjoint") or (node.head == "sym" and node.value in told) for node in nodes):
        return True
    return bool(told) and any(node.head in CONJUGATING for node in nodes)


def undeclared(name: str, context: Context) -> frozenset[str]:
    """What is to be expected of a letter beside complex ones that no declaration says anything of."""
    symbol = context.symbols.get(name)
    if symbol is None or symbol.origin in ("declared", "earlier") or not symbol.facts.isdisjoint(_ORDERED):
        return frozenset()
    return frozenset({"perhaps complex"})


def _fitted(
    left: Term, sign: str, right: Term, context: Context, bodies: Mapping[str, Term]
) -> tuple[Term, Term, Shaper]:
    """The sides with one shape; where none fits as they stand, read entry by entry. Raises `ShapeClash`.

    What stands for a name of a declared shape has that shape, also where only the body is left of it.
    """
    sign = sign if sign in RELATIONS else "eq"
    shaper = _shaper(context, bodies)
    left, right = (with_zero_blocks(whole_ranges(taken_whole(side, shaper), shaper), shaper) for side in (left, right))
    try:
        shaper.shape(Term(sign, (left, right)))
    except ShapeClash:
        shaper = _shaper(context, bodies)
        spread = entry_by_entry(left, shaper), entry_by_entry(right, shaper)
        if spread == (left, right):
            raise
        left, right = spread
        shaper.shape(Term(sign, (left, right)))
    return left, right, shaper


def _differing(left: Term, right: Term, sign: str, shaper: Shaper) -> None:
    """Raises `ShapeClash` where the shapes under a differential do not fit: it is said before that is written out."""
    if any(node.head == "differential" for side in (left, right) for node in walk(side)):
        shaper.shape(Term(sign if sign in RELATIONS else "eq", (left, right)))


def _shaper(context: Context, bodies: Mapping[str, Term]) -> Shaper:
    """With the shapes that names are told to have, in what stands for them too."""
    shaper = Shaper(*_tables(context))
    for name, body in bodies.items():
        trial = Shaper(*_tables(context))
        try:
            trial.together((sym(name), body), sym(name))
        except ShapeClash:
            continue  # that name is of another place, and the claim says what its body is
        shaper.together((sym(name), body), sym(name))
    return shaper


def _spelled(term: Term, shaper: Shaper) -> Term:
    """The term with the ranges of its sums and with what its names stand for."""
    return spelled_out(whole_ranges(term, shaper), shaper)


def _valued(side: Term) -> Term:
    """The side, where every distribution in it has become a value. Raises `UnknownShape`."""
    if any(node.head == "gaussian" for node in walk(side)):
        raise UnknownShape(side, because="a distribution where a value is needed")
    return side


def _ranges(left: Term, right: Term, shaper: Shaper) -> list[tuple[str, Term]]:
    """Open indices of entries, rows and columns, with the sizes that they run up to."""
    free = free_symbols(left) | free_symbols(right)
    found: dict[tuple[str, Term], None] = {}
    for node in (*walk(left), *walk(right)):
        if node.head not in ("entry", "row", "col") or any(arg.head != "sym" for arg in node.args[1:]):
            continue
        if not free_symbols(node.args[0]) <= free:
            continue  # what stands under a binder may have another shape there
        rows, cols = shaper.resolved(shaper.shape(node.args[0]))
        sizes = {"row": (rows,), "col": (cols,)}.get(node.head, (rows, cols) if len(node.args) == 3 else (rows,))
        for index, size in zip(node.args[1:], sizes, strict=True):
            if str(index.value) in free and size != num(1):
                found[str(index.value), size] = None
    return list(found)


def _with_typed_zero(statement: Term, shaper: Shaper) -> Term:
    """`w = 0` of a vector w: the zero of its shape."""
    left, right = statement.args
    if statement.head != "eq" or right != num(0):
        return statement
    shape = shaper.resolved(shaper.shape(left))
    return statement if shape == SCALAR else Term("eq", (left, Term("zeros", shape)))


def opaque_derivatives(term: Term, constant: frozenset[str]) -> Term:
    """A bare name under a derivative (`\\nabla_w L`) is a function that the page has not given, unless it was
    declared. A value of such a function that does not hold the variable (`\\nabla_u (L(c) + u)`) is constant there.
    """
    if not term.args:
        return term
    inner = map_args(term, lambda arg: opaque_derivatives(arg, constant))
    if inner.head in ("grad", "jacobian", "hessian"):
        body, variable, point = inner.args
        if body.head == "sym" and body != variable and str(body.value) not in constant:
            return Term(inner.head, (Term("app", (variable,), body.value), variable, point), inner.value)
        moving = _moving(body, str(variable.value))
        if moving:
            return Term(inner.head, (add(*moving), variable, point), inner.value)
    return inner


def _moving(body: Term, variable: str) -> tuple[Term, ...]:
    """The summands without values of functions that do not hold the variable; the body itself where there are none."""
    if body.head == "add":
        kept = [_moving(arg, variable) for arg in body.args]
        whole = all(parts == (arg,) for arg, parts in zip(body.args, kept, strict=True))
        return (body,) if whole else tuple(part for parts in kept for part in parts)
    return () if functions_of(body) and variable not in free_symbols(body) else (body,)


def _tables(context: Context) -> tuple[dict[str, Shape], dict[str, Shape], dict[str, Shape]]:
    """Shapes of names, of the members of families (`x[]`) and of what functions give (`f()`)."""
    tables: tuple[dict[str, Shape], dict[str, Shape], dict[str, Shape]] = ({}, {}, {})
    for name, symbol in context.symbols.items():
        if symbol.shape is None:
            continue
        kind = {"[]": 1, "()": 2}.get(name[-2:], 0)
        tables[kind][name[:-2] if kind else name] = symbol.shape
    return changed_shapes(tables[0]), tables[1], tables[2]


def _wholes(term: Term) -> frozenset[str]:
    """Names that stand for something without an index."""
    if term.head == "sym":
        return frozenset((str(term.value),))
    return frozenset[str]().union(*map(_wholes, term.args[term.head == "item" :]))


def _facts_of(name: str, context: Context, whole: bool) -> frozenset[str]:
    """What is known of a name: of a vector, what is known of its entries, too; a number x is not the family `x_i`."""
    if name.startswith(MARK):
        return context.facts_of(name.removeprefix(MARK)) & ADDITIVE
    own, of_members = context.facts_of(name), context.facts_of(members_of(name))
    if context.shape_of(name) == SCALAR:
        return own if whole else of_members
    return own | of_members


def _opened(terms: tuple[Term, ...], definitions: Mapping[str, Body]) -> frozenset[str]:
    """Defined names that the terms reach."""
    found: set[str] = set()
    queue = [name for term in terms for name in free_symbols(term) | functions_of(term)]
    while queue:
        name = queue.pop()
        if name in definitions and name not in found:
            found.add(name)
            body = definitions[name][1]
            queue.extend(free_symbols(body) | functions_of(body))
    return frozenset(found)


def _without_foreign_functions(
    sides: tuple[Term, Term], facts: list[tuple[Term, str]], implied: frozenset[str]
) -> tuple[list[tuple[Term, str]], int]:
    """The facts without those about a function that the claim does not hold, and 1 where that loses something.

    An open function can be whatever such a fact wants, so the fact says nothing of the claim's names, unless two of
    them speak of one value of it. What the others imply adds nothing to them.
    """
    here = functions_of(sides[0]) | functions_of(sides[1])
    kept = [fact for fact in facts if functions_of(fact[0]) <= here]
    dropped = [fact for fact in facts if fact not in kept]
    values = [{node for node in walk(fact[0]) if node.head == "app"} for fact in dropped if fact[1] not in implied]
    twice = any(one & other for place, one in enumerate(values) for other in values[place + 1 :])
    return kept, int(twice)


def _size_names_of(sides: tuple[Term, Term], context: Context) -> frozenset[str]:
    """Names in the shapes of what the sides hold: a bound on them (n < d) bears on the claim too."""
    names = free_symbols(sides[0]) | free_symbols(sides[1])
    shapes = [shape for name in names if (shape := context.shape_of(name)) is not None]
    return frozenset[str]().union(*(free_symbols(size) for shape in shapes for size in shape))


def _relevant(sizes: frozenset[str], sides: tuple[Term, Term], facts: list[tuple[Term, str]]) -> list[tuple[Term, str]]:
    """The facts that share a name with the sides, directly or through each other."""
    names = set(free_symbols(sides[0]) | free_symbols(sides[1]))
    found = [fact for fact in facts if free_symbols(fact[0]) <= sizes]
    left = [fact for fact in facts if fact not in found]
    changed = True
    while changed:
        changed = False
        for fact in list(left):
            if free_symbols(fact[0]) & names:
                found.append(fact)
                left.remove(fact)
                names |= free_symbols(fact[0])
                changed = True
    order = {id(fact): place for place, fact in enumerate(facts)}
    return sorted(found, key=lambda fact: order[id(fact)])


def _size_names(shapes: Iterable[Shape], terms: Iterable[Term]) -> frozenset[str]:
    names: set[str] = set()
    for shape in shapes:
        for size in shape:
            names |= free_symbols(size)
    for term in terms:
        for node in walk(term):
            if node.head in ("eye", "zeros", "ones"):
                names |= frozenset().union(*(free_symbols(arg) for arg in node.args))
            if node.head in ("sum", "prod"):
                names |= free_symbols(node.args[2])
    return frozenset(names)


def _families(terms: Iterable[Term]) -> dict[str, int]:
    """Names of families, with the number of their indices."""
    return {str(n.args[0].value): len(n.args) - 1 for t in terms for n in walk(t) if n.head == "item"}


def _spec(goal: Goal, solve_for: tuple[str, ...]) -> Spec:
    facts = [fact for fact in goal.facts if fact.imposed]
    terms = (goal.lhs, goal.rhs, *(part for fact in facts for part in (fact.lhs, fact.rhs)))
    names = frozenset[str]().union(*(free_symbols(t) for t in terms))
    families = _families(terms)
    also = {name: _free_indices(name, terms) for name in families}
    counting = {n for found in also.values() for index in found for place in index for n in free_symbols(place)}
    shapes = {name: goal.signature.shape(name) for name in names}
    sizes = _size_names(shapes.values(), terms) - frozenset(families)
    random = random_symbols(terms, goal.signature)
    gaussian = frozenset(name for name in random if goal.signature.has(name, "gaussian"))
    highest = highest_moment(terms, gaussian)
    told = moments([(fact.lhs, fact.rhs) for fact in facts if fact.head == "eq"], random, gaussian, highest)
    spreads = {each.covariance for each in told.values()}
    symbols: dict[str, SymbolSpec] = {}
    ranked = any(node.head in ("rank", "pinv") for term in terms for node in walk(term))
    for name in sorted(names):
        words = frozenset(fact for fact in goal.signature.facts.get(name, ()) if not of_chance(fact))
        words |= {"natural"} if name in counting else frozenset()
        if sym(name) in spreads:
            words |= {"nonnegative" if shapes[name] == SCALAR else "positive semidefinite"}
        if name in families:
            rows, columns = goal.members.get(name, SCALAR)
            count = _family_size(name, terms)
            symbols[name] = SymbolSpec(rows, columns, words, (count,) * families[name], also[name])
        elif name not in sizes or shapes[name] != SCALAR:
            rows, columns = shapes[name]
            if ranked and num(1) not in shapes[name]:
                words |= {"any rank"}
            symbols[name] = SymbolSpec(rows, columns, words)
    functions = {}
    for term in terms:
        for node in walk(term):
            if node.head == "app":
                functions[str(node.value)] = FunctionSpec(None, SCALAR)
    equations = tuple((fact.lhs, fact.rhs) for fact in facts if fact.head == "eq")
    return Spec(
        symbols,
        functions,
        equations,
        tuple((fact.head, fact.lhs, fact.rhs) for fact in facts if fact.head != "eq"),
        solve_for,
        tuple(sorted(sizes)),
        told,
        pairs_apart(random, goal.signature),
    )


def _free_indices(name: str, terms: Iterable[Term]) -> tuple[tuple[Term, ...], ...]:
    """The indices of members that no sum runs over: `w_{k+1}` beside `w_k`."""
    found: dict[tuple[Term, ...], None] = {}

    def look(term: Term, bound: frozenset[str]) -> None:
        if term.head == "item" and term.args[0] == sym(name):
            index = term.args[1:]
            if not frozenset[str]().union(*map(free_symbols, index)) & bound:
                found[index] = None
        binder = binder_of(term.head)
        inside = bound if binder is None else bound | {str(term.args[binder.variable].value)}
        for place, arg in enumerate(term.args):
            look(arg, inside if binder is None or place in binder.scope else bound)

    for term in terms:
        look(term, frozenset())
    return tuple(found)


def _whole(term: Term) -> Fraction:
    return term.value if isinstance(term.value, Fraction) else Fraction(0)


def _family_size(name: str, terms: Iterable[Term]) -> Term:
    """How many members a family has: the end of the range that its index runs over, and as many more as it is shifted
    there.
    """
    end: Term | None = None
    shift = Fraction(0)
    for term in terms:
        for node in walk(term):
            if node.head in ("sum", "prod"):
                index = node.args[0]
                members = (n for n in walk(node.args[3]) if n.head == "item" and n.args[0] == sym(name))
                for place in (place for member in members for place in member.args[1:]):
                    if place == index or (place.head == "add" and index in place.args):
                        end = end or node.args[2]
                        shift = max([shift, *map(_whole, place.args)])
    if end is None:
        return sym(f"?N:{name}")
    return end if shift == 0 else add(end, num(shift))
