"""The ways of looking at one claim: as written, with definitions opened, with what the page has shown.

A proof in any way is a proof. A counterexample is sought in the last way only, and it counts only where every name
is opened or universally meant, every hypothesis could be used, and no shape had to be bent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile

from derivations.document.context import Context, Hypothesis
from derivations.document.document import Document, Relation
from derivations.document.verdicts import Verdict
from derivations.latex.print import latex
from derivations.terms.heads import binder_of
from derivations.terms.shapes import ShapeClash, UnknownShape
from derivations.terms.term import Term, free_symbols, functions_of, substitute, sym, walk
from derivations.terms.unfold import Body, TooLarge, unfold
from derivations.verify import clashes
from derivations.verify.changes import left_open
from derivations.verify.dependence import held_fixed
from derivations.verify.goal import Goal, build, opaque_derivatives
from derivations.verify.ladder import PROOFS, STAGES, Climb, Rung, Step, Trace, climb_ladder
from derivations.verify.limits import Limits
from derivations.verify.methods import exact, sampling
from derivations.verify.methods.inhabited import inhabited
from derivations.verify.outcome import Abstained, Outcome, Proved, Refuted, Supported
from derivations.verify.readings import two_signs
from derivations.verify.told_sizes import told_sizes, with_sizes

COUNTS = frozenset("n N m M T K k".split())
"""Letters that usually count the terms of a sum."""

OPPOSITE = {"eq": ("lt", "gt"), "ne": ("eq",), "lt": ("ge",), "le": ("gt",), "gt": ("le",), "ge": ("lt",)}
"""What cannot hold together with a relation."""

CARRIED = "it follows from an earlier claim that does not hold"

Way = tuple[Outcome, dict[str, str]]
"""An outcome, and the names that were opened for it with the entries that they come from."""


def _integrated(relation: Relation) -> frozenset[str]:
    """The variables of antiderivatives: with a value for one, everything would be a constant of integration."""
    nodes = (node for side in (relation.lhs, relation.rhs) if side is not None for node in walk(side))
    return frozenset(str(node.args[0].value) for node in nodes if node.head == "antiderivative")


@dataclass(frozen=True, slots=True)
class Table:
    """Definitions to open, and the entries that they come from."""

    words: str
    bodies: Mapping[str, Body]
    sources: Mapping[str, str]

    def sources_of(self, names: Iterable[str]) -> dict[str, str]:
        return {name: self.sources.get(name, "") for name in sorted(names)}


class Ways:
    """What may be used for a claim, by the verdicts so far; `traces` keep what every rung said."""

    def __init__(self, document: Document, seed: int, limits: Limits) -> None:
        self.seed = seed
        self.limits = limits
        self.document = document
        self.by_id = {relation.id: relation for relation in document.relations}
        self.starting = {name for relation in document.relations for name in relation.premises}
        self.conditional = {relation.sentence for relation in document.relations if relation.passes}
        self.steps: dict[str, list[str]] = {}
        for relation in document.relations:
            self.steps.setdefault(relation.chain, []).append(relation.id)
        self.given = [relation for relation in document.relations if _gives(relation)]
        self.verdicts: dict[str, Verdict] = {}
        self.failing: dict[str, bool] = {}
        self.traces: list[tuple[str, Trace]] = []

    def look(self, relation: Relation, rungs: tuple[Rung, ...]) -> Way:
        """The best outcome over all ways, and the names that were opened for it."""
        for variant in two_signs(relation):
            outcome, opened = self._way(variant, rungs)
            if not isinstance(outcome, Proved):
                return outcome, opened
        return outcome, opened

    def _way(self, relation: Relation, rungs: tuple[Rung, ...]) -> Way:
        """One claim, looked at with every table of definitions, cheap rungs first over all of them."""
        assert relation.lhs is not None
        assert relation.rhs is not None
        implied = relation.implication in ("implies", "iff", "implied")
        hypotheses = list(self._premises(relation)) if implied else list(self._hypotheses(relation))
        if implied:
            shown = self._shown_for_good()
            told = (h for h in self._hypotheses(relation) if h[1] in shown or self._is_assumption(h[1], h[0]))
            hypotheses += [h for h in told if h not in hypotheses]
        carried: list[tuple[Term, str]] = []
        if relation.implication == "follows" or relation.note == "compares":
            started = [h for h in self._premises(relation) if h not in hypotheses]
            carried = [h for h in started if self._fails(h[1]) or self._is_open(h[1])]
            hypotheses += [h for h in started if h not in carried]
        fixed = self._held_fixed(relation)
        if not fixed and "may be a differential" in relation.unpinned.get("d", ""):
            fixed = relation.unpinned["d"]
        if fixed:
            return Abstained(fixed), {}
        if carried:
            return self._error_carried(relation, rungs, carried)
        implied_facts = (self._implied() | self._supported()) - self._leading_to(relation)
        goals: list[tuple[Goal, Trace, Table]] = []
        clash: Outcome | None = None
        contradiction = clashes.contradiction(relation)
        if contradiction:
            return Abstained(contradiction), {}
        constant = _integrated(relation) & relation.context.definitions.keys()
        if constant:
            return Abstained(f"an equation holds {min(constant)}, the variable of an antiderivative"), {}
        tables = self._tables(relation, hypotheses)
        for table in tables:
            trace = Trace()
            self.traces.append((table.words, trace))
            try:
                goal = build(
                    relation.lhs, relation.sign, relation.rhs, relation.context, table.bodies, hypotheses, implied_facts
                )
            except ShapeClash as error:
                equal, sources = self._told_equal(error, relation, hypotheses)
                if equal:
                    found, opened = self._way(with_sizes(relation, equal), rungs)
                    return _resting_on(found, sources), opened
                if table is not tables[-1] and self._is_opened_later(error, relation):
                    # what an opened definition gives has a shape
                    trace.steps.append(Step("shapes", Abstained(clashes.words(error)), 0.0))
                    continue
                clash = clashes.outcome_of(error, relation, frozenset(table.bodies))
                trace.steps.append(Step("shapes", clash, 0.0))
                if isinstance(clash, Abstained) and table is tables[-1]:
                    clash = self._with_equal_sizes(relation, error, table, hypotheses) or clash
                if isinstance(clash, Refuted) or clashes.is_certain(error, relation, frozenset(table.bodies)):
                    return clash, dict(table.sources)
            except TooLarge as error:
                clash = Abstained(f"limit: {error}")
            else:
                goals.append((goal, trace, table))
        if not goals:
            return clash or Abstained("no way to look at it"), {}
        outcome: Outcome = Abstained("no method applies")
        table = goals[-1][2]
        for stage in STAGES:
            if clash is not None and not stage.everywhere:
                continue
            wanted = tuple(rung for rung in stage.rungs if rung in rungs)
            for goal, trace, table in goals if stage.everywhere else goals[-1:]:
                obstacle = self._obstacle(relation, goal)
                if not obstacle and (goal is not goals[-1][0] or clash is not None):
                    obstacle = "not everything that the page says is opened here"
                climb = Climb(
                    self.limits, self.seed, obstacle, self._nonzero(relation, goal), self._starting_points(relation)
                )
                found = climb_ladder(goal, climb, trace, wanted)
                if isinstance(found, Proved) and self._is_vacuous(found, goal):
                    found = self._from_less(found, goal, climb, wanted)
                if isinstance(found, Refuted) and implied and not self._meets_the_givens(relation, table):
                    found = Abstained("no counterexample was found that keeps to everything that is given")
                if isinstance(found, Proved):
                    found = self._with_what_it_rests_on(self._with_counts(found, relation, goal, climb, wanted), goal)
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

    def _with_what_it_rests_on(self, proof: Proved, goal: Goal) -> Proved:
        """The proof with the conditions of the claims that it uses: their own, and that they have a meaning."""
        conditions = [*goal.conditions, *proof.conditions]
        for name in proof.used:
            verdict = self.verdicts.get(name)
            if verdict is not None and verdict.kind != "given" and self.by_id[name].role == "claim":
                facts = (fact for fact in goal.facts if fact.source == name)
                conditions += verdict.conditions
                conditions += (words for fact in facts for words in exact.where_defined(fact, goal, self.limits))
        return replace(proof, conditions=tuple(dict.fromkeys(conditions)))

    @staticmethod
    def _with_counts(proof: Proved, relation: Relation, goal: Goal, climb: Climb, rungs: tuple[Rung, ...]) -> Proved:
        """A proof with the conditions that there are some of what is counted, and that standard deviations are
        positive, where it needs that.
        """
        counts = counted(goal, relation.context) if goal.sign != "eq" else frozenset[str]()
        given = goal.signature.facts
        deviations = frozenset(name for name, facts in given.items() if {"deviation", "positive"} <= facts)
        if not counts | deviations:
            return proof
        fewer = {n: given[n] - {"positive"} - ({"natural"} if "integer" in given[n] else frozenset()) for n in counts}
        fewer |= {name: given[name] - {"positive"} for name in deviations}
        signature = replace(goal.signature, facts={**given, **fewer})
        again = climb_ladder(replace(goal, signature=signature), climb, Trace(), rungs)
        if isinstance(again, Proved):
            return replace(proof, conditions=again.conditions) if deviations else proof
        words = (
            f"{latex(sym(n))} \\ge 1" if n in counts else f"{latex(sym(n))} > 0" for n in sorted(counts | deviations)
        )
        return replace(proof, conditions=(*proof.conditions, *words))

    def _error_carried(self, relation: Relation, rungs: tuple[Rung, ...], carried: list[tuple[Term, str]]) -> Way:
        """A conclusion from what is refuted: it may hold all the same; that it follows says nothing."""
        alone = replace(relation, implication=None, premises=(), note="")
        outcome, opened = self._way(alone, rungs)
        if isinstance(outcome, Proved | Supported) or (isinstance(outcome, Refuted) and outcome.method == "numbers"):
            return outcome, opened
        own = tuple(Hypothesis(statement, "") for statement, _ in carried)
        context = replace(relation.context, hypotheses=(*relation.context.hypotheses, *own))
        following, _ = self._way(replace(alone, context=context), PROOFS)
        if isinstance(following, Proved):
            failed = any(self._fails(name) for _, name in carried)
            return Abstained(CARRIED if failed else "it follows from an earlier claim that is not decided"), {}
        return outcome, opened

    def _is_open(self, name: str) -> bool:
        """Whether an entry was left undecided."""
        return name in self.verdicts and self.verdicts[name].kind == "undecided"

    def _fails(self, name: str) -> bool:
        """Whether an entry was refuted or not read, or was shown from such a one."""
        verdict = self.verdicts.get(name)
        if verdict is None or verdict.kind == "given":
            return False
        if name not in self.failing:
            itself = verdict.kind in ("refuted", "unread") or verdict.reason == CARRIED
            self.failing[name] = itself or any(map(self._fails, verdict.uses))
        return self.failing[name]

    def _held_fixed(self, relation: Relation) -> str:
        """Why a derivative in the relation, or in what implies it, may not hold fixed what it seems to."""
        given = [
            statement
            for statement, source in self._hypotheses(relation)
            if source in self.by_id and self.by_id[source].role == "given"
        ]
        symbols = relation.context.symbols
        told = frozenset(name for name, symbol in symbols.items() if symbol.origin == "declared")
        elsewhere = [Term("eq", (each.lhs, each.rhs)) for each in self.given if each.lhs and each.rhs]
        arrow = relation.implication in ("implies", "iff", "implied")
        for each in (relation, *(self.by_id[name] for name in relation.premises if arrow and name in self.by_id)):
            sides = [side for side in (each.lhs, each.rhs) if side is not None]
            partial = any(sign in each.lhs_text + each.rhs_text for sign in ("\\partial", "\\nabla"))
            fixed = held_fixed(sides, self.definitions(relation.context), given, told, elsewhere, partial=partial)
            if fixed:
                return fixed
        return ""

    def _meets_the_givens(self, relation: Relation, table: Table) -> bool:
        """Whether an implication still fails where everything holds that the page gives."""
        assert relation.lhs is not None
        assert relation.rhs is not None
        given = {name for name, verdict in self.verdicts.items() if verdict.kind == "given"} - self.starting
        told = [h for h in self._hypotheses(relation) if h[1] in given]
        if not told:
            return True
        try:
            everything = [*self._premises(relation), *told]
            goal = build(relation.lhs, relation.sign, relation.rhs, relation.context, table.bodies, everything)
        except (ShapeClash, TooLarge):
            return False
        rounds = self.limits.models
        found = sampling.decide(goal, self.limits, self.seed, rounds, self._nonzero(relation, goal))
        return isinstance(found, Refuted)

    def _tables(self, relation: Relation, hypotheses: list[tuple[Term, str]]) -> list[Table]:
        """Definitions to open, in the order of trying; counterexamples are sought with the last."""
        full = self.definitions(relation.context)
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
        terms = (relation.lhs, relation.rhs, *(statement for statement, _ in hypotheses))
        moving = depending(full, frozenset().union(*(bound_in(term) for term in terms if term is not None)))
        tables = [Table("as written", {name: full[name] for name in moving}, sources)]
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
    def definitions(context: Context) -> dict[str, Body]:
        return {name: (d.params, d.body) for name, d in context.definitions.items()}

    def _hypotheses(self, relation: Relation) -> Iterator[tuple[Term, str]]:
        """Hypotheses in force; what was refuted, not read or not decided is none."""
        for hypothesis in relation.context.hypotheses:
            steps = (hypothesis.source, *self.links(hypothesis.source))
            if (
                not any(map(self._fails, steps))
                and not self._is_open(hypothesis.source)
                and not self._over(hypothesis.source, relation)
            ):
                yield hypothesis.statement, hypothesis.source

    def _over(self, source: str, relation: Relation) -> bool:
        """Whether an entry stands in another sentence that has a condition, or was shown with one of those."""
        verdict = self.verdicts.get(source)
        used = (source, *(verdict.uses if verdict is not None else ()))
        told = {self.by_id[name].sentence for name in used if name in self.by_id}
        return bool((told & self.conditional) - {relation.sentence})

    def _is_assumption(self, source: str, statement: Term) -> bool:
        """What an implication may take for granted beside its premise: bounds, and what was assumed for good."""
        if statement.head != "eq":
            return True
        return source in self.by_id and self.by_id[source].assumed

    def _is_vacuous(self, proof: Proved, goal: Goal) -> bool:
        """Whether nothing is known that meets what the proof assumes, or nothing can."""
        assumed = {name for name in proof.used if name in self.by_id and self.by_id[name].role != "claim"}
        for fact in goal.facts:
            if fact.source in assumed:
                for sign in OPPOSITE[fact.head]:
                    other = replace(goal, lhs=fact.lhs, sign=sign, rhs=fact.rhs, facts=())
                    if isinstance(exact.decide(other, self.limits), Proved):
                        return True
        return self._needs_a_model(proof) and not self._inhabited(proof, goal)

    def _from_less(self, proof: Proved, goal: Goal, climb: Climb, rungs: tuple[Rung, ...]) -> Outcome:
        """The claim from fewer of the facts that a proof uses, where those have a model."""
        kept = [fact for fact in goal.facts if fact.source in proof.used]
        rest = tuple(fact for fact in goal.facts if fact.head != "eq")
        size = len(kept) // 2
        while size:
            for start in range(len(kept) - size, -1, -size):
                fewer = [*kept[:start], *kept[start + size :]]
                smaller = replace(goal, facts=tuple(fact for fact in goal.facts if fact in fewer or fact in rest))
                found = climb_ladder(smaller, climb, Trace(), rungs)
                if isinstance(found, Proved):
                    kept, proof = fewer, found
            size //= 2
        if self._is_vacuous(proof, goal):
            return Abstained("no model of the hypotheses was found: they may contradict each other")
        return proof

    def _needs_a_model(self, proof: Proved) -> bool:
        """A proof from several assumptions, or one that needs an inverse, says nothing where there is no such thing."""
        assumed = [name for name in proof.used if name in self.by_id and self.by_id[name].role != "claim"]
        return len(assumed) > 1 or any("invertible" in words for words in proof.conditions)

    def _inhabited(self, proof: Proved, goal: Goal) -> bool:
        """Whether there is a model of the bounds and of those equations that the proof uses."""
        used = tuple(fact for fact in goal.facts if fact.source in proof.used or fact.head != "eq")
        return inhabited(replace(goal, facts=used), self.seed) or inhabited(goal, self.seed)

    def _starting_points(self, relation: Relation) -> frozenset[str]:
        """Entries that a claim may be derived from: its premises, and what the page assumes."""
        assumed = (h.source for h in relation.context.hypotheses)
        own = (name for name in assumed if name not in self.by_id or self.by_id[name].role != "claim")
        return frozenset((*relation.premises, *own))

    def _implied(self) -> frozenset[str]:
        """Claims proved outright, with every step of their chain before them: they hold in every model of the rest."""
        outright = {
            name
            for name, verdict in self.verdicts.items()
            if verdict.kind == "proved"
            and not verdict.conditions
            and not verdict.rests_on
            and not self.by_id[name].exists
        }
        outright = {name for name in outright if not self._fails(name)}
        sure = outright | {name for name, verdict in self.verdicts.items() if verdict.kind == "given"}
        return frozenset(name for name in outright if sure.issuperset(self.links(name)))

    def _supported(self) -> frozenset[str]:
        """Claims without a counterexample: no models need to be made for them, whatever is said of the same names."""
        return frozenset(
            name
            for name, verdict in self.verdicts.items()
            if verdict.kind == "supported" and not verdict.conditions and not self.by_id[name].exists
        )

    def _leading_to(self, relation: Relation) -> frozenset[str]:
        """The equations that an implication starts from: what they leave is asked, and not what holds of all."""
        if relation.implication not in (None, "follows"):
            return frozenset(relation.premises)
        return frozenset(name for name in relation.premises if self.by_id[name].implication not in (None, "follows"))

    def _shown_for_good(self) -> frozenset[str]:
        """Identities that rest on nothing but what the page gives: they hold whatever an implication starts from."""
        found: set[str] = set()
        sure = self._implied()
        for relation in self.document.relations:
            if relation.id in sure and relation.implication is None:
                used = self.verdicts[relation.id].uses
                given = {n for n in used if n in self.by_id and self.by_id[n].role == "given"} - self.starting
                if set(used) <= given | found:
                    found.add(relation.id)
        return frozenset(found)

    def _premises(self, relation: Relation) -> Iterator[tuple[Term, str]]:
        """The equations that the claim starts from."""
        arrow = relation.implication in ("implies", "iff", "implied")
        own = (name for name in relation.premises if arrow or not self._over(name, relation))
        premises = [self.by_id[name] for name in own if name in self.by_id]
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
        # what the words say of a name that stands for something may be a hypothesis on that
        sides = (side for side in (relation.lhs, relation.rhs) if side is not None)
        written = frozenset[str]().union(*map(free_symbols, sides))
        return frozenset(
            name
            for name, words in relation.unpinned.items()
            if name in here or "depends on" in words or (name in written and "not understood" in words)
        )

    def _given_elsewhere(self, relation: Relation) -> Term | None:
        """A member of a family, `w_1`, that another section says is something: here it stands for anything."""
        terms = [relation.lhs, relation.rhs, *(statement for statement, _ in self._premises(relation))]
        nodes = {node for term in terms if term is not None for node in walk(term) if node.head == "item"}
        in_force = {hypothesis.source for hypothesis in relation.context.hypotheses}
        for each in self.given:
            other = each.section != relation.section and each.id not in in_force
            says = each.lhs in nodes and each.rhs is not None and free_symbols(each.rhs)
            if other and says and not _declared_anew(each, relation):
                return each.lhs
        return None

    def _obstacle(self, relation: Relation, goal: Goal) -> str:
        """Why a counterexample would not make the claim false; empty where it would."""
        if relation.doubt:
            return relation.doubt
        sides = [side for side in (relation.lhs, relation.rhs) if side is not None]
        change = left_open(sides, relation.context, self.definitions(relation.context))
        if change:
            return change
        if relation.implication == "implied":
            return "the arrow points away from it"
        if self._open_names(relation, goal):
            return "the page leaves names open"
        here = free_symbols(goal.lhs) | free_symbols(goal.rhs)
        told = (h for h in relation.context.hypotheses if free_symbols(h.statement) & here)
        if any(self._over(h.source, relation) for h in told):
            return "whether what was shown under a condition still holds is not said"
        if any(self._is_open(h.source) for h in relation.context.hypotheses if free_symbols(h.statement) & here):
            return "what was said of it before is not decided"
        member = self._given_elsewhere(relation)
        if member is not None:
            return f"another place says what {latex(member)} is"
        if not goal.whole:
            return "something that the page says of these names could not be used"
        numbers = {name for name in goal.spec().sizes if not name.startswith("?")}
        free = free_symbols(goal.lhs) | free_symbols(goal.rhs)
        counted = free & numbers
        if free & COUNTS - numbers and any(name.startswith("?N") for name in goal.spec().sizes):
            # a sum without a range may have n terms, which the n beside it then counts
            return "the page leaves open how many terms a sum has"
        if _is_of_some_terms(goal.lhs, goal.rhs) or _is_of_some_terms(goal.rhs, goal.lhs):
            return "the page leaves open how many terms a sum has"
        if any(counts_open_size(side) & free for side in (goal.lhs, goal.rhs)):
            return "the page leaves a size open"
        if open_sizes(goal, ("ones",)) or (counted and open_sizes(goal, ("eye", "zeros"))):
            # the size of a vector of ones that the page never gives may be the n that it is compared with
            return "the page leaves a size open"
        if any(says_of_all_entries(fact.lhs) or says_of_all_entries(fact.rhs) for fact in goal.facts):
            return "what holds for all entries cannot be put into a counterexample yet"
        return ""

    @staticmethod
    def _nonzero(relation: Relation, goal: Goal) -> frozenset[str]:
        """In an implication between equations every name but the unknown stays away from zero: a cancelled factor is a
        side condition.
        """
        if relation.implication is None or relation.sign != "eq":
            return frozenset()
        names = frozenset[str]().union(*(free_symbols(f.lhs) | free_symbols(f.rhs) for f in goal.equations))
        here = free_symbols(goal.lhs) | free_symbols(goal.rhs)
        unknown = {str(goal.lhs.value)} if goal.lhs.head == "sym" else here if len(here) == 1 else frozenset[str]()
        return frozenset(n for n in names if n not in unknown and not n.startswith("?"))

    @staticmethod
    def _told_equal(
        clash: ShapeClash, relation: Relation, hypotheses: list[tuple[Term, str]]
    ) -> tuple[dict[str, Term], tuple[str, ...]]:
        """Sizes that clash and of which the page says what they are."""
        shapes = {name: symbol.shape for name, symbol in relation.context.symbols.items() if symbol.shape is not None}
        values, sources = told_sizes(hypotheses, shapes)
        here = frozenset[str]().union(*(free_symbols(size) for pair in clash.pairs for size in pair))
        return (values, sources) if here & set(values) else ({}, ())

    def _is_opened_later(self, error: ShapeClash, relation: Relation) -> bool:
        """Whether only the shape of a function was not known, which this section defines."""
        if not isinstance(error, UnknownShape) or error.term.head != "app":
            return False
        known = relation.context.definitions.get(str(error.term.value))
        maker = self.by_id.get(known.source) if known is not None else None
        return maker is not None and maker.section == relation.section

    def _with_equal_sizes(
        self, relation: Relation, clash: ShapeClash, table: Table, hypotheses: list[tuple[Term, str]]
    ) -> Refuted | None:
        """A claim whose shapes fit only where two sizes are equal is false if it is false even there."""
        pairs = [
            (a, b)
            for a, b in clash.pairs
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

    def links(self, name: str) -> Iterator[str]:
        """The steps that a chain's conclusion needs."""
        relation = self.by_id.get(name)
        if relation is not None and relation.role == "claim":
            yield from takewhile(lambda step: step != name, self.steps[relation.chain])


def _resting_on(outcome: Outcome, sources: tuple[str, ...]) -> Outcome:
    """A proof that uses what says how large things are, too."""
    if not isinstance(outcome, Proved):
        return outcome
    return replace(outcome, used=tuple(dict.fromkeys((*outcome.used, *sources))))


def counted(goal: Goal, context: Context) -> frozenset[str]:
    """Names that are positive only since they count the terms of sums: no size of a matrix, and not declared so."""
    shapes = (symbol.shape for symbol in context.symbols.values() if symbol.shape is not None)
    sizes = frozenset(name for shape in shapes for size in shape for name in free_symbols(size))
    here = free_symbols(goal.lhs) | free_symbols(goal.rhs)
    return frozenset(
        name
        for name, facts in goal.signature.facts.items()
        if name in here - sizes
        and {"natural", "positive"} <= facts
        and not {"integer", "positive"} <= context.facts_of(name)
    )


def bound_in(term: Term) -> frozenset[str]:
    """The variables of derivatives, sums and integrals."""
    binders = ((node, binder_of(node.head)) for node in walk(term))
    return frozenset(str(node.args[binder.variable].value) for node, binder in binders if binder is not None)


def depending(definitions: Mapping[str, Body], variables: frozenset[str]) -> frozenset[str]:
    """Names that hold one of the variables, at once or by others: under its derivative they are no constants."""
    found: set[str] = set()
    grew = bool(variables)
    while grew:
        more = {
            name
            for name, (params, body) in definitions.items()
            if (free_symbols(body) - set(params or ()) | functions_of(body)) & (variables | found)
        }
        grew = not more <= found
        found |= more
    return frozenset(found)


def _is_of_some_terms(side: Term, other: Term) -> bool:
    """Whether a side sums over a range that nothing says, beside names in which that range may be told."""
    ranges = {name for name in free_symbols(side) if name.startswith("?N")}
    return not ranges <= free_symbols(other) and any(not name.startswith("?") for name in free_symbols(other))


def open_sizes(goal: Goal, heads: tuple[str, ...]) -> bool:
    """Whether an identity or a vector of ones has a size that nothing says."""
    literals = (n for side in (goal.lhs, goal.rhs) for n in walk(side) if n.head in heads)
    return any(name.startswith("?") for node in literals for size in node.args for name in free_symbols(size))


def counts_open_size(term: Term) -> frozenset[str]:
    """Sizes that nothing says and that stand as numbers, as in the density of a Gaussian of that size."""
    if term.head == "sym":
        return frozenset((str(term.value),)) if str(term.value).startswith("?") else frozenset()
    inner = {"eye": (), "zeros": (), "ones": (), "sum": term.args[3:], "prod": term.args[3:]}.get(term.head, term.args)
    return frozenset[str]().union(*map(counts_open_size, inner))


def says_of_all_entries(term: Term) -> bool:
    """Whether a term speaks of an entry with an open index, `b_{ij}` outside any sum over i and j."""
    free = free_symbols(term)
    return any(
        index.head == "sym" and str(index.value) in free
        for node in walk(term)
        if node.head in ("entry", "item")
        for index in node.args[1:]
    )


def _gives(relation: Relation) -> bool:
    """Whether it says what a member of a family is."""
    return (
        relation.role == "given" and relation.sign == "eq" and relation.lhs is not None and relation.lhs.head == "item"
    )


def _declared_anew(given: Relation, relation: Relation) -> bool:
    """Whether the family of a member that is given has been let be something else since."""
    assert given.lhs is not None
    family = f"{given.lhs.args[0].value}[]"
    before, now = given.context.symbols.get(family), relation.context.symbols.get(family)
    return now is not None and now.origin == "declared" and (before is None or before.section != now.section)
