"""Matrix calculus and algebra on SymPy objects, beside SymPy itself. Prints tables.

    python benchmarks/bench_matrices.py [--powers K]

The first table has each question asked of both in one run, in turn: whether the answer is right, by numbers put in at
concrete sizes, the median time, and the ratio. The second has the expansion of a'(I - 2 eta/n XX')^k a for k = 1 .. K:
words and time. SymPy's cache is emptied before each of its runs and of ours, since neither may answer from memory.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
import sympy
from sympy import (
    Determinant,
    Identity,
    MatMul,
    MatPow,
    MatrixSymbol,
    Trace,
    ZeroMatrix,
    expand,
    log,
    simplify,
    symbols,
)
from sympy.core.cache import clear_cache

from derivations.calculus import equal, gradient, normal_form

POWERS, RUNS = 12, 15
SIZES = {"n": 3, "d": 2}

n, d = symbols("n d", integer=True, positive=True)
eta, l = symbols("eta lambda", positive=True)  # noqa: E741 - as it is written
X, w, y, a = MatrixSymbol("X", n, d), MatrixSymbol("w", d, 1), MatrixSymbol("y", n, 1), MatrixSymbol("a", n, 1)
A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
I = Identity(n)  # noqa: E741 - SymPy's own name
r = X * w - y
LEFT, RIGHT = MatMul((I + A * B).I, A), MatMul(A, (I + B * A).I)
LOSS, TRACES = r.T * r + l * w.T * w, Trace(r.T * r) + l * Trace(w.T * w)


def drawn(seed: int = 0) -> dict[str, Any]:
    """Numbers for every symbol; A and B are positive definite."""
    random = np.random.default_rng(seed)
    rows, columns = SIZES["n"], SIZES["d"]
    found = {name: random.normal(size=shape) for name, shape in
             {"X": (rows, columns), "w": (columns, 1), "y": (rows, 1), "a": (rows, 1)}.items()}  # fmt: skip
    for name in "AB":
        root = random.normal(size=(rows, rows))
        found[name] = root @ root.T + np.eye(rows)
    return {**found, "eta": 0.3, "lambda": 0.7, **SIZES}


def value(expr: Any, at: dict[str, Any]) -> Any:
    """The number or matrix that an expression is."""
    expr = sympy.sympify(expr)
    sizes = {n: SIZES["n"], d: SIZES["d"]}
    put = {of: sympy.Matrix(at[of.name]) for of in expr.subs(sizes).atoms(MatrixSymbol)}
    found = expr.subs(sizes).xreplace(put).subs({eta: at["eta"], l: at["lambda"]}).doit()
    if getattr(found, "is_Matrix", False):
        return np.array(found.as_explicit().evalf().tolist(), dtype=float)
    return float(found)


def slopes(function: Callable[[dict[str, Any]], float], name: str) -> Any:
    """The gradient by differences."""
    at, step = drawn(), 1e-6
    found = np.zeros_like(at[name])
    for place in np.ndindex(found.shape):
        ends = []
        for sign in (1, -1):
            moved = at[name].copy()
            moved[place] += sign * step
            ends.append(function({**at, name: moved}))
        found[place] = (ends[0] - ends[1]) / (2 * step)
    return found


def loss(at: dict[str, Any]) -> float:
    return float(np.sum((at["X"] @ at["w"] - at["y"]) ** 2) + at["lambda"] * np.sum(at["w"] ** 2))


def right_gradient(function: Callable[[dict[str, Any]], float], name: str) -> Callable[[Any], bool]:
    def check(found: Any) -> bool:
        wanted, given = slopes(function, name), value(found, drawn())
        return bool(np.shape(given) == wanted.shape and np.allclose(given, wanted, rtol=1e-4, atol=1e-5))

    return check


def factor(k: int) -> Any:
    return I - 2 * eta / n * X * X.T if k == 1 else MatPow(I - 2 * eta / n * X * X.T, k)


def power(k: int) -> Any:
    """a'(I - 2 eta/n XX')^k a."""
    return MatMul(a.T, factor(k), a)


def right_power(k: int) -> Callable[[Any], bool]:
    def check(found: Any) -> bool:
        at = drawn()
        step = np.eye(SIZES["n"]) - 2 * at["eta"] / SIZES["n"] * at["X"] @ at["X"].T
        wanted = at["a"].T @ np.linalg.matrix_power(step, k) @ at["a"]
        multiplied_out = not sympy.sympify(found).has(MatPow(factor(1), k)) if k > 1 else True
        return bool(multiplied_out and np.allclose(value(found, at), wanted))

    return check


def sympy_expands(k: int) -> Any:
    """SymPy's own way, which leaves powers of sums as they are: multiplied out once more for each factor."""
    product = factor(1)
    for _ in range(k - 1):
        product = expand(product - 2 * eta / n * X * X.T * product)
    return expand(a.T * product * a)


FOURTH = power(4)

QUESTIONS: tuple[tuple[str, Callable[[], Any], Callable[[], Any], Callable[[Any], bool]], ...] = (
    ("gradient of ||Xw - y||^2 + lambda ||w||^2, products",
     lambda: gradient(LOSS, w), lambda: LOSS.diff(w), right_gradient(loss, "w")),
    ("the same, traces",
     lambda: gradient(TRACES, w), lambda: TRACES.diff(w), right_gradient(loss, "w")),
    ("gradient of log det A",
     lambda: gradient(log(Determinant(A)), A), lambda: log(Determinant(A)).diff(A),
     right_gradient(lambda at: float(np.linalg.slogdet(at["A"])[1]), "A")),
    ("gradient of tr(A^-1 B)",
     lambda: gradient(Trace(A.I * B), A), lambda: Trace(A.I * B).diff(A),
     right_gradient(lambda at: float(np.trace(np.linalg.inv(at["A"]) @ at["B"])), "A")),
    ("expansion of a'(I - 2 eta/n XX')^4 a",
     lambda: normal_form(FOURTH), lambda: sympy_expands(4), right_power(4)),
    ("(I + AB)^-1 A = A (I + BA)^-1",
     lambda: equal(LEFT, RIGHT).kind == "proved", lambda: simplify(LEFT - RIGHT) == ZeroMatrix(n, n),
     lambda found: found is True),
)  # fmt: skip


def timed(work: Callable[[], Any]) -> float:
    clear_cache()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def side_by_side(one: Callable[[], Any], other: Callable[[], Any]) -> tuple[float, float]:
    """The median time of each, taken in turn, so that a busy machine is busy for both."""
    pairs = [(timed(one), timed(other)) for _ in range(RUNS)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def answered(work: Callable[[], Any], check: Callable[[Any], bool]) -> str:
    """Right, wrong (for an equality: not found), or that it refuses."""
    try:
        found = work()
    except (NotImplementedError, TypeError, AttributeError, ValueError) as refusal:
        return type(refusal).__name__
    return "right" if check(found) else "wrong"


def questions() -> None:
    """Print each question with both answers."""
    print(f"{'':<54}{'here':>8}{'':>10}{'SymPy':>8}{'':>11}{'ratio':>8}")
    ratios = []
    for label, ours, theirs, check in QUESTIONS:
        answers = answered(ours, check), answered(theirs, check)
        mine, other = side_by_side(ours, theirs)
        if answers[1] == "right":
            ratios.append(other / mine)
        print(f"{label:<54}{answers[0]:>8}{1000 * mine:>7.2f} ms{answers[1]:>8}{1000 * other:>8.2f} ms"
              f"{other / mine:>8.1f}")  # fmt: skip
    print(f"median of the ratios where SymPy is right {median(ratios):.1f}\n")


def growth(most: int) -> None:
    """Print what the expansion costs for each power."""
    print(f"{'k':>3}{'words':>7}{'here':>12}{'':>8}{'words':>9}{'SymPy':>12}{'':>8}{'ratio':>8}")
    ratios = []
    for k in range(1, most + 1):
        whole = power(k)
        ours, theirs = normal_form(whole), sympy_expands(k)
        one, other = side_by_side(lambda whole=whole: normal_form(whole), lambda k=k: sympy_expands(k))
        ratios.append(other / one)
        kinds = [answered(lambda found=found: found, right_power(k)) for found in (ours, theirs)]
        print(f"{k:>3}{len(ours.args):>7}{1000 * one:>9.2f} ms{kinds[0]:>8}{len(theirs.args):>9}{1000 * other:>9.2f} ms"
              f"{kinds[1]:>8}{other / one:>8.1f}")  # fmt: skip
    print(f"median of the ratios {median(ratios):.1f}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--powers", type=int, default=POWERS, metavar="K", help="the highest power to expand")
    asked = arguments.parse_args()
    questions()
    growth(asked.powers)


if __name__ == "__main__":
    main()
