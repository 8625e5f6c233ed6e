r"""How wide printed mathematics is, about, and where a formula that is too wide goes on in the next line.

Widths are in points of an 11 point font, a little more than TeX's own. A chain is broken before its relations, then a
sum before its signs, a product before its dots, a list behind its commas, and what stands in brackets only where
nothing outside them is left.

>>> width("a + b") < width(r"a + \frac{b + c}{2}") < width("a + b + c + d")
True
>>> broken("a + (b - c) - d", 60, 60)
['a + (b - c)', '- d']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derivations.latex.tokens import Token, tokenize

_BINARY = frozenset(r"+ - * \cdot \times \odot \otimes \pm \circ \oplus".split())
_RELATIONS = frozenset(
    r"= < > : \le \ge \ne \approx \propto \in \to \Rightarrow \implies \iff \mapsto \equiv \sim \ll \gg \mid".split()
)
_LARGE = frozenset(r"\sum \prod \int \lim \max \min \bigcup".split())
_TWO = frozenset(r"\frac \dfrac \tfrac \binom".split())
_SIGNS = {
    "i": 3.9, "j": 4.5, "l": 3.5, "f": 6.5, "m": 9.6, "n": 6.6, "M": 10.8, "H": 10.0, "X": 10.0, "W": 11.0, "w": 8.0,
    ",": 4.9, ";": 4.9, ".": 3.1, "(": 4.3, ")": 4.3, "[": 3.1, "]": 3.1, "|": 3.1, "'": 3.2, "!": 3.1, "/": 5.5,
    "~": 3.7,
    r"\,": 1.9, r"\;": 3.1, r"\:": 2.5, r"\!": -1.8, r"\ ": 3.7, r"\quad": 11.0, r"\qquad": 22.0, r"\|": 5.5,
    r"\left": 3.0, r"\right": 3.0, r"\nabla": 9.2, r"\dots": 15.0, r"\ldots": 15.0, r"\cdots": 15.0, r"\top": 8.6,
    r"\sqrt": 10.0, r"\displaystyle": 0.0, r"\eta": 5.9, r"\alpha": 7.1, r"\epsilon": 4.6, r"\infty": 11.0,
    r"\limits": 0.0, r"\bigl": 1.5, r"\bigr": 1.5, "{": 0.0, "}": 0.0, "&": 0.0,
}  # fmt: skip
_UPRIGHT = frozenset(r"\text \textit \textbf \operatorname \mathrm \mathsf \mathbf \mathbb".split())
_SMALL = 0.75
"""A script beside its letter."""


def width(tex: str) -> float:
    """About how wide the formula is in a display."""
    tokens = [token for token in tokenize(tex) if token.type != "space"]
    return _Ruler(tokens).row(len(tokens))


def stiff(tex: str) -> float:
    """How wide the widest piece of the formula is that running text cannot break."""
    tokens = [token for token in tokenize(tex) if token.type != "space"]
    ruler, widest, piece = _Ruler(tokens), 0.0, 0.0
    while ruler.place < len(tokens):
        breaks = tokens[ruler.place].value in _BINARY | _RELATIONS
        piece += ruler.row(ruler.following())
        widest = max(widest, piece)
        piece = 0.0 if breaks else piece
    return widest


class _Ruler:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.place = tokens, 0

    def row(self, stop: int) -> float:
        """Everything up to `stop`; scripts stand above each other."""
        total = 0.0
        while self.place < stop:
            value = self.tokens[self.place].value
            if value in ("^", "_"):
                total += self.scripts(value)
            elif value in _LARGE:
                self.place += 1
                total += self.large(value)
            else:
                total += self.one()
        return total

    def scripts(self, first: str) -> float:
        found = {}
        value = first
        while value in ("^", "_") and value not in found:
            self.place += 1
            found[value] = _SMALL * self.one()
            value = self.tokens[self.place].value if self.place < len(self.tokens) else ""
        return max(found.values()) + 0.6

    def large(self, value: str) -> float:
        if self.place < len(self.tokens) and self.tokens[self.place].value in ("^", "_"):
            return max(16.0, self.scripts("_" if self.tokens[self.place].value == "_" else "^")) + 2
        return 18.0

    def one(self) -> float:
        """A token with its arguments, or a group."""
        if self.place >= len(self.tokens):
            return 0.0
        token = self.tokens[self.place]
        value = token.value
        self.place += 1
        if value == "{":
            close = self.closing("{", "}")
            inside = self.row(close)
            self.place = close + 1
            return inside
        if value in _TWO:
            return max(self.one(), self.one()) + 3.0
        if value == r"\begin":
            return self.environment()
        if value in _UPRIGHT:
            return 1.06 * self.one() + 1.9 * (value == r"\operatorname")
        if value in _BINARY:
            return (9.0 if value == r"\cdot" else 14.0) if self.place > 1 else 9.0
        if value in _RELATIONS:
            return 15.5
        if token.type == "number":
            return 5.5 * len(value)
        if value in _SIGNS:
            return _SIGNS[value]
        if token.type == "letter":
            return 8.3 if value.isupper() else 5.7
        if value[:1] == "\\" and value[1:].isalpha() and value[1:] in ("exp", "log", "sin", "cos", "tan", "det"):
            return 5.5 * len(value)
        return 7.0

    def environment(self) -> float:
        start = self.place
        name_end = self.closing("{", "}", start + 1)
        name = "".join(token.value for token in self.tokens[start + 1 : name_end])
        close = self.closing(r"\begin", r"\end", name_end + 1)
        columns: list[float] = []
        column, self.place, nested, cell = 0, name_end + 1, 0, name_end + 1
        for at in range(name_end + 1, close + 1):
            value = self.tokens[at].value if at < len(self.tokens) else r"\end"
            if not nested and (value in ("&", r"\\") or at == close):
                self.place = cell
                columns += [0.0] * (column + 1 - len(columns))
                columns[column] = max(columns[column], self.row(at))
                column, cell = (column + 1 if value == "&" else 0), at + 1
            nested += (value in ("{", r"\begin")) - (value in ("}", r"\end"))
        self.place = min(close + 2 + len(re.findall(".", name)) + 1, len(self.tokens))
        tight = name == "smallmatrix"
        return (0.72 if tight else 1.0) * sum(columns) + (5.0 if tight else 11.0) * (len(columns) - 1) + 14.0

    def following(self) -> int:
        """The end of what starts here: a token, or everything in a pair of braces, fences or of an environment."""
        pairs = {"{": "}", r"\left": r"\right", r"\begin": r"\end"}
        opening = self.tokens[self.place].value
        return self.closing(opening, pairs[opening], self.place + 1) + 1 if opening in pairs else self.place + 1

    def closing(self, opening: str, closing: str, start: int | None = None) -> int:
        nested = 1
        for at in range(self.place if start is None else start, len(self.tokens)):
            value = self.tokens[at].value
            nested += (value == opening) - (value == closing)
            if not nested:
                return at
        return len(self.tokens)


def broken(tex: str, first: float, rest: float) -> list[str]:
    """The formula in lines no wider than `first` and then `rest`, each but the first starting behind a break; a line
    without a place to break it stays as it is.
    """
    if width(tex) <= first:
        return [tex]
    for kind in (
        r"(?:[=<>]|\\(?:le|leq|ge|geq|ne|neq|approx|equiv)(?![a-zA-Z]))",
        r"[+-]",
        r"\\(?:cdot|odot|otimes|times)(?![a-zA-Z])",
        r",",
    ):
        pieces = _split(tex, kind, 0)
        if len(pieces) > 1:
            lines = _filled(pieces, first, rest)
            return [
                part for place, line in enumerate(lines) for part in _again(line, first if place == 0 else rest, rest)
            ]
    inside = _split(tex, r"[+-]", 1)
    return _unfenced(_filled(inside, first, rest)) if len(inside) > 1 else [tex]


def _again(line: str, room: float, rest: float) -> list[str]:
    return [line] if width(line) <= room else broken(line, room, rest)


def _filled(pieces: list[str], first: float, rest: float) -> list[str]:
    lines: list[str] = []
    for piece in pieces:
        room = first if len(lines) == 1 else rest
        if lines and width(f"{lines[-1]} {piece}") <= room:
            lines[-1] = f"{lines[-1]} {piece}"
        else:
            lines.append(piece)
    return lines


_MARK = re.compile(r"\\begin|\\end|\\[a-zA-Z]+|\\.|[{}()\[\]]| ")
_OPENING, _CLOSING = frozenset(("{", "(", "[", r"\begin")), frozenset(("}", ")", "]", r"\end"))


def _split(tex: str, kind: str, deepest: int) -> list[str]:
    """The pieces, each but the first starting with its sign (a comma ends its piece); in brackets down to a depth."""
    pieces, start, place = [], 0, 0
    open_marks: list[str] = []
    sign = re.compile(rf" (?={kind} )" if kind != "," else r"(?<=,) ")
    for found in _marks(tex):
        mark = found[0]
        if mark in _OPENING:
            open_marks.append(mark)
        elif mark in _CLOSING and open_marks:
            open_marks.pop()
        elif mark == " " and len(open_marks) <= deepest and not {"{", r"\begin"} & {*open_marks}:
            piece = tex[start : found.start()]
            if piece.strip() and sign.match(tex, found.start()):
                pieces.append(piece)
                start = found.end()
        place = found.end()
    return [*pieces, tex[start:]] if place else [tex]


def _marks(tex: str) -> Iterator[re.Match[str]]:
    return _MARK.finditer(tex)


def _unfenced(lines: list[str]) -> list[str]:
    r"""Brackets that a line's end parts cannot grow by themselves: `\left(` is `\bigl(`."""
    return [
        re.sub(r"\\left(?![a-zA-Z])", r"\\bigl", re.sub(r"\\right(?![a-zA-Z])", r"\\bigr", line))
        if _parted(line)
        else line
        for line in lines
    ]


def _parted(line: str) -> bool:
    return len(re.findall(r"\\left(?![a-zA-Z])", line)) != len(re.findall(r"\\right(?![a-zA-Z])", line))
