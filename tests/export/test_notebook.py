"""Derivations and checked pages as notebooks: valid, the same every time, and running from top to bottom."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import derivations
from derivations.cli import main
from derivations.export.checked_page import CheckedPage
from derivations.export.notebook import render
from derivations.moves.recipe import Recipe
from derivations.reader.sources import parse_text
from derivations.verify import judge
from derivations.worked import WORKED
from tests.export.hostile import HOSTILE

ROOT = Path(__file__).parent.parent.parent


def checked(text: str, path: str = "page.md") -> CheckedPage:
    source = parse_text(text, path, Path(path).suffix)
    return CheckedPage.of(derivations.api.check_source(source), source)


def valid(text: str) -> dict[str, Any]:
    """The notebook, which nbformat knows where it is installed, and whose ids are all different."""
    notebook: dict[str, Any] = json.loads(text)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(nbformat.reads(text, as_version=4))
    return notebook


def sources(notebook: dict[str, Any], kind: str = "code") -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


def run(notebook: dict[str, Any]) -> dict[str, Any]:
    """What its code cells leave behind, run one after another in this process."""
    shells = pytest.importorskip("IPython.core.interactiveshell")
    shell = shells.InteractiveShell.instance()
    shell.enable_gui = lambda gui=None: None  # a kernel has one, for %matplotlib inline
    try:
        for code in sources(notebook):
            result = shell.run_cell(code)
            result.raise_error()
        return dict(shell.user_ns)
    finally:
        shells.InteractiveShell.clear_instance()


@pytest.mark.parametrize("name", sorted(WORKED))
def test_every_derivation_runs_as_a_notebook(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib")
    done = WORKED[name]()
    text = render(done, done.verdicts)
    assert text == render(WORKED[name](), done.verdicts)
    left = run(valid(text))
    assert left["done"].results == done.results
    assert "DISAGREES" not in capsys.readouterr().out


def test_data_and_letters_are_those_that_were_asked_for() -> None:
    done = WORKED["rmsprop"](x=(3, Fraction(-1, 2)), t=5, eta=r"\alpha")
    notebook = valid(render(done))
    assert 'derivations.worked["rmsprop"](x=(3, Fraction(-1, 2)), t=5, eta=r"\\alpha")' in sources(notebook)[0]
    assert run(notebook)["done"].results == done.results


def test_marks_can_be_left_out() -> None:
    done = WORKED["weight_decay"]()
    with_marks, without = ("".join(sources(valid(render(done, done.verdicts, marks=on)), "markdown")) for on in (1, 0))
    assert "proved)" in with_marks
    assert "proved)" not in without


def test_the_lines_read_back_as_they_were_judged() -> None:
    done = WORKED["one_step_loss"]()
    page = "\n\n".join(sources(valid(render(done, done.verdicts, marks=False)), "markdown"))
    summary = derivations.check(page).summary
    assert summary["proved"] >= 25
    assert not summary["refuted"] + summary["unread"]


def test_a_derivation_that_nobody_can_derive_anew_is_refused() -> None:
    with pytest.raises(ValueError, match=r"derivations\.worked"):
        render(WORKED["weight_decay"].derive())


@pytest.mark.parametrize(
    ("value", "code"),
    [(r"\eta", r'r"\eta"'), ("w", "'w'"), (Fraction(2), "2"), ((Fraction(1, 3),), "(Fraction(1, 3),)"),
     (((1, 0), (0, 1)), "((1, 0), (0, 1))")],
)  # fmt: skip
def test_parameters_as_code(value: Any, code: str) -> None:
    assert Recipe("f", {"a": value}).code == f"derivations.f(a={code})"
    assert eval(code, {"Fraction": Fraction}) == value


# --- pages ---------------------------------------------------------------------------------------------------


def relations_of(left: dict[str, Any], notebook: dict[str, Any]) -> list[str]:
    cells = [left["Out"][k] for k in sorted(left["Out"]) if hasattr(left["Out"][k], "verdicts")]
    return [verdict.kind for cell in cells for verdict in cell.verdicts.values()]


@pytest.mark.parametrize("name", ["ridge_regression.md"])
def test_a_page_runs_to_the_verdicts_that_it_shows(name: str) -> None:
    page = checked((ROOT / "examples" / name).read_text(encoding="utf-8"), name)
    notebook = valid(render(page))
    text = "\n".join(source.removeprefix("%%check\n") for source in sources(notebook)[1:])
    again = judge(derivations.reader.page.read_page(parse_text(text)))
    assert [verdict.kind for verdict in again.verdicts.values()] == [v.kind for v in page.checked.verdicts.values()]
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
    assert sum("".join(each["data"]["text/html"]).count("✗ refuted<") for each in outputs) == 3
    run(notebook)


def test_the_text_is_the_authors_own_in_its_order() -> None:
    text = (ROOT / "examples" / "ridge_regression.md").read_text(encoding="utf-8")
    notebook = valid(render(checked(text)))
    parts = [source.removeprefix("%%check\n") for source in sources(notebook)[1:]]
    assert re.sub(r"\s+", "", "".join(parts)) == re.sub(r"\s+", "", text)


TEX = r"""\documentclass{article}
\newcommand{\bx}{\mathbf{x}}
\begin{document}
\section{One}
Let $\bx = 2$. So \begin{align} \bx + 1 &= 3 \\ &= 4 \end{align}
\section{Two}
Then $\bx = 2$ and $\bx + 2 = 4$.
\end{document}
"""


def test_a_tex_page_is_cut_at_its_sections() -> None:
    notebook = valid(render(checked(TEX, "page.tex")))
    first, second = sources(notebook)[1:]
    assert first.startswith("%%check --tex\n\\documentclass")
    assert second.startswith("%%check --tex\n\\section{Two}")
    run(notebook)


def test_the_cells_of_a_notebook_stay_cells() -> None:
    cells = [
        ("markdown", "# Title"),
        ("markdown", "Let $a = 2$."),
        ("code", "b = 1 + 1"),
        ("markdown", "So $a + 1 = 4$."),
    ]
    text = json.dumps({"cells": [{"cell_type": kind, "source": source} for kind, source in cells]})
    notebook = valid(render(checked(text, "page.ipynb")))
    assert sources(notebook) == [
        "%load_ext derivations", "%%check\n# Title\n\nLet $a = 2$.", "b = 1 + 1", "%%check\nSo $a + 1 = 4$.",
    ]  # fmt: skip
    assert run(notebook)["b"] == 2


def test_a_page_without_formulas_is_text() -> None:
    notebook = valid(render(checked("# Only\n\nwords.\n")))
    assert sources(notebook, "markdown") or sources(notebook)


def test_a_hostile_page_is_a_valid_notebook() -> None:
    notebook = valid(render(checked(HOSTILE)))
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            assert not re.search(r"<(?:script|img|svg|iframe)", "".join(output["data"]["text/html"]))


# --- the command line ----------------------------------------------------------------------------------------


def test_the_command_writes_notebooks(tmp_path: Path) -> None:
    page, out = tmp_path / "page.md", tmp_path / "out.ipynb"
    page.write_text("Let $a = 2$. Then $a + 1 = 4$.\n", encoding="utf-8")
    assert main(["check", str(page), "--format", "notebook", "--output", str(out)]) == 1
    assert sources(valid(out.read_text(encoding="utf-8")))[1] == "%%check\nLet $a = 2$. Then $a + 1 = 4$."
    assert main(["solve", "weight_decay", "--format", "notebook", "--output", str(out)]) == 0
    assert 'worked["weight_decay"]()' in sources(valid(out.read_text(encoding="utf-8")))[0]


def test_one_page_is_one_notebook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("$1 + 1 = 2$\n", encoding="utf-8")
    assert main(["check", str(tmp_path / "a.md"), str(tmp_path / "b.md"), "--format", "notebook"]) == 2
    assert "one page at a time" in capsys.readouterr().err
