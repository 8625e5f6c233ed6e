"""Every fact, by class."""

from __future__ import annotations

from tests.facts import (
    blocks,
    by_entries,
    by_matrices,
    by_numbers,
    by_vectors,
    complex_matrices,
    cross_products,
    determinants,
    expectations,
    gaussians,
    indices,
    learning,
    norms,
    products,
    series,
    spectra,
    structure,
    traces,
    updates,
    written_out,
)
from tests.facts.fact import Fact

CLASSES: dict[str, tuple[Fact, ...]] = {
    "Transposes, inverses, powers": products.FACTS,
    "Traces": traces.FACTS,
    "Determinants": determinants.FACTS,
    "Inverses of updates, Schur complements": updates.FACTS,
    "Block matrices": blocks.FACTS,
    "Matrices written out": written_out.FACTS,
    "Structure": structure.FACTS,
    "Norms and inner products": norms.FACTS,
    "Eigenvalues, pseudo-inverses, exponentials": spectra.FACTS,
    "Hadamard and Kronecker products, vec": by_entries.FACTS,
    "Indices and sums": indices.FACTS,
    "Series": series.FACTS,
    "Complex matrices": complex_matrices.FACTS,
    "Cross products": cross_products.FACTS,
    "Derivatives by vectors": by_vectors.FACTS,
    "Derivatives by matrices": by_matrices.FACTS,
    "Derivatives by numbers, differentials": by_numbers.FACTS,
    "Expectations and covariances": expectations.FACTS,
    "Gaussians": gaussians.FACTS,
    "Facts of machine learning": learning.FACTS,
}
