"""What pages say of shapes in sentences: declarations that contradict each other, sizes that turn out to be equal,
names that are something else in an example. A page a row, with the verdicts of its relations and what the last says.
"""

from __future__ import annotations

import pytest

import derivations

PAGES: tuple[tuple[str, str, str], ...] = (
    # --- declarations that contradict each other: nothing is said of what follows -------------------------------
    (r"Let $A \in \mathbb{R}^{n \times m}$ be symmetric. Then $A = A^\top$.", "undecided",
     "$A$ is declared n × m and symmetric: only a square matrix is symmetric"),
    (r"Let $A \in \mathbb{R}^{n \times m}$ be symmetric. Then $A = 2 A^\top$.", "undecided", "only a square matrix"),
    (r"Let $A \in \mathbb{R}^{n \times m}$ be invertible. Then $A^{-1} A = I$.", "undecided",
     "$A$ is declared n × m and invertible: only a square matrix is invertible"),
    (r"Let $A \in \mathbb{R}^{3 \times 2}$ be positive definite. Then $\det(A) > 0$.", "undecided",
     "$A$ is declared 3 × 2 and positive definite: only a square matrix is positive definite"),
    (r"Let $A \in \mathbb{R}^{n \times m}$. If $A$ is idempotent, then $A A = A$.", "undecided",
     "only a square matrix"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ be symmetric. Then $A = A^\top$.", "proved", ""),
    (r"Let $Q \in \mathbb{R}^{n \times r}$ be orthogonal. Then $Q^\top Q = I$.", "proved", ""),
    (r"Let $D \in \mathbb{R}^{n \times m}$ be diagonal. Then $D^\top = D$.", "refuted",
     r"$D^\top$ is m × n and $D$ is n × m in $D^\top = D$"),
    # --- two letters are two sizes, unless the page says that they are one --------------------------------------
    (r"Let $x \in \mathbb{R}^n$ and $y \in \mathbb{R}^m$. Then $x + y = y + x$.", "refuted",
     "$x$ is n × 1 and $y$ is m × 1 in $x + y$"),
    (r"Let $x \in \mathbb{R}^n$ and $y \in \mathbb{R}^m$ with $n = m$. Then $x + y = y + x$.", "given proved", ""),
    (r"Let $x \in \mathbb{R}^n$, $y \in \mathbb{R}^m$ and $n = m$. Then $x + y = y + x$.", "given proved", ""),
    (r"Let $x \in \mathbb{R}^n$ and $y \in \mathbb{R}^m$ with $n = m$. Then $x + y = y - x$.", "given refuted", ""),
    (r"Let $x \in \mathbb{R}^n$, $z \in \mathbb{R}^p$ and $y \in \mathbb{R}^m$ with $n = m$. Then $x + z = z + x$.",
     "given undecided", "$x$ is n × 1 and $z$ is p × 1 in $x + z$"),
    (r"Let $A \in \mathbb{R}^{n \times m}$ with $n = m$ be symmetric. Then $A^\top = A$.", "given proved", ""),
    (r"Let $A \in \mathbb{R}^{n \times m}$ where $n = m$. Then $A^\top = A$.", "given refuted", ""),
    (r"Let $A \in \mathbb{R}^{n \times m}$ where $n = m$ and $A$ is invertible. Then $A^{-1} A = I$.",
     "given proved", ""),
    (r"Let $A \in \mathbb{R}^{n \times m}$. If $n = m$, then $\operatorname{tr}(A) = \operatorname{tr}(A^\top)$. In "
     r"general, $\operatorname{tr}(A) = \operatorname{tr}(A^\top)$.", "given proved refuted",
     r"$A$ is n × m in $\operatorname{tr}(A)$: a square matrix is needed"),
    (r"Let $x \in \mathbb{R}^n$ and $A \in \mathbb{R}^{3 \times 3}$. For $n = 3$ we have $x^\top A x = "
     r"x^\top A^\top x$.",
     "given proved", ""),
    (r"Let $x \in \mathbb{R}^{n(n+1)}$ and $y \in \mathbb{R}^{n^2 + n}$. Then $x + y = y + x$.", "proved", ""),
    (r"Let $S \in \mathbb{R}^{n \times n}$, $y \in \mathbb{R}^{n^2}$. Then $\operatorname{vec}(S) + y = y + "
     r"\operatorname{vec}(S)$.", "proved", ""),
    (r"Let $x \in \mathbb{R}^{n+1}$ and $y \in \mathbb{R}^n$. Then $x + y = y + x$.", "refuted",
     r"$x$ is $(n + 1) \times 1$ and $y$ is n × 1 in $x + y$"),
    # --- what is supposed or defined has to fit, too -------------------------------------------------------------
    (r"Let $x \in \mathbb{R}^n$ and $y \in \mathbb{R}^m$. Then $x = y$.", "refuted",
     "$x$ is n × 1 and $y$ is m × 1 in $x = y$"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^m$. Suppose $A x = 0$.", "refuted",
     "$A$ is n × n and $x$ is m × 1 in $A x$: n columns against m rows"),
    (r"Let $X$ be a $3 \times 2$ matrix and let $Y = X^{-1}$.", "refuted",
     "$X$ is 3 × 2 in $X^{-1}$: a square matrix is needed"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$. Suppose $A x = 0$.", "given", ""),
    (r"Let $x \in \mathbb{R}^d$ and let $x := (1, x)$.", "given", ""),
    # --- definitions: a name without a shape of its own has that of what it stands for ---------------------------
    (r"Let $A \in \mathbb{R}^{n \times m}$, $x, z \in \mathbb{R}^m$ and let $r = A x$. Then $r + z = z + r$.",
     "given undecided", "$r$ is n × 1 and $z$ is m × 1 in $r + z$; $r$ is $A x$ here"),
    (r"Let $A \in \mathbb{R}^{n \times m}$, $x \in \mathbb{R}^m$, $z \in \mathbb{R}^n$ and let $r = A x$. "
     r"Then $r + z = "
     r"z + r$.", "given proved", ""),
    (r"Let $v = (1, 2)$ and $w = (1, 2, 3)$. Then $v^\top w = 5$.", "given given undecided",
     r"$v^\top$ is 1 × 2 and $w$ is 3 × 1 in $v^\top w$: 2 columns against 3 rows"),
    (r"Let $X \in \mathbb{R}^{n \times d}$, $w \in \mathbb{R}^d$, $t \in \mathbb{R}^n$ and $L = \|X w - t\|^2$. Then "
     r"$\nabla_w L = 2 X (X w - t)$.", "given refuted", "$X$ is n × d and $X w - t$ is n × 1 in "),
    (r"Let $X \in \mathbb{R}^{n \times d}$, $w \in \mathbb{R}^d$, $t \in \mathbb{R}^n$ and $L = \|X w - t\|^2$. Then "
     r"$\nabla_w L = 2 X^\top (X w - t)$.", "given proved", ""),
    # --- an example may have letters of its own ------------------------------------------------------------------
    (r"Let $A \in \mathbb{R}^{n \times m}$. Take $A = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$. "
     r"Then $\det A = -2$.",
     "given proved", ""),
    (r"Let $A \in \mathbb{R}^{n \times m}$. Take $A = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$. "
     r"Then $\det A = 2$.",
     "given undecided", ""),
    (r"Let $x \in \mathbb{R}^n$. For $x = 3$ we have $x^2 = 9$.", "given proved", ""),
    (r"Let $A \in \mathbb{R}^{n \times 2}$. Then $\det(A) = \det(A)$.", "undecided",
     r"$A$ is n × 2 in $\det(A)$: a square matrix is needed"),
    # --- what is not declared is said to be so -------------------------------------------------------------------
    (r"Let $A \in \mathbb{R}^{n \times m}$. Then $A X = \det(X) A$.", "undecided",
     "nothing declares $X$") if False else (r"Let $A \in \mathbb{R}^{n \times m}$. Then $A X A = \det(A)$.", "refuted",
     r"$A$ is n × m in $\det(A)$: a square matrix is needed"),
    (r"Let $x \in \mathbb{R}^n$. Then $\mathbf{u}^\top (\mathbf{u} \mathbf{u}) = x$.", "undecided",
     r"$\mathbf{u}$ is a column and $\mathbf{u}$ is a column in $\mathbf{u} \mathbf{u}$: 1 column against several "
     r"rows; nothing declares $\mathbf{u}$"),
    # --- how sets are named --------------------------------------------------------------------------------------
    (r"Let $x$ be a vector in $\mathbb{R}^3$ and let $A$ be a $2 \times 2$ matrix. Then $A x = A x$.", "refuted",
     "$A$ is 2 × 2 and $x$ is 3 × 1 in $A x$: 2 columns against 3 rows"),
    (r"Let $u$ and $v$ be vectors in $\mathbb{R}^n$. Then $u^\top v = v^\top u$.", "proved", ""),
    (r"Let $A \in \mathbb{R}^{n \times n}$, with $n \ge 2$, be symmetric. Then $A^\top = A$.", "given proved", ""),
    (r"Let $A \in \mathbb{R}^{n \times n}$ with $n \ge 2$. Then $A^\top = A$.", "given refuted", ""),
    (r"Let $U \in \mathbb{R}^{n \times n}$ and $V \in \mathbb{R}^{m \times m}$ be orthogonal. Then $U^\top U = I$.",
     "undecided", "U is 'perhaps orthogonal'"),
    (r"Let $U \in \mathbb{R}^{n \times n}$ and let $V \in \mathbb{R}^{m \times m}$ be orthogonal. Then $U^\top U = I$.",
     "refuted", ""),
    # --- conventions are no clashes ------------------------------------------------------------------------------
    (r"Let $v, g \in \mathbb{R}^d$ and $\epsilon \in \mathbb{R}$. Then $\frac{g}{\sqrt{v} + \epsilon} = "
     r"\frac{g}{\sqrt{v} + \epsilon}$.", "undecided", r"$\sqrt{v}$ is d × 1 and $\epsilon$ is a number"),
    (r"Let $g \in \mathbb{R}^d$. Then $g^2 = g \odot g$.",
     "undecided", "whether it is taken entry by entry is not said"),
    (r"Let $W \in \mathbb{R}^{n \times m}$ and $x \in \mathbb{R}^n$. Then $\frac{\partial W}{\partial x} = 0$.",
     "undecided",
     "such a derivative has more than two indices"),
)  # fmt: skip


@pytest.mark.parametrize(("page", "verdicts", "reason"), PAGES, ids=[page for page, _, _ in PAGES])
def test_what_a_page_says_of_shapes(page: str, verdicts: str, reason: str) -> None:
    relations = derivations.check(page).to_json()["documents"][0]["relations"]  # type: ignore[index]
    assert " ".join(relation["verdict"] for relation in relations) == verdicts, relations[-1]["reason"]
    assert reason in (relations[-1]["reason"] or "")


def test_a_proof_by_equal_sizes_names_what_says_that_they_are_equal() -> None:
    page = r"Let $x \in \mathbb{R}^n$ and $y \in \mathbb{R}^m$ with $n = m$. Then $x + y = y + x$."
    told, claim = derivations.check(page).to_json()["documents"][0]["relations"]  # type: ignore[index]
    assert claim["uses"] == [told["id"]]


def test_no_reason_shows_a_name_that_the_page_does_not_have() -> None:
    pages = (
        r"Let $y \in \mathbb{R}^m$. Then $X y + Z = X (y + Z y) + Z Z^\top y^\top$.",
        r"Then $\mathbf{u}^\top (\mathbf{u} \mathbf{u}) = \mathbf{v}$.",
        r"Then $\mathbf{u} + \mathbf{u}^\top = W \mathbf{u} \mathbf{u}$.",
        r"Then $\begin{bmatrix} \mathbf{u} \\ \mathbf{v} \end{bmatrix} + "
        r"\mathbf{u}^\top \mathbf{v} \mathbf{u}^\top = 0$.",
    )
    for page in pages:
        for relation in derivations.check(page).to_json()["documents"][0]["relations"]:  # type: ignore[index]
            assert "?" not in (relation["reason"] or "")
