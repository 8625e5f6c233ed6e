r"""Heads and shorthands that stand for others, spelled out once shapes are known.

softmax, logsumexp and softplus by exponentials and logarithms, what is of Gaussians in closed form. Where nothing else
fits, $1 - \tanh(v)^2$ of a vector v means entry by entry: the number beside what a function gave entry by entry stands
for so many in every entry, and the power of that for the power of every entry. A number beside any other matrix stays a
clash.

>>> from derivations.terms.term import sym
>>> shaper = Shaper({"v": (sym("n"), num(1)), "w": (sym("n"), num(1))})
>>> v = sym("v")
>>> entry_by_entry(1 - Term("tanh", (v,)), shaper)
add(ones(n, 1), neg(tanh(v)))
>>> entry_by_entry(1 - v, shaper)
add(1, neg(v))
>>> spelled_out(Term("softplus", (v,)), shaper)
log(add(ones(n, 1), exp(v)))
"""

from __future__ import annotations

from fractions import Fraction

from derivations.terms.heads import ELEMENTWISE, binder_of
from derivations.terms.shapes import SCALAR, Shape, ShapeClash, Shaper
from derivations.terms.term import Term, map_args, mul, num, rebuild
from derivations.verify.gaussians import OF_GAUSSIANS, closed

MAX_POWER = 10
_SHORT = frozenset({"softplus", "softmax", "logsumexp"})
_GROWING = frozenset({"softplus", "softmax"})
_DERIVATIVES = frozenset({"grad", "jacobian", "hessian"})


def spelled_out(term: Term, shaper: Shaper) -> Term:
    """The term without heads that stand for others. Raises `ShapeClash`."""
    if _names(term).isdisjoint(_SHORT | OF_GAUSSIANS):
        return term
    return _inside(term, shaper, spelled_out, _spelled)


def entry_by_entry(term: Term, shaper: Shaper) -> Term:
    """The term with numbers beside entrywise values as vectors of them, and their powers taken of every entry."""
    return _inside(term, shaper, entry_by_entry, _spread)


def _names(term: Term) -> frozenset[str]:
    return frozenset((term.head,)).union(*map(_names, term.args))


def _inside(term: Term, shaper: Shaper, go: object, row: object) -> Term:
    """Arguments first, each where its bound names have the shapes that they have there."""
    assert callable(go)
    assert callable(row)
    binder = binder_of(term.head)
    if binder is None:
        found: Term = row(map_args(term, lambda arg: go(arg, shaper)), shaper)
        return found
    name = str(term.args[binder.variable].value)
    at = shaper.shape(term.args[2]) if term.head in _DERIVATIVES else SCALAR
    outer = shaper.symbols.get(name)
    outside = tuple(arg if place in binder.scope else go(arg, shaper) for place, arg in enumerate(term.args))
    shaper.symbols[name] = at
    try:
        args = tuple(go(arg, shaper) if place in binder.scope else arg for place, arg in enumerate(outside))
    finally:
        if outer is None:
            del shaper.symbols[name]
        else:
            shaper.symbols[name] = outer
    return rebuild(term, args)


def _spelled(term: Term, shaper: Shaper) -> Term:
    if term.head in OF_GAUSSIANS:
        return closed(term, shaper)
    if term.head not in _SHORT:
        return term
    shape = shaper.resolved(shaper.shape(term.args[0]))
    power = Term("exp", term.args)
    if term.head == "softplus":
        one = num(1) if shape == SCALAR else Term("ones", shape)
        return Term("log", (one + power,))
    if shape == SCALAR:
        return num(1) if term.head == "softmax" else term.args[0]
    total = mul(Term("transpose", (Term("ones", shape),)), power)
    return power / total if term.head == "softmax" else Term("log", (total,))


def _shape(term: Term, shaper: Shaper) -> Shape | None:
    try:
        return shaper.resolved(shaper.shape(term))
    except ShapeClash:
        return None


def _spread(term: Term, shaper: Shaper) -> Term:
    if term.head == "add":
        shapes = [_shape(arg, shaper) for arg in term.args]
        wide = [shape for shape in shapes if shape != SCALAR]
        entrywise = any(_is_entrywise(arg, shaper) for arg in term.args)
        if not entrywise or not wide or wide[0] is None or any(shape != wide[0] for shape in wide):
            return term
        pairs = zip(term.args, shapes, strict=True)
        return rebuild(term, tuple(_filled(arg, wide[0]) if shape == SCALAR else arg for arg, shape in pairs))
    if term.head == "max" and len(term.args) == 2 and num(0) in term.args:
        rest = next(arg for arg in term.args if arg != num(0))
        return term if _shape(rest, shaper) in (None, SCALAR) else Term("relu", (rest,))
    if term.head == "div" and (logistic := _logistic(term)) is not None:
        return logistic
    if term.head == "pow" and term.args[1].head == "num" and _is_entrywise(term.args[0], shaper):
        power, shape = term.args[1].value, _shape(term.args[0], shaper)
        assert isinstance(power, Fraction)
        if power.denominator == 1 and 1 <= power <= MAX_POWER and shape is not None and shape[0] != shape[1]:
            result = term.args[0]
            for _ in range(int(power) - 1):
                result = Term("hadamard", (result, term.args[0]))
            return result
    return term


def _logistic(term: Term) -> Term | None:
    """sigmoid(u) of 1/(1 + exp(-u)), where ones stand for the second 1."""
    above, below = term.args
    if above != num(1) or below.head != "add" or len(below.args) != 2 or below.args[0].head != "ones":
        return None
    power = below.args[1]
    if power.head != "exp" or power.args[0].head != "neg":
        return None
    return Term("sigmoid", power.args[0].args)


def _filled(term: Term, shape: Shape) -> Term:
    """So many in every entry."""
    inner = term.args[0] if term.head == "neg" else term
    if inner == num(0):
        return term
    ones = Term("ones", shape)
    filled = ones if inner == num(1) else inner * ones
    return -filled if term.head == "neg" else filled


def _is_entrywise(term: Term, shaper: Shaper) -> bool:
    """Whether a function gave the value entry by entry, up to numbers, sums and entrywise products."""
    if term.head in ELEMENTWISE or term.head in _GROWING:
        shape = _shape(term, shaper)
        return shape is not None and shape != SCALAR
    if term.head in ("neg", "pow"):
        return _is_entrywise(term.args[0], shaper)
    if term.head == "div":
        return _is_entrywise(term.args[0], shaper)
    if term.head in ("add", "hadamard"):
        return any(_is_entrywise(arg, shaper) for arg in term.args)
    if term.head == "mul":
        wide = [arg for arg in term.args if _shape(arg, shaper) != SCALAR]
        return len(wide) == 1 and _is_entrywise(wide[0], shaper)
    return False
