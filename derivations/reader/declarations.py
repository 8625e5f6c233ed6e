"""What pages declare: `X \\in \\mathbb{R}^{n \\times d}`, "X is n x d", names described in words.

Sets become a kind, sizes and facts: a superscript with `\\times` is a matrix, one size a vector, none a scalar.
What is no set of this kind declares nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations

from derivations.latex.elaborate import Lexicon, Unreadable, elaborate, name_of
from derivations.latex.syntax import Node
from derivations.latex.syntax import walk as nodes_of
from derivations.reader.prose import Description
from derivations.terms.names import parse_name
from derivations.terms.shapes import SCALAR, Shape
from derivations.terms.term import Term, num, sym, walk

_SETS: dict[str, frozenset[str]] = {
    "R": frozenset(),
    "C": frozenset({"complex"}),
    "N": frozenset({"natural"}),
    "Z": frozenset({"integer"}),
    "Q": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Declared:
    """A shape (None where words say the kind only), the kind, and facts."""

    shape: Shape | None
    kind: str
    facts: frozenset[str]


def set_of(node: Node) -> Declared | None:
    """What membership in the set says; None where the set is unknown."""
    if node.kind == "group" and node.value in ("()", "[)", "(]", "[]") and len(node.children) == 2:
        return Declared(SCALAR, "scalar", _interval(node))
    node = _one_script(node)
    base, sub, sup = node, None, None
    if node.kind == "script" and node.value == "sup" and node.children[0].kind == "group":
        return _box(*node.children)
    if node.kind == "script":
        base = node.children[0]
        scripts = list(node.children[1:])
        sub = scripts.pop(0) if node.value in ("sub", "subsup") else None
        sup = scripts.pop(0) if scripts else None
    letter = _blackboard(base)
    if letter is None or letter not in _SETS:
        return None
    facts = set(_SETS[letter])
    if sub is not None and letter in _ORDERED:
        signs = _sign_facts(sub, whole=letter in "NZ")
        if not signs:
            return None
        facts |= signs
    if sup is None:
        return Declared(SCALAR, "scalar", frozenset(facts))
    if letter in _ORDERED and sup.kind in ("letter", "signed", "operator") and sup.value in ("+", "-", "*"):
        positive = sup.value == "+" or (letter == "N" and sup.value == "*")
        return Declared(SCALAR, "scalar", frozenset(facts | {"positive" if positive else "nonzero"}))
    sizes = _sizes(sup)
    if sizes is None or len(sizes) > 2:
        return None
    if len(sizes) == 1:
        return Declared((sizes[0], num(1)), "vector" if sizes[0] != num(1) else "scalar", frozenset(facts))
    if sizes[1] == num(1):
        return Declared((sizes[0], num(1)), "vector", frozenset(facts))
    return Declared((sizes[0], sizes[1]), "matrix", frozenset(facts))


_DEFINITE = {"+": "positive semidefinite", "++": "positive definite"}


def special_set(node: Node, *, capital: bool) -> Declared | None:
    r"""Sets that have names of their own: `\mathbb{S}^n_{++}`, `O(n)` and `GL_n(\mathbb{R})` for matrices, which are
    `capital` letters; the sphere `\mathbb{S}^{n-1}` and the simplex `\Delta^{n-1}` for vectors. None for any other.
    """
    node = _one_script(node)
    leaves = "".join(part.value for part in nodes_of(node) if not part.children)
    if capital and node.kind == "script" and _letter(node.children[0]) == "S":
        scripts = dict(zip(("sub", "sup") if node.value == "subsup" else (node.value,), node.children[1:], strict=True))
        sign = "".join(part.value for part in nodes_of(scripts["sub"])) if "sub" in scripts else ""
        sizes = _sizes(scripts["sup"]) if "sup" in scripts else None
        if sizes is not None and len(sizes) == 1 and (not sign or sign in _DEFINITE):
            facts = {"symmetric", _DEFINITE[sign]} if sign else {"symmetric"}
            return Declared((sizes[0], sizes[0]), "matrix", frozenset(facts))
    if capital and (found := re.fullmatch(r"S?O([a-z]|\d+)", leaves)):
        size = num(int(found[1])) if found[1].isdecimal() else sym(found[1])
        return Declared((size, size), "matrix", frozenset({"orthogonal"}))
    if not capital and node.kind == "script" and node.value == "sup" and _letter(node.children[0]) in ("S", "\\Delta"):
        sizes = _sizes(node.children[1])
        if sizes is not None and len(sizes) == 1 and sizes[0].args[1:] == (Term("neg", (num(1),)),):
            fact = "unit" if _letter(node.children[0]) == "S" else "simplex"
            return Declared((sizes[0].args[0], num(1)), "vector", frozenset({fact}))
    return None


def is_special(node: Node) -> bool:
    r"""`SO(n)`: orthogonal matrices of determinant 1."""
    return "".join(part.value for part in nodes_of(node) if not part.children).startswith("SO")


def _letter(node: Node) -> str:
    """The letter of a set, whatever its style."""
    return node.children[0].value if node.kind == "styled" else node.value


def counting(name: str, node: Node) -> Term | None:
    r"""`i \in \{1, \dots, n\}`, `i \in [n]`: the last number of a letter that counts from 1."""
    if len(name) > 1 or node.kind != "group" or not node.children:
        return None
    first, *_, last = node.children if len(node.children) > 1 else (*node.children, *node.children)
    if node.value == "{}" and not (first.value == "1" and any(child.kind == "dots" for child in node.children)):
        return None
    if node.value not in ("{}", "[]") or (node.value == "[]" and (len(node.children) > 1 or last.kind != "letter")):
        return None
    try:
        return elaborate(last, Lexicon())
    except Unreadable:
        return None


def _one_script(node: Node) -> Node:
    """`\\mathbb{R}_+^n`, where the sign parts the two scripts."""
    if node.kind == "sequence" and [c.value for c in node.children if c.kind == "script"] == ["sub", "sup"]:
        first, second = node.children[0], node.children[-1]
        if len(node.children) == 2 and second.children[0].value == "":
            return Node("script", (*first.children, second.children[1]), "subsup", node.start, node.end)
    return node


def _box(ends: Node, size: Node) -> Declared | None:
    """`[0, 1]^n`: a vector with entries in an interval; None where the interval is not understood."""
    if ends.value not in ("()", "[)", "(]", "[]") or len(ends.children) != 2:
        return None
    low, high = (child.value for child in ends.children)
    unit = {"()": {"probability"}, "[)": {"unit interval"}, "(]": {"positive"}, "[]": {"closed unit interval"}}
    facts = unit[ends.value] if high == "1" else {"positive" if ends.value[0] == "(" else "nonnegative"}
    sizes = _sizes(size)
    if low != "0" or high not in ("1", "\\infty") or sizes is None or len(sizes) != 1:
        return None
    return Declared((sizes[0], num(1)), "vector", frozenset(facts))


_ORDERED = ("N", "Z", "Q", "R")


def _blackboard(node: Node) -> str | None:
    if node.kind == "styled" and node.value == "bb":
        return node.children[0].value
    if node.kind == "letter" and node.value in ("R", "\\R", "\\Re"):
        return "R"
    return None


def _sign_facts(node: Node, *, whole: bool) -> set[str]:
    text = "".join(part.value for part in nodes_of(node)).replace(" ", "")
    if text in ("+", "\\ge0", "\\geq0", "\\geqslant0", "0\\le"):
        return {"nonnegative"}
    if text in ("++", ">0") or (whole and text in ("\\ge1", "\\geq1")):
        return {"positive"}
    return set()


def _interval(node: Node) -> frozenset[str]:
    ends = [child.value if child.kind == "number" else None for child in node.children]
    if ends == ["0", "1"]:
        return frozenset({{"()": "probability", "[)": "unit interval"}.get(node.value, "nonnegative")})
    if ends[0] == "0" and node.value in ("()", "(]"):
        return frozenset({"positive"})
    return frozenset({"nonnegative"}) if ends[0] == "0" else frozenset()


def _sizes(node: Node) -> list[Term] | None:
    """The sizes in `n \\times d`, `n`, `2`, `(n+1) \\times m`."""
    groups: list[list[Node]] = [[]]
    for child in node.children if node.kind == "sequence" else (node,):
        if child.kind == "operator" and child.value == "\\times":
            groups.append([])
        else:
            groups[-1].append(child)
    sizes = []
    for group in groups:
        if not group:
            return None
        inner = group[0] if len(group) == 1 else Node("sequence", tuple(group))
        try:
            size = elaborate(inner, Lexicon())
        except Unreadable:
            return None
        if any(part.head not in ("num", "sym", "add", "neg", "mul", "item") for part in walk(size)):
            return None
        sizes.append(size)
    return sizes


def product_of_sizes(node: Node) -> Shape | None:
    """The shape in "X is $n \\times d$"."""
    if node.kind != "sequence" or not any(c.kind == "operator" and c.value == "\\times" for c in node.children):
        return None
    sizes = _sizes(node)
    return (sizes[0], sizes[1]) if sizes is not None and len(sizes) == 2 else None


def names_in(nodes: list[Node]) -> list[str] | None:
    """The names in a list of bare names; None where something else stands in it."""
    names = [name_of(node) for node in nodes]
    return None if any(name is None for name in names) else [str(name) for name in names]


def families_in(names: list[str], dotted: bool) -> list[str]:
    """The families whose members a list declares: `x_i`, or `x_1, \\dots, x_n` (which is `dotted`)."""
    found = []
    for name in names:
        parts = parse_name(name)
        if len(parts.sub) == 1 and (dotted or (parts.sub[0].isalpha() and len(parts.sub[0]) == 1)):
            found.append(parts._replace(sub=()).text + "[]")
    return list(dict.fromkeys(found))


def shape_of_kind(kind: str | None, facts: frozenset[str], name: str) -> Shape | None:
    """A shape for what words say: facts of square matrices make it square, its sizes stay open."""
    square = facts & {
        "symmetric", "hermitian", "skew-hermitian", "unitary", "skew", "orthogonal", "idempotent", "projection",
        "diagonal", "invertible", "positive definite",
        "positive semidefinite", "lower triangular", "upper triangular", "nilpotent", "involutory",
        "permutation matrix",
    }  # fmt: skip
    if kind == "matrix" or (kind is None and square):
        rows = sym(f"?r:{name}")
        return (rows, rows if square else sym(f"?c:{name}"))
    if kind == "vector" or "unit" in facts:
        return (sym(f"?r:{name}"), num(1))
    return SCALAR if kind == "scalar" else None


def from_words(description: Description, name: str) -> Declared | None:
    """A declaration out of words, or None where they say nothing."""
    if description.kind == "vector":
        # orthogonal vectors are orthogonal to each other; an orthogonal matrix is another thing
        description = Description("vector", description.facts - {"orthogonal", "perpendicular"})
    if description.columns:
        description = description._replace(kind="matrix")
    shape_facts = description.facts - {"orthogonal"} if description.columns else description.facts
    shape = shape_of_kind(description.kind, shape_facts, name)
    if shape is None and not description.facts:
        return None
    kind = description.kind or ("matrix" if shape and shape[1] != num(1) else "scalar")
    return Declared(shape, kind, description.facts)


def bounds_of(name: str, node: Node) -> list[Term]:
    """What membership in an interval or in a finite set of numbers says of a name."""
    if node.kind != "group" or len(node.children) < 1:
        return []
    try:
        ends = [elaborate(child, Lexicon()) for child in node.children]
    except Unreadable:
        return []
    if not all(_is_number(end) for end in ends):
        return []
    own = sym(name)
    if node.value == "{}":
        gaps = tuple(Term("add", (own, Term("neg", (end,)))) for end in ends)
        return [Term("eq", (gaps[0] if len(gaps) == 1 else Term("mul", gaps), num(0)))]
    if node.value in ("()", "[]", "[)", "(]") and len(ends) == 2:
        low = Term("gt" if node.value[0] == "(" else "ge", (own, ends[0]))
        high = Term("lt" if node.value[1] == ")" else "le", (own, ends[1]))
        return [bound for bound, end in ((low, ends[0]), (high, ends[1])) if not _is_infinite(end)]
    return []


def _is_infinite(term: Term) -> bool:
    return any(node.head == "const" and node.value == "inf" for node in walk(term))


def _is_number(term: Term) -> bool:
    return all(node.head in ("num", "neg", "div", "const") for node in walk(term))


def probabilities(clause: str) -> bool:
    """Whether words call what stands before them probabilities."""
    words = r"[^.;:]*\bprobabilit(?:y|ies)\b(?! (?:vector|distribution|measure))"
    return re.match(words, clause) is not None


def orthogonal_to_each_other(names: list[str], description: Description) -> bool:
    """Whether several small letters are said to be orthogonal: these are vectors, as matrices have capital letters."""
    if len(names) < 2 or description.kind is not None or "orthogonal" not in description.facts or description.columns:
        return False
    return all(parse_name(name).base.removeprefix("\\")[:1].islower() for name in names)


_COUNTS = {"2": 2, "two": 2, "3": 3, "three": 3}


def said_together(names: list[str], after: str, *, vectors: bool = False) -> list[Term]:
    """What words say in equations, of several names at once too: matrices that commute, vectors that are orthogonal;
    `vectors` tells that the names are known to be such.
    """
    words = re.match(r"\s*(?:is|are|be)?\b([^.;:]*)", after)
    clause = words.group(1) if words else ""
    statements: list[Term] = []
    if index := re.match(r"[\s\w]*\bnilpotent\s+(?:of|with)\s+(?:index|order|degree)\s+(2|3|two|three)\b", clause):
        statements += [Term("eq", (Term("pow", (sym(name), num(_COUNTS[index[1]]))), num(0))) for name in names]
    for left, right in combinations([sym(name) for name in names], 2):
        if re.search(r"\bcommut(?:e|es|ing)\b", clause):
            statements.append(Term("eq", (left * right, right * left)))
        mutual = r"\b(?:orthogonal|orthonormal|perpendicular)\b" + ("" if vectors else r".*\bvectors\b")
        if re.search(mutual, clause) and not re.search(r"\b(?:not|to|projections?)\b", clause):
            statements.append(Term("eq", (left.T * right, num(0))))
    if probabilities(clause):
        for name in names:
            statements += [Term("ge", (sym(name), num(0))), Term("le", (sym(name), num(1)))]
    if re.search(r"\borthonormal\b" if vectors else r"\borthonormal vectors\b", clause):
        statements += [Term("eq", (sym(name).T * sym(name), num(1))) for name in names]
    return statements
