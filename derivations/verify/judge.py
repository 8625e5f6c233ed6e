"""The judge: a verdict for every relation of a document, whoever produced it.

Relations are decided in reading order, since later ones may rest on earlier ones. What a relation is (given, claim,
for some, approximation, equivalence) says how it is decided; `ways.py` says what may be used.
"""

from __future__ import annotations

import re
import time
from dataclasses import replace
from fractions import Fraction

from derivations.document.context import Context, Hypothesis
from derivations.document.document import CheckedDocument, Document, Relation
from derivations.document.verdicts import Verdict
from derivations.latex.print import latex
from derivations.terms.heads import RELATIONS
from derivations.terms.shapes import ShapeClash, Shaper
from derivations.terms.term import Term, free_symbols, fresh_name, functions_of, num, substitute, sym
from derivations.terms.unfold import TooLarge, unfold
from derivations.verify import clashes
from derivations.verify.changes import unwritten, usually_constant
from derivations.verify.goal import build
from derivations.verify.ladder import LADDER, PROOFS
from derivations.verify.limits import DEFAULT, Limits
from derivations.verify.methods import decimals, exact, existence, proportional
from derivations.verify.outcome import Abstained, Outcome, Proved, Refuted, Supported
from derivations.verify.readings import (
    in_declared_layout,
    italic_differentials,
    other_readings,
    scalar_reading,
    turned_layouts,
)
from derivations.verify.ways import Way, Ways

_NUMBER = re.compile(r"-?\d+(?:/\d+)?")


def judge(document: Document, seed: int = 0, limits: Limits = DEFAULT) -> CheckedDocument:
    """Decide every relation of the document."""
    judged = Judge(document, seed, limits)
    return CheckedDocument(document, {relation.id: judged.verdict(relation) for relation in document.relations})


class Judge:
    """Decides relations one by one; `ways` keeps the verdicts so far."""

    def __init__(self, document: Document, seed: int = 0, limits: Limits = DEFAULT) -> None:
        self.ways = Ways(document, seed, limits)

    def verdict(self, relation: Relation) -> Verdict:
        started = time.perf_counter()
        self.ways.traces = []
        found = self._decide(relation)
        steps = sum(trace.spent for _, trace in self.ways.traces)
        found = replace(found, steps=steps, seconds=round(time.perf_counter() - started, 6))
        self.ways.verdicts[relation.id] = found
        return found

    def passed_over(self, relation: Relation, reason: str) -> Verdict:
        """A relation that is not tried, with the reason: `undecided`."""
        self.ways.traces = []
        found = self.ways.verdicts[relation.id] = Verdict("undecided", reason=reason)
        return found

    # --- by role -----------------------------------------------------------------------------------------

    def _decide(self, relation: Relation) -> Verdict:
        if relation.role == "unread" or relation.lhs is None or relation.rhs is None:
            return Verdict("unread", reason=relation.reason or "it could not be read")
        if relation.role == "given":
            return self._given(relation)
        if relation.role == "alternative":
            return Verdict("undecided", reason="one of several alternatives: the page says that one of them holds")
        if relation.sign == "propto":
            return self._proportion(relation)
        if relation.exists:
            return self._existence(relation)
        rounded = self._decimals(relation)
        if rounded is not None:
            return rounded
        if relation.role in ("posed", "restated", "renewed"):
            return self._posed(relation)
        return self._claim(relation)

    def _given(self, relation: Relation) -> Verdict:
        """What is supposed or defined is not judged, but between declared names its shapes have to fit."""
        assert relation.lhs is not None
        assert relation.rhs is not None
        try:
            build(relation.lhs, relation.sign, relation.rhs, relation.context, {})
        except ShapeClash as clash:
            sides = (relation.lhs, relation.rhs)
            bare = [(str(one.value), free_symbols(other)) for one, other in (sides, sides[::-1]) if one.head == "sym"]
            # x = 3 may begin an example with an x of its own, as x := (1, x) does
            anew = relation.op not in ("=", "&=") or any(not names or name in names for name, names in bare)
            if not anew or clash.term.head not in RELATIONS:
                outcome = clashes.outcome_of(clash, relation, frozenset())
                if isinstance(outcome, Refuted):
                    return self._worded(relation, outcome, {})
        except TooLarge:
            pass
        return Verdict("given")

    def _decimals(self, relation: Relation) -> Verdict | None:
        approximate = relation.sign == "approx"
        texts = (relation.rhs_text, relation.lhs_text)
        if not approximate and (relation.sign != "eq" or not any(map(decimals.digits_shown, texts))):
            return None
        assert relation.lhs is not None
        assert relation.rhs is not None
        table = self.ways.definitions(relation.context)
        try:
            sides = unfold(relation.lhs, table), unfold(relation.rhs, table)
        except TooLarge as error:
            return Verdict("undecided", reason=f"limit: {error}")
        outcome = decimals.decide(*sides, *texts, approximate)
        if isinstance(outcome, Abstained) and not approximate:
            return None
        named = any(free_symbols(side) or functions_of(side) for side in (relation.lhs, relation.rhs))
        if isinstance(outcome, Refuted) and relation.doubt and (relation.note == "unit" or named):
            return Verdict("undecided", reason=relation.doubt)
        return self._worded(relation, outcome, {})

    def _posed(self, relation: Relation) -> Verdict:
        """An equation that opens a problem is given, unless it happens to hold anyway; one that restates must hold."""
        bare = replace(relation, context=replace(relation.context, hypotheses=()), premises=(), implication=None)
        outcome, opened = self.ways.look(
            bare, LADDER if relation.role == "restated" or relation.sign != "eq" else PROOFS
        )
        if relation.role in ("posed", "renewed"):
            holds = isinstance(outcome, Proved | Supported)
            return self._worded(relation, outcome, opened) if holds else self._given(relation)
        if isinstance(outcome, Proved | Supported):
            return Verdict("given")
        if isinstance(outcome, Refuted) and not relation.unpinned:
            return self._worded(relation, outcome, opened)
        return Verdict("given")

    # --- claims ------------------------------------------------------------------------------------------

    def _claim(self, relation: Relation) -> Verdict:
        relation = in_declared_layout(relation)
        outcome, opened = self.ways.look(relation, LADDER)
        if relation.implication == "iff" and isinstance(outcome, Proved | Supported):
            outcome, opened = self._weaker((outcome, opened), self.ways.look(self._converse(relation), LADDER))
        turned = None if isinstance(outcome, Proved | Supported) else self._in_another_layout(relation)
        if turned is not None:
            return turned
        if isinstance(outcome, Proved | Refuted):
            if isinstance(outcome, Refuted):
                return self._refuted(relation, outcome, opened)
            return self._worded(relation, outcome, opened)
        by_convention = self._by_convention(relation) or self._with_constants(relation) or self._italic(relation)
        if by_convention is not None:
            return by_convention
        return self._worded(relation, outcome, opened)

    def _converse(self, relation: Relation) -> Relation:
        """The other direction of an equivalence: the premise as a claim, from this relation."""
        premise = self.ways.by_id[relation.premises[-1]]
        assert relation.lhs is not None
        assert relation.rhs is not None
        own = Hypothesis(Term(relation.sign, (relation.lhs, relation.rhs)), relation.id)
        context = replace(relation.context, hypotheses=(*relation.context.hypotheses, own))
        return replace(
            relation, lhs=premise.lhs, sign=premise.sign, rhs=premise.rhs, premises=(relation.id,), context=context
        )

    @staticmethod
    def _weaker(one: Way, other: Way) -> Way:
        """Both directions together are what the weaker of them is, under the conditions of both."""
        order = (Refuted, Abstained, Supported, Proved)
        if isinstance(one[0], Proved) and isinstance(other[0], Proved):
            conditions = tuple(dict.fromkeys((*one[0].conditions, *other[0].conditions)))
            return replace(one[0], conditions=conditions), one[1]
        return min(one, other, key=lambda way: order.index(type(way[0])))

    def _refuted(self, relation: Relation, outcome: Refuted, opened: dict[str, str]) -> Verdict:
        other = scalar_reading(relation)
        if other is not None:
            again, _ = self.ways.look(other, LADDER)
            if not isinstance(again, Refuted):
                names = ", ".join(
                    sorted(n for n in relation.context.symbols if relation.context.symbols[n].origin == "habit")
                )
                return Verdict("undecided", reason=f"true for numbers, false for matrices: {names} are not declared")
        for words, other in other_readings(relation):
            if not isinstance(self.ways.look(other, LADDER)[0], Refuted):
                return Verdict("undecided", reason=f"false of {words}")
        if self._left_open(relation, outcome):
            return Verdict("undecided", reason="what the page says of it leaves its value open")
        above = self.ways.verdicts.get(relation.above or "")
        if above is not None and above.kind == "unread":
            return Verdict("undecided", reason="it may follow from the row above, which could not be read")
        if above is not None and above.kind == "undecided" and self._follows_from_above(relation):
            return Verdict("undecided", reason="it follows from the row above, which is undecided")
        verdict = self._worded(relation, outcome, opened)
        if relation.implication in ("implies", "iff"):
            return replace(verdict, follows_from=self._earlier_source(relation))
        return verdict

    def _left_open(self, relation: Relation, outcome: Refuted) -> bool:
        """Whether `x = 3` fails only because the hypotheses, which hold other unknowns, let x be several things."""
        assert relation.lhs is not None
        assert relation.rhs is not None
        lhs, rhs = relation.lhs, relation.rhs
        context = relation.context
        if relation.sign != "eq" or lhs.head != "sym" or free_symbols(rhs) or outcome.witness is None:
            return False
        name = str(lhs.value)
        told = [h.statement for h in context.hypotheses if name in free_symbols(h.statement)]
        others = frozenset[str]().union(*map(free_symbols, told)) - {name} - set(context.definitions)
        value = outcome.witness.values.get(name)
        if not told or not others or not isinstance(value, str) or not _NUMBER.fullmatch(value):
            return False
        there = replace(relation, rhs=num(Fraction(value)))
        again, _ = self.ways.look(there, LADDER)
        return isinstance(again, Refuted)

    def _follows_from_above(self, relation: Relation) -> bool:
        assert relation.above is not None
        step = replace(relation, premises=(relation.above,), implication="follows")
        outcome, _ = self.ways.look(step, PROOFS)
        return isinstance(outcome, Proved) and relation.above in outcome.used

    def _in_another_layout(self, relation: Relation) -> Verdict | None:
        """The claim with derivatives turned: true there, it holds with the layout as its condition."""
        for layout, variant in turned_layouts(relation):
            outcome, opened = self.ways.look(variant, PROOFS)
            if isinstance(outcome, Proved):
                verdict = self._worded(relation, outcome, opened)
                return replace(verdict, conditions=(f"{layout} layout", *verdict.conditions))
        return None

    def _italic(self, relation: Relation) -> Verdict | None:
        """A claim that holds with its italic d as the mark of differentials."""
        read = italic_differentials(relation)
        if read is None:
            return None
        outcome, opened = self.ways.look(read, PROOFS)
        verdict = self._worded(read, outcome, opened) if isinstance(outcome, Proved) else self._with_constants(read)
        return None if verdict is None else replace(verdict, conditions=("d is a differential", *verdict.conditions))

    def _with_constants(self, relation: Relation) -> Verdict | None:
        """A relation between differentials where the letters that usually stand for constants do; a proof counts."""
        assert relation.lhs is not None
        assert relation.rhs is not None
        try:
            names = unwritten((relation.lhs, relation.rhs), relation.context, self.ways.definitions(relation.context))
        except TooLarge:
            return None
        if not names or not all(map(usually_constant, names)):
            return None
        context = replace(relation.context, constants=relation.context.constants | names)
        outcome, opened = self.ways.look(replace(relation, context=context), PROOFS)
        if not isinstance(outcome, Proved):
            return None
        verdict = self._worded(relation, outcome, opened)
        words = (f"{latex(sym(name))} is constant" for name in sorted(names))
        return replace(verdict, conditions=(*words, *verdict.conditions))

    def _by_convention(self, relation: Relation) -> Verdict | None:
        """The claim under readings that the page bears out; only a proof counts."""
        if not relation.conventions:
            return None
        table = {c.definition.name: c.definition for c in relation.conventions}
        context = replace(relation.context, definitions={**relation.context.definitions, **table})
        outcome, opened = self.ways.look(replace(relation, context=context), PROOFS)
        if not isinstance(outcome, Proved):
            return None
        words = tuple(c.text for c in relation.conventions if c.definition.name in opened)
        verdict = self._worded(replace(relation, context=context), outcome, opened)
        return replace(verdict, conditions=(*words, *verdict.conditions))

    def _existence(self, relation: Relation) -> Verdict:
        """`= ... for some c`: find c, put it in, prove the rest."""
        assert relation.lhs is not None
        assert relation.rhs is not None
        rhs = relation.rhs
        told = (h.statement for h in relation.context.hypotheses if h.statement.head != "eq")
        bound = sorted(set(relation.exists) & frozenset[str]().union(*map(free_symbols, told)))
        if bound:
            return Verdict("undecided", reason=f"whether there is such a value within the bounds on {', '.join(bound)}")
        if rhs.head == "sym" and str(rhs.value) in relation.exists:
            return Verdict("proved", "existence")
        shaper = Shaper({n: s.shape for n, s in relation.context.symbols.items() if s.shape and not n.endswith("[]")})
        full = self.ways.definitions(relation.context)
        names = [name for name in relation.exists if name in free_symbols(rhs)]
        for lhs in dict.fromkeys((relation.lhs, unfold(relation.lhs, full))):
            found = existence.candidates(lhs, rhs, names, shaper) if names else None
            if found and relation.note == "constant" and not all(self._is_constant(v, rhs) for v in found.values()):
                continue
            if found:
                filled = replace(relation, rhs=substitute(rhs, found), exists=())
                outcome, opened = self.ways.look(filled, PROOFS)
                if isinstance(outcome, Proved):
                    return replace(self._worded(relation, outcome, opened), method="existence")
        return Verdict("undecided", reason=f"no value was found for {', '.join(relation.exists)}")

    def _is_constant(self, value: Term, beside: Term) -> bool:
        """Whether what "for some constant" introduces stays the same whatever stands beside it."""
        names = free_symbols(value)
        other = {name: sym(fresh_name(name, names)) for name in names & free_symbols(beside)}
        goal = build(value, "eq", substitute(value, other), Context(), {})
        return not other or isinstance(exact.decide(goal, self.ways.limits), Proved)

    def _proportion(self, relation: Relation) -> Verdict:
        """`f(x) \\propto ...`: the ratio is free of what the left side is a function of."""
        assert relation.lhs is not None
        assert relation.rhs is not None
        application = relation.lhs
        variables = frozenset(str(arg.value) for arg in application.args if arg.head == "sym")
        if application.head != "app" or not variables:
            return Verdict("undecided", reason="\\propto without a function on its left")
        if str(application.value) not in relation.context.definitions:
            return Verdict("given")
        table = self.ways.definitions(relation.context)
        try:
            goal = build(relation.lhs, "eq", relation.rhs, relation.context, table)
        except (ShapeClash, TooLarge) as cannot:
            return Verdict("undecided", reason=str(cannot))
        outcome = proportional.decide(goal, variables, self.ways.limits, self.ways.seed, not relation.unpinned)
        return self._worded(relation, outcome, {})

    def _earlier_source(self, relation: Relation) -> str | None:
        """An earlier equation that the claim does follow from."""
        candidates = [
            (h.statement, h.source) for h in reversed(relation.context.hypotheses) if h.source not in relation.premises
        ]
        shown = tuple(
            h for h in relation.context.hypotheses if h.source in self.ways.by_id and self._is_shown(h.source)
        )
        for statement, source in candidates[: self.ways.limits.earlier]:
            verdict = self.ways.verdicts.get(source)
            if (
                verdict is None
                or verdict.kind in ("refuted", "unread")
                or statement.head != "eq"
                or self._is_shown(source)
            ):
                continue
            context = replace(relation.context, hypotheses=(*shown, Hypothesis(statement, source)))
            alone = replace(relation, context=context, implication=None, premises=())
            outcome, _ = self.ways.look(alone, PROOFS)
            if isinstance(outcome, Proved) and source in outcome.used:
                return source
        return None

    def _is_shown(self, name: str) -> bool:
        """A claim that was proved, no assumption."""
        verdict = self.ways.verdicts.get(name)
        return verdict is not None and verdict.kind == "proved" and self.ways.by_id[name].role == "claim"

    # --- words -------------------------------------------------------------------------------------------

    def _worded(self, relation: Relation, outcome: Outcome, opened: dict[str, str]) -> Verdict:
        """The verdict of an outcome, with what it uses and rests on."""
        if isinstance(outcome, Abstained):
            return Verdict("undecided", reason=outcome.reason)
        if isinstance(outcome, Refuted):
            return Verdict("refuted", outcome.method, outcome.reason, outcome.witness)
        uses = self._uses(relation, opened, outcome.used if isinstance(outcome, Proved) else ())
        rests = tuple(name for name in uses if self._rests(name))
        if isinstance(outcome, Supported):
            agreement = f"equal {outcome.how}" if relation.sign == "eq" else "no counterexample"
            words = f"{outcome.models} models, {agreement}, seed {self.ways.seed}"
            return Verdict("supported", "models", words, uses=uses, rests_on=rests)
        agree = ("the units agree",) if relation.note == "unit" else ()
        return Verdict("proved", outcome.method, conditions=(*outcome.conditions, *agree), uses=uses, rests_on=rests)

    def _uses(self, relation: Relation, opened: dict[str, str], used: tuple[str, ...]) -> tuple[str, ...]:
        sources = list(opened.values())
        if relation.note == "compares":
            sources.extend(relation.premises)
        chains: list[str] = []
        for name in used:
            chains.extend(self.ways.links(name))
        return tuple(dict.fromkeys(s for s in (*sources, *used, *chains) if s and s != relation.id))

    def _rests(self, name: str) -> bool:
        verdict = self.ways.verdicts.get(name)
        return verdict is not None and verdict.kind not in ("given", "proved")
