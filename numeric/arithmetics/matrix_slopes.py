"""Derivatives of inverses that always exist and of entire functions of matrices, along a direction.

The pseudo-inverse is differentiated where the rank cannot change nearby, that is at full rank (Golub and Pereyra, SIAM
J. Numer. Anal. 10, 1973); entire functions by a block triangle (Higham, Functions of Matrices, theorem 3.6).

>>> from fractions import Fraction
>>> from numeric.arithmetics.jets import jets_over
>>> from numeric.arithmetics.rationals import RATIONALS as Q
>>> jets = jets_over(Q)
>>> one, two = (Q.convert(((Fraction(k), Fraction(0)),)) for k in (2, 1))
>>> jets.tangent(jets.table["pinv"](jets.jet(one, two)))
[-1/4]
[   0]
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from numeric.arithmetics.inverses import cofactors
from numeric.faults import Undefined

if TYPE_CHECKING:
    from numeric.arithmetics.jets import Jet, Jets

Value = Any


def adjugate(jets: Jets, x: Jet) -> Jet:
    """Minors are polynomials: those of the jet."""
    n, cols = jets.shape(x)
    if n == cols == 1:
        return jets.number(Fraction(1))
    return jets.build(n, cols, cofactors(x, jets))


def pseudo_inverse(jets: Jets, x: Jet) -> Jet:
    """d(A^+) = -A^+ dA A^+ + A^+ A^+' dA' (I - A A^+) + (I - A^+ A) dA' A^+' A^+."""
    ops, base = jets.ops, jets.base
    rows, cols = base.shape(x.value)
    mul, transpose = ops["mul"], ops["transpose"]
    back = transpose(x.value)
    try:
        ops["inverse"](mul(x.value, back) if rows <= cols else mul(back, x.value))
    except Undefined:
        raise Undefined("the derivative of a pseudo-inverse where the rank may change") from None
    value = ops["pinv"](x.value)
    turned, change = transpose(value), transpose(x.tangent)
    left = _rest(jets, rows, mul(x.value, value))
    right = _rest(jets, cols, mul(value, x.value))
    parts = [ops["neg"](mul(value, x.tangent, value)), mul(value, turned, change, left)]
    return type(x)(value, ops["add"](*parts, mul(right, change, turned, value)))


def _rest(jets: Jets, n: int, projection: Value) -> Value:
    base = jets.base
    identity = [base.number(Fraction(i == j)) for i in range(n) for j in range(n)]
    return jets.ops["add"](base.build(n, n, identity), jets.ops["neg"](projection))


def entire(jets: Jets, x: Jet, kind: str) -> Jet:
    """f [[A, E], [0, A]] holds the derivative along E in its corner."""
    base = jets.base
    n, cols = base.shape(x.value)
    if n != cols:
        raise Undefined(f"{kind} of a matrix of shape {(n, cols)}")
    zero = base.number(Fraction(0))
    a, e = base.entries(x.value), base.entries(x.tangent)
    top = [[*a[i * n : (i + 1) * n], *e[i * n : (i + 1) * n]] for i in range(n)]
    below = [[*[zero] * n, *a[i * n : (i + 1) * n]] for i in range(n)]
    whole = base.build(2 * n, 2 * n, [x for row in (*top, *below) for x in row])
    cells = base.entries(jets.ops["matexp"](whole) if kind == "exp" else base.matrix_function(whole, kind))
    places = [i * 2 * n + j for i in range(n) for j in range(n)]
    return type(x)(base.build(n, n, [cells[p] for p in places]), base.build(n, n, [cells[p + n] for p in places]))
