"""Moves on numbers: collect by some of the symbols, factor a polynomial, join powers, work a closed number out.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import num, sym
>>> k, d, s = map(sym, "kds")
>>> collect(d).compute(s + k * d - d, Context())
add(s, mul(d, add(k, -1)))
>>> value().compute(num(2) * 3 + 4, Context())
10
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from derivations.document.context import Context
from derivations.latex.print import name
from derivations.moves.line import Move
from derivations.moves.rewriting import rewrite_first
from derivations.moves.words import CannotMove, coefficient_of, is_coefficient, shape_of
from derivations.terms.shapes import SCALAR
from derivations.terms.sympy_bridge import from_sympy
from derivations.terms.sympy_bridge.order import summands as positive_first
from derivations.terms.term import Term, add, map_args, mul, num, sym

Summand = tuple[Fraction, tuple[Term, ...]]
"""A number and the factors that it multiplies."""


def collect(*symbols: Term) -> Move:
    """Gather what stands with each symbol, its coefficient factored; what holds none of them comes first."""

    def compute(term: Term, context: Context) -> Term:
        import sympy

        rest = sympy.expand(coefficient_of(term, context))
        summands: list[Any] = []
        for symbol in symbols:
            by = coefficient_of(symbol, context)
            part = rest.coeff(by, 1)
            rest = sympy.expand(rest - part * by)
            if rest.has(by):
                raise CannotMove(f"{symbol!r} stands there to a higher power")
            if part != 0:
                summands.append(by * sympy.factor(part))
        found = [from_sympy(each, ordered=True) for each in ([rest] if rest != 0 else []) + summands]
        return Term("add", tuple(found)) if len(found) > 1 else found[0]

    return Move("collect", "collect", compute)


def factor_out() -> Move:
    """Write a polynomial as a product, each factor with the sign that it has where all symbols are 0.

    >>> from derivations.terms.term import sym
    >>> b, g = sym("b"), sym("g")
    >>> from derivations.document.context import Context
    >>> factor_out().compute(64 * b * (1 - b) + (64 - 64 * b) * g, Context())
    mul(64, add(1, neg(b)), add(b, g))
    """

    def compute(term: Term, context: Context) -> Term:
        import sympy

        number, found = sympy.S.One, []
        for factor in sympy.Mul.make_args(sympy.factor(coefficient_of(term, context))):
            base, power = factor.as_base_exp()
            at_zero = base.xreplace(dict.fromkeys(base.free_symbols, sympy.S.Zero)) if base.is_Add else sympy.S.One
            if factor.is_number:
                number *= factor
            elif at_zero.is_negative and power.is_Integer:
                number *= (-1) ** power
                found.append((-base) ** power)
            else:
                found.append(factor)
        # SymPy would multiply a number into a sum
        factors = [from_sympy(each, ordered=True) for each in ([number] if number != 1 or not found else []) + found]
        return Term("mul", tuple(factors)) if len(factors) > 1 else factors[0]

    return Move("factor", "factor", compute)


def tidy() -> Move:
    """What SymPy writes for the same number: products gathered, squares taken out of roots.

    >>> from derivations.terms.term import sym
    >>> b = sym("b")
    >>> tidy().compute(Term("sqrt", (64 - 64 * b,)) * 2, Context())
    mul(16, sqrt(add(1, neg(b))))
    """

    def compute(expr: Any) -> Any:
        import sympy

        def root(base: Any) -> Any:
            content, rest = base.primitive()
            return sympy.sqrt(content) * sympy.sqrt(rest)

        return expr.replace(
            lambda node: node.is_Pow and node.exp == sympy.S.Half and node.base.is_Add, lambda node: root(node.base)
        )

    return _by_sympy("simplify", "simplify", compute)


def root_of_square() -> Move:
    """Take squares of what cannot be negative out of the first root.

    >>> from derivations.terms.term import num, sym
    >>> context = Context.of(facts={"g": ("positive",)})
    >>> root_of_square().compute(Term("sqrt", (sym("b") * sym("g") ** num(2),)), context)
    mul(sqrt(b), g)
    """

    def rule(node: Term, context: Context) -> Term | None:
        if node.head != "sqrt" or node.args[0].head != "mul":
            return None
        factors = node.args[0].args
        out = [
            factor
            for factor in factors
            if factor.head == "pow"
            and factor.args[1] == num(2)
            and coefficient_of(factor.args[0], context).is_nonnegative
        ]
        rest = [factor for factor in factors if factor not in out]
        if not out or not rest:
            return None
        return Term("mul", (Term("sqrt", (mul(*rest),)), *(factor.args[0] for factor in out)))

    return Move(
        "root", "the root of a square", lambda term, context: rewrite_first(term, lambda node: rule(node, context))
    )


def drop_neutral() -> Move:
    """Leave out factors and denominators that are 1, summands that are 0, and products with 0; the rest stays.

    >>> from derivations.terms.term import num, sym
    >>> drop_neutral().compute(sym("w") - num(1) * sym("g") / num(1) + 0 * sym("w"), Context())
    add(w, neg(g))
    """

    def compute(node: Term, context: Context) -> Term:
        node = map_args(node, lambda arg: compute(arg, context))
        if (node.head == "div" and node.args[1] == num(1)) or node == -num(0):
            return node.args[0]
        if node.head == "mul" and num(0) in node.args and shape_of(node, context) == SCALAR:
            return num(0)
        if node.head not in ("mul", "add"):
            return node
        neutral = num(int(node.head == "mul"))
        kept = [arg for arg in node.args if arg != neutral] or [neutral]
        return Term(node.head, tuple(kept)) if len(kept) > 1 else kept[0]

    return Move("simplify", "simplify", compute)


def join_powers() -> Move:
    """Powers of one base as one power.

    >>> from derivations.terms.term import num, sym
    >>> b, t = sym("b"), sym("t")
    >>> join_powers().compute(b * b ** (t - 1), Context.of(facts={"t": ["natural"]}))
    pow(b, t)
    """

    def compute(expr: Any) -> Any:
        import sympy

        return sympy.powsimp(expr, combine="exp")

    return _by_sympy("join", "$b^m b^n = b^{m + n}$", compute)


def as_multiple(of: str) -> Move:
    """Write the first scalar that is a number of times what a name stands for with the name.

    >>> from derivations.terms.term import sym
    >>> context = Context.of(definitions={"u": sym("a") + sym("b")})
    >>> as_multiple("u").compute(2 * sym("a") + 2 * sym("b"), context)
    mul(2, u)
    """

    def rule(term: Term, context: Context) -> Term | None:
        import sympy

        if not is_coefficient(term, context):
            return None
        body = coefficient_of(context.definitions[of].body, context)
        ratio = sympy.simplify(coefficient_of(term, context) / body)
        if not ratio.is_number or ratio == 0:
            return None
        if abs(ratio) == 1:
            return sym(of) if ratio == 1 else -sym(of)
        return Term("mul", (from_sympy(ratio), sym(of)))

    def compute(term: Term, context: Context) -> Term:
        return rewrite_first(term, lambda node: rule(node, context))

    return Move("name", f"by ${name(of)}$", compute)


def one_fraction() -> Move:
    """Bring a sum to one denominator, numerator and denominator factored; no sign before the fraction is needed where
    a factor below can take it.

    >>> from derivations.terms.term import sym
    >>> a, b = sym("a"), sym("b")
    >>> one_fraction().compute(-(a / (a - b)), Context())
    div(a, add(b, neg(a)))
    """

    def compute(term: Term, context: Context) -> Term:
        import sympy

        above, below = (sympy.factor(part) for part in sympy.fraction(sympy.together(coefficient_of(term, context))))
        factors = list(sympy.Mul.make_args(below))
        mixed = [place for place, factor in enumerate(factors) if _has_a_negative_summand(factor)]
        if not mixed or not above.could_extract_minus_sign():
            return from_sympy(above / below, ordered=True)
        factors[mixed[0]] = -factors[mixed[0]]
        return from_sympy(-above, ordered=True) / mul(*(from_sympy(factor, ordered=True) for factor in factors))

    return Move("common denominator", "common denominator", compute)


def _has_a_negative_summand(expr: Any) -> bool:
    return bool(expr.is_Add) and any(each.could_extract_minus_sign() for each in expr.args)


def split_off(factor: Term) -> Move:
    """Write a polynomial as another one times a factor that is given.

    >>> from derivations.terms.term import sym
    >>> a, b = sym("a"), sym("b")
    >>> split_off(a - b).compute(a ** num(2) - b ** num(2), Context())
    mul(add(a, b), add(a, neg(b)))
    """

    def compute(term: Term, context: Context) -> Term:
        import sympy

        quotient = sympy.cancel(coefficient_of(term, context) / coefficient_of(factor, context))
        if not quotient.is_polynomial():
            raise CannotMove(f"{factor!r} is no factor")
        return mul(from_sympy(quotient, ordered=True), factor)

    return Move("factor", "factor", compute)


def known_as(other: Term, reason: str) -> Move:
    """Write another term for the same number, for one that stands in the derivation already.

    >>> from derivations.terms.term import sym
    >>> a, b = sym("a"), sym("b")
    >>> known_as((a + b) * (a - b), "the product").compute(a ** num(2) - b ** num(2), Context())
    mul(add(a, b), add(a, neg(b)))
    """

    def compute(term: Term, context: Context) -> Term:
        import sympy

        if sympy.simplify(coefficient_of(term - other, context)) != 0:
            raise CannotMove(f"{term!r} is not found to be {other!r}")
        return other

    return Move("known", reason, compute)


def value() -> Move:
    """Work out a number that holds no symbols."""

    def compute(expr: Any) -> Any:
        if expr.free_symbols:
            raise CannotMove("there are symbols left")
        return expr.doit()

    return _by_sympy("compute", "", compute)


def simplify(*, expand: bool = True) -> Move:
    """Add up like summands where they first stand, and drop zeros; cell by cell in a literal.

    With `expand`, sums are multiplied out before.
    """

    def visit(term: Term) -> Term:
        return map_args(term, visit) if term.head == "matrix" else simplified(term, expand=expand)

    return Move("simplify", "simplify", lambda term, context: visit(term))


def simplified(term: Term, *, expand: bool = True) -> Term:
    """A polynomial added up in the order in which its summands and factors were written, something positive first.

    SymPy would order them by name.

    >>> from derivations.terms.term import sym
    >>> s, i, p = map(sym, "sip")
    >>> simplified(s * (i + 1) - p - s)
    add(mul(s, i), neg(p))
    >>> simplified(s * (i + 1) - p - s, expand=False)
    add(mul(s, add(i, 1)), neg(p), neg(s))
    """
    found: dict[tuple[str, ...], Summand] = {}
    for number, factors in summands(term, expand):
        key = tuple(sorted(map(repr, factors)))
        before, kept = found.get(key, (Fraction(0), factors))
        found[key] = before + number, kept
    parts = positive_first([written(number, factors) for number, factors in found.values() if number])
    return add(*parts) if parts else num(0)


def summands(term: Term, expand: bool = True) -> Iterator[Summand]:
    """What a polynomial adds up, in the order written; with `expand`, multiplied out."""
    match term.head:
        case "num" if isinstance(term.value, Fraction):
            yield term.value, ()
        case "add":
            for arg in term.args:
                yield from summands(arg, expand)
        case "neg":
            yield from ((-number, factors) for number, factors in summands(term.args[0], expand))
        case "mul":
            products: list[Summand] = [(Fraction(1), ())]
            for arg in term.args:
                apart = expand or arg.head != "add"
                parts = list(summands(arg, expand)) if apart else [(Fraction(1), (arg,))]
                products = [(a * b, f + g) for a, f in products for b, g in parts]
            yield from products
        case "div" if isinstance(term.args[1].value, Fraction) and term.args[1].value:
            by = term.args[1].value
            yield from ((number / by, factors) for number, factors in summands(term.args[0], expand))
        case _:
            yield Fraction(1), (term,)


def written(number: Fraction, factors: tuple[Term, ...]) -> Term:
    """A number times factors as a person writes it."""
    if not factors:
        return num(number)
    size = abs(number)
    product = mul(*factors) if size == 1 else mul(num(size), *factors)
    return -product if number < 0 else product


def floor_of_whole() -> Move:
    """A floor of what is whole is that: of a polynomial with whole coefficients in whole symbols."""

    def compute(term: Term, context: Context) -> Term:
        def rule(node: Term) -> Term | None:
            if node.head != "floor":
                return None
            of = node.args[0]
            inside = of.args[0] if of.head == "div" and of.args[1] == num(1) else of
            return inside if is_whole(inside, context) else None

        return rewrite_first(term, rule)

    return Move("whole", "a whole number", compute)


def is_whole(term: Term, context: Context) -> bool:
    """Whether a term is a polynomial with whole coefficients in symbols that are whole, or defined so."""
    if term.head == "num":
        return isinstance(term.value, Fraction) and term.value.denominator == 1
    if term.head == "sym":
        known = context.definitions.get(str(term.value))
        if known is not None and known.params is None:
            return is_whole(known.body, context)
        return not context.facts_of(str(term.value)).isdisjoint({"natural", "integer"})
    return term.head in ("add", "neg", "mul") and all(is_whole(arg, context) for arg in term.args)


def _by_sympy(name: str, reason: str, change: Callable[[Any], Any]) -> Move:
    return Move(
        name,
        reason,
        lambda term, context: from_sympy(change(coefficient_of(term, context)), ordered=True),
    )
