r"""Markdown pages: headings, paragraphs, formulas, fenced blocks and comments.

Blocks are found line by line (front matter, fences, comments, headings, list items); formulas are then looked for in
the text between, so that what Markdown would make of a formula's stars and underscores never matters. A line that
holds nothing but a section's number ("2.2.3") is a heading. A fence around a directive, ```` ```{solution} ````, holds
Markdown, unless it is one for code.

>>> [type(piece).__name__ for piece in pieces("# T\n\nLet $x$.\n\n1.1\n\n```py\n1\n```\n")]
['Heading', 'Break', 'Prose', 'Math', 'Prose', 'Break', 'Heading', 'Break', 'Code']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derivations.reader.sources.pieces import Box, Break, Code, Comment, Heading, Math, Piece
from derivations.reader.sources.prose_math import display_end, split

_BLOCK = re.compile(
    r"^(?P<fence>[ \t>]*(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^\n`]*))(?:\n|\Z)"
    r"|(?P<comment><!--)"
    r"|^[ ]{0,3}(?P<hashes>\#{1,6})[ \t]+(?P<title>[^\n]*?)[ \t]*\#*[ \t]*(?:\n|\Z)"
    r"|^(?P<under>[^\s>#\-*+|$\\][^\n]*)\n(?P<rule>=+|-{3,})[ \t]*(?:\n|\Z)"
    r"|^[ ]{0,3}(?:\*\*|__)?(?P<number>\d+(?:\.\d+)+\.?)(?:\*\*|__)?[ \t]*(?:\n|\Z)"
    r"|^(?P<item>[ \t>]*(?:[-*+]|\d+[.)])[ \t]+)(?=\S)"
    r"|(?P<display>\$\$|\\\\?\[|\\begin\{(?:align|equation|gather|multline|eqnarray|cases|split|aligned)\*?\})",
    re.MULTILINE,
)
_DIRECTIVE = re.compile(r"\{(?P<name>[A-Za-z][\w:-]*)\}")
_OF_CODE = frozenset(
    "code code-block code-cell sourcecode literalinclude parsed-literal raw eval-rst mermaid tikz figure image table "
    "csv-table list-table toctree include bibliography python r julia bash sh javascript js ojs dot sql html".split()
)
"""Directives in braces that hold no Markdown; what notebooks run (`{python}`, `{r}`) is among them."""
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def pieces(text: str, start: int = 0, end: int | None = None) -> tuple[Piece, ...]:
    """The pieces of the Markdown in `text[start:end]`."""
    return tuple(_tidy(_blocks(text, start, len(text) if end is None else end)))


def _tidy(stream: Iterator[Piece]) -> Iterator[Piece]:
    """One break where there are several, and those of list items."""
    broken = True
    for piece in stream:
        if isinstance(piece, Break):
            if not broken or piece.mark:
                yield piece
            broken = True
        else:
            yield piece
            broken = False


def _blocks(text: str, start: int, end: int) -> Iterator[Piece]:
    place = begin = start
    front = _FRONT_MATTER.match(text[start:end])
    if front:
        place = begin = start + front.end()
    while match := _BLOCK.search(text, place, end):
        after = match.end()
        if match["display"]:  # a minus at the start of a display's line is no list item
            place = _after_display(match["display"], text, after, end)
            continue
        yield from split(text, begin, match.start())
        begin = after
        if match["fence"]:
            begin = _after_fence(match, text, end)
            yield from _fenced(match, text, begin)
        elif match["comment"]:
            close = text.find("-->", after, end)
            stop = end if close < 0 else close
            yield Comment(text[after:stop], after, stop)
            begin = min(stop + 3, end)
        elif match["item"]:
            yield Break(match.start(), match.end(), match["item"].strip(" \t>"))
        else:
            yield Break(match.start(), match.start())
            yield _heading(match)
            yield Break(after, after)
        place = begin
    yield from split(text, begin, end)


def _heading(match: re.Match[str]) -> Heading:
    if match["hashes"]:
        return Heading(len(match["hashes"]), match["title"], match.start(), match.end())
    if match["under"]:
        return Heading(1 if match["rule"][0] == "=" else 2, match["under"].strip(), match.start(), match.end())
    number = match["number"].rstrip(".")
    return Heading(number.count(".") + 1, number, match.start(), match.end())


def _after_fence(match: re.Match[str], text: str, end: int) -> int:
    closing = re.compile(
        rf"^[ \t>]*{re.escape(match['mark'][0])}{{{len(match['mark'])},}}[ \t]*(?:\n|\Z)", re.MULTILINE
    )
    found = closing.search(text, match.end(), end)
    return found.end() if found else end


def _fenced(match: re.Match[str], text: str, after: int) -> Iterator[Piece]:
    body = text[match.end() : after]
    last = body.rstrip("\n").rfind("\n") + 1
    stop = match.end() + last
    info = match["info"].strip()
    directive = _DIRECTIVE.match(info)
    if info.strip("{}").split(" ")[0] == "math":
        yield Math("display", match.end(), stop)
    elif directive and directive["name"].lower() not in _OF_CODE:
        yield Box(directive["name"], match.start(), match.end())
        yield Break(match.end(), match.end())
        yield from _blocks(text, match.end(), stop)
        yield Box("", stop, after)
        yield Break(after, after)
    else:
        yield Code(info, text[match.end() : stop], match.end(), stop)


def _after_display(opening: str, text: str, place: int, end: int) -> int:
    close = display_end(opening, text, place, end)
    return place if close < 0 else close + len(opening)
