# ruff: noqa: F403, F405 - the short names of notation.py
"""Equations that are true and must be proved, and false ones that must not be."""

from __future__ import annotations

import pytest

from derivations.algebra.abstain import Abstain
from derivations.algebra.entail import prove_equal
from derivations.terms.term import Term, column, num
from tests.algebra.notation import *

I = eye(n)  # noqa: E741
loss = (1 / n) * norm(X * w - tt) ** 2
step = X * w0 - tt
M = I - (2 * eta / n) * X * X.T


def item(index: Term) -> Term:
    return fn("item", sym("x_i"), index)


mean = (1 / n) * total(j, 1, n, item(j))

TRUE: dict[str, list[tuple[Term, Term]]] = {
    "polynomial": [
        ((x + y) ** 3, x**3 + 3 * x**2 * y + 3 * x * y**2 + y**3),
        ((x**2 - y**2) / (x - y), x + y),
        (1 / x + 1 / y, (x + y) / (x * y)),
        (x / x, num(1)),
        (num(2) / num(4), num(1) / num(2)),
        (inv(x), 1 / x),
        (x ** num(-2), 1 / x**2),
    ],
    "radicals": [
        (sqrt(64 * (1 - beta)), 8 * sqrt(1 - beta)),
        (8 * eta / (sqrt(64 * (1 - beta)) + eps), 8 * eta / (8 * sqrt(1 - beta) + eps)),
        (sqrt((64 * beta + x**2) * (1 - beta)), sqrt(64 * beta + x**2) * sqrt(1 - beta)),
        (sqrt(x**2), fn("abs", x)),
        (sqrt(a**2), a),
        (sqrt(num(12)), 2 * sqrt(num(3))),
        (sqrt(num(6)), sqrt(num(2)) * sqrt(num(3))),
        (1 / sqrt(num(2)), sqrt(num(2)) / 2),
        (sqrt(x) ** 2, x),
        (sqrt(x) ** 4, x**2),
        (x ** (num(1) / num(2)), sqrt(x)),
        (sqrt(x * a), sqrt(x) * sqrt(a)),
        (sqrt(x / a), sqrt(x) / sqrt(a)),
        ((sqrt(num(5)) + 1) / 2 * ((sqrt(num(5)) - 1) / 2), num(1)),
        (sqrt(num(-4)), 2 * im),
        (a ** (num(1) / num(3)) * a ** (num(2) / num(3)), a),
        (sqrt(sqrt(a)), a ** (num(1) / num(4))),
        (sqrt(x**4), x**2),
        (fn("abs", x) ** 2, x**2),
        (fn("abs", x * y), fn("abs", x) * fn("abs", y)),
        (fn("abs", -x), fn("abs", x)),
        (fn("sign", x) * fn("sign", x) * fn("sign", x), fn("sign", x)),
        (fn("relu", x) + fn("relu", -x), fn("abs", x)),
        (fn("max", x, y), fn("max", y, x)),
        (fn("max", x, y) + fn("min", x, y), x + y),
    ],
    "exponentials": [
        (exp(x + y), exp(x) * exp(y)),
        (exp(-x), 1 / exp(x)),
        (exp(2 * x), exp(x) ** 2),
        (exp(x / 2) ** 2, exp(x)),
        (exp(log(x)), x),
        (exp(x * log(a)), a**x),
        (log(exp(x)), x),
        (e**x, exp(x)),
        (log(e), num(1)),
        (log(num(1)), num(0)),
        (log(a * b), log(a) + log(b)),
        (log(a / b), log(a) - log(b)),
        (log(a**2), 2 * log(a)),
        (log(x * y) + log(1 / y), log(x * y) - log(y)),
        (log(x) + log(y), log(x * y)),
        (log(x**2), 2 * log(x)),
        (log(num(6)), log(num(2)) + log(num(3))),
        (log(sqrt(a)), log(a) / 2),
        (fn("sigmoid", x), 1 / (1 + exp(-x))),
        (1 - fn("sigmoid", x), fn("sigmoid", -x)),
        (fn("tanh", x), 2 * fn("sigmoid", 2 * x) - 1),
        (fn("cosh", x) ** 2 - fn("sinh", x) ** 2, num(1)),
        (exp(im * pi) + 1, num(0)),
        (exp(im * x), cos(x) + im * sin(x)),
        (x ** (m + 1), x**m * x),
        (x ** (2 * m), (x**m) ** 2),
        ((x * y) ** m, x**m * y**m),
        (num(4) ** m, (num(2) ** m) ** 2),
        (num(-1) ** (2 * m), num(1)),
        ((a**x) ** y, a ** (x * y)),
    ],
    "trigonometry": [
        (sin(x) ** 2 + cos(x) ** 2, num(1)),
        (sin(2 * x), 2 * sin(x) * cos(x)),
        (cos(2 * x), 1 - 2 * sin(x) ** 2),
        (sin(x + y), sin(x) * cos(y) + cos(x) * sin(y)),
        (sin(-x), -sin(x)),
        (cos(x - y), cos(y - x)),
        (fn("tan", x), sin(x) / cos(x)),
        (sin(pi / 6), num(1) / num(2)),
        (cos(pi / 4), sqrt(num(2)) / 2),
        (sin(x + pi), -sin(x)),
        (sin(pi / 2 - x), cos(x)),
        (1 + fn("tan", x) ** 2, 1 / cos(x) ** 2),
        (sin(x / 2) * cos(x / 2), sin(x) / 2),
        (fn("asin", -x), -fn("asin", x)),
    ],
    "combinatorics": [
        (fn("factorial", m + 1), (m + 1) * fn("factorial", m)),
        (fn("factorial", num(5)), num(120)),
        (fn("binomial", m, num(2)), m * (m - 1) / 2),
        (fn("binomial", num(5), num(2)), num(10)),
        (fn("binomial", m + 1, k), (m + 1) / (m + 1 - k) * fn("binomial", m, k)),
        (fn("gamma", x + 1), x * fn("gamma", x)),
    ],
    "sums": [
        (total(i, 1, n, i), n * (n + 1) / 2),
        (total(i, 1, n, i**2), n * (n + 1) * (2 * n + 1) / 6),
        (total(i, 1, n, a * f(i) + y), a * total(j, 1, n, f(j)) + n * y),
        (total(i, 1, num(3), x**i), x + x**2 + x**3),
        (total(i, 0, n - 1, f(i + 1)), total(i, 1, n, f(i))),
        (total(i, 1, n + 1, f(i)), total(i, 1, n, f(i)) + f(n + 1)),
        (total(i, 1, n, f(i, j - i)), total(i, 1, n, f(n + 1 - i, j - n - 1 + i))),
        (total(i, 0, n - 1, f(i) * f(j - i)), total(i, 0, n - 1, f(n - 1 - i) * f(j - n + 1 + i))),
        (
            total(i, 0, n - 1, total(j, 0, m - 1, f(i, j) * f(x - i, y - j))),
            total(i, 0, n - 1, total(j, 0, m - 1, f(n - 1 - i, m - 1 - j) * f(x - n + 1 + i, y - m + 1 + j))),
        ),
        (total(i, 1, n, entry(u, n + 1 - i)), total(i, 1, n, entry(u, i))),
        (total(i, 1, n, entry(u, i) * entry(q, i)), u.T * q),
        (total(i, 1, n, entry(u, i) ** 2), norm(u) ** 2),
        (total(i, 1, n, entry(A, i, i)), tr(A)),
        (total(j, 1, d, entry(X, i, j) * entry(w, j)), entry(X * w, i)),
        (total(k, 1, n, entry(A, i, k) * entry(B, k, j)), entry(A * B, i, j)),
        (total(i, 1, n, fn("item", sym("x_i"), i).T * w), total(i, 1, n, fn("item", sym("x_i"), i)).T * w),
        (
            total(i, 1, n, fn("item", sym("x_i"), i) * fn("item", sym("x_i"), i).T) * w,
            total(j, 1, n, fn("item", sym("x_i"), j) * (fn("item", sym("x_i"), j).T * w)),
        ),
        (fn("prod", i, num(1), n, 2 * i), num(2) ** n * fn("factorial", n)),
        (fn("prod", i, num(1), n + 1, f(i)), fn("prod", i, num(1), n, f(i)) * f(n + 1)),
        (total(i, 1, n, total(j, 1, n, f(i) * f(j))), total(i, 1, n, f(i)) ** 2),
    ],
    "statistics": [
        (
            total(i, 1, n, norm(item(i) - v) ** 2),
            total(i, 1, n, item(i).T * item(i)) - 2 * v.T * total(i, 1, n, item(i)) + n * norm(v) ** 2,
        ),
        (
            (1 / n) * total(i, 1, n, (item(i) - mean) * (item(i) - mean).T),
            (1 / n) * total(i, 1, n, item(i) * item(i).T) - mean * mean.T,
        ),
        (total(i, 1, n, item(i) - mean), fn("zeros", d, one)),
        (total(i, 0, m - 1, x**i), (1 - x**m) / (1 - x)),
        (total(i, 1, m, num(2) ** i), num(2) ** (m + 1) - 2),
        (tr(I - X * inv(X.T * X) * X.T), n - d),
        (det(I + u * q.T), 1 + q.T * u),
        (inv(A + u * q.T), inv(A) - inv(A) * u * q.T * inv(A) / (1 + q.T * inv(A) * u)),
    ],
    "integrals": [
        (fn("integral", x, num(0), num(1), x**2), num(1) / num(3)),
        (fn("integral", x, y, z, a * f(x) + b), a * fn("integral", t, y, z, f(t)) + b * (z - y)),
        (
            fn("integral", x, num(0), inf, 2 * f(x)),
            2 * fn("integral", y, num(0), inf, f(y)),
        ),
        (fn("limit", x, num(0), f(x)), fn("limit", y, num(0), f(y))),
    ],
    "words": [
        (fn("rank", A), fn("rank", A.T)),
        (fn("matexp", S).T, fn("matexp", S)),
        (fn("matexp", A.T), fn("matexp", A).T),
        (tr(L * fn("diag", u)), tr(fn("diag", u) * L)),
        ((A * B).T, B.T * A.T),
        ((A + B) ** 2, A**2 + A * B + B * A + B**2),
        (A * I, A),
        (u.T * q, q.T * u),
        (u.T * A * q, q.T * A.T * u),
        (u * (q.T * u), (u * u.T) * q),
        (tr(A * B), tr(B * A)),
        (tr(A * B * C), tr(C * A * B)),
        (tr(A.T), tr(A)),
        (tr(u * q.T), u.T * q),
        (tr(I), n),
        (norm(u) ** 2, u.T * u),
        (norm(A, "F") ** 2, tr(A.T * A)),
        (norm(2 * u), 2 * norm(u)),
        (norm(x * u), fn("abs", x) * norm(u)),
        (fn("inner", u, q), u.T * q),
        (fn("inner", X, Y), tr(X.T * Y)),
        (norm(X * w - tt) ** 2, w.T * X.T * X * w - 2 * tt.T * X * w + tt.T * tt),
        (det(A * B), det(B) * det(A)),
        (det(A.T), det(A)),
        (det(inv(A)), 1 / det(A)),
        (det(2 * A), num(2) ** n * det(A)),
        (inv(A * B), inv(B) * inv(A)),
        (inv(A) * A, I),
        (inv(inv(A)), A),
        (inv(A.T), inv(A).T),
        (inv(2 * A), inv(A) / 2),
        (A**3, A * A * A),
        (A**m * A, A ** (m + 1)),
        (A ** (m + s), A**s * A**m),
        ((I - A) ** m * (I - A), (I - A) * (I - A) ** m),
        (A ** num(-1), inv(A)),
        (S.T, S),
        (tr(K), num(0)),
        (u.T * K * u, num(0)),
        (Q.T * Q, I),
        (Q * Q.T, I),
        (norm(Q * u), norm(u)),
        (inv(Q), Q.T),
        (P * P, P),
        ((I - P) * P, fn("zeros", n, n)),
        (unit.T * unit, num(1)),
        ((I - 2 * unit * unit.T) ** 2, I),
        (L * L.T, L**2),
        (fn("hadamard", u, q), fn("hadamard", q, u)),
        (fn("hadamard", u, q + u), fn("hadamard", u, q) + fn("hadamard", u, u)),
        (fn("diag", u + q), fn("diag", u) + fn("diag", q)),
        (fn("diag", u).T, fn("diag", u)),
        (fn("vec", 2 * A + B), 2 * fn("vec", A) + fn("vec", B)),
        (A + 0 * x, A),
        (fn("ones", n, one).T * fn("ones", n, one), n),
        (fn("app", u + q, value="f"), fn("app", q + u, value="f")),
    ],
    "inverses": [
        (inv(I + A * B) * A, A * inv(I + B * A)),
        (X.T * inv(X * X.T + lam * I), inv(X.T * X + lam * eye(d)) * X.T),
        (inv(A) - inv(B), inv(A) * (B - A) * inv(B)),
        (inv(A + B) * (A + B), I),
        (
            inv(A + U * G * V),
            inv(A) - inv(A) * U * inv(inv(G) + V * inv(A) * U) * V * inv(A),
        ),
        (inv(I + A), I - A * inv(I + A)),
        (inv(A + B).T, inv(A.T + B.T)),
        (u.T * inv(I + A * B) * A * q, u.T * A * inv(I + B * A) * q),
        (X.T * inv(X * X.T) * X * X.T * inv(X * X.T) * X, X.T * inv(X * X.T) * X),
        (tr(inv(A + B) * (A + B)), n),
        ((A + B) * inv(A + B) * u, u),
    ],
    "homework": [
        (X * (w0 - (2 * eta / n) * X.T * step) - tt, -(2 * eta / n) * X * X.T * step + X * w0 - tt),
        ((1 / n) * norm(X * (w0 - (2 * eta / n) * X.T * step) - tt) ** 2, (1 / n) * (step.T * M**2 * step)),
        ((1 / n) * norm(M * u) ** 2, (1 / n) * (u.T * M.T * M * u)),
        (u.T * X * X.T * u, norm(X.T * u) ** 2),
        (u.T * (X * X.T) ** 2 * u, norm(X * X.T * u) ** 2),
        (w0 - eta * ((2 / n) * X.T * step + 2 * lam * w0), (1 - 2 * lam * eta) * w0 - (2 * eta / n) * X.T * step),
        (X * (X.T * inv(X * X.T) * tt), tt),
        (2 * (num(-2)) * column(num(2), num(1)), column(num(-8), num(-4))),
        (
            2 * x * column(num(2), num(1)),
            x * column(num(4), num(2)),
        ),
        (column(8 * eta / (8 * x + eps), 4 * eta).T * column(num(2), num(1)), 16 * eta / (8 * x + eps) + 4 * eta),
        (64 * beta * (1 - beta) + (1 - beta) * x**2, (1 - beta) * (64 * beta + x**2)),
    ],
    "entries": [
        (matrix([[1, 2], [3, 4]]) * matrix([[0, 1], [1, 0]]), matrix([[2, 1], [4, 3]])),
        (det(matrix([[x, y], [z, t]])), x * t - y * z),
        (inv(matrix([[1, 2], [3, 4]])), matrix([[num(-2), 1], [num(3) / num(2), num(-1) / num(2)]])),
        (matrix([[1, 0], [0, 1]]), eye(num(2))),
        (M2 * matrix([[1], [0]]), column(entry(M2, num(1), num(1)), entry(M2, num(2), num(1)))),
        (det(M2 * N2), det(M2) * det(N2)),
        (
            det(M2),
            entry(M2, num(1), num(1)) * entry(M2, num(2), num(2))
            - entry(M2, num(1), num(2)) * entry(M2, num(2), num(1)),
        ),
        (fn("cross", p3, r3), -fn("cross", r3, p3)),
        (norm(p3) ** 2, entry(p3, num(1)) ** 2 + entry(p3, num(2)) ** 2 + entry(p3, num(3)) ** 2),
        (entry(column(x, y), num(2)), y),
        (exp(column(x, num(0))), column(exp(x), num(1))),
        (fn("hadamard", column(x, y), column(y, x)), column(x * y, x * y)),
        (fn("diag", column(x, y)), matrix([[x, 0], [0, y]])),
        (norm(column(x, y)) ** 2, x**2 + y**2),
        (M2**2 - tr(M2) * M2 + det(M2) * eye(num(2)), fn("zeros", num(2), num(2))),
    ],
}

FALSE: list[tuple[Term, Term]] = [
    (det(I + u * q.T), 1 + q.T * q),
    (inv(A + u * q.T), inv(A) - inv(A) * u * q.T * inv(A)),
    (total(i, 0, m, x**i), (1 - x**m) / (1 - x)),
    (total(i, 1, n, (item(i) - mean) * (item(i) - mean).T), total(i, 1, n, item(i) * item(i).T)),
    (total(i, 1, n, total(j, 1, n, item(i) * item(j).T)), total(i, 1, n, item(i) * item(i).T)),
    (fn("integral", x, num(0), num(1), x**2), num(1) / num(2)),
    (fn("integral", x, y, z, f(x) ** 2), fn("integral", x, y, z, f(x)) ** 2),
    (fn("limit", x, num(0), f(x)), f(num(0))),
    (fn("matexp", A + B), fn("matexp", A) * fn("matexp", B)),
    ((x + y) ** 2, x**2 + y**2),
    (1 / (x + y), 1 / x + 1 / y),
    (sqrt(x**2), x),
    (sqrt(x + y), sqrt(x) + sqrt(y)),
    (sqrt((x - 1) ** 2), x - 1),
    (sqrt(num(8)), 2 * sqrt(num(3))),
    ((x**2) ** (num(1) / num(2)), x),
    (fn("abs", x + y), fn("abs", x) + fn("abs", y)),
    (fn("abs", x), x),
    (fn("max", x, y), x),
    (exp(x * y), exp(x) * exp(y)),
    (exp(x) ** 2, exp(x**2)),
    (log(x + y), log(x) + log(y)),
    (log(x**2), 2 * log(y)),
    (log(x) * log(y), log(x * y)),
    (num(-1) ** m, num(1)),
    (num(-1) ** (2 * x), num(1)),
    ((x * y) ** z, x**z * y**z),
    ((x**y) ** z, x ** (y * z)),
    (sin(2 * x), 2 * sin(x)),
    (cos(x + y), cos(x) + cos(y)),
    (sin(x + pi), sin(x)),
    (sin(x), cos(x)),
    (fn("factorial", m + 1), fn("factorial", m) + 1),
    (1 / fn("factorial", num(2004)), 1 / fn("factorial", num(2006))),
    (pi, pi + num(1) / num(10**20)),
    (total(i, 1, n, i), n**2 / 2),
    (total(i, 1, n, f(i) * f(i)), total(i, 1, n, f(i)) ** 2),
    (total(i, 1, n, f(i)), total(i, 1, n, f(j))),
    (total(i, 1, n, f(i)), total(i, 1, n, f(n - i))),
    (total(i, 1, n, f(i) * f(j - i)), total(i, 1, n, f(n + 1 - i) * f(j - i))),
    (total(i, 1, x, f(i)), total(i, 1, x, f(x + 1 - i))),
    (total(i, 1, n, entry(u, i)), u.T * q),
    (total(i, 1, n, i * entry(u, i) * entry(q, i)), u.T * q),
    (A * B, B * A),
    ((A * B).T, A.T * B.T),
    ((A + B) ** 2, A**2 + 2 * A * B + B**2),
    (tr(A * B * C), tr(A * C * B)),
    (tr(A * B), tr(A) * tr(B)),
    (det(A + B), det(A) + det(B)),
    (det(2 * A), 2 * det(A)),
    (inv(A + B), inv(A) + inv(B)),
    (inv(A * B), inv(A) * inv(B)),
    (A.T, A),
    (K.T, K),
    (u.T * A * u, num(0)),
    (R * R, R),
    (A * A, A),
    (norm(X * w - tt) ** 2, norm(X * w) ** 2 - norm(tt) ** 2),
    (norm(u + q), norm(u) + norm(q)),
    (norm(x * u), x * norm(u)),
    (X.T * inv(X * X.T) * X, eye(d)),
    (inv(I + A * B), inv(I + B * A)),
    (inv(I + A * B) * B, A * inv(I + B * A)),
    (fn("hadamard", u, q), u),
    (fn("kron", A, B), fn("kron", B, A)),
    (u * q.T, q * u.T),
    ((1 / n) * norm(M * u) ** 2, (1 / n) * (u.T * M * u)),
    (f(x) + f(y), f(x + y)),
    (f(x), fn("app", x, value="other")),
    (fn("app", u, value="f"), fn("app", 2 * u, value="f")),
    (matrix([[1, 2], [3, 4]]) * matrix([[0, 1], [1, 0]]), matrix([[0, 1], [1, 0]]) * matrix([[1, 2], [3, 4]])),
    (column(x, y), column(y, x)),
    (M2 * N2, N2 * M2),
    (det(M2), entry(M2, num(1), num(1)) * entry(M2, num(2), num(2))),
    (A**m * B, A ** (m + 1)),
    ((A * B) ** m, A**m * B**m),
]

ROWS = [(kind, lhs, rhs) for kind, rows in TRUE.items() for lhs, rhs in rows]


@pytest.mark.parametrize(("kind", "lhs", "rhs"), ROWS, ids=[f"{kind}: {lhs} = {rhs}"[:90] for kind, lhs, rhs in ROWS])
def test_true(kind: str, lhs: Term, rhs: Term) -> None:
    assert prove_equal(lhs, rhs, SIGNATURE) is not None


@pytest.mark.parametrize(("lhs", "rhs"), FALSE, ids=[f"{lhs} = {rhs}"[:90] for lhs, rhs in FALSE])
def test_false(lhs: Term, rhs: Term) -> None:
    assert prove_equal(lhs, rhs, SIGNATURE) is None


ABSTAIN: list[tuple[Term, Term, str]] = [
    (num(9) ** (num(9) ** (num(9) ** num(9))), num(1), "too large"),
    (A * w, w, "product of n x n and d x 1"),
    (X + A, X, "sum of n x d and n x n"),
    (x + A, A, "scalar and a matrix"),
    (1 / (x - x), y, "zero"),
    (Term("pm", (x,)), x, "no rule for pm"),
    ((x + y + z + a + b + c) ** 199, x, "to the power"),
]


@pytest.mark.parametrize(("lhs", "rhs", "reason"), ABSTAIN, ids=[row[2] for row in ABSTAIN])
def test_abstains(lhs: Term, rhs: Term, reason: str) -> None:
    with pytest.raises(Abstain, match=reason):
        prove_equal(lhs, rhs, SIGNATURE)


def test_deep_terms_abstain() -> None:
    deep = x
    for _ in range(5000):
        deep = Term("neg", (deep,))
    with pytest.raises(Abstain, match="deeper"):
        prove_equal(deep, x, SIGNATURE)
