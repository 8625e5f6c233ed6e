"""Each move computes the next line, and refuses where it has nothing to do."""

from __future__ import annotations

import pytest

from derivations.document.context import Context, Definition
from derivations.latex.print import latex
from derivations.moves.calculus import differentiate, split_derivative
from derivations.moves.equations import (
    cancel_factor,
    cancel_terms,
    is_nonnegative,
    positive_root,
    solve,
    solve_square,
)
from derivations.moves.line import Equation, EquationMove, Move, at_once, chain, consequences, on_both
from derivations.moves.products import (
    expand,
    factor,
    fold_product,
    gather,
    inner_to_norm,
    is_symmetric,
    norm_to_inner,
    square_symmetric,
    turn_product,
    turn_symmetric,
)
from derivations.moves.rewriting import fold, put_in, unfold, use, within
from derivations.moves.scalars import sum_equal
from derivations.moves.words import CannotMove
from derivations.terms.term import Term, add, mul, num, sym
from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate
from numeric.faults import Inexact
from numeric.models import draw
from numeric.spec import Spec, SymbolSpec

n, d, one = sym("n"), sym("d"), num(1)
s, M = sym("s"), sym("M")
X, A, S, a, b, w, t, W, eta, lam, c = map(sym, ("X", "A", "S", "a", "b", "w", "t", "W", "eta", "lam", "c"))
SHAPES = {
    "X": (n, d),
    "A": (n, n),
    "S": (n, n),
    "W": (d, n),
    "a": (n, one),
    "b": (n, one),
    "t": (n, one),
    "w": (d, one),
    "M": (n, n),
    "u": (d, one),
}
CONTEXT = Context.of(
    shapes=SHAPES,
    facts={"S": ["symmetric"], "n": ["positive", "natural"], "d": ["positive", "natural"], "s": ["positive"]},
    definitions={
        "r": X * w - t,
        "q": c * c,
        "f": Definition("f", w.T * w, ("w",)),
        "M": 2 / n * (X * X.T),
        "u": X.T * a,
    },
)


def norm(of: Term) -> Term:
    return Term("norm", (of,), "2")


def grad(body: Term, by: Term) -> Term:
    return Term("grad", (body, by, by))


eye = Term("eye", (n,))

LINES = [
    (unfold("r"), norm(sym("r")), norm(X * w - t)),
    (unfold("f"), Term("app", (w + w,), "f"), (w + w).T * (w + w)),
    (unfold("r"), grad(sym("r"), c), grad(X * w - t, c)),
    (unfold("q"), grad(sym("q"), c), grad(c * c, c)),
    (unfold("q"), Term("grad", (sym("q") * c, c, a)), Term("grad", (c * c * sym("c'"), sym("c'"), a))),
    (fold("r"), norm(X * w - t), norm(sym("r"))),
    (fold("r"), add(X * w, -a, -t), sym("r") - a),
    (use(a, b, ""), A * a, A * b),
    (put_in({"a": b, "b": a}), A * a + b, A * b + a),
    (within("norm", expand()), norm(X * (w + w) - t) ** 2, norm(2 * X * w - t) ** 2),
    (expand(), (A + S) * (a + b), A * a + A * b + S * a + S * b),
    (expand(), (a + b).T * (a + b), a.T * a + 2 * a.T * b + b.T * b),
    (expand(), (1 - lam) * w, w - lam * w),
    (expand(), (X * w).T * a, w.T * X.T * a),
    (expand(), S.T * a, S * a),
    (expand(), a * (b.T * a), b.T * a * a),
    (factor(), a - c * (X * (X.T * a)), (eye - mul(c, X, X.T)) * a),
    (factor(), X.T * X * w - X.T * t, X.T * (X * w - t)),
    (factor(), 2 * a / n + 4 * eta * b / n, 2 / n * (a + 2 * eta * b)),
    (gather(), eta * (2 / n * (X.T * a)), mul(2 * eta / n, X.T, a)),
    (fold_product("M"), mul(X, X.T, X, X.T, a), mul(n**2 / 4, M, M, a)),
    (fold_product("u"), mul(a.T, X, w) + lam, sym("u").T * w + lam),
    (turn_symmetric("M"), mul(a.T, M.T, b), mul(a.T, M, b)),
    (turn_symmetric("M"), (M * a).T * (M * b), mul(a.T, M, M, b)),
    (at_once(expand(), factor()), X.T * (X * w) - X.T * t, X.T * (X * w - t)),
    (turn_product(), (A * a).T * b, mul(a.T, A.T, b)),
    (square_symmetric(), mul(a.T, S.T, S, a), mul(a.T, S**2, a)),
    (square_symmetric(), (eye - X * X.T).T * (eye - X * X.T), (eye - X * X.T) ** 2),
    (norm_to_inner(), norm(A * a) ** 2, (A * a).T * (A * a)),
    (inner_to_norm(), mul(num(3), a.T, X, X.T, a), 3 * norm(X.T * a) ** 2),
    (differentiate(), grad(w.T * w, w), 2 * w),
    (differentiate(), grad(mul(a.T, A, a), a), A * a + A.T * a),
    (differentiate(), grad(mul(a.T, S, a), a), mul(num(2), S, a)),
    (differentiate(), grad(mul(a.T, X, W, b), W), mul(X.T, a, b.T)),
    (differentiate(), grad(mul(b.T, W.T, w), W), w * b.T),
    (differentiate(), grad(eta**2 * (a.T * a) + eta, eta), mul(2 * eta, a.T, a) + 1),
    (differentiate(), grad(eta * a, eta), a),
    (differentiate(), Term("grad", (a + eta * b + eta**2 * a, eta, num(0))), b),
    (differentiate(), Term("grad", (eta**2 * a, eta, lam)), 2 * lam * a),
    (sum_equal(), Term("sum", (c, num(0), n - 1, eta)), n * eta),
    (sum_equal(), Term("sum", (c, num(1), n, eta * lam)) + eta, n * (eta * lam) + eta),
    (split_derivative(), grad(a.T * a + b.T * a, a), grad(a.T * a, a) + grad(b.T * a, a)),
]

REFUSED = [
    (unfold("w"), w, "no definition"),
    (unfold("r"), w, "leaves the line"),
    (fold("r"), X * w, "leaves the line"),
    (expand(), a + b, "leaves the line"),
    (expand(), norm(a) * a, "no polynomial"),
    (factor(), a, "nothing to share"),
    (factor(), a + b, "leaves the line"),
    (turn_product(), (A + S).T, "leaves the line"),
    (fold_product("M"), mul(X.T, X, w), "leaves the line"),
    (fold_product("r"), X * w - t, "is no product"),
    (fold_product("w"), w, "no definition"),
    (turn_symmetric("M"), mul(a.T, M, b), "leaves the line"),
    (turn_symmetric("u"), sym("u").T * w, "not found to be symmetric"),
    (square_symmetric(), A.T * A, "leaves the line"),
    (norm_to_inner(), norm(a), "leaves the line"),
    (norm_to_inner(), norm(A) ** 2, "leaves the line"),
    (inner_to_norm(), a.T * b, "no squared norm"),
    (within("norm", expand()), a, "no norm"),
    (differentiate(), grad(A * a, a), "a matrix by a matrix"),
    (differentiate(), grad(norm(a), a), "no polynomial"),
    (differentiate(), a, "leaves the line"),
    (sum_equal(), Term("sum", (c, num(0), n, c * eta)), "leaves the line"),
    (put_in({"b": w}), a, "leaves the line"),
]


def plain(term: Term) -> Term:
    """Products within products and sums at the head of sums as one, so that tables can be written with operators."""
    args: list[Term] = []
    for place, arg in enumerate(map(plain, term.args)):
        joins = arg.head == term.head and (term.head == "mul" or (term.head == "add" and place == 0))
        args.extend(arg.args if joins else (arg,))
    return Term(term.head, tuple(args), term.value)


@pytest.mark.parametrize(("move", "before", "after"), LINES, ids=lambda v: v.name if isinstance(v, Move) else latex(v))
def test_a_move_computes_the_next_line(move: Move, before: Term, after: Term) -> None:
    (line,) = chain(before, [move], CONTEXT)
    assert plain(line.rhs) == plain(after)


@pytest.mark.parametrize(("move", "before", "why"), REFUSED)
def test_a_move_refuses(move: Move, before: Term, why: str) -> None:
    with pytest.raises(CannotMove, match=why):
        chain(before, [move], CONTEXT)


def spec_of(name: str) -> SymbolSpec:
    rows, cols = (str(size.value) if size.head == "sym" else 1 for size in SHAPES[name])
    return SymbolSpec(rows, cols, CONTEXT.facts_of(name))


SPEC = Spec({**{name: spec_of(name) for name in SHAPES}, **dict.fromkeys(("eta", "lam", "c"), SymbolSpec())})
MODELS = [model for turn in range(6) if (model := draw(SPEC, 2, turn)) is not None]
VALUED = [
    (move, before) for move, before, _ in LINES if move.name not in ("unfold", "name", "use", "put in", "symmetric")
]


@pytest.mark.parametrize(("move", "before"), VALUED, ids=lambda v: v.name if isinstance(v, Move) else latex(v))
def test_a_move_keeps_the_value(move: Move, before: Term) -> None:
    """By jets and rationals, which share nothing with the moves."""
    after, compared = move.compute(before, CONTEXT), 0
    for model in MODELS:
        try:
            value = evaluate(before, RATIONALS, model)
        except Inexact:
            continue
        assert RATIONALS.equal(value, evaluate(after, RATIONALS, model)) is True
        compared += 1
    assert compared


def solved(lhs: Term, rhs: Term, unknown: str) -> tuple[Term, tuple[Term, ...]]:
    (line,) = consequences(Equation(lhs, rhs), [solve(unknown)], CONTEXT)
    assert line.lhs == sym(unknown)
    return line.rhs, line.conditions


def test_solving_puts_plain_coefficients_first_and_states_what_it_divides_by() -> None:
    found, conditions = solved(2 * eta / n * norm(A * a) ** 2, norm(a) ** 2, "eta")
    assert latex(found) == r"\frac{n}{2} \frac{\|a\|_2^2}{\|A a\|_2^2}"
    assert [latex(condition) for condition in conditions] == [r"A a \ne 0"]


def test_solving_states_a_factor_that_the_solution_no_longer_shows() -> None:
    found, conditions = solved(lam * c * eta, lam * c, "eta")
    assert found == num(1)
    assert {latex(condition) for condition in conditions} == {r"c \ne 0", r"\mathrm{lam} \ne 0"}


@pytest.mark.parametrize(
    ("lhs", "rhs", "unknown", "why"),
    [
        (eta**2, num(4), "eta", "degree 2"),
        (lam, num(4), "eta", "degree 0"),
        (norm(eta * a), num(1), "eta", "stands inside"),
    ],
)
def test_solving_refuses(lhs: Term, rhs: Term, unknown: str, why: str) -> None:
    with pytest.raises(CannotMove, match=why):
        solved(lhs, rhs, unknown)


def test_a_square_and_its_positive_root() -> None:
    square, root = consequences(
        Equation(lam * (n - d / s**2), num(0)), [solve_square("s"), positive_root("s")], CONTEXT
    )
    assert (latex(square.lhs), latex(square.rhs)) == ("s^2", r"\frac{d}{n}")
    assert [latex(condition) for condition in square.conditions] == [r"\mathrm{lam} \ne 0"]
    assert latex(root.rhs) == r"\sqrt{\frac{d}{n}}"


@pytest.mark.parametrize(
    ("lhs", "move", "why"),
    [
        (s**2 + s, solve_square("s"), "otherwise than by its square"),
        (s**4, solve_square("s"), "otherwise than by its square"),
        (s**2, positive_root("n"), "no equation for the square"),
        (eta**2, positive_root("eta"), "not known to be positive"),
    ],
)
def test_no_square_no_root(lhs: Term, move: EquationMove, why: str) -> None:
    with pytest.raises(CannotMove, match=why):
        consequences(Equation(lhs, num(3)), [move], CONTEXT)


def test_cancelling() -> None:
    start = Equation(w - 2 * eta * w - X.T * a, w - lam * w - X.T * a)
    terms, factors = consequences(start, [cancel_terms(), cancel_factor(w)], CONTEXT)
    assert (terms.lhs, terms.rhs) == (mul(2 * eta, w), lam * w)
    assert factors.rhs == lam
    assert [latex(condition) for condition in factors.conditions] == [r"w \ne 0"]


def test_cancelling_refuses_a_factor_that_is_not_there() -> None:
    with pytest.raises(CannotMove, match="no multiple"):
        consequences(Equation(A * a, b), [cancel_factor(a)], CONTEXT)


def test_a_move_on_both_sides_must_change_one() -> None:
    (line,) = consequences(Equation(a, b), [on_both(use(a, b, ""))], CONTEXT)
    assert (line.lhs, line.rhs) == (b, b)
    with pytest.raises(CannotMove):
        consequences(Equation(a, b), [on_both(use(w, b, ""))], CONTEXT)


@pytest.mark.parametrize(
    ("matrix", "symmetric"), [(S, True), (X * X.T, True), (eye - 2 * S, True), (A, False), (S * A, False)]
)
def test_symmetry_is_found_word_by_word(matrix: Term, symmetric: bool) -> None:
    assert is_symmetric(matrix, CONTEXT) is symmetric


@pytest.mark.parametrize(
    ("term", "known"),
    [(8 / n * norm(a) ** 2, True), (-(norm(a) ** 2), False), (eta * norm(a) ** 2, False), (a.T * b, False)],
)
def test_nonnegative_only_where_it_is_known(term: Term, known: bool) -> None:
    assert is_nonnegative(term, CONTEXT) is known
