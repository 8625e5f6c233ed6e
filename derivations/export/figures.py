"""The pictures of derivations as files: PDF for a LaTeX article, SVG for Markdown.

>>> from derivations.moves.derivation import Derivation
>>> figure_name(Derivation("rmsprop", "", "", (), (), ()))
'rmsprop_picture.pdf'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from derivations.document.verdicts import Verdict
from derivations.moves.derivation import Derivation
from derivations.pictures.files import saved


def with_figures(
    derived: Sequence[tuple[Derivation, Mapping[str, Verdict]]], figures: Mapping[str, bytes]
) -> list[tuple[Derivation, Mapping[str, Verdict], str]]:
    """What `latex.together` takes: each derivation with the name of its picture, where there is one."""
    named = ((derivation, verdicts, figure_name(derivation)) for derivation, verdicts in derived)
    return [(derivation, verdicts, name if name in figures else "") for derivation, verdicts, name in named]


def figure_name(derivation: Derivation, form: str = "pdf") -> str:
    """The file of its picture: not NAME.pdf, which is what TeX makes of NAME.tex."""
    return f"{derivation.name}_picture.{form}"


def pictures(derivations: Sequence[Derivation], form: str = "pdf") -> dict[str, bytes]:
    """The pictures as `pdf` or `svg`, none without matplotlib."""
    drawn: dict[str, bytes] = {}
    for derivation in derivations:
        if derivation.draw is None:
            continue
        try:
            drawn[figure_name(derivation, form)] = saved(derivation.picture(), form)
        except ModuleNotFoundError:
            return {}
    return drawn
