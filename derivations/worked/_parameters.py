r"""What parameters of a derivation may be: letters that read back as they are written, and exact numbers.

A letter is a Latin or Greek letter or a word, with accents and indices; the derivations write `X_1` as `X_{1}`. Numbers
are made exact: 0.1 is the decimal 1/10. What does not fit raises `ValueError`, which names the parameter.

>>> letter("X_1"), letter(r"\hat\beta")
('X_{1}', '\\hat{\\beta}')
>>> letter(r"\nabla")
Traceback (most recent call last):
ValueError: \nabla has a meaning of its own: another letter is needed
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from inspect import BoundArguments, Parameter, signature
from math import isfinite
from numbers import Rational, Real
from typing import Any

from derivations.latex.elaborate import Lexicon, Unreadable, elaborate
from derivations.latex.print import name as written
from derivations.latex.rows import Side, read_formula
from derivations.latex.tokens import ReadError
from derivations.terms.names import parse_name

_GREEK = (
    "alpha beta gamma delta (?:var)?epsilon zeta eta (?:var)?theta iota (?:var)?kappa lambda mu nu xi (?:var)?rho "
    "(?:var)?sigma tau upsilon (?:var)?phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell"
).replace(" ", "|")
_BASE = re.compile(rf"[A-Za-z]+|\\(?:{_GREEK})|\\math(?:bf|cal|frak|sf)\{{[A-Za-z]\}}")
_MEANT = frozenset({"I", "E", "e", r"\pi", r"\infty", r"\nabla", r"\partial"})
"""What has a meaning of its own: the identity, the mean, numbers and derivatives."""


def fitting(derive: Callable[..., Any], data: Sequence[object], parameters: Mapping[str, object]) -> BoundArguments:
    """All arguments of a derivation as it needs them.

    Raises `ValueError` for what no parameter can be, and where two have one letter; `TypeError` for unknown parameters.
    """
    form = signature(derive, eval_str=True)
    bound = form.bind(*data, **parameters)
    bound.apply_defaults()
    letters: dict[str, str] = {}
    for name, value in bound.arguments.items():
        parameter = form.parameters[name]
        if parameter.kind is not Parameter.POSITIONAL_OR_KEYWORD:
            continue
        kind = parameter.annotation
        try:
            bound.arguments[name] = value if kind is str and value == parameter.default else _fitted(kind, value)
        except ValueError as problem:
            raise ValueError(f"{name}: {problem}") from None
        if kind is str and letters.setdefault(bound.arguments[name], name) != name:
            raise ValueError(f"{name} = {value}: {letters[bound.arguments[name]]} has this letter already")
    return bound


def letter(value: object) -> str:
    """The canonical name that a letter stands for."""
    needed = "a Latin or Greek letter or a word is needed, with accents and indices at most"
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no letter: {needed}")
    if re.fullmatch(r"\s*[-+.\d/]+\s*", value):
        raise ValueError(f"{value} is no letter: {needed}; numbers are put into results, with `numpy` or `sympy`")
    if value.strip() in _MEANT:
        raise ValueError(f"{value} has a meaning of its own: another letter is needed")
    found = _read(written(value) if value.isalpha() else value)
    if found is None or not _BASE.fullmatch(parse_name(found).base) or parse_name(found).sup:
        raise ValueError(f"{value} is no letter: {needed}")
    return found


def _read(text: str) -> str | None:
    """The name that a formula is, if it is one."""
    try:
        sides = read_formula(text)
        if len(sides) != 1 or not isinstance(sides[0], Side) or sides[0].node is None:
            return None
        term = elaborate(sides[0].node, Lexicon(kinds=lambda _: "scalar"))
    except (Unreadable, ReadError):
        return None
    return str(term.value) if term.head == "sym" else None


def _fitted(kind: Any, value: object) -> Any:
    if kind is str:
        return letter(value)
    if kind is int:
        return _whole(value)
    if kind is Fraction:
        return _exact(value)
    if kind == Sequence[int]:
        return tuple(map(_whole, _several(value)))
    if kind == Sequence[Fraction]:
        return tuple(map(_exact, _several(value)))
    if kind == Sequence[Sequence[Fraction]]:
        return _rows(value)
    return tuple(map(_word, _several(value)))


def _several(value: object) -> Iterable[object]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise ValueError(f"{value!r} is no list: several are needed, or one in brackets")
    return value


def _rows(value: object) -> tuple[tuple[Fraction, ...], ...]:
    rows = tuple(tuple(map(_exact, _several(row))) for row in _several(value))
    if len({len(row) for row in rows}) > 1:
        raise ValueError(f"rows of {', '.join(str(len(row)) for row in rows)} entries; all must be as long")
    return rows


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no word")
    return value


def _whole(value: object) -> int:
    found = _exact(value)
    if found.denominator != 1:
        raise ValueError(f"{value} is no whole number")
    return int(found)


def _exact(value: object) -> Fraction:
    """The number that is meant: of a float, its shortest decimal."""
    if isinstance(value, Rational) and not isinstance(value, bool):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, (Real, Decimal)) and not isinstance(value, bool) and isfinite(value):
        return Fraction(str(value))
    raise ValueError(f"{value!r} is no number")
