r"""Names that stand in running text without dollars: "Let A be symmetric", "X, Y invertible", "X^T A X is invertible".

They are names only where words of the tables speak of them and formulas of the page hold their letters, so that no
article and no initial becomes one.

>>> def names(text, letters="APRS"):
...     return [text[name] for name in bare_names(text, letters)]
>>> names("Let S be symmetric."), names("Assume P, R positive definite."), names("Let S be symmetric.", "XY")
(['S'], ['P, R'], [])
>>> names("Let A and P be symmetric.")
['A', 'P']
>>> names(r"Let I+CA^{-1}B be invertible.", "IABC")
['I+CA^{-1}B']
>>> names("P, R: symmetric"), names("of the form P: symmetric")
(['P, R'], [])
>>> names("A symmetric matrix is square."), names("Let A symmetric.")
([], ['A'])
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derivations.reader.prose import denied_facts, described, unknown_words

_LETTER = r"[A-Za-zα-ωΓΔΘΛΞΠΣΦΨΩ](?:_\w)?"
_FACTOR = r"[A-Z(\d](?:[A-Z()\d]|[+_-](?=[A-Z(\d\\])|\^(?:\\[a-z]+|\{[^{}\s]{1,4}\}|[\dA-Z])){0,20}"
_LIST = rf"{_LETTER}(?:(?:\s*,\s*|\s+and\s+|,\s+and\s+){_LETTER})*"
_NAMES = re.compile(
    rf"(?<![\w$\\.'’)}}\]+^-])(?:{_LIST}|{_FACTOR}(?:\s+{_FACTOR})*)(?=:?\s+(?:[a-z]|S?P?S?D\b))",
)
_ROW_START = re.compile(r"(?:\A|\n)[\s>*-]*\Z")
_AND = re.compile(r",?\s+and\s+")
_COPULA = re.compile(r"\s+(?:is|are|be|being|has|need|commutes?)\b")


def bare_names(prose: str, letters: str) -> Iterator[slice]:
    """Where names stand in the prose; `letters` are those of the page's formulas."""
    for match in _NAMES.finditer(prose):
        name, after = match[0], prose[match.end() :]
        if after.startswith(":"):
            if _ROW_START.search(prose[: match.start()]) is None:
                continue  # "of the form A: a matrix"
            after = after[1:]
        said = described(after)
        if (said.kind or said.facts or denied_facts(after) or _COPULA.match(after)) and _is_name(
            name, after, match.start()
        ):
            used = re.findall(r"[^\W\d_]", re.sub(r"\\[a-z]+|\band\b", "", name))
            if used and name.count("(") == name.count(")") and all(letter in letters for letter in used):
                yield from _apart(name, match.start())


def _apart(names: str, place: int) -> Iterator[slice]:
    """The names on both sides of an "and", which is no product of three letters."""
    begin = 0
    for word in _AND.finditer(names):
        yield slice(place + begin, place + word.start())
        begin = word.end()
    yield slice(place + begin, place + len(names))


def _is_name(name: str, after: str, place: int) -> bool:
    """No article ("A symmetric matrix"), no abbreviation, and no ending of a formula (`$x$s are`)."""
    if len(name) > 1:
        return re.search(r"[_^+,-]|\band\b", name) is not None
    if name.islower() and place == 0:
        return False
    if _COPULA.match(after) or name not in "AIa":
        return True
    clause = re.split(r"[.,;:\n]|\band\b", after)[0]
    return name != "a" and described(clause).kind is None and not unknown_words(f" is{clause}")
