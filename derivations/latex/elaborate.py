"""From syntax to terms: what a flat row of symbols means where it stands.

The grammar leaves every ambiguity in place; here the author's context decides: `f(x)` is an application where f is
a function and a product elsewhere, `X'` is a transpose where X is a matrix, `x_i` is a member of a family where i runs, a big
operator covers the product after it. What has no meaning raises `Unreadable` with the node.

>>> from derivations.latex.syntax import Node
>>> product = Node("sequence", (Node("letter", value="A"), Node("letter", value="B")))
>>> elaborate(product, Lexicon())
mul(A, B)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from derivations.latex.syntax import Node
from derivations.latex.vocabulary import (
    CONSTANTS,
    FONTS_THAT_SPEAK,
    GREEDY,
    KNOWN_FUNCTIONS,
    TRANSPOSES,
)
from derivations.terms.names import Name, parse_name
from derivations.terms.term import Term, add, mul, num, sym

MAX_DEPTH = 120
MAX_DIGITS = 2_000


class Unreadable(ValueError):
    """A construct without a meaning here; `node` is where."""

    def __init__(self, message: str, node: Node) -> None:
        super().__init__(message)
        self.node = node


@dataclass
class Lexicon:
    """What names mean where the formula stands.

    `functions` are names that are applied (with the names of their parameters where the page defines them); `kinds`
    answers scalar, vector, matrix or None for a name; `families` are names whose subscripts are indices; `merged` maps a
    spelling to the one that the page uses for the same symbol; `sizes` are names known to be numbers of things.
    """

    functions: dict[str, tuple[str, ...] | None] = field(default_factory=dict)
    kinds: Callable[[str], str | None] = lambda name: None
    families: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    used_kinds: bool = False


def elaborate(node: Node, lexicon: Lexicon) -> Term:
    """The term that a side stands for. Raises `Unreadable`."""
    return _Elaboration(lexicon).term(node)


def name_of(node: Node) -> str | None:
    """The canonical name that the node spells, or None where it is not a name."""
    return _Elaboration(Lexicon()).name(node)


class _Elaboration:
    """One side. Keeps the indices that are bound around the node in hand."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.bound: list[str] = []
        self.depth = 0
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
        name = self.name(node)
        if name is not None:
            return self.symbol(name, node)
        if node.value in ("overline", "bar"):
            return Term("conj", (self.term(node.children[0]),))
        raise Unreadable(f"\\{node.value} over an expression", node)

    def _named(self, node: Node) -> Term:
        name = self.name(node)
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
        if name in CONSTANTS and name not in self.bound:
            return Term("const", (), CONSTANTS[name])
        parts = parse_name(name)
        if parts.base in ("I", "\\mathbf{I}", "\\mathbb{I}", "\\boldsymbol{I}", "\\mathrm{I}") and not parts.sup:
            known = self.lexicon.kinds(name)
            if known in (None, "matrix") and name not in self.lexicon.functions:
                return Term("eye", (self._size(parts, node),))
        if parts.sub and (self._runs(parts.sub) or parts._replace(sub=()).text in self.lexicon.families):
            return self._member(parts)
        return sym(name)

    def _size(self, parts: Name, node: Node) -> Term:
        if not parts.sub:
            # each identity has a size of its own, told apart by where it stands
            self.sizes += 1
            return sym(f"?I{node.start}.{self.sizes}")
        return _index_term(parts.sub[0])

    def _runs(self, indices: tuple[str, ...]) -> bool:
        return any(part in self.bound or _letters(part) & set(self.bound) for part in indices)

    def _member(self, parts: Name) -> Term:
        whole = parts._replace(sub=())
        if whole.text in self.lexicon.families and not self._runs(parts.sub):
            kept, moved = (), parts.sub
        elif all(_letters(part) & set(self.bound) for part in parts.sub) or whole.text in self.lexicon.families:
            kept, moved = (), parts.sub
        else:
            moved = tuple(part for part in parts.sub if _letters(part) & set(self.bound))
            kept = tuple("\\cdot" if _letters(p) & set(self.bound) else p for p in parts.sub)
        base = parts._replace(sub=kept)
        return Term("item", (sym(base.text), *(_index_term(part) for part in moved)))

    # --- names -------------------------------------------------------------------------------------------

    def name(self, node: Node) -> str | None:
        """The canonical name a node spells, or None."""
        found = self._parts(node)
        return found.text if found else None

    def _parts(self, node: Node) -> Name | None:
        if node.kind == "letter":
            return Name(node.value)
        if node.kind == "name":
            return Name(node.value)
        if node.kind == "text" and node.value.strip().isalpha():
            return Name(f"\\text{{{node.value.strip()}}}")
        if node.kind == "styled":
            inner = self._parts(node.children[0])
            if inner is None or inner.sub or inner.sup:
                return inner
            if node.value not in FONTS_THAT_SPEAK:
                return inner
            return inner._replace(base=f"\\{FONTS_THAT_SPEAK[node.value]}{{{inner.base}}}")
        if node.kind == "accent":
            inner = self._parts(node.children[0])
            if inner is None:
                return None
            return inner._replace(accents=(*inner.accents, _plain_accent(node.value)))
        if node.kind == "prime":
            inner = self._parts(node.children[0])
            return inner._replace(sup=(*inner.sup, "'" * int(node.value or 1))) if inner else None
        if node.kind == "script":
            return self._scripted_name(node)
        return None

    def _scripted_name(self, node: Node) -> Name | None:
        inner = self._parts(node.children[0])
        if inner is None:
            return None
        scripts = list(node.children[1:])
        if node.value in ("sub", "subsup"):
            index = _subscript_text(scripts.pop(0))
            if index is None or inner.sub:
                return None
            inner = inner._replace(sub=index)
        if node.value in ("sup", "subsup"):
            mark = _superscript_mark(scripts.pop(0))
            if mark is None:
                return None
            inner = inner._replace(sup=(*inner.sup, mark))
        return inner

    # --- scripts -----------------------------------------------------------------------------------------

    def _script(self, node: Node) -> Term:
        name = self.name(node)
        if name is not None:
            return self.symbol(name, node)
        base = node.children[0]
        if base.kind == "group" and base.value == "‖‖":
            return self._norm(node)
        if base.kind == "group" and base.value == "eval":
            return self._evaluation(node)
        if node.value == "sub":
            return self._subscripted(base, node.children[1], node)
        if node.value == "subsup":
            under = Node("script", (base, node.children[1]), "sub", node.start, node.end)
            return self._raised(self.term(under), node.children[2], under, node)
        return self._raised(self.term(base), node.children[1], base, node)

    def _subscripted(self, base: Node, index: Node, node: Node) -> Term:
        parts = _index_nodes(index)
        if base.kind == "group" and base.value in ("()", "[]") and len(base.children) == 1 and parts:
            inner = self.term(base.children[0])
            return Term("entry", (inner, *(self.term(part) for part in parts)))
        found = self._parts(base)
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
        name = self.name(base)
        self.lexicon.used_kinds = True
        if name is not None:
            if self.lexicon.kinds(name) in ("vector", "matrix") and int(node.value or 1) == 1:
                return Term("transpose", (self.symbol(name, base),))
            return self.symbol(f"{self.name(node)}", node)
        return Term("transpose", (self.term(base),))

    def _raised(self, base: Term, exponent: Node, base_node: Node, node: Node) -> Term:
        mark = _transpose_mark(exponent)
        if mark == "T" and not self._is_scalar_power(base, exponent):
            return Term("transpose", (base,))
        if mark == "H":
            return Term("adjoint", (base,))
        if mark == "-T":
            return Term("inverse", (Term("transpose", (base,)),))
        if mark in ("*", "+", "'"):
            if mark == "'":
                return Term("transpose", (base,))
            raise Unreadable(f"the superscript {mark} on an expression", exponent)
        hadamard = _entrywise_power(exponent)
        if hadamard is not None:
            return Term("hadamard", (base,) * hadamard) if hadamard > 1 else base
        power = self.term(exponent)
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
        return all(self.lexicon.kinds(str(s.value)) == "scalar" for s in _symbols(base))

    # --- sums and products -------------------------------------------------------------------------------

    def _sum(self, node: Node) -> Term:
        children = list(node.children)
        terms = []
        place = 0
        while place < len(children):
            sign, body = children[place].value, children[place].children[0]
            place += 1
            index = _open_index(body)
            tail = []
            while index and place < len(children) and _mentions(children[place], index):
                tail.append(children[place])
                place += 1
            terms.append(_signed(sign, self._term_with_tail(body, tail)))
        return add(*terms)

    def _term_with_tail(self, body: Node, tail: list[Node]) -> Term:
        if not tail:
            return self.term(body)
        items = list(body.children) if body.kind == "sequence" else [body]
        at = max(place for place, item in enumerate(items) if item.kind == "big" or _is_big_script(item))
        inner = Node("sequence", tuple(items[at + 1 :]), "", items[at].end, body.end)
        rest = Node("sum", (Node("signed", (inner,), "+", inner.start, inner.end), *tail), "", inner.start, tail[-1].end)
        return self._sequence(Node("sequence", (*items[: at + 1], rest), "", body.start, tail[-1].end))

    def _signed(self, node: Node) -> Term:
        return _signed(node.value, self.term(node.children[0]))

    def _sequence(self, node: Node) -> Term:
        reader = _Factors(self, list(node.children), node)
        return reader.product()

    # --- constructs --------------------------------------------------------------------------------------

    def _fraction(self, node: Node) -> Term:
        if _differential_operator(node) is not None:
            raise Unreadable("a derivative without anything to differentiate", node)
        total = self._leibniz(node)
        if total is not None:
            return total
        top, bottom = node.children
        return Term("div", (self.term(top), self.term(bottom)))

    def _leibniz(self, node: Node) -> Term | None:
        """`\\frac{\\partial L}{\\partial w}`, where the body stands in the numerator."""
        operator = _differential_operator(node, with_body=True)
        if operator is None:
            return None
        mark, order, body, variables = operator
        return self.derivative(self.term(body), variables, order, node)

    def derivative(self, body: Term, variables: list[Node], order: int, node: Node) -> Term:
        result = body
        if len(variables) == 1 and order > 1:
            variables = variables * order
        if len(variables) != order:
            raise Unreadable("the order of the derivative does not fit its variables", node)
        if order > 4:
            raise Unreadable("a derivative of too high an order", node)
        for variable in reversed(variables):
            result = self.by(result, variable)
        return result

    def by(self, body: Term, variable: Node) -> Term:
        """The derivative of a term by what the node names: a symbol, or an entry of one."""
        if variable.kind == "script" and variable.value in ("sup", "subsup"):
            mark = _transpose_mark(variable.children[-1])
            if mark == "T":
                raise Unreadable("a derivative by a transposed variable", variable)
        target = self.term(variable)
        if target.head == "item" or target.head == "entry":
            whole = target.args[0]
            return Term("entry", (Term("grad", (body, whole, whole)), *target.args[1:]))
        if target.head != "sym":
            raise Unreadable("a derivative by an expression", variable)
        return Term("grad", (body, target, target))

    def _derivative(self, node: Node) -> Term:
        body, variables, order = _derivative_parts(node)
        if body is None:
            raise Unreadable("a derivative without anything to differentiate", node)
        return self.derivative(self.term(body), variables, order, node)

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
        raise Unreadable("cases are not supported yet", node)

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
        if node.value in ("()", "[]", "{}"):
            if len(items) == 1:
                return self.term(items[0])
            if len(items) > 1 and node.value != "{}":
                return Term("matrix", tuple(self.term(item) for item in items), (len(items), 1))
        raise Unreadable(f"brackets {node.value} with {len(items)} parts", node)

    def _norm(self, node: Node) -> Term:
        inner = self.term(node.children[0].children[0])
        scripts = list(node.children[1:])
        kind = "2"
        if node.value in ("sub", "subsup"):
            kind = _norm_kind(scripts.pop(0))
        result = Term("norm", (inner,), kind)
        if scripts:
            return self._raised(result, scripts.pop(0), node.children[0], node)
        return result

    def _evaluation(self, node: Node) -> Term:
        raise Unreadable("an evaluation bar", node)

    def _matrix(self, node: Node) -> Term:
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


class _Factors:
    """Reads a flat row of factors and operators from left to right."""

    def __init__(self, owner: _Elaboration, items: list[Node], node: Node) -> None:
        self.owner = owner
        self.items = items
        self.node = node
        self.place = 0

    def product(self) -> Term:
        """Everything that is left, as one product; `\\odot`, `\\otimes` bind weaker than juxtaposition."""
        parts: list[Term] = [self.run()]
        while self.place < len(self.items):
            operator = self.items[self.place].value
            self.place += 1
            right = self.run()
            head = {"\\otimes": "kron", "\\odot": "hadamard", "\\circ": "hadamard"}.get(operator)
            if head is None:
                raise Unreadable(f"the operator {operator}", self.items[self.place - 1])
            parts = [Term(head, (parts[0], right))]
        return parts[0]

    def run(self) -> Term:
        """Factors joined by juxtaposition, `\\cdot`, `\\times`, `*` and `/`."""
        factors: list[Term] = []
        operator = ""
        while self.place < len(self.items):
            item = self.items[self.place]
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
                operator = item.value
                self.place += 1
                continue
            factor = self.factor()
            if operator in ("/", "\\div"):
                # a/bc is read as (a/b)c by some and a/(bc) by others
                if self.juxtaposed():
                    raise Unreadable("a/b c can be read in two ways: write brackets", item)
                factors = [Term("div", (mul(*factors), factor))]
            elif operator in ("*", "\\ast", "\\star") and self.is_convolution(factors, factor):
                factors[-1] = Term("app", (_as_name(factors[-1]), _as_name(factor)), "\\ast")
            elif operator == "\\times" and self.is_cross(factors, factor):
                factors = [Term("cross", (mul(*factors), factor))]
            else:
                factors.append(factor)
            operator = ""
        if operator or not factors:
            raise Unreadable("an operator without a right side", self.node)
        return mul(*factors)

    def juxtaposed(self) -> bool:
        return self.place < len(self.items) and self.items[self.place].kind != "operator"

    def is_convolution(self, factors: list[Term], right: Term) -> bool:
        kinds = self.owner.lexicon.kinds
        self.owner.lexicon.used_kinds = True
        return all(
            term.head == "eye" or (term.head == "sym" and kinds(str(term.value)) == "matrix")
            for term in (factors[-1], right)
        )

    def is_cross(self, factors: list[Term], right: Term) -> bool:
        kinds = self.owner.lexicon.kinds
        sides = [*factors[-1:], right]
        self.owner.lexicon.used_kinds = True
        return all(t.head == "cross" or (t.head == "sym" and kinds(str(t.value)) == "vector") for t in sides)

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
        base, scripts = _scripted(item)
        if base.kind == "big":
            return self.big(base, item)
        if base.kind == "letter" and base.value in ("\\nabla", "\\Delta") and self.is_nabla(base):
            return self.nabla(item)
        if item.kind == "fraction":
            operator = _differential_operator(item)
            if operator is not None:
                _, order, _, variables = operator
                return self.owner.derivative(self.rest(), variables, order, item)
        if item.kind == "derivative":
            body, variables, order = _derivative_parts(item)
            if body is None:
                return self.owner.derivative(self.rest(), variables, order, item)
        known = _known_function(base)
        if known is not None:
            return self.known(known, base, scripts, item)
        return self.maybe_application(item)

    def is_nabla(self, base: Node) -> bool:
        return base.value == "\\nabla"

    def nabla(self, item: Node) -> Term:
        variables: list[Node] = []
        order = 1
        if item.kind == "script":
            scripts = list(item.children[1:])
            if item.value in ("sub", "subsup"):
                variables = _index_nodes(scripts.pop(0))
            if scripts:
                if scripts[0].kind != "number" or scripts[0].value != "2":
                    raise Unreadable("a power of nabla", item)
                order = 2
        body, transposed = self.nabla_body()
        if not variables:
            variables = [self.argument_of(body, item)]
        if order == 2 and len(variables) == 1:
            target = self.owner.term(variables[0])
            if target.head != "sym":
                raise Unreadable("a Hessian by an expression", item)
            result = Term("hessian", (body, target, target))
        elif order == 1 and len(variables) == 1:
            result = self.owner.by(body, variables[0])
        else:
            raise Unreadable("nabla with several variables", item)
        return Term("transpose", (result,)) if transposed else result

    def nabla_body(self) -> tuple[Term, bool]:
        """What nabla applies to, and whether the gradient is transposed (`\\nabla f(x)^T`)."""
        item = self.peek()
        if item is None:
            raise Unreadable("nabla of nothing", self.node)
        name = self.owner.name(item)
        argument = self.peek(1)
        if name is not None and name in self.owner.lexicon.functions:
            if argument is not None:
                base, scripts = _scripted(argument)
                if base.kind == "group" and base.value in ("()", "[]"):
                    plain = [s for s in scripts if _transpose_mark(s) == "T"]
                    if plain and len(scripts) == 1:
                        self.items[self.place + 1] = base
                        return self.factor(), True
                    return self.factor(), False
            return self.factor(), False
        if item.kind == "group" and argument is not None and argument.kind == "operator":
            return self.rest(), False
        return self.rest(), False

    def argument_of(self, body: Term, item: Node) -> Node:
        """The variable that a bare nabla means: the only argument of the function."""
        if body.head == "app" and len(body.args) == 1 and body.args[0].head == "sym":
            return _name_node(str(body.args[0].value), item)
        if body.head == "sym":
            params = self.owner.lexicon.functions.get(str(body.value))
            if params and len(params) == 1:
                return _name_node(params[0], item)
        raise Unreadable("a gradient without its variable", item)

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
        result, outer = self.argument(head, item)
        if subscript is not None:
            if head != "log":
                raise Unreadable(f"a subscript on {known}", item)
            result = Term("div", (result, Term("log", (self.owner.term(subscript),))))
        if power is not None:
            if _transpose_mark(power) is not None or power.kind == "signed":
                raise Unreadable(f"{known} with the superscript of an inverse", item)
            result = Term("pow", (result, self.owner.term(power)))
        for script in outer:
            result = self.owner._raised(result, script, item, item)
        return result

    def argument(self, head: str, item: Node) -> tuple[Term, list[Node]]:
        following = self.peek()
        if following is None:
            raise Unreadable("a function without an argument", item)
        base, scripts = _scripted(following)
        if base.kind == "group" and base.value in ("()", "[]", "{}"):
            self.place += 1
            if following.kind == "script" and following.value != "sup":
                raise Unreadable("a subscript on an argument", following)
            args = tuple(self.owner.term(child) for child in base.children)
            return _apply_known(head, args, item), scripts
        if head in ("max", "min"):
            raise Unreadable(f"{head} without brackets", item)
        taken: list[Term] = []
        while (nxt := self.peek()) is not None:
            inner, _ = _scripted(nxt)
            if nxt.kind == "operator" and (nxt.value != "\\cdot" or not taken):
                break
            if nxt.kind == "operator" or (taken and _known_function(inner) is not None and head not in GREEDY):
                break
            if taken and inner.kind == "group" and head not in GREEDY:
                break
            taken.append(self.factor())
        if not taken:
            raise Unreadable("a function without an argument", item)
        return _apply_known(head, (mul(*taken),), item), []

    def maybe_application(self, item: Node) -> Term:
        """A factor; an application where its name is a function and brackets follow."""
        base, scripts = _scripted(item)
        name = self.owner.name(item)
        following = self.peek()
        functions = self.owner.lexicon.functions
        if name is not None and following is not None:
            inner, outer = _scripted(following)
            derivative = _derivative_marks(item, functions)
            if (
                (name in functions or derivative is not None)
                and inner.kind == "group"
                and inner.value in ("()", "[]")
                and (following.kind != "script" or following.value == "sup")
            ):
                self.place += 1
                args = tuple(self.owner.term(child) for child in _arguments(inner))
                if derivative is not None and name not in functions:
                    result = self.owner_derivative(derivative[0], derivative[1], args, item)
                else:
                    result = Term("app", args, name)
                for script in outer:
                    result = self.owner._raised(result, script, inner, item)
                return result
        return self.owner.term(item)

    def owner_derivative(self, name: str, order: int, args: tuple[Term, ...], item: Node) -> Term:
        """`f'(x)`: the derivative of f, taken at the argument."""
        if len(args) != 1:
            raise Unreadable("a primed function of several variables", item)
        variable = sym("?x")
        result: Term = Term("app", (variable,), name)
        for step in range(order):
            point = args[0] if step == order - 1 else variable
            result = Term("grad", (result, variable, point))
        return result

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
            return self.integral(base, low, high)
        if base.value == "lim":
            return self.limit(base, low)
        if base.value in ("max", "min") and low is None:
            return self.known(base.value, base, [], base)
        raise Unreadable(f"the operator {base.value}", base)

    def series(self, base: Node, low: Node | None, high: Node | None) -> Term:
        ranges = _ranges(low, high, base)
        owner = self.owner
        ends: list[tuple[str, Term, Term]] = []
        for name_node, start, stop in ranges:
            name = owner.name(name_node)
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

    def integral(self, base: Node, low: Node | None, high: Node | None) -> Term:
        at = next(
            (p for p in range(self.place, len(self.items) - 1) if _is_letter(self.items[p], "d")),
            None,
        )
        styled = next((p for p in range(self.place, len(self.items) - 1) if _is_upright_d(self.items[p])), None)
        at = at if at is not None else styled
        if at is None:
            raise Unreadable("an integral without its dx", base)
        variable = self.owner.name(self.items[at + 1])
        if variable is None:
            raise Unreadable("an integral without its variable", base)
        inside = self.items[self.place : at]
        body = _Factors(self.owner, inside, self.node).product() if inside else num(1)
        self.place = at + 2
        if low is None and high is None:
            return Term("antiderivative", (sym(variable), body))
        if low is None or high is None:
            raise Unreadable("an integral with one end", base)
        return Term("integral", (sym(variable), self.owner.term(low), self.owner.term(high), body))

    def limit(self, base: Node, low: Node | None) -> Term:
        if low is None or low.kind != "relation" or low.value != "\\to":
            raise Unreadable("a limit without its variable", base)
        variable = self.owner.name(low.children[0])
        if variable is None:
            raise Unreadable("a limit without its variable", base)
        return Term("limit", (sym(variable), self.owner.term(low.children[1]), self.rest()))


# --- small readers of nodes ------------------------------------------------------------------------------


def _as_name(term: Term) -> Term:
    """In `I * J` the I is an image, no identity."""
    return sym("I") if term.head == "eye" else term


def _signed(sign: str, term: Term) -> Term:
    if sign == "-":
        return Term("neg", (term,))
    if sign == "\\pm":
        return Term("pm", (term,))
    if sign == "\\mp":
        return Term("neg", (Term("pm", (term,)),))
    return term


def _scripted(node: Node) -> tuple[Node, list[Node]]:
    if node.kind == "script":
        return node.children[0], list(node.children[1:])
    if node.kind == "prime":
        return node.children[0], [Node("letter", (), "'", node.end, node.end)]
    return node, []


def _plain_accent(value: str) -> str:
    return {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}.get(value, value)


def _letters(text: str) -> set[str]:
    """The names inside the text of an index, such as {'i'} in 'i+1'."""
    found, current = set(), ""
    for char in text + " ":
        if char == "\\":
            current = "\\"
        elif char.isalpha() and current.startswith("\\"):
            current += char
        else:
            if current:
                found.add(current)
            current = ""
            if char.isalpha():
                found.add(char)
    return found


def _index_term(text: str) -> Term:
    """The term of an index as it stands in a canonical name: sums of letters and numbers."""
    terms: list[Term] = []
    sign, current = "+", ""
    for char in text + "+":
        if char in "+-":
            if current:
                part = num(int(current)) if current.isdigit() else sym(current)
                terms.append(_signed(sign, part))
            sign, current = char, ""
        elif char not in " {}":
            current += char
    if not terms:
        raise ValueError(f"no index: {text!r}")
    return add(*terms)


def _subscript_text(node: Node) -> tuple[str, ...] | None:
    parts = _index_nodes(node)
    texts = [_flat_text(part) for part in parts]
    if not texts or any(text is None for text in texts):
        return None
    if len(texts) == 1 and texts[0] is not None and len(texts[0]) > 1 and texts[0].isdigit():
        return tuple(texts[0]) if len(texts[0]) == 2 else (texts[0],)
    return tuple(str(text) for text in texts)


def _index_nodes(node: Node) -> list[Node]:
    """The indices in a subscript: `ij` is two, `i,j` is two, `t+1` and `10` are one."""
    if node.kind == "items":
        return list(node.children)
    if node.kind == "sequence" and all(_is_simple_index(child) for child in node.children):
        return list(node.children)
    return [node]


def _is_simple_index(node: Node) -> bool:
    return (node.kind == "letter" and node.value.isalpha() and len(node.value) == 1) or (
        node.kind == "number" and node.value.isdigit()
    )


def _flat_text(node: Node) -> str | None:
    if node.kind in ("number", "letter"):
        return node.value
    if node.kind in ("name", "text"):
        return f"\\text{{{node.value.strip()}}}"
    if node.kind == "styled":
        return _flat_text(node.children[0])
    if node.kind == "signed":
        inner = _flat_text(node.children[0])
        return None if inner is None else node.value + inner
    if node.kind == "sum":
        parts = [_flat_text(child) for child in node.children]
        if any(part is None for part in parts):
            return None
        return "".join(str(part) for part in parts).removeprefix("+")
    if node.kind == "sequence":
        parts = [_flat_text(child) for child in node.children]
        return None if any(part is None for part in parts) else "".join(str(part) for part in parts)
    if node.kind == "group" and node.value in ("()", "[]") and len(node.children) == 1:
        inner = _flat_text(node.children[0])
        return None if inner is None else f"{node.value[0]}{inner}{node.value[1]}"
    if node.kind in ("script", "accent", "prime"):
        return name_of(node)
    if node.kind == "operator" and node.value in ("\\star", "\\ast", "*"):
        return "*"
    return None


def _superscript_mark(node: Node) -> str | None:
    """A superscript that belongs to the name: a star, `(i)`, a dagger, a word."""
    if node.kind in ("letter", "operator") and node.value in ("*", "\\ast", "\\star"):
        return "*"
    if node.kind == "letter" and node.value in ("+", "-", "\\circ", "\\prime", "'"):
        return {"\\prime": "'"}.get(node.value, node.value)
    if node.kind == "group" and node.value in ("()", "[]") and len(node.children) == 1:
        text = _flat_text(node.children[0])
        return None if text is None else f"({text})"
    if node.kind in ("text", "name") and node.value.strip().isalpha() and len(node.value.strip()) > 1:
        return f"\\text{{{node.value.strip()}}}"
    return None


def _transpose_mark(node: Node) -> str | None:
    """T, H or -T where the exponent says so."""
    inner = node
    while inner.kind in ("styled", "text", "name") and inner.children:
        inner = inner.children[0]
    if inner.kind in ("letter", "name", "text") and inner.value in TRANSPOSES:
        return TRANSPOSES[inner.value]
    minus = node.children[0] if node.kind == "sum" and len(node.children) == 1 else node
    if minus.kind == "signed" and minus.value == "-" and _transpose_mark(minus.children[0]) == "T":
        return "-T"
    if node.kind == "letter" and node.value in ("'", "\\prime"):
        return "'"
    if node.kind in ("letter", "operator") and node.value in ("*", "\\ast", "\\star", "\\dagger", "+"):
        return {"\\dagger": "H"}.get(node.value, node.value[-1] if node.value in ("*", "+") else "*")
    return None


def _entrywise_power(node: Node) -> int | None:
    if node.kind == "sequence" and len(node.children) == 2 and node.children[0].kind == "operator":
        mark, power = node.children
        if mark.value in ("\\odot", "\\circ") and power.kind == "number" and power.value.isdigit():
            count = int(power.value)
            return count if 1 <= count <= 10 else None
    return None


def _norm_kind(node: Node) -> str:
    text = _flat_text(node)
    if text in ("2", "1"):
        return text
    if text in ("F", "\\text{F}", "\\text{Fro}", "\\text{fro}"):
        return "F"
    if text == "\\infty":
        return "inf"
    raise Unreadable("a norm of an unknown kind", node)


def _symbols(term: Term) -> Iterator[Term]:
    if term.head == "sym":
        yield term
    for arg in term.args:
        yield from _symbols(arg)


def _known_function(node: Node) -> str | None:
    if node.kind in ("name", "text") and node.value.strip() in KNOWN_FUNCTIONS:
        return node.value.strip()
    return None


def _apply_known(head: str, args: tuple[Term, ...], item: Node) -> Term:
    if head in ("max", "min"):
        return Term(head, args)
    if head == "kron2":
        return Term("kron", args)
    if len(args) != (2 if head == "binomial" else 1):
        raise Unreadable(f"{head} with {len(args)} arguments", item)
    return Term(head, args)


def _arguments(group: Node) -> tuple[Node, ...]:
    """The arguments of an application; a bar between them separates like a comma."""
    if len(group.children) == 1 and group.children[0].kind == "given":
        raise Unreadable("a conditional probability", group)
    return group.children


def _derivative_marks(item: Node, functions: dict[str, tuple[str, ...] | None]) -> tuple[str, int] | None:
    if item.kind != "prime":
        return None
    name = name_of(item.children[0])
    return (name, int(item.value or 1)) if name is not None and name in functions else None


def _derivative_parts(node: Node) -> tuple[Node | None, list[Node], int]:
    """Body (None where it follows), variables and order of a `\\dv`, `\\pdv`."""
    body: Node | None = None
    variables: list[Node] = []
    order: int | None = None
    for child in node.children:
        if child.kind == "function":
            body = child.children[0]
        elif child.kind == "variable":
            variables.append(child.children[0])
        elif child.kind == "order":
            if child.children[0].kind != "number" or not child.children[0].value.isdigit():
                raise Unreadable("a derivative of symbolic order", child)
            order = int(child.children[0].value)
    return body, variables, order if order is not None else len(variables)


def _is_letter(node: Node, letter: str) -> bool:
    return node.kind == "letter" and node.value == letter


def _is_upright_d(node: Node) -> bool:
    return node.kind == "styled" and node.value == "rm" and _is_letter(node.children[0], "d")


def _is_d(node: Node) -> str | None:
    if _is_letter(node, "d") or _is_upright_d(node):
        return "d"
    return "partial" if _is_letter(node, "\\partial") else None


def _flat(node: Node) -> list[Node]:
    return list(node.children) if node.kind == "sequence" else [node]


def _d_power(node: Node) -> tuple[str, int] | None:
    """`d`, `\\partial`, `d^2`: the mark and the order."""
    mark = _is_d(node)
    if mark:
        return mark, 1
    if node.kind == "script" and node.value == "sup" and (mark := _is_d(node.children[0])):
        power = node.children[1]
        if power.kind == "number" and power.value.isdigit():
            return mark, int(power.value)
    return None


def _differential_operator(node: Node, with_body: bool = False) -> tuple[str, int, Node, list[Node]] | None:
    """A fraction such as d/dx: its mark, order, the body in the numerator and the variables; None for a plain quotient."""
    if node.kind != "fraction":
        return None
    top, bottom = _flat(node.children[0]), _flat(node.children[1])
    head = _d_power(top[0])
    if head is None or (len(top) > 1) != with_body:
        return None
    mark, order = head
    variables: list[Node] = []
    place = 0
    while place < len(bottom):
        if _is_d(bottom[place]) != mark or place + 1 >= len(bottom):
            return None
        variable = bottom[place + 1]
        repeat = 1
        if variable.kind == "script" and variable.value in ("sup", "subsup"):
            power = variable.children[-1]
            if power.kind == "number" and power.value.isdigit() and order > 1:
                repeat = int(power.value)
                plain = variable.children[0]
                if variable.value == "subsup":
                    plain = Node("script", variable.children[:2], "sub", variable.start, variable.end)
                variable = plain
        variables.extend([variable] * repeat)
        place += 2
    if not variables or len(variables) != order:
        return None
    body = Node("sequence", tuple(top[1:]), "", top[0].end, node.children[0].end) if with_body else node
    if with_body and len(top) == 2:
        body = top[1]
    return mark, order, body, variables


def _is_big_script(node: Node) -> bool:
    return node.kind == "script" and node.children[0].kind == "big"


def _open_index(node: Node) -> str | None:
    """The index of a sum or product at the top of a term, whose scope a following term may continue."""
    items = _flat(node)
    for item in reversed(items):
        if item.kind == "big" and item.value in ("sum", "prod"):
            for child in item.children:
                if child.kind == "sub":
                    inner = child.children[0]
                    if inner.kind == "relation":
                        inner = inner.children[0]
                    return name_of(inner)
    return None


def _mentions(node: Node, name: str) -> bool:
    """Whether the name stands in the node outside every operator that binds it."""
    if name_of(node) == name:
        return True
    for child in node.children:
        if child.kind == "big" and _open_index(child) == name:
            return False
        if _mentions(child, name):
            return True
    return False


def _ranges(low: Node | None, high: Node | None, base: Node) -> list[tuple[Node, Node | None, Node | None]]:
    if low is None:
        raise Unreadable("a sum without its index", base)
    if low.kind == "relation" and low.value == "=":
        return [(low.children[0], low.children[1], high)]
    if low.kind == "relation":
        raise Unreadable("a sum over a condition", low)
    nodes = _index_nodes(low)
    if high is not None and len(nodes) > 1:
        raise Unreadable("a sum over several indices with one end", low)
    return [(node, None, high) for node in nodes]


def _name_node(name: str, at: Node) -> Node:
    """A node that spells a canonical name, so that the variable of a bare nabla can be read like a written one."""
    parts = parse_name(name)
    base = Node("letter", (), parts.base, at.start, at.end)
    if not (parts.sub or parts.sup or parts.accents):
        return base
    raise Unreadable("a gradient without its variable", at)
