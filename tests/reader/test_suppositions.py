"""What a page supposes in TeX's environments and lists, and that what cannot be read beside it does no harm."""

from __future__ import annotations

from pathlib import Path

import derivations


def verdicts(tmp_path: Path, text: str) -> list[str]:
    page = tmp_path / "page.tex"
    page.write_text(f"\\begin{{document}}\n{text}\n\\end{{document}}\n", encoding="utf-8")
    checked = derivations.check(page).documents[0]
    return [checked.verdicts[relation.id].kind for relation in checked.document.relations]


def test_a_theorem_keeps_what_it_supposes_to_itself_and_its_proof(tmp_path: Path) -> None:
    text = r"""
\begin{theorem}
Suppose that $x = 1$. Then $x^2 = 1$.
\end{theorem}
\begin{proof}
Therefore we have $x^3 = 1$.
\end{proof}

\begin{theorem}
For every real $x$ we have $x^2 = 1$.
\end{theorem}
"""
    assert verdicts(tmp_path, text) == ["given", "proved", "proved", "refuted"]


def test_the_first_item_of_a_list_is_one(tmp_path: Path) -> None:
    text = r"""
Let $x$ and $y$ be real numbers. These rules are not all true:

\begin{enumerate}
\item $\sqrt{x^2} = x$

\item $(x + y)(x - y) = x^2 - y^2$
\end{enumerate}

Then $x \ge 0$.
"""
    assert verdicts(tmp_path, text) == ["undecided", "proved", "refuted"]


def test_a_list_that_supposes_holds_behind_it(tmp_path: Path) -> None:
    text = r"""
Suppose that
\begin{itemize}
\item $x = 2y$ and
\item $y = 3$.
\end{itemize}
Then $x = 6$.
"""
    assert verdicts(tmp_path, text) == ["given", "given", "proved"]


def test_a_second_value_that_is_not_read(tmp_path: Path) -> None:
    """Nothing is asked of a side that has no term."""
    text = r"Let $f(x) = x^2$ for real numbers. Then we look at what it is called: $f(x) = \foo{3}{$ and $f(2) = 4$."
    assert "given" in verdicts(tmp_path, text)
