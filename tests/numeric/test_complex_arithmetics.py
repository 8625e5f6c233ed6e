"""Gaussian rationals and complex balls against NumPy, and against each other."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from numeric.arithmetics.complex_plane import complex_plane_at
from numeric.arithmetics.gaussian_rationals import GAUSSIANS
from numeric.faults import Inexact, Undefined, Unresolved

PLANE = complex_plane_at(96)
UNARY = ("conj", "adjoint", "transpose", "inverse", "trace", "det")


def _cells(rng: np.random.Generator, rows: int, cols: int) -> tuple[tuple[tuple[Fraction, Fraction], ...], ...]:
    draw = lambda: Fraction(int(rng.integers(-4, 5)), int(rng.integers(1, 4)))  # noqa: E731
    return tuple(tuple((draw(), draw()) for _ in range(cols)) for _ in range(rows))


def _value(arithmetic: Any, cells: Any) -> Any:
    i = arithmetic.constant("i")
    entries = [arithmetic.number(re) + i * arithmetic.number(im) for row in cells for re, im in row]
    return arithmetic.build(len(cells), len(cells[0]), entries)


def _floats(value: Any) -> Any:
    entries = [complex(float(Fraction(str(z.re))), float(Fraction(str(z.im)))) for z in GAUSSIANS.entries(value)]
    return np.array(entries).reshape(GAUSSIANS.shape(value))


@pytest.mark.parametrize("head", UNARY)
@pytest.mark.parametrize("seed", range(5))
def test_operations_agree(head: str, seed: int) -> None:
    cells = _cells(np.random.default_rng(seed), 3, 3)
    exact, ball = _value(GAUSSIANS, cells), _value(PLANE, cells)
    a = _floats(exact)
    wanted = {
        "conj": a.conj(),
        "adjoint": a.conj().T,
        "transpose": a.T,
        "inverse": np.linalg.inv(a),
        "trace": np.trace(a),
        "det": np.linalg.det(a),
    }[head]
    found = GAUSSIANS.table[head](exact)
    assert np.allclose(_floats(found), wanted)
    shape = GAUSSIANS.shape(found)
    again = PLANE.build(*shape, [PLANE.number(Fraction(str(z.re))) + PLANE.constant("i") *
                                 PLANE.number(Fraction(str(z.im))) for z in GAUSSIANS.entries(found)])  # fmt: skip
    assert PLANE.equal(PLANE.table[head](ball), again) is not False
    other = PLANE.table["add"](again, again)
    assert PLANE.equal(PLANE.table[head](ball), other) is False


def test_products_and_norms_agree() -> None:
    rng = np.random.default_rng(1)
    left, right = _cells(rng, 2, 3), _cells(rng, 3, 2)
    product = GAUSSIANS.mul(_value(GAUSSIANS, left), _value(GAUSSIANS, right))
    a, b = _floats(_value(GAUSSIANS, left)), _floats(_value(GAUSSIANS, right))
    assert np.allclose(_floats(product), a @ b)
    square = GAUSSIANS.even_power(_value(GAUSSIANS, left), ("norm", "F", 1))
    assert np.isclose(_floats(square)[0, 0], np.linalg.norm(a) ** 2)


def test_what_has_no_value() -> None:
    zero, i = GAUSSIANS.number(Fraction(0)), GAUSSIANS.constant("i")
    with pytest.raises(Undefined):
        GAUSSIANS.reciprocal(zero)
    with pytest.raises(Undefined):
        GAUSSIANS.inverse(GAUSSIANS.build(2, 2, [i, i, i, i]))
    with pytest.raises(Undefined):
        GAUSSIANS.less(i, zero)
    with pytest.raises(Inexact):
        GAUSSIANS.table["sqrt"](i)
    with pytest.raises(Unresolved):
        PLANE.table["sqrt"](PLANE.constant("i"))
    with pytest.raises(Unresolved):
        PLANE.table["log"](-PLANE.number(Fraction(1)))


def test_how_numbers_are_shown() -> None:
    i, half = GAUSSIANS.constant("i"), GAUSSIANS.number(Fraction(1, 2))
    shown = [GAUSSIANS.show(value) for value in (i, -i, half, half + i, half + -(half * i), half * i)]
    assert shown == ["i", "-i", "1/2", "1/2+i", "1/2-(1/2)i", "(1/2)i"]
