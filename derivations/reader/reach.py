r"""How far what a page supposes reaches: what is set in an example ends with it, what a theorem supposes holds in it
and in its proof, a function that is given for some arguments is known there only.

A value set under a condition ("at $x = 3$ we have $y = 9$") is treated as an example's. An example is over where the
page speaks generally again, or with the first paragraph that neither supposes nor concludes anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from derivations.document.context import Definition
from derivations.latex.elaborate import name_of
from derivations.reader.entries import Entry, Pending
from derivations.reader.prose import ASSUMING, cue, drops, generalises, of_an_example, universal
from derivations.reader.scopes import is_data
from derivations.reader.sequences import bounds_hold, number
from derivations.reader.stream import Chain, Page
from derivations.terms.term import Term, walk


class Reach:
    """Looks at the entries of a page once their roles are known."""

    def __init__(self, page: Page, made: Sequence[Entry]) -> None:
        self.page = page
        self.made = made
        self.turns = frozenset(_turns(page.chains))
        self.drops = [chain.index for chain in page.chains if drops(chain.before)]
        self.sentences: dict[int, list[Entry]] = {}
        for entry in made:
            self.sentences.setdefault(entry.chain.sentence, []).append(entry)
        self.examples = {id(entry) for entry in made if self._is_exemplary(entry)}
        self.set_in_examples = [entry for entry in made if id(entry) in self.examples and entry.role == "given"]

    def _is_exemplary(self, entry: Entry) -> bool:
        together = self.sentences[entry.chain.sentence]
        if any(of_an_example(each.chain.before) for each in together if each.start <= entry.start):
            return True
        if entry.defines is None:
            return False
        data = is_data(entry.defines.body)
        passing = (each for each in together if each is not entry and (each.passes or each.trails))
        return any(each.role == "given" and (data or each.sign == "eq") for each in passing)

    def over(self, maker: Entry, other: Entry) -> bool:
        """Whether what an entry supposes has ended before another."""
        if maker.chain.index >= other.chain.index:
            return False
        if maker.chain.block is not None and maker.chain.block is not other.chain.block:
            return True
        if self.dropped(maker, other):
            return maker.cue is not None and maker.cue.word in ASSUMING
        return id(maker) in self.examples and self._turned(maker, other)

    def dropped(self, earlier: Entry, other: Entry) -> bool:
        """Whether the page drops an assumption between two entries."""
        return any(earlier.chain.index < dropped <= other.chain.index for dropped in self.drops)

    def _turned(self, maker: Entry, other: Entry) -> bool:
        return any(maker.chain.index < turn <= other.chain.index for turn in self.turns)

    def passed(self, pending: Pending, other: Entry) -> bool:
        """The same for a hypothesis: what was concluded in an example belongs to it."""
        return self.over(pending.entry, other) or (pending.derived and self.left(pending.entry, other))

    def left(self, claim: Entry, other: Entry) -> bool:
        """Whether a claim was made in an example that is over at another entry."""
        place = claim.chain
        near = (e for e in self.set_in_examples if e.chain.section == place.section == other.chain.section)
        return any(e.chain.index <= place.index and not self.over(e, claim) and self.over(e, other) for e in near)

    def bound_behind(self, entry: Entry) -> frozenset[str]:
        """`$...$ for all real $x$`: names that stand for anything in the entry."""
        chain = entry.chain
        nodes = [
            side.node
            for loose in self.page.loose
            if loose.index == chain.index + 1 and loose.sentence == chain.sentence and universal(loose.before)
            for side in loose.sides
        ]
        following = next((c for c in self.page.chains if c.index == chain.index + 1), None)
        together = following is not None and following.declares and following.sentence == chain.sentence
        if following is not None and together and universal(following.before):
            nodes += [side.node for side in (*following.listed, following.sides[0])]
        return frozenset(name for node in nodes if node is not None and (name := name_of(node)) is not None)

    # --- functions that are given for some arguments ------------------------------------------------------

    def domain(self, maker: Entry) -> list[Term]:
        """`$f(x) = x^2$ for $x \\ge 0$`: the bounds on its letters in the sentence that gives a function."""
        assert maker.defines is not None
        params = frozenset(maker.defines.params or ())
        found = []
        for entry in self.sentences[maker.chain.sentence]:
            bound = entry.sign in ("lt", "le", "gt", "ge", "ne") and entry.role == "given"
            if bound and isinstance(entry.lhs, Term) and isinstance(entry.rhs, Term) and entry.names <= params:
                said = entry.trails or entry.passes or re.search(r"\b(?:for|if|when)\W*\Z", entry.chain.before)
                # behind another formula for the function it is that one's bound
                last = self._last_formula(maker, entry)
                if said and entry.names and (last is maker or last is None):
                    found.append(Term(entry.sign, (entry.lhs, entry.rhs)))
        return found

    def _last_formula(self, maker: Entry, bound: Entry) -> Entry | None:
        """The last formula for the function before a bound, None where the bound stands before all."""
        assert isinstance(maker.lhs, Term)
        together = self.sentences[maker.chain.sentence]
        before = [e for e in together if e.start < bound.start and e.lhs == maker.lhs]
        return before[-1] if before else None

    def in_pieces(self, maker: Entry) -> bool:
        """Whether the sentence gives a second formula for the same function."""
        together = self.sentences[maker.chain.sentence]
        return any(e is not maker and e.lhs == maker.lhs and e.place == 0 for e in together)

    def known_at(self, maker: Entry, terms: Iterable[Term]) -> bool:
        """Whether a function is given wherever the terms apply it."""
        assert maker.defines is not None
        params = maker.defines.params
        if params is None or not (bounds := self.domain(maker)):
            return True
        pieces = self.in_pieces(maker)
        return all(
            (not pieces and args == tuple(params)) or _meet(bounds, params, node.args)
            for term in terms
            for node in _applications(maker.defines, term)
            for args in [tuple(str(arg.value) if arg.head == "sym" else "" for arg in node.args)]
        )


def _applications(function: Definition, term: Term) -> Iterator[Term]:
    return (node for node in walk(term) if node.head == "app" and node.value == function.name)


def _meet(bounds: list[Term], params: tuple[str, ...], args: tuple[Term, ...]) -> bool:
    """Whether numbers meet bounds on the letters that they stand for."""
    if len(params) != len(args):
        return False
    values = [(name, value) for name, arg in zip(params, args, strict=True) if (value := number(arg)) is not None]
    return len(values) == len(params) and all(bounds_hold(bounds, name, value) for name, value in values)


def _turns(chains: Sequence[Chain]) -> Iterator[int]:
    """The chains at which an example is over."""
    before: Chain | None = None
    for chain in chains:
        fresh = before is not None and chain.paragraph != before.paragraph
        said = chain.before.split("\u2029")[1:] if fresh else []
        if generalises(chain.before) or any(re.search(r"[A-Za-z]{2}", each) and cue(each) is None for each in said):
            yield chain.index
        before = chain
