r"""Formulas as MathML, which browsers and screen readers know without scripts or fonts of ours.

`mathml` gives the element, or None for what cannot be shown faithfully: the caller then shows the TeX itself. It uses
math-core (the extra `html`), which refuses what it does not know instead of guessing. What it gives is taken apart and
written anew from a list of allowed elements and attributes, so nothing of a page can become markup; its few inline
styles become classes, which a strict content security policy allows.

>>> mathml(r"x^\top y")
'<math><msup><mi>x</mi><mi>⊤</mi></msup><mi>y</mi></math>'
>>> mathml(r"\href{javascript:alert(1)}{x}") is None
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from derivations.export import MissingExtra
from derivations.export.report import shown
from derivations.latex.macros import Macro, expand
from derivations.latex.tokens import MAX_DEPTH, ReadError, Token, tokenize

if TYPE_CHECKING:
    from math_core import LatexToMathML

MAX_TOKENS = 3_000
"""Tokens of one formula: what is nested a few times as deeply ends the converter's process."""

_ELEMENTS = frozenset(
    "math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr mtd "
    "mpadded mphantom b code span".split()
)
_ATTRIBUTES = {
    "display": "block",
    "mathvariant": "normal",
    "form": "infix|prefix|postfix",
    "stretchy": "true|false",
    "accent": "true|false",
    "accentunder": "true|false",
    "movablelimits": "true|false",
    "displaystyle": "true|false",
    "scriptlevel": r"\d",
    **dict.fromkeys(("linethickness", "lspace", "rspace", "minsize", "maxsize", "width"), r"-?\d*\.?\d+(?:em)?"),
}
_CLASSES = {
    "text-align:right": "end",
    "text-align:left": "start",
    "padding-left:0": "close-left",
    "padding-right:0": "close-right",
    "padding-left:1em": "wide-left",
    "border-top:0.05em solid currentcolor": "rule-top",
    "border-right:0.05em solid currentcolor": "rule-right",
}

_SAME = {r"\&": r"\&{}", r"\mbox": r"\text", r"\textnormal": r"\text", r"\widetilde": r"\tilde"}
_BARE = frozenset((r"\nonumber", r"\notag", r"\displaybreak", r"\allowdisplaybreaks", r"\hfill", r"\centering"))
_WITH_ARGUMENT = frozenset((r"\label", r"\color"))


def mathml(tex: str, macros: Mapping[str, Macro] | None = None, *, display: bool = False) -> str | None:
    """The element, with the page's own macros expanded; None where the formula cannot be shown faithfully.

    Raises `MissingExtra` without math-core.
    """
    try:
        tokens = expand(tokenize(tex), macros or {})
    except ReadError:
        return None
    return _converted(spelled(tokens), display) if _bounded(tokens) else None


def spelled(tokens: Iterable[Token]) -> str:
    r"""Tokens as TeX: comments and what only a typesetter needs are left out, formulas in `\text` stand beside it.

    >>> spelled(tokenize(r"a \label{e} % why"))
    'a'
    >>> spelled(tokenize(r"b \text{ since $x = 1$ here}"))
    'b \\text{ since }x = 1\\text{ here}'
    """
    parts: list[str] = []
    pending = list(tokens)[::-1]
    texts: list[int] = []  # the braces that are open inside each \text
    formula = False
    while pending:
        token = pending.pop()
        value = " " if token.type == "space" else _SAME.get(token.value, token.value)
        if value in _WITH_ARGUMENT:
            _drop_argument(pending)
        if value in _WITH_ARGUMENT or value in _BARE:
            continue
        if value == r"\text":
            texts.append(0)
        elif texts:
            texts[-1] += (value == "{") - (value == "}")
            if value == "$":
                formula = not formula
                value = "}" if formula else r"\text{"
            elif value == "}" and not texts[-1]:
                texts.pop()
        if value[0].isalpha() and parts and re.search(r"\\[A-Za-z]+\Z", parts[-1]):
            value = f" {value}"
        parts.append(value)
    return "".join(parts).strip()


def _drop_argument(pending: list[Token]) -> None:
    depth = 0
    while pending:
        value = pending.pop().value
        depth += (value == "{") - (value == "}")
        if not depth and not value.isspace():
            return


def _bounded(tokens: list[Token]) -> bool:
    depth = deepest = 0
    for token in tokens:
        depth += (token.value in ("{", r"\left", r"\begin")) - (token.value in ("}", r"\right", r"\end"))
        deepest = max(deepest, depth)
    return deepest <= MAX_DEPTH and len(tokens) <= MAX_TOKENS


@cache
def _converter() -> LatexToMathML:
    try:
        from math_core import LatexToMathML
    except ModuleNotFoundError as missing:
        raise MissingExtra("math-core", "html") from missing
    return LatexToMathML()


@lru_cache(maxsize=4096)
def _converted(tex: str, display: bool) -> str | None:
    converter = _converter()
    from math_core import LatexError

    if tex != shown(tex):
        return None
    try:
        made = converter.convert_with_local_state(tex, displaystyle=display)
        return _written(ElementTree.fromstring(made.replace("&ApplyFunction;", "\u2061")))
    except (LatexError, ElementTree.ParseError, _Refused):
        return None


class _Refused(Exception):
    """An element that browsers do not show as meant, such as a stroke through a term."""


def _written(element: ElementTree.Element) -> str:
    if element.tag not in _ELEMENTS or element.get("class", "").startswith("menclose"):
        raise _Refused(element.tag)
    kept = [
        f'{name}="{value}"'
        for name, value in element.items()
        if name in _ATTRIBUTES and re.fullmatch(_ATTRIBUTES[name], value)
    ]
    styles = (style.replace(": ", ":").strip() for style in element.get("style", "").split(";"))
    classes = " ".join(_CLASSES[style] for style in styles if style in _CLASSES)
    start = " ".join([element.tag, *kept, *([f'class="{classes}"'] if classes else [])])
    inner = "".join(_written(child) + escape(child.tail or "") for child in element)
    return f"<{start}>{escape(element.text or '')}{inner}</{element.tag}>"
