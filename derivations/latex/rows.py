r"""A formula as a flat stream: sides, relation signs, separators, prose and row ends, in reading order.

A display is split at relations outside every fence, so that one side that cannot be read spoils no other. Alignments
are
flattened; a row that starts with a sign continues the side of the row before. Nothing here raises for bad mathematics:
it stands in the stream as `Side.error`; a formula that is too long or nested too deeply is one such side.

>>> for item in read_formula(r"a &\leq b \\ &= c \quad \text{since } d"):
...     print(type(item).__name__, repr(getattr(item, "op", getattr(item, "value", ""))))
Side ''
Rel '\\le'
Side ''
Break ''
Rel '='
Side ''
Sep 'quad'
Text 'since '
Side ''
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from derivations.latex.alignments import flatten, rejoin
from derivations.latex.asides import join_numbers, open_asides, settle
from derivations.latex.classify import classify
from derivations.latex.italic_words import set_upright
from derivations.latex.macros import Macro, expand
from derivations.latex.pairing import pair
from derivations.latex.parse import parse_side
from derivations.latex.syntax import Node
from derivations.latex.tokens import ReadError, Token, tokenize


@dataclass(frozen=True, slots=True)
class Side:
    """An expression between relations, or why it could not be read."""

    node: Node | None
    error: ReadError | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rel:
    """A relation sign; `label` is what an author set above it."""

    op: str
    start: int
    end: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Prose inside the formula."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sep:
    """`,` `;` `.` or wide space (`quad`) outside every fence."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a row."""

    start: int
    end: int


Item = Side | Rel | Text | Sep | Break


def read_formula(
    text: str, start: int = 0, end: int | None = None, macros: Mapping[str, Macro] | None = None
) -> list[Item]:
    """The items of the formula `text[start:end]`; offsets count in `text`."""
    try:
        return read_math(expand(tokenize(text, start, end), macros or {}))
    except ReadError as error:
        return _unread(text, start, len(text) if end is None else end, error)


_FIRST_SIGN = re.compile(r"(?<![:<>!\\])=|\\(?:leq?|geq?|neq?|approx|equiv)(?![A-Za-z])|[<>]")


def _unread(text: str, start: int, end: int, error: ReadError) -> list[Item]:
    """A formula that cannot be taken apart: its first relation sign still stands for an entry, so that nothing is
    passed over.
    """
    sign = _FIRST_SIGN.search(text, start, end)
    if sign is None:
        return [Side(None, error, error.start, error.end)]
    before, after = Side(None, error, start, sign.start()), Side(None, error, sign.end(), end)
    return [before, Rel("=", sign.start(), sign.end()), after]


def read_math(tokens: list[Token]) -> list[Item]:
    """The items of a formula given as raw tokens, macros expanded. Raises `ReadError` for nesting beyond the limit."""
    typed = settle(join_numbers(open_asides(pair(flatten(rejoin(classify(set_upright(tokens))))))))
    return _Splitter(typed).run()


def torn_at_dots(items: list[Item]) -> list[Item]:
    """`a = b . c`: a full stop between factors ends no sentence, so what it tears apart is not read."""
    found = list(items)
    for place, (left, dot, right) in enumerate(zip(items, items[1:], items[2:], strict=False)):
        if not (isinstance(left, Side) and isinstance(dot, Sep) and dot.value == "." and isinstance(right, Side)):
            continue
        related = place > 0 and isinstance(items[place - 1], Rel)
        relates = place + 3 < len(items) and isinstance(items[place + 3], Rel)
        if related != relates:
            error = ReadError("a full stop between factors", dot.start, dot.end)
            found[place] = Side(None, error, left.start, left.end)
            found[place + 2] = Side(None, error, right.start, right.end)
    return found


class _Splitter:
    """Cuts the typed tokens at depth 0 and parses what lies between."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.items: list[Item] = []
        self.side: list[Token] = []
        self.label = ""
        self.related = False  # this row had a relation since its start or the last separator
        self.resumed = False  # this row goes on with the side of the row before and has no sign yet

    def run(self) -> list[Item]:
        depth = 0
        tokens = self.tokens
        for place, token in enumerate(tokens):
            kind = token.type
            if kind in ("OPEN", "LBRACE", "BEGIN", "IOPEN"):
                depth += 1
            elif kind in ("CLOSE", "RBRACE", "END", "ICLOSE"):
                depth -= 1
            if depth == 0 and kind in _CUTS:
                self._cut(place, token)
            elif kind == "PHRASE":
                self.side.append(token._replace(type="TEXT"))
            else:
                self.side.append(token)
                self.resumed = False
        self._flush()
        while (
            self.items
            and isinstance(self.items[-1], (Sep, Break))
            and getattr(self.items[-1], "value", "quad") == "quad"
        ):
            self.items.pop()
        return torn_at_dots(self.items)

    def _flush(self) -> None:
        if self.side:
            start, end = self.side[0].start, max(token.end for token in self.side)
            try:
                self.items.append(Side(parse_side(self.side), None, start, end))
            except ReadError as error:
                self.items.append(Side(None, error, start, end))
            self.side = []

    def _cut(self, place: int, token: Token) -> None:
        kind = token.type
        start, end = token.start, token.end
        if kind == "AMP":
            if self._ends_column(place):
                self._flush()
                self._separate("quad", start, end)
                self.related = False
            return
        if kind == "ROW":
            if self._continues(place):
                self.resumed = True
                return
            self._flush()
            if self.items and isinstance(self.items[-1], Sep) and self.items[-1].value == "quad":
                self.items.pop()
            if self.items and not isinstance(self.items[-1], Break):
                self.items.append(Break(start, end))
            self.related = False
            return
        if kind == "QUAD":
            following = self._next(place)
            if following.value == "+" or (self.resumed and following.type == "PM"):
                return
            if self.side and following.type not in ("REL", "LABEL", ""):
                self._flush()
                self._separate("quad", start, end)
                self.related = False
            elif not self.side and self.items and isinstance(self.items[-1], Text):
                self._separate("quad", start, end)
            return
        if kind == "LABEL":
            self.label = token.value
            return
        self._flush()
        if kind == "REL":
            if (
                self.items
                and isinstance(self.items[-1], Sep)
                and self.items[-1].value == "quad"
                and len(self.items) > 1
                and isinstance(self.items[-2], Side)
            ):
                self.items.pop()
            self.items.append(Rel(token.value, start, end, self.label))
            self.label = ""
            self.related = True
        elif kind == "SEP":
            self.items.append(Sep(token.value, start, end))
            self.related = False
        elif kind == "TEXT":
            self.items.append(Text(token.value, start, end))
            self.related = False

    def _separate(self, value: str, start: int, end: int) -> None:
        if self.items and not isinstance(self.items[-1], (Sep, Break, Rel)):
            self.items.append(Sep(value, start, end))

    def _next(self, place: int, skip: frozenset[str] = frozenset({"QUAD", "AMP"})) -> Token:
        for token in self.tokens[place + 1 :]:
            if token.type not in skip:
                return token
        return Token("", "", 0, 0)

    def _ends_column(self, place: int) -> bool:
        """In `a &= b & c &= d` the second mark parts two equations."""
        if not self.related or not self.side or _wants_more(self.side[-1]):
            return False
        return self._next(place).type not in ("REL", "LABEL", "PM", "OP", "NEG", "ROW", "")

    def _continues(self, place: int) -> bool:
        """Whether the next row goes on with the side of this one."""
        if not self.side:
            return False
        if _wants_more(self.side[-1]):
            return True
        marked = False
        first: Token | None = None
        for token in self.tokens[place + 1 :]:
            if first is None:
                if token.type == "AMP":
                    marked = True
                elif token.type != "QUAD":
                    first = token
            if first is not None and (token.type == "ROW" or token.type == "REL"):
                related = token.type == "REL"
                break
        else:
            related = False
        if first is None:
            return False
        if first.type == "NEG" or (first.type == "PM" and first.value != "-"):
            return True
        if first.type == "OP":
            return first.value not in ("*", r"\neg", r"\lnot", r"\bullet")
        return first.type == "PM" and (marked or not related)


_CUTS = frozenset({"AMP", "ROW", "QUAD", "LABEL", "REL", "SEP", "TEXT"})


def _wants_more(token: Token) -> bool:
    """Whether an operator at the end of a row waits for its right side; `!` does not."""
    return token.type in ("PM", "OP") and token.value != "!"
