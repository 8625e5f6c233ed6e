r"""Rules of differentiation for matrices: norms by d|u|^2 = 2 u'du, products and traces word by word, determinants.

A gradient has the shape of its variable (Magnus and Neudecker, Matrix Differential Calculus, ch. 9).

>>> from derivations.terms.term import sym
>>> n, w = sym("n"), sym("w")
>>> squared_norm(Term("norm", (w,), "2") ** num(2), w, Context.of(shapes={"w": (n, num(1))})).result
mul(2, w)
"""

from __future__ import annotations

from derivations.document.context import Context
from derivations.latex.print import latex
from derivations.moves.calculus import gradient_of_words
from derivations.moves.commuting import grouped
from derivations.moves.equations import differs_from_zero, invertible
from derivations.moves.slope import KNOWN, Applied, depends, is_number, times
from derivations.moves.words import CannotMove, Words, is_coefficient, shape_of, turned, words_of
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, add, num, walk


def number_among_matrices(body: Term, variable: Term, context: Context) -> Applied | None:
    """By a number, of a polynomial in matrices: inner products multiplied out, then each coefficient."""
    if shape_of(variable, context) != SCALAR or is_coefficient(body, context):
        return None
    try:
        words = words_of(body, context)
    except CannotMove:
        return None
    written = _as_inner_products(body, context)
    if written != body:
        return Applied(r"$\|v\|_2^2 = v^\top v$", Term("grad", (written, variable, variable)))
    if _nested(body) and words.term() != body:
        return Applied(f"collect powers of ${latex(variable)}$", Term("grad", (words.term(), variable, variable)))
    return Applied("power rule", gradient_of_words(body, variable, context))


def _nested(body: Term) -> bool:
    """Whether a sum stands inside a product."""
    products = (node for node in walk(body) if node.head in ("mul", "pow", "transpose"))
    return any(inner.head == "add" for node in products for inner in walk(node))


def _as_inner_products(body: Term, context: Context) -> Term:
    if body.head == "pow" and body.args[0].head == "norm" and body.args[1] == num(2):
        of = body.args[0].args[0]
        if body.args[0].value in ("2", "F") and shape_of(of, context)[1] == num(1):
            return of.T * of
    return Term(body.head, tuple(_as_inner_products(arg, context) for arg in body.args), body.value)


def squared_norm(body: Term, variable: Term, context: Context) -> Applied | None:
    """d|u|^2 = 2 u'du for u of the first degree in the variable: 2 L'u R' for each summand L v R of u."""
    if body.head != "pow" or body.args[0].head != "norm" or body.args[1] != num(2) or is_number(variable, context):
        return None
    norm = body.args[0]
    of = norm.args[0]
    if not _is_frobenius(norm, context):
        raise CannotMove("the derivative of a spectral norm: the norm of a vector, or \\|..\\|_F, is needed")
    name, nabla = latex(variable), _nabla(variable)
    places = _first_degree(of, variable, context)
    if places is None:
        if shape_of(of, context)[1] != num(1):
            return None
        return Applied(r"$\|v\|_2^2 = v^\top v$", Term("grad", (of.T * of, variable, variable)))
    if of == variable:
        return Applied(rf"${nabla} \|{name}\|_{norm.value}^2 = 2 {name}$", 2 * of)
    frobenius = r"$d \|U\|_F^2 = 2 \operatorname{tr}(U^\top dU)$"
    reason = frobenius if norm.value == "F" else r"$d \|u\|_2^2 = 2 u^\top du$"
    return Applied(reason, _pulled_back(num(2), of, places))


def _nabla(variable: Term) -> str:
    name = latex(variable)
    return rf"\nabla_{name}" if len(name) == 1 else rf"\nabla_{{{name}}}"


def norm(body: Term, variable: Term, context: Context) -> Applied | None:
    """d|u| = u'du / |u|."""
    if body.head != "norm" or is_number(variable, context):
        return None
    of = body.args[0]
    places = _first_degree(of, variable, context) if _is_frobenius(body, context) else None
    if places is None:
        raise CannotMove(f"the derivative of ${latex(body)}$: what stands in the norm must be of the first degree")
    reason = r"$d \|u\|_2 = u^\top du / \|u\|_2$"
    reason = reason if body.value == "2" else r"$d \|U\|_F = \operatorname{tr}(U^\top dU) / \|U\|_F$"
    return Applied(reason, _pulled_back(num(1) / body, of, places), (differs_from_zero(of, context),))


def _is_frobenius(norm: Term, context: Context) -> bool:
    return norm.value == "F" or (norm.value == "2" and num(1) in shape_of(norm.args[0], context))


Places = list[tuple[Term, tuple[Term, ...], bool, tuple[Term, ...]]]
"""Coefficient, what stands before, whether transposed, what stands behind: one for each place of a variable."""


def _first_degree(of: Term, variable: Term, context: Context) -> Places | None:
    """The places of the variable, each with its surroundings; None where the term is not of the first degree."""
    try:
        words = words_of(of, context)
    except CannotMove:
        return None
    places: Places = []
    for word, coefficient in words.terms.items():
        scale = Words({(): coefficient}, SCALAR).term()
        if depends(scale, variable):
            return None
        found = [place for place, letter in enumerate(word) if depends(letter.base, variable)]
        if len(found) > 1 or any(word[place].base != variable for place in found):
            return None
        for place in found:
            around = (word[:place], word[place + 1 :])
            left, right = (tuple(letter.term() for letter in turned(part, context)) for part in around)
            places.append((scale, left, word[place].turned, right))
    return places


def _pulled_back(factor: Term, of: Term, places: Places) -> Term:
    """The sum of factor c L'u R', or factor c R u'L where the variable stands transposed."""
    parts = []
    for scale, left, is_turned, right in places:
        negative = scale.head == "neg"
        scale = scale.args[0] if negative else scale
        if is_turned:
            matrices = (*(_turn(each) for each in right), of.T, *(_turn(each) for each in left))
        else:
            matrices = (*left, of, *right)
        part = times(factor, scale, *matrices)
        parts.append(-part if negative else part)
    return add(*parts)


def _turn(term: Term) -> Term:
    return term.args[0] if term.head == "transpose" else term.T


def inner_product(body: Term, variable: Term, context: Context) -> Applied | None:
    if body.head != "inner" or is_number(body.args[0], context):
        return None
    left, right = body.args
    if shape_of(left, context)[1] == num(1):
        return Applied(r"$\langle a, b \rangle = a^\top b$", Term("grad", (left.T * right, variable, variable)))
    product = Term("trace", (left.T * right,))
    return Applied(r"$\langle A, B \rangle = \operatorname{tr}(A^\top B)$", Term("grad", (product, variable, variable)))


def matrix_product(body: Term, variable: Term, context: Context) -> Applied | None:
    """A scalar product of matrices, or the trace of one, by a vector or matrix: one summand for each place."""
    if body.head == "trace" and is_number(variable, context):
        return Applied(
            "the trace of the derivative", Term("trace", (Term("grad", (body.args[0], variable, variable)),))
        )
    if is_number(variable, context) or not _is_product(body, context):
        return None
    inside = body.args[0] if body.head == "trace" else body
    words = words_of(inside, context)
    for letter in {letter for word in words.terms for letter in word}:
        if depends(letter.base, variable) and letter.base not in (variable, Term("inverse", (variable,))):
            raise CannotMove(f"${latex(variable)}$ stands inside ${latex(letter.base)}$; {KNOWN}")
    most = max(sum(depends(letter.base, variable) for letter in word) for word in words.terms)
    name = latex(variable)
    reason = {1: "a linear form", 2: "a quadratic form"}.get(most, f"one summand for each place of ${name}$")
    reason = f"trace: one summand for each place of ${name}$" if body.head == "trace" else reason
    inverted = any(node == Term("inverse", (variable,)) for node in walk(body))
    conditions = invertible(variable, context) if inverted else ()
    return Applied(reason, gradient_of_words(body, variable, context), conditions)


def _is_product(body: Term, context: Context) -> bool:
    if body.head in ("trace", "transpose"):
        return True
    scalars, rest = grouped(body, context)
    return body.head == "mul" and len(scalars) == 1 and not rest and scalars[0].head == "mul"


def determinant(body: Term, variable: Term, context: Context) -> Applied | None:
    name, nabla = latex(variable), _nabla(variable)
    inverse = Term("inverse", (variable.T,))
    if body == Term("log", (Term("det", (variable,)),)):
        known = variable.head == "sym" and "positive definite" in context.facts_of(str(variable.value))
        conditions = () if known else (Term("gt", (Term("det", (variable,)), num(0))),)
        return Applied(rf"${nabla} \log \det {name} = {name}^{{-\top}}$", inverse, conditions)
    if body == Term("det", (variable,)):
        reason = rf"${nabla} \det {name} = \det({name}) {name}^{{-\top}}$"
        return Applied(reason, body * inverse, invertible(variable, context))
    return None
