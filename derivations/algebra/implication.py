"""One equation out of others: membership, linear combination, and cancelling a common factor that is not zero.

`2 l eta w = m w` gives `l = m/(2 eta)` once the vector w is cancelled: the factor is reported in
`Proof.cancelled` and as a condition. A factor that holds the unknown which the goal isolates is never cancelled
(x^2 = x does not give x = 1). From `v'v = 0` follows `v = 0`: numbers are real.

>>> x, y, z = sym("x"), sym("y"), sym("z")
>>> prove_implication([(x * y, z * y)], (x, z), Signature()).cancelled
(y,)
>>> prove_implication([(x * x, x)], (x, num(1)), Signature()) is None
True
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derivations.algebra.abstain import Budget
from derivations.algebra.entail import (
    DEFAULT_STEPS,
    Equation,
    Proof,
    conditions_of,
    in_workspaces,
    method_of,
    prove_equal,
    unfolded,
)
from derivations.algebra.normal import normal
from derivations.algebra.pool import Polynomial
from derivations.algebra.rational import Rational, poly_term
from derivations.algebra.signature import Signature
from derivations.algebra.signs import sign
from derivations.algebra.words import Mat, Value, minus, product
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term, free_symbols, num, sym  # noqa: F401 - sym: the doctest


def prove_implication(
    premises: Sequence[Equation],
    goal: Equation,
    signature: Signature,
    hypotheses: Sequence[Equation] = (),
    steps: int = DEFAULT_STEPS,
    unknown: str | None = None,
) -> Proof | None:
    """A proof that the premises, with the hypotheses, give the goal; `used` numbers the hypotheses only."""
    direct = prove_equal(*goal, signature, [*premises, *hypotheses], steps, len(premises))
    if direct is not None:
        used = tuple(i - len(premises) for i in direct.used if i >= len(premises))
        return replace(direct, used=used)
    isolated = frozenset((unknown,)) if unknown is not None else free_symbols(goal[0])
    for premise in premises:
        if not free_symbols(premise[0]) | free_symbols(premise[1]):
            continue
        proof = _by_cancelling(premise, goal, signature, (), Budget(steps), isolated)
        if proof is not None:
            return proof
    if not hypotheses:
        return None
    unfolded_goal, _ = unfolded(goal, hypotheses)
    for premise in premises:
        # definitions among the hypotheses, put into the premise and the goal alike
        unfolded_premise, _ = unfolded(premise, hypotheses)
        used = tuple(range(len(hypotheses)))
        proof = _by_cancelling(unfolded_premise, unfolded_goal, signature, used, Budget(steps), isolated)
        if proof is not None:
            return proof
    return None


def _by_cancelling(
    premise: Equation,
    goal: Equation,
    signature: Signature,
    used: tuple[int, ...],
    budget: Budget,
    isolated: frozenset[str],
) -> Proof | None:
    def attempt(ws: Workspace) -> Proof | None:
        given = minus(normal(ws, premise[0]), normal(ws, premise[1]))
        wanted = minus(normal(ws, goal[0]), normal(ws, goal[1]))
        factors = [] if _is_its_length(ws, given, goal) else _cancelled(ws, given, wanted)
        if factors is None or any(free_symbols(factor) & isolated for factor in factors):
            return None
        conditions = (*(Term("ne", (factor, num(0))) for factor in factors), *conditions_of(ws, goal))
        return Proof(method_of(ws), used, tuple(dict.fromkeys(conditions)), budget.spent, tuple(factors))

    return in_workspaces(signature, [premise, goal], budget, attempt)


def _is_its_length(ws: Workspace, given: Value, goal: Equation) -> bool:
    """Whether what is zero is, up to a number, the length of the goal's difference or its square: real numbers, so the
    difference is zero too."""
    if not isinstance(given, Rational) or given.is_zero():
        return False
    apart = goal[0] - goal[1]
    square = normal(ws, Term("trace", (apart.T * apart,)))
    if not isinstance(square, Rational) or square.is_zero():
        return False
    ratios = (given / square, given * given / square)
    return any(ratio.num.is_constant() and ratio.den.is_constant() for ratio in ratios)


def _cancelled(ws: Workspace, given: Value, wanted: Value) -> list[Term] | None:
    """Factors f with given = f * wanted (up to what is known to be nonzero), or None."""
    if given.is_zero() or wanted.is_zero():
        return None
    if isinstance(wanted, Rational):
        return _of_scalar(ws, given, wanted)
    if isinstance(given, Rational):
        return None
    return _of_matrix(ws, given, wanted)


def _of_scalar(ws: Workspace, given: Value, wanted: Rational) -> list[Term] | None:
    if isinstance(given, Rational):
        return _quotient(ws, given.num, wanted.num)
    values = list(given.terms.values())
    common = values[0].num
    for value in values[1:]:
        common = common.gcd(value.num)
    scalar = _quotient(ws, common, wanted.num)
    if scalar is None:
        return None
    vector = given.scale(ws.rational(common).inverse())
    return [*scalar, vector.to_term()]


def _quotient(ws: Workspace, given: Polynomial, wanted: Polynomial) -> list[Term] | None:
    """The factors of given/wanted that are not known to be nonzero."""
    if wanted.is_constant():
        return None
    ws.budget.charge(len(given) + len(wanted))
    quotient, remainder = divmod(given, wanted)
    if not remainder.is_zero():
        return None
    factors = [factor for factor, _ in ws.factor(quotient)[1]]
    return [poly_term(ws.pool, factor) for factor in factors if sign(ws, factor) not in ("+", "-")]


def _of_matrix(ws: Workspace, given: Mat, wanted: Mat) -> list[Term] | None:
    if (given.rows, given.cols) == (wanted.rows, wanted.cols):
        word = next(iter(wanted.terms))
        if word in given.terms:
            ratio = given.terms[word] / wanted.terms[word]
            if given.same(wanted.scale(ratio)):
                factors = [factor for factor, _ in ws.factor(ratio.num)[1]]
                return [poly_term(ws.pool, factor) for factor in factors if sign(ws, factor) not in ("+", "-")]
    for left in (True, False):
        for letter in {word[0 if left else -1] for word in given.terms if word}:
            factor = Mat.letter(ws, letter)
            if (factor.cols != wanted.rows) if left else (factor.rows != wanted.cols):
                continue
            if not given.same(_as_mat(product(factor, wanted) if left else product(wanted, factor), given)):
                continue
            facts = ws.letters.facts[letter]
            if facts & {"invertible", "positive definite", "orthogonal"}:
                return []
            if factor.rows == factor.cols:
                return [Term("det", (factor.to_term(),))]
    return None


def _as_mat(value: Value, like: Mat) -> Mat:
    return value if isinstance(value, Mat) else Mat(like.ws, like.rows, like.cols, {(): value})
