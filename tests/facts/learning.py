"""Facts of machine learning: least squares, filters, losses, layers."""

from __future__ import annotations

from numpy import exp, eye, log, maximum, ones, tanh
from numpy.linalg import inv, norm

from tests.facts.draw import Array, grad, sigmoid, softmax, total
from tests.facts.fact import Fact


def _hat(X: Array) -> Array:
    return X @ inv(X.T @ X) @ X.T


def _ridge(X: Array, y: Array, r: float) -> Array:
    return inv(X.T @ X + r * eye(X.shape[1])) @ X.T @ y


def _joseph(P: Array, R: Array, H: Array) -> tuple[Array, Array, Array]:
    K = P @ H.T @ inv(H @ P @ H.T + R)
    G = eye(len(P)) - K @ H
    return G @ P @ G.T + K @ R @ K.T, P - K @ H @ P, P + K @ H @ P


FACTS = (
    Fact(
        "least-squares-gradient",
        "",
        "X: n d; y: n; w: d",
        r"\nabla_w \|y - Xw\|_2^2 = -2 X^\top (y - Xw) \neq 2 X^\top (y - Xw)",
        lambda X, y, w: (grad(lambda w: norm(y - X @ w) ** 2, w), -2 * X.T @ (y - X @ w), 2 * X.T @ (y - X @ w)),
    ),
    Fact(
        "ridge-gradient",
        "",
        "X: n d; y: n; w: d; r: scalar positive",
        r"\nabla_w \left( \|y - Xw\|_2^2 + r \|w\|_2^2 \right) = 2 X^\top (Xw - y) + 2rw "
        r"\neq 2 X^\top (Xw - y) + rw",
        lambda X, y, w, r: (
            grad(lambda w: norm(y - X @ w) ** 2 + r * norm(w) ** 2, w),
            2 * X.T @ (X @ w - y) + 2 * r * w,
            2 * X.T @ (X @ w - y) + r * w,
        ),
    ),
    Fact(
        "weighted-least-squares-gradient",
        "",
        "X: n d; y: n; w: d; D: n n diagonal",
        r"\nabla_w (y - Xw)^\top D (y - Xw) = -2 X^\top D (y - Xw) \neq -X^\top D (y - Xw)",
        lambda X, y, w, D: (
            grad(lambda w: (y - X @ w).T @ D @ (y - X @ w), w),
            -2 * X.T @ D @ (y - X @ w),
            -X.T @ D @ (y - X @ w),
        ),
    ),
    Fact(
        "normal-equations",
        "",
        r"X: n d full column rank; y: n; $n > d$; Let $w = (X^\top X)^{-1} X^\top y$",
        r"X^\top (y - Xw) = 0 \neq X^\top y",
        lambda X, y, n: (X.T @ (y - _hat(X) @ y), 0 * X.T @ y, X.T @ y),
    ),
    Fact(
        "least-squares-pythagoras",
        "",
        r"X: n d full column rank; y: n; $n > d$; Let $w = (X^\top X)^{-1} X^\top y$",
        r"\|y\|_2^2 = \|Xw\|_2^2 + \|y - Xw\|_2^2 \neq \|Xw\|_2^2 - \|y - Xw\|_2^2",
        lambda X, y: (
            norm(y) ** 2,
            norm(_hat(X) @ y) ** 2 + norm(y - _hat(X) @ y) ** 2,
            norm(_hat(X) @ y) ** 2 - norm(y - _hat(X) @ y) ** 2,
        ),
    ),
    Fact(
        "least-squares-residual",
        "",
        "X: n d full column rank; y: n; $n > d$",
        r"\|y - X (X^\top X)^{-1} X^\top y\|_2^2 = y^\top y - y^\top X (X^\top X)^{-1} X^\top y "
        r"\neq y^\top y + y^\top X (X^\top X)^{-1} X^\top y",
        lambda X, y: (norm(y - _hat(X) @ y) ** 2, y.T @ y - y.T @ _hat(X) @ y, y.T @ y + y.T @ _hat(X) @ y),
    ),
    Fact(
        "hat-matrix",
        "",
        r"X: n d full column rank; $n > d$; Let $H = X (X^\top X)^{-1} X^\top$",
        r"H^2 = H \neq 2H",
        lambda X: (_hat(X) @ _hat(X), _hat(X), 2 * _hat(X)),
    ),
    Fact(
        "hat-matrix-keeps-columns",
        "",
        r"X: n d full column rank; $n > d$; Let $H = X (X^\top X)^{-1} X^\top$",
        r"(I - H) X = 0 \neq X",
        lambda X: (X - _hat(X) @ X, 0 * X, X),
    ),
    Fact(
        "kernel-ridge",
        "",
        r"X: n d; y: n; r: scalar positive; Let $K = X X^\top$",
        r"X (X^\top X + rI)^{-1} X^\top y = K (K + rI)^{-1} y \neq K (K - rI)^{-1} y",
        lambda X, y, r, n, d: (
            X @ inv(X.T @ X + r * eye(d)) @ X.T @ y,
            X @ X.T @ inv(X @ X.T + r * eye(n)) @ y,
            X @ X.T @ inv(X @ X.T - r * eye(n)) @ y,
        ),
    ),
    Fact(
        "kalman-gain-forms",
        "",
        "P: n n symmetric positive definite; R: m m symmetric positive definite; H: m n",
        r"P H^\top (H P H^\top + R)^{-1} = (P^{-1} + H^\top R^{-1} H)^{-1} H^\top R^{-1} "
        r"\neq (P + H^\top R^{-1} H)^{-1} H^\top R^{-1}",
        lambda P, R, H: (
            P @ H.T @ inv(H @ P @ H.T + R),
            inv(inv(P) + H.T @ inv(R) @ H) @ H.T @ inv(R),
            inv(P + H.T @ inv(R) @ H) @ H.T @ inv(R),
        ),
    ),
    Fact(
        "kalman-joseph-form",
        "",
        r"P: n n symmetric positive definite; R: m m symmetric positive definite; H: m n; "
        r"Let $K = P H^\top (H P H^\top + R)^{-1}$",
        r"(I - KH) P (I - KH)^\top + K R K^\top = P - K H P \neq P + K H P",
        lambda P, R, H: _joseph(P, R, H),
    ),
    Fact(
        "kalman-covariance-forms",
        "",
        r"P: n n symmetric positive definite; R: m m symmetric positive definite; H: m n; "
        r"Let $K = P H^\top (H P H^\top + R)^{-1}$",
        r"(I - KH) P = (P^{-1} + H^\top R^{-1} H)^{-1} \neq (P^{-1} - H^\top R^{-1} H)^{-1}",
        lambda P, R, H: (_joseph(P, R, H)[1], inv(inv(P) + H.T @ inv(R) @ H), inv(inv(P) - H.T @ inv(R) @ H)),
    ),
    Fact(
        "whitening",
        "",
        r"S: n n symmetric positive definite; L: n n lower triangular; Let $S = L L^\top$",
        r"L^{-1} S L^{-\top} = I \neq S",
        lambda L, n: (inv(L) @ L @ L.T @ inv(L).T, eye(n), L @ L.T),
    ),
    Fact(
        "mahalanobis",
        "",
        r"L: n n invertible; x: n; Let $S = L L^\top$",
        r"x^\top S^{-1} x = \|L^{-1} x\|_2^2 \neq \|L x\|_2^2",
        lambda L, x: (x.T @ inv(L @ L.T) @ x, norm(inv(L) @ x) ** 2, norm(L @ x) ** 2),
    ),
    Fact(
        "pca-reconstruction",
        "",
        "X: n d; v: d unit vector",
        r"\|X - X v v^\top\|_F^2 = \|X\|_F^2 - \|X v\|_2^2 \neq \|X\|_F^2 + \|X v\|_2^2",
        lambda X, v: (norm(X - X @ v @ v.T) ** 2, norm(X) ** 2 - norm(X @ v) ** 2, norm(X) ** 2 + norm(X @ v) ** 2),
    ),
    Fact(
        "centering",
        "",
        r"x: n; Let $H = I_n - \frac{1}{n} \mathbf{1}_n \mathbf{1}_n^\top$",
        r"H^2 = H \neq 2H",
        lambda n: (
            (eye(n) - ones((n, n)) / n) @ (eye(n) - ones((n, n)) / n),
            eye(n) - ones((n, n)) / n,
            2 * eye(n) - 2 * ones((n, n)) / n,
        ),
    ),
    Fact(
        "log-sum-exp-gradient",
        "",
        "x: n",
        r"\frac{\partial}{\partial x} \log \sum_{i=1}^{n} \exp(x_i) "
        r"= \frac{\exp(x)}{\sum_{i=1}^{n} \exp(x_i)} "
        r"\neq \frac{1}{\sum_{i=1}^{n} \exp(x_i)} x",
        lambda x: (grad(lambda x: log(total(exp(x))), x), softmax(x), x / total(exp(x))),
    ),
    Fact(
        "log-sum-exp-gradient-entry",
        "",
        "x: n",
        r"\frac{\partial}{\partial x_j} \log \sum_{i=1}^{n} e^{x_i} "
        r"= \frac{e^{x_j}}{\sum_{i=1}^{n} e^{x_i}} "
        r"\neq \frac{1}{\sum_{i=1}^{n} e^{x_i}}",
        lambda x: (grad(lambda x: log(total(exp(x))), x), softmax(x), 0 * x + 1 / total(exp(x))),
    ),
    Fact(
        "cross-entropy-gradient",
        "",
        r"z, y: n; Let $\sum_{i=1}^{n} y_i = 1$",
        r"\nabla_z \left( \log \sum_{i=1}^{n} \exp(z_i) - y^\top z \right) = \operatorname{softmax}(z) - y "
        r"\neq \operatorname{softmax}(z) + y",
        lambda z, y: (grad(lambda z: log(total(exp(z))) - y.T @ z, z), softmax(z) - y, softmax(z) + y),
    ),
    Fact(
        "logistic-loss-gradient",
        "",
        "w, x: n; y: scalar",
        r"\nabla_w \log(1 + \exp(-y w^\top x)) = -\frac{y x}{1 + \exp(y w^\top x)} "
        r"\neq \frac{y x}{1 + \exp(y w^\top x)}",
        lambda w, x, y: (
            grad(lambda w: log(1 + exp(-y * w.T @ x)), w),
            -y * x / (1 + exp(y * w.T @ x)),
            y * x / (1 + exp(y * w.T @ x)),
        ),
    ),
    Fact(
        "logistic-regression-gradient",
        "",
        r"X: n d; w: d; y: n; Let $\sigma(z) = \frac{1}{1 + e^{-z}}$",
        r"\nabla_w \sum_{i=1}^{n} \left( \log(1 + \exp((Xw)_i)) - y_i (Xw)_i \right) "
        r"= X^\top (\sigma(Xw) - y) "
        r"\neq X^\top (\sigma(Xw) + y)",
        lambda X, w, y: (
            grad(lambda w: total(log(1 + exp(X @ w)) - y * (X @ w)), w),
            X.T @ (sigmoid(X @ w) - y),
            X.T @ (sigmoid(X @ w) + y),
        ),
    ),
    Fact(
        "tanh-layer-gradient",
        "",
        "W: m n; x: n; b, v: m",
        r"\nabla_x \left( v^\top \tanh(Wx + b) \right) = W^\top (v \odot (1 - \tanh(Wx + b)^2)) "
        r"\neq W^\top (v \odot (1 + \tanh(Wx + b)^2))",
        lambda W, x, b, v: (
            grad(lambda x: v.T @ tanh(W @ x + b), x),
            W.T @ (v * (1 - tanh(W @ x + b) ** 2)),
            W.T @ (v * (1 + tanh(W @ x + b) ** 2)),
        ),
    ),
    Fact(
        "sigmoid-layer-gradient",
        "",
        r"W: m n; x: n; v: m; Let $\sigma(z) = \frac{1}{1 + e^{-z}}$",
        r"\nabla_W \left( v^\top \sigma(Wx) \right) = (v \odot \sigma(Wx) \odot (1 - \sigma(Wx))) x^\top "
        r"\neq (v \odot \sigma(Wx)) x^\top",
        lambda W, x, v: (
            grad(lambda W: v.T @ sigmoid(W @ x), W),
            (v * sigmoid(W @ x) * (1 - sigmoid(W @ x))) @ x.T,
            (v * sigmoid(W @ x)) @ x.T,
        ),
    ),
    Fact(
        "two-layer-gradient",
        "",
        "V: p m; W: m n; x: n; y: p; Let $h = Wx$ and $e = Vh - y$",
        r"\frac{\partial}{\partial W} \frac{1}{2} \|V W x - y\|_2^2 = V^\top e x^\top \neq -V^\top e x^\top",
        lambda V, W, x, y: (
            grad(lambda W: norm(V @ W @ x - y) ** 2 / 2, W),
            V.T @ (V @ W @ x - y) @ x.T,
            -V.T @ (V @ W @ x - y) @ x.T,
        ),
    ),
    Fact(
        "relu-square-gradient",
        "",
        "x: n",
        r"\nabla_x \sum_{i=1}^{n} \max(0, x_i)^2 = 2 \max(0, x) \neq \max(0, x)",
        lambda x: (grad(lambda x: total(maximum(0, x) ** 2), x), 2 * maximum(0, x), maximum(0, x)),
    ),
    Fact(
        "ridge-residual",
        "",
        r"X: n d; y: n; r: scalar positive; Let $w = (X^\top X + rI)^{-1} X^\top y$",
        r"X^\top (y - Xw) = rw \neq -rw",
        lambda X, y, r, d: (X.T @ (y - X @ _ridge(X, y, r)), r * _ridge(X, y, r), -r * _ridge(X, y, r)),
    ),
    Fact(
        "sum-of-outer-products",
        "",
        "X: n d",
        r"X^\top X = \sum_{i=1}^{n} X_{i,:}^\top X_{i,:} \neq 2 \sum_{i=1}^{n} X_{i,:}^\top X_{i,:}",
        lambda X: (X.T @ X, sum(x[:, None] @ x[None, :] for x in X), 2 * X.T @ X),
    ),
)
