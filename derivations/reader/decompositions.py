r"""Decompositions that a page calls by name: what the word says of the factors and the equation does not.

`Let $X = U \Sigma V^\top$ be the SVD` makes the columns of U and of V orthonormal. Whether U is square, and which of
two customs is meant, is not said: so facts are used in proofs, and nothing is refuted that rests on the factors.

>>> from derivations.latex.rows import read_formula
>>> left, sign, right = read_formula(r"A = Q \Lambda Q^\top")
>>> found = factors_told("the eigendecomposition of \ufffc is", right.node, "")
>>> found.word, found.orthonormal, found.square, found.facts
('eigendecomposition', ('Q',), True, {'\\Lambda': 'diagonal'})
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from derivations.latex.elaborate import name_of
from derivations.latex.syntax import Node, walk
from derivations.reader.prose import sentence
from derivations.terms.term import Term, sym

_WORD = re.compile(
    r"\b(?P<svd>svd|singular[\s-]values?[\s-]decomposition)\b"
    r"|\b(?P<eigen>eigen(?:[\s-]?values?|[\s-]?vectors?)?[\s-]?decomposition|spectral (?:decomposition|theorem)|"
    r"diagonali[sz]ation|evd)\b"
    r"|\b(?P<qr>qr(?:[\s-](?:decomposition|factori[sz]ation))?)\b"
    r"|\b(?P<cholesky>cholesky(?:[\s-](?:decomposition|factori[sz]ation|factor))?)\b"
    r"|\b(?P<lu>lu(?:[\s-](?:decomposition|factori[sz]ation)))\b",
    re.IGNORECASE,
)
_TRANSPOSED, _INVERTED = "transposed", "inverted"


class Told(NamedTuple):
    """What a decomposition says: names whose columns are orthonormal, whether these are square, facts by name."""

    word: str
    names: tuple[str, ...]
    orthonormal: tuple[str, ...]
    square: bool
    facts: Mapping[str, str]

    def statements(self) -> list[Term]:
        """The orthonormal columns as equations, `U'U = I`, and `UU' = I` where U is square."""
        found = []
        for name in self.orthonormal:
            identity = Term("eye", (sym(f"?I:{name}"),))
            products = [sym(name).T * sym(name), sym(name) * sym(name).T][: 1 + self.square]
            found += [Term("eq", (product, identity)) for product in products]
        return found


def factors_told(before: str, product: Node, after: str) -> Told | None:
    """What the words around `A = product` say of its factors, or None where they name no decomposition or another."""
    behind = re.match(r"[\s,(]*(?:(?:is|be|are|the|its|an?|as)\b[^.;:\u2029\ufffc]*|[\w\s-]*\)?)", after)
    match = _WORD.search(behind[0] if behind else "") or _WORD.search(sentence(before))
    factors = _factors(product)
    if match is None or factors is None:
        return None
    names, marks = tuple(name for name, _ in factors), [mark for _, mark in factors]
    if match["svd"] and marks == ["", "", _TRANSPOSED]:
        return Told(match[0], names, (names[0], names[2]), False, {names[1]: "diagonal"})
    if match["eigen"] and marks[:2] == ["", ""] and len(names) == 3 and names[0] == names[2] and marks[2]:
        orthogonal = (names[0],) if marks[2] == _TRANSPOSED else ()
        return Told(match[0], names, orthogonal, True, {names[1]: "diagonal"})
    if match["qr"] and marks == ["", ""]:
        return Told(match[0], names, names[:1], False, {names[1]: "upper triangular"})
    if match["cholesky"] and marks == ["", _TRANSPOSED] and names[0] == names[1]:
        return Told(match[0], names, (), True, {names[0]: "lower triangular"})
    if match["lu"] and marks == ["", ""]:
        return Told(match[0], names, (), True, {names[0]: "lower triangular", names[1]: "upper triangular"})
    return None


def _factors(product: Node) -> list[tuple[str, str]] | None:
    """The names in a product, each with the mark that it bears; None for any other side."""
    found = []
    for node in product.children if product.kind == "sequence" else ():
        name, mark = name_of(node), ""
        if name is None and node.kind == "script" and node.value == "sup":
            text = "".join(part.value for part in walk(node.children[1])).strip()
            name = name_of(node.children[0])
            mark = {"\\top": _TRANSPOSED, "T": _TRANSPOSED, "'": _TRANSPOSED, "-1": _INVERTED}.get(text, "?")
        if name is None or mark == "?":
            return None
        found.append((name, mark))
    return found or None
