r"""Results of a page beside those that we derive: the same, different, or not to be compared, and why.

A result is where a chain of equations ends whose left side names one of ours (`names.py`). The right sides go before
the judge in the quantities that the derivation starts from: what the page defines is put in on its side, what we define
on ours (`line.py`). A letter that we do not have, a shape or a loss that is not ours make it one about something else.
"Different" is said only with numbers at which the two differ, and where the page speaks of every letter of both.

>>> from derivations.reader.page import read_page
>>> from derivations.reader.sources import parse_text
>>> from derivations.worked import WORKED
>>> page = r"Let $\eta \ne 0$ and $\lambda$ be numbers. Set $\tilde{\lambda} = \lambda / \eta$."
>>> [found] = compare(read_page(parse_text(page)), [WORKED["weight_decay"]()])
>>> found.kind, found.ours.name
('different', 'penalty')
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from derivations.compare.letters import read_as
from derivations.compare.line import Line
from derivations.compare.names import akin, named
from derivations.compare.results import End, Ours, Result, ends, names_in, results
from derivations.document.document import Document, Relation
from derivations.document.verdicts import Verdict
from derivations.latex.print import latex
from derivations.latex.print import name as written
from derivations.moves.derivation import Derivation
from derivations.reader.doubts import STATIONARY, UNCLAIMED
from derivations.terms.names import parse_name
from derivations.terms.term import Term, free_symbols, sym
from derivations.terms.unfold import TooLarge
from derivations.verify import judge

__all__ = ["DIFFERENT", "ELSE", "KINDS", "OPEN", "SAME", "Comparison", "End", "Result", "compare", "ends", "results"]

SAME, DIFFERENT, OPEN, ELSE = KINDS = ("the same", "different", "not decided", "something else")

ENOUGH = 3
"""Letters that two formulas must share before they are called the same under names that differ."""
_LONE = ("occurs only here", "is never defined")


@dataclass(frozen=True)
class Comparison:
    """A result of the page beside the nearest of ours; `reads` are names taken for ours, `unknown` those that it does
    not have.
    """

    kind: str
    end: End
    ours: Result
    verdict: Verdict | None = None
    reason: str = ""
    reads: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def compare(
    document: Document,
    derivations: Sequence[Derivation],
    seed: int = 0,
    called: Mapping[str, str] | None = None,
) -> list[Comparison]:
    """Every result of the page that names one of ours or is the same, in reading order.

    `called` says what the page calls names of ours: `{"a_{1}": "g_{0,1}", "\\theta": "w"}`.
    """
    document = read_as(document, called or {})
    ours = [result for derivation in derivations for result in Ours(derivation).results]
    page = _Page(document, seed)
    found = (page.nearest(end, ours) for end in ends(document))
    return [each for each in found if each is not None]


class _Page:
    """A page whose results are compared."""

    def __init__(self, document: Document, seed: int) -> None:
        self.seed = seed
        self.path = document.path
        self.roles = {relation.id: relation.role for relation in document.relations}
        self.spoken = frozenset[str]().union(*map(_spoken, document.relations))

    def nearest(self, end: End, ours: Sequence[Result]) -> Comparison | None:
        """The result of ours that is the same, or else the one that is meant; None where none is."""
        best: Comparison | None = None
        for group in named(end.lhs, ours):
            found = [self.compared(end, each) for each in sorted(group, key=lambda each: _distance(end, each))]
            same = next((each for each in found if each.kind == SAME), None)
            if same is not None:
                return same
            if found and (best is None or best.kind == ELSE):
                near = [each for each in found if each.kind != ELSE]
                best = _only(near) if near else best or found[0]
        if end.relation.rhs is not None:
            likely = (each for each in ours if akin(end.lhs, each) or _same_letters(end, each))
            others = (self.compared(end, each) for each in likely)
            best = next((each for each in others if each.kind == SAME), best)
        return best

    def compared(self, end: End, result: Result) -> Comparison:
        """What the judge says of `theirs = ours`."""
        relation = end.relation
        if relation.rhs is None:
            return Comparison(ELSE, end, result, reason=f"it could not be read: {relation.reason}")
        try:
            line = Line.of(relation, end.lhs, result)
        except TooLarge as problem:
            return Comparison(ELSE, end, result, reason=str(problem))
        strange = f"it does not have {_listed(line.unknown)}" if line.unknown else ""
        found = Comparison(ELSE, end, result, None, strange or line.clash, line.reads, line.unknown)
        if line.unknown or line.clash:
            return found
        chosen = sorted(names_in(line.theirs) & frozenset(relation.exists))
        if chosen:
            return replace(found, reason=f"it is said for some {_listed(chosen)}")
        claim = replace(
            relation,
            id=f"{result.derivation.name}.{result.name}",
            lhs_text=relation.rhs_text,
            rhs_text="",
            lhs=line.theirs,
            rhs=line.ours,
            role="claim",
            context=line.context,
            premises=(),
            implication=None,
            exists=(),
            # what the page leaves open of a letter, our derivation does not
            unpinned={each: why for each, why in relation.unpinned.items() if not why.endswith(_LONE)},
            # nor does it matter whether the page claims its result with a word
            doubt="" if relation.doubt in (UNCLAIMED, STATIONARY) else relation.doubt,
            previous=None,
            above=None,
        )
        verdict = self._verdict(claim)
        told = line.told(self.roles)
        if verdict.kind == "refuted" and told:
            verdict = self._verdict(replace(claim, context=line.context.with_hypotheses(*told)))
        if verdict.kind != "proved" and "the shape" in (verdict.reason or ""):
            return replace(found, reason=verdict.reason or "")
        if verdict.kind == "refuted":
            return self._refuted(replace(found, verdict=verdict), line, claim)
        kind = SAME if verdict.kind == "proved" else OPEN
        return replace(found, kind=kind, verdict=verdict, reason=verdict.reason or "")

    def _refuted(self, found: Comparison, line: Line, claim: Relation) -> Comparison:
        """Different, unless the page may speak of something else."""
        if _is_letter(found.end.lhs) and not names_in(line.theirs, line.ours):
            return replace(found, kind=OPEN, verdict=None, reason="two numbers for a letter that may mean two things")
        silent = sorted(free_symbols(line.ours) - free_symbols(line.theirs) - self.spoken)
        if silent:
            words = f"ours holds {_listed(silent)}, which is in no equation of the page"
            return replace(found, kind=OPEN, verdict=None, reason=words)
        if line.open:
            words = f"what the page says of {_listed(line.open)} is in letters that ours does not have"
            return replace(found, kind=OPEN, verdict=None, reason=words)
        for theirs, ours in line.functions():
            other = replace(claim, id=f"{claim.id}.{ours.name}", lhs=theirs.body, rhs=ours.body, lhs_text="")
            if self._verdict(other).kind == "refuted":
                head = Term("app", tuple(map(sym, ours.params or ())), theirs.name)
                words = f"the page's {latex(head)} is {latex(theirs.body)}, ours {latex(ours.body)}"
                return replace(found, kind=ELSE, verdict=None, reason=words)
        return replace(found, kind=DIFFERENT)

    def _verdict(self, claim: Relation) -> Verdict:
        return judge(Document(self.path, (claim,)), self.seed).verdicts[claim.id]


def _only(near: Sequence[Comparison]) -> Comparison:
    """The nearest, where all are of one name of ours; otherwise none can be told to be meant."""
    names = dict.fromkeys(each.ours.lhs for each in near)
    if len(names) == 1:
        return near[0]
    words = f"it may be {' or '.join(map(latex, names))} of ours"
    return replace(near[0], kind=ELSE, verdict=None, reason=words)


def _is_letter(lhs: Term) -> bool:
    return lhs.head == "sym" and not parse_name(str(lhs.value)).sub


def _distance(end: End, result: Result) -> tuple[int, int]:
    """How many letters of the page we do not have, and how many only one of the two sides holds."""
    line = _line(end, result)
    return (len(line.unknown), len(free_symbols(line.theirs) ^ free_symbols(line.ours))) if line else (0, 0)


def _same_letters(end: End, result: Result) -> bool:
    """Whether both right sides hold the same letters, and enough of them that this is no accident."""
    line = _line(end, result)
    return (
        line is not None and len(free_symbols(line.theirs)) >= ENOUGH and names_in(line.theirs) == names_in(line.ours)
    )


def _line(end: End, result: Result) -> Line | None:
    try:
        return Line.of(end.relation, end.lhs, result) if end.relation.rhs is not None else None
    except TooLarge:
        return None


def _spoken(relation: Relation) -> frozenset[str]:
    """The letters of a relation and of what is known where it stands, sizes too."""
    sides = (side for side in (relation.lhs, relation.rhs) if side is not None)
    symbols = relation.context.symbols
    sizes = (size for symbol in symbols.values() for size in symbol.shape or ())
    return frozenset(symbols).union(*map(free_symbols, (*sides, *sizes)))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(written, names))
