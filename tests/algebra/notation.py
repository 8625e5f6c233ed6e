"""Short names for writing terms in tables."""

from __future__ import annotations

from derivations.algebra.signature import Signature
from derivations.terms.term import Term, num, sym

n, d, m, k = (sym(name) for name in "ndmk")
x, y, z, a, b, c, s, t = (sym(name) for name in "xyzabcst")
eta, lam, beta, eps, alpha = (sym(name) for name in ("eta", "lambda", "beta", "epsilon", "alpha"))
i, j = sym("i"), sym("j")
pi, e, im, inf = (Term("const", (), name) for name in ("pi", "e", "i", "inf"))

X, Y = sym("X"), sym("Y")  # n x d
A, B, C, D = (sym(name) for name in "ABCD")  # n x n
S, K, Q, P, R, L = (
    sym(name) for name in "SKQPRL"
)  # symmetric, skew, orthogonal, projection, positive definite, diagonal
U, V = sym("U"), sym("V")  # n x k, k x n
G = sym("G")  # k x k
w, w0, v = sym("w"), sym("w_0"), sym("v")  # d
u, q, tt = sym("u"), sym("q"), sym("\\mathbf{t}")  # n
unit = sym("h")  # n, of length 1
W = sym("W")  # n x d
f = lambda *args: Term("app", args, "f")  # noqa: E731
p3, r3 = sym("p_3"), sym("r_3")  # 3-vectors
M2, N2 = sym("M_2"), sym("N_2")  # 2 x 2

one = num(1)
SIGNATURE = Signature(
    {
        **dict.fromkeys("XYW", (n, d)),
        **dict.fromkeys("ABCDSKQPRL", (n, n)),
        "U": (n, k),
        "V": (k, n),
        "G": (k, k),
        **dict.fromkeys(("w", "w_0", "v", "g"), (d, one)),
        **dict.fromkeys(("u", "q", "\\mathbf{t}", "h"), (n, one)),
        "p_3": (num(3), one),
        "r_3": (num(3), one),
        "M_2": (num(2), num(2)),
        "N_2": (num(2), num(2)),
    },
    {
        "S": frozenset({"symmetric"}),
        "K": frozenset({"skew"}),
        "Q": frozenset({"orthogonal"}),
        "P": frozenset({"projection"}),
        "R": frozenset({"positive definite"}),
        "L": frozenset({"diagonal"}),
        "h": frozenset({"unit"}),
        "a": frozenset({"positive"}),
        "b": frozenset({"positive"}),
        "m": frozenset({"natural"}),
        "s": frozenset({"natural"}),
    },
    {"x_i": (d, one)},
)


def fn(head: str, *args: Term, value: object = None) -> Term:
    return Term(head, tuple(args), value)  # type: ignore[arg-type]


def sqrt(arg: Term) -> Term:
    return Term("sqrt", (arg,))


def exp(arg: Term) -> Term:
    return Term("exp", (arg,))


def log(arg: Term) -> Term:
    return Term("log", (arg,))


def sin(arg: Term) -> Term:
    return Term("sin", (arg,))


def cos(arg: Term) -> Term:
    return Term("cos", (arg,))


def inv(arg: Term) -> Term:
    return Term("inverse", (arg,))


def tr(arg: Term) -> Term:
    return Term("trace", (arg,))


def det(arg: Term) -> Term:
    return Term("det", (arg,))


def norm(arg: Term, kind: str = "2") -> Term:
    return Term("norm", (arg,), kind)


def eye(size: Term) -> Term:
    return Term("eye", (size,))


def entry(arg: Term, *indices: Term) -> Term:
    return Term("entry", (arg, *indices))


def total(index: Term, low: Term | int, high: Term, body: Term) -> Term:
    return Term("sum", (index, low if isinstance(low, Term) else num(low), high, body))


def grad(body: Term, by: Term, at: Term | None = None) -> Term:
    return Term("grad", (body, by, at or by))


def matrix(rows: list[list[Term | int]]) -> Term:
    cells = tuple(cell if isinstance(cell, Term) else num(cell) for row in rows for cell in row)
    return Term("matrix", cells, (len(rows), len(rows[0])))
