"""The words of mathematical writing that have one meaning everywhere: tables, no code."""

from __future__ import annotations

KNOWN_FUNCTIONS: dict[str, str] = {
    "exp": "exp",
    "log": "log",
    "ln": "log",
    "sin": "sin",
    "cos": "cos",
    "tan": "tan",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "sinh": "sinh",
    "cosh": "cosh",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "relu": "relu",
    "ReLU": "relu",
    "sign": "sign",
    "sgn": "sign",
    "tr": "trace",
    "Tr": "trace",
    "trace": "trace",
    "det": "det",
    "rank": "rank",
    "diag": "diag",
    "vec": "vec",
    "max": "max",
    "min": "min",
    "floor": "floor",
    "ceil": "ceil",
}
"""Operator names and the head that each stands for."""

GREEDY = frozenset({"trace", "det", "rank"})
"""Functions whose argument without brackets reaches to the end of the product: `tr AB`."""

CONSTANTS: dict[str, str] = {"\\pi": "pi", "\\infty": "inf"}
"""Names that are numbers unless the page gives them another meaning; `e` and `i` are decided by their use."""

TRANSPOSES: dict[str, str] = {"T": "T", "\\top": "T", "\\intercal": "T", "\\mathsf{T}": "T", "H": "H"}

VARIANTS: dict[str, str] = {
    "\\varepsilon": "\\epsilon",
    "\\vartheta": "\\theta",
    "\\varrho": "\\rho",
    "\\varphi": "\\phi",
    "\\varsigma": "\\sigma",
    "\\varkappa": "\\kappa",
}
"""Two shapes of one letter."""

FONTS_THAT_SPEAK: dict[str, str] = {
    "bf": "mathbf",
    "bm": "mathbf",
    "boldsymbol": "mathbf",
    "mathbf": "mathbf",
    "vec": "vec",
    "cal": "mathcal",
    "scr": "mathcal",
    "bb": "mathbb",
    "frak": "mathfrak",
}
"""Fonts that tell symbols apart; the others (roman, italic, sans) are looks only."""
