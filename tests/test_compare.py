"""Results of a page beside ours: the same, different, in other letters, under another name, about something else."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

from derivations.cli import main
from derivations.compare import DIFFERENT, ELSE, OPEN, SAME, Comparison, compare
from derivations.compare.letters import called
from derivations.reader.page import read_page
from derivations.reader.sources import load, parse_text
from derivations.worked import WORKED

LEAST_SQUARES = r"""
Let $X \in \mathbb{R}^{n \times d}$, $t \in \mathbb{R}^n$, $w_0 \in \mathbb{R}^d$ and $\eta \in \mathbb{R}$.
Let $a = X w_0 - t$.

"""


def compared(text: str, *names: str) -> list[Comparison]:
    return compare(read_page(parse_text(text)), [WORKED[name]() for name in names])


@pytest.mark.parametrize(
    ("line", "name", "kind", "result"),
    [
        (r"$$w_1 = w_0 - \frac{2\eta}{n} X^\top (X w_0 - t)$$", "one_step_loss", SAME, "step"),
        (r"$$w_1 = w_0 - \frac{\eta}{n} X^\top (X w_0 - t)$$", "one_step_loss", DIFFERENT, "step"),
        (r"$$\eta = n \frac{\|X^\top a\|^2}{2 a^\top X X^\top X X^\top a}$$", "one_step_loss", SAME, "best_rate"),
        (r"$$\eta = n \frac{\|X^\top a\|^2}{2 \|a\|^2}$$", "one_step_loss", DIFFERENT, "best_rate"),
        (r"$$v_1 = w_0 - \frac{2\eta}{n} X^\top a$$", "one_step_loss", SAME, "step"),
        (r"$$v_1 = w_0 - \frac{\eta}{n} X^\top a$$", "one_step_loss", None, ""),
        (r"$$w_1 = w_0 - q$$", "one_step_loss", ELSE, "step"),
        (r"$$\tilde{w}_1 = w_0 - \frac{2\eta}{n} X^\top a - 2 \tilde{\lambda} \eta w_0$$", "weight_decay", SAME,
         "penalised_step"),
    ],
)  # fmt: skip
def test_one_line(line: str, name: str, kind: str | None, result: str) -> None:
    found = [each for each in compared(LEAST_SQUARES + line, name) if each.end.lhs.value != "a"]
    if kind is None:
        assert not found
        return
    (one,) = found
    assert (one.kind, one.ours.name) == (kind, result), one
    assert (one.verdict is not None and one.verdict.witness is not None) == (kind == DIFFERENT)


ANSWERS = sorted((Path(__file__).parent / "answers").glob("*.md"))
WORDS = {"same": SAME, "different": DIFFERENT, "open": OPEN, "else": ELSE}
MARK = re.compile(r"(?:<!--|%) ((?:same|different|open|else|nothing)\b.*?)(?: -->)?$", re.MULTILINE)


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_what_students_answer(path: Path) -> None:
    """A mark says what the results on its line are, and the name of ours or words of the reason."""
    head, text = path.read_text("utf-8").split("\n", 1)
    name, _, reading = head.removeprefix("<!-- ").removesuffix(" -->").partition(", reading ")
    page = read_page(parse_text("\n" + MARK.sub("", text)))
    found = {each.end.relation.span.line: each for each in compare(page, [WORKED[name]()], 0, called(reading.split()))}
    marks = {number: mark[1] for number, line in enumerate(text.split("\n"), 2) if (mark := MARK.search(line))}
    assert set(found) <= set(marks)
    for number, mark in marks.items():
        kinds, _, words = mark.partition(": ")
        if mark.startswith("nothing"):
            assert number not in found, found[number]
            continue
        one = found[number]
        assert one.kind in [WORDS[kind] for kind in kinds.split("|")], (number, one.kind, one.reason)
        assert words in (one.ours.name, "") or words in one.reason, (number, one)
        assert (one.verdict is not None and one.verdict.witness is not None) == (one.kind == DIFFERENT)


def test_the_nearest_of_several_derivations_is_named() -> None:
    page = LEAST_SQUARES + r"$$w_1 = (1 - \lambda) w_0 - \frac{2\eta}{n} X^\top a$$"
    found = [each for each in compared(page, "one_step_loss", "weight_decay") if each.end.lhs.value == "w_{1}"]
    assert [(each.kind, each.ours.derivation.name) for each in found] == [(SAME, "weight_decay")]


def test_a_letter_in_the_other_case_is_read_as_ours() -> None:
    page = LEAST_SQUARES.replace("$X ", "$x ").replace("X w_0", "x w_0") + r"$$w_1 = w_0 - \frac{2\eta}{n} x^\top a$$"
    (found,) = (each for each in compared(page, "one_step_loss") if each.end.lhs.value == "w_{1}")
    assert (found.kind, found.reads) == (SAME, {"x": "X"})


def test_the_command_shows_both_and_a_counterexample(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.md"
    path.write_text(r"Let $\lambda, \eta$ be numbers with $\eta > 0$. So $\tilde{\lambda} = \lambda / \eta$.", "utf-8")
    assert main(["compare", str(path), "--with", "weight_decay"]) == 1
    printed = capsys.readouterr().out
    for words in ("different from weight_decay: penalty", r"page  \tilde{\lambda} = \lambda / \eta",
                  r"ours  \tilde{\lambda} = \frac{\lambda}{2 \eta}", "1 different"):  # fmt: skip
        assert words in printed
    path.write_text(
        r"Let $\lambda, \eta$ be numbers with $\eta > 0$. So $\tilde{\lambda} = \lambda / (2 \eta)$.", "utf-8"
    )
    assert main(["compare", str(path), "--with", "weight_decay"]) == 0
    assert main(["compare", str(path), "--with", "weight_decays"]) == 2
    assert "did you mean weight_decay" in capsys.readouterr().err


def test_a_page_may_call_names_otherwise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.md"
    path.write_text(r"Let $\beta$ and $s_1$ be numbers. So $v_{0,1} = (1 - \beta)(64 \beta + s_1^2)$.", "utf-8")
    assert main(["compare", str(path), "--with", "rmsprop"]) == 0
    assert "0 the same" in capsys.readouterr().out
    assert main(["compare", str(path), "--with", "rmsprop", "--read", "s_1=g_{0,1}"]) == 0
    assert "1 the same" in capsys.readouterr().out
    assert main(["compare", str(path), "--with", "rmsprop", "--read", "s_1"]) == 2
    assert "THEIRS=OURS is needed" in capsys.readouterr().err


def test_the_page_about_it_shows_what_happens() -> None:
    found = doctest.testfile(str(Path(__file__).parent.parent / "docs" / "compare.md"), module_relative=False)
    assert found.attempted > 4
    assert not found.failed


def test_letters_that_the_page_has_are_suggested(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.md"
    path.write_text((Path(__file__).parent / "answers" / "other_letters.md").read_text("utf-8"), "utf-8")
    assert main(["compare", str(path), "--with", "one_step_loss"]) == 0
    printed = capsys.readouterr().out
    assert (
        r"L_1 not compared with one_step_loss: it does not have A, \alpha, \theta_0, y".replace("\\\\", "\\") in printed
    )
    suggested = printed.strip().split("\n")[-1].partition(": ")[2]
    assert suggested == r"--read A=X --read '\theta=w' --read y=t --read '\alpha=\eta'".replace("\\\\", "\\")
    assert main(["compare", str(path), "--with", "one_step_loss", *shlex.split(suggested)]) == 1
    assert "3 the same, 1 different" in capsys.readouterr().out
    for read, words in (("q=w", "q is not on the page"), ("A=Q", "Q is no name of ours"), ("A+1=X", "A+1 is no name")):
        assert main(["compare", str(path), "--with", "one_step_loss", "--read", read]) == 2
        assert words in capsys.readouterr().err


HOMEWORK = Path(__file__).parents[2] / "shared" / "homework" / "solutions.md"


@pytest.mark.skipif(not HOMEWORK.exists(), reason="needs shared/homework beside the project")
def test_the_homework() -> None:
    page = read_page(load(HOMEWORK))
    found = compare(page, [WORKED[name]() for name in ("one_step_loss", "rmsprop", "weight_decay")])
    same = {each.end.relation.span.line for each in found if each.kind == SAME}
    assert {40, 45, 51, 56, 92, 96, 100, 106, 127} <= same
    named = compare(page, [WORKED["rmsprop"]()], called=called(["a_1=g_{0,1}"]))
    assert {71, 75} <= {each.end.relation.span.line for each in named if each.kind == SAME}
    (wrong,) = (each for each in found if each.kind == DIFFERENT)
    assert (wrong.end.relation.span.line, wrong.ours.name, wrong.reads) == (111, "best_rate", {"x": "X"})
