"""Signs between factors: what is a product, and what has no meaning that could be taken."""

from __future__ import annotations

import pytest

import derivations

FOREIGN = r"""\oplus \ominus \oslash \star \bullet \cup \cap \setminus \wedge \vee \land \lor \boxtimes \boxplus \amalg
\sqcup \sqcap \uplus \smallsetminus \backslash \diamond \wr \ltimes \rtimes \circledast""".split()


def verdicts(page: str) -> list[str]:
    return [relation["verdict"] for relation in derivations.check(page).to_json()["documents"][0]["relations"]]


@pytest.mark.parametrize("sign", FOREIGN)
def test_a_sign_without_a_meaning_makes_no_product(sign: str) -> None:
    assert (
        verdicts(rf"Let $x, y \in \mathbb{{R}}$. Then $x {sign} y = xy$ and $xy = x {sign} y + 1$.") == ["unread"] * 2
    )


@pytest.mark.parametrize("sign", [r"\cdot", r"\times", "*", r"\ast"])
def test_a_product_is_decided(sign: str) -> None:
    page = rf"Let $x, y \in \mathbb{{R}}$. Then $x {sign} y = xy$ and $x {sign} y = xy + 1$."
    assert verdicts(page) == ["proved", "refuted"]


@pytest.mark.parametrize("sign", ["*", r"\ast", r"\circ"])
def test_a_sign_that_the_page_defines_is_what_the_page_says(sign: str) -> None:
    assert verdicts(rf"Define $a {sign} b = a + b + ab$. Then $2 {sign} 3 = 11$.") == ["unread", "unread"]
