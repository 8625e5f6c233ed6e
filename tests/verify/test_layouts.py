"""The layout is a condition of what holds in another one than the page declares."""

from __future__ import annotations

import pytest

from derivations.api import check

CLAIMS = {
    "gradient as a column": r"\nabla_x (a^\top x) = a",
    "gradient as a row": r"\nabla_x (a^\top x) = a^\top",
    "Jacobian": r"\frac{\partial (A x)}{\partial x} = A",
    "Jacobian turned": r"\frac{\partial (A x)}{\partial x} = A^\top",
}


@pytest.mark.parametrize(
    ("words", "claim", "conditions"),
    [
        ("", "gradient as a column", ()),
        ("", "gradient as a row", ("numerator layout",)),
        ("", "Jacobian", ()),
        ("", "Jacobian turned", ("denominator layout",)),
        ("We use numerator layout.", "gradient as a row", ()),
        ("We use numerator layout.", "Jacobian", ()),
        ("We use denominator layout.", "gradient as a column", ()),
        ("We use denominator layout.", "Jacobian turned", ()),
        ("Gradients are column vectors.", "Jacobian", ()),
        ("Gradients are column vectors.", "Jacobian turned", ("denominator layout",)),
        ("Some use numerator layout, some denominator layout.", "gradient as a row", ("numerator layout",)),
    ],
)
def test_what_holds_in_another_layout_says_so(words: str, claim: str, conditions: tuple[str, ...]) -> None:
    page = rf"{words} Let $A \in \mathbb{{R}}^{{n \times n}}$ and $a, x \in \mathbb{{R}}^n$. Then ${CLAIMS[claim]}$."
    (document,) = check(page).documents
    (verdict,) = document.verdicts.values()
    assert (verdict.kind, verdict.conditions) == ("proved", conditions)


def test_a_jacobian_that_fits_no_layout_is_refuted() -> None:
    page = (
        r"Let $A \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$. Then $\frac{\partial (A x)}{\partial x} = A^2$."
    )
    assert check(page).summary["refuted"] == 1


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("We use numerator layout.", "gradient as a column"),
        ("Throughout we work in numerator layout.", "Jacobian turned"),
        ("The convention is numerator layout.", "gradient as a column"),
        ("Layout: numerator.", "gradient as a column"),
        ("Derivatives are written in the Jacobian formulation.", "gradient as a column"),
        ("Gradients are row vectors.", "gradient as a column"),
        ("We use denominator layout.", "Jacobian"),
        ("All derivatives are in denominator layout.", "gradient as a row"),
        ("We adopt the denominator-layout convention.", "gradient as a row"),
        ("Gradients are in denominator layout.", "gradient as a row"),
        ("Denominator layout is used.", "gradient as a row"),
        ("The gradient of a scalar has the shape of the variable.", "gradient as a row"),
        ("The gradient has the same shape as its variable.", "gradient as a row"),
        ("The derivative of a scalar by a matrix has the same dimensions as the matrix.", "gradient as a row"),
        ("We write gradients as columns.", "gradient as a row"),
        ("Gradients are always column vectors.", "gradient as a row"),
    ],
)
def test_what_holds_in_the_other_layout_alone_is_refuted_where_one_is_declared(words: str, claim: str) -> None:
    page = rf"{words} Let $A \in \mathbb{{R}}^{{n \times n}}$ and $a, x \in \mathbb{{R}}^n$. Then ${CLAIMS[claim]}$."
    (document,) = check(page).documents
    (verdict,) = document.verdicts.values()
    assert verdict.kind == "refuted"
