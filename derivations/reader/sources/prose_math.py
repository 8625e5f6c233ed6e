r"""Formulas inside running text: `$..$`, `$$..$$`, `\(..\)`, `\[..\]` and bare environments.

A dollar that is no delimiter ("$5 and $6", `\$`) stays prose: an opening one is followed by no blank, a closing one is
preceded by no blank and followed by no digit, and a paragraph's end closes nothing. Where a page puts blanks inside its
dollars all the same, the pair is taken if the text between looks like mathematics.

>>> [type(piece).__name__ for piece in split("it costs $5 and $6, but $x$ is", 0, 30)]
['Prose', 'Math', 'Prose']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derivations.latex.constructs.matrices import ALIGNMENTS, CASES, MATRICES
from derivations.reader.sources.pieces import Break, Math, Piece, Prose

MATH_ENVIRONMENTS = frozenset(
    (ALIGNMENTS | CASES | MATRICES) - {"tabular", "center", "small", "subequations", "array", "substack", "subarray"}
)
_OPENING = re.compile(
    r"(?P<escaped>\\[$`\\](?![\[(]))|(?P<double>\$\$)|(?P<single>\$)|(?P<bracket>\\\\?\[)|(?P<paren>\\\\?\()"
    r"|\\begin\{(?P<environment>[A-Za-z]+\*?)\}|(?P<code>`+)|(?P<blank>\n[ \t>]*\n)"
)
_FORMULA = re.compile(r"[\\^_=+*/<>{}]|\A\s*[A-Za-z](\s*\(.*\))?\s*\Z|\A\s*-?\d+(\.\d+)?\s*\Z")


def split(text: str, start: int, end: int, code: bool = True) -> Iterator[Piece]:
    """The prose and the formulas of `text[start:end]`; with `code`, backquoted code is prose without formulas."""
    place = begin = start
    while match := _OPENING.search(text, place, end):
        place = match.end()
        found = _formula(match, text, end, code)
        if match["blank"]:
            yield from _prose(text, begin, match.start())
            yield Break(match.start(), match.end())
            place = begin = match.end()
        elif match["code"]:
            closing = text.find(match["code"], place, end) if code else -1
            paragraph = text.find("\n\n", place, end)
            if closing >= 0 and (paragraph < 0 or closing < paragraph):
                place = closing + len(match["code"])
        elif found is not None:
            math, after = found
            yield from _prose(text, begin, match.start())
            yield math
            place = begin = after
    yield from _prose(text, begin, end)


def _prose(text: str, start: int, end: int) -> Iterator[Prose]:
    if text[start:end].strip():
        yield Prose(text[start:end], start, end)


def _formula(match: re.Match[str], text: str, end: int, code: bool) -> tuple[Math, int] | None:
    here = match.end()
    if match["double"]:
        close = display_end("$$", text, here, end)
        return None if close < 0 else (Math("display", here, close), close + 2)
    if match["single"]:
        return _dollar(text, here, end)
    if match["bracket"] or match["paren"]:
        opening = match["bracket"] or match["paren"]
        if opening.startswith("\\\\") and not code:
            return None
        closing = opening[:-1] + ("]" if match["bracket"] else ")")
        close = text.find(closing, here, end)
        kind = "display" if match["bracket"] else "inline"
        return None if close < 0 else (Math(kind, here, close), close + len(closing))
    if match["environment"] and match["environment"] in MATH_ENVIRONMENTS:
        return _environment(match["environment"], text, match.start(), here, end)
    return None


def _environment(name: str, text: str, start: int, here: int, end: int) -> tuple[Math, int] | None:
    depth = 1
    for other in re.compile(rf"\\(begin|end)\{{{re.escape(name)}\}}").finditer(text, here, end):
        depth += 1 if other[1] == "begin" else -1
        if depth == 0:
            return Math("display", start, other.end()), other.end()
    return None


def display_end(opening: str, text: str, here: int, end: int) -> int:
    """Where the sign stands that closes a display, or -1; a `$$` with a lone dollar before its partner is a slip."""
    if opening != "$$":
        return text.find(opening.replace("[", "]").replace("begin", "end"), here, end)
    close = _unescaped(text, "$$", here, end)
    if close >= 0:
        lone = _closing_dollar(text, here, close)
        if lone >= 0 and "\\text" not in text[here:lone] and "\n\n" in text[lone:close]:
            return -1
    return close


def _unescaped(text: str, sign: str, start: int, end: int) -> int:
    place = text.find(sign, start, end)
    while place > 0 and text[place - 1] == "\\" and text[place - 2] != "\\":
        place = text.find(sign, place + 1, end)
    return place


def _dollar(text: str, here: int, end: int) -> tuple[Math, int] | None:
    paragraph = text.find("\n\n", here, end)
    limit = end if paragraph < 0 else paragraph
    close = _closing_dollar(text, here, limit)
    if close < 0:
        return None
    content = text[here:close]
    if not content.strip():
        return None
    after = text[close + 1 : close + 2]
    tight = not content[0].isspace() and not content[-1].isspace() and not after.isdigit()
    if content[0].isdigit() and not tight:  # a price
        return None
    if tight and not (content[0].isdigit() and re.search(r"[A-Za-z]{2,} ", content) and "\\" not in content):
        return Math("inline", here, close), close + 1
    return (Math("inline", here, close), close + 1) if _FORMULA.search(content) and not after.isdigit() else None


def _closing_dollar(text: str, here: int, limit: int) -> int:
    """The dollar that closes, outside the braces of a `\\text{..$..$..}`."""
    depth = 0
    place = here
    first = -1
    while place < limit:
        sign = text[place]
        if sign == "\\":
            place += 2
            continue
        depth += (sign == "{") - (sign == "}")
        if sign == "$":
            if depth <= 0:
                return place
            if first < 0:
                first = place
        place += 1
    return first
