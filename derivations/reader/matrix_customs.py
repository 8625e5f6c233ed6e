"""What a page says about its functions of matrices: pseudo-inverses, and functions that are taken entry by entry.

A superscript + on a matrix is its pseudo-inverse, unless the page makes another thing of it: the next iterate
(`W^+ = W - G`), a positive part (beside `A^-`), some generalised inverse.

>>> said_entrywise("where the exponential is applied element-wise")
True
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derivations.latex.marks import is_minus_one, transpose_mark
from derivations.latex.spelling import parts_of
from derivations.latex.syntax import Node, walk
from derivations.reader.lexicon import nodes_of
from derivations.reader.prose import cue
from derivations.reader.stream import Chain, Page

_PSEUDO = re.compile(r"\bpseudo-?\s?inverses?\b|\bMoore\b", re.IGNORECASE)
_OTHER = re.compile(
    r"\bgenerali[sz]ed inverse|\b(?:left|right|group|Drazin)[- ]inverse|\bpositive part|\badjoint\b", re.IGNORECASE
)
_ENTRYWISE = re.compile(r"\b(?:element|entry|entri|component|coordinate|point)(?:es|s)?-?\s?wise\b", re.IGNORECASE)


def texts_of(page: Page, section: int | None = None) -> Iterator[str]:
    """The words around every formula, of one section or of all."""
    for chain in page.chains:
        if section in (None, chain.section):
            yield from (chain.before, chain.after)
    for loose in page.loose:
        if section in (None, loose.section):
            yield from (loose.before, loose.after)


def says_pseudo_inverse(page: Page) -> bool:
    return any(map(_PSEUDO.search, texts_of(page)))


def said_entrywise(words: str) -> bool:
    return _ENTRYWISE.search(words) is not None


def entrywise_sections(page: Page) -> frozenset[int]:
    """The sections that speak of functions taken entry by entry."""
    return frozenset(s.index for s in page.sections if any(map(said_entrywise, texts_of(page, s.index))))


def other_pluses(page: Page) -> frozenset[str] | None:
    """Names whose superscript + or dagger means another thing; None where the words say so of all."""
    if any(map(_OTHER.search, texts_of(page))):
        return None
    found: set[str] = set()
    for root in nodes_of(page):
        for node in walk(root):
            name = parts_of(node) if node.kind == "script" else None
            if name is not None and name.sup == ("-",):
                found.add(name._replace(sup=()).text)
    for loose in page.loose if not says_pseudo_inverse(page) else ():
        # a name that the text speaks of by itself: "let $W^+$ be the new weights"
        names = (parts_of(side.node) for side in loose.sides if side.node is not None)
        found |= {name._replace(sup=()).text for name in names if name is not None and name.sup == ("+",)}
    for chain in page.chains:
        left = chain.sides[0].node if chain.sides else None
        name = parts_of(left) if left is not None else None
        if name is None or name.sup[-1:] != ("+",):
            continue
        right = chain.sides[1].node if len(chain.sides) > 1 else None
        if chain.declares or right is None or not (_is_turned(right) or _claims(chain, right) or _inverts_in(right)):
            found.add(name._replace(sup=name.sup[:-1]).text)
    return frozenset(found)


def _claims(chain: Chain, right: Node) -> bool:
    """`Then $A^+ = A^T B$`: a product with a transpose, claimed of a name, is no new value of it."""
    said = cue(chain.before)
    return said is not None and said.role == "claim" and right.kind == "sequence" and any(map(_is_turned, walk(right)))


def _inverts_in(node: Node) -> bool:
    return any(map(_inverts, walk(node)))


def by_entries(node: Node) -> tuple[str, bool] | None:
    r"""`(a_{ij})`, `[a_{ij}]`: the letter of a matrix that is written by its entries, and whether row and column stand
    in their usual order.
    """
    if node.kind != "group" or node.value not in ("()", "[]") or len(node.children) != 1:
        return None
    name = parts_of(node.children[0])
    if name is None or len(name.sub) != 2 or name.sup or not all(len(i) == 1 and i.isalpha() for i in name.sub):
        return None
    return (name._replace(sub=()).text, name.sub[0] < name.sub[1]) if name.sub[0] != name.sub[1] else None


def _is_turned(node: Node) -> bool:
    return node.kind == "script" and node.value == "sup" and transpose_mark(node.children[1]) == "T"


def _inverts(node: Node) -> bool:
    if node.kind != "script" or node.value not in ("sup", "subsup"):
        return False
    mark = node.children[-1]
    return is_minus_one(mark) or transpose_mark(mark) in ("+", "-T") or mark.value == "\\dagger"
