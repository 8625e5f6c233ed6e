"""The document of a page: each relation in its context, once every role is known.

A context holds what is in sight of the relation: shapes and facts of names, definitions by scope, hypotheses in
force, the
conventions that may explain what the page never says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from derivations.document.context import Context, Definition, Hypothesis, Symbol
from derivations.document.document import ContextEntry, Convention, Relation, Span
from derivations.latex.print import name as spelled
from derivations.latex.rows import Side
from derivations.latex.spelling import name_of
from derivations.reader.as_written import as_written
from derivations.reader.conventions import conventions, of_functions
from derivations.reader.dependence import Told, as_functions, differentiated, implicit, said_to_depend
from derivations.reader.entries import Entry, Pending
from derivations.reader.kinds import shape_for
from derivations.reader.meaning import Failure, PageMeaning
from derivations.reader.prose import LASTING
from derivations.reader.reach import Reach
from derivations.reader.roles import Roles
from derivations.reader.scopes import Scope, is_data
from derivations.reader.sequences import instances
from derivations.reader.sources import Source
from derivations.reader.stream import ARROWS, Chain, Page
from derivations.reader.unpinned import unpinned
from derivations.terms.term import Term, free_symbols, functions_of
from derivations.terms.wholes import has_mean


class Contexts:
    """Makes relations out of entries. Symbol tables are made once for each section."""

    def __init__(self, source: Source, page: Page, meaning: PageMeaning) -> None:
        self.source = source
        self.page = page
        self.meaning = meaning
        self.roles = Roles(page, meaning)
        self.reach = Reach(page, self.roles.made)
        self.partial = {id(e) for e in self.roles.made if e.defines is not None and self.reach.domain(e)}
        self.tables: dict[int, dict[str, Symbol]] = {}
        self.by_id = {entry.id: entry for entry in self.roles.made}
        self.makers = {id(e.defines): e for e in self.roles.made if e.defines is not None}
        self.setters: dict[tuple[int, str], list[Entry]] = {}
        for entry in self.roles.made:
            sets = isinstance(entry.lhs, Term) and entry.lhs.head in ("sym", "app")
            asked = sets and isinstance(entry.rhs, Term) and entry.lhs.head == "app" and is_data(entry.rhs)  # type: ignore[union-attr]
            if sets and entry.unclaimed and entry.role == "claim" and not asked:
                self.setters.setdefault((entry.chain.section, str(entry.lhs.value)), []).append(entry)  # type: ignore[union-attr]
        self.depends = self._dependences()
        self.applied: dict[int, set[str]] = {}
        for chain in page.chains:
            terms = (term for side in chain.sides if isinstance(term := meaning.terms.get(id(side)), Term))
            self.applied.setdefault(chain.section, set()).update(*map(functions_of, terms))
        mapping = [chain for chain in page.chains if [sign.op for sign in chain.signs] == [":", "\\to"]]
        self.mapped = frozenset(
            name for chain in mapping if (node := chain.sides[0].node) and (name := name_of(node)) is not None
        )

    def relations(self) -> list[Relation]:
        """The entries of the page in reading order."""
        return [self._relation(entry) for entry in self.roles.made]

    def _relation(self, entry: Entry) -> Relation:
        chain = entry.chain
        section = self.page.sections[chain.section]
        arrow = chain.arrow if entry.place == 0 else None
        op = chain.signs[entry.place].op
        shown = f"{arrow.op} {op}" if arrow is not None and arrow.label != "words" else op
        reason = None
        for side in (entry.lhs, entry.rhs):
            if isinstance(side, Failure) and reason is None:
                reason = f"{side.message} ({self._where(side.start)})"
        in_force = self._in_force(self.roles.scope(chain), entry)
        context = self._context(entry, in_force)
        premises = self._premises(entry)
        kinds = self.meaning.sections[chain.section].kinds.of
        lone: Mapping[str, str] = {}
        found: tuple[Convention, ...] = ()
        if isinstance(entry.lhs, Term) and isinstance(entry.rhs, Term):
            started = (self.by_id[name].names for name in premises)
            before = self.roles.settled_before(entry).union(*started)
            derived = entry.place == 0 and (arrow is not None or entry.follows)
            odd = {**self.meaning.told.odd.get(0, {}), **self.meaning.told.odd.get(chain.section, {})}
            unread = self.roles.unread_names.get(chain.section, frozenset())
            lone = unpinned(
                entry.lhs, entry.rhs, context, before, self.meaning.numbers, self.meaning.arbitrary, odd, derived
            )
            here = frozenset(context.symbols).union(*(names for _, names in self.roles.seen.get(chain.section, [])))
            patterns = self.roles.patterns.get(chain.section, {})
            lone = {**{n: f"what gives {n} could not be read" for n in unread & entry.names}, **lone}
            random = has_mean(entry.lhs) or has_mean(entry.rhs)
            found = conventions(lone, context.definitions, kinds, patterns, here, random)
            functions = (functions_of(entry.lhs) | functions_of(entry.rhs)) - self.meaning.arbitrary - odd.keys()
            found += of_functions(functions, context.definitions)
            left = self.roles.scopes.left_behind(self.roles.scope(chain), (each.statement for each in in_force))
            behind = (entry.names & left) - set(context.definitions)
            held = {d.name for d in context.definitions.values() if d.body.head == "app" and d.body.value == d.name}
            vague = held - self.meaning.arbitrary | {n for n in held if context.facts_of(n)}
            lone = {**{n: f"how {spelled(n)} moves under the derivative is not said" for n in vague}, **lone}
            lone = {**{n: f"another section says what {spelled(n)} is" for n in behind}, **lone}
            declared = self.meaning.declared_in(chain.section).keys()
            bare = entry.names & self.applied.get(chain.section, set()) - set(context.definitions) - declared
            lone = {**{n: f"{spelled(n)} is a function elsewhere" for n in bare}, **lone}
        return Relation(
            id=entry.id,
            section=_section_name(section.title),
            span=self._span(entry),
            lhs_text=self._text(entry.left),
            op=shown,
            rhs_text=self._text(entry.right),
            role=entry.role,
            lhs=entry.lhs if isinstance(entry.lhs, Term) else None,
            sign=entry.sign,
            rhs=entry.rhs if isinstance(entry.rhs, Term) else None,
            reason=reason,
            context=context,
            premises=premises,
            implication=ARROWS[arrow.op]
            if arrow is not None
            else ("follows" if entry.follows and entry.place == 0 else None),
            exists=entry.exists,
            unpinned=lone,
            doubt=self.roles.doubts.of(entry, self._chain_terms(entry))
            or self._condition_before(entry, in_force)
            or ("its names are of other kinds than around it" if self.meaning.moved.get(id(chain)) else "")
            or as_written(self._text(entry.left), self._text(entry.right))
            or self._of_an_example(entry),
            conventions=found,
            chain=str(chain.index),
            previous=self._previous(entry),
            above=self._above(entry),
            sentence=chain.sentence,
            passes=entry.passes and entry.role == "given" and (entry.defines is None or is_data(entry.defines.body)),
            note=self._note(entry),
            assumed=entry.recursion or entry.member or (entry.cue is not None and entry.cue.word in LASTING),
        )

    def _of_an_example(self, entry: Entry) -> str:
        """On a page with boxes letters are used again in every example; only what a box declares is sure in it."""
        if not any(section.box for section in self.page.sections):
            return ""
        sides = [side for side in (entry.lhs, entry.rhs) if isinstance(side, Term)]
        names = frozenset[str]().union(*(free_symbols(side) | functions_of(side) for side in sides))
        declared = self.meaning.told.declared.get(entry.chain.section, {})
        return "an example may suppose more than was read" if names - declared.keys() else ""

    def _note(self, entry: Entry) -> str:
        if entry.compares:
            return "compares"
        if self.roles.doubts.has_unit(entry):
            return "unit"
        return "constant" if self._is_of_a_constant(entry) else ""

    def _is_of_a_constant(self, entry: Entry) -> bool:
        """Whether "for some constant" introduces names: no variable may stand in what they are."""
        words = f"{entry.chain.after} {' '.join(entry.chain.gaps.values())} {' '.join(entry.chain.notes.values())}"
        return bool(entry.exists) and re.search(r"\bconstants?\b", words) is not None

    def _condition_before(self, entry: Entry, in_force: list[Pending]) -> str:
        """A condition of an earlier sentence on what stands here: whether it still holds is not said."""
        scope = self.roles.scope(entry.chain)
        told = [h for h in self.roles.scopes.hypotheses(scope, entry.chain.index) if isinstance(h, Pending)]
        own = (h.statement for h in told if h.entry.chain.sentence == entry.chain.sentence and h.entry is not entry)
        said = frozenset[str]().union(*map(free_symbols, own))
        arrow = entry.chain.arrow is not None and entry.place == 0
        for pending in told:
            near = pending.entry.chain.paragraph == entry.chain.paragraph and pending.entry is not entry
            posed = near and not arrow and pending.entry.role == "posed" and pending not in in_force
            if posed and free_symbols(pending.statement) & entry.names and pending.precedes(entry):
                return "whether an equation before still holds is not said"
            here = pending.entry.chain.section == entry.chain.section and not arrow
            ended = pending.passed(entry) or (
                self.reach.passed(pending, entry) and self._may_hold(pending.entry, entry)
            )
            if here and ended and free_symbols(pending.statement) & (entry.names - said):
                return "whether a condition of an earlier sentence still holds is not said"
        for pending in told:
            item = pending.entry.chain.item
            elsewhere = item and item != entry.chain.item and not pending.entry.supposed and pending.precedes(entry)
            shared = free_symbols(pending.statement) & (entry.names - said)
            if elsewhere and shared and not pending.derived and self._may_hold(pending.entry, entry):
                return "whether what an item of a list supposes holds here is not said"
        for maker in self.makers.values():
            name = maker.defines.name if maker.defines is not None else ""
            near = maker.chain.section == entry.chain.section and name in entry.names and maker is not entry
            if near and self.reach.over(maker, entry) and self._may_hold(maker, entry):
                return "whether a condition of an earlier sentence still holds is not said"
        return ""

    def _may_hold(self, maker: Entry, entry: Entry) -> bool:
        """Whether the names of what was supposed before may still mean that: they were not let be anything since."""
        section, at = entry.chain.section, entry.chain.index
        anew = self.reach.bound_behind(entry)
        for name in maker.names & entry.names:
            said = self.meaning.told.unbound.get((section, name), []) + [
                i for i, _ in self.meaning.told.said.get((section, name), [])
            ]
            if any(maker.chain.index < index <= at for index in said):
                anew |= {name}
        return not maker.names & entry.names <= anew

    def _chain_terms(self, entry: Entry) -> list[Term]:
        """The sides of the chain up to the end of the entry."""
        sides = (self.meaning.term(side) for side in entry.chain.sides[: entry.place + 2])
        return [side for side in sides if isinstance(side, Term)]

    def _context(self, entry: Entry, in_force: list[Pending]) -> Context:
        chain, scope = entry.chain, self.roles.scope(entry.chain)
        definitions = self.roles.scopes.visible(scope, chain.index, entry.defines)
        in_sight = self.roles.scopes.hypotheses(scope, chain.index)
        declared = [h for h in in_sight if not isinstance(h, Pending)]
        hypotheses = declared + [Hypothesis(pending.statement, pending.entry.id) for pending in in_force]
        hypotheses += self._instances(entry, in_force, [h.statement for h in hypotheses], frozenset(definitions))
        symbols = self._symbols(chain.section)
        sourced = {name: self._sourced(d) for name, d in definitions.items() if not self._comes_late(d, entry, symbols)}
        symbols = self._with_chances(self._as_said_last(self._moved(symbols, chain), entry))
        moving = self._functions_of_variables(entry, sourced)
        values = {
            f"{n}()": replace(symbols[n], name=f"{n}()") for n in moving if n in symbols and f"{n}()" not in symbols
        }
        constants = self.meaning.told.constants.get(chain.section, set()) | self.meaning.told.constants.get(0, set())
        return Context(
            {**symbols, **values},
            {**sourced, **moving},
            tuple(hypotheses),
            self.meaning.layout,
            frozenset(constants),
            self.meaning.symmetric_derivatives,
        )

    def _dependences(self) -> list[Told]:
        """What names are functions of, by what the page says and by its derivatives."""
        made = [(e, e.lhs, e.rhs) for e in self.roles.made]
        shown = (
            told
            for entry, lhs, rhs in made
            if isinstance(lhs, Term) and isinstance(rhs, Term)
            for told in differentiated(entry.chain.section, (lhs, rhs))
        )
        return [*said_to_depend(self.page), *implicit(self.page), *shown]

    def _depends_in(self, section: int) -> dict[str, set[str]]:
        """The same for a section: names that it declares anew are what it says."""
        found: dict[str, set[str]] = {}
        own = self.meaning.told.declared.get(section, {})
        for told in self.depends:
            if told.section == section or told.name not in own:
                found.setdefault(told.name, set()).update(told.variables)
        return {name: variables for name, variables in found.items() if variables}

    def _functions_of_variables(self, entry: Entry, definitions: Mapping[str, Definition]) -> dict[str, Definition]:
        """Bare names that stand for functions of what the entry differentiates by."""
        sides = [side for side in (entry.lhs, entry.rhs) if isinstance(side, Term)]
        section = entry.chain.section
        open_functions = (self.meaning.arbitrary | self.mapped) - set(self.meaning.told.declared.get(section, {}))
        moving = as_functions(sides, self._depends_in(section), open_functions, definitions)
        table = {**definitions, **moving}
        reached, grown = frozenset[str](), frozenset[str]().union(*map(free_symbols, sides))
        while not grown <= reached:
            reached |= grown
            grown = grown.union(*(free_symbols(table[name].body) for name in reached & set(table)))
        return {name: definition for name, definition in moving.items() if name in reached}

    @staticmethod
    def _instances(
        entry: Entry, in_force: list[Pending], told: list[Term], defined: frozenset[str]
    ) -> Iterator[Hypothesis]:
        """What the rules for all members of a sequence say of those that stand here."""
        sides = [side for side in (entry.lhs, entry.rhs) if isinstance(side, Term)]
        for pending in in_force:
            letter = pending.entry.every
            if letter is not None and letter not in defined and pending.statement.head == "eq" and not pending.derived:
                bounds = [each for each in told if each.head != "eq" and letter in free_symbols(each)]
                for instance in instances(pending.statement, letter, bounds, sides):
                    yield Hypothesis(instance, pending.entry.id)

    def _set_since(self, name: str, maker: Entry, entry: Entry) -> bool:
        """Whether an equation between a definition and an entry may give the name another meaning."""
        setters = self.setters.get((entry.chain.section, name), [])
        return any(
            maker.chain.index < other.chain.index <= entry.chain.index and other is not entry for other in setters
        )

    def _as_said_last(self, symbols: dict[str, Symbol], entry: Entry) -> dict[str, Symbol]:
        """`Let A be symmetric. ... Let A be any matrix.`: the last word before a place counts there."""
        changed: dict[str, Symbol] = {}
        for (section, name), said in self.meaning.told.said.items():
            if section == entry.chain.section and len(said) > 1 and name in symbols:
                before = [
                    facts for index, facts in sorted(said, key=lambda each: each[0]) if index <= entry.chain.index
                ]
                changed[name] = replace(symbols[name], facts=before[-1] if before else said[0][1])
        return {**symbols, **changed} if changed else symbols

    def _with_chances(self, symbols: dict[str, Symbol]) -> dict[str, Symbol]:
        """With what the page says of random names: this holds on all of it, whatever else is said of them since."""
        changed: dict[str, Symbol] = {}
        for name in symbols.keys() & self.meaning.chances.names():
            told = self.meaning.chances.facts(name)
            apart = any(fact.startswith("independent: ") for fact in told)
            facts = symbols[name].facts - {"independent"} if apart else symbols[name].facts
            changed[name] = replace(symbols[name], facts=facts | told)
        return {**symbols, **changed}

    def _said_anew(self, pending: Pending, entry: Entry) -> bool:
        """Whether a name of a hypothesis was introduced again since."""
        return self._introduced_since(free_symbols(pending.statement), pending.entry, entry)

    def _introduced_since(self, names: frozenset[str], earlier: Entry, entry: Entry) -> bool:
        """Whether one of the names was introduced again between two entries of a section."""
        section, at = entry.chain.section, earlier.chain.index
        later = (
            i for n in names for i, _ in self.meaning.told.said.get((section, n), []) if at < i <= entry.chain.index
        )
        return earlier.chain.section == section and any(later)

    def _comes_late(self, definition: Definition, entry: Entry, symbols: Mapping[str, Symbol]) -> bool:
        """Whether a name that stands for anything here is only later given a meaning, or had one for a sentence."""
        maker = self.makers.get(id(definition))
        if maker is None:
            return False
        if is_data(definition.body) and definition.name in self.reach.bound_behind(entry):
            return True
        if definition.params is not None and not self._is_given_there(maker, entry):
            return True
        if maker.chain.sentence == entry.chain.sentence:
            return False
        if is_data(definition.body) and self.reach.over(maker, entry):
            return True
        if maker.passes and is_data(definition.body):
            return True
        if self._set_since(definition.name, maker, entry):
            return True
        section, name = entry.chain.section, definition.name
        unbound = self.meaning.told.unbound.get((section, name), [])
        for_any = maker.chain.section == section and any(maker.chain.index < i <= entry.chain.index for i in unbound)
        if is_data(definition.body) and (for_any or self._introduced_since(frozenset({name}), maker, entry)):
            return True
        if maker.chain.index <= entry.chain.index:
            return False
        name = definition.name if definition.params is None else definition.name + "()"
        return name in symbols and symbols[name].origin == "declared"

    def _is_given_there(self, maker: Entry, entry: Entry) -> bool:
        """Whether a function is given at all arguments that it has in the entry, and in what that unfolds to."""
        if id(maker) not in self.partial:
            return True
        sides = [side for side in (entry.lhs, entry.rhs) if isinstance(side, Term)]
        in_sight = self.roles.scopes.visible(self.roles.scope(entry.chain), entry.chain.index)
        bodies = (d.body for d in in_sight.values() if d is not maker.defines)
        return self.reach.known_at(maker, (*sides, *bodies))

    def _in_force(self, scope: Scope, entry: Entry) -> list[Pending]:
        """Hypotheses of this place: those of other list items are not, and an equation that opened another problem
        about the same unknown is not either.
        """
        chain = entry.chain
        in_sight = self.roles.scopes.hypotheses(scope, chain.index + 1)
        found = [
            pending
            for pending in in_sight
            if isinstance(pending, Pending)
            and pending.entry is not entry
            and pending.precedes(entry)
            and (pending.entry.chain.item in (0, chain.item) or pending.entry.supposed)
            and not self.reach.passed(pending, entry)
            and not self.roles.only_compared(pending.entry)
            and not self._means_another(pending, entry)
        ]
        kept: list[Pending] = []
        for place, pending in enumerate(found):
            names = free_symbols(pending.statement)
            later = (
                other
                for other in found[place + 1 :]
                if other.opens
                and other.entry.chain.sentence != pending.entry.chain.sentence
                and free_symbols(other.statement) & names
            )
            again = any(other.replaces(pending) for other in found[place + 1 :])
            if (
                not ((pending.opens or pending.depends) and any(later))
                and not again
                and not pending.passed(entry)
                and not self._said_anew(pending, entry)
            ):
                kept.append(pending)
        return kept

    def _means_another(self, pending: Pending, entry: Entry) -> bool:
        """Whether a name of a hypothesis was something else where it was said or shown."""
        maker = pending.entry
        for name in free_symbols(pending.statement) | functions_of(pending.statement):
            there = self.roles.scopes.definition(name, self.roles.scope(maker.chain), maker.chain.index)
            if there is None or there is maker.defines:
                continue
            here = self.roles.scopes.definition(name, self.roles.scope(entry.chain), entry.chain.index)
            if (
                here is not there
                and (here is not None or pending.derived)
                and (here is None or here.body != there.body)
            ):
                return True
        return False

    def _sourced(self, definition: Definition) -> Definition:
        if definition.source:
            return definition
        maker = self.makers.get(id(definition))
        source = maker.id if maker is not None else ""
        return Definition(definition.name, definition.body, definition.params, source)

    def _symbols(self, section: int) -> dict[str, Symbol]:
        """Every name in sight with its shape; what only stands in other sections comes in by their definitions."""
        if section in self.tables:
            return self.tables[section]
        table = dict(self._own_symbols(section))
        here = self.roles.scopes.sections[section]
        earlier = [scope for scope in reversed(self.roles.scopes.order) if scope.section < section]
        for scope in (*self.roles.scopes.kin(here), *earlier):
            for name, symbol in self._own_symbols(scope.section).items():
                if not name.endswith("()"):
                    table.setdefault(name, symbol)
        self.tables[section] = table
        return table

    def _own_symbols(self, section: int) -> dict[str, Symbol]:
        known = self.meaning.sections[section]
        table: dict[str, Symbol] = {}
        for name, kind in known.kinds.of.items():
            declared = known.declared.get(name)
            shape = declared.shape if declared and declared.shape else shape_for(name, kind)
            facts = declared.facts if declared else frozenset()
            said = self.meaning.told.declared.get(section, {}).get(name)
            if name in self.meaning.numbers and not (said is not None and "integer" in said.facts):
                facts |= {"natural", "positive"}
            origin = (
                self._origin(declared, section)
                if declared
                else ("inferred" if name in known.kinds.evident else "habit")
            )
            table[name] = Symbol(name, shape, facts, origin, 0, str(section))
        for name, symbol in known.declared.items():
            table.setdefault(name, replace(symbol, origin=self._origin(symbol, section)))
        return table

    def _moved(self, symbols: dict[str, Symbol], chain: Chain) -> dict[str, Symbol]:
        """The symbols with the kinds that names have in a chain which does not fit those of its section."""
        moved = self.meaning.moved.get(id(chain), {})
        here = {
            name: replace(symbols[name], shape=shape_for(name, kind), origin="moved")
            for name, kind in moved.items()
            if name in symbols
        }
        return {**symbols, **here}

    def _origin(self, symbol: Symbol, section: int) -> str:
        """Declared, or declared in an earlier section: shapes from there may be meant for something else."""
        said = symbol.name in self.meaning.told.declared.get(section, {}) or symbol.name in self.meaning.told.outranking
        here = said or symbol.name in self.meaning.sections[section].kinds.confirmed
        return symbol.origin if here or symbol.origin != "declared" else "earlier"

    def _premises(self, entry: Entry) -> tuple[str, ...]:
        chain = entry.chain
        if entry.place > 0:
            return ()
        if entry.compares:
            return tuple(e.id for e in self.roles.definitions_of_one_name(entry))
        if chain.premise is not None and chain.arrow is not None:
            # the rows of a system together are the premise
            system = [chain.premise]
            if chain.premise.arrow is None:
                for other in self.page.chains:
                    posed = all(e.role == "posed" for e in self.roles.by_chain.get(other.index, []))
                    if other.formula == chain.premise.formula and other.index < chain.premise.index and posed:
                        system.append(other)
            return tuple(e.id for c in system for e in self.roles.by_chain.get(c.index, []))
        if entry.follows:
            earlier = [
                c for c in self.page.chains if c.index < chain.index and not c.declares and c.section == chain.section
            ]
            if earlier:
                own = self.roles.by_chain.get(earlier[-1].index, [])
                return tuple(e.id for e in own if self._leads_to(e, entry))
        return ()

    def _leads_to(self, earlier: Entry, entry: Entry) -> bool:
        """Whether "so" may lead from an entry to another: both speak of the same thing."""
        item = earlier.chain.item in (0, entry.chain.item) or earlier.supposed
        case = earlier.chain.label in ("", entry.chain.label)
        ended = self.reach.dropped(earlier, entry) or self.reach.left(earlier, entry)
        if not item or not case or ended or self.roles.only_compared(earlier):
            return False
        return not self.reach.over(earlier, entry) and not self._introduced_since(earlier.names, earlier, entry)

    def _above(self, entry: Entry) -> str | None:
        """The last entry of the row above, where this one starts a row of its own."""
        chain = entry.chain
        earlier = next((c for c in reversed(self.page.chains) if c.index < chain.index), None)
        if earlier is None or not chain.display or earlier.formula != chain.formula or chain.aside:
            return None
        return next((e.id for e in reversed(self.roles.by_chain.get(earlier.index, []))), None)

    def _previous(self, entry: Entry) -> str | None:
        found = [e for e in self.roles.made if e.start < entry.start]
        return found[-1].id if found else None

    # --- places and texts --------------------------------------------------------------------------------

    def _text(self, side: Side) -> str:
        return " ".join(self.source.text[side.start : side.end].split())

    def _where(self, offset: int) -> str:
        at = self.source.position(offset)
        return f"line {at.line}, column {at.column}"

    def _span(self, entry: Entry) -> Span:
        first = self.source.position(entry.start)
        last = self.source.position(max(entry.right.end, entry.start))
        return Span(first.path, first.line, first.column, last.line, last.column, first.cell)

    def entries(self) -> Iterator[ContextEntry]:
        """How the page was understood, for reports."""
        for section in self.page.sections:
            known = self.meaning.sections[section.index]
            title = _section_name(section.title)
            line = self.source.position(section.start).line
            for name in sorted(known.kinds.of):
                if name.startswith("?") or name.endswith("[]"):
                    continue
                shape = self.meaning.shape(name, section.index)
                origin = "declared" if name in known.declared else "inferred"
                yield ContextEntry(title, line, "symbol", name, (_size(shape[0]), _size(shape[1])), name, origin)
        for entry in self.roles.made:
            title = _section_name(self.page.sections[entry.chain.section].title)
            line = self.source.position(entry.start).line
            text = f"{self._text(entry.left)} {entry.chain.signs[entry.place].op} {self._text(entry.right)}"
            if entry.defines is not None:
                yield ContextEntry(title, line, "definition", entry.defines.name, None, text, "declared")
            elif entry.hypothesis is not None:
                yield ContextEntry(title, line, "hypothesis", "", None, text, "declared")


def _section_name(title: str) -> str:
    return " ".join(title.split())


def _size(size: Term) -> str:
    text = str(size)
    return "?" if text.startswith("?") else text
