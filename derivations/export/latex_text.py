r"""Words as LaTeX: nothing in them is obeyed, and every character is one that pdfLaTeX can set.

A letter or sign that mathematics knows stands as a formula; what no font of ours has stands as its code point.

>>> plain("50 % of a_b: α → \u4e2d")
'50 \\% of a\\_b: $\\alpha$ $\\to$ \\texttt{U+4E2D}'
>>> typewriter("a b")
'\\texttt{a\\ b}'
>>> plain("\u2460 pooling")
'\\textcircled{\\scriptsize 1} pooling'
"""

from __future__ import annotations

from unicodedata import normalize

from derivations.export.harmless import harmless

_SIGNS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "#": r"\#", "%": r"\%", "&": r"\&", "_": r"\_", "$": r"\$",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "\t": " ",
    "\xa0": "~", "\u2009": r"\,", "\u202f": r"\,", "\u2003": r"\quad{}", "\u2002": r"\enspace{}",
    "–": "--", "—": "---", "‐": "-", "‑": "-", "−": "$-$", "“": "``", "”": "''", "„": r"\quotedblbase{}",
    "‘": "`", "’": "'", "…": r"\dots{}", "•": r"\textbullet{}", "·": r"\textperiodcentered{}",
    "†": r"\dag{}", "‡": r"\ddag{}", "§": r"\S{}", "¶": r"\P{}", "©": r"\copyright{}", "°": r"\textdegree{}",
    "¿": r"\textquestiondown{}", "¡": r"\textexclamdown{}", "«": r"\guillemotleft{}", "»": r"\guillemotright{}",
    "✓": r"$\checkmark$", "✗": r"$\times$", "□": r"$\square$", "∎": r"$\blacksquare$", "ß": r"\ss{}",
}  # fmt: skip
_LIGATURES = {"--": "-{}-", "''": "'{}'", ",,": ",{},"}
"""What T1 fonts would set as one sign."""

_MISSING = frozenset("ĦħĸĿŀŉŦŧſ")
"""Letters of Latin Extended-A that T1 fonts do not have."""


def plain(text: str) -> str:
    """The text, its special characters made harmless; its line ends stay."""
    for pair, apart in _LIGATURES.items():
        while pair in text:
            text = text.replace(pair, apart.replace("{}", "\ue001"))
    return "".join(map(_set, normalize("NFC", text)))


def typewriter(text: str) -> str:
    """The text letter by letter, with places where it may be broken."""
    cells = [r"\ " if char.isspace() else _set(char) for char in text.replace("\r", "")]
    return rf"\texttt{{{_breakable(cells)}}}"


def _breakable(cells: list[str]) -> str:
    return "".join(rf"{cell}\allowbreak{{}}" if place % 12 == 11 else cell for place, cell in enumerate(cells))


def _set(char: str) -> str:
    if char == "\ue001":
        return "{}"
    if char in _SIGNS:
        return _SIGNS[char]
    if char == "\n" or (char.isascii() and char.isprintable()):
        return char
    if "\xc0" <= char <= "\u017f" and char not in _MISSING and char.isalpha():
        return char
    if "\u2460" <= char <= "\u2473":
        return rf"\textcircled{{\scriptsize {ord(char) - 0x245F}}}"
    formula = harmless(char)
    return rf"\texttt{{U+{ord(char):04X}}}" if formula is None else f"${formula}$"
