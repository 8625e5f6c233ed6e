"""Derivations and checked documents as LaTeX, Markdown and terminal text: complete, escaped, readable back."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

from derivations.api import check
from derivations.document.context import Context
from derivations.document.document import CheckedDocument, Document, Relation, Span
from derivations.document.verdicts import Verdict
from derivations.export import latex, markdown, terminal
from derivations.export.blocks import Page
from derivations.latex.print import latex as printed
from derivations.moves.derivation import Derivation, Quantity
from derivations.moves.line import Line, given
from derivations.terms.term import Term, num, sym
from derivations.worked import WORKED
from tests.export.tex import compiled, needs_tex, too_wide

FORMATS = (latex, markdown, terminal)
NAMES = sorted(WORKED)
BREAK = " \\\\\n&\\qquad "
"""Where a formula that is too long for a line goes on in the next."""
HOSTILE = r"50 % of a_b & \input{/etc/passwd} #1 {x} ~ ^ $5"


def verdicts_of(derivation: Derivation) -> dict[str, Verdict]:
    relations = derivation.document().relations
    return {r.id: Verdict("given" if r.role == "given" else "proved", method="words") for r in relations}


def in_one_line(tex: str) -> str:
    """LaTeX without what makes formulas fit: breaks, fences that end in another line, small matrices."""
    for written, meant in (
        (BREAK, " "),
        (r" \\[3pt] ", r" \\ "),
        (r"\bigl", r"\left"),
        (r"\bigr", r"\right"),
        (r"\left[ \begin{smallmatrix}", r"\begin{bmatrix}"),
        (r"\end{smallmatrix} \right]", r"\end{bmatrix}"),
    ):
        tex = tex.replace(written, meant)
    return tex


def checked() -> CheckedDocument:
    span = Span("page.md", 1, 1, 1, 5)
    relations = (
        Relation("1", "2.1", span, "a", "=", r"\mine{b}", "claim", sym("a"), "eq", sym("b"), chain="1"),
        Relation("2", "2.1", span, "", r"\le", "c", "claim", sym("b"), "le", sym("c"), chain="1"),
        Relation("3", "2.2", span, HOSTILE, "=", r"\foo", "unread", reason=HOSTILE, context=Context()),
    )
    verdicts = {
        "1": Verdict("proved", method="words"),
        "2": Verdict("undecided", reason="limit"),
        "3": Verdict("unread", reason=HOSTILE),
    }
    return CheckedDocument(Document("page_1.md", relations), verdicts)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.SUFFIX)
@pytest.mark.parametrize("name", NAMES)
def test_every_line_and_reason_is_shown(form: ModuleType, name: str) -> None:
    derivation = WORKED[name].derive()
    text = in_one_line(form.render(derivation))
    for line in derivation.lines:
        assert (printed(line.rhs) if line.rhs.head != "zeros" else "0") in text
        assert line.reason in text or line.reason.replace("$", "") in text
    for condition in derivation.conditions:
        assert printed(condition) in text


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.SUFFIX)
def test_verdicts_can_be_shown_and_left_out(form: ModuleType) -> None:
    derivation = WORKED["weight_decay"].derive()
    verdicts = verdicts_of(derivation)
    mark = r"\by[\checkmark]" if form is latex else "proved"
    assert form.render(derivation, verdicts).count(mark) == sum(v.kind == "proved" for v in verdicts.values())
    hidden = form.render(derivation, verdicts, marks=False)
    assert mark not in hidden
    assert "proved" not in hidden


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.SUFFIX)
def test_a_checked_document_shows_every_relation(form: ModuleType) -> None:
    text = form.render(checked())
    for word in ("proved", "undecided", r"\le c"):
        assert word in text
    assert r"\mine" not in text


READ_BACK = [
    "one_step_loss",
    "weight_decay",
]


@pytest.mark.parametrize("name", READ_BACK)
def test_the_markdown_is_read_back_and_proved(name: str) -> None:
    derivation = WORKED[name].derive()
    summary = check(markdown.render(derivation)).summary
    assert summary["refuted"] == summary["unread"] == 0
    assert summary["undecided"] == 0
    assert summary["given"] + summary["proved"] >= len(derivation.lines)


def test_text_is_escaped_in_latex() -> None:
    text = latex.render(checked())
    body = text[text.index(r"\begin{document}") :]
    assert r"\input{/etc" not in body
    assert r"50 \% of a\_b \& \textbackslash{}input\{/etc/passwd\} \#1" in body


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a_b", r"a\_b"),
        ("$a_b$ & c", r"$a_b$ \& c"),
        ("5 $ & 6", r"5 \$ \& 6"),
        ("\\", r"\textbackslash{}"),
        ("", ""),
    ],
)
def test_escaping(text: str, expected: str) -> None:
    assert latex.escaped(text) == expected


def test_a_chain_continues_and_a_new_one_starts() -> None:
    rows = [row for block in Page.of(checked()).blocks for row in block.rows]
    assert [(row.lhs, row.op, row.readable) for row in rows] == [
        ("a", "=", True),
        ("", r"\le", True),
        (HOSTILE, "=", False),
    ]


def test_implications_are_shown_as_such() -> None:
    lines = (given(sym("x") + 1, num(2)), Line(sym("x"), "eq", num(1), "solve", "solve", follows=True))
    derivation = Derivation("d", "D", "", (Quantity("x", "a number"),), (), lines)
    assert r"\Rightarrow\quad x &= 1" in latex.render(derivation)
    assert r"\Rightarrow\quad x &= 1" in markdown.render(derivation)
    assert "=> x = 1" in terminal.render(derivation)


def test_whole_numbers_are_said_to_be_whole() -> None:
    facts = {"k": {"natural"}, "i": {"integer"}, "x": set[str]()}
    quantities = tuple(Quantity(name, "a number", facts=frozenset(known)) for name, known in facts.items())
    page = Page.of(Derivation("d", "D", "", quantities, (), ()))
    assert [space for _, space, _ in page.quantities] == [r"\mathbb{N}", r"\mathbb{Z}", r"\mathbb{R}"]


@pytest.mark.parametrize("summands", [3, 60])
def test_a_sum_is_broken_between_its_summands_where_it_is_too_long(summands: int) -> None:
    parts = [sym(f"x_{{{number}}}") * (sym("a") + sym("b")) for number in range(summands)]
    derivation = Derivation(
        "d", "D", "", (Quantity("x", "a number"),), (), (given(sym("x"), Term("add", tuple(parts))),)
    )
    text = latex.render(derivation)
    assert (BREAK in text) is (summands > 3)
    for line in text.split(BREAK)[1:]:
        assert line.startswith("+ x_")
    assert printed(derivation.lines[0].rhs) in in_one_line(text)


def test_a_left_side_that_leaves_no_room_stands_above_its_right_side() -> None:
    wide = Term("add", tuple(sym(f"x_{{{number}}}") for number in range(14)))
    for lhs, stacked in ((sym("y"), False), (wide, True)):
        lines = (Line(lhs, "eq", wide, "a reason", "given", "given"),)
        text = latex.render(Derivation("d", "D", "", (Quantity("x", "a number"),), (), lines))
        assert (f"&{printed(lhs)} \\\\\n&\\quad =" in text) is stacked
        assert (f"{printed(lhs)} &=" in text) is not stacked


OTHERS = [
    ("receptive_field", {"kernels": (3, 3, 3), "strides": (1, 2, 1), "dilations": (1, 1, 2)}),
    ("rmsprop", {"x": (3, Fraction(-1, 2), 7), "t": Fraction(5, 3), "eta": r"\alpha"}),
    ("unrolled_graph", {"steps": 4}),
]


@needs_tex
@pytest.mark.parametrize("marks", [True, False])
def test_all_derivations_fit_on_the_pages_of_one_article(tmp_path: Path, marks: bool) -> None:
    derived = [WORKED[name]() for name in NAMES]
    if marks:
        derived += [WORKED[name](**parameters) for name, parameters in OTHERS]
    log = compiled(latex.together([(each, verdicts_of(each), "") for each in derived], marks=marks), tmp_path)
    assert not too_wide(log)


@needs_tex
def test_an_article_and_a_fragment_in_one_compile(tmp_path: Path) -> None:
    derivation = WORKED["weight_decay"]()
    alone = latex.render(derivation, verdicts_of(derivation))
    inside = latex.fragment(derivation, verdicts_of(derivation))
    assert not too_wide(compiled(alone, tmp_path))
    assert not too_wide(compiled(alone.replace(r"\end{document}", inside * 2 + r"\end{document}"), tmp_path))


@needs_tex
def test_a_document_without_its_page_compiles(tmp_path: Path) -> None:
    compiled(latex.render(checked()), tmp_path)
