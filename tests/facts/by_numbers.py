"""Derivatives by numbers, and differentials."""

from __future__ import annotations

from collections.abc import Callable

from numpy import cos, eye, kron, log, ones
from numpy import trace as tr
from numpy.linalg import det, inv
from numpy.linalg import matrix_power as power

from tests.facts.draw import Array, expm, slope
from tests.facts.fact import Fact


def _step(n: int) -> Array:
    return cos(1.0 + ones((n, n)).cumsum().reshape(n, n))


def _along(function: Callable[[Array], Array], at: Array) -> Array:
    """The change of a function along one matrix."""
    return slope(lambda t: function(at + t * _step(len(at))), 0.0)


FACTS = (
    Fact(
        "rate-of-inverse",
        "59",
        "A, B: n n; t: scalar; $A + tB$ is invertible",
        r"\frac{d}{dt} (A + tB)^{-1} = -(A + tB)^{-1} B (A + tB)^{-1} \neq (A + tB)^{-1} B (A + tB)^{-1}",
        lambda A, B, t: (
            slope(lambda t: inv(A + t * B), t),
            -inv(A + t * B) @ B @ inv(A + t * B),
            inv(A + t * B) @ B @ inv(A + t * B),
        ),
    ),
    Fact(
        "rate-of-det",
        "46",
        "A, B: n n; t: scalar; $A + tB$ is invertible",
        r"\frac{d}{dt} \det(A + tB) = \det(A + tB) \tr((A + tB)^{-1} B) \neq \tr((A + tB)^{-1} B)",
        lambda A, B, t: (
            slope(lambda t: det(A + t * B), t),
            det(A + t * B) * tr(inv(A + t * B) @ B),
            tr(inv(A + t * B) @ B),
        ),
    ),
    Fact(
        "rate-of-square",
        "",
        "A, B: n n; t: scalar",
        r"\frac{d}{dt} (A + tB)^2 = AB + BA + 2t B^2 \neq 2AB + 2t B^2",
        lambda A, B, t: (
            slope(lambda t: power(A + t * B, 2), t),
            A @ B + B @ A + 2 * t * B @ B,
            2 * A @ B + 2 * t * B @ B,
        ),
    ),
    Fact(
        "rate-of-trace",
        "36",
        "A, B: n n; t: scalar",
        r"\frac{d}{dt} \tr(A + t^2 B) = 2t \tr(B) \neq t \tr(B)",
        lambda A, B, t: (slope(lambda t: tr(A + t**2 * B), t), 2 * t * tr(B), t * tr(B)),
    ),
    Fact(
        "rate-of-squared-norm",
        "",
        "a, b: n; t: scalar",
        r"\frac{d}{dt} \|a + tb\|_2^2 = 2 b^\top (a + tb) \neq 2 a^\top (a + tb)",
        lambda a, b, t: (slope(lambda t: (a + t * b).T @ (a + t * b), t), 2 * b.T @ (a + t * b), 2 * a.T @ (a + t * b)),
    ),
    Fact(
        "rate-of-kronecker",
        "39",
        "A: n n; B: m m; t: scalar",
        r"\frac{d}{dt} (tA \otimes tB) = 2t (A \otimes B) \neq t (A \otimes B)",
        lambda A, B, t: (slope(lambda t: kron(t * A, t * B), t), 2 * t * kron(A, B), t * kron(A, B)),
    ),
    Fact(
        "rate-of-hadamard",
        "38",
        "A, B: n m; t: scalar",
        r"\frac{d}{dt} ((A + tB) \odot (A - tB)) = -2t (B \odot B) \neq 2t (B \odot B)",
        lambda A, B, t: (slope(lambda t: (A + t * B) * (A - t * B), t), -2 * t * B * B, 2 * t * B * B),
    ),
    Fact(
        "rate-of-exponential",
        "",
        "A: n n; t: scalar",
        r"\frac{d}{dt} \exp(tA) = A \exp(tA) \neq -A \exp(tA)",
        lambda A, t: (slope(lambda t: expm(t * A), t), A @ expm(t * A), -A @ expm(t * A)),
    ),
    Fact(
        "rate-of-ridge-inverse",
        "",
        "S: n n symmetric positive definite; r: scalar positive",
        r"\frac{d}{dr} (S + rI)^{-1} = -(S + rI)^{-2} \neq -(S + rI)^{-1}",
        lambda S, r, n: (slope(lambda r: inv(S + r * eye(n)), r), -power(inv(S + r * eye(n)), 2), -inv(S + r * eye(n))),
    ),
    Fact(
        "rate-of-log-det-ridge",
        "",
        "S: n n symmetric positive definite; r: scalar positive",
        r"\frac{d}{dr} \log\det(S + rI) = \tr((S + rI)^{-1}) \neq \tr((S + rI)^{-2})",
        lambda S, r, n: (
            slope(lambda r: log(det(S + r * eye(n))), r),
            tr(inv(S + r * eye(n))),
            tr(power(inv(S + r * eye(n)), 2)),
        ),
    ),
    Fact(
        "differential-of-log-det",
        "43",
        r"X: n n invertible; $\det(X) > 0$",
        r"\mathrm{d} \log\det(X) = \tr(X^{-1} \mathrm{d}X) \neq -\tr(X^{-1} \mathrm{d}X)",
        lambda X, n: (_along(lambda X: log(abs(det(X))), X), tr(inv(X) @ _step(n)), -tr(inv(X) @ _step(n))),
    ),
    Fact(
        "differential-of-inverse",
        "40",
        "X: n n invertible",
        r"\mathrm{d}(X^{-1}) = -X^{-1} (\mathrm{d}X) X^{-1} \neq -X^{-2} \mathrm{d}X",
        lambda X, n: (_along(inv, X), -inv(X) @ _step(n) @ inv(X), -inv(X) @ inv(X) @ _step(n)),
    ),
    Fact(
        "differential-of-product",
        "37",
        "X, Y: n n",
        r"\mathrm{d}(XY) = (\mathrm{d}X) Y + X (\mathrm{d}Y) \neq (\mathrm{d}X) Y - X (\mathrm{d}Y)",
        lambda X, Y, n: (
            slope(lambda t: (X + t * _step(n)) @ (Y + t * _step(n).T), 0.0),
            _step(n) @ Y + X @ _step(n).T,
            _step(n) @ Y - X @ _step(n).T,
        ),
    ),
)
