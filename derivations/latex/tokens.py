r"""Source text of a formula to raw tokens.

Raw tokens say nothing about meaning: commands, letters, numbers, blanks and single characters, each with its place in
the
source. `macros.py` expands them, `classify.py` gives them their role. A formula that is too long is a `ReadError`;
nothing else is refused here.

>>> [(t.type, t.value) for t in tokenize(r"\frac12 x")]
[('command', '\\frac'), ('number', '12'), ('space', ' '), ('letter', 'x')]
"""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_CHARACTERS = 30_000
MAX_DEPTH = 200


class Token(NamedTuple):
    """A token of the formula; `start` and `end` are offsets into the source, those of the use for a macro's text."""

    type: str
    value: str
    start: int
    end: int


class ReadError(Exception):
    """Mathematics that could not be read: why, and the span of the first token that could not."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end


_RAW = re.compile(
    r"""(?P<space>(?:\s|(?<!\\)%[^\n]*(?:\n|\Z))+)
      |
      (?P<command>\\(?:operatorname|tag|[hv]space|p?dv|norm|abs|v[abu]|DeclareMathOperator|(?:re|provide)?(?:new)?command)\*
          |\\[A-Za-z]+|\\[\s\S])
      | (?P<number>\d+(?:\{,\}\d{3})*(?:\.\d+)?|\.\d+)
      | (?P<dots>\.\.\.|…)
      | (?P<relation>:=|<=>|=>|<=|>=|==|->)
      | (?P<bar>\|\|)
      | (?P<param>\#+\d)
      | (?P<letter>[^\W\d_])
      | (?P<char>[\s\S])""",
    re.VERBOSE,
)

_ASCII_RELATIONS = {
    "<=>": r"\iff",
    "=>": r"\Rightarrow",
    "<=": r"\le",
    ">=": r"\ge",
    "->": r"\to",
    "==": "=",
    ":=": ":=",
}

_LETTERS = dict(
    zip(
        "αβγδεζηθικλμνξπρςστυφχψωΓΔΘΛΞΠΣΥΦΨΩϵϕϑϖϱ",
        (
            "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho varsigma sigma tau "
            "upsilon "
            "varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega epsilon phi vartheta "
            "varpi varrho"
        ).split(),
        strict=True,
    )
)
_SYMBOLS = {
    "×": "times", "·": "cdot", "⋅": "cdot", "∗": "ast", "÷": "div", "±": "pm", "∓": "mp", "≤": "le", "⩽": "le",
    "≥": "ge",
    "⩾": "ge", "≠": "ne", "≈": "approx", "≡": "equiv", "∝": "propto", "∈": "in", "∉": "notin", "⊂": "subset",
    "⊆": "subseteq", "→": "to", "⟶": "to", "←": "leftarrow", "↦": "mapsto", "⇒": "Rightarrow", "⟹": "Rightarrow",
    "⇔": "iff", "⟺": "iff", "∼": "sim", "∑": "sum", "∏": "prod", "∫": "int", "∇": "nabla", "∂": "partial", "∞": "infty",
    "√": "sqrt", "⊤": "top", "ᵀ": "top", "†": "dagger", "⊗": "otimes", "⊙": "odot", "⊕": "oplus", "∘": "circ",
    "∀": "forall",
    "∃": "exists", "∴": "therefore", "∵": "because", "⋯": "cdots", "ℓ": "ell", "ℝ": "R", "𝔼": "E", "ℕ": "N", "ℤ": "Z",
    "‖": "|", "∥": "|", "⟨": "langle", "⟩": "rangle", "∪": "cup", "∩": "cap", "≜": "triangleq", "≔": "coloneqq",
    "≪": "ll", "≫": "gg", "⊥": "perp",
}  # fmt: skip
GREEK = frozenset(_LETTERS.values())
"""Commands of Greek letters."""

_COMMAND_OF = {**_LETTERS, **_SYMBOLS}
_SUPERSCRIPT = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹ᵀ", "0123456789⊤", strict=True))
_SUBSCRIPT = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
_PLAIN = {
    "−": "-",
    "′": "'",
    "’": "'",
    "（": "(",
    "）": ")",
    "，": ",",
    "：": ":",
    "；": ";",
    "\u200b": " ",
    "\u00a0": " ",
}


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Raw tokens of `text[start:end]`. Raises `ReadError` where the formula is too long."""
    stop = len(text) if end is None else end
    if stop - start > MAX_CHARACTERS:
        raise ReadError("formula too long", start, stop)
    tokens: list[Token] = []
    push = tokens.append
    for match in _RAW.finditer(text, start, stop):
        kind = match.lastgroup or "char"
        value = match.group()
        here, there = match.span()
        if kind == "relation":
            value = _ASCII_RELATIONS[value]
            kind = "command" if value[0] == "\\" else "char"
        elif kind == "dots":
            kind, value = "command", r"\ldots"
        elif kind == "bar":
            kind = "char"
        elif (kind == "char" or kind == "letter" or kind == "number") and not value.isascii():
            if value in _COMMAND_OF and value not in _SUPERSCRIPT:
                kind, value = "command", "\\" + _COMMAND_OF[value]
            elif value in _PLAIN:
                value = _PLAIN[value]
                kind = "space" if value == " " else "char"
            elif value in _SUPERSCRIPT or value in _SUBSCRIPT:
                raised = value in _SUPERSCRIPT
                push(Token("char", "^" if raised else "_", here, there))
                value = _SUPERSCRIPT[value] if raised else _SUBSCRIPT[value]
                kind = "number"
                if value == "⊤":
                    kind, value = "command", r"\top"
        push(Token(kind, value, here, there))
    return tokens
