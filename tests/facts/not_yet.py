"""Facts that the judge does not reach, by reason. A row that it begins to reach has to be taken off."""

from __future__ import annotations

NOT_YET: dict[str, frozenset[str]] = {
    "a false definition of a pseudo-inverse is taken as its definition": frozenset(("pinv-of-gram",)),
    "entries with open indices, of products and rows, and the delta": frozenset(
        """
        entry-of-transpose entry-of-gram entry-by-units delta-contracts delta-traces cofactor-rows
        log-sum-exp-gradient-entry sum-of-outer-products
        """.split()
    ),
    "functions of numbers, applied to vectors and matrices": frozenset(
        """
        jacobian-of-sigmoid gradient-elementwise-exp relu-square-gradient
        """.split()
    ),
}
