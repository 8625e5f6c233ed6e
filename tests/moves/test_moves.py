"""Each move computes the next line, and refuses where it has nothing to do."""

from __future__ import annotations

import pytest

from derivations.document.context import Context, Definition
from derivations.latex.print import latex
from derivations.moves.calculus import differentiate, split_derivative
from derivations.moves.equations import (
    against_zero,
    cancel_factor,
    cancel_terms,
    is_nonnegative,
    over,
    plus,
    positive_root,
    round_down,
    solve,
    solve_square,
    swap,
    times_denominator,
)
from derivations.moves.line import Equation, EquationMove, Move, applying, at_once, chain, consequences, on_both
from derivations.moves.literals import as_product, stack
from derivations.moves.products import (
    expand,
    factor,
    fold_product,
    gather,
    inner_to_norm,
    inner_to_product,
    is_symmetric,
    norm_to_inner,
    product_to_inner,
    square_symmetric,
    turn_product,
    turn_symmetric,
)
from derivations.moves.rewriting import fold, insert, unfold, use, within
from derivations.moves.scalars import (
    drop_neutral,
    floor_of_whole,
    join_powers,
    known_as,
    one_fraction,
    simplify,
    split_off,
)
from derivations.moves.sums import (
    count_terms,
    decide,
    drop_zeros,
    indices,
    listed,
    look_up,
    pull_out,
    reverse,
    sum_equal,
    tabulated,
    write_out,
)
from derivations.moves.words import CannotMove
from derivations.terms.term import Term, add, column, mul, num, sym
from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate
from numeric.faults import Inexact
from numeric.models import draw
from numeric.spec import FunctionSpec, Spec, SymbolSpec

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


def total(index: Term, low: Term, high: Term, body: Term) -> Term:
    return Term("sum", (index, low, high, body))


def at(of: str, *places: Term) -> Term:
    return Term("app", places, of)


def matrix(rows: int, *cells: Term) -> Term:
    return Term("matrix", cells, (rows, len(cells) // rows))


def inner(left: Term, right: Term) -> Term:
    return Term("inner", (left, right))


def floor(of: Term) -> Term:
    return Term("floor", (of,))


def cases(value: Term, condition: Term, other: Term) -> Term:
    return Term("piecewise", (value, condition, other))


def ones(*ranges: tuple[str, Term], body: Term = one) -> Term:
    """A sum of ones over ranges from 1, the first one outermost."""
    for index, high in reversed(ranges):
        body = Term("sum", (sym(index), one, high, body))
    return body


k, m = sym("k"), sym("m")
zero, two = num(0), num(2)
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
    (insert({"a": b, "b": a}, ""), A * a + b, A * b + a),
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
    (at_once("", expand(), factor()), X.T * (X * w) - X.T * t, X.T * (X * w - t)),
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
    (inner_to_product(), inner(A * a, b), (A * a).T * b),
    (product_to_inner(), mul(a.T, A, b), inner(a, A * b)),
    (
        reverse("k"),
        total(k, zero, n - 1, at("h", k) * at("h", eta - k)),
        total(k, zero, n - 1, at("h", add(n, num(-1), -k)) * at("h", eta - add(n, num(-1), -k))),
    ),
    (pull_out("k"), total(k, one, n, eta * at("h", k) * c), mul(eta, c, total(k, one, n, at("h", k)))),
    (write_out(), total(k, one, two, at("h", k - 1)), at("h", zero) + at("h", one)),
    (write_out(), total(k, two, one, at("h", k)), zero),
    (
        write_out(),
        total(k, one, two, total(m, one, k, at("h", m))),
        add(total(m, one, one, at("h", m)), total(m, one, two, at("h", m))),
    ),
    (indices("h"), at("h", eta - (eta - 1)) * (c + c), at("h", one) * (c + c)),
    (simplify(), (eta + 1) * c - c, eta * c),
    (simplify(expand=False), add((eta + 1) * c, c, -c), (eta + 1) * c),
    (simplify(), 2 * c / two, c),
    (simplify(), column(c + c, c - c), column(2 * c, zero)),
    (drop_zeros(), add(mul(one, c), mul(zero, eta), mul(num(-1), eta, one)), c - eta),
    (floor_of_whole(), floor((n + 2 * d) / num(1)), n + 2 * d),
    (decide(), cases(a, Term("lt", (num(-2), zero)), b), a),
    (decide(), cases(a, Term("ge", (num(-2), zero)), b), b),
    (stack(), Term("vec", (matrix(2, eta, c, lam, one),)), column(eta, lam, c, one)),
    (as_product(column(eta, lam)), column(c * eta - lam, zero), matrix(2, c, num(-1), zero, zero) * column(eta, lam)),
    (count_terms(), ones(("i", n), ("j", d), ("k", n)), n**2 * d),
    (count_terms(), ones(("i", num(3)), ("j", n)), 3 * n),
    (split_derivative(), grad(a.T * a + b.T * a, a), grad(a.T * a, a) + grad(b.T * a, a)),
    (drop_neutral(), (1 - eta * 0) * c - lam / num(1), c - lam),
    (drop_neutral(), one * a + 0, a),
    (drop_neutral(), -(0 * eta) + c, c),
    (join_powers(), 1 - eta * eta ** (n - 1), 1 - eta**n),
    (split_off(lam - 3), lam - 3 - 2 * eta * (lam - 3), (1 - 2 * eta) * (lam - 3)),
    (known_as(c - lam, ""), lam * (c / lam - 1), c - lam),
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
    (count_terms(), ones(("i", eta)), "does not count"),
    (count_terms(), ones(("i", num(-2))), "does not count"),
    (count_terms(), ones(("i", n), ("j", sym("i"))), "does not count"),
    (count_terms(), ones(("n", n), ("j", n)), "does not count"),
    (count_terms(), ones(("i", n), body=sym("i")), "no sum of ones"),
    (differentiate(), grad(A * a, a), "a matrix by a matrix"),
    (differentiate(), grad(norm(a), a), "no polynomial"),
    (differentiate(), a, "leaves the line"),
    (sum_equal(), Term("sum", (c, num(0), n, c * eta)), "leaves the line"),
    (insert({"b": w}, ""), a, "leaves the line"),
    (inner_to_product(), inner(A, S), "leaves the line"),
    (product_to_inner(), A.T * b, "leaves the line"),
    (reverse("k"), total(m, one, n, at("h", m)), "leaves the line"),
    (pull_out("k"), total(k, one, n, at("h", k) * k), "leaves the line"),
    (write_out(), total(k, one, n, at("h", k)), "leaves the line"),
    (indices("h"), at("g", k - (k - 1)), "leaves the line"),
    (simplify(), eta * c - lam, "leaves the line"),
    (drop_zeros(), eta + c, "leaves the line"),
    (floor_of_whole(), floor((n + 1) / two), "leaves the line"),
    (floor_of_whole(), floor(eta), "leaves the line"),
    (decide(), cases(a, Term("lt", (eta, zero)), b), "leaves the line"),
    (stack(), Term("vec", (A,)), "leaves the line"),
    (as_product(column(eta)), column(eta * eta), "not linear"),
    (as_product(column(eta)), column(eta + 1), "not linear"),
    (as_product(column(eta)), column(Term("exp", (eta,))), "not linear"),
    (as_product(column(eta)), eta, "no column"),
    (look_up("q"), at("q", one), "no table"),
    (drop_neutral(), 0 * a, "leaves the line"),
    (drop_neutral(), a / n, "leaves the line"),
    (join_powers(), eta**n * lam**n, "leaves the line"),
    (split_off(lam - 3), lam**2, "no factor"),
    (known_as(c, ""), c + lam, "not found to be"),
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


SPEC = Spec(
    {**{name: spec_of(name) for name in SHAPES}, **dict.fromkeys(("eta", "lam", "c"), SymbolSpec())},
    {"h": FunctionSpec()},
)
MODELS = [model for turn in range(6) if (model := draw(SPEC, 2, turn)) is not None]
VALUED = [
    (move, before) for move, before, _ in LINES if move.name not in ("unfold", "name", "use", "insert", "symmetric")
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


TABLES = Context.of(
    definitions={
        "g": tabulated("g", [[eta, c], [lam, two]], ("i", "j"), (1, 0, 0, 2)),
        "h": listed("h", [eta, c], "i"),
    }
)


@pytest.mark.parametrize(
    ("places", "cell"),
    [((0, 0), eta), ((0, 1), c), ((1, 0), lam), ((-1, 0), zero), ((1, 3), zero), ((0, 2), zero)],
)
def test_tables_have_zeros_in_their_margins(places: tuple[int, int], cell: Term) -> None:
    (line,) = chain(at("g", *map(num, places)), [look_up("g")], TABLES)
    assert line.rhs == cell


@pytest.mark.parametrize("places", [(-2, 0), (2, 0), (0, -1), (0, 4)])
def test_tables_end(places: tuple[int, int]) -> None:
    with pytest.raises(CannotMove, match="of a table of 3 x 4"):
        look_up("g").compute(at("g", *map(num, places)), TABLES)


def test_lists_count_from_0() -> None:
    assert [look_up("h").compute(at("h", num(place)), TABLES) for place in (0, 1)] == [eta, c]
    with pytest.raises(CannotMove, match="of a table of 2 x 1"):
        look_up("h").compute(at("h", two), TABLES)


@pytest.mark.parametrize("rows", [[[eta, c], [lam]], [[]], []])
def test_rows_of_a_table_are_all_as_long(rows: list[list[Term]]) -> None:
    with pytest.raises(ValueError, match="needed"):
        tabulated("g", rows, ("i", "j"))


def test_an_empty_list_is_no_table() -> None:
    with pytest.raises(ValueError, match="needed"):
        listed("h", [], "i")


def test_moves_at_once_are_one_line_and_those_that_do_nothing_are_left_out() -> None:
    moves = [use(a, b, ""), use(S, A, ""), use(b, w, "")]
    (line,) = chain(a, [at_once("all", *moves)], CONTEXT)
    assert (line.rhs, line.reason) == (w, "all")
    assert applying(a, moves, CONTEXT) == [moves[0], moves[2]]


def test_adding_and_dividing_on_both_sides() -> None:
    start = Equation(lam, n * (eta - 1) + c)
    added, divided, swapped = consequences(start, [plus(-c), over(n), swap()], CONTEXT)
    assert (added.lhs, added.rhs) == (lam - c, n * (eta - 1))
    assert (divided.lhs, divided.rhs, divided.conditions) == ((lam - c) / n, add(eta, num(-1)), ())
    assert (swapped.lhs, swapped.rhs) == (divided.rhs, divided.lhs)
    (stated,) = consequences(start, [over(eta)], CONTEXT)
    assert [latex(condition) for condition in stated.conditions] == [r"\mathrm{eta} \ne 0"]


def test_rounding_down_leaves_a_fraction_out_where_the_rest_is_whole() -> None:
    start = Equation(eta, add(n, num(-1), lam / n))
    (whole,) = consequences(start, [round_down(lam / n, "")], CONTEXT)
    assert (whole.lhs, whole.rhs) == (floor(eta), add(n, num(-1)))
    (other,) = consequences(start, [round_down(c / n, "")], CONTEXT)
    assert other.rhs == floor(start.rhs)
    (unknown,) = consequences(Equation(eta, c + lam / n), [round_down(lam / n, "")], CONTEXT)
    assert unknown.rhs == floor(c + lam / n)


@pytest.mark.parametrize("move", [plus(zero), swap()])
def test_nothing_to_do_on_both_sides(move: EquationMove) -> None:
    with pytest.raises(CannotMove, match="leaves the equation"):
        consequences(Equation(eta, eta), [move], CONTEXT)


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


def test_a_denominator_goes_to_the_other_side() -> None:
    (line,) = consequences(Equation(eta, lam / (2 * c)), [times_denominator()], CONTEXT)
    assert (latex(line.lhs), line.rhs) == (r"2 c \mathrm{eta}", lam)
    with pytest.raises(CannotMove, match="no fraction"):
        consequences(Equation(eta, lam), [times_denominator()], CONTEXT)


@pytest.mark.parametrize(
    ("term", "fraction"),
    [
        (c / (c - s) - 1, r"\frac{s}{c - s}"),
        (-(s / (c - s)), r"\frac{s}{s - c}"),
        ((1 - s) / (s + 1) - 1, r"-\frac{2 s}{s + 1}"),
    ],
)
def test_a_fraction_hides_its_sign_below_where_it_can(term: Term, fraction: str) -> None:
    (line,) = chain(term, [one_fraction()], CONTEXT)
    assert latex(line.rhs) == fraction


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


def test_a_sign_is_a_line_only_where_it_is_known() -> None:
    assert against_zero(n * (d - 1), CONTEXT).sign == "ge"
    assert against_zero(n * (d - 1) + 1, CONTEXT).sign == "gt"
    for unknown in (d - 2, eta):
        with pytest.raises(CannotMove, match="negative"):
            against_zero(unknown, CONTEXT)
