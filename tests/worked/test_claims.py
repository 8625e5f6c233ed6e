"""What derivations say of their data: conditions, limits, words and bounds that follow them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from derivations.latex.print import latex
from derivations.moves.derivation import Derivation
from derivations.verify import judge
from derivations.worked import WORKED
from numeric.layers import Layer, reach, read


def kinds(derivation: Derivation) -> set[str]:
    return {verdict.kind for verdict in judge(derivation.document()).verdicts.values()}


def words(derivation: Derivation) -> str:
    return " ".join((derivation.statement, *(f"{line.prose} {line.reason}" for line in derivation.lines)))


# --- adaptive_decay ------------------------------------------------------------------------------------------


def test_adams_first_step_is_derived() -> None:
    lines = [latex(line.rhs) for line in WORKED["adaptive_decay"]().lines]
    assert r"\frac{g}{\epsilon + g}" in lines
    assert r"\sqrt{1 - \beta} g + \epsilon" in lines


def test_a_penalty_does_what_decay_does_exactly_where_the_decay_is_weak() -> None:
    """The penalty found is at least 0, and the two steps are equal, where the condition holds and only there."""
    done = WORKED["adaptive_decay"]()
    penalty = done.numpy("penalty", "w", "g", "eta", "kappa", "epsilon", r"\lambda")
    decayed = done.numpy("decayed_step", "w", "g", "eta", "kappa", "epsilon", r"\lambda")
    random = np.random.default_rng(0)
    w, g, eta, epsilon, decay = random.uniform(0.05, 2, size=(5, 500))
    kappa = random.uniform(0, 2, size=500)
    weak = eta * epsilon > kappa * decay * w * (epsilon + kappa * g)
    assert 50 < weak.sum() < 450
    found = penalty(w, g, eta, kappa, epsilon, decay)
    slope = g + 2 * found * w
    assert np.array_equal(found >= 0, weak)
    step = w - eta * slope / (kappa * np.abs(slope) + epsilon)
    assert np.allclose(step[weak], decayed(w, g, eta, kappa, epsilon, decay)[weak])


# --- one_example_descent ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("x", [(2, 1), (1, Fraction(-3, 7)), (0, 1), (0.5, 0.25, -1)])
def test_where_the_descent_goes_to_its_limit(x: tuple[Any, ...]) -> None:
    """The rate that the derivation supposes is the largest: at it the residual keeps its size."""
    done = WORKED["one_example_descent"](x, Fraction(-2, 3), steps=2)
    assert kinds(done) == {"given", "proved"}
    (supposed,) = (condition for line in done.lines for condition in line.conditions if line.move == "suppose")
    square = sum(Fraction(entry) ** 2 for entry in x)
    assert supposed.head == "lt"
    largest = float(1 / square)
    amount, limit = done.numpy("c_k"), np.array(done.sympy("limit"), dtype=float).ravel()[-1] / float(x[-1])
    after = [float(abs(amount(share * largest, 400) - limit)) for share in (0.5, 0.99, 1.0, 1.01)]
    assert after[0] < 1e-12
    assert after[1] < 1e-3 * after[2] < 1e-3 * after[3]


@pytest.mark.parametrize("data", [{"x": (2,)}, {"t": 0}, {"x": (0, 0)}, {"x": (1,) * 31}, {"steps": 11}, {"steps": 0}])
def test_examples_and_steps_that_are_not_worked_out(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"needed|worked out"):
        WORKED["one_example_descent"](**data)


def test_no_limit_is_claimed_where_only_rest_is_found() -> None:
    assert "not shown" in WORKED["minimum_norm"]().statement
    for name in ("minimum_norm", "rmsprop_limit"):
        done = WORKED[name]()
        assert "solution" in done.results
        assert "limit" not in done.results
    assert "if at a solution" in words(WORKED["rmsprop_limit"]())


# --- kernels and layers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("down", "along", "said", "unsaid"),
    [
        (
            (-1, 0, 1),
            (1, 1, 1),
            ("horizontal edges, not to vertical", "each row smoothed, then differences"),
            ("weigh",),
        ),
        ((1, 2, 1), (1, 0, -1), ("vertical edges, not to horizontal", "differences along each row, then a smooth"), ()),
        ((-1, 1), (1, -1), ("changes in both directions",), ("smoothing", "smoothed")),
        ((1, 1), (1, 2), ("no detector of edges",), ("difference",)),
        ((3, -1), (2, -1), ("no detector of edges", "weighed sum"), ("smoothed", "difference")),
        ((-1, -1), (1, -1), ("vertical edges, not",), ()),
    ],
)
def test_words_follow_the_kernel(
    down: tuple[int, ...], along: tuple[int, ...], said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    done = WORKED["edge_kernel"](down, along)
    text = words(done)
    assert kinds(done) == {"given", "proved"}
    for phrase in said:
        assert phrase in text
    for phrase in unsaid:
        assert phrase not in text


@pytest.mark.parametrize("vector", [(), (0,), (0, 0), (1,) * 17])
def test_vectors_that_are_no_kernel(vector: tuple[int, ...]) -> None:
    for name in ("difference", "smoothing"):
        with pytest.raises(ValueError, match=f"{name} = .* entries are needed"):
            WORKED["edge_kernel"](**{name: vector})


def test_a_field_is_an_extent() -> None:
    done = WORKED["receptive_field"]((2, 2), (3, 1))
    assert latex(done.results["size"]) == "5"
    assert "leave some of them out: it reads 4" in done.statement
    assert "leave some" not in WORKED["receptive_field"]().statement
    layers = [Layer(2, 3), Layer(3, 4, 2)]
    assert (reach(layers), read(layers)) == (14, 6)
    assert read([Layer(9, 9)] * 8, most=1000) is None


def test_strides_and_dilations_adapt_to_the_kernels() -> None:
    done = WORKED["receptive_field"]((3, 3))
    assert latex(done.results["size"]) == "5"
    assert latex(WORKED["receptive_field"]((3, 3), dilations=(1, 2)).results["size"]) == "7"
    assert latex(WORKED["receptive_field"]().results["size"]) == "14"


@pytest.mark.parametrize("layers", [6, 16])
def test_deep_fields_are_compared_with_small_networks(layers: int) -> None:
    (report,) = WORKED["receptive_field"]((3,) * layers, (2,) * layers).crosscheck(trials=3)
    assert report.passed


def test_one_derivation_of_how_many_positions_fit() -> None:
    made = [
        [line.move for line in done.lines[:7]] for done in (WORKED["convolution_sizes"](), WORKED["network_counts"]())
    ]
    assert made[0] == made[1] == ["given", "suppose", "unfold", *made[0][3:]]
    assert "floor" in made[0]


@pytest.mark.parametrize("taken", ["k", "s", "e"])
def test_the_letter_of_a_position_is_free(taken: str) -> None:
    done = WORKED["convolution_sizes"](**{taken: "x"})
    assert kinds(done) == {"given", "proved"}


# --- memory ----------------------------------------------------------------------------------------------------


def test_checkpoints_need_segments_that_divide_the_steps() -> None:
    done = WORKED["unrolled_memory"]()
    text = words(done)
    assert "$s$ divides $T$" in text
    assert "no divisor has less" in text
    count = done.numpy("checkpointed_memory", "n", "d", "T", "s")
    least = done.numpy("least_memory", "n", "d", "T")
    for T in (1, 4, 12, 36):
        divisors = [s for s in range(1, T + 1) if T % s == 0]
        memory = [float(count(3, 5, T, s)) for s in divisors]
        assert min(memory) >= float(least(3, 5, T)) - 1e-9
        if T in (1, 4, 36):
            assert np.isclose(min(memory), float(least(3, 5, T)))


# --- sizes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("one_example_descent", {"x": tuple(range(1, 31)), "steps": 10}),
        ("unrolled_graph", {"steps": 200}),
        ("unrolled_derivative", {"steps": 6}),
        ("update_rules", {"steps": 20}),
        ("rmsprop", {"x": (1, 2, 3, 4, 5, 6), "steps": 20}),
        ("rmsprop_limit", {"x": tuple(Fraction(k, k + 7) for k in range(1, 13))}),
        ("edge_kernel", {"difference": (1, -2) * 8, "smoothing": (3,) * 16}),
        ("image_convolution", {"image": ((1,) * 10,) * 10}),
        ("convolution_matrix", {"image": (6, 6), "kernel": (3, 3)}),
        ("network_counts", {"network": ("conv3",) * 100}),
        ("adaptive_decay", {"gradients": tuple(range(1, 21)), "strength": Fraction(1, 50)}),
    ],
)
def test_what_is_allowed_is_proved(name: str, data: dict[str, Any]) -> None:
    assert kinds(WORKED[name](**data)) == {"given", "proved"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("one_example_descent", {"steps": 500}),
        ("unrolled_graph", {"steps": 201}),
        ("unrolled_derivative", {"steps": 40}),
        ("update_rules", {"steps": 21}),
        ("rmsprop", {"x": (1,) * 7}),
        ("rmsprop", {"steps": 1001}),
        ("rmsprop_limit", {"x": (1,) * 13}),
        ("image_convolution", {"image": ((1,) * 28,) * 28}),
        ("convolution_matrix", {"image": (28, 28), "kernel": (3, 3)}),
        ("network_counts", {"network": ("conv3",) * 101}),
        ("receptive_field", {"kernels": (3,) * 17}),
        ("adaptive_decay", {"gradients": tuple(range(1, 23)), "strength": Fraction(1, 50)}),
    ],
)
def test_what_is_too_large_is_said(name: str, data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"needed|worked out|written out"):
        WORKED[name](**data)
