r"""Authors' macros: found in any text, expanded on tokens.

Every token of an expansion carries the span of the macro's use. Expansion is bounded: "macro expansion too large" is a
`ReadError`. Definitions are never executed; only `\newcommand` and its kin, `\def`, `\let`, `\DeclareMathOperator` and
`\DeclarePairedDelimiter` are read.

>>> macros = collect(r"\newcommand{\half}[1]{\frac{#1}{2}}")
>>> "".join(t.value for t in expand(tokenize(r"\half x"), macros))
'\\frac{x}{2}'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from derivations.latex.tokens import ReadError, Token, tokenize

MAX_TOKENS = 50_000
MAX_STEPS = 20_000


@dataclass(frozen=True, slots=True)
class Macro:
    """`arity` counts arguments; `default` is that of an optional first one; `starred` forms are the same macro."""

    name: str
    arity: int
    body: tuple[Token, ...]
    default: tuple[Token, ...] | None = None
    delimited: bool = False


_DEFINITION = re.compile(
    r"\\(?P<new>(?:re|provide)?newcommand|providecommand|NewDocumentCommand|DeclareRobustCommand)\*?\s*(?:\{\s*(?P<newname>\\(?:[A-Za-z@]+|.))\s*\}|(?P<bare>\\(?:[A-Za-z@]+|.)))"
    r"\s*(?:\[\s*(?P<arity>\d)\s*\])?\s*(?P<default>\[[^\]]*\])?\s*(?=\{)"
    r"|\\[egx]?def\s*(?P<defname>\\(?:[A-Za-z@]+|.))\s*(?P<params>(?:\#\d\s*)*)(?=\{)"
    r"|\\let\s*(?P<letname>\\(?:[A-Za-z@]+|.))\s*=?\s*(?P<letbody>\\(?:[A-Za-z@]+|.))"
    r"|\\DeclareMathOperator(?P<star>\*?)\s*(?:\{\s*(?P<opname>\\[A-Za-z@]+)\s*\}|(?P<opbare>\\[A-Za-z@]+))\s*(?=\{)"
    r"|\\DeclarePairedDelimiter(?:X?)\s*\{?\s*(?P<pairname>\\[A-Za-z@]+)\s*\}?\s*(?=\{)"
)
_PROTECTED = frozenset(r"\frac \left \right \begin \end \text \mathrm \mathbf \sum \int \alpha \beta \gamma".split())
_IDENTITY_DEFINERS = frozenset(r"\newcommand \renewcommand \providecommand \def \let \DeclareMathOperator".split())


def collect(text: str, known: Mapping[str, Macro] | None = None) -> dict[str, Macro]:
    """The macros that `text` defines, over those already known. Definitions that cannot be read are left out."""
    macros: dict[str, Macro] = dict(known or {})
    if "\\" not in text:
        return macros
    for match in _DEFINITION.finditer(text):
        if _commented(text, match.start()):
            continue
        macro = _definition(match, text)
        if macro is not None and len(macro.body) < MAX_TOKENS:
            macros[macro.name] = macro
    return macros


def _commented(text: str, place: int) -> bool:
    line = text[text.rfind("\n", 0, place) + 1 : place]
    return re.search(r"(?<!\\)%", line) is not None


def _definition(match: re.Match[str], text: str) -> Macro | None:
    part = match.groupdict()
    if part["letname"]:
        body = tokenize(part["letbody"])
        return None if part["letname"] == part["letbody"] else Macro(part["letname"], 0, tuple(body))
    content = _braced(text, match.end())
    if content is None:
        return None
    if part["opname"] or part["opbare"]:
        source = rf"\operatorname{part['star']}{{{content[0]}}}"
        return Macro(part["opname"] or part["opbare"], 0, tuple(tokenize(source)))
    if part["pairname"]:
        closing = _braced(text, content[1])
        if closing is None:
            return None
        source = rf"\left{content[0]} #1 \right{closing[0]}"
        return Macro(part["pairname"], 1, tuple(tokenize(source)), None, True)
    name = part["newname"] or part["bare"] or part["defname"]
    arity = int(part["arity"] or 0) if not part["defname"] else part["params"].count("#")
    default = tuple(tokenize(part["default"][1:-1])) if part["default"] else None
    return Macro(name, arity, tuple(tokenize(content[0])), default)


def _braced(text: str, place: int) -> tuple[str, int] | None:
    """What the braces at `place` hold, and the place after them."""
    while place < len(text) and text[place].isspace():
        place += 1
    if place >= len(text) or text[place] != "{":
        return None
    depth = 0
    for other in range(place, min(len(text), place + 20_000)):
        if text[other] in "{}" and text[other - 1] != "\\":
            depth += 1 if text[other] == "{" else -1
            if depth == 0:
                return text[place + 1 : other], other + 1
    return None


def expand(tokens: list[Token], macros: Mapping[str, Macro]) -> list[Token]:
    """The tokens with every macro replaced, again and again. Definitions inside the formula are taken and removed."""
    if any(token.value in _IDENTITY_DEFINERS for token in tokens):
        tokens, macros = _inner_definitions(tokens, macros)
    if not macros or not any(token.type == "command" and token.value in macros for token in tokens):
        return tokens
    out: list[Token] = []
    pending = list(reversed(tokens))
    origin: Token | None = None
    steps = 0
    used: list[tuple[int, str]] = []  # (tokens left when the expansion is over, its macro): no macro expands in itself
    while pending:
        token = pending.pop()
        while used and len(pending) < used[-1][0]:
            used.pop()
        macro = macros.get(token.value) if token.type == "command" else None
        if macro is None or any(name == macro.name for _, name in used):
            out.append(token)
            if len(out) > MAX_TOKENS:
                raise ReadError("macro expansion too large", token.start, token.end)
            continue
        steps += 1
        origin = token
        if steps > MAX_STEPS or len(pending) > MAX_TOKENS:
            raise ReadError("macro expansion too large", token.start, token.end)
        arguments, end = _arguments(macro, pending, token)
        body: list[Token] = []
        for part in macro.body:
            if part.type == "param":
                body.extend(arguments[int(part.value[-1]) - 1] if int(part.value[-1]) <= len(arguments) else ())
            else:
                body.append(Token(part.type, part.value, token.start, end))
        if len(body) > MAX_TOKENS:
            raise ReadError("macro expansion too large", origin.start, origin.end)
        used.append((len(pending), macro.name))
        pending.extend(reversed(body))
    return out


def _arguments(macro: Macro, pending: list[Token], use: Token) -> tuple[list[tuple[Token, ...]], int]:
    """Take the arguments off `pending` (last first), with the end of the use."""
    arguments: list[tuple[Token, ...]] = []
    end = use.end
    count = macro.arity
    if macro.delimited and pending and pending[-1].value == "*":
        pending.pop()
    if macro.default is not None and count:
        count -= 1
        _skip_blanks(pending)
        if pending and pending[-1].value == "[":
            pending.pop()
            taken, end = _until(pending, "[", "]", use)
            arguments.append(taken)
        else:
            arguments.append(macro.default)
    for _ in range(count):
        _skip_blanks(pending)
        if not pending:
            raise ReadError(f"{use.value} without its argument", use.start, use.end)
        first = pending.pop()
        if first.value == "{":
            taken, end = _until(pending, "{", "}", use)
            arguments.append(taken)
        else:
            arguments.append((first,))
            end = first.end
    return arguments, max(end, use.end)


def _skip_blanks(pending: list[Token]) -> None:
    while pending and pending[-1].type == "space":
        pending.pop()


def _until(pending: list[Token], opening: str, closing: str, use: Token) -> tuple[tuple[Token, ...], int]:
    depth = 1
    taken: list[Token] = []
    while pending:
        token = pending.pop()
        if token.value == opening:
            depth += 1
        elif token.value == closing:
            depth -= 1
            if depth == 0:
                return tuple(taken), token.end
        taken.append(token)
    raise ReadError(f"{use.value} without its argument", use.start, use.end)


def _inner_definitions(tokens: list[Token], macros: Mapping[str, Macro]) -> tuple[list[Token], Mapping[str, Macro]]:
    """Definitions written in the formula itself, as Markdown pages have them."""
    source = "".join(token.value for token in tokens)
    found = collect(source, macros)
    spans: list[tuple[int, int]] = []
    for match in _DEFINITION.finditer(source):
        end = match.end()
        count = 2 if match["pairname"] else 0 if match["letname"] else 1
        for _ in range(count):
            content = _braced(source, end)
            if content is None:
                break
            end = content[1]
        spans.append((match.start(), end))
    kept: list[Token] = []
    place = 0
    for token in tokens:
        if not any(start <= place < end for start, end in spans):
            kept.append(token)
        place += len(token.value)
    return kept, found
