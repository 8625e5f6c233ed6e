"""The pictures of a sheet, as files beside it.

>>> from derivations.sheets.sheet import SolutionSheet
>>> drawn(SolutionSheet("empty", "Empty", ()), "svg")
{}
"""

from __future__ import annotations

from io import BytesIO

from derivations.sheets.sheet import SolutionSheet


def drawn(sheet: SolutionSheet, form: str) -> dict[str, bytes]:
    """Each picture by the name of its file, as `svg`, `pdf` or `png`; without dates, so that it is the same again."""
    files: dict[str, bytes] = {}
    for picture in sheet.pictures:
        content = BytesIO()
        metadata = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}.get(form)
        picture.derivation.picture().savefig(content, format=form, bbox_inches="tight", metadata=metadata)
        files[f"{picture.file}.{form}"] = content.getvalue()
    return files
