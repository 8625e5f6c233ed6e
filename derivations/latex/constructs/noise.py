r"""What is set on the page and says nothing: spacing, sizes, colours, labels. Arguments of some of them go too.

>>> {r.command: r.drop for r in ROWS}[r"\hspace"]
1
"""

from __future__ import annotations

from derivations.latex.constructs.table import Construct, row

_BARE = (
    "displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits mathstrut strut hfill hfil nonumber "
    "notag noindent "
    "allowbreak nobreak break centering big Big bigg Bigg bigm Bigm biggm Biggm hline par smallskip medskip "
    "bigskip qed qedhere "
    "blacksquare Box thinspace medspace thickspace negthinspace negmedspace negthickspace enspace enskip relax "
    "protect ensuremath mathop "
    "mathbin mathord mathrel mathopen mathclose mathpunct mathinner cancel bcancel xcancel boxed fbox smash "
    "mathchoice tiny small "
    "footnotesize scriptsize normalsize large Large LARGE huge Huge mathbreak pagebreak newpage nobreakspace null "
    "qty Aboxed "
    "bigstrut xspace itshape upshape sloppy quantity hphantomsep space mathversion unboldmath boldmath leavevmode "
    "mathclap mathllap mathrlap dotfill"
).split()
_WITH_ARGUMENT = (
    "hspace hspace* vspace vspace* tag tag* label color phantom vphantom hphantom eqref ref cref Cref cite citep "
    "citet textcolor colorbox "
    "footnote mspace  hypertarget href htmlClass class cssId pageref autoref footnotemark newline* raisebox "
    "bbox cancelto textcircled vdotswithin"
).split()

ROWS: tuple[Construct, ...] = (
    *(row("\\" + name, "NOISE") for name in _BARE),
    *(
        row(command, "NOISE")
        for command in (r"\,", r"\;", r"\:", r"\!", r"\>", r"\ ", "\\\n", "\\\t", r"\/", r"\-", r"\@", r"\*")
    ),
    *(row("\\" + name, "NOISE", drop=1) for name in _WITH_ARGUMENT),
    *(row("\\" + name, "LENGTH") for name in ("hskip", "kern", "mkern", "vskip", "mskip")),
    row(r"\quad", "QUAD"),
    row(r"\qquad", "QUAD"),
    row(r"\newline", "ROW"),
    row(r"\cr", "ROW"),
    row(r"\\", "ROW"),
    row(r"\\*", "ROW"),
    row(r"\displaybreak", "NOISE"),
    row(r"\cline", "NOISE", drop=1),
    row(r"\htmlId", "NOISE", drop=1),
)

ACCEPTED: tuple[tuple[str, str], ...] = (
    (r"a\,b", "sequence(a, b)"),
    (r"\textcolor{red}{x} + \cancel{y}", "sum(signed[+](x), signed[+](y))"),
    (r"\color{red} x \tag{3} \label{eq}", "x"),
    (r"\displaystyle x \hspace{1cm} y", "sequence(x, y)"),
    (r"\boxed{x}", "x"),
    (r"\mathop{x}_i", "script[sub](x, i)"),
)
REJECTED: tuple[str, ...] = (r"\textcolor{red}{x", r"\hspacing{1cm} x")
