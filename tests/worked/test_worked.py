"""The derivations of our own: computed in any letters, judged line by line, and confirmed by simulations."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from sys import modules
from typing import Any

import numpy as np
import pytest

import derivations
from derivations.latex.print import latex
from derivations.moves.derivation import Derivation, Quantity
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, functions_of
from derivations.verify import judge
from derivations.worked import WORKED
from numeric.arithmetics.balls import balls_at
from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate
from numeric.faults import Inexact, Undefined
from numeric.models import Model, draw
from numeric.spec import FunctionSpec, Spec, SymbolSpec

RENAMED = {
    "adaptive_decay": {"w": "x", "g": "a", "h": "b", "eta": r"\alpha", "beta": r"\rho", "kappa": "k", "decay": r"\mu"},
    "many_steps_loss": {
        "X": "A",
        "t": "b",
        "w": "x",
        "eta": r"\alpha",
        "a": "r",
        "M": "Q",
        "L": "f",
        "n": "m",
        "k": "j",
    },
    "minimum_norm": {"X": "A", "t": "y", "w": "x", "eta": r"\alpha", "c": "z", "S": "P", "v": "q", "u": "h", "L": "f"},
    "one_example_descent": {"w": "u", "c": "b", "eta": r"\alpha", "L": "f", "k": "j"},
    "convolution": dict(zip("IKJCYklsdpqijmn", "XHGABrcteabuvxy", strict=True)),
    "convolution_matrix": dict(zip("xwyIJYUZTijmn", "akbXGBVAMuvrc", strict=True)),
    "convolution_sizes": dict(zip("nkspdoefUtz", "NKSPDOrgAab", strict=True)),
    "edge_kernel": dict(zip("IKCSuvfghabijmn", "XHABpqrstcdklxy", strict=True)),
    "image_convolution": dict(zip("IKJYijmn", "XHGBuvxy", strict=True)),
    "one_step_loss": {"X": "A", "t": "b", "w": "x", "eta": r"\alpha", "a": "r", "L": "f", "n": "m", "d": "p"},
    "network_counts": {"h": "H", "w": "W", "c": "C", "k": "a", "s": r"\sigma", "p": "q", "d": "g", "rest": "e"},
    "receptive_field": {"k": "f", "s": r"\sigma", "d": "g", "u": "i", "a": "p", "b": "q", "r": "v", "j": "h"},
    "ridge_rate": {"X": "A", "t": "b", "w": "x", "eta": r"\alpha", "weight": r"\mu", "a": "r", "g": "h", "L": "f"},
    "rmsprop": {"w": "u", "v": "m", "g": "h", "r": "q", "eta": r"\alpha", "beta": r"\rho", "epsilon": r"\delta"},
    "unrolled_graph": {"X": "A", "t": "b", "w": "x", "eta": r"\alpha", "n": "m", "d": "p", "T": "N"},
    "unrolled_derivative": {"X": "A", "t": "b", "w": "x", "eta": r"\alpha", "a": "r", "H": "M"},
    "unrolled_memory": {"X": "A", "t": "b", "w": "x", "eta": r"\alpha", "a": "r", "k": "l", "T": "N", "s": "q"},
    "rmsprop_limit": {"w": "z", "c": "b", "u": "q", "v": "m", "g": "h", "r": "s", "eta": r"\alpha", "k": "j"},
    "rmsprop_span": {"x": "z", "t": "y", "w": "u", "g": "h", "v": "m", "D": "E", "eta": r"\alpha", "kappa": "c"},
    "update_rules": {
        **dict(zip("wgvmsytL", (r"\theta", "d", r"\nu", r"\mu", "r", "x", "k", "f"), strict=True)),
        "eta": r"\alpha",
        "beta": r"\rho",
        "epsilon": r"\delta",
        "decay": r"\gamma",
    },
    "weight_decay": {"X": "A", "t": "b", "w": "x", "eta": r"\alpha", "decay": r"\gamma", "penalty": r"\mu", "L": "f"},
}

RESULTS = {
    ("adaptive_decay", "decayed_step"): r"(1 - \lambda) w - \frac{\eta g}{\kappa g + \epsilon}",
    ("adaptive_decay", "for_descent"): r"\frac{\lambda}{2 \eta}",
    ("adaptive_decay", "for_gradient_2"): r"\frac{9}{2}",
    ("convolution", "correlation"): (
        r"\sum_{m=0}^{k - 1} \sum_{n=0}^{l - 1} J(m, n) I(i - d (k - 1 - m), j - d (l - 1 - n))"
    ),
    ("convolution", "layer"): r"\sum_{m=0}^{k - 1} \sum_{n=0}^{l - 1} J(m, n) I(s i - p + d m, s j - q + d n)",
    ("convolution_matrix", "matrix"): (
        r"\begin{bmatrix} w_{0,0} & w_{1,0} & 0 & w_{0,1} & w_{1,1} & 0 & 0 & 0 & 0 \\ "
        r"0 & w_{0,0} & w_{1,0} & 0 & w_{0,1} & w_{1,1} & 0 & 0 & 0 \\ "
        r"0 & 0 & 0 & w_{0,0} & w_{1,0} & 0 & w_{0,1} & w_{1,1} & 0 \\ "
        r"0 & 0 & 0 & 0 & w_{0,0} & w_{1,0} & 0 & w_{0,1} & w_{1,1} \end{bmatrix}"
    ),
    ("convolution_matrix", "adjoint"): r"\langle x, T^\top y \rangle",
    ("convolution_sizes", "units"): (r"\left\lfloor \frac{n + 2 p - 1 - d (k - 1)}{s} \right\rfloor + 1"),
    ("convolution_sizes", "valid"): "n - d (k - 1)",
    ("convolution_sizes", "full"): "n + d (k - 1)",
    ("convolution_sizes", "same"): r"\frac{d (k - 1)}{2}",
    ("convolution_sizes", "strided"): r"\left\lfloor \frac{n - 1}{s} \right\rfloor + 1",
    ("edge_kernel", "kernel"): r"\begin{bmatrix} -1 & -1 & -1 \\ 0 & 0 & 0 \\ 1 & 1 & 1 \end{bmatrix}",
    ("edge_kernel", "separated"): r"\sum_{m=0}^2 u(m) S(i - m, j)",
    ("edge_kernel", "two_steps"): "-S(i, j) + S(i - 2, j)",
    ("edge_kernel", "constant"): "0",
    ("edge_kernel", "vertical_edge"): "0",
    ("edge_kernel", "rows"): "3 f(i - 2) - 3 f(i)",
    ("edge_kernel", "ramp"): "-6 b",
    ("edge_kernel", "step"): "3 a - 3 b",
    ("image_convolution", "flipped"): r"\begin{bmatrix} 1 & 1 & 1 \\ 0 & 0 & 0 \\ -1 & -1 & -1 \end{bmatrix}",
    ("image_convolution", "convolved"): (
        r"\begin{bmatrix} 0 & -1 & -2 & -3 & -2 \\ -2 & -3 & -3 & -2 & -1 \\ -1 & -1 & -1 & 1 & 1 \\ "
        r"2 & 2 & 2 & 1 & 1 \\ 1 & 2 & 3 & 2 & 1 \end{bmatrix}"
    ),
    ("one_step_loss", "gradient"): r"\frac{2}{n} X^\top (X w - t)",
    ("one_step_loss", "step"): r"w_0 - \frac{2 \eta}{n} X^\top a",
    ("one_step_loss", "loss_after"): r"\frac{1}{n} a^\top \left( I_n - \frac{2 \eta}{n} X X^\top \right)^2 a",
    ("many_steps_loss", "residual"): "M^{k + 1} a_0",
    ("many_steps_loss", "loss_after_k"): (
        r"\frac{1}{n} a_0^\top \left( I_n - \frac{2 \eta}{n} X X^\top \right)^{2 k} a_0"
    ),
    ("minimum_norm", "iterate"): r"X^\top c_{k+1}",
    ("minimum_norm", "solution"): r"X^\top (X X^\top)^{-1} t",
    ("one_example_descent", "c_2"): r"12 \eta - 60 \eta^2",
    ("one_example_descent", "c_k"): r"\frac{3 - 3 (1 - 10 \eta)^k}{5}",
    ("one_example_descent", "limit"): r"\begin{bmatrix} \frac{6}{5} \\ \frac{3}{5} \end{bmatrix}",
    ("one_step_loss", "expansion"): (
        r"\frac{1}{n} \|a\|_2^2 - \frac{4 \eta}{n^2} \|X^\top a\|_2^2 + \frac{4 \eta^2}{n^3} \|X X^\top a\|_2^2"
    ),
    ("one_step_loss", "least_loss"): (
        r"\frac{1}{n} \|a\|_2^2 - \frac{1}{n} \frac{\|X^\top a\|_2^4}{\|X X^\top a\|_2^2}"
    ),
    ("one_step_loss", "best_rate"): r"\frac{n}{2} \frac{\|X^\top a\|_2^2}{\|X X^\top a\|_2^2}",
    ("one_step_loss", "curvature"): r"\frac{8}{n^3} \|X X^\top a\|_2^2",
    ("network_counts", "size"): r"\left\lfloor \frac{h_{l-1} + 2 p_l - 1 - d_l (k_l - 1)}{s_l} \right\rfloor + 1",
    ("network_counts", "padding"): r"\frac{d_l (k_l - 1)}{2}",
    ("network_counts", "neurons_of_layer"): "h_l w_l c_l",
    ("network_counts", "multiply_adds_of_layer"): "h_l w_l k_l^2 c_{l-1} c_l",
    ("network_counts", "weights_of_layer"): "k_l^2 c_{l-1} c_l",
    ("network_counts", "biases_of_layer"): "c_l",
    ("network_counts", "dense_weights_of_layer"): "n_{l-1} n_l",
    ("network_counts", "times_the_weights"): r"\frac{h_{l-1} h_l w_{l-1} w_l}{k_l^2}",
    ("network_counts", "neurons"): "2688",
    ("network_counts", "weights"): "27",
    ("network_counts", "biases"): "3",
    ("network_counts", "multiply_adds"): "12096",
    ("network_counts", "dense_weights"): "1118208",
    ("network_counts", "memory"): "10752",
    ("receptive_field", "field"): "1 + d_1 (k_1 - 1) + d_2 s_1 (k_2 - 1) + d_3 s_1 s_2 (k_3 - 1)",
    ("receptive_field", "size"): "14",
    ("receptive_field", "other_size"): "8",
    ("receptive_field", "by_kernel_3"): "d_3 s_1 s_2",
    ("receptive_field", "by_stride_1"): "d_2 (k_2 - 1) + d_3 s_2 (k_3 - 1)",
    ("receptive_field", "by_stride_3"): "0",
    ("receptive_field", "by_dilation_2"): "s_1 (k_2 - 1)",
    ("ridge_rate", "best_rate"): r"\frac{n}{2} \frac{\|g\|_2^2}{\lambda n \|g\|_2^2 + \|X g\|_2^2}",
    ("ridge_rate", "curvature"): r"\frac{2}{n} \|X g\|_2^2 + 2 \lambda \|g\|_2^2",
    ("rmsprop", "w_{0,1}"): r"\frac{8 \eta}{\epsilon + 8 \sqrt{1 - \beta}}",
    ("rmsprop", "w_{1,1}"): r"\frac{4 \eta}{\epsilon + 4 \sqrt{1 - \beta}}",
    ("rmsprop", "v_{0,1}"): r"(1 - \beta) (64 \beta + g_{0,1}^2)",
    ("rmsprop", "w_{0,2}"): (
        r"\frac{8 \eta}{\epsilon + 8 \sqrt{1 - \beta}}"
        r" - \frac{\eta g_{0,1}}{\sqrt{(1 - \beta) (64 \beta + g_{0,1}^2)} + \epsilon}"
    ),
    ("unrolled_graph", "nodes"): "6 + 3 T",
    ("unrolled_graph", "edges"): "4 + 8 T",
    ("unrolled_derivative", "forward"): (
        r"-2 g_0^\top g_0 + 6 \eta g_0^\top H g_0 - 6 \eta^2 g_0^\top H H g_0 + 2 \eta^3 g_0^\top H H H g_0"
    ),
    ("unrolled_memory", "tangent"): r"\dot{w}_k - g_k - \eta H \dot{w}_k",
    ("unrolled_memory", "adjoint"): r"\bar{w}_{k+1} - \eta H \bar{w}_{k+1}",
    ("unrolled_memory", "forward_memory"): r"\max(3 d + 2 n, 4 d + n, 5 d)",
    ("unrolled_memory", "reverse_memory"): r"(T - 1) d + \max(3 d, d + 2 n, 1 + 2 d + n)",
    ("unrolled_memory", "checkpointed_memory"): r"c - 2 d + d s + \frac{T d}{s}",
    ("unrolled_memory", "best_segment"): r"\sqrt{T}",
    ("unrolled_memory", "least_memory"): r"2 \sqrt{T} d + c - 2 d",
    ("update_rules", "gd"): r"w_{t-1} - \eta g_t",
    ("update_rules", "momentum"): r"w_{t-1} + \beta v_{t-1} - \eta g_t",
    ("update_rules", "momentum_velocity"): r"\beta v_{t-1} - \eta g_t",
    ("update_rules", "momentum_in_weights"): r"w_{t-1} + \beta (w_{t-1} - w_{t-2}) - \eta g_t",
    ("update_rules", "nesterov"): (
        r"w_{t-1} + \beta v_{t-1} - \eta \left. \nabla_u L(u) \right|_{u = w_{t-1} + \beta v_{t-1}}"
    ),
    ("update_rules", "mean"): r"\beta_1 m_{t-1} + (1 - \beta_1) g_t",
    ("update_rules", "mean_square"): r"\beta_2 s_{t-1} + (1 - \beta_2) g_t^2",
    ("update_rules", "averaged_momentum"): r"w_{t-1} - \eta m_t",
    ("update_rules", "rmsprop"): r"w_{t-1} - \frac{\eta g_t}{\sqrt{s_t} + \epsilon}",
    ("update_rules", "weights"): r"1 - \beta^3",
    ("update_rules", "correction"): r"\frac{1}{1 - \beta^t}",
    ("update_rules", "adam"): r"w_{t-1} - \frac{\eta \hat{m}_t}{\sqrt{\hat{s}_t} + \epsilon}",
    ("update_rules", "adamw"): (r"(1 - \eta \lambda) w_{t-1} - \frac{\eta \hat{m}_t}{\sqrt{\hat{s}_t} + \epsilon}"),
    ("rmsprop_limit", "square"): r"\frac{8}{9}",
    ("rmsprop_limit", "least_square"): r"\frac{4}{5}",
    ("rmsprop_span", "condition"): "x_0 x_1 (|x_0| - |x_1|)",
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
    open_functions = frozenset[str]().union(*(functions_of(line.rhs) for line in derivation.lines))
    functions = dict.fromkeys(open_functions - {d.name for d in derivation.definitions}, FunctionSpec(None, SCALAR))
    claims = [
        (relation, [_put_in(side, derivation) for side in (relation.lhs, relation.rhs) if side is not None])
        for relation in derivation.document().relations
        if relation.role != "given"
        and not relation.premises
        and relation.sign == "eq"
        # a model does not meet what was supposed
        and not any(hypothesis.statement.head == "eq" for hypothesis in relation.context.hypotheses)
    ]
    checked = 0
    for turn in range(5):
        model = draw(Spec(symbols, functions, sizes=tuple(sizes)), 4, turn)
        if model is None:
            continue
        for relation, sides in claims:
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
    signs = quantity.facts & {"positive", "nonnegative"} | {"nonzero"}
    return SymbolSpec(rows, cols, frozenset(signs) if quantity.shape == SCALAR else frozenset())


def _put_in(term: Term, derivation: Derivation) -> Term:
    """Definitions put in, also under derivatives, whose variable then meets itself inside L_1."""
    from derivations.moves.rewriting import unfold

    names = [d.name for d in derivation.definitions]
    for _ in names:
        opened = unfold(*names).compute(term, derivation.context)
        if opened == term:
            break
        term = opened
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
        "adaptive_decay": [
            r"\beta < 1",
            r"\beta_1 < 1",
            r"\beta_2 < 1",
            r"-\epsilon \eta + \kappa \epsilon \lambda w + \lambda g w \kappa^2 \ne 0",
            r"\epsilon \eta - \epsilon \kappa \lambda w - \kappa^2 \lambda g w > 0",
        ],
        "many_steps_loss": [],
        "minimum_norm": [],
        "one_example_descent": [],
        "convolution": [],
        "convolution_matrix": [],
        "convolution_sizes": [],
        "edge_kernel": [],
        "image_convolution": [],
        "one_step_loss": [r"X X^\top a \ne 0"],
        "network_counts": [],
        "receptive_field": [],
        "ridge_rate": [r"\|X g\|_2^2 + \lambda n \|g\|_2^2 \ne 0"],
        "rmsprop": [r"\beta < 1"],
        "unrolled_graph": [],
        "unrolled_derivative": [],
        "unrolled_memory": [],
        "rmsprop_limit": [r"\beta < 1", "u_{k+1} > 0"],
        "rmsprop_span": [],
        "update_rules": [r"\beta_2 < 1", r"b_t \ne 0", r"1 - \beta_1^t \ne 0", r"1 - \beta_2^t \ne 0"],
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
    assert f"the field of an output is {size} inputs wide" in derivation.statement
    assert {verdict.kind for verdict in judge(derivation.document()).verdicts.values()} == {"given", "proved"}


def test_receptive_fields_of_two_choices_of_kernels() -> None:
    derivation = WORKED["receptive_field"].derive((5, 2, 5), (1, 2, 1), (1, 1, 1), against=(7, 2, 9))
    assert "14 inputs wide, with kernels 7, 2, 9 it would be 24" in derivation.statement
    assert "other_size" not in WORKED["receptive_field"].derive((1, 2), (1, 2), (1, 1)).results
    with pytest.raises(ValueError, match="one of each a layer is needed"):
        WORKED["receptive_field"].derive(against=(3, 3))


@pytest.mark.parametrize("steps", [1, 2, 5])
def test_the_weights_of_means_of_other_lengths(steps: int) -> None:
    derivation = WORKED["update_rules"].derive(steps)
    assert latex(derivation.results["weights"]) == r"1 - \beta" + (f"^{steps}" if steps > 1 else "")
    assert {"given", "proved"} == {kind for kind, count in judge(derivation.document()).summary.items() if count}


@pytest.mark.parametrize("data", [{"steps": 0}, {"eta": "c"}, {"g": "a"}, {"m": "s"}])
def test_letters_that_are_taken_and_no_steps(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="needed"):
        WORKED["update_rules"].derive(**data)


@pytest.mark.parametrize("lists", [((3, 3), (1,), (1, 1)), ((0,), (1,), (1,)), ((), (1, 1)), ((3,) * 17,)])
def test_layers_that_are_none(lists: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(ValueError, match=r"needed|at least 1|at most 16"):
        WORKED["receptive_field"].derive(*lists)


def test_a_penalty_for_adam_is_there_for_weak_decay_only() -> None:
    derive = WORKED["adaptive_decay"].derive
    for bad in ({"gradients": (1, 1)}, {"gradients": (1,)}, {"strength": Fraction(1, 2)}, {"rate": -1}):
        with pytest.raises(ValueError, match="needed"):
            derive(**bad)
    assert derive(gradients=(Fraction(1), Fraction(3), Fraction(1, 2)), strength=Fraction(1, 5)).lines


def test_examples_that_are_none() -> None:
    for name, bad in {
        "one_example_descent": {"x": (0, 0)},
        "rmsprop_limit": {"x": (2, 0)},
        "rmsprop": {"steps": 0},
    }.items():
        with pytest.raises(ValueError, match="needed"):
            WORKED[name](**bad)
    with pytest.raises(ValueError, match="at most as many rows"):
        WORKED["minimum_norm"]().numpy("solution")(np.ones((3, 2)), np.ones((3, 1)))


@pytest.mark.parametrize(
    ("values", "needed"),
    [((0.1, 1.5, 1e-3), "less than 1"), ((0.1, -0.5, 1e-3), "at least 0"), ((-0.1, 0.5, 1e-3), "positive")],
)
def test_numbers_that_are_not_allowed(values: tuple[float, ...], needed: str) -> None:
    first = WORKED["rmsprop"]().numpy("w_{0,1}")
    assert np.isfinite(first(0.1, 0.5, 1e-3))
    with pytest.raises(ValueError, match=f"it must be {needed}"):
        first(*values)
    with pytest.raises(ValueError, match=f"it must be {needed}"):
        first(*(np.array([0.5, value]) for value in values))


@pytest.mark.parametrize(("name", "letter", "taken"), [("many_steps_loss", "k", "n"), ("one_step_loss", "eta", "n")])
def test_two_quantities_do_not_share_a_letter(name: str, letter: str, taken: str) -> None:
    with pytest.raises(ValueError, match="has this letter already"):
        WORKED[name](**{letter: taken})


@pytest.mark.parametrize("name", NAMES)
def test_no_letter_is_shared_unless_asked_for(name: str) -> None:
    assert WORKED[name]().lines


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
        done.numpy("step")(np.ones(3), np.ones(3), np.ones(2), 0.1)


def test_nothing_in_the_files_types_a_result_in() -> None:
    """A line is `chain`, `consequences` or `given`; only definitions and what is asked are given."""
    from inspect import getsource

    for name in NAMES:
        source = getsource(modules[WORKED[name].derive.__module__])
        assert len(re.findall(r"\bLine\(", source)) <= 1
