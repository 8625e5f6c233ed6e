r"""Terms to LaTeX as a person would write them: one fold with precedences, one row a head.

Brackets stand where the reader needs them to read the same term back, and grow only around what is tall; signs are
pulled out of sums, coefficients stay where they were written. A head without a row raises `KeyError` by its name.

>>> from derivations.terms.term import Term, num, sym
>>> X, w, t, n, eta = map(sym, ("X", "w_{0}", "t", "n", "\\eta"))
>>> print(latex(w - 2 * eta / n * (X.T * (X * w - t))))
w_0 - \frac{2 \eta}{n} (X^\top (X w_0 - t))
>>> print(latex(Term("pow", (Term("norm", (X * w - t,), "2"), num(2)))))
\|X w_0 - t\|_2^2
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from derivations.terms.names import parse_name
from derivations.terms.term import Term, num, walk
from derivations.terms.wholes import is_mean, whole_parts

RELATION, SUM, CIRCLED, PRODUCT, SCRIPTED, ATOM = range(6)
"""How tightly a piece holds together; a context asks for a least level and brackets what is looser."""


class Piece(NamedTuple):
    """Printed text, its level, whether it is taller than a line, whether it would swallow a factor to its right."""

    text: str
    level: int = ATOM
    tall: bool = False
    open: bool = False


SIGNS = {"eq": "=", "ne": r"\ne", "lt": "<", "le": r"\le", "gt": ">", "ge": r"\ge", "approx": r"\approx",
         "propto": r"\propto"}  # fmt: skip


_ZERO = "0"
"""A zero on the right of a sign needs no sizes."""


def latex(term: Term) -> str:
    """The LaTeX of a term, without dollar signs."""
    return _piece(term).text


def relation(lhs: Term, sign: str, rhs: Term) -> str:
    """`lhs sign rhs`, the sign by its meaning (`eq`, `le`, `approx`, ...)."""
    return f"{latex(lhs)} {SIGNS[sign]} {_ZERO if rhs.head == 'zeros' else latex(rhs)}"


def name(text: str) -> str:
    r"""A canonical name as it is written: `w_{0}` is `w_0`, a word stands upright."""
    parts = whole_parts(text)
    if parts is not None:
        return (name(parts[0]) if parts[0] else "") + parts[1]
    base = parse_name(text).base
    if len(base) > 1 and base.isalnum():
        text = text.replace(base, rf"\mathrm{{{base}}}", 1)
    return re.sub(r"([_^])\{(.)\}", r"\1\2", text)


def _piece(term: Term) -> Piece:
    return _ROWS[term.head](term)


def _fence(text: str, tall: bool, opening: str = "(", closing: str = ")") -> str:
    return rf"\left{opening} {text} \right{closing}" if tall else f"{opening}{text}{closing}"


def _bracket(piece: Piece) -> Piece:
    return Piece(_fence(piece.text, piece.tall), ATOM, piece.tall)


def _at(term: Term, least: int) -> Piece:
    piece = _piece(term)
    return piece if piece.level >= least else _bracket(piece)


def _number(term: Term) -> Piece:
    value = term.value if isinstance(term.value, Fraction) else Fraction(0)
    top = abs(value.numerator)
    text = str(top) if value.denominator == 1 else rf"\frac{{{top}}}{{{value.denominator}}}"
    level = SUM if value < 0 else ATOM if value.denominator == 1 else SCRIPTED
    return Piece(f"-{text}" if value < 0 else text, level, value.denominator != 1)


def _symbol(term: Term) -> Piece:
    text = name(str(term.value))
    return Piece(text, SCRIPTED if parse_name(str(term.value)).sup or text.endswith("'") else ATOM)


def _signed(term: Term) -> tuple[str, Term | None, Piece]:
    """The sign of a summand and what stands after it."""
    if term.head == "neg":
        return "-", term.args[0], _at(term.args[0], CIRCLED)
    if term.head == "num" and isinstance(term.value, Fraction) and term.value < 0:
        return "-", None, _number(Term("num", (), -term.value))
    return "+", term, _at(term, CIRCLED)


def _sum(term: Term) -> Piece:
    text, tall = "", False
    for place, arg in enumerate(term.args):
        if place == 0:
            piece = _at(arg, SUM)
        else:
            sign, _, piece = _signed(arg)
        # a reader gives a big operator the later terms that show its index, even where they bind it anew
        later = frozenset(
            str(node.value) for after in term.args[place + 1 :] for node in walk(after) if node.head == "sym"
        )
        if piece.open and any(index in later for index in _indices(arg)):
            piece = _bracket(piece)
        text = piece.text if place == 0 else f"{text} {sign} {piece.text}"
        tall = tall or piece.tall
    return Piece(text, SUM, tall)


def _indices(term: Term) -> frozenset[str]:
    found = frozenset((str(term.args[0].value),)) if term.head in ("sum", "prod", "limit") else frozenset[str]()
    return found.union(*map(_indices, term.args))


def _negative(term: Term) -> Piece:
    piece = _at(term.args[0], CIRCLED)
    return Piece(f"-{piece.text}", SUM, piece.tall, piece.open)


def _product(term: Term) -> Piece:
    last = len(term.args) - 1
    text, tall, ends_open, after_number = "", False, False, False
    for place, arg in enumerate(term.args):
        piece = _piece(arg)
        loose = piece.level < (PRODUCT if place == 0 or (place == last and piece.open) else SCRIPTED)
        if loose or (piece.open and place < last):
            piece = _bracket(piece)
        figures = piece.text[:1].isdigit() or (after_number and arg.head == "num")
        joint = r" \cdot " if figures else " "
        text = f"{text}{joint}{piece.text}" if text else piece.text
        tall, ends_open, after_number = tall or piece.tall, piece.open, arg.head == "num"
    return Piece(text, PRODUCT, tall, ends_open)


def _infix(sign: str) -> Callable[[Term], Piece]:
    def row(term: Term) -> Piece:
        pieces = [_at(arg, PRODUCT) for arg in term.args]
        pieces = [_bracket(piece) if piece.open else piece for piece in pieces[:-1]] + pieces[-1:]
        tall = any(piece.tall for piece in pieces)
        return Piece(f" {sign} ".join(piece.text for piece in pieces), CIRCLED, tall, pieces[-1].open)

    return row


def _power(term: Term) -> Piece:
    base, exponent = term.args
    above = _exponent(exponent)
    below = _piece(base) if base.head == "norm" else _at(base, ATOM)
    return Piece(f"{below.text}^{above}", SCRIPTED, below.tall)


def _exponent(term: Term) -> str:
    if term.head == "div" and all(arg.head in ("num", "sym") for arg in term.args):
        return f"{{{latex(term.args[0])}/{latex(term.args[1])}}}"
    text = latex(term)
    return text if len(text) == 1 else f"{{{text}}}"


def _marked(mark: str) -> Callable[[Term], Piece]:
    def row(term: Term) -> Piece:
        base = _at(term.args[0], ATOM)
        return Piece(f"{base.text}{mark}", SCRIPTED, base.tall)

    return row


def _fenced(opening: str, closing: str) -> Callable[[Term], Piece]:
    def row(term: Term) -> Piece:
        piece = _piece(term.args[0])
        space = " " if closing.startswith("\\r") and not piece.tall else ""
        return Piece(_fence(f"{space}{piece.text}{space}", piece.tall, opening, closing), ATOM, piece.tall)

    return row


def _absolute(term: Term) -> Piece:
    piece = _piece(term.args[0])
    if "|" in piece.text:  # bars within bars pair only where they show which way they open
        return Piece(rf"\left\lvert {piece.text} \right\rvert", ATOM, piece.tall)
    return Piece(_fence(piece.text, piece.tall, "|", "|"), ATOM, piece.tall)


def _norm(term: Term) -> Piece:
    inner = _piece(term.args[0])
    kind = {"inf": r"\infty"}.get(str(term.value), str(term.value))
    return Piece(_fence(inner.text, inner.tall, r"\|", r"\|") + f"_{kind}", SCRIPTED, inner.tall)


def _listed(terms: tuple[Term, ...]) -> Piece:
    pieces = [_piece(term) for term in terms]
    return Piece(", ".join(piece.text for piece in pieces), RELATION, any(piece.tall for piece in pieces))


def _called(command: str) -> Callable[[Term], Piece]:
    def row(term: Term) -> Piece:
        inside = _listed(term.args)
        return Piece(command + _fence(inside.text, inside.tall), SCRIPTED, inside.tall)

    return row


def _expectation(term: Term) -> Piece:
    inside = _listed(term.args)
    return Piece(r"\mathbb{E}" + _fence(inside.text, inside.tall, "[", "]"), SCRIPTED, inside.tall)


def _covariance(term: Term) -> Piece:
    return _called(r"\operatorname{Var}" if len(term.args) == 1 else r"\operatorname{Cov}")(term)


def _density(term: Term) -> Piece:
    at, law = _piece(term.args[0]), _listed(term.args[1].args)
    tall = at.tall or law.tall
    return Piece(r"\mathcal{N}" + _fence(rf"{at.text} \mid {law.text}", tall), SCRIPTED, tall)


def _divergence(term: Term) -> Piece:
    left, right = map(_piece, term.args)
    tall = left.tall or right.tall
    return Piece(r"\mathrm{KL}" + _fence(rf"{left.text} \,\|\, {right.text}", tall), SCRIPTED, tall)


def _application(term: Term) -> Piece:
    base = str(term.value)
    parts = whole_parts(base)
    if parts is not None:
        if is_mean(base):
            base = base.replace("\\cdot", latex(term.args[0]), 1)
        return Piece(name(base), ATOM, "\\frac" in parts[1])
    word = len(base) > 1 and base.isalpha()
    return _called(rf"\operatorname{{{base}}}" if word else name(base))(term)


def _inner(term: Term) -> Piece:
    inside = _listed(term.args)
    left, right = (r"\left\langle", r"\right\rangle") if inside.tall else (r"\langle", r"\rangle")
    return Piece(f"{left} {inside.text} {right}", ATOM, inside.tall)


def _literal(term: Term) -> Piece:
    rows, cols = term.value if isinstance(term.value, tuple) else (1, len(term.args))
    lines = [" & ".join(latex(cell) for cell in term.args[row * cols : (row + 1) * cols]) for row in range(rows)]
    return Piece(r"\begin{bmatrix} " + r" \\ ".join(lines) + r" \end{bmatrix}", ATOM, True)


def _subscript(text: str) -> str:
    return f"_{text}" if len(text) == 1 else f"_{{{text}}}"


def _indexed(template: str) -> Callable[[Term], Piece]:
    """A part of a matrix; a name that has a subscript already is bracketed first."""

    def row(term: Term) -> Piece:
        of, *places = term.args
        plain = of.head == "sym" and not parse_name(str(of.value)).sub
        below = _piece(of) if plain else _bracket(_piece(of))
        return Piece(below.text + _subscript(template % ",".join(map(latex, places))), ATOM, below.tall)

    return row


def _matrix_function(term: Term) -> Piece:
    return _ROWS["sqrt"](term) if term.value == "sqrt" else _called(f"\\{term.value}")(term)


def _spectrum(letter: str) -> Callable[[Term], Piece]:
    """An eigenvalue or a singular value; the largest and the least by name."""

    def row(term: Term) -> Piece:
        of, which = term.args
        place = {num(1): r"\max", num(-1): r"\min"}.get(which) or latex(which)
        return _called(letter + _subscript(place))(Term("app", (of,)))

    return row


def _sized(mark: str) -> Callable[[Term], Piece]:
    def row(term: Term) -> Piece:
        if any(str(arg.value).startswith("?") for arg in term.args):
            return Piece(mark, ATOM)  # the page does not say its size
        sizes = [latex(arg) for arg in term.args if arg != Term("num", (), Fraction(1))] or ["1"]
        return Piece(mark + _subscript(r" \times ".join(sizes)), ATOM)

    return row


def _big(command: str) -> Callable[[Term], Piece]:
    def row(term: Term) -> Piece:
        index, low, high, body = term.args
        ends = f"_{{{latex(index)}={latex(low)}}}^{_exponent(high)}"
        return Piece(f"{command}{ends} {_at(body, PRODUCT).text}", PRODUCT, True, True)

    return row


def _integral(term: Term) -> Piece:
    variable, *ends, body = term.args
    limits = f"_{_exponent(ends[0])}^{_exponent(ends[1])}" if ends else ""
    return Piece(rf"\int{limits} {_at(body, PRODUCT).text} \, d{latex(variable)}", PRODUCT, True, True)


def _limit(term: Term) -> Piece:
    variable, target, body = term.args
    return Piece(rf"\lim_{{{latex(variable)} \to {latex(target)}}} {_at(body, PRODUCT).text}", PRODUCT, True, True)


def _slope(operator: str) -> Callable[[Term], Piece]:
    def row(term: Term) -> Piece:
        body, variable, point = term.args
        by, at = latex(variable), latex(point)
        below = _subscript(by)
        inner = _at(body, SCRIPTED)
        if by == at:  # also where a name stands beside the member of a family that it is
            return Piece(f"{operator}{below} {inner.text}", SCRIPTED, inner.tall, True)
        where = f"{by} = {at}"
        return Piece(rf"\left. {operator}{below} {inner.text} \right|_{{{where}}}", SCRIPTED, True)

    return row


def _jacobian(term: Term) -> Piece:
    body, variable, point = term.args
    by, at = latex(variable), latex(point)
    below = by if term.value is None else latex(Term("transpose", (variable,)))
    text = rf"\frac{{\partial {_at(body, SCRIPTED).text}}}{{\partial {below}}}"
    if by == at:
        return Piece(text, ATOM, True)
    return Piece(rf"\left. {text} \right|_{{{by} = {at}}}", SCRIPTED, True)


def _piecewise(term: Term) -> Piece:
    args = [latex(arg) for arg in term.args]
    rows = [f"{value} & {condition}" for value, condition in zip(args[::2], args[1::2], strict=False)]
    if len(args) % 2:
        rows.append(rf"{args[-1]} & \text{{otherwise}}")
    return Piece(r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}", ATOM, True)


def _related(term: Term) -> Piece:
    left, right = map(_piece, term.args)
    text = f"{left.text} {SIGNS[term.head]} {_ZERO if term.args[1].head == 'zeros' else right.text}"
    return Piece(text, RELATION, left.tall or right.tall)


def _wrapped(template: str, tall: bool = False, level: int = ATOM) -> Callable[[Term], Piece]:
    def row(term: Term) -> Piece:
        pieces = [_piece(arg) for arg in term.args]
        text = template % tuple(piece.text for piece in pieces)
        return Piece(text, level, tall or any(piece.tall for piece in pieces))

    return row


def _plus_or_minus(term: Term) -> Piece:
    piece = _at(term.args[0], CIRCLED)
    return Piece(rf"\pm {piece.text}", SUM, piece.tall, piece.open)


_ROWS: dict[str, Callable[[Term], Piece]] = {
    "num": _number,
    "sym": _symbol,
    "const": lambda term: Piece({"pi": r"\pi", "inf": r"\infty"}.get(str(term.value), str(term.value))),
    "eye": _sized("I"),
    "zeros": _sized(r"\mathbf{0}"),
    "ones": _sized(r"\mathbf{1}"),
    "matrix": _literal,
    "add": _sum,
    "neg": _negative,
    "mul": _product,
    "div": _wrapped(r"\frac{%s}{%s}", tall=True, level=SCRIPTED),
    "pow": _power,
    "sqrt": _wrapped(r"\sqrt{%s}", level=SCRIPTED),
    "abs": _absolute,
    "pm": _plus_or_minus,
    "transpose": _marked(r"^\top"),
    "adjoint": _marked(r"^{\mathsf{H}}"),
    "conj": _called(r"\operatorname{conj}"),
    "inverse": _marked("^{-1}"),
    "trace": _called(r"\operatorname{tr}"),
    "det": _called(r"\det"),
    "rank": _called(r"\operatorname{rank}"),
    "norm": _norm,
    "pinv": _marked("^+"),
    "adjugate": _called(r"\operatorname{adj}"),
    "eigenvalue": _spectrum(r"\lambda"),
    "singular": _spectrum(r"\sigma"),
    "inner": _inner,
    "hadamard": _infix(r"\odot"),
    "kron": _infix(r"\otimes"),
    "cross": _infix(r"\times"),
    "diag": _called(r"\operatorname{diag}"),
    "vec": _called(r"\operatorname{vec}"),
    "entry": _indexed("%s"),
    "item": _indexed("%s"),
    "row": _indexed("%s,:"),
    "col": _indexed(":,%s"),
    **{head: _called(f"\\{head}") for head in "exp log sin cos tan sinh cosh tanh min max".split()},
    **{head: _called(rf"\arc{head[1:]}") for head in ("asin", "acos", "atan")},
    "matexp": _called(r"\exp"),
    "matfun": _matrix_function,
    "softplus": _called(r"\operatorname{softplus}"),
    "softmax": _called(r"\operatorname{softmax}"),
    "logsumexp": _called(r"\operatorname{logsumexp}"),
    "differential": _called(r"\mathrm{d}"),
    "sigmoid": _called(r"\operatorname{sigmoid}"),
    "relu": _called(r"\operatorname{ReLU}"),
    "sign": _called(r"\operatorname{sign}"),
    "floor": _fenced(r"\lfloor", r"\rfloor"),
    "ceil": _fenced(r"\lceil", r"\rceil"),
    "factorial": _marked("!"),
    "gamma": _called(r"\Gamma"),
    "binomial": _wrapped(r"\binom{%s}{%s}", tall=True),
    "app": _application,
    "expect": _expectation,
    "covariance": _covariance,
    "gaussian": _called(r"\mathcal{N}"),
    "density": _density,
    "divergence": _divergence,
    "entropy": _called(r"H"),
    "sum": _big(r"\sum"),
    "prod": _big(r"\prod"),
    "grad": _slope(r"\nabla"),
    "jacobian": _jacobian,
    "hessian": _slope(r"\nabla^2"),
    "integral": _integral,
    "antiderivative": _integral,
    "limit": _limit,
    "piecewise": _piecewise,
    **dict.fromkeys(("eq", "ne", "lt", "le", "gt", "ge"), _related),
}
