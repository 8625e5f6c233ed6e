"""The derivative of a polynomial in matrices, by a scalar or by a vector or matrix.

By a scalar, SymPy differentiates the coefficient of each word. By a matrix W, each place where W stands in a word gives
one summand: d(L W R) = tr(R L dW), so the gradient is L'R', and R L where it stands transposed (Magnus and Neudecker,
Matrix Differential Calculus, ch. 9, in the layout in which the gradient has the shape of W). `MatrixExpr.diff` is not
used: it answers 0 for some traces. `CannotMove` is raised for a variable inside a letter.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import num, sym
>>> n, X, w = map(sym, ("n", "X", "w"))
>>> context = Context.of(shapes={"X": (n, n), "w": (n, num(1))})
>>> differentiate().compute(Term("grad", (w.T * X * w, w, w)), context)
add(mul(X, w), mul(transpose(X), w))
"""

from __future__ import annotations

from derivations.document.context import Context
from derivations.moves.line import Move
from derivations.moves.rewriting import rewrite_first
from derivations.moves.words import (
    CannotMove,
    Coefficient,
    Letter,
    Word,
    Words,
    coefficient_of,
    collected,
    is_coefficient,
    turned,
    words_of,
)
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, substitute


def differentiate() -> Move:
    """Take the first derivative on the line."""

    def compute(term: Term, context: Context) -> Term:
        return rewrite_first(term, lambda node: _gradient(node, context) if node.head == "grad" else None)

    return Move("differentiate", "differentiate", compute)


def split_derivative() -> Move:
    """The derivative of a sum is the sum of the derivatives."""

    def rule(node: Term) -> Term | None:
        if node.head != "grad" or node.args[0].head != "add":
            return None
        body, variable, point = node.args
        return Term("add", tuple(Term("grad", (part, variable, point)) for part in body.args))

    return Move("linearity", "linearity", lambda term, context: rewrite_first(term, rule))


def _gradient(node: Term, context: Context) -> Term:
    body, variable, point = node.args
    scalar = (context.shape_of(str(variable.value)) or SCALAR) == SCALAR
    if scalar and is_coefficient(point, context) and body.head != "trace":
        return _by_scalar(words_of(body, context), variable, point, context).term()
    slope = gradient_of_words(body, variable, context)
    return slope if variable == point else substitute(slope, {str(variable.value): point})


def gradient_of_words(body: Term, variable: Term, context: Context) -> Term:
    """The derivative of a polynomial in matrices, or of the trace of one."""
    shape = context.shape_of(str(variable.value)) or SCALAR
    words = words_of(body.args[0] if body.head == "trace" else body, context)
    if shape == SCALAR:
        slope = _by_scalar(words, variable, variable, context)
    elif words.scalar or body.head == "trace":
        slope = collected(_by_matrix(words, variable, context), shape, context)
    else:
        raise CannotMove("the derivative of a matrix by a matrix")
    return slope.term()


def _by_scalar(words: Words, variable: Term, point: Term, context: Context) -> Words:
    name = str(variable.value)
    symbol, value = coefficient_of(variable, context), coefficient_of(point, context)
    for word in words.terms:
        if any(name in free_symbols(letter.base) for letter in word):
            raise CannotMove(f"{name} stands inside a letter")
    slopes = ((word, c.diff(symbol).xreplace({symbol: value})) for word, c in words.terms.items())
    return collected(slopes, words.shape, context)


def _by_matrix(words: Words, variable: Term, context: Context) -> list[tuple[Word, Coefficient]]:
    found: list[tuple[Word, Coefficient]] = []
    reciprocal = Letter(Term("inverse", (variable,)), turned=True)
    for word, coefficient in words.terms.items():
        for place, letter in enumerate(word):
            before, after = word[:place], word[place + 1 :]
            rest = after + before if letter.turned else turned(before, context) + turned(after, context)
            if letter.base == variable:
                found.append((rest, coefficient))
            elif letter.base == reciprocal.base:
                # d(W^-1) = -W^-1 dW W^-1
                found.append(((reciprocal, *rest, reciprocal), -coefficient))
            elif free_symbols(variable) & free_symbols(letter.base):
                raise CannotMove(f"{variable!r} stands inside a letter")
    return found
