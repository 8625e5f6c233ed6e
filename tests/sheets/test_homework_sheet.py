"""The sheet of the homework: in its numbers, every line judged, in every format, and other data give another sheet."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from derivations.api import check
from derivations.cli import main
from derivations.latex.print import latex as printed
from derivations.sheets import homework
from derivations.sheets.formats import html, latex, markdown, notebook
from derivations.sheets.formats.pictures import drawn
from derivations.sheets.sheet import Exercise, Part, SolutionSheet, Table
from derivations.worked import WORKED
from tests.export.tex import compiled, needs_tex, too_wide

NUMBERS = "1.1.1 1.2.1 2.1.1 2.1.2 2.2.1 2.2.2 2.2.3 2.3.1 2.3.2 3.1 3.2 3.3".split()

OPEN = {"1.1.1": {"undecided": 2}, "2.2.2": {"supported": 1}}
"""What our own reader leaves open of an exercise: iterates declared twice, and a square that is positive."""


@pytest.fixture(scope="module")
def sheet() -> SolutionSheet:
    return homework.derive()


def test_it_has_the_numbers_of_the_assignment(sheet: SolutionSheet) -> None:
    assert [exercise.number for exercise in sheet.exercises] == NUMBERS


def test_every_line_is_given_or_proved(sheet: SolutionSheet) -> None:
    verdicts = [verdict.kind for done in sheet.derivations for verdict in done.verdicts.values()]
    assert set(verdicts) == {"given", "proved"}
    assert verdicts.count("proved") > 400


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_written_is_read_back(sheet: SolutionSheet, number: str) -> None:
    """By our own reader, each exercise as a page of its own."""
    (exercise,) = (each for each in sheet.exercises if each.number == number)
    found = check(markdown.render(replace(sheet, exercises=(exercise,)))).summary
    left = {kind: count for kind, count in found.items() if count and kind not in ("given", "proved")}
    assert left == OPEN.get(number, {})
    assert found["proved"] >= 3


def test_results_of_the_derivations_stand_in_the_sheet(sheet: SolutionSheet) -> None:
    text = markdown.render(sheet)
    for name, result in (("one_step_loss", "best_rate"), ("weight_decay", "penalty"), ("rmsprop", "D")):
        assert printed(WORKED[name]().results[result]) in text
    for number in ("2688", "1118208", r"14 \times 14"):
        assert number in text


def test_other_data_give_another_sheet() -> None:
    other = homework.derive(
        x=(Fraction(3), Fraction(-1)), t=Fraction(5), network=("conv5", "pool2"), kernels=(3, 3), strides=(1, 1)
    )
    text = markdown.render(other)
    assert printed(WORKED["one_example_descent"](x=(3, -1), t=5).results["limit"]) in text
    assert r"5 \times 5" in text
    (table,) = (each for each in other.exercises[10].pieces if isinstance(each, Table))
    assert [row[0] for row in table.rows] == ["image", "1 conv5", "2 pool2", "all"]
    assert all(verdict.kind in ("given", "proved") for done in other.derivations for verdict in done.verdicts.values())


def test_where_rmsprop_stays_in_the_span_nothing_else_is_said() -> None:
    equal = homework.derive(x=(Fraction(1), Fraction(1)))
    text = markdown.render(equal)
    assert "What would be zero in the span is" not in text
    assert "RMSProp leaves the span" not in text


def test_a_part_needs_headings_that_are_there() -> None:
    wrong = Exercise("1", "", (Part(WORKED["weight_decay"](), ("The gradients",)),))
    with pytest.raises(ValueError, match=r"no heading starts with The gradients; there are: Notation\."):
        list(SolutionSheet("s", "S", (wrong,)).shown())


def test_letters_are_said_once(sheet: SolutionSheet) -> None:
    text = markdown.render(sheet)
    learning = text[text.index("## 2.2.1") : text.index("## 2.3.1")]
    assert learning.count(r"- $\eta \in") == 1
    assert learning.count("(the loss)") == 1


def test_html_has_every_exercise_line_and_picture(sheet: SolutionSheet) -> None:
    page = html.render(sheet)
    for exercise in sheet.exercises:
        assert f"{exercise.number} {exercise.title}" in page
    assert page.count("<figure>") == len(sheet.pictures) > 8
    assert not re.search(r"\sstyle=", page)
    identities = re.findall(r'\sid="([^"]+)"', page)
    assert len(identities) == len(set(identities))


def test_latex_names_its_pictures(sheet: SolutionSheet) -> None:
    named = re.findall(r"\\drawn\{(\w+\.pdf)\}", latex.render(sheet))
    assert named == [f"{each.file}.pdf" for each in sheet.pictures]


@needs_tex
def test_latex_compiles_and_fits(sheet: SolutionSheet, tmp_path: Path) -> None:
    for name, content in drawn(sheet, latex.PICTURES).items():
        (tmp_path / name).write_bytes(content)
    assert too_wide(compiled(latex.render(sheet), tmp_path)) == []


def test_the_notebook_derives_each_once_and_has_its_pictures(sheet: SolutionSheet) -> None:
    cells = json.loads(notebook.render(sheet))["cells"]
    made = [
        line
        for cell in cells
        if cell["cell_type"] == "code"
        for line in cell["source"]
        if "derivations.worked[" in line
    ]
    assert len(made) == len(set(made)) == len(sheet.derivations)
    shown = [output for cell in cells for output in cell.get("outputs", [])]
    assert len(shown) == len(sheet.pictures)


PAGE = r"""# Homework

2.2.3

Let $X \in \mathbb{R}^{n \times d}$, $a \in \mathbb{R}^n$ and $n > 0$. Suppose that $X X^\top a \ne 0$.
So $\eta = \frac{n}{2} \frac{\|X^\top a\|_2^2}{\|X X^\top a\|_2^2}$, and $\|2 a\|_2^2 = 2 \|a\|_2^2$.

3.3

The field is large.
"""


def test_the_command_writes_all_formats_and_what_is_different(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.md").write_text(PAGE, "utf-8")
    formats = [option for each in ("markdown", "latex", "html", "notebook") for option in ("--format", each)]
    output = f"{tmp_path / 'out'}/"
    assert main(["sheet", "homework", "--against", str(tmp_path / "mine.md"), *formats, "--output", output]) == 0
    assert capsys.readouterr().out == ""
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"homework.md", "homework.tex", "homework.html", "homework.ipynb"} <= written
    assert {"one_step_loss_picture.svg", "one_step_loss_picture.pdf"} <= written
    text = (tmp_path / "out" / "homework.md").read_text("utf-8")
    last = text[text.index("## Where the page handed in differs") :]
    assert r"2.2.3, line 6: $\|2 a\|_2^2 = 2 \|a\|_2^2$" in last
    assert "2.2.2 It is convex in the learning rate: the page does not have it." in last
    assert "3.3 The receptive field: the page answers in words, without a formula to check." in last


def test_the_command_says_what_can_be_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sheet", "homework", "--set", "kernels=0", "--set", "strides=1"]) == 2
    assert "derivations: homework:" in capsys.readouterr().err
    assert main(["sheet", "homework", "--set", "y=1"]) == 2
    assert "y: no such parameter" in capsys.readouterr().err
    assert main(["sheet", "home"]) == 2
