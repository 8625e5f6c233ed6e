"""Adjoints and conjugates."""

from __future__ import annotations

from numpy import conj, eye
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
    Fact(
        "number-comes-out-conjugated",
        "",
        "A: n m complex; c: complex",
        r"(c A)^H = \bar{c} A^H \neq c A^H",
        lambda A, c: (_adjoint(c * A), conj(c) * _adjoint(A), c * _adjoint(A)),
    ),
    Fact(
        "modulus-of-product",
        "",
        "c: complex; k: complex",
        r"|c k| = |c| |k| \neq c k",
        lambda c, k: (abs(c * k), abs(c) * abs(k), c * k),
    ),
    Fact(
        "squared-modulus-of-sum",
        "",
        "x, y: n complex",
        r"\|x + y\|_2^2 = \|x\|_2^2 + 2 \operatorname{Re}(x^H y) + \|y\|_2^2 \neq \|x\|_2^2 + 2 x^H y + \|y\|_2^2",
        lambda x, y: (
            norm(x + y) ** 2,
            norm(x) ** 2 + 2 * (_adjoint(x) @ y).real + norm(y) ** 2,
            norm(x) ** 2 + 2 * _adjoint(x) @ y + norm(y) ** 2,
        ),
    ),
    Fact(
        "real-part-of-trace",
        "",
        "A: n n complex",
        r"\operatorname{Re}(\tr(A)) = \frac{1}{2} \tr(A + A^H) \neq \tr(A)",
        lambda A: (tr(A).real, tr(A + _adjoint(A)) / 2, tr(A)),
    ),
    Fact(
        "determinant-of-gram",
        "",
        "A: n n complex",
        r"\det(A^H A) = |\det(A)|^2 \neq \det(A)^2",
        lambda A: (det(_adjoint(A) @ A), abs(det(A)) ** 2, det(A) ** 2),
    ),
    Fact(
        "unitary-determinant",
        "",
        "U: n n unitary",
        r"|\det(U)| = 1 \neq \det(U)",
        lambda U: (abs(det(U)), 1, det(U)),
    ),
    Fact(
        "unitary-keeps-inner-products",
        "",
        "U: n n unitary; x, y: n complex",
        r"(Ux)^H (Uy) = x^H y \neq x^\top y",
        lambda U, x, y: (_adjoint(U @ x) @ (U @ y), _adjoint(x) @ y, x.T @ y),
    ),
    Fact(
        "unitary-similarity",
        "",
        "U: n n unitary; A: n n complex",
        r"\tr(U^H A U) = \tr(A) \neq \tr(A^H)",
        lambda U, A: (tr(_adjoint(U) @ A @ U), tr(A), tr(_adjoint(A))),
    ),
    Fact(
        "hermitian-frobenius",
        "",
        "A: n n Hermitian",
        r"\|A\|_F^2 = \tr(A^2) \neq \tr(A A^\top)",
        lambda A: (norm(A) ** 2, tr(A @ A), tr(A @ A.T)),
    ),
    Fact(
        "hermitian-determinant",
        "",
        "A: n n Hermitian; B: n n complex",
        r"\overline{\det(A)} = \det(A) \neq \det(B)",
        lambda A, B: (conj(det(A)), det(A), det(B)),
    ),
    Fact(
        "complex-push-through",
        "",
        "A: n m complex",
        r"(I + A A^H)^{-1} A = A (I + A^H A)^{-1} \neq A (I + A^\top A)^{-1}",
        lambda A: (
            inv(eye(len(A)) + A @ _adjoint(A)) @ A,
            A @ inv(eye(A.shape[1]) + _adjoint(A) @ A),
            A @ inv(eye(A.shape[1]) + A.T @ A),
        ),
    ),
    Fact(
        "complex-normal-equations",
        "",
        "A: n m complex; y: n complex; $n > m$",
        r"A^H (y - A (A^H A)^{-1} A^H y) = 0 \neq A^H y",
        lambda A, y: (
            _adjoint(A) @ (y - A @ inv(_adjoint(A) @ A) @ _adjoint(A) @ y),
            0 * _adjoint(A) @ y,
            _adjoint(A) @ y,
        ),
    ),
)
