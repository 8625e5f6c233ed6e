"""Parameters of a derivation out of text: `kernels=3,3`, `eta=\\alpha`, `network=conv3,pool2`, `kernel=1,0;0,-1`.

What a text may be follows from the annotation of the parameter in `derive`: letters and words stay text (the
derivation says which are letters), numbers are exact, rows end in semicolons.

>>> from derivations.worked.receptive_field import derive
>>> settings(derive, {"kernels": "3, 3", "u": "i"})
{'kernels': (3, 3), 'u': 'i'}
>>> settings(derive, {"kernels": "3, x"})
Traceback (most recent call last):
ValueError: kernels: 'x' is no whole number
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from inspect import signature
from typing import Any

LONGEST = 10_000
DIGITS = 40


def parameters(derive: Callable[..., Any]) -> dict[str, Any]:
    """The names that can be set, with their annotations."""
    found = signature(derive, eval_str=True).parameters
    return {name: parameter.annotation for name, parameter in found.items()}


def settings(derive: Callable[..., Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """Values for `derive`. Raises `ValueError`, which names the parameter and what it can be."""
    kinds = parameters(derive)
    values: dict[str, Any] = {}
    for name, text in texts.items():
        if name not in kinds:
            raise ValueError(f"{name}: no such parameter; there are {', '.join(kinds)}")
        try:
            values[name] = _value(kinds[name], text.strip())
        except ValueError as problem:
            raise ValueError(f"{name}: {problem}") from None
    return values


def _value(kind: Any, text: str) -> Any:
    if len(text) > LONGEST:
        raise ValueError("too long")
    if kind is str:
        return text
    if kind is int:
        return _whole(text)
    if kind is Fraction:
        return _fraction(text)
    if kind == Sequence[int]:
        return tuple(map(_whole, text.split(",")))
    if kind == Sequence[Fraction]:
        return tuple(map(_fraction, text.split(",")))
    if kind == Sequence[str]:
        return tuple(map(_word, text.split(",")))
    if kind == Sequence[Sequence[Fraction]]:
        return _rows(text)
    raise ValueError("it cannot be set from text")


def _rows(text: str) -> tuple[tuple[Fraction, ...], ...]:
    rows = tuple(tuple(map(_fraction, row.split(","))) for row in text.split(";"))
    if len({len(row) for row in rows}) > 1:
        raise ValueError(f"rows of {', '.join(str(len(row)) for row in rows)} entries; all must be as long")
    return rows


def _whole(text: str) -> int:
    if not re.fullmatch(rf"\s*[+-]?\d{{1,{DIGITS}}}\s*", text):
        raise ValueError(f"{text.strip()!r} is no whole number")
    return int(text)


def _word(text: str) -> str:
    if not re.fullmatch(r"\s*[A-Za-z][A-Za-z0-9]*\s*", text):
        raise ValueError(f"{text.strip()!r} is no word of letters and digits")
    return text.strip()


def _fraction(text: str) -> Fraction:
    digits = rf"\d{{1,{DIGITS}}}"
    if not re.fullmatch(rf"\s*[+-]?(?:{digits}(?:/{digits})?|(?:{digits})?\.{digits})\s*", text):
        raise ValueError(f"{text.strip()!r} is no number")
    try:
        return Fraction(text.strip())
    except ZeroDivisionError:
        raise ValueError(f"{text.strip()!r} divides by zero") from None
