r"""Where a page that was handed in differs from a sheet of solutions, as the last exercise of it.

What is false on the page stands with numbers at which it is, and with our result where it is one of ours; then what
could not be decided or read, what is the same, and the exercises that the page leaves out. Formulas of the page are
printed from their terms, so nothing of its text is obeyed.

>>> from derivations.api import check
>>> from derivations.sheets.sheet import Exercise, Part
>>> from derivations.worked import WORKED
>>> page = "2.3\n\nLet $\\eta \\ne 0$ and $\\lambda$ be numbers. Set $\\tilde{\\lambda} = \\lambda / \\eta$."
>>> sheet = SolutionSheet("homework", "Homework", (Exercise("2.3", "", (Part(WORKED["weight_decay"]()),)),))
>>> from derivations.reader.sources import parse_text
>>> for piece in differences(sheet, CheckedPage.of(check(page).documents[0], parse_text(page))).pieces:
...     if isinstance(piece, Items):
...         print(piece.texts[0])  # doctest: +ELLIPSIS
2.3, line 3: $\tilde{\lambda} = \frac{\lambda}{\eta}$ is on the page; ours is ...
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from derivations.compare import DIFFERENT, SAME, Comparison, compare
from derivations.document.document import Relation
from derivations.document.verdicts import Verdict, Witness
from derivations.export import evidence
from derivations.export.checked_page import CheckedPage, Title
from derivations.export.checked_page import Words as WordsIn
from derivations.export.harmless import harmless
from derivations.latex.print import SIGNS, latex
from derivations.sheets.sheet import Exercise, Heading, Items, Piece, SolutionSheet, Words

TITLE = "Where the page handed in differs"


def differences(sheet: SolutionSheet, page: CheckedPage, seed: int = 0) -> Exercise:
    """The last exercise; what it says of formulas are verdicts of the judge."""
    return Exercise("", TITLE, tuple(_Page(sheet, page, seed).pieces()))


class _Page:
    """The page beside the sheet."""

    def __init__(self, sheet: SolutionSheet, page: CheckedPage, seed: int) -> None:
        self.sheet, self.checked, self.blocks = sheet, page.checked, page.blocks
        self.places = {relation.id: relation for relation in self.checked.document.relations}
        self.found = compare(self.checked.document, sheet.derivations, seed)

    def pieces(self) -> Iterator[Piece]:
        counts = self.checked.summary
        told = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
        yield Words(f"The page has {sum(counts.values())} relations: {told}.")
        wrong = [*self._refuted(), *self._different()]
        if wrong:
            yield Heading("What is not so")
            yield Items(tuple(wrong))
        else:
            yield Words("Nothing on it was found to be false.")
        left_out = list(self._left_out())
        if left_out:
            yield Heading("What is left out, or said in words alone")
            yield Items(tuple(left_out))
        undecided = list(self._undecided())
        if undecided:
            yield Heading("What it leaves open")
            yield Items(tuple(undecided))
        same = list(self._same())
        if same:
            yield Heading("What is the same as here")
            yield Items(tuple(same))

    def _refuted(self) -> Iterator[str]:
        for relation, verdict in self._of_kind("refuted"):
            ours = next((each for each in self._compared(DIFFERENT) if each.end.relation.id == relation.id), None)
            text = f"{_place(relation)}: {_formula(relation)}"
            if ours is not None:
                text += f"; ours is {_ours(ours)}"
            if verdict.witness is not None:
                text += f". {_values(verdict.witness)} the left side is {_number(verdict.witness.lhs)}, the right side"
                text += f" {_number(verdict.witness.rhs)}"
            elif verdict.reason:
                text += f": {self._words(evidence.pieces(verdict.reason))}"
            if verdict.follows_from:
                text += f". It follows from {self._ref(verdict.follows_from)}"
            yield text + "."

    def _different(self) -> Iterator[str]:
        """Results that the page may well suppose, and that are not ours."""
        for each in self._compared(DIFFERENT):
            if self.checked.verdicts[each.end.relation.id].kind != "refuted":
                text = f"{_place(each.end.relation)}: {_result(each)} is on the page; ours is {_ours(each)}"
                witness = each.verdict.witness if each.verdict else None
                if witness is not None:
                    text += f". {_values(witness)} the page has {_number(witness.lhs)}, we have {_number(witness.rhs)}"
                yield text + "."

    def _undecided(self) -> Iterator[str]:
        for relation, verdict in (*self._of_kind("undecided"), *self._of_kind("unread")):
            reason = self._words(evidence.pieces(verdict.reason)) if verdict.reason else "no method decides it"
            yield f"{_place(relation)}: {_formula(relation)}: {reason}."

    def _same(self) -> Iterator[str]:
        for each in self._compared(SAME):
            own = f", our ${latex(each.ours.lhs)}$" if each.ours.lhs != each.end.lhs else ""
            yield f"{_place(each.end.relation)}: {_result(each)}{own}"

    def _left_out(self) -> Iterator[str]:
        with_formulas = {_number_of(relation.section) for relation in self.places.values()}
        numbers = with_formulas | {_number_of(_words_in(block)) for block in self.blocks if isinstance(block, Title)}
        for exercise in self.sheet.exercises if numbers - {""} else ():
            if exercise.number not in numbers:
                yield f"{exercise.number} {exercise.title}: the page does not have it."
            elif exercise.number not in with_formulas:
                yield f"{exercise.number} {exercise.title}: the page answers in words, without a formula to check."

    def _of_kind(self, kind: str) -> list[tuple[Relation, Verdict]]:
        verdicts = self.checked.verdicts
        return [(each, verdicts[name]) for name, each in self.places.items() if verdicts[name].kind == kind]

    def _compared(self, kind: str) -> list[Comparison]:
        return [each for each in self.found if each.kind == kind]

    def _words(self, pieces: Iterable[evidence.Piece]) -> str:
        return "".join(self._piece(piece) for piece in pieces)

    def _piece(self, piece: evidence.Piece) -> str:
        match piece:
            case evidence.Tex():
                tex = harmless(piece.tex)
                return _plain(piece.source or piece.tex) if tex is None else _math(tex)
            case evidence.Ref():
                return self._ref(piece.name)
            case _:
                return _plain(piece)

    def _ref(self, name: str) -> str:
        return f"line {self.places[name].span.line}" if name in self.places else _plain(name)


def _place(relation: Relation) -> str:
    number = _number_of(relation.section)
    cell = "" if relation.span.cell is None else f"cell {relation.span.cell}, "
    return f"{number}, {cell}line {relation.span.line}" if number else f"{cell}line {relation.span.line}"


def _number_of(section: str) -> str:
    """The number that a heading starts with, empty without one."""
    found = re.match(r"\s*(\d+(?:\.\d+)*)", section)
    return found[1] if found else ""


def _words_in(title: Title) -> str:
    return "".join(part.text for part in title.parts if isinstance(part, WordsIn))


def _formula(relation: Relation) -> str:
    if relation.lhs is None or relation.rhs is None:
        return _math(f"{relation.lhs_text} {SIGNS.get(relation.sign, relation.op)} {relation.rhs_text}")
    return _math(f"{latex(relation.lhs)} {SIGNS[relation.sign]} {latex(relation.rhs)}")


def _math(tex: str) -> str:
    """A formula that only sets mathematics: names of the page may hold any letters."""
    safe = harmless(tex)
    words = _TEXT.findall(tex)
    if safe is None or any(not re.fullmatch(r"[\w .,;:()/-]*", each) for each in words):
        return "a formula"
    return f"${tex.strip()}$"


_TEXT = re.compile(r"\\text\{([^{}]*)\}")


def _result(found: Comparison) -> str:
    """The end of a chain with what the chain starts from."""
    rhs = found.end.relation.rhs
    return _formula(found.end.relation) if rhs is None else _math(f"{latex(found.end.lhs)} = {latex(rhs)}")


def _ours(found: Comparison) -> str:
    return _math(f"{latex(found.ours.lhs)} = {latex(found.ours.rhs)}")


def _values(witness: Witness) -> str:
    values: Sequence[str] = [_math(piece.tex) for piece in evidence.values(witness) if isinstance(piece, evidence.Tex)]
    return f"At {', '.join(values)}" if values else "Both sides are constants:"


def _number(value: object) -> str:
    return f"${evidence.number(value)}$"


def _plain(text: str) -> str:
    """Words without what could be a formula or markup."""
    return re.sub(r"[$<>`|*_\\]", "", text)
