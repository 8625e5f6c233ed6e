r"""Results of a page beside those that we derive: the same, different, or about something else.

A result is where a chain of equations ends whose left side is one of ours: `L_1`, `\eta`, `v_{0,1}`. The two right
sides are compared by the judge, each with what its own side says of its names; names that only we have are put in.
Right sides with names that we do not know, or with shapes that do not fit, are about something else.

>>> from derivations.reader.page import read_page
>>> from derivations.reader.sources import parse_text
>>> from derivations.worked import WORKED
>>> page = r"Let $\eta \ne 0$ and $\lambda$ be numbers. Set $\tilde{\lambda} = \lambda / \eta$."
>>> [found] = compare(read_page(parse_text(page)), [WORKED["weight_decay"]()])
>>> found.kind, found.ours.name
('different', 'penalty')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from derivations.document.context import Context, Symbol
from derivations.document.document import Document, Relation
from derivations.document.verdicts import Verdict
from derivations.latex.print import latex
from derivations.moves.derivation import Derivation
from derivations.terms.term import Term, free_symbols, functions_of, map_args, substitute, sym
from derivations.terms.unfold import unfold
from derivations.verify import judge

SAME, DIFFERENT, OPEN, ELSE = KINDS = ("the same", "different", "not decided", "something else")


@dataclass(frozen=True)
class Result:
    """A result of ours: an equation."""

    derivation: Derivation
    name: str
    lhs: Term
    rhs: Term


@dataclass(frozen=True)
class Comparison:
    """A result of the page, `lhs = relation.rhs`, beside the nearest of ours; `reads` are letters taken for ours."""

    kind: str
    relation: Relation
    lhs: Term
    ours: Result
    verdict: Verdict | None = None
    reason: str = ""
    reads: Mapping[str, str] | None = None


def compare(
    document: Document, derivations: Sequence[Derivation], seed: int = 0, called: Mapping[str, str] | None = None
) -> list[Comparison]:
    """Every result of the page of which one side is one of ours, in reading order.

    `called` says what the page calls names of ours: `{"a_1": "g_{0,1}"}`.
    """
    document = _renamed(document, called or {})
    ours = [result for derivation in derivations for result in results(derivation)]
    found = []
    for lhs, relation in _ends(document):
        named = [_compared(relation, lhs, result, seed) for result in ours if result.lhs == lhs]
        best = min(named, key=lambda each: (KINDS.index(each.kind), len(each.reason)), default=None)
        if best is None or best.kind != SAME:
            others = (_compared(relation, lhs, result, seed) for result in ours if _alike(relation, result))
            best = next((each for each in others if each.kind == SAME), best)
        if best is not None:
            found.append(best)
    return found


def _renamed(document: Document, called: Mapping[str, str]) -> Document:
    """The page with our names where it writes its own."""

    def term(of: Term | None) -> Term | None:
        if of is None or not called:
            return of
        name = called.get(latex(of))
        return sym(name) if name is not None else map_args(of, lambda arg: term(arg) or arg)

    relations = (replace(each, lhs=term(each.lhs), rhs=term(each.rhs)) for each in document.relations)
    return replace(document, relations=tuple(relations))


def results(derivation: Derivation) -> list[Result]:
    """The results that some line gives, where its left side is a name, a function or a derivative."""
    left: Term | None = None
    sides: dict[Term, Term] = {}
    for line in derivation.lines:
        left = line.lhs if line.lhs is not None else left
        if left is not None and line.sign == "eq" and left.head in ("sym", "app", "grad"):
            sides.setdefault(line.rhs, left)
    return [Result(derivation, name, sides[term], term) for name, term in derivation.results.items() if term in sides]


def _ends(document: Document) -> Iterator[tuple[Term, Relation]]:
    """The left side and the last relation of each chain of equations; what is only supposed is no result."""
    chains: dict[str, list[Relation]] = {}
    for relation in document.relations:
        if relation.lhs is not None and relation.rhs is not None and relation.sign == "eq":
            chains.setdefault(relation.chain, []).append(relation)
    for first, *rest in chains.values():
        last = rest[-1] if rest else first
        supposed = last.role == "given" and first.lhs is not None and first.lhs.head != "sym"
        if first.lhs is not None and not supposed:
            yield first.lhs, last


def _alike(relation: Relation, result: Result) -> bool:
    """Whether the two right sides hold the same names, and enough of them that this is no accident."""
    assert relation.rhs is not None
    theirs = frozenset(_letters(relation, result).get(name, name) for name in free_symbols(relation.rhs))
    ours = (result.rhs, _opened(relation, result), result.derivation.unfolded(result.name))
    return len(theirs) > 2 and any(theirs == free_symbols(term) for term in ours)


def _letters(relation: Relation, result: Result) -> dict[str, str]:
    """Names of the page that we do not know, read as the letters of ours that it does not use: x for X."""
    assert relation.rhs is not None
    theirs = free_symbols(relation.rhs)
    known = {*result.derivation.context.symbols, *result.derivation.context.definitions}
    return {
        name: name.swapcase()
        for name in theirs
        if len(name) == 1 and name not in known and name.swapcase() in known and name.swapcase() not in theirs
    }


def _opened(relation: Relation, result: Result) -> Term:
    """Our right side, with the definitions put in of names that the page does not have."""
    assert relation.rhs is not None
    context, theirs = relation.context, free_symbols(relation.rhs)
    missing = {
        name: (None, definition.body)
        for name, definition in result.derivation.context.definitions.items()
        if definition.params is None and name not in {*context.symbols, *context.definitions, *theirs}
    }
    return unfold(result.rhs, missing)


def _compared(relation: Relation, lhs: Term, result: Result, seed: int) -> Comparison:
    """What the judge says of `theirs = ours`."""
    assert relation.rhs is not None
    reads = _letters(relation, result)
    found = Comparison(ELSE, relation, lhs, result, reads=reads)
    theirs = substitute(relation.rhs, {old: sym(new) for old, new in reads.items()})
    known = {*result.derivation.context.symbols, *result.derivation.context.definitions}
    strange = [name for name in sorted(free_symbols(theirs) | functions_of(theirs)) if name not in known]
    if any(not name.startswith("?") for name in strange):
        return replace(found, reason=f"it holds {', '.join(name for name in strange if not name.startswith('?'))}")
    claim = replace(
        relation,
        id=f"{result.derivation.name}.{result.name}",
        lhs=theirs,
        rhs=_opened(relation, result),
        role="claim",
        context=_meeting(relation.context, result.derivation, reads),
        premises=(),
        implication=None,
        exists=(),
        previous=None,
        above=None,
    )
    verdict = judge(Document(relation.span.path, (claim,)), seed).verdicts[claim.id]
    if verdict.kind != "proved" and "shape" in (verdict.reason or ""):
        return replace(found, reason=verdict.reason or "")
    kind = {"proved": SAME, "refuted": DIFFERENT}.get(verdict.kind, OPEN)
    return replace(found, kind=kind, verdict=verdict, reason=verdict.reason or "")


def _meeting(context: Context, derivation: Derivation, reads: Mapping[str, str]) -> Context:
    """The page's context with our quantities where it says nothing, and without the equations that it supposes."""
    theirs = {name: symbol for name, symbol in context.symbols.items() if name not in reads}
    symbols: Mapping[str, Symbol] = {**derivation.context.symbols, **theirs}
    kept = tuple(each for each in context.hypotheses if each.statement.head != "eq")
    return replace(context, symbols=symbols, hypotheses=kept)
