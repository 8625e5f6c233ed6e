"""The derivations of our own: computed in any letters, judged line by line, and confirmed by simulations."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest

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
    "network_counts": {"h": "H", "w": "W", "c": "C", "k": "a", "s": r"\sigma", "p": "q", "d": "g", "rest": "e"},
    "receptive_field": {"k": "f", "s": r"\sigma", "d": "g", "u": "i", "a": "p", "b": "q", "r": "v", "j": "h"},
    "rmsprop": {"w": "u", "v": "m", "g": "h", "r": "q", "eta": r"\alpha", "beta": r"\rho", "epsilon": r"\delta"},
    "weight_decay": {"X": "A", "t": "b", "w": "x", "eta": r"\alpha", "decay": r"\gamma", "penalty": r"\mu", "L": "f"},
}

RESULTS = {
    ("one_step_loss", "gradient"): r"\frac{2}{n} X^\top (X w - t)",
    ("one_step_loss", "step"): r"w_0 - \frac{2 \eta}{n} X^\top a",
    ("one_step_loss", "loss_after"): r"\frac{1}{n} a^\top \left( I_n - \frac{2 \eta}{n} X X^\top \right)^2 a",
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
    ("rmsprop", "w_{0,1}"): r"\frac{8 \eta}{\epsilon + 8 \sqrt{1 - \beta}}",
    ("rmsprop", "w_{1,1}"): r"\frac{4 \eta}{\epsilon + 4 \sqrt{1 - \beta}}",
    ("rmsprop", "v_{0,1}"): r"(1 - \beta) (64 \beta + g_{0,1}^2)",
    ("rmsprop", "w_{0,2}"): (
        r"\frac{8 \eta}{\epsilon + 8 \sqrt{1 - \beta}}"
        r" - \frac{\eta g_{0,1}}{\sqrt{(1 - \beta) (64 \beta + g_{0,1}^2)} + \epsilon}"
    ),
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
    claims = [
        (relation, [_put_in(side, derivation) for side in (relation.lhs, relation.rhs) if side is not None])
        for relation in derivation.document().relations
        if relation.role != "given" and not relation.premises and relation.sign == "eq"
    ]
    checked = 0
    for turn in range(5):
        model = draw(Spec(symbols, sizes=tuple(sizes)), 4, turn)
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
    return SymbolSpec(rows, cols, frozenset({"nonzero"}) if quantity.shape == SCALAR else frozenset())


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
    for report in WORKED[name].crosscheck(trials=10, seed=3):
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
        "network_counts": ["r < s_l"],
        "receptive_field": [],
        "rmsprop": [r"\beta < 1"],
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


@pytest.mark.parametrize("lists", [((3, 3), (1,), (1, 1)), ((0,), (1,), (1,)), ((), (), ())])
def test_layers_that_are_none(lists: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(ValueError, match=r"needed|at least 1"):
        WORKED["receptive_field"].derive(*lists)


def test_an_unknown_derivation_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        WORKED["no_such"]


def test_nothing_in_the_files_types_a_result_in() -> None:
    """A line is `chain`, `consequences` or `given`; only definitions and what is asked are given."""
    from inspect import getsource

    for name in NAMES:
        source = getsource(WORKED[name])  # type: ignore[arg-type]
        assert len(re.findall(r"\bLine\(", source)) <= 1
