r"""Pages to pieces: `load` takes a path, `parse_text` a text, and both give a `Source`.

The suffix decides the format (`.tex` and `.sty`, `.ipynb`, everything else is Markdown). What cannot be read at all,
a folder,
a binary, a file of more than 10 MB, raises `SourceError` with the path and the reason.

>>> source = parse_text("Let $x = 1$.")
>>> source.text[source.pieces[1].start : source.pieces[1].end]
'x = 1'
"""

from __future__ import annotations

import os
from pathlib import Path

from derivations.latex.macros import Macro, collect
from derivations.reader.sources import markdown
from derivations.reader.sources.notebook import notebook_source
from derivations.reader.sources.pieces import (
    Box,
    Break,
    Code,
    Comment,
    Heading,
    Math,
    Notice,
    Piece,
    Position,
    Prose,
    Source,
    SourceError,
    Stretch,
)
from derivations.reader.sources.tex import assemble, style_files, tex_pieces

__all__ = [
    "Box", "Break", "Code", "Comment", "Heading", "Math", "Notice", "Piece", "Position", "Prose", "Source",
    "SourceError", "Stretch", "load",
    "parse_text",
]  # fmt: skip

MAX_BYTES = 10_000_000


def load(path: Path | str) -> Source:
    """The page in the file. Raises `SourceError`."""
    file = Path(path)
    return parse_text(_read(file), str(path).replace(os.sep, "/"), file.suffix.lower())


def _read(file: Path) -> str:
    if file.is_dir():
        raise SourceError(f"{file}: is a folder; pages are files, such as {file / 'page.md'}")
    try:
        if file.stat().st_size > MAX_BYTES:
            raise SourceError(f"{file}: larger than {MAX_BYTES // 1_000_000} MB")
        data = file.read_bytes()
    except OSError as error:
        raise SourceError(f"{file}: {error.strerror or error}") from error
    if b"\0" in data:
        raise SourceError(f"{file}: not a text file; pages are Markdown, LaTeX or notebooks")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"{file}: not UTF-8 text (byte {error.start + 1})") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_text(text: str, path: str = "<text>", suffix: str = ".md") -> Source:
    """The page in a text; `path` names it in positions and is where TeX looks for files beside it."""
    if suffix == ".ipynb":
        return notebook_source(text, path)
    if suffix in (".tex", ".sty", ".ltx", ".latex"):
        macros: dict[str, Macro] = {}
        file = Path(path)
        whole, stretches, notices = assemble(file, text)
        for style in style_files(file, whole):
            macros = collect(_read(style), macros)
        pieces, _ = tex_pieces(whole)
        return Source(path, whole, pieces, stretches, collect(whole, macros), notices)
    return Source(path, text, markdown.pieces(text), (Stretch(0, path, None, 0, text),), collect(text))
