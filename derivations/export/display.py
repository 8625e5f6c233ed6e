r"""What notebooks and consoles show of derivations, checked pages, verdicts and witnesses: HTML, LaTeX, plain text.

The LaTeX is displays that MathJax and LaTeX both know.

>>> from derivations.document.verdicts import Verdict, Witness
>>> display_of(Witness({"x": "1/2"}, "1", "2")).bundle()["text/latex"]
'$\\displaystyle x = \\tfrac{1}{2}:\\quad 1 \\text{ on the left, } 2 \\text{ on the right}$'
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from derivations.document.document import CheckedDocument, Relation
from derivations.document.verdicts import PROBLEMS, Verdict, Witness
from derivations.export import blocks, fragment, terminal
from derivations.export.checked_page import CheckedPage
from derivations.export.evidence import Ref, Tex, facts, number, values
from derivations.export.report import MARKS, place_of, remarks, shown, value_words, witness_words
from derivations.latex.print import latex
from derivations.moves.derivation import Derivation
from derivations.terms.shown import Shown
from derivations.terms.term import Term


@dataclass(frozen=True, slots=True)
class Display:
    """One thing in every form; the LaTeX is empty where there is no formula in it."""

    html: str
    latex: str
    plain: str

    def bundle(self) -> dict[str, str]:
        """By MIME type."""
        forms = {"text/html": self.html, "text/latex": self.latex, "text/plain": self.plain}
        return {kind: text for kind, text in forms.items() if text}

    @classmethod
    def joined(cls, parts: Iterable[Display]) -> Display:
        listed = list(parts)
        return cls(
            "\n".join(part.html for part in listed),
            "\n\n".join(part.latex for part in listed if part.latex),
            "\n".join(part.plain for part in listed),
        )


def display_of(source: Shown) -> Display:
    """In every form."""
    match source:
        case Derivation():
            return _derivation(source)
        case CheckedPage():
            return page(source)
        case CheckedDocument():
            return _document(source)
        case Verdict():
            return _verdict(source)
        case Witness():
            return _witness(source)
        case Term():
            formula = latex(source)
            return Display(
                fragment.wrapped(f"<p>{fragment.typeset(formula, display=True)}</p>"),
                rf"$\displaystyle {formula}$",
                formula,
            )
    raise TypeError(f"{type(source).__name__} has no display")


def _derivation(source: Derivation) -> Display:
    page = blocks.Page.of(source, source.verdicts)
    plain = terminal.render(source, source.verdicts).rstrip("\n")
    return Display(fragment.derivation(source), _displays(page), plain)


def page(source: CheckedPage, *, every: bool = False, briefly: bool = True) -> Display:
    """The blocks of a checked page; `every` shows all evidence, `briefly` only problems in plain text."""
    checked = source.checked
    relations = [relation for block in source.blocks for relation in _relations(block)]
    return Display(
        fragment.page(source, every=every), _relations_latex(checked, relations),
        _plain(checked, relations, every=every, briefly=briefly),
    )  # fmt: skip


def _relations(block: object) -> Iterator[Relation]:
    for part in (*getattr(block, "parts", ()), *getattr(block, "rows", ())):
        yield from getattr(part, "relations", ())


def _document(source: CheckedDocument) -> Display:
    """A document without its page: its relations as they were read."""
    relations = source.document.relations
    notes = fragment.Notes(source.document, source.verdicts)
    rows = [
        fragment.table_row([fragment.typeset(fragment.stated(each), display=True)], 1, "", notes.chips([each]),
                           notes.notes([each]))
        for each in relations
    ]  # fmt: skip
    told = fragment.counts(source.verdicts.values())
    html = fragment.wrapped(fragment.table(rows), f"<p><small>{told or 'no relations'}</small></p>")
    return Display(html, _relations_latex(source, relations), _plain(source, relations))


def _verdict(source: Verdict) -> Display:
    told = [f"{label}: {words}" for label, words in _remarks(source)]
    method = f" by {source.method}" if source.method and source.kind not in PROBLEMS else ""
    plain = "\n    ".join([f"{MARKS[source.kind]} {source.kind}{method}", *told])
    formula = _witness(source.witness).latex if source.witness is not None else ""
    return Display(fragment.wrapped(fragment.note(source)), formula, plain)


def _remarks(verdict: Verdict) -> Iterator[tuple[str, str]]:
    """The facts of a verdict that stands alone, as words."""
    if verdict.witness is not None:
        yield "counterexample", witness_words(verdict.witness)
        yield "there", f"left {value_words(verdict.witness.lhs)}, right {value_words(verdict.witness.rhs)}"
    for label, told in facts(verdict):
        if label not in ("counterexample", "there"):
            yield label, "".join(_as_words(piece) for piece in told)


def _as_words(piece: str | Tex | Ref) -> str:
    match piece:
        case Tex(tex, source):
            return shown(source or tex)
        case Ref(name):
            return shown(name)
        case str():
            return shown(piece)


def _witness(source: Witness) -> Display:
    at = (
        ", ".join(piece.tex for piece in values(source) if isinstance(piece, Tex)) or r"\text{both sides are constants}"
    )
    left, right = number(source.lhs), number(source.rhs)
    told = rf"{at}:\quad {left} \text{{ on the left, }} {right} \text{{ on the right}}"
    plain = f"{witness_words(source)}: left {value_words(source.lhs)}, right {value_words(source.rhs)}"
    return Display(
        fragment.wrapped(f"<p>{fragment.typeset(told, display=True)}</p>"), rf"$\displaystyle {told}$", plain
    )


# --- plain text ----------------------------------------------------------------------------------------------


def _plain(
    checked: CheckedDocument, relations: Collection[Relation], *, every: bool = False, briefly: bool = True
) -> str:
    """A line for each relation (`briefly`: for each problem), evidence below, and the counts."""
    lines: list[str] = []
    for relation in relations:
        verdict = checked.verdicts[relation.id]
        problem = verdict.kind in PROBLEMS
        if briefly and not (every or problem):
            continue
        where = f"   ({place_of(relation.id, checked.document)})" if problem and relation.span.line else ""
        lines.append(f"{MARKS[verdict.kind]} {verdict.kind:9} {shown(fragment.stated(relation))}{where}")
        if every or problem or verdict.conditions:
            lines += [f"    {label}: {words}" for label, words in remarks(relation, verdict, checked.document)]
    return "\n".join([*lines, fragment.counts(checked.verdicts[each.id] for each in relations) or "no relations"])


# --- LaTeX ---------------------------------------------------------------------------------------------------


def _displays(page: blocks.Page) -> str:
    """One display a block: its heading, then rows with reasons and verdicts."""
    return "\n\n".join(_aligned(block.rows, block.heading) for block in page.blocks)


def _relations_latex(checked: CheckedDocument, relations: Iterable[Relation]) -> str:
    kept = {relation.id for relation in relations}
    page = blocks.Page.of(checked)
    rows = [row for block in page.blocks for row in block.rows if row.id in kept and row.readable]
    return _aligned([replace(row, reason="") for row in rows]) if rows else ""


def _aligned(rows: Iterable[blocks.Row], heading: str = "") -> str:
    lines = [rf"&\textbf{{{_text(heading)}}}"] if heading else []
    for row in rows:
        lhs, sign = row.lhs, row.op
        if sign.startswith(r"\Rightarrow"):
            lhs, sign = rf"\Rightarrow\quad {lhs}", sign.removeprefix(r"\Rightarrow").strip()
        told = ", ".join(filter(None, (_text(row.reason), row.verdict)))
        lines.append(f"{lhs} &{sign} {row.rhs}" + (rf" && \text{{({told})}}" if told else ""))
    body = " \\\\\n".join(lines)
    return f"$$\\begin{{aligned}}\n{body}\n\\end{{aligned}}$$"


def _text(text: str) -> str:
    r"""Words for `\text`, with their formulas: what is special to LaTeX outside of them is left out.

    >>> _text("50 % of $a_b$")
    '50  of $a_b$'
    """
    parts = text.split("$")
    return "$".join(part if place % 2 else re.sub(r"[\\%&#_^~{}]", "", part) for place, part in enumerate(parts))
