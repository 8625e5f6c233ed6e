"""What of expectations is never negative, whatever the distribution: known bounds for `bounds`.

Variances; E[f^2] - E[f]^2 and E[|v|^2] - |E[v]|^2; and by Cauchy and Schwarz E[f^2] E[g^2] - E[fg]^2 and
Var(f) Var(g) - Cov(f, g)^2. Expectations in a claim are all over the same distribution, whose moments exist.

>>> from derivations.algebra.signature import Signature
>>> from derivations.terms.term import sym
>>> X = sym("X")
>>> for bound in bounds([Term("expect", (X,))], Signature()): print(bound)
add(expect(pow(X, 2)), neg(pow(expect(X), 2)))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derivations.algebra.signature import Signature
from derivations.terms.shapes import SCALAR, ShapeClash, Shaper
from derivations.terms.term import Term, mul, num


def bounds(nodes: Iterable[Term], signature: Signature) -> Iterator[Term]:
    """Terms that are not negative, of the expectations and covariances among some nodes."""
    shaper = Shaper(signature.shapes, signature.members)
    for node in nodes:
        if node.head == "expect":
            yield from _of_mean(node.args[0], shaper)
        elif node.head == "covariance":
            yield from _of_covariance(node, shaper)


def _of_mean(body: Term, shaper: Shaper) -> Iterator[Term]:
    try:
        rows, columns = shaper.resolved(shaper.shape(body))
    except ShapeClash:
        return
    if (rows, columns) == SCALAR:
        yield _mean(body**2) - _mean(body) ** 2
        yield from (_mean(f**2) * _mean(g**2) - _mean(body) ** 2 for f, g in _factors(body, shaper))
        yield from (_mean(root**2) - _mean(root) ** 2 for root in _roots(body))
    elif columns == num(1):
        yield _mean(body.T * body) - _mean(body).T * _mean(body)


def _of_covariance(node: Term, shaper: Shaper) -> Iterator[Term]:
    first, last = node.args[0], node.args[-1]
    try:
        if any(shaper.resolved(shaper.shape(arg)) != SCALAR for arg in (first, last)):
            return
    except ShapeClash:
        return
    variances = [Term("covariance", (arg,)) for arg in dict.fromkeys((first, last))]
    yield from variances
    if len(variances) == 2:
        yield mul(*variances) - node**2


def _mean(body: Term) -> Term:
    return Term("expect", (body,))


def _factors(body: Term, shaper: Shaper) -> Iterator[tuple[Term, Term]]:
    """f and g of fg."""
    if body.head == "mul" and all(shaper.resolved(shaper.shape(arg)) == SCALAR for arg in body.args):
        yield from ((mul(*body.args[:cut]), mul(*body.args[cut:])) for cut in range(1, len(body.args)))


def _roots(body: Term) -> Iterator[Term]:
    """f of f^2, f^4, ...; v of |v|^2."""
    if body.head == "pow" and body.args[1].head == "num":
        exponent = body.args[1].value
        if exponent.denominator == 1 and exponent > 0 and exponent % 2 == 0:  # type: ignore[union-attr,operator]
            yield body.args[0] ** int(exponent / 2)  # type: ignore[operator]
