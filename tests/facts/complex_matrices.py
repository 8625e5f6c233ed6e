"""Adjoints and conjugates."""

from __future__ import annotations

from numpy import conj
from numpy import trace as tr
from numpy.linalg import det, inv, norm

from tests.facts.draw import Array
from tests.facts.fact import Fact


def _adjoint(A: Array) -> Array:
    return conj(A).T


FACTS = (
    Fact(
        "adjoint-product",
        "9",
        "A: n m complex; B: m n complex",
        r"(AB)^H = B^H A^H \neq B^H A^\top",
        lambda A, B: (_adjoint(A @ B), _adjoint(B) @ _adjoint(A), _adjoint(B) @ A.T),
    ),
    Fact(
        "adjoint-sum",
        "8",
        "A, B: n m complex",
        r"(A + B)^H = A^H + B^H \neq A^H + B^\top",
        lambda A, B: (_adjoint(A + B), _adjoint(A) + _adjoint(B), _adjoint(A) + B.T),
    ),
    Fact(
        "adjoint-inverse",
        "7",
        "A: n n complex invertible",
        r"(A^H)^{-1} = (A^{-1})^H \neq (A^{-1})^\top",
        lambda A: (inv(_adjoint(A)), _adjoint(inv(A)), inv(A).T),
    ),
    Fact(
        "adjoint-twice",
        "",
        "A: n n complex",
        r"(A^H)^H = A \neq A^\top",
        lambda A: (_adjoint(_adjoint(A)), A, A.T),
    ),
    Fact(
        "adjoint-trace",
        "",
        "A: n n complex",
        r"\tr(A^H) = \overline{\tr(A)} \neq \tr(A)",
        lambda A: (tr(_adjoint(A)), conj(tr(A)), tr(A)),
    ),
    Fact(
        "adjoint-det",
        "",
        "A: n n complex",
        r"\det(A^H) = \overline{\det(A)} \neq -\overline{\det(A)}",
        lambda A: (det(_adjoint(A)), conj(det(A)), -conj(det(A))),
    ),
    Fact(
        "conjugate-product",
        "",
        "A, B: n n complex",
        r"\overline{AB} = \overline{A} \, \overline{B} \neq \overline{B} \, \overline{A}",
        lambda A, B: (conj(A @ B), conj(A) @ conj(B), conj(B) @ conj(A)),
    ),
    Fact(
        "conjugate-of-transpose",
        "",
        "A: n n complex",
        r"\overline{A^\top} = A^H \neq A^\top",
        lambda A: (conj(A.T), _adjoint(A), A.T),
    ),
    Fact(
        "complex-frobenius",
        "",
        "A: n m complex",
        r"\|A\|_F^2 = \tr(A^H A) \neq \tr(A^H A)^2",
        lambda A: (norm(A) ** 2, tr(_adjoint(A) @ A), tr(_adjoint(A) @ A) ** 2),
    ),
    Fact(
        "complex-norm",
        "",
        "x: n complex",
        r"\|x\|_2^2 = x^H x \neq x^\top x",
        lambda x: (norm(x) ** 2, _adjoint(x) @ x, x.T @ x),
    ),
    Fact(
        "hermitian-form-is-real",
        "",
        "A: n n Hermitian; x: n complex",
        r"\overline{x^H A x} = x^H A x \neq -x^H A x",
        lambda A, x: (conj(_adjoint(x) @ A @ x), _adjoint(x) @ A @ x, -_adjoint(x) @ A @ x),
    ),
    Fact(
        "unitary-keeps-lengths",
        "",
        "U: n n unitary; x: n complex",
        r"\|Ux\|_2^2 = \|x\|_2^2 \neq 2 \|x\|_2^2",
        lambda U, x: (norm(U @ x) ** 2, norm(x) ** 2, 2 * norm(x) ** 2),
    ),
    Fact(
        "gram-is-hermitian",
        "",
        "A: n m complex",
        r"(A^H A)^H = A^H A \neq A^\top A",
        lambda A: (_adjoint(_adjoint(A) @ A), _adjoint(A) @ A, A.T @ A),
    ),
)
