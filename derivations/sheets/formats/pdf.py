"""A sheet of solutions as PDF: its LaTeX article with its pictures, typeset by pdflatex."""

from __future__ import annotations

from derivations.export import pdf
from derivations.sheets.formats import latex
from derivations.sheets.formats.pictures import drawn
from derivations.sheets.sheet import SolutionSheet

SUFFIX = ".pdf"
PICTURES = ""


def render(sheet: SolutionSheet, *, marks: bool = True) -> bytes:
    """The article. Raises `CannotExport` where pdflatex is missing or fails."""
    return pdf.typeset(latex.render(sheet, marks=marks), drawn(sheet, latex.PICTURES))
