"""From syntax to terms: what a formula means where it stands.

The grammar leaves every ambiguity in place; here the author's context decides: `f(x)` is an application where f is
a function and a product elsewhere, `X'` is a transpose where X is a matrix, `x_i` is a member of a family where i runs,
a big operator covers the product after it. What has no meaning raises `Unreadable` with the node.

>>> from derivations.latex.syntax import Node
>>> product = Node("sequence", (Node("letter", value="A"), Node("letter", value="B")))
>>> elaborate(product, Lexicon())
mul(A, B)
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derivations.latex.calculus import derivative, primed
from derivations.latex.complex_letters import marked
from derivations.latex.conditions import cases
from derivations.latex.differentials import derivative_parts, differential_operator
from derivations.latex.dotted import dotted_product, dotted_sum
from derivations.latex.evaluation import between, evaluated, is_difference
from derivations.latex.factors import Factors
from derivations.latex.lexicon import Customs, Lexicon, Unreadable
from derivations.latex.marks import entrywise_power, norm_kind, transpose_mark
from derivations.latex.matrix_functions import pseudo_inverse
from derivations.latex.ones import with_ones
from derivations.latex.ranges import is_big_script, mentions, open_index
from derivations.latex.spelling import index_nodes, index_term, letters, name_of, parts_of
from derivations.latex.syntax import Node
from derivations.latex.vocabulary import CONSTANTS, IDENTITIES, KNOWN_FUNCTIONS, ONES, UNSUPPORTED, ZEROS
from derivations.latex.wholes import a_set, is_whole, with_dots
from derivations.terms.names import Name, parse_name
from derivations.terms.term import Term, add, free_symbols, num, sym

__all__ = ["Customs", "Elaboration", "Lexicon", "Unreadable", "elaborate", "name_of"]

MAX_DEPTH = 120
MAX_DIGITS = 2_000


def elaborate(node: Node, lexicon: Lexicon) -> Term:
    """The term that a side stands for. Raises `Unreadable`."""
    return Elaboration(lexicon).term(with_ones(node))


class Elaboration:
    """One side. Keeps the indices that are bound around the node in hand."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.bound: list[str] = []
        self.depth = 0
        self.brackets = 0
        self.sizes = 0

    # --- dispatch ----------------------------------------------------------------------------------------

    def term(self, node: Node) -> Term:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable("nested too deeply", node)
        try:
            rule = getattr(self, "_" + node.kind, None)
            if rule is None:
                raise Unreadable(f"{node.kind} has no meaning here", node)
            result: Term = rule(node)
            return result
        finally:
            self.depth -= 1

    # --- atoms -------------------------------------------------------------------------------------------

    def _number(self, node: Node) -> Term:
        text = node.value.replace(",", "").replace("{", "").replace("}", "").replace(" ", "")
        if len(text) > MAX_DIGITS:
            raise Unreadable("a number with too many digits", node)
        try:
            return num(Fraction(text))
        except ValueError as error:
            raise Unreadable(f"{node.value!r} is no number", node) from error

    def _letter(self, node: Node) -> Term:
        return self._named(node)

    def _styled(self, node: Node) -> Term:
        return self._named(node)

    def _accent(self, node: Node) -> Term:
        name = name_of(node)
        if name is not None:
            return self.symbol(name, node)
        if node.value in ("overline", "bar"):
            return Term("conj", (self.term(node.children[0]),))
        raise Unreadable(f"\\{node.value} over an expression", node)

    def _named(self, node: Node) -> Term:
        name = name_of(node)
        if name is None:
            raise Unreadable("no name", node)
        return self.symbol(name, node)

    def _name(self, node: Node) -> Term:
        if node.value in KNOWN_FUNCTIONS:
            raise Unreadable(f"{node.value} without an argument", node)
        return self.symbol(node.value, node)

    def _text(self, node: Node) -> Term:
        word = node.value.strip()
        if word.replace("-", "").replace("_", "").isalnum() and " " not in word:
            return self.symbol(f"\\text{{{word}}}", node)
        raise Unreadable("words where mathematics is expected", node)

    def symbol(self, name: str, node: Node) -> Term:
        """A name as a term: a constant, an identity, or a symbol, with bound indices taken out of it."""
        if name in CONSTANTS and name not in self.bound and name not in self.lexicon.customs.taken:
            return Term("const", (), CONSTANTS[name])
        conjugate = marked(name, self.lexicon.customs)
        if conjugate is not None:
            result = self.symbol(conjugate[0], node)
            for head in conjugate[1]:
                result = Term(head, (result,))
            return result
        if name == "i" and self.lexicon.customs.complex and name not in (*self.bound, *self.lexicon.customs.taken):
            return Term("const", (), "i")
        if name == "e" and self._is_euler(node):
            return Term("const", (), "e")
        parts = parse_name(name)
        if parts.base in UNSUPPORTED and self.lexicon.parameters(name) is None:
            raise Unreadable(f"{parts.base} is not supported", node)
        if parts.base in ONES or parts.base in ZEROS:
            return self._constant_vector(parts, node)
        if parts.base in IDENTITIES and not parts.sup and name not in self.lexicon.customs.defined:
            known = self.lexicon.kinds(name)
            if known in (None, "matrix") and name not in self.lexicon.functions:
                size = self._size(parts, node)
                if size is not None:
                    return Term("eye", (size,))
        if parts.sub and (self._runs(parts.sub) or parts._replace(sub=()).text in self.lexicon.families):
            return self._member(parts, node)
        return sym(name)

    def _is_euler(self, node: Node) -> bool:
        if node.kind == "styled":
            return node.value == "rm"
        return self.lexicon.customs.euler and "e" not in self.bound and "e" not in self.lexicon.functions

    def _size(self, parts: Name, node: Node) -> Term | None:
        if not parts.sub:
            # each one has a size of its own, told apart by where it stands
            self.sizes += 1
            return sym(f"?I{node.start}.{self.sizes}")
        return index_term(parts.sub[0]) if len(parts.sub) == 1 else None

    def _constant_vector(self, parts: Name, node: Node) -> Term:
        size = self._size(parts, node)
        if size is None or parts.sup or parts.accents or size in (num(0), num(1)):
            raise Unreadable("a bold number with marks", node)
        if parts.base in ZEROS:
            return Term("zeros", (size, num(1))) if parts.sub else num(0)
        return Term("ones", (size, num(1)))

    def _runs(self, indices: tuple[str, ...]) -> bool:
        return any(part in self.bound or letters(part) & set(self.bound) for part in indices)

    def _member(self, parts: Name, node: Node) -> Term:
        whole = parts._replace(sub=()).text
        running = tuple(part for part in parts.sub if letters(part) & set(self.bound))
        self.lexicon.used_kinds = True
        entries = len(parts.sub) == 2 and self.lexicon.kinds(whole) == "matrix"
        family = whole in self.lexicon.families or len(running) == len(parts.sub)
        if ":" not in parts.sub and (family or (running and entries)):
            kept: tuple[str, ...] = ()
            moved = parts.sub
        else:
            kept = tuple("\\cdot" if part in running else part for part in parts.sub)
            moved = running
        indices = [index_term(part) for part in moved]
        plain = tuple(index for index in indices if index is not None)
        if len(plain) != len(indices):
            if running:
                raise Unreadable("an index that is no sum of letters and numbers", node)
            return sym(parts.text)
        return Term("item", (sym(parts._replace(sub=kept).text), *plain))

    # --- scripts -----------------------------------------------------------------------------------------

    def _script(self, node: Node) -> Term:
        pseudo = pseudo_inverse(self, node)
        if pseudo is not None:
            return pseudo
        name = name_of(node)
        if name is not None:
            return self.symbol(name, node)
        base = node.children[0]
        if base.kind == "group" and base.value == "‖‖":
            return self._norm(node)
        if base.kind == "group" and base.value == "eval":
            return self._evaluation(node)
        if is_difference(self, node):
            return between(self, self.term(base.children[0]), node)
        if node.value == "sub":
            return self._subscripted(base, node.children[1], node)
        if node.value == "subsup":
            under = Node("script", (base, node.children[1]), "sub", node.start, node.end)
            return self.raised(self.term(under), node.children[2], under, node)
        return self.raised(self.term(base), node.children[1], base, node)

    def _subscripted(self, base: Node, index: Node, node: Node) -> Term:
        parts = index_nodes(index)
        if base.kind == "group" and base.value in ("()", "[]") and len(base.children) == 1 and parts:
            inner = self.term(base.children[0])
            return Term("entry", (inner, *(self.term(part) for part in parts)))
        found = parts_of(base)
        if found is not None and not found.sub and parts:
            whole = found.text
            if all(self._is_index(part) for part in parts):
                return Term("item", (sym(whole), *(self.term(part) for part in parts)))
        raise Unreadable("a subscript that is no index", index)

    def _is_index(self, node: Node) -> bool:
        term = self.term(node)
        return term.head in ("num", "sym", "add", "neg", "mul")

    def _prime(self, node: Node) -> Term:
        base = node.children[0]
        name = name_of(base)
        parameters = self.lexicon.parameters(name) if name is not None else None
        if name is not None and parameters is not None and len(parameters) == 1:
            return primed(name, int(node.value or 1), (sym(parameters[0]),), node)
        whole = name_of(node)
        if whole is not None and whole in self.lexicon.customs.presented:
            return self.symbol(whole, node)
        self.lexicon.used_kinds = True
        if name is not None:
            if self.lexicon.kinds(name) in ("vector", "matrix") and int(node.value or 1) == 1:
                return Term("transpose", (self.symbol(name, base),))
            return self.symbol(f"{name_of(node)}", node)
        inner = self.term(base)
        if not any(self.lexicon.kinds(name) in ("vector", "matrix") for name in free_symbols(inner)):
            raise Unreadable("a prime on brackets: a transpose or a derivative", node)
        return Term("transpose", (inner,))

    def raised(self, base: Term, exponent: Node, base_node: Node, node: Node) -> Term:
        mark = transpose_mark(exponent)
        listed = base_node.kind == "group" and base_node.value in ("()", "[]") and len(base_node.children) > 1
        if mark in ("T", "'") and listed:
            # (1, 2)^T is how a column is written in a line of text, and (1, 2) is read as one, too
            return base
        if exponent.value == "\\circ":
            raise Unreadable("degrees", exponent)
        if mark == "T" and not self._is_scalar_power(base, exponent):
            return Term("transpose", (base,))
        if mark == "H":
            return Term("adjoint", (base,))
        if mark == "-T":
            return Term("inverse", (Term("transpose", (base,)),))
        if mark in ("*", "+", "'"):
            if mark == "'":
                return Term("transpose", (base,))
            if mark == "*" and not self.lexicon.customs.complex.isdisjoint(free_symbols(base)):
                return Term("adjoint", (base,))
            raise Unreadable(f"the superscript {mark} on an expression", exponent)
        hadamard = entrywise_power(exponent)
        if hadamard is not None:
            result = base
            for _ in range(hadamard - 1):
                result = Term("hadamard", (result, base))
            return result
        power = self.term(exponent)
        if base == Term("const", (), "e"):
            return Term("exp", (power,))
        if base == sym("e") and not self.lexicon.customs.euler and free_symbols(power):
            raise Unreadable("e has a meaning of its own on this page: \\mathrm{e} and \\exp are Euler's", node)
        if power == Term("neg", (num(1),)):
            return Term("inverse", (base,))
        return Term("pow", (base, power))

    def _is_scalar_power(self, base: Term, exponent: Node) -> bool:
        if exponent.kind != "letter" or exponent.value != "T":
            return False
        if base.head in ("num", "const"):
            return True
        if "T" not in self.lexicon.numbers:
            return False
        self.lexicon.used_kinds = True
        return all(self.lexicon.kinds(str(s.value)) == "scalar" for s in symbols(base))

    # --- sums and products -------------------------------------------------------------------------------

    def _sum(self, node: Node) -> Term:
        dotted = dotted_sum(self, node)
        if dotted is not None:
            return dotted
        children = list(node.children)
        terms = []
        place = 0
        while place < len(children):
            sign, body = children[place].value, children[place].children[0]
            place += 1
            index = open_index(body)
            tail = []
            while index and place < len(children) and mentions(children[place], index):
                tail.append(children[place])
                place += 1
            terms.append(signed(sign, self._term_with_tail(body, tail)))
        return add(*terms)

    def _term_with_tail(self, body: Node, tail: list[Node]) -> Term:
        if not tail:
            return self.term(body)
        items = list(body.children) if body.kind == "sequence" else [body]
        at = max(place for place, item in enumerate(items) if item.kind == "big" or is_big_script(item))
        inner = Node("sequence", tuple(items[at + 1 :]), "", items[at].end, body.end)
        rest = Node(
            "sum", (Node("signed", (inner,), "+", inner.start, inner.end), *tail), "", inner.start, tail[-1].end
        )
        return self._sequence(Node("sequence", (*items[: at + 1], rest), "", body.start, tail[-1].end))

    def _signed(self, node: Node) -> Term:
        return signed(node.value, self.term(node.children[0]))

    def _sequence(self, node: Node) -> Term:
        dotted = dotted_product(self, node)
        if dotted is not None:
            return dotted
        reader = Factors(self, list(node.children), node)
        return reader.product()

    # --- constructs --------------------------------------------------------------------------------------

    def _fraction(self, node: Node) -> Term:
        if differential_operator(node) is not None:
            raise Unreadable("a derivative without anything to differentiate", node)
        total = self._leibniz(node)
        if total is not None:
            return total
        top, bottom = node.children
        return Term("div", (self.term(top), self.term(bottom)))

    def _leibniz(self, node: Node) -> Term | None:
        """`\\frac{\\partial L}{\\partial w}`, where the body stands in the numerator."""
        operator = differential_operator(node, with_body=True)
        if operator is None:
            return None
        _, order, body, variables = operator
        return derivative(self, self.term(body), variables, order, node)

    def _derivative(self, node: Node) -> Term:
        body, variables, order = derivative_parts(node)
        if body is None:
            raise Unreadable("a derivative without anything to differentiate", node)
        return derivative(self, self.term(body), variables, order, node)

    def _root(self, node: Node) -> Term:
        inner = self.term(node.children[0])
        if len(node.children) == 1:
            return Term("sqrt", (inner,))
        return Term("pow", (inner, Term("div", (num(1), self.term(node.children[1])))))

    def _binom(self, node: Node) -> Term:
        return Term("binomial", (self.term(node.children[0]), self.term(node.children[1])))

    def _brace(self, node: Node) -> Term:
        return self.term(node.children[0])

    def _cases(self, node: Node) -> Term:
        return cases(self, node)

    def _dots(self, node: Node) -> Term:
        raise Unreadable("dots whose meaning is not clear", node)

    def _big(self, node: Node) -> Term:
        raise Unreadable("an operator without a body", node)

    def _group(self, node: Node) -> Term:
        items = node.children
        if node.value == "||" and len(items) == 1:
            self.lexicon.used_kinds = True
            return Term("abs", (self.term(items[0]),))
        if node.value == "‖‖" and len(items) == 1:
            return Term("norm", (self.term(items[0]),), "2")
        if node.value == "<>" and len(items) == 2:
            return Term("inner", (self.term(items[0]), self.term(items[1])))
        if node.value in ("floor", "ceil") and len(items) == 1:
            return Term(node.value, (self.term(items[0]),))
        if node.value == "{}" and (is_whole(node) or len(items) != 1):
            return a_set(self, node)
        if node.value in ("()", "[]", "{}"):
            if len(items) == 1:
                self.brackets += 1
                try:
                    return self.term(items[0])
                finally:
                    self.brackets -= 1
            whole = with_dots(self, node)
            if whole is not None:
                return whole
            if len(items) > 1:
                return Term("matrix", tuple(self.term(item) for item in items), (len(items), 1))
        raise Unreadable(f"brackets {node.value} with {len(items)} parts", node)

    def _norm(self, node: Node) -> Term:
        inner = self.term(node.children[0].children[0])
        scripts = list(node.children[1:])
        kind = "2"
        if node.value in ("sub", "subsup"):
            kind = norm_kind(scripts.pop(0))
        result = Term("norm", (inner,), kind)
        if scripts:
            return self.raised(result, scripts.pop(0), node.children[0], node)
        return result

    def _evaluation(self, node: Node) -> Term:
        return evaluated(self, self.term(node.children[0].children[0]), node)

    def _matrix(self, node: Node) -> Term:
        whole = with_dots(self, node)
        if whole is not None:
            return whole
        rows = [list(row.children) for row in node.children]
        width = max((len(row) for row in rows), default=0)
        if width == 0 or any(len(row) != width for row in rows):
            raise Unreadable("rows of different lengths", node)
        cells = tuple(self.term(cell) for row in rows for cell in row)
        literal = Term("matrix", cells, (len(rows), width))
        if node.value.startswith("vmatrix"):
            return Term("det", (literal,))
        if node.value.startswith("Vmatrix"):
            return Term("norm", (literal,), "F")
        return literal


def signed(sign: str, term: Term) -> Term:
    if sign == "-":
        return Term("neg", (term,))
    if sign == "\\pm":
        return Term("pm", (term,))
    if sign == "\\mp":
        return Term("neg", (Term("pm", (term,)),))
    return term


def symbols(term: Term) -> Iterator[Term]:
    if term.head == "sym":
        yield term
    for arg in term.args:
        yield from symbols(arg)
