r"""The class of token that each plain character becomes.

>>> CHARACTERS["^"]
'SUP'
"""

from __future__ import annotations

CHARACTERS: dict[str, str] = {
    "{": "LBRACE", "}": "RBRACE", "(": "OPEN", "[": "OPEN", ")": "CLOSE", "]": "CLOSE",
    "+": "PM", "-": "PM", "*": "OP", "/": "OP", "!": "OP",
    "=": "REL", "<": "REL", ">": "REL", ":": "REL", ":=": "REL",
    ",": "SEP", ";": "SEP", ".": "DOT", "&": "AMP", "|": "BAR", "||": "BAR", "_": "SUB", "^": "SUP",
}  # fmt: skip
