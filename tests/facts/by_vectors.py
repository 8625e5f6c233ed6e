"""Derivatives by vectors: gradients, Jacobians, Hessians."""

from __future__ import annotations

from collections.abc import Callable

from numpy import cos, exp, eye, log, sin, tanh
from numpy.linalg import norm

from tests.facts.draw import Array, diag, grad, jac, sigmoid, softmax
from tests.facts.fact import Fact


def _hessian(function: Callable[[Array], Array], at: Array) -> Array:
    return jac(lambda x: grad(function, x), at)


FACTS = (
    Fact(
        "gradient-linear",
        "69",
        "a, x: n",
        r"\nabla_x (a^\top x) = a \neq x",
        lambda a, x: (grad(lambda x: a.T @ x, x), a, x),
    ),
    Fact(
        "gradient-linear-by-matrix",
        "",
        "A: m n; b: m; x: n",
        r"\frac{\partial}{\partial x} b^\top A x = A^\top b \neq -A^\top b",
        lambda A, b, x: (grad(lambda x: b.T @ A @ x, x), A.T @ b, -A.T @ b),
    ),
    Fact(
        "gradient-quadratic",
        "81",
        "B: n n; x: n",
        r"\frac{\partial x^\top B x}{\partial x} = (B + B^\top) x \neq 2 B x",
        lambda B, x: (grad(lambda x: x.T @ B @ x, x), (B + B.T) @ x, 2 * B @ x),
    ),
    Fact(
        "gradient-quadratic-symmetric",
        "",
        "S: n n symmetric; x: n",
        r"\nabla_x (x^\top S x) = 2 S x \neq S x",
        lambda S, x: (grad(lambda x: x.T @ S @ x, x), 2 * S @ x, S @ x),
    ),
    Fact(
        "gradient-quadratic-and-linear",
        "96",
        "A: n n; b, x: n",
        r"\nabla_x (x^\top A x + b^\top x) = (A + A^\top) x + b \neq (A + A^\top) x + x",
        lambda A, b, x: (grad(lambda x: x.T @ A @ x + b.T @ x, x), (A + A.T) @ x + b, (A + A.T) @ x + x),
    ),
    Fact(
        "gradient-quadratic-centred",
        "85",
        "x, s: n; W: n n symmetric",
        r"\frac{\partial}{\partial x} (x - s)^\top W (x - s) = 2 W (x - s) \neq -2 W (x - s)",
        lambda x, s, W: (grad(lambda x: (x - s).T @ W @ (x - s), x), 2 * W @ (x - s), -2 * W @ (x - s)),
    ),
    Fact(
        "gradient-quadratic-of-residual",
        "84",
        "x: m; A: m n; s: n; W: m m symmetric",
        r"\frac{\partial}{\partial s} (x - A s)^\top W (x - A s) = -2 A^\top W (x - A s) "
        r"\neq 2 A^\top W (x - A s)",
        lambda x, A, s, W: (
            grad(lambda s: (x - A @ s).T @ W @ (x - A @ s), s),
            -2 * A.T @ W @ (x - A @ s),
            2 * A.T @ W @ (x - A @ s),
        ),
    ),
    Fact(
        "gradient-bilinear-affine",
        "78",
        "B: m n; D: p n; C: m p; b: m; d: p; x: n",
        r"\nabla_x (Bx + b)^\top C (Dx + d) = B^\top C (Dx + d) + D^\top C^\top (Bx + b) "
        r"\neq B^\top C (Dx + d) - D^\top C^\top (Bx + b)",
        lambda B, D, C, b, d, x: (
            grad(lambda x: (B @ x + b).T @ C @ (D @ x + d), x),
            B.T @ C @ (D @ x + d) + D.T @ C.T @ (B @ x + b),
            B.T @ C @ (D @ x + d) - D.T @ C.T @ (B @ x + b),
        ),
    ),
    Fact(
        "gradient-square-norm",
        "131",
        "x: n",
        r"\frac{\partial}{\partial x} \|x\|_2^2 = 2x \neq x",
        lambda x: (grad(lambda x: x.T @ x, x), 2 * x, x),
    ),
    Fact(
        "gradient-norm",
        "129",
        r"x, a: n; $x \neq a$",
        r"\nabla_x \|x - a\|_2 = \frac{x - a}{\|x - a\|_2} \neq \frac{x - a}{\|x - a\|_2^2}",
        lambda x, a: (grad(lambda x: norm(x - a), x), (x - a) / norm(x - a), (x - a) / norm(x - a) ** 2),
    ),
    Fact(
        "gradient-norm-of-power",
        "",
        r"x: n; $x \neq 0$",
        r"\nabla_x \|x\|_2^4 = 4 \|x\|_2^2 x \neq 4 \|x\|_2^3 x",
        lambda x: (grad(lambda x: norm(x) ** 4, x), 4 * norm(x) ** 2 * x, 4 * norm(x) ** 3 * x),
    ),
    Fact(
        "gradient-inverse-norm",
        "",
        r"x: n; $x \neq 0$",
        r"\nabla_x \frac{1}{\|x\|_2} = -\frac{x}{\|x\|_2^3} \neq -\frac{x}{\|x\|_2^2}",
        lambda x: (grad(lambda x: 1 / norm(x), x), -x / norm(x) ** 3, -x / norm(x) ** 2),
    ),
    Fact(
        "gradient-rayleigh",
        "",
        r"A: n n symmetric; x: n; $x \neq 0$",
        r"\nabla_x \frac{x^\top A x}{x^\top x} "
        r"= \frac{2}{x^\top x} \left( A x - \frac{x^\top A x}{x^\top x} x \right) "
        r"\neq \frac{2}{x^\top x} \left( A x + \frac{x^\top A x}{x^\top x} x \right)",
        lambda A, x: (
            grad(lambda x: x.T @ A @ x / (x.T @ x), x),
            2 / (x.T @ x) * (A @ x - x.T @ A @ x / (x.T @ x) * x),
            2 / (x.T @ x) * (A @ x + x.T @ A @ x / (x.T @ x) * x),
        ),
    ),
    Fact(
        "gradient-log-quadratic",
        "",
        "S: n n symmetric positive definite; x: n",
        r"\nabla_x \log(1 + x^\top S x) = \frac{2 S x}{1 + x^\top S x} \neq \frac{S x}{1 + x^\top S x}",
        lambda S, x: (
            grad(lambda x: log(1 + x.T @ S @ x), x),
            2 * S @ x / (1 + x.T @ S @ x),
            S @ x / (1 + x.T @ S @ x),
        ),
    ),
    Fact(
        "gradient-gaussian-bump",
        "",
        "a, x: n",
        r"\nabla_x \exp\left( -\frac{1}{2} \|x - a\|_2^2 \right) "
        r"= -\exp\left( -\frac{1}{2} \|x - a\|_2^2 \right) (x - a) "
        r"\neq \exp\left( -\frac{1}{2} \|x - a\|_2^2 \right) (x - a)",
        lambda a, x: (
            grad(lambda x: exp(-(norm(x - a) ** 2) / 2), x),
            -exp(-(norm(x - a) ** 2) / 2) * (x - a),
            exp(-(norm(x - a) ** 2) / 2) * (x - a),
        ),
    ),
    Fact(
        "gradient-product",
        "",
        "a, b, x: n",
        r"\nabla_x (a^\top x)(b^\top x) = (a b^\top + b a^\top) x \neq 2 a b^\top x",
        lambda a, b, x: (grad(lambda x: a.T @ x * (b.T @ x), x), (a @ b.T + b @ a.T) @ x, 2 * a @ b.T @ x),
    ),
    Fact(
        "gradient-sine",
        "",
        "a, x: n",
        r"\nabla_x \sin(a^\top x) = \cos(a^\top x) a \neq -\cos(a^\top x) a",
        lambda a, x: (grad(lambda x: sin(a.T @ x), x), cos(a.T @ x) * a, -cos(a.T @ x) * a),
    ),
    Fact(
        "gradient-sigmoid",
        "",
        r"w, x: n; Let $\sigma(z) = \frac{1}{1 + e^{-z}}$",
        r"\nabla_w \sigma(w^\top x) = \sigma(w^\top x) (1 - \sigma(w^\top x)) x "
        r"\neq \sigma(w^\top x) (1 + \sigma(w^\top x)) x",
        lambda w, x: (
            grad(lambda w: sigmoid(w.T @ x), w),
            sigmoid(w.T @ x) * (1 - sigmoid(w.T @ x)) * x,
            sigmoid(w.T @ x) * (1 + sigmoid(w.T @ x)) * x,
        ),
    ),
    Fact(
        "jacobian-linear",
        "",
        "A: m n; x: n",
        r"\frac{\partial (A x)}{\partial x} = A \neq 2A",
        lambda A, x: (jac(lambda x: A @ x, x), A, 2 * A),
    ),
    Fact(
        "jacobian-of-scaled-self",
        "",
        "a, x: n",
        r"\frac{\partial}{\partial x} (a^\top x) x = x a^\top + (a^\top x) I \neq x a^\top + I",
        lambda a, x, n: (jac(lambda x: a.T @ x * x, x), x @ a.T + a.T @ x * eye(n), x @ a.T + eye(n)),
    ),
    Fact(
        "jacobian-unit-direction",
        "130",
        r"x, a: n; $x \neq a$",
        r"\frac{\partial}{\partial x} \frac{x - a}{\|x - a\|_2} "
        r"= \frac{I}{\|x - a\|_2} - \frac{(x - a)(x - a)^\top}{\|x - a\|_2^3} "
        r"\neq \frac{I}{\|x - a\|_2} - \frac{(x - a)(x - a)^\top}{\|x - a\|_2^2}",
        lambda x, a, n: (
            jac(lambda x: (x - a) / norm(x - a), x),
            eye(n) / norm(x - a) - (x - a) @ (x - a).T / norm(x - a) ** 3,
            eye(n) / norm(x - a) - (x - a) @ (x - a).T / norm(x - a) ** 2,
        ),
    ),
    Fact(
        "jacobian-of-square",
        "",
        "x: n",
        r"\frac{\partial}{\partial x} (x \odot x) = 2 \diag(x) \neq \diag(x)",
        lambda x: (jac(lambda x: x * x, x), 2 * diag(x), diag(x)),
    ),
    Fact(
        "jacobian-of-tanh",
        "",
        "A: m n; b: m; x: n",
        r"\frac{\partial}{\partial x} \tanh(Ax + b) = \diag(1 - \tanh(Ax + b)^2) A "
        r"\neq \diag(1 - \tanh(Ax + b)) A",
        lambda A, b, x: (
            jac(lambda x: tanh(A @ x + b), x),
            diag(1 - tanh(A @ x + b) ** 2) @ A,
            diag(1 - tanh(A @ x + b)) @ A,
        ),
    ),
    Fact(
        "jacobian-of-sigmoid",
        "",
        r"x: n; Let $\sigma(z) = \frac{1}{1 + e^{-z}}$",
        r"\frac{\partial \sigma(x)}{\partial x} = \diag(\sigma(x) \odot (1 - \sigma(x))) \neq \diag(\sigma(x))",
        lambda x: (jac(sigmoid, x), diag(sigmoid(x) * (1 - sigmoid(x))), diag(sigmoid(x))),
    ),
    Fact(
        "jacobian-of-softmax",
        "",
        "x: n",
        r"\frac{\partial}{\partial x} \operatorname{softmax}(x) "
        r"= \diag(\operatorname{softmax}(x)) - \operatorname{softmax}(x) \operatorname{softmax}(x)^\top "
        r"\neq \diag(\operatorname{softmax}(x)) + \operatorname{softmax}(x) \operatorname{softmax}(x)^\top",
        lambda x: (
            jac(softmax, x),
            diag(softmax(x)) - softmax(x) @ softmax(x).T,
            diag(softmax(x)) + softmax(x) @ softmax(x).T,
        ),
    ),
    Fact(
        "hessian-quadratic",
        "97",
        "A: n n; b, x: n",
        r"\nabla_x^2 (x^\top A x + b^\top x) = A + A^\top \neq 2A",
        lambda A, b, x: (_hessian(lambda x: x.T @ A @ x + b.T @ x, x), A + A.T, 2 * A),
    ),
    Fact(
        "hessian-least-squares",
        "",
        "A: m n; b: m; x: n",
        r"\nabla_x^2 \|Ax - b\|_2^2 = 2 A^\top A \neq A^\top A",
        lambda A, b, x: (_hessian(lambda x: norm(A @ x - b) ** 2, x), 2 * A.T @ A, A.T @ A),
    ),
    Fact(
        "hessian-exponential",
        "",
        "a, x: n",
        r"\nabla_x^2 \exp(a^\top x) = \exp(a^\top x) a a^\top \neq \exp(a^\top x) x x^\top",
        lambda a, x: (_hessian(lambda x: exp(a.T @ x), x), exp(a.T @ x) * a @ a.T, exp(a.T @ x) * x @ x.T),
    ),
    Fact(
        "hessian-quartic",
        "",
        "x: n",
        r"\nabla_x^2 (x^\top x)^2 = 8 x x^\top + 4 (x^\top x) I \neq 4 x x^\top + 4 (x^\top x) I",
        lambda x, n: (
            _hessian(lambda x: (x.T @ x) ** 2, x),
            8 * x @ x.T + 4 * x.T @ x * eye(n),
            4 * x @ x.T + 4 * x.T @ x * eye(n),
        ),
    ),
    Fact(
        "numerator-layout-quadratic",
        "",
        "A: n n; x: n; We use numerator layout",
        r"\frac{\partial x^\top A x}{\partial x} = x^\top (A + A^\top) \neq x^\top (A - A^\top)",
        lambda A, x: (grad(lambda x: x.T @ A @ x, x).T, x.T @ (A + A.T), x.T @ (A - A.T)),
    ),
    Fact(
        "numerator-layout-linear",
        "",
        "a, x: n; We use numerator layout",
        r"\frac{\partial a^\top x}{\partial x} = a^\top \neq -a^\top",
        lambda a, x: (grad(lambda x: a.T @ x, x).T, a.T, -a.T),
    ),
)
