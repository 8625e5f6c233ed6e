r"""Operators that take limits: sums, products, integrals, limits, extrema. Their scope is decided in elaboration.

>>> {r.command: r.value for r in ROWS}[r"\argmin"]
'argmin'
"""

from __future__ import annotations

from derivations.latex.constructs.table import Construct, row

_BIG = (
    "sum prod coprod int iint iiint oint lim limsup liminf max min sup inf argmin argmax bigcup bigcap bigoplus "
    "bigotimes "
    "bigwedge bigvee bigsqcup biguplus bigodot"
).split()

ROWS: tuple[Construct, ...] = (
    *(row("\\" + name, "BIG", name) for name in _BIG),
    row(r"\intop", "BIG", "int"),
    row(r"\smallint", "BIG", "int"),
    row(r"\idotsint", "BIG", "int"),
    row(r"\varlimsup", "BIG", "limsup"),
    row(r"\varliminf", "BIG", "liminf"),
    row(r"\Sup", "BIG", "sup"),
    row(r"\Max", "BIG", "max"),
    row(r"\Min", "BIG", "min"),
)

ACCEPTED: tuple[tuple[str, str], ...] = (
    (r"\sum_{i=1}^n x_i", "sequence(big[sum](sub(relation[=](i, 1)), sup(n)), script[sub](x, i))"),
    (r"\sum\limits_i x", "sequence(big[sum](sub(i)), x)"),
    (r"\lim_{x \to 0} x", r"sequence(big[lim](sub(relation[\to](x, 0))), x)"),
    (r"\arg\min_w L", "sequence(big[argmin](sub(w)), L)"),
    (r"\operatorname*{arg\,max}_w L", "sequence(big[argmax](sub(w)), L)"),
    (r"\underset{w}{\mathrm{argmin}} L", "sequence(big[argmin](sub(w)), L)"),
    (r"\int_0^1 x", "sequence(big[int](sub(0), sup(1)), x)"),
    (r"\sum_{\substack{i<n \\ j}} x", "sequence(big[sum](sub(items(relation[<](i, n), j))), x)"),
)
REJECTED: tuple[str, ...] = (r"\sum_", r"\sum_{i=1", r"\sum^)")
