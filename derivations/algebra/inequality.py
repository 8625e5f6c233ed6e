"""Inequalities that exact algebra proves: the difference is a sum of products of what is known to be non-negative.

Known are squared norms, even powers, x'Ax with A positive semidefinite, positive symbols; and quadratic forms,
in scalars or in vectors, whose exact LDL' decomposition has non-negative pivots. Anything else abstains with
None; nothing is refuted.

>>> x, y = sym("x"), sym("y")
>>> prove_nonnegative(x ** 2 - 2 * x * y + y ** 2, Signature()).method
'polynomial'
>>> prove_nonnegative(x ** 2 - y ** 2, Signature()) is None
True
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from derivations.algebra.abstain import Abstain, Budget
from derivations.algebra.entail import DEFAULT_STEPS, Equation, Proof, conditions_of, in_workspaces, method_of, unfolded
from derivations.algebra.ideal import coefficients, eliminate
from derivations.algebra.letters import Word
from derivations.algebra.normal import normal, scalar
from derivations.algebra.pool import Polynomial
from derivations.algebra.rational import Rational
from derivations.algebra.signature import Signature
from derivations.algebra.signs import sign
from derivations.algebra.words import flip, minus
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term, num, sym  # noqa: F401 - sym: the doctest

_MAX_FORM = 10
# orthogonality enters a square as twice a product
_MULTIPLES = (Fraction(1), Fraction(-1), Fraction(2), Fraction(-2), Fraction(1, 2), Fraction(-1, 2))


def prove_nonnegative(
    term: Term,
    signature: Signature,
    hypotheses: Sequence[Equation] = (),
    steps: int = DEFAULT_STEPS,
    *,
    strict: bool = False,
) -> Proof | None:
    """A proof of term >= 0 (of term > 0 if strict), or None."""
    return prove_inequality(term, "gt" if strict else "ge", num(0), signature, hypotheses, steps)


def prove_inequality(
    lhs: Term,
    relation: str,
    rhs: Term,
    signature: Signature,
    hypotheses: Sequence[Equation] = (),
    steps: int = DEFAULT_STEPS,
) -> Proof | None:
    """A proof of lhs <relation> rhs, for `lt`, `le`, `gt`, `ge`."""
    if relation not in ("lt", "le", "gt", "ge"):
        raise Abstain(f"{relation} is no inequality")
    if relation in ("lt", "le"):
        lhs, rhs = rhs, lhs
    strict = relation in ("lt", "gt")
    budget = Budget(steps)
    selections: list[tuple[int, ...]] = [()]
    if hypotheses:
        selections.append(tuple(range(len(hypotheses))))
    for chosen in selections:
        proof = _prove(lhs, rhs, signature, [hypotheses[i] for i in chosen], chosen, budget, strict)
        if proof is not None:
            return proof
    return None


def _prove(
    lhs: Term,
    rhs: Term,
    signature: Signature,
    equations: Sequence[Equation],
    chosen: tuple[int, ...],
    budget: Budget,
    strict: bool,
) -> Proof | None:
    goal, rest = unfolded((lhs, rhs), equations)

    def attempt(ws: Workspace) -> Proof | None:
        gap = scalar(ws, Term("add", (goal[0], Term("neg", (goal[1],)))))
        if ws.is_imaginary(gap):
            raise Abstain("an inequality of complex numbers")
        zeros = [minus(normal(ws, left), normal(ws, right)) for left, right in rest]
        known = [zero for zero in zeros if isinstance(zero, Rational) and not zero.is_zero()]
        if not any(is_nonnegative(ws, candidate, strict) for candidate in _modulo(ws, gap, known)):
            return None
        return Proof(method_of(ws), chosen, conditions_of(ws, goal, everywhere=True), budget.spent)

    return in_workspaces(signature, [goal, *rest], budget, attempt)


def _modulo(ws: Workspace, gap: Rational, zeros: list[Rational]) -> Iterator[Rational]:
    """The value in forms that are equal under the equations: as it is, with multiples added, with atoms eliminated."""
    yield gap
    for zero in zeros:
        for multiple in _MULTIPLES:
            yield gap + zero * multiple
    if zeros:
        yield eliminate(ws, gap, zeros)[0]


def is_nonnegative(ws: Workspace, value: Rational, strict: bool = False) -> bool:
    """Whether a quotient is proved to be >= 0 (> 0 if strict) where it is defined."""
    if value.is_zero():
        return not strict
    # p/q has the sign of p q, and of the factors of odd multiplicity
    content, odd = 1, ws.pool.one
    never_zero = True
    for poly, below in ((value.num, False), (value.den, True)):
        part, factors = ws.factor(poly)
        content *= 1 if part > 0 else -1
        for factor, times in factors:
            if times % 2:
                odd = odd * factor
            elif not below:
                never_zero = never_zero and sign(ws, factor) in ("+", "-")
    odd = odd * content
    mark = sign(ws, odd)
    if strict:
        return never_zero and (mark == "+" or _strict_form(ws, odd))
    return mark in ("+", "0+") or _is_semidefinite(ws, odd) or _factorwise(ws, odd) or _without_absolute(ws, odd)


def _strict_form(ws: Workspace, poly: Polynomial) -> bool:
    """p > 0 because p - c is a non-negative form for the constant c > 0 in p."""
    constant = poly.to_dict().get((0,) * ws.pool.size)
    if constant is None or constant <= 0:
        return False
    return any(_is_semidefinite(ws, poly - constant * part / 4) for part in (4, 3, 2, 1))


def _without_absolute(ws: Workspace, poly: Polynomial) -> bool:
    """c|p| >= c p and c|p| >= -c p where c >= 0."""
    for number in ws.pool.used(poly):
        atom = ws.pool.atoms[number]
        parts = coefficients(ws, poly, number)
        if atom.key[0] != "abs" or max(parts) != 1 or sign(ws, parts[1]) not in ("+", "0+"):
            continue
        rest = ws.rational(parts.get(0, ws.pool.zero))
        ratio, most = (rest / atom.payload).number(), ws.rational(parts[1]).number()
        if ratio is not None and most is not None and abs(ratio) <= most:
            return True
        for side in (1, -1):
            if _known(ws, (rest + ws.rational(parts[1]) * atom.payload * side).num):
                return True
    return False


def _factorwise(ws: Workspace, poly: Polynomial) -> bool:
    content, factors = ws.factor(poly)
    mark = 1 if content > 0 else -1
    for factor, times in factors:
        if times % 2 == 0:
            continue
        if _known(ws, factor):
            continue
        if not _known(ws, -factor):
            return False
        mark = -mark
    return mark > 0


def _known(ws: Workspace, poly: Polynomial) -> bool:
    return sign(ws, poly) in ("+", "0+") or _is_semidefinite(ws, poly)


def _is_semidefinite(ws: Workspace, poly: Polynomial) -> bool:
    return _scalar_form(ws, poly) or _vector_form(ws, poly)


def _scalar_form(ws: Workspace, poly: Polynomial) -> bool:
    """A polynomial of degree two in its atoms: the form in (1, g_1, .., g_k) has non-negative pivots."""
    used = ws.pool.used(poly)
    if not used or len(used) >= _MAX_FORM or poly.total_degree() > 2:
        return False
    place = {number: i + 1 for i, number in enumerate(used)}
    size = len(used) + 1
    form = [[ws.number(0)] * size for _ in range(size)]
    for exponents, coefficient in poly.to_dict().items():
        held = [number for number in used for _ in range(int(exponents[number]))]
        rows = [place[number] for number in held] + [0] * (2 - len(held))
        value = ws.rational(ws.pool.context.constant(coefficient))
        _put(form, rows[0], rows[1], value)
    return _pivots_nonnegative(ws, form)


def _put(form: list[list[Rational]], i: int, j: int, value: Rational) -> None:
    if i == j:
        form[i][i] = form[i][i] + value
    else:
        form[i][j] = form[i][j] + value / 2
        form[j][i] = form[j][i] + value / 2


def _vector_form(ws: Workspace, poly: Polynomial) -> bool:
    """A combination of products u'v: the form in the vectors has non-negative pivots."""
    products: list[tuple[Word, Rational]] = []
    for exponents, coefficient in poly.to_dict().items():
        words = [i for i, e in enumerate(exponents) if e and ws.pool.atoms[i].key[0] == "word"]
        if len(words) != 1 or exponents[words[0]] != 1:
            return False
        outside = tuple(0 if i == words[0] else e for i, e in enumerate(exponents))
        products.append(
            (ws.pool.atoms[words[0]].payload, ws.rational(ws.pool.context.from_dict({outside: coefficient})))
        )
    halves: list[Word] = []
    for word, _ in products:
        half = word[len(word) // 2 :]
        if len(word) % 2 == 0 and flip(ws, half) == (word[: len(word) // 2], 1) and half not in halves:
            halves.append(half)
    if not halves or len(halves) > _MAX_FORM:
        return False
    crossed = {}
    for i, one in enumerate(halves):
        back = flip(ws, one)[0]
        for j, two in enumerate(halves):
            word = back + two
            crossed[min(word, flip(ws, word)[0])] = (i, j)
    form = [[ws.number(0)] * len(halves) for _ in halves]
    for word, value in products:
        found = crossed.get(min(word, flip(ws, word)[0]))
        if found is None:
            return False
        _put(form, *found, value)
    return _pivots_nonnegative(ws, form)


def _pivots_nonnegative(ws: Workspace, form: list[list[Rational]]) -> bool:
    """Exact LDL': eliminate by rows with a positive pivot; a pivot that is zero needs a row of zeros."""
    rest = [row[:] for row in form]
    order = list(range(len(rest)))
    while order:
        ws.budget.charge(len(order) ** 2)
        chosen = next((i for i in order if sign(ws, rest[i][i].num) == "+" and sign(ws, rest[i][i].den) == "+"), None)
        if chosen is None:
            return all(
                (rest[i][j].is_zero() if i != j else _sign_of(ws, rest[i][i]) in ("+", "0+"))
                for i in order
                for j in order
            )
        order.remove(chosen)
        pivot = rest[chosen][chosen].inverse()
        for i in order:
            scale = rest[i][chosen] * pivot
            for j in order:
                rest[i][j] = rest[i][j] - scale * rest[chosen][j]
    return True


def _sign_of(ws: Workspace, value: Rational) -> str:
    below = sign(ws, value.den)
    return sign(ws, value.num) if below == "+" else ""
