r"""Notation of functions of matrices: `A^+` and `A^\dagger`, `\lambda_i(A)`, `\sigma_{\max}(A)`, and what is a matrix.

A letter before brackets is a factor, and a superscript + may be part of a name, so each is read as a function only
where what stands in it is a matrix for sure. Of eigenvalues only the largest, the least and all of them have a name
that everybody reads alike.

>>> kinds = {"A": "matrix", "x": "vector"}.get
>>> form(sym("x").T * sym("A"), kinds), form(sym("x").T * (sym("A") * sym("x")), kinds)
((False, True), (False, False))
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from derivations.latex.lexicon import Unreadable
from derivations.latex.marks import transpose_mark
from derivations.latex.spelling import name_of, parts_of
from derivations.latex.syntax import Node
from derivations.terms.heads import DAGGER, ELEMENTWISE
from derivations.terms.term import Term, free_symbols, num, sym

if TYPE_CHECKING:
    from derivations.latex.elaborate import Elaboration

Form = tuple[bool, bool]
"""Whether there are several rows, and several columns."""

KindOf = Callable[[str], str | None]

NUMBER, COLUMN, MATRIX = (False, False), (True, False), (True, True)

_FORMS: dict[str | None, Form] = {"scalar": NUMBER, "vector": COLUMN, "matrix": MATRIX}
_NUMBERS = frozenset("num const trace det rank norm inner eigenvalue singular entry".split())
_LIKE_FIRST = frozenset("neg pm inverse pow div conj hadamard matexp adjugate".split()) | ELEMENTWISE
_SPECTRA = {"\\lambda": "eigenvalue", "\\sigma": "singular"}
_WORDS = {"\\lambda": "an eigenvalue", "\\sigma": "a singular value"}
_ENDS = {"\\text{max}": num(1), "\\text{min}": num(-1)}


def form(term: Term, kind_of: KindOf) -> Form | None:
    """What a term is by the kinds of its names; None where they do not say."""
    head = term.head
    if head == "sym":
        return _FORMS.get(kind_of(str(term.value)))
    if head in _NUMBERS:
        return NUMBER
    if head == "eye":
        return MATRIX
    if head in ("zeros", "ones"):
        return (term.args[0] != num(1), term.args[1] != num(1))
    if head == "cross":
        return COLUMN
    if head == "add":
        forms = {form(arg, kind_of) for arg in term.args}
        return forms.pop() if len(forms) == 1 else None
    if head in _LIKE_FIRST:
        return form(term.args[0], kind_of)
    if head in ("transpose", "adjoint", "pinv"):
        inner = form(term.args[0], kind_of)
        return None if inner is None else inner[::-1]
    if head == "kron":
        left, right = (form(arg, kind_of) for arg in term.args)
        return None if left is None or right is None else (left[0] or right[0], left[1] or right[1])
    return _form_of_product(term, kind_of) if head == "mul" else None


def _form_of_product(term: Term, kind_of: KindOf) -> Form | None:
    found: Form = NUMBER
    for arg in term.args:
        factor = form(arg, kind_of)
        if factor is None or (found != NUMBER and factor != NUMBER and found[1] != factor[0]):
            return None
        found = factor if found == NUMBER else found if factor == NUMBER else (found[0], factor[1])
    return found


def pseudo_inverse(owner: Elaboration, node: Node) -> Term | None:
    r"""`A^+`, `(A^T A)^+`, `A^\dagger` of real matrices; None where the mark is another one."""
    if node.value not in ("sup", "subsup") or (transpose_mark(node.children[-1]) != "+" and not _is_dagger(node)):
        return None
    base = node.children[0]
    if node.value == "subsup":
        base = Node("script", node.children[:2], "sub", node.start, node.end)
    customs = owner.lexicon.customs
    mark = DAGGER if _is_dagger(node) and not customs.pseudo_inverses else None
    name = name_of(base)
    if name is not None:
        told = customs.pseudo_inverses and name not in customs.other_pluses
        if name not in customs.inverted and not (told and _is_matrix(owner, sym(name))):
            return None
        return Term("pinv", (owner.term(base),), mark)
    if base.kind != "group" or len(base.children) != 1:
        return None
    inner = owner.term(base)
    names = free_symbols(inner)
    told = customs.pseudo_inverses and not names & customs.other_pluses
    known = told or all(owner.lexicon.kinds(each) != "matrix" or each in customs.inverted for each in names)
    return Term("pinv", (inner,), mark) if known and _is_matrix(owner, inner) else None


def _is_dagger(node: Node) -> bool:
    mark = node.children[-1]
    return mark.kind == "letter" and mark.value == "\\dagger"


def _is_matrix(owner: Elaboration, term: Term) -> bool:
    owner.lexicon.used_kinds = True
    return form(term, owner.lexicon.kinds) == MATRIX


def _refuse_some(owner: Elaboration, item: Node, inner: Node, base: str) -> None:
    r"""`\lambda_i(A)`: no product, whose brackets would say nothing; but which one i is, the page does not say."""
    bare = inner.kind != "sum" or base in owner.lexicon.customs.spectra
    if bare and _is_matrix(owner, owner.term(inner)):
        raise Unreadable(f"{_WORDS[base]}: which one is not said", item)


def is_end_of_spectrum(node: Node) -> bool:
    r"""Whether it is `\lambda_{\max}` or another name of the largest or the least."""
    parts = parts_of(node)
    return parts is not None and parts.base in _SPECTRA and len(parts.sub) == 1 and parts.sub[0] in _ENDS


def spectrum(owner: Elaboration, item: Node, group: Node) -> Term | None:
    r"""`\lambda_i(A)` where i runs, `\lambda_{\max}(A)`; None where the letter is a factor or another function."""
    parts = parts_of(item)
    if parts is None or parts.base not in _SPECTRA or len(parts.sub) != 1 or parts.sup or parts.accents:
        return None
    customs = owner.lexicon.customs
    if group.value != "()" or len(group.children) != 1 or parts.text in customs.taken | customs.defined:
        return None
    which = _ENDS.get(parts.sub[0])
    if which is None:
        if parts._replace(sub=()).text in owner.lexicon.families:
            return None
        if parts.sub[0] not in owner.bound:
            _refuse_some(owner, item, group.children[0], parts.base)
            return None
        which = sym(parts.sub[0])
    inner = owner.term(group.children[0])
    if free_symbols(which) & free_symbols(inner) or not _is_matrix(owner, inner):
        return None
    return Term(_SPECTRA[parts.base], (inner, which))
