"""Given or claim: the role of every relation of a page.

An equation that gives a name its first meaning defines it; cue words make hypotheses and claims; an
equation that opens a problem is given; everything else is a claim. The rules stand in `_role` in the
order in which they are tried. Contexts are made of the result in `contexts.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derivations.document.context import Definition, Hypothesis
from derivations.latex.elaborate import name_of
from derivations.reader.doubts import ASKED, CHANCE, STRUCK, Doubts, equivalence, plain
from derivations.reader.entries import Entry, Pending
from derivations.reader.meaning import Failure, PageMeaning
from derivations.reader.prose import (
    ASSUMING,
    FRESH_STARTS,
    Cue,
    absurd,
    adds,
    alternative,
    compares,
    continues,
    cue,
    denies,
    follows,
    goes_on,
    hands_over,
    numbered,
    of_mistakes,
    quantified,
    supposes,
    trails,
    turns,
)
from derivations.reader.scopes import Scope, Scopes, is_data
from derivations.reader.sequences import is_recursion, letter_of, members
from derivations.reader.stream import RELATION_SIGNS, Chain, Page, entries
from derivations.terms.names import parse_name
from derivations.terms.term import Term, free_symbols, functions_of, num, sym, walk

OPERATORS = frozenset(("E", "\\mathbb{E}", "P", "Pr", "\\mathbb{P}", "\\text{Var}", "\\text{Cov}", "Var", "Cov"))
"""Names that stand for something else with each argument: `E[X] = 1` says nothing of `E[Y]`."""

DENOTING = frozenset({"denote", "denoting", "let", "set", "define", "write", "call"})

_LATER = frozenset({"set", "setting", "put", "take", "taking", "choose", "choosing", "fix", "at", "for", "when"})

_CONDITIONS = frozenset({"if", "when", "whenever", "suppose", "given", "for", "let"})
"""Cues that suppose something whatever is said of what follows: "it is false that if ..."."""

_Told = dict[int, list[tuple[int, frozenset[str]]]]
"""Names by section, each with the place of the chain that holds them."""


def _is_of_other(hypothesis: Hypothesis, family: Term) -> bool:
    """Whether it says what another name, or the members of another family, were found or said to be."""
    left = hypothesis.statement.args[0]
    told = isinstance(hypothesis, Pending) and (hypothesis.entry.every is not None or hypothesis.derived)
    return told and (left.head == "sym" or (left.head in ("item", "entry") and left.args[0] != family))


def _told_before(table: _Told, entry: Entry) -> frozenset[str]:
    told = table.get(entry.chain.section, [])
    return frozenset[str]().union(*(names for index, names in told if index < entry.chain.index))


def starts_another(chain: Chain) -> bool:
    """Whether a chain opens the next of several exercises or list items."""
    return bool(chain.item) or chain.block is not None or numbered(chain.before)


class Roles:
    """Walks the chains in reading order and fills the scopes as definitions and hypotheses appear.

    `made` are the entries of the page in reading order, each with its role.
    """

    def __init__(self, page: Page, meaning: PageMeaning) -> None:
        self.page = page
        self.meaning = meaning
        self.scopes = Scopes()
        self.doubts = Doubts(page)
        for section in page.sections:
            self.scopes.section(section.index, section.title, section.level)
        for index, table in meaning.declared.items():
            self.scopes.sections[index].declared.update(table)
            self.scopes.sections[index].fresh = frozenset(meaning.fresh.get(index, ()))
        self.patterns: dict[int, dict[str, Definition]] = {}
        self.made: list[Entry] = []
        self.by_chain: dict[int, list[Entry]] = {}
        self.absurd: set[int] = set()
        self.seen: _Told = {}
        self.settled: _Told = {}
        self.unread_names: dict[int, frozenset[str]] = {}
        for where, statement in meaning.assumed:
            self.scopes.sections[where].hypotheses.append((-1, Hypothesis(statement, "prose")))
        for block in meaning.blocks:
            for chain in block.chains:
                self._declare(chain)
        for chain in page.chains:
            if not chain.declares:
                for place in entries(chain):
                    self._enter(chain, place)
        for entry in self.made:
            # what looked like an open equation may hold a name that was only defined after it
            if entry.role == "posed" and not self._is_premise(entry) and self._all_known(entry):
                entry.role = "claim"
        self._mark_several()
        self.made.sort(key=lambda entry: entry.start)
        for number, entry in enumerate(self.made, 1):
            entry.id = str(number)

    def _declare(self, chain: Chain) -> None:
        """Equations and bounds of a declarations block hold on the whole page."""
        root = self.scopes.sections[0]
        for place in entries(chain):
            left, right = (self.meaning.term(side) for side in chain.sides[place : place + 2])
            sign = RELATION_SIGNS[chain.signs[place].op]
            if isinstance(left, Failure) or isinstance(right, Failure) or sign in ("approx", "propto"):
                continue
            if sign in ("eq", "define") and left.head == "sym":
                root.define(-1, Definition(str(left.value), right, source="declarations"), general=True, late=True)
            else:
                statement = Term("eq" if sign == "define" else sign, (left, right))
                root.hypotheses.append((-1, Hypothesis(statement, "declarations")))

    def scope(self, chain: Chain) -> Scope:
        return self.scopes.at(chain.section, chain.label)

    def _enter(self, chain: Chain, place: int) -> None:
        sign = chain.signs[place]
        left, right = chain.sides[place], chain.sides[place + 1]
        entry = Entry(chain, place, self.meaning.term(left), self.meaning.term(right), left, right)
        worded = chain.arrow is not None and chain.arrow.label == "words"
        entry.start = chain.arrow.start if chain.arrow is not None and place == 0 and not worded else sign.start
        entry.sign = RELATION_SIGNS[sign.op]
        words = chain.before if place == 0 else chain.gaps.get(place, "")
        entry.cue = cue(words)
        if entry.cue is None and place == 0 and (continues(words) or goes_on(words)):
            entry.cue = self._inherited(chain)
            if self._is_said_of_known(entry, words) or (hands_over(words, entry.cue) and not self._is_bound(entry)):
                entry.cue = Cue("claim", "then")
        if entry.cue is None and place == 0 and quantified(words) and entry.names <= self._named_before(chain):
            entry.cue = Cue("claim", "it holds that")
        if entry.cue is None and place == 0 and adds(words):
            entry.cue = self._inherited(chain) or Cue("claim", "it holds that")
        if place == 0 and chain.item and not self._is_later(chain):
            lead = supposes(chain.lead)
            entry.cue = entry.cue or lead
            entry.supposed = lead is not None and entry.cue is not None and entry.cue.role == "hypothesis"
        entry.denied = self._is_denied(entry, words)
        entry.quoted = self.doubts.quoted(entry)
        if entry.denied:
            entry.cue = Cue("claim", "it holds that")
        if absurd(words):
            self.absurd.add(chain.paragraph)
        entry.trails = place == 0 and self._trails(chain, words)
        entry.alternative = place == 0 and self._is_alternative(chain, words)
        entry.compares = compares(words)
        entry.follows = follows(words)
        self.made.append(entry)
        self.by_chain.setdefault(chain.index, []).append(entry)
        entry.exists = self.meaning.exists.get((chain.index, place), ())
        if entry.exists and self._is_of_every(entry):
            entry.exists = ()
        entry.role = self._role(entry)
        if entry.sign == "define":
            entry.sign = "eq"
        self._record(entry)

    def _is_denied(self, entry: Entry, words: str) -> bool:
        """Whether the page calls a relation wrong: here, in the words before its list or table, or in the heading."""
        chain = entry.chain
        if any(c.premise is chain for c in self.page.chains):
            return False  # what is wrong is what is concluded from it
        before = self.made[-1] if self.made else None
        together = before is not None and before.chain.sentence == chain.sentence and not turns(words)
        if together and before is not None and before.denied:
            return True
        if entry.place == 0 and entry.cue is not None and entry.cue.word in _CONDITIONS:
            return False
        named = of_mistakes(self.page.sections[chain.section].title) or denies(chain.lead.rstrip(" .:!?\n\t\u2029"))
        return (
            named or (entry.place == 0 and denies(words, chain.after)) or denies("", chain.notes.get(entry.place, ""))
        )

    def _named_before(self, chain: Chain) -> frozenset[str]:
        """Names that stand alone in the words right before a formula."""
        loose = (loose for loose in self.page.loose if loose.index == chain.index and loose.start < chain.start)
        nodes = [side.node for each in loose for side in each.sides if side.node is not None]
        return frozenset(name for node in nodes if (name := name_of(node)) is not None)

    @staticmethod
    def _is_of_every(entry: Entry) -> bool:
        """`$2x = 3x$ for $x \\in \\mathbb{R}$`: a bare "for" introduces only what stands on the right side alone."""
        words = entry.chain.notes.get(entry.place, "") + entry.chain.after
        if re.search(r"\b(some|an?|suitable|certain|exists|is)\b", words, re.IGNORECASE):
            return False
        left = free_symbols(entry.lhs) if isinstance(entry.lhs, Term) else frozenset[str]()
        return not left or bool(left & set(entry.exists))

    def _inherited(self, chain: Chain) -> Cue | None:
        """The cue of the formula before, where only a row end, a list item or "and" stands between."""
        before = next((c for c in reversed(self.page.chains) if c.index < chain.index), None)
        if before is None or before.section != chain.section:
            return None
        if before.declares:
            return self._cue_of_list(before)
        while (
            before.index in self.by_chain
            and self.by_chain[before.index][0].trails
            and before.index - 1 in self.by_chain
        ):
            before = self.by_chain[before.index - 1][0].chain
        if before.index not in self.by_chain:
            return None
        if before.item not in (0, chain.item) and self._is_later(before):
            return None
        together = before.formula == chain.formula or chain.item or before.paragraph == chain.paragraph
        return self.by_chain[before.index][0].cue if together else None

    def _cue_of_list(self, chain: Chain) -> Cue | None:
        """`Let $x \\in ..$, $y \\in ..$ and $n = m$`: the first of several declarations has the cue of all."""
        said = cue(chain.before)
        if said is not None or chain.before.strip(" ,\n").lower() not in ("", "and"):
            return said
        before = next((c for c in reversed(self.page.chains) if c.index < chain.index), None)
        if before is None or not before.declares or before.sentence != chain.sentence:
            return None
        return self._cue_of_list(before)

    def _counts(self, entry: Entry) -> bool:
        """`n = 3`, where n counts things elsewhere on the page: it is no name for 3, and set to 3 here."""
        assert isinstance(entry.lhs, Term)
        assert isinstance(entry.rhs, Term)
        said = entry.cue is not None and entry.cue.role == "claim"
        return not said and entry.lhs.value in self.meaning.numbers and entry.lhs.head == "sym" and is_data(entry.rhs)

    def _is_counted(self, entry: Entry, body: Term) -> bool:
        """`n_l = h_l w_l`, where only sums that come later have so many terms: it is what it is said to be."""
        name = str(entry.lhs.value) if isinstance(entry.lhs, Term) else ""
        return not (is_data(body) or name in self.meaning.sizes or name in self.used_before(entry))

    def _is_later(self, chain: Chain) -> bool:
        """Whether a chain is not the first of its list item: what it says ends with the item."""
        earlier = next((c for c in reversed(self.page.chains) if c.index < chain.index), None)
        return earlier is not None and earlier.item == chain.item

    def _role(self, entry: Entry) -> str:
        if isinstance(entry.lhs, Failure) or isinstance(entry.rhs, Failure):
            return "unread"
        if entry.sign == "define":
            entry.defines = self._definable(entry, entry.lhs, entry.rhs, redefine=True)
            return "given"
        if entry.alternative:
            return "alternative"
        if entry.place == 0 and absurd(entry.chain.before):
            return "given"
        if entry.denied or entry.quoted in (ASKED, STRUCK, CHANCE) or (entry.quoted and entry.sign != "eq"):
            return "claim"
        if entry.place == 0 and not entry.names and entry.cue is not None and entry.cue.word in ("since", "because"):
            return "claim"
        if entry.sign != "eq":
            return self._role_of_inequality(entry)
        implied = entry.chain.arrow is not None and entry.place == 0
        fresh = entry.cue is not None and entry.cue.word in FRESH_STARTS and entry.place == 0 and not implied
        fresh = fresh or (entry.place == 0 and not implied and self._another_value(entry))
        if not entry.exists:
            entry.defines = self._new_meaning(entry, fresh, implied)
            if entry.defines is not None:
                return "renewed" if entry.renews else "given"
        elif self._defines_despite_existence(entry):
            return "given"
        if implied or entry.quoted:
            return "claim"
        first = self.by_chain[entry.chain.index][0]
        assumed = first.role == "given" and first.defines is None and not first.restates
        if entry.place > 0 and assumed and first.cue is not None:
            # "with V^T V = V V^T = I": the whole chain is assumed
            return "given" if first.cue.role == "hypothesis" else "claim"
        if entry.place == 0 and entry.cue is not None and entry.cue.word in ASSUMING:
            return "given"
        if entry.place == 0 and (self._says_of_unknown_function(entry) or self._defines_entries(entry)):
            entry.every = letter_of(entry.lhs)
            return "given"
        if entry.place == 0 and not implied and self._gives_a_member(entry):
            entry.member = True
            return "given"
        if entry.place == 0 and entry.cue is not None and entry.cue.role == "hypothesis":
            reason = entry.cue.word in ("since", "because", "recall")
            entry.restates = not fresh and self._known_left(entry)
            if not reason or not entry.restates or self._other_case(entry):
                return "given"
            return "restated"
        if entry.compares and self.definitions_of_one_name(entry):
            return "claim"
        if entry.place == 0 and self._solves(entry):
            return "claim"
        if entry.place == 0 and self._counts(entry):
            return "given"
        if entry.place == 0 and entry.cue is None and not self._opens(entry) and self._only_stands_there(entry):
            entry.unclaimed = True
            return "claim"
        if entry.place == 0 and entry.cue is None and (self._opens(entry) or self._one_sided(entry)):
            return "posed"
        if self._unclaimed(entry):
            if entry.lhs.head == "app" and (starts_another(entry.chain) or not self._is_known_function(entry)):
                # a second formula for a function that nothing claims: the next exercise
                entry.defines = self._definable(entry, entry.lhs, entry.rhs, redefine=True)
                entry.renews = entry.defines is not None
            if entry.renews:
                return "renewed"
            return "posed" if self._unknown(entry) else "claim"
        if entry.place == 0 and entry.cue is not None and self._opens_by_arrow(entry):
            return "posed"
        here = self.scopes.sections[entry.chain.section].meanings
        if entry.place == 0 and entry.cue is None and entry.lhs.head == "app" and entry.lhs.value not in here:
            entry.unclaimed = True  # another section gave the function: here it may be another
        return "claim"

    def _mark_several(self) -> None:
        """`$x = 1$ and $x = 2$` in one sentence: each is one of several values."""
        values: dict[tuple[int, Term], list[Entry]] = {}
        for entry in self.made:
            if not isinstance(entry.lhs, Term) or not isinstance(entry.rhs, Term) or entry.chain.arrow is not None:
                continue
            if entry.sign == "eq" and entry.lhs.head == "sym" and is_data(entry.rhs) and not self._is_premise(entry):
                values.setdefault((entry.chain.sentence, entry.lhs), []).append(entry)
        for found in values.values():
            if len({entry.rhs for entry in found}) > 1:
                for entry in found:
                    entry.several = True

    def _is_said_of_known(self, entry: Entry, words: str) -> bool:
        """`Let $x = 2$; $x^2 = 5$`: behind a comma, of names whose values are all known, nothing is assumed any
        more.
        """
        if entry.cue is None or entry.cue.role != "hypothesis" or words.strip(" \n\u2029") not in (",", ";", ":"):
            return False
        listed = entry.cue.word in ("with", "where", "subject to", "such that")
        return bool(entry.names) and self._all_known(entry) and not listed

    def _trails(self, chain: Chain, words: str) -> bool:
        """Whether the formula is a condition on the claim right before it, in the same sentence."""
        before = self.by_chain.get(chain.index - 1)
        return (
            before is not None
            and trails(words)
            and before[0].chain.sentence == chain.sentence
            and before[-1].role == "claim"
        )

    @staticmethod
    def _is_bound(entry: Entry) -> bool:
        """A name against a number, such as `x > 0`: one more hypothesis in a list of them."""
        sides = (entry.lhs, entry.rhs)
        return (
            all(isinstance(t, Term) and (t.head == "sym" or not free_symbols(t)) for t in sides) and entry.sign != "eq"
        )

    def _is_alternative(self, chain: Chain, words: str) -> bool:
        following = next((c for c in self.page.chains if c.index == chain.index + 1), None)
        joined = following is not None and following.before.strip(" \n,").lower() == "or"
        return alternative(words) or joined or (chain.paragraph in self.absurd and not absurd(words))

    def _role_of_inequality(self, entry: Entry) -> str:
        if entry.place > 0:
            first = self.by_chain[entry.chain.index][0]
            if first.role in ("given", "posed") and first.sign not in ("eq", "define"):
                entry.unclaimed = first.unclaimed
                return first.role
            return "claim"
        if entry.place == 0 and self._is_premise(entry) and not self._all_known(entry):
            return "posed"
        if entry.place == 0 and entry.chain.arrow is None and entry.cue is None and self._opens(entry):
            return "posed"
        if entry.place == 0 and entry.chain.arrow is None:
            if entry.cue is not None and entry.cue.role == "hypothesis":
                return "given"
            sides = (entry.lhs, entry.rhs)
            plain = all(isinstance(t, Term) and (t.head == "sym" or not free_symbols(t)) for t in sides)
            if entry.cue is None and plain and entry.sign != "approx" and not self._all_known(entry):
                return "given"
        if entry.sign != "approx" and self._unclaimed(entry):
            return "posed" if self._unknown(entry) and not self._only_stands_there(entry) else "claim"
        return "claim"

    def _is_known_function(self, entry: Entry) -> bool:
        """Whether the left side is a function that was given in the same paragraph."""
        assert isinstance(entry.lhs, Term)
        near = (e for e in self.made if e.defines is not None and e.chain.paragraph == entry.chain.paragraph)
        return any(e.lhs == entry.lhs for e in near)

    def _only_stands_there(self, entry: Entry) -> bool:
        """Whether nothing supposes an equation that could be one to solve: it stands in a list or a table and speaks of
        names that were declared, or is a second value for a function at its own letter.
        """
        chain = entry.chain
        declared = self.meaning.declared_in(chain.section)
        if (
            (chain.item or chain.cell)
            and self.doubts.stands_alone(entry)
            and entry.names
            and entry.names <= declared.keys()
        ):
            return True
        left = entry.lhs
        if not isinstance(left, Term) or not isinstance(entry.rhs, Term) or left.head != "app":
            return False
        known = self.scopes.near(str(left.value), self.scope(chain), chain.index)
        return (
            is_data(entry.rhs)
            and known is not None
            and known.params == tuple(str(arg.value) for arg in left.args if arg.head == "sym")
        )

    def _unclaimed(self, entry: Entry) -> bool:
        terms = (self.meaning.term(side) for side in entry.chain.sides)
        sides = [side for side in terms if isinstance(side, Term)]
        entry.unclaimed = self.doubts.unclaimed(entry, bool(self._unknown(entry)), sides)
        return entry.unclaimed

    def _unknown(self, entry: Entry) -> frozenset[str]:
        """Names without a meaning, numbers of things aside."""
        scope, index = self.scope(entry.chain), entry.chain.index
        names = entry.names - (self.meaning.numbers if entry.sign == "eq" else frozenset())
        return frozenset(name for name in names if self.scopes.definition(name, scope, index) is None)

    def _all_known(self, entry: Entry) -> bool:
        scope = self.scope(entry.chain)
        names = entry.names
        return all(self.scopes.definition(n, scope, entry.chain.index) is not None for n in names)

    def _says_of_unknown_function(self, entry: Entry) -> bool:
        """`\\nabla L(x, w) = ...` or `f(2) = 3` where the function has no meaning: it gets one."""
        assert isinstance(entry.lhs, Term)
        assert isinstance(entry.rhs, Term)
        side = entry.lhs
        while side.head in ("grad", "hessian", "jacobian", "entry", "transpose"):
            side = side.args[0]
        if side.head != "app" or str(side.value) in functions_of(entry.rhs):
            return False
        if parse_name(str(side.value)).base in OPERATORS - {"E", "P"}:
            return False
        return self.scopes.definition(str(side.value), self.scope(entry.chain), entry.chain.index) is None

    def _another_value(self, entry: Entry) -> bool:
        """`If instead $x = 2$`, `the second run has $x = 2$`, where x was given as another number."""
        assert isinstance(entry.lhs, Term)
        assert isinstance(entry.rhs, Term)
        said = entry.cue.word if entry.cue is not None else ""
        next_step = said == "then" and not re.search(r"\bthen\W*\Z", entry.chain.before, re.IGNORECASE)
        alone = len(entry.chain.signs) == 1 and (not said or next_step)
        if not alone and (
            entry.cue is None or entry.cue.role != "hypothesis" or said in ("since", "because", "recall")
        ):
            return False
        if entry.lhs.head != "sym" or not is_data(entry.rhs):
            return False
        known = self.scopes.near(str(entry.lhs.value), self.scope(entry.chain), entry.chain.index)
        given = known is not None and known.params is None and is_data(known.body)
        return given and known is not None and (not alone or known.body != entry.rhs)

    def _other_case(self, entry: Entry) -> bool:
        """`for $\\eta = 0$`, `when $a = 1$`: the author turns to another case, which is no claim about the last one."""
        assert isinstance(entry.lhs, Term)
        assert isinstance(entry.rhs, Term)
        reason = entry.cue is not None and entry.cue.word in ("since", "because", "recall")
        value = entry.lhs.head in ("app", "grad") and is_data(entry.rhs)
        return value or (not reason and plain(entry.lhs) and is_data(entry.rhs))

    def _defines_entries(self, entry: Entry) -> bool:
        """`b_{ij} = z_i^T z_j`: all entries of something new, said at once."""
        assert isinstance(entry.lhs, Term)
        side = entry.lhs
        if side.head not in ("entry", "item") or side.args[0].head != "sym":
            return False
        name = str(side.args[0].value)
        indices = [arg for arg in side.args[1:] if arg.head == "sym"]
        known = self.scopes.definition(name, self.scope(entry.chain), entry.chain.index) is not None
        in_force = self.scopes.hypotheses(self.scope(entry.chain), entry.chain.index - 1)
        entry.recursion = isinstance(entry.rhs, Term) and is_recursion(side, entry.rhs)
        if entry.recursion:
            # a start value, a bound, and what other names are by the members are no words on the step
            words = (h.statement for h in in_force if h.statement.head == "eq" and not _is_of_other(h, side.args[0]))
            told_of = (place for word in words for member in members(word, side.args[0]) for place in member.args[1:])
            return not known and all(place.head == "num" for place in told_of)
        told = any(free_symbols(h.statement) & {name} for h in in_force)
        declared = name in self.meaning.declared_in(entry.chain.section)
        return bool(indices) and not known and not told and not declared and len(entry.chain.signs) >= 1

    def _gives_a_member(self, entry: Entry) -> bool:
        """`h_1 = h_0 + 2`: a member of a sequence that nothing was said of yet, and no rule says what it is."""
        assert isinstance(entry.lhs, Term)
        assert isinstance(entry.rhs, Term)
        side = entry.lhs
        claimed = entry.cue is not None and entry.cue.role == "claim"
        if side.head != "item" or any(place.head != "num" for place in side.args[1:]) or claimed:
            return False
        section, at = entry.chain.section, entry.chain.index
        earlier = (e for e in self.made if e.chain.section == section and e.chain.index < at)
        sides = [part for e in earlier for part in (e.lhs, e.rhs) if isinstance(part, Term)]
        in_force = self.scopes.hypotheses(self.scope(entry.chain), at - 1)
        rules = [h.statement.args[0] for h in in_force if isinstance(h, Pending) and h.entry.every is not None]
        named = {node for part in sides for node in walk(part)}
        starts = is_data(entry.rhs) and all(place == num(0) for place in side.args[1:])
        return side not in named and (starts or not any(rule.args[:1] == side.args[:1] for rule in rules))

    def _known_left(self, entry: Entry) -> bool:
        assert isinstance(entry.lhs, Term)
        if entry.lhs.head != "sym":
            return self._all_known(entry)
        return self.scopes.definition(str(entry.lhs.value), self.scope(entry.chain), entry.chain.index) is not None

    def _opens(self, entry: Entry) -> bool:
        """An equation that an implication starts from, with something unknown in it."""
        following = [c for c in self.page.chains if c.premise is entry.chain]
        nxt = next((c for c in self.page.chains if c.index == entry.chain.index + 1), None)
        leads = bool(following) or (nxt is not None and nxt.section == entry.chain.section and follows(nxt.before))
        if len(entry.chain.signs) != 1 or self._all_known(entry):
            return False
        # "x(x - 1) = 0. Dividing by x we get ...": one side says nothing of any name
        solved = any(isinstance(side, Term) and not free_symbols(side) for side in (entry.lhs, entry.rhs))
        return bool(following) or (leads and (solved or bool(self._lone(entry))))

    def _solves(self, entry: Entry) -> bool:
        """`Find $x$ such that $3x + 1 = 10$. $x = 3$.`: a value for what an equation asked for."""
        assert isinstance(entry.lhs, Term)
        assert isinstance(entry.rhs, Term)
        asked = entry.lhs.head == "sym" and is_data(entry.rhs) and not self._is_premise(entry)
        in_force = self.scopes.hypotheses(self.scope(entry.chain), entry.chain.index - 1)
        near = (h for h in in_force if isinstance(h, Pending) and h.entry.chain.paragraph == entry.chain.paragraph)
        asked_for = (h for h in near if h.opens or (h.entry.cue is not None and h.entry.cue.word == "such that"))
        posed = (h.statement for h in asked_for if h.statement.args[0] != entry.lhs)
        return asked and any(str(entry.lhs.value) in free_symbols(statement) for statement in posed)

    def _opens_by_arrow(self, entry: Entry) -> bool:
        """The same after "then" or "we have": only where nothing assumed before could give it."""
        if not any(c.premise is entry.chain for c in self.page.chains) or len(entry.chain.signs) != 1:
            return False
        names = entry.names
        hypotheses = self.scopes.hypotheses(self.scope(entry.chain), entry.chain.index - 1)
        near = [h for h in hypotheses if isinstance(h, Pending) and h.entry.chain.paragraph == entry.chain.paragraph]
        assumed = any(free_symbols(h.statement) & names for h in near if not h.derived and h.entry.role != "posed")
        return not self._all_known(entry) and not assumed

    def _lone(self, entry: Entry) -> set[str]:
        """Names on one side only that the page neither defines nor declares."""
        if not isinstance(entry.lhs, Term) or not isinstance(entry.rhs, Term):
            return set()
        scope, index = self.scope(entry.chain), entry.chain.index
        declared = self.meaning.declared_in(entry.chain.section)
        one_sided = {n for n in free_symbols(entry.lhs) ^ free_symbols(entry.rhs) if not n.startswith("?")}
        lone = {n for n in one_sided if self.scopes.definition(n, scope, index) is None and n not in declared}
        return lone - self.meaning.numbers

    def _one_sided(self, entry: Entry) -> bool:
        """An equation that stands alone and holds a name on one side only, such as x in 2x + 1 = 5."""
        if len(entry.chain.signs) != 1 or not isinstance(entry.lhs, Term) or not isinstance(entry.rhs, Term):
            return False
        left, right = free_symbols(entry.lhs), free_symbols(entry.rhs)
        return bool(self._lone(entry)) and (not left or not right or not left & right)

    def _new_meaning(self, entry: Entry, fresh: bool, implied: bool) -> Definition | None:
        assert isinstance(entry.lhs, Term)
        assert isinstance(entry.rhs, Term)
        if entry.place == 0 and (self._is_premise(entry) or (self._only_assumes(entry) and not fresh)):
            return None
        if is_data(entry.rhs) and equivalence(entry.chain.before, entry.chain.after):
            return None
        premise = self._premise_names(entry) if implied else frozenset()
        if entry.place == 0:
            found = self._definable(entry, entry.lhs, entry.rhs, redefine=fresh)
            if found is not None and found.name not in premise:
                return found
        if entry.place == len(entry.chain.signs) - 1 and not (implied and entry.place == 0):
            denoted = entry.cue is not None and entry.cue.word in DENOTING
            if entry.place > 0 or denoted or entry.lhs.head in ("grad", "app"):
                found = self._definable(entry, entry.rhs, entry.lhs, redefine=False)
                if found is not None and found.params is None and found.name not in self.used_before(entry):
                    return found
        return None

    @staticmethod
    def _only_assumes(entry: Entry) -> bool:
        """`If $x = 3$`, `suppose that $a = b$`: a condition, unless it sets a name to numbers for good."""
        assert isinstance(entry.rhs, Term)
        if entry.cue is None or entry.cue.word not in ASSUMING:
            return False
        if isinstance(entry.lhs, Term) and entry.lhs.head == "app" and free_symbols(entry.rhs):
            return False
        return entry.cue.word in ("if", "whenever", "solve", "provided") or not is_data(entry.rhs)

    def _is_premise(self, entry: Entry) -> bool:
        """An equation that an arrow leads away from says what holds there, not what a name stands for everywhere."""
        return any(c.premise is entry.chain for c in self.page.chains) and len(entry.chain.signs) == 1

    def only_compared(self, entry: Entry) -> bool:
        """`$x = 0$ if and only if $x^2 = 0$`, in words: neither is said to hold."""
        arrows = [c.arrow for c in self.page.chains if c.premise is entry.chain] + [entry.chain.arrow]
        return any(arrow is not None and arrow.label == "words" for arrow in arrows)

    def _premise_names(self, entry: Entry) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        premise = entry.chain.premise
        while premise is not None:
            for earlier in self.by_chain.get(premise.index, []):
                found |= earlier.names
            premise = premise.premise
        return found

    def used_before(self, entry: Entry) -> frozenset[str]:
        """Names that stand earlier in the section: they are known quantities, whatever their value."""
        return _told_before(self.seen, entry)

    def settled_before(self, entry: Entry) -> frozenset[str]:
        """Names that stand on both sides of an earlier equation of the section: they are meant for every value."""
        return _told_before(self.settled, entry)

    def _defines_despite_existence(self, entry: Entry) -> bool:
        """`w = alpha x for some alpha`, where w itself has no meaning yet."""
        assert isinstance(entry.lhs, Term)
        assert isinstance(entry.rhs, Term)
        if entry.place == 0:
            entry.defines = self._definable(entry, entry.lhs, entry.rhs, redefine=False)
        return entry.defines is not None

    def _definable(self, entry: Entry, side: Term, body: Term, redefine: bool) -> Definition | None:
        """The definition that `side := body` makes, or None where the side already means something."""
        scope, index = self.scope(entry.chain), entry.chain.index
        if side.head == "sym":
            name = str(side.value)
            if name in free_symbols(body) or (name in self.meaning.numbers and not self._is_counted(entry, body)):
                return None
            another = any("+" in part for part in parse_name(name).sub) and entry.cue is None
            if not redefine and not another and self.scopes.near(name, scope, index) is not None:
                return None
            # a second recursion is another method; a name of another section is said again, or means something new
            entry.renews = not redefine and self.scopes.definition(name, scope, index) is not None
            if not redefine and self._is_unknown(name, entry):
                return None
            return Definition(name, body)
        if side.head == "app":
            name = str(side.value)
            params = [str(a.value) for a in side.args if a.head == "sym"]
            if (
                parse_name(name).base in OPERATORS
                or len(params) != len(side.args)
                or len(set(params)) != len(params)
                or name in functions_of(body)
            ):
                return None
            # what another section gives for the function does not bind this one
            if not redefine and self.scopes.near(name, scope, index) is not None:
                return None
            # V(C) = 0.5 is the value at C, not the same number everywhere
            point = is_data(body) or all(param[:1].isupper() for param in params)
            if point and not set(params) & free_symbols(body):
                return None
            return Definition(name, body, tuple(params))
        return None

    def _is_unknown(self, name: str, entry: Entry) -> bool:
        """A name that an equation given before already restricts."""
        if entry.cue is not None and entry.cue.role == "hypothesis":
            return False
        for hypothesis in self.scopes.hypotheses(self.scope(entry.chain), entry.chain.index - 1):
            # what another section showed of the name does not keep this one from giving it a meaning
            elsewhere = isinstance(hypothesis, Pending) and hypothesis.entry.chain.section != entry.chain.section
            if name in free_symbols(hypothesis.statement) and not elsewhere:
                return True
        return False

    def _record(self, entry: Entry) -> None:
        """What later relations may build on."""
        chain, scope = entry.chain, self.scope(entry.chain)
        self.seen.setdefault(chain.section, []).append((chain.index, entry.names))
        if isinstance(entry.lhs, Term) and isinstance(entry.rhs, Term):
            both = free_symbols(entry.lhs) & free_symbols(entry.rhs)
            self.settled.setdefault(chain.section, []).append((chain.index, both))
        elif isinstance(entry.lhs, Term) and entry.place == 0 and entry.lhs.head in ("sym", "app"):
            known = self.unread_names.get(chain.section, frozenset())
            self.unread_names[chain.section] = known | {str(entry.lhs.value)}
        if entry.defines is not None:
            data = is_data(entry.defines.body)
            depends = any(
                (meaning := scope.latest(n, chain.index)) is not None and is_data(meaning.body)
                for n in free_symbols(entry.defines.body)
            )
            general = not (data or depends)
            where = entry.cue is not None and entry.cue.word in ("where", "with", "for")
            if where and entry.cue is not None and entry.cue.word == "for":
                where = len(self.made) > 1 and self.made[-2].chain.sentence == chain.sentence
            scope.define(
                chain.index,
                entry.defines,
                general,
                where or (general and not entry.renews and not self._is_found(entry)),
            )
            entry.hypothesis = None
            return
        if not isinstance(entry.lhs, Term) or not isinstance(entry.rhs, Term):
            return
        self._note_pattern(entry)
        if entry.sign in ("approx", "propto"):
            return
        statement = Term(entry.sign, (entry.lhs, entry.rhs))
        if entry.role in ("given", "posed", "restated"):
            entry.hypothesis = statement
            for each in (statement, *self._said_of_all(entry)):
                scope.hypotheses.append((chain.index, Pending(each, entry)))
        elif entry.exists:
            scope.hypotheses.append((chain.index, Pending(statement, entry)))
        if entry.sign == "eq" and entry.place > 0 and entry.role == "claim":
            first = self.meaning.term(chain.sides[0])
            if isinstance(first, Term):
                whole = Term("eq", (first, entry.rhs))
                scope.hypotheses.append((chain.index, Pending(whole, entry, derived=True)))

    def _said_of_all(self, entry: Entry) -> Iterator[Term]:
        """What a bound says of the other names in its list: `$a, b > 0$`, `$0 < a, b < 1$`."""
        if entry.sign == "eq" or entry.place > 0 or not isinstance(entry.rhs, Term):
            return
        nodes = (side.node for side in entry.chain.listed if side.node is not None)
        names = [sym(name) for node in nodes if (name := name_of(node)) is not None]
        yield from (Term(entry.sign, (name, entry.rhs)) for name in names)
        low = self.made[-2] if len(self.made) > 1 else None
        if low is None or low.chain.formula != entry.chain.formula or low.chain.index != entry.chain.index - 1:
            return
        low_end, first, last, high_end = low.lhs, low.rhs, entry.lhs, entry.rhs
        ranged = low.sign in ("lt", "le") and entry.sign in ("lt", "le") and low.role == entry.role
        if not (ranged and isinstance(low_end, Term) and isinstance(first, Term) and isinstance(last, Term)):
            return
        if first.head == last.head == "sym" and not free_symbols(low_end) and not free_symbols(high_end):
            yield Term(entry.sign, (first, high_end))
            yield from (Term(low.sign, (low_end, name)) for name in (*names, last))

    def _is_found(self, entry: Entry) -> bool:
        """Whether a definition is a value that the page arrives at, or sets later: no word on what came before."""
        assert entry.defines is not None
        name = entry.defines.name
        if entry.cue is not None and (entry.cue.role == "claim" or entry.cue.word in _LATER):
            return name in self.used_before(entry)
        before = [e for e in self.made if e.chain.section == entry.chain.section and e.chain.index < entry.chain.index]
        terms = [side for e in before for side in (e.lhs, e.rhs) if isinstance(side, Term)]
        bound = {str(n.args[1].value) for t in terms for n in walk(t) if n.head in ("grad", "jacobian", "hessian")}
        bound |= {param for e in before if e.defines is not None for param in e.defines.params or ()}
        return name in bound

    def _note_pattern(self, entry: Entry) -> None:
        """`\\nabla_w L(x, w) = \\nabla_w (...)`: L is known up to what does not matter to its gradient."""
        left, right = entry.lhs, entry.rhs
        assert isinstance(left, Term)
        assert isinstance(right, Term)
        if left.head == right.head == "grad" and left.args[0].head == "app" and left.args[1] == right.args[1]:
            application = left.args[0]
            if all(arg.head == "sym" for arg in application.args):
                params = tuple(str(arg.value) for arg in application.args)
                definition = Definition(str(application.value), right.args[0], params)
                self.patterns.setdefault(entry.chain.section, {})[definition.name] = definition

    # --- second walk: contexts ---------------------------------------------------------------------------

    def definitions_of_one_name(self, entry: Entry) -> list[Entry]:
        """The last two equations for one name: what "we compare the two equations" means."""
        by_left: dict[Term, list[Entry]] = {}
        for other in self.made:
            earlier = other.chain.index < entry.chain.index and other.chain.section == entry.chain.section
            if earlier and other.place == 0 and isinstance(other.lhs, Term) and isinstance(other.rhs, Term):
                by_left.setdefault(other.lhs, []).append(other)
        pairs = [found[-2:] for found in by_left.values() if len(found) > 1]
        return max(pairs, key=lambda pair: pair[-1].start, default=[])
