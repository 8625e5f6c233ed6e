r"""Raw tokens to typed ones: every command takes the class that its row in `constructs` names, noise goes.

What TeX takes as an argument of one token is cut to it (`\frac12`). A command that no row knows becomes an ERROR token,
which fails in its own side. Commands with forms of their own are in `special_forms.py`, bars in `pairing.py`.

>>> from derivations.latex.tokens import tokenize
>>> [(t.type, t.value) for t in classify(tokenize(r"\frac12 \leq x'"))]
[('TWO', 'fraction'), ('NUMBER', '1'), ('NUMBER', '2'), ('REL', '\\le'), ('LETTER', 'x'), ('PRIME', '1')]
"""

from __future__ import annotations

import re

from derivations.latex.constructs import COMMANDS
from derivations.latex.constructs.characters import CHARACTERS
from derivations.latex.constructs.prose_words import is_prose
from derivations.latex.lookahead import Lookahead
from derivations.latex.neighbours import double_bars, names, without_empty_braces
from derivations.latex.pairing import OPERANDS
from derivations.latex.special_forms import SPECIAL
from derivations.latex.tokens import Token

_WORD_FONTS = frozenset({r"\mathrm", r"\mathsf", r"\mathit", r"\mathtt", r"\textrm"})
_LENGTH = re.compile(r"\s*-?\d*\.?\d+\s*(em|ex|pt|cm|mm|in|mu|bp|\\baselineskip|\\jot)\s*\Z")


def classify(raw: list[Token]) -> list[Token]:
    """Typed tokens of the grammar's classes, with BAR, LEFT, RIGHT, QUAD, DOT, LABEL and ERROR beside them."""
    return names(double_bars(without_empty_braces(_Pass(raw).run())))


class _Pass(Lookahead):
    """One walk over the raw tokens."""

    def run(self) -> list[Token]:
        raw, push = self.raw, self.out.append
        while self.place < len(raw):
            token = raw[self.place]
            if self.fixed and self.place in self.fixed:
                for kind, value in self.fixed[self.place]:
                    push(Token(kind, value, token.start, token.end))
                self.place += 1
                continue
            self.place += 1
            kind = token.type
            if kind == "letter":
                self._letter(token)
            elif kind == "number":
                self._number(token)
            elif kind == "char":
                self._character(token)
            elif kind == "command":
                self._command(token)
            elif kind != "space":
                push(Token("ERROR", f"unexpected {token.value}", token.start, token.end))
        return self.out

    def _letter(self, token: Token) -> None:
        if ord(token.value) < 0x2E80:
            self.out.append(token._replace(type="LETTER"))
            return
        # Chinese and Japanese prose stands in formulas without \text
        end = self.place
        while (
            end < len(self.raw)
            and self.raw[end].type in ("letter", "space")
            and (self.raw[end].type == "space" or ord(self.raw[end].value) >= 0x2E80)
        ):
            end += 1
        self.emit("TEXT", self.source(self.place - 1, end), token, self.raw[end - 1].end)
        self.place = end

    def _number(self, token: Token) -> None:
        before = self.out[-1].type if self.out else ""
        if len(token.value) > 1 and before in ("SUB", "SUP", "ONE", "TWO", "ROOT", "DERIVATIVE"):
            cuts = 2 if before == "TWO" else 1
            for digit in range(cuts):
                if digit < len(token.value):
                    self.out.append(Token("NUMBER", token.value[digit], token.start + digit, token.start + digit + 1))
            if len(token.value) > cuts:
                self.out.append(Token("NUMBER", token.value[cuts:], token.start + cuts, token.end))
            return
        self.out.append(token._replace(type="NUMBER"))

    def _character(self, token: Token) -> None:
        value = token.value
        if value == "'":
            count = 1
            while self.is_at(self.place, "'"):
                self.place += 1
                count += 1
            self._base(token)
            self.emit("PRIME", str(count), token, self.raw[self.place - 1].end)
            return
        if value == "~":
            return
        kind = CHARACTERS.get(value)
        if kind is None:
            self.emit("ERROR", f"unexpected {value}", token)
            return
        if kind in ("SUB", "SUP"):
            following = self.skip(self.place)
            if kind == "SUP" and self.is_at(following, r"\prime"):
                self.place = following + 1
                self._base(token)
                self.emit("PRIME", "1", token)
                return
            self._base(token)
        self.out.append(token._replace(type=kind))

    def _base(self, token: Token) -> None:
        """A script without anything to its left gets the empty letter as its base."""
        before = self.out[-1].type if self.out else ""
        if before not in OPERANDS and before not in ("BAR", "ERROR"):
            self.out.append(Token("LETTER", "", token.start, token.start))

    def _command(self, token: Token) -> None:
        value = token.value
        special = SPECIAL.get(value)
        if special is not None:
            special(self, token)
            return
        if value in _WORD_FONTS and self._phrase(token):
            return
        construct = COMMANDS.get(value)
        if construct is None:
            self.emit("ERROR", f"unknown command {value}", token)
            return
        kind = construct.type
        if kind == "NOISE":
            for _ in range(construct.drop):
                self.drop_argument()
            if value in (r"\color", r"\textcolor"):
                self._drop_torn_braces()
            if value == r"\qty" and self.is_at(self.skip(self.place), "{"):
                self._quantity()
            return
        if kind == "LENGTH":
            self._drop_length()
            return
        if kind == "ROW":
            self._row(token)
            return
        if kind == "BIG" and construct.value in ("min", "max") and self._after_arg():
            start = self._pop_arg()
            self.out.append(Token("BIG", "arg" + construct.value, start, token.end))
            return
        if kind == "DERIVATIVE":
            self.bracketed_index()
        self.out.append(Token(kind, construct.value, token.start, token.end))

    def _row(self, token: Token) -> None:
        if self.is_at(self.place, "*"):
            self.place += 1
        if self.is_at(self.place, "["):
            close = self.matching(self.place, "[", "]")
            if close is not None and _LENGTH.match(self.source(self.place + 1, close)):
                self.place = close + 1
        self.emit("ROW", r"\\", token)

    def _drop_length(self) -> None:
        if self.is_at(self.skip(self.place), "{"):
            self.drop_argument()
            return
        for end in range(self.place + 1, min(self.place + 8, len(self.raw) + 1)):
            if _LENGTH.match(self.source(self.place, end)):
                self.place = end
                return

    def _after_arg(self) -> bool:
        return bool(self.out) and self.out[-1].type in ("NAME", "TEXT") and self.out[-1].value.strip() == "arg"

    def _pop_arg(self) -> int:
        return self.out.pop().start

    def _drop_torn_braces(self) -> None:
        """`( a \\color{red}{+ b)}`: braces of a colour that tear fences, or start with a sign, are no group."""
        place = self.skip(self.place)
        close = self.matching(place, "{", "}") if self.is_at(place, "{") else None
        if close is None:
            return
        inner = [token.value for token in self.raw[place:close]]
        torn = inner.count("(") != inner.count(")") or inner.count("[") != inner.count("]")
        if torn or next((value for value in inner[1:] if value.strip()), "") in ("+", "-", "="):
            self.fixed[place] = ()
            self.fixed[close] = ()

    def _quantity(self) -> None:
        place = self.skip(self.place)
        close = self.matching(place, "{", "}")
        if close is not None:
            self.fixed[place] = (("OPEN", "("),)
            self.fixed[close] = (("CLOSE", ")"),)

    def _phrase(self, token: Token) -> bool:
        """`\\mathrm{for all}` is prose."""
        argument = self.argument(self.place)
        if argument is None:
            return False
        first, last, after = argument
        content = self.source(first, last).replace("~", " ").replace("\\ ", " ")
        words = content.split()
        if not all(word.isalpha() for word in words) or not (
            (is_prose(content) and len(content.strip()) > 1) or len(words) > 1
        ):
            return False
        if len(words) > 1 and max(map(len, words)) == 1:
            return False
        self.place = after
        self.emit("TEXT", content, token, self.raw[after - 1].end)
        return True
