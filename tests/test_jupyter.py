"""Cells that are checked one after another, what notebooks show, and sliders."""

from __future__ import annotations

import doctest
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import derivations
from derivations.document.verdicts import Verdict, Witness
from derivations.export.fragment import typeset, words
from derivations.jupyter.session import NotChecked, Session
from derivations.moves.derivation import Derivation
from derivations.terms.term import num, sym
from derivations.worked import WORKED
from tests.export.hostile import HOSTILE

ROOT = Path(__file__).parent.parent


# --- sessions ------------------------------------------------------------------------------------------------


def kinds(cell: Any) -> list[str]:
    return [verdict.kind for verdict in cell.verdicts.values()]


def test_what_cells_say_holds_in_the_cells_after_them() -> None:
    session = Session()
    assert kinds(session.check(r"Let $f(x) = x^2$ and $\newcommand{\two}{2} a = \two$.")) == ["given", "given"]
    assert kinds(session.check("```declarations\nX \\in \\mathbb{R}^{n \\times d}\n```")) == []
    assert kinds(session.check(r"So $f(a) = 4$, $a = \two$ and $f(3) = 8$.")) == ["proved", "proved", "refuted"]
    assert kinds(session.check(r"$$ \|X\|_F^2 = \operatorname{tr}(X^\top X) = \operatorname{tr}(X) $$"))[0] == "proved"


def test_only_the_relations_of_the_cell_are_shown() -> None:
    session = Session()
    session.check("Let $a = 2$. Then $a + 2 = 5$.")
    cell = session.check("Then $a + 1 = 3$.")
    assert kinds(cell) == ["proved"]
    for form in cell._repr_mimebundle_().values():
        assert "a + 1" in form
        assert "a + 2" not in form


def test_a_cell_that_is_checked_again_takes_its_place() -> None:
    session = Session()
    session.check("Let $a = 2$.", "first", number=1)
    assert kinds(session.check("Then $a + 1 = 3$.", "second", number=2)) == ["proved"]
    session.check("Let $a = 5$.", "first", number=3)
    assert [cell.text for cell in session.cells] == ["Let $a = 5$.", "Then $a + 1 = 3$."]
    assert kinds(session.check("Then $a + 1 = 3$.", "second", number=4)) == ["refuted"]


def test_later_cells_are_no_context() -> None:
    session = Session()
    session.check("Let $f(x) = x$.", "one")
    session.check("Let $b = 7$.", "two")
    assert kinds(session.check("Let $f(x) = x$. Then $f(7) = b$.", "one")) != ["given", "proved"]


def test_a_text_that_is_there_already_is_the_same_cell() -> None:
    session = Session()
    session.check("Let $a = 2$.")
    session.check("Let $a = 2$.")
    assert len(session.cells) == 1
    session.reset()
    assert not session.cells


def test_verdicts_are_those_of_the_page_in_one_piece() -> None:
    text = (ROOT / "examples" / "ridge_regression.md").read_text(encoding="utf-8")
    whole = derivations.check(text).documents[0]
    session = Session()
    parts = [session.check(part) for part in re.split(r"(?m)^(?=## )", text)]
    assert [kind for part in parts for kind in kinds(part)] == [verdict.kind for verdict in whole.verdicts.values()]


def test_a_cell_in_tex() -> None:
    cell = Session().check(
        r"\section{One}\newcommand{\bx}{\mathbf{x}} Let $\bx = 2$. \begin{align} \bx + 1 &= 3 \\ &= 4 \end{align}",
        tex=True,
    )
    assert kinds(cell) == ["given", "proved", "refuted"]


@pytest.mark.parametrize("text", ["f(3) = 9", "", "no formula", "$$ a = 1"])
def test_a_cell_without_a_formula_says_so_and_stays_out(text: str) -> None:
    session = Session()
    with pytest.raises(NotChecked, match="no formula was found"):
        session.check(text)
    assert not session.cells


# --- magics --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shell() -> Iterator[Any]:
    shells = pytest.importorskip("IPython.core.interactiveshell")
    made = shells.InteractiveShell.instance()
    made.run_cell("%load_ext derivations", store_history=True)
    yield made
    made.run_line_magic("check_reset", "")
    shells.InteractiveShell.clear_instance()


def test_a_checked_cell_is_a_value(shell: Any) -> None:
    shell.run_line_magic("check_reset", "")
    assert shell.run_cell_magic("check", "", "Let $a = 2$.").summary["given"] == 1
    ran = shell.run_cell("%%check\nThen $a + 1 = 4$.", store_history=True)
    assert ran.success
    assert kinds(ran.result) == ["refuted"]
    assert re.search(r"\(cell \d+, line 1:13\)", ran.result._repr_mimebundle_()["text/plain"])


def test_a_named_cell_is_replaced(shell: Any) -> None:
    shell.run_line_magic("check_reset", "")
    shell.run_cell_magic("check", "--name a", "Let $a = 2$.")
    shell.run_cell_magic("check", "--name b", "Then $a + 1 = 4$.")
    assert kinds(shell.run_cell_magic("check", "--name b", "Then $a + 1 = 3$.")) == ["proved"]


def test_evidence_of_all_verdicts(shell: Any) -> None:
    brief, every = (
        shell.run_cell_magic("check", flags, "Let $b = 2$. Then $b + 1 = 3$.")._repr_mimebundle_()["text/plain"]
        for flags in ("", "--all")
    )
    assert "uses" not in brief
    assert "uses" in every


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("%%check --strict\n$1 + 1 = 3$", "%%check --strict: 1 refuted"),
        ("%%check\n1 + 1 = 3", "no formula was found"),
        ("%%check --odd\n$1 + 1 = 2$", "unrecognized arguments: --odd"),
        ("%check_reset all", "takes no arguments"),
        ("%derive", "%derive NAME"),
        ("%derive rms_prop", "did you mean rmsprop?"),
        ("%derive rmsprop x=q", "'q' is no number"),
        ("%derive rmsprop q=1", "%derive: q=1: no such parameter"),
    ],
)
def test_what_is_wrong_is_one_line(shell: Any, line: str, said: str) -> None:
    from IPython.core.error import UsageError

    ran = shell.run_cell(line)
    assert isinstance(ran.error_in_exec, UsageError)
    assert said in str(ran.error_in_exec)


def test_strict_is_content_with_what_is_true_or_silenced(shell: Any) -> None:
    text = "Let $c = 1$, so $c + 1 = 2$. <!-- derivations: ignore: a slip -->\n"
    assert shell.run_cell(f"%%check --strict\n{text}").success
    assert shell.run_cell("%%check --strict\n<!-- derivations: ignore: a slip -->\n$1 + 1 = 3$").success


def test_derivations_by_name(shell: Any) -> None:
    made = shell.run_line_magic("derive", r"weight_decay eta=\alpha")
    assert str(made.sympy("penalty")) == r"\lambda/(2*\alpha)"


# --- displays ------------------------------------------------------------------------------------------------

REFUTED = Verdict("refuted", witness=Witness({"eta": "1/2", "X": [["1", "0"]]}, "1", "2"), repair="$x > 0$")


def shown() -> dict[str, Any]:
    report = derivations.check(ROOT / "examples" / "ridge_regression.md")
    return {
        "derivation": WORKED["one_step_loss"](),
        "report": report,
        "checked": report.documents[0],
        "verdict": REFUTED,
        "witness": REFUTED.witness,
        "term": sym("x") / num(2),
    }


class _Tags(HTMLParser):
    """Elements that are open, all of them closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


PLAIN_ELEMENTS = set(
    "div p span strong em code pre table tbody tr td ul li sup small br details summary h3 h4 h5 h6 img".split()
)


def well_formed(html: str) -> str:
    tags = _Tags()
    tags.feed(html)
    assert not tags.open
    assert tags.seen <= PLAIN_ELEMENTS
    return html


@pytest.mark.parametrize("name", ["derivation", "report", "checked", "verdict", "witness", "term"])
def test_every_object_shows_itself_in_every_form(name: str) -> None:
    one = shown()[name]
    bundle = one._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/latex", "text/plain"}
    assert bundle["text/html"] == one._repr_html_()
    assert bundle["text/latex"] == one._repr_latex_()
    well_formed(bundle["text/html"])
    assert not re.search(r"<math|<style|<script|&amp;amp;", bundle["text/html"])
    assert bundle["text/latex"].count("$") % 2 == 0
    assert not re.search(r"\\(?:verdict|reason|textcolor|intertext|newcommand|top\b\})", bundle["text/latex"])
    assert "\x1b" not in bundle["text/plain"]


def test_verdicts_are_words_and_counterexamples_are_matrices() -> None:
    bundle = shown()["report"]._repr_mimebundle_()
    assert len(re.findall(r"✗ refuted<", bundle["text/html"])) == 3
    assert r"X = \begin{bmatrix}0 &amp; 2 \\ 2 &amp; -1" in bundle["text/html"]
    assert bundle["text/plain"].endswith("3 given, 6 proved, 3 refuted")
    assert bundle["text/latex"].count("(refuted)") == 3


def test_a_verdict_alone_says_what_it_knows() -> None:
    assert REFUTED._repr_mimebundle_()["text/plain"].split("\n") == [
        "✗ refuted",
        "    counterexample: eta = 1/2, X = [[1, 0]]",
        "    there: left 1, right 2",
        "    true if: $x > 0$",
    ]
    assert Verdict("given")._repr_latex_() is None


def test_conditions_are_told_without_being_asked_for() -> None:
    said = r"Let $A \in \mathbb{R}^{n \times n}$ and $x, b \in \mathbb{R}^n$. Then $A x = b \Rightarrow x = A^{-1} b$."
    bundle = Session().check(said)._repr_mimebundle_()
    assert "provided that: A" in bundle["text/plain"]
    assert "<em>provided that:</em> $A" in bundle["text/html"]


def test_lines_that_are_implied_begin_with_their_arrow() -> None:
    report = derivations.check(r"Let $x, y \in \mathbb{R}$. $$ x = 2 y \quad\Rightarrow\quad x^2 = 2 y^2 $$")
    assert r"\Rightarrow x^2 = 2 y^2" in report._repr_mimebundle_()["text/plain"]


def test_nothing_of_a_hostile_page_is_markup_or_obeyed() -> None:
    html = well_formed(derivations.check(HOSTILE)._repr_html_())
    outside = re.sub(r"<code>.*?</code>|<pre>.*?</pre>", "", html, flags=re.DOTALL)
    assert "<img" not in html
    assert not re.search(r"\\(?:href|class|style|unicode)\b", outside)
    assert "\x1b" not in html
    assert "\u202e" not in html


@pytest.mark.parametrize(
    ("tex", "obeyed"),
    [(r"\frac{a}{b}", False), (r"\href{x}{y}", True), (r"\require{html}", True),
     (r"\bbox[red]{x}", True), (r"\hrefx", False), ("a $ b", True), (r"\left(", False)],
)  # fmt: skip
def test_what_mathjax_would_obey_is_code(tex: str, obeyed: bool) -> None:
    assert typeset(tex).startswith("<code>") is obeyed


def test_dollars_and_backslashes_of_prose_begin_no_formula() -> None:
    assert words(r"5$ or \(3\) & <b>") == (
        "5<span>$</span> or <span>\\</span>(3<span>\\</span>) &amp; &lt;b&gt;"
    )  # fmt: skip


def test_a_report_without_its_sources_is_shown_too() -> None:
    report = derivations.Report(derivations.check("$1 + 1 = 3$").documents)
    assert "✗ refuted" in well_formed(report._repr_html_())


# --- sliders -------------------------------------------------------------------------------------------------


def explored(name: str, *data: Any, **ranges: Any) -> Any:
    pytest.importorskip("ipywidgets")
    return WORKED[name](*data).explore(**ranges)


def test_sliders_give_values_of_the_results() -> None:
    pytest.importorskip("matplotlib")
    random = np.random.default_rng(2)
    X, t, w = random.normal(size=(4, 2)), random.normal(size=(4, 1)), np.ones((2, 1))
    explorer = explored("one_step_loss", X=X, t=t, w_0=w, eta=(0, 2))
    explorer.move(eta=0.5)
    done = WORKED["one_step_loss"]()
    assert f"= {float(done.numpy('loss_after')(X, t, w, 0.5)):.4g}" in explorer.formulas.value
    assert f"= {float(done.numpy('best_rate')(X, t, w)):.4g}" in explorer.formulas.value
    before = bytes(explorer.picture.value)
    assert before.startswith(b"\x89PNG")
    explorer.move(eta=1.5)
    assert explorer.picture.value != before
    assert not explorer.problem.value


def test_sliders_over_what_a_derivation_was_asked_with_derive_anew() -> None:
    pytest.importorskip("matplotlib")
    explorer = explored("receptive_field", (5, 2, 5), (1, 2, 1), (1, 1, 1))
    before = explorer.picture.value
    explorer.move(**{"kernels[0]": 3})
    assert "12 inputs wide" in explorer.numbers.derivation.statement
    assert explorer.picture.value != before


def test_where_nothing_can_be_derived_the_reason_is_shown_and_the_rest_stays() -> None:
    explorer = explored("rmsprop_limit")
    before = explorer.formulas.value
    explorer.move(**{"x[0]": 0})
    assert "entries are needed" in explorer.problem.value
    assert explorer.formulas.value == before
    explorer.move(**{"x[0]": 1})
    assert not explorer.problem.value


@pytest.mark.parametrize("name", sorted(WORKED))
def test_every_derivation_is_explored_or_has_no_numbers(name: str) -> None:
    pytest.importorskip("ipywidgets")
    pytest.importorskip("matplotlib")
    try:
        explorer = WORKED[name]().explore()
    except ValueError as problem:
        assert "holds no number that could be moved" in str(problem)  # noqa: PT017
        assert name in ("convolution", "minimum_norm", "receptive_field")
        return
    assert explorer.sliders
    assert not explorer.problem.value
    well_formed(explorer._repr_mimebundle_()["text/html"])


@pytest.mark.parametrize(
    ("ranges", "said"),
    [({"q": (0, 1)}, "no such number or array; there are X, eta, t, w_0"), ({"eta": (1, 1)}, "1 to 1 is no interval")],
)
def test_ranges_that_are_none(ranges: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        explored("one_step_loss", **ranges)


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    explorer = explored("one_step_loss")
    assert "best rate" in explorer.formulas.value
    assert "derivations[pictures]" in explorer.problem.value
    assert explorer.picture.layout.display == "none"
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(ModuleNotFoundError, match=r"derivations\[jupyter\]"):
        WORKED["one_step_loss"]().explore()


def test_a_derivation_of_ones_own_is_explored_too() -> None:
    pytest.importorskip("ipywidgets")
    ridge = derivations.steps.minimise(r"a x^2 - 2 b x", "x", let=[r"a > 0"])
    assert isinstance(ridge, Derivation)
    assert {"a", "b"} <= set(ridge.explore().sliders)


# --- docs ----------------------------------------------------------------------------------------------------


def test_the_docs_run_as_they_say() -> None:
    pytest.importorskip("ipywidgets")
    failed, tried = doctest.testfile(str(ROOT / "docs" / "jupyter.md"), module_relative=False)
    assert tried > 10
    assert not failed


def test_the_cells_of_the_docs_run(shell: Any) -> None:
    shell.run_line_magic("check_reset", "")
    text = (ROOT / "docs" / "jupyter.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```ipython\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 4
    for block in blocks[1:]:
        assert shell.run_cell(block).success
