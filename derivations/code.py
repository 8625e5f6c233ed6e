r"""Python functions against formulas: whether what runs is what was derived.

latexify-py (the extra `code`) writes the source of a function as LaTeX, the reader reads that on a page beside the
formula, and the judge decides the equation. A function takes numbers, or arrays entry by entry, and gives a number: one
formula in its parameters, with assignments, `if` and the functions of `math` and NumPy that have a LaTeX name. Its
floats are taken as the real numbers that they stand for. `NoFormula` is raised for anything else, and for a text that
gives other values than the function at points where both are tried.

>>> import math
>>> def slope(x):
...     y = 1 / (1 + math.exp(-x))
...     return y * (1 - y)
>>> verdict(slope, r"\sigma'(x)", where=r"Let $\sigma(x) = \frac{1}{1 + e^{-x}}$.").kind
'proved'
>>> wrong = verdict(slope, r"\frac{1}{(1 + e^{-x})^2}")
>>> wrong.kind, wrong.witness.values
('refuted', {'x': '-2'})
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from derivations.document.verdicts import Verdict
from derivations.latex.elaborate import Lexicon, Unreadable, elaborate
from derivations.latex.print import latex
from derivations.latex.rows import Side, read_formula
from derivations.reader.page import parse_text, read_page
from derivations.terms.names import ACCENTS
from derivations.terms.term import Term, free_symbols, functions_of, num
from derivations.verify import judge
from numeric.arithmetics.floats import FLOATS
from numeric.evaluate import evaluate
from numeric.faults import Fault
from numeric.valuation import Model

Function = Callable[..., Any]

POINTS = 48
"""At how many points a function and its formula are tried."""
COMPARED = 3
"""At how many of them both must have a value."""
AGREEMENT = 1e-6
_SCIENTIFIC = re.compile(r"(?<![\w.])\d+(?:\.\d+)?e[+-]?\d+(?!\w)")


class NoFormula(ValueError):
    """A function that is no formula, or whose formula could not be read as what it computes."""


@dataclass(frozen=True)
class Formula:
    """A function as mathematics: how each parameter is written in `latex`, and its name in `term`."""

    name: str
    written: Mapping[str, str]
    symbols: Mapping[str, str]
    latex: str
    term: Term

    def page(self, expected: str | Term, where: str = "") -> str:
        """The page on which the function and a formula are the two sides of one equation."""
        declared = ", ".join(f"${symbol}$" for symbol in self.written.values())
        text = latex(expected) if isinstance(expected, Term) else expected
        return f"Let {declared} be real numbers. {where}\n\nThen we have\n\n$$ {self.latex} = {text} $$\n"


def formula(function: Function, names: Mapping[str, str] | None = None) -> Formula:
    r"""The formula that a function computes; `names` are symbols for its parameters, where others are wanted.

    Raises `NoFormula`, and `ModuleNotFoundError` where latexify-py is not installed.

    >>> def decayed(w, rate, lambda_):
    ...     return (1 - lambda_ * rate) * w
    >>> found = formula(decayed, {"rate": r"\eta"})
    >>> found.symbols
    {'w': 'w', 'rate': '\\eta', 'lambda_': '\\lambda'}
    >>> found.term
    mul(add(1, neg(mul(\lambda, \eta))), w)
    """
    written = _written(function, names or {})
    symbols = {name: _canonical(text) for name, text in written.items()}
    if len(set(symbols.values())) < len(symbols):
        raise NoFormula(f"{_name(function)}: two parameters are written alike: {', '.join(written.values())}")
    text = _latexified(function, written)
    blank = Formula(_name(function), written, symbols, text, num(0))
    *_, relation = read_page(parse_text(blank.page(text))).relations
    if relation.lhs is None or relation.lhs != relation.rhs:
        raise NoFormula(f"{blank.name}: {relation.reason or 'it is no single formula'}: {text}")
    read = replace(blank, term=relation.lhs)
    strange = (free_symbols(read.term) | functions_of(read.term)) - set(read.symbols.values())
    if strange:
        raise NoFormula(f"{read.name}: {', '.join(sorted(strange))}: no parameter, and nothing that has a LaTeX name")
    _try(function, read)
    return read


def verdict(
    function: Function,
    expected: str | Term,
    where: str = "",
    names: Mapping[str, str] | None = None,
    seed: int = 0,
) -> Verdict:
    """Whether the function computes the formula, in LaTeX or as a term.

    `where` are sentences of a page that say what else is known: definitions, and conditions on the parameters, which
    are real numbers. Raises as `formula` does; a formula that cannot be read is `unread`.
    """
    found = formula(function, names)
    document = read_page(parse_text(found.page(expected, where)))
    claim = document.relations[-1]
    if isinstance(expected, Term):
        claim = replace(claim, rhs=expected)
    if claim.role == "unread":
        return Verdict("unread", reason=claim.reason)
    if (claim.lhs, claim.sign, claim.role) != (found.term, "eq", "claim"):
        raise NoFormula(f"{found.name}: with {where!r} its formula does not mean what it means alone")
    document = replace(document, relations=(*document.relations[:-1], claim))
    return judge(document, seed).verdicts[claim.id]


# --- names -----------------------------------------------------------------------------------------------------


def symbol(name: str) -> str:
    r"""How a Python name is written: `beta_1` and `beta1`, `w_hat`, `learning_rate`, `lambda_`.

    >>> print(symbol("beta_1"), symbol("w0"), symbol("w_hat"), symbol("learning_rate"), symbol("lambda_"))
    \beta_{1} w_{0} \hat{w} \mathrm{learning}_{\mathrm{rate}} \lambda
    """
    base, *marks = re.sub(r"(?<=[A-Za-z])(?=\d)", "_", name.strip("_")).split("_")
    text = _letter(base)
    for accent in (mark for mark in marks if mark in ACCENTS):
        text = rf"\{accent}{{{text}}}"
    below = [_letter(mark) for mark in marks if mark not in ACCENTS]
    return text + (f"_{{{','.join(below)}}}" if below else "")


def _letter(word: str) -> str:
    if len(word) == 1 or word.isdigit():
        return word
    return f"\\{word}" if word in _latexify().codegen.expression_rules.MATH_SYMBOLS else rf"\mathrm{{{word}}}"


def _canonical(text: str) -> str:
    """A symbol's name in terms."""
    try:
        (side,) = read_formula(text)
        if isinstance(side, Side) and side.node is not None:
            term = elaborate(side.node, Lexicon(kinds=lambda _: "scalar"))
            if term.head == "sym":
                return str(term.value)
    except (Unreadable, ValueError) as error:
        raise NoFormula(f"{text} is no name of a number: `names` may say how it is written") from error
    raise NoFormula(f"{text} is no name of a number: `names` may say how it is written")


def _written(function: Function, names: Mapping[str, str]) -> dict[str, str]:
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError) as error:
        raise NoFormula(f"{_name(function)}: {error}") from error
    unknown = set(names) - set(parameters)
    if unknown:
        raise NoFormula(f"{_name(function)} has no parameter {', '.join(sorted(unknown))}")
    if not parameters or any(each.kind is not each.POSITIONAL_OR_KEYWORD for each in parameters.values()):
        raise NoFormula(f"{_name(function)}: plain parameters are needed, one at least")
    return {name: names.get(name) or symbol(name) for name in parameters}


def _name(function: Function) -> str:
    return str(getattr(function, "__name__", function))


def _latexify() -> Any:
    try:
        import latexify
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            "latexify-py writes functions as LaTeX: pip install 'derivations[code]'", name=missing.name
        ) from missing
    return latexify


# --- the text ----------------------------------------------------------------------------------------------------


def _latexified(function: Function, written: Mapping[str, str]) -> str:
    """What latexify writes for what the function returns, assignments put in, parameters as they are written."""
    latexify = _latexify()
    if inspect.unwrap(function) is not function:
        raise NoFormula(f"{_name(function)} is wrapped: what runs is not what its source says")
    # what latexify would write otherwise gets a name that cannot be missed in its text
    others = {name: f"parameter{place}" for place, name in enumerate(written) if _letter(name) != written[name]}
    try:
        text = latexify.get_latex(
            function,
            identifiers=others,
            reduce_assignments=True,
            use_math_symbols=True,
            use_signature=False,
        )
    except (latexify.exceptions.LatexifyError, OSError, SyntaxError, TypeError) as error:
        raise NoFormula(f"{_name(function)}: {error}") from error
    for name, stand_in in others.items():
        text = text.replace(rf"\mathrm{{{stand_in}}}", written[name])
    return _SCIENTIFIC.sub(lambda match: format(Decimal(match[0]), "f"), text)


# --- the function runs ---------------------------------------------------------------------------------------------


def _try(function: Function, read: Formula) -> None:
    """The text has passed two programs; it is trusted where it gives what the function gives."""
    compared = 0
    for point in _points(len(read.symbols)):
        with np.errstate(all="ignore"):
            try:
                computed = function(*map(float, point))
                model = Model(values=dict(zip(read.symbols.values(), point, strict=True)))
                meant = evaluate(read.term, FLOATS, model)
            except (Fault, ArithmeticError, ValueError):
                continue
            except TypeError as error:
                raise NoFormula(f"{read.name} does not take numbers: {error}") from error
        if not isinstance(computed, (int, float, np.number)):
            if isinstance(computed, complex):
                continue
            raise NoFormula(f"{read.name} gives no number: {type(computed).__name__}")
        if isinstance(computed, np.complexfloating) or not (np.isfinite(computed) and np.isfinite(meant)):
            continue
        compared += 1
        if abs(computed - meant) > AGREEMENT * max(1.0, abs(meant)):
            at = ", ".join(f"{name} = {value}" for name, value in zip(read.symbols, point, strict=True))
            raise NoFormula(f"{read.name} was read as {latex(read.term)}, which is {meant}, not {computed}, at {at}")
    if compared < COMPARED:
        raise NoFormula(f"{read.name} has no value at the points at which it was tried")


def _points(parameters: int) -> Iterator[tuple[Fraction, ...]]:
    """Fractions in (0, 1), in (0, 4) and in (-4, 4) in turn."""
    random = np.random.default_rng(0)
    for turn in range(POINTS):
        low, high = ((1, 64), (1, 256), (-256, 256))[turn % 3]
        yield tuple(Fraction(int(count), 64) for count in random.integers(low, high, size=parameters))
