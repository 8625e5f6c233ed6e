"""The judge: a verdict for every relation of a document, whoever produced it.

Relations are decided in reading order, since later ones may rest on earlier ones. A claim is looked at in several
ways (as written, with definitions opened, with names replaced by what the page last showed them to be); a proof in
any of them is a proof, a counterexample counts only where every name is opened or universally meant.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from derivations.document.context import Context, Hypothesis
from derivations.document.document import CheckedDocument, Document, Relation
from derivations.document.verdicts import Verdict
from derivations.terms.shapes import SCALAR, ShapeClash, Shaper, show
from derivations.terms.term import Term, free_symbols, functions_of, substitute, walk
from derivations.terms.unfold import Body, TooLarge, unfold
from derivations.verify.goal import Goal, build, opaque_derivatives
from derivations.verify.ladder import LADDER, PROOFS, STAGES, Climb, Rung, Trace, climb_ladder
from derivations.verify.limits import DEFAULT, Limits
from derivations.verify.methods import decimals, existence, sampling
from derivations.verify.outcome import Abstained, Outcome, Proved, Refuted, Supported
from derivations.verify.readings import numerator_layout, scalar_reading, two_signs


def judge(document: Document, seed: int = 0, limits: Limits = DEFAULT) -> CheckedDocument:
    """Decide every relation of the document."""
    judged = Judge(document, seed, limits)
    return CheckedDocument(document, {relation.id: judged.verdict(relation) for relation in document.relations})


@dataclass(frozen=True, slots=True)
class Table:
    """Definitions to open, and the entries that they come from."""

    words: str
    bodies: Mapping[str, Body]
    sources: Mapping[str, str]

    def sources_of(self, names: Iterable[str]) -> dict[str, str]:
        return {name: self.sources.get(name, "") for name in sorted(names)}


class Judge:
    """Keeps the verdicts so far, and on request a trace of every way that a relation was looked at."""

    def __init__(self, document: Document, seed: int = 0, limits: Limits = DEFAULT) -> None:
        self.document = document
        self.seed = seed
        self.limits = limits
        self.by_id = {relation.id: relation for relation in document.relations}
        self.verdicts: dict[str, Verdict] = {}
        self.traces: list[tuple[str, Trace]] = []

    def verdict(self, relation: Relation) -> Verdict:
        started = time.perf_counter()
        self.traces = []
        found = self._decide(relation)
        steps = sum(trace.spent for _, trace in self.traces)
        found = replace(found, steps=steps, seconds=round(time.perf_counter() - started, 6))
        self.verdicts[relation.id] = found
        return found

    # --- by role -----------------------------------------------------------------------------------------

    def _decide(self, relation: Relation) -> Verdict:
        if relation.role == "unread" or relation.lhs is None or relation.rhs is None:
            return Verdict("unread", reason=relation.reason or "it could not be read")
        if relation.role == "given":
            return Verdict("given")
        if relation.role == "alternative":
            return Verdict("undecided", reason="one of several alternatives: the page says that one of them holds")
        if relation.sign == "propto":
            return Verdict("undecided", reason="\\propto is read but not decided yet")
        if relation.exists:
            return self._existence(relation)
        rounded = self._decimals(relation)
        if rounded is not None:
            return rounded
        if relation.role in ("posed", "restated", "renewed"):
            return self._posed(relation)
        return self._claim(relation)

    def _decimals(self, relation: Relation) -> Verdict | None:
        approximate = relation.sign == "approx"
        texts = (relation.rhs_text, relation.lhs_text)
        if not approximate and (relation.sign != "eq" or not any(map(decimals.digits_shown, texts))):
            return None
        assert relation.lhs is not None
        assert relation.rhs is not None
        table = self._definitions(relation.context)
        sides = unfold(relation.lhs, table), unfold(relation.rhs, table)
        outcome = decimals.decide(*sides, *texts, approximate)
        if isinstance(outcome, Abstained) and not approximate:
            return None
        return self._worded(relation, outcome, {})

    def _posed(self, relation: Relation) -> Verdict:
        """An equation that opens a problem is given, unless it happens to hold anyway; one that restates must hold."""
        bare = replace(relation, context=replace(relation.context, hypotheses=()), premises=(), implication=None)
        outcome, opened = self._ways(bare, LADDER if relation.role == "restated" else PROOFS)
        if relation.role in ("posed", "renewed"):
            return self._worded(relation, outcome, opened) if isinstance(outcome, Proved) else Verdict("given")
        if isinstance(outcome, Proved | Supported):
            return Verdict("given")
        if isinstance(outcome, Refuted) and not relation.unpinned:
            return self._worded(relation, outcome, opened)
        return Verdict("given")

    # --- claims ------------------------------------------------------------------------------------------

    def _claim(self, relation: Relation) -> Verdict:
        outcome, opened = self._ways(relation, LADDER)
        if relation.implication == "iff" and isinstance(outcome, Proved | Supported):
            outcome, opened = self._weaker((outcome, opened), self._ways(self._converse(relation), LADDER))
        if not isinstance(outcome, Proved | Supported):
            turned = self._in_numerator_layout(relation)
            if turned is not None:
                return turned
        if isinstance(outcome, Proved | Refuted):
            if isinstance(outcome, Refuted):
                return self._refuted(relation, outcome, opened)
            return self._worded(relation, outcome, opened)
        by_convention = self._by_convention(relation)
        if by_convention is not None:
            return by_convention
        return self._worded(relation, outcome, opened)

    def _converse(self, relation: Relation) -> Relation:
        """The other direction of an equivalence: the premise as a claim, from this relation."""
        premise = self.by_id[relation.premises[-1]]
        assert relation.lhs is not None
        assert relation.rhs is not None
        own = Hypothesis(Term(relation.sign, (relation.lhs, relation.rhs)), relation.id)
        context = replace(relation.context, hypotheses=(*relation.context.hypotheses, own))
        return replace(
            relation, lhs=premise.lhs, sign=premise.sign, rhs=premise.rhs, premises=(relation.id,), context=context
        )

    @staticmethod
    def _weaker(
        one: tuple[Outcome, dict[str, str]], other: tuple[Outcome, dict[str, str]]
    ) -> tuple[Outcome, dict[str, str]]:
        """Both directions together are what the weaker of them is."""
        order = (Refuted, Abstained, Supported, Proved)
        return min(one, other, key=lambda way: order.index(type(way[0])))

    def _refuted(self, relation: Relation, outcome: Refuted, opened: dict[str, str]) -> Verdict:
        other = scalar_reading(relation)
        if other is not None:
            again, _ = self._ways(other, LADDER)
            if not isinstance(again, Refuted):
                names = ", ".join(
                    sorted(n for n in relation.context.symbols if relation.context.symbols[n].origin == "habit")
                )
                return Verdict("undecided", reason=f"true for numbers, false for matrices: {names} are not declared")
        verdict = self._worded(relation, outcome, opened)
        if relation.implication in ("implies", "iff"):
            return replace(verdict, follows_from=self._earlier_source(relation))
        return verdict

    def _in_numerator_layout(self, relation: Relation) -> Verdict | None:
        """The claim with gradients as row vectors: true there, it holds with the layout as its condition."""
        variant = numerator_layout(relation)
        if variant is None:
            return None
        outcome, opened = self._ways(variant, PROOFS)
        if not isinstance(outcome, Proved):
            return None
        verdict = self._worded(relation, outcome, opened)
        if relation.context.layout == "numerator":
            return verdict
        return replace(verdict, conditions=("numerator layout", *verdict.conditions))

    def _by_convention(self, relation: Relation) -> Verdict | None:
        """The claim under readings that the page bears out; only a proof counts."""
        if not relation.conventions:
            return None
        table = {c.definition.name: c.definition for c in relation.conventions}
        context = replace(relation.context, definitions={**relation.context.definitions, **table})
        outcome, opened = self._ways(replace(relation, context=context), PROOFS)
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
        if rhs.head == "sym" and str(rhs.value) in relation.exists:
            return Verdict("proved", "existence")
        shaper = Shaper({n: s.shape for n, s in relation.context.symbols.items() if s.shape and not n.endswith("[]")})
        full = self._definitions(relation.context)
        for lhs in dict.fromkeys((relation.lhs, unfold(relation.lhs, full))):
            for name in relation.exists:
                found = existence.candidate(lhs, rhs, name, shaper) if name in free_symbols(rhs) else None
                if found is not None:
                    filled = replace(relation, rhs=substitute(rhs, {name: found}), exists=())
                    outcome, opened = self._ways(filled, PROOFS)
                    if isinstance(outcome, Proved):
                        verdict = self._worded(relation, outcome, opened)
                        return replace(verdict, method="existence")
        names = ", ".join(relation.exists)
        return Verdict("undecided", reason=f"no value was found for {names}")

    # --- ways of looking at a claim ----------------------------------------------------------------------

    def _ways(self, relation: Relation, rungs: tuple[Rung, ...]) -> tuple[Outcome, dict[str, str]]:
        """The best outcome over all ways, and the names that were opened for it."""
        for variant in two_signs(relation):
            outcome, opened = self._way(variant, rungs)
            if not isinstance(outcome, Proved):
                return outcome, opened
        return outcome, opened

    def _way(self, relation: Relation, rungs: tuple[Rung, ...]) -> tuple[Outcome, dict[str, str]]:
        """One claim, looked at with every table of definitions, cheap rungs first over all of them."""
        assert relation.lhs is not None
        assert relation.rhs is not None
        implied = relation.implication in ("implies", "iff", "implied")
        hypotheses = list(self._premises(relation)) if implied else list(self._hypotheses(relation))
        if implied:
            hypotheses += [h for h in self._hypotheses(relation) if self._is_assumption(h[1], h[0])]
        if relation.implication == "follows" or relation.note == "compares":
            hypotheses += [h for h in self._premises(relation) if h not in hypotheses]
        implied_facts = self._implied() - frozenset(relation.premises)
        goals: list[tuple[Goal, Trace, Table]] = []
        clash: Outcome | None = None
        for table in self._tables(relation, hypotheses):
            trace = Trace()
            self.traces.append((table.words, trace))
            try:
                goal = build(
                    relation.lhs, relation.sign, relation.rhs, relation.context, table.bodies, hypotheses, implied_facts
                )
            except ShapeClash as error:
                clash = self._clash(relation, error)
                if isinstance(clash, Abstained):
                    clash = self._with_equal_sizes(relation, error, table, hypotheses) or clash
                if isinstance(clash, Refuted):
                    return clash, dict(table.sources)
            except TooLarge as error:
                clash = Abstained(f"limit: {error}")
            else:
                goals.append((goal, trace, table))
        if any("complex" in facts for goal, _, _ in goals for facts in goal.signature.facts.values()):
            return Abstained("complex quantities are read but not decided yet"), {}
        if not goals:
            return clash or Abstained("no way to look at it"), {}
        outcome: Outcome = Abstained("no method applies")
        table = goals[-1][2]
        for stage in STAGES:
            if clash is not None and not stage.everywhere:
                continue
            wanted = tuple(rung for rung in stage.rungs if rung in rungs)
            for goal, trace, table in goals if stage.everywhere else goals[-1:]:
                refutable = self._refutable(relation, goal) and goal is goals[-1][0] and clash is None
                climb = Climb(self.limits, self.seed, refutable, self._nonzero(relation, goal))
                found = climb_ladder(goal, climb, trace, wanted)
                if isinstance(found, Proved) and self._needs_a_model(found) and not sampling.inhabited(goal, self.seed):
                    found = Abstained("no model of the hypotheses was found: they may contradict each other")
                if isinstance(found, Proved | Refuted):
                    return found, table.sources_of(goal.opened)
            if (
                wanted
                and not stage.everywhere
                and not (isinstance(outcome, Supported) and isinstance(found, Abstained))
            ):
                outcome = found
        lone = self._open_names(relation, goals[-1][0])
        if lone:
            reasons = "; ".join(dict.fromkeys(relation.unpinned[n] for n in sorted(lone)))
            outcome = Abstained(reasons)
        elif clash is not None:
            outcome = clash
        return outcome, table.sources_of(goals[-1][0].opened)

    def _tables(self, relation: Relation, hypotheses: list[tuple[Term, str]]) -> list[Table]:
        """Definitions to open, in the order of trying; counterexamples are sought with the last."""
        full = self._definitions(relation.context)
        sources = {name: d.source for name, d in relation.context.definitions.items()}
        shown, shown_by = dict(full), dict(sources)
        for statement, source in hypotheses:
            left = statement.args[0]
            if statement.head == "eq" and left.head == "sym" and str(left.value) in full:
                verdict = self.verdicts.get(source)
                if (verdict is None or verdict.kind not in ("refuted", "unread")) and self._is_vague(
                    str(left.value), full
                ):
                    shown[str(left.value)] = (None, statement.args[1])
                    shown_by[str(left.value)] = source
        tables = [Table("as written", {}, {})]
        if full:
            tables.append(Table("with definitions opened", full, sources))
        if shown != full:
            tables.append(Table("with what the page has shown", shown, shown_by))
        return tables

    @staticmethod
    def _is_vague(name: str, definitions: Mapping[str, Body]) -> bool:
        """Whether a definition ends in something that the page never says."""
        try:
            body = opaque_derivatives(unfold(definitions[name][1], definitions), frozenset())
        except TooLarge:
            return False
        return bool(functions_of(body) - set(definitions)) or any("-1" in n for n in free_symbols(body))

    @staticmethod
    def _definitions(context: Context) -> dict[str, Body]:
        return {name: (d.params, d.body) for name, d in context.definitions.items()}

    def _hypotheses(self, relation: Relation) -> Iterator[tuple[Term, str]]:
        """Hypotheses in force; what was refuted or not read is none."""
        for hypothesis in relation.context.hypotheses:
            steps = (hypothesis.source, *self._links(hypothesis.source))
            kinds = {self.verdicts[name].kind for name in steps if name in self.verdicts}
            if not kinds & {"refuted", "unread"}:
                yield hypothesis.statement, hypothesis.source

    def _is_assumption(self, source: str, statement: Term) -> bool:
        """What an implication may take for granted beside its premise: bounds, and what was assumed for good."""
        if statement.head != "eq":
            return True
        return source in self.by_id and self.by_id[source].assumed

    def _needs_a_model(self, proof: Proved) -> bool:
        """A proof from several assumptions, or one that needs an inverse, says nothing where there is no such thing."""
        assumed = [name for name in proof.used if name in self.by_id and self.by_id[name].role != "claim"]
        return len(assumed) > 1 or any("invertible" in words for words in proof.conditions)

    def _implied(self) -> frozenset[str]:
        """Claims proved outright: they hold in every model of the rest."""
        return frozenset(
            name
            for name, verdict in self.verdicts.items()
            if verdict.kind == "proved"
            and not verdict.conditions
            and not verdict.rests_on
            and not self.by_id[name].exists
        )

    def _premises(self, relation: Relation) -> Iterator[tuple[Term, str]]:
        """The equations that the claim starts from."""
        premises = [self.by_id[name] for name in relation.premises if name in self.by_id]
        if relation.note == "compares" and len(premises) == 2:
            first, second = premises
            if first.rhs is not None and second.rhs is not None:
                yield Term("eq", (first.rhs, second.rhs)), second.id
            return
        for premise in premises:
            if (
                premise.lhs is not None
                and premise.rhs is not None
                and premise.sign in ("eq", "ne", "lt", "le", "gt", "ge")
            ):
                yield Term(premise.sign, (premise.lhs, premise.rhs)), premise.id

    # --- counterexamples ---------------------------------------------------------------------------------

    def _open_names(self, relation: Relation, goal: Goal) -> frozenset[str]:
        """Names in the goal that the page never pins down, except those that its hypotheses settle."""
        here = free_symbols(goal.lhs) | free_symbols(goal.rhs) | functions_of(goal.lhs) | functions_of(goal.rhs)
        return frozenset(relation.unpinned) & here

    def _refutable(self, relation: Relation, goal: Goal) -> bool:
        if not goal.whole or relation.implication == "implied" or self._open_names(relation, goal):
            return False
        # what holds for all i and j cannot be imposed on a model yet
        return not any(says_of_all_entries(fact.lhs) or says_of_all_entries(fact.rhs) for fact in goal.facts)

    @staticmethod
    def _nonzero(relation: Relation, goal: Goal) -> frozenset[str]:
        """In an implication every name but the unknown stays away from zero: a cancelled factor is a side condition."""
        if relation.implication is None:
            return frozenset()
        unknown = str(goal.lhs.value) if goal.lhs.head == "sym" else ""
        names = frozenset[str]().union(*(free_symbols(f.lhs) | free_symbols(f.rhs) for f in goal.facts))
        return frozenset(n for n in names if n != unknown and not n.startswith("?"))

    def _clash(self, relation: Relation, clash: ShapeClash) -> Outcome:
        """Shapes that do not fit: false where every shape was declared, else not decided."""
        assert relation.lhs is not None
        assert relation.rhs is not None
        names = {n for n in free_symbols(relation.lhs) | free_symbols(relation.rhs) if not n.startswith("?")}
        declared = all(
            n in relation.context.symbols and relation.context.symbols[n].origin == "declared" for n in names
        )
        words = f"the shapes {show(clash.left)} and {show(clash.right)} do not fit"
        unknown = any(str(s.value).startswith("?") for shape in (clash.left, clash.right) for s in walk_sizes(shape))
        # many write 1 - v for the vector of ones minus v
        spread = SCALAR in (clash.left, clash.right) and any(arg.head == "num" for arg in clash.term.args)
        if declared and not unknown and not spread:
            return Refuted("shapes", None, words)
        return Abstained(words)

    def _with_equal_sizes(
        self, relation: Relation, clash: ShapeClash, table: Table, hypotheses: list[tuple[Term, str]]
    ) -> Refuted | None:
        """A claim whose shapes fit only where two sizes are equal is false if it is false even there."""
        pairs = [
            (a, b)
            for a, b in zip(clash.left, clash.right, strict=True)
            if a != b and a.head == b.head == "sym" and not f"{a.value}{b.value}".count("?")
        ]
        if not pairs or len(pairs) > 2 or relation.unpinned:
            return None
        equal = {str(a.value): b for a, b in pairs}
        symbols = {
            name: replace(s, shape=(substitute(s.shape[0], equal), substitute(s.shape[1], equal))) if s.shape else s
            for name, s in relation.context.symbols.items()
        }
        assert relation.lhs is not None
        assert relation.rhs is not None
        context = replace(relation.context, symbols=symbols)
        sides = substitute(relation.lhs, equal), substitute(relation.rhs, equal)
        try:
            goal = build(sides[0], relation.sign, sides[1], context, table.bodies, hypotheses)
        except (ShapeClash, TooLarge):
            return None
        if not goal.whole:
            return None
        found = sampling.decide(goal, self.limits, self.seed, self.limits.models, self._nonzero(relation, goal))
        return found if isinstance(found, Refuted) else None

    def _earlier_source(self, relation: Relation) -> str | None:
        """An earlier equation that the claim does follow from."""
        candidates = [
            (h.statement, h.source) for h in reversed(relation.context.hypotheses) if h.source not in relation.premises
        ]
        shown = tuple(h for h in relation.context.hypotheses if h.source in self.by_id and self._is_shown(h.source))
        for statement, source in candidates[: self.limits.earlier]:
            verdict = self.verdicts.get(source)
            if (
                verdict is None
                or verdict.kind in ("refuted", "unread")
                or statement.head != "eq"
                or self._is_shown(source)
            ):
                continue
            context = replace(relation.context, hypotheses=(*shown, Hypothesis(statement, source)))
            alone = replace(relation, context=context, implication=None, premises=())
            outcome, _ = self._ways(alone, PROOFS)
            if isinstance(outcome, Proved) and source in outcome.used:
                return source
        return None

    def _is_shown(self, name: str) -> bool:
        """A claim that was proved, no assumption."""
        verdict = self.verdicts.get(name)
        return verdict is not None and verdict.kind == "proved" and self.by_id[name].role == "claim"

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
            words = f"{outcome.models} models, equal {outcome.how}, seed {self.seed}"
            return Verdict("supported", "models", words, uses=uses, rests_on=rests)
        return Verdict("proved", outcome.method, conditions=outcome.conditions, uses=uses, rests_on=rests)

    def _uses(self, relation: Relation, opened: dict[str, str], used: tuple[str, ...]) -> tuple[str, ...]:
        sources = list(opened.values())
        if relation.note == "compares":
            sources.extend(relation.premises)
        chains: list[str] = []
        for name in used:
            chains.extend(self._links(name))
        return tuple(dict.fromkeys(s for s in (*sources, *used, *chains) if s and s != relation.id))

    def _links(self, name: str) -> Iterator[str]:
        """The steps that a chain's conclusion needs."""
        relation = self.by_id.get(name)
        if relation is not None and relation.role == "claim":
            for other in self.document.relations:
                if other.chain == relation.chain and other.id != name and int(other.id) < int(name):
                    yield other.id

    def _rests(self, name: str) -> bool:
        verdict = self.verdicts.get(name)
        return verdict is not None and verdict.kind not in ("given", "proved")


def says_of_all_entries(term: Term) -> bool:
    """Whether a term speaks of an entry with an open index, `b_{ij}` outside any sum over i and j."""
    free = free_symbols(term)
    return any(
        index.head == "sym" and str(index.value) in free
        for node in walk(term)
        if node.head in ("entry", "item")
        for index in node.args[1:]
    )


def walk_sizes(shape: tuple[Term, Term]) -> Iterator[Term]:
    """Every name in a shape."""
    for size in shape:
        yield from (node for node in walk(size) if node.head == "sym")
