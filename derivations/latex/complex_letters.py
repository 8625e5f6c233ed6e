r"""Notation of complex letters: `\bar z`, `A^*`, `\operatorname{Re} z`.

On a letter that the page declares complex (or Hermitian, or unitary) a bar is the conjugate and a star the conjugate
transpose, unless the page gives the marked name a meaning of its own; on other letters they are parts of names.

>>> from derivations.latex.lexicon import Customs
>>> marked("z^{*}", Customs(complex=frozenset("z"))), marked("w^{*}", Customs(complex=frozenset("z")))
(('z', ('adjoint',)), None)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.latex.lexicon import Customs
from derivations.latex.marks import scripted
from derivations.latex.syntax import Node
from derivations.terms.names import parse_name
from derivations.terms.term import Term, num

if TYPE_CHECKING:
    from derivations.latex.factors import Factors

_STARS = frozenset({"*", "\\ast", "\\star"})
_BARS = frozenset({"bar", "overline"})
_PARTS = {"Re": "Re", "Im": "Im", "\\Re": "Re", "\\Im": "Im"}


def marked(name: str, customs: Customs) -> tuple[str, tuple[str, ...]] | None:
    """The name of which a marked one is the conjugate or the adjoint, and these heads; None where it is a name."""
    parts = parse_name(name)
    starred, barred = parts.sup[-1:] and parts.sup[-1] in _STARS, parts.accents[-1:] and parts.accents[-1] in _BARS
    if not (starred or barred) or name in customs.taken | customs.defined:
        return None
    bare = parts._replace(
        sup=parts.sup[:-1] if starred else parts.sup, accents=parts.accents[:-1] if barred else parts.accents
    )
    if bare.text not in customs.complex and bare._replace(sub=()).text not in customs.complex:
        return None
    return bare.text, (*(("conj",) if barred else ()), *(("adjoint",) if starred else ()))


def part(factors: Factors, item: Node) -> Term | None:
    """`\\operatorname{Re}(z)` and `\\operatorname{Im} z` on a page with complex letters."""
    lexicon, following = factors.owner.lexicon, factors.peek()
    which = _PARTS.get(item.value) if item.kind in ("name", "letter", "text") else None
    if which is None or following is None or not lexicon.customs.complex:
        return None
    if item.value in lexicon.customs.taken:
        return None
    inner, outer = scripted(following)
    if inner.kind == "group" and len(inner.children) == 1 and len(outer) <= 1:
        factors.place += 1
        value = factors.owner.term(inner.children[0])
    else:
        value, outer = factors.factor(), []
    conjugate = Term("conj", (value,))
    result = (value + conjugate) / num(2) if which == "Re" else (value - conjugate) / (num(2) * Term("const", (), "i"))
    for script in outer:
        result = factors.owner.raised(result, script, following, following)
    return result
