r"""Raw tokens to typed ones: every command takes the class that its row in `constructs` names, noise goes.

Arguments that are not mathematics (text, names, environments, lengths, labels) are taken here, `\left` and `\right`
lose their sign's ambiguity, and what TeX takes as an argument of one token is cut to it (`\frac12`). A command that no row
knows becomes an ERROR token, which fails in its own side. Bars are decided later, in `pairing.py`.

>>> from derivations.latex.tokens import tokenize
>>> [(t.type, t.value) for t in classify(tokenize(r"\frac12 \leq x'"))]
[('TWO', 'fraction'), ('NUMBER', '1'), ('NUMBER', '2'), ('REL', '\\le'), ('LETTER', 'x'), ('PRIME', '1')]
"""

from __future__ import annotations

import re
from collections.abc import Callable

from derivations.latex.constructs import COMMANDS
from derivations.latex.constructs.matrices import ALIGNMENTS, CASES, MATRICES, TAKES_ALIGNMENT
from derivations.latex.constructs.prose_words import WORDS, is_prose
from derivations.latex.pairing import OPERANDS
from derivations.latex.tokens import Token

_TEXT_COMMANDS = frozenset(
    r"\text \textrm \textnormal \textit \textbf \textsf \texttt \mbox \hbox \intertext \shortintertext \emph \textup \textsc "
    r"\textsl \qq \texttip \textmd".split()
)
_NAME_COMMANDS = frozenset({r"\operatorname", r"\operatorname*", r"\mathop*", r"\opn"})
_WORD_FONTS = frozenset({r"\mathrm", r"\mathsf", r"\mathit", r"\mathtt", r"\textrm"})
_SWITCHES = {r"\bf": "bf", r"\rm": "rm", r"\cal": "cal", r"\it": "it", r"\sf": "sf", r"\tt": "tt", r"\bfseries": "bf", r"\sl": "it"}
_LEFT = frozenset({r"\bigl", r"\Bigl", r"\biggl", r"\Biggl"})
_RIGHT = frozenset({r"\bigr", r"\Bigr", r"\biggr", r"\Biggr"})
_ARROWS = {
    r"\xrightarrow": r"\to", r"\xleftarrow": r"\leftarrow", r"\xRightarrow": r"\Rightarrow", r"\xLeftarrow": r"\Leftarrow",
    r"\xLeftrightarrow": r"\iff", r"\xlongequal": "=", r"\xmapsto": r"\mapsto", r"\xleftrightarrow": r"\leftrightarrow",
}  # fmt: skip
_PHRASES = {r"\forall": "for all", r"\exists": "there exists", r"\therefore": "therefore", r"\because": "because", r"\&": "and"}
_DELIMITERS = {"<": r"\langle", ">": r"\rangle", r"\vert": "|", r"\Vert": r"\|", r"\lbrace": r"\{", r"\rbrace": r"\}",
               r"\lvert": "|", r"\rvert": "|", r"\lVert": r"\|", r"\rVert": r"\|", r"\lbrack": "[", r"\rbrack": "]"}  # fmt: skip
_CHARACTERS = {
    "{": "LBRACE", "}": "RBRACE", "(": "OPEN", "[": "OPEN", ")": "CLOSE", "]": "CLOSE", "+": "PM", "-": "PM", "*": "OP", "/": "OP",
    "!": "OP", "=": "REL", "<": "REL", ">": "REL", ":": "REL", ":=": "REL", ",": "SEP", ";": "SEP", "&": "AMP", "|": "BAR", "||": "BAR",
    ".": "DOT", "_": "SUB", "^": "SUP",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*\Z")
_LENGTH = re.compile(r"\s*-?\d*\.?\d+\s*(em|ex|pt|cm|mm|in|mu|bp|\\baselineskip|\\jot)\s*\Z")
_BIG_WORDS = {"argmin": "argmin", "argmax": "argmax", "arg min": "argmin", "arg max": "argmax"}
_NEGATED = {"=": r"\ne", r"\in": r"\notin", r"\equiv": r"\not\equiv"}


def classify(raw: list[Token]) -> list[Token]:
    """Typed tokens of the grammar's classes, with BAR, LEFT, RIGHT, QUAD, DOT, LABEL and ERROR beside them."""
    return _names(_double_bars(_Pass(raw).run()))


class _Pass:
    """One walk over the raw tokens; `fixed` holds typed tokens decided in advance for a later place."""

    def __init__(self, raw: list[Token]) -> None:
        self.raw = list(raw)
        self.out: list[Token] = []
        self.place = 0
        self.fixed: dict[int, tuple[tuple[str, str], ...]] = {}
        self.special: dict[str, Callable[[Token], None]] = {
            r"\left": self._left, r"\right": self._right, r"\middle": self._middle, r"\begin": self._begin, r"\end": self._end,
            r"\not": self._negation, r"\substack": self._substack, r"\mqty": self._matrix_quantity, r"\matrixquantity": self._matrix_quantity,
            r"\pmatrix": self._plain_matrix, r"\matrix": self._plain_matrix, r"\cases": self._plain_matrix,
            r"\overset": self._label, r"\stackrel": self._label, r"\underset": self._label, r"\hline": lambda token: None,
            r"\smash": self._optional, r"\sqrt": self._root, r"\mathop": self._unwrap, r"\mathrel": self._unwrap, r"\mathbin": self._unwrap,
        }  # fmt: skip

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

    # --- looking ahead -----------------------------------------------------------------------------------------

    def _skip(self, place: int) -> int:
        while place < len(self.raw) and self.raw[place].type == "space":
            place += 1
        return place

    def _matching(self, place: int, opening: str, closing: str) -> int | None:
        """The place of the sign that closes the one at `place`."""
        depth = 0
        for other in range(place, len(self.raw)):
            value = self.raw[other].value
            if value == opening:
                depth += 1
            elif value == closing:
                depth -= 1
                if depth == 0:
                    return other
        return None

    def _argument(self, place: int) -> tuple[int, int, int] | None:
        """Content start, content end, and the place after the argument that begins at `place`."""
        place = self._skip(place)
        if place >= len(self.raw):
            return None
        if self.raw[place].value != "{":
            return place, place + 1, place + 1
        close = self._matching(place, "{", "}")
        return None if close is None else (place + 1, close, close + 1)

    def _is(self, place: int, value: str) -> bool:
        return place < len(self.raw) and self.raw[place].value == value

    def _source(self, start: int, end: int) -> str:
        return "".join(token.value for token in self.raw[start:end])

    def _emit(self, kind: str, value: str, token: Token, end: int | None = None) -> None:
        self.out.append(Token(kind, value, token.start, token.end if end is None else max(token.end, end)))

    # --- characters --------------------------------------------------------------------------------------------

    def _letter(self, token: Token) -> None:
        if ord(token.value) < 0x2E80:
            self.out.append(token._replace(type="LETTER"))
            return
        # Chinese and Japanese prose stands in formulas without \text
        end = self.place
        while end < len(self.raw) and self.raw[end].type in ("letter", "space") and (
            self.raw[end].type == "space" or ord(self.raw[end].value) >= 0x2E80
        ):
            end += 1
        self._emit("TEXT", self._source(self.place - 1, end), token, self.raw[end - 1].end)
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
            while self._is(self.place, "'"):
                self.place += 1
                count += 1
            self._base(token)
            self._emit("PRIME", str(count), token, self.raw[self.place - 1].end)
            return
        if value == "~":
            return
        kind = _CHARACTERS.get(value)
        if kind is None:
            self._emit("ERROR", f"unexpected {value}", token)
            return
        if kind in ("SUB", "SUP"):
            following = self._skip(self.place)
            if kind == "SUP" and self._is(following, r"\prime"):
                self.place = following + 1
                self._base(token)
                self._emit("PRIME", "1", token)
                return
            self._base(token)
        self.out.append(token._replace(type=kind))

    def _base(self, token: Token) -> None:
        """A script without anything to its left gets the empty letter as its base."""
        before = self.out[-1].type if self.out else ""
        if before not in OPERANDS and before not in ("BAR", "ERROR"):
            self.out.append(Token("LETTER", "", token.start, token.start))

    # --- commands ----------------------------------------------------------------------------------------------

    def _command(self, token: Token) -> None:
        value = token.value
        if value in self.special:
            self.special[value](token)
            return
        if value in _TEXT_COMMANDS:
            self._text(token)
            return
        if value in _PHRASES:
            self._emit("TEXT", _PHRASES[value], token)
            return
        if value in _NAME_COMMANDS:
            self._operator_name(token)
            return
        if value in _ARROWS:
            self._arrow(token)
            return
        if value in _SWITCHES:
            self._switch(token)
            return
        if value in _LEFT or value in _RIGHT:
            self._sized(token, "OPEN" if value in _LEFT else "CLOSE")
            return
        if value in _WORD_FONTS and self._phrase(token):
            return
        construct = COMMANDS.get(value)
        if construct is None:
            self._emit("ERROR", f"unknown command {value}", token)
            return
        kind = construct.type
        if kind == "NOISE":
            for _ in range(construct.drop):
                self._drop_argument()
            if value == r"\qty" and self._is(self._skip(self.place), "{"):
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
            self._bracketed_index()
        self.out.append(Token(kind, construct.value, token.start, token.end))

    def _drop_argument(self) -> None:
        place = self._skip(self.place)
        if self._is(place, "["):
            close = self._matching(place, "[", "]")
            place = self._skip(close + 1) if close is not None else place
        if self._is(place, "{"):
            close = self._matching(place, "{", "}")
            if close is not None:
                self.place = close + 1

    def _optional(self, token: Token) -> None:
        if self._is(self.place, "["):
            close = self._matching(self.place, "[", "]")
            self.place = self.place if close is None else close + 1

    def _drop_length(self) -> None:
        if self._is(self._skip(self.place), "{"):
            self._drop_argument()
            return
        for end in range(self.place + 1, min(self.place + 8, len(self.raw) + 1)):
            if _LENGTH.match(self._source(self.place, end)):
                self.place = end
                return

    def _row(self, token: Token) -> None:
        if self._is(self.place, "*"):
            self.place += 1
        if self._is(self.place, "["):
            close = self._matching(self.place, "[", "]")
            if close is not None and _LENGTH.match(self._source(self.place + 1, close)):
                self.place = close + 1
        self._emit("ROW", r"\\", token)

    def _after_arg(self) -> bool:
        return bool(self.out) and self.out[-1].type in ("NAME", "TEXT") and self.out[-1].value.strip() == "arg"

    def _pop_arg(self) -> int:
        return self.out.pop().start

    def _left(self, token: Token) -> None:
        self._delimiter(token, "LEFT")

    def _right(self, token: Token) -> None:
        self._delimiter(token, "RIGHT")

    def _sized(self, token: Token, kind: str) -> None:
        self._delimiter(token, kind)

    def _delimiter(self, token: Token, kind: str) -> None:
        place = self._skip(self.place)
        if place >= len(self.raw):
            self._emit("ERROR", f"unexpected {token.value}", token)
            return
        sign = self.raw[place]
        self.place = place + 1
        value = _DELIMITERS.get(sign.value, sign.value)
        if value in ("/", r"\slash"):
            self._emit("OP", "/", token, sign.end)
        elif kind in ("OPEN", "CLOSE") and value not in ("|", r"\|") and value in _CHARACTERS | COMMANDS.keys():
            construct = COMMANDS.get(value)
            real = construct.type if construct else _CHARACTERS[value]
            self._emit(real, construct.value if construct else value, token, sign.end)
        else:
            self._emit(kind, value, token, sign.end)

    def _middle(self, token: Token) -> None:
        place = self._skip(self.place)
        self.place = place + 1
        value = self.raw[place].value if place < len(self.raw) else ""
        value = _DELIMITERS.get(value, value)
        if value == "/":
            self._emit("OP", value, token)
        else:
            self._emit("GIVEN", value, token)

    def _text(self, token: Token) -> None:
        argument = self._argument(self.place)
        if argument is None:
            self._emit("ERROR", f"{token.value} without its argument", token)
            return
        first, last, self.place = argument
        content = self._source(first, last)
        if content.strip():
            self._word_or_text(content, token, self.raw[self.place - 1].end)

    def _word_or_text(self, content: str, token: Token, end: int) -> None:
        bare = content.strip()
        if bare in (r"\&", "&"):
            self._emit("TEXT", "and", token, end)
        elif len(bare) == 1 and bare.isalpha() and bare not in ("a", "A", "I"):
            self.out += [Token("ONE", "rm", token.start, token.start), Token("LETTER", bare, token.start, end)]
        elif bare in (",", ";", "."):
            self._emit("SEP", bare, token, end)
        else:
            self._emit("TEXT", content, token, end)

    def _operator_name(self, token: Token) -> None:
        argument = self._argument(self.place)
        if argument is None:
            self._emit("ERROR", f"{token.value} without its argument", token)
            return
        first, last, self.place = argument
        word = "".join(
            part.value for part in self.raw[first:last] if part.type in ("letter", "number") or part.value in ("-", "_", "*", "'")
        ) or self._source(first, last).lstrip("\\")  # \operatorname{\arg\min}
        source = self._source(first, last)
        if source.startswith("\\"):
            word = "".join(re.findall(r"\\?(?:text|mathrm|mathop|limits|,|!)?\{?([A-Za-z]+)\}?", source)) or word
        big = word in ("argmin", "argmax", "min", "max", "sup", "inf", "lim", "limsup", "liminf")
        self._emit("BIG" if big else "NAME", word, token, self.raw[self.place - 1].end)

    def _phrase(self, token: Token) -> bool:
        """`\\mathrm{for all}` is prose."""
        argument = self._argument(self.place)
        if argument is None:
            return False
        first, last, after = argument
        content = self._source(first, last).replace("~", " ").replace("\\ ", " ")
        words = content.split()
        if not all(word.isalpha() for word in words) or not (is_prose(content) and len(content.strip()) > 1 or len(words) > 1):
            return False
        if len(words) > 1 and max(map(len, words)) == 1:
            return False
        self.place = after
        self._emit("TEXT", content, token, self.raw[after - 1].end)
        return True

    def _arrow(self, token: Token) -> None:
        self._optional(token)
        argument = self._argument(self.place)
        if argument is None:
            self._emit("ERROR", f"{token.value} without its argument", token)
            return
        first, last, self.place = argument
        self._emit("LABEL", self._source(first, last), token)
        self._emit("REL", _ARROWS[token.value], token, self.raw[self.place - 1].end)

    def _label(self, token: Token) -> None:
        """A relation with something above it is that relation; `\\overset{def}{=}` is a definition."""
        mark = self._argument(self.place)
        body = self._argument(mark[2]) if mark else None
        if mark is not None and body is not None:
            inner = classify(self.raw[body[0] : body[1]]) if body[1] - body[0] <= 3 else []
            if len(inner) == 1 and inner[0].type == "REL":
                label = self._source(mark[0], mark[1])
                plain = re.sub(r"\\[A-Za-z]+|[{}.\s]", "", label).lower()
                defines = plain in ("def", "definition", "defn", "△") or label.strip() in (r"\triangle", r"\Delta", ".", "∆", "!")
                self.place = body[2]
                end = self.raw[self.place - 1].end
                self._emit("LABEL", label, token, end)
                self._emit("REL", ":=" if defines and inner[0].value == "=" and plain != "!" else inner[0].value, token, end)
                return
        construct = COMMANDS[token.value]
        self._emit(construct.type, construct.value, token)

    def _switch(self, token: Token) -> None:
        """`{\\bf x y}`: the font lasts to the end of the braces."""
        depth = 0
        for place in range(self.place, len(self.raw)):
            value = self.raw[place].value
            depth += (value == "{") - (value == "}")
            if depth < 0:
                self._emit("ONE", _SWITCHES[token.value], token)
                self._emit("LBRACE", "{", token)
                self.fixed[place] = (("RBRACE", "}"), *self.fixed.get(place, (("RBRACE", "}"),)))
                return
        self._emit("ONE", _SWITCHES[token.value], token)

    def _unwrap(self, token: Token) -> None:
        """`\\mathrel{=}`: the class goes, and braces around a single sign with it."""
        argument = self._argument(self.place)
        if argument and argument[1] - argument[0] == 1 and self._is(self._skip(self.place), "{"):
            self.fixed[argument[0] - 1] = ()
            self.fixed[argument[1]] = ()

    def _quantity(self) -> None:
        place = self._skip(self.place)
        close = self._matching(place, "{", "}")
        if close is not None:
            self.fixed[place] = (("OPEN", "("),)
            self.fixed[close] = (("CLOSE", ")"),)

    def _root(self, token: Token) -> None:
        self._emit("ROOT", "root", token)
        self._bracketed_index(announced=True)

    def _bracketed_index(self, announced: bool = False) -> None:
        place = self._skip(self.place)
        if self._is(place, "["):
            close = self._matching(place, "[", "]")
            if close is not None:
                self.fixed[place] = (("IOPEN", "["),)
                self.fixed[close] = (("ICLOSE", "]"),)

    def _substack(self, token: Token) -> None:
        place = self._skip(self.place)
        close = self._matching(place, "{", "}") if self._is(place, "{") else None
        if close is None:
            self._emit("ERROR", "\\substack without its argument", token)
            return
        self.fixed[place] = (("BEGIN", "substack"),)
        self.fixed[close] = (("END", "substack"),)

    def _plain_matrix(self, token: Token) -> None:
        """Plain TeX's `\\pmatrix{1 & 2 \\cr 3 & 4}`."""
        name = token.value[1:]
        place = self._skip(self.place)
        close = self._matching(place, "{", "}") if self._is(place, "{") else None
        if close is None:
            self._emit("ERROR", f"unknown command {token.value}", token)
            return
        self.fixed[place] = (("BEGIN", name),)
        self.fixed[close] = (("END", name),)

    def _matrix_quantity(self, token: Token) -> None:
        place = self._skip(self.place)
        closing = {"(": ")", "[": "]", "{": "}", "|": "|"}.get(self.raw[place].value if place < len(self.raw) else "")
        close = self._matching(place, self.raw[place].value, closing) if closing and closing != "|" else None
        if close is None or closing is None:
            self._emit("ERROR", f"{token.value} without its argument", token)
            return
        if closing == "}":
            self.fixed[place] = (("BEGIN", "mqty"),)
            self.fixed[close] = (("END", "mqty"),)
        else:
            self.fixed[place] = (("OPEN", self.raw[place].value), ("BEGIN", "mqty"))
            self.fixed[close] = (("END", "mqty"), ("CLOSE", closing))

    def _negation(self, token: Token) -> None:
        place = self._skip(self.place)
        if place < len(self.raw):
            self.place = place + 1
            inner = classify([self.raw[place]])
            if len(inner) == 1 and inner[0].type == "REL":
                value = inner[0].value
                self._emit("REL", _NEGATED.get(value, "\\not" + value), token, inner[0].end)
                return
        self._emit("ERROR", "unexpected \\not", token)

    def _environment(self) -> str:
        argument = self._argument(self.place)
        if argument is None:
            return ""
        self.place = argument[2]
        return self._source(argument[0], argument[1]).strip()

    def _begin(self, token: Token) -> None:
        name = self._environment()
        if name not in MATRICES and name not in ALIGNMENTS and name not in CASES:
            self._emit("ERROR", f"unknown environment {name}", token, self.raw[self.place - 1].end)
            return
        self._optional(token)
        alignment = ""
        if name in TAKES_ALIGNMENT and self._is(self._skip(self.place), "{"):
            argument = self._argument(self.place)
            if argument is not None:
                alignment = ":" + self._source(argument[0], argument[1]).replace(" ", "")
                self.place = argument[2]
        self._emit("BEGIN", name + alignment, token, self.raw[self.place - 1].end)

    def _end(self, token: Token) -> None:
        name = self._environment()
        self._emit("END", name, token, self.raw[self.place - 1].end)


def _double_bars(tokens: list[Token]) -> list[Token]:
    """`||` is a double bar, except between two absolute values (`|a||b|`)."""
    if not any(token.value == "||" for token in tokens):
        return tokens
    out: list[Token] = []
    singles = [0]
    for token in tokens:
        if token.type in ("LBRACE", "OPEN", "LEFT", "BEGIN"):
            singles.append(0)
        elif token.type in ("RBRACE", "CLOSE", "RIGHT", "END") and len(singles) > 1:
            singles.pop()
        elif token.type == "BAR" and token.value == "|":
            singles[-1] += 1
        if token.type == "BAR" and token.value == "||":
            if singles[-1] % 2:
                middle = token.start + 1
                out += [Token("BAR", "|", token.start, middle), Token("BAR", "|", middle, token.end)]
                continue
            token = token._replace(value=r"\|")
        out.append(token)
    return out


def _names(tokens: list[Token]) -> list[Token]:
    """Single words in `\\text{}` that are names of operators, told from prose by the word and by what stands beside it."""
    depth = 0
    for place, token in enumerate(tokens):
        kind = token.type
        if kind in ("LBRACE", "OPEN", "LEFT"):
            depth += 1
        elif kind in ("RBRACE", "CLOSE", "RIGHT"):
            depth -= 1
        elif kind == "TEXT":
            word = token.value.strip()
            before = tokens[place - 1].type if place else ""
            after = tokens[place + 1].type if place + 1 < len(tokens) else ""
            if word in _BIG_WORDS or (word in ("min", "max", "sup", "inf") and after in ("SUB", "OPEN")):
                tokens[place] = token._replace(type="BIG", value=_BIG_WORDS.get(word, word))
            elif len(word) > 1 and _WORD.match(word) and (word.lower() not in WORDS or after == "OPEN" and word == "span"):
                known = COMMANDS.get("\\" + word)
                spaced = token.value != word and not (known and known.type == "NAME")
                loose = depth <= 0 and before in OPERANDS and after in (*OPERANDS, "", "ONE", "TWO", "ROW", "QUAD", "AMP")
                if not (spaced and depth <= 0) and not (loose and not known):
                    tokens[place] = token._replace(type="NAME", value=word)
    return tokens
