r"""Python functions against formulas: whether what runs is what was derived.

The source of a function is read as a term (`source.py`, or `latexified.py` by way of latexify-py), the formula as on a
page, and the judge decides the equation.
Parameters are real numbers, or arrays whose `shapes` are given. Floats are taken as the real numbers that are written.
`NoFormula` is raised, with file and line, for what is not read, and for a term that gives other values than the
function at points where both are tried.

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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from derivations.code.latexified import read_latexified
from derivations.code.source import NoFormula, read
from derivations.document.verdicts import Verdict
from derivations.latex.canonical import canonical
from derivations.latex.print import latex
from derivations.latex.tokens import GREEK
from derivations.reader.page import parse_text, read_page
from derivations.terms.names import ACCENTS
from derivations.terms.shapes import SCALAR, Shape
from derivations.terms.term import Term, free_symbols, num, sym
from derivations.verify import judge
from numeric.arithmetics.floats import FLOATS
from numeric.evaluate import evaluate
from numeric.faults import Fault
from numeric.valuation import Model

__all__ = ["Formula", "NoFormula", "formula", "symbol", "verdict"]

Function = Callable[..., Any]
Shapes = Mapping[str, str | Sequence[str]]

POINTS = 48
"""At how many points a function and its formula are tried."""
COMPARED = 3
"""At how many of them both must have a value."""
AGREEMENT = 1e-6
SIZES = (2, 3, 4)


@dataclass(frozen=True)
class Formula:
    """A function as mathematics: how each parameter is written in `latex`, and its name in `term`."""

    name: str
    written: Mapping[str, str]
    symbols: Mapping[str, str]
    shapes: Mapping[str, Shape]
    term: Term

    @property
    def latex(self) -> str:
        return latex(self.term)

    def page(self, expected: str | Term, where: str = "") -> str:
        """The page on which the function and a formula are the two sides of one equation."""
        numbers = [f"${self.written[name]}$" for name, shape in self.shapes.items() if shape == SCALAR]
        spaces = [
            rf"${self.written[name]} \in \mathbb{{R}}^{{{latex(rows)} \times {latex(columns)}}}$"
            for name, (rows, columns) in self.shapes.items()
            if (rows, columns) != SCALAR
        ]
        told = [f"Let {', '.join(numbers)} be real numbers."] if numbers else []
        told += [f"Let {each}." for each in spaces]
        text = latex(expected) if isinstance(expected, Term) else expected
        return f"{' '.join(told)} {where}\n\nThen we have\n\n$$ {self.latex} = {text} $$\n"


def formula(
    function: Function,
    names: Mapping[str, str] | None = None,
    shapes: Shapes | None = None,
    *,
    latexify: bool = False,
) -> Formula:
    r"""The formula that a function computes; `names` are symbols for its parameters, where others are wanted, and
    `shapes` the sizes of those that are arrays. With `latexify` it is latexify-py that reads the source, and its LaTeX
    that is read here: a second way to the same term. Raises `NoFormula`.

    >>> def decayed(w, rate, lambda_):
    ...     return (1 - lambda_ * rate) * w
    >>> found = formula(decayed, {"rate": r"\eta"})
    >>> found.symbols
    {'w': 'w', 'rate': '\\eta', 'lambda_': '\\lambda'}
    >>> found.term
    mul(add(1, neg(mul(\lambda, \eta))), w)
    >>> def residual(X, w, t):
    ...     return X @ w - t
    >>> formula(residual, shapes={"X": ("n", "d"), "w": "d", "t": "n"}).latex
    'X w - t'
    """
    written = _written(function, names or {})
    symbols = {name: _canonical(text) for name, text in written.items()}
    if len(set(symbols.values())) < len(symbols):
        raise NoFormula(f"{_name(function)}: two parameters are written alike: {', '.join(written.values())}")
    if inspect.unwrap(function) is not function:
        raise NoFormula(f"{_name(function)} is wrapped: what runs is not what its source says")
    known = _shapes(function, symbols, shapes or {})
    arguments = {name: sym(text) for name, text in symbols.items()}
    if latexify:
        if set(known.values()) != {SCALAR}:
            raise NoFormula(f"{_name(function)}: latexify-py does not read arrays")
        term = read_latexified(function, written, symbols)
    else:
        term = read(function, arguments, {symbols[name]: shape for name, shape in known.items()})
    found = Formula(_name(function), written, symbols, known, term)
    _try(function, found)
    return found


def verdict(
    function: Function,
    expected: str | Term,
    where: str = "",
    names: Mapping[str, str] | None = None,
    seed: int = 0,
    shapes: Shapes | None = None,
) -> Verdict:
    """Whether the function computes the formula, in LaTeX or as a term.

    `where` are sentences of a page that say what else is known: definitions, and conditions on the parameters, which
    are real numbers where no `shapes` make them arrays. Raises as `formula` does; a formula that cannot be read is
    `unread`.
    """
    found = formula(function, names, shapes)
    document = read_page(parse_text(found.page(expected, where)))
    claim = document.relations[-1]
    if isinstance(expected, Term):
        claim = replace(claim, rhs=expected)
    if claim.role == "unread":
        return Verdict("unread", reason=claim.reason)
    names_alike = claim.lhs is not None and free_symbols(claim.lhs) == free_symbols(found.term)
    if not names_alike or (claim.sign, claim.role) != ("eq", "claim"):
        raise NoFormula(f"{found.name}: with {where!r} its formula does not mean what it means alone")
    claim = replace(claim, lhs=found.term)
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
    return f"\\{word}" if word in GREEK else rf"\mathrm{{{word}}}"


def _canonical(text: str) -> str:
    """A symbol's name in terms."""
    try:
        return canonical(text)
    except ValueError as error:
        raise NoFormula(f"{text} is no name of a number: `names` may say how it is written") from error


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


def _shapes(function: Function, symbols: Mapping[str, str], shapes: Shapes) -> dict[str, Shape]:
    unknown = set(shapes) - set(symbols)
    if unknown:
        raise NoFormula(f"{_name(function)} has no parameter {', '.join(sorted(unknown))}")
    found = dict.fromkeys(symbols, SCALAR)
    for name, said in shapes.items():
        sizes = [said] if isinstance(said, str) else list(said)
        if len(sizes) not in (1, 2):
            raise NoFormula(f"{_name(function)}: {name} is an array of one axis or of two")
        rows, columns = (num(int(each)) if each.isdigit() else sym(_canonical(each)) for each in (*sizes, "1")[:2])
        found[name] = (rows, columns)
    return found


# --- the function runs ---------------------------------------------------------------------------------------------


def _try(function: Function, read: Formula) -> None:
    """The term is trusted where it gives what the function gives."""
    compared = 0
    for values, sizes in _points(read):
        with np.errstate(all="ignore"):
            try:
                computed = function(*(_plain(values[name], shape) for name, shape in read.shapes.items()))
                model = Model({read.symbols[name]: value for name, value in values.items()}, sizes)
                meant = evaluate(read.term, FLOATS, model)
            except (Fault, ArithmeticError, ValueError, np.linalg.LinAlgError):
                continue
            except TypeError as error:
                raise NoFormula(f"{read.name} does not take numbers: {error}") from error
        if isinstance(computed, complex | np.complexfloating):
            continue
        if not isinstance(computed, int | float | np.number | np.ndarray):
            raise NoFormula(f"{read.name} gives no number: {type(computed).__name__}")
        one, two = np.ravel(computed), np.ravel(meant)
        if one.shape == two.shape and not (np.isfinite(one).all() and np.isfinite(two).all()):
            continue
        compared += 1
        if one.shape != two.shape or not np.allclose(one, two, rtol=AGREEMENT, atol=AGREEMENT):
            at = ", ".join(
                f"{read.symbols[name]} = {_plain(values[name], shape)}" for name, shape in read.shapes.items()
            )
            raise NoFormula(f"{read.name} was read as {read.latex}, which is {meant}, not {computed}, at {at}")
    if compared < COMPARED:
        raise NoFormula(f"{read.name} has no value at the points at which it was tried")


def _plain(value: Any, shape: Shape) -> Any:
    """A value as the function takes it: an array of one axis for a column."""
    if shape == SCALAR:
        return float(value)
    rows = np.array(value, dtype=float)
    return rows[:, 0] if shape[1] == SCALAR[1] else rows


def _points(read: Formula) -> Iterator[tuple[dict[str, Any], dict[str, int]]]:
    """Fractions in (0, 1), in (0, 4) and in (-4, 4) in turn, in arrays of several sizes."""
    random = np.random.default_rng(0)
    letters = sorted(frozenset[str]().union(*(free_symbols(size) for shape in read.shapes.values() for size in shape)))
    for turn in range(POINTS):
        low, high = ((1, 64), (1, 256), (-256, 256))[turn % 3]
        sizes = {letter: SIZES[(turn + place) % len(SIZES)] for place, letter in enumerate(letters)}
        values: dict[str, Any] = {}
        for name, shape in read.shapes.items():
            rows, columns = (
                int(Fraction(str(size.value))) if size.head == "num" else sizes[str(size.value)] for size in shape
            )
            drawn = [[Fraction(int(each), 64) for each in row] for row in random.integers(low, high, (rows, columns))]
            values[name] = drawn[0][0] if shape == SCALAR else tuple(map(tuple, drawn))
        yield values, sizes
