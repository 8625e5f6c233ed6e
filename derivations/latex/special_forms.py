r"""Commands whose argument is not plain mathematics, or that decide about tokens around them.

Text and names of operators, `\left` and `\right`, environments, labels over relations, fonts that last to the end of
their braces. What lacks its argument becomes an ERROR token.

>>> from derivations.latex.tokens import tokenize
>>> stream = Lookahead(tokenize(r"\overset{(1)}{=}"))
>>> stream.place = 1
>>> SPECIAL[r"\overset"](stream, stream.raw[0])
>>> [(t.type, t.value) for t in stream.out]
[('LABEL', '(1)'), ('REL', '=')]
"""

from __future__ import annotations

import re
from collections.abc import Callable

from derivations.latex.constructs import COMMANDS
from derivations.latex.constructs.characters import CHARACTERS
from derivations.latex.constructs.fences import CLOSES
from derivations.latex.constructs.matrices import ALIGNMENTS, CASES, MATRICES, TAKES_ALIGNMENT
from derivations.latex.lookahead import Lookahead
from derivations.latex.tokens import Token

_TEXT_COMMANDS = (
    r"\text \textrm \textnormal \textit \textbf \textsf \texttt \mbox \hbox \intertext \shortintertext \emph \textup "
    r"\textsc \textsl \qq \textmd"
).split()
_SWITCHES = {
    r"\bf": "bf",
    r"\rm": "rm",
    r"\cal": "cal",
    r"\it": "it",
    r"\sf": "sf",
    r"\tt": "tt",
    r"\bfseries": "bf",
    r"\sl": "it",
}
_ARROWS = {
    r"\xrightarrow": r"\to", r"\xleftarrow": r"\leftarrow", r"\xRightarrow": r"\Rightarrow",
    r"\xLeftarrow": r"\Leftarrow",
    r"\xLeftrightarrow": r"\iff", r"\xlongequal": "=", r"\xmapsto": r"\mapsto", r"\xleftrightarrow": r"\leftrightarrow",
}  # fmt: skip
_PHRASES = {
    r"\forall": "for all",
    r"\exists": "there exists",
    r"\therefore": "therefore",
    r"\because": "because",
    r"\&": "and",
}
_DELIMITERS = {"<": r"\langle", ">": r"\rangle", r"\vert": "|", r"\Vert": r"\|", r"\lbrace": r"\{", r"\rbrace": r"\}",
               r"\lvert": "|", r"\rvert": "|", r"\lVert": r"\|", r"\rVert": r"\|", r"\lbrack": "[",
               r"\rbrack": "]"}  # fmt: skip
_FENCES = frozenset(CLOSES).union(*CLOSES.values()) | {"."}
_NEGATED = {"=": r"\ne", r"\in": r"\notin", r"\equiv": r"\not\equiv"}
_DEFINING_MARKS = (r"\triangle", r"\Delta", ".", "∆")


def _left(stream: Lookahead, token: Token) -> None:
    _delimiter(stream, token, "LEFT")


def _right(stream: Lookahead, token: Token) -> None:
    _delimiter(stream, token, "RIGHT")


def _opening(stream: Lookahead, token: Token) -> None:
    _delimiter(stream, token, "OPEN")


def _closing(stream: Lookahead, token: Token) -> None:
    _delimiter(stream, token, "CLOSE")


def _delimiter(stream: Lookahead, token: Token, kind: str) -> None:
    place = stream.skip(stream.place)
    if place >= len(stream.raw):
        stream.emit("ERROR", f"unexpected {token.value}", token)
        return
    sign = stream.raw[place]
    stream.place = place + 1
    value = _DELIMITERS.get(sign.value, sign.value)
    if value in ("/", r"\slash"):
        stream.emit("OP", "/", token, sign.end)
    elif value not in _FENCES or (value == "." and kind in ("OPEN", "CLOSE")):
        stream.emit("ERROR", f"unexpected {sign.value} after {token.value}", token, sign.end)
    elif value in ("|", r"\|", ".") or kind in ("LEFT", "RIGHT"):
        stream.emit(kind, value, token, sign.end)
    else:  # \bigl] is still a closing sign
        stream.emit("OPEN" if value in CLOSES else "CLOSE", value, token, sign.end)


def _middle(stream: Lookahead, token: Token) -> None:
    place = stream.skip(stream.place)
    stream.place = place + 1
    value = stream.raw[place].value if place < len(stream.raw) else ""
    value = _DELIMITERS.get(value, value)
    if value in ("|", r"\|", r"\mid"):
        stream.emit("GIVEN", "|" if value == r"\mid" else value, token)
    elif value == "/":
        stream.emit("OP", value, token)
    else:
        stream.emit("ERROR", f"unexpected {value or 'end'} after {token.value}", token)


def _phrase(stream: Lookahead, token: Token) -> None:
    stream.emit("TEXT", _PHRASES[token.value], token)


def _nothing(stream: Lookahead, token: Token) -> None:
    pass


def _optional(stream: Lookahead, token: Token) -> None:
    stream.drop_option()


def _text(stream: Lookahead, token: Token) -> None:
    argument = stream.argument(stream.place)
    if argument is None:
        stream.emit("ERROR", f"{token.value} without its argument", token)
        return
    first, last, stream.place = argument
    content = stream.source(first, last)
    if content.strip():
        _word_or_text(stream, content, token, stream.raw[stream.place - 1].end)


def _word_or_text(stream: Lookahead, content: str, token: Token, end: int) -> None:
    bare = content.strip()
    if bare in (r"\&", "&"):
        stream.emit("TEXT", "and", token, end)
    elif len(bare) == 1 and bare.isalpha() and bare not in ("a", "A", "I"):
        stream.out += [Token("ONE", "rm", token.start, token.start), Token("LETTER", bare, token.start, end)]
    elif bare in (",", ";", "."):
        stream.emit("SEP", bare, token, end)
    else:
        stream.emit("TEXT", content, token, end)


def _operator_name(stream: Lookahead, token: Token) -> None:
    argument = stream.argument(stream.place)
    if argument is None:
        stream.emit("ERROR", f"{token.value} without its argument", token)
        return
    first, last, stream.place = argument
    word = "".join(
        part.value
        for part in stream.raw[first:last]
        if part.type in ("letter", "number") or part.value in ("-", "_", "*", "'")
    ) or stream.source(first, last).lstrip("\\")  # \operatorname{\arg\min}
    source = stream.source(first, last)
    if source.startswith("\\"):
        word = "".join(re.findall(r"\\?(?:text|mathrm|mathop|limits|,|!)?\{?([A-Za-z]+)\}?", source)) or word
    big = word in ("argmin", "argmax", "min", "max", "sup", "inf", "lim", "limsup", "liminf")
    stream.emit("BIG" if big else "NAME", word, token, stream.raw[stream.place - 1].end)


def _arrow(stream: Lookahead, token: Token) -> None:
    stream.drop_option()
    argument = stream.argument(stream.place)
    if argument is None:
        stream.emit("ERROR", f"{token.value} without its argument", token)
        return
    first, last, stream.place = argument
    stream.emit("LABEL", stream.source(first, last), token)
    stream.emit("REL", _ARROWS[token.value], token, stream.raw[stream.place - 1].end)


def _relation(tokens: list[Token]) -> str:
    """The relation that the tokens are, braces and blanks apart, or ''."""
    signs = [token.value for token in tokens if token.type != "space" and token.value not in "{}"]
    if len(signs) != 1:
        return ""
    if signs[0] in COMMANDS:
        return COMMANDS[signs[0]].value if COMMANDS[signs[0]].type == "REL" else ""
    return signs[0] if CHARACTERS.get(signs[0]) == "REL" else ""


def _label(stream: Lookahead, token: Token) -> None:
    """A relation with something above it is that relation; `\\overset{def}{=}` is a definition."""
    mark = stream.argument(stream.place)
    body = stream.argument(mark[2]) if mark else None
    if mark is not None and body is not None:
        sign = _relation(stream.raw[body[0] : body[1]])
        if sign:
            label = stream.source(mark[0], mark[1])
            plain = re.sub(r"\\[A-Za-z]+|[{}.\s]", "", label).lower()
            defines = plain in ("def", "definition", "defn", "△") or label.strip() in _DEFINING_MARKS
            stream.place = body[2]
            end = stream.raw[stream.place - 1].end
            stream.emit("LABEL", label, token, end)
            stream.emit("REL", ":=" if defines and sign == "=" else sign, token, end)
            return
    construct = COMMANDS[token.value]
    stream.emit(construct.type, construct.value, token)


def _switch(stream: Lookahead, token: Token) -> None:
    """`{\\bf x y}`: the font lasts to the end of the braces."""
    depth = 0
    for place in range(stream.place, len(stream.raw)):
        value = stream.raw[place].value
        depth += (value == "{") - (value == "}")
        if depth < 0:
            stream.emit("ONE", _SWITCHES[token.value], token)
            stream.emit("LBRACE", "{", token)
            stream.fixed[place] = (("RBRACE", "}"), *stream.fixed.get(place, (("RBRACE", "}"),)))
            return
    stream.emit("ONE", _SWITCHES[token.value], token)


def _unwrap(stream: Lookahead, token: Token) -> None:
    """`\\mathrel{=}`: the class goes, and braces around a single sign with it."""
    argument = stream.argument(stream.place)
    if argument and argument[1] - argument[0] == 1 and stream.is_at(stream.skip(stream.place), "{"):
        stream.fixed[argument[0] - 1] = ()
        stream.fixed[argument[1]] = ()


def _root(stream: Lookahead, token: Token) -> None:
    stream.emit("ROOT", "root", token)
    stream.bracketed_index()


def _substack(stream: Lookahead, token: Token) -> None:
    place = stream.skip(stream.place)
    close = stream.matching(place, "{", "}") if stream.is_at(place, "{") else None
    if close is None:
        stream.emit("ERROR", "\\substack without its argument", token)
        return
    stream.fixed[place] = (("BEGIN", "substack"),)
    stream.fixed[close] = (("END", "substack"),)


def _plain_matrix(stream: Lookahead, token: Token) -> None:
    """Plain TeX's `\\pmatrix{1 & 2 \\cr 3 & 4}`."""
    name = token.value[1:]
    place = stream.skip(stream.place)
    close = stream.matching(place, "{", "}") if stream.is_at(place, "{") else None
    if close is None:
        stream.emit("ERROR", f"unknown command {token.value}", token)
        return
    stream.fixed[place] = (("BEGIN", name),)
    stream.fixed[close] = (("END", name),)


def _matrix_quantity(stream: Lookahead, token: Token) -> None:
    place = stream.skip(stream.place)
    closing = {"(": ")", "[": "]", "{": "}", "|": "|"}.get(stream.raw[place].value if place < len(stream.raw) else "")
    close = stream.matching(place, stream.raw[place].value, closing) if closing and closing != "|" else None
    if close is None or closing is None:
        stream.emit("ERROR", f"{token.value} without its argument", token)
        return
    if closing == "}":
        stream.fixed[place] = (("BEGIN", "mqty"),)
        stream.fixed[close] = (("END", "mqty"),)
    else:
        stream.fixed[place] = (("OPEN", stream.raw[place].value), ("BEGIN", "mqty"))
        stream.fixed[close] = (("END", "mqty"), ("CLOSE", closing))


def _negation(stream: Lookahead, token: Token) -> None:
    place = stream.skip(stream.place)
    if place < len(stream.raw):
        stream.place = place + 1
        sign = _relation([stream.raw[place]])
        if sign:
            stream.emit("REL", _NEGATED.get(sign, "\\not" + sign), token, stream.raw[place].end)
            return
    stream.emit("ERROR", "unexpected \\not", token)


def _environment(stream: Lookahead) -> str:
    argument = stream.argument(stream.place)
    if argument is None:
        return ""
    stream.place = argument[2]
    return stream.source(argument[0], argument[1]).strip()


def _begin(stream: Lookahead, token: Token) -> None:
    name = _environment(stream)
    if name not in MATRICES and name not in ALIGNMENTS and name not in CASES:
        stream.emit("ERROR", f"unknown environment {name}", token, stream.raw[stream.place - 1].end)
        return
    stream.drop_option()
    alignment = ""
    if name in TAKES_ALIGNMENT and stream.is_at(stream.skip(stream.place), "{"):
        argument = stream.argument(stream.place)
        if argument is not None:
            alignment = ":" + stream.source(argument[0], argument[1]).replace(" ", "")
            stream.place = argument[2]
    stream.emit("BEGIN", name + alignment, token, stream.raw[stream.place - 1].end)


def _end(stream: Lookahead, token: Token) -> None:
    name = _environment(stream)
    stream.emit("END", name, token, stream.raw[stream.place - 1].end)


SPECIAL: dict[str, Callable[[Lookahead, Token], None]] = {
    r"\left": _left,
    r"\right": _right,
    r"\middle": _middle,
    r"\begin": _begin,
    r"\end": _end,
    r"\not": _negation,
    r"\substack": _substack,
    r"\mqty": _matrix_quantity,
    r"\matrixquantity": _matrix_quantity,
    r"\hline": _nothing,
    r"\smash": _optional,
    r"\sqrt": _root,
    r"\operatorname": _operator_name,
    r"\operatorname*": _operator_name,
    **dict.fromkeys((r"\pmatrix", r"\matrix", r"\cases"), _plain_matrix),
    **dict.fromkeys((r"\overset", r"\stackrel", r"\underset"), _label),
    **dict.fromkeys((r"\mathop", r"\mathrel", r"\mathbin"), _unwrap),
    **dict.fromkeys((r"\bigl", r"\Bigl", r"\biggl", r"\Biggl"), _opening),
    **dict.fromkeys((r"\bigr", r"\Bigr", r"\biggr", r"\Biggr"), _closing),
    **dict.fromkeys(_TEXT_COMMANDS, _text),
    **dict.fromkeys(_SWITCHES, _switch),
    **dict.fromkeys(_ARROWS, _arrow),
    **dict.fromkeys(_PHRASES, _phrase),
}
