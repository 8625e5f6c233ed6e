"""Derivatives by matrices."""

from __future__ import annotations

from collections.abc import Callable

from numpy import exp, eye, kron, log
from numpy import trace as tr
from numpy.linalg import det, inv, norm
from numpy.linalg import matrix_power as power

from tests.facts.draw import Array, grad, jac, total
from tests.facts.fact import Fact


def _symmetric_grad(function: Callable[[Array], Array], at: Array) -> Array:
    """By the entries of a symmetric matrix, each with its mirror."""
    free = grad(function, at)
    return free + free.T - free * eye(len(at))


FACTS = (
    Fact(
        "gradient-bilinear-form",
        "70",
        "a: n; b: m; X: n m",
        r"\frac{\partial a^\top X b}{\partial X} = a b^\top \neq 2 a b^\top",
        lambda a, b, X: (grad(lambda X: a.T @ X @ b, X), a @ b.T, 2 * a @ b.T),
    ),
    Fact(
        "gradient-bilinear-form-turned",
        "71",
        "a, b: n; X: n n",
        r"\frac{\partial a^\top X^\top b}{\partial X} = b a^\top \neq -b a^\top",
        lambda a, b, X: (grad(lambda X: a.T @ X.T @ b, X), b @ a.T, -b @ a.T),
    ),
    Fact(
        "gradient-quadratic-form",
        "72",
        "a: n; X: n n",
        r"\nabla_X (a^\top X a) = a a^\top \neq 2 a a^\top",
        lambda a, X: (grad(lambda X: a.T @ X @ a, X), a @ a.T, 2 * a @ a.T),
    ),
    Fact(
        "gradient-gram-form",
        "77",
        "X: n m; b, c: m",
        r"\frac{\partial}{\partial X} b^\top X^\top X c = X (b c^\top + c b^\top) \neq 2 X b c^\top",
        lambda X, b, c: (grad(lambda X: b.T @ X.T @ X @ c, X), X @ (b @ c.T + c @ b.T), 2 * X @ b @ c.T),
    ),
    Fact(
        "gradient-weighted-gram-form",
        "82",
        "X: n m; D: n n; b, c: m",
        r"\frac{\partial}{\partial X} b^\top X^\top D X c = D^\top X b c^\top + D X c b^\top "
        r"\neq D X b c^\top + D X c b^\top",
        lambda X, D, b, c: (
            grad(lambda X: b.T @ X.T @ D @ X @ c, X),
            D.T @ X @ b @ c.T + D @ X @ c @ b.T,
            D @ X @ b @ c.T + D @ X @ c @ b.T,
        ),
    ),
    Fact(
        "gradient-affine-quadratic",
        "83",
        "X: n m; D: n n; b: m; c: n",
        r"\frac{\partial}{\partial X} (Xb + c)^\top D (Xb + c) = (D + D^\top)(Xb + c) b^\top "
        r"\neq 2 D (Xb + c) b^\top",
        lambda X, D, b, c: (
            grad(lambda X: (X @ b + c).T @ D @ (X @ b + c), X),
            (D + D.T) @ (X @ b + c) @ b.T,
            2 * D @ (X @ b + c) @ b.T,
        ),
    ),
    Fact(
        "gradient-residual-by-matrix",
        "88",
        "x: m; A: m n; s: n; W: m m symmetric",
        r"\frac{\partial}{\partial A} (x - A s)^\top W (x - A s) = -2 W (x - A s) s^\top "
        r"\neq 2 W (x - A s) s^\top",
        lambda x, A, s, W: (
            grad(lambda A: (x - A @ s).T @ W @ (x - A @ s), A),
            -2 * W @ (x - A @ s) @ s.T,
            2 * W @ (x - A @ s) @ s.T,
        ),
    ),
    Fact(
        "gradient-inverse-form",
        "61",
        "X: n n invertible; a, b: n",
        r"\frac{\partial a^\top X^{-1} b}{\partial X} = -X^{-\top} a b^\top X^{-\top} "
        r"\neq X^{-\top} a b^\top X^{-\top}",
        lambda X, a, b: (
            grad(lambda X: a.T @ inv(X) @ b, X),
            -inv(X).T @ a @ b.T @ inv(X).T,
            inv(X).T @ a @ b.T @ inv(X).T,
        ),
    ),
    Fact(
        "gradient-cube-form",
        "91",
        "X: n n; a, b: n",
        r"\nabla_X (a^\top X^2 b) = a b^\top X^\top + X^\top a b^\top \neq 2 X^\top a b^\top",
        lambda X, a, b: (grad(lambda X: a.T @ X @ X @ b, X), a @ b.T @ X.T + X.T @ a @ b.T, 2 * X.T @ a @ b.T),
    ),
    Fact(
        "gradient-trace",
        "99",
        "X: n n",
        r"\frac{\partial \tr(X)}{\partial X} = I \neq 2I",
        lambda X, n: (grad(tr, X), eye(n), 2 * eye(n)),
    ),
    Fact(
        "gradient-trace-linear",
        "100",
        "X: n m; A: m n",
        r"\frac{\partial}{\partial X} \tr(X A) = A^\top \neq 2 A^\top",
        lambda X, A: (grad(lambda X: tr(X @ A), X), A.T, 2 * A.T),
    ),
    Fact(
        "gradient-trace-linear-between",
        "101",
        "A: n m; X: m d; B: d n",
        r"\frac{\partial}{\partial X} \tr(A X B) = A^\top B^\top \neq -A^\top B^\top",
        lambda A, X, B: (grad(lambda X: tr(A @ X @ B), X), A.T @ B.T, -A.T @ B.T),
    ),
    Fact(
        "gradient-trace-transposed-between",
        "102",
        "A: n m; X: d m; B: d n",
        r"\frac{\partial}{\partial X} \tr(A X^\top B) = B A \neq 2 B A",
        lambda A, X, B: (grad(lambda X: tr(A @ X.T @ B), X), B @ A, 2 * B @ A),
    ),
    Fact(
        "gradient-trace-transposed",
        "103",
        "A, X: n m",
        r"\nabla_X \tr(X^\top A) = A \neq -A",
        lambda A, X: (grad(lambda X: tr(X.T @ A), X), A, -A),
    ),
    Fact(
        "gradient-trace-kronecker",
        "105",
        "A: m m; X: n n",
        r"\frac{\partial}{\partial X} \tr(A \otimes X) = \tr(A) I \neq \tr(X) I",
        lambda A, X, n: (grad(lambda X: tr(kron(A, X)), X), tr(A) * eye(n), tr(X) * eye(n)),
    ),
    Fact(
        "gradient-trace-square",
        "106",
        "X: n n",
        r"\frac{\partial}{\partial X} \tr(X^2) = 2 X^\top \neq X^\top",
        lambda X: (grad(lambda X: tr(X @ X), X), 2 * X.T, X.T),
    ),
    Fact(
        "gradient-trace-square-by",
        "107",
        "X, B: n n",
        r"\frac{\partial}{\partial X} \tr(X^2 B) = (XB + BX)^\top \neq 2 (XB)^\top",
        lambda X, B: (grad(lambda X: tr(X @ X @ B), X), (X @ B + B @ X).T, 2 * (X @ B).T),
    ),
    Fact(
        "gradient-trace-quadratic",
        "108",
        "X: n m; B: n n",
        r"\frac{\partial}{\partial X} \tr(X^\top B X) = BX + B^\top X \neq 2 BX",
        lambda X, B: (grad(lambda X: tr(X.T @ B @ X), X), B @ X + B.T @ X, 2 * B @ X),
    ),
    Fact(
        "gradient-trace-quadratic-other",
        "111",
        "X: n m; B: m m",
        r"\frac{\partial}{\partial X} \tr(X B X^\top) = X B^\top + X B \neq X B^\top - X B",
        lambda X, B: (grad(lambda X: tr(X @ B @ X.T), X), X @ B.T + X @ B, X @ B.T - X @ B),
    ),
    Fact(
        "gradient-trace-two-places",
        "114",
        "A, B, X: n n",
        r"\frac{\partial}{\partial X} \tr(A X B X) = A^\top X^\top B^\top + B^\top X^\top A^\top "
        r"\neq 2 A^\top X^\top B^\top",
        lambda A, B, X: (grad(lambda X: tr(A @ X @ B @ X), X), A.T @ X.T @ B.T + B.T @ X.T @ A.T, 2 * A.T @ X.T @ B.T),
    ),
    Fact(
        "gradient-trace-gram",
        "115",
        "X: n m",
        r"\nabla_X \tr(X^\top X) = 2X \neq X",
        lambda X: (grad(lambda X: tr(X.T @ X), X), 2 * X, X),
    ),
    Fact(
        "gradient-trace-weighted",
        "117",
        "X: n m; B: n n; C: m m",
        r"\frac{\partial}{\partial X} \tr(X^\top B X C) = B X C + B^\top X C^\top \neq B X C + B X C^\top",
        lambda X, B, C: (grad(lambda X: tr(X.T @ B @ X @ C), X), B @ X @ C + B.T @ X @ C.T, B @ X @ C + B @ X @ C.T),
    ),
    Fact(
        "gradient-trace-residual",
        "119",
        "A: n m; X: m d; B: d p; C: n p",
        r"\frac{\partial}{\partial X} \tr((AXB + C)(AXB + C)^\top) = 2 A^\top (AXB + C) B^\top "
        r"\neq 2 A^\top (AXB - C) B^\top",
        lambda A, X, B, C: (
            grad(lambda X: tr((A @ X @ B + C) @ (A @ X @ B + C).T), X),
            2 * A.T @ (A @ X @ B + C) @ B.T,
            2 * A.T @ (A @ X @ B - C) @ B.T,
        ),
    ),
    Fact(
        "gradient-trace-kronecker-square",
        "120",
        "X: n n",
        r"\frac{\partial}{\partial X} \tr(X \otimes X) = 2 \tr(X) I \neq 2 X",
        lambda X, n: (grad(lambda X: tr(kron(X, X)), X), 2 * tr(X) * eye(n), 2 * X),
    ),
    Fact(
        "gradient-trace-cube",
        "121",
        "X: n n",
        r"\frac{\partial}{\partial X} \tr(X^3) = 3 (X^2)^\top \neq 2 (X^2)^\top",
        lambda X: (grad(lambda X: tr(power(X, 3)), X), 3 * power(X, 2).T, 2 * power(X, 2).T),
    ),
    Fact(
        "gradient-trace-power",
        "121",
        "X: n n; k: natural",
        r"\frac{\partial}{\partial X} \tr(X^k) = k (X^{k-1})^\top \neq k (X^k)^\top",
        lambda X, k: (grad(lambda X: tr(power(X, k)), X), k * power(X, k - 1).T, k * power(X, k).T),
    ),
    Fact(
        "gradient-trace-inverse",
        "124",
        "X: n n invertible; A: m n; B: n m",
        r"\frac{\partial}{\partial X} \tr(A X^{-1} B) = -(X^{-1} B A X^{-1})^\top "
        r"\neq (X^{-1} B A X^{-1})^\top",
        lambda X, A, B: (
            grad(lambda X: tr(A @ inv(X) @ B), X),
            -(inv(X) @ B @ A @ inv(X)).T,
            (inv(X) @ B @ A @ inv(X)).T,
        ),
    ),
    Fact(
        "gradient-trace-shifted-inverse",
        "64",
        "X, A: n n; $X + A$ is invertible",
        r"\frac{\partial}{\partial X} \tr((X + A)^{-1}) = -((X + A)^{-2})^\top \neq -((X + A)^{-1})^\top",
        lambda X, A: (grad(lambda X: tr(inv(X + A)), X), -power(inv(X + A), 2).T, -inv(X + A).T),
    ),
    Fact(
        "gradient-trace-gram-inverse",
        "125",
        "X: n d; A: d d; C: n n symmetric positive definite; $n > d$",
        r"\frac{\partial}{\partial X} \tr((X^\top C X)^{-1} A) "
        r"= -C X (X^\top C X)^{-1} (A + A^\top) (X^\top C X)^{-1} "
        r"\neq -2 C X (X^\top C X)^{-1} A (X^\top C X)^{-1}",
        lambda X, A, C: (
            grad(lambda X: tr(inv(X.T @ C @ X) @ A), X),
            -C @ X @ inv(X.T @ C @ X) @ (A + A.T) @ inv(X.T @ C @ X),
            -2 * C @ X @ inv(X.T @ C @ X) @ A @ inv(X.T @ C @ X),
        ),
    ),
    Fact(
        "gradient-trace-squared",
        "",
        "X: n n",
        r"\nabla_X \tr(X)^2 = 2 \tr(X) I \neq 2 X^\top",
        lambda X, n: (grad(lambda X: tr(X) ** 2, X), 2 * tr(X) * eye(n), 2 * X.T),
    ),
    Fact(
        "gradient-det",
        "49",
        "X: n n invertible",
        r"\frac{\partial \det(X)}{\partial X} = \det(X) X^{-\top} \neq X^{-\top}",
        lambda X: (grad(det, X), det(X) * inv(X).T, inv(X).T),
    ),
    Fact(
        "gradient-det-between",
        "51",
        "A, X, B: n n invertible",
        r"\frac{\partial \det(A X B)}{\partial X} = \det(A X B) X^{-\top} \neq \det(X) X^{-\top}",
        lambda A, X, B: (grad(lambda X: det(A @ X @ B), X), det(A @ X @ B) * inv(X).T, det(X) * inv(X).T),
    ),
    Fact(
        "gradient-det-gram",
        "54",
        "X: n d full column rank; A: n n symmetric positive definite; $n > d$",
        r"\frac{\partial}{\partial X} \det(X^\top A X) = 2 \det(X^\top A X) A X (X^\top A X)^{-1} "
        r"\neq \det(X^\top A X) A X (X^\top A X)^{-1}",
        lambda X, A: (
            grad(lambda X: det(X.T @ A @ X), X),
            2 * det(X.T @ A @ X) * A @ X @ inv(X.T @ A @ X),
            det(X.T @ A @ X) * A @ X @ inv(X.T @ A @ X),
        ),
    ),
    Fact(
        "gradient-det-power",
        "58",
        "X: n n invertible",
        r"\frac{\partial \det(X^3)}{\partial X} = 3 \det(X^3) X^{-\top} \neq 3 \det(X^2) X^{-\top}",
        lambda X: (grad(lambda X: det(power(X, 3)), X), 3 * det(X) ** 3 * inv(X).T, 3 * det(X) ** 2 * inv(X).T),
    ),
    Fact(
        "gradient-det-inverse",
        "62",
        "X: n n invertible",
        r"\frac{\partial \det(X^{-1})}{\partial X} = -\det(X^{-1}) X^{-\top} \neq \det(X^{-1}) X^{-\top}",
        lambda X: (grad(lambda X: det(inv(X)), X), -det(inv(X)) * inv(X).T, det(inv(X)) * inv(X).T),
    ),
    Fact(
        "gradient-log-det",
        "57",
        "X: n n invertible",
        r"\frac{\partial \log |\det(X)|}{\partial X} = X^{-\top} \neq -X^{-\top}",
        lambda X: (grad(lambda X: log(abs(det(X))), X), inv(X).T, -inv(X).T),
    ),
    Fact(
        "gradient-log-det-definite",
        "",
        "S: n n symmetric positive definite",
        r"\nabla_S \log\det(S) = S^{-1} \neq 2 S^{-1}",
        lambda S: (grad(lambda S: log(det(S)), S), inv(S), 2 * inv(S)),
    ),
    Fact(
        "gradient-log-det-gram",
        "55",
        "X: n d full column rank; $n > d$",
        r"\frac{\partial}{\partial X} \log\det(X^\top X) = 2 X (X^\top X)^{-1} \neq X (X^\top X)^{-1}",
        lambda X: (grad(lambda X: log(det(X.T @ X)), X), 2 * X @ inv(X.T @ X), X @ inv(X.T @ X)),
    ),
    Fact(
        "gradient-log-det-ridge",
        "",
        "X: n m; r: scalar positive",
        r"\nabla_X \log\det(X^\top X + rI) = 2 X (X^\top X + rI)^{-1} \neq X (X^\top X + rI)^{-1}",
        lambda X, r, m: (
            grad(lambda X: log(det(X.T @ X + r * eye(m))), X),
            2 * X @ inv(X.T @ X + r * eye(m)),
            X @ inv(X.T @ X + r * eye(m)),
        ),
    ),
    Fact(
        "gradient-frobenius-squared",
        "132",
        "X: n m",
        r"\frac{\partial}{\partial X} \|X\|_F^2 = 2X \neq -2X",
        lambda X: (grad(lambda X: norm(X) ** 2, X), 2 * X, -2 * X),
    ),
    Fact(
        "gradient-frobenius",
        "",
        r"X: n m; $X \neq 0$",
        r"\nabla_X \|X\|_F = \frac{X}{\|X\|_F} \neq \frac{2X}{\|X\|_F}",
        lambda X: (grad(norm, X), X / norm(X), 2 * X / norm(X)),
    ),
    Fact(
        "gradient-factorisation",
        "",
        "A: n m; U: n d; V: m d",
        r"\frac{\partial}{\partial V} \|A - U V^\top\|_F^2 = -2 (A - U V^\top)^\top U "
        r"\neq 2 (A - U V^\top)^\top U",
        lambda A, U, V: (grad(lambda V: norm(A - U @ V.T) ** 2, V), -2 * (A - U @ V.T).T @ U, 2 * (A - U @ V.T).T @ U),
    ),
    Fact(
        "gradient-hadamard",
        "",
        "A, X: n m",
        r"\nabla_X \tr(A^\top (X \odot X)) = 2 A \odot X \neq A \odot X",
        lambda A, X: (grad(lambda X: tr(A.T @ (X * X)), X), 2 * A * X, A * X),
    ),
    Fact(
        "gradient-elementwise-exp",
        "",
        "A, X: n m",
        r"\nabla_X \sum_{i=1}^{n} \sum_{j=1}^{m} A_{ij} \exp(X_{ij}) = A \odot \exp(X) \neq A + \exp(X)",
        lambda A, X: (grad(lambda X: total(A * exp(X)), X), A * exp(X), A + exp(X)),
    ),
    Fact(
        "gradient-by-symmetric",
        "139",
        "A: n n; S: n n symmetric; The derivative takes the symmetry of $S$ into account",
        r"\frac{\partial}{\partial S} \tr(A S) = A + A^\top - A \odot I \neq A + A^\top + A \odot I",
        lambda A, S, n: (_symmetric_grad(lambda S: tr(A @ S), S), A + A.T - A * eye(n), A + A.T + A * eye(n)),
    ),
    Fact(
        "jacobian-of-product-by-matrix",
        "",
        "A: n m; X: m d; B: d p",
        r"\frac{\partial \vec(A X B)}{\partial \vec(X)} = B^\top \otimes A \neq A \otimes B^\top",
        lambda A, X, B: (jac(lambda X: A @ X @ B, X), kron(B.T, A), kron(A, B.T)),
    ),
)
