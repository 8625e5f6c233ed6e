"""Scalar, vector or matrix: the kind of every name in a section, from declarations and from use.

Most authors never declare anything. Each name has a cost for each kind (the habits of writing: lower case Greek is
a number, bold lower case a vector, upper case a matrix), each formula whose shapes do not fit under a choice costs
more, and the cheapest choice wins, found by flipping names alone, in pairs and in families until nothing gets
cheaper. What was declared never flips.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from derivations.terms.clash import Part
from derivations.terms.names import parse_name
from derivations.terms.shapes import SCALAR, Shape, ShapeClash, Shaper
from derivations.terms.term import Term, free_symbols, num, sym, walk

KINDS = ("scalar", "vector", "matrix")
CLASH = 6.0
KEPT = 0.6
TRANSPOSED = 2 * CLASH + 2.0
ROUNDS = 6
PAIR_LIMIT = 14


@dataclass(frozen=True, slots=True)
class Formula:
    """Sides that must have one shape."""

    sides: tuple[Term, ...]


@dataclass
class Kinds:
    """The kinds found, the names that could be of no other kind, those of a given shape that fit, and the places of the
    formulas that do not fit.
    """

    of: dict[str, str]
    evident: frozenset[str] = field(default_factory=frozenset)
    confirmed: frozenset[str] = field(default_factory=frozenset)
    misfits: frozenset[int] = field(default_factory=frozenset)


def shape_for(name: str, kind: str) -> Shape:
    """A shape of its own for a name of the kind; its unknown sizes carry the name."""
    if kind == "scalar":
        return SCALAR
    if kind == "vector":
        return (sym(f"?r:{name}"), num(1))
    return (sym(f"?r:{name}"), sym(f"?c:{name}"))


def habit(name: str) -> tuple[float, float, float]:
    """What each kind costs by the looks of the name alone."""
    parts = parse_name(name)
    base = parts.base
    if base.startswith(("\\mathbf{", "\\vec{")) or "vec" in parts.accents:
        inner = base[base.index("{") + 1 : -1] if "{" in base else base
        if inner[:1].isupper() or (inner.startswith("\\") and inner[1:2].isupper()):
            return (2.0, 1.5, 0.0)
        return (2.0, 0.0, 2.5)
    if base.startswith("\\mathcal{"):
        return (0.2, 2.0, 0.8)
    if base.startswith("\\text{") or (len(base) > 1 and not base.startswith("\\")):
        return (0.0, 1.5, 3.0)
    if base.startswith("\\"):
        return (0.5, 2.0, 0.3) if base[1:2].isupper() else (0.0, 1.6, 4.0)
    if base == "L":
        return (0.1, 2.0, 0.4)
    if base.isupper():
        return (0.5, 2.0, 0.0)
    return (0.0, 1.0, 4.0)


def group_of(name: str) -> tuple[str, int]:
    """Names that are likely of one kind: the same letter with as many subscripts (w_0, w_1, \\hat{w})."""
    parts = parse_name(name.removesuffix("[]"))
    return (parts.base, min(len(parts.sub), 2) if len(parts.sub) > 1 else 0)


class _Search:
    def __init__(
        self,
        formulas: Sequence[Formula],
        fixed: Mapping[str, Shape],
        results: Mapping[str, Shape],
        earlier: Mapping[str, str],
    ) -> None:
        self.earlier = earlier
        self.formulas = formulas
        self.fixed = dict(fixed)
        self.results = results
        self.names: list[str] = []
        self.uses: dict[str, list[int]] = {}
        self.evidence: dict[str, dict[str, float]] = {}
        self.inside: list[dict[str, None]] = [{} for _ in formulas]
        self.given_functions = [name for name in self.fixed if name.endswith("()")]
        self.known: dict[tuple[int, tuple[str | None, ...]], float] = {}
        for place, formula in enumerate(formulas):
            for side in formula.sides:
                self._collect(side, place)
        self.kind: dict[str, str] = {}
        for name in self.names:
            self.kind[name] = min(KINDS, key=lambda kind, name=name: self.prior(name, kind))  # type: ignore[misc]
        self.costs = [self.formula_cost(place) for place in range(len(formulas))]

    def _collect(self, term: Term, place: int) -> None:
        for node in walk(term):
            if node.head == "item":
                self._use(f"{node.args[0].value}[]", place)
            if node.head == "sym" and not str(node.value).startswith("?"):
                self._use(str(node.value), place)
            for kind, weight, name in evidence(node):
                table = self.evidence.setdefault(name, {})
                table[kind] = max(table.get(kind, 0.0), weight)

    def _use(self, name: str, place: int) -> None:
        self.inside[place][name] = None
        if name in self.fixed:
            return
        if name not in self.uses:
            self.uses[name] = []
            self.names.append(name)
        if not self.uses[name] or self.uses[name][-1] != place:
            self.uses[name].append(place)

    def prior(self, name: str, kind: str) -> float:
        plain = name.removesuffix("[]")
        cost = habit(plain)[KINDS.index(kind)]
        if self.earlier.get(name, kind) != kind:
            cost += KEPT
        table = self.evidence.get(name, {})
        cost += table.get(f"not {kind}", 0.0)
        return cost

    def shaper(self, names: Iterable[str] | None = None) -> Shaper:
        """With the shapes of the names, all of them unless some are given."""
        tables: tuple[dict[str, Shape], dict[str, Shape], dict[str, Shape]] = ({}, {}, dict(self.results))
        for name in (*self.fixed, *self.names) if names is None else (*names, *self.given_functions):
            kind = {"[]": 1, "()": 2}.get(name[-2:], 0)
            tables[kind][name[:-2] if kind else name] = self.fixed.get(name) or shape_for(name, self.kind[name])
        return Shaper(*tables)

    def formula_cost(self, place: int) -> float:
        """0 where shapes fit, CLASH for each side that does not."""
        kinds = tuple(self.kind.get(name) for name in self.inside[place])
        if (place, kinds) not in self.known:
            self.known[place, kinds] = self._formula_cost(place)
        return self.known[place, kinds]

    def _formula_cost(self, place: int) -> float:
        shaper = self.shaper(self.inside[place])
        cost = 0.0
        first: Part | None = None
        for side in self.formulas[place].sides:
            try:
                if side.head == "num" and side.value == 0:
                    continue
                new = Part(side, shaper.shape(side))
                first = first or new
                if new is not first:
                    shaper.unify(first, new, side)
            except ShapeClash:
                cost += CLASH
        return cost

    def tie(self, name: str) -> float:
        """What it costs to be of another kind than the family."""
        mine = self.kind[name]
        return sum(
            0.4
            for other in self.names
            if other != name and group_of(other) == group_of(name) and self.kind[other] != mine
        )

    def total(self, names: Iterable[str], places: Iterable[int]) -> float:
        return sum(self.prior(n, self.kind[n]) + self.tie(n) for n in names) + sum(self.costs[p] for p in places)

    def attempt(self, change: Mapping[str, str]) -> bool:
        """Flip the names; keep the flip where everything together gets cheaper."""
        places = sorted({p for name in change for p in self.uses[name]})
        groups = {group_of(name) for name in change}
        names = [n for n in self.names if group_of(n) in groups]
        before = self.total(names, places)
        old_kinds = {name: self.kind[name] for name in change}
        old_costs = {p: self.costs[p] for p in places}
        self.kind.update(change)
        spent = self.total(names, ())
        for place in places:
            self.costs[place] = self.formula_cost(place)
            spent += self.costs[place]
            if spent >= before - 1e-9:
                break
        else:
            return True
        self.kind.update(old_kinds)
        for place, cost in old_costs.items():
            self.costs[place] = cost
        return False

    def run(self) -> None:
        families: dict[tuple[str, int], list[str]] = {}
        for name in self.names:
            families.setdefault(group_of(name), []).append(name)
        for _ in range(ROUNDS):
            changed = False
            for family in families.values():
                for kind in KINDS:
                    if any(self.kind[n] != kind for n in family):
                        changed |= self.attempt(dict.fromkeys(family, kind))
            for name in self.names:
                for kind in KINDS:
                    if self.kind[name] != kind:
                        changed |= self.attempt({name: kind})
            if not changed:
                changed = self.pairs(families)
            if not changed:
                return

    def pairs(self, families: Mapping[tuple[str, int], list[str]]) -> bool:
        """Two or three families at once, where a formula still does not fit."""
        changed = False
        for place, cost in enumerate(self.costs):
            if not cost and not self.strained(place):
                continue
            here = [f for f in families.values() if any(place in self.uses[n] for n in f)][:PAIR_LIMIT]
            entries = [n for f in here for n in f if group_of(n)[1]]  # A_{11} B_{12} + A_{12} B_{22}, all numbers
            if any(self.kind[n] != "scalar" for n in entries) and self.attempt(dict.fromkeys(entries, "scalar")):
                changed = True
                continue
            for one, other in combinations(here, 2):
                for kind in ("vector", "matrix"):
                    for kind2 in ("vector", "matrix", "scalar"):
                        change = {**dict.fromkeys(one, kind), **dict.fromkeys(other, kind2)}
                        if any(self.kind[n] != k for n, k in change.items()) and self.attempt(change):
                            changed = True
                if not self.costs[place] and not self.strained(place):
                    break
            if self.costs[place] or self.strained(place):
                for three in combinations(here[:7], 3):
                    for kinds in (
                        ("vector",) * 3,
                        ("matrix", "vector", "vector"),
                        ("vector", "matrix", "vector"),
                        ("vector", "vector", "matrix"),
                    ):
                        change = {n: k for family, k in zip(three, kinds, strict=True) for n in family}
                        if self.attempt(change):
                            changed = True
        return changed

    def strained(self, place: int) -> bool:
        """Whether the notation in a formula speaks against the kind of one of its names."""
        return any(
            place in uses and self.evidence.get(name, {}).get(f"not {self.kind[name]}", 0.0) > 1.0
            for name, uses in self.uses.items()
        )

    def confirmed(self) -> frozenset[str]:
        """Names with a given shape that fit in several formulas, with one exception at most."""
        fits: dict[str, int] = {}
        clashes: dict[str, int] = {}
        for place, formula in enumerate(self.formulas):
            tally = clashes if self.costs[place] else fits
            for name in frozenset[str]().union(*(free_symbols(side) for side in formula.sides)) & set(self.fixed):
                tally[name] = tally.get(name, 0) + 1
        return frozenset(name for name, count in fits.items() if count > 1 and clashes.get(name, 0) < 2)

    def evident(self) -> frozenset[str]:
        """Names that could not be of another kind without a clash, or that the notation shows."""
        found = set(self.fixed)
        for name in self.names:
            if self.evidence.get(name):
                found.add(name)
                continue
            if self.kind[name] == "scalar":
                continue
            kept = self.kind[name]
            self.kind[name] = "scalar"
            if any(self.formula_cost(place) > self.costs[place] for place in self.uses[name]):
                found.add(name)
            self.kind[name] = kept
        return frozenset(found)


def evidence(node: Term) -> Iterable[tuple[str, float, str]]:
    """What the notation at a node says of a name directly under it."""
    if not node.args:
        return
    inner = node.args[0]
    if node.head == "mul":
        # nobody writes a number between P and its inverse
        for left, middle, right in zip(node.args, node.args[1:], node.args[2:], strict=False):
            if middle.head == "sym" and (right == Term("inverse", (left,)) or left == Term("inverse", (right,))):
                yield ("not scalar", TRANSPOSED, str(middle.value))
        return
    if inner.head == "item":
        name = f"{inner.args[0].value}[]"
    elif inner.head == "sym":
        name = str(inner.value)
    else:
        if node.head == "entry" and len(node.args) == 3 and inner.head == "mul" and len(inner.args) == 2:
            # (xy')_{ij} is an entry of an outer product
            column, row = inner.args
            of = str(row.args[0].value) if row.head == "transpose" and row.args[0].head == "sym" else ""
            if column.head == "sym" and of and habit(of)[1] < habit(of)[2]:
                yield ("not scalar", 3.0, str(column.value))
        if node.head in ("transpose", "adjoint") and inner.head == "add":
            for summand in inner.args:
                plain = summand.args[0] if summand.head == "neg" else summand
                if plain.head in ("sym", "item"):
                    named = f"{plain.args[0].value}[]" if plain.head == "item" else str(plain.value)
                    yield ("not scalar", TRANSPOSED, named)
        if node.head in ("trace", "det", "transpose"):
            for part in walk(inner):
                if part.head == "sym" and node.head != "transpose":
                    yield ("not scalar", 0.6, str(part.value))
        return
    if node.head in ("transpose", "adjoint"):
        # nobody transposes a number: rather a formula that does not fit than that
        yield ("not scalar", TRANSPOSED, name)
    elif node.head in ("trace", "det", "rank", "diag", "vec", "adjugate", "pinv", "eigenvalue"):
        yield ("not scalar", 3.0, name)
        if node.head in ("trace", "det", "adjugate", "eigenvalue"):
            yield ("not vector", 5.0, name)
    elif node.head == "norm":
        yield ("not scalar", 1.2, name)
        if node.value == "2":
            yield ("not matrix", 0.8, name)
    elif node.head == "inverse":
        yield ("not vector", 3.0, name)
    elif node.head == "entry" and len(node.args) == 2:
        yield ("not scalar", 3.0, name)
        yield ("not matrix", 1.0, name)
    elif node.head == "entry":
        yield ("not scalar", 3.0, name)
        yield ("not vector", 3.0, name)
    elif node.head == "grad":
        yield ("not matrix", 1.5, name)


def infer(
    formulas: Sequence[Formula],
    fixed: Mapping[str, Shape],
    results: Mapping[str, Shape] | None = None,
    earlier: Mapping[str, str] | None = None,
) -> Kinds:
    """The kinds of all names of the formulas; `fixed` are the declared shapes, `results` those of functions,
    `earlier` the kinds that names had before on the page, which they keep where nothing speaks against it.
    """
    search = _Search(formulas, fixed, results or {}, earlier or {})
    search.run()
    misfits = frozenset(place for place, cost in enumerate(search.costs) if cost)
    return Kinds(dict(search.kind), search.evident(), search.confirmed(), misfits)


def apart(formulas: Sequence[Formula], fixed: Mapping[str, Shape], around: Mapping[str, str]) -> dict[str, str]:
    """The kinds that names have in formulas which do not fit the kinds `around` them, where alone they do fit.

    A name may only move to what its looks make more likely: that `A x = x A` fits with a number A says nothing.
    """
    alone = infer(formulas, fixed)
    moved = {name: kind for name, kind in alone.of.items() if around.get(name, kind) != kind}
    likely = all(_cost(name, kind) <= _cost(name, around[name]) for name, kind in moved.items())
    return moved if likely and not alone.misfits else {}


def _cost(name: str, kind: str) -> float:
    return habit(name.removesuffix("[]"))[KINDS.index(kind)]
