# ruff: noqa: F403, F405 - the short names of notation.py
"""Derivatives that are right and must be proved, and wrong ones that must not be."""

from __future__ import annotations

import pytest

from derivations.algebra.abstain import Unsupported
from derivations.algebra.entail import prove_equal
from derivations.terms.term import Term, column, num
from tests.algebra.notation import *

I = eye(n)  # noqa: E741
step = X * w0 - tt
M = I - (2 * eta / n) * X * X.T
L1 = (1 / n) * norm(X * (w0 - (2 * eta / n) * X.T * step) - tt) ** 2
sig = lambda arg: fn("sigmoid", arg)  # noqa: E731
xi = lambda index: fn("item", sym("x_i"), index)  # noqa: E731
yi = lambda index: entry(u, index)  # noqa: E731

TRUE: list[tuple[Term, Term]] = [
    (grad(x**3, x), 3 * x**2),
    (grad(x**3, x, num(2)), num(12)),
    (grad(exp(x**2), x), 2 * x * exp(x**2)),
    (grad(log(x), x), 1 / x),
    (grad(x**m, x), m * x ** (m - 1)),
    (grad(a**x, x), a**x * log(a)),
    (grad(sin(x) * cos(x), x), cos(2 * x)),
    (grad(sqrt(x), x), 1 / (2 * sqrt(x))),
    (grad(fn("abs", x), x), fn("sign", x)),
    (grad(sig(x), x), sig(x) * (1 - sig(x))),
    (grad(fn("tanh", x), x), 1 - fn("tanh", x) ** 2),
    (grad(fn("tan", x), x), 1 + fn("tan", x) ** 2),
    (grad(fn("atan", x), x), 1 / (1 + x**2)),
    (grad(x / y, y), -x / y**2),
    (grad(grad(x**3, x), x), 6 * x),
    (grad((1 / n) * norm(X * w - tt) ** 2, w), (2 / n) * X.T * (X * w - tt)),
    (grad((1 / n) * norm(X * w - tt) ** 2, w, w0), (2 / n) * X.T * step),
    (grad(sym("g").T * w, w), sym("g")),
    (grad(w.T * X.T * X * w, w), 2 * X.T * X * w),
    (grad(u.T * A * u, u), (A + A.T) * u),
    (grad(u.T * S * u, u), 2 * S * u),
    (grad(norm(w), w), w / norm(w)),
    (grad(norm(w) ** 2, w), 2 * w),
    (grad(norm(X * w - tt) ** 2 + lam * norm(w) ** 2, w), 2 * X.T * (X * w - tt) + 2 * lam * w),
    (grad(L1, eta), (2 / n) * step.T * M * (-(2 / n) * X * X.T) * step),
    (grad(tr(A * B), A), B.T),
    (grad(tr(A.T * A), A), 2 * A),
    (grad(tr(A * B * A.T * C), A), C.T * A * B.T + C * A * B),
    (grad(log(det(A)), A), inv(A).T),
    (grad(det(A), A), det(A) * inv(A).T),
    (grad(tr(inv(A) * B), A), -(inv(A) * B * inv(A)).T),
    (grad(norm(X - Y, "F") ** 2, X), 2 * (X - Y)),
    (grad(u.T * X * w, X), u * w.T),
    (grad(norm(X * w - tt) ** 2, X), 2 * (X * w - tt) * w.T),
    (grad(exp(u.T * q), u), exp(u.T * q) * q),
    (grad(sig(w.T * v), w), sig(w.T * v) * (1 - sig(w.T * v)) * v),
    (grad(total(i, 1, n, entry(u, i) ** 2), u), 2 * u),
    (
        grad(total(i, 1, n, (xi(i).T * w - yi(i)) ** 2), w),
        2 * total(i, 1, n, xi(i) * (xi(i).T * w - yi(i))),
    ),
    (
        grad(total(i, 1, n, log(1 + exp(xi(i).T * w))), w),
        total(j, 1, n, sig(xi(j).T * w) * xi(j)),
    ),
    (grad(fn("hadamard", u, q).T * u, u), 2 * fn("hadamard", u, q)),
    (grad(fn("ones", n, one).T * exp(u), u), exp(u)),
    (grad(tr(fn("diag", u) * A), u), fn("diag", A)),
    (grad(x * A, x), A),
    (grad(A * x**2 * u, x), 2 * x * A * u),
    (grad(inv(I + x * A), x), -(inv(I + x * A) * A * inv(I + x * A))),
    (fn("jacobian", X * w, w, w), X),
    (fn("jacobian", exp(X * w), w, w), fn("diag", exp(X * w)) * X),
    (fn("hessian", norm(X * w - tt) ** 2, w, w), 2 * X.T * X),
    (fn("hessian", u.T * A * u, u, u), A + A.T),
    (fn("hessian", (u.T * q) ** 2, u, u), 2 * q * q.T),
    (fn("hessian", exp(u.T * q), u, u), exp(u.T * q) * q * q.T),
    (grad(f(w), w) * eta, eta * grad(f(w), w)),
    (grad(2 * f(w) + norm(w) ** 2, w), 2 * grad(f(w), w) + 2 * w),
    (grad(f(X * w), w), X.T * grad(f(u), u, X * w)),
    (grad(f(x) * f(y), x), f(y) * grad(f(x), x)),
    (grad(f(x**2), x), 2 * x * grad(f(y), y, x**2)),
    (grad(f(v), v, w), grad(f(w), w)),
    (grad(entry(w, num(1)) ** 2, entry(w, num(1))), 2 * entry(w, num(1))),
    (
        grad((p3.T * column(num(2), num(1), num(0)) - t) ** 2, p3),
        2 * (p3.T * column(num(2), num(1), num(0)) - t) * column(num(2), num(1), num(0)),
    ),
    (grad(f(x), y), num(0)),
    (fn("antiderivative", x, 2 * x), x**2),
    (fn("antiderivative", x, 2 * x), x**2 + 1),
    (fn("antiderivative", x, 1 / x), log(x)),
    (fn("antiderivative", x, x * exp(x)), (x - 1) * exp(x) + c),
    (grad(fn("integral", t, num(0), x, f(t)), x), f(x)),
    (grad(x**2, w), 0 * w),
]

FALSE: list[tuple[Term, Term]] = [
    (grad(x**3, x), 3 * x),
    (grad(f(w), w), grad(f(v), v)),
    (grad(f(x), x), f(x)),
    (grad(total(i, 1, n, entry(K * u, i) ** 2), u), 2 * K * K * u),
    (fn("hadamard", u, q).T * K * u, u.T * K * fn("hadamard", u, q)),
    (fn("diag", u) * K, -fn("hadamard", u * fn("ones", n, one).T, K)),
    (grad((1 / n) * norm(X * w - tt) ** 2, w), (1 / n) * X.T * (X * w - tt)),
    (grad(norm(X * w - tt) ** 2, w), 2 * X.T * (X * w + tt)),
    (grad(u.T * A * u, u), 2 * A * u),
    (grad(tr(A * B), A), B),
    (grad(log(det(A)), A), inv(A)),
    (grad(L1, eta), (2 / n) * step.T * M * ((2 / n) * X * X.T) * step),
    (grad(sig(x), x), sig(x)),
    (grad(f(x**2), x), grad(f(y), y, x**2)),
    (fn("hessian", norm(X * w - tt) ** 2, w, w), X.T * X),
    (fn("jacobian", A * u, u, u), A.T),
    (grad(norm(w), w), w),
    (grad(f(x), x), grad(f(x), y)),
    (fn("antiderivative", x, 2 * x), x**3),
    (grad(fn("integral", t, num(0), x, f(t)), x), f(t)),
]


@pytest.mark.parametrize(("lhs", "rhs"), TRUE, ids=[f"{lhs} = {rhs}"[:90] for lhs, rhs in TRUE])
def test_true(lhs: Term, rhs: Term) -> None:
    proof = prove_equal(lhs, rhs, SIGNATURE)
    assert proof is not None
    assert proof.method == "calculus"


@pytest.mark.parametrize(("lhs", "rhs"), FALSE, ids=[f"{lhs} = {rhs}"[:90] for lhs, rhs in FALSE])
def test_false(lhs: Term, rhs: Term) -> None:
    assert prove_equal(lhs, rhs, SIGNATURE) is None


def test_a_head_without_a_rule_is_named() -> None:
    with pytest.raises(Unsupported, match="floor"):
        prove_equal(grad(fn("floor", x), x), num(0), SIGNATURE)


def test_a_kink_is_a_condition() -> None:
    proof = prove_equal(grad(fn("abs", x), x), fn("sign", x), SIGNATURE)
    assert proof is not None
    assert proof.conditions == (Term("ne", (x, num(0))),)
