"""Networks of other kinds and sizes, what is said of layers that are none, and the run that the counts are held to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from derivations.commands.settings import settings
from derivations.latex.print import latex
from derivations.moves.derivation import Derivation
from derivations.verify import judge
from derivations.worked.network_counts import derive
from numeric.layers import Layer
from numeric.networks import Convolution, Dense, Pooling, part, tally

COUNTED = ("neurons", "weights", "biases", "multiply_adds", "memory")

NETWORKS: list[tuple[str, tuple[int, int], int]] = [
    ("fc,pool2,fc,pool2,fc", (8, 8), 1),
    ("conv5x6,pool2,conv5x16p0,pool2,fc120,fc84,fc10", (16, 16), 1),
    ("conv3x4d2,pool3s2p1,conv3x2s2", (9, 7), 3),
    ("conv4x2p1,conv1,fc", (5, 6), 2),
    ("pool2,pool3s1", (7, 8), 2),
    ("fc3", (2, 2), 1),
]


def derived(network: str, image: tuple[int, int] = (32, 32), channels: int = 1) -> Derivation:
    return derive(network.split(","), image, channels)


def numbers(derivation: Derivation) -> Mapping[str, str]:
    return {name: latex(derivation.results[name]) for name in (*COUNTED, "dense_weights")}


def test_the_two_networks_of_one_shape_differ_in_their_weights() -> None:
    shared = numbers(derived("conv3,pool2,conv3,pool2,conv3"))
    dense = numbers(derived("fc,pool2,fc,pool2,fc"))
    assert shared["neurons"] == dense["neurons"] == "2688"
    assert (shared["weights"], dense["weights"]) == ("27", "1118208")
    assert shared["dense_weights"] == dense["dense_weights"] == dense["weights"]


@pytest.mark.parametrize(("network", "image", "channels"), NETWORKS)
def test_counts_are_those_of_the_network_that_runs(network: str, image: tuple[int, int], channels: int) -> None:
    found = numbers(derived(network, image, channels))
    ran = tally((*image, channels), [part(text) for text in network.split(",")])
    assert {name: found[name] for name in COUNTED} == {name: str(getattr(ran, name)) for name in COUNTED}


@pytest.mark.parametrize(("network", "image", "channels"), NETWORKS)
def test_every_line_is_proved(network: str, image: tuple[int, int], channels: int) -> None:
    checked = judge(derived(network, image, channels).document())
    assert {verdict.kind for verdict in checked.verdicts.values()} == {"given", "proved"}
    assert "simplify" not in {verdict.method for verdict in checked.verdicts.values()}


def test_rounding_is_proved_by_rounding() -> None:
    derivation = derive()
    checked = judge(derivation.document())
    (rounded,) = (place for place, line in enumerate(derivation.lines, start=1) if line.move == "floor")
    assert checked.verdicts[str(rounded)].method == "rounding"


def test_deep_networks_keep_their_lines_small() -> None:
    derivation = derived(",".join(["conv3x2"] * 80), (4, 4))
    assert latex(derivation.results["weights"]) == str(9 * (2 + 79 * 4))
    assert judge(derivation.document()).summary["undecided"] == 0


@pytest.mark.parametrize(
    ("text", "layer"),
    [
        ("conv3", Convolution(Layer(3), 1, 1)),
        ("conv5x16", Convolution(Layer(5), 2, 16)),
        ("conv3d4", Convolution(Layer(3, 1, 4), 4, 1)),
        ("conv4p0s2", Convolution(Layer(4, 2), 0, 1)),
        ("pool2", Pooling(Layer(2, 2))),
        ("pool3s2p1", Pooling(Layer(3, 2), 1)),
        ("fc", Dense()),
        ("fc10", Dense(10)),
    ],
)
def test_layers_by_text(text: str, layer: object) -> None:
    assert part(text) == layer


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"network": ["conv40p0"]}, r"layer 1, conv40p0: its kernel spans 40 cells, and there are 32"),
        ({"network": ["pool32", "pool2"]}, "layer 2, pool2: its kernel spans 2 cells, and there are 1"),
        ({"network": ["conv3p0d20"]}, "spans 41 cells"),
        ({"network": []}, "1 to 100 are needed"),
        ({"network": ["conv"]}, "is no layer"),
        ({"network": ["conv-3"]}, "is no layer"),
        ({"network": ["pool2x3"]}, "is no layer"),
        ({"network": ["fc10s2"]}, "is no layer"),
        ({"network": ["lstm5"]}, "is no layer"),
        ({"network": ["conv4"]}, "no padding keeps the size"),
        ({"network": ["conv0"]}, "a kernel of 0: it must be at least 1"),
        ({"network": ["conv3s0"]}, "a stride of 0"),
        ({"network": ["conv3x0"]}, "at least 1 channel"),
        ({"network": ["conv3s1s2"]}, "said once each"),
        ({"network": ["fc0"]}, "at least 1 unit"),
        ({"image": (32,)}, "height, width"),
        ({"image": (32, -1)}, "each at least 1"),
        ({"channels": 0}, "each at least 1"),
        ({"h": "w"}, "two things"),
        ({"rest": "f"}, "two things"),
    ],
)
def test_what_is_no_network(said: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        derive(**said)


def test_a_network_is_set_by_text() -> None:
    assert settings(derive, {"network": "conv3x16, pool2", "image": "8,8"}) == {
        "network": ("conv3x16", "pool2"),
        "image": (8, 8),
    }


@pytest.mark.parametrize("text", ["conv3,", "conv-3", "", "3conv", "conv3;pool2", "conv³"])
def test_words_are_letters_and_digits(text: str) -> None:
    with pytest.raises(ValueError, match=r"network: .* is no word"):
        settings(derive, {"network": text})
