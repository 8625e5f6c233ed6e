"""A page that tries to make TeX read, write, run or redefine something, or to stop it."""

ATTEMPTS = (
    r"\input{/etc/passwd}",
    r"\write18{touch obeyed}",
    r"\immediate\write18{touch obeyed}",
    r"\immediate\openout5=obeyed.txt",
    r"\openin5=/etc/passwd",
    r"\catcode`\@=0",
    r"\def\par{\par\par}",
    r"\let\by\relax",
    r"\csname input\endcsname{/etc/passwd}",
    r"^^5cinput{/etc/passwd}",
    r"^^\\",
    r"\end{document}",
    r"\begin{document}",
    r"\begin{verbatim}",
    r"\end{align*}",
    r"\verb|x|",
    r"\lstinputlisting{/etc/passwd}",
    r"\includegraphics{/etc/passwd}",
    r"\special{shell}",
    r"\directlua{os.execute('touch obeyed')}",
    r"\loop\iftrue\repeat",
    r"\newcommand{\a}{\a\a}\a",
    r"\textcolor{red}{\input{/etc/passwd}}",
    r"\text{\input{/etc/passwd}}",
    r"\begin{array}{c@{\input{/etc/passwd}}}1\end{array}",
    r"\\[1000000pt] x",
    r"\hspace{1000000pt} x",
    r"\rule{1pt}{1pt}",
    r"\label{a}\ref{a}\tag{\input{a}}",
    "{",
    "}",
    "{{{ x",
    "x }}}",
    r"\left( x",
    r"x \right)",
    "x^2^3",
    "x_",
    "x & y",
    "# % ~ _ ^ &",
    "\\",
    "\u202e \u0000 \u0007 \ue000 \ue001 \ufffd",
    "α → 中 ① 🙂 ﷽",
    "a" * 10_000,
    "1" * 10_000,
    "x + " * 2_500 + "x",
    r"\frac{1}{" * 60 + "1" + "}" * 60,
    r"\begin{bmatrix}" + " & ".join("1" for _ in range(60)) + r"\end{bmatrix}",
)
"""Each is put into words, into formulas, displays, headings, tags and code."""


def markdown(attempt: str) -> str:
    """A page that has the attempt wherever something can stand."""
    return (
        f"# {attempt}\n\n{attempt} and *{attempt}* and `{attempt}`\n\n- {attempt}\n\nLet $x = 1$ and ${attempt}$, "
        f"then ${attempt} = 1$ and $x = 2$.\n\n$$\n{attempt}\n$$\n\n"
        f"$$\n\\begin{{aligned}}\nx &= {attempt} \\tag{{{attempt}}} \\\\\n&= 2\n\\end{{aligned}}\n$$\n\n"
        f"## ${attempt}$\n\n```\n{attempt}\n```\n"
    )


def tex(attempt: str) -> str:
    """The same in a TeX page."""
    return (
        f"\\section{{{attempt}}}\n{attempt} and \\emph{{{attempt}}} \\begin{{itemize}}\\item[{attempt}] {attempt}"
        f"\\end{{itemize}} Let $x = 1$ and ${attempt}$, then $x = 2$.\n\n\\[ {attempt} \\]\n"
        f"\\begin{{align}} x &= {attempt} \\tag{{{attempt}}} \\\\ &= 2 \\end{{align}}\n"
    )
