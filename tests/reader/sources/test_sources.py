"""Pages to pieces, in every format, and places back in the author's file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from derivations.reader.sources import Comment, Heading, Math, Source, SourceError, load, parse_text


def formulas(source: Source) -> list[str]:
    return [source.text[piece.start : piece.end].strip() for piece in source.pieces if isinstance(piece, Math)]


def headings(source: Source) -> list[str]:
    return [piece.text for piece in source.pieces if isinstance(piece, Heading)]


MARKDOWN = [
    ("Let $x = 1$ and $$y = 2$$.", ["x = 1", "y = 2"]),
    (r"\(a\) then \[b\] or \\(c\\)", ["a", "b", "c"]),
    ("It costs $5 and $6 today.", []),
    (r"It costs \$5, and $x$ is free.", ["x"]),
    ("it costs $5, but $x^2$ is", ["x^2"]),
    ("Spaces $ x_1 $ too.", ["x_1"]),
    ("Code `$x$` and $y$.", ["y"]),
    ("```python\n$x$\n```\n$y$", ["y"]),
    ("```math\na = b\n```", ["a = b"]),
    ("---\ntitle: $t$\n---\n$y$", ["y"]),
    ("<!-- $x$ --> $y$", ["y"]),
    ("\\begin{align}\na &= b\n\\end{align}", ["\\begin{align}\na &= b\n\\end{align}"]),
    ("$$\na\n- b\n$$", ["a\n- b"]),
    ("- item $x$\n- item $y$", ["x", "y"]),
    ("$a\n\nb$", []),
    (r"$\text{if $x$ then} y$", [r"\text{if $x$ then} y"]),
    ("| $x$ | $y$ |", ["x", "y"]),
]


@pytest.mark.parametrize(("text", "expected"), MARKDOWN)
def test_markdown(text: str, expected: list[str]) -> None:
    assert formulas(parse_text(text)) == expected


TEX = [
    (r"\begin{document}Let $x$.\end{document} $y$", ["x"]),
    ("\\begin{equation}\na = b % no $\n\\end{equation} $c$", ["\\begin{equation}\na = b % no $\n\\end{equation}", "c"]),
    ("% $x$\n$y$", ["y"]),
    (r"100\% of $x$", ["x"]),
    (r"\begin{verbatim}$x$\end{verbatim}$y$", ["y"]),
    (r"\newcommand{\w}{$x$}$\w$", [r"\w"]),
    (r"a \\[2pt] b $x$", ["x"]),
    (r"\begin{theorem}$x$\end{theorem}\item $y$", ["x", "y"]),
]


@pytest.mark.parametrize(("text", "expected"), TEX)
def test_tex(text: str, expected: list[str]) -> None:
    assert formulas(parse_text(text, "a.tex", ".tex")) == expected


@pytest.mark.parametrize(
    ("text", "suffix", "expected"),
    [
        ("# One\n\ntext\n\n2.2.3\n\n3.3.\n", ".md", ["One", "2.2.3", "3.3"]),
        ("One\n===\n\n1.5 is a number\n", ".md", ["One"]),
        (r"\section{One} x \subsection*{Two $x$}", ".tex", ["One", "Two $x$"]),
    ],
)
def test_headings(text: str, suffix: str, expected: list[str]) -> None:
    assert headings(parse_text(text, "a" + suffix, suffix)) == expected


def test_comments_may_hold_declarations() -> None:
    for text, suffix in (("<!-- X is real -->", ".md"), ("a % X is real\nb", ".tex")):
        comments = [piece.text.strip() for piece in parse_text(text, "a", suffix).pieces if isinstance(piece, Comment)]
        assert comments == ["X is real"]


def test_positions_in_a_notebook() -> None:
    cells = [{"cell_type": "code", "source": "1"}, {"cell_type": "markdown", "source": ["a\n", "é $x$"]}]
    source = parse_text(json.dumps({"cells": cells}), "n.ipynb", ".ipynb")
    (math,) = (piece for piece in source.pieces if isinstance(piece, Math))
    assert source.position(math.start) == ("n.ipynb", 2, 2, 4)


def test_input_from_the_page_s_folder_only(tmp_path: Path) -> None:
    (tmp_path / "secret.tex").write_text("$s$")
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "part.tex").write_text("one\n$a$\n")
    (folder / "own.sty").write_text(r"\newcommand{\w}{\mathbf{w}}")
    page = folder / "page.tex"
    page.write_text("\\usepackage{own}\n\\input{part}\n\\input{../secret}\n\\input{gone}\n$b$\n\\includegraphics{x}\n")
    source = load(page)
    assert formulas(source) == ["a", "b"]
    first, second = (source.position(piece.start) for piece in source.pieces if isinstance(piece, Math))
    assert (Path(first.path).name, first.line, first.column) == ("part.tex", 2, 2)
    assert (Path(second.path).name, second.line, second.column) == ("page.tex", 5, 2)
    assert [notice.message.partition(": ")[2] for notice in source.notices] == [
        r"\input{../secret} is outside the page's folder",
        r"\input{gone} was not found",
    ]
    assert r"\w" in source.macros


def test_input_in_a_circle_is_a_notice(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text(r"\input{b} $a$")
    (tmp_path / "b.tex").write_text(r"\input{a} $b$")
    source = load(tmp_path / "a.tex")
    assert formulas(source) == ["b", "a"]
    assert "includes itself" in source.notices[0].message


@pytest.mark.parametrize(
    ("name", "data"), [("a.md", b"\0\1"), ("b.md", b"\xff\xfe\xfa"), ("c.ipynb", b"{"), ("d.ipynb", b"[1]")]
)
def test_unreadable_files(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError, match=name):
        load(tmp_path / name)


def test_folders_and_missing_files(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="folder"):
        load(tmp_path)
    with pytest.raises(SourceError, match="No such file"):
        load(tmp_path / "gone.md")
