r"""What is declared of names, in words or signs, as comparisons of numbers; what would go unheard is refused.

>>> from derivations.latex.print import latex
>>> [latex(each) for each in intervals(r"x, y \in (0, 2]")]
['x > 0', 'x \\le 2', 'y > 0', 'y \\le 2']
>>> heard("x is a banana")
Traceback (most recent call last):
    ...
ValueError: x is a banana: nothing of this is understood
"""

from __future__ import annotations

import re
from dataclasses import replace

from derivations.document.context import Context
from derivations.latex.tokens import ReadError
from derivations.reader.expression import read_expression
from derivations.reader.page import unreadable_declarations
from derivations.reader.prose import described
from derivations.terms.term import Term, num, sym

_MEMBER = re.compile(r"(?P<names>.+?)\s*\\in\s*(?P<set>.+)")
_INTERVAL = re.compile(
    r"(?:\\left)?(?P<open>[\[(])(?P<low>[^,]+),(?P<high>[^,]+?)(?:\\right)?(?P<close>[\])])\s*\.?"
)  # fmt: skip
_SAID = re.compile(r"(.+?)\s+(?:is|are|be)\s+(.+)")
_SIGN = r"[<>=]|\\(?:le|ge|leq|geq|ne|neq|leqslant|geqslant|times)(?![a-z])|\\mathbb"
_ENDLESS = frozenset({r"\infty", r"+\infty", r"-\infty"})
_SIGNS = {"positive": "gt", "nonnegative": "ge", "negative": "lt", "nonzero": "ne"}


def heard(line: str) -> None:
    """Raises `ValueError` for a declaration of which something would be lost."""
    for _, reason in unreadable_declarations(line):
        raise ValueError(f"{line}: {reason}")
    text = line.replace("$", "").strip().rstrip(".")
    said = _SAID.fullmatch(text)
    member = _MEMBER.fullmatch(text)
    if said:
        words = described(said[2])
        if "whole" in said[2]:
            raise ValueError(f"{line}: write {said[1]} \\in \\mathbb{{Z}}")
        if words.kind is None and not words.facts and not re.search(r"\d|\bx\b|\bby\b|\\times", said[2]):
            raise ValueError(f"{line}: nothing of this is understood")
        if re.search(r"\b(between|least|most|than|above|below)\b", said[2]):
            raise ValueError(f"{line}: write it with signs, such as {said[1]} > 1")
    elif member:
        if not _INTERVAL.fullmatch(member["set"]) and r"\mathbb" not in member["set"]:
            raise ValueError(
                f"{line}: the set is not understood; there are intervals, such as [0, 1], and \\mathbb{{R}}"
            )
    elif not re.search(_SIGN, text):
        raise ValueError(f"{line}: nothing of this is understood")
    elif re.search(r"\b(and|or)\b", text) or any(not re.search(_SIGN, part) for part in text.split(",")):
        raise ValueError(f"{line}: one declaration is needed; more of them go with --let each")
    elif re.search(r"(?<![<>!:\\])=", text):
        raise ValueError(f"{line}: write the value into the expression instead of the name")


def intervals(line: str) -> tuple[Term, ...]:
    """The bounds that membership in an interval says; none for other declarations. Raises `ReadError`."""
    member = _MEMBER.fullmatch(line.replace("$", "").strip().rstrip("."))
    found = _INTERVAL.fullmatch(member["set"]) if member else None
    if member is None or found is None:
        return ()
    low, high = found["low"].strip(), found["high"].strip()
    bounds = []
    for name in member["names"].split(","):
        unknown = read_expression(name.strip()).sides[0]
        if low not in _ENDLESS:
            bounds.append(Term("gt" if found["open"] == "(" else "ge", (unknown, read_expression(low).sides[0])))
        if high not in _ENDLESS:
            bounds.append(Term("lt" if found["close"] == ")" else "le", (unknown, read_expression(high).sides[0])))
    return tuple(bounds)


def bounds_in(lines: list[str]) -> tuple[Term, ...]:
    """All intervals that are declared."""
    try:
        return tuple(bound for line in lines for bound in intervals(line))
    except ReadError as problem:
        raise ValueError(f"the ends of an interval: {problem.message}") from problem


def said_of(name: str, facts: frozenset[str]) -> tuple[Term, ...]:
    """The comparisons with numbers that facts are."""
    if "natural" in facts:
        return ()
    told = facts & {"positive", "negative"} or facts
    found = [Term(sign, (sym(name), num(0))) for fact, sign in _SIGNS.items() if fact in told]
    if "probability" in facts:
        found += [Term("gt", (sym(name), num(0))), Term("lt", (sym(name), num(1)))]
    if "unit interval" in facts:
        found += [Term("ge", (sym(name), num(0))), Term("lt", (sym(name), num(1)))]
    return tuple(found)


def without_signs(context: Context) -> Context:
    """The context without the facts of numbers that are comparisons."""
    told = {*_SIGNS, "probability", "unit interval"}
    return replace(
        context,
        symbols={
            name: symbol if "natural" in symbol.facts else replace(symbol, facts=symbol.facts - told)
            for name, symbol in context.symbols.items()
        },
    )
