"""Names of symbols: a base letter with accents, subscripts and superscripts, and its canonical text.

The canonical text is LaTeX and is what `sym` terms hold, so that equal names are equal strings
whatever the author's spelling was.

>>> Name("w", (), ("0", "1")).text
'w_{0,1}'
>>> parse_name("\\\\hat{w}_{t}^{*}")
Name(base='w', accents=('hat',), sub=('t',), sup=('*',))
>>> parse_name("\\\\mathcal{N}").base
'\\\\mathcal{N}'
"""

from __future__ import annotations

import re
from functools import lru_cache
from keyword import iskeyword
from typing import NamedTuple

ACCENTS = ("hat", "tilde", "bar", "dot", "ddot", "check", "breve", "overline", "underline", "vec")

_ACCENT = re.compile(r"\\(" + "|".join(ACCENTS) + r")\{(.*)\}\Z", re.DOTALL)


class Name(NamedTuple):
    """The parts of a symbol's name. Subscripts and superscripts are split at their commas."""

    base: str
    accents: tuple[str, ...] = ()
    sub: tuple[str, ...] = ()
    sup: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The canonical spelling."""
        text = self.base
        for accent in self.accents:
            text = f"\\{accent}{{{text}}}"
        if self.sub:
            text += "_{" + ",".join(self.sub) + "}"
        if self.sup:
            text += "^{" + ",".join(self.sup) + "}"
        return text

    @property
    def stem(self) -> str:
        """The name without its subscripts."""
        return self._replace(sub=()).text


def _group_end(text: str, start: int) -> int:
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place
    raise ValueError(f"unbalanced name {text!r}")


def _split(text: str) -> tuple[str, ...]:
    parts, depth, current = [], 0, ""
    for char in text:
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(char, 0)
        if char == "," and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += char
    return (*parts, current)


@lru_cache(maxsize=8192)
def parse_name(text: str) -> Name:
    """Take a canonical name apart. Raises `ValueError` where braces do not balance."""
    sub: tuple[str, ...] = ()
    sup: tuple[str, ...] = ()
    cut = len(text)
    depth = 0
    for place, char in enumerate(text):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth == 0 and char in "_^" and place > 0:
            cut = place
            break
    rest = text[cut:]
    while rest:
        mark, body_end = rest[0], _group_end(rest, 1)
        parts = _split(rest[2:body_end])
        if mark == "_":
            sub = parts
        else:
            sup = parts
        rest = rest[body_end + 1 :]
    base, accents = text[:cut], []
    while match := _ACCENT.match(base):
        accents.append(match.group(1))
        base = match.group(2)
    return Name(base, tuple(reversed(accents)), sub, sup)


def indexed(name: str, *indices: int | str) -> str:
    """A name with indices after those that it has.

    >>> indexed("w", 0), indexed("x_{1}", "k", 0)
    ('w_{0}', 'x_{1,k,0}')
    """
    parts = parse_name(name)
    return parts._replace(sub=(*parts.sub, *map(str, indices))).text


def raised(name: str, mark: str) -> str:
    """A name with a mark at the upper right.

    >>> raised("w_{1}", "*")
    'w_{1}^{*}'
    """
    parts = parse_name(name)
    return parts._replace(sup=(*parts.sup, mark)).text


def accented(name: str, accent: str) -> str:
    r"""A name with one accent more, its indices left where they are.

    >>> print(accented("w_{k}", "dot"))
    \dot{w}_{k}
    """
    parts = parse_name(name)
    return parts._replace(accents=(*parts.accents, accent)).text


def plain(name: str) -> str:
    r"""A name as an identifier of Python.

    >>> plain(r"\tilde{\lambda}_{k+1}"), plain(r"\lambda"), plain("w^{*}")
    ('lambda_tilde_k_plus_1', 'lambda_', 'w_star')
    """
    parts = parse_name(name)
    spoken = (
        part.replace("+", "_plus_").replace("-", "_minus_").replace("*", "star") for part in parts.sub + parts.sup
    )
    text = "_".join(re.sub(r"\W", "", part) for part in (parts.base, *parts.accents, *spoken))
    return text + "_" * iskeyword(text)
