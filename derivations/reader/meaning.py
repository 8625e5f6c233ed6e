"""What the names of a page mean: terms for its sides, kinds and shapes for its names, declarations.

Sides are elaborated with what is known so far, kinds are inferred from the terms over each section, and what
depended on kinds is elaborated again: two rounds are enough, since kinds only decide notation (transposes, bars,
powers).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from derivations.algebra.conjugates import COMPLEX
from derivations.document.context import Shape, Symbol
from derivations.latex.elaborate import Customs, Lexicon, Unreadable, elaborate, name_of
from derivations.latex.rows import Side
from derivations.latex.syntax import Node
from derivations.reader.chance import chances_of
from derivations.reader.declarations import (
    names_in,
)
from derivations.reader.declaring import Declarations, sizes_in
from derivations.reader.index_notation import Notation
from derivations.reader.kinds import Formula, Kinds, apart, infer, shape_for
from derivations.reader.lexicon import (
    customs_of_page,
    families_of,
    functions_of_page,
    letters_below,
    means_euler,
    numbers_of,
)
from derivations.reader.matrix_customs import by_entries, entrywise_sections, other_pluses, says_pseudo_inverse
from derivations.reader.named_functions import named_functions, with_names
from derivations.reader.prose import (
    DECOMPOSITIONS,
    is_function,
)
from derivations.reader.settle import settle
from derivations.reader.stream import RELATION_SIGNS, Chain, Page
from derivations.terms.names import parse_name
from derivations.terms.shapes import SCALAR, Shaper
from derivations.terms.term import Term, free_symbols, num, sym, walk

_DERIVATIVES = frozenset({"grad", "jacobian", "hessian", "differential"})
"""Heads whose shapes depend on a layout."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a side has no term, and where."""

    message: str
    start: int
    end: int


@dataclass
class SectionMeaning:
    """Kinds of names in one section, what was declared there, and the shapes of what is set to a literal."""

    kinds: Kinds
    declared: dict[str, Symbol] = field(default_factory=dict)
    literals: dict[str, Shape] = field(default_factory=dict)


class PageMeaning:
    """Terms, kinds and declarations of a page. `term(side)` is what a side means, or its `Failure`."""

    def __init__(
        self, page: Page, blocks: list[Page], layout: str | None = None, symmetric_derivatives: bool = False
    ) -> None:
        self.layout = layout
        self.symmetric_derivatives = symmetric_derivatives
        self.page = page
        self.blocks = blocks
        self.told = Declarations(page, blocks)
        self.functions = {**functions_of_page(page), **{n: p for b in blocks for n, p in functions_of_page(b).items()}}
        given = {name for name, parameters in self.functions.items() if parameters is not None}
        named = {name: head for each in (page, *blocks) for name, head in named_functions(each).items()}
        self.named = {name: head for name, head in named.items() if name not in given}
        self.functions |= dict.fromkeys(self.named)
        self.numbers: frozenset[str] = frozenset()
        self.sizes: frozenset[str] = frozenset()
        self.families: frozenset[str] = frozenset()
        self.terms: dict[int, Term | Failure] = {}
        self.exists = {
            place: tuple(names_in([side.node for side in sides if side.node is not None]) or ())
            for place, sides in page.introduced.items()
        }
        self.sections: dict[int, SectionMeaning] = {}
        self.moved: dict[int, dict[str, str]] = {}
        self.defined = self._names_defined()
        self.local = self._names_introduced()
        self._declared_in: dict[int, dict[str, Symbol]] = {}
        self.arbitrary = self._arbitrary_functions()
        self.by_entries: dict[int, dict[str, str]] = {}
        self.other_pluses = other_pluses(page)
        self.customs = customs_of_page(page, self.told.outranking)
        self.entrywise = entrywise_sections(page)
        known = frozenset[str]().union(*self.told.declared.values(), self.told.outranking)
        self.chances = chances_of(page, frozenset(name for name in known if not name.endswith(("[]", "()"))))
        for section, table in self.chances.odd.items():
            self.told.odd.setdefault(section, {}).update(table)
        for each in self.chances.worded:
            if self.told.odd.get(each.section, {}).get(each.name, "") in " ".join(each.words.split()):
                self.told.odd.get(each.section, {}).pop(each.name, None)
        self._customs: dict[int, Customs] = {}
        self._read()
        self.told.assumed += self.chances.statements(self._law)
        self._note_decompositions()

    def _names_defined(self) -> dict[int, frozenset[str]]:
        """Per section, the names that stand alone on the left of an equation."""
        found: dict[int, set[str]] = {}
        for chain in self.page.chains:
            node = chain.sides[0].node if chain.sides else None
            if node is not None and chain.signs and chain.signs[0].op in ("=", ":="):
                name = name_of(node)
                if name is not None:
                    found.setdefault(chain.section, set()).add(name)
        return {section: frozenset(names) for section, names in found.items()}

    def _arbitrary_functions(self) -> frozenset[str]:
        """Names that the page only calls functions: "let $f$ and $g$ be differentiable functions"."""
        found: set[str] = set()
        waiting: list[str] = []
        for loose in self.page.loose:
            names = names_in([side.node for side in loose.sides if side.node is not None]) or []
            if is_function(loose.after, loose.before):
                found.update((*waiting, *names))
            waiting = [*waiting, *names] if loose.after.strip().lower() in ("and", ",", ", and") else []
        return frozenset(found)

    def _names_introduced(self) -> dict[int, frozenset[str]]:
        """Per section, the names of "for some": they mean nothing elsewhere."""
        found: dict[int, set[str]] = {}
        for (chain, _), names in self.exists.items():
            section = next((c.section for c in self.page.chains if c.index == chain), None)
            if section is not None:
                found.setdefault(section, set()).update(names)
        return {section: frozenset(names) for section, names in found.items()}

    # --- terms -------------------------------------------------------------------------------------------

    def _sides(self) -> Iterator[tuple[Chain, Side]]:
        for page in (*self.blocks, self.page):
            for chain in page.chains:
                if not chain.declares:
                    for side in chain.sides:
                        yield chain, side

    def _read(self) -> None:
        self._elaborate_all()
        terms = [term for term in self.terms.values() if isinstance(term, Term)]
        self.families = families_of(terms) | {
            name.removesuffix("[]") for table in self.told.declared.values() for name in table if name.endswith("[]")
        }
        self.sizes = self._size_names()
        self.numbers = numbers_of(terms) | self.sizes
        again = bool(self.families) or bool(self.numbers & {"T"})
        if again:
            self._elaborate_all()
        self._infer_all()
        if self._kinds_matter:
            self._elaborate_all()
            self._infer_all()
        self._settle_all()

    def _size_names(self) -> frozenset[str]:
        return frozenset[str]().union(*map(sizes_in, (*self.told.declared.values(), self.told.outranking)))

    def _elaborate_all(self) -> None:
        self._kinds_matter = False
        for chain, side in self._sides():
            self.terms[id(side)] = self._elaborated(chain, side)

    def _elaborated(self, chain: Chain, side: Side) -> Term | Failure:
        if side.node is None:
            if side.error is None:
                return Failure("nothing stands on the left of the sign", side.start, side.end)
            return Failure(side.error.message, side.error.start, side.error.end)
        if (entries := by_entries(side.node)) is not None and len(chain.sides) > 1:
            return self._matrix_of_entries(chain, side, *entries)
        customs = self.customs_in(chain.section)
        lexicon = Lexicon(
            self.functions,
            self.kind_lookup(chain.section, self.moved.get(id(chain))),
            self.families,
            self.numbers,
            customs,
            self.chances.chance,
        )
        try:
            return with_names(elaborate(side.node, lexicon), self.named)
        except Unreadable as error:
            return Failure(str(error), error.node.start, error.node.end)
        finally:
            self._kinds_matter |= lexicon.used_kinds

    def _matrix_of_entries(self, chain: Chain, side: Side, letter: str, ordered: bool) -> Term | Failure:
        """`A = (a_{ij})`: the matrix a, which is A."""
        at = next(place for place, other in enumerate(chain.sides) if other is side)
        beside = (chain.sides[place].node for place in (at - 1, at + 1) if 0 <= place < len(chain.sides))
        names = [name for node in beside if node is not None and (name := name_of(node)) is not None]
        if not ordered or not names:
            return Failure("a matrix that is written by its entries", side.start, side.end)
        self.by_entries.setdefault(chain.section, {}).update(dict.fromkeys(names, letter))
        return sym(letter)

    def _law(self, section: int, node: Node) -> Term | None:
        """What stands in a distribution."""
        customs = self.customs_in(section)
        lexicon = Lexicon(self.functions, self.kind_lookup(section), self.families, self.numbers, customs)
        try:
            return elaborate(node, lexicon)
        except Unreadable:
            return None

    def customs_in(self, section: int) -> Customs:
        """How a section uses letters: what `e` and `\\pi` are there, and what the whole page defines."""
        if section not in self._customs:
            declared = frozenset((*self.told.declared.get(section, {}), *self.told.outranking))
            own = Page(
                self.page.sections,
                [chain for chain in self.page.chains if chain.section == section],
                [loose for loose in self.page.loose if loose.section == section],
            )
            taken = declared | frozenset(self.told.odd.get(section, {})) | (letters_below(own) & {"i"})
            euler = (self.customs.euler and "e" not in taken) or means_euler(own, taken)
            inverted, others = self._marks_of_matrices(section, own)
            self._customs[section] = replace(
                self.customs,
                euler=euler,
                taken=taken,
                inverted=inverted,
                pseudo_inverses=says_pseudo_inverse(own),
                other_pluses=others,
                complex=frozenset(n for n, s in self.declared_in(section).items() if not s.facts.isdisjoint(COMPLEX)),
            )
        return self._customs[section]

    def _marks_of_matrices(self, section: int, own: Page) -> tuple[frozenset[str], frozenset[str]]:
        """Whose mark + is a pseudo-inverse, and whose is not: here, or in a section before unless declared anew."""
        known, here = self.declared_in(section), other_pluses(own)
        if self.other_pluses is None or here is None:
            return frozenset(), frozenset(known)
        others = here | (self.other_pluses - frozenset(self.told.declared.get(section, {})))
        matrices = {
            name
            for name, symbol in known.items()
            if symbol.shape is not None and num(1) not in symbol.shape and symbol.facts.isdisjoint(COMPLEX)
        }
        inverted = frozenset(name for name in matrices - others if f"{name}^{{+}}" not in known)
        return inverted, others

    def term(self, side: Side) -> Term | Failure:
        return self.terms[id(side)]

    def _note_decompositions(self) -> None:
        """`Let $X = U \\Sigma V^T$ be the SVD`: the word says what the symbols do not."""
        for chain in self.page.chains:
            found = DECOMPOSITIONS.search(chain.after[:80])
            if found and not chain.declares and re.match(r"[\s,]*(?:is|be|are|the|its|an?)\b", chain.after):
                terms = [self.terms[id(side)] for side in chain.sides]
                for name in frozenset[str]().union(*(free_symbols(t) for t in terms if isinstance(t, Term))):
                    self.told.odd.setdefault(chain.section, {}).setdefault(name, f"in the {found.group(0)}")

    # --- kinds -------------------------------------------------------------------------------------------

    def declared_in(self, section: int) -> dict[str, Symbol]:
        """Declarations seen in a section: its own, then the last ones before it; a declarations block outranks all."""
        if section not in self._declared_in:
            table: dict[str, Symbol] = {}
            for index in range(section + 1):
                # a name that a later section gives a meaning of its own is no longer what it was
                for name in self.defined.get(index, frozenset()):
                    table.pop(name, None)
                own = self.told.declared.get(index, {})
                for name in own:
                    # a family x_1, ..., x_n is not the x of an earlier section
                    if name.endswith("[]") and name[:-2] not in own:
                        table.pop(name[:-2], None)
                table.update(own)
                if index < section:
                    for name in self.local.get(index, frozenset()):
                        table.pop(name, None)
            # what a function gives is said where it is said, and for the whole page before the first heading
            here = {*self.told.declared.get(0, {}), *self.told.declared.get(section, {})}
            table = {name: symbol for name, symbol in table.items() if not name.endswith("()") or name in here}
            table.update(self.told.outranking)
            self._declared_in[section] = table
        return self._declared_in[section]

    def kind_lookup(self, section: int, moved: Mapping[str, str] | None = None) -> Callable[[str], str | None]:
        """The kind of a name in a section; `moved` are those that are of another kind at the place."""
        known = self.sections.get(section)
        declared = self.declared_in(section)

        def kind(name: str) -> str | None:
            symbol = declared.get(name)
            if symbol is not None and symbol.shape is not None:
                return kind_of_shape(symbol.shape)
            if moved and name in moved:
                return moved[name]
            if known is not None:
                return known.kinds.of.get(name)
            return _looks(name)

        return kind

    def _infer_all(self) -> None:
        by_section: dict[int, list[Formula]] = {section.index: [] for section in self.page.sections}
        places: dict[int, tuple[Chain, int, int]] = {}
        for chain in (chain for page in (*self.blocks, self.page) for chain in page.chains):
            if chain.declares:
                continue
            if chain.section not in by_section:
                continue
            terms = [self.terms[id(side)] for side in chain.sides]
            start = len(by_section[chain.section])
            for left, right, sign in zip(terms, terms[1:], chain.signs, strict=False):
                if sign.op in RELATION_SIGNS and isinstance(left, Term) and isinstance(right, Term):
                    by_section[chain.section].append(Formula((left, right)))
                else:
                    by_section[chain.section] += [Formula((t,)) for t in (left, right) if isinstance(t, Term)]
            places[id(chain)] = (chain, start, len(by_section[chain.section]))
        for number, sides in self.chances.shapes(self._law):
            by_section[number].append(Formula(sides))
        found = dict.fromkeys(self.chances.chance.random, "scalar")
        for section, formulas in by_section.items():
            declared = self.declared_in(section)
            numbers = dict.fromkeys(self.numbers, SCALAR)
            fixed = {**numbers, **{name: s.shape for name, s in declared.items() if s.shape is not None}}
            for name, shape in self._literal_shapes(section).items():
                fixed.setdefault(name, shape)
            for name in self.by_entries.get(section, {}).values():
                fixed.setdefault(name, shape_for(name, "matrix"))
            kinds = infer(formulas, fixed, earlier=found)
            found.update({name: kinds.of[name] for name in kinds.evident if name in kinds.of})
            for name, shape in fixed.items():
                kinds.of.setdefault(name, kind_of_shape(shape))
            self._families_as_wholes(formulas, kinds, fixed)
            self.sections[section] = SectionMeaning(kinds, declared, self._literal_shapes(section))
            for key, (chain, start, end) in places.items():
                derived = any(
                    node.head in _DERIVATIVES for each in formulas[start:end] for s in each.sides for node in walk(s)
                )
                if chain.section == section and not derived and not kinds.misfits.isdisjoint(range(start, end)):
                    self.moved[key] = apart(formulas[start:end], fixed, kinds.of)

    def _literal_shapes(self, section: int) -> dict[str, Shape]:
        """What a section sets to a literal vector or matrix is one."""
        found: dict[str, Shape] = {}
        for chain in self.page.chains:
            if chain.section != section or chain.declares or len(chain.sides) < 2:
                continue
            left, right = self.terms[id(chain.sides[0])], self.terms[id(chain.sides[1])]
            if isinstance(left, Term) and isinstance(right, Term) and left.head == "sym" and right.head == "matrix":
                rows, columns = right.value if isinstance(right.value, tuple) else (1, 1)
                name = str(left.value)
                if rows > 1:
                    own = shape_for(name, "vector" if columns == 1 else "matrix")
                    # a square of numbers is square, whatever else the page makes of the name
                    square = rows == columns and name not in found and not free_symbols(right)
                    found[name] = (num(rows), num(rows)) if square else own
        return found

    @staticmethod
    def _families_as_wholes(formulas: list[Formula], kinds: Kinds, fixed: dict[str, Shape]) -> None:
        """A family of numbers `x_i` is the vector x, one of numbers `a_{ij}` the matrix a."""
        for formula in formulas:
            for side in formula.sides:
                for node in walk(side):
                    if node.head == "item":
                        name = str(node.args[0].value)
                        if name not in fixed and kinds.of.get(name + "[]", "scalar") == "scalar":
                            kinds.of[name] = "vector" if len(node.args) == 2 else "matrix"
                            kinds.evident |= {name}

    def shape(self, name: str, section: int) -> Shape:
        """The shape of a name in a section: declared, or one of its own kind."""
        known = self.sections[section]
        symbol = known.declared.get(name)
        if symbol is not None and symbol.shape is not None:
            return symbol.shape
        literal = known.literals.get(name)
        if literal is not None and known.kinds.of.get(name) == kind_of_shape(literal):
            return literal
        return shape_for(name, known.kinds.of.get(name, "scalar"))

    def _literals(self) -> frozenset[str]:
        """Names that the page sets to a vector or matrix of numbers."""
        found = set()
        for chain in self.page.chains:
            if not chain.declares and len(chain.sides) > 1:
                left, right = self.terms[id(chain.sides[0])], self.terms[id(chain.sides[1])]
                if isinstance(left, Term) and isinstance(right, Term) and left.head == "sym" and right.head == "matrix":
                    found.add(str(left.value))
        return frozenset(found)

    def _settle_all(self) -> None:
        literals = self._literals()
        terms = [term for term in self.terms.values() if isinstance(term, Term)]
        sequences = {name for term in terms for name in _counted_from_0(term)}
        wholes = frozenset[str]().union(*map(_wholes, terms))
        notation = Notation(self)
        notation.read_entries()
        for chain, side in self._sides():
            term = self.terms[id(side)]
            if isinstance(term, Term):
                known = self.sections[chain.section]
                moved = self.moved.get(id(chain), {})
                kinds = {**known.kinds.of, **moved}
                names = {n for n in kinds if not n.endswith(("[]", "()"))}
                shaper = Shaper(
                    {n: shape_for(n, kinds[n]) if n in moved else self.shape(n, chain.section) for n in names},
                    {n[:-2]: shape_for(n, k) for n, k in kinds.items() if n.endswith("[]")},
                    {n[:-2]: s.shape for n, s in known.declared.items() if n.endswith("()") and s.shape is not None},
                )
                kind = self.kind_lookup(chain.section, moved)
                whole = frozenset(known.declared) | literals

                def own(
                    name: str,
                    known: SectionMeaning = known,
                    whole: frozenset[str] = whole,
                    section: int = chain.section,
                ) -> bool:
                    # x_1 is an entry only of an x that the page presents as a whole
                    if name.endswith("[]"):
                        # the entries of a vector are numbers, and count from 1
                        symbol = known.declared.get(name)
                        vectors = symbol is not None and symbol.shape not in (None, SCALAR)
                        of = known.declared.get(name[:-2])
                        alone = of.shape == SCALAR if of is not None else name[:-2] not in wholes
                        families = sequences | notation.columns.get(section, frozenset())
                        return vectors or (symbol is not None and alone) or name[:-2] in families
                    return name in known.declared or parse_name(name)._replace(sub=()).text not in whole

                self.terms[id(side)] = settle(term, kind, shaper, own, chain.section in self.entrywise)


def _counted_from_0(term: Term) -> Iterator[str]:
    """Families that have a member `x_0`."""
    for node in walk(term):
        if node.head == "item" and len(node.args) == 2 and node.args[1] == num(0):
            yield str(node.args[0].value)


def _wholes(term: Term) -> frozenset[str]:
    """Names that stand for something without an index."""
    if term.head == "sym":
        return frozenset((str(term.value),))
    args = term.args[1:] if term.head == "item" else term.args
    return frozenset[str]().union(*map(_wholes, args))


def kind_of_shape(shape: Shape) -> str:
    if shape == SCALAR:
        return "scalar"
    return "vector" if shape[1] == SCALAR[1] else "matrix"


def _looks(name: str) -> str | None:
    """What notation is read as before kinds are known: upper case letters are matrices."""
    parts = parse_name(name)
    inner = parts.base.split("{")[-1].rstrip("}")
    return "matrix" if inner[:1].isupper() and len(inner) == 1 and not parts.sup else None
