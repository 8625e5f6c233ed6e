"""Facts that the judge does not reach, by reason. A row that it begins to reach has to be taken off."""

from __future__ import annotations

NOT_YET: dict[str, frozenset[str]] = {
    "entries with open indices, of products and rows, and the delta": frozenset(
        """
        entry-of-transpose entry-of-gram entry-by-units delta-contracts delta-traces cofactor-rows
        log-sum-exp-gradient-entry sum-of-outer-products
        """.split()
    ),
}
