"""Sizes of matrices: terms in names and numbers, compared as polynomials.

Unknown sizes are symbols that start with `?`.

>>> from derivations.terms.term import num, sym
>>> same_size(sym("n") + num(1), num(1) + sym("n")), same_size(sym("n"), sym("d"))
(True, False)
"""

from __future__ import annotations

from fractions import Fraction

from derivations.terms.term import Term, add, mul, num, sym


def is_unknown(size: Term) -> bool:
    return size.head == "sym" and str(size.value).startswith("?")


Monomials = dict[tuple[str, ...], int]


def size_form(size: Term) -> Monomials | None:
    """A size as a polynomial in names (monomial -> integer coefficient), or None where it is none."""
    if size.head == "num" and isinstance(size.value, Fraction) and size.value.denominator == 1:
        return {(): int(size.value)}
    if size.head == "sym":
        return {(str(size.value),): 1}
    parts = [size_form(arg) for arg in size.args]
    if any(part is None for part in parts) or size.head not in ("neg", "add", "mul"):
        return None
    known = [part for part in parts if part is not None]
    if size.head == "neg":
        return {names: -factor for names, factor in known[0].items()}
    total: Monomials = {} if size.head == "add" else {(): 1}
    for part in known:
        if size.head == "add":
            for names, factor in part.items():
                total[names] = total.get(names, 0) + factor
        else:
            product: Monomials = {}
            for left, one in total.items():
                for right, other in part.items():
                    key = tuple(sorted((*left, *right)))
                    product[key] = product.get(key, 0) + one * other
            total = product
    return total


def same_size(left: Term, right: Term) -> bool:
    """Equal as polynomials; structurally equal where they are none."""
    if left == right:
        return True
    if left.head in ("num", "sym") and right.head in ("num", "sym"):
        return False
    one, other = size_form(left), size_form(right)
    if one is None or other is None:
        return False
    return {k: v for k, v in one.items() if v} == {k: v for k, v in other.items() if v}


def missing_factor(product: Term, whole: Term) -> tuple[str, Term] | None:
    """The unknown of a product, and what it has to be for the product to be the whole, where one factor is open.

    >>> from derivations.terms.term import mul, sym
    >>> missing_factor(mul(sym("?k"), sym("m")), mul(sym("m"), sym("n")))
    ('?k', n)
    >>> missing_factor(mul(sym("?k"), sym("m")), sym("m")) is None
    True
    """
    one, other = size_form(product), size_form(whole)
    if one is None or other is None or len(one) != 1 or len(other) != 1:
        return None
    ((names, factor),), ((rest, number),) = one.items(), other.items()
    open_names = [name for name in names if name.startswith("?")]
    left = list(rest)
    for name in names:
        if name not in open_names:
            if name not in left:
                return None
            left.remove(name)
    if len(open_names) != 1 or factor == 0 or number % factor or open_names[0] in left:
        return None
    found = mul(num(number // factor), *map(sym, left)) if number != factor or not left else mul(*map(sym, left))
    return None if found == num(1) else (open_names[0], found)


def missing_summand(total: Term, whole: Term) -> tuple[str, Term] | None:
    """The unknown of a sum, and what it has to be for the sum to be the whole, where one summand is open.

    >>> from derivations.terms.term import add, sym
    >>> missing_summand(add(sym("?k"), sym("m")), add(sym("n"), sym("m")))
    ('?k', n)
    >>> missing_summand(add(sym("?k"), sym("m")), sym("m")) is None
    True
    """
    one, other = size_form(total), size_form(whole)
    if total.head != "add" or one is None or other is None:
        return None
    unknown = [names for names in one if any(name.startswith("?") for name in names)]
    if len(unknown) != 1 or len(unknown[0]) != 1 or one[unknown[0]] != 1:
        return None
    rest = {names: other.get(names, 0) - one.get(names, 0) for names in {**other, **one} if names != unknown[0]}
    parts = [_monomial(names, factor) for names, factor in rest.items() if factor]
    open_still = any(name.startswith("?") for names, factor in rest.items() if factor for name in names)
    positive = any(factor > 0 for factor in rest.values())
    return (unknown[0][0], add(*parts)) if parts and positive and not open_still else None


def _monomial(names: tuple[str, ...], factor: int) -> Term:
    size = mul(num(abs(factor)), *map(sym, names)) if abs(factor) != 1 or not names else mul(*map(sym, names))
    return size if factor > 0 else -size
