r"""Signs, operators between factors, dots, and relation signs with the one spelling each is known by.

>>> {r.command: r.value for r in ROWS}[r"\leqslant"]
'\\le'
"""

from __future__ import annotations

from derivations.latex.constructs.table import Construct, row

_OPERATORS = (
    "cdot times div otimes odot oplus ominus oslash circ star ast bullet cup cap setminus wedge vee land lor lnot neg "
    "boxtimes boxplus amalg sqcup sqcap uplus smallsetminus backslash diamond wr ltimes rtimes circledast"
).split()
_SAME = (
    "equiv approx propto in ni notin subset subseteq supset supseteq subsetneq sim simeq cong to mapsto leftarrow "
    "perp parallel mid nmid ll gg "
    "prec succ preceq succeq asymp models vdash dashv uparrow downarrow rightharpoonup rightsquigarrow leadsto "
    "leftrightarrow "
    "hookrightarrow twoheadrightarrow nsubseteq nRightarrow lesssim gtrsim approxeq uparrow nearrow searrow bowtie "
    "Uparrow Downarrow vartriangleleft trianglelefteq upharpoonright"
).split()
_ALIASES = {
    "=": ["eq"],
    ":=": [
        "triangleq",
        "coloneqq",
        "coloneq",
        "doteq",
        "eqdef",
        "defeq",
        "Coloneqq",
        "vcentcolon",
        "eqqcolon",
        "colonequals",
    ],
    "<": ["lt"],
    ">": ["gt"],
    r"\le": ["le", "leq", "leqslant", "leqq"],
    r"\ge": ["ge", "geq", "geqslant", "geqq"],
    r"\ne": ["ne", "neq", "not="],
    r"\Rightarrow": ["Rightarrow", "implies", "Longrightarrow"],
    r"\Leftarrow": ["Leftarrow", "impliedby", "Longleftarrow"],
    r"\iff": ["iff", "Leftrightarrow", "Longleftrightarrow"],
    r"\to": ["rightarrow", "longrightarrow"],
    r"\leftarrow": ["gets", "longleftarrow"],
    r"\mapsto": ["longmapsto"],
    r"\propto": ["varpropto"],
    r"\approx": ["thickapprox"],
    r"\sim": ["thicksim"],
    r"\perp": ["indep", "independent"],
    ":": ["colon"],
}

ROWS: tuple[Construct, ...] = (
    row(r"\pm", "PM"),
    row(r"\mp", "PM"),
    *(row("\\" + name, "OP") for name in _OPERATORS),
    row(r"\%", "OP"),
    row(r"\cross", "OP", r"\times"),
    row(r"\vdot", "OP", r"\cdot"),
    row(r"\slash", "OP", "/"),
    *(
        row("\\" + name, "DOTS")
        for name in "cdots ldots dots dotsc dotsb dotsm dotsi dotso vdots ddots iddots hdots mathellipsis".split()
    ),
    *(row("\\" + name, "REL") for name in _SAME),
    *(row("\\" + name, "REL", op) for op, names in _ALIASES.items() for name in names),
)

ACCEPTED: tuple[tuple[str, str], ...] = (
    (r"a \cdot b", r"sequence(a, operator[\cdot], b)"),
    (r"a \cdot -b", r"sequence(a, operator[\cdot], signed[-](b))"),
    ("n!", "sequence(n, operator[!])"),
    ("-8", "sum(signed[-](8))"),
    ("a - b + c", "sum(signed[+](a), signed[-](b), signed[+](c))"),
    (r"f(\cdot)", r"sequence(f, group[()](\cdot))"),
    (r"1 + \cdots + n", r"sum(signed[+](1), signed[+](dots[\cdots]), signed[+](n))"),
    (r"p(a \le b)", r"sequence(p, group[()](relation[\le](a, b)))"),
    ("1{,}000", "1000"),
)
REJECTED: tuple[str, ...] = ("a +", r"\foo", "(a . b)")
