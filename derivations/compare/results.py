r"""What is compared: the results of a derivation, and the ends of the chains of equations on a page.

>>> from derivations.worked import WORKED
>>> [(each.name, each.lhs) for each in results(WORKED["weight_decay"]())][-1]
('penalty', \tilde{\lambda})
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from derivations.document.document import Document, Relation
from derivations.moves.derivation import Derivation
from derivations.terms.names import parse_name
from derivations.terms.term import Term, free_symbols, functions_of, num
from derivations.terms.unfold import Body, unfold


@dataclass(frozen=True)
class Result:
    """A result of ours: an equation."""

    source: Ours
    name: str
    lhs: Term
    rhs: Term

    @property
    def derivation(self) -> Derivation:
        return self.source.derivation

    @cached_property
    def meaning(self) -> Term:
        """The right side in the quantities that the derivation starts from."""
        return self.derivation.unfolded(self.name)

    @cached_property
    def letters(self) -> frozenset[str]:
        """Every name that its side may hold."""
        context = self.derivation.context
        return frozenset((*context.symbols, *context.definitions)) | names_in(self.meaning)


@dataclass(frozen=True)
class Ours:
    """A derivation with its results, each an equation."""

    derivation: Derivation

    @cached_property
    def results(self) -> list[Result]:
        """Those that some line gives, where its left side is a name, a function or a derivative."""
        left: Term | None = None
        sides: dict[Term, list[Term]] = {}
        for line in self.derivation.lines:
            left = line.lhs if line.lhs is not None else left
            if left is not None and line.sign == "eq" and left.head in ("sym", "app", "grad"):
                sides.setdefault(line.rhs, []).append(left)
        found = []
        for name, term in self.derivation.results.items():
            lefts = sides.get(term, [])
            own = [each for each in lefts if each.value == name]
            found += [Result(self, name, each, term) for each in (own or lefts)[:1]]
        return found

    @cached_property
    def definitions(self) -> dict[str, Body]:
        """What our names stand for in the quantities, where it is found what it is found to be."""
        found = {str(each.lhs.value): each.meaning for each in self.results if each.lhs.head == "sym"}
        told = self.derivation.context.definitions.values()
        table = {each.name: (each.params, found.get(each.name, each.body)) for each in told}
        return {name: (params, unfold_but(params or (), body, table)) for name, (params, body) in table.items()}


def unfold_but(names: Iterable[str], body: Term, table: Mapping[str, Body]) -> Term:
    """The body of a definition without defined names; its parameters stay."""
    closed = frozenset(names)
    return unfold(body, {name: each for name, each in table.items() if name not in closed})


def results(derivation: Derivation) -> list[Result]:
    """The results of a derivation that a page may hold."""
    return Ours(derivation).results


def names_in(*terms: Term) -> frozenset[str]:
    """Free symbols and functions, without sizes that nobody named."""
    found = frozenset[str]().union(*(free_symbols(term) | functions_of(term) for term in terms))
    return frozenset(name for name in found if not name.startswith("?"))


@dataclass(frozen=True)
class End:
    """Where a chain of equations on a page ends: its left side, as it was written too, and its last relation."""

    lhs: Term
    text: str
    relation: Relation


def ends(document: Document) -> Iterator[End]:
    """The end of each chain of equations; the relation may be one that could not be read.

    Data ("let n = 100") is no result, nor is the zero that a derivative is set to.
    """
    chains: dict[str, list[Relation]] = {}
    for relation in document.relations:
        if relation.sign == "eq":
            chains.setdefault(relation.chain, []).append(relation)
    for chain in chains.values():
        first, last = chain[0], chain[-1]
        if len(chain) > 1 and last.rhs is not None and _is_zero(last.rhs):
            last = chain[-2]
        if first.lhs is not None and not _supposed(first, last):
            yield End(first.lhs, first.lhs_text, last)


def _is_zero(term: Term) -> bool:
    return term.head == "zeros" or term == num(0)


def _supposed(first: Relation, last: Relation) -> bool:
    if first.lhs is None or last.rhs is None:
        return False
    if first.lhs.head == "grad":
        return _is_zero(last.rhs)
    bare = first.lhs.head == "sym" and not parse_name(str(first.lhs.value)).sub
    return bare and last.role == "given" and last.rhs.head == "num"
