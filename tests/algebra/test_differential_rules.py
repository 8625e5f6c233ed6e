"""Every rule of differentiation against exact jets: row by row, and in random compositions.

The derivative along a direction by jets, of numbers that are exact or of balls, shares no code with the rules.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.algebra.abstain import Abstain, Budget
from derivations.algebra.differentials import PARTIAL, ROWS, differential
from derivations.algebra.entail import RULE_MODULES, normal_form
from derivations.algebra.signature import Signature
from derivations.algebra.workspace import Lessons, Workspace
from derivations.terms.term import Term, column, map_args, num, substitute, sym
from numeric.arithmetics.balls import balls_at
from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate
from numeric.faults import Fault, Inexact, UnsupportedHead
from numeric.functions import PolynomialFunction
from numeric.valuation import Model
from tests.algebra.random_terms import FACTS, SHAPES, Compositions, call, model, n

assert RULE_MODULES
BALLS = balls_at(256)
SIGNATURE = Signature({**SHAPES, "r": (n, num(1))}, {**FACTS, "r": frozenset({"random"})}, {})
x, X, s, a, b, A, B, t, i, r = (sym(name) for name in ("x", "X", "s", "a", "b", "A", "B", "t", "i", "r"))
DIRECTION = {"x": sym("v"), "X": sym("E"), "s": sym("t")}
one = num(1)
shifted = X + 7 * call("eye", n)
three = column(s, s**2, one)
other = column(one, s, num(2))

N = Term("matrix", tuple(map(num, (0, 2, 1, 0, 0, 3, 0, 0, 0))), (3, 3))


def integral(low: Term, high: Term, body: Term) -> Term:
    return call("integral", sym("u"), low, high, body)


CHECKS: dict[str, list[tuple[str, Term] | tuple[str, Term, Term]]] = {
    "add": [("x", x + a - x), ("X", X + A)],
    "neg": [("x", -x)],
    "mul": [("X", X * A * X), ("x", x.T * A * x), ("s", s * A * s)],
    "div": [("x", x / (x.T * x)), ("s", (s + 2) / (s - 3))],
    "pow": [("s", s**5), ("X", X**3), ("X", X**-2), ("s", num(2) ** s), ("x", call("norm", x, value="2") ** 2),
            ("x", (x.T * x) ** Fraction(3, 2)), ("s", (2 + s**2) ** s)],
    "sqrt": [("s", call("sqrt", 3 + s**2)), ("x", call("sqrt", call("hadamard", x, x)))],
    "abs": [("s", call("abs", s)), ("s", call("abs", 1 - s**3))],
    "sign": [("s", s * call("sign", s)), ("x", call("sign", x))],
    "transpose": [("X", A * X.T), ("x", x.T)],
    "adjoint": [("X", call("adjoint", X))],
    "conj": [("X", call("conj", X))],
    "inverse": [("X", call("inverse", shifted)), ("s", call("inverse", A + s * B)), ("s", call("inverse", s))],
    "trace": [("X", call("trace", A * X * X)), ("X", call("trace", X**3)), ("X", call("trace", X**-2)),
              ("X", call("trace", call("matexp", X))), ("X", call("trace", call("matfun", X, value="sin"))),
              ("X", call("trace", call("matfun", A * X, value="cosh")))],
    "det": [("X", call("det", X)), ("s", call("det", A + s * B))],
    "norm": [("x", call("norm", x, value="2")), ("X", call("norm", X, value="F")), ("x", call("norm", x, value="1")),
             ("X", call("norm", X, value="F") ** 4)],
    "inner": [("x", call("inner", x, A * x)), ("X", call("inner", X, X * A))],
    "hadamard": [("x", call("hadamard", x, A * x)), ("X", call("hadamard", X, X.T))],
    "kron": [("X", call("kron", X, A * X))],
    "cross": [("s", call("cross", three, other))],
    "diag": [("x", call("diag", x)), ("X", call("diag", X * A))],
    "vec": [("X", call("vec", A * X))],
    "entry": [("X", call("entry", X * X, num(1), num(2))), ("x", call("entry", A * x, num(3)))],
    "row": [("X", call("row", X * X, num(2)))],
    "col": [("X", call("col", X * X, num(2)))],
    "matexp": [("s", call("matexp", s * N), call("eye", num(3)) + s * N + s**2 * N * N / 2)],
    "matfun": [("s", call("matfun", s * A, value=name)) for name in ("sin", "cos", "sinh", "cosh")],
    "exp": [("s", call("exp", s / 2)), ("x", call("exp", x)), ("X", call("exp", X))],
    "sin": [("s", call("sin", s)), ("x", call("sin", A * x))],
    "cos": [("s", call("cos", s)), ("x", call("cos", A * x))],
    "sinh": [("s", call("sinh", s)), ("x", call("sinh", x))],
    "cosh": [("s", call("cosh", s)), ("x", call("cosh", x))],
    "tanh": [("s", call("tanh", s)), ("x", call("tanh", x)), ("X", call("tanh", X))],
    "sigmoid": [("s", call("sigmoid", s)), ("x", call("sigmoid", A * x))],
    "relu": [("s", call("relu", s)), ("x", call("relu", x))],
    "log": [("s", call("log", call("abs", s - 9))), ("s", call("log", 2 + s**2)),
            ("x", call("log", call("hadamard", x, x)))],
    "tan": [("s", call("tan", s / 4))],
    "asin": [("s", call("asin", s / 4))],
    "acos": [("s", call("acos", s / 4))],
    "atan": [("s", call("atan", s))],
    "max": [("s", call("max", s, 2 * s)), ("s", call("max", s**2, num(9)))],
    "min": [("s", call("min", s, 2 * s))],
    "sum": [("x", call("sum", i, one, n, call("entry", x, i) ** 3)), ("s", call("sum", i, one, n, s**i))],
    "prod": [("x", call("prod", i, one, n, call("entry", x, i)))],
    "integral": [("s", integral(num(0), s, s * sym("u")), s**3 / 2),
                 ("s", integral(s, num(2), sym("u")), 2 - s**2 / 2)],
    "antiderivative": [("s", call("antiderivative", s, 3 * s**2), s**3)],
    "matrix": [("s", column(s, s**2, 1 / s))],
    "piecewise": [("s", Term("piecewise", (s**2, Term("gt", (s, num(0))), -s)))],
    "grad": [("x", Term("grad", (x.T * A * x, x, x))), ("s", Term("grad", (s**4, s, s)))],
    "jacobian": [("x", call("trace", Term("jacobian", (call("hadamard", x, x), x, x))))],
    "expect": [("x", call("expect", (x.T * r) ** 2)), ("X", call("expect", r.T * X * r)),
               ("s", call("expect", s**3 * r))],
    "app": [("x", call("app", x, value="f")), ("s", Term("app", (s**2, 3 * s), "g"))],
}  # fmt: skip
"""For each head what to differentiate, and by what; then, where jets do not know the head, the same in other words."""


def test_no_rule_is_without_a_check() -> None:
    assert set(CHECKS) == set(ROWS)
    assert all(any(part.head == head for part in _walk(case[1])) for head, cases in CHECKS.items() for case in cases)


def _walk(term: Term) -> list[Term]:
    return [term, *(part for arg in term.args for part in _walk(arg))]


@pytest.mark.parametrize(
    ("head", "case"),
    [(head, case) for head, cases in CHECKS.items() for case in cases],
    ids=lambda each: str(each)[:60],
)
@pytest.mark.parametrize("seed", range(3))
def test_a_rule_agrees_with_jets(head: str, case: tuple[str, Term], seed: int) -> None:
    name, body = case[:2]
    ws = Workspace(SIGNATURE, Lessons(384), Budget(100_000))
    ruled = _known(differential(ws, body, name, DIRECTION[name]))
    _same(ruled, along(case[-1], name), _with_functions(seed))


def _known(term: Term) -> Term:
    """The partial derivatives that a rule leaves open, by jets."""
    inner = map_args(term, _known)
    if inner.head == "app" and str(inner.value).startswith(PARTIAL):
        places, _, name = str(inner.value)[1:].partition(":")
        arguments = tuple(sym(f"?{k}") for k in range(len(inner.args)))
        place = int(places) - 1
        at: dict[str, Term] = {f"?{k}": arg for k, arg in enumerate(inner.args) if k != place}
        function = substitute(Term("app", arguments, name), at)
        return Term("grad", (function, arguments[place], inner.args[place]))
    return inner


def _with_functions(seed: int) -> Model:
    found = model(seed)
    values = [tuple((Fraction(1 + k * row),) for row in range(found.sizes["n"])) for k in (2, -3)]
    outcomes = [(Fraction(1 + k, 3), {"r": value}) for k, value in enumerate(values)]
    functions = {name: PolynomialFunction(name, f"seed {seed}") for name in "fg"}
    return Model({**found.values, "r": values[0]}, found.sizes, functions, outcomes)


def along(body: Term, name: str) -> Term:
    """The derivative along the direction, by jets."""
    step = sym("τ")
    return Term("grad", (substitute(body, {name: sym(name) + step * DIRECTION[name]}), step, num(0)))


def _same(left: Term, right: Term, at: Model) -> None:
    try:
        values = [evaluate(term, RATIONALS, at) for term in (left, right)]
        assert RATIONALS.equal(*_matched(values, RATIONALS)), (left, right)
    except (Inexact, UnsupportedHead):
        values = [evaluate(term, BALLS, at) for term in (left, right)]
        values = _matched(values, BALLS)
        assert BALLS.equal(*values) is not False, (left, right)
        assert all(BALLS.is_narrow(value) for value in values)


def _matched(values: list, arithmetic) -> list:  # type: ignore[no-untyped-def, type-arg]
    """The number 0 is a zero of any shape."""
    shapes = [arithmetic.shape(value) for value in values]
    for place in (0, 1):
        if shapes[place] == (1, 1) != shapes[1 - place]:
            assert arithmetic.is_zero(values[place])
            zero = arithmetic.number(Fraction(0))
            rows, cols = shapes[1 - place]
            values[place] = arithmetic.build(rows, cols, [zero] * (rows * cols))
    return values


# --- compositions ------------------------------------------------------------------------------------------------

KINDS = ("gradient by x", "gradient by X", "gradient by s", "Jacobian", "Hessian", "direction", "matrix by s")


def question(kind: str, seed: int, real: bool, depth: int = 3) -> Term:
    make = Compositions(seed, real)
    match kind:
        case "gradient by x":
            return Term("grad", (make.scalar(depth), x, x))
        case "gradient by X":
            return Term("grad", (make.scalar(depth), X, X))
        case "gradient by s":
            return Term("grad", (make.scalar(depth), s, s))
        case "matrix by s":
            return Term("grad", (make.matrix(depth), s, s))
        case "Jacobian":
            return Term("jacobian", (make.vector(depth), x, x))
        case "Hessian":
            return Term("hessian", (make.scalar(depth - 1), x, x))
        case _:
            return along(make.scalar(depth), "X")


def compare(kind: str, seed: int, real: bool, depth: int = 3) -> bool:
    """Whether both sides could be had; they agree then."""
    asked = question(kind, seed, real, depth)
    try:
        found = normal_form(asked, SIGNATURE, 60_000)
        _same(found, asked, model(seed))
    except (Abstain, Fault):
        return False
    return True


@pytest.mark.parametrize("real", [False, True], ids=["rational", "real"])
@pytest.mark.parametrize("kind", KINDS)
def test_compositions_agree_with_jets(kind: str, real: bool) -> None:
    compared = sum(compare(kind, seed, real) for seed in range(25))
    assert compared >= 12, "too few compositions were compared to mean anything"


def test_a_wrong_rule_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ROWS, "inverse", lambda ws, term, d: term * d(term.args[0]) * term)
    with pytest.raises(AssertionError):
        sum(compare("gradient by X", seed, real=False) for seed in range(40))
