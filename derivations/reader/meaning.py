"""What the names of a page mean: terms for its sides, kinds and shapes for its names, declarations.

Sides are elaborated with what is known so far, kinds are inferred from the terms over each section, and what
depended on kinds is elaborated again: two rounds are enough, since kinds only decide notation (transposes, bars,
powers).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from derivations.algebra.signature import IMPLIED_BY
from derivations.document.context import Shape, Symbol
from derivations.latex.elaborate import Customs, Lexicon, Unreadable, elaborate, name_of
from derivations.latex.rows import Side
from derivations.latex.syntax import Node
from derivations.reader.chance import chances_of
from derivations.reader.declarations import (
    Declared,
    bounds_of,
    counting,
    families_in,
    from_words,
    names_in,
    probabilities,
    product_of_sizes,
    said_together,
    set_of,
)
from derivations.reader.index_notation import Notation
from derivations.reader.kinds import Formula, Kinds, infer, shape_for
from derivations.reader.lexicon import customs_of_page, families_of, functions_of_page, means_euler, numbers_of
from derivations.reader.matrix_customs import by_entries, entrywise_sections, other_pluses, says_pseudo_inverse
from derivations.reader.named_functions import named_functions, with_names
from derivations.reader.prose import (
    DECOMPOSITIONS,
    Description,
    conditional,
    cue,
    definite,
    denied_facts,
    described,
    generalises,
    generic,
    is_function,
    names_a_set,
    renews,
    says_constant,
    starts_anew,
    universal,
    unknown_words,
)
from derivations.reader.settle import settle
from derivations.reader.stream import RELATION_SIGNS, Chain, Loose, Page
from derivations.terms.names import parse_name
from derivations.terms.shapes import SCALAR, Shaper
from derivations.terms.term import Term, free_symbols, num, substitute, sym, walk


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
        self.functions = {**functions_of_page(page), **{n: p for b in blocks for n, p in functions_of_page(b).items()}}
        given = {name for name, parameters in self.functions.items() if parameters is not None}
        named = {name: head for each in (page, *blocks) for name, head in named_functions(each).items()}
        self.named = {name: head for name, head in named.items() if name not in given}
        self.functions |= dict.fromkeys(self.named)
        self.numbers: frozenset[str] = frozenset()
        self.sizes: frozenset[str] = frozenset()
        self.families: frozenset[str] = frozenset()
        self.terms: dict[int, Term | Failure] = {}
        self.declared: dict[int, dict[str, Symbol]] = {section.index: {} for section in page.sections}
        self.outranking: dict[str, Symbol] = {}
        self.exists = {
            place: tuple(names_in([side.node for side in sides if side.node is not None]) or ())
            for place, sides in page.introduced.items()
        }
        self.sections: dict[int, SectionMeaning] = {}
        self.defined = self._names_defined()
        self.local = self._names_introduced()
        self._declared_in: dict[int, dict[str, Symbol]] = {}
        self.arbitrary = self._arbitrary_functions()
        self.assumed: list[tuple[int, Term]] = []
        self.odd: dict[int, dict[str, str]] = {}
        self.constants: dict[int, set[str]] = {}
        self.by_entries: dict[int, dict[str, str]] = {}
        self.fresh: dict[int, set[str]] = {}
        self.unbound: dict[tuple[int, str], list[int]] = {}
        self.said: dict[tuple[int, str], list[tuple[int, frozenset[str]]]] = {}
        self.let_in: dict[tuple[int, str], int] = {}
        self.let_again: list[tuple[Chain, str, frozenset[str]]] = []
        for block in blocks:
            self._declare(block, self.outranking)
        self._declare(page, None)
        self._tell_sizes_apart()
        self.other_pluses = other_pluses(page)
        self.customs = customs_of_page(page, self.outranking)
        self.entrywise = entrywise_sections(page)
        known = frozenset[str]().union(*self.declared.values(), self.outranking)
        self.chances = chances_of(page, frozenset(name for name in known if not name.endswith(("[]", "()"))))
        for section, table in self.chances.odd.items():
            self.odd.setdefault(section, {}).update(table)
        for told in self.chances.worded:
            if self.odd.get(told.section, {}).get(told.name, "") in " ".join(told.words.split()):
                self.odd.get(told.section, {}).pop(told.name, None)
        self._customs: dict[int, Customs] = {}
        self._read()
        self.assumed += self.chances.statements(self._law)
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

    # --- declarations ------------------------------------------------------------------------------------

    def _declare(self, page: Page, table: dict[str, Symbol] | None) -> None:
        for chain in page.chains:
            if chain.declares and chain.signs[0].op == "\\in":
                self._membership(chain, table)
            elif chain.signs and chain.signs[0].op == "\\perp" and table is None:
                for name in names_in([side.node for side in chain.sides if side.node is not None]) or []:
                    self.odd.setdefault(chain.section, {})[name] = "perpendicular"
            elif [sign.op for sign in chain.signs] == [":", "\\to"] and len(chain.sides) == 3:
                self._mapping(chain, table)
        waiting: list[str] = []
        apart: list[str] = []
        lead = ""
        changes: list[tuple[Loose, list[str], frozenset[str], bool]] = []
        for place, loose in enumerate(page.loose):
            nodes = [side.node for side in loose.sides if side.node is not None]
            names = names_in([node for node in nodes if node.kind != "dots"])
            if not names:
                waiting = []
                continue
            # "for square invertible A, B": what stands before the first is said of all
            lead = lead if waiting else loose.before
            joined = place + 1 < len(page.loose) and page.loose[place + 1].index == loose.index
            if joined and loose.after.strip().lower() in ("and", ",", ", and", "&", "or"):
                waiting += names
                continue
            if joined and re.fullmatch(r"\s*,?\s*and\s+(?:the|an?)\s+[\w\s-]+", loose.after):
                apart += names
                continue
            description = described(loose.after, lead)
            passing = table is None and bool(description.facts) and conditional(lead)
            changes.append((loose, [*waiting, *names], description.facts, passing))
            if apart and re.match(r"\s*are\b", loose.after) and description.facts:
                # "the step $\\eta$ and the momentum $\\beta$ are positive"
                for name in apart:
                    self._add(table, loose.section, name, Declared(None, "scalar", description.facts), True)
            apart = []
            together = [*waiting, *names]
            if table is None:
                self.assumed += [(loose.section, statement) for statement in said_together(together, loose.after)]
            if table is None and re.match(r"\s*(?:be|denote)\b", loose.after):
                self.fresh.setdefault(loose.section, set()).update(together)
                for name in together:
                    self.said.setdefault((loose.section, name), []).append((loose.index, description.facts))
            if any(node.kind == "dots" for node in nodes) and probabilities(loose.after):
                for name in families_in(together, True):
                    one = Declared(SCALAR, "scalar", frozenset({"closed unit interval"}))
                    self._add(table, loose.section, name, one)
            if table is None and universal(lead):
                if description.kind is not None or description.facts:
                    self._say_anew(loose.section, together, loose.index, description.facts)
                for name in together:
                    self.unbound.setdefault((loose.section, name), []).append(loose.index)
            odd = "a set" if names_a_set(lead, loose.after) else unknown_words(loose.after)
            if odd and not definite(loose.before) and not (description.kind == "scalar" and "," in loose.after):
                for name in together:
                    self.odd.setdefault(loose.section, {})[name] = odd
            dotted = any(node.kind == "dots" for node in nodes)
            members = [name for name in together if dotted or (description.facts and not name.endswith("_{t}"))]
            for name in (*together, *families_in(members, dotted)):
                found = from_words(description, name)
                if says_constant(lead, loose.after):
                    self.constants.setdefault(loose.section, set()).add(name)
                    known = self.declared[loose.section].get(name)
                    if known is not None and known.shape not in (None, SCALAR):
                        continue
                if found is not None and passing:
                    found = replace(found, facts=frozenset())
                if found is not None:
                    self._add(table, loose.section, name, found, definite(lead))
                    if table is None and generic(lead):
                        self.fresh.setdefault(loose.section, set()).add(name)
            waiting = []
        self._shapes_in_words(page, table)
        for chain, name, facts in self.let_again if table is None else ():
            known = self.declared[chain.section].get(name)
            earlier = [(-1, known.facts if known is not None else frozenset[str]())]
            self.said.setdefault((chain.section, name), earlier).append((chain.index, facts))
        for loose, names, facts, passing in changes if table is None else ():
            if gone := denied_facts(loose.after):
                self._retract(loose, names, gone)
            elif passing:
                self._say_for_now(page, loose, names, facts)
            elif facts and not re.match(r"\s*(?:be|denote)\b", loose.after):
                self._say_more(loose, names, facts)

    def _say_anew(self, section: int, names: Iterable[str], index: int, facts: frozenset[str]) -> None:
        """From here on the names are whatever the words allow; what was known of them holds before."""
        for name in names:
            known = self.declared[section].get(name)
            before = [(-1, known.facts if known is not None else frozenset[str]())]
            self.said.setdefault((section, name), before).append((index, facts))

    def _said_of(self, loose: Loose, name: str) -> tuple[list[tuple[int, frozenset[str]]], frozenset[str]]:
        """What was said of a name by place, and what holds of it right before some words."""
        said = self.said.setdefault((loose.section, name), [])
        if len(said) <= 1:
            known = self.declared[loose.section].get(name)
            facts = known.facts if known is not None else frozenset[str]()
            said[:] = [(said[0][0] if said else -1, facts)]
        said.sort(key=lambda each: each[0])
        return said, next((facts for index, facts in reversed(said) if index <= loose.index), said[0][1])

    def _say_for_now(self, page: Page, loose: Loose, names: Iterable[str], facts: frozenset[str]) -> None:
        """`If $A$ is symmetric, ...`: so it is to the end of the paragraph, or until the page speaks of all again."""
        chains = [chain for chain in page.chains if chain.section == loose.section and chain.index >= loose.index]
        last = next((c.index for c in chains if c.sentence > loose.sentence and self._breaks_off(c, loose)), None)
        for name in names:
            said, earlier = self._said_of(loose, name)
            said.append((loose.index, earlier | facts))
            if last is not None:
                said.append((last, earlier))

    def _say_more(self, loose: Loose, names: Iterable[str], facts: frozenset[str]) -> None:
        """`Now assume that $A$ is symmetric`, where what is known of A has changed on the way."""
        for name in names:
            if len(self.said.get((loose.section, name), [])) > 1:
                said, earlier = self._said_of(loose, name)
                said.append((loose.index, earlier | facts))

    @staticmethod
    def _breaks_off(chain: Chain, loose: Loose) -> bool:
        """Whether a chain stands behind the paragraph of a condition, or where the page speaks generally again."""
        words = chain.before.rsplit("\u2029", 1)[-1].strip()
        beyond = chain.paragraph - loose.paragraph
        return (beyond > 0 and bool(words) and cue(words) is None) or beyond > 2 or generalises(chain.before)

    def _retract(self, loose: Loose, names: Iterable[str], gone: frozenset[str]) -> None:
        """`A is not symmetric`, `A need not be invertible`: what was known of it is not any more."""
        for name in names:
            said, earlier = self._said_of(loose, name)
            kept = (fact for fact in earlier - gone if not any(fact in IMPLIED_BY.get(each, ()) for each in gone))
            said.append((loose.index, frozenset(kept)))

    def _let_again(self, chain: Chain, names: Iterable[str], facts: frozenset[str]) -> None:
        """`Let $A \\in ...$` a second time in a section, in another paragraph: whatever A was before."""
        said = cue(chain.before)
        for name in names if said is not None and said.word == "let" else ():
            first = self.let_in.setdefault((chain.section, name), chain.paragraph)
            if first != chain.paragraph:
                self.let_again.append((chain, name, facts))

    def _mapping(self, chain: Chain, table: dict[str, Symbol] | None) -> None:
        """`f: \\mathbb{R}^n \\to \\mathbb{R}^m`: what the function gives."""
        first, last = chain.sides[0].node, chain.sides[2].node
        name = None if first is None else name_of(first)
        found = None if last is None else set_of(last)
        if name is not None and found is not None:
            self._add(table, chain.section, name + "()", found)

    def _membership(self, chain: Chain, table: dict[str, Symbol] | None) -> None:
        last = chain.sides[1].node if len(chain.sides) > 1 else None
        if last is None:
            return
        nodes = [side.node for side in (*chain.listed, chain.sides[0]) if side.node is not None]
        found = set_of(last)
        for node in nodes:
            if found is not None and node.kind == "sequence" and (applied := name_of(node.children[0])) is not None:
                # "$\\phi(x) \\in \\mathbb{R}^m$": what the function gives
                self._add(table, chain.section, applied + "()", Declared(found.shape, found.kind, found.facts))
        for node in nodes:
            name = name_of(node)
            if name is not None and table is None:
                self.assumed += [(chain.section, statement) for statement in bounds_of(name, last)]
        names = [name for node in nodes if (name := name_of(node)) is not None]
        if found is None:
            counts = Declared(SCALAR, "scalar", frozenset({"natural", "positive"}))
            for name in names:
                if table is None and (end := counting(name, last)) is not None:
                    self._add(table, chain.section, name, counts)
                    self.assumed.append((chain.section, Term("le", (sym(name), end))))
            if table is None and last.kind != "group":
                for name in names:
                    self.odd.setdefault(chain.section, {})[name] = "an element of a set"
            return
        if any(node.kind == "dots" for node in nodes) and names:
            # x_1, ..., x_n: the members of one family
            names = [parse_name(names[0])._replace(sub=()).text + "[]"]
        words = described(chain.after)
        if re.match(r"[^.;:]*\borthonormal columns\b", chain.after):
            words = Description(words.kind, words.facts | {"orthogonal"})
        facts = found.facts | (words.facts if words.facts else frozenset())
        if table is None and starts_anew(chain.before):
            stems = {family.removesuffix("[]") for family in families_in(names, False)}
            self.fresh.setdefault(chain.section, set()).update(names, stems)
        odd = unknown_words(chain.after) if table is None else ""
        if odd:
            self.odd.setdefault(chain.section, {}).update(dict.fromkeys(names, odd))
        if table is None:
            self._let_again(chain, names, facts)
        if table is None and renews(chain.before, chain.after):
            self._say_anew(chain.section, names, chain.index, facts)
        for name in names:
            self._add(table, chain.section, name, Declared(found.shape, found.kind, facts))
            for family in families_in([name], False):
                # "$x_i \\in ...$" declares every member of the family
                self._add(table, chain.section, family, Declared(found.shape, found.kind, facts))

    def _shapes_in_words(self, page: Page, table: dict[str, Symbol] | None) -> None:
        """`$X$ is $n \\times d$`, `$A$ and $B$ be symmetric $n \\times n$ matrices`: names, a copula, a product of
        sizes.
        """
        waiting: list[str] = []
        for first, second in zip(page.loose, page.loose[1:], strict=False):
            names = names_in([side.node for side in first.sides if side.node is not None])
            size = second.sides[0].node
            if not names or size is None or len(second.sides) != 1 or first.section != second.section:
                waiting = []
                continue
            if first.after.strip().lower() in ("and", ",", ", and"):
                waiting += names
                continue
            shape = product_of_sizes(size)
            words = first.after.strip().lower()
            other = re.search(r"\b(of|for) (the|a|an|some)\b", words)
            if (
                shape is not None
                and not other
                and re.match(r"(is|be|are|of size|has shape|denotes?)\b[^.;:]*\Z", words)
            ):
                facts = described(first.after).facts | described(second.after).facts
                if re.match(r"[^.;:]*\borthonormal columns\b", second.after):
                    facts |= {"orthogonal"}
                for name in (*waiting, *names):
                    self._add(table, first.section, name, Declared(shape, "matrix", facts))
            waiting = []
        for loose in page.loose:
            # "an $n \\times d$ matrix $X$"
            size = loose.sides[0].node
            shape = product_of_sizes(size) if size is not None and len(loose.sides) == 1 else None
            if shape is not None and re.match(r"\s*(real )?matri(x|ces)\s*\Z", loose.after):
                following = next((other for other in page.loose if other.start > loose.start), None)
                names = names_in([s.node for s in following.sides if s.node is not None]) if following else None
                for name in names or ():
                    self._add(table, loose.section, name, Declared(shape, "matrix", described(loose.before).facts))

    def _add(
        self, table: dict[str, Symbol] | None, section: int, name: str, found: Declared, particular: bool = False
    ) -> None:
        target = self.declared[section] if table is None else table
        old = target.get(name)
        shape = found.shape
        if old is not None and (shape is None or str(shape[0]).startswith("?")) and old.shape is not None:
            shape = old.shape
        before = old.shape if table is None and old is not None and old.origin == "declared" else None
        if before is not None and shape is not None and _ones(shape) != _ones(before):
            self.odd.setdefault(section, {})[name.removesuffix("[]")] = "of two kinds"
        facts = found.facts | (old.facts if old else frozenset())
        origin = "described" if particular and (old is None or old.origin != "declared") else "declared"
        target[name] = Symbol(name, shape, facts, origin, 0, str(section))

    def _tell_sizes_apart(self) -> None:
        """`b \\in \\mathbb{R}^{b \\times n}`: the matrix b and the size b are two things."""
        for table in (*self.declared.values(), self.outranking):
            sizes = self._sizes_in(table)
            both = {n for n, s in table.items() if n in sizes and s.shape is not None and s.shape != SCALAR}
            if both:
                apart = {name: sym(f"{name}^{{\\text{{size}}}}") for name in both}
                for name, symbol in list(table.items()):
                    if symbol.shape is not None:
                        shape = (substitute(symbol.shape[0], apart), substitute(symbol.shape[1], apart))
                        table[name] = replace(symbol, shape=shape)

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
            name.removesuffix("[]") for table in self.declared.values() for name in table if name.endswith("[]")
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
        return frozenset[str]().union(*map(self._sizes_in, (*self.declared.values(), self.outranking)))

    @staticmethod
    def _sizes_in(table: dict[str, Symbol]) -> frozenset[str]:
        sizes = (node for symbol in table.values() for size in symbol.shape or () for node in walk(size))
        return frozenset(str(n.value) for n in sizes if n.head == "sym" and not str(n.value).startswith("?"))

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
            self.functions, self.kind_lookup(chain.section), self.families, self.numbers, customs, self.chances.chance
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
            declared = frozenset((*self.declared.get(section, {}), *self.outranking))
            own = Page(
                self.page.sections,
                [chain for chain in self.page.chains if chain.section == section],
                [loose for loose in self.page.loose if loose.section == section],
            )
            taken = declared | frozenset(self.odd.get(section, {}))
            euler = (self.customs.euler and "e" not in taken) or means_euler(own, taken)
            inverted, others = self._marks_of_matrices(section, own)
            self._customs[section] = replace(
                self.customs,
                euler=euler,
                taken=taken,
                inverted=inverted,
                pseudo_inverses=says_pseudo_inverse(own),
                other_pluses=others,
            )
        return self._customs[section]

    def _marks_of_matrices(self, section: int, own: Page) -> tuple[frozenset[str], frozenset[str]]:
        """Whose mark + is a pseudo-inverse, and whose is not: here, or in a section before unless declared anew."""
        known, here = self.declared_in(section), other_pluses(own)
        if self.other_pluses is None or here is None:
            return frozenset(), frozenset(known)
        others = here | (self.other_pluses - frozenset(self.declared.get(section, {})))
        matrices = {
            name
            for name, symbol in known.items()
            if symbol.shape is not None and num(1) not in symbol.shape and "complex" not in symbol.facts
        }
        inverted = frozenset(name for name in matrices - others if f"{name}^{{+}}" not in known)
        return inverted, others

    def term(self, side: Side) -> Term | Failure:
        return self.terms[id(side)]

    def _note_decompositions(self) -> None:
        """`Let $X = U \\Sigma V^T$ be the SVD`: the word says what the symbols do not."""
        for chain in self.page.chains:
            found = DECOMPOSITIONS.search(chain.after[:80])
            if found and not chain.declares and re.match(r"\s*(?:is|be|are)\b", chain.after):
                terms = [self.terms[id(side)] for side in chain.sides]
                for name in frozenset[str]().union(*(free_symbols(t) for t in terms if isinstance(t, Term))):
                    self.odd.setdefault(chain.section, {})[name] = f"part of an {found.group(0)}"

    # --- kinds -------------------------------------------------------------------------------------------

    def declared_in(self, section: int) -> dict[str, Symbol]:
        """Declarations seen in a section: its own, then the last ones before it; a declarations block outranks all."""
        if section not in self._declared_in:
            table: dict[str, Symbol] = {}
            for index in range(section + 1):
                # a name that a later section gives a meaning of its own is no longer what it was
                for name in self.defined.get(index, frozenset()):
                    table.pop(name, None)
                own = self.declared.get(index, {})
                for name in own:
                    # a family x_1, ..., x_n is not the x of an earlier section
                    if name.endswith("[]") and name[:-2] not in own:
                        table.pop(name[:-2], None)
                table.update(own)
                if index < section:
                    for name in self.local.get(index, frozenset()):
                        table.pop(name, None)
            # what a function gives is said where it is said, and for the whole page before the first heading
            here = {*self.declared.get(0, {}), *self.declared.get(section, {})}
            table = {name: symbol for name, symbol in table.items() if not name.endswith("()") or name in here}
            table.update(self.outranking)
            self._declared_in[section] = table
        return self._declared_in[section]

    def kind_lookup(self, section: int):  # type: ignore[no-untyped-def]
        known = self.sections.get(section)
        declared = self.declared_in(section)

        def kind(name: str) -> str | None:
            symbol = declared.get(name)
            if symbol is not None and symbol.shape is not None:
                return kind_of_shape(symbol.shape)
            if known is not None:
                return known.kinds.of.get(name)
            return _looks(name)

        return kind

    def _infer_all(self) -> None:
        by_section: dict[int, list[Formula]] = {section.index: [] for section in self.page.sections}
        for chain in (chain for page in (*self.blocks, self.page) for chain in page.chains):
            if chain.declares:
                continue
            if chain.section not in by_section:
                continue
            terms = [self.terms[id(side)] for side in chain.sides]
            for left, right, sign in zip(terms, terms[1:], chain.signs, strict=False):
                if sign.op in RELATION_SIGNS and isinstance(left, Term) and isinstance(right, Term):
                    by_section[chain.section].append(Formula((left, right)))
                else:
                    by_section[chain.section] += [Formula((t,)) for t in (left, right) if isinstance(t, Term)]
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
                names = {n for n in known.kinds.of if not n.endswith(("[]", "()"))}
                shaper = Shaper(
                    {name: self.shape(name, chain.section) for name in names},
                    {n[:-2]: shape_for(n, k) for n, k in known.kinds.of.items() if n.endswith("[]")},
                    {n[:-2]: s.shape for n, s in known.declared.items() if n.endswith("()") and s.shape is not None},
                )
                kind = self.kind_lookup(chain.section)
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


def _ones(shape: Shape) -> tuple[bool, bool]:
    """Whether there is one row, and one column: what tells numbers, vectors and matrices apart."""
    return shape[0] == num(1), shape[1] == num(1)
