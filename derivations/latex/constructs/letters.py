r"""Letters that have a command, and the blackboard letters that authors define in files that are not at hand.

>>> {r.command: r.value for r in ROWS}[r"\EE"]
'E'
"""

from __future__ import annotations

from derivations.latex.constructs.table import Construct, row
from derivations.latex.syntax import Node
from derivations.latex.tokens import Token

_LETTERS = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi omicron "
    "pi varpi rho "
    "varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi "
    "Psi Omega "
    "varGamma varDelta varTheta varLambda varXi varPi varSigma varUpsilon varPhi varPsi varOmega digamma "
    "nabla partial infty ell hbar hslash imath jmath wp aleph beth top bot dagger ddagger prime intercal emptyset "
    "varnothing "
    "angle triangle square flat sharp natural checkmark clubsuit heartsuit diamondsuit spadesuit lozenge bigstar "
    "complement "
    "degree"
).split()


def blackboard(token: Token, _: tuple[Node, ...]) -> Node:
    letter = Node("letter", (), token.value, token.start, token.end)
    return Node("styled", (letter,), "bb", token.start, token.end)


def upright_d(token: Token, _: tuple[Node, ...]) -> Node:
    letter = Node("letter", (), token.value, token.start, token.end)
    return Node("styled", (letter,), "rm", token.start, token.end)


ROWS: tuple[Construct, ...] = (
    *(row("\\" + name, "LETTER") for name in _LETTERS),
    *(row(command, "LETTER", r"\nabla") for command in (r"\grad", r"\triangledown", r"\bigtriangledown")),
    row(r"\eps", "LETTER", r"\epsilon"),
    row(r"\_", "LETTER", "_"),
    row(r"\#", "LETTER", "#"),
    row(r"\$", "LETTER", "$"),
    *(row("\\" + name, "SYMBOL", name, blackboard) for name in "RENZQCP"),
    *(
        row("\\" + name, "SYMBOL", name[0], blackboard)
        for name in "RR EE NN ZZ QQ CC PP reals".split()
        if name != "reals"
    ),
    row(r"\reals", "SYMBOL", "R", blackboard),
    row(r"\dd", "SYMBOL", "d", upright_d),
    row(r"\diff", "SYMBOL", "d", upright_d),
    row(r"\d", "SYMBOL", "d", upright_d),
)

ACCEPTED: tuple[tuple[str, str], ...] = (
    (r"\alpha", r"\alpha"),
    (r"\alpha b", r"sequence(\alpha, b)"),
    (r"\R^n", "script[sup](styled[bb](R), n)"),
    (r"\dd x", "sequence(styled[rm](d), x)"),
)
REJECTED: tuple[str, ...] = (r"\alphaa", r"\alpha b )")
