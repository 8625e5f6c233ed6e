r"""Functions and operators that have a name of several letters.

>>> {r.command: r.value for r in ROWS}[r"\Tr"]
'Tr'
"""

from __future__ import annotations

from derivations.latex.constructs.table import Construct, row

_NAMES = (
    "log ln lg exp det sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth arg dim ker gcd deg hom Pr "
    "tr Tr rank Rank diag "
    "sign sgn softmax sigmoid relu ReLU Var Cov KL vec span erf mod Res trace Trace rot curl Corr MSE Bias var cov "
    "std logit "
    "adj proj conv dom epi supp vol Vol id Id Re Im"
).split()

ROWS: tuple[Construct, ...] = (
    *(row("\\" + name, "NAME", name) for name in _NAMES if name not in ("vec",)),
    row(r"\bmod", "NAME", "mod"),
    row(r"\pmod", "NAME", "mod"),
    row(r"\tg", "NAME", "tan"),
)

ACCEPTED: tuple[tuple[str, str], ...] = (
    (r"\log x", "sequence(name[log], x)"),
    (r"\log_2 x", "sequence(script[sub](name[log], 2), x)"),
    (r"\sin^2 x", "sequence(script[sup](name[sin], 2), x)"),
    (r"\operatorname{tr}(A)", "sequence(name[tr], group[()](A))"),
    (r"\text{flip}(J)", "sequence(name[flip], group[()](J))"),
    (r"\operatorname{E}[X]", "sequence(name[E], group[[]](X))"),
    (r"L_{\text{train}}", "script[sub](L, name[train])"),
)
REJECTED: tuple[str, ...] = (r"\logg x", r"\operatorname{tr")
