# ruff: noqa: F403, F405 - the short names of notation.py
"""Functions of matrices: what is true is proved and holds in models, what is false fails in one and is not proved.

Every normal form has the value of its term.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest

from derivations.algebra.abstain import Abstain
from derivations.algebra.entail import normal_form, prove_equal
from derivations.algebra.signature import Signature
from derivations.terms.term import Term, free_symbols, num
from numeric.arithmetics.balls import balls_at
from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate
from numeric.faults import Fault, Inexact
from numeric.models import Model, Spec, SymbolSpec, draw
from tests.algebra.notation import *

I = eye(n)  # noqa: E741
E, F, J, N = sym("E"), sym("F"), sym("J"), sym("N")  # full column rank, full row rank, invertible, involutory
DECLARED = Signature(
    {**SIGNATURE.shapes, "E": (n, k), "F": (k, n), "J": (n, n), "N": (n, n)},
    {
        **SIGNATURE.facts,
        "E": frozenset({"full column rank"}),
        "F": frozenset({"full row rank"}),
        "J": frozenset({"invertible"}),
        "N": frozenset({"involutory"}),
    },
)


def pinv(term: Term) -> Term:
    return fn("pinv", term)


def adj(term: Term) -> Term:
    return fn("adjugate", term)


def mexp(term: Term) -> Term:
    return fn("matexp", term)


def mfun(name: str, term: Term) -> Term:
    return Term("matfun", (term,), name)


def rank(term: Term) -> Term:
    return fn("rank", term)


def eig(term: Term, which: Term = i) -> Term:
    return fn("eigenvalue", term, which)


def sigma(term: Term, which: Term = i) -> Term:
    return fn("singular", term, which)


def product(body: Term) -> Term:
    return fn("prod", i, num(1), n, body)


def slope(body: Term, by: Term) -> Term:
    return fn("grad", body, by, by)


def blocks(*cells: Term) -> Term:
    return Term("matrix", cells, (2, 2))


most, least = num(1), num(-1)

TRUE: dict[str, list[tuple[Term, Term]]] = {
    "pseudo-inverse": [
        (X * pinv(X) * X, X),
        (pinv(X) * X * pinv(X), pinv(X)),
        ((X * pinv(X)).T, X * pinv(X)),
        ((pinv(X) * X) ** 2, pinv(X) * X),
        (pinv(pinv(X)), X),
        (pinv(X.T), pinv(X).T),
        (pinv(X.T * X), pinv(X) * pinv(X).T),
        (pinv(X * X.T), pinv(X).T * pinv(X)),
        (pinv(X.T * X) * X.T, pinv(X)),
        (X.T * X * pinv(X), X.T),
        (pinv(E), inv(E.T * E) * E.T),
        (pinv(F), F.T * inv(F * F.T)),
        (pinv(F.T), inv(F * F.T) * F),
        (F * pinv(F), eye(k)),
        (tr(pinv(E) * E), k),
        (pinv(J), inv(J)),
        (pinv(P), P),
        (pinv(3 * X), pinv(X) / 3),
        (pinv(fn("zeros", n, d)), fn("zeros", d, n)),
    ],
    "rank": [
        (rank(X.T), rank(X)),
        (rank(X.T * X), rank(X)),
        (rank(-2 * X), rank(X)),
        (rank(J * X), rank(X)),
        (rank(J), n),
        (rank(E), k),
        (rank(F.T), k),
        (rank(P), tr(P)),
        (rank(pinv(X)), rank(X)),
    ],
    "adjugate": [
        (A * adj(A), det(A) * I),
        (adj(A) * A, det(A) * I),
        (adj(A * B), adj(B) * adj(A)),
        (adj(A.T), adj(A).T),
        (adj(J), det(J) * inv(J)),
        (det(adj(A)), det(A) ** (n - 1)),
        (adj(2 * A), num(2) ** (n - 1) * adj(A)),
        ((A + B) * adj(A + B), det(A + B) * I),
        (X.T * X * adj(X.T * X), det(X.T * X) * eye(d)),
        (P * adj(P), det(P) * I),
        (total(i, 1, n, entry(A, num(1), i) * entry(adj(A), i, num(1))), det(A)),
        (adj(M2), tr(M2) * eye(num(2)) - M2),
        (slope(det(J), J), adj(J).T),
    ],
    "exponential": [
        (mexp(A) * mexp(-A), I),
        (inv(mexp(A)), mexp(-A)),
        (mexp(A).T, mexp(A.T)),
        (mexp((s + t) * A), mexp(s * A) * mexp(t * A)),
        (mexp(A / 2) ** 2, mexp(A)),
        (mexp(A + c * I), exp(c) * mexp(A)),
        (mexp(J * A * inv(J)), J * mexp(A) * inv(J)),
        (mexp(K).T * mexp(K), I),
        (mexp(A) * A, A * mexp(A)),
        (mexp(A + A**2), mexp(A**2) * mexp(A)),
        (det(mexp(A)), exp(tr(A))),
        (det(mexp(A + B)), det(mexp(A)) * det(mexp(B))),
        (slope(mexp(t * A), t), A * mexp(t * A)),
        (slope(mexp(t * A) * u, t), A * mexp(t * A) * u),
        (slope(slope(mexp(-t * A), t), t), A**2 * mexp(-t * A)),
        (slope(tr(mexp(A)), A), mexp(A).T),
        (mfun("sin", A) ** 2 + mfun("cos", A) ** 2, I),
        (mfun("cosh", A) ** 2 - mfun("sinh", A) ** 2, I),
        (mfun("sin", -A), -mfun("sin", A)),
        (mfun("cos", -A), mfun("cos", A)),
        (mfun("cos", A).T, mfun("cos", A.T)),
        (mfun("sin", K).T, -mfun("sin", K)),
        (mfun("sin", A) * A, A * mfun("sin", A)),
        (mfun("sin", A) * mexp(A), mexp(A) * mfun("sin", A)),
        (slope(mfun("sin", t * A), t), A * mfun("cos", t * A)),
        (slope(slope(mfun("cos", t * A), t), t), -(A**2) * mfun("cos", t * A)),
        (slope(tr(mfun("sin", A)), A), mfun("cos", A).T),
        (slope(tr(mfun("cosh", A)), A), mfun("sinh", A).T),
    ],
    "spectrum": [
        (total(i, 1, n, eig(A)), tr(A)),
        (product(eig(A)), det(A)),
        (total(i, 1, n, eig(A) ** 2), tr(A**2)),
        (total(i, 1, n, eig(S) ** 2), norm(S, "F") ** 2),
        (total(i, 1, n, 1 / eig(J)), tr(inv(J))),
        (total(i, 1, n, 2 * eig(A) ** 3 - c * eig(A) + 1), 2 * tr(A**3) - c * tr(A) + n),
        (product(c - eig(A)), det(c * I - A)),
        (total(i, 1, n, log(eig(R))), log(det(R))),
        (total(i, 1, n, exp(eig(A))), tr(mexp(A))),
        (total(i, 1, n, eig(A * B)), total(i, 1, n, eig(B * A))),
        (total(i, 1, d, sigma(X) ** 2), norm(X, "F") ** 2),
        (total(i, 1, n, sigma(X) ** 4), tr((X * X.T) ** 2)),
        (total(i, 1, n, sigma(X)), norm(X, "*")),
        (sigma(X, most), norm(X, "2")),
        (norm(X.T, "*"), norm(X, "*")),
        (norm(-X.T, "2"), norm(X, "2")),
        (eig(S + c * I, most), eig(S, most) + c),
        (eig(-3 * S, most), -3 * eig(S, least)),
        (eig(inv(R), least), 1 / eig(R, most)),
        (eig(J * S * inv(J), most), eig(S, most)),
    ],
    "determinants": [
        (det(eye(k) + V * U), det(I + U * V)),
        (det(c * I - A * B), det(c * I - B * A)),
        (det(J + u * q.T), det(J) * (1 + q.T * inv(J) * u)),
        (det(J + U * G * V), det(J) * det(eye(k) + G * V * inv(J) * U)),
        (det(J + U * U.T), det(J) * det(eye(k) + U.T * inv(J) * U)),
        (det(blocks(A, U, num(0), G)), det(A) * det(G)),
        (det(blocks(A, num(0), V, G)), det(A) * det(G)),
        (det(blocks(J, U, V, G)), det(J) * det(G - V * inv(J) * U)),
        (det(blocks(J, u, q.T, c)), det(J) * (c - q.T * inv(J) * u)),
        (det(-A), num(-1) ** n * det(A)),
        (inv(N), N),
        (N * A * N * N, N * A),
    ],
    "cross product": [
        (fn("cross", p3, p3), fn("zeros", num(3), num(1))),
        (p3.T * fn("cross", p3, r3), num(0)),
        (norm(fn("cross", p3, r3)) ** 2, norm(p3) ** 2 * norm(r3) ** 2 - (p3.T * r3) ** 2),
    ],
}

FALSE: list[tuple[Term, Term]] = [
    (X * pinv(X), I),
    (pinv(X.T), pinv(X)),
    (pinv(A * B), pinv(B) * pinv(A)),
    (pinv(X.T * X), pinv(X).T * pinv(X)),
    (pinv(F) * F, I),
    (pinv(c * X), c * pinv(X)),
    (tr(pinv(E) * E), n),
    (rank(X * Y.T), rank(X)),
    (rank(A + B), rank(A) + rank(B)),
    (rank(A * B), rank(B * A)),
    (rank(E), n),
    (adj(A * B), adj(A) * adj(B)),
    (adj(A), det(A) * I),
    (adj(2 * A), 2 * adj(A)),
    (det(adj(A)), det(A) ** n),
    (adj(A + B), adj(A) + adj(B)),
    (slope(det(J), J), adj(J) + J),
    (adj(P), det(P) * I),
    (adj(K) * K, I),
    (det(blocks(num(0), U, V, G)), det(G)),
    (mexp(A + B), mexp(A) * mexp(B)),
    (mexp(A).T, mexp(A)),
    (mexp(A) * B, B * mexp(A)),
    (mexp(2 * A), 2 * mexp(A)),
    (det(mexp(A)), exp(det(A))),
    (slope(mexp(t * A), t), t * mexp(t * A)),
    (mfun("sin", A) ** 2 + mfun("cos", A) ** 2, 2 * I),
    (mfun("sin", A + B), mfun("sin", A) * mfun("cos", B) + mfun("cos", A) * mfun("sin", B)),
    (mfun("sin", A) * B, B * mfun("sin", A)),
    (mfun("cos", -A), -mfun("cos", A)),
    (slope(mfun("cos", t * A), t), A * mfun("sin", t * A)),
    (slope(tr(mfun("sin", A)), A), mfun("cos", A)),
    (slope(mexp(t * A), t), A.T * mexp(t * A)),
    (total(i, 1, n, eig(A)), det(A)),
    (total(i, 1, n, eig(A) ** 2), tr(A) ** 2),
    (total(i, 1, n, eig(A) ** 2), norm(A, "F") ** 2),
    (total(i, 1, n, eig(A * B)), total(i, 1, n, eig(A)) * total(i, 1, n, eig(B))),
    (total(i, 1, n, log(eig(R))), log(tr(R))),
    (total(i, 1, n, sigma(X)), norm(X, "F")),
    (sigma(X, most), norm(X, "F")),
    (eig(-S, most), -eig(S, most)),
    (eig(2 * S, least), 2 * eig(S, most)),
    (eig(S * R, most), eig(S, most) * eig(R, most)),
    (det(I + U * V), det(eye(k) + V * U) + 1),
    (det(J + u * q.T), det(J) * (1 + u.T * inv(J) * q)),
    (det(blocks(A, U, V, G)), det(A) * det(G)),
    (det(blocks(J, U, V, G)), det(J) * det(G + V * inv(J) * U)),
    (det(-A), -det(A)),
    (N * A * N, A),
]

ROWS = [(lhs, rhs) for rows in TRUE.values() for lhs, rhs in rows]
BALLS = balls_at(192)


def models(*terms: Term) -> Iterator[Model]:
    """Random models of what is declared of the names in some terms."""
    names = frozenset[str]().union(*map(free_symbols, terms)) - set("ndk")
    symbols = {}
    for name in names:
        rows, cols = DECLARED.shape(name)
        symbols[name] = SymbolSpec(rows, cols, DECLARED.facts.get(name, frozenset()) | ANY_RANK[(rows, cols)])
    spec = Spec(symbols=symbols, sizes=("n", "d", "k"))
    for number in range(24):
        model = draw(spec, 1, number)
        if model is not None:
            yield model


class _AnyRank(dict[tuple[Term, Term], frozenset[str]]):
    def __missing__(self, shape: tuple[Term, Term]) -> frozenset[str]:
        return frozenset[str]() if num(1) in shape else frozenset({"any rank"})


ANY_RANK = _AnyRank()


def agree(one: Term, other: Term, model: Model) -> bool | None:
    """Whether two terms have one value in a model; None where it cannot be told, or there is none."""
    for arithmetic in (RATIONALS, BALLS):
        try:
            return arithmetic.equal(evaluate(one, arithmetic, model), evaluate(other, arithmetic, model))
        except Inexact:
            continue
        except Fault:
            return None
    return None


def title(row: tuple[Term, Term]) -> str:
    return f"{row[0]} = {row[1]}"[:90]


@pytest.mark.parametrize(("lhs", "rhs"), ROWS, ids=map(title, ROWS))
def test_true(lhs: Term, rhs: Term) -> None:
    assert prove_equal(lhs, rhs, DECLARED) is not None
    assert False not in [agree(lhs, rhs, model) for model in models(lhs, rhs)]


@pytest.mark.parametrize(("lhs", "rhs"), FALSE, ids=map(title, FALSE))
def test_false(lhs: Term, rhs: Term) -> None:
    with suppress(Abstain):  # no normal form: no proof either
        assert prove_equal(lhs, rhs, DECLARED) is None
    assert False in [agree(lhs, rhs, model) for model in models(lhs, rhs)]


SIDES = list(dict.fromkeys(side for row in (*ROWS, *FALSE) for side in row))


@pytest.mark.parametrize("side", SIDES, ids=lambda side: f"{side}"[:90])
def test_a_normal_form_has_the_value_of_its_term(side: Term) -> None:
    try:
        found = normal_form(side, DECLARED)
    except Abstain:
        return
    assert False not in [agree(side, found, model) for model in models(side)]


ABSTAIN: list[tuple[Term, Term, str]] = [
    (slope(mexp(A * t + B), t), A * mexp(A * t + B), "does not commute with its change"),
    (slope(mfun("sin", A * t + B), t), A * mfun("cos", A * t + B), "does not commute with its change"),
    (slope(pinv(t * X), t), -pinv(X) / t**2, "no differential for pinv"),
    (slope(eig(t * S, most), t), eig(S, most), "no differential for eigenvalue"),
    (adj(X), X, "a square matrix is needed"),
    (eig(X, most), c, "a square matrix is needed"),
    (mexp(100 * A), mexp(A), "a large multiple"),
]


@pytest.mark.parametrize(("lhs", "rhs", "reason"), ABSTAIN, ids=[row[2] for row in ABSTAIN])
def test_abstains(lhs: Term, rhs: Term, reason: str) -> None:
    with pytest.raises(Abstain, match=reason):
        prove_equal(lhs, rhs, DECLARED)
