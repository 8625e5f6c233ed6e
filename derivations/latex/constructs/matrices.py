r"""Environments: matrices and cases stay nodes; alignments are flattened into rows of the display.

>>> "bmatrix" in MATRICES and "aligned" in ALIGNMENTS
True
"""

from __future__ import annotations

from derivations.latex.constructs.table import Construct

MATRICES = frozenset(
    "matrix pmatrix bmatrix vmatrix Vmatrix Bmatrix smallmatrix psmallmatrix bsmallmatrix array matrix* pmatrix* "
    "bmatrix* "
    "vmatrix* mqty NiceMatrix pNiceMatrix bNiceMatrix subarray substack".split()
)
CASES = frozenset("cases dcases rcases cases* dcases* numcases".split())
ALIGNMENTS = frozenset(
    "align align* aligned alignat alignat* alignedat flalign flalign* split gather gather* gathered multline "
    "multline* eqnarray "
    "eqnarray* equation equation* displaymath math subequations IEEEeqnarray IEEEeqnarray* dmath dmath* multlined "
    "tabular empheq center small".split()
)
TAKES_ALIGNMENT = frozenset(
    "array alignat alignat* alignedat subarray tabular IEEEeqnarray IEEEeqnarray* empheq".split()
)

ROWS: tuple[Construct, ...] = ()

ACCEPTED: tuple[tuple[str, str], ...] = (
    (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", "matrix[bmatrix](row(1, 2), row(3, 4))"),
    (r"\begin{pmatrix} x \\ y \\ \end{pmatrix}^T", "script[sup](matrix[pmatrix](row(x), row(y)), T)"),
    (r"\left[\begin{array}{cc} 1 & 0 \end{array}\right]", "group[[]](matrix[array:cc](row(1, 0)))"),
    (r"\begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}",
     "cases(row(1, relation[>](x, 0)), row(0, text[otherwise]))"),
    (r"\begin{bmatrix} & 1 \\ 2 & \end{bmatrix}", "matrix[bmatrix](row(empty, 1), row(2, empty))"),
    (r"\mqty(a & b)", "group[()](matrix[mqty](row(a, b)))"),
)  # fmt: skip
REJECTED: tuple[str, ...] = (
    r"\begin{bmatrix} 1",
    r"1 \end{bmatrix}",
    r"\begin{bmatrix} 1 \end{pmatrix}",
    r"\begin{tikzcd} a \end{tikzcd}",
)
