"""Signs that are known: of symbols by facts, of sums of products, of what the claim takes a root or logarithm of.

`sign(ws, p)` is one of "+" (positive), "0+" (non-negative), "-" (negative), "0-" (non-positive), "" (not
known).

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons, Workspace
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> x = ws.symbol("x")
>>> sign(ws, (x * x + 1).num), sign(ws, (x * x).num), sign(ws, x.num)
('+', '0+', '')
"""

from __future__ import annotations

from derivations.algebra.pool import Polynomial
from derivations.algebra.rational import Rational
from derivations.algebra.workspace import Workspace

_FLIP = {"+": "-", "-": "+", "0+": "0-", "0-": "0+", "": ""}


def sign(ws: Workspace, poly: Polynomial) -> str:
    """What is known of the sign of a polynomial."""
    if poly.is_zero():
        return "0+"
    leading = poly.leading_coefficient()
    negative = leading < 0
    found = _monic_sign(ws, poly / leading)
    return _FLIP[found] if negative else found


def note(ws: Workspace, poly: Polynomial, strict: bool) -> None:
    """The claim is defined only where this is non-negative (positive if strict): remember its factors' sign."""
    content, factors = ws.factor(poly)
    unknown = [part for part, times in factors if times % 2 and not sign(ws, part).startswith(("+", "0+"))]
    if len(unknown) == 1:
        ws.known[str(unknown[0])] = ("+" if strict else "0+") if content > 0 else ("-" if strict else "0-")


def _monic_sign(ws: Workspace, poly: Polynomial) -> str:
    noted = ws.known.get(str(poly))
    if noted:
        return noted
    signs = [_term_sign(ws, exponents, coefficient > 0) for exponents, coefficient in poly.to_dict().items()]
    if all(mark in ("+", "0+") for mark in signs):
        return "+" if "+" in signs else "0+"
    if all(mark in ("-", "0-") for mark in signs):
        return "-" if "-" in signs else "0-"
    return ""


def _term_sign(ws: Workspace, exponents: tuple[int, ...], positive: bool) -> str:
    strict = True
    flip = not positive
    for place, exponent in enumerate(exponents):
        if not exponent:
            continue
        atom = ws.pool.atoms[place]
        if atom.key == ("const", "i") or not ws.unordered.isdisjoint(atom.deps):
            return ""
        strict = strict and atom.nonzero
        if exponent % 2 and not atom.nonnegative:
            noted = ws.known.get(f"g{place}", "")
            if not noted:
                return ""
            strict = strict or noted in "+-"
            flip = flip != (noted in ("-", "0-"))
    return ("-" if strict else "0-") if flip else ("+" if strict else "0+")


def nonnegative(ws: Workspace, value: Rational) -> bool:
    """Whether a quotient is known to be >= 0 where it is defined."""
    return (sign(ws, value.num) in ("+", "0+") and sign(ws, value.den) in ("+", "0+")) or (
        sign(ws, value.num) in ("-", "0-") and sign(ws, value.den) in ("-", "0-")
    )


def positive(ws: Workspace, value: Rational) -> bool:
    """Whether a quotient is known to be > 0 where it is defined."""
    return nonnegative(ws, value) and sign(ws, value.num) in ("+", "-")
