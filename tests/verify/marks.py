r"""Verdict marks on case pages: what a page says its relations should get.

A mark stands at the end of the line that holds the relation sign, in an HTML comment in prose and in a TeX comment in
a display: one expectation for each relation of the line in reading order, separated by commas. An expectation is a
verdict, or several with `|` between them, and may name a fragment that the reason, a condition or `follows_from` must
contain (alternatives with `|`).
Raises `ValueError`, with the line, for a comment that begins with a verdict and is no mark.

>>> page, marks = strip_marks("Then $x/x = 1$. <!-- proved: x \\ne 0 -->\n")
>>> page
'Then $x/x = 1$. \n'
>>> marks
{1: (Expectation(verdicts=('proved',), fragments=('x \\ne 0',)),)}
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

VERDICTS = ("given", "proved", "supported", "refuted", "undecided", "unread")

_VERDICT = "(?:" + "|".join(VERDICTS) + ")"
_COMMENT = re.compile(rf"<!--\s*(?P<html>{_VERDICT}\b.*?)\s*-->[ \t]*$|(?<!\\)%\s*(?P<tex>{_VERDICT}\b.*?)\s*$")
_SEPARATOR = re.compile(rf",\s*(?={_VERDICT}\b)")
_EXPECTATION = re.compile(rf"(?P<verdicts>{_VERDICT}(?:\|{_VERDICT})*)(?::\s*(?P<fragments>.+))?")


@dataclass(frozen=True, slots=True)
class Expectation:
    """The verdicts that are right for one relation, and the words of which one must be said beside it."""

    verdicts: tuple[str, ...]
    fragments: tuple[str, ...] = ()

    def __str__(self) -> str:
        said = ": " + "|".join(self.fragments) if self.fragments else ""
        return "|".join(self.verdicts) + said


Marks = dict[int, tuple[Expectation, ...]]


def strip_marks(text: str) -> tuple[str, Marks]:
    """The page without its marks, line for line the same, and what each line (from 1) expects."""
    lines: list[str] = []
    marks: Marks = {}
    for number, line in enumerate(text.split("\n"), start=1):
        comment = _COMMENT.search(line)
        if comment:
            marks[number] = read_mark(comment["html"] or comment["tex"], number)
            line = line[: comment.start()]
        lines.append(line)
    return "\n".join(lines), marks


def read_mark(mark: str, line: int) -> tuple[Expectation, ...]:
    """The expectations of one comment, in reading order."""
    found: list[Expectation] = []
    for part in _SEPARATOR.split(mark):
        match = _EXPECTATION.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"line {line}: {part!r} is no mark")
        fragments = tuple(piece.strip() for piece in (match["fragments"] or "").split("|") if piece.strip())
        found.append(Expectation(tuple(match["verdicts"].split("|")), fragments))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Difference:
    """One relation whose verdict is not the one its mark expects, or a mark or relation without the other."""

    line: int
    text: str
    expected: str
    got: str
    reason: str

    def __str__(self) -> str:
        heading = f"line {self.line}: {self.text}"
        return f"{heading}\n    expected {self.expected}\n    got      {self.got}  {self.reason}".rstrip()


def differences(
    marks: Mapping[int, Sequence[Expectation]], relations: Sequence[Mapping[str, object]]
) -> list[Difference]:
    """Compare the marks with the relations of the JSON form, by line and order on the line."""
    by_line: dict[int, list[Mapping[str, object]]] = {}
    for entry in relations:
        by_line.setdefault(int(str(entry["line"])), []).append(entry)
    found: list[Difference] = []
    for line in sorted({*marks, *by_line}):
        expected, got = marks.get(line, ()), by_line.get(line, [])
        for place in range(max(len(expected), len(got))):
            wanted = expected[place] if place < len(expected) else None
            relation = got[place] if place < len(got) else None
            if wanted is None or relation is None or not meets(relation, wanted):
                found.append(_difference(line, wanted, relation))
    return found


def meets(relation: Mapping[str, object], wanted: Expectation) -> bool:
    """Whether a relation of the JSON form got one of the verdicts, with one of the fragments said beside it."""
    if relation["verdict"] not in wanted.verdicts:
        return False
    said = _plain(remarks(relation))
    return not wanted.fragments or any(_plain(fragment) in said for fragment in wanted.fragments)


def remarks(relation: Mapping[str, object]) -> str:
    """Everything that is said beside a verdict: the reason, the conditions, the line it follows from."""
    conditions = relation.get("conditions")
    said = [
        relation.get("reason"),
        *(conditions if isinstance(conditions, list | tuple) else ()),
        relation.get("follows_from"),
    ]
    return "; ".join(str(part) for part in said if part)


def _plain(text: str) -> str:
    """Without the differences that say nothing: case, spaces, and the two names of one sign."""
    return re.sub(r"\s+", "", text.replace(r"\neq", r"\ne")).lower()


def _difference(line: int, wanted: Expectation | None, relation: Mapping[str, object] | None) -> Difference:
    if relation is None:
        return Difference(line, "(no relation here)", str(wanted), "nothing", "")
    text = " ".join(str(relation.get(key, "")) for key in ("lhs", "relation", "rhs"))
    return Difference(line, text, str(wanted or "nothing"), str(relation["verdict"]), remarks(relation))
