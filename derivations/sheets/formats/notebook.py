r"""A sheet of solutions as a notebook that runs from top to bottom: words and lines, and cells that derive them anew.

Each derivation is made by a cell where it is first shown, pictures by cells whose outputs are there before it is run.

>>> import json
>>> from derivations.sheets.sheet import Exercise, Part, SolutionSheet
>>> from derivations.worked import WORKED
>>> sheet = SolutionSheet("small", "Small", (Exercise("2.3", "Decay", (Part(WORKED["weight_decay"]()),)),))
>>> [cell["cell_type"] for cell in json.loads(render(sheet))["cells"]][:5]
['markdown', 'code', 'markdown', 'code', 'markdown']
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from derivations.export.notebook import bound, code, prose
from derivations.moves.derivation import Derivation
from derivations.sheets.formats import markdown
from derivations.sheets.formats.pictures import drawn
from derivations.sheets.sheet import Part, Picture, Shown, SolutionSheet

SUFFIX = ".ipynb"
PICTURES = ""

Cell = dict[str, Any]

_IMPORTS = """\
%matplotlib inline
from fractions import Fraction

import derivations
from derivations.verify import judge"""


def render(sheet: SolutionSheet, *, marks: bool = False) -> str:
    """The notebook as text; `marks` puts a verdict behind the reason of every line."""
    return bound(_cells(sheet, marks))


def _cells(sheet: SolutionSheet, marks: bool) -> Iterator[Cell]:
    pictures = drawn(sheet, "png")
    made: set[str] = set()
    yield prose("\n\n".join(filter(None, (f"# {sheet.title}", sheet.lead))))
    yield code(_IMPORTS)
    for exercise, pieces in sheet.shown():
        yield prose(" ".join(filter(None, ("##", exercise.number, exercise.title))))
        for piece in pieces:
            if isinstance(piece, Shown | Picture) and piece.derivation.name not in made:
                made.add(piece.derivation.name)
                yield code(_making(piece.derivation))
            if isinstance(piece, Picture):
                yield code(f"{piece.derivation.name}.picture();", [_shown(piece, pictures)])
                yield prose(f"*{piece.caption}*")
            elif not isinstance(piece, Part):
                yield prose("\n\n".join(markdown.written(piece, marks)))


def _making(done: Derivation) -> str:
    """Code that derives it and judges every line. Raises `ValueError` for one of which nobody knows how it was made."""
    if done.recipe is None:
        raise ValueError(f"{done.name}: a notebook derives anew, so it needs one of derivations.worked")
    return f"{done.name} = {done.recipe.code}\njudge({done.name}.document()).summary"


def _shown(picture: Picture, pictures: Mapping[str, bytes]) -> Cell:
    data = {
        "image/png": b64encode(pictures[f"{picture.file}.png"]).decode() + "\n",
        "text/plain": [f"<{picture.caption}>"],
    }
    return {"output_type": "display_data", "data": data, "metadata": {}}
