r"""Notebooks: their Markdown and code cells, one after another; every cell counts, from 1.

>>> cells('{"cells": [{"cell_type": "code", "source": "1"}, {"cell_type": "markdown", "source": ["$x$"]}]}', "n")
[(1, 'code', '1'), (2, 'markdown', '$x$')]
"""

from __future__ import annotations

import json

from derivations.latex.macros import Macro, collect
from derivations.reader.sources import markdown
from derivations.reader.sources.pieces import Break, Code, Piece, Source, SourceError, Stretch


def cells(text: str, path: str) -> list[tuple[int, str, str]]:
    """Number, kind and text of every Markdown and code cell. Raises `SourceError` where the file is no notebook."""
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError as error:
        raise SourceError(f"{path}:{error.lineno}:{error.colno}: not a notebook: {error.msg}") from error
    except RecursionError as error:
        raise SourceError(f"{path}: not a notebook: nested too deeply") from error
    listed = notebook.get("cells") if isinstance(notebook, dict) else None
    if listed is None and isinstance(notebook, dict):  # version 3
        sheets = notebook.get("worksheets")
        listed = sheets[0].get("cells") if isinstance(sheets, list) and sheets and isinstance(sheets[0], dict) else None
    if not isinstance(listed, list):
        raise SourceError(f"{path}: not a notebook: no list of cells")
    found = []
    for number, cell in enumerate(listed, 1):
        if not isinstance(cell, dict) or cell.get("cell_type") not in ("markdown", "code"):
            continue
        source = cell.get("source", cell.get("input", ""))
        if isinstance(source, list):
            source = "".join(str(line) for line in source)
        found.append((number, cell["cell_type"], str(source)))
    return found


def notebook_source(text: str, path: str) -> Source:
    """The cells as one text; code is shown, never read, and defines no macros."""
    whole = ""
    pieces: list[Piece] = []
    stretches: list[Stretch] = []
    macros: dict[str, Macro] = {}
    for number, kind, cell in cells(text, path):
        start, end = len(whole), len(whole) + len(cell)
        stretches.append(Stretch(start, path, number, 0, cell))
        whole += cell + "\n\n"
        if kind == "code":
            pieces.append(Code("code", cell, start, end))
        else:
            pieces.extend(markdown.pieces(whole, start, end))
            macros = collect(cell, macros)
        pieces.append(Break(end, end))
    return Source(path, whole, tuple(pieces), tuple(stretches) or (Stretch(0, path, None, 0, ""),), macros)
