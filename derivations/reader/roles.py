"""Given or claim: the role of every relation of a page, and the context that it stands in.

An equation that gives a name its first meaning defines it; cue words make hypotheses and claims; an equation that opens a problem is
given; everything else is a claim. The rules stand in `_role` in the order in which they are tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from derivations.document.context import Context, Definition, Hypothesis, Symbol
from derivations.document.document import ContextEntry, Convention, Relation, Span
from derivations.latex.rows import Side
from derivations.reader.chains import ARROWS, RELATION_SIGNS, Chain, Page
from derivations.reader.conventions import conventions
from derivations.reader.kinds import shape_for
from derivations.reader.meaning import Failure, PageMeaning
from derivations.reader.prose import Cue, compares, continues, cue, follows, goes_on
from derivations.reader.scopes import Scope, Scopes, is_data
from derivations.reader.sources import Source
from derivations.reader.unpinned import unpinned
from derivations.terms.term import Term, free_symbols, functions_of

FRESH_STARTS = frozenset(
    {"let", "set", "consider", "denote", "denoting", "define", "defining", "put", "take", "choose", "fix", "start with", "starting with",
     "setting"}
)  # fmt: skip
ASSUMING = frozenset({"suppose", "supposing", "assume", "assuming", "given", "if", "whenever", "provided", "solve", "such that", "subject to"})


class Roles:
    """Walks the chains in reading order and fills the scopes as definitions and hypotheses appear."""

    def __init__(self, source: Source, page: Page, meaning: PageMeaning) -> None:
        self.source = source
        self.page = page
        self.meaning = meaning
        self.scopes = Scopes()
        for section in page.sections:
            self.scopes.section(section.index, section.title, section.level)
        for index, table in meaning.declared.items():
            self.scopes.sections[index].declared.update(table)
        self.patterns: dict[int, dict[str, Definition]] = {}
        self.made: list[_Entry] = []
        self.by_chain: dict[int, list[_Entry]] = {}
        self.seen: dict[int, list[tuple[int, frozenset[str]]]] = {}
        self.tables: dict[int, dict[str, Symbol]] = {}

    def relations(self) -> list[Relation]:
        """The entries of the page in reading order."""
        for chain in self.page.chains:
            if not chain.declares:
                for place in range(len(chain.signs)):
                    if chain.signs[place].op in RELATION_SIGNS:
                        self._enter(chain, place)
        for entry in self.made:
            # what looked like an open equation may hold a name that was only defined after it
            if entry.role == "posed" and not self._is_premise(entry) and not self._lone(entry):
                entry.role = "claim"
        self.made.sort(key=lambda entry: entry.start)
        for number, entry in enumerate(self.made, 1):
            entry.id = str(number)
        return [self._relation(entry) for entry in self.made]

    # --- first walk: roles, definitions, hypotheses ------------------------------------------------------

    def scope(self, chain: Chain) -> Scope:
        return self.scopes.at(chain.section, chain.label)

    def _enter(self, chain: Chain, place: int) -> None:
        sign = chain.signs[place]
        left, right = chain.sides[place], chain.sides[place + 1]
        entry = _Entry(chain, place, self.meaning.term(left), self.meaning.term(right), left, right)
        entry.start = chain.arrow.start if chain.arrow is not None and place == 0 else sign.start
        entry.sign = RELATION_SIGNS[sign.op]
        words = chain.before if place == 0 else chain.gaps.get(place, "")
        entry.cue = cue(words)
        if entry.cue is None and place == 0 and (continues(words) or goes_on(words)):
            entry.cue = self._inherited(chain)
        entry.compares = compares(words)
        entry.follows = follows(words)
        self.made.append(entry)
        self.by_chain.setdefault(chain.index, []).append(entry)
        entry.exists = self.meaning.exists.get((chain.index, place), ())
        entry.role = self._role(entry)
        if entry.sign == "define":
            entry.sign = "eq"
        self._record(entry)

    def _inherited(self, chain: Chain) -> Cue | None:
        """The cue of the formula before, where only a row end, a list item or "and" stands between."""
        before = next((c for c in reversed(self.page.chains) if c.index < chain.index), None)
        if before is None or before.section != chain.section:
            return None
        if before.declares:
            return cue(before.before)
        if before.index not in self.by_chain:
            return None
        together = before.formula == chain.formula or chain.item or before.paragraph == chain.paragraph
        return self.by_chain[before.index][0].cue if together else None

    def _role(self, entry: _Entry) -> str:
        if isinstance(entry.lhs, Failure) or isinstance(entry.rhs, Failure):
            return "unread"
        if entry.sign == "define":
            entry.defines = self._definable(entry, entry.lhs, entry.rhs, redefine=True)
            return "given"
        if entry.sign != "eq":
            return self._role_of_inequality(entry)
        implied = entry.chain.arrow is not None and entry.place == 0
        fresh = entry.cue is not None and entry.cue.word in FRESH_STARTS and entry.place == 0 and not implied
        if not entry.exists:
            entry.defines = self._new_meaning(entry, fresh, implied)
            if entry.defines is not None:
                return "renewed" if entry.renews else "given"
        elif self._defines_despite_existence(entry):
            return "given"
        if implied:
            return "claim"
        if entry.place == 0 and entry.cue is not None and entry.cue.word in ASSUMING:
            return "given"
        if entry.place == 0 and self._says_of_unknown_function(entry):
            return "given"
        if entry.place == 0 and entry.cue is not None and entry.cue.role == "hypothesis":
            return "restated" if not fresh and self._known_left(entry) else "given"
        if entry.compares and self._definitions_of_one_name(entry):
            return "claim"
        if entry.place == 0 and entry.cue is None and (self._opens(entry) or self._one_sided(entry)):
            return "posed"
        if entry.place == 0 and entry.cue is not None and self._opens_by_arrow(entry):
            return "posed"
        return "claim"

    def _role_of_inequality(self, entry: _Entry) -> str:
        if entry.place > 0:
            first = self.by_chain[entry.chain.index][0]
            return "given" if first.role == "given" and first.sign not in ("eq", "define") else "claim"
        if entry.place == 0 and entry.chain.arrow is None:
            if entry.cue is not None and entry.cue.role == "hypothesis":
                return "given"
            sides = (entry.lhs, entry.rhs)
            plain = all(isinstance(t, Term) and (t.head == "sym" or not free_symbols(t)) for t in sides)
            if entry.cue is None and plain and entry.sign != "approx" and not self._all_known(entry):
                return "given"
        return "claim"

    def _all_known(self, entry: _Entry) -> bool:
        scope = self.scope(entry.chain)
        names = self._names(entry)
        return all(self.scopes.definition(n, scope, entry.chain.index) is not None for n in names)

    def _names(self, entry: _Entry) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        for term in (entry.lhs, entry.rhs):
            if isinstance(term, Term):
                found |= free_symbols(term) | functions_of(term)
        return frozenset(n for n in found if not n.startswith("?"))

    def _says_of_unknown_function(self, entry: _Entry) -> bool:
        """`\\nabla L(x, w) = ...` or `f(2) = 3` where the function has no meaning: it gets one."""
        assert isinstance(entry.lhs, Term)
        assert isinstance(entry.rhs, Term)
        side = entry.lhs
        while side.head in ("grad", "hessian", "jacobian", "entry", "transpose"):
            side = side.args[0]
        if side.head != "app" or str(side.value) in functions_of(entry.rhs):
            return False
        return self.scopes.definition(str(side.value), self.scope(entry.chain), entry.chain.index) is None

    def _known_left(self, entry: _Entry) -> bool:
        assert isinstance(entry.lhs, Term)
        if entry.lhs.head != "sym":
            return self._all_known(entry)
        return self.scopes.definition(str(entry.lhs.value), self.scope(entry.chain), entry.chain.index) is not None

    def _opens(self, entry: _Entry) -> bool:
        """An equation that an implication starts from, with something unknown in it."""
        following = [c for c in self.page.chains if c.premise is entry.chain]
        nxt = next((c for c in self.page.chains if c.index == entry.chain.index + 1), None)
        leads = bool(following) or (nxt is not None and nxt.section == entry.chain.section and follows(nxt.before))
        if len(entry.chain.signs) != 1 or self._all_known(entry):
            return False
        return bool(following) or (leads and bool(self._lone(entry)))

    def _opens_by_arrow(self, entry: _Entry) -> bool:
        """The same after "then" or "we have": only where nothing assumed before could give it."""
        if not any(c.premise is entry.chain for c in self.page.chains) or len(entry.chain.signs) != 1:
            return False
        names = self._names(entry)
        hypotheses = self.scopes.hypotheses(self.scope(entry.chain), entry.chain.index - 1)
        near = [h for h in hypotheses if isinstance(h, _Pending) and h.entry.chain.paragraph == entry.chain.paragraph]
        assumed = any(free_symbols(h.statement) & names for h in near if not h.derived and h.entry.role != "posed")
        return not self._all_known(entry) and not assumed

    def _lone(self, entry: _Entry) -> set[str]:
        """Names on one side only that the page neither defines nor declares."""
        if not isinstance(entry.lhs, Term) or not isinstance(entry.rhs, Term):
            return set()
        scope, index = self.scope(entry.chain), entry.chain.index
        declared = self.meaning.declared_in(entry.chain.section)
        one_sided = {n for n in free_symbols(entry.lhs) ^ free_symbols(entry.rhs) if not n.startswith("?")}
        lone = {n for n in one_sided if self.scopes.definition(n, scope, index) is None and n not in declared}
        return lone - self.meaning.numbers

    def _one_sided(self, entry: _Entry) -> bool:
        """An equation that stands alone and holds a name on one side only, such as x in 2x + 1 = 5."""
        if len(entry.chain.signs) != 1 or not isinstance(entry.lhs, Term) or not isinstance(entry.rhs, Term):
            return False
        left, right = free_symbols(entry.lhs), free_symbols(entry.rhs)
        return bool(self._lone(entry)) and (not left or not right or not left & right)

    def _new_meaning(self, entry: _Entry, fresh: bool, implied: bool) -> Definition | None:
        assert isinstance(entry.lhs, Term)
        assert isinstance(entry.rhs, Term)
        if entry.place == 0 and (self._is_premise(entry) or (entry.cue is not None and entry.cue.word in ("if", "whenever", "solve"))):
            return None
        premise = self._premise_names(entry) if implied else frozenset()
        if entry.place == 0:
            found = self._definable(entry, entry.lhs, entry.rhs, redefine=fresh)
            if found is not None and found.name not in premise:
                return found
        if entry.place == len(entry.chain.signs) - 1 and not (implied and entry.place == 0):
            denoted = entry.cue is not None and entry.cue.word in ("denote", "denoting", "let", "set", "define", "write", "call")
            if entry.place > 0 or denoted or entry.lhs.head in ("grad", "app"):
                found = self._definable(entry, entry.rhs, entry.lhs, redefine=False)
                if found is not None and found.params is None and found.name not in self._used(entry):
                    return found
        return None

    def _is_premise(self, entry: _Entry) -> bool:
        """An equation that an arrow leads away from says what holds there, not what a name stands for everywhere."""
        return any(c.premise is entry.chain for c in self.page.chains) and len(entry.chain.signs) == 1

    def _premise_names(self, entry: _Entry) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        premise = entry.chain.premise
        while premise is not None:
            for earlier in self.by_chain.get(premise.index, []):
                found |= self._names(earlier)
            premise = premise.premise
        return found

    def _used(self, entry: _Entry) -> frozenset[str]:
        """Names that stand earlier in the section: they are known quantities, whatever their value."""
        found: frozenset[str] = frozenset()
        for index, names in self.seen.get(entry.chain.section, []):
            if index < entry.chain.index:
                found |= names
        return found

    def _defines_despite_existence(self, entry: _Entry) -> bool:
        """`w = alpha x for some alpha`, where w itself has no meaning yet."""
        assert isinstance(entry.lhs, Term)
        assert isinstance(entry.rhs, Term)
        if entry.place == 0:
            entry.defines = self._definable(entry, entry.lhs, entry.rhs, redefine=False)
        return entry.defines is not None

    def _definable(self, entry: _Entry, side: Term, body: Term, redefine: bool) -> Definition | None:
        """The definition that `side := body` makes, or None where the side already means something."""
        scope, index = self.scope(entry.chain), entry.chain.index
        if side.head == "sym":
            name = str(side.value)
            if name in free_symbols(body) or name in self.meaning.numbers:
                return None
            if not redefine and self.scopes.near(name, scope, index) is not None:
                return None
            # known from another section only: said again, or a new meaning that this section starts
            entry.renews = not redefine and self.scopes.definition(name, scope, index) is not None
            if not redefine and self._is_unknown(name, entry):
                return None
            return Definition(name, body)
        if side.head == "app":
            name = str(side.value)
            params = [str(a.value) for a in side.args if a.head == "sym"]
            if len(params) != len(side.args) or len(set(params)) != len(params) or name in functions_of(body):
                return None
            if not redefine and self.scopes.definition(name, scope, index) is not None:
                return None
            return Definition(name, body, tuple(params))
        return None

    def _is_unknown(self, name: str, entry: _Entry) -> bool:
        """A name that an equation given before already restricts."""
        if entry.cue is not None and entry.cue.role == "hypothesis":
            return False
        for hypothesis in self.scopes.hypotheses(self.scope(entry.chain), entry.chain.index - 1):
            if name in free_symbols(hypothesis.statement):
                return True
        return False

    def _record(self, entry: _Entry) -> None:
        """What later relations may build on."""
        chain, scope = entry.chain, self.scope(entry.chain)
        self.seen.setdefault(chain.section, []).append((chain.index, self._names(entry)))
        if entry.defines is not None:
            data = is_data(entry.defines.body)
            depends = any(
                (meaning := scope.latest(n, chain.index)) is not None and is_data(meaning.body)
                for n in free_symbols(entry.defines.body)
            )
            general = not (data or depends)
            where = entry.cue is not None and entry.cue.word in ("where", "with", "for")
            scope.define(chain.index, entry.defines, general, general or where)
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
            scope.hypotheses.append((chain.index, _Pending(statement, entry)))
        elif entry.exists:
            scope.hypotheses.append((chain.index, _Pending(statement, entry)))
        if entry.sign == "eq" and entry.place > 0 and entry.role == "claim":
            first = self.meaning.term(chain.sides[0])
            if isinstance(first, Term):
                whole = Term("eq", (first, entry.rhs))
                scope.hypotheses.append((chain.index, _Pending(whole, entry, derived=True)))

    def _note_pattern(self, entry: _Entry) -> None:
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

    def _relation(self, entry: _Entry) -> Relation:
        chain = entry.chain
        section = self.page.sections[chain.section]
        arrow = chain.arrow if entry.place == 0 else None
        op = chain.signs[entry.place].op
        shown = f"{arrow.op} {op}" if arrow is not None else op
        reason = None
        for side in (entry.lhs, entry.rhs):
            if isinstance(side, Failure) and reason is None:
                reason = f"{side.message} ({self._where(side.start)})"
        context = self._context(entry)
        kinds = self.meaning.sections[chain.section].kinds.of
        lone: Mapping[str, str] = {}
        found: tuple[Convention, ...] = ()
        if isinstance(entry.lhs, Term) and isinstance(entry.rhs, Term):
            lone = unpinned(entry.lhs, entry.rhs, context, self._elsewhere(entry), self.meaning.numbers)
            here = frozenset().union(*(names for _, names in self.seen.get(chain.section, [])))
            found = conventions(lone, context.definitions, kinds, self.patterns.get(chain.section, {}), here | set(context.symbols))
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
            premises=self._premises(entry),
            implication=ARROWS[arrow.op] if arrow is not None else ("follows" if entry.follows and entry.place == 0 else None),
            exists=entry.exists,
            unpinned=lone,
            conventions=found,
            chain=str(chain.index),
            previous=self._previous(entry),
            note="compares" if entry.compares else "",
            assumed=entry.cue is not None and entry.cue.word in ("suppose", "supposing", "assume", "assuming", "let", "given", "such that"),
        )

    def _context(self, entry: _Entry) -> Context:
        chain, scope = entry.chain, self.scope(entry.chain)
        definitions = self.scopes.visible(scope, chain.index, entry.defines)
        hypotheses = [
            Hypothesis(pending.statement, pending.entry.id)
            for pending in self._in_force(scope, chain)
            if pending.entry is not entry and pending.precedes(entry)
        ]
        sourced = {name: self._sourced(d) for name, d in definitions.items()}
        return Context(self._symbols(chain.section), sourced, tuple(hypotheses))

    def _in_force(self, scope: Scope, chain: Chain) -> list[_Pending]:
        """Hypotheses of this place: those of other list items are not, and an equation that opened another problem about the same
        unknown is not either."""
        found = [
            h
            for h in self.scopes.hypotheses(scope, chain.index)
            if isinstance(h, _Pending) and (not h.entry.chain.item or h.entry.chain.item == chain.item)
        ]
        kept: list[_Pending] = []
        for place, pending in enumerate(found):
            names = free_symbols(pending.statement)
            later = (
                other
                for other in found[place + 1 :]
                if other.opens and other.entry.chain.paragraph != pending.entry.chain.paragraph
                and free_symbols(other.statement) & names
            )
            if not ((pending.opens or pending.depends) and any(later)):
                kept.append(pending)
        return kept

    def _sourced(self, definition: Definition) -> Definition:
        if definition.source:
            return definition
        source = next((e.id for e in self.made if e.defines is definition), "")
        return Definition(definition.name, definition.body, definition.params, source)

    def _symbols(self, section: int) -> dict[str, Symbol]:
        """Every name in sight with its shape; what only stands in other sections comes in by their definitions."""
        if section in self.tables:
            return self.tables[section]
        table = dict(self._own_symbols(section))
        here = self.scopes.sections[section]
        for scope in (*self.scopes.kin(here), *reversed(self.scopes.order)):
            for name, symbol in self._own_symbols(scope.section).items():
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
            if name in self.meaning.numbers:
                facts |= {"natural", "positive"}
            origin = declared.origin if declared else ("inferred" if name in known.kinds.evident else "habit")
            table[name] = Symbol(name, shape, facts, origin, 0, str(section))
        for name, symbol in known.declared.items():
            table.setdefault(name, symbol)
        return table

    def _elsewhere(self, entry: _Entry) -> frozenset[str]:
        """Names that stand in the section outside this chain, before it."""
        found: frozenset[str] = frozenset()
        for index, names in self.seen.get(entry.chain.section, []):
            if index < entry.chain.index:
                found |= names
        return found

    def _premises(self, entry: _Entry) -> tuple[str, ...]:
        chain = entry.chain
        if entry.place > 0:
            return ()
        if entry.compares:
            return tuple(e.id for e in self._definitions_of_one_name(entry))
        if chain.premise is not None and chain.arrow is not None:
            return tuple(e.id for e in self.by_chain.get(chain.premise.index, []))
        if entry.follows:
            earlier = [c for c in self.page.chains if c.index < chain.index and not c.declares and c.section == chain.section]
            if earlier:
                return tuple(e.id for e in self.by_chain.get(earlier[-1].index, []))
        return ()

    def _definitions_of_one_name(self, entry: _Entry) -> list[_Entry]:
        """The last two equations for one name: what "we compare the two equations" means."""
        by_left: dict[Term, list[_Entry]] = {}
        for other in self.made:
            if other.chain.index < entry.chain.index and other.chain.section == entry.chain.section and other.place == 0:
                if isinstance(other.lhs, Term) and isinstance(other.rhs, Term):
                    by_left.setdefault(other.lhs, []).append(other)
        pairs = [found[-2:] for found in by_left.values() if len(found) > 1]
        return max(pairs, key=lambda pair: pair[-1].start, default=[])

    def _previous(self, entry: _Entry) -> str | None:
        found = [e for e in self.made if e.start < entry.start]
        return found[-1].id if found else None

    # --- places and texts --------------------------------------------------------------------------------

    def _text(self, side: Side) -> str:
        return " ".join(self.source.text[side.start : side.end].split())

    def _where(self, offset: int) -> str:
        at = self.source.position(offset)
        return f"line {at.line}, column {at.column}"

    def _span(self, entry: _Entry) -> Span:
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
        for entry in self.made:
            title = _section_name(self.page.sections[entry.chain.section].title)
            line = self.source.position(entry.start).line
            text = f"{self._text(entry.left)} {entry.chain.signs[entry.place].op} {self._text(entry.right)}"
            if entry.defines is not None:
                yield ContextEntry(title, line, "definition", entry.defines.name, None, text, "declared")
            elif entry.hypothesis is not None:
                yield ContextEntry(title, line, "hypothesis", "", None, text, "declared")


class _Entry:
    """A relation on its way to the document."""

    def __init__(
        self, chain: Chain, place: int, lhs: Term | Failure, rhs: Term | Failure, left: Side, right: Side
    ) -> None:
        self.chain, self.place, self.lhs, self.rhs, self.left, self.right = chain, place, lhs, rhs, left, right
        self.id = ""
        self.start = 0
        self.sign = "eq"
        self.role = "claim"
        self.cue: Cue | None = None
        self.compares = False
        self.follows = False
        self.exists: tuple[str, ...] = ()
        self.defines: Definition | None = None
        self.renews = False
        self.hypothesis: Term | None = None


class _Pending(Hypothesis):
    """A hypothesis whose entry has no number yet."""

    __slots__ = ("derived", "entry")

    def __init__(self, statement: Term, entry: _Entry, derived: bool = False) -> None:
        super().__init__(statement)
        object.__setattr__(self, "entry", entry)
        object.__setattr__(self, "derived", derived)

    entry: _Entry
    derived: bool

    @property
    def opens(self) -> bool:
        """An equation that opens a problem of its own."""
        cue_word = self.entry.cue.word if self.entry.cue is not None else ""
        return self.entry.role == "posed" or (self.entry.role == "given" and cue_word in ("if", "solve", "set", "setting"))

    @property
    def depends(self) -> bool:
        """A conclusion of an implication: it belongs to the problem that it came from."""
        return self.entry.chain.arrow is not None

    def precedes(self, other: _Entry) -> bool:
        return (self.entry.chain.index, self.entry.place) < (other.chain.index, other.place)


def _section_name(title: str) -> str:
    return " ".join(title.split())


def _size(size: Term) -> str:
    text = str(size)
    return "?" if text.startswith("?") else text


