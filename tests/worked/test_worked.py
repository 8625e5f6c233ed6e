"""The derivations of our own: computed in any letters, judged line by line, and confirmed by simulations."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from sys import modules

import numpy as np
import pytest

import derivations
from derivations.latex.print import latex
from derivations.moves.derivation import Derivation, Quantity
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term
from derivations.verify import judge
from derivations.worked import WORKED
from numeric.arithmetics.balls import balls_at
from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate
from numeric.faults import Inexact, Undefined
from numeric.models import Model, draw
from numeric.spec import Spec, SymbolSpec

RENAMED = {
    "one_step_loss": {"X": "A", "t": "b", "w": "x", "eta": r"\alpha", "a": "r", "L": "f", "n": "m", "d": "p"},
    "receptive_field": {"k": "f", "s": r"\sigma", "d": "g", "u": "i", "a": "p", "b": "q", "r": "v", "j": "h"},
    "rmsprop": {"w": "u", "v": "m", "g": "h", "r": "q", "eta": r"\alpha", "beta": r"\rho", "epsilon": r"\delta"},
    "unrolled_graph": {"X": "A", "t": "b", "w": "x", "eta": r"\alpha", "n": "m", "d": "p", "T": "N"},
    "unrolled_memory": {"X": "A", "t": "b", "w": "x", "eta": r"\alpha", "a": "r", "k": "l", "T": "N", "s": "q"},
    "weight_decay": {"X": "A", "t": "b", "w": "x", "eta": r"\alpha", "decay": r"\gamma", "penalty": r"\mu", "L": "f"},
}

RESULTS = {
    ("one_step_loss", "gradient"): r"\frac{2}{n} X^\top (X w - t)",
    ("one_step_loss", "step"): r"w_0 - \frac{2 \eta}{n} X^\top a",
    ("one_step_loss", "loss_after"): r"\frac{1}{n} a^\top \left( I_n - \frac{2 \eta}{n} X X^\top \right)^2 a",
    ("one_step_loss", "best_rate"): r"\frac{n}{2} \frac{\|X^\top a\|_2^2}{\|X X^\top a\|_2^2}",
    ("one_step_loss", "curvature"): r"\frac{8}{n^3} \|X X^\top a\|_2^2",
    ("receptive_field", "field"): "1 + d_1 (k_1 - 1) + d_2 s_1 (k_2 - 1) + d_3 s_1 s_2 (k_3 - 1)",
    ("receptive_field", "size"): "14",
    ("rmsprop", "w_{0,1}"): r"\frac{8 \eta}{\epsilon + 8 \sqrt{1 - \beta}}",
    ("rmsprop", "w_{1,1}"): r"\frac{4 \eta}{\epsilon + 4 \sqrt{1 - \beta}}",
    ("rmsprop", "v_{0,1}"): r"(1 - \beta) (64 \beta + g_{0,1}^2)",
    ("rmsprop", "w_{0,2}"): (
        r"\frac{8 \eta}{\epsilon + 8 \sqrt{1 - \beta}}"
        r" - \frac{\eta g_{0,1}}{\sqrt{(1 - \beta) (64 \beta + g_{0,1}^2)} + \epsilon}"
    ),
    ("unrolled_graph", "nodes"): "6 + 3 T",
    ("unrolled_graph", "edges"): "4 + 8 T",
    ("unrolled_memory", "tangent"): r"\dot{w}_k - g_k - \eta H \dot{w}_k",
    ("unrolled_memory", "adjoint"): r"\bar{w}_{k+1} - \eta H \bar{w}_{k+1}",
    ("unrolled_memory", "forward_memory"): r"\max(3 d + 2 n, 4 d + n, 5 d)",
    ("unrolled_memory", "reverse_memory"): r"(T - 1) d + \max(3 d, d + 2 n, 1 + 2 d + n)",
    ("unrolled_memory", "checkpointed_memory"): r"c - 2 d + d s + \frac{T d}{s}",
    ("unrolled_memory", "best_segment"): r"\sqrt{T}",
    ("unrolled_memory", "least_memory"): r"2 d \sqrt{T} + c - 2 d",
    ("weight_decay", "penalised_step"): r"w_0 - 2 \eta \tilde{\lambda} w_0 - \frac{2 \eta}{n} X^\top a",
    ("weight_decay", "decayed_step"): r"w_0 - \lambda w_0 - \frac{2 \eta}{n} X^\top a",
    ("weight_decay", "penalty"): r"\frac{\lambda}{2 \eta}",
}

NAMES = sorted(WORKED)
BALLS = balls_at(200)


@pytest.mark.parametrize(("name", "result"), RESULTS, ids=":".join)
def test_results(name: str, result: str) -> None:
    assert latex(WORKED[name].derive().results[result]) == RESULTS[name, result]


@pytest.mark.parametrize("name", NAMES)
def test_other_letters_give_the_same_lines_in_those_letters(name: str) -> None:
    plain, renamed = WORKED[name].derive(), WORKED[name].derive(**RENAMED[name])
    assert len(plain.lines) == len(renamed.lines)
    # letters that were renamed stand nowhere any more
    gone = {old for old, new in zip(_letters(plain), _letters(renamed), strict=True) if old != new}
    for line in renamed.lines:
        assert not gone & _symbols(line.rhs), line


def _letters(derivation: Derivation) -> list[str]:
    return [quantity.name for quantity in derivation.quantities]


def _symbols(term: Term) -> set[str]:
    found = {str(term.value)} if term.head == "sym" else set()
    return found.union(*map(_symbols, term.args))


@pytest.mark.parametrize("name", NAMES)
def test_no_line_repeats_the_line_before(name: str) -> None:
    lines = WORKED[name].derive().lines
    for line, following in pairwise(lines):
        assert following.lhs is not None or following.rhs != line.rhs


@pytest.mark.parametrize("name", NAMES)
def test_every_line_that_claims_holds_in_random_models(name: str) -> None:
    """Both sides with the definitions put in, by rationals and jets: nothing of the moves is used."""
    derivation = WORKED[name].derive()
    sizes = {q.name for q in derivation.quantities if "natural" in q.facts}
    symbols = {q.name: _spec(q) for q in derivation.quantities if q.name not in sizes}
    checked = 0
    for turn in range(5):
        model = draw(Spec(symbols, sizes=tuple(sizes)), 4, turn)
        if model is None:
            continue
        for relation in derivation.document().relations:
            if relation.role == "given" or relation.premises or relation.sign != "eq":
                continue
            assert relation.lhs is not None
            assert relation.rhs is not None
            sides = [_put_in(side, derivation) for side in (relation.lhs, relation.rhs)]
            try:
                assert _are_equal(*sides, model), relation
            except Undefined:
                continue  # outside the conditions that the derivation states
            checked += 1
    assert checked > 20


def _are_equal(lhs: Term, rhs: Term, model: Model) -> bool:
    """Exactly, or where roots have no exact value as far as 200 bits tell."""
    try:
        return RATIONALS.equal(evaluate(lhs, RATIONALS, model), evaluate(rhs, RATIONALS, model)) is True
    except Inexact:
        return BALLS.equal(evaluate(lhs, BALLS, model), evaluate(rhs, BALLS, model)) is not False


def _spec(quantity: Quantity) -> SymbolSpec:
    rows, cols = (str(size.value) if size.head == "sym" else 1 for size in quantity.shape)
    return SymbolSpec(rows, cols, frozenset({"nonzero"}) if quantity.shape == SCALAR else frozenset())


def _put_in(term: Term, derivation: Derivation) -> Term:
    """Definitions put in, also under derivatives, whose variable then meets itself inside L_1."""
    from derivations.moves.rewriting import unfold

    names = [d.name for d in derivation.definitions]
    for _ in names:
        term = unfold(*names).compute(term, derivation.context)
    return term


@pytest.mark.parametrize("letters", [{}, RENAMED], ids=["plain", "renamed"])
@pytest.mark.parametrize("name", NAMES)
def test_the_judge_proves_every_line_without_sympy(name: str, letters: dict[str, dict[str, str]]) -> None:
    document = WORKED[name].derive(**letters.get(name, {})).document()
    checked = judge(document)
    for relation in document.relations:
        verdict = checked.verdicts[relation.id]
        assert verdict.kind == ("given" if relation.role == "given" else "proved"), (relation.rhs_text, verdict)
        assert verdict.method != "simplify"


def test_the_judge_does_not_prove_a_line_that_was_spoilt() -> None:
    derivation = WORKED["one_step_loss"].derive()
    spoilt = {place for place, line in enumerate(derivation.lines) if line.move == "factor"}
    lines = tuple(
        replace(line, rhs=2 * line.rhs) if place in spoilt else line for place, line in enumerate(derivation.lines)
    )
    checked = judge(replace(derivation, lines=lines).document())
    assert spoilt
    for place in spoilt:
        assert checked.verdicts[str(place + 1)].kind in ("refuted", "undecided")


@pytest.mark.parametrize("name", NAMES)
def test_simulations_agree(name: str) -> None:
    reports = WORKED[name]().crosscheck(trials=10, seed=3)
    assert reports
    for report in reports:
        assert report.passed, str(report)


@pytest.mark.parametrize("name", NAMES)
def test_the_document_has_every_line_once_and_in_order(name: str) -> None:
    derivation = WORKED[name].derive()
    relations = derivation.document().relations
    assert [relation.id for relation in relations] == [str(k) for k in range(1, len(derivation.lines) + 1)]
    assert all(relation.lhs is not None and relation.rhs is not None for relation in relations)
    assert all(bool(relation.premises) == (relation.implication is not None) for relation in relations)


@pytest.mark.parametrize("name", NAMES)
def test_results_are_sympy_objects(name: str) -> None:
    import sympy

    derivation = WORKED[name].derive()
    for result in derivation.results:
        assert isinstance(derivation.sympy(result), sympy.Basic)
        assert isinstance(derivation.sympy(result, {"n": 2, "d": 3}), sympy.Basic)


def test_conditions_are_stated() -> None:
    stated = {name: [latex(c) for c in WORKED[name].derive().conditions] for name in NAMES}
    assert stated == {
        "one_step_loss": [r"X X^\top a \ne 0"],
        "receptive_field": [],
        "rmsprop": [r"\beta < 1"],
        "unrolled_graph": [],
        "unrolled_memory": [],
        "weight_decay": [r"w_0 \ne 0", r"\eta \ne 0"],
    }


def test_rmsprop_leaves_the_span_unless_all_entries_are_as_large() -> None:
    def says(x: tuple[int, ...], t: int = 2) -> bool:
        return any(line.sign == "ne" for line in WORKED["rmsprop"].derive(tuple(map(Fraction, x)), Fraction(t)).lines)

    assert all(says(x) for x in ((2, 1), (3, -1, 2), (1, 0, 2)))
    assert not any(says(x) for x in ((1, -1), (2, 0)))
    assert not says((2, 1), t=0)


def test_other_data_and_more_steps_are_judged() -> None:
    derivation = WORKED["rmsprop"].derive((Fraction(3), Fraction(-1), Fraction(2)), Fraction(5), 4)
    assert judge(derivation.document()).summary["proved"] > 20
    assert {"given", "proved"} == {kind for kind, count in judge(derivation.document()).summary.items() if count}


def test_the_straight_line_grows_with_the_steps_alone() -> None:
    lengths = [len(WORKED["rmsprop"].derive(entries=2, steps=steps).lines) for steps in (10, 20, 40)]
    assert lengths[2] - lengths[1] == 2 * (lengths[1] - lengths[0])


@pytest.mark.parametrize(
    ("kernels", "strides", "dilations", "size"),
    [
        ((5, 2, 5), (1, 2, 1), (1, 1, 1), 14),
        ((3, 2, 3), (1, 2, 1), (1, 1, 1), 8),
        ((3,) * 4, (1,) * 4, (1, 2, 4, 8), 31),
    ],
)
def test_receptive_fields(
    kernels: tuple[int, ...], strides: tuple[int, ...], dilations: tuple[int, ...], size: int
) -> None:
    derivation = WORKED["receptive_field"].derive(kernels, strides, dilations)
    assert latex(derivation.results["size"]) == str(size)


@pytest.mark.parametrize("lists", [((3, 3), (1,), (1, 1)), ((0,), (1,), (1,)), ((), (), ())])
def test_layers_that_are_none(lists: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(ValueError, match=r"needed|at least 1"):
        WORKED["receptive_field"].derive(*lists)


def test_an_unknown_derivation_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="did you mean rmsprop"):
        derivations.worked["rms_prop"]  # type: ignore[index]
    with pytest.raises(KeyError, match=r"there are .*, weight_decay"):
        WORKED["zzz"]


def test_results_run_over_batches() -> None:
    """Parameters may be arrays, matrices stacks of them; sizes of one make no scalars of columns."""
    done = WORKED["one_step_loss"]()
    random = np.random.default_rng(0)
    for n, d in ((3, 2), (1, 2), (3, 1), (1, 1)):
        X, t, w = random.normal(size=(5, n, d)), random.normal(size=(5, n, 1)), random.normal(size=(5, d, 1))
        eta = random.normal(size=5)
        step = done.numpy("step")
        batch = step(X, t, w, eta)
        assert batch.shape == (5, d, 1)
        for k in range(5):
            assert np.allclose(batch[k], step(X[k], t[k], w[k], eta[k]))
        assert done.numpy("loss_after")(X[0], t[0], w[0], np.linspace(0, 1, 7)).shape == (7,)
    with pytest.raises(ValueError, match=r"t has 2 where n is 3"):
        done.numpy("step")(np.ones((3, 2)), np.ones((2, 1)), np.ones((2, 1)), 0.1)
    with pytest.raises(ValueError, match="rows and columns are needed"):
        done.numpy("step")(np.ones((3, 2)), np.ones(3), np.ones((2, 1)), 0.1)


def test_nothing_in_the_files_types_a_result_in() -> None:
    """A line is `chain`, `consequences` or `given`; only definitions and what is asked are given."""
    from inspect import getsource

    for name in NAMES:
        source = getsource(modules[WORKED[name].derive.__module__])
        assert len(re.findall(r"\bLine\(", source)) <= 1
