r"""Words that an author wrote among a formula's letters, `$A symmetric$`: prose, no product of nine letters.

>>> from derivations.latex.tokens import tokenize
>>> "".join(token.value for token in set_upright(tokenize("A, B symmetric positive definite")))
'A, B \\text{symmetric positive definite}'
>>> "".join(token.value for token in set_upright(tokenize("s y m + invertibles")))
's y m + invertibles'
"""

from __future__ import annotations

import re

from derivations.latex.tokens import Token

_PROPERTIES = r"""
    (?:skew-)?symmetric|antisymmetric|invertible|(?:non-?)?singular|orthogonal|orthonormal|idempotent|diagonal|unitary
    |Hermitian|positive\s(?:semi-?)?definite|(?:lower|upper)\striangular|full\s(?:(?:row|column)\s)?rank|unit\svector
    |orthogonal\sprojection|projection\smatrix|(?:random\s)?(?:vector|matrix)|random|square
"""
_WORDS = re.compile(
    rf"(?<![^\s,])(?:(?:is|are|be|has|have)\s)?(?:an?\s)?(?:{_PROPERTIES})(?:\s(?:and\s)?(?:{_PROPERTIES}))*(?![\w-])",
    re.VERBOSE,
)


def set_upright(tokens: list[Token]) -> list[Token]:
    r"""The tokens with such words in a `\text`, outside all braces."""
    signs = _signs(tokens)
    out: list[Token] = []
    place = 0
    for match in _WORDS.finditer(signs):
        first, last = match.span()
        start, end = tokens[first].start, tokens[last - 1].end
        out += tokens[place:first]
        out += (Token("command", r"\text", start, start), Token("char", "{", start, start), *tokens[first:last])
        out.append(Token("char", "}", end, end))
        place = last
    return out + tokens[place:] if place else tokens


def _signs(tokens: list[Token]) -> str:
    """One character for every token, a nought for those in braces."""
    signs = []
    depth = 0
    for token in tokens:
        depth += (token.value == "{") - (token.value == "}")
        sign = " " if token.type == "space" else token.value
        signs.append(sign if depth == 0 and len(sign) == 1 else "\0")
    return "".join(signs)
