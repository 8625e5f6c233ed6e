r"""What every written format shows: blocks of rows, each with its reason and its verdict.

A derivation brings its own prose and reasons; a checked document its relations, which are printed from their terms, so
that nothing of the author's macros is needed. A relation that could not be read is shown as text.

>>> from derivations.document.context import Context
>>> from derivations.document.document import CheckedDocument, Document, Relation, Span
>>> from derivations.document.verdicts import Verdict
>>> from derivations.terms.term import sym
>>> one = Relation("1", "2.1", Span(), "a", "=", "b", "claim", sym("a"), "eq", sym("b"))
>>> page = Page.of(CheckedDocument(Document("page.md", (one,)), {"1": Verdict("undecided", reason="limit")}))
>>> row = page.blocks[0].rows[0]
>>> row.lhs, row.op, row.rhs, row.reason, row.verdict
('a', '=', 'b', 'limit', 'undecided')
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from derivations.document.context import Definition
from derivations.document.document import CheckedDocument, Relation
from derivations.document.verdicts import Verdict
from derivations.latex.print import SIGNS, latex, name
from derivations.moves.derivation import Derivation
from derivations.moves.line import Line
from derivations.terms.heads import RELATIONS
from derivations.terms.shapes import SCALAR, Shape
from derivations.terms.term import Term, free_symbols, functions_of, sym

Source = Derivation | CheckedDocument


@dataclass(frozen=True)
class Row:
    """Two sides in LaTeX (the left one empty where the chain goes on), a sign, a reason with `$..$` and a verdict; `id`
    is that of the relation in its document.
    """

    lhs: str
    op: str
    rhs: str
    reason: str = ""
    verdict: str = ""
    readable: bool = True
    id: str = ""


@dataclass(frozen=True)
class Block:
    """A chain, or several that belong together, under a heading (none where they go on from those above).

    `lead` is what is said before the first.
    """

    heading: str
    rows: tuple[Row, ...]
    lead: str = ""


@dataclass(frozen=True)
class Page:
    """Everything that a written format shows; `throughout` is what is supposed of the quantities, in words."""

    title: str
    statement: str
    quantities: tuple[tuple[str, str, str], ...]
    blocks: tuple[Block, ...]
    throughout: str = ""

    @classmethod
    def of(cls, source: Source, verdicts: Mapping[str, Verdict] | None = None) -> Page:
        """The page of a derivation, with the judge's verdicts if there are any, or of a checked document."""
        if isinstance(source, CheckedDocument):
            return _of_document(source)
        return _of_derivation(source, verdicts or {})


def space_of(shape: Shape) -> str:
    r"""`\mathbb{R}^{n \times d}`."""
    if shape == SCALAR:
        return r"\mathbb{R}"
    sizes = [latex(size) for size in shape] if shape[1] != SCALAR[1] else [latex(shape[0])]
    power = r" \times ".join(sizes)
    return rf"\mathbb{{R}}^{{{power}}}" if len(power) > 1 else rf"\mathbb{{R}}^{power}"


def _of_derivation(source: Derivation, verdicts: Mapping[str, Verdict]) -> Page:
    blocks: list[Block] = []
    known = {quantity.name for quantity in source.quantities}
    waiting = _by_first_use(source, known)
    early = [condition for condition in source.conditions if free_symbols(condition) <= known]
    said = set(early)
    for place, line in enumerate(source.lines):
        rows = tuple(map(_definition_row, waiting.get(place, ())))
        if rows and (place == 0 or line.move == "suppose"):
            # what is supposed is no definition: they end what stands before it
            last = blocks.pop() if blocks else Block(_NOTATION, ())
            blocks.append(replace(last, rows=(*last.rows, *rows)))
            rows = ()
        if line.prose or not blocks:
            blocks.append(Block(line.prose or _NOTATION, ()))
        elif line.move == "suppose" and source.lines[place - 1].move != "suppose":
            blocks.append(Block("", ()))
        late = [each for each in line.conditions if each not in said and each != _claim(line)]
        said.update(late)
        supposes = line.move == "suppose" and not blocks[-1].rows
        row = _line_row(place, line, verdicts)
        blocks[-1] = replace(
            blocks[-1], rows=(*blocks[-1].rows, *rows, row), lead=_lead(blocks[-1].lead, late, supposes)
        )
    quantities = tuple((name(q.name), _space(q.shape, q.facts), q.meaning) for q in source.quantities)
    throughout = _supposed("Suppose throughout that", early) if early else ""
    return Page(source.title, source.statement, quantities, tuple(blocks), throughout)


_NOTATION = "Notation."
_EQUATION = "Suppose that"
"""Before the equation that a block starts from."""


def _line_row(place: int, line: Line, verdicts: Mapping[str, Verdict]) -> Row:
    verdict = verdicts.get(str(place + 1))
    return Row(
        lhs="" if line.lhs is None else latex(line.lhs),
        op=(r"\Rightarrow " if line.follows else "") + SIGNS[line.sign],
        rhs="0" if line.rhs.head == "zeros" and not _defines(line) else latex(line.rhs),
        reason=line.reason,
        verdict=verdict.kind if verdict else "",
        id=str(place + 1),
    )


def _defines(line: Line) -> bool:
    """Whether it says what a name is: then it says of what shape."""
    return line.role == "given" and line.move != "suppose" and line.lhs is not None and line.lhs.head == "sym"


def _lead(lead: str, conditions: Sequence[Term], equation: bool) -> str:
    """What is supposed of the quantities first, then that the block starts from an equation."""
    starts = equation or lead.endswith("that")
    words = lead.removesuffix("Suppose also that").removesuffix(_EQUATION).strip()
    if conditions:
        words = " ".join(filter(None, (words, _supposed("Suppose that", conditions))))
    if not starts:
        return words
    return f"{words} Suppose also that" if words else _EQUATION


def _by_first_use(source: Derivation, known: set[str]) -> dict[int, list[Definition]]:
    """Definitions that no line states, by the line before which they are needed: the start of the first chain that uses
    them, or the first line where they say something of the quantities alone.
    """
    unsaid = _unsaid(source)
    starts = [place for place, line in enumerate(source.lines) if line.lhs is not None and not line.follows]
    needed: dict[str, int] = {}
    for start, stop in zip(starts, [*starts[1:], len(source.lines)], strict=False):
        terms = [side for line in source.lines[start:stop] for side in (line.lhs, line.rhs) if side is not None]
        for used in frozenset[str]().union(*(free_symbols(term) | functions_of(term) for term in terms)):
            needed.setdefault(used, start)
    found: dict[int, list[Definition]] = {}
    for definition in reversed(unsaid):
        held = (free_symbols(definition.body) | functions_of(definition.body)) - set(definition.params or ())
        place = 0 if held <= known else needed.get(definition.name, 0)
        for used in held:
            needed[used] = min(place, needed.get(used, place))
        found[place] = [definition, *found.get(place, [])]
    return found


def _claim(line: Line) -> Term | None:
    """What the line itself says, as a condition."""
    return None if line.lhs is None or line.sign not in RELATIONS else Term(line.sign, (line.lhs, line.rhs))


def _supposed(start: str, conditions: Sequence[Term]) -> str:
    """`Suppose that $a < 1$, $b < 1$ and $c \\ne 0$.`"""
    *most, last = (f"${latex(condition)}$" for condition in conditions)
    return f"{start} {', '.join(most)}{' and ' if most else ''}{last}."


def _unsaid(source: Derivation) -> list[Definition]:
    """Definitions that no line of the derivation states."""
    said = {str(line.lhs.value) for line in source.lines if line.lhs is not None and line.role == "given"}
    return [definition for definition in source.definitions if definition.name not in said]


def _definition_row(definition: Definition) -> Row:
    name = sym(definition.name)
    lhs = name if definition.params is None else Term("app", tuple(map(sym, definition.params)), definition.name)
    return Row(latex(lhs), "=", latex(definition.body))


def _space(shape: Shape, facts: frozenset[str]) -> str:
    space = r"\mathbb{N}" if "natural" in facts else r"\mathbb{Z}" if "integer" in facts else space_of(shape)
    if shape != SCALAR:
        return space
    if "positive" in facts:
        return rf"{space}_{{>0}}"
    return rf"{space}_{{\ge 0}}" if "nonnegative" in facts else space


def _of_document(source: CheckedDocument) -> Page:
    blocks: list[Block] = []
    chain = ""
    for relation in source.document.relations:
        heading = f"Section {relation.section}" if relation.section else "The page"
        if not blocks or blocks[-1].heading != heading:
            blocks.append(Block(heading, ()))
        row = _row(relation, source.verdicts[relation.id], relation.chain == chain != "")
        blocks[-1] = replace(blocks[-1], rows=(*blocks[-1].rows, row))
        chain = relation.chain
    return Page(source.document.title or source.document.path, "", (), tuple(blocks))


def _row(relation: Relation, verdict: Verdict, continued: bool) -> Row:
    reason = verdict.reason or verdict.method or ""
    if relation.lhs is None or relation.rhs is None:
        return Row(relation.lhs_text, relation.op, relation.rhs_text, reason, verdict.kind, False, relation.id)
    lhs = "" if continued else latex(relation.lhs)
    return Row(lhs, relation.op, latex(relation.rhs), reason, verdict.kind, id=relation.id)
