r"""Gaussians: `\mathcal{N}(\mu, \Sigma)`, their densities, divergences and entropies.

`\mathcal{N}(x \mid \mu, \Sigma)` and `\mathcal{N}(x; \mu, \Sigma)` are densities, `\mathrm{KL}(p \,\|\, q)` and
`D_{\mathrm{KL}}(p \,\|\, q)` divergences, where p is written out, or a name of something with a distribution. A page
that makes `\mathcal{N}` a function of its own means that.

>>> from derivations.latex.elaborate import elaborate
>>> from derivations.latex.lexicon import Lexicon
>>> law = Node("group", (Node("letter", value="m"), Node("letter", value="S")), "()")
>>> elaborate(Node("sequence", (Node("styled", (Node("letter", value="N"),), "cal"), law)), Lexicon())
gaussian(m, S)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.latex.lexicon import Unreadable
from derivations.latex.spelling import name_of, parts_of
from derivations.latex.syntax import Node
from derivations.terms.names import parse_name
from derivations.terms.term import Term, sym

if TYPE_CHECKING:
    from derivations.latex.elaborate import Elaboration

NORMAL = "\\mathcal{N}"
_DIVERGENCES = frozenset({"D", "\\mathcal{D}", "\\mathbb{D}", "\\text{D}"})
_WORDS = frozenset({"KL", "\\text{KL}", "\\mathbb{KL}"})
_ENTROPIES = frozenset({"H", "h", "\\mathcal{H}", "\\mathbb{H}", "\\text{H}", "\\text{Ent}"})
_BARS = frozenset({"|", "\\|", "\\parallel"})


def moments_of(law: Node, names: tuple[str, ...] = (NORMAL,)) -> tuple[Node, Node] | None:
    r"""Mean and covariance of `\mathcal{N}(\mu, \Sigma)`, or None."""
    if law.kind != "sequence" or len(law.children) != 2 or name_of(law.children[0]) not in names:
        return None
    group = law.children[1]
    two = group.kind == "group" and group.value == "()" and len(group.children) == 2
    return (group.children[0], group.children[1]) if two and is_spread(group.children[1]) else None


def is_spread(node: Node, others: bool = False) -> bool:
    r"""Whether it is for sure a covariance: `\sigma` may be a standard deviation, `\Lambda` a precision, and where a
    page speaks of `others`, so may be every letter but `\Sigma`.
    """
    parts = parts_of(node)
    if parts is None:
        return True
    return parts.base not in ("\\sigma", "\\Lambda") and (parts.base == "\\Sigma" or not others)


def of_gaussians(owner: Elaboration, item: Node, group: Node) -> Term | None:
    """What a name in front of brackets is of Gaussians; None where it is anything else."""
    if group.kind != "group" or group.value not in ("()", "[]"):
        return None
    name = name_of(item)
    if name == NORMAL and group.value == "()":
        return _law_or_density(owner, group)
    if is_divergence(item):
        return _divergence(owner, group)
    if name in _ENTROPIES and len(group.children) == 1 and moments_of(group.children[0]) is not None:
        return Term("entropy", (owner.term(group.children[0]),))
    return None


def is_divergence(item: Node) -> bool:
    r"""Whether it is `\mathrm{KL}` or `D_{\mathrm{KL}}`."""
    parts = parts_of(item)
    if parts is None or parts.sup or parts.accents:
        return False
    named = parts.base in _DIVERGENCES and parts.sub in (("\\text{KL}",), ("K", "L"))
    return named or (parts.base in _WORDS and not parts.sub)


def _law_or_density(owner: Elaboration, group: Node) -> Term | None:
    customs, own = owner.lexicon.customs, owner.lexicon.parameters(NORMAL)
    if NORMAL in customs.taken | customs.defined:
        return None
    parts = group.children
    if len(parts) == 1 and parts[0].kind == "given":
        at, behind = parts[0].children[0], parts[0].children[-1]
        if len(parts[0].children) != 2 or len(at.children) != 1 or len(behind.children) != 2:
            return None
        parts = (at.children[0], *behind.children)
    elif own is not None and (len(own) != 3 or parse_name(own[2]).base != "\\Sigma"):
        return None
    if len(parts) not in (2, 3) or any(part.kind == "empty" for part in parts):
        return None
    if not is_spread(parts[-1], owner.lexicon.chance.others):
        raise Unreadable("whether it is a covariance is not said", parts[-1])
    gaussian = Term("gaussian", tuple(owner.term(part) for part in parts[-2:]))
    return gaussian if len(parts) == 2 else Term("density", (owner.term(parts[0]), gaussian))


def _divergence(owner: Elaboration, group: Node) -> Term | None:
    first, last = _sides(group)
    if first is None or last is None:
        raise Unreadable("a divergence that is not of two distributions", group)
    return Term("divergence", (_law(owner, first), _law(owner, last)))


def _sides(group: Node) -> tuple[Node, Node] | tuple[None, None]:
    r"""p and q of `(p \| q)`, `(p \mid\mid q)`, `(p, q)`."""
    parts = group.children
    if len(parts) == 1 and parts[0].kind == "given":
        lists = [each for each in parts[0].children if [part.kind for part in each.children] != ["empty"]]
        if any(len(each.children) != 1 for each in lists) or not set(parts[0].value.split()) <= _BARS:
            return None, None
        parts = tuple(each.children[0] for each in lists)
    elif len(parts) == 1 and parts[0].kind == "relation" and parts[0].value in _BARS:
        parts = parts[0].children
    return (parts[0], parts[1]) if len(parts) == 2 else (None, None)


def _law(owner: Elaboration, node: Node) -> Term:
    """A distribution: written out, that of a name that the page gives one, or whatever a name stands for."""
    moments = moments_of(node, (NORMAL, "N", "\\text{N}"))
    name = name_of(node)
    if moments is None and name is not None:
        moments = owner.lexicon.chance.laws.get(name)
    if moments is None and name is not None and len(parameters := owner.lexicon.parameters(name) or ()) == 1:
        return Term("app", (sym(parameters[0]),), name)
    if moments is None:
        return owner.term(node)
    if not is_spread(moments[1], owner.lexicon.chance.others):
        raise Unreadable("whether it is a covariance is not said", moments[1])
    return Term("gaussian", tuple(owner.term(part) for part in moments))
