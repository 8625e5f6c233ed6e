r"""Letters that a page gives to functions that everybody knows: "$\sigma$ is the sigmoid function".

>>> from derivations.reader.page import declarations_page
>>> named_functions(declarations_page("Let $\\phi$ be the softplus function, and let $s$ be large."))
{'\\phi': 'softplus'}
>>> from derivations.terms.term import sym
>>> with_names(Term("app", (sym("x"),), "\\phi"), {"\\phi": "softplus"})
softplus(x)
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from derivations.latex.elaborate import name_of
from derivations.reader.stream import Page
from derivations.terms.term import Term, map_args

_KNOWN = {
    "logistic sigmoid": "sigmoid",
    "sigmoid": "sigmoid",
    "logistic": "sigmoid",
    "softmax": "softmax",
    "softplus": "softplus",
    "hyperbolic tangent": "tanh",
    "tanh": "tanh",
    "relu": "relu",
    "rectified linear unit": "relu",
}
_WORDS = "|".join(sorted(_KNOWN, key=len, reverse=True))
_AFTER = re.compile(
    r"\s*(?:is|be|denotes?|stands for|means|for)\s+(?:the\s+)?(?:entrywise |elementwise |usual |standard )*"
    rf"({_WORDS})\b(?:\s+(?:function|activation|map))*\s*"
    r"(?:[.,;:)\u2029]|\Z|(?:is\s+)?applied\b|entrywise|elementwise|entry by entry|\band\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"\b(?:the|with)\s+({_WORDS})(?:\s+(?:function|activation))*\s*\Z", re.IGNORECASE)


def named_functions(page: Page) -> dict[str, str]:
    """The head that each such letter stands for."""
    found: dict[str, str] = {}
    for loose in page.loose:
        nodes = [side.node for side in loose.sides if side.node is not None]
        name = name_of(nodes[0]) if len(nodes) == 1 else None
        told = _AFTER.match(loose.after) or _BEFORE.search(loose.before)
        if name is not None and told is not None:
            found[name] = _KNOWN[told.group(1).lower()]
    return found


def with_names(term: Term, known: Mapping[str, str]) -> Term:
    """The term with the functions that the letters stand for."""
    inner = map_args(term, lambda arg: with_names(arg, known))
    if inner.head == "app" and len(inner.args) == 1 and str(inner.value) in known:
        return Term(known[str(inner.value)], inner.args)
    return inner
