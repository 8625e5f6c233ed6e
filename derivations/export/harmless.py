r"""An author's formula as LaTeX that does nothing but set mathematics, or None.

The formula is read token by token with the author's macros expanded by us, and written anew: commands and environments
are those of a list, each with its arguments in braces, brackets and environments paired, scripts not doubled, columns
counted. So what is given always compiles with amsmath and amssymb, and no file, no definition and no character code of
a page reaches TeX. What is not on the list is for the caller to show as text.

>>> harmless(r"\frac12 x^\top y % why")
'\\frac{1}{2} x^{\\top } y'
>>> harmless(r"\input{/etc/passwd}") is harmless("x^2^2") is harmless(r"\left( x") is None
True
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from derivations.latex.macros import Macro, expand
from derivations.latex.tokens import ReadError, Token, tokenize

MAX_NESTED = 40
"""Groups inside each other; TeX itself ends at 255, and a macro of amsmath opens several."""

MAX_TOKENS = 5_000

MAX_COLUMNS = 50
"""Of a matrix; the counter MaxMatrixCols has to allow them."""

SYMBOLS = frozenset(
    # Greek
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi pi varpi "
    "rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi "
    "Psi Omega digamma "
    # letters
    "ell hbar hslash imath jmath Re Im aleph beth wp partial nabla infty emptyset varnothing complement eth mho "
    "top bot angle triangle square blacksquare Box Diamond lozenge bigstar checkmark prime backprime surd natural "
    "sharp flat clubsuit diamondsuit heartsuit spadesuit S P dag ddag copyright pounds degree "
    # operators
    "pm mp times div cdot ast star circ bullet oplus ominus otimes oslash odot dagger ddagger amalg cap cup uplus "
    "sqcap sqcup vee wedge lor land setminus smallsetminus wr diamond bigcirc triangleleft triangleright bigtriangleup "
    "bigtriangledown ltimes rtimes boxplus boxtimes boxdot boxminus circledast circledcirc intercal lnot neg "
    # relations
    "le leq leqslant ge geq geqslant ne neq equiv approx approxeq sim simeq cong propto varpropto ll gg lll ggg "
    "prec succ preceq succeq subset supset subseteq supseteq subsetneq supsetneq sqsubseteq sqsupseteq in ni "
    "notin owns vdash dashv models perp parallel nparallel mid nmid asymp bowtie doteq triangleq doteqdot risingdotseq "
    "gtrsim lesssim gtrless lessgtr coloneqq vDash Vdash "
    "forall exists nexists therefore because not "
    # arrows
    "to gets leftarrow rightarrow leftrightarrow Leftarrow Rightarrow Leftrightarrow longleftarrow longrightarrow "
    "longleftrightarrow Longleftarrow Longrightarrow Longleftrightarrow implies impliedby iff mapsto longmapsto "
    "hookrightarrow hookleftarrow uparrow downarrow updownarrow Uparrow Downarrow nearrow searrow swarrow nwarrow "
    "leadsto rightsquigarrow twoheadrightarrow rightleftharpoons upharpoonright restriction "
    # large
    "sum prod coprod int iint iiint oint bigcup bigcap bigoplus bigotimes bigodot bigvee bigwedge biguplus bigsqcup "
    # functions
    "exp log ln lg sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth min max inf sup lim liminf limsup "
    "arg det dim ker deg gcd hom Pr bmod injlim projlim varlimsup varliminf "
    # dots, space, style
    "ldots cdots dots dotsc dotsb dotsm dotsi vdots ddots quad qquad enspace thinspace medspace thickspace "
    "negthinspace negmedspace negthickspace displaystyle textstyle scriptstyle scriptscriptstyle mathstrut strut "
    "colon backslash vert Vert lvert rvert lVert rVert lbrace rbrace lbrack rbrack langle rangle lfloor rfloor lceil "
    "rceil lgroup rgroup ulcorner urcorner llcorner lrcorner".split()
) | frozenset(", ; : ! > { } % # & _ $ |".split()) | {" "}  # fmt: skip
ONE = frozenset(
    "mathbf mathrm mathbb mathcal mathsf mathit mathtt mathfrak mathnormal boldsymbol pmb hat tilde bar vec dot ddot "
    "dddot check breve acute grave mathring widehat widetilde overline underline overbrace underbrace overrightarrow "
    "overleftarrow overleftrightarrow sqrt operatorname operatorname* pmod pod mod boxed smash phantom hphantom "
    "vphantom xrightarrow xleftarrow mathbin mathrel mathord mathop mathopen mathclose mathpunct mathinner".split()
)
OPTIONAL = frozenset("sqrt xrightarrow xleftarrow".split())
TWO = frozenset("frac dfrac tfrac cfrac binom dbinom tbinom overset underset stackrel".split())
FENCED = {"abs": (r"\lvert", r"\rvert"), "norm": (r"\lVert", r"\rVert")}
TEXTS = {
    "text": "text", "mbox": "text", "textrm": "textrm", "textnormal": "textrm", "textbf": "textbf", "textit": "textit",
    "emph": "textit", "textsf": "textsf", "texttt": "texttt", "textsc": "textsc",
}  # fmt: skip
_SAME = {
    "bm": "boldsymbol", "mathscr": "mathcal", "coloneqq": "mathrel{:=}", "lnot": "neg", "restriction": "upharpoonright",
    "R": "mathbb{R}", "E": "mathbb{E}", "N": "mathbb{N}", "Z": "mathbb{Z}", "degree": "circ",
}  # fmt: skip
ENVIRONMENTS = {
    **dict.fromkeys(("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix"), MAX_COLUMNS),
    "cases": 2,
    "aligned": 20,
    "gathered": 1,
}
"""Environments and how many columns they take."""

_LIKE = {"dcases": "cases", "split": "aligned", "align": "aligned", "align*": "aligned", "gather*": "gathered"}
_SIZES = frozenset(f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m"))
_DELIMITERS = frozenset("( ) [ ] | / . < > ||".split())
_NAMED_DELIMITERS = frozenset(
    "| { } lbrace rbrace lbrack rbrack langle rangle lfloor rfloor lceil rceil lvert rvert lVert rVert vert Vert "
    "backslash uparrow downarrow updownarrow lgroup rgroup".split()
)
_LIMITED = frozenset(
    "sum prod coprod int iint iiint oint bigcup bigcap bigoplus bigotimes bigodot bigvee bigwedge biguplus bigsqcup "
    "lim liminf limsup min max inf sup det gcd Pr operatorname operatorname* mathop".split()
)
_DROPPED = frozenset("nonumber notag allowbreak nobreak centering relax par protect hfill hfil displaybreak".split())
_DROPPED_WITH = frozenset("label tag tag* color".split())
_LENGTH = re.compile(r"-?\d*\.?\d+(?:em|ex|pt|mm|cm|in|mu)")
_SPACED = frozenset("+ - = < > le leq ge geq ne neq approx equiv cdot times odot otimes".split())
"""Written with spaces, at which lines can be broken."""

_CHARACTERS = frozenset("+-*/=<>:,;.!?|()[]@")
_IN_TEXT = {"quad": r"\quad{}", "qquad": r"\qquad{}", "ldots": r"\dots{}", "dots": r"\dots{}", " ": r"\ ", ",": r"\,"}


def harmless(tex: str, macros: Mapping[str, Macro] | None = None) -> str | None:
    """The formula, or None where TeX could do anything but set it, or could stop at it."""
    try:
        tokens = expand(tokenize(tex), macros or {})
        if len(tokens) > MAX_TOKENS or any(not token.value.isascii() for token in tokens if token.type != "space"):
            return None
        writer = _Writer(tokens)
        written = writer.formula(0, "")
        return _trimmed(written) if writer.place == len(tokens) else None
    except (ReadError, _Refused):
        return None


def _trimmed(tex: str) -> str:
    """Without spaces that say nothing; one behind a backslash does."""
    return re.sub(r"(?<!\\) $", "", re.sub(" +", " ", tex).lstrip())


class _Refused(Exception):
    """Something that is not on the lists, or that TeX would stop at."""


class _Writer:
    """Reads tokens from left to right; every method leaves `place` behind what it wrote."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens, self.place = tokens, 0

    def peek(self) -> str:
        return self.tokens[self.place].value if self.place < len(self.tokens) else ""

    def blanks(self) -> None:
        while self.place < len(self.tokens) and self.tokens[self.place].type == "space":
            self.place += 1

    def formula(self, depth: int, end: str, columns: int = 0) -> str:
        r"""Up to the token `end` (`}`, `]`, `\right`, `\end`, or the last), which is left; `columns` are those of an
        environment, 0 outside.
        """
        if depth > MAX_NESTED:
            raise _Refused
        parts: list[str] = []
        scripts: set[str] = set()
        column, before = 1, ""
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            value = token.value
            if value == end:
                return "".join(parts)
            if token.type == "space":
                self.place += 1
                parts.append("" if before == "'" else " ")  # TeX looks for a superscript right behind a prime
                continue
            name = value[1:] if token.type == "command" else ""
            if value in ("^", "_"):
                self.place += 1
                if value in scripts and not (value == "^" and before == "'"):
                    raise _Refused
                parts.append(f"{value}{{{self.argument(depth + 1)}}}")
                scripts.add(value)
            elif value == "'":
                self.place += 1
                if "^" in scripts and before != "'":
                    raise _Refused
                parts.append(value)
                scripts.add("^")
            elif value == "&" or value in (r"\\", r"\cr"):
                self.place += 1
                column = column + 1 if value == "&" else 1
                if not columns or column > columns:
                    raise _Refused
                parts.append("& " if value == "&" else self.row_end())
                scripts = set()
            elif name in ("limits", "nolimits"):
                self.place += 1
                if before in _LIMITED:
                    parts.append(f"{value} ")
                    continue
            elif name == "hline" and columns:
                self.place += 1
            else:
                parts.append(self.atom(token, name, depth))
                scripts = set()
            before = name or value
        if end:
            raise _Refused
        return "".join(parts)

    def row_end(self) -> str:
        while self.peek() == "*":
            self.place += 1
        self.blanks()
        if self.peek() == "[":
            self.bracketed()
            self.blanks()
        return r"\\ {}" if self.peek() in ("[", "*") else r"\\ "  # which TeX would take for its own

    def argument(self, depth: int) -> str:
        """What a command or a script takes: a group, or what one token stands for."""
        self.blanks()
        if self.place == len(self.tokens):
            raise _Refused
        token = self.tokens[self.place]
        if token.value == "{":
            return self.group(depth)
        if token.value in ("}", "^", "_", "&", "'", r"\\", r"\right", r"\end", r"\cr"):
            raise _Refused
        if token.type == "number" and len(token.value) > 1 and token.value.isdigit():
            rest = Token("number", token.value[1:], token.start, token.end)
            self.tokens = (*self.tokens[: self.place], rest, *self.tokens[self.place + 1 :])
            return token.value[0]
        return self.atom(token, token.value[1:] if token.type == "command" else "", depth)

    def group(self, depth: int, columns: int = 0) -> str:
        self.place += 1
        written = self.formula(depth + 1, "}", columns)
        self.place += 1
        return written

    def atom(self, token: Token, name: str, depth: int) -> str:
        self.place += 1
        if token.value == "{":
            self.place -= 1
            return f"{{{self.group(depth)}}}"
        if token.type == "command":
            return self.command(name, depth)
        if token.type == "letter" or (token.type == "number" and re.fullmatch(r"[\d.{},]+", token.value)):
            return token.value
        if token.value in _SPACED:
            return f" {token.value} "
        if set(token.value) <= _CHARACTERS:
            return token.value
        if token.value == "~":
            return "~"
        raise _Refused

    def command(self, name: str, depth: int) -> str:
        if name in _SAME and "{" in _SAME[name]:
            return f"\\{_SAME[name]}"
        name = _SAME.get(name, name)
        if name in SYMBOLS:
            return f" \\{name} " if name in _SPACED else f"\\{name} "
        if name in ONE:
            optional = self.bracket(depth) if name in OPTIONAL else ""
            return f"\\{name}{optional}{{{self.argument(depth + 1)}}}"
        if name in TWO:
            return f"\\{name}{{{self.argument(depth + 1)}}}{{{self.argument(depth + 1)}}}"
        if name in FENCED:
            opening, closing = FENCED[name]
            return f"\\left{opening} {self.argument(depth + 1)}\\right{closing} "
        if name in TEXTS:
            return self.text(TEXTS[name], depth)
        if name == "left":
            return self.fenced(depth)
        if name in _SIZES:
            return f"\\{name}{self.delimiter()}"
        if name == "begin":
            return self.environment(depth)
        if name == "substack":
            self.blanks()
            if self.peek() != "{":
                raise _Refused
            return f"\\substack{{{self.group(depth + 1, 1)}}}"
        if name == "textcolor":
            self.dropped()
            return f"{{{self.argument(depth + 1)}}}"
        if name in ("hspace", "mspace", "hspace*"):
            return self.space()
        if name in _DROPPED:
            return " "
        if name in _DROPPED_WITH:
            self.dropped()
            return " "
        raise _Refused

    def bracket(self, depth: int) -> str:
        self.blanks()
        if self.peek() != "[":
            return ""
        self.place += 1
        written = self.formula(depth + 1, "]")
        self.place += 1
        return f"[{{{written}}}]"

    def bracketed(self) -> None:
        while self.peek() not in ("]", ""):
            self.place += 1
        self.place += 1

    def delimiter(self) -> str:
        self.blanks()
        value = self.peek()
        self.place += 1
        if value in _DELIMITERS:
            return r"\|" if value == "||" else value
        if value[:1] == "\\" and value[1:] in _NAMED_DELIMITERS:
            return f"{value} "
        raise _Refused

    def fenced(self, depth: int) -> str:
        opening, parts = self.delimiter(), []
        while True:
            parts.append(self.formula_in_fence(depth + 1))
            if self.peek() == r"\right":
                self.place += 1
                return f"\\left{opening}{''.join(parts)}\\right{self.delimiter()}"
            self.place += 1
            parts.append(f"\\middle{self.delimiter()}")

    def formula_in_fence(self, depth: int) -> str:
        r"""Up to the `\right` or `\middle` of this fence."""
        nested, stop = 0, self.place
        while stop < len(self.tokens):
            value = self.tokens[stop].value
            if not nested and value in (r"\right", r"\middle"):
                break
            nested += (value in ("{", r"\left", r"\begin")) - (value in ("}", r"\right", r"\end"))
            stop += 1
        if stop == len(self.tokens):
            raise _Refused
        inner = _Writer(self.tokens[self.place : stop])
        written = inner.formula(depth, "")
        self.place = stop
        return written

    def environment(self, depth: int) -> str:
        name = self.name()
        spec, columns = "", 0
        if name == "array":
            found = self.name()
            if re.fullmatch(r"[lcr| ]{1,60}", found) is None:
                raise _Refused
            spec, columns = f"{{{found}}}", len(re.findall("[lcr]", found))
        name = _LIKE.get(name, name)
        columns = columns or ENVIRONMENTS.get(name, 0)
        if not columns:
            raise _Refused
        inside = self.formula(depth + 1, r"\end", columns)
        self.place += 1
        if _LIKE.get(closing := self.name(), closing) != name:
            raise _Refused
        apart = "{}" if inside.lstrip().startswith("[") else ""  # no place for the environment in its line
        return f"\\begin{{{name}}}{spec}{apart}{inside}\\end{{{name}}}"

    def name(self) -> str:
        """The letters in braces."""
        self.blanks()
        if self.peek() != "{":
            raise _Refused
        self.place += 1
        start = self.place
        while self.peek() not in ("}", ""):
            self.place += 1
        self.place += 1
        return "".join(token.value for token in self.tokens[start : self.place - 1])

    def dropped(self) -> None:
        self.blanks()
        if self.peek() == "[":
            self.bracketed()
            self.blanks()
        if self.peek() != "{":
            raise _Refused
        nested = 0
        while self.place < len(self.tokens):
            nested += (self.peek() == "{") - (self.peek() == "}")
            self.place += 1
            if not nested:
                return
        raise _Refused

    def space(self) -> str:
        length = self.name().replace(" ", "")
        return rf"\mspace{{{length}}}" if re.fullmatch(_LENGTH, length) and length.endswith("mu") else r"\quad "

    def text(self, command: str, depth: int) -> str:
        self.blanks()
        if self.peek() != "{" or depth > MAX_NESTED:
            raise _Refused
        self.place += 1
        parts: list[str] = []
        while self.peek() != "}":
            if self.place == len(self.tokens):
                raise _Refused
            parts.append(self.words(depth))
        self.place += 1
        return f"\\{command}{{{''.join(parts)}}}"

    def words(self, depth: int) -> str:
        token = self.tokens[self.place]
        self.place += 1
        if token.type == "space":
            return " "
        if token.type == "command":
            name = token.value[1:]
            if name in TEXTS:
                return self.text(TEXTS[name], depth + 1)
            if name in _IN_TEXT:
                return _IN_TEXT[name]
            if name in ("{", "}", "%", "#", "&", "_", "$"):
                return token.value
            if name in SYMBOLS:
                return f"${token.value} $"
            raise _Refused
        if token.value == "$":
            stop = next((at for at in range(self.place, len(self.tokens)) if self.tokens[at].value == "$"), -1)
            if stop < 0:
                raise _Refused
            inner = _Writer(self.tokens[self.place : stop])
            written = inner.formula(depth + 1, "")
            self.place = stop + 1
            return f"${written}$"
        if token.value == "{":
            self.place -= 1
            return self.text("text", depth + 1)
        if token.type in ("letter", "number") or set(token.value) <= _CHARACTERS - {"<", ">", "|"} | {"'", "`", "~"}:
            return token.value
        return f"${token.value}$" if token.value in ("<", ">", "|") else self.refused()

    def refused(self) -> str:
        raise _Refused
