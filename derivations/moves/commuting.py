"""Scalars of a line as SymPy expressions: whatever is no sum, product or power stands for itself.

An exponential, a sine, an inner product or a norm becomes a symbol of its own, named by when it comes up, so that SymPy
collects and cancels what commutes and leaves everything else as it was written. `simplify` chooses among the forms that
are equal the one with the fewest operations.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import num, sym
>>> x = sym("x")
>>> simplify().compute(2 * x * Term("cos", (x,)) * x / x + num(0) * x, Context())
mul(2, x, cos(x))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from derivations.document.context import Context
from derivations.moves.line import Move
from derivations.moves.words import CannotMove, Coefficient, coefficient_of, shape_of
from derivations.terms.heads import ELEMENTWISE
from derivations.terms.shapes import SCALAR
from derivations.terms.sympy_bridge import from_sympy
from derivations.terms.term import Term, add, free_symbols, functions_of, map_args, mul, num, size, substitute, walk

_POSITIVE = frozenset({"exp", "matexp", "sigmoid", "cosh"})
_NONNEGATIVE = frozenset({"norm", "abs"})
_TOLD = {name: name for name in ("positive", "nonnegative", "negative", "nonzero", "integer")} | {
    "probability": "positive",
    "unit interval": "nonnegative",
}
"""Facts that SymPy has a word for, too."""

_HEAVY = frozenset({"norm", "mul", "trace", "det", "inner", "sum"})
"""What a fraction stands before rather than above."""


def grouped(term: Term, context: Context) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """The factors of a product: scalars (runs of matrices that are 1 x 1 among them), and the matrices that are left.

    >>> from derivations.document.context import Context
    >>> from derivations.terms.term import sym
    >>> n, w, c = sym("n"), sym("w"), sym("c")
    >>> grouped(mul(c, w.T, w, w), Context.of(shapes={"w": (n, num(1))}))
    ((c, mul(transpose(w), w)), (w,))
    """
    scalars: list[Term] = []
    run: list[Term] = []
    for factor in _factors(term, context):
        if not run and shape_of(factor, context) == SCALAR:
            scalars.append(factor)
            continue
        if shape_of(factor, context) == SCALAR:
            scalars.append(factor)
        else:
            run.append(factor)
            if shape_of(mul(*run), context) == SCALAR:
                scalars.append(mul(*run))
                run = []
    return tuple(scalars), tuple(run)


def _factors(term: Term, context: Context) -> Iterable[Term]:
    if term.head != "mul":
        yield term
        return
    for arg in term.args:
        yield from _factors(arg, context)


class Scalars:
    """Between terms and SymPy, over one line."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.kept: dict[Term, Any] = {}
        self.sums: dict[Any, Term] = {}

    def expr(self, term: Term) -> Coefficient:
        """A scalar. Raises `CannotMove` for a matrix."""
        import sympy

        if term.head not in ("grad", "app") and not free_symbols(term) and not functions_of(term):
            number = coefficient_of(term, self.context)
            if number.has(sympy.I) and not any(node == Term("const", (), "i") for node in walk(term)):
                raise CannotMove("a root or logarithm of a negative number")
            return number
        match term.head:
            case "add":
                total = sympy.Add(*map(self.expr, term.args))
                self.sums.setdefault(total, term)
                return total
            case "neg":
                return -self.expr(term.args[0])
            case "div":
                return self.expr(term.args[0]) / self.expr(term.args[1])
            case "sqrt":
                return sympy.sqrt(self.expr(term.args[0]))
            case "inverse":
                return 1 / self.expr(term.args[0])
            case "mul":
                scalars, rest = grouped(term, self.context)
                if rest:
                    raise CannotMove("a matrix where a number is needed")
                return sympy.Mul(*(self.atom(each) if each.head == "mul" else self.expr(each) for each in scalars))
            case "pow" if shape_of(term.args[0], self.context) == SCALAR:
                return self.expr(term.args[0]) ** self.expr(term.args[1])
        return self.atom(term)

    def atom(self, term: Term) -> Coefficient:
        """The symbol that stands for a term; a 1 x 1 product and its transpose are one."""
        import sympy

        if shape_of(term, self.context) != SCALAR:
            raise CannotMove("a matrix where a number is needed")
        if term.head == "mul":
            turned = mul(*(arg.args[0] if arg.head == "transpose" else arg.T for arg in reversed(term.args)))
            term = turned if turned in self.kept else term
        if term not in self.kept:
            known = {}
            if term.head == "sym":
                facts = self.context.facts_of(str(term.value))
                known = {word: True for fact, word in _TOLD.items() if fact in facts}
            elif term.head in _POSITIVE:
                known = {"positive": True}
            elif term.head in _NONNEGATIVE or _is_semidefinite(term, self.context) or self._adds_squares(term):
                known = {"nonnegative": True}
            self.kept[term] = sympy.Symbol(f"z{len(self.kept):04}", real=True, **known)
        return self.kept[term]

    def _adds_squares(self, term: Term) -> bool:
        return term.head == "sum" and Scalars(self.context).expr(term.args[3]).is_nonnegative is True

    def term(self, expr: Coefficient) -> Term:
        """Back again: products with numbers first, then letters, sums and functions; sums with a plus sign first."""
        import sympy

        if expr.has(sympy.zoo, sympy.nan):
            raise CannotMove("something is divided by zero")
        back = {symbol: term for term, symbol in self.kept.items()}
        plain = {total: term for total, term in self.sums.items() if _length(term) <= _length(_written(total, back))}
        return _written(expr, {**back, **plain})


def _is_semidefinite(term: Term, context: Context) -> bool:
    """v'Av with a matrix A that is declared to be positive (semi)definite."""
    if term.head != "mul" or len(term.args) != 3 or term.args[0] != term.args[2].T or term.args[1].head != "sym":
        return False
    return bool({"positive definite", "positive semidefinite"} & context.facts_of(str(term.args[1].value)))


def _written(expr: Coefficient, back: dict[Any, Term]) -> Term:
    import sympy

    if expr in back:
        return back[expr]
    if expr.is_Add:
        terms = list(expr.as_ordered_terms())
        first = next((place for place, each in enumerate(terms) if not each.could_extract_minus_sign()), 0)
        return add(*(_written(each, back) for each in (terms[first], *terms[:first], *terms[first + 1 :])))
    if expr.is_Rational:
        number = num(int(abs(expr.p))) if expr.q == 1 else num(int(abs(expr.p))) / num(int(expr.q))
        return -number if expr.p < 0 else number
    if expr.is_Mul or (expr.is_Pow and expr.exp.is_Rational and expr.exp < 0):
        return _quotient(expr, back)
    if expr.is_Pow and expr.exp == sympy.S.Half:
        return Term("sqrt", (_written(expr.base, back),))
    if expr.is_Pow:
        return _written(expr.base, back) ** _written(expr.exp, back)
    names = {str(symbol): term for symbol, term in back.items()}
    return substitute(from_sympy(expr, ordered=True), names)


def _quotient(expr: Coefficient, back: dict[Any, Term]) -> Term:
    import sympy

    number, rest = expr.as_coeff_Mul(rational=True)
    negative = number < 0
    above: list[tuple[Any, Term]] = []
    below: list[tuple[Any, Term]] = []
    for factor in sympy.Mul.make_args(rest) if rest != 1 else ():
        base, power = factor.as_base_exp()
        if power.is_Rational and power < 0:
            below.append((_place(base, back), _written(base**-power, back)))
        else:
            above.append((_place(base, back), _written(factor, back)))
    tops = [factor for _, factor in sorted(above, key=lambda pair: pair[0])]
    bottoms = [factor for _, factor in sorted(below, key=lambda pair: pair[0])]
    number = abs(number)
    if number.p != 1 or not tops:
        tops = [num(int(number.p)), *tops]
    if number.q != 1:
        bottoms = [num(int(number.q)), *bottoms]
    heavy = [factor for factor in tops if _is_heavy(factor)] if bottoms else []
    light = [factor for factor in tops if factor not in heavy] or [num(1)]
    term = mul(mul(*light) / mul(*bottoms), *heavy) if bottoms else mul(*tops)
    return -term if negative else term


def _is_heavy(factor: Term) -> bool:
    return (factor.args[0] if factor.head == "pow" else factor).head in _HEAVY


def _place(base: Coefficient, back: dict[Any, Term]) -> tuple[int, str]:
    """Letters before sums before functions, each in the order in which they came up."""
    letter = base not in back or back[base].head in ("sym", "entry", "item")
    kind = 1 if base.is_Add else 0 if letter else 2
    return kind, min((str(symbol) for symbol in base.free_symbols), default="")


def simplify(*, whole: bool = False) -> Move:
    """Multiply and collect what commutes, cancel in fractions; products of matrices stay as they are."""
    return Move("simplify", "simplify", lambda term, context: simplified(term, context, whole=whole))


def simplified(term: Term, context: Context, *, whole: bool = False) -> Term:
    """The shorter form, or the term itself where none is shorter; `whole` brings a sum to one denominator, too."""
    if _holds_slope(term):
        return term
    found = joined(_simplified(term, context, whole=whole))
    return found if _length(found) < _length(term) else term


def _length(term: Term) -> tuple[int, int]:
    """Nodes, those in sums over an index twice; then factors that stand before what people write in front of them."""
    inside = sum(size(node.args[3]) for node in walk(term) if node.head == "sum")
    ranks = ([_rank(arg) for arg in node.args] for node in walk(term) if node.head == "mul")
    return size(term) + inside, sum(one > other for row in ranks for one, other in combinations(row, 2))


def _rank(factor: Term) -> int:
    """Numbers, letters, sums, then functions of numbers."""
    base = factor.args[0] if factor.head == "pow" else factor
    return 0 if factor.head == "num" else 3 if base.head in ELEMENTWISE else 2 if base.head == "add" else 1


def joined(term: Term) -> Term:
    """Products within products and sums within sums as one, signs in front of products, no factor 1.

    >>> from derivations.terms.term import sym
    >>> joined(sym("a") + (sym("b") * (num(1) * -sym("c")) + num(2)))
    add(a, neg(mul(b, c)), 2)
    """
    term = map_args(term, joined)
    if term.head == "neg" and term.args[0].head == "neg":
        return term.args[0].args[0]
    if term.head == "add":
        return add(*(part for arg in term.args for part in (arg.args if arg.head == "add" else (arg,))))
    if term.head != "mul":
        return term
    signs = sum(arg.head == "neg" for arg in term.args)
    plain = [arg.args[0] if arg.head == "neg" else arg for arg in term.args]
    factors = [part for arg in plain for part in (arg.args if arg.head == "mul" else (arg,)) if part != num(1)]
    product = mul(*factors) if factors else num(1)
    return -product if signs % 2 else product


def _simplified(term: Term, context: Context, *, whole: bool) -> Term:
    scalars = Scalars(context)
    term = _inside_sums(term, context)
    if shape_of(term, context) == SCALAR:
        expr = scalars.expr(term)
        return min((scalars.term(form) for form in (best(expr, scalars), *_as_one(expr, whole))), key=_length)
    collected: dict[tuple[Term, ...], Coefficient] = {}
    for coefficient, matrices in _summands(term, scalars):
        collected[matrices] = collected.get(matrices, 0) + coefficient
    parts = [_scaled(best(c, scalars), matrices, scalars) for matrices, c in collected.items() if c != 0]
    return add(*parts) if parts else Term("zeros", shape_of(term, context))


def _as_one(expr: Coefficient, whole: bool) -> Iterable[Coefficient]:
    """A sum over one denominator, above and below in factors."""
    import sympy

    if whole and expr.is_Add:
        above, below = sympy.fraction(sympy.cancel(sympy.together(expr)))
        yield sympy.factor(above) / sympy.factor(below)


def _inside_sums(term: Term, context: Context) -> Term:
    """The bodies of sums over an index made short, what does not hold the index in front of the sum."""
    if term.head != "sum":
        return map_args(term, lambda arg: _inside_sums(arg, context))
    index, low, high, body = term.args
    body = simplified(_inside_sums(body, context), context)
    negative = body.head == "neg"
    factors = grouped(body.args[0] if negative else body, context)
    fixed = tuple(each for each in factors[0] if not free_symbols(each) & free_symbols(index))
    moving = tuple(each for each in factors[0] if each not in fixed) + factors[1]
    if not moving:
        return body * (high if low == num(1) else high - low + 1)
    total = mul(*fixed, Term("sum", (index, low, high, mul(*moving))))
    return -total if negative else total


def _holds_slope(term: Term) -> bool:
    return term.head == "grad" or any(map(_holds_slope, term.args))


def _scaled(coefficient: Coefficient, matrices: tuple[Term, ...], scalars: Scalars) -> Term:
    if not matrices:
        return scalars.term(coefficient)
    factor = scalars.term(coefficient)
    negative = factor.head == "neg"
    factor = factor.args[0] if negative else factor
    term = mul(*matrices) if factor == num(1) else mul(factor, *matrices)
    return -term if negative else term


def _summands(term: Term, scalars: Scalars) -> Iterable[tuple[Coefficient, tuple[Term, ...]]]:
    if term.head == "add":
        for arg in term.args:
            yield from _summands(arg, scalars)
    elif term.head == "neg":
        for coefficient, matrices in _summands(term.args[0], scalars):
            yield -coefficient, matrices
    elif term.head == "div" and shape_of(term, scalars.context) != SCALAR:
        below = scalars.expr(term.args[1])
        for coefficient, matrices in _summands(term.args[0], scalars):
            yield coefficient / below, matrices
    elif term.head == "zeros":
        return
    else:
        plain, matrices = grouped(term, scalars.context)
        factor = scalars.expr(mul(*plain)) if plain else scalars.expr(num(1))
        if len(matrices) == 1 and matrices[0].head in ("add", "neg", "div") and plain:
            inner = list(_summands(matrices[0], scalars))
            if len(inner) == 1:
                yield factor * inner[0][0], inner[0][1]
                return
        yield factor, tuple(matrices)


def best(expr: Coefficient, scalars: Scalars) -> Coefficient:
    """The shortest of some forms; the first where they are as long."""
    import sympy

    forms = [expr]
    if expr.is_Add:
        forms.append(sympy.Add(*(_fraction(each) for each in expr.args)))
    else:
        forms.append(_fraction(expr))
    forms.append(sympy.expand(expr))
    functions = [symbol for term, symbol in scalars.kept.items() if term.head != "sym"]
    forms += [_taken_out(form, functions) for form in forms]
    return min(forms, key=lambda form: form.count_ops())


def _fraction(expr: Coefficient) -> Coefficient:
    """A fraction in lowest terms, the numerator as short as can be, the denominator in factors."""
    import sympy

    above, below = sympy.fraction(expr)
    if below == 1:
        return min((expr, sympy.expand(expr)), key=lambda form: form.count_ops())
    polynomial = above.is_polynomial() and below.is_polynomial()
    if polynomial and sympy.gcd(above, below) != 1:
        above, below = sympy.fraction(sympy.cancel(above / below))
    above = min((above, sympy.expand(above)), key=lambda form: form.count_ops())
    return above / (sympy.factor(below) if polynomial else below)


def _taken_out(expr: Coefficient, functions: Sequence[Any]) -> Coefficient:
    """Functions and sums that all summands share, before the sum."""
    import sympy

    if not expr.is_Add:
        return expr
    powers = [each.as_powers_dict() for each in expr.args]
    bases = [base for base in powers[0] if (base in functions or base.is_Add) and all(base in each for each in powers)]
    least = {base: min(sympy.sympify(each[base]) for each in powers) for base in bases}
    shared = sympy.Mul(*(base**power for base, power in least.items() if power.is_Integer and power > 0))
    if shared == 1:
        return expr
    rest = sympy.Add(*(each / shared for each in expr.args))
    return shared * min((rest, sympy.expand(rest)), key=lambda form: form.count_ops())
