r"""TeX files: sections, prose, formulas, comments; `\input` from the page's own folder, and its local style files.

Comments become `Comment` pieces and are no part of prose or formulas. An `\input` that is missing, outside the
page's folder or part of a circle is a `Notice`, never a silent gap.

>>> pieces, notices = tex_pieces("Let $x$. % x real\n\\section{S}\n\\[ y \\]")
>>> [type(piece).__name__ for piece in pieces]
['Prose', 'Math', 'Prose', 'Comment', 'Break', 'Heading', 'Break', 'Math']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from derivations.reader.sources.pieces import Break, Code, Comment, Heading, Notice, Piece, Prose, Stretch
from derivations.reader.sources.prose_math import split

MAX_INCLUDED = 200
_LEVELS = {
    "part": 1,
    "chapter": 1,
    "section": 1,
    "subsection": 2,
    "subsubsection": 3,
    "paragraph": 4,
    "subparagraph": 5,
}
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%([^\n]*)")
_VERBATIM = r"verbatim|Verbatim|lstlisting|minted|comment|tikzpicture|algorithm|algorithmic|figure|filecontents|tabular"
_BLOCK = re.compile(
    rf"\\begin\{{(?P<verbatim>(?:{_VERBATIM})\*?)\}}"
    r"|\\(?P<section>part|chapter|section|subsection|subsubsection|paragraph|subparagraph)\*?\s*(?:\[[^\]]*\])?\s*\{"
    r"|(?<!\\)(?:\\\\)*(?P<comment>%[^\n]*)"
    r"|\\(?P<item>item)\b\s*(?:\[[^\]]*\])?"
    r"|\\(?:begin|end)\{(?P<environment>[A-Za-z]+\*?)\}"
    r"|(?P<definition>\\(?:(?:re|provide)?newcommand|providecommand|DeclareMathOperator|DeclarePairedDelimiter|[egx]?def|let|newtheorem|newenvironment)\b\*?)"
    r"|\\(?P<stop>end\{document\})"
)
_FORMULA_ENVIRONMENTS = frozenset(
    f"{name}{star}"
    for name in (
        "equation align gather multline eqnarray displaymath math alignat flalign dmath IEEEeqnarray split "
        "aligned cases"
    ).split()
    for star in ("", "*")
)
_INNER_ENVIRONMENTS = frozenset(
    "matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array dcases rcases gathered alignedat subarray".split()
) | {"pmatrix*", "bmatrix*", "vmatrix*", "matrix*", "dcases*"}
"""Environments that stand inside a formula: they end no paragraph."""
_INPUT = re.compile(
    r"\\(?P<command>input|include|subfile)(?![A-Za-z])\s*(?:\{(?P<braced>[^{}\n]*)\}|(?P<bare>[^\s{}\\%]+))"
)


def assemble(path: Path, text: str) -> tuple[str, tuple[Stretch, ...], tuple[Notice, ...]]:
    """The text with every `\\input` of the page's folder in its place, and where each stretch comes from."""
    parts: list[str] = []
    stretches: list[Stretch] = []
    notices: list[Notice] = []
    _include(path, text, path.parent.resolve(), (path.resolve(),), parts, stretches, notices)
    return "".join(parts), tuple(stretches), tuple(notices)


def _include(path: Path, text: str, folder: Path, chain: tuple[Path, ...], parts: list[str], stretches: list[Stretch],
             notices: list[Notice]) -> None:  # fmt: skip
    here = 0

    def take(start: int, end: int) -> None:
        if end > start or not stretches:
            stretches.append(Stretch(sum(map(len, parts)), path.as_posix(), None, start, text))
            parts.append(text[start:end])

    for match in _INPUT.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if _COMMENT.search(line):
            continue
        name = (match["braced"] or match["bare"] or "").strip()
        found, reason = _locate(name, folder, path.parent, chain)
        place = sum(map(len, parts)) + match.start() - here
        if found is None:
            lines = text.count("\n", 0, match.start()) + 1
            notices.append(
                Notice(
                    f"{path.as_posix()}:{lines}: \\{match['command']}{{{name}}} {reason}", place, place + len(match[0])
                )
            )
            continue
        if len(stretches) > MAX_INCLUDED:
            notices.append(
                Notice(f"\\{match['command']}{{{name}}} left out: too many files", place, place + len(match[0]))
            )
            continue
        take(here, match.start())
        here = match.end()
        inner = found.read_text(encoding="utf-8", errors="replace")
        _include(_beside(found, folder, path), inner, folder, (*chain, found), parts, stretches, notices)
    take(here, len(text))


def _beside(found: Path, folder: Path, path: Path) -> Path:
    """The included file's path as the reader of the report knows it."""
    root = path.parent.resolve()
    return path.parent / found.relative_to(root) if found.is_relative_to(root) else found


def _locate(name: str, folder: Path, beside: Path, chain: tuple[Path, ...]) -> tuple[Path | None, str]:
    for base in (folder, beside.resolve()):
        for suffix in ("", ".tex"):
            target = (base / (name + suffix)).resolve()
            if not target.is_relative_to(folder):
                return None, "is outside the page's folder"
            if target.is_file():
                return (None, "includes itself") if target in chain else (target, "")
    return None, "was not found"


def style_files(path: Path, text: str) -> list[Path]:
    """Local style files that the page uses, those that exist beside it."""
    names: list[str] = []
    for match in re.finditer(r"\\(?:usepackage|RequirePackage|documentclass)\s*(?:\[[^\]]*\])?\s*\{([^}]*)\}", text):
        names.extend(name.strip() for name in match[1].split(","))
    folder = path.parent.resolve()
    found = []
    for name in names:
        for suffix in (".sty", ".cls"):
            target = (folder / (name + suffix)).resolve()
            if name and target.is_relative_to(folder) and target.is_file():
                found.append(target)
    return found


def tex_pieces(text: str) -> tuple[tuple[Piece, ...], tuple[Notice, ...]]:
    """The pieces of a TeX text; what stands before `\\begin{document}` gives comments only."""
    begin = text.find(r"\begin{document}")
    start = 0
    stream: list[Piece] = []
    if begin >= 0:
        start = begin + len(r"\begin{document}")
        stream.extend(
            Comment(match[2], match.start(2), match.end(2))
            for match in _COMMENT.finditer(text, 0, begin)
            if match[2].strip()
        )
    stop = text.find(r"\end{document}", start)
    stream.extend(_blocks(text, start, len(text) if stop < 0 else stop))
    return tuple(_without_repeated_breaks(stream)), ()


def _without_repeated_breaks(stream: list[Piece]) -> Iterator[Piece]:
    broken = True
    for piece in stream:
        if not (isinstance(piece, Break) and broken and not piece.mark):
            yield piece
        broken = isinstance(piece, Break) or (broken and isinstance(piece, Comment))


def _blocks(text: str, start: int, end: int) -> Iterator[Piece]:
    place = begin = start
    masked = _mask_comments(text)
    while match := _BLOCK.search(text, place, end):
        after = match.end()
        name = match["environment"]
        if name in _INNER_ENVIRONMENTS:
            place = after
            continue
        if name in _FORMULA_ENVIRONMENTS:
            close = masked.find(f"\\end{{{name}}}", after, end)
            place = after if close < 0 or text.startswith("\\end", match.start()) else close + len(name) + 6
            continue
        if match["comment"]:
            if _inside_formula(masked, begin, match.start()):
                place = after
                continue
            yield from split(masked, begin, match.start("comment"), code=False)
            yield Comment(match["comment"][1:], match.start("comment") + 1, after)
            place = begin = after
            continue
        yield from split(masked, begin, match.start(), code=False)
        place = begin = after
        if match["verbatim"]:
            closing = f"\\end{{{match['verbatim']}}}"
            close = text.find(closing, after, end)
            close = end if close < 0 else close
            yield Code(match["verbatim"], text[after:close], after, close)
            place = begin = min(close + len(closing), end)
        elif match["section"]:
            close = min(_closing_brace(text, after, end), end - 1)
            yield Break(match.start(), match.start())
            yield Heading(_LEVELS[match["section"]], " ".join(text[after:close].split()), match.start(), close + 1)
            yield Break(close + 1, close + 1)
            place = begin = min(close + 1, end)
        elif match["definition"]:
            place = begin = _after_definition(text, after, end)
        else:
            yield Break(match.start(), after, text[match.start() : after])
    yield from split(masked, begin, end, code=False)


def _mask_comments(text: str) -> str:
    """The text with comments blanked, every offset kept. A comment's line end is a blank too: it makes no paragraph."""
    return _COMMENT.sub(lambda match: match[1] + " " * (len(match[2]) + 1), text)


def _inside_formula(text: str, begin: int, place: int) -> bool:
    """Whether a formula is open at `place`, counted from `begin`."""
    pieces = list(split(text, begin, place, code=False))
    last = pieces[-1] if pieces else None
    tail = last.text if isinstance(last, Prose) else ""
    tail = tail.replace("\\\\[", "").replace(r"\$", "")
    return tail.count("$") % 2 == 1 or r"\[" in tail or r"\(" in tail


def _closing_brace(text: str, place: int, end: int) -> int:
    depth = 1
    while place < end:
        if text[place] == "\\":
            place += 2
            continue
        depth += (text[place] == "{") - (text[place] == "}")
        if depth == 0:
            return place
        place += 1
    return end


def _after_definition(text: str, place: int, end: int) -> int:
    """The place after a definition: what it holds is neither prose nor mathematics of the page."""
    line_end = text.find("\n", place, end)
    line_end = end if line_end < 0 else line_end
    after = place
    while after < end:
        skipped = re.compile(r"[ \t]*(?:\\[A-Za-z@]+|\\.|\[[^\]]*\]|#\d|=)?\n?[ \t]*").match(text, after, end)
        after = skipped.end() if skipped and skipped.end() > after else after
        if text[after : after + 1] == "{":
            after = _closing_brace(text, after + 1, end) + 1
        elif not skipped or skipped.end() == skipped.start() or after >= line_end:
            break
    return min(max(after, place), end)
