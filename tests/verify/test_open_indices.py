r"""Entries with open indices: what is proved, what is refuted, and where a name with indices is left a name.

Each row is what a page declares and one relation on it.
"""

from __future__ import annotations

import pytest

from derivations.api import check
from derivations.document.document import Relation
from derivations.document.verdicts import Verdict

SQUARE = r"Let $A, B \in \mathbb{R}^{n \times n}$ and $x, y \in \mathbb{R}^n$."
WIDE = r"Let $A \in \mathbb{R}^{n \times m}$ and $B \in \mathbb{R}^{m \times p}$."
UNITS = SQUARE + " Let $e_i$ be the $i$-th unit vector."
SUMMED = SQUARE + " Repeated indices are summed over."

TRUE = (
    ("", r"(A^\top)_{ij} = A_{ji}"),
    (WIDE, r"[A^\top]_{i,j} = A_{j,i}"),
    (WIDE, r"\sum_k A_{ik} B_{kj} = (AB)_{ij}"),
    (WIDE, r"(A^\top A)_{ij} = \sum_k A_{ki} A_{kj}"),
    (SQUARE, r"(AB^\top)_{ij} = \sum_k A_{ik} B_{jk}"),
    (SQUARE, r"(xy^\top)_{ij} = x_i y_j"),
    (SQUARE, r"(A - B^\top)_{ij} = A_{ij} - B_{ji}"),
    (SQUARE, r"(A \operatorname{diag}(x))_{ij} = A_{ij} x_j"),
    (SQUARE, r"(A x + y)_i = \sum_j A_{ij} x_j + y_i"),
    (SQUARE, r"I_{ij} = \delta_{ij}"),
    (SQUARE, r"\sum_{i=1}^{n} \delta_{ii} = n"),
    (SQUARE, r"\sum_{j=1}^{n} \delta_{ij} x_j = x_i"),
    (SQUARE, r"(A + 2 I)_{ij} = A_{ij} + 2 \delta_{ij}"),
    (SQUARE, r"\sum_{i,j} \delta_{ij} A_{ij} = \operatorname{tr}(A)"),
    (SQUARE, r"A_{i,:} x = (Ax)_i"),
    (SQUARE, r"A_{i,:}^\top x = (Ax)_i"),
    (SQUARE, r"AB = \sum_k A_{:,k} B_{k,:}"),
    (SQUARE + " Let $C = AB$.", r"C_{ij} = \sum_k A_{ik} B_{kj}"),
    (UNITS, r"e_i^\top A e_j = A_{ij}"),
    (UNITS, r"A e_j = A_{:,j}"),
    (UNITS, r"x_i = e_i^\top x"),
    (UNITS, r"x = \sum_i x_i e_i"),
    (UNITS, r"A = \sum_{i,j} A_{ij} e_i e_j^\top"),
    (UNITS, r"e_1^\top A e_2 = A_{12}"),
    (SUMMED, r"(AB)_{ij} = A_{ik} B_{kj}"),
    (SUMMED, r"\operatorname{tr}(AB) = A_{ij} B_{ji}"),
    (SUMMED, r"x^\top A y = A_{ij} x_i y_j"),
    (SUMMED, r"\delta_{ij} x_j = x_i"),
    (SQUARE + r" Let $A_{ij} \in \{0, 1\}$.", r"(A \odot A)_{ij} = A_{ij}"),
    (SUMMED + r" Here $\delta_i^j$ is Kronecker's delta.", r"\delta_i^j x_j = x_i"),
    (SQUARE + r" Here $\delta_i^j$ is the Kronecker delta.", r"\sum_j \delta_i^j x_j = x_i"),
    (r"Let $A = (a_{ij}) \in \mathbb{R}^{n \times m}$.", r"(A^\top)_{ji} = a_{ij}"),
    (r"Let $A = (a_{ij}) \in \mathbb{R}^{n \times n}$.", r"(A^2)_{ij} = \sum_{k=1}^{n} a_{ik} a_{kj}"),
    ("Let $S \\in \\mathbb{R}^{n \\times n}$ be symmetric.", r"(S)_{ij} = S_{ji}"),
)

FALSE = (
    (SQUARE, r"(AB)_{ij} = A_{ij} B_{ij}"),
    (SQUARE, r"(A^\top)_{ij} = A_{ij}"),
    (SQUARE, r"\sum_k A_{ik} B_{jk} = (AB)_{ij}"),
    # false where the sizes are equal, too
    (WIDE, r"(AB)_{ij} = \sum_{k=1}^{m} A_{ik} B_{jk}"),
    (WIDE + r" Let $u \in \mathbb{R}^n$.", r"(A^\top u)_j = \sum_i A_{ji} u_i"),
    (r"Let $A = (a_{ij}) \in \mathbb{R}^{n \times n}$.", r"(A^\top)_{ij} = a_{ij}"),
    (r"Let $A = [a_{ij}]$ be an $n \times n$ matrix.", r"(A^2)_{ij} = a_{ij}^2"),
    (SQUARE, r"(A^\top A)_{ij} = \sum_k A_{ki}^2"),
    (SQUARE, r"(xy^\top)_{ij} = x_j y_i"),
    (SQUARE, r"(A - B^\top)_{ij} = A_{ij} - B_{ij}"),
    (SQUARE, r"(A \operatorname{diag}(x))_{ij} = A_{ij} x_i"),
    (SQUARE, r"I_{ij} = 2 \delta_{ij}"),
    (SQUARE, r"\sum_{j=1}^{n} \delta_{ij} x_j = 2 x_i"),
    (SQUARE, r"\sum_{i=1}^{n} \delta_{ii} = 1"),
    (SQUARE, r"A_{i,:} x = (A^\top x)_i"),
    (SQUARE, r"AB = \sum_k A_{:,k} B_{:,k}^\top"),
    (SQUARE + " Let $C = AB$.", r"C_{ij} = \sum_k A_{ik} B_{jk}"),
    (UNITS, r"e_i^\top A e_j = A_{ji}"),
    (UNITS, r"A = \sum_{i,j} A_{ij} e_j e_i^\top"),
    (UNITS, r"e_1^\top A e_2 = A_{21}"),
    (SUMMED, r"(AB)_{ij} = A_{ik} B_{jk}"),
    (SUMMED + r" Here $\delta_i^j$ is Kronecker's delta.", r"\delta_i^j x_j = 2 x_i"),
    (SUMMED, r"\operatorname{tr}(AB) = A_{ij} B_{ij}"),
    (SUMMED, r"x^\top A y = A_{ij} x_j y_i"),
    (SQUARE + r" Let $i, j \in \{1, \dots, n\}$.", r"\sum_{k=1}^{n} A_{ik} (A^{-1})_{ki} = n"),
)

LEFT_OPEN = (
    # sizes that differ
    (WIDE, r"(AB)_{ij} = A_{ij} B_{ij}", "i would run to n and to m"),
    (WIDE + r" Let $x \in \mathbb{R}^p$.", r"(A)_{ij} x_i = x_i (A)_{ij}", "would run to"),
    (WIDE, r"\sum_k A_{ik} B_{jk} = \sum_k B_{jk} A_{ik}", "k would run to m and to p"),
    # a sum that nothing announces
    (SQUARE, r"(AB)_{ij} = A_{ik} B_{kj}", "occurs only here"),
    (SQUARE, r"(AB)_{ij} = (A)_{ik} (B)_{kj}", "k occurs only here"),
    (SUMMED, r"\|x\|^2 = x_i^2", "i occurs only here"),
    # an index on one side, beside a number: for which i and j may be said elsewhere
    (SQUARE, r"(A^\top A)_{ij} = 0", "occurs only here"),
    # models in which all indices are equal tell nothing
    (SQUARE, r"\frac{\partial}{\partial A_{ij}} \log \det A = (A^{-1})_{ij}", "only models with equal indices"),
    # members that are no entries
    (SQUARE + " Here $x_i$ is the $i$-th row of $A$.", r"(Ay)_i = x_i^\top y", "one of several"),
    (SQUARE + " Here $z_i$ is the $i$-th row of $A$.", r"(Ay)_i = z_i + y_i", "z_i occurs only here"),
    (SQUARE + " Here $x_i$ is the $i$-th row of $A$.", r"(Ay)_i + y_i = x_i \cdot y + y_i", "do not fit"),
    (SQUARE, r"(AB)_{ij} = A_{ji}^\top B_{ij}", "occurs only here"),
    (WIDE + r" Let $b \in \mathbb{R}^m$.", r"\|Ab\|^2 = \sum_{i=1}^{n} (b_i^\top b)^2", "one of several"),
    # members that the page says something of
    (SQUARE + r" Let $A_{ij} \in \{0, 1\}$.", r"(A + A)_{ij} = 2 A_{ij} + 1", "given by its entries"),
    (SQUARE + r" Suppose that $A_{ij} = A_{ji}$.", r"A^\top = A", "given by its entries"),
    (SQUARE + r" Suppose that $A_{ij} = A_{ji}$.", r"(A^\top)_{ij} = A_{ij}", "given by its entries"),
    (SQUARE + r" Let $y_i = \sum_j A_{ij} x_j$.", r"\|y\|^2 = \|Ax\|^2", "given by its entries"),
    (r"Let $K = [k_{ij}]$ be $n \times n$, with $k_{ij} = x_i^\top x_j$.", r"K^\top = K", "given by its entries"),
    (SQUARE + r" Suppose that $x_i^2 = 1$.", r"x^\top x = n", "given by its entries"),
    # deltas and e_i of another meaning
    (SQUARE + r" The error of unit $j$ is $\delta_j$.", r"\sum_j \delta_{ij} x_j = 2 x_i", "occurs only here"),
    (SQUARE + r" The errors are $\delta_{ij}$.", r"\sum_j \delta_{ij} x_j = 2 x_i", "occurs only here"),
    (SQUARE, r"\sum_j A_{ij} \delta_j^l = (Ax)_i \delta_i^l", "how many terms"),
    (SQUARE + r" Let $\delta_{ij} = x_i - y_j$.", r"\sum_j \delta_{ij} x_j = 2 x_i", "is never defined"),
    (SQUARE + r" The eigenvectors are $e_i$.", r"e_i^\top A e_j = A_{ji}", "occurs only here"),
    (SQUARE, r"e_i^\top A e_j = A_{ji}", "occurs only here"),
)


def last(declared: str, claim: str) -> tuple[Relation, Verdict]:
    (page,) = check(f"{declared} Then we have\n\n$${claim}$$\n").documents
    relation = page.document.relations[-1]
    return relation, page.verdicts[relation.id]


@pytest.mark.parametrize(("declared", "claim"), TRUE)
def test_what_holds_for_all_indices_is_proved(declared: str, claim: str) -> None:
    assert last(declared, claim)[1].kind == "proved"


@pytest.mark.parametrize(("declared", "claim"), FALSE)
def test_what_fails_for_some_indices_is_refuted(declared: str, claim: str) -> None:
    assert last(declared, claim)[1].kind == "refuted"


@pytest.mark.parametrize(("declared", "claim", "reason"), LEFT_OPEN)
def test_a_name_that_may_be_no_entry_refutes_nothing(declared: str, claim: str, reason: str) -> None:
    verdict = last(declared, claim)[1]
    assert (verdict.kind, reason in (verdict.reason or "")) == ("undecided", True), verdict.reason


def test_a_witness_names_the_indices() -> None:
    witness = last(SQUARE, r"(A^\top)_{ij} = A_{ij}")[1].witness
    assert witness is not None
    assert {"A", "i", "j"} <= witness.values.keys()
    assert witness.values["i"] != witness.values["j"]


def test_a_unit_vector_that_nothing_announces_is_a_condition() -> None:
    verdict = last(SQUARE, r"e_i^\top A e_j = A_{ij}")[1]
    assert (verdict.kind, "e_i is a unit vector" in verdict.conditions) == ("proved", True)


def test_entries_of_something_new_say_what_it_is() -> None:
    assert last(SQUARE, r"C_{ij} = \sum_k A_{ik} B_{jk}")[1].kind == "given"
    assert last(WIDE + r" Let $C \in \mathbb{R}^{n \times p}$.", r"C_{ij} = (AB)_{ij}")[1].kind == "given"


def test_a_condition_on_the_indices_is_kept() -> None:
    declared = r"Let $Q \in \mathbb{R}^{n \times n}$ be orthogonal and let $i \neq j$."
    assert last(declared, r"(Q^\top Q)_{ij} = 0")[1].kind in ("proved", "supported")
