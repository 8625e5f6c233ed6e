"""The names that nodes spell: letters with fonts, accents, primes, indices and marks, in canonical form.

A node that is no name has none (None): nothing raises here.

>>> from derivations.latex.syntax import Node
>>> name_of(Node("script", (Node("letter", value="w"), Node("number", value="0")), "sub"))
'w_{0}'
>>> index_term("t-1")
add(t, neg(1))
"""

from __future__ import annotations

import re

from derivations.latex.syntax import Node
from derivations.latex.vocabulary import FONTS_THAT_SPEAK
from derivations.terms.names import Name
from derivations.terms.term import Term, add, num, sym

_INDEX = re.compile(r"[+-]?(?:\d+|[A-Za-z]|\\[A-Za-z]+)(?:[+-](?:\d+|[A-Za-z]|\\[A-Za-z]+))*\Z")
_PART = re.compile(r"([+-]?)(\d+|[A-Za-z]|\\[A-Za-z]+)")


def name_of(node: Node) -> str | None:
    """The canonical name that the node spells, or None where it is not a name."""
    found = parts_of(node)
    return found.text if found else None


def parts_of(node: Node) -> Name | None:
    """The name that the node spells, taken apart."""
    match node.kind:
        case "letter" | "name":
            return Name(node.value)
        case "text" if node.value.strip().isalpha():
            return Name(f"\\text{{{node.value.strip()}}}")
        case "styled":
            if node.children[0].kind == "number" and node.children[0].value in ("0", "1"):
                inner: Name | None = Name(node.children[0].value)
            else:
                inner = parts_of(node.children[0])
            if inner is None or inner.sub or inner.sup or node.value not in FONTS_THAT_SPEAK:
                return inner
            return inner._replace(base=f"\\{FONTS_THAT_SPEAK[node.value]}{{{inner.base}}}")
        case "accent":
            inner = parts_of(node.children[0])
            return inner._replace(accents=(*inner.accents, plain_accent(node.value))) if inner else None
        case "prime":
            inner = parts_of(node.children[0])
            return inner._replace(sup=(*inner.sup, "'" * int(node.value or 1))) if inner else None
        case "script":
            return _scripted_name(node)
        case _:
            return None


def _scripted_name(node: Node) -> Name | None:
    inner = parts_of(node.children[0])
    if inner is None:
        return None
    scripts = list(node.children[1:])
    if node.value in ("sub", "subsup"):
        index = subscript_text(scripts.pop(0))
        if index is None or inner.sub:
            return None
        inner = inner._replace(sub=index)
    if node.value in ("sup", "subsup"):
        mark = superscript_mark(scripts.pop(0))
        if mark is None:
            return None
        inner = inner._replace(sup=(*inner.sup, mark))
    return inner


def index_term(text: str) -> Term | None:
    """The term of an index as it stands in a canonical name (a sum of letters and numbers), or None."""
    if not _INDEX.match(text):
        return None
    terms: list[Term] = []
    for sign, part in _PART.findall(text):
        term = num(int(part)) if part.isdigit() else sym(part)
        terms.append(Term("neg", (term,)) if sign == "-" else term)
    return add(*terms)


def plain_accent(value: str) -> str:
    return {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}.get(value, value)


def letters(text: str) -> set[str]:
    """The names inside the text of an index, such as {'i'} in 'i+1'."""
    found: set[str] = set()
    current = ""
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


def subscript_text(node: Node) -> tuple[str, ...] | None:
    parts = index_nodes(node)
    texts = [flat_text(part) for part in parts]
    if not texts or any(text is None for text in texts):
        return None
    if len(texts) == 1 and texts[0] is not None and len(texts[0]) > 1 and texts[0].isdigit():
        return tuple(texts[0]) if len(texts[0]) == 2 else (texts[0],)
    return tuple(str(text) for text in texts)


def index_nodes(node: Node) -> list[Node]:
    """The indices in a subscript: `ij` is two, `i,j` is two, `t+1` and `10` are one."""
    if node.kind == "items":
        return list(node.children)
    if node.kind == "sequence" and all(is_simple_index(child) for child in node.children):
        return list(node.children)
    return [node]


def is_simple_index(node: Node) -> bool:
    return (node.kind == "letter" and node.value.isalpha() and len(node.value) == 1) or (
        node.kind == "number" and node.value.isdigit()
    )


def flat_text(node: Node) -> str | None:
    if node.kind in ("number", "letter"):
        return node.value
    if node.kind in ("name", "text"):
        return f"\\text{{{node.value.strip()}}}"
    if node.kind == "big" and node.value in ("max", "min") and not node.children:
        return f"\\text{{{node.value}}}"
    if node.kind == "styled":
        return flat_text(node.children[0])
    if node.kind == "signed":
        inner = flat_text(node.children[0])
        return None if inner is None else node.value + inner
    if node.kind == "sum":
        parts = [flat_text(child) for child in node.children]
        if any(part is None for part in parts):
            return None
        return "".join(str(part) for part in parts).removeprefix("+")
    if node.kind == "sequence":
        parts = [flat_text(child) for child in node.children]
        return None if any(part is None for part in parts) else "".join(str(part) for part in parts)
    if node.kind == "relation" and node.value == ":":
        ends = [flat_text(child) for child in node.children]
        return None if None in ends else ":".join(map(str, ends))
    if node.kind == "group" and node.value in ("()", "[]") and len(node.children) == 1:
        inner = flat_text(node.children[0])
        return None if inner is None else f"{node.value[0]}{inner}{node.value[1]}"
    if node.kind in ("script", "accent", "prime"):
        return name_of(node)
    if node.kind == "operator" and node.value in ("\\star", "\\ast", "*"):
        return "*"
    return None


def superscript_mark(node: Node) -> str | None:
    """A superscript that belongs to the name: a star, `(i)`, a dagger, a word."""
    if node.kind in ("letter", "operator") and node.value in ("*", "\\ast", "\\star"):
        return "*"
    if node.kind == "letter" and node.value in ("+", "-", "\\circ", "\\prime", "'"):
        return {"\\prime": "'"}.get(node.value, node.value)
    if node.kind == "group" and node.value in ("()", "[]") and len(node.children) == 1:
        text = flat_text(node.children[0])
        return None if text is None else f"({text})"
    if node.kind in ("text", "name") and node.value.strip().isalpha() and len(node.value.strip()) > 1:
        return f"\\text{{{node.value.strip()}}}"
    return None


def name_node(name: str, at: Node) -> Node:
    """A node that spells a plain name, standing where `at` stands."""
    return Node("letter", (), name, at.start, at.end)
