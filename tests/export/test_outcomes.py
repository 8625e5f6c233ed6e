"""What is random in a counterexample is shown by its outcomes, several names together, Gaussians by their moments."""

from __future__ import annotations

import pytest

from derivations.document.verdicts import Witness
from derivations.export.evidence import Tex, values
from derivations.export.outcomes import MOST, entries
from derivations.export.report import witness_words

COIN = {"outcomes": [["1/4", "1"], ["1/4", "1"], ["1/2", "-1"]]}
OTHER = {"outcomes": [["1/4", "0"], ["1/4", "2"], ["1/2", "2"]]}
GAUSSIAN = {"gaussian": {"mean": "1", "covariance": "4"}}


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ({"X": COIN, "a": "3"}, "a = 3, X = 1 with probability 1/2 or -1 with probability 1/2"),
        (
            {"X": COIN, "Y": OTHER},
            "(X, Y) = (1, 0) with probability 1/4 or (1, 2) with probability 1/4 or (-1, 2) with probability 1/2",
        ),
        ({"z": GAUSSIAN}, "z Gaussian with mean 1, covariance 4"),
    ],
)
def test_words(shown: dict[str, object], words: str) -> None:
    assert witness_words(Witness(shown, "0", "1")) == words


def test_formulas() -> None:
    (formula,) = values(Witness({"X": COIN}, "0", "1"))
    half = r"\tfrac{1}{2}"
    assert formula == Tex(
        rf"X = 1 \text{{ with probability }} {half} \text{{ or }} -1 \text{{ with probability }} {half}"
    )
    (formula,) = values(Witness({"z": GAUSSIAN}, "0", "1"))
    assert formula == Tex(r"z \text{ Gaussian with } \text{mean } 1, \text{covariance } 4")


def test_the_last_ones_of_many_are_counted() -> None:
    many = {"outcomes": [["1/20", str(k)] for k in range(20)]}
    (entry,) = entries({"X": many})
    assert (len(entry.rows or ()), entry.left_out) == (MOST, 20 - MOST)
    assert witness_words(Witness({"X": many}, "0", "1")).endswith(f"and {20 - MOST} more")
