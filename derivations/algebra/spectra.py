"""Sums and products over all eigenvalues as traces and determinants, and what is known of single ones.

With f(A) for f of the eigenvalues, sum f(l_i) = tr f(A) and prod f(l_i) = det f(A) for every square matrix (eigenvalues
with multiplicity, over the complex numbers), for f made of sums, products, quotients, whole powers and exponentials; a
sum of logarithms is the logarithm of the product. Squares of singular values are the eigenvalues of A'A.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.entail import RULE_MODULES
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> from derivations.terms.term import sym
>>> i, n, a = sym("i"), sym("n"), sym("A")
>>> ws = Workspace(Signature({"A": (n, n)}), Lessons(), Budget(1000))
>>> normal(ws, Term("sum", (i, num(1), n, Term("eigenvalue", (a, i)) ** 2))).to_term()
trace(mul(A, A))
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derivations.algebra import binders, scalar_rules
from derivations.algebra.letters import Word
from derivations.algebra.matrices import square_size
from derivations.algebra.normal import RULES, Rule, normal, scalar
from derivations.algebra.rational import Rational
from derivations.algebra.signs import sign
from derivations.algebra.words import Mat, Value, flip, normal_word
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term, free_symbols, mul, num, walk

_ENDS = (1, -1)
Function = Callable[[Term], Term | None]
"""From f(l) to f(A); None for what is no function of matrices here."""


def _over(plain: Rule) -> Rule:
    """The rule of sums or products: over a spectrum where they run over one, else as they are."""

    def rule(ws: Workspace, term: Term) -> Value:
        found = over_spectrum(ws, term)
        return plain(ws, term) if found is None else normal(ws, found)

    return rule


def over_spectrum(ws: Workspace, term: Term) -> Term | None:
    """The sum or product over all eigenvalues or singular values of one matrix as a term without its index."""
    index, low, high, body = term.args
    name = str(index.value)
    own = {node for node in walk(body) if node.head in ("eigenvalue", "singular") and node.args[1] == index}
    if low != num(1) or len(own) != 1:
        return None
    (one,) = own
    value = normal(ws, one.args[0])
    if name in free_symbols(one.args[0]) or not isinstance(value, Mat):
        return None
    count = scalar(ws, high)
    whole = count.same(ws.letters.sizes[value.cols])
    if one.head == "singular":
        return _singular(ws, term, one, value, count)
    if not whole or square_size(value) != value.cols:
        return None
    return _rewritten(term.head, body, name, high, _functions(name, high, {one: one.args[0]}))


def _singular(ws: Workspace, term: Term, one: Term, value: Mat, count: Rational) -> Term | None:
    index, _, high, body = term.args
    sizes = ws.letters.sizes
    rows, cols = sizes[value.rows], sizes[value.cols]
    a = one.args[0]
    turned = Term("transpose", (a,))
    if term.head == "sum" and body == one:
        fewer = scalar(ws, Term("min", (rows.to_term(), cols.to_term())))
        return Term("norm", (a,), "*") if any(count.same(size) for size in (rows, cols, fewer)) else None
    gram = mul(turned, a) if count.same(cols) else mul(a, turned) if count.same(rows) else None
    if gram is None:
        return None
    powers = {node: gram ** num(half) for node in walk(body) if node.args[:1] == (one,) and (half := _half(node))}
    name = str(index.value)
    return _rewritten(term.head, body, name, high, _functions(name, high, powers))


def _half(node: Term) -> Fraction | None:
    """k of the power 2k."""
    power = node.args[1].value if node.head == "pow" else None
    return power / 2 if isinstance(power, Fraction) and power > 0 and power % 2 == 0 else None


def _rewritten(head: str, body: Term, name: str, high: Term, function: Function) -> Term | None:
    if head == "prod":
        inside = function(body)
        return None if inside is None else Term("det", (inside,))
    if name not in free_symbols(body):
        return mul(high, body)
    if body.head in ("add", "neg"):
        parts = [_rewritten(head, part, name, high, function) for part in body.args]
        kept = tuple(part for part in parts if part is not None)
        return Term(body.head, kept) if len(kept) == len(parts) else None
    outside = [arg for arg in body.args if name not in free_symbols(arg)] if body.head == "mul" else []
    if outside:
        rest = mul(*(arg for arg in body.args if name in free_symbols(arg)))
        inner = _rewritten(head, rest, name, high, function)
        return None if inner is None else mul(*outside, inner)
    inside = function(body.args[0] if body.head == "log" else body)
    if inside is None:
        return None
    return Term("log", (Term("det", (inside,)),)) if body.head == "log" else Term("trace", (inside,))


def _functions(name: str, size: Term, known: dict[Term, Term]) -> Function:
    """Functions of matrices for functions of an index called `name`; all of them commute."""

    def function(body: Term) -> Term | None:
        if body in known:
            return known[body]
        if name not in free_symbols(body):
            return mul(body, Term("eye", (size,)))
        if body.head == "pow":
            base = function(body.args[0])
            return None if base is None or name in free_symbols(body.args[1]) else Term("pow", (base, body.args[1]))
        if body.head not in ("add", "neg", "mul", "div", "inverse", "exp"):
            return None
        parts = [function(arg) for arg in body.args]
        inner = tuple(part for part in parts if part is not None)
        if len(inner) != len(parts):
            return None
        if body.head == "div":
            return mul(inner[0], Term("inverse", inner[1:]))
        return Term("matexp" if body.head == "exp" else body.head, inner)

    return function


def _eigenvalue(ws: Workspace, term: Term) -> Value:
    value, which = normal(ws, term.args[0]), scalar(ws, term.args[1])
    if isinstance(value, Rational):
        return value
    square_size(value)
    place = which.number()
    return _end(ws, value, int(place)) if place in _ENDS else _atom(ws, "eigenvalue", value, which)


def _end(ws: Workspace, value: Mat, place: int) -> Rational:
    """The largest (1) or the least (-1): of c I + X shifted by c, of c X scaled."""
    shift = value.terms.get((), ws.number(0))
    rest = {word: factor for word, factor in value.terms.items() if word}
    if not rest:
        return shift
    if len(rest) == 1:
        ((word, factor),) = rest.items()
        known = sign(ws, factor.num) if factor.den.is_one() else ""
        if known in ("+", "-"):
            return shift + factor * _end_of_word(ws, value.rows, word, place if known == "+" else -place)
    return shift + _atom(ws, "eigenvalue", Mat(ws, value.rows, value.rows, rest), ws.number(place))


def _end_of_word(ws: Workspace, size: int, word: Word, place: int) -> Rational:
    """Products of square matrices may be turned round; a definite inverse has the inverse eigenvalues."""
    letters = ws.letters
    best = word
    if all(letters.rows[letter] == letters.cols[letter] for letter in word):
        for turn in range(1, len(word)):
            turned = word[turn:] + word[:turn]
            terms = normal_word(ws, turned)
            if turned in terms:
                best = min(best, turned)
            elif all(len(one) < len(word) for one in terms):
                return _end(ws, Mat(ws, size, size, dict(terms)), place)
    if len(best) == 1 and letters.keys[best[0]][0] == "inverse" and "positive definite" in letters.facts[best[0]]:
        return _end_of_word(ws, size, (letters.inverse(best[0]),), -place).inverse()
    return _atom(ws, "eigenvalue", Mat(ws, size, size, {best: ws.number(1)}), ws.number(place))


def _singular_value(ws: Workspace, term: Term) -> Value:
    value, which = normal(ws, term.args[0]), scalar(ws, term.args[1])
    if isinstance(value, Rational):
        return scalar_rules.FUNCTIONS["abs"](ws, value)
    if which.is_one():
        return normal(ws, Term("norm", term.args[:1], "2"))
    return _atom(ws, "singular", min(value, -value, key=lambda one: one.key), which)


def _atom(ws: Workspace, head: str, value: Mat, which: Rational) -> Rational:
    chosen = min(value, value.T, key=lambda one: one.key)
    single = next(iter(chosen.terms), ()) if len(chosen.terms) == 1 else ()
    semidefinite = head == "singular" or _is_semidefinite(ws, single)
    return ws.atom(
        (head, chosen.key, which.key),
        lambda: Term(head, (chosen.to_term(), which.to_term())),
        chosen.deps() | which.deps(),
        nonnegative=semidefinite,
    )


def _is_semidefinite(ws: Workspace, word: Word) -> bool:
    half = len(word) // 2
    if len(word) == 1:
        return bool(ws.letters.facts[word[0]] & {"positive definite", "positive semidefinite"})
    return bool(word) and len(word) % 2 == 0 and flip(ws, word[half:]) == (word[:half], 1)


RULES.update(
    {
        "sum": _over(binders.over_range),
        "prod": _over(binders.product_over_range),
        "eigenvalue": _eigenvalue,
        "singular": _singular_value,
    }
)
