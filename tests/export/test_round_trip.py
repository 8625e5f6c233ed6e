"""What is printed of a derivation is read back: every line is given or proved there, its terms those derived."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from derivations.api import check, source_of
from derivations.document.document import CheckedDocument
from derivations.export import latex, markdown
from derivations.moves.derivation import Derivation
from derivations.reader.page import read_page
from derivations.worked import WORKED

FORMATS = (latex, markdown)

OPEN = {
    # what the derivative was found to be holds by what the page shows of g, which the derivative does not need
    "ridge_rate": Counter(supported=1),
}
"""What is neither given nor proved on the pages of these, and why."""

SAME = ["convolution_matrix", "one_step_loss", "unrolled_graph"]
"""Those without an indexed name that a page may take for a member of a family."""


@cache
def derived(name: str) -> Derivation:
    return WORKED[name].derive()


def read_back(name: str, form: ModuleType, folder: Path) -> CheckedDocument:
    page = folder / f"{name}{form.SUFFIX}"
    page.write_text(form.render(derived(name), derived(name).verdicts), encoding="utf-8")
    return check(page).documents[0]


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.SUFFIX)
@pytest.mark.parametrize("name", sorted(WORKED))
def test_what_is_printed_is_read_back_and_proved(name: str, form: ModuleType, tmp_path: Path) -> None:
    checked = read_back(name, form, tmp_path)
    counts = Counter(verdict.kind for verdict in checked.verdicts.values())
    assert counts.total() >= len(derived(name).lines)
    assert counts - Counter(given=counts["given"], proved=counts["proved"]) == OPEN.get(name, Counter())
    claims = sum(line.role == "claim" for line in derived(name).lines)
    assert counts["proved"] >= 0.7 * claims  # a page that took claims for definitions would prove nothing


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.SUFFIX)
@pytest.mark.parametrize("name", SAME)
def test_the_terms_read_are_those_derived(name: str, form: ModuleType, tmp_path: Path) -> None:
    page = tmp_path / f"{name}{form.SUFFIX}"
    page.write_text(form.render(derived(name), {}), encoding="utf-8")
    found = {(each.lhs, each.sign, each.rhs) for each in read_page(source_of(page)).relations}
    for line in derived(name).document().relations:
        assert (line.lhs, line.sign, line.rhs) in found, f"{line.lhs_text} {line.op} {line.rhs_text}"
