r"""Words for what only a hypothesis could say of a name, and which no table reads: a trace of zero, a rank, a kernel.

A name of which they are said is kept from being refuted: `Let $A$ be an $n \times n$ matrix with zero trace`.

>>> unread_property(" with zero trace."), unread_property(" of rank one. Then")
('with zero trace', 'of rank one')
>>> unread_property(" be the Gram matrix."), unread_property(" be the weights."), unread_property(" with unit norm")
('be the Gram matrix', '', '')
>>> property_before("Suppose that the rows of "), property_before("Then the rows of "), property_before("Let ")
('that the rows of', '', '')
"""

from __future__ import annotations

import re

_OWNED = r"""
    traces?|determinants?|rank|kernels?|null\s?space|column\sspace|row\sspace|eigen\w+|inverses?|orthonormal|rows|columns
    |unit\s(?:trace|diagonal|determinant)|diagonal\s(?:entries|elements)|(?:on|along)\sthe\s(?:main\s)?diagonal
    |sum(?:s|ming)?\sto|vanish\w*|zero\smean|mean\szero|annihilat\w+
"""
_NAMED = r"""
    solution|solutions|least[\s-]squares|(?:projection|projector)\son(?:to)?|gram|hessian|laplacian|covariance\smatrix
    |all-ones|matrix\sof\sones|dft|fourier|rotation|reflection|eigen\w+|kernel|null\s?space
    |(?:on|along)\sthe\s(?:main\s)?diagonal|similar\sto|congruent\sto|orthogonal\sto|perpendicular\sto|parallel\sto
    |rank\s(?:one|two|three|\d|at\smost)|cent(?:ered|red|ering|ring)
"""
_HAS = re.compile(rf"\s*,?\s*(?:with|of|having|whose|all\sof|such\sthat|satisfying)\b.*?\b(?:{_OWNED})\b", re.X | re.I)
_IS = re.compile(
    rf"\s*,?\s*(?:is|are|be|being|denotes?|has|have)\b.*?(?<![\w-])(?:{_NAMED})(?!\w)"
    rf"|\s*,?\s*(?:(?:is|are|be|being)\b[^,]*,)?\s*(?:with|whose|all\sof\swhose|having)\b.*?\b(?:{_OWNED})\b",
    re.VERBOSE | re.IGNORECASE,
)
_DOES = re.compile(
    r"\s*,?\s*(?:solves?|minimi[sz]es?|maximi[sz]es?|anticommutes?|vanish(?:es)?|sums?\s+to)\b", re.IGNORECASE
)
_READ = re.compile(
    r"\b(?:full\s+(?:row\s+|column\s+)?rank|linearly\s+independent\s+(?:rows|columns)|orthonormal\s+columns)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(r"\s*(?:and\s+)?(?:the|let|suppose|assume|if|given|all|each|every|as|since)\b", re.IGNORECASE)
_END = re.compile(r"[.;:](?:\s|\Z)|[\ufffc\u2029]|\b(?:then|so|hence|thus|therefore|we)\b", re.IGNORECASE)


def unread_property(after: str) -> str:
    """The words behind a name, where they say of it what is not read; an empty text elsewhere."""
    clause = _READ.sub(" ", _END.split(after)[0])
    found = any(pattern.match(clause) for pattern in (_HAS, _IS, _DOES)) and "number of" not in clause
    return " ".join(clause.split()) if found else ""


def property_before(before: str) -> str:
    """The words that lead to a name, where a hypothesis speaks of its trace, its rows, its eigenvalues."""
    tail = re.split(r"[.;:]\s|[\ufffc\u2029]", before)[-1]
    clause = re.split(r",\s", tail)[-1]
    found = re.search(rf"\b(?:{_OWNED})\s+of\s+(?:the\s+matrix\s+)?\Z", clause, re.VERBOSE | re.IGNORECASE)
    return " ".join(clause.split()[-4:]) if found and _SUPPOSED.match(clause) and "number of" not in clause else ""
