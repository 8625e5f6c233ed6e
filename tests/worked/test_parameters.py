"""Letters and numbers of derivations: which there are, how they are written, and what is said of others."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from inspect import signature
from typing import Any

import numpy as np
import pytest

from derivations.cli import main
from derivations.latex.elaborate import Lexicon, elaborate
from derivations.latex.print import name as written
from derivations.latex.rows import Side, read_formula
from derivations.verify import judge
from derivations.worked import WORKED
from derivations.worked._parameters import letter

NAMES = sorted(WORKED)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("w", "w"),
        ("loss", "loss"),
        ("X_1", "X_{1}"),
        ("x_{0,1}", "x_{0,1}"),
        (r"\hat\beta", r"\hat{\beta}"),
        (r"\tilde\lambda_1", r"\tilde{\lambda}_{1}"),
        (r"\varepsilon", r"\varepsilon"),
        (r"\mathbf{w}", r"\mathbf{w}"),
        (r"\mathcal{L}", r"\mathcal{L}"),
    ],
)
def test_letters_print_and_read_back(text: str, canonical: str) -> None:
    assert letter(text) == canonical
    (side,) = read_formula(written(canonical))
    assert isinstance(side, Side)
    assert side.node is not None
    assert elaborate(side.node, Lexicon(kinds=lambda _: "scalar")).value == canonical


@pytest.mark.parametrize("text", ["I", "E", "e", r"\pi", r"\infty", r"\nabla", r"\partial"])
def test_letters_that_mean_something(text: str) -> None:
    with pytest.raises(ValueError, match="meaning of its own"):
        letter(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2",
        "x y",
        "a,b",
        "w=1",
        "$w$",
        "w^*",
        "w'",
        "X^T",
        r"\begin{x}",
        r"\foo",
        r"\sum",
        r"\top",
        "det",
        "{",
        "x_",
    ],
)
def test_texts_that_are_no_letters(text: str) -> None:
    with pytest.raises(ValueError, match="is no letter"):
        letter(text)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("rmsprop", {"x": 3}, "x: 3 is no list"),
        ("rmsprop", {"x": "23"}, "x: '23' is no list"),
        ("rmsprop", {"x": (1, "2")}, "x: '2' is no number"),
        ("rmsprop", {"x": (1, float("nan"))}, "x: nan is no number"),
        ("rmsprop", {"t": True}, "t: True is no number"),
        ("rmsprop", {"steps": 1.5}, "steps: 1.5 is no whole number"),
        ("rmsprop", {"eta": 0.1}, "eta: 0.1 is no letter"),
        ("rmsprop", {"eta": "0.1"}, "numbers are put into results"),
        ("rmsprop", {"eta": None}, "eta: None is no letter"),
        ("rmsprop", {"eta": "w"}, "w has this letter already"),
        ("rmsprop", {"w": "X_1", "v": "X_{1}"}, "w has this letter already"),
        ("image_convolution", {"kernel": ((1, 2), (3,))}, "kernel: rows of 2, 1 entries"),
        ("image_convolution", {"kernel": (1, 2)}, "kernel: 1 is no list"),
        ("network_counts", {"network": "conv3"}, "network: 'conv3' is no list"),
        ("network_counts", {"network": (3,)}, "network: 3 is no word"),
        ("one_example_descent", {"w": "x"}, "x would stand for two things"),
        ("one_step_loss", {"a": "w_1"}, "stand for two things"),
    ],
)
def test_what_parameters_cannot_be(name: str, data: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        WORKED[name](**data)


def test_numbers_are_exact() -> None:
    lines = [WORKED["rmsprop"](x=x, t=t).lines for x, t in (
        ((0.1, 2), 0.5),
        (np.array([0.1, 2.0]), Decimal("0.5")),
        ([Fraction(1, 10), np.int64(2)], np.float32(0.5)),
    )]  # fmt: skip
    assert (
        lines[0]
        == lines[1]
        == lines[2]
        == WORKED["rmsprop"].derive((Fraction(1, 10), Fraction(2)), Fraction(1, 2)).lines
    )


def test_a_parameter_that_is_none_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="epochs"):
        WORKED["rmsprop"](epochs=3)


@pytest.mark.parametrize("form", [r"\hat{{{}}}_1", "word{}"])
@pytest.mark.parametrize("name", NAMES)
def test_letters_with_accents_and_indices_and_words(name: str, form: str) -> None:
    """Indices of the derivation go behind those of a letter, and every line is proved as before."""
    parameters = signature(WORKED[name].derive, eval_str=True).parameters.values()
    plain = [each for each in parameters if each.annotation is str]
    words = {each.name: form.format(each.name if form.startswith("word") else each.default) for each in plain}
    derivation = WORKED[name](**{key: re.sub(r"(?<=word).*", _alphabetic, text) for key, text in words.items()})
    checked = judge(derivation.document())
    for relation in checked.document.relations:
        assert checked.verdicts[relation.id].kind in ("given", "proved"), relation.rhs_text
        assert not re.search(r"_(\{[^{}]*\}|[^{])_", relation.lhs_text + relation.rhs_text)


def _alphabetic(found: re.Match[str]) -> str:
    return found[0].replace("_", "")


def test_the_command_line_takes_each_parameter_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", "rmsprop", "--set", "x=2", "--set", "x=3"]) == 2
    assert "x is set to 2 before" in capsys.readouterr().err
    assert main(["solve", "rmsprop", "--set", "eta=0.1"]) == 2
    assert "eta: 0.1 is no letter" in capsys.readouterr().err
    assert main(["solve", "rmsprop", "--set", "eta=I"]) == 2
    assert "meaning of its own" in capsys.readouterr().err
