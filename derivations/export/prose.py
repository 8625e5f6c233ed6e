r"""Running text with its marks read: what is emphasised, strong or code, in Markdown and in TeX.

Links and raw HTML stay text as they were written; what nothing is known about stays too.

>>> from derivations.export.checked_page import Formula, Words
>>> [(run.content, run.styles) for run in runs((Words("an *odd* ", 0, 9), Formula("n", 10, 11)), "markdown")]
[('an ', ()), ('odd', ('em',)), (' ', ()), (Formula(tex='n', start=10, end=11, relations=()), ())]
>>> [(run.content, run.styles) for run in runs((Words(r"\textbf{so}~it is", 0, 0),), "tex")]
[('so', ('strong',)), ('\xa0', ()), ('it is', ())]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from derivations.export import MissingExtra
from derivations.export.checked_page import Formula, Remark, Words
from derivations.export.report import shown

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

Part = Words | Remark | Formula


@dataclass(frozen=True, slots=True)
class Run:
    """Text or a formula with the styles around it: em, strong, code."""

    content: str | Formula
    styles: tuple[str, ...] = ()


def runs(parts: Sequence[Part], language: str) -> tuple[Run, ...]:
    """The parts of a paragraph, comments left out. `language` is markdown or tex.

    Raises `MissingExtra` for Markdown without markdown-it-py.
    """
    formulas: list[Formula] = []
    text = ""
    for part in parts:
        if isinstance(part, Formula):
            text += _HOLE
            formulas.append(part)
        elif isinstance(part, Words):
            text += safe(part.text)
    places = iter(formulas)
    read = _markdown(text) if language == "markdown" else _tex(text)
    found = [run for content, styles in read for run in _filled(content, styles, places)]
    return (*found, *map(Run, places))


def safe(text: str) -> str:
    """The text with characters that would change how it is shown written as escapes; its lines stay."""
    return "\n".join(map(shown, text.split("\n")))


_HOLE = "\ue000"
"""Stands for a formula; a page's own is an escape by then."""


def _filled(content: str, styles: tuple[str, ...], formulas: Iterator[Formula]) -> Iterator[Run]:
    for place, text in enumerate(content.split(_HOLE)):
        if place:
            yield Run(next(formulas), styles)
        if text:
            yield Run(text, styles)


@cache
def _parser() -> MarkdownIt:
    try:
        from markdown_it import MarkdownIt
    except ModuleNotFoundError as missing:
        raise MissingExtra("markdown-it-py", "html") from missing
    return MarkdownIt("commonmark", {"html": False}).disable(["image", "link", "autolink"])


def _markdown(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    styles: list[str] = []
    for token in _parser().parseInline(text)[0].children or ():
        match token.type:
            case "em_open" | "strong_open":
                styles.append(token.tag)
            case "em_close" | "strong_close":
                styles.pop()
            case "code_inline":
                yield token.content, (*styles, "code")
            case "softbreak" | "hardbreak":
                yield "\n", tuple(styles)
            case _:
                yield token.content, tuple(styles)


_STYLES = {
    "emph": "em", "textit": "em", "textsl": "em", "textbf": "strong", "texttt": "code", "text": "", "textrm": "",
    "textsc": "", "mbox": "", "underline": "em", "footnote": "",
}  # fmt: skip
_PLAIN = {
    "~": "\xa0", "``": "“", "''": "”", "---": "—", "--": "–", r"\\": "\n", r"\ ": " ", r"\,": "\u2009",
    r"\ldots": "…", r"\dots": "…", r"\noindent": "", r"\bigskip": "", r"\medskip": "", r"\smallskip": "",
    r"\centering": "", r"\newpage": "", r"\maketitle": "", r"\par": "\n",
}  # fmt: skip
_TEX = re.compile(
    r"\\(?P<style>" + "|".join(sorted(_STYLES, key=len, reverse=True)) + r")\s*\{"
    r"|\\label\{[^{}]*\}"
    r"|(?P<plain>---?|``|''|~|\\\\|\\[ ,]"
    r"|\\(?:ldots|dots|noindent|bigskip|medskip|smallskip|centering|newpage|maketitle|par)(?![A-Za-z])\s?)"
    r"|\\(?P<escaped>[%&#_${}])|(?P<open>\{)|(?P<close>\})"
)


def _tex(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    groups: list[str] = []
    place = 0
    for match in _TEX.finditer(text):
        if match.start() > place:
            yield text[place : match.start()], _kept(groups)
        place = match.end()
        if match["style"] is not None:
            groups.append(_STYLES[match["style"]])
        elif match["open"]:
            groups.append("")
        elif match["close"]:
            if groups:
                groups.pop()
        elif match["escaped"] or match["plain"]:
            plain = match["plain"] or ""
            yield match["escaped"] or _PLAIN[plain if plain in _PLAIN else plain.strip()], _kept(groups)
    if text[place:]:
        yield text[place:], _kept(groups)


def _kept(groups: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, groups)))
