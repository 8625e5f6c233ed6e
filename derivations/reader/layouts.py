"""Which layout of derivatives a page declares, in its prose or in a declarations block.

>>> layout_of("We use numerator layout."), layout_of("Derivatives follow the denominator-layout convention.")
('numerator', 'denominator')
>>> layout_of("The gradient of a scalar has the shape of the variable."), layout_of("We differentiate twice.")
('columns', None)
>>> layout_of("Some use numerator layout, some denominator layout.")
"""

from __future__ import annotations

import re

_NAMED = re.compile(
    r"\b(numerator|denominator)[- ](?:layouts?|conventions?|form|notation|style)\b|"
    r"\blayouts?(?: convention)?(?: is| of derivatives(?: is)?)?:? (?:the )?(numerator|denominator)\b|"
    r"\b(jacobian|hessian) formulation\b",
    re.IGNORECASE,
)
_FORMULATIONS = {"jacobian": "numerator", "hessian": "denominator"}

_SUBJECT = r"\b(?:gradients?|derivatives? of (?:a |an |any |all |every )?(?:scalars?|numbers?|real)\b)[^.;]*?\b"
_COLUMNS = re.compile(
    _SUBJECT + r"(?:"
    r"(?:has|have|takes?|keeps?) (?:always )?(?:the )?(?:same )?(?:shapes?|dimensions?|size) (?:of|as)\b|"
    r"(?:is|are) (?:always )?(?:of|in) the (?:same )?(?:shape|size|dimensions?) (?:of|as)\b|"
    r"(?:is|are) (?:always )?shaped like\b|"
    r"(?:(?:is|are) (?:always )?|(?:is|are) written as |stands? as |as )(?:a )?columns?(?: vectors?)?\b)",
    re.IGNORECASE,
)
_ROWS = re.compile(
    _SUBJECT + r"(?:(?:is|are) (?:always )?|(?:is|are) written as |stands? as |as )(?:a )?rows?(?: vectors?)?\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:not|never|instead of|rather than|unlike|no)\b[^.;,]*\Z", re.IGNORECASE)


def layout_of(text: str) -> str | None:
    """`numerator`, `denominator`, `columns` where only gradients are spoken of and stand upright, or None; also None
    where a page names two.
    """
    words = " ".join(text.split())
    named = [match for match in _NAMED.finditer(words) if not _DENIED.search(words[: match.start()])]
    layouts = {next(group for group in match.groups() if group).lower() for match in named}
    layouts = {_FORMULATIONS.get(layout, layout) for layout in layouts}
    if _ROWS.search(words):
        layouts.add("numerator")
    if _COLUMNS.search(words):
        layouts.add("denominator" if "denominator" in layouts else "columns")
    return layouts.pop() if len(layouts) == 1 else None


_SYMMETRY = re.compile(
    r"\b(?:tak(?:es?|ing)\b[^.;]*?\bsymmetry\b[^.;]*?\binto account|(?:respect|account(?:s|ing)? for|us)(?:s|es|ing)?\b"
    r"[^.;]*?\bsymmetry of\b[^.;]*?\b(?:deriv|differenti|gradient)\w*|"
    r"(?:deriv|differenti|gradient)\w*[^.;]*?\b(?:respects?|accounts? for|honou?rs?|with) (?:the |its )?symmetry)",
    re.IGNORECASE,
)


def takes_symmetry_into_account(text: str) -> bool:
    """Whether derivatives by a symmetric matrix are meant to treat mirrored entries as one.

    >>> takes_symmetry_into_account("The derivative takes the symmetry of X into account.")
    True
    >>> takes_symmetry_into_account("Derivatives do not take the symmetry of X into account.")
    False
    """
    words = " ".join(text.split())
    return any(not _DENIED.search(words[: match.start()]) for match in _SYMMETRY.finditer(words))
