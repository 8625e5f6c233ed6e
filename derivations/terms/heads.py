"""The heads of the term language, one row each: what exists, its arity, what it means.

Every value is a matrix with a shape (rows, columns): a scalar is 1 x 1, a vector is a column n x 1, so
a 1 x 1 product is a scalar by nature. Adding a head is a row here, its rule in `shapes.py`, and its line in
each table of `numeric/arithmetics` that can evaluate it; nothing else dispatches over all heads.
"""

from __future__ import annotations

from typing import NamedTuple

MANY = -1


class Head(NamedTuple):
    """A row of the registry. `arity` is MANY where it varies."""

    name: str
    arity: int
    meaning: str


class Binder(NamedTuple):
    """A head that binds: the place of its variable and the places of the arguments in its scope."""

    variable: int
    scope: tuple[int, ...]


_ROWS: tuple[Head, ...] = (
    # --- atoms -------------------------------------------------------------------------------------------
    Head("num", 0, "exact rational; value: Fraction"),
    Head("sym", 0, "symbol; value: its canonical name"),
    Head("const", 0, "value: 'pi', 'e' (Euler's number), 'i' (imaginary unit), 'inf'"),
    Head("eye", 1, "identity matrix of the size in args[0] (a size term)"),
    Head("zeros", 2, "zero matrix of the sizes in args"),
    Head("ones", 2, "matrix of ones of the sizes in args"),
    Head("matrix", MANY, "literal; value: (rows, columns) of cells, args row by row; cells may be blocks"),
    # --- algebra -----------------------------------------------------------------------------------------
    Head("add", MANY, "sum, in the order written; the number 0 adds to any shape"),
    Head("neg", 1, "minus"),
    Head("mul", MANY, "product, in the order written; 1 x 1 factors scale"),
    Head("div", 2, "quotient by a scalar"),
    Head("pow", 2, "scalar to a scalar, or square matrix to an integer (negative: of the inverse)"),
    Head("sqrt", 1, "non-negative square root of a scalar"),
    Head("abs", 1, "absolute value of a scalar"),
    Head("pm", 1, "plus or minus: two readings"),
    Head("transpose", 1, "transpose"),
    Head("adjoint", 1, "conjugate transpose"),
    Head("conj", 1, "complex conjugate, entry by entry"),
    Head("inverse", 1, "inverse of a square matrix, or reciprocal"),
    Head("trace", 1, "trace"),
    Head("det", 1, "determinant"),
    Head("rank", 1, "rank"),
    Head("pinv", 1, "pseudo-inverse (Moore and Penrose); value: DAGGER where it was written so"),
    Head("adjugate", 1, "adjugate, the transposed cofactors: A adj(A) = det(A) I"),
    Head("eigenvalue", 2, "eigenvalue of a square matrix; which (args[1]) by decreasing size from 1, -1 is the least"),
    Head("singular", 2, "singular value; which (args[1]) by decreasing size from 1, -1 is the least"),
    Head("norm", 1, "norm; value: '2' (Euclidean, spectral for matrices), 'F', '1', 'inf', '*' (nuclear)"),
    Head("inner", 2, "inner product of two vectors, or of two matrices of one shape, tr(A'B)"),
    Head("hadamard", 2, "entrywise product"),
    Head("kron", 2, "Kronecker product"),
    Head("cross", 2, "cross product of two 3-vectors"),
    Head("diag", 1, "diagonal matrix of a vector; the diagonal, as a vector, of a matrix"),
    Head("vec", 1, "columns stacked"),
    Head("entry", MANY, "entry (i) of a vector or (i, j) of a matrix: args[0], then indices counted from 1"),
    Head("row", 2, "row i of a matrix as a 1 x d matrix"),
    Head("col", 2, "column j of a matrix"),
    Head("item", MANY, "member of a family of vectors or matrices: args[0] a symbol, then indices from 1"),
    # --- functions, entry by entry on vectors and matrices -----------------------------------------------
    Head("exp", 1, "exponential"),
    Head("log", 1, "natural logarithm"),
    Head("sin", 1, "sine"),
    Head("cos", 1, "cosine"),
    Head("tan", 1, "tangent"),
    Head("asin", 1, "inverse sine"),
    Head("acos", 1, "inverse cosine"),
    Head("atan", 1, "inverse tangent"),
    Head("sinh", 1, "hyperbolic sine"),
    Head("cosh", 1, "hyperbolic cosine"),
    Head("tanh", 1, "hyperbolic tangent"),
    Head("sigmoid", 1, "1/(1 + exp(-x))"),
    Head("relu", 1, "max(x, 0)"),
    Head("sign", 1, "-1, 0 or 1"),
    Head("floor", 1, "largest integer below"),
    Head("ceil", 1, "smallest integer above"),
    Head("factorial", 1, "factorial of a natural number"),
    Head("gamma", 1, "gamma function"),
    Head("binomial", 2, "binomial coefficient"),
    Head("min", MANY, "least of scalars"),
    Head("max", MANY, "largest of scalars"),
    Head("matexp", 1, "exponential of a square matrix"),
    Head("matfun", 1, "principal function of a square matrix; value: 'log', 'sqrt', 'sin', 'cos', 'sinh', 'cosh'"),
    # --- spelled out before anything is decided: see verify/spelled_out.py ------------------------------------
    Head("softplus", 1, "log(1 + exp(x)), entry by entry"),
    Head("logsumexp", 1, "logarithm of the sum of the exponentials of a vector's entries"),
    Head("softmax", 1, "exponentials of a vector's entries over their sum"),
    Head("differential", 1, "what args[0] changes by, to first order, where the symbols in it change"),
    # --- chance ------------------------------------------------------------------------------------------
    Head("expect", 1, "expectation over all that is random in args[0]"),
    Head("covariance", MANY, "covariance matrix of two vectors, E[xy'] - E[x]E[y]'; of one with itself, a variance"),
    Head("gaussian", 2, "Gaussian distribution of a mean and a covariance, of the shape of what it is of"),
    # --- spelled out before anything is decided: see verify/gaussians.py --------------------------------------
    Head("density", 2, "density of a Gaussian distribution (args[1]) at a point"),
    Head("divergence", 2, "Kullback-Leibler divergence of a distribution from another, the second"),
    Head("entropy", 1, "differential entropy of a Gaussian distribution"),
    # --- opaque ------------------------------------------------------------------------------------------
    Head("app", MANY, "opaque function applied; value: its name"),
    # --- binders -----------------------------------------------------------------------------------------
    Head("sum", 4, "sum: index symbol, lower end, upper end, body"),
    Head("prod", 4, "product: index symbol, lower end, upper end, body"),
    Head(
        "grad",
        3,
        "derivative of body (args[0]) by the variable (args[1]) at the point (args[2]): of a scalar by anything "
        "in the shape of the variable, of anything by a scalar in the shape of the body",
    ),
    Head(
        "jacobian",
        3,
        "matrix dy_i/dx_j of a vector body by a variable at a point, a matrix variable column by column; value: 'T' "
        "where the page writes the variable transposed, which is so in every layout",
    ),
    Head("hessian", 3, "second derivatives of a scalar body by a vector variable at a point"),
    Head("integral", 4, "definite integral: variable, lower end, upper end, body"),
    Head("antiderivative", 2, "indefinite integral, up to a constant: variable, body"),
    Head("limit", 3, "limit: variable, what it tends to, body"),
    Head("piecewise", MANY, "value, condition, value, condition, ...; a last odd value is 'otherwise'"),
    # --- relations, as hypotheses and conditions ---------------------------------------------------------
    Head("eq", 2, "equal"),
    Head("ne", 2, "different"),
    Head("lt", 2, "less"),
    Head("le", 2, "at most"),
    Head("gt", 2, "greater"),
    Head("ge", 2, "at least"),
)

HEADS: dict[str, Head] = {row.name: row for row in _ROWS}

RELATIONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})

MATRIX_FUNCTIONS = frozenset("log sqrt sin cos sinh cosh".split())
"""Functions of numbers that are functions of a square matrix too, beside the exponential."""

DAGGER = "dagger"
"""The value of a pseudo-inverse written with a dagger, which some write for the transpose."""

ELEMENTWISE = frozenset(
    "exp log sin cos tan asin acos atan sinh cosh tanh sigmoid relu sign floor ceil factorial gamma".split()
)

_BINDERS: dict[str, Binder] = {
    "sum": Binder(0, (3,)),
    "prod": Binder(0, (3,)),
    "grad": Binder(1, (0,)),
    "jacobian": Binder(1, (0,)),
    "hessian": Binder(1, (0,)),
    "integral": Binder(0, (3,)),
    "antiderivative": Binder(0, ()),
    "limit": Binder(0, (2,)),
}


def binder_of(head: str) -> Binder | None:
    """How a head binds, or None."""
    return _BINDERS.get(head)
