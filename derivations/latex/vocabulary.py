"""The words of mathematical writing that have one meaning everywhere: tables, no code."""

from __future__ import annotations

KNOWN_FUNCTIONS: dict[str, str] = {
    "exp": "exp",
    "log": "log",
    "ln": "log",
    "sin": "sin",
    "cos": "cos",
    "tan": "tan",
    "cot": "sin",
    "sec": "cos",
    "csc": "sin",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "sinh": "sinh",
    "cosh": "cosh",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "relu": "relu",
    "ReLU": "relu",
    "softplus": "softplus",
    "softmax": "softmax",
    "Softmax": "softmax",
    "logsumexp": "logsumexp",
    "LogSumExp": "logsumexp",
    "LSE": "logsumexp",
    "lse": "logsumexp",
    "sign": "sign",
    "sgn": "sign",
    "tr": "trace",
    "Tr": "trace",
    "trace": "trace",
    "det": "det",
    "rank": "rank",
    "Rank": "rank",
    "rk": "rank",
    "adj": "adjugate",
    "adjugate": "adjugate",
    "pinv": "pinv",
    "diag": "diag",
    "vec": "vec",
    "max": "max",
    "min": "min",
    "floor": "floor",
    "ceil": "ceil",
}
"""Operator names and the head that each stands for."""

INVERSES: dict[str, str] = {"sin": "asin", "cos": "acos", "tan": "atan"}
"""What the superscript -1 makes of a function."""

RECIPROCALS: dict[str, str] = {"cot": "cos", "sec": "", "csc": ""}
"""Functions that are quotients: by the head in KNOWN_FUNCTIONS, of the head here or of 1."""

UNSUPPORTED = frozenset("gcd lcm deg dim ker Pr hom arg mod coth erf lg span sech csch".split())
"""Names with a meaning that no head has: never names of the page's own, unless it defines them."""

MATRIX_VALUED = frozenset({"adjugate", "pinv", "diag"})
"""Functions with entries: `\\operatorname{adj}(A)_{ij}`."""

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

IDENTITIES = frozenset({"I", "\\mathbf{I}", "\\mathbb{I}", "\\boldsymbol{I}", "\\mathrm{I}"})

ONES = frozenset({"\\mathbf{1}", "\\mathbb{1}"})
"""The vector of ones; a condition behind it makes it an indicator."""

ZEROS = frozenset({"\\mathbf{0}", "\\mathbb{0}"})
