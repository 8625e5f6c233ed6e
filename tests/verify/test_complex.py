"""Complex letters on pages: what is proved, what is refuted, what is left alone, and what stays real."""

from __future__ import annotations

import re

import numpy as np
import pytest

from derivations.api import check
from derivations.document.document import CheckedDocument
from derivations.document.verdicts import Verdict

SQUARE = r"Let $A, B \in \mathbb{C}^{n \times n}$."
NUMBERS = r"Let $z, w \in \mathbb{C}$."
HERMITIAN = r"Let $A \in \mathbb{C}^{n \times n}$ be Hermitian and $x \in \mathbb{C}^n$."
UNITARY = r"Let $U \in \mathbb{C}^{n \times n}$ be unitary and $x, y \in \mathbb{C}^n$."
SKEW = r"Let $K \in \mathbb{C}^{n \times n}$ be skew-Hermitian."
VECTORS = r"Let $x, y \in \mathbb{C}^n$ and $t \in \mathbb{C}$."
MIXED = r"Let $A \in \mathbb{C}^{n \times n}$, $C \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$."
PARTS = r"Let $X, Y \in \mathbb{R}^{n \times n}$, $a, b \in \mathbb{R}$ and $z \in \mathbb{C}$."
DEFINITE = r"Let $A \in \mathbb{C}^{n \times n}$ be Hermitian positive definite."
REGRESSION = r"Let $X \in \mathbb{C}^{m \times n}$ and $y \in \mathbb{C}^m$."


def page(declared: str, claim: str) -> CheckedDocument:
    (found,) = check(f"{declared} Then\n\n$${claim}$$\n").documents
    return found


def verdict(declared: str, claim: str) -> Verdict:
    found = page(declared, claim)
    return found.verdicts[found.document.relations[-1].id]


PROVED = (
    (SQUARE, r"(AB)^* = B^* A^*"),
    (SQUARE, r"(AB)^\dagger = B^\dagger A^\dagger"),
    (SQUARE, r"\det(A^H B) = \overline{\det(A)} \det(B)"),
    (SQUARE, r"\|A + B\|_F^2 = \|A\|_F^2 + \|B\|_F^2 + 2 \operatorname{Re} \operatorname{tr}(A^H B)"),
    (SQUARE, r"\overline{A^{-1}} = (\overline{A})^{-1}"),
    (NUMBERS, r"|z + w|^2 + |z - w|^2 = 2 |z|^2 + 2 |w|^2"),
    (NUMBERS, r"\left|\frac{z}{w}\right| = \frac{|z|}{|w|}"),
    (NUMBERS, r"\frac{1}{z} = \frac{\bar{z}}{|z|^2}"),
    (NUMBERS, r"|\sqrt{2} z|^2 = 2 |z|^2"),
    (NUMBERS, r"z = \operatorname{Re}(z) + i \operatorname{Im}(z)"),
    (NUMBERS, r"\operatorname{Re}(i z) = -\operatorname{Im}(z)"),
    (NUMBERS, r"\overline{e^{z}} = e^{\bar z}"),
    (NUMBERS, r"\sin^2 z + \cos^2 z = 1"),
    (HERMITIAN, r"\operatorname{Im}(x^H A x) = 0"),
    (HERMITIAN, r"(iA)^H = -iA"),
    (UNITARY, r"\|Ux\|_2 = \|x\|_2"),
    (UNITARY, r"|\det U| = 1"),
    (UNITARY, r"\overline{U} \, U^T = I"),
    (SKEW, r"\operatorname{Re} \operatorname{tr}(K) = 0"),
    (SKEW, r"(iK)^H = iK"),
    (VECTORS, r"\|t x\|_2 = |t| \|x\|_2"),
    (VECTORS, r"|x^H y| = |y^H x|"),
    (VECTORS, r"x^H y = \sum_{k=1}^n \overline{x_k} y_k"),
    (VECTORS, r"\langle x, y \rangle = \overline{\langle y, x \rangle}"),
    (VECTORS, r"\|x\|_2 = \sqrt{x^H x}"),
    (MIXED, r"(CA)^H = A^H C^T"),
    (MIXED, r"\overline{C x} = C x"),
    (MIXED, r"\overline{C A} x = C \overline{A} x"),
    (MIXED, r"\|x\|_2^2 = x^T x"),
    (PARTS, r"\|X + iY\|_F^2 = \|X\|_F^2 + \|Y\|_F^2"),
    (PARTS, r"|a + ib|^2 = a^2 + b^2"),
    (DEFINITE, r"(A^{-1})^H = A^{-1}"),
    (REGRESSION, r"X^H (y - X (X^H X)^{-1} X^H y) = 0"),
)


@pytest.mark.parametrize(("declared", "claim"), PROVED, ids=[claim for _, claim in PROVED])
def test_what_holds_is_proved(declared: str, claim: str) -> None:
    assert verdict(declared, claim).kind == "proved"


REFUTED = (
    (SQUARE, r"(AB)^H = B^T A^T"),
    (SQUARE, r"\operatorname{tr}(A^H B) = \operatorname{tr}(B^H A)"),
    (SQUARE, r"A^H A = A A^H"),
    (NUMBERS, r"|z|^2 = z^2"),
    (NUMBERS, r"|z + w| = |z| + |w|"),
    (NUMBERS, r"\operatorname{Re}(zw) = \operatorname{Re}(z) \operatorname{Re}(w)"),
    (NUMBERS, r"\operatorname{Im}(z) = \frac{z - \bar z}{2}"),
    (NUMBERS, r"|e^{iz}| = 1"),
    (HERMITIAN, r"A^T = A"),
    (HERMITIAN, r"x^T A x = x^H A x"),
    (UNITARY, r"U^T U = I"),
    (UNITARY, r"\det(U) = 1"),
    (SKEW, r"\operatorname{tr}(K) = 0"),
    (SKEW, r"K^T = -K"),
    (VECTORS, r"\|x\|_2^2 = x^T x"),
    (VECTORS, r"\langle x, y \rangle = \langle y, x \rangle"),
    (MIXED, r"(CA)^H = A^T C^T"),
    (PARTS, r"\|X + iY\|_F^2 = \|X\|_F^2 - \|Y\|_F^2"),
    (PARTS, r"|a + ib|^2 = a^2 - b^2"),
    (DEFINITE, r"A^T = A"),
    (REGRESSION, r"X^T (y - X (X^H X)^{-1} X^H y) = 0"),
)


@pytest.mark.parametrize(("declared", "claim"), REFUTED, ids=[claim for _, claim in REFUTED])
def test_what_fails_is_refuted_with_a_witness(declared: str, claim: str) -> None:
    found = verdict(declared, claim)
    assert found.kind == "refuted"
    assert found.witness is not None
    assert found.witness.lhs != found.witness.rhs


OPEN = (
    (NUMBERS, r"\sqrt{z^2} = z"),
    (NUMBERS, r"\log(zw) = \log z + \log w"),
    (NUMBERS, r"\log(e^z) = z"),
    (NUMBERS, r"\overline{z \sqrt{-1}} = \bar{z} \sqrt{-1}"),
    (PARTS, r"\overline{z \sqrt{a}} = \bar{z} \sqrt{a}"),
    (NUMBERS, r"\sqrt{zw} = \sqrt{z} \sqrt{w}"),
    (NUMBERS, r"|z + w| \le |z| + |w|"),
    (HERMITIAN, r"x^H A x \ge 0"),
    (r"Let $A$ be Hermitian.", r"A^T = A"),
    (r"Let $z_i \in \mathbb{C}$ for $i = 1, \dots, n$.", r"\sum_{i=1}^n |z_i|^2 = \sum_{i=1}^n z_i^2"),
    (HERMITIAN, r"y^H y = y^T y"),
    ("", r"(MN)^H = (MN)^T"),
)


@pytest.mark.parametrize(("declared", "claim"), OPEN, ids=[claim for _, claim in OPEN])
def test_what_real_lemmas_would_decide_is_left_alone(declared: str, claim: str) -> None:
    found = verdict(declared, claim)
    assert found.kind == "undecided"
    assert found.reason


def _number(shown: str) -> complex:
    return complex(re.sub(r"(?<!\d)i", "1i", shown).replace("i", "j"))


def test_a_witness_is_what_is_declared() -> None:
    found = verdict(HERMITIAN, "A^T = A").witness
    assert found is not None
    assert not any("mathrm" in name for name in found.values)
    a = np.array([[_number(cell) for cell in row] for row in found.values["A"]])
    assert np.array_equal(a.conj().T, a)
    assert not np.array_equal(a.T, a)


def test_conditions_are_those_of_the_page_s_letters() -> None:
    assert verdict(NUMBERS, r"\frac{1}{z} = \frac{\bar{z}}{|z|^2}").conditions == (r"z \ne 0",)
    assert verdict(NUMBERS, r"\frac{1 + z^2}{1 + z^2} = 1").conditions != ()
    (condition,) = verdict(REGRESSION, r"X^H X (X^H X)^{-1} = I").conditions
    assert "invertible" in condition


def test_hypotheses_are_used_with_their_conjugates() -> None:
    assert verdict(r"Let $z \in \mathbb{C}$ with $|z| = 1$.", r"\frac{1}{z} = \bar z").kind == "proved"
    told = r"Let $A \in \mathbb{C}^{m \times n}$ and $x \in \mathbb{C}^n$. Suppose $A^H A = I$."
    assert verdict(told, r"\|Ax\|_2^2 = \|x\|_2^2").kind == "proved"
    assert verdict(told, r"A^T \overline{A} = I").kind == "proved"
    told = r"Let $z, w \in \mathbb{C}$. Suppose $z^2 + w^2 = 0$."
    assert verdict(told, r"z = 0").kind not in ("proved", "supported")
    told = r"Let $z \in \mathbb{C}$. Suppose $e^z = 1$."
    assert verdict(told, r"z = 0").kind not in ("proved", "supported")


def test_a_star_on_a_real_letter_is_part_of_a_name() -> None:
    text = r"Let $x \in \mathbb{R}^n$ and $w^* \in \mathbb{R}^n$. Set $$w^* = 2x.$$ Then $$\|w^*\|_2^2 = 4 x^T x$$"
    (found,) = check(text).documents
    assert str(found.document.relations[0].lhs) == "w^{*}"
    assert found.verdicts[found.document.relations[-1].id].kind == "proved"


def test_a_marked_name_with_a_meaning_of_its_own_keeps_it() -> None:
    text = r"Let $z, w \in \mathbb{C}$. Let $\bar{z} = 2 w$. Then $$\bar{z} + w = 3 w$$"
    (found,) = check(text).documents
    assert found.verdicts[found.document.relations[-1].id].kind == "proved"


def test_real_claims_beside_complex_letters_stay_real() -> None:
    declared = r"Let $X \in \mathbb{R}^{n \times d}$, $y \in \mathbb{R}^n$, $w \in \mathbb{R}^d$, $z \in \mathbb{C}$."
    assert verdict(declared, r"\nabla_w \|Xw - y\|_2^2 = 2 X^T (Xw - y)").kind == "proved"
    assert verdict(declared, r"\nabla_w \|Xw - y\|_2^2 = X^T (Xw - y)").kind == "refuted"
    assert verdict(declared, r"\nabla_w \|Xw - v\|_2^2 = X^T (Xw - v)").kind == "undecided"
    means = r"Let $x_1, \dots, x_n \in \mathbb{R}$, $z \in \mathbb{C}$ and $\bar{x} = \frac{1}{n} \sum_{i=1}^n x_i$."
    assert verdict(means, r"\sum_{i=1}^n (x_i - \bar x) = 0").kind in ("proved", "supported")
