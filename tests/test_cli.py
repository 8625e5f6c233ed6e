"""The command line from outside: what it prints, to which stream, with which status."""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from derivations.cli import main, parser
from derivations.commands import pages
from derivations.moves.derivation import Derivation
from derivations.worked import WORKED
from tests.sheets.short import short_sheet

ROOT = Path(__file__).parent.parent

TRUE = "For every real $x$ we have $(x + 1)^2 = x^2 + 2x + 1$.\n"
FALSE = "For every real $x$ we have $(x + 1)^2 = x^2 + 1$.\n"
OPEN = "Then $\\nonsense{x} = 1$.\n"


def page(folder: Path, text: str, name: str = "page.md") -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def run(*arguments: str, text: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """In a process of its own, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "derivations", *arguments],
        input=text.encode(),
        capture_output=True,
        cwd=ROOT,
        env=os.environ | environment,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("text", "options", "status"),
    [
        (TRUE, (), 0),
        (FALSE, (), 1),
        (OPEN, (), 0),
        (TRUE, ("--strict",), 0),
        (OPEN, ("--strict",), 1),
        ("No mathematics.\n", ("--strict",), 0),
        ("", (), 0),
    ],
)
def test_status_says_what_was_found(tmp_path: Path, text: str, options: tuple[str, ...], status: int) -> None:
    assert main(["check", page(tmp_path, text), *options]) == status


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["check"],
        ["check", "--format", "yaml", "page.md"],
        ["check", "--seed", "many", "page.md"],
        ["check", "nowhere.md"],
        ["check", "derivations/document"],
        ["check", "page.md", "--config", "nowhere.toml"],
        ["check", "README.md", "--config", "pyproject.toml"],
        ["check", "README.md", "--baseline", "nowhere.json"],
        ["check", "README.md", "--update-baseline"],
        ["check", "README.md", "--watch", "--format", "json"],
        ["check", "-", "--watch"],
        ["init", "page.docx"],
        ["init", "README.md"],
        ["check", "a\0b.md"],
        ["check", "--declare", "nowhere.txt", "README.md"],
        ["read", "nowhere.md"],
        ["explain", "nowhere.md:3"],
        ["explain", "page.md"],
        ["solve", "nonsense"],
        ["solve"],
        ["solv", "weight_decay"],
        ["solve", "weight_decay", "--format", "yaml"],
        ["solve", "weight_decay", "--set", "eta"],
        ["solve", "weight_decay", "--set", "eta=3"],
        ["solve", "weight_decay", "--set", "nothing=3"],
        ["solve", "weight_decay", "one_step_loss", "--output", "both.txt"],
        ["compare", "nowhere.md", "--with", "weight_decay"],
        ["compare", ".", "--with", "weight_decay"],
        ["compare", "README.md"],
        ["compare", "README.md", "--with", "weight_decay", "--read", "q=w"],
        ["crosscheck", "one_step_loss", "--trials", "many"],
        ["crosscheck", "nonsense"],
        ["crosscheck", "one_step_loss", "--trials", "0"],
    ],
    ids=" ".join,
)
def test_unusable_arguments_are_one_line_and_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("derivations: ")
    assert printed.err.count("\n") == 1
    assert "Traceback" not in printed.err


def test_the_report_shows_place_line_caret_and_counterexample(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = page(tmp_path, TRUE + "\n" + FALSE)
    assert main(["check", path]) == 1
    lines = capsys.readouterr().out.split("\n")
    start = next(place for place, line in enumerate(lines) if line.startswith(f"{path}:3:39"))
    assert "refuted" in lines[start]
    assert lines[start + 1].strip() == FALSE.strip()
    assert lines[start + 1][lines[start + 2].index("^")] == "="
    assert "x = " in lines[start + 3]
    assert not any(f"{path}:1:" in line for line in lines)


@pytest.mark.parametrize(
    ("option", "shown"),
    [((), {"refuted", "unread"}), (("--all",), {"proved", "refuted", "unread"}), (("--quiet",), {"refuted"})],
)
def test_how_much_is_shown(
    tmp_path: Path, option: tuple[str, ...], shown: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = page(tmp_path, "\n".join((TRUE, FALSE, OPEN)))
    main(["check", path, *option])
    heads = [line for line in capsys.readouterr().out.split("\n") if line.startswith(f"{path}:")]
    assert {line.split()[2] for line in heads} == shown


def test_the_summary_counts_every_page_and_the_sum(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [page(tmp_path, TRUE, "one.md"), page(tmp_path, FALSE, "two.md")]
    main(["check", *paths])
    rows = [line.split() for line in capsys.readouterr().out.rstrip("\n").split("\n")[-4:]]
    assert rows[0] == ["page", "given", "proved", "supported", "refuted", "undecided", "unread"]
    assert [row[1:] for row in rows[1:]] == [list("010000"), list("000100"), list("010100")]


def test_output_goes_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.json"
    assert main(["check", page(tmp_path, FALSE), "--format", "json", "--output", str(report)]) == 1
    assert capsys.readouterr().out == ""
    assert json.loads(report.read_text("utf-8"))["summary"]["refuted"] == 1


def test_an_output_that_cannot_be_written_is_unusable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", page(tmp_path, TRUE), "--output", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_a_path_is_reported_as_it_was_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page(tmp_path, TRUE)
    monkeypatch.chdir(tmp_path)
    main(["check", "./page.md", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["documents"][0]["path"] == "./page.md"


def test_declarations_outrank_what_the_page_leaves_open(tmp_path: Path) -> None:
    path = page(tmp_path, "We have $A B = B A$.\n")
    numbers = page(tmp_path, "A \\in \\mathbb{R}\nB \\in \\mathbb{R}\n", "numbers.txt")
    matrices = page(tmp_path, "A \\in \\mathbb{R}^{n \\times n}\nB \\in \\mathbb{R}^{n \\times n}\n", "matrices.txt")
    assert main(["check", path, "--strict", "--declare", numbers]) == 0
    assert main(["check", path, "--declare", matrices]) == 1


def test_standard_input_is_a_page() -> None:
    done = run("check", "-", text=FALSE)
    assert done.returncode == 1
    assert b"-:1:39" in done.stdout


def test_standard_input_that_is_no_text_is_unusable() -> None:
    command = [sys.executable, "-m", "derivations", "check", "-"]
    done = subprocess.run(command, input=b"\xff\xfe$", capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(b"derivations: -: ")


def test_output_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    path = page(tmp_path, "Größer 数: " + FALSE)
    done = run("check", path, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "Größer 数".encode() in done.stdout


def test_a_page_cannot_speak_to_the_terminal(tmp_path: Path) -> None:
    path = page(tmp_path, "[bold]\x1b[31m\u202e[/bold] " + FALSE)
    for options in ((), ("--format", "json"), ("--all",)):
        done = run("check", path, *options)
        assert done.returncode == 1
        assert b"\x1b" not in done.stdout
        assert "\u202e".encode() not in done.stdout
    assert b"[bold]" in run("check", path).stdout


def test_nothing_is_coloured_or_drawn_without_a_terminal(tmp_path: Path) -> None:
    done = run("check", page(tmp_path, FALSE))
    assert b"\x1b" not in done.stdout + done.stderr
    assert done.stderr == b""


def test_an_interrupt_is_status_130(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pages, "load", interrupted)
    assert main(["check", page(tmp_path, TRUE)]) == 130


@pytest.mark.parametrize("command", "check init read explain list solve sheet crosscheck compare steps survey".split())
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert f"derivations {command}" in capsys.readouterr().out


def examples() -> list[str]:
    """The lines of every help that show a call which ends, without what stands beside it."""
    helps = [parser().epilog or "", *(command.epilog or "" for command in commands().values())]
    lines = [line.strip() for text in helps for line in text.split("\n") if line.startswith("  ")]
    return sorted({re.split(r"\s{3,}", line)[0] for line in lines if _is_a_call(line)})


def _is_a_call(line: str) -> bool:
    return re.match(r"(cat .* \| )?derivations ", line) is not None and "--watch" not in line


def commands() -> dict[str, argparse.ArgumentParser]:
    (found,) = [action.choices for action in parser()._actions if action.dest == "command" or action.choices]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("example", examples())
def test_the_examples_of_every_help_work(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "\n" * 11 + r"Let $\theta_0, A, a_1$ be numbers. Then $\theta_0 A a_1 = a_1 A \theta_0$." + "\n"
    monkeypatch.setattr("derivations.commands.sheet.deriving", lambda _: short_sheet)
    for name in ("notes.md", "homework.md", "mine.md", "notes.tex", "paper.tex", "chapter1.tex", "chapter2.tex"):
        page(tmp_path, text, name)
    page(tmp_path, "X \\in \\mathbb{R}^{n \\times d}\n", "shapes.txt")
    page(tmp_path, '[tool.derivations]\npaths = ["docs"]\n', "pyproject.toml")
    for folder in ("docs", "notes"):
        (tmp_path / folder).mkdir()
    for folder in ("docs", "notes"):
        page(tmp_path / folder, text)
    monkeypatch.chdir(tmp_path)
    assert main(["check", "docs/", "--baseline", "known.json", "--update-baseline"]) == 0
    _, _, call = example.rpartition("derivations ")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    arguments = [word for each in shlex.split(call) for word in ([each] if each != "all" else ["weight_decay"])]
    column = text.split("\n")[11].index("=") + 1
    assert main([word.replace(":12:8", f":12:{column}") for word in arguments]) in (0, 1), capsys.readouterr().err


def test_help_imports_nothing_heavy() -> None:
    heavy = "sympy numpy flint rich lark markdown_it derivations.reader derivations.verify".split()
    found = f"any(name in sys.modules for name in {heavy})"
    code = f"import sys; from derivations.cli import main; main(['--help']); sys.exit({found})"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_every_option_of_every_command_is_explained() -> None:
    assert set(commands()) == set("check init read explain list solve sheet crosscheck compare steps survey".split())
    for name, command in commands().items():
        for action in command._actions:
            assert action.help, f"{name}: {action.dest}"


def test_read_says_how_the_page_was_understood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "# 1 Data\n\nLet $X \\in \\mathbb{R}^{n \\times d}$ and $a = X w$. Then $X^T a = X^T X w$.\n"
    assert main(["read", page(tmp_path, text)]) == 0
    printed = capsys.readouterr().out
    assert "section 1 Data" in printed
    assert "X: matrix n x d (declared)" in printed
    assert "definition, line 3: a = X w" in printed
    assert "claim" in printed


def test_explain_shows_every_rung(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = page(tmp_path, TRUE + "\n" + FALSE)
    assert main(["explain", f"{path}:3"]) == 0
    printed = capsys.readouterr().out
    for words in ("identical", "abstains", "algebra", "refuted", "steps", "ms"):
        assert words in printed
    assert "proved" not in printed
    assert main(["explain", f"{path}:2"]) == 2
    assert "the nearest are on 1, 3" in capsys.readouterr().err


def test_list_names_what_solve_knows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    names = [line.split()[0] for line in capsys.readouterr().out.strip().split("\n")]
    assert {"one_step_loss", "weight_decay"} <= set(names)


@pytest.mark.parametrize(("form", "suffix", "sign"), [("latex", ".tex", "\\documentclass"), ("markdown", ".md", "# ")])
def test_solve_writes_one_file_each_into_a_folder(tmp_path: Path, form: str, suffix: str, sign: str) -> None:
    folder = tmp_path / "solved"
    assert main(["solve", "all", "--format", form, "--output", str(folder)]) == 0
    written = sorted(path for path in folder.iterdir() if not path.stem.endswith("_picture"))
    assert len(written) >= 2
    for path in written:
        assert path.suffix == suffix
        assert path.read_text("utf-8").startswith(sign)
        assert "undecided" not in path.read_text("utf-8")


def test_solve_says_which_lines_the_judge_does_not_confirm(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from derivations.commands import worked
    from derivations.document.verdicts import Verdict
    from derivations.verify import judge

    def doubtful(document: object) -> object:
        checked = judge(document)  # type: ignore[arg-type]
        last = checked.document.relations[-1].id
        return replace(checked, verdicts={**checked.verdicts, last: Verdict("undecided", reason="a limit")})

    monkeypatch.setattr(worked, "judge", doubtful)
    assert main(["solve", "weight_decay"]) == 1
    printed = capsys.readouterr()
    assert "weight_decay: line" in printed.err
    assert "undecided: a limit" in printed.err
    assert "undecided" in printed.out


def test_crosscheck_compares_with_simulations(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["crosscheck", "all", "--trials", "3", "--seed", "1"]) == 0
    rows = capsys.readouterr().out.splitlines()[1:]
    assert {row.split()[0] for row in rows} == set(WORKED)
    assert all(row.endswith("agrees") for row in rows)


def test_crosscheck_says_where_a_simulation_disagrees(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from derivations.worked import weight_decay

    derive = weight_decay.derive

    def wrong() -> Derivation:
        done = derive()
        return replace(done, checks=tuple(replace(check, simulated=lambda *_: 7.0) for check in done.checks))

    monkeypatch.setattr(weight_decay, "derive", wrong)
    assert main(["crosscheck", "weight_decay", "--trials", "2"]) == 1
    printed = capsys.readouterr()
    assert "DISAGREES" in printed.out
    assert "the largest error is at (array(" in printed.err


def test_solve_as_json_has_lines_and_results(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", "weight_decay", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["results"]["penalty"]["latex"] == r"\frac{\lambda}{2 \eta}"
    assert {line["verdict"] for line in found["lines"]} == {"given", "proved"}
    assert found["conditions"] == [r"w_0 \ne 0", r"\eta \ne 0"]


def test_several_as_json_are_one_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["weight_decay", "update_rules"]
    assert main(["solve", *names, "--format", "json"]) == 0
    listed = capsys.readouterr().out
    assert [each["name"] for each in json.loads(listed)] == names
    assert main(["solve", *names, "--format", "json", "--output", str(tmp_path / "both.json")]) == 0
    assert (tmp_path / "both.json").read_text("utf-8") == listed
    assert main(["solve", *names, "--format", "json", "--output", str(tmp_path / "both")]) == 0
    assert sorted(path.name for path in (tmp_path / "both").iterdir()) == ["update_rules.json", "weight_decay.json"]


def test_a_file_is_for_one_derivation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", "weight_decay", "update_rules", "--output", str(tmp_path / "two.txt")]) == 2
    assert "a file is for one derivation; several go into a folder: two/" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
    assert main(["solve", "weight_decay", "update_rules", "--output", f"{tmp_path}/version.2/"]) == 0
    assert len(list((tmp_path / "version.2").iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["solv"], "solv: no such command; did you mean solve?"),
        (["solve", "weight_decai"], "did you mean weight_decay?"),
        (["solve", "weight_decay", "--format", "markdwn"], "did you mean markdown?"),
        (["crosscheck", "weight_decay", "--trials", "x"], "'x' is no whole number"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_said_of_bad_arguments(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert words in capsys.readouterr().err


def test_what_is_wrong_with_a_file_is_said_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = page(tmp_path, '{"cells": [\n', "broken.ipynb")
    assert main(["check", broken]) == 2
    assert f"{broken}:2:1: not a notebook" in capsys.readouterr().err
    (tmp_path / "binary.md").write_bytes(b"a\0b")
    assert main(["compare", str(tmp_path / "binary.md"), "--with", "weight_decay"]) == 2
    assert "binary.md: not a text file" in capsys.readouterr().err
    plain, shapes = (
        page(tmp_path, "No mathematics.\n"),
        page(tmp_path, "\nX \\in \\mathbb{R}^{n \\times}\n", "shapes.txt"),
    )
    assert main(["check", plain, "--declare", shapes]) == 2
    assert f"{shapes}:2: no shape can be read behind" in capsys.readouterr().err
    for command in (["check", plain], ["read", plain], ["compare", plain, "--with", "weight_decay"]):
        assert main(command) == 0
        assert f"{plain}: no relations" in capsys.readouterr().out
    page(tmp_path, r"Then $x = \frac{1}{$ here." + "\n", "broken.md")
    assert main(["compare", str(tmp_path / "broken.md"), "--with", "weight_decay"]) == 0
    assert "1 of the page could not be read; why: derivations check" in capsys.readouterr().out


def test_solve_says_what_the_letters_are_and_where_conditions_come_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", "weight_decay"]) == 0
    lines = capsys.readouterr().out.split("\n")
    assert "  X                 the examples, one a row, n x d" in lines
    assert "  n                 the number of examples, a natural number > 0" in lines
    assert lines.index("  \\eta              the learning rate") < lines.index("Notation.")
    divided = next(place for place, line in enumerate(lines) if "solve for" in line)
    assert any(line.startswith("Suppose") and r"\eta \ne 0" in line for line in lines[:divided])


def test_solve_draws_where_there_is_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib")
    for name in ("receptive_field", "unrolled_graph"):
        assert main(["solve", name, "--picture", str(tmp_path / f"{name}.svg")]) == 0
        assert "<svg" in (tmp_path / f"{name}.svg").read_text("utf-8")
    capsys.readouterr()
    assert main(["solve", "rmsprop_span", "--picture", str(tmp_path / "no.svg")]) == 2
    assert "rmsprop_span has no picture" in capsys.readouterr().err
    assert main(["solve", "receptive_field", "--picture", str(tmp_path / "no.such")]) == 2
    assert main(["solve", "all", "--picture", str(tmp_path / "no.svg")]) == 2
    assert "one derivation at a time" in capsys.readouterr().err
