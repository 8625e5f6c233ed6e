"""Checked pages in LaTeX and Markdown: the author's text, the verdicts, and nothing of the page obeyed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from derivations.api import check_source
from derivations.document.document import CheckedDocument
from derivations.document.verdicts import Verdict
from derivations.export import latex, latex_page, markdown_page
from derivations.export.checked_page import CheckedPage
from derivations.reader.page import read_page
from derivations.reader.sources import load, parse_text
from tests.export import hostile_tex
from tests.export.hostile import HOSTILE
from tests.export.tex import compiled, needs_tex, too_wide

ROOT = Path(__file__).parent.parent.parent

PAGE = r"""# Two *ways*

Let $A, B \in \mathbb{R}^{2 \times 2}$, and $a = 2$. We have $a + 1 = 4$, 50 % of a_b.

$$
\begin{aligned}
A B &= B A \tag{7} \\
    &= \foo(A)
\end{aligned}
$$

1. one
   - inside
"""


def checked(text: str, path: str = "page.md") -> CheckedPage:
    source = parse_text(text, path, Path(path).suffix)
    return CheckedPage.of(check_source(source), source)


def undecided(text: str, path: str) -> CheckedPage:
    """With verdicts that cost nothing."""
    source = parse_text(text, path, Path(path).suffix)
    document = read_page(source)
    verdicts = {
        each.id: Verdict("undecided", reason=rf"${each.lhs_text}$ \input{{a}} 5 % {text[:40]}")
        for each in document.relations
    }
    return CheckedPage.of(CheckedDocument(document, verdicts), source)


def test_the_authors_text_with_marks_and_evidence() -> None:
    tex = latex_page.render(checked(PAGE))
    assert r"\section*{\raggedright Two \emph{ways}}" in tex
    assert r"50 \% of a\_b" in tex
    assert r"A B &= B A \by[\textcolor{red}{\boldsymbol{\times}}]{\upshape(7)}" in tex
    assert r"\texttt{=\ \textbackslash{}foo(A)}" in tex
    refuted = tex[tex.index(r"\textbf{refuted}: $A B = B A$") :]
    assert re.match(r".*Counterexample:\} \$A = \\begin\{bmatrix\}", refuted)
    assert r"\entry{1.6em}{1.}{one}" in tex
    assert r"\entry{3.2em}{\textbullet{}}{inside}" in tex
    assert re.search(r"\\midrule 1 & 0 & 0 & 2 & 0 & 1", tex)


def test_the_same_in_markdown() -> None:
    text = markdown_page.render(checked(PAGE))
    assert text.startswith("# Two *ways*\n\n`page.md`: 1 given, 2 refuted, 1 unread\n")
    assert "$a + 1 = 4$ ✗, 50 % of a\\_b." in text
    assert r"A B &= B A && \text{((7), refuted)}" in text
    assert "> ✗ **refuted**: $A B = B A$. *Counterexample:* $A = " in text
    assert "\n1. one\n" in text


@pytest.mark.parametrize("form", [latex_page, markdown_page])
def test_without_marks_only_the_authors_text_is_left(form: object) -> None:
    text = form.render(checked(PAGE), marks=False)  # type: ignore[attr-defined]
    for word in ("refuted", "given", "proved", "✗", r"\remark{", r"\toprule", "Counterexample", "page.md:"):
        assert word not in text
    assert "a + 1 = 4" in text


@pytest.mark.parametrize("path", ["page.md", "page.tex"])
def test_nothing_of_a_page_is_obeyed_in_markdown(path: str) -> None:
    text = markdown_page.render(checked(HOSTILE if path == "page.md" else "<b>x</b> [a](b) $x$ `c`", path))
    outside = re.sub(r"(`+).*?\1", "", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    outside = re.sub(r"\$[^$]*\$", "", outside)
    assert not re.search(r"(?<!\\)[<\[]", outside)


PAGES = [*sorted((ROOT / "examples").glob("*.md")), *sorted((ROOT / "tests" / "cases").glob("*.md"))]


@needs_tex
def test_all_our_pages_fit_in_one_article(tmp_path: Path) -> None:
    pages = [load(path) for path in PAGES]
    made = []
    for source in pages:
        document = read_page(source)
        verdicts = {each.id: Verdict("undecided", reason="limit: $x > 0$") for each in document.relations}
        made.append(CheckedPage.of(CheckedDocument(document, verdicts), source))
    assert not too_wide(compiled(latex_page.report(made), tmp_path))


@needs_tex
def test_a_checked_page_and_its_fragment_compile(tmp_path: Path) -> None:
    page = checked((ROOT / "examples" / "ridge_regression.md").read_text("utf-8"))
    article = latex.render(page)
    assert not too_wide(compiled(article, tmp_path))
    twice = article.replace(r"\end{document}", latex.fragment(page) * 2 + r"\end{document}")
    assert not too_wide(compiled(twice, tmp_path))


@needs_tex
@pytest.mark.parametrize("form", [hostile_tex.markdown, hostile_tex.tex], ids=["markdown", "tex"])
def test_hostile_pages_compile_and_do_nothing(form: object, tmp_path: Path) -> None:
    suffix = ".md" if form is hostile_tex.markdown else ".tex"
    pages = [undecided(form(each), f"page{suffix}") for each in hostile_tex.ATTEMPTS]  # type: ignore[operator]
    log = compiled(latex_page.report([*pages, checked(HOSTILE)]), tmp_path)
    assert not too_wide(log)
    assert {file.name for file in tmp_path.iterdir()} <= {f"page.{end}" for end in ("tex", "log", "aux", "out", "pdf")}
    for file in ("/etc/passwd", "obeyed"):
        assert f"({file}" not in log


@pytest.mark.parametrize("attempt", hostile_tex.ATTEMPTS, ids=lambda attempt: attempt[:24])
def test_commands_of_a_page_are_text(attempt: str) -> None:
    known = re.compile(
        r"\\(?:input|write|immediate|catcode|csname|openout|openin|special|directlua|def|let|loop)(?![a-z])"
    )
    for page in (undecided(hostile_tex.markdown(attempt), "p.md"), undecided(hostile_tex.tex(attempt), "p.tex")):
        body = latex_page.fragment(page).split(latex_page.COMMANDS)[1]
        assert not known.search(body)
        assert r"\end{document}" not in body
        assert "^^" not in body
