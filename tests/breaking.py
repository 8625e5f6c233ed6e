r"""Pages changed on purpose: a true relation made false in one place, or the whole page said in other letters.

`breaks` changes the right side of one relation so that it cannot hold if it held before; where a change might leave it
true (the opposite of zero, a transposed symmetric matrix, any factor before "for some") it makes none.
`renamed` and `restyled` change nothing that a page says.

>>> [after for _, after in changes("transpose", "a^T X X^T a")]
['a X X^T a', 'a^T X X a']
>>> renamed(r"The $\eta X$ of \eta: $\text{X} X_1$", {"X": "A", r"\eta": r"\gamma"})
'The $\\gamma A$ of \\eta: $\\text{X} A_1$'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from derivations.document.document import CheckedDocument, Relation
from derivations.document.verdicts import Verdict
from derivations.reader.page import read_page
from derivations.reader.sources import Source, parse_text
from derivations.verify.judge import Judge

TRUE = ("proved", "supported")

KINDS = ("sign", "factor", "transpose", "exponent", "swap", "index")


@dataclass(frozen=True, slots=True)
class Broken:
    """A page with one false right side, and where its sign stands (nothing before it has moved)."""

    page: str
    line: int
    column: int
    section: str
    before: str
    after: str


def breaks(source: Source, checked: CheckedDocument, kind: str) -> Iterator[Broken]:
    """Every page that differs from a checked one in one true relation, made false by one kind of change."""
    relations = checked.document.relations
    for place, relation in enumerate(relations):
        following = relations[place + 1] if place + 1 < len(relations) else None
        if checked.verdicts[relation.id].kind not in TRUE or not _breakable(relation, following, kind):
            continue
        start, end = _right_side(source.text, relation)
        for before, after in changes(kind, source.text[start:end]):
            page = source.text[:start] + after + source.text[end:]
            yield Broken(page, relation.span.line, relation.span.column, relation.section, before, after)


def verdict_on(broken: Broken) -> Verdict | None:
    """What the judge says of the broken relation, knowing what stands before it; None if it is no entry any more."""
    document = read_page(parse_text(broken.page))
    judge = Judge(document)
    family = broken.section.split(".")[:2]
    for relation in document.relations:
        if (relation.span.line, relation.span.column) == (broken.line, broken.column):
            return judge.verdict(relation)
        if relation.section.split(".")[:2] == family:
            judge.verdict(relation)
    return None


def changes(kind: str, text: str) -> Iterator[tuple[str, str]]:
    """The text before and after each change of a kind; the change comes at one place at a time."""
    if kind == "factor":
        yield text, rf"2 \left( {text} \right)"
        return
    pattern, change = _CHANGES[kind]
    for match in pattern.finditer(text):
        yield text, text[: match.start()] + change(match) + text[match.end() :]


def _breakable(relation: Relation, following: Relation | None, kind: str) -> bool:
    zero = relation.rhs_text.strip() == "0" or (
        following is not None and following.chain == relation.chain and following.rhs_text.strip() == "0"
    )
    if kind in ("sign", "factor"):
        return relation.sign == "eq" and not relation.exists and not zero
    return relation.sign == "eq" and not zero


def _right_side(text: str, relation: Relation) -> tuple[int, int]:
    """Offsets of the right side, which is as long as the author wrote it."""
    span = relation.span
    lines = text.split("\n")
    end = sum(len(line) + 1 for line in lines[: span.end_line - 1]) + span.end_column - 1
    start = end - len(relation.rhs_text)
    if text[start:end] != relation.rhs_text:
        raise ValueError(f"{span.line}:{span.column}: the right side is not where it should be")
    return start, end


_CHANGES: Mapping[str, tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = {
    # not in scripts, and no sign whose square is taken
    "sign": (re.compile(r"(?<![,{_^])[+-](?![^()]*\)\^2)"), lambda match: "-" if match[0] == "+" else "+"),
    # a matrix in parentheses may be symmetric
    "transpose": (re.compile(r"(?<![)\]}])(\^T|\^\\top|\^\{\\top\})"), lambda match: ""),
    "exponent": (re.compile(r"(?<=\^)2|(?<=\^\{-)1(?=\})"), lambda match: str(int(match[0]) + 1)),
    "swap": (re.compile(r"([A-Z])( ?)\1\^T"), lambda match: f"{match[1]}^T{match[2]}{match[1]}"),
    "index": (re.compile(r"(?<=[A-Za-z]_)[0-9a-z]"), lambda match: chr(ord(match[0]) + 1)),
}

_MATH = re.compile(r"\$\$.*?\$\$|\$.*?\$", re.DOTALL)

_TOKEN = re.compile(r"\\(?:text|begin|end)\{[^}]*\}|\\[A-Za-z]+|\\.|[^\\]", re.DOTALL)


def renamed(page: str, names: Mapping[str, str]) -> str:
    """The page with letters and commands replaced inside its mathematics, and nowhere else."""

    def formula(match: re.Match[str]) -> str:
        return _TOKEN.sub(lambda token: names.get(token[0], token[0]), match[0])

    return _MATH.sub(formula, page)


def restyled(page: str, bold: str) -> str:
    r"""The page with `^\top` for `^T`, `\lVert \rVert` for `\|`, and one letter in bold."""

    def formula(match: re.Match[str]) -> str:
        text = match[0].replace("^T", r"^\top ")
        text = text.replace(r"\left\|", r"\left\lVert ").replace(r"\right\|", r"\right\rVert ")
        sides = text.split(r"\|")
        text = (
            "".join(part + (r"\lVert " if place % 2 == 0 else r"\rVert ") for place, part in enumerate(sides[:-1]))
            + sides[-1]
        )
        return _TOKEN.sub(lambda token: rf"\mathbf{{{bold}}}" if token[0] == bold else token[0], text)

    return _MATH.sub(formula, page)
