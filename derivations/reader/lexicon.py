"""Which names of a page are functions, families of indexed things, and numbers of things.

A name is a function where the page defines it with arguments (`L(w) = ...`), differentiates it, gives it several
arguments, or writes a letter that usually is one and always with brackets. A name whose subscript runs in some sum
is a family everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from derivations.latex.lexicon import Customs
from derivations.latex.marks import is_minus_one, transpose_mark
from derivations.latex.matrix_functions import is_end_of_spectrum
from derivations.latex.spelling import name_of, parts_of
from derivations.latex.syntax import Node, walk
from derivations.latex.vocabulary import KNOWN_FUNCTIONS
from derivations.reader.dependence import applied_alone
from derivations.reader.stream import Chain, Page
from derivations.terms.names import parse_name
from derivations.terms.term import Term
from derivations.terms.term import walk as walk_term

USUAL_FUNCTIONS = frozenset(
    r"""
    f g h L J F G H p q P Q \ell \phi \psi \varphi \sigma \Phi \Psi \mathcal{L} \mathcal{J} \mathcal{F}
    \mathcal{H} \mathcal{N}
        E \mathbb{E} Var Cov \text{Var} \text{Cov} P Pr \mathbb{P}
    """.split()
)


def nodes_of(page: Page) -> Iterator[Node]:
    """Every side of the page that could be read."""
    for chain in page.chains:
        for side in (*chain.listed, *chain.sides):
            if side.node is not None:
                yield side.node
    for loose in page.loose:
        for side in loose.sides:
            if side.node is not None:
                yield side.node


def _applications(node: Node) -> Iterator[tuple[Node, Node, bool]]:
    """Name and bracket pairs in every flat row, and whether a nabla stands before them."""
    for inner in walk(node):
        if inner.kind != "sequence":
            continue
        for place, (left, right) in enumerate(zip(inner.children, inner.children[1:], strict=False)):
            group = right.children[0] if right.kind == "script" else right
            if group.kind == "group" and group.value in ("()", "[]"):
                before = inner.children[place - 1] if place else None
                yield left, group, before is not None and _is_nabla(before)


def _is_nabla(node: Node) -> bool:
    base = node.children[0] if node.kind == "script" else node
    return base.kind == "letter" and base.value == "\\nabla"


def _is_partial(node: Node) -> bool:
    base = node.children[0] if node.kind == "script" else node
    return base.kind == "letter" and base.value in ("\\partial", "d")


def functions_of_page(page: Page) -> dict[str, tuple[str, ...] | None]:
    """Names of functions with the names of their parameters, None where no definition says them."""
    found: dict[str, tuple[str, ...] | None] = {}
    for chain in page.chains:
        defined = _defined_function(chain)
        if defined is not None:
            found.setdefault(*defined)
    for root in nodes_of(page):
        for left, _, _ in _applications(root):
            if left.kind == "prime" and (name := name_of(left.children[0])) is not None and _may_be_function(name):
                found.setdefault(name, None)
    bare: set[str] = set()
    bracketed: set[str] = set()
    surely: set[str] = set()
    for root in nodes_of(page):
        for left, group, after_nabla in _applications(root):
            if _is_derivative(left, found):
                continue
            name = name_of(left)
            if name is None or name in KNOWN_FUNCTIONS:
                continue
            usual = parse_name(name)._replace(sub=(), sup=(), accents=()).text in USUAL_FUNCTIONS
            wordy = left.kind in ("name", "text")
            several = len(group.children) > 1 and group.value == "()" and left.kind != "number"
            plain = all(name_of(child) is not None for child in group.children)
            if group.value == "()" and [child.kind for child in group.children] == ["number"]:
                # nobody multiplies by (0)
                surely |= {name} if group.children[0].value == "0" else set()
            if any(_stands_in(child, name) for child in group.children):
                bare.add(name)  # P (I - P)
            starred = bool(parse_name(name).sup) and len(group.children) == 1
            if (
                after_nabla
                or wordy
                or (starred and plain)
                or (usual and (plain or several))
                or (several and not _looks_like_vector(left))
                or (usual and not plain)
            ):
                bracketed.add(name)
        bare |= _bare_factors(root)
    for name in sorted(bracketed):
        plain_letter = parse_name(name).base
        if (
            name not in bare
            or plain_letter.startswith("\\text")
            or (len(plain_letter) > 1 and not plain_letter.startswith("\\"))
        ) or (name in bracketed and _differentiated(page, name)):
            found.setdefault(name, None)
    for name in sorted(surely | {told.name for told in applied_alone(page)} - set(KNOWN_FUNCTIONS)):
        found.setdefault(name, None)
    return found


def customs_of_page(page: Page, declared: Iterable[str] = ()) -> Customs:
    """How the page uses letters as a whole. `declared` are names that it declares in any way."""
    defined = frozenset(name for chain in page.chains if (name := _defined_name(chain)) is not None)
    mentions: dict[str, frozenset[str]] = {}
    for chain in page.chains:
        function = _defined_function(chain)
        if function is not None and len(chain.sides) > 1 and (body := chain.sides[1].node) is not None:
            mentions.setdefault(function[0], _names_in(body))
    presented = {
        name
        for loose in page.loose
        for side in loose.sides
        if side.node is not None and side.node.kind == "prime" and (name := name_of(side.node)) is not None
        if "transpose" not in f"{loose.before} {loose.after}".lower()
    }
    euler = means_euler(page, frozenset(declared))
    operations = frozenset(operator for chain in page.chains if (operator := _defined_operation(chain)) is not None)
    return Customs(
        euler, defined, mentions, frozenset(presented), operations=operations, spectra=frozenset(_spectra(page))
    )


def letters_below(page: Page) -> frozenset[str]:
    """Letters that stand in subscripts, as indices do."""
    scripts = (node for root in nodes_of(page) for node in walk(root) if node.kind == "script" and "sub" in node.value)
    return frozenset(inner.value for node in scripts for inner in walk(node.children[1]) if inner.kind == "letter")


def _spectra(page: Page) -> Iterator[str]:
    r"""`\lambda_i(A)`: the letter."""
    for root in nodes_of(page):
        for node in walk(root):
            row = node.children if node.kind == "sequence" else ()
            for applied, group in pairwise(row):
                parts = parts_of(applied) if applied.kind == "script" else None
                if parts is None or len(parts.sub) != 1 or group.kind != "group" or group.value != "()":
                    continue
                if len(group.children) == 1 and name_of(group.children[0]) is not None:
                    yield parts.base


def _defined_operation(chain: Chain) -> str | None:
    r"""`Define $a * b = a + b + ab$`, `$a \circ b := ...$`: the sign."""
    node = chain.sides[0].node if chain.sides and chain.signs else None
    if node is None or node.kind != "sequence" or len(node.children) != 3 or node.children[1].kind != "operator":
        return None
    defines = chain.signs[0].op == ":=" or re.search(
        r"\b(?:defin\w+|denot\w+|operations?|operators?)\b", chain.before, re.I
    )
    own = node.children[1].value in ("*", "\\ast", "\\star", "\\circ")
    return node.children[1].value if own and defines else None


def means_euler(page: Page, declared: frozenset[str] = frozenset()) -> bool:
    """Whether a plain `e` is Euler's number: nothing else on the page, and a base or near logarithms."""
    if "e" in declared:
        return False
    base, plain, logarithmic = False, False, False
    for node in nodes_of(page):
        for inner, parent, place in _with_parents(node):
            if inner.kind in ("name", "text") and inner.value.strip() in ("ln", "log", "exp"):
                logarithmic = True
            if not (inner.kind == "letter" and inner.value == "e"):
                continue
            use = _use_of_e(parent, place)
            if use == "other":
                return False
            base |= use == "base"
            plain |= use == "plain"
    for chain in page.chains:
        named = [side.node is not None and name_of(side.node) == "e" for side in chain.sides]
        listed = any(part.node is not None and name_of(part.node) == "e" for part in chain.listed)
        if listed or (chain.declares and any(named)):
            return False
        numeric = any(sign.op == "\\approx" for sign in chain.signs)
        logarithmic |= any(named) and numeric
        if named[:1] == [True] and chain.signs and chain.signs[0].op in ("=", ":=", "\\equiv"):
            if not _gives_euler(chain):
                return False
            logarithmic = True
    for loose in page.loose:
        if any(side.node is not None and name_of(side.node) == "e" for side in loose.sides):
            words = f"{loose.before} {loose.after}".lower()
            if "euler" not in words and "natural log" not in words:
                return False
    return base or logarithmic or not plain


def _use_of_e(parent: Node | None, place: int) -> str:
    """How an `e` is used where it stands: as the base of a power, plainly, or as a name of another thing."""
    if parent is None:
        return "plain"
    match parent.kind:
        case "script" if place == 0:
            if parent.value != "sup":
                return "other"
            exponent = parent.children[1]
            if transpose_mark(exponent) is not None or name_of(parent) is not None:
                return "other"
            letters = any(inner.kind == "letter" for inner in walk(exponent))
            return "base" if letters or is_minus_one(exponent) else "plain"
        case "script":
            return "plain"
        case "styled":
            return "base" if parent.value == "rm" else "plain"
        case "accent" | "prime":
            return "other"
        case "group" if parent.value == "‖‖":
            return "other"
        case "sequence" if place + 1 < len(parent.children):
            following = parent.children[place + 1]
            if following.kind == "group" and following.value == "()" and len(following.children) == 1:
                return "other" if name_of(following.children[0]) is not None else "plain"
            return "plain"
        case _:
            return "plain"


def _gives_euler(chain: Chain) -> bool:
    """`e = \\lim (1 + 1/n)^n`, `e = 2.718`: an equation that says what Euler's number is."""
    node = chain.sides[1].node if len(chain.sides) > 1 else None
    if node is None:
        return False
    kinds = {(inner.kind, inner.value) for inner in walk(node)}
    factorials = ("big", "sum") in kinds and ("operator", "!") in kinds
    return ("big", "lim") in kinds or factorials or (node.kind == "number" and node.value.startswith("2.71"))


def _with_parents(node: Node) -> Iterator[tuple[Node, Node | None, int]]:
    stack: list[tuple[Node, Node | None, int]] = [(node, None, 0)]
    while stack:
        inner, parent, place = stack.pop()
        yield inner, parent, place
        stack.extend((child, inner, at) for at, child in enumerate(inner.children))


def _names_in(node: Node) -> frozenset[str]:
    return frozenset(name for inner in walk(node) if (name := name_of(inner)) is not None)


def _defined_name(chain: Chain) -> str | None:
    if not chain.signs or chain.signs[0].op not in ("=", ":=", "\\equiv") or chain.sides[0].node is None:
        return None
    return name_of(chain.sides[0].node)


def _may_be_function(name: str) -> bool:
    return parse_name(name)._replace(sub=(), sup=(), accents=()).text in USUAL_FUNCTIONS


def _derivative_order(left: Node) -> bool:
    """`f^{(3)}` and higher: one and two are layers as often as derivatives."""
    if left.kind != "script" or left.value != "sup" or not _may_be_function(name_of(left.children[0]) or ""):
        return False
    mark = left.children[1]
    order = mark.children[0] if mark.kind == "group" and mark.value == "()" and len(mark.children) == 1 else mark
    return order is not mark and order.kind == "number" and order.value.isdigit() and int(order.value) >= 3


def _is_derivative(left: Node, known: Iterable[str]) -> bool:
    """`f'(x)`, and `f^{(3)}(x)` from the third on where f is defined: no functions of their own."""
    if left.kind == "prime":
        return True
    return left.kind == "script" and _derivative_order(left) and name_of(left.children[0]) in set(known)


def _looks_like_vector(node: Node) -> bool:
    return node.kind not in ("letter", "styled", "accent", "script", "prime", "name")


def _differentiated(page: Page, name: str) -> bool:
    for root in nodes_of(page):
        for left, _, after_nabla in _applications(root):
            if after_nabla and name_of(left) == name:
                return True
    return False


def _bare_factors(root: Node) -> set[str]:
    """Names that stand somewhere as a factor or term without brackets behind them (not under a derivative)."""
    found: set[str] = set()
    for node in walk(root):
        if node.kind == "sequence":
            for place, child in enumerate(node.children):
                following = node.children[place + 1] if place + 1 < len(node.children) else None
                group = following.children[0] if following is not None and following.kind == "script" else following
                applied = group is not None and group.kind == "group" and group.value in ("()", "[]")
                before = node.children[place - 1] if place else None
                if before is not None and (_is_nabla(before) or _is_partial(before)):
                    continue
                name = name_of(child)
                if name is not None and not applied and following is not None:
                    found.add(name)
                if name is not None and following is None and place > 0:
                    found.add(name)
    return found


def _stands_in(node: Node, name: str) -> bool:
    """Whether a name is one of the terms of a sum, or all there is."""
    if node.kind in ("sum", "signed"):
        return any(_stands_in(child, name) for child in node.children)
    return name_of(node) == name


def _defined_function(chain: Chain) -> tuple[str, tuple[str, ...]] | None:
    """`f(x, y) = ...` at the start of a chain."""
    if not chain.signs or chain.signs[0].op not in ("=", ":=", "\\equiv") or chain.sides[0].node is None:
        return None
    node = chain.sides[0].node
    if node.kind != "sequence" or len(node.children) != 2:
        return None
    left, group = node.children
    if left.kind == "prime" or _derivative_order(left):
        return None
    if group.kind != "group" or group.value not in ("()", "[]"):
        return None
    name = name_of(left)
    if name is None or name in KNOWN_FUNCTIONS or left.kind == "number" or is_end_of_spectrum(left):
        return None
    params = [name_of(child) for child in group.children]
    if any(param is None for param in params) or len(set(params)) != len(params) or name in params:
        return None
    if len(chain.sides) > 1 and chain.sides[1].node is not None and _factor_elsewhere(chain.sides[1].node, name):
        return None
    return name, tuple(str(param) for param in params)


def _factor_elsewhere(node: Node, name: str) -> bool:
    """`x(y + 1) = xy + x`: the name is a factor on the other side, so it was a product."""
    return name in _bare_factors(node)


def families_of(terms: Iterable[Term]) -> frozenset[str]:
    """Names whose subscripts run in some sum or product."""
    found = set()
    for term in terms:
        for node in walk_term(term):
            if node.head == "item":
                name = str(node.args[0].value)
                if "\\cdot" not in name:
                    found.add(name)
    return frozenset(found)


def numbers_of(terms: Iterable[Term]) -> frozenset[str]:
    """Names that count things: ends of ranges."""
    found = set()
    for term in terms:
        for node in walk_term(term):
            if node.head in ("sum", "prod"):
                found |= {str(part.value) for end in node.args[1:3] for part in walk_term(end) if part.head == "sym"}
    return frozenset(name for name in found if not name.startswith("?"))
