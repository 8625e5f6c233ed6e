r"""A formula as a flat stream: sides, relation signs, separators, prose and row ends, in reading order.

A display is split at relations outside every fence, so that one side that cannot be read spoils no other. Alignments are
flattened; a row that starts with a sign continues the side of the row before. Nothing here raises for bad mathematics:
it stands in the stream as `Side.error`; a formula that is too long or nested too deeply is one such side.

>>> for item in read_formula(r"a &\leq b \\ &= c \quad \text{since } d"):
...     print(type(item).__name__, getattr(item, "op", getattr(item, "value", "")))
Side 
Rel \le
Side 
Break 
Rel =
Side 
Sep quad
Text since 
Side 
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derivations.latex.classify import classify
from derivations.latex.constructs.matrices import ALIGNMENTS, CASES
from derivations.latex.constructs.prose_words import is_prose
from derivations.latex.macros import Macro, expand
from derivations.latex.pairing import OPERANDS, pair
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


def read_formula(text: str, start: int = 0, end: int | None = None, macros: Mapping[str, Macro] | None = None) -> list[Item]:
    """The items of the formula `text[start:end]`; offsets count in `text`."""
    try:
        return read_math(expand(tokenize(text, start, end), macros or {}))
    except ReadError as error:
        return [Side(None, error, error.start, error.end)]


def read_math(tokens: list[Token]) -> list[Item]:
    """The items of a formula given as raw tokens, macros expanded. Raises `ReadError` for nesting beyond the limit."""
    typed = _join_numbers(_open_asides(pair(_flatten(_rejoin(classify(tokens))))))
    return _Splitter(typed).run()


def _rejoin(tokens: list[Token]) -> list[Token]:
    r"""`\left( a \right. \\ \left. + b \right)` is one pair of fences over two rows."""
    out: list[Token] = []
    for token in tokens:
        if token.type == "LEFT" and token.value == ".":
            back = len(out) - 1
            while back >= 0 and out[back].type in ("ROW", "AMP", "QUAD"):
                back -= 1
            if 0 <= back < len(out) - 1 and out[back].type == "RIGHT" and out[back].value == ".":
                del out[back]
                continue
        out.append(token)
    return out


def _flatten(tokens: list[Token]) -> list[Token]:
    """Drop the alignments that make up the display, and the brace of a system of equations around one."""
    drop: set[int] = set()
    kept: set[int] = set()
    stack: list[tuple[int, bool]] = []
    for place, token in enumerate(tokens):
        if token.type in ("BEGIN", "LEFT", "OPEN", "LBRACE"):
            flat = False
            outside = all(dropped for _, dropped in stack)
            if token.type == "BEGIN" and outside:
                flat = _is_alignment(tokens, place)
            elif token.type in ("LEFT", "OPEN") and outside and token.value in (r"\{", ".", "["):
                flat = _is_system(tokens, place)
            stack.append((place, flat))
            if flat:
                drop.add(place)
        elif token.type in ("END", "RIGHT", "CLOSE", "RBRACE") and stack:
            _, flat = stack.pop()
            if flat:
                drop.add(place)
    for place, flat in stack:
        if flat and tokens[place].type != "BEGIN":
            kept.add(place)
    return [token for place, token in enumerate(tokens) if place not in drop or place in kept]


def _is_alignment(tokens: list[Token], place: int) -> bool:
    name = tokens[place].value.partition(":")[0]
    if name in ALIGNMENTS:
        return True
    if name != "array" and name not in CASES:
        return False
    begins_row = place == 0 or tokens[place - 1].type in ("ROW", "BEGIN", "LEFT", "QUAD", "TEXT")
    return begins_row and _has_relation_first(tokens, place)


def _has_relation_first(tokens: list[Token], place: int) -> bool:
    """Whether the environment's first row has a relation, and its first cells are sides of it."""
    depth = 0
    columns = 0
    before = tokens[place]
    for token in tokens[place + 1 :]:
        if token.type in ("BEGIN", "LEFT", "OPEN", "LBRACE"):
            depth += 1
        elif token.type in ("END", "RIGHT", "CLOSE", "RBRACE"):
            depth -= 1
            if depth < 0:
                return False
        elif depth == 0 and token.type == "REL":
            return columns == 0 or before.type == "AMP"
        elif depth == 0 and token.type == "ROW":
            return False
        elif depth == 0 and token.type == "AMP":
            columns += 1
        before = token
    return False


def _is_system(tokens: list[Token], place: int) -> bool:
    """A fence that opens a row and holds nothing but an alignment of equations."""
    begins_row = place == 0 or tokens[place - 1].type in ("ROW", "BEGIN", "QUAD", "TEXT")
    if not begins_row or place + 1 >= len(tokens) or tokens[place + 1].type != "BEGIN":
        return False
    depth = 0
    for other in range(place, len(tokens)):
        kind = tokens[other].type
        if kind in ("BEGIN", "LEFT", "OPEN", "LBRACE"):
            depth += 1
        elif kind in ("END", "RIGHT", "CLOSE", "RBRACE"):
            depth -= 1
            if depth == 0:
                whole = tokens[other - 1].type == "END" and tokens[other].value == "."
                return whole and _is_alignment(tokens, place + 1) and _has_relation_first(tokens, place + 1)
    return False


def _levels(tokens: list[Token]) -> list[int]:
    """The depth that each token stands at; a fence's signs stand at the depth outside it."""
    depth = 0
    levels = []
    for token in tokens:
        if token.type in ("CLOSE", "RBRACE", "END", "ICLOSE"):
            depth -= 1
        levels.append(depth)
        if token.type in ("OPEN", "LBRACE", "BEGIN", "IOPEN"):
            depth += 1
    return levels


def _open_asides(tokens: list[Token]) -> list[Token]:
    r"""`(\text{since } a = b)` outside every fence is prose and mathematics, not a factor."""
    if not any(token.type == "TEXT" for token in tokens):
        return tokens
    levels = _levels(tokens)
    out: list[Token] = []
    closing: set[int] = set()
    for place, token in enumerate(tokens):
        if place in closing:
            out.append(Token("QUAD", "quad", token.start, token.end))
            continue
        if token.type == "OPEN" and levels[place] == 0 and token.value in ("(", "["):
            close = next((p for p in range(place + 1, len(tokens)) if levels[p] == 0), None)
            words = [t.value for p, t in enumerate(tokens[place + 1 : close], place + 1) if t.type == "TEXT" and levels[p] == 1]
            apart = place == 0 or tokens[place - 1].type in ("QUAD", "TEXT", "ROW", "SEP", "AMP")
            if close is not None and words and (apart or any(is_prose(text) for text in words)):
                closing.add(close)
                out.append(Token("QUAD", "quad", token.start, token.end))
                continue
        out.append(token)
    return out


def _join_numbers(tokens: list[Token]) -> list[Token]:
    """`1,000` outside every fence is one number."""
    levels = _levels(tokens)
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.type == "NUMBER" and levels[place] == 0 and len(token.value) <= 3 and token.value.isdigit():
            while (
                place + 2 < len(tokens)
                and tokens[place + 1].value == ","
                and tokens[place + 2].type == "NUMBER"
                and tokens[place + 2].start == token.end + 1
                and len(tokens[place + 2].value.partition(".")[0]) == 3
            ):
                token = Token("NUMBER", token.value + tokens[place + 2].value, token.start, tokens[place + 2].end)
                place += 2
        out.append(token)
        place += 1
    return out


class _Splitter:
    """Cuts the typed tokens at depth 0 and parses what lies between."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = self._settle(tokens)
        self.items: list[Item] = []
        self.side: list[Token] = []
        self.label = ""
        self.related = False  # this row had a relation since its start or the last separator
        self.aligned = False  # this row had its alignment mark

    @staticmethod
    def _settle(tokens: list[Token]) -> list[Token]:
        """Row ends and marks inside fences say nothing; a phrase that takes part in an equation is an operand."""
        out: list[Token] = []
        stack: list[str] = []
        for place, token in enumerate(tokens):
            kind = token.type
            if kind in ("OPEN", "LBRACE", "BEGIN", "IOPEN"):
                stack.append(kind)
            elif kind in ("CLOSE", "RBRACE", "END", "ICLOSE") and stack:
                stack.pop()
            elif stack and (kind in ("QUAD", "LABEL") or (kind in ("ROW", "AMP") and "BEGIN" not in stack)):
                continue
            elif kind == "DOT":
                if not stack:
                    token = token._replace(type="SEP")
                elif place + 1 < len(tokens) and tokens[place + 1].type in ("CLOSE", "RBRACE", "AMP", "ROW", "END"):
                    continue
            elif kind == "REL" and token.value == r"\mid" and stack:
                token = token._replace(type="GIVEN", value="|")
            elif kind == "SEP" and token.value == ";" and stack and stack[-1] == "OPEN":
                token = token._replace(type="GIVEN")
            elif kind == "REL" and token.value == ":" and stack:
                token = _colon(tokens, place, token)
            elif kind == "TEXT" and not stack and _is_operand(tokens, place):
                token = token._replace(type="PHRASE")
            out.append(token)
        return out

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
        self._flush()
        while self.items and isinstance(self.items[-1], (Sep, Break)) and getattr(self.items[-1], "value", "quad") == "quad":
            self.items.pop()
        return self.items

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
            self.aligned = True
            return
        if kind == "ROW":
            if self._continues(place):
                return
            self._flush()
            if self.items and isinstance(self.items[-1], Sep) and self.items[-1].value == "quad":
                self.items.pop()
            if self.items and not isinstance(self.items[-1], Break):
                self.items.append(Break(start, end))
            self.related = self.aligned = False
            return
        if kind == "QUAD":
            if self.side and self._next(place).type not in ("REL", "LABEL", ""):
                self._flush()
                self._separate("quad", start, end)
                self.related = False
            elif self.items and isinstance(self.items[-1], Text):
                self._separate("quad", start, end)
            return
        if kind == "LABEL":
            self.label = token.value
            return
        self._flush()
        if kind == "REL":
            if self.items and isinstance(self.items[-1], Sep) and self.items[-1].value == "quad" and len(self.items) > 1 and isinstance(self.items[-2], Side):
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
        return bool(self.related and self.side and self._next(place).type not in ("REL", "LABEL", "PM", "OP", "ROW", "", "NEG")
                    and self.side[-1].type not in ("PM", "OP"))  # fmt: skip

    def _continues(self, place: int) -> bool:
        """Whether the next row goes on with the side of this one."""
        if not self.side:
            return False
        if self.side[-1].type in ("PM", "OP"):
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


def _colon(tokens: list[Token], place: int, token: Token) -> Token:
    before = tokens[place - 1].type if place else ""
    after = tokens[place + 1].type if place + 1 < len(tokens) else ""
    if before in ("SEP", "OPEN", "LBRACE", "SUB", "SUP") and after in ("SEP", "CLOSE", "RBRACE"):
        return token._replace(type="LETTER")
    depth = 0
    for other in reversed(tokens[:place]):
        if other.type in ("CLOSE", "RBRACE", "END"):
            depth += 1
        elif other.type in ("OPEN", "LBRACE", "BEGIN"):
            depth -= 1
            if depth < 0:
                return token._replace(type="GIVEN") if other.value == r"\{" else token
    return token


def _is_operand(tokens: list[Token], place: int) -> bool:
    """A phrase without a cue word that an equation or an operator has on one side: `\\text{learning rate} = 1`."""
    text = tokens[place].value
    if is_prose(text) or any(sign in text for sign in ",.:;$"):
        return False
    before = tokens[place - 1] if place else Token("", "", 0, 0)
    after = tokens[place + 1] if place + 1 < len(tokens) else Token("", "", 0, 0)
    if before.type in ("OP", "PM") or after.type in ("OP", "SUB", "SUP"):
        return True
    if before.type == "REL" and before.value in ("=", r"\approx", r"\in", ":=", r"\propto"):
        return after.type not in OPERANDS
    if before.type in ("", "REL", "ROW", "AMP", "SEP", "QUAD"):
        following = after
        if after.type == "AMP" and place + 2 < len(tokens):
            following = tokens[place + 2]
        return (following.type == "REL" and following.value in ("=", r"\approx", ":=", r"\propto", r"\le", r"\ge")) or after.type == "PM"
    return False
