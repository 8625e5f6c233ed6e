"""Every fact, by class."""

from __future__ import annotations

from tests.facts.fact import Fact
from tests.facts.numbers_of_a_matrix import DETERMINANTS, TRACES
from tests.facts.products import PRODUCTS
from tests.facts.structure import NORMS, SPECTRA, STRUCTURE
from tests.facts.updates import BLOCKS, CONCRETE, UPDATES

CLASSES: dict[str, tuple[Fact, ...]] = {
    "Transposes, inverses, powers": PRODUCTS,
    "Traces": TRACES,
    "Determinants": DETERMINANTS,
    "Inverses of updates, Schur complements": UPDATES,
    "Block matrices": BLOCKS,
    "Matrices of entries": CONCRETE,
    "Structure": STRUCTURE,
    "Norms and inner products": NORMS,
    "Eigenvalues, pseudo-inverses, exponentials": SPECTRA,
}
