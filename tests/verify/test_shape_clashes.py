"""Shapes that do not fit, head by head: each clash is said with its shapes and its place, and what fits is no clash."""

from __future__ import annotations

import pytest

import derivations
from derivations.terms.clash import DO_NOT_FIT
from derivations.terms.heads import ELEMENTWISE, HEADS, RELATIONS, binder_of
from derivations.terms.shapes import Shape, ShapeClash, Shaper, UnknownShape
from derivations.terms.term import Term, num, sym

DECLARED = r"""Let $A, C \in \mathbb{R}^{n \times m}$, $B \in \mathbb{R}^{m \times p}$,
$S, P \in \mathbb{R}^{n \times n}$,
$R \in \mathbb{R}^{m \times m}$, $G \in \mathbb{R}^{2 \times 2}$, $x, u \in \mathbb{R}^n$, $y \in \mathbb{R}^m$,
$z \in \mathbb{R}^3$ and $c, t \in \mathbb{R}$.

Then $%s$.
"""

X_AND_Y = "$x$ is n × 1 and $y$ is m × 1 in "
A_AND_S = "$A$ is n × m and $S$ is n × n in "
A_X = "$A$ is n × m and $x$ is n × 1 in $A x$: m columns against n rows"
SQUARE = ": a square matrix is needed"
NUMBER = ": a number is needed"
OPEN = "whether it is taken entry by entry is not said"

CLASHES: tuple[tuple[str, str, str, str], ...] = (
    # head, claim, verdict, what its reason says
    ("matrix", r"\begin{bmatrix} A & B \end{bmatrix} = \begin{bmatrix} A & B \end{bmatrix}", "refuted",
     r"$A$ is n × m and $B$ is m × p in $\begin{bmatrix} A & B \end{bmatrix}$: blocks of one row are equally tall"),
    ("matrix", r"\begin{bmatrix} A \\ S \end{bmatrix} y = \begin{bmatrix} A \\ S \end{bmatrix} y", "refuted",
     r"$A$ is n × m and $S$ is n × n in $\begin{bmatrix} A \\ S \end{bmatrix}$: blocks of one column are equally wide"),
    ("matrix", r"[1, 2] + [1, 2, 3] = [2, 4, 3]", "refuted",
     r"$\begin{bmatrix} 1 \\ 2 \end{bmatrix}$ is 2 × 1 and $\begin{bmatrix} 1 \\ 2 \\ 3 \end{bmatrix}$ is 3 × 1"),
    ("add", r"x + y = y + x", "refuted", X_AND_Y + "$x + y$"),
    ("add", r"x - y = -(y - x)", "refuted", X_AND_Y + "$x - y$"),
    ("add", r"A + S = S + A", "refuted", A_AND_S + "$A + S$"),
    ("add", r"A + c = c + A", "refuted", "$A$ is n × m and $c$ is a number in $A + c$"),
    ("add", r"A + I = I + A", "refuted", "$A$ is n × m and $I$ is n × n in $A + I$"),
    ("add", r"x + 1 = 1 + x", "undecided", "$x$ is n × 1 and $1$ is a number in $x + 1$"),
    ("neg", r"-(A x) = -A x", "refuted", A_X),
    ("pm", r"\pm A x = \pm A x", "refuted", A_X),
    ("mul", r"A x = A x", "refuted", A_X),
    ("mul", r"A A = A A", "refuted", "$A$ is n × m and $A$ is n × m in $A A$: m columns against n rows"),
    ("mul", r"x^\top A x = x^\top A^\top x", "refuted",
     r"$A$ is n × m and $x$ is n × 1 in $x^\top A x$: m columns against n rows"),
    ("mul", r"x u = u x", "refuted", "$x$ is n × 1 and $u$ is n × 1 in $x u$: 1 column against n rows"),
    ("mul", r"A x^\top x = x^\top x A", "undecided", "what stands behind may be a number first"),
    ("div", r"\frac{A}{S} = \frac{A}{S}", "undecided",
     r"$A$ is n × m and $S$ is n × n in $\frac{A}{S}$: what is meant by dividing by it is not said"),
    ("div", r"\frac{x}{u} = \frac{x}{u}", "undecided", "what is meant by dividing by it is not said"),
    ("div", r"\frac{x}{y} = \frac{x}{y}", "refuted", r"$y$ is m × 1 in $\frac{x}{y}$" + NUMBER),
    ("pow", r"A^2 = A^2", "refuted", "$A$ is n × m in $A^2$" + SQUARE),
    ("pow", r"(A y)^\top A^3 = 0", "refuted", "$A$ is n × m in $A^3$" + SQUARE),
    ("pow", r"x^2 = x^2", "undecided", "$x$ is n × 1 in $x^2$: " + OPEN),
    ("pow", r"2^A = 2^A", "undecided", "$A$ is n × m in $2^A$: " + OPEN),
    ("sqrt", r"\sqrt{A} + S = S + \sqrt{A}", "refuted", r"$\sqrt{A}$ is n × m and $S$ is n × n in $\sqrt{A} + S$"),
    ("abs", r"|A| = |A|", "undecided", "$A$ is n × m in $|A|$: " + OPEN),
    ("abs", r"|x + y| = |y + x|", "refuted", X_AND_Y + "$x + y$"),
    ("transpose", r"(A x)^\top = (A x)^\top", "refuted", A_X),
    ("transpose", r"A^\top = A", "refuted", r"$A^\top$ is m × n and $A$ is n × m in $A^\top = A$"),
    ("adjoint", r"(A x)^{\mathsf{H}} = (A x)^{\mathsf{H}}", "refuted", A_X),
    ("conj", r"\operatorname{conj}(A x) = \operatorname{conj}(A x)", "refuted", A_X),
    ("inverse", r"A^{-1} = A^{-1}", "refuted", "$A$ is n × m in $A^{-1}$" + SQUARE),
    ("inverse", r"(A B)^{-1} = B^{-1} A^{-1}", "refuted", "$A B$ is n × p in $(A B)^{-1}$" + SQUARE),
    ("inverse", r"x^{-1} = x^{-1}", "refuted", "$x$ is n × 1 in $x^{-1}$" + SQUARE),
    ("trace", r"\operatorname{tr}(A) = \operatorname{tr}(A)", "refuted",
     r"$A$ is n × m in $\operatorname{tr}(A)$" + SQUARE),
    ("det", r"\det(A) = \det(A)", "refuted", r"$A$ is n × m in $\det(A)$" + SQUARE),
    ("det", r"\log \det(A) = \log \det(A)", "refuted", r"$A$ is n × m in $\det(A)$" + SQUARE),
    ("rank", r"\operatorname{rank}(A x) = \operatorname{rank}(A x)", "refuted", A_X),
    ("pinv", r"A^+ y = A^+ y", "refuted", "$A^+$ is m × n and $y$ is m × 1 in $A^+ y$: n columns against m rows"),
    ("adjugate", r"\operatorname{adj}(A) = \operatorname{adj}(A)", "refuted",
     r"$A$ is n × m in $\operatorname{adj}(A)$" + SQUARE),
    ("eigenvalue", r"\lambda_{\max}(A) = \lambda_{\max}(A)", "refuted",
     r"$A$ is n × m in $\lambda_{\max}(A)$" + SQUARE),
    ("singular", r"\sigma_{\max}(A x) = \sigma_{\max}(A x)", "refuted", A_X),
    ("norm", r"\|x - y\| = \|y - x\|", "refuted", X_AND_Y + "$x - y$"),
    ("norm", r"\|A\|_F + x = x + \|A\|_F", "refuted", r"$\|A\|_F$ is a number and $x$ is n × 1 in $\|A\|_F + x$"),
    ("inner", r"\langle x, y \rangle = \langle y, x \rangle", "refuted", X_AND_Y + r"$\langle x, y \rangle$"),
    ("inner", r"\langle A, S \rangle = \langle S, A \rangle", "refuted", A_AND_S + r"$\langle A, S \rangle$"),
    ("hadamard", r"A \odot S = S \odot A", "refuted", A_AND_S + r"$A \odot S$"),
    ("kron", r"(A \otimes B) x = (A \otimes B) x", "refuted",
     r"$A \otimes B$ is $n m \times m p$ and $x$ is n × 1 in $(A \otimes B) x$: $m p$ columns against n rows"),
    ("cross", r"x \times y = -y \times x", "refuted", X_AND_Y + r"$x \times y$"),
    ("cross", r"x \times u = -u \times x", "undecided", r"$x$ is n × 1 in $x \times u$: columns of 3 are needed"),
    ("diag", r"\operatorname{diag}(A) = \operatorname{diag}(A)", "refuted",
     r"$A$ is n × m in $\operatorname{diag}(A)$" + SQUARE),
    ("diag", r"\operatorname{diag}(x) y = \operatorname{diag}(y) x", "refuted",
     r"$\operatorname{diag}(x)$ is n × n and $y$ is m × 1 in $\operatorname{diag}(x) y$: n columns against m rows"),
    ("vec", r"\operatorname{vec}(A) = x", "refuted",
     r"$\operatorname{vec}(A)$ is $n m \times 1$ and $x$ is n × 1 in $\operatorname{vec}(A) = x$"),
    ("entry", r"(G)_{3,1} = (G)_{3,1}", "refuted", "$G$ is 2 × 2 in $G_{3,1}$: there is no such entry"),
    ("entry", r"(G)_{1,3} = (G)_{1,3}", "refuted", "$G$ is 2 × 2 in $G_{1,3}$: there is no such entry"),
    ("entry", r"z_4 = z_4", "undecided", "$z$ is 3 × 1 in $z_4$: there is no such entry"),
    ("row", r"A_{1,:} x = A_{1,:} x", "refuted",
     "$A_{1,:}$ is 1 × m and $x$ is n × 1 in $A_{1,:} x$: m columns against n rows"),
    ("row", r"G_{3,:} = G_{3,:}", "refuted", "$G$ is 2 × 2 in $G_{3,:}$: there is no such entry"),
    ("col", r"A_{:,1} + y = y + A_{:,1}", "refuted", "$A_{:,1}$ is n × 1 and $y$ is m × 1 in $A_{:,1} + y$"),
    ("col", r"G_{:,3} = G_{:,3}", "refuted", "$G$ is 2 × 2 in $G_{:,3}$: there is no such entry"),
    *(
        (head, rf"{name}(x) + y = y + {name}(x)", "refuted",
         rf"${shown}(x)$ is n × 1 and $y$ is m × 1 in ${shown}(x) + y$")
        for head, name, shown in (
            *((head, f"\\{head}", f"\\{head}") for head in "exp log sin cos tan sinh cosh tanh".split()),
            *((f"a{head}", rf"\arc{head}", rf"\arc{head}") for head in ("sin", "cos", "tan")),
            ("sigmoid", r"\operatorname{sigmoid}", r"\operatorname{sigmoid}"),
            ("relu", r"\operatorname{relu}", r"\operatorname{ReLU}"),
            ("sign", r"\operatorname{sign}", r"\operatorname{sign}"),
            ("softmax", r"\operatorname{softmax}", r"\operatorname{softmax}"),
            ("softplus", r"\operatorname{softplus}", r"\operatorname{softplus}"),
        )
    ),
    ("exp", r"\exp(A) + S = S + \exp(A)", "refuted", r"$\exp(A)$ is n × m and $S$ is n × n in $\exp(A) + S$"),
    ("log", r"\log(A) + S = S + \log(A)", "refuted", r"$\log(A)$ is n × m and $S$ is n × n in $\log(A) + S$"),
    ("tanh", r"\tanh(A) + S = S + \tanh(A)", "refuted",
     r"$\tanh(A)$ is n × m and $S$ is n × n in $\tanh(A) + S$"),
    ("floor", r"\lfloor x + y \rfloor = \lfloor y + x \rfloor", "refuted", X_AND_Y + "$x + y$"),
    ("ceil", r"\lceil x + y \rceil = \lceil y + x \rceil", "refuted", X_AND_Y + "$x + y$"),
    ("factorial", r"(x^\top y)! = (y^\top x)!", "refuted", r"$x^\top$ is 1 × n and $y$ is m × 1 in $x^\top y$"),
    ("gamma", r"\Gamma(x^\top y) = \Gamma(y^\top x)", "refuted", r"$x^\top$ is 1 × n and $y$ is m × 1 in $x^\top y$"),
    ("binomial", r"\binom{x}{c} = \binom{x}{c}", "undecided", r"$x$ is n × 1 in $\binom{x}{c}$: " + OPEN),
    ("min", r"\min(x, y) = \min(y, x)", "undecided", r"$x$ is n × 1 in $\min(x, y)$: " + OPEN),
    ("max", r"\max(x, u) = \max(u, x)", "undecided", r"$x$ is n × 1 in $\max(x, u)$: " + OPEN),
    ("matexp", r"e^S + A = A + e^S", "refuted", r"$\exp(S)$ is n × n and $A$ is n × m in $\exp(S) + A$"),
    ("matfun", r"\log(S) A x = \log(S) A x", "refuted", "$A$ is n × m and $x$ is n × 1 in "),
    ("logsumexp", r"\operatorname{logsumexp}(A) = \operatorname{logsumexp}(A)", "undecided",
     r"$A$ is n × m in $\operatorname{logsumexp}(A)$: it is taken by rows or by columns"),
    ("softmax", r"\operatorname{softmax}(A) = \operatorname{softmax}(A)", "undecided",
     r"$A$ is n × m in $\operatorname{softmax}(A)$: it is taken by rows or by columns"),
    ("differential", r"\mathrm{d}(A x) = A \, \mathrm{d} x", "refuted", A_X),
    ("expect", r"\mathbb{E}[x] + y = y + \mathbb{E}[x]", "refuted",
     r"$\mathbb{E}[x]$ is n × 1 and $y$ is m × 1 in $\mathbb{E}[x] + y$"),
    ("expect", r"\mathbb{E}[A x] = A \mathbb{E}[x]", "refuted", A_X),
    ("covariance", r"\operatorname{Cov}(x, y) = \operatorname{Cov}(y, x)", "refuted",
     r"$\operatorname{Cov}(x, y)$ is n × m and $\operatorname{Cov}(y, x)$ is m × n in "),
    ("covariance", r"\operatorname{Var}(A) = \operatorname{Var}(A)", "undecided",
     r"$A$ is n × m in $\operatorname{Var}(A)$: a covariance is of columns"),
    ("gaussian", r"\mathcal{N}(x \mid u, R) = \mathcal{N}(u \mid x, R)", "refuted",
     r"$u$ is n × 1 and $R$ is m × m in $\mathcal{N}(u, R)$: a covariance has as many rows as its mean"),
    ("density", r"\mathcal{N}(y \mid u, S) = \mathcal{N}(y \mid u, S)", "refuted",
     r"$y$ is m × 1 and $\mathcal{N}(u, S)$ is n × 1 in $\mathcal{N}(y \mid u, S)$"),
    ("divergence", r"\operatorname{KL}(\mathcal{N}(x, S) \| \mathcal{N}(y, R)) \ge 0", "refuted",
     r"$\mathcal{N}(x, S)$ is n × 1 and $\mathcal{N}(y, R)$ is m × 1 in "),
    ("entropy", r"\operatorname{H}(\mathcal{N}(x, A)) \ge 0", "refuted",
     r"$x$ is n × 1 and $A$ is n × m in $\mathcal{N}(x, A)$: a covariance has as many rows as its mean"),
    ("app", r"\sigma(x) + y = y + \sigma(x)", "undecided",
     r"$x$ is n × 1 in $\sigma(x)$: what shape that gives is not known"),
    ("sum", r"\sum_{k=1}^n (x + k y) = \sum_{k=1}^n (k y + x)", "refuted",
     "$x$ is n × 1 and $k y$ is m × 1 in $x + k y$"),
    ("sum", r"\sum_{k=1}^n A = S", "refuted", r"$\sum_{k=1}^n A$ is n × m and $S$ is n × n in $\sum_{k=1}^n A = S$"),
    ("prod", r"\prod_{k=1}^3 A = \prod_{k=1}^3 A", "refuted", r"$A$ is n × m in $\prod_{k=1}^3 A$" + SQUARE),
    ("grad", r"\nabla_x (x^\top A x) = 2 A x", "refuted", r"$A$ is n × m and $x$ is n × 1 in $x^\top A x$"),
    ("grad", r"\nabla_S (S x) = x", "undecided",
     r"$S x$ is n × 1 and $S$ is n × n in $\nabla_S (S x)$: such a derivative has more than two indices"),
    ("grad", r"\nabla_x \|A y - x\|^2 = 2 y", "refuted",
     r"$\nabla_x \|A y - x\|_2^2$ is n × 1 and $2 y$ is m × 1 in "),
    ("grad", r"\nabla_y \|A y - x\|^2 = 2 A (A y - x)", "refuted", "$A$ is n × m and $A y - x$ is n × 1 in "),
    ("jacobian", r"\frac{\partial (A y)}{\partial y} = A^\top x", "refuted",
     r"$\frac{\partial (A y)}{\partial y}$ is n × m and $A^\top x$ is m × 1 in "),
    ("hessian", r"\nabla_x^2 (x^\top S x) = A", "refuted", r"$\nabla^2_x (x^\top S x)$ is n × n and $A$ is n × m in "),
    ("hessian", r"\nabla_x^2 (S x) = S", "undecided",
     r"$S x$ is n × 1 in $\nabla^2_x (S x)$: such a derivative has more than two indices"),
    ("integral", r"\int_0^1 (x + t y) \, dt = x", "refuted", "$x$ is n × 1 and $t y$ is m × 1 in $x + t y$"),
    ("integral", r"\int_0^x t \, dt = \int_0^x t \, dt", "refuted", r"$x$ is n × 1 in $\int_0^x t \, dt$" + NUMBER),
    ("antiderivative", r"\int (x + t y) \, dt = \int (x + t y) \, dt", "refuted",
     "$x$ is n × 1 and $t y$ is m × 1 in $x + t y$"),
    ("limit", r"\lim_{t \to 0} (x + t y) = x", "refuted", "$x$ is n × 1 and $t y$ is m × 1 in $x + t y$"),
    ("piecewise", r"\begin{cases} x & c > 0 \\ y & c \le 0 \end{cases} = x", "refuted", X_AND_Y),
    ("piecewise", r"\begin{cases} 1 & x > u \\ 2 & x \le u \end{cases} = 1", "undecided",
     "$x$ is n × 1 in $x > u$: " + OPEN),
    ("eq", r"A y = y", "refuted", "$A y$ is n × 1 and $y$ is m × 1 in $A y = y$"),
    ("eq", r"x^\top x = x x^\top", "refuted",
     r"$x^\top x$ is a number and $x x^\top$ is n × n in $x^\top x = x x^\top$"),
    ("eq", r"x = y", "refuted", X_AND_Y + "$x = y$"),
    ("ne", r"A y \ne y", "refuted", r"$A y$ is n × 1 and $y$ is m × 1 in $A y \ne y$"),
    ("eq", r"2 A = c", "refuted", "$2 A$ is n × m and $c$ is a number in $2 A = c$"),
    ("lt", r"A < c", "undecided", "$A$ is n × m and $c$ is a number in $A < c$: " + OPEN),
    ("lt", r"A < S", "refuted", A_AND_S + "$A < S$"),
    ("le", r"x \le y", "refuted", X_AND_Y + r"$x \le y$"),
    ("gt", r"A > S", "refuted", A_AND_S + "$A > S$"),
    ("ge", r"x^\top x \ge x", "undecided", r"$x^\top x$ is a number and $x$ is n × 1 in $x^\top x \ge x$: " + OPEN),
    ("ge", r"A^\top x \ge x", "refuted", r"$A^\top x$ is m × 1 and $x$ is n × 1 in $A^\top x \ge x$"),
)  # fmt: skip

WITHOUT = {
    "num": "a number", "const": "a number", "sym": "of the shape that it has", "eye": "of its size",
    "zeros": "of its sizes", "ones": "of its sizes", "item": "of the shape of its family",
}  # fmt: skip
"""Heads in which nothing can clash: they hold no values, only sizes and indices."""

FITTING: tuple[tuple[str, str], ...] = (
    ("matrix", r"\begin{bmatrix} A & S \end{bmatrix} = \begin{bmatrix} A & S \end{bmatrix}"),
    ("matrix", r"[1, 2, 3] + [1, 2, 3] = [2, 4, 6]"),
    ("add", r"A + C = C + A"),
    ("add", r"S + I = I + S"),
    ("add", r"A + 0 = A"),
    ("neg", r"-(A y) = -A y"),
    ("mul", r"A^\top x = A^\top x"),
    ("mul", r"x^\top A y = y^\top A^\top x"),
    ("mul", r"x y^\top = (y x^\top)^\top"),
    ("div", r"\frac{A}{c} = \frac{1}{c} A"),
    ("pow", r"S^2 = S S"),
    ("pow", r"(x^\top x)^2 = x^\top x x^\top x"),
    ("abs", r"|S| = \det S"),
    ("transpose", r"(A y)^\top = y^\top A^\top"),
    ("inverse", r"(S P)^{-1} = P^{-1} S^{-1}"),
    ("trace", r"\operatorname{tr}(A^\top C) = \operatorname{tr}(C A^\top)"),
    ("det", r"\det(S P) = \det(S) \det(P)"),
    ("rank", r"\operatorname{rank}(A) = \operatorname{rank}(A)"),
    ("pinv", r"A A^+ A = A"),
    ("pinv", r"A^+ x = A^+ x"),
    ("adjugate", r"\operatorname{adj}(S) S = \det(S) I"),
    ("eigenvalue", r"\lambda_{\max}(S) = \lambda_{\max}(S)"),
    ("singular", r"\sigma_{\max}(A) = \|A\|_2"),
    ("norm", r"\|A\|_F^2 = \operatorname{tr}(A^\top A)"),
    ("inner", r"\langle A, C \rangle = \operatorname{tr}(A^\top C)"),
    ("hadamard", r"A \odot C = C \odot A"),
    ("kron", r"A \otimes S = A \otimes S"),
    ("exp", r"\exp(A) = \exp(A)"),
    ("max", r"\max(0, A) = \max(A, 0)"),
    ("kron", r"A \otimes x = A \otimes x"),
    ("kron", r"\operatorname{vec}(A R) = (R^\top \otimes I) \operatorname{vec}(A)"),
    ("cross", r"z \times z = 0"),
    ("diag", r"\operatorname{diag}(x) u = x \odot u"),
    ("vec", r"\operatorname{vec}(A)^\top \operatorname{vec}(C) = \operatorname{tr}(A^\top C)"),
    ("vec", r"\operatorname{vec}(x y^\top) = y \otimes x"),
    ("entry", r"(G)_{2,1} = (G^\top)_{1,2}"),
    ("entry", r"z_1^2 + z_2^2 + z_3^2 = z^\top z"),
    ("row", r"A_{1,:} y = A_{1,:} y"),
    ("row", r"G_{2,:} + G_{2,:} = 2 G_{2,:}"),
    ("col", r"A_{:,1} + x = x + A_{:,1}"),
    ("exp", r"\exp(x) \odot \exp(u) = \exp(x + u)"),
    ("tanh", r"\tanh(A) + C = C + \tanh(A)"),
    ("softmax", r"\operatorname{softmax}(x) + u = u + \operatorname{softmax}(x)"),
    ("logsumexp", r"\operatorname{logsumexp}(x) + c = c + \operatorname{logsumexp}(x)"),
    ("matexp", r"e^S e^{-S} = I"),
    ("matfun", r"\log(e^S) A + C = C + \log(e^S) A"),
    ("differential", r"\mathrm{d}(A y) = \mathrm{d} A \, y + A \, \mathrm{d} y"),
    ("gaussian", r"\mathcal{N}(x \mid u, S) = \mathcal{N}(u \mid x, S)"),
    ("divergence", r"\operatorname{KL}(\mathcal{N}(x, S) \| \mathcal{N}(x, S)) = 0"),
    ("sum", r"\sum_{k=1}^n A y = n A y"),
    ("prod", r"\prod_{k=1}^3 S = S^3"),
    ("grad", r"\nabla_y \|A y - x\|^2 = 2 A^\top (A y - x)"),
    ("grad", r"\frac{\partial (c A)}{\partial c} = A"),
    ("jacobian", r"\frac{\partial (A y)}{\partial y} = A"),
    ("hessian", r"\nabla_x^2 (x^\top S x) = S + S^\top"),
    ("integral", r"\int_0^1 t \, dt \, A = \frac{1}{2} A"),
    ("eq", r"A y = A y"),
    ("ge", r"x^\top x \ge 0"),
)  # fmt: skip


def only(claim: str) -> dict[str, str]:
    """The one relation of a page."""
    (relation,) = derivations.check(DECLARED % claim).to_json()["documents"][0]["relations"]  # type: ignore[index]
    return dict(relation)


@pytest.mark.parametrize(("head", "claim", "verdict", "reason"), CLASHES, ids=[f"{h}: {c}" for h, c, _, _ in CLASHES])
def test_a_clash_is_said_with_both_shapes_and_the_place(head: str, claim: str, verdict: str, reason: str) -> None:
    found = only(claim)
    assert (found["verdict"], reason in (found["reason"] or "")) == (verdict, True), found["reason"]
    if verdict == "refuted":
        assert found["method"] == "shapes"
        assert found["reason"].startswith(DO_NOT_FIT)


@pytest.mark.parametrize(("head", "claim"), FITTING, ids=[f"{h}: {c}" for h, c in FITTING])
def test_what_fits_is_no_clash(head: str, claim: str) -> None:
    found = only(claim)
    assert found["verdict"] in ("proved", "supported"), found["reason"]


def test_every_head_has_a_clash_or_can_have_none() -> None:
    assert {head for head, *_ in CLASHES} | set(WITHOUT) == set(HEADS)
    assert not {head for head, *_ in CLASHES} & set(WITHOUT)


n, m = sym("n"), sym("m")
SHAPES = {"A": (n, m), "S": (n, n), "x": (n, num(1)), "i": (num(1), num(1))}
WRONG = sym("A") * sym("x")


def arguments(head: str) -> list[Term]:
    """Arguments that fit a head as far as that matters here: scalars, variables where it binds."""
    arity = {"add": 2, "mul": 2, "entry": 2, "item": 2, "min": 2, "max": 2, "covariance": 2, "app": 1, "piecewise": 3}
    count = arity.get(head, HEADS[head].arity)
    args = [sym("i")] * count
    if head in ("row", "col"):
        args[0] = sym("S")
    if head in ("entry", "gaussian", "diag", "softmax", "logsumexp"):
        args[0] = sym("x")
    if head == "density":
        args[1] = Term("gaussian", (sym("i"), sym("i")))
    return args


@pytest.mark.parametrize("head", sorted(set(HEADS) - set(WITHOUT) - {"matrix"}))
def test_a_clash_inside_is_never_swallowed(head: str) -> None:
    args = arguments(head)
    binder = binder_of(head)
    # what the index and the variable of a binder are is no value
    places = [place for place in range(len(args)) if binder is None or place != binder.variable]
    assert places
    for place in places:
        wrong = tuple(WRONG if here == place else arg for here, arg in enumerate(args))
        with pytest.raises(ShapeClash) as clash:
            Shaper(SHAPES).shape(Term(head, wrong))
        assert clash.value.term == WRONG


class Counting(Shaper):
    """Counts how often the shape of one part is asked for."""

    part_counted: Term | None = None
    times = 0

    def shape(self, term: Term) -> Shape:
        self.times += term is self.part_counted
        return super().shape(term)


@pytest.mark.parametrize("head", sorted(set(HEADS) - set(WITHOUT) - {"matrix"}))
@pytest.mark.parametrize("letter", [None, "S", "x", "i"])
def test_the_shape_of_a_part_is_found_once(head: str, letter: str | None) -> None:
    """Twice at every level would be 2^60 times in a fraction of sixty storeys."""
    args = arguments(head)
    for place in range(len(args)):
        shaper = Counting(SHAPES)
        shaper.part_counted = part = Term("conj", (args[place] if letter is None else sym(letter),))
        try:
            shaper.shape(Term(head, tuple(part if here == place else arg for here, arg in enumerate(args))))
        except (UnknownShape, ShapeClash):
            continue  # what is said of it is found anew, but not at every level
        assert shaper.times <= 1


def test_entrywise_functions_and_relations_are_all_in_the_table() -> None:
    assert {head for head, *_ in CLASHES} >= ELEMENTWISE | RELATIONS
