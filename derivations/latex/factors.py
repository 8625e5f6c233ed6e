"""Flat rows of factors and operators, read from left to right.

What stands next to each other multiplies, applies, differentiates or sums here; the scope of a big
operator is the product after it.

>>> from derivations.latex.elaborate import elaborate
>>> from derivations.latex.lexicon import Lexicon
>>> row = Node("sequence", (Node("letter", value="f"), Node("group", (Node("letter", value="x"),), "()")))
>>> elaborate(row, Lexicon()), elaborate(row, Lexicon(functions={"f": None}))
(mul(f, x), app[f](x))
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from derivations.latex.calculus import derivative, integral, limit, nabla, primed
from derivations.latex.chance import Operator, operator, term_of
from derivations.latex.changes import change, derived_function, is_partial, opens_change, partial
from derivations.latex.complex_letters import part
from derivations.latex.conditions import indicator
from derivations.latex.differentials import (
    derivative_parts,
    differential_operator,
    is_letter,
    primed_function,
    slashed,
)
from derivations.latex.evaluation import evaluated, is_bar
from derivations.latex.gaussians import of_gaussians
from derivations.latex.lexicon import Unreadable
from derivations.latex.marks import is_minus_one, scripted, transpose_mark
from derivations.latex.matrix_functions import COLUMN, MATRIX, form, spectrum
from derivations.latex.ranges import ranges
from derivations.latex.spelling import flat_text, index_nodes, index_term, name_of, subscript_text
from derivations.latex.syntax import Node
from derivations.latex.vocabulary import GREEDY, INVERSES, KNOWN_FUNCTIONS, MATRIX_VALUED, ONES, RECIPROCALS
from derivations.latex.wholes import expectation, whole
from derivations.terms.names import parse_name
from derivations.terms.term import Term, free_symbols, mul, num, sym

if TYPE_CHECKING:
    from derivations.latex.elaborate import Elaboration

PRODUCTS = frozenset({"\\cdot", "\\times", "*", "\\ast", "\\star", "/", "\\div"})
"""Signs between factors; every other sign (`\\oplus`, `\\wedge`, `\\oslash`) has no meaning that could be taken."""


class Factors:
    """Reads a flat row of factors and operators from left to right."""

    def __init__(self, owner: Elaboration, items: list[Node], node: Node) -> None:
        self.owner = owner
        self.items = slashed(items)
        self.node = node
        self.place = 0
        self.factors: list[Term] = []

    def product(self) -> Term:
        """Everything that is left, as one product; `\\odot`, `\\otimes` bind weaker than juxtaposition."""
        self.refuse_differential()
        parts: list[Term] = [self.run_with_bars()]
        while self.place < len(self.items):
            operator = self.items[self.place].value
            self.place += 1
            if operator in self.owner.lexicon.customs.operations:
                raise Unreadable(f"the operator {operator}, which the page defines", self.items[self.place - 1])
            if operator == "\\circ":
                self.refuse_composition()
            right = self.run_with_bars()
            head = {"\\otimes": "kron", "\\odot": "hadamard", "\\circ": "hadamard"}.get(operator)
            if head is None:
                raise Unreadable(f"the operator {operator}", self.items[self.place - 1])
            parts = [Term(head, (parts[0], right))]
        return parts[0]

    def refuse_composition(self) -> None:
        """`f \\circ g` of functions is no entrywise product."""
        around = [self.items[at] for at in (self.place - 2, self.place) if 0 <= at < len(self.items)]
        if any(name_of(item) in self.owner.lexicon.functions for item in around):
            raise Unreadable("a composition of functions", self.items[self.place - 1])

    def run_with_bars(self) -> Term:
        """A run; a bar in it evaluates what stands before it, and the factors after the bar go on."""
        result = self.run()
        while (bar := self.peek()) is not None and is_bar(bar):
            self.place += 1
            if len(self.factors) > 1:
                earlier = frozenset[str]().union(*map(free_symbols, self.factors[:-1]))
                if earlier & free_symbols(result) & free_symbols(evaluated(self.owner, result, bar)) != earlier:
                    raise Unreadable("how far the evaluation bar reaches is not clear: write brackets", bar)
            result = evaluated(self.owner, result, bar)
            if (following := self.peek()) is not None and not is_bar(following) and following.kind != "operator":
                result = mul(result, self.run())
        return result

    def refuse_differential(self) -> None:
        """`du = dx`: a d before a letter, alone on its side, is no factor."""
        taken = self.owner.lexicon.customs.taken | self.owner.lexicon.customs.defined | self.owner.lexicon.numbers
        alone = len(self.items) == 2 and self.items[1].kind in ("letter", "script")
        if alone and is_letter(self.items[0], "d") and "d" not in taken and not self.owner.brackets:
            raise Unreadable("a differential", self.items[0])

    def run(self) -> Term:
        """Factors joined by juxtaposition, `\\cdot`, `\\times`, `*` and `/`."""
        factors: list[Term] = []
        operator = ""
        while self.place < len(self.items):
            item = self.items[self.place]
            if is_bar(item):
                break
            if item.kind == "operator":
                if item.value in ("\\otimes", "\\odot") or (item.value == "\\circ"):
                    break
                if item.value == "!":
                    if not factors:
                        raise Unreadable("! without a number", item)
                    factors[-1] = Term("factorial", (factors[-1],))
                    self.place += 1
                    continue
                if operator or not factors:
                    raise Unreadable(f"the operator {item.value} stands alone", item)
                if item.value not in PRODUCTS:
                    raise Unreadable(f"the operator {item.value}", item)
                if item.value in self.owner.lexicon.customs.operations:
                    raise Unreadable(f"the operator {item.value}, which the page defines", item)
                operator = item.value
                self.place += 1
                continue
            factor = self.factor()
            if operator in ("/", "\\div"):
                # a/bc is read as (a/b)c by some and a/(bc) by others
                if self.juxtaposed() and not self.plain_fraction(factors, factor):
                    raise Unreadable("a/b c can be read in two ways: write brackets", item)
                factors = [Term("div", (mul(*factors), factor))]
            elif operator in ("*", "\\ast", "\\star") and self.is_convolution(factors, factor):
                factors[-1] = Term("app", (as_name(factors[-1]), as_name(factor)), "\\ast")
            elif operator == "\\star":
                raise Unreadable("the operator \\star", item)
            elif operator == "\\cdot" and self.is_column(mul(*factors)) and self.is_column(factor):
                factors = [Term("inner", (mul(*factors), factor))]
            elif operator == "\\times" and self.is_column(factors[-1]) and self.is_column(factor):
                if not self.is_column(mul(*factors)):
                    raise Unreadable("how much a cross product is of is not clear: write brackets", item)
                factors = [Term("cross", (mul(*factors), factor))]
            else:
                factors.append(factor)
            operator = ""
        if operator or not factors:
            raise Unreadable("an operator without a right side", self.node)
        self.factors = factors
        return mul(*factors)

    def inner(self, items: list[Node]) -> Factors:
        """A row inside this one."""
        return Factors(self.owner, items, self.node)

    def juxtaposed(self) -> bool:
        return (
            self.place < len(self.items)
            and self.items[self.place].kind != "operator"
            and not is_bar(self.items[self.place])
        )

    def plain_fraction(self, factors: list[Term], below: Term) -> bool:
        """`1/n \\sum ...`, `1/2 (a + b)`: a number over a number or letter before something big is a factor."""
        following, _ = scripted(self.items[self.place])
        return (
            len(factors) == 1
            and factors[0].head == "num"
            and below.head in ("num", "sym")
            and (
                following.kind == "big"
                or (following.kind == "group" and (following.value == "‖‖" or below.head == "num"))
            )
        )

    def is_convolution(self, factors: list[Term], right: Term) -> bool:
        kinds = self.owner.lexicon.kinds
        self.owner.lexicon.used_kinds = True
        sides = (factors[-1], right)
        if any(term.head == "eye" for term in sides):
            # nobody stars an identity: this I is an image
            return all(term.head in ("eye", "sym") for term in sides)
        return all(term.head == "sym" and kinds(str(term.value)) == "matrix" for term in sides)

    def is_column(self, term: Term) -> bool:
        """A vector: a dot between two is their inner product, a cross their cross product."""
        self.owner.lexicon.used_kinds = True
        return form(term, self.owner.lexicon.kinds) == COLUMN

    def is_matrix(self, term: Term) -> bool:
        self.owner.lexicon.used_kinds = True
        return form(term, self.owner.lexicon.kinds) == MATRIX

    def peek(self, ahead: int = 0) -> Node | None:
        at = self.place + ahead
        return self.items[at] if at < len(self.items) else None

    def rest(self) -> Term:
        """The product of everything after this place, up to `\\odot` and `\\otimes`."""
        if self.peek() is None:
            raise Unreadable("nothing follows an operator", self.node)
        return self.run()

    # --- one factor --------------------------------------------------------------------------------------

    def factor(self) -> Term:
        item = self.items[self.place]
        self.place += 1
        base, scripts = scripted(item)
        if base.kind == "big":
            return self.big(base, item)
        if base.kind == "letter" and base.value == "\\nabla":
            return nabla(self, item)
        if item.kind == "fraction":
            operator = differential_operator(item)
            if operator is not None:
                _, order, _, variables = operator
                return derivative(self.owner, self.rest(), variables, order, item)
        if item.kind == "derivative":
            body, variables, order = derivative_parts(item)
            if body is None:
                return derivative(self.owner, self.rest(), variables, order, item)
        known = known_function(base)
        if known is not None:
            return self.known(known, base, scripts, item)
        if opens_change(self, item):
            return change(self, item)
        if is_partial(item):
            return partial(self, item)
        return self.maybe_application(item)

    def known(self, known: str, base: Node, scripts: list[Node], item: Node) -> Term:
        """A function that everybody knows, with its argument in brackets or without."""
        head = KNOWN_FUNCTIONS[known]
        power: Node | None = None
        subscript: Node | None = None
        if item.kind == "script":
            parts = list(item.children[1:])
            if item.value in ("sub", "subsup"):
                subscript = parts.pop(0)
            power = parts.pop(0) if parts else None
        if power is not None and is_minus_one(power):
            if known not in INVERSES or subscript is not None:
                raise Unreadable(f"{known} with the superscript of an inverse", item)
            head, power = INVERSES[known], None
        elif power is not None and (transpose_mark(power) is not None or _negative(power)):
            raise Unreadable(f"{known} with the superscript {flat_text(power)}", item)
        if head == "softmax" and (entry := self.entry_of_softmax()) is not None:
            return entry
        result, outer = self.argument(head, item)
        if head in ("adjugate", "pinv") and not self.is_matrix(result.args[0] if result.head == "entry" else result):
            raise Unreadable(f"{known} of what is no matrix", item)
        if known in RECIPROCALS:
            result = Term(
                "div", (Term(RECIPROCALS[known], result.args), result) if known == "cot" else (num(1), result)
            )
        if subscript is not None:
            if head != "log":
                raise Unreadable(f"a subscript on {known}", item)
            result = Term("div", (result, Term("log", (self.owner.term(subscript),))))
        if power is not None:
            result = Term("pow", (result, self.owner.term(power)))
        for script in outer:
            result = self.owner.raised(result, script, item, item)
        return result

    def entry_of_softmax(self) -> Term | None:
        """`\\operatorname{softmax}(z)_i`."""
        following = self.peek()
        if following is None or following.kind != "script" or following.value != "sub":
            return None
        base, index = following.children
        if base.kind != "group" or len(base.children) != 1:
            return None
        self.place += 1
        places = (self.owner.term(part) for part in index_nodes(index))
        return Term("entry", (Term("softmax", (self.owner.term(base.children[0]),)), *places))

    def argument(self, head: str, item: Node) -> tuple[Term, list[Node]]:
        following = self.peek()
        if following is None:
            raise Unreadable("a function without an argument", item)
        base, scripts = scripted(following)
        if base.kind == "group" and base.value in ("()", "[]", "{}"):
            self.place += 1
            args = tuple(self.owner.term(child) for child in base.children)
            result = apply_known(head, args, item)
            if following.kind == "script" and following.value != "sup":
                if head not in MATRIX_VALUED or following.value != "sub":
                    raise Unreadable("a subscript on an argument", following)
                places = [index_term(text) for text in subscript_text(scripts[0]) or ()]
                indices = tuple(place for place in places if place is not None)
                if len(indices) != len(places) or len(indices) != 2:
                    raise Unreadable("a subscript that is no row and column", following)
                return Term("entry", (result, *indices)), []
            return result, scripts
        if head in ("max", "min"):
            raise Unreadable(f"{head} without brackets", item)
        taken: list[Term] = []
        while (nxt := self.peek()) is not None:
            inner, _ = scripted(nxt)
            if nxt.kind == "operator" and (nxt.value != "\\cdot" or not taken):
                break
            if nxt.kind == "operator" or (taken and known_function(inner) is not None and head not in GREEDY):
                break
            if taken and inner.kind == "group" and head not in GREEDY:
                break
            taken.append(self.factor())
        if not taken:
            raise Unreadable("a function without an argument", item)
        return apply_known(head, (mul(*taken),), item), []

    def maybe_application(self, item: Node) -> Term:
        """A factor; an application where its name is a function and brackets follow."""
        name = name_of(item)
        following = self.peek()
        if following is not None and name is not None and parse_name(name).base in ONES and following.kind == "group":
            self.place += 1
            if len(following.children) != 1 or parse_name(name).sub:
                raise Unreadable("an indicator of something that is no relation", item)
            return indicator(self.owner, item, following.children[0])
        component = part(self, item)
        if component is not None:
            return component
        law = self.of_gaussians(item, following)
        if law is not None:
            return law
        in_brackets = self.whole(item, following)
        if in_brackets is not None:
            return in_brackets
        operation = operator(item, following)
        if operation is not None and following is not None:
            averaged = self.averaged(operation, item, following)
            if averaged is not None:
                return averaged
        if operation is not None and following is not None and operation.head == "expect":
            return self.mean(item, following)
        functions = self.owner.lexicon.functions
        spectral = self.spectral(item, following)
        if spectral is not None:
            return spectral
        derived = derived_function(self, item)
        if derived is not None:
            return derived
        self.refuse_inverse(item, following, functions)
        if name is not None and following is not None:
            inner, outer = scripted(following)
            prime = primed_function(item, functions)
            if (name in functions or prime is not None) and inner.kind == "group" and inner.value in ("()", "[]"):
                self.place += 1
                args = tuple(self.owner.term(child) for child in arguments(inner))
                result = primed(*prime, args, item) if prime is not None else Term("app", args, name)
                if following.kind == "script" and following.value != "sup":
                    # `f(x)_i` is an entry of the value, no product of f and x_i
                    index, *outer = following.children[1:]
                    result = Term("entry", (result, *(self.owner.term(part) for part in index_nodes(index))))
                for script in outer:
                    result = self.owner.raised(result, script, item, item)
                return result
        return self.owner.term(item)

    def of_gaussians(self, item: Node, following: Node | None) -> Term | None:
        """A density, a divergence, or a Gaussian itself; a power may follow."""
        if following is None or (following.kind == "script" and following.value != "sup"):
            return None
        inner, outer = scripted(following)
        result = of_gaussians(self.owner, item, inner)
        if result is not None:
            self.place += 1
            for script in outer:
                result = self.owner.raised(result, script, inner, item)
        return result

    def whole(self, item: Node, following: Node | None) -> Term | None:
        r"""`p(x \mid y)`, which a power may follow."""
        if following is None or (following.kind == "script" and following.value != "sup"):
            return None
        inner, outer = scripted(following)
        result = whole(self.owner, item, inner)
        if result is not None:
            self.place += 1
            for script in outer:
                result = self.owner.raised(result, script, item, item)
        return result

    def spectral(self, item: Node, following: Node | None) -> Term | None:
        """`\\lambda_i(A)`, which a power may follow."""
        if following is None or (following.kind == "script" and following.value != "sup"):
            return None
        inner, outer = scripted(following)
        result = spectrum(self.owner, item, inner) if inner.kind == "group" else None
        if result is not None:
            self.place += 1
            for script in outer:
                result = self.owner.raised(result, script, inner, item)
        return result

    def mean(self, item: Node, following: Node) -> Term:
        """An expectation of which nothing says what is random in it; a power may follow."""
        self.place += 1
        inner, outer = scripted(following)
        result = expectation(self.owner, item, inner)
        for script in outer:
            result = self.owner.raised(result, script, item, item)
        return result

    def averaged(self, operation: Operator, item: Node, following: Node) -> Term | None:
        """An expectation of what follows; None where the page does not say what is random in it."""
        chance = self.owner.lexicon.chance
        inner, outer = scripted(following)
        if not (chance.random or chance.fixed) or (following.kind == "script" and following.value != "sup"):
            return None
        args = tuple(self.owner.term(child) for child in arguments(inner))
        result = term_of(operation, args, chance)
        if result is not None:
            self.place += 1
            for script in outer:
                result = self.owner.raised(result, script, item, item)
        return result

    @staticmethod
    def refuse_inverse(item: Node, following: Node | None, functions: Mapping[str, tuple[str, ...] | None]) -> None:
        """`f^{-1}(x)` of a function is its inverse, and no reciprocal."""
        if item.kind != "script" or item.value != "sup" or following is None or scripted(following)[0].kind != "group":
            return
        if name_of(item.children[0]) in functions and _negative(item.children[1]):
            raise Unreadable("the inverse of a function", item)

    def big(self, base: Node, item: Node) -> Term:
        """A big operator and its scope."""
        low, high = None, None
        for child in base.children:
            if child.kind == "sub":
                low = child.children[0]
            elif child.kind == "sup":
                high = child.children[0]
        if base.value in ("sum", "prod"):
            return self.series(base, low, high)
        if base.value == "int":
            return integral(self, base, low, high)
        if base.value == "lim":
            return limit(self, base, low)
        if base.value in ("max", "min") and low is None:
            return self.known(base.value, base, [], base)
        raise Unreadable(f"the operator {base.value}", base)

    def series(self, base: Node, low: Node | None, high: Node | None) -> Term:
        found = ranges(low, high, base)
        owner = self.owner
        ends: list[tuple[str, Term, Term]] = []
        for name_node, start, stop in found:
            name = name_of(name_node)
            if name is None:
                raise Unreadable("the index is no name", name_node)
            first = owner.term(start) if start is not None else num(1)
            last = owner.term(stop) if stop is not None else sym(f"?N{name}")
            ends.append((name, first, last))
            owner.bound.append(name)
        try:
            body = self.rest()
        finally:
            del owner.bound[-len(ends) :]
        for name, first, last in reversed(ends):
            body = Term(base.value, (sym(name), first, last, body))
        return body


def as_name(term: Term) -> Term:
    """In `I * J` the I is an image, no identity."""
    return sym("I") if term.head == "eye" else term


def known_function(node: Node) -> str | None:
    if node.kind in ("name", "text") and node.value.strip() in KNOWN_FUNCTIONS:
        return node.value.strip()
    return None


def apply_known(head: str, args: tuple[Term, ...], item: Node) -> Term:
    if head in ("max", "min"):
        return Term(head, args)
    if head == "kron2":
        return Term("kron", args)
    if len(args) != (2 if head == "binomial" else 1):
        raise Unreadable(f"{head} with {len(args)} arguments", item)
    return Term(head, args)


def arguments(group: Node) -> tuple[Node, ...]:
    """The arguments of an application; a bar between them separates like a comma."""
    if len(group.children) == 1 and group.children[0].kind == "given":
        raise Unreadable("a conditional probability", group)
    return group.children


def _negative(power: Node) -> bool:
    return power.kind in ("sum", "signed") and (power.children[0] if power.kind == "sum" else power).value == "-"
