r"""Everything that a page declares: sets, shapes, words about names, orders, decompositions, mappings.

Each form of declaration has one method here; what a set or a description says stands in `declarations.py`.

>>> from derivations.reader.page import declarations_page
>>> page = declarations_page("A is a symmetric matrix\nx \\in \\mathbb{R}^n")
>>> found = Declarations(page, [])
>>> sorted(found.declared[0]), sorted(found.declared[0]["A"].facts)
(['A', 'x'], ['symmetric'])
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from derivations.algebra.signature import IMPLIED_BY
from derivations.document.context import Symbol
from derivations.latex.elaborate import name_of
from derivations.latex.syntax import Node
from derivations.latex.syntax import walk as nodes_of
from derivations.reader.declarations import (
    Declared,
    bounds_of,
    counting,
    families_in,
    from_words,
    is_special,
    names_in,
    orthogonal_to_each_other,
    probabilities,
    product_of_sizes,
    said_together,
    set_of,
    special_set,
)
from derivations.reader.decompositions import factors_told
from derivations.reader.dependence import bare_application
from derivations.reader.properties import property_before, unread_property
from derivations.reader.prose import (
    Description,
    conditional,
    cue,
    definite,
    denied_facts,
    described,
    generalises,
    generic,
    names_a_set,
    renews,
    says_constant,
    starts_anew,
    universal,
    unknown_words,
)
from derivations.reader.stream import ORDERS, Chain, Loose, Page
from derivations.terms.names import parse_name
from derivations.terms.shapes import SCALAR, Shape
from derivations.terms.term import Term, num, substitute, sym, walk

_ELEMENT = re.compile(
    r"(?:is|be|are)\s+(?:(?:an?|any|two|arbitrary)\s+)*(?:[\w-]+\s+){0,2}(?:vectors?|matri(?:x|ces)|points?|elements?)\s+"
    r"(?:in|of)\s*\Z"
)
"""`be a vector in`, before a set."""


class Declarations:
    """What a page and its declarations blocks say of names, by section.

    `declared` and `outranking` (of the blocks) are the symbols; `assumed` statements; `odd` words that are not
    understood; `constants` what does not change; `fresh` names that are let be something; `said` and `unbound` where
    the facts of a name change on the way.
    """

    def __init__(self, page: Page, blocks: list[Page]) -> None:
        self.page = page
        self.declared: dict[int, dict[str, Symbol]] = {section.index: {} for section in page.sections}
        self.outranking: dict[str, Symbol] = {}
        self.assumed: list[tuple[int, Term]] = []
        self.odd: dict[int, dict[str, str]] = {}
        self.constants: dict[int, set[str]] = {}
        self.fresh: dict[int, set[str]] = {}
        self.unbound: dict[tuple[int, str], list[int]] = {}
        self.said: dict[tuple[int, str], list[tuple[int, frozenset[str]]]] = {}
        self.let_in: dict[tuple[int, str], int] = {}
        self.let_again: list[tuple[Chain, str, frozenset[str]]] = []
        for block in blocks:
            self._declare(block, self.outranking)
        self._declare(page, None)
        self._tell_sizes_apart()

    def _declare(self, page: Page, table: dict[str, Symbol] | None) -> None:
        for chain in page.chains:
            if chain.declares and chain.signs[0].op == "\\in":
                self._membership(page, chain, table)
            elif chain.signs and chain.signs[0].op == "\\perp" and table is None:
                for name in names_in([side.node for side in chain.sides if side.node is not None]) or []:
                    self.odd.setdefault(chain.section, {})[name] = "perpendicular"
            elif [sign.op for sign in chain.signs] == [":", "\\to"] and len(chain.sides) == 3:
                self._mapping(chain, table)
            elif ORDERS.intersection(sign.op for sign in chain.signs):
                self._order(chain, table)
            elif table is None:
                self._decomposition(chain)
        waiting: list[str] = []
        apart: list[str] = []
        lead = ""
        changes: list[tuple[Loose, list[str], frozenset[str], bool]] = []
        for place, loose in enumerate(page.loose):
            nodes = [side.node for side in loose.sides if side.node is not None]
            names = names_in([node for node in nodes if node.kind != "dots"])
            if not names:
                self._values(table, loose, nodes)
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
                vectors = all(self._is_vector(loose.section, name) for name in together)
                if orthogonal_to_each_other(together, description):
                    vectors, description = True, description._replace(kind="vector")
                told = said_together(together, loose.after, vectors=vectors)
                self.assumed += [(loose.section, statement) for statement in told]
                if vectors:
                    description = description._replace(facts=description.facts - {"orthogonal"})
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
            if property_said := unread_property(loose.after) or property_before(loose.before):
                for name in together if table is None else ():
                    self.odd.setdefault(loose.section, {})[name] = property_said
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

    def _is_vector(self, section: int, name: str) -> bool:
        """Whether a name was declared to be a column."""
        symbol = self.declared[section].get(name)
        return symbol is not None and symbol.shape is not None and symbol.shape[1] == num(1) != symbol.shape[0]

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

    def _order(self, chain: Chain, table: dict[str, Symbol] | None) -> None:
        """`$A \\succ 0$`: a name against nought is positive definite; what else such signs say is not understood."""
        said = cue(chain.before)
        if said is not None and said.role == "claim" and table is None:
            return
        sides = [*chain.listed, *chain.sides]
        nodes = [side.node for side in sides if side.node is not None]
        names = [name for node in nodes if (name := name_of(node)) is not None]
        last = chain.signs[-1].op
        against_nought = nodes and nodes[-1].kind == "number" and nodes[-1].value == "0"
        if against_nought and last in ("\\succ", "\\succeq") and all(sign.op in ("=", last) for sign in chain.signs):
            kind = "positive definite" if last == "\\succ" else "positive semidefinite"
            for name in names:
                found = from_words(Description("matrix", frozenset({kind, "symmetric"})), name)
                if found is not None:
                    self._add(table, chain.section, name, found)
            if len([sign for sign in chain.signs if sign.op in ORDERS]) == 1:
                nodes = [node for node in nodes if chain.signs[0].op == last and name_of(node) is None]
        for letter in {part.value for node in nodes for part in nodes_of(node) if part.kind == "letter"} - {"I"}:
            self.odd.setdefault(chain.section, {}).setdefault(letter, "in an order of matrices")

    def _decomposition(self, chain: Chain) -> None:
        """`Let $X = U \\Sigma V^\\top$ be the SVD`: what the word says of the factors."""
        nodes = [side.node for side in chain.sides[1:2] if side.node is not None]
        words = (c.before for c in self.page.chains if c.sentence == chain.sentence and c.index <= chain.index)
        before = "\ufffc".join(words)
        found = factors_told(before, nodes[0], chain.after) if nodes and chain.signs[0].op in ("=", ":=") else None
        if found is None:
            return
        self.assumed += [(chain.section, statement) for statement in found.statements()]
        for name in found.names:
            self.odd.setdefault(chain.section, {})[name] = f"a factor of the {found.word}"
        for name, fact in found.facts.items():
            declared = from_words(Description("matrix", frozenset({fact})), name)
            if declared is not None:
                self._add(None, chain.section, name, declared, True)

    def _values(self, table: dict[str, Symbol] | None, loose: Loose, nodes: list[Node]) -> None:
        """`Let $A(t)$ be a symmetric matrix`: what the function gives."""
        description = described(loose.after, loose.before)
        for name, _ in filter(None, map(bare_application, nodes)):
            found = from_words(description, name)
            if found is not None and found.kind != "scalar":
                self._add(table, loose.section, name + "()", found)

    def _mapping(self, chain: Chain, table: dict[str, Symbol] | None) -> None:
        """`f: \\mathbb{R}^n \\to \\mathbb{R}^m`: what the function gives."""
        first, last = chain.sides[0].node, chain.sides[2].node
        name = None if first is None else name_of(first)
        found = None if last is None else set_of(last)
        if name is not None and found is not None:
            self._add(table, chain.section, name + "()", found)

    @staticmethod
    def _perhaps_said_of(page: Page, chain: Chain, found: Declared) -> str:
        """`Let $U \\in ..$ and $V \\in ..$ be orthogonal`: perhaps both are."""
        following = next((each for each in page.chains if each.index > chain.index), None)
        beside = chain.after.strip().lower() in (",", "and", ", and")
        if not beside or following is None or not following.declares or following.sentence != chain.sentence:
            return ""
        facts = described(following.after).facts if re.match(r"\s*(?:both\s+)?be\b", following.after) else frozenset()
        return f"perhaps {', '.join(sorted(facts))}" if facts and found.kind == "matrix" else ""

    @staticmethod
    def _behind_what_it_comes_with(page: Page, chain: Chain) -> str:
        """The words behind a declaration: `Let $A \\in ...$ with $n \\ge 2$ be symmetric` says that A is so."""
        if not re.fullmatch(r"\s*,?\s*(?:with|where|for)\s*", chain.after):
            return chain.after
        following = next((each for each in page.chains if each.index > chain.index), None)
        if following is None or following.sentence != chain.sentence:
            return chain.after
        said = re.match(r"\s*,?(\s*be\b.*)", following.after, re.DOTALL)
        return said.group(1) if said else chain.after

    @staticmethod
    def _in_rows(page: Page, chain: Chain) -> bool:
        """`Let $x \\in \\mathbb{R}^n$ be a row vector`, or a page that says that all its vectors are rows."""
        said = [*(each.before for each in page.chains), *(each.before for each in page.loose)]
        everywhere = any(
            re.search(r"\bvectors are (?:\w+ )?row(?:s| vectors)\b", words, re.IGNORECASE) for words in said
        )
        return everywhere or re.match(r"\s*(?:be|is|are)\s+(?:an?\s+)?row[\s-]vectors?\b", chain.after) is not None

    def _membership(self, page: Page, chain: Chain, table: dict[str, Symbol] | None) -> None:
        last = chain.sides[1].node if len(chain.sides) > 1 else None
        if last is None:
            return
        nodes = [side.node for side in (*chain.listed, chain.sides[0]) if side.node is not None]
        found = set_of(last) or special_set(last, capital=all(_is_capital(node) for node in nodes))
        special = found is not None and is_special(last)
        for node in nodes:
            if found is not None and node.kind == "sequence" and (applied := name_of(node.children[0])) is not None:
                # "$\\phi(x) \\in \\mathbb{R}^m$": what the function gives
                self._add(table, chain.section, applied + "()", Declared(found.shape, found.kind, found.facts))
        for node in nodes:
            name = name_of(node)
            if name is not None and table is None:
                self.assumed += [(chain.section, statement) for statement in bounds_of(name, last)]
                if special:
                    self.assumed.append((chain.section, Term("eq", (Term("det", (sym(name),)), num(1)))))
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
        if found.kind == "vector" and self._in_rows(page, chain):
            rows, cols = found.shape if found.shape is not None else SCALAR
            found = Declared((cols, rows), found.kind, found.facts)
        after = self._behind_what_it_comes_with(page, chain)
        words = described(after)
        if re.match(r"[^.;:]*\borthonormal columns\b", after):
            words = Description(words.kind, words.facts | {"orthogonal"})
        vectors = found.kind == "vector"
        if table is None:
            told = said_together(names, after, vectors=vectors)
            self.assumed += [(chain.section, statement) for statement in told]
        facts = found.facts | (words.facts - {"orthogonal"} if vectors else words.facts)
        if table is None and starts_anew(chain.before):
            stems = {family.removesuffix("[]") for family in families_in(names, False)}
            self.fresh.setdefault(chain.section, set()).update(names, stems)
        unread = unknown_words(after) or unread_property(after) or property_before(chain.before)
        if any(name.endswith("[]") for name in names) and "orthogonal" in words.facts:
            unread = "orthogonal to each other"
        odd = (unread or self._perhaps_said_of(page, chain, found)) if table is None else ""
        if odd:
            self.odd.setdefault(chain.section, {}).update(
                dict.fromkeys((name.removesuffix("[]") for name in names), odd)
            )
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
                if table is None:
                    self._more_of_sized((*waiting, *names), first.section, second.after)
            count = name_of(size)
            if count is not None and (said := re.match(r"\s*-\s*dimensional\b([^.;:]*)", second.after)):
                told = from_words(described(f" be a{said[1]}"), count)
                if told is not None and told.kind == "vector":
                    for name in (*waiting, *names):
                        self._add(table, first.section, name, Declared((sym(count), num(1)), "vector", told.facts))
            found = set_of(size)
            if found is not None and _ELEMENT.match(words):
                for name in (*waiting, *names):
                    facts = found.facts | described(first.after).facts
                    self._add(table, first.section, name, Declared(found.shape, found.kind, facts))
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

    def _more_of_sized(self, names: tuple[str, ...], section: int, after: str) -> None:
        """What is said behind the sizes: `be $n \\times n$ commuting matrices`, `a matrix of rank one`."""
        words = f" be{after}"
        self.assumed += [(section, statement) for statement in said_together(list(names), words)]
        stated = re.sub(r"\A\s*(?:real\s+)?matri(?:x|ces)\b", "", after)
        if odd := unread_property(stated) or (unknown_words(words) if stated == after else ""):
            self.odd.setdefault(section, {}).update(dict.fromkeys(names, odd))

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
            sizes = sizes_in(table)
            both = {n for n, s in table.items() if n in sizes and s.shape is not None and s.shape != SCALAR}
            if both:
                apart = {name: sym(f"{name}^{{\\text{{size}}}}") for name in both}
                for name, symbol in list(table.items()):
                    if symbol.shape is not None:
                        shape = (substitute(symbol.shape[0], apart), substitute(symbol.shape[1], apart))
                        table[name] = replace(symbol, shape=shape)


def sizes_in(table: dict[str, Symbol]) -> frozenset[str]:
    sizes = (node for symbol in table.values() for size in symbol.shape or () for node in walk(size))
    return frozenset(str(n.value) for n in sizes if n.head == "sym" and not str(n.value).startswith("?"))


def _is_capital(node: Node) -> bool:
    """Whether a name is a capital letter, as matrices have; `T \\in O(n)` is an order of growth."""
    base = parse_name(name_of(node) or "").base.removeprefix("\\")
    return base[:1].isupper() and base != "T"


def _ones(shape: Shape) -> tuple[bool, bool]:
    """Whether there is one row, and one column: what tells numbers, vectors and matrices apart."""
    return shape[0] == num(1), shape[1] == num(1)
