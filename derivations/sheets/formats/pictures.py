"""The pictures of a sheet, as files beside it.

>>> from derivations.sheets.sheet import SolutionSheet
>>> drawn(SolutionSheet("empty", "Empty", ()), "svg")
{}
"""

from __future__ import annotations

from derivations.pictures.files import saved
from derivations.sheets.sheet import SolutionSheet


def drawn(sheet: SolutionSheet, form: str) -> dict[str, bytes]:
    """Each picture by the name of its file, as `svg`, `pdf` or `png`; without dates, so that it is the same again."""
    return {f"{each.file}.{form}": saved(each.derivation.picture(), form) for each in sheet.pictures}
