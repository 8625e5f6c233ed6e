r"""Every LaTeX construct that can be read, one family a file; `COMMANDS` is all their rows by command.

>>> COMMANDS[r"\frac"].type
'TWO'
"""

from __future__ import annotations

from derivations.latex.constructs import (
    accents_fonts,
    big_operators,
    braces,
    fences,
    fractions,
    letters,
    matrices,
    names,
    noise,
    operators,
)
from derivations.latex.constructs.table import Construct

FAMILIES = (letters, accents_fonts, fractions, big_operators, names, operators, noise, fences, braces, matrices)

COMMANDS: dict[str, Construct] = {construct.command: construct for family in FAMILIES for construct in family.ROWS}
